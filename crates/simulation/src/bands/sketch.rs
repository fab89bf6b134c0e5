//! The pilot's values of several columns side by side in single precision, each column in a lane of its own. Brackets
//! begin and end where single precision tells values apart, so nothing finer is needed to place them.

use pulp::{Arch, Simd, WithSimd};

use super::Wanted;
use super::bracket::boundary;
use super::collect::ODD;

/// So many columns side by side.
pub const ABREAST: usize = 8;

type Row = [f32; ABREAST];

/// What the pilot shows of up to eight columns.
pub struct Sketch {
    /// Each lane in order.
    sorted: Vec<Row>,
    /// By level and scramble, how many paths are at most at the level's percentile.
    up_to: Vec<[u32; ABREAST]>,
    /// Values that are [odd](ODD).
    odd: [u32; ABREAST],
}

impl Sketch {
    /// Of the pilot's values of each column, as they come; as many of one as of another.
    pub fn of(wanted: &Wanted, pilots: &[&[f64]]) -> Sketch {
        Arch::new().dispatch(Draw { wanted, pilots })
    }

    /// What it shows of a column; None where some value is odd, or there is none.
    pub fn lane(&self, lane: usize) -> Option<Lane<'_>> {
        (self.odd[lane] == 0 && !self.sorted.is_empty()).then_some(Lane { sketch: self, lane })
    }
}

/// One column of a [`Sketch`].
#[derive(Clone, Copy)]
pub struct Lane<'a> {
    sketch: &'a Sketch,
    lane: usize,
}

impl Lane<'_> {
    pub fn len(&self) -> usize {
        self.sketch.sorted.len()
    }

    fn rounded(&self, rank: usize) -> f32 {
        self.sketch.sorted[rank][self.lane]
    }

    /// The value at a rank, rounded.
    pub fn at(&self, rank: usize) -> f64 {
        f64::from(self.rounded(rank))
    }

    /// Beyond every value that is rounded to the one at a rank.
    pub fn beyond(&self, rank: usize) -> f64 {
        boundary(self.rounded(rank).next_up())
    }

    /// May some value between two ranks come twice?
    pub fn repeats(&self, ranks: std::ops::Range<usize>) -> bool {
        self.sketch.sorted[ranks].windows(2).any(|pair| pair[0][self.lane] == pair[1][self.lane])
    }

    /// How many paths of each scramble are at most at the percentile of a level, given by its place.
    pub fn up_to(&self, level: usize, scrambles: usize) -> impl Iterator<Item = u32> {
        self.sketch.up_to[level * scrambles..][..scrambles].iter().map(|lanes| lanes[self.lane])
    }
}

/// [`Sketch::of`] for the processor that is there.
struct Draw<'a> {
    wanted: &'a Wanted,
    pilots: &'a [&'a [f64]],
}

impl WithSimd for Draw<'_> {
    type Output = Sketch;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Sketch {
        let Draw { wanted, pilots } = self;
        let paths = pilots.first().map_or(0, |pilot| pilot.len());
        let mut sorted = vec![[f32::INFINITY; ABREAST]; paths.next_power_of_two().max(NEAR)];
        for (lane, pilot) in pilots.iter().enumerate() {
            for (row, value) in sorted.iter_mut().zip(*pilot) {
                row[lane] = *value as f32;
            }
        }
        let drawn = sorted[..paths].to_vec();
        let mut odd = [0; ABREAST];
        for row in &drawn {
            for (odd, value) in odd.iter_mut().zip(row) {
                *odd += u32::from(value.abs() >= ODD as f32 || value.is_nan());
            }
        }
        sort(simd, &mut sorted);
        sorted.truncate(paths);
        let mut up_to = Vec::with_capacity(wanted.levels.len() * wanted.scrambles);
        for level in wanted.levels.iter().filter(|_| paths > 0) {
            let at = sorted[rank(*level, paths)];
            let mut rest = &drawn[..];
            for scramble in 0..wanted.scrambles {
                let own;
                (own, rest) = rest.split_at(wanted.pilot_of(scramble).min(rest.len()));
                up_to.push(count_up_to(simd, own, &at));
            }
        }
        Sketch { sorted, up_to, odd }
    }
}

/// How many of the rows are at most at one, lane by lane.
#[inline(always)]
fn count_up_to<S: Simd>(simd: S, rows: &[Row], at: &Row) -> [u32; ABREAST] {
    let (none, one) = (simd.splat_u32s(0), simd.splat_u32s(1));
    let mut counts = [0; ABREAST];
    for (register, (counts, at)) in S::as_mut_simd_u32s(&mut counts).0.iter_mut().zip(S::as_simd_f32s(at).0).enumerate()
    {
        for row in rows {
            let is_at_most = simd.less_than_or_equal_f32s(S::as_simd_f32s(row).0[register], *at);
            *counts = simd.add_u32s(*counts, simd.select_u32s(is_at_most, one, none));
        }
    }
    counts
}

/// The rank of a level's percentile among so many values.
pub fn rank(level: f64, paths: usize) -> usize {
    (level * (paths - 1) as f64) as usize
}

/// Rows that are sorted without leaving the processor's registers.
const NEAR: usize = 8;

/// The same comparators for each eight rows, written out: a list of them would be read again for each.
macro_rules! comparators {
    ($simd:expr, $registers:expr, $row:expr, [$($first:literal $second:literal),*]) => {
        for rows in $registers.chunks_exact_mut(NEAR * $row) {
            for lane in 0..$row {
                let mut near: [S::f32s; NEAR] = std::array::from_fn(|at| rows[at * $row + lane]);
                $([near[$first], near[$second]] = ordered($simd, near[$first], near[$second]);)*
                for at in 0..NEAR {
                    rows[at * $row + lane] = near[at];
                }
            }
        }
    };
}

/// Sorts rows, a power of two and at least [`NEAR`], each lane by itself, in a network of comparators: sorted runs of a
/// length become runs of twice that. Batcher, "Sorting networks and their applications", 1968: a rising run and one that
/// is read from its end is sorted by comparing what lies ever nearer.
#[inline(always)]
fn sort<S: Simd>(simd: S, rows: &mut [Row]) {
    // Registers of a row; no processor that is chosen from has wider ones.
    let row = const { ABREAST / S::F32_LANES };
    let registers = S::as_mut_simd_f32s(rows.as_flattened_mut()).0;
    near(simd, registers, row);
    let mut run = NEAR * row;
    while run < registers.len() {
        for pair in registers.chunks_exact_mut(2 * run) {
            let (rising, falling) = pair.split_at_mut(run);
            for (first, second) in rising.chunks_exact_mut(row).zip(falling.chunks_exact_mut(row).rev()) {
                compare(simd, first, second);
            }
            let mut apart = run / 2;
            // Two steps at once, while there are two, on rows that are fetched once.
            while apart >= 2 * NEAR * row {
                for part in pair.chunks_exact_mut(2 * apart) {
                    let (first, second) = part.split_at_mut(apart);
                    let ((a, b), (c, d)) = (first.split_at_mut(apart / 2), second.split_at_mut(apart / 2));
                    for (((a, b), c), d) in a.iter_mut().zip(b).zip(c).zip(d) {
                        let ([low, high], [lower, higher]) = (ordered(simd, *a, *c), ordered(simd, *b, *d));
                        ([*a, *b], [*c, *d]) = (ordered(simd, low, lower), ordered(simd, high, higher));
                    }
                }
                apart /= 4;
            }
            while apart >= NEAR * row {
                for part in pair.chunks_exact_mut(2 * apart) {
                    let (first, second) = part.split_at_mut(apart);
                    compare(simd, first, second);
                }
                apart /= 2;
            }
        }
        nearer(simd, registers, row);
        run *= 2;
    }
}

/// Sorts each eight rows with the fewest comparators there are: Knuth, "The Art of Computer Programming" 3, 5.3.4.
#[inline(always)]
fn near<S: Simd>(simd: S, registers: &mut [S::f32s], row: usize) {
    comparators!(simd, registers, row, [0 2, 1 3, 4 6, 5 7, 0 4, 1 5, 2 6, 3 7, 0 1, 2 3, 4 5, 6 7, 2 4, 3 5, 1 4, 3 6, 1 2, 3 4, 5 6]);
}

/// Compares in each eight rows what lies four, two and one apart.
#[inline(always)]
fn nearer<S: Simd>(simd: S, registers: &mut [S::f32s], row: usize) {
    comparators!(simd, registers, row, [0 4, 1 5, 2 6, 3 7, 0 2, 1 3, 4 6, 5 7, 0 1, 2 3, 4 5, 6 7]);
}

/// The lesser of each two into the first, the greater into the second.
#[inline(always)]
fn compare<S: Simd>(simd: S, first: &mut [S::f32s], second: &mut [S::f32s]) {
    for (first, second) in first.iter_mut().zip(second) {
        [*first, *second] = ordered(simd, *first, *second);
    }
}

#[inline(always)]
fn ordered<S: Simd>(simd: S, first: S::f32s, second: S::f32s) -> [S::f32s; 2] {
    [simd.min_f32s(first, second), simd.max_f32s(first, second)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lanes_are_sorted_each_by_itself(lists in prop::collection::vec(prop::collection::vec(-1e9..1e9_f64, 37), 1..=ABREAST)) {
            let wanted = Wanted::new(Vec::new(), vec![0.5], 8, 1_000).unwrap();
            let sketch = Sketch::of(&wanted, &lists.iter().map(|list| &list[..]).collect::<Vec<_>>());
            for (at, mut list) in lists.into_iter().enumerate() {
                list.sort_by(f64::total_cmp);
                let lane = sketch.lane(at).unwrap();
                for (rank, value) in list.iter().enumerate() {
                    prop_assert_eq!(lane.at(rank), f64::from(*value as f32));
                    prop_assert!(boundary(*value as f32) <= *value && *value < lane.beyond(rank));
                }
            }
        }
    }
}
