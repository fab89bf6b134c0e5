//! Statistics of measurements: samples of observations, error rates that a test has shown, downtime that an uptime
//! allows.

mod student;

use thiserror::Error;

pub use student::student_t;

use crate::quantity::{Percentile, Seconds, Share, last_float_where, quantity};

quantity! {
    /// The probability with which a statement about a rate should hold: 0.95 for 95 percent.
    Confidence: 0.5, 1.0 - f64::EPSILON / 2.0, "from 0.5 up and below 1"
}

impl Confidence {
    /// 95 percent.
    pub const P95: Self = Self(0.95);
}

/// Why a statistic does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum StatsError {
    /// A sample of nothing.
    #[error("a sample needs at least one observation")]
    Empty,
    /// An observation that is NaN, infinite, or so large that its square is.
    #[error("observation {position} is {value}, which is not a measurement")]
    NotAMeasurement {
        /// Which one, counting from 1.
        position: usize,
        /// What it was.
        value: f64,
    },
    /// More failures than trials.
    #[error("{failures} failures in {trials} trials")]
    MoreFailuresThanTrials {
        /// The failures.
        failures: u32,
        /// The trials.
        trials: u32,
    },
    /// A fraction outside 0 to 1.
    #[error("a fraction from 0 to 1 is needed, not {}", .0.get())]
    NotAFraction(Share),
}

/// Observations in the order they were made; one at least. Every result is in their unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    observed: Vec<f64>,
    ascending: Vec<f64>,
}

impl Sample {
    /// A sample of these observations.
    ///
    /// # Errors
    /// When there are none, or one is NaN, infinite or beyond ±10¹⁴⁰.
    pub fn new(observations: impl Into<Vec<f64>>) -> Result<Self, StatsError> {
        const LARGEST: f64 = 1e140; // so that sums of squares stay finite
        let observed: Vec<f64> = observations.into();
        if observed.is_empty() {
            return Err(StatsError::Empty);
        }
        for (position, &value) in (1..).zip(&observed) {
            if value.is_nan() || value.abs() > LARGEST {
                return Err(StatsError::NotAMeasurement { position, value });
            }
        }
        let mut ascending = observed.clone();
        ascending.sort_by(f64::total_cmp);
        Ok(Self { observed, ascending })
    }

    /// The sample without its first `count` observations, such as cold starts.
    ///
    /// # Errors
    /// When none is left.
    pub fn without_first(&self, count: usize) -> Result<Self, StatsError> {
        Self::new(self.observed.get(count..).unwrap_or_default())
    }

    /// How many observations there are.
    pub fn size(&self) -> usize {
        self.observed.len()
    }

    /// The smallest observation.
    pub fn min(&self) -> f64 {
        self.ascending[0]
    }

    /// The largest observation.
    pub fn max(&self) -> f64 {
        self.ascending[self.size() - 1]
    }

    /// The arithmetic mean.
    pub fn mean(&self) -> f64 {
        self.observed.iter().sum::<f64>() / self.size() as f64
    }

    /// The middle observation, or the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        self.percentile_linear(Percentile::P50)
    }

    /// The sample standard deviation, with n − 1 as divisor. `None` for a single observation.
    pub fn standard_deviation(&self) -> Option<f64> {
        let mean = self.mean();
        let squares: f64 = self.observed.iter().map(|x| (x - mean) * (x - mean)).sum();
        (self.size() > 1).then(|| (squares / (self.size() - 1) as f64).sqrt())
    }

    /// The smallest observation that at least this fraction does not exceed: the one of rank ⌈pn⌉.
    pub fn percentile_nearest_rank(&self, percentile: Percentile) -> f64 {
        let rank = ceil_to_whole(percentile.get() * self.size() as f64);
        self.ascending[(rank as usize).clamp(1, self.size()) - 1]
    }

    /// The percentile by linear interpolation between ranks, p(n − 1) counted from 0, as spreadsheets and NumPy do.
    ///
    /// Source: R. Hyndman and Y. Fan, *The American Statistician* 50(4), 1996, definition 7.
    pub fn percentile_linear(&self, percentile: Percentile) -> f64 {
        let position = percentile.get() * (self.size() - 1) as f64;
        let below = self.ascending[position as usize];
        let above = self.ascending[(position as usize + 1).min(self.size() - 1)];
        below + (above - below) * position.fract()
    }
}

/// Rounds up, but takes a product such as 0.07 × 100 = 7.000000000000001 for the whole number it is meant to be.
fn ceil_to_whole(product: f64) -> f64 {
    let whole = product.round();
    if (product - whole).abs() <= 1e-9 { whole } else { product.ceil() }
}

/// The upper bound on an error rate after so many failures in independent trials: the rate at which so few failures
/// would have a probability of only 1 − confidence. Without failures in n trials it is 1 − (1 − confidence)^(1/n);
/// without trials, 1.
///
/// Source: C. J. Clopper and E. S. Pearson, *Biometrika* 26, 1934, one-sided.
///
/// # Errors
/// When there are more failures than trials.
pub fn error_rate_upper_bound(failures: u32, trials: u32, confidence: Confidence) -> Result<Share, StatsError> {
    let doubt = 1.0 - confidence.get();
    let (k, n) = (f64::from(failures), f64::from(trials));
    let bound = if failures > trials {
        return Err(StatsError::MoreFailuresThanTrials { failures, trials });
    } else if failures == trials {
        1.0
    } else if failures == 0 {
        -libm::expm1(libm::log(doubt) / n)
    } else {
        last_float_where(k / n, 1.0, |rate| at_most(failures, trials, rate) >= doubt).unwrap_or(k / n)
    };
    Ok(Share::saturating(bound))
}

/// P(X ≤ k) of a binomial X, by the ratios of its terms from k downwards. They fall from the start when the rate is
/// above k/n, which is where the bound lies from a confidence of 0.5 up, so that some √n of them are enough.
fn at_most(k: u32, n: u32, rate: f64) -> f64 {
    const NEGLIGIBLE: f64 = f64::EPSILON / 1024.0;
    let odds_against = (1.0 - rate) / rate;
    let (mut term, mut sum) = (1.0, 1.0);
    for j in (1..=k).rev() {
        term *= f64::from(j) / (f64::from(n - j) + 1.0) * odds_against;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    binomial(k, n, rate) * sum
}

/// The number of requests that must all succeed to show, with this confidence, that the error rate is below `rate`:
/// ⌈ln(1 − confidence) / ln(1 − rate)⌉. `None` when it is beyond a `u64`, as for a rate of 0.
///
/// # Errors
/// When the rate is not a fraction from 0 to 1.
pub fn failure_free_requests(rate: Share, confidence: Confidence) -> Result<Option<u64>, StatsError> {
    let rate = fraction(rate)?;
    let requests = (libm::log(1.0 - confidence.get()) / libm::log1p(-rate)).ceil().max(1.0);
    Ok((requests < u64::MAX as f64).then_some(requests as u64))
}

/// The downtime in a month of 730 hours that an uptime allows.
///
/// # Errors
/// When the uptime is not a fraction from 0 to 1.
pub fn allowed_downtime(uptime: Share) -> Result<Seconds, StatsError> {
    Ok(Seconds::saturating((1.0 - fraction(uptime)?) * Seconds::MONTH.get()))
}

fn fraction(share: Share) -> Result<f64, StatsError> {
    let value = share.get();
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(StatsError::NotAFraction(share)) }
}

/// P(X = k) of a binomial X, for 0 < k < n and 0 < rate ≤ 1, with all its digits even for n in the billions.
///
/// Source: C. Loader, *Fast and Accurate Computation of Binomial Probabilities*, 2000.
fn binomial(k: u32, n: u32, rate: f64) -> f64 {
    let (successes, failures, n) = (f64::from(k), f64::from(n - k), f64::from(n));
    let beyond_stirling = stirling_error(n) - stirling_error(successes) - stirling_error(failures);
    let distance = deviance(successes, n * rate) + deviance(failures, n * (1.0 - rate));
    libm::exp(beyond_stirling - distance) * (n / (std::f64::consts::TAU * successes * failures)).sqrt()
}

/// P(X = k) of a Poisson X with a mean above 0, for a whole k ≥ 0.
///
/// Source: Loader, as for the binomial.
pub(crate) fn poisson(k: f64, mean: f64) -> f64 {
    if k == 0.0 {
        return libm::exp(-mean);
    }
    libm::exp(-stirling_error(k) - deviance(k, mean)) / (std::f64::consts::TAU * k).sqrt()
}

/// x ln(x/m) + m − x, which is small where x is near m: there by the series in v = (x − m) / (x + m),
/// (x − m) v + 2x (v³/3 + v⁵/5 + …).
fn deviance(x: f64, mean: f64) -> f64 {
    let v = (x - mean) / (x + mean);
    if v.abs() >= 0.1 {
        return x * libm::log(x / mean) + mean - x;
    }
    let (mut power, mut sum) = (2.0 * x * v, (x - mean) * v);
    for odd in (3..40).step_by(2) {
        power *= v * v;
        sum += power / f64::from(odd);
    }
    sum
}

/// ln(n!) − ln(√(2πn) (n/e)ⁿ) for n > 0: what Stirling's formula leaves out.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        let stirling = (n + 0.5) * libm::log(n) - n + 0.5 * libm::log(std::f64::consts::TAU);
        return libm::lgamma(n + 1.0) - stirling;
    }
    let inverse_square = 1.0 / (n * n);
    let series = [1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0];
    series.iter().fold(0.0, |sum, coefficient| sum * inverse_square + coefficient) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEQUENTIAL: [f64; 10] = [852.0, 283.0, 283.0, 284.0, 288.0, 281.0, 279.0, 280.0, 278.0, 285.0];

    fn sample() -> Sample {
        Sample::new(SEQUENTIAL).unwrap()
    }

    fn confidence(value: f64) -> Confidence {
        Confidence::new(value).unwrap()
    }

    fn upper_bound(failures: u32, trials: u32, level: f64) -> f64 {
        error_rate_upper_bound(failures, trials, confidence(level)).unwrap().get()
    }

    fn assert_near(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
    }

    #[test]
    fn statistics_of_the_seeds_sequential_requests() {
        let warm = sample().without_first(1).unwrap();
        assert_near(sample().mean(), 339.3, 1e-9);
        assert_near(warm.mean(), 282.33, 0.005);
        assert_eq!((sample().median(), sample().min(), sample().max()), (283.0, 278.0, 852.0));
        assert_near(sample().standard_deviation().unwrap(), 180.17, 0.005);
        assert_near(warm.standard_deviation().unwrap(), 3.16, 0.005);
        assert_eq!(sample().percentile_nearest_rank(Percentile::P95), 852.0);
        assert_near(sample().percentile_linear(Percentile::P95), 598.2, 1e-9);
    }

    #[test]
    fn ranks_are_exact_in_spite_of_binary_fractions() {
        let hundred = Sample::new((1..=100).map(f64::from).collect::<Vec<_>>()).unwrap();
        for rank in 1..100 {
            let percentile = Percentile::new(f64::from(rank) / 100.0).unwrap();
            assert_eq!(hundred.percentile_nearest_rank(percentile), f64::from(rank));
        }
    }

    #[test]
    fn one_observation_is_its_own_percentiles() {
        let one = Sample::new([7.0]).unwrap();
        assert_eq!(one.percentile_nearest_rank(Percentile::P99), 7.0);
        assert_eq!((one.percentile_linear(Percentile::P99), one.median()), (7.0, 7.0));
        assert_eq!(one.standard_deviation(), None);
        assert_eq!(one.without_first(1), Err(StatsError::Empty));
        assert_eq!(one.without_first(usize::MAX), Err(StatsError::Empty));
    }

    #[test]
    fn what_is_no_measurement_is_refused() {
        for value in [f64::NAN, f64::INFINITY, -1e200] {
            let refused = Sample::new([1.0, value]);
            assert!(matches!(refused, Err(StatsError::NotAMeasurement { position: 2, .. })));
        }
        assert!(Sample::new([1e140, -1e140]).unwrap().standard_deviation().unwrap().is_finite());
    }

    /// Expected values by mpmath's incomplete beta function.
    #[test]
    fn upper_bounds_are_those_of_clopper_and_pearson() {
        for (failures, trials, level, expected) in [
            (0, 15, 0.95, 0.1810362725220847),
            (1, 15, 0.95, 0.2793961936128766),
            (3, 100, 0.95, 0.07571079374983005),
            (50, 1000, 0.99, 0.06840489369563102),
            (999, 1000, 0.95, 0.999948708021091),
            (14, 15, 0.95, 0.9965862870534097),
            (15, 15, 0.95, 1.0),
            (0, 0, 0.95, 1.0),
        ] {
            assert_near(upper_bound(failures, trials, level), expected, 1e-12);
        }
        assert!(error_rate_upper_bound(2, 1, confidence(0.95)).is_err());
    }

    #[test]
    fn upper_bounds_of_large_tests_close_in_on_the_rate() {
        let bound = upper_bound(1_000_000_000, 2_000_000_000, 0.95);
        assert_near(bound, 0.5 + 1.6448536 * (0.25_f64 / 2e9).sqrt(), 1e-9);
        assert_near(upper_bound(1, u32::MAX, 0.5) * f64::from(u32::MAX), 1.6783469900, 1e-8);
    }

    #[test]
    fn failure_free_requests_are_the_seeds() {
        let needed = |rate| failure_free_requests(Share::new(rate).unwrap(), confidence(0.95));
        assert_eq!(needed(0.001), Ok(Some(2995)));
        assert_eq!(needed(1.0), Ok(Some(1)));
        assert_eq!((needed(0.0), needed(1e-300)), (Ok(None), Ok(None)));
        assert!(needed(1.5).is_err());
    }

    #[test]
    fn downtime_is_counted_in_months_of_730_hours() {
        let minutes = |uptime| allowed_downtime(Share::new(uptime).unwrap()).unwrap().minutes();
        assert_near(minutes(0.999), 43.8, 1e-9);
        assert_near(minutes(0.99), 438.0, 1e-9);
        assert_eq!(minutes(1.0), 0.0);
        assert!(allowed_downtime(Share::new(99.9).unwrap()).is_err());
    }
}
