//! Where the random numbers of a run come from.

use crate::pseudo::Stream;
use crate::sobol::{Scrambled, Sobol};

/// The uniform numbers that every path draws, by dimension: one for each uncertain input and each month of noise. They
/// depend on the seed, the scramble, the path and the dimension alone.
#[derive(Clone, Debug)]
pub struct Uniforms {
    points: Option<Scrambled>,
    seed: u64,
    scramble: u32,
}

impl Uniforms {
    /// Scrambled Sobol points in the first dimensions, a thousand at the most, and pseudo-random numbers in the rest:
    /// what matters most goes first.
    pub fn sobol(dimensions: usize, seed: u64, scramble: u32) -> Self {
        let points = Sobol::new(dimensions.min(Sobol::most_dimensions())).ok();
        Self { points: points.map(|points| points.scrambled(seed, scramble)), seed, scramble }
    }

    /// Pseudo-random numbers in all dimensions.
    pub fn pseudo_random(seed: u64, scramble: u32) -> Self {
        Self { points: None, seed, scramble }
    }

    /// One dimension of the paths from `first` on, each in (0, 1).
    pub fn fill(&self, first: u32, dimension: usize, out: &mut [f64]) {
        match &self.points {
            Some(points) if dimension < points.dimensions() => points.fill(first, dimension, out),
            _ => {
                // beside the streams that seed the scrambles
                let stream = 1 << 63 | u64::from(self.scramble) << 31 | dimension as u64;
                Stream::new(self.seed, stream).fill(u64::from(first), out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_beyond_the_points_are_pseudo_random() {
        let (sobol, pseudo) = (Uniforms::sobol(5000, 3, 1), Uniforms::pseudo_random(3, 1));
        let (mut one, mut other) = ([0.0; 200], [0.0; 200]);
        for (dimension, same) in [(0, false), (999, false), (1000, true), (4999, true)] {
            sobol.fill(77, dimension, &mut one);
            pseudo.fill(77, dimension, &mut other);
            assert_eq!(one == other, same, "{dimension}");
            assert!(one.iter().chain(&other).all(|&u| u > 0.0 && u < 1.0));
        }
    }

    /// On every machine and in every version: a seed that somebody wrote down keeps its answer. The expected values are
    /// those of a program of its own in Python.
    #[test]
    fn bits_stay_what_they_are() {
        let bits = |uniforms: Uniforms, dimension| {
            let mut out = [0.0; 2];
            uniforms.fill(9_999, dimension, &mut out);
            out.map(f64::to_bits)
        };
        assert_eq!(bits(Uniforms::sobol(8, 42, 0), 0), [0x3fdd_91f5_bd60_0000, 0x3fe8_bd84_6330_0000]);
        assert_eq!(bits(Uniforms::sobol(8, 42, 3), 7), [0x3fea_8a1e_30b0_0000, 0x3fd5_022a_bda0_0000]);
        assert_eq!(bits(Uniforms::pseudo_random(42, 3), 7), [0x3fee_3733_b6af_64db, 0x3fd3_3305_aaf1_1d2e]);
    }

    #[test]
    fn scrambles_and_seeds_differ_in_every_dimension() {
        let first = |uniforms: Uniforms, dimension| {
            let mut out = [0.0];
            uniforms.fill(0, dimension, &mut out);
            out[0]
        };
        for dimension in [0, 3000] {
            let found =
                [(1, 0), (1, 1), (2, 0)].map(|(seed, scramble)| first(Uniforms::sobol(1, seed, scramble), dimension));
            assert!(found[0] != found[1] && found[0] != found[2] && found[1] != found[2]);
        }
    }
}
