//! Volatility from month to month: a factor around one that wanders and comes back.

use thiserror::Error;

use crate::exponential::exps;
use crate::normal;
use crate::uniforms::Uniforms;

/// The largest deviation of a month. With more, nearly all the mean would be in paths that no sample has.
const MOST_DEVIATION: f64 = 2.0;

/// Why a volatility is none.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum VolatilityError {
    /// A deviation that is negative, too large or no number.
    #[error("the monthly deviation is {0}, which is not from 0 to {MOST_DEVIATION}; 0.1 is about 10 % a month")]
    Deviation(f64),
    /// A reversion that is no share.
    #[error("the reversion is {0}, which is not from 0 to 1; 0 never comes back, 1 forgets the month before")]
    Reversion(f64),
}

/// How a factor moves from month to month: its logarithm returns by a share of itself and is pushed at random,
/// xₜ = (1 − reversion) xₜ₋₁ + deviation · eₜ with standard normal eₜ and x₀ = 0. The factor is exp(xₜ − var(xₜ) / 2),
/// whose mean is 1 in every month.
///
/// Source: the discrete form of G. Uhlenbeck and L. Ornstein, *On the theory of the Brownian motion*, Phys. Rev. 36, 1930.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volatility {
    deviation: f64,
    reversion: f64,
}

impl Volatility {
    /// With this standard deviation of a month's push, and this share of the distance from the mean made good in a month.
    ///
    /// # Errors
    /// When either is out of range.
    pub fn new(deviation: f64, reversion: f64) -> Result<Self, VolatilityError> {
        if !(0.0..=MOST_DEVIATION).contains(&deviation) {
            return Err(VolatilityError::Deviation(deviation));
        }
        if !(0.0..=1.0).contains(&reversion) {
            return Err(VolatilityError::Reversion(reversion));
        }
        Ok(Self { deviation, reversion })
    }

    /// The variances of the logarithm from the first month on: vₜ = (1 − reversion)² vₜ₋₁ + deviation².
    pub fn variances(self) -> impl Iterator<Item = f64> {
        let kept = (1.0 - self.reversion) * (1.0 - self.reversion);
        std::iter::successors(Some(self.deviation * self.deviation), move |last| {
            Some(kept * last + self.deviation * self.deviation)
        })
    }

    /// The factors of a block of paths from path `first` on: `out` has a row for each month with a factor for each path.
    /// Month t is pushed by the uniform numbers of dimension `dimension` + t − 1.
    pub fn fill(self, uniforms: &Uniforms, dimension: usize, first: u32, paths: usize, out: &mut [f64]) {
        let kept = 1.0 - self.reversion;
        let mut logarithms = vec![0.0; paths];
        for ((month, row), variance) in out.chunks_mut(paths.max(1)).enumerate().zip(self.variances()) {
            uniforms.fill(first, dimension + month, row);
            normal::quantiles(row);
            pulp::Arch::new().dispatch(
                #[inline(always)]
                || {
                    for (factor, x) in row.iter_mut().zip(&mut logarithms) {
                        *x = kept * *x + self.deviation * *factor;
                        *factor = *x - variance / 2.0;
                    }
                },
            );
            exps(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONTHS: usize = 24;
    const PATHS: usize = 8192;

    fn factors(volatility: Volatility, uniforms: &Uniforms) -> Vec<f64> {
        let mut out = vec![0.0; MONTHS * PATHS];
        volatility.fill(uniforms, 3, 0, PATHS, &mut out);
        out
    }

    /// vₜ = deviation² (1 − kept²ᵗ) / (1 − kept²), which without reversion is deviation² t.
    #[test]
    fn variances_are_those_of_the_closed_form() {
        for (reversion, month) in [(0.3, 1), (0.3, 5), (0.3, 100), (1.0, 7), (0.05, 60)] {
            let kept = libm::pow(1.0 - reversion, 2.0);
            let expected = 0.04 * (1.0 - libm::pow(kept, month as f64)) / (1.0 - kept);
            let found = Volatility::new(0.2, reversion).unwrap().variances().nth(month - 1).unwrap();
            assert!((found - expected).abs() < 1e-15, "{found} instead of {expected}");
        }
        assert!((Volatility::new(0.2, 0.0).unwrap().variances().nth(11).unwrap() - 0.48).abs() < 1e-15);
    }

    #[test]
    fn factors_have_mean_one_and_the_variance_and_memory_stated() {
        let volatility = Volatility::new(0.15, 0.25).unwrap();
        let variances: Vec<f64> = volatility.variances().take(MONTHS).collect();
        for uniforms in [Uniforms::sobol(3 + MONTHS, 5, 0), Uniforms::pseudo_random(5, 0)] {
            let factors = factors(volatility, &uniforms);
            let logarithms: Vec<Vec<f64>> =
                factors.chunks(PATHS).map(|row| row.iter().map(|&factor| libm::log(factor)).collect()).collect();
            let covariance = |one: usize, other: usize| {
                let mean = |month: usize| -variances[month] / 2.0;
                let pairs = logarithms[one].iter().zip(&logarithms[other]);
                pairs.map(|(x, y)| (x - mean(one)) * (y - mean(other))).sum::<f64>() / PATHS as f64
            };
            for month in [0, 1, 5, MONTHS - 1] {
                let mean = factors[month * PATHS..][..PATHS].iter().sum::<f64>() / PATHS as f64;
                assert!((mean - 1.0).abs() < 4.0 * (variances[month] / PATHS as f64).sqrt(), "{mean} in {month}");
                assert!((covariance(month, month) / variances[month] - 1.0).abs() < 0.06, "{month}");
            }
            let memory = covariance(20, 18) / variances[18];
            assert!((memory - 0.75 * 0.75).abs() < 0.05, "{memory}");
        }
    }

    #[test]
    fn no_deviation_is_no_noise() {
        let still = Volatility::new(0.0, 0.5).unwrap();
        assert!(factors(still, &Uniforms::sobol(30, 1, 0)).iter().all(|&factor| factor == 1.0));
    }

    #[test]
    fn blocks_of_any_width_give_the_same_bits() {
        let volatility = Volatility::new(0.1, 0.1).unwrap();
        // the last months beyond the Sobol points
        let uniforms = Uniforms::sobol(20, 1, 0);
        let whole = factors(volatility, &uniforms);
        for first in [0, 128, 8064] {
            let mut block = vec![0.0; MONTHS * 128];
            volatility.fill(&uniforms, 3, first as u32, 128, &mut block);
            for (month, row) in block.chunks(128).enumerate() {
                assert_eq!(row, &whole[month * PATHS + first..][..128]);
            }
        }
    }

    #[test]
    fn what_is_no_volatility_is_refused() {
        for deviation in [-0.1, 2.1, f64::NAN, f64::INFINITY] {
            assert!(matches!(Volatility::new(deviation, 0.5), Err(VolatilityError::Deviation(_))));
        }
        for reversion in [-0.1, 1.1, f64::NAN] {
            assert!(matches!(Volatility::new(0.1, reversion), Err(VolatilityError::Reversion(_))));
        }
    }
}
