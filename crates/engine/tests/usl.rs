//! Uncertainty of fitted scalability laws against an independent implementation, and against laws drawn at random.

use headroom_engine::capacity::usl::{Coherency, Contention, Fit, Intervals, Measurement, Prediction, Usl};
use headroom_engine::quantity::{Count, PerSecond, Seconds};
use headroom_engine::stats::{Confidence, student_t};
use proptest::prelude::*;

const SPEC_N: [f64; 7] = [1.0, 18.0, 36.0, 72.0, 108.0, 144.0, 216.0];
const SPEC_X: [f64; 7] = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2];
/// Measured up to below its peak: κ could be 0.
const RISING_N: [f64; 5] = [1.0, 2.0, 4.0, 8.0, 16.0];
const RISING_X: [f64; 5] = [10.0, 18.2, 29.5, 46.0, 58.0];

fn count(value: f64) -> Count {
    Count::new(value).unwrap()
}

fn per_second(value: f64) -> PerSecond {
    PerSecond::new(value).unwrap()
}

fn law(sigma: f64, kappa: f64, lambda: f64) -> Usl {
    Usl::new(Contention::new(sigma).unwrap(), Coherency::new(kappa).unwrap(), per_second(lambda)).unwrap()
}

fn fit(n: &[f64], x: &[f64]) -> Fit {
    let points: Vec<_> =
        n.iter().zip(x).map(|(&n, &x)| Measurement { concurrency: count(n), throughput: per_second(x) }).collect();
    Fit::new(&points).unwrap()
}

fn intervals(n: &[f64], x: &[f64]) -> Intervals {
    fit(n, x).intervals(Confidence::P95).unwrap()
}

/// The ends as numbers; an open end is infinite.
macro_rules! numbers {
    ($interval:expr) => {{
        let interval = $interval;
        (interval.low.get(), interval.high.map_or(f64::INFINITY, |high| high.get()))
    }};
}

#[track_caller]
fn assert_ends(found: (f64, f64), expected: (f64, f64)) {
    for (found, expected) in [(found.0, expected.0), (found.1, expected.1)] {
        let near = found == expected || (found - expected).abs() <= 1e-6 * expected;
        assert!(near, "{found} is not {expected}");
    }
}

/// Expected ends by SciPy: constrained least squares and Brent's method, within its bounds.
#[test]
fn intervals_are_those_of_the_profile_likelihood() {
    let spec = intervals(&SPEC_N, &SPEC_X);
    assert_ends(numbers!(spec.contention), (0.009484733115254012, 0.0641034915577705));
    assert_ends(numbers!(spec.coherency), (3.862124232517419e-05, 0.00016117570862978));
    assert_ends(numbers!(spec.rate), (61.24633950823146, 144.54555948943454));
    assert_ends(numbers!(spec.peak_concurrency), (77.85535585079727, 156.6618040726004));
    assert_ends(numbers!(spec.peak_throughput.unwrap()), (1744.155801991706, 2027.4697084769116));

    let rising = intervals(&RISING_N, &RISING_X);
    assert_ends(numbers!(rising.contention), (0.02688089020173241, 0.14390807128467312));
    assert_ends(numbers!(rising.coherency), (0.0, 0.004022540286130193));
    assert_ends(numbers!(rising.rate), (8.19741081822897, 11.322373888881955));
    assert_ends(numbers!(rising.peak_concurrency), (15.5047539640268, f64::INFINITY));
}

#[test]
fn predictions_have_the_bounds_of_the_profile_likelihood() {
    let predict = |fit: &Fit, n: f64| fit.predict(count(n), Confidence::P95);
    let check = |p: Prediction, x: f64, mean: (f64, f64), single: (f64, f64)| {
        assert_ends((p.throughput.get(), p.throughput.get()), (x, x));
        assert_ends(numbers!(p.mean.unwrap()), mean);
        assert_ends(numbers!(p.single.unwrap()), single);
    };
    let spec = fit(&SPEC_N, &SPEC_X);
    check(
        predict(&spec, 50.0),
        1721.151183904797,
        (1576.049385866748, 1874.2482228725555),
        (1448.2682885469812, 1996.3973937903456),
    );
    check(
        predict(&spec, 400.0),
        1253.3982537129582,
        (959.0639816021921, 1697.8284405506804),
        (870.8649752831409, 1744.1281090841471),
    );
    let rising = fit(&RISING_N, &RISING_X);
    check(
        predict(&rising, 16.0),
        58.06662667040826,
        (55.10060644766631, 61.03450658490602),
        (53.863349094987434, 62.27082866136913),
    );
    check(
        predict(&rising, 64.0),
        50.36969630898758,
        (28.74740298373554, 82.8776980078328),
        (28.402325204064436, 83.37592885503764),
    );
}

#[test]
fn more_confidence_is_wider() {
    let fit = fit(&SPEC_N, &SPEC_X);
    let of = |confidence| fit.intervals(Confidence::new(confidence).unwrap()).unwrap();
    let (narrow, wide) = (of(0.9), of(0.99));
    assert!(wide.contention.low < narrow.contention.low && wide.contention.high > narrow.contention.high);
    assert!(wide.rate.low < narrow.rate.low && wide.rate.high > narrow.rate.high);
    assert!(wide.peak_concurrency.low < narrow.peak_concurrency.low);
}

/// Whatever the fit cannot say it leaves out, rather than calling it certain.
mod degenerate {
    use super::*;

    #[test]
    fn three_points_tell_no_uncertainty() {
        let fit = fit(&[1.0, 4.0, 16.0], &[10.0, 25.0, 30.0]);
        assert_eq!(fit.intervals(Confidence::P95), None);
        let prediction = fit.predict(count(8.0), Confidence::P95);
        assert_eq!((prediction.mean, prediction.single), (None, None));
        assert!(prediction.throughput.get() > 25.0 && prediction.response_time.get() > 0.0);
    }

    #[test]
    fn noise_free_points_tell_no_uncertainty() {
        let law = law(0.02, 0.001, 7.0);
        let n = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
        assert_eq!(fit(&n, &n.map(|n| law.throughput(count(n)).get())).intervals(Confidence::P95), None);
        assert_eq!(fit(&n, &n.map(|n| 7.0 * n)).intervals(Confidence::P95), None);
    }

    #[test]
    fn equal_throughputs_are_full_contention() {
        let fit = fit(&[1.0, 2.0, 4.0, 8.0, 16.0], &[10.0; 5]);
        assert!((fit.law.contention().get() - 1.0).abs() < 1e-9 && fit.law.coherency().get() < 1e-9);
        assert_eq!((fit.r_squared, fit.intervals(Confidence::P95)), (None, None));
    }

    #[test]
    fn linear_points_bound_what_they_push_to_zero() {
        let found = intervals(&[1.0, 2.0, 4.0, 8.0], &[10.0, 20.5, 41.0, 83.0]);
        let (sigma, kappa) = (numbers!(found.contention), numbers!(found.coherency));
        assert!(sigma.0 == 0.0 && sigma.1 > 0.0 && sigma.1 < 0.05, "{sigma:?}");
        assert!(kappa.0 == 0.0 && kappa.1 > 0.0 && kappa.1 < 0.01, "{kappa:?}");
        assert_eq!((found.peak_concurrency.high, found.peak_throughput), (None, None));
        assert!(found.peak_concurrency.low.get() > 8.0);
    }

    #[test]
    fn throughput_that_only_falls_peaks_at_one() {
        let found = intervals(&[1.0, 2.0, 4.0, 12.0, 24.0, 48.0], &[10.0, 4.5, 2.1, 0.5, 0.19, 0.06]);
        assert_eq!(numbers!(found.peak_concurrency), (1.0, 1.0));
        assert!(numbers!(found.peak_throughput.unwrap()).0 > 9.0);
    }

    /// Past saturation from the first measurement on: one request alone may have any throughput.
    #[test]
    fn without_a_light_load_there_is_no_upper_end() {
        let n = [10.0, 20.0, 40.0, 80.0, 160.0];
        let fit = fit(&n, &[88.3, 84.6, 89.2, 91.2, 88.0]);
        let found = fit.intervals(Confidence::P95).unwrap();
        assert_eq!((found.rate.high, found.contention.high, found.coherency.high), (None, None, None));
        assert!(found.rate.low.get() > 10.0);
        assert_eq!(fit.predict(count(1.0), Confidence::P95).single.unwrap().high, None);
        let at_measured = fit.predict(count(40.0), Confidence::P95).mean.unwrap();
        assert!(at_measured.low.get() > 80.0 && at_measured.high.unwrap().get() < 100.0);
    }
}

/// SplitMix64, and normal numbers from it by Box and Muller.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (radius, angle) = ((-2.0 * libm::log(self.uniform())).sqrt(), std::f64::consts::TAU * self.uniform());
        radius * libm::cos(angle)
    }
}

/// Of many load tests of the same system nineteen in twenty intervals hold the truth.
#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    const TESTS: usize = 400;
    let truth = law(0.03, 0.0008, 50.0);
    let n = [1.0, 4.0, 8.0, 16.0, 24.0, 32.0, 48.0, 64.0];
    let mut random = Random(20_260_301);
    let mut held = [0_usize; 6];
    for _ in 0..TESTS {
        let x = n.map(|n| truth.throughput(count(n)).get() + 12.0 * random.normal());
        let fit = fit(&n, &x.map(|x| x.max(1.0)));
        let found = fit.intervals(Confidence::P95).unwrap();
        let beyond = fit.predict(count(100.0), Confidence::P95);
        let again = truth.throughput(count(100.0)).get() + 12.0 * random.normal();
        let holds = |(low, high): (f64, f64), value: f64| usize::from(low <= value && value <= high);
        let peak = truth.peak().unwrap();
        held[0] += holds(numbers!(found.contention), 0.03);
        held[1] += holds(numbers!(found.coherency), 0.0008);
        held[2] += holds(numbers!(found.rate), 50.0);
        held[3] += holds(numbers!(found.peak_concurrency), peak.concurrency.get());
        held[4] += found.peak_throughput.map_or(0, |interval| holds(numbers!(interval), peak.throughput.get()));
        held[5] += holds(numbers!(beyond.single.unwrap()), again);
    }
    // 380 expected, with a standard deviation of 4.4
    assert!(held.iter().all(|held| (364..=396).contains(held)), "{held:?} of {TESTS}");
}

fn laws() -> impl Strategy<Value = Usl> {
    (0.0..2.0_f64, 1e-9..0.1_f64, 1e-3..1e6_f64).prop_map(|(sigma, kappa, lambda)| law(sigma, kappa, lambda))
}

fn relative(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / expected
}

proptest! {
    #[test]
    fn concurrency_past_the_peak_inverts_throughput(law in laws(), times in 1.001..1e4_f64) {
        let n = law.peak().unwrap().concurrency.get() * times;
        let x = law.throughput(count(n));
        let found = law.concurrency_past_peak(x).unwrap();
        // The flatter the law, the less a throughput says of its concurrency.
        prop_assert!(relative(found.get(), n) < 1e-6, "{} is not {n}", found.get());
        prop_assert!(relative(law.throughput(found).get(), x.get()) < 1e-9);
    }

    #[test]
    fn both_branches_meet_at_the_peak(law in laws()) {
        let peak = law.peak().unwrap();
        let below = per_second(peak.throughput.get() * (1.0 - 1e-12));
        for found in [law.concurrency(below), law.concurrency_past_peak(below)] {
            prop_assert!(relative(found.unwrap().get(), peak.concurrency.get()) < 1e-4);
        }
        let above = per_second(peak.throughput.get() * 1.000001);
        prop_assert_eq!((law.concurrency(above), law.concurrency_past_peak(above)), (None, None));
    }

    #[test]
    fn concurrency_inverts_response_time(law in laws(), n in 1.0..1e5_f64) {
        let time = law.response_time(count(n));
        let found = law.concurrency_at(time).unwrap();
        prop_assert!(relative(law.response_time(found).get(), time.get()) < 1e-12);
        prop_assert!(relative(law.throughput_at(time).unwrap().get(), law.throughput(found).get()) < 1e-12);
        prop_assert!(law.contention().get() < 1e-6 || relative(found.get(), n) < 1e-6);
    }

    /// A law that the data do not exclude has no value outside an interval.
    #[test]
    fn no_law_of_the_region_lies_outside(
        seed: u64, sigma in 0.0..0.3_f64, kappa in 0.0..0.005_f64, spread in 0.01..0.3_f64,
    ) {
        let mut random = Random(seed);
        let n = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        let truth = law(sigma, kappa, 10.0);
        let x = n.map(|n| truth.throughput(count(n)).get() * (1.0 + 0.5 * spread * (random.uniform() - 0.5)));
        let fit = fit(&n, &x);
        let found = fit.intervals(Confidence::P95).unwrap();
        let mean = fit.predict(count(50.0), Confidence::P95).mean.unwrap();
        let squares = |law: Usl| -> f64 {
            n.iter().zip(&x).map(|(&n, x)| { let r = x - law.throughput(count(n)).get(); r * r }).sum()
        };
        let t = student_t(3.try_into().unwrap(), Confidence::P95);
        let most = squares(fit.law) * (1.0 + t * t / 3.0);
        let within = |(low, high): (f64, f64), value: f64| value >= low * (1.0 - 1e-6) && value <= high * (1.0 + 1e-6);
        for _ in 0..400 {
            let mut near = |value: f64, floor: f64| (value + (value + floor) * spread * random.normal()).max(0.0);
            let (s, k) = (near(fit.law.contention().get(), 0.02), near(fit.law.coherency().get(), 0.0005));
            let drawn = law(s, k, near(fit.law.rate().get(), 0.0).max(1e-3));
            if squares(drawn) > most {
                continue;
            }
            prop_assert!(within(numbers!(found.contention), s), "σ {s}: {found:?}");
            prop_assert!(within(numbers!(found.coherency), k), "κ {k}: {found:?}");
            prop_assert!(within(numbers!(found.rate), drawn.rate().get()), "{drawn:?}: {found:?}");
            prop_assert!(within(numbers!(mean), drawn.throughput(count(50.0)).get()), "{drawn:?}: {mean:?}");
            let peak = drawn.peak().map_or(f64::INFINITY, |peak| peak.concurrency.get());
            prop_assert!(within(numbers!(found.peak_concurrency), peak), "N* {peak}: {found:?}");
        }
    }

    #[test]
    fn any_data_have_ordered_intervals_or_none(
        points in prop::collection::vec((1.0..1e200_f64, 1e-300..=f64::MAX), 3..9), n in 0.0..=f64::MAX,
    ) {
        let points: Vec<_> = points
            .into_iter()
            .map(|(n, x)| Measurement { concurrency: count(n), throughput: per_second(x) })
            .collect();
        if let Ok(fit) = Fit::new(&points) {
            if let Some(found) = fit.intervals(Confidence::P95) {
                let ordered = |(low, high): (f64, f64), value: f64| low <= value && value <= high;
                prop_assert!(ordered(numbers!(found.contention), fit.law.contention().get()));
                prop_assert!(ordered(numbers!(found.coherency), fit.law.coherency().get()));
            }
            fit.predict(count(n), Confidence::P95);
        }
    }
}

#[test]
fn response_times_out_of_reach_have_no_concurrency() {
    let seconds = |s| Seconds::new(s).unwrap();
    assert_eq!(law(0.1, 0.01, 10.0).concurrency_at(seconds(0.09)), None);
    assert_eq!(law(0.1, 0.01, 10.0).concurrency_at(seconds(0.1)), Some(count(1.0)));
    assert_eq!(law(0.0, 0.0, 10.0).concurrency_at(seconds(0.5)), None);
    assert_eq!(law(0.1, 0.0, 10.0).concurrency_past_peak(per_second(5.0)), None);
    assert_eq!(law(2.0, 0.0, 10.0).concurrency_past_peak(per_second(4.0)), None);
    assert_eq!(law(2.0, 0.0, 10.0).concurrency_past_peak(per_second(8.0)).map(Count::get), Some(4.0 / 3.0));
}
