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
        let mut sorted = vec![[f32::INFINITY; ABREAST]; paths.next_power_of_two()];
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
                let mut counts = [0; ABREAST];
                for row in own {
                    for lane in 0..ABREAST {
                        counts[lane] += u32::from(row[lane] <= at[lane]);
                    }
                }
                up_to.push(counts);
            }
        }
        Sketch { sorted, up_to, odd }
    }
}

/// The rank of a level's percentile among so many values.
pub fn rank(level: f64, paths: usize) -> usize {
    (level * (paths - 1) as f64) as usize
}

/// Sorts a power of two of rows, each lane by itself, in a network of comparators: sorted runs of a length become runs
/// of twice that. Batcher, "Sorting networks and their applications", 1968.
#[inline(always)]
fn sort<S: Simd>(simd: S, rows: &mut [Row]) {
    // Registers of a row; no processor that is chosen from has wider ones.
    let row = const { ABREAST / S::F32_LANES };
    let rows = S::as_mut_simd_f32s(rows.as_flattened_mut()).0;
    let mut run = row;
    while run < rows.len() {
        for pair in rows.chunks_exact_mut(2 * run) {
            let (first, second) = pair.split_at_mut(run);
            compare(simd, first, second);
            let mut apart = run / 2;
            while apart >= row {
                for part in pair[apart..2 * run - apart].chunks_exact_mut(2 * apart) {
                    let (first, second) = part.split_at_mut(apart);
                    compare(simd, first, second);
                }
                apart /= 2;
            }
        }
        run *= 2;
    }
}

/// The lesser of each two into the first, the greater into the second.
#[inline(always)]
fn compare<S: Simd>(simd: S, first: &mut [S::f32s], second: &mut [S::f32s]) {
    for (first, second) in first.iter_mut().zip(second) {
        (*first, *second) = (simd.min_f32s(*first, *second), simd.max_f32s(*first, *second));
    }
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
