//! Correlated inputs: a Gaussian copula, which makes independent uniform numbers dependent and leaves each uniform.

use crate::correlation::{CorrelationError, Correlations};
use crate::normal;

/// What makes the uniform numbers of some inputs rank-correlated.
///
/// Source: R. Nelsen, *An Introduction to Copulas*, 2nd edition, 2006, §2.3.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    inputs: usize,
    /// The inputs whose normal scores are mixed into others.
    scored: Vec<usize>,
    mixed: Vec<Mixed>,
}

/// An input whose score is a weighted sum of scores.
#[derive(Clone, Debug, PartialEq)]
struct Mixed {
    input: usize,
    /// Positions in `scored`, with their weights.
    weights: Vec<(usize, f64)>,
}

impl Copula {
    /// With these correlations. Without any it changes nothing.
    ///
    /// # Errors
    /// When no inputs can have these correlations at once; the nearest that they can have are in the error.
    pub fn new(correlations: &Correlations) -> Result<Self, CorrelationError> {
        let (scored, factor) = correlations.factor()?;
        let mixed = factor.into_iter().enumerate().filter_map(|(row, weights)| {
            let weights: Vec<_> = weights.into_iter().enumerate().filter(|(_, weight)| *weight != 0.0).collect();
            (weights.len() > 1).then(|| Mixed { input: scored[row], weights })
        });
        Ok(Self { inputs: correlations.inputs(), mixed: mixed.collect(), scored })
    }

    /// Whether an input's numbers have to do with another's.
    pub fn correlates(&self, input: usize) -> bool {
        let reads = |mixed: &Mixed| mixed.weights.iter().any(|(position, _)| self.scored[*position] == input);
        self.mixed.iter().any(|mixed| mixed.input == input || reads(mixed))
    }

    /// Inputs that move together, directly or through others, each group ascending; the groups by their first input.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut first: Vec<usize> = (0..self.inputs).collect();
        for mixed in &self.mixed {
            for (position, _) in &mixed.weights {
                let (one, other) = (first[mixed.input], first[self.scored[*position]]);
                let (to, from) = (one.min(other), one.max(other));
                first.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
            }
        }
        let members = |of: usize| (0..self.inputs).filter(|input| first[*input] == of).collect::<Vec<_>>();
        (0..self.inputs).map(members).filter(|group| group.len() > 1).collect()
    }

    /// Makes a block of paths correlated: `uniforms` has a row for each input with a number in (0, 1) for each path. An
    /// input that is not correlated with one before it keeps its numbers to the bit. `scores` is room to work in.
    pub fn apply(&self, uniforms: &mut [f64], scores: &mut Vec<f64>) {
        if self.mixed.is_empty() || uniforms.is_empty() {
            return;
        }
        let paths = uniforms.len() / self.inputs;
        scores.clear();
        for &input in &self.scored {
            scores.extend_from_slice(&uniforms[input * paths..][..paths]);
        }
        normal::quantiles(scores);
        for Mixed { input, weights } in &self.mixed {
            let row = &mut uniforms[input * paths..][..paths];
            row.fill(0.0);
            for &(position, weight) in weights {
                let scores = &scores[position * paths..][..paths];
                row.iter_mut().zip(scores).for_each(|(sum, score)| *sum += weight * score);
            }
            // a rounding may reach an end, where no quantile is
            row.iter_mut().for_each(|z| *z = normal::cdf(*z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sobol::Sobol;

    const PATHS: usize = 4096;

    fn copula(pairs: &[(&str, &str, f64)]) -> Copula {
        let mut correlations = Correlations::between(["a", "b", "c", "d"].map(str::to_owned).to_vec());
        pairs.iter().for_each(|(a, b, rank)| correlations.state(a, b, *rank).unwrap());
        Copula::new(&correlations).unwrap()
    }

    fn uniforms() -> Vec<f64> {
        let points = Sobol::new(4).unwrap().scrambled(11, 0);
        let mut uniforms = vec![0.0; 4 * PATHS];
        uniforms.chunks_mut(PATHS).enumerate().for_each(|(input, row)| points.fill(0, input, row));
        uniforms
    }

    /// Spearman's: the correlation of the ranks.
    fn rank_correlation(one: &[f64], other: &[f64]) -> f64 {
        let ranks = |values: &[f64]| {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
            let mut ranks = vec![0.0; values.len()];
            order.into_iter().enumerate().for_each(|(rank, i)| ranks[i] = rank as f64 - (PATHS as f64 - 1.0) / 2.0);
            ranks
        };
        let product: f64 = ranks(one).iter().zip(ranks(other)).map(|(one, other)| one * other).sum();
        product * 12.0 / (PATHS as f64 * (PATHS as f64 * PATHS as f64 - 1.0))
    }

    #[test]
    fn ranks_are_correlated_as_asked_and_each_input_stays_uniform() {
        let copula = copula(&[("a", "b", -0.6), ("a", "d", 0.5), ("b", "d", 0.2)]);
        let mut found = uniforms();
        copula.apply(&mut found, &mut Vec::new());
        let row = |input: usize| &found[input * PATHS..][..PATHS];
        let expected = [(0, 1, -0.6), (0, 2, 0.0), (0, 3, 0.5), (1, 2, 0.0), (1, 3, 0.2), (2, 3, 0.0)];
        for (one, other, expected) in expected {
            let correlation = rank_correlation(row(one), row(other));
            assert!((correlation - expected).abs() < 0.005, "{one} {other}: {correlation}");
        }
        for input in 0..4 {
            let mut sorted = row(input).to_vec();
            sorted.sort_by(f64::total_cmp);
            let distance = sorted.iter().enumerate().map(|(i, u)| (u - (i as f64 + 0.5) / PATHS as f64).abs());
            assert!(distance.fold(0.0, f64::max) < 0.01, "{input}");
            assert!(sorted[0] > 0.0 && sorted[PATHS - 1] < 1.0);
        }
    }

    #[test]
    fn what_is_not_correlated_keeps_its_bits() {
        let independent = copula(&[("a", "b", 0.0)]);
        assert!(independent.groups().is_empty());
        let mut found = uniforms();
        independent.apply(&mut found, &mut Vec::new());
        assert_eq!(found, uniforms());
        copula(&[("b", "d", 0.7)]).apply(&mut found, &mut Vec::new());
        assert_eq!(found[..3 * PATHS], uniforms()[..3 * PATHS]);
        assert_ne!(found[3 * PATHS..], uniforms()[3 * PATHS..]);
    }

    #[test]
    fn groups_are_what_moves_together_through_others_too() {
        assert_eq!(copula(&[]).groups(), Vec::<Vec<usize>>::new());
        assert_eq!(copula(&[("a", "d", 0.5)]).groups(), [[0, 3]]);
        assert_eq!(copula(&[("c", "d", 0.5), ("a", "b", 0.5)]).groups(), [[0, 1], [2, 3]]);
        assert_eq!(copula(&[("b", "c", 0.5), ("a", "c", 0.5)]).groups(), [[0, 1, 2]]);
    }

    #[test]
    fn blocks_of_any_width_give_the_same_bits() {
        let copula = copula(&[("a", "b", 0.8), ("c", "d", -0.3)]);
        let mut whole = uniforms();
        copula.apply(&mut whole, &mut Vec::new());
        let mut scores = vec![1.0; 7];
        for first in (0..PATHS).step_by(128) {
            let mut block: Vec<f64> = uniforms().chunks(PATHS).flat_map(|row| row[first..][..128].to_vec()).collect();
            copula.apply(&mut block, &mut scores);
            for (input, row) in block.chunks(128).enumerate() {
                assert_eq!(row, &whole[input * PATHS + first..][..128]);
            }
        }
    }
}
