//! The loops over one block of one column, for whatever vectors the processor has. No result depends on how wide those
//! are: the bits are the same on all of them. Everything is inlined, closures are avoided: what is not inlined into the
//! caller's `with_simd` is compiled for the plainest processor.

use pulp::Simd;
use pulp::bytemuck::try_cast;

pub use crate::lanes::LANES;

/// Marks of so many values fit into an integer: a quarter of a block.
const QUARTER: usize = 64;
const QUARTERS: usize = LANES / QUARTER;
/// Marked values are put together so many at a time, and what is behind the last is written over.
pub const OVER: usize = 4;
/// For a block's.
pub const ROOM: usize = LANES + OVER;
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

/// How a block's values lie to a bracket, as lanes of so many found it side by side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<const SIDE_BY_SIDE: usize> {
    /// How many are below it.
    pub below: u64,
    /// Which are inside, a bit each. A lane has its own bits after those of the lanes before it, one for each strip of
    /// the block: bit s of lane l is value s · lanes + l.
    inside: [u64; QUARTERS],
}

impl<const SIDE_BY_SIDE: usize> Marks<SIDE_BY_SIDE> {
    /// How many are inside.
    #[inline(always)]
    pub fn count(&self) -> u32 {
        self.inside.iter().map(|quarter| quarter.count_ones()).sum()
    }

    /// Puts the values inside at the front; how many they are. There must be [room](OVER) behind them.
    #[inline(always)]
    pub fn gather(&self, values: &[f64; LANES], front: &mut [f64]) -> usize {
        let mut count = 0;
        for quarter in 0..QUARTERS {
            count += self.gather_quarter(values, quarter, &mut front[count..]);
        }
        count
    }

    /// Four at a time: how many there are is hard to foresee, and a wrong guess costs as much as five of them.
    #[inline(always)]
    fn gather_quarter(&self, values: &[f64; LANES], quarter: usize, front: &mut [f64]) -> usize {
        let mut left = self.inside[quarter];
        let count = left.count_ones() as usize;
        for some in &mut front.as_chunks_mut::<OVER>().0[..count.div_ceil(OVER)] {
            for front in some {
                // Behind the last this is some bit or other.
                let bit = (quarter * QUARTER) as u8 | left.trailing_zeros() as u8;
                // Of 256 values, the strip's number and the lane's change places.
                *front = values[usize::from(bit.rotate_left(const { SIDE_BY_SIDE.trailing_zeros() }))];
                left &= left.wrapping_sub(1);
            }
        }
        count
    }
}

/// A function that tells how a block's values lie to each of several brackets at once. +∞ is inside of none and below
/// none, so it may stand for no value. Each lane gathers its own bits, so that nothing is put together across lanes; they
/// are as many on every processor, and some have them in several registers.
macro_rules! marking {
    ($name:ident, $lanes:literal, $float:ident, $word:ident, $as_floats:ident, $as_words_mut:ident, $floats:ident,
     $truths:ident, $splat:ident, $splat_word:ident, $at_least:ident, $select:ident, $add:ident, $sub:ident) => {
        #[inline(always)]
        pub fn $name<S: Simd, const N: usize>(
            simd: S,
            values: &[$float; LANES],
            brackets: &[[$float; 2]; N],
        ) -> [Marks<$lanes>; N] {
            let registers = const { $lanes * size_of::<$float>() / size_of::<S::$floats>() };
            let (none, all) = (simd.$splat_word(0), simd.$splat_word($word::MAX));
            // All bits of the lanes that hold, which on most processors is what comparing makes: −1.
            let word = |truth: S::$truths| try_cast(truth).unwrap_or_else(|_| simd.$select(truth, all, none));
            let (mut low, mut high) = ([simd.$splat(0.0); N], [simd.$splat(0.0); N]);
            for bracket in 0..N {
                [low[bracket], high[bracket]] = brackets[bracket].map(|edge| simd.$splat(edge));
            }
            let (mut from_low, mut from_high) = ([[none; $lanes]; N], [[none; $lanes]; N]);
            // From the last strip on, each moves the bits of those before it.
            for strip in values.as_chunks::<$lanes>().0.iter().rev() {
                for register in 0..registers {
                    let x = S::$as_floats(strip).0[register];
                    for bracket in 0..N {
                        let at_low = word(simd.$at_least(x, low[bracket]));
                        let at_high = word(simd.$at_least(x, high[bracket]));
                        let (from_low, from_high) =
                            (&mut from_low[bracket][register], &mut from_high[bracket][register]);
                        *from_low = simd.$sub(simd.$add(*from_low, *from_low), at_low);
                        *from_high = simd.$sub(simd.$add(*from_high, *from_high), at_high);
                    }
                }
            }
            let bits = |own: &[_; $lanes]| {
                let mut words: [$word; $lanes] = [0; $lanes];
                S::$as_words_mut(&mut words).0.copy_from_slice(&own[..registers]);
                let mut bits = [0; QUARTERS];
                for (lane, word) in words.into_iter().enumerate() {
                    let from = lane * $word::BITS as usize;
                    bits[from / QUARTER] |= u64::from(word) << (from % QUARTER);
                }
                bits
            };
            let mut marks = [Marks::default(); N];
            for bracket in 0..N {
                let (from_low, from_high) = (bits(&from_low[bracket]), bits(&from_high[bracket]));
                marks[bracket].below =
                    LANES as u64 - from_low.iter().map(|some| u64::from(some.count_ones())).sum::<u64>();
                // What reaches the high edge reaches the low one too.
                for quarter in 0..QUARTERS {
                    marks[bracket].inside[quarter] = from_low[quarter] ^ from_high[quarter];
                }
            }
            marks
        }
    };
}

/// Lanes that compare numbers of single precision.
const NARROW: usize = 8;

marking!(
    mark,
    4,
    f64,
    u64,
    as_simd_f64s,
    as_mut_simd_u64s,
    f64s,
    m64s,
    splat_f64s,
    splat_u64s,
    greater_than_or_equal_f64s,
    select_u64s,
    add_u64s,
    sub_u64s
);
marking!(
    mark_narrow_some,
    8,
    f32,
    u32,
    as_simd_f32s,
    as_mut_simd_u32s,
    f32s,
    m32s,
    splat_f32s,
    splat_u32s,
    greater_than_or_equal_f32s,
    select_u32s,
    add_u32s,
    sub_u32s
);

/// How values lie to a bracket as they are told apart in single precision.
pub type NarrowMarks = Marks<NARROW>;

/// So many brackets at once stay in registers.
const TOGETHER: usize = 3;

/// How a block's values, rounded to single precision, lie to each of several brackets. A register holds twice as many,
/// and rounding keeps the order: see [`boundary`](super::bracket::boundary). `narrow` is room for the rounded ones.
#[inline(always)]
pub fn mark_narrow<S: Simd>(
    simd: S,
    values: &[f64; LANES],
    brackets: &[[f32; 2]],
    narrow: &mut [f32; LANES],
    marks: &mut [NarrowMarks],
) {
    if brackets.is_empty() {
        return;
    }
    for (narrow, value) in narrow.iter_mut().zip(values) {
        *narrow = *value as f32;
    }
    let (some, rest) = brackets.as_chunks::<TOGETHER>();
    let (marks_some, marks_rest) = marks.split_at_mut(TOGETHER * some.len());
    for (brackets, marks) in some.iter().zip(marks_some.as_chunks_mut().0) {
        *marks = mark_narrow_some(simd, narrow, brackets);
    }
    match (rest, marks_rest) {
        ([a, b], [x, y, ..]) => [*x, *y] = mark_narrow_some(simd, narrow, &[*a, *b]),
        ([a], [x, ..]) => [*x] = mark_narrow_some(simd, narrow, &[*a]),
        _ => (),
    }
}
