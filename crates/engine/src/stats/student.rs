//! Student's t distribution, with which the uncertainty of a fit is stated.

use std::num::NonZeroU32;

use super::Confidence;
use crate::quantity::last_float_where;

const MOST_FREEDOM: NonZeroU32 = NonZeroU32::MIN.saturating_add(999_999);

/// The t that a variable of Student's distribution stays within, |T| ≤ t, with this probability. More than a million
/// degrees of freedom are taken for a million, which changes t by less than one part in a million.
pub fn student_t(freedom: NonZeroU32, confidence: Confidence) -> f64 {
    let freedom = freedom.min(MOST_FREEDOM);
    let within = |t: f64| probability_within(freedom, t);
    last_float_where(0.0, f64::MAX, |t| within(t) <= confidence.get()).unwrap_or(0.0)
}

/// P(|T| ≤ t): for a whole number of degrees of freedom a finite sum over powers of cos²θ, with tan θ = t / √ν.
///
/// Source: M. Abramowitz and I. Stegun, *Handbook of Mathematical Functions*, 1964, 26.7.3 and 26.7.4.
fn probability_within(freedom: NonZeroU32, t: f64) -> f64 {
    let ratio = t / f64::from(freedom.get()).sqrt();
    let hypotenuse = libm::hypot(1.0, ratio);
    let (sin, cos) = (ratio / hypotenuse, 1.0 / hypotenuse);
    if freedom.get().is_multiple_of(2) {
        return sin * sum_of_powers(1.0, 2, freedom.get(), cos * cos);
    }
    let beyond_one = if freedom.get() > 1 { sin * sum_of_powers(cos, 3, freedom.get(), cos * cos) } else { 0.0 };
    std::f64::consts::FRAC_2_PI * (libm::atan(ratio) + beyond_one)
}

/// `first` and the terms after it, each (k − 1) / k times cos² the one before, for every other k up to ν − 2.
fn sum_of_powers(first: f64, from: u32, freedom: u32, square: f64) -> f64 {
    let (mut term, mut sum) = (first, first);
    for k in (from..freedom.saturating_sub(1)).step_by(2) {
        term *= f64::from(k - 1) / f64::from(k) * square;
        sum += term;
        if term <= sum * f64::EPSILON / 1024.0 {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn t(freedom: u32, confidence: f64) -> f64 {
        student_t(NonZeroU32::new(freedom).unwrap(), Confidence::new(confidence).unwrap())
    }

    /// Expected values by SciPy's incomplete beta function.
    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (freedom, expected) in [
            (1, [1.0, 12.706204736174694, 636.6192487687897]),
            (2, [0.8164965809277261, 4.302652729749462, 31.599054576445365]),
            (3, [0.7648923284043444, 3.1824463052837078, 12.923978636687961]),
            (4, [0.7406970841126829, 2.7764451051977934, 8.610301581379522]),
            (7, [0.7111417780817866, 2.364624251592784, 5.407882520861828]),
            (30, [0.6827556933212927, 2.0422724563012378, 3.6459586350420627]),
            (997, [0.6747359033054939, 1.9623462360894495, 3.300312083435916]),
        ] {
            for (confidence, expected) in [0.5, 0.95, 0.999].into_iter().zip(expected) {
                let found = t(freedom, confidence);
                assert!((found - expected).abs() <= 1e-12 * expected, "{found} for {freedom}, {confidence}");
            }
        }
    }

    proptest! {
        #[test]
        fn more_freedom_or_less_confidence_is_nearer(freedom in 1_u32..500, confidence in 0.5..0.9999_f64) {
            prop_assert!(t(freedom + 1, confidence) < t(freedom, confidence));
            prop_assert!(t(freedom, confidence) < t(freedom, confidence + 0.00005));
        }
    }

    #[test]
    fn extremes_are_defined() {
        assert!(t(u32::MAX, 0.95) < 1.96);
        assert!(t(1, 1.0 - f64::EPSILON / 2.0) > 1e9);
    }
}
