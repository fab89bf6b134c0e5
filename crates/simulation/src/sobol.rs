//! Sobol points, scrambled: points that fill the unit cube far more evenly than random ones do, at random enough places
//! for independent scrambles to show how large the error is.

use std::sync::LazyLock;

use sobol::SobolParams;
use sobol::params::JoeKuoD6;
use thiserror::Error;

use crate::pseudo::Stream;

/// Points whose bits differ only in the low digits of the index are made together.
const RUN: usize = 128;
const BITS: usize = u32::BITS as usize;

/// More dimensions than there are direction numbers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{asked} uncertain inputs are more than the {most} that Sobol points are known for; use pseudo-random numbers")]
pub struct TooManyDimensions {
    /// The dimensions asked for.
    pub asked: usize,
    /// The most there are.
    pub most: usize,
}

/// By dimension, the direction number of each binary digit of the index, lowest first, with its bits reversed.
///
/// Source: S. Joe and F. Kuo, *Constructing Sobol sequences with better two-dimensional projections*, SIAM J. Sci. Comput.
/// 30, 2008 (`new-joe-kuo-6`).
static DIRECTIONS: LazyLock<Vec<[u32; BITS]>> = LazyLock::new(|| {
    let table = JoeKuoD6::standard();
    let numbers = ::sobol::Sobol::<u32>::init_direction_vals(table.max_dims(), BITS, &table);
    let reversed = |numbers: Vec<u32>| std::array::from_fn(|digit| numbers[digit].reverse_bits());
    numbers.into_iter().map(reversed).collect()
});

/// The Sobol sequence in some number of dimensions, its 2³² points open to access in any order.
///
/// Source: I. Sobol, *On the distribution of points in a cube and the approximate evaluation of integrals*, USSR Comput.
/// Math. Math. Phys. 7, 1967.
#[derive(Clone, Copy, Debug)]
pub struct Sobol {
    directions: &'static [[u32; BITS]],
}

impl Sobol {
    /// The most dimensions there are direction numbers for.
    pub fn most_dimensions() -> usize {
        DIRECTIONS.len()
    }

    /// The sequence in this many dimensions.
    ///
    /// # Errors
    /// When there are no direction numbers for so many.
    pub fn new(dimensions: usize) -> Result<Self, TooManyDimensions> {
        let too_many = TooManyDimensions { asked: dimensions, most: Self::most_dimensions() };
        Ok(Self { directions: DIRECTIONS.get(..dimensions).ok_or(too_many)? })
    }

    /// How many dimensions a point has.
    pub fn dimensions(&self) -> usize {
        self.directions.len()
    }

    /// These points under one of the scrambles of a seed. Two of them have the same evenness and independent errors.
    pub fn scrambled(self, seed: u64, scramble: u32) -> Scrambled {
        let stream = Stream::new(seed, u64::from(scramble));
        let seeds = (0..self.dimensions() as u64).map(|dimension| (stream.bits(dimension) >> BITS) as u32).collect();
        Scrambled { sobol: self, seeds }
    }

    /// One coordinate of one point, in units of 2⁻³², its bits reversed.
    fn reversed(&self, index: u32, dimension: usize) -> u32 {
        let digits = self.directions[dimension].iter().enumerate();
        digits.fold(0, |bits, (digit, direction)| bits ^ (direction & 0_u32.wrapping_sub(index >> digit & 1)))
    }
}

/// Sobol points after Owen's nested uniform scramble: every point is uniform in the cube, and they remain a net.
#[derive(Clone, Debug)]
pub struct Scrambled {
    sobol: Sobol,
    /// By dimension.
    seeds: Vec<u32>,
}

impl Scrambled {
    /// How many dimensions a point has.
    pub fn dimensions(&self) -> usize {
        self.seeds.len()
    }

    /// One coordinate of one point, in (0, 1): the centre of one of 2³² equal cells, so never an end.
    ///
    /// # Panics
    /// When the points have no such dimension.
    pub fn point(&self, index: u32, dimension: usize) -> f64 {
        place(self.sobol.reversed(index, dimension), self.seeds[dimension])
    }

    /// One coordinate of the points from index `first` on; after the last of 2³² comes the first again. Fastest in
    /// blocks of 128 from a multiple of 128 on.
    ///
    /// # Panics
    /// When the points have no such dimension.
    pub fn fill(&self, first: u32, dimension: usize, out: &mut [f64]) {
        let (directions, seed) = (&self.sobol.directions[dimension], self.seeds[dimension]);
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let offsets = offsets(directions);
                let (mut start, mut rest) = (first, out);
                while !rest.is_empty() {
                    let offsets = &offsets[start as usize % RUN..];
                    let length = offsets.len().min(rest.len());
                    let (run, later) = std::mem::take(&mut rest).split_at_mut(length);
                    let base = self.sobol.reversed(start, dimension) ^ offsets[0];
                    run.iter_mut().zip(offsets).for_each(|(u, offset)| *u = place(base ^ offset, seed));
                    (start, rest) = (start.wrapping_add(run.len() as u32), later);
                }
            },
        );
    }
}

/// By how much the points of a run differ from its first: the sequence is linear over the digits of the index.
#[inline(always)]
fn offsets(directions: &[u32; BITS]) -> [u32; RUN] {
    let mut offsets = [0; RUN];
    for (digit, direction) in directions.iter().enumerate().take(RUN.ilog2() as usize) {
        let (known, next) = offsets.split_at_mut(1 << digit);
        next.iter_mut().zip(known).for_each(|(next, known)| *next = *known ^ direction);
    }
    offsets
}

/// A coordinate given with its bits reversed, scrambled, in (0, 1).
///
/// With bits reversed, a nested uniform scramble is a permutation in which a bit depends on the lower ones alone: S. Laine
/// and T. Karras, *Stratified sampling for stochastic transparency*, 2011, with the constants of B. Burley, *Practical
/// hash-based Owen scrambling*, JCGT 9(4), 2020.
#[inline(always)]
fn place(reversed: u32, seed: u32) -> f64 {
    let mut x = reversed.wrapping_add(seed);
    x ^= x.wrapping_mul(0x6c50_b47c);
    x ^= x.wrapping_mul(0xb82f_1e52);
    x ^= x.wrapping_mul(0xc7af_e638);
    x ^= x.wrapping_mul(0x8d22_f6e6);
    (f64::from(x.reverse_bits()) + 0.5) * (1.0 / 4_294_967_296.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(sobol: &Sobol, index: u32, dimension: usize) -> f64 {
        f64::from(sobol.reversed(index, dimension).reverse_bits()) / 4_294_967_296.0
    }

    /// The first points as published with the direction numbers, in the order of plain binary indices.
    #[test]
    fn points_are_the_published_ones() {
        let sobol = Sobol::new(5).unwrap();
        let expected = [
            [0.0, 0.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.5, 0.5],
            [0.25, 0.75, 0.75, 0.75, 0.25],
            [0.75, 0.25, 0.25, 0.25, 0.75],
            [0.125, 0.625, 0.375, 0.125, 0.125],
        ];
        for (index, expected) in expected.into_iter().enumerate() {
            assert_eq!([0, 1, 2, 3, 4].map(|dimension| plain(&sobol, index as u32, dimension)), expected);
        }
    }

    /// The sequence of the crate that the direction numbers come from, which counts in Gray code.
    #[test]
    fn points_agree_with_the_iterator_of_the_tables_crate() {
        let sobol = Sobol::new(1000).unwrap();
        let others = ::sobol::Sobol::<u32>::new(1000, &JoeKuoD6::standard());
        for (count, other) in others.take(300).enumerate() {
            let index = (count ^ (count >> 1)) as u32;
            for dimension in [0, 1, 2, 17, 499, 999] {
                assert_eq!(sobol.reversed(index, dimension).reverse_bits(), other[dimension], "{count}, {dimension}");
            }
        }
    }

    #[test]
    fn a_block_is_its_points_one_by_one() {
        let sobol = Sobol::new(40).unwrap();
        let points = sobol.scrambled(5, 2);
        for (first, length) in [(0, 128), (128, 256), (77, 300), (3, 20), (1 << 20, 1), (u32::MAX - 5, 12)] {
            let mut block = vec![0.0; length];
            points.fill(first, 37, &mut block);
            for (i, u) in block.iter().enumerate() {
                assert_eq!(u.to_bits(), points.point(first.wrapping_add(i as u32), 37).to_bits());
            }
        }
    }

    /// Each of 2ᵏ equal intervals holds one of the first 2ᵏ points, and of any later 2ᵏ of the sequence.
    #[test]
    fn each_dimension_stays_stratified() {
        let sobol = Sobol::new(200).unwrap();
        for scramble in 0..3 {
            let points = sobol.scrambled(9, scramble);
            for (k, dimension) in [(0, 0), (3, 1), (7, 60), (10, 199)] {
                let (count, mut found) = (1_u32 << k, vec![0; 1 << k]);
                (3 * count..4 * count)
                    .for_each(|i| found[(points.point(i, dimension) * f64::from(count)) as usize] += 1);
                assert!(found.iter().all(|&n| n == 1), "dimension {dimension}, scramble {scramble}");
            }
        }
    }

    /// The first two dimensions are a (0, m, 2)-net: each elementary interval of area 2⁻ᵐ holds one of 2ᵐ points.
    #[test]
    fn two_dimensions_stay_a_net() {
        let sobol = Sobol::new(2).unwrap();
        for scramble in 0..4 {
            let points = sobol.scrambled(u64::MAX, scramble);
            for (m, wide) in (0..=10).flat_map(|m| (0..=m).map(move |wide| (m, wide))) {
                let mut found = vec![0; 1 << m];
                for index in 0..1 << m {
                    let column = (points.point(index, 0) * f64::from(1_u32 << wide)) as usize;
                    let row = (points.point(index, 1) * f64::from(1_u32 << (m - wide))) as usize;
                    found[(row << wide) + column] += 1;
                }
                assert!(found.iter().all(|&n| n == 1), "{m} {wide}");
            }
        }
    }

    #[test]
    fn scrambles_differ_by_seed_and_number_and_dimension() {
        let sobol = Sobol::new(2).unwrap();
        let first = |seed, scramble, dimension| sobol.scrambled(seed, scramble).point(0, dimension);
        let found = [first(1, 0, 0), first(2, 0, 0), first(1, 1, 0), first(1, 0, 1)];
        for (i, one) in found.iter().enumerate() {
            assert!(found[..i].iter().all(|other| other != one), "{found:?}");
        }
        assert_eq!(first(1, 0, 0), first(1, 0, 0));
    }

    /// Over scrambles the estimate of a mean is unbiased, and nearer to it than random points by far.
    #[test]
    fn scrambles_are_unbiased() {
        let sobol = Sobol::new(3).unwrap();
        let estimates: Vec<f64> = (0..200)
            .map(|scramble| {
                let points = sobol.scrambled(3, scramble);
                let of = |i| [0, 1, 2].iter().map(|&d| points.point(i, d)).product::<f64>();
                (0..64).map(of).sum::<f64>() / 64.0
            })
            .collect();
        let mean = estimates.iter().sum::<f64>() / 200.0;
        let variance = estimates.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / 199.0;
        assert!((mean - 0.125).abs() < 4.0 * (variance / 200.0).sqrt(), "{mean}");
        // 64 random points have the variance (1/27 − 1/64) / 64
        assert!(variance < 0.02 * (1.0 / 27.0 - 1.0 / 64.0) / 64.0, "{variance}");
    }

    #[test]
    fn too_many_dimensions_are_refused() {
        assert_eq!(Sobol::new(1001).unwrap_err(), TooManyDimensions { asked: 1001, most: 1000 });
    }
}
