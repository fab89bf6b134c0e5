//! From the transform E e^(−sT) of a time T back to its distribution.

use num_complex::Complex64;
use std::f64::consts::PI;

/// e^(−A) bounds the error of taking the Bromwich integral in steps of π/t, and e^(A/2) magnifies that of rounding:
/// here both stay below 1e-10.
const A: f64 = 24.0;
/// Terms that Euler's summation averages over at the end of the alternating series.
const AVERAGED: usize = 16;
/// Fewest terms before those: enough for a transform that falls like 1/s.
const PLAIN: usize = 20;
/// Most terms before those, for times that hardly vary: sums of some ten thousand visits.
const MOST_PLAIN: f64 = 1000.0;

/// Σ C(m, i) over i from j to m, over 2^m: the weights of the averaged terms, j from 1 to m.
const WEIGHTS: [f64; AVERAGED] = {
    let (mut weights, mut choose, mut sum, mut j) = ([0.0; AVERAGED], 1, 0, AVERAGED);
    while j > 0 {
        sum += choose;
        weights[j - 1] = sum as f64 / (1 << AVERAGED) as f64;
        choose = choose * j / (AVERAGED + 1 - j);
        j -= 1;
    }
    weights
};

/// P(T > t) and the density at t > 0 of a time T with mean 1, from its transform at points right of the imaginary axis.
///
/// The Bromwich integral as an alternating series, summed by Euler's method: algorithm EULER of J. Abate and W. Whitt,
/// "Numerical inversion of Laplace transforms of probability distributions", *ORSA Journal on Computing* 7(1), 1995. The
/// probability is off by less than 1e-10 for the times that queues, their sums and mixtures give, see the tests.
/// `deviation` is T's standard deviation or less: a steeper distribution needs more terms.
pub(super) fn tail_and_density(
    t: f64,
    deviation: f64,
    transform: impl Fn(&[Complex64]) -> Vec<Complex64>,
) -> (f64, f64) {
    // The transform of a normal time is within 1e-12 of 0 from s = 7.4i / deviation on. Far beyond the mean the series
    // is smooth and needs no more.
    let plain = ((7.4 / PI * t.min(3.0) / deviation).min(MOST_PLAIN) as usize).max(PLAIN);
    let points: Vec<Complex64> = (0..=plain + AVERAGED).map(|k| Complex64::new(A / 2.0, PI * k as f64) / t).collect();
    let weights = std::iter::once(0.5).chain(std::iter::repeat_n(1.0, plain)).chain(WEIGHTS);
    let (mut tail, mut density, mut sign) = (0.0, 0.0, libm::exp(A / 2.0) / t);
    for ((s, value), weight) in points.iter().zip(transform(&points)).zip(weights) {
        tail += sign * weight * ((1.0 - value) / s).re;
        density += sign * weight * value.re;
        sign = -sign;
    }
    (tail.clamp(0.0, 1.0), density)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: [f64; 8] = [0.01, 0.1, 0.35, 0.7, 1.0, 1.5, 3.0, 10.0];

    #[track_caller]
    fn assert_inverts(deviation: f64, transform: impl Fn(Complex64) -> Complex64, tail: impl Fn(f64) -> f64) {
        for t in TIMES {
            let (found, density) = tail_and_density(t, deviation, |s| s.iter().map(|s| transform(*s)).collect());
            assert!((found - tail(t)).abs() < 1e-10, "{found} is not {} at {t}", tail(t));
            let slope = (tail(t * 0.9999) - tail(t * 1.0001)) / (t * 0.0002);
            assert!((density - slope).abs() < 1e-5 * slope.abs().max(1.0), "{density} is not {slope} at {t}");
        }
    }

    #[test]
    fn weights_are_those_of_eulers_summation() {
        assert_eq!(WEIGHTS[AVERAGED - 1] * 65536.0, 1.0);
        assert_eq!(WEIGHTS[AVERAGED - 2] * 65536.0, 17.0);
        assert_eq!(WEIGHTS[0] * 65536.0, 65535.0);
    }

    #[test]
    fn exponential_times_and_their_mixtures_are_recovered() {
        assert_inverts(1.0, |s| (s + 1.0).inv(), |t| libm::exp(-t));
        let mixture = |s: Complex64| (s + 100.0).inv() * 98.0 + (s + 0.02).inv() * 0.0004;
        assert_inverts(1.0, mixture, |t| 0.98 * libm::exp(-100.0 * t) + 0.02 * libm::exp(-0.02 * t));
        assert_inverts(0.1, |s| (s + 10.0).inv() + 0.9, |t| 0.1 * libm::exp(-10.0 * t));
    }

    /// From one visit to a thousand: an Erlang time of mean 1 has a Poisson number of visits by t.
    #[test]
    fn sums_of_many_visits_are_recovered() {
        for visits in [1_u32, 3, 10, 100, 1000] {
            let n = f64::from(visits);
            let tail = |t: f64| {
                let log_term = |k: u32| f64::from(k) * libm::log(n * t) - n * t - libm::lgamma(f64::from(k) + 1.0);
                (0..visits).map(|k| libm::exp(log_term(k))).sum()
            };
            assert_inverts(n.sqrt().recip(), |s| (s / n + 1.0).inv().powu(visits), tail);
        }
    }
}
