use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::sobol::Sobol;
use Family::{Lognormal, Normal, Pert, Triangular, Uniform};

const FAMILIES: [Family; 5] = [Triangular, Pert, Uniform, Normal, Lognormal];

fn range(low: f64, likely: impl Into<Option<f64>>, high: f64) -> Stated {
    Stated::Range { low, likely: likely.into(), high }
}

fn percentiles(p10: f64, p90: f64) -> Stated {
    Stated::Percentiles { p10, likely: None, p90 }
}

fn around(p10: f64, likely: f64, p90: f64) -> Stated {
    Stated::Percentiles { p10, likely: Some(likely), p90 }
}

fn of(stated: Stated, family: Family) -> Distribution {
    Distribution::stated(stated, family, Limits::NONE).unwrap()
}

fn refusal(stated: Stated, family: Family, limits: Limits) -> DistributionError {
    Distribution::stated(stated, family, limits).unwrap_err()
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1e-3), "{found} instead of {expected}");
}

/// A distribution of every kind, cut and whole, upright and leaning.
fn all() -> Vec<Distribution> {
    let cut = |stated, family| Distribution::stated(stated, family, Limits::SHARE).unwrap();
    vec![
        of(range(0.05, 0.12, 0.25), Triangular),
        of(range(0.02, 0.02, 0.1), Triangular),
        of(range(-8.0, 5.0, 5.0), Triangular),
        of(range(0.05, 0.12, 0.25), Pert),
        of(range(1.0, 1.0, 3.0), Pert),
        of(range(1.0, 3.0, 3.0), Pert),
        of(range(50.0, None, 75.0), Uniform),
        of(range(-5.0, None, 25.0), Normal),
        of(range(5.0, None, 25.0), Lognormal),
        of(percentiles(0.8, 40.0), Lognormal),
        of(around(3.0, 4.0, 8.0), Triangular),
        cut(range(0.0, None, 0.1), Normal),
        cut(percentiles(0.1, 0.99), Normal),
        cut(percentiles(0.01, 0.9), Lognormal),
    ]
}

#[test]
fn a_triangular_has_its_closed_form() {
    let churn = of(range(0.02, 0.05, 0.09), Triangular);
    close(churn.quantile(3.0 / 7.0), 0.05);
    close(churn.quantile(0.1), 0.02 + (0.1 * 0.07 * 0.03_f64).sqrt());
    close(churn.quantile(0.9), 0.09 - (0.1 * 0.07 * 0.04_f64).sqrt());
    close(churn.mean(), 0.16 / 3.0);
}

/// Mean (low + 4 · mode + high) / 6; with a mode at the end the quantile is a power.
#[test]
fn a_pert_has_its_closed_forms() {
    close(of(range(2.0, 5.0, 14.0), Pert).mean(), 6.0);
    for u in [0.001, 0.2, 0.5, 0.8, 0.999_999] {
        let rising = of(range(1.0, 3.0, 3.0), Pert).quantile(u);
        assert!((rising - (1.0 + 2.0 * libm::pow(u, 0.2))).abs() <= 2e-9, "{u}");
    }
}

/// As Guesstimate and Squiggle read `5 to 25`.
#[test]
fn a_range_of_a_normal_or_lognormal_holds_nine_tenths() {
    for family in [Normal, Lognormal] {
        let guess = of(range(5.0, None, 25.0), family);
        close(guess.quantile(0.05), 5.0);
        close(guess.quantile(0.95), 25.0);
    }
    close(of(range(5.0, None, 25.0), Normal).mean(), 15.0);
    close(of(range(5.0, None, 25.0), Lognormal).median(), 125_f64.sqrt());
    close(of(range(5.0, 11.2, 25.0), Lognormal).median(), 125_f64.sqrt());
}

#[test]
fn percentiles_are_kept_by_every_family() {
    for family in FAMILIES {
        let found = of(percentiles(3.0, 8.0), family);
        for (u, expected) in [(0.1, 3.0), (0.9, 8.0)] {
            assert!((found.quantile(u) - expected).abs() < 1e-8, "{family}: {}", found.quantile(u));
        }
    }
}

#[test]
fn without_a_likely_value_a_pert_is_symmetric() {
    assert_eq!(of(range(1.0, None, 4.0), Pert), of(range(1.0, 2.5, 4.0), Pert));
}

/// Two percentiles and the mode, wherever it lies between them, are one triangle.
#[test]
fn a_triangle_keeps_its_percentiles_and_its_mode() {
    for mode in [3.0, 3.01, 4.0, 5.5, 7.0, 8.0] {
        let found = of(around(3.0, mode, 8.0), Triangular);
        for (u, expected) in [(0.1, 3.0), (0.9, 8.0)] {
            assert!((found.quantile(u) - expected).abs() < 1e-9, "{mode}: {}", found.quantile(u));
        }
        let slope = |x: f64| found.cdf(x + 1e-4) - found.cdf(x - 1e-4);
        assert!(slope(mode) > slope(mode - 0.01).max(slope(mode + 0.01)) - 1e-12, "{mode}");
    }
    assert_eq!(of(around(3.0, 5.5, 8.0), Triangular).median(), of(percentiles(3.0, 8.0), Triangular).median());
}

#[test]
fn equal_ends_are_a_constant() {
    for family in FAMILIES {
        for stated in [range(7.0, 7.0, 7.0), range(7.0, None, 7.0), percentiles(7.0, 7.0)] {
            let constant = of(stated, family);
            assert_eq!([constant.quantile(1e-9), constant.median(), constant.mean()], [7.0; 3]);
            assert_eq!([constant.cdf(6.9), constant.cdf(7.0)], [0.0, 1.0]);
        }
    }
}

/// Kolmogorov's distance of N stratified points from their distribution is at most 1/N.
#[test]
fn sobol_points_have_the_distribution() {
    const N: usize = 2048;
    let points = Sobol::new(9).unwrap().scrambled(4, 0);
    let mut us = vec![0.0; N];
    points.fill(0, 8, &mut us);
    for distribution in all() {
        let mut values = vec![0.0; N];
        distribution.fill(&us, &mut values);
        values.sort_by(f64::total_cmp);
        let distance = |(i, &x): (usize, &f64)| {
            let probability = distribution.cdf(x);
            (probability - i as f64 / N as f64).abs().max((probability - (i + 1) as f64 / N as f64).abs())
        };
        let worst = values.iter().enumerate().map(distance).fold(0.0, f64::max);
        assert!(worst <= 1.0 / N as f64 + 1e-7, "{worst} for {distribution:?}");
    }
}

/// The mean of the centres of equal cells, which nears the mean as the cells get narrow.
#[test]
fn means_are_those_of_the_quantiles() {
    for distribution in all() {
        let cells = 200_000;
        let centre = |cell| distribution.quantile((f64::from(cell) + 0.5) / f64::from(cells));
        let mean = (0..cells).map(centre).sum::<f64>() / f64::from(cells);
        let spread = distribution.quantile(0.9) - distribution.quantile(0.1);
        assert!((mean - distribution.mean()).abs() < 1e-3 * spread, "{mean} for {distribution:?}");
    }
}

#[test]
fn a_block_is_its_quantiles_one_by_one() {
    let us: Vec<f64> = (0..500).map(|i| (f64::from(i) + 0.5) / 500.0).chain([1e-10, 1.0 - 1e-10]).collect();
    for distribution in all() {
        let mut values = vec![0.0; us.len()];
        distribution.fill(&us, &mut values);
        for (value, u) in values.iter().zip(&us) {
            assert_eq!(value.to_bits(), distribution.quantile(*u).to_bits(), "{u} of {distribution:?}");
        }
    }
}

#[test]
fn limits_cut_the_tails_off_and_keep_what_is_left_in_proportion() {
    let whole = of(range(0.0, None, 0.1), Normal);
    let share = Distribution::stated(range(0.0, None, 0.1), Normal, Limits::SHARE).unwrap();
    let ends = [share.quantile(1e-12), share.quantile(1.0 - f64::EPSILON / 2.0)];
    assert!(ends[0] >= 0.0 && ends[0] < 1e-9 && ends[1] <= 1.0, "{ends:?}");
    close(share.cdf(0.1), 0.9 / 0.95);
    close(share.cdf(0.07) / share.cdf(0.02), (whole.cdf(0.07) - 0.05) / (whole.cdf(0.02) - 0.05));
    assert_eq!((share.cdf(-0.01), share.cdf(1.0)), (0.0, 1.0));
}

#[rstest]
#[case(range(f64::NAN, 1.0, 2.0), Triangular, "low is NaN, which is no finite number", "give low as a number")]
#[case(percentiles(1.0, f64::INFINITY), Lognormal, "p90 is inf, which is no finite number", "give p90 as a number")]
#[case(range(3.0, 2.0, 1.0), Triangular, "low is 3 and above high, which is 1", "give low as 1 and high as 3")]
#[case(percentiles(3.0, 1.0), Lognormal, "p10 is 3 and above p90, which is 1", "give p10 as 1 and p90 as 3")]
#[case(
    range(1.0, 4.0, 3.0),
    Triangular,
    "the likely value is 4, which is not between 1 and 3",
    "give a likely value from 1 to 3"
)]
#[case(
    range(1.0, 4.0, 3.0),
    Uniform,
    "the likely value is 4, which is not between 1 and 3",
    "give a likely value from 1 to 3"
)]
#[case(
    range(1.0, 4.0, 1.0),
    Normal,
    "the likely value is 4, which is not between 1 and 1",
    "give a likely value from 1 to 1"
)]
#[case(
    range(0.02, 0.03, 0.06),
    Lognormal,
    "the likely value is 0.03, but a lognormal distribution with these ends has its middle at 0.0346",
    "leave the likely value out, give it as 0.0346, or take a triangular distribution"
)]
#[case(
    range(5.0, 11.0, 25.0),
    Normal,
    "the likely value is 11, but a normal distribution with these ends has its middle at 15",
    "leave the likely value out, give it as 15, or take a triangular distribution"
)]
#[case(
    around(10.0, 20.0, 50.0),
    Lognormal,
    "the likely value is 20, but a lognormal distribution with these percentiles has its middle at 22.4",
    "leave the likely value out, give it as 22.4, or take a triangular distribution"
)]
#[case(
    around(10.0, 20.0, 50.0),
    Pert,
    "the likely value is 20, but a pert distribution with these percentiles has its middle at 30",
    "leave the likely value out, give it as 30, or take a triangular distribution"
)]
#[case(
    range(0.0, None, 3.0),
    Lognormal,
    "low is 0, but a lognormal distribution has positive values only",
    "give a low above 0, or take another distribution"
)]
#[case(
    percentiles(-1.0, 3.0),
    Lognormal,
    "p10 is -1, but a lognormal distribution has positive values only",
    "give a p10 above 0, or take another distribution"
)]
#[case(
    range(-1e308, 0.0, 1e308),
    Triangular,
    "from -1e308 to 1e308 is too wide to compute with",
    "give ends that are nearer to each other"
)]
fn what_gives_no_distribution_is_refused(
    #[case] stated: Stated,
    #[case] family: Family,
    #[case] message: &str,
    #[case] hint: &str,
) {
    let found = refusal(stated, family, Limits::NONE);
    assert_eq!((found.to_string().as_str(), found.hint().as_str()), (message, hint));
}

#[rstest]
#[case(
    range(0.5, 0.9, 1.2),
    Triangular,
    Limits::SHARE,
    "high is 1.2, but the value must be from 0 to 1",
    "give a high that is from 0 to 1"
)]
#[case(
    range(-0.5, 0.9, 1.2),
    Normal,
    Limits::NOT_NEGATIVE,
    "low is -0.5, but the value must be at least 0",
    "give a low that is at least 0"
)]
#[case(
    percentiles(0.01, 0.4),
    Uniform,
    Limits::SHARE,
    "a uniform distribution with these percentiles reaches -0.04, but the value must be from 0 to 1",
    "take a normal or lognormal distribution, which is cut off there, or give low and high"
)]
fn what_an_assumption_cannot_be_is_refused(
    #[case] stated: Stated,
    #[case] family: Family,
    #[case] limits: Limits,
    #[case] message: &str,
    #[case] hint: &str,
) {
    let found = refusal(stated, family, limits);
    assert_eq!((found.to_string().as_str(), found.hint().as_str()), (message, hint));
}

#[test]
fn values_too_large_for_a_float_are_refused() {
    let wide = percentiles(1e-300, 1e300);
    assert!(matches!(refusal(wide, Lognormal, Limits::NONE), DistributionError::TooWide { .. }));
    assert!(matches!(refusal(percentiles(-8e307, 8e307), Uniform, Limits::NONE), DistributionError::TooWide { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn quantiles_grow_between_the_ends_and_invert_the_distribution(
        family in prop::sample::select(&FAMILIES[..3]),
        low in -1e6..1e6_f64,
        width in 1e-3..1e6_f64,
        along in 0.0..=1.0_f64,
        mut us in prop::collection::vec(1e-6..0.999_999_f64, 20),
    ) {
        let high = low + width;
        let distribution = of(range(low, (low + along * width).min(high), high), family);
        us.sort_by(f64::total_cmp);
        let values: Vec<f64> = us.iter().map(|&u| distribution.quantile(u)).collect();
        prop_assert!(values.is_sorted());
        prop_assert!(low <= values[0] && values[19] <= high);
        for (x, u) in values.into_iter().zip(us) {
            let room = 1e-8 + 4.0 * f64::EPSILON * low.abs() / width;
            let (before, after) = (distribution.cdf(x - room * width), distribution.cdf(x + room * width));
            prop_assert!(before <= u && u <= after, "{u} at {x}");
        }
    }

    /// Whatever is stated, it is a distribution or a reason.
    #[test]
    fn nothing_panics(
        values in [any::<f64>(), any::<f64>(), any::<f64>()],
        family in prop::sample::select(&FAMILIES[..]),
        limits in prop::sample::select(&[Limits::NONE, Limits::NOT_NEGATIVE, Limits::SHARE][..]),
        u in 1e-12..1.0_f64,
    ) {
        let [low, likely, high] = values;
        let ordered = [low.min(high), low.max(high)];
        for stated in [
            range(low, likely, high),
            range(ordered[0], likely.clamp(ordered[0], ordered[1].max(ordered[0])), ordered[1]),
            range(ordered[0], None, ordered[1]),
            percentiles(ordered[0], ordered[1]),
            around(ordered[0], likely, ordered[1]),
        ] {
            match Distribution::stated(stated, family, limits) {
                Ok(distribution) => prop_assert!(distribution.quantile(u).is_finite(), "{distribution:?}"),
                Err(refusal) => prop_assert!(!refusal.to_string().is_empty() && !refusal.hint().is_empty()),
            }
        }
    }
}
