//! The loops over one block of one column, for whatever vectors the processor has. No result depends on how wide those
//! are: the bits are the same on all of them. Everything is inlined, closures are avoided: what is not inlined into the
//! caller's `with_simd` is compiled for the plainest processor.

use pulp::Simd;

/// The most paths in a block.
pub const LANES: usize = 128;
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

/// A bit for each lane of half a block.
static BITS: [u64; 64] = {
    let (mut bits, mut lane) = ([0; 64], 0);
    while lane < 64 {
        bits[lane] = 1 << lane;
        lane += 1;
    }
    bits
};

/// Which values of half a block are at least an edge, and which at least another: a bit each.
#[inline(always)]
pub fn at_least<S: Simd>(simd: S, values: &[f64; 64], edges: [f64; 2]) -> [u64; 2] {
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

/// Which values of a block lie inside one of a column's brackets, a bit each; and adds to every bracket's count how many
/// are below it. A value that is +∞ is inside of none whose end is finite; those must be cut off where one is not.
///
/// The sign of x − edge says whether x is below the edge: x = edge leaves +0. Two signs that differ are a value between.
#[inline(always)]
pub fn inside(values: &[f64; LANES], brackets: &[[f64; 2]], below: &mut [u64]) -> [u64; 2] {
    let mut signs = [0; LANES];
    let (fours, rest) = brackets.as_chunks::<4>();
    let (below_fours, below_rest) = below.split_at_mut(4 * fours.len());
    for (four, below) in fours.iter().zip(below_fours.as_chunks_mut::<4>().0) {
        mark(values, four, below, &mut signs);
    }
    match (rest, below_rest) {
        ([a, b, c], [x, y, z, ..]) => each(values, &[*a, *b, *c], [x, y, z], &mut signs),
        ([a, b], [x, y, ..]) => each(values, &[*a, *b], [x, y], &mut signs),
        ([a], [x, ..]) => each(values, &[*a], [x], &mut signs),
        _ => (),
    }
    let (mut first, mut second) = (0, 0);
    for lane in 0..64 {
        first |= signs[lane] >> 63 << lane;
        second |= signs[64 + lane] >> 63 << lane;
    }
    [first, second]
}

#[inline(always)]
fn each<const N: usize>(
    values: &[f64; LANES],
    brackets: &[[f64; 2]; N],
    below: [&mut u64; N],
    signs: &mut [u64; LANES],
) {
    let mut counts = [0; N];
    mark(values, brackets, &mut counts, signs);
    for (below, count) in below.into_iter().zip(counts) {
        *below += count;
    }
}

/// Turns the sign of each value for each bracket that it is inside of; so many brackets at once that everything stays in
/// registers.
#[inline(always)]
fn mark<const N: usize>(
    values: &[f64; LANES],
    brackets: &[[f64; 2]; N],
    below: &mut [u64; N],
    signs: &mut [u64; LANES],
) {
    let mut counts = [0; N];
    for (x, sign) in values.iter().zip(signs) {
        let mut turned = *sign;
        for at in 0..N {
            let [low, high] = brackets[at];
            let (from_low, from_high) = ((x - low).to_bits(), (x - high).to_bits());
            turned ^= from_low ^ from_high;
            counts[at] += from_low >> 63;
        }
        *sign = turned;
    }
    for (below, count) in below.iter_mut().zip(counts) {
        *below += count;
    }
}
