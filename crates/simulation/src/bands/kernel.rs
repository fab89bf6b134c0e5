//! The loops over one block of one column, for whatever vectors the processor has. No result depends on how wide those
//! are: the bits are the same on all of them. Everything is inlined, closures are avoided: what is not inlined into the
//! caller's `with_simd` is compiled for the plainest processor.

use pulp::Simd;

pub use crate::lanes::LANES;
use crate::lanes::mask;

/// Marks of so many values fit into an integer: a quarter of a block.
pub const QUARTER: usize = 64;
pub const QUARTERS: usize = LANES / QUARTER;
/// For a block's marked values: what comes after them is written over.
pub const ROOM: usize = LANES + QUARTER;
/// Sums run in this many lanes, on every processor.
const WIDE: usize = 8;

/// What one block of one column adds up to, about a centre.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// Σ (x − centre).
    pub sum: f64,
    /// Σ (x − centre)².
    pub squares: f64,
    pub min: f64,
    pub max: f64,
}

/// Sums of a block in a fixed order: value i goes to lane i mod 8, and the lanes are added as a tree. Where a value is
/// not a number the squares are none either.
#[inline(always)]
pub fn moments<S: Simd>(simd: S, values: &[f64; LANES], centre: f64) -> Moments {
    let registers = const { WIDE / S::F64_LANES };
    let about = simd.splat_f64s(centre);
    let mut sum = [simd.splat_f64s(0.0); WIDE];
    let mut squares = sum;
    let mut min = [simd.splat_f64s(f64::INFINITY); WIDE];
    let mut max = [simd.splat_f64s(f64::NEG_INFINITY); WIDE];
    for strip in S::as_simd_f64s(values).0.chunks_exact(registers) {
        for lane in 0..registers {
            let x = strip[lane];
            let from = simd.sub_f64s(x, about);
            sum[lane] = simd.add_f64s(sum[lane], from);
            squares[lane] = simd.add_f64s(squares[lane], simd.mul_f64s(from, from));
            min[lane] = simd.min_f64s(min[lane], x);
            max[lane] = simd.max_f64s(max[lane], x);
        }
    }
    Moments {
        sum: tree(simd, sum, S::add_f64s, |a, b| a + b),
        squares: tree(simd, squares, S::add_f64s, |a, b| a + b),
        min: tree(simd, min, S::min_f64s, |a, b| if a < b { a } else { b }),
        max: tree(simd, max, S::max_f64s, |a, b| if a > b { a } else { b }),
    }
}

/// Joins the lanes: each with the fourth after it, what is left with the second after it, and then the last two. Whole
/// registers are joined as such; `both` and `one` do the same.
#[inline(always)]
fn tree<S: Simd>(
    simd: S,
    mut registers: [S::f64s; WIDE],
    both: impl Fn(S, S::f64s, S::f64s) -> S::f64s,
    one: impl Fn(f64, f64) -> f64,
) -> f64 {
    let mut left = const { WIDE / S::F64_LANES };
    while left > 1 {
        left /= 2;
        for at in 0..left {
            registers[at] = both(simd, registers[at], registers[at + left]);
        }
    }
    let mut lanes = [0.0; WIDE];
    S::as_mut_simd_f64s(&mut lanes).0[0] = registers[0];
    let mut left = S::F64_LANES;
    while left > 1 {
        left /= 2;
        for at in 0..left {
            lanes[at] = one(lanes[at], lanes[at + left]);
        }
    }
    lanes[0]
}

/// Least and greatest of some values.
pub fn least_and_greatest(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), x| (min.min(*x), max.max(*x)))
}

/// A bit for each lane of a quarter.
static BITS: [u64; QUARTER] = {
    let (mut bits, mut lane) = ([0; QUARTER], 0);
    while lane < QUARTER {
        bits[lane] = 1 << lane;
        lane += 1;
    }
    bits
};

/// Which values of a quarter are at least an edge, and which at least another: a bit each.
#[inline(always)]
pub fn at_least<S: Simd>(simd: S, values: &[f64; QUARTER], edges: [f64; 2]) -> [u64; 2] {
    let (low_edge, high_edge) = (simd.splat_f64s(edges[0]), simd.splat_f64s(edges[1]));
    let none = simd.splat_u64s(0);
    let (mut low, mut high) = (none, none);
    for (&x, &bits) in S::as_simd_f64s(values).0.iter().zip(S::as_simd_u64s(&BITS).0) {
        low = simd.or_u64s(low, simd.select_u64s(simd.greater_than_or_equal_f64s(x, low_edge), bits, none));
        high = simd.or_u64s(high, simd.select_u64s(simd.greater_than_or_equal_f64s(x, high_edge), bits, none));
    }
    [any(simd, low), any(simd, high)]
}

/// The bits of all lanes.
#[inline(always)]
fn any<S: Simd>(_: S, vector: S::u64s) -> u64 {
    let mut lanes = [0; WIDE];
    S::as_mut_simd_u64s(&mut lanes).0[0] = vector;
    lanes.iter().fold(0, |all, bits| all | bits)
}

/// Puts the marked values of a quarter at the front; how many they are.
///
/// Four at a time: how many there are is hard to foresee, and a wrong guess costs as much as five of them. What is
/// written beyond the last is written over.
#[inline(always)]
pub fn marked(values: &[f64; QUARTER], marks: u64, front: &mut [f64; QUARTER]) -> usize {
    let (count, mut left) = (marks.count_ones() as usize, marks);
    for four in front.as_chunks_mut::<4>().0.iter_mut().take(count.div_ceil(4)) {
        for front in four {
            *front = values[left.trailing_zeros() as usize & (QUARTER - 1)];
            left &= left.wrapping_sub(1);
        }
    }
    count
}

/// The same for a block.
#[inline(always)]
pub fn all_marked(values: &[f64; LANES], marks: [u64; QUARTERS], front: &mut [f64; ROOM]) -> usize {
    let mut count = 0;
    for (quarter, marks) in values.as_chunks().0.iter().zip(marks) {
        let front = front[count..].first_chunk_mut().expect("a quarter more than a block");
        count += marked(quarter, marks, front);
    }
    count
}

/// How a block's values lie to a bracket.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// How many are below it.
    pub below: u64,
    /// Which are inside, a bit each.
    pub inside: [u64; QUARTERS],
}

/// So many brackets at once stay in registers.
const TOGETHER: usize = 3;

/// How a block's values lie to each of a column's brackets. +∞ is inside of none and below none, so it may stand for no
/// value.
#[inline(always)]
pub fn mark(values: &[f64; LANES], brackets: &[[f64; 2]], marks: &mut [Marks]) {
    let (some, rest) = brackets.as_chunks::<TOGETHER>();
    let (marks_some, marks_rest) = marks.split_at_mut(TOGETHER * some.len());
    for (brackets, marks) in some.iter().zip(marks_some.as_chunks_mut().0) {
        *marks = mark_some(values, brackets);
    }
    match (rest, marks_rest) {
        ([a, b], [x, y, ..]) => [*x, *y] = mark_some(values, &[*a, *b]),
        ([a], [x, ..]) => [*x] = mark_some(values, &[*a]),
        _ => (),
    }
}

#[inline(always)]
fn mark_some<const N: usize>(values: &[f64; LANES], brackets: &[[f64; 2]; N]) -> [Marks; N] {
    let mut marks = [Marks::default(); N];
    for (at, quarter) in values.as_chunks::<QUARTER>().0.iter().enumerate() {
        let (mut inside, mut below) = ([0; N], [0_u64; N]);
        for (x, bit) in quarter.iter().zip(&BITS) {
            for bracket in 0..N {
                let [low, high] = brackets[bracket];
                let (is_below, is_beyond) = (mask(*x < low), mask(*x >= high));
                below[bracket] = below[bracket].wrapping_sub(is_below);
                inside[bracket] |= !(is_below | is_beyond) & bit;
            }
        }
        for ((marks, inside), below) in marks.iter_mut().zip(inside).zip(below) {
            marks.below += below;
            marks.inside[at] = inside;
        }
    }
    marks
}
