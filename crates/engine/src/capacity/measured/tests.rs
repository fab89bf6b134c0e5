use super::*;
use crate::model::file::Axis::{Concurrency, Throughput};
use crate::stats::Confidence;
use proptest::prelude::*;

fn point(concurrency: f64, throughput: f64) -> LoadPoint {
    LoadPoint {
        concurrency: Some(Count::new(concurrency).unwrap()),
        ..LoadPoint::new(PerSecond::new(throughput).unwrap())
    }
}

fn answered(concurrency: f64, throughput: f64, p95_ms: f64) -> LoadPoint {
    LoadPoint { p95: Some(Seconds::from_milliseconds(p95_ms).unwrap()), ..point(concurrency, throughput) }
}

fn failing(share: f64, point: LoadPoint) -> LoadPoint {
    LoadPoint { failed: Some(Share::new(share).unwrap()), ..point }
}

fn ms(target: f64) -> Option<Seconds> {
    Some(Seconds::from_milliseconds(target).unwrap())
}

/// SPEC SDM91, past its peak at 96.5 at once and 1884 per second.
fn past_the_peak() -> Study {
    let spec =
        [(1.0, 64.9), (18.0, 995.9), (36.0, 1652.4), (72.0, 1853.2), (108.0, 1828.9), (144.0, 1775.0), (216.0, 1702.2)];
    Study::new(spec.map(|(n, x)| point(n, x)).to_vec())
}

fn still_rising() -> Study {
    let steps = [(1.0, 10.0, 100.0), (2.0, 18.2, 110.0), (4.0, 29.5, 140.0), (8.0, 46.0, 200.0), (16.0, 58.0, 320.0)];
    Study::new(steps.map(|(n, x, p95)| answered(n, x, p95)).to_vec())
}

fn codes(study: &Study) -> Vec<&'static str> {
    study.warnings(Confidence::P95).iter().map(Warning::code).collect()
}

#[test]
fn a_test_past_its_peak_holds_the_peak() {
    let at_once = past_the_peak().holding(Concurrency, None).unwrap();
    assert!((at_once.load - 96.51956).abs() < 0.1 && at_once.basis == Basis::Peak);
    let a_second = past_the_peak().holding(Throughput, None).unwrap();
    assert!((a_second.load - 1884.0).abs() < 1.0 && a_second.basis == Basis::Peak);
}

#[test]
fn nothing_is_held_beyond_what_was_measured() {
    let largest = |load| Ok(Holding { load, basis: Basis::Largest });
    assert_eq!(still_rising().holding(Concurrency, None), largest(16.0));
    assert_eq!(still_rising().holding(Throughput, None), largest(58.0));
    let two = Study::new(vec![point(1.0, 3.5), point(5.0, 6.9)]);
    assert_eq!(two.holding(Throughput, None), largest(6.9));
}

#[test]
fn a_target_ends_at_the_first_slow_point() {
    let within = |load| Ok(Holding { load, basis: Basis::Target });
    assert_eq!(still_rising().holding(Concurrency, ms(200.0)), within(8.0));
    assert_eq!(still_rising().holding(Throughput, ms(199.9)), within(29.5));
    assert_eq!(still_rising().throughput_within(ms(150.0).unwrap()), PerSecond::new(29.5).ok());
    let lucky = Study::new(vec![answered(1.0, 9.0, 90.0), answered(2.0, 17.0, 800.0), answered(4.0, 25.0, 100.0)]);
    assert_eq!(lucky.holding(Concurrency, ms(500.0)), within(1.0));
    assert_eq!(still_rising().holding(Concurrency, ms(99.0)), Err(NothingHolds::TooMuch(Fault::Slow)));
}

#[test]
fn a_repeated_load_holds_only_if_each_run_does() {
    let study = Study::new(vec![answered(1.0, 9.0, 90.0), answered(2.0, 17.0, 110.0), answered(2.0, 12.0, 700.0)]);
    assert_eq!(study.holding(Concurrency, ms(500.0)).unwrap().load, 1.0);
}

#[test]
fn a_target_says_nothing_of_a_test_that_does_not_tell_p95() {
    assert_eq!(past_the_peak().holding(Concurrency, ms(1.0)), past_the_peak().holding(Concurrency, None));
    assert_eq!(past_the_peak().throughput_within(ms(1.0).unwrap()), None);
}

#[test]
fn errors_are_no_throughput() {
    let points = vec![point(1.0, 10.0), point(2.0, 19.0), failing(0.5, point(4.0, 80.0))];
    let study = Study::new(points);
    assert_eq!(study.fastest().unwrap().succeeded().get(), 40.0);
    assert_eq!(study.holding(Throughput, None), Ok(Holding { load: 19.0, basis: Basis::Failures }));
    let all = Study::new(vec![failing(0.02, point(1.0, 10.0))]);
    assert_eq!(all.holding(Throughput, None), Err(NothingHolds::TooMuch(Fault::Failing)));
}

#[test]
fn a_test_of_rates_has_no_load_at_once() {
    let rates = [50.0, 10.0, 100.0].map(|x| LoadPoint::new(PerSecond::new(x).unwrap()));
    let study = Study::new(rates.to_vec());
    assert_eq!(study.points()[0].throughput.get(), 10.0);
    assert_eq!(study.holding(Throughput, None).unwrap().load, 100.0);
    assert_eq!(study.holding(Concurrency, None), Err(NothingHolds::NoConcurrency));
    assert_eq!(Study::new(Vec::new()).holding(Throughput, None), Err(NothingHolds::NoPoints));
    assert_eq!(codes(&study), ["points-left-out", "no-law"]);
}

#[test]
fn measurements_past_the_peak_determine_the_law() {
    assert_eq!(codes(&past_the_peak()), Vec::<&str>::new());
}

#[test]
fn doubts_are_named() {
    assert_eq!(codes(&still_rising()), ["coherency-undetermined", "nothing-past-peak"]);
    let three = Study::new(vec![point(1.0, 10.0), point(4.0, 25.0), point(16.0, 20.0)]);
    assert_eq!(codes(&three), ["no-spare-measurement"]);
    let linear = Study::new([1.0, 2.0, 4.0, 8.0].map(|n| point(n, 10.0 * n)).to_vec());
    assert_eq!(codes(&linear), ["no-noise", "nothing-past-peak"]);
    let flat = Study::new([1.0, 2.0, 4.0, 8.0].map(|n| point(n, 10.0)).to_vec());
    assert_eq!(codes(&flat)[0], "no-noise");
    let early = [(1.0, 9.9), (2.0, 19.6), (3.0, 28.5), (4.0, 37.8), (5.0, 46.1)];
    assert!(codes(&Study::new(early.map(|(n, x)| point(n, x)).to_vec())).contains(&"peak-extrapolated"));
    let wild = [(1.0, 10.0), (2.0, 35.0), (4.0, 21.0), (8.0, 60.0), (16.0, 30.0)];
    assert!(codes(&Study::new(wild.map(|(n, x)| point(n, x)).to_vec())).contains(&"scattered"));
    let idle = Study::new([point(0.0, 0.0)].into_iter().chain(past_the_peak().points).collect());
    assert_eq!(codes(&idle), ["points-left-out"]);
}

#[test]
fn doubts_are_sentences() {
    let said: Vec<String> = still_rising().warnings(Confidence::P95).iter().map(Warning::to_string).collect();
    assert_eq!(
        said,
        [
            "The measurements do not determine κ: it may be from 0 to 0.00402.",
            "No measurement is past the peak: the largest load was 16 at once. Measure until throughput falls."
        ]
    );
    let study = Study::new(vec![failing(0.5, point(4.0, 80.0))]);
    let json = serde_json::to_value(study.warnings(Confidence::P95)).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            { "code": "many-failed", "message": "1 point with more failures than 1 in 100 requests: only requests that succeeded are counted." },
            { "code": "no-law", "message": "No law can be fitted: a fit needs measurements at 3 different concurrencies, not 1." }
        ])
    );
}

fn points() -> impl Strategy<Value = Vec<LoadPoint>> {
    let point = (prop::option::of(0.0..=f64::MAX), 0.0..=f64::MAX, prop::option::of(0.0..1e6_f64), -1.0..2.0_f64);
    let point = point.prop_map(|(n, x, p95, failed)| LoadPoint {
        concurrency: n.and_then(|n| Count::new(n).ok()),
        p95: p95.and_then(|p95| Seconds::new(p95).ok()),
        failed: Share::new(failed).ok(),
        ..LoadPoint::new(PerSecond::saturating(x))
    });
    prop::collection::vec(point, 0..8)
}

proptest! {
    #[test]
    fn any_points_have_a_defined_answer(points in points(), target in prop::option::of(0.0..1e6_f64)) {
        let study = Study::new(points);
        let largest = study.fastest().map_or(0.0, |point| point.succeeded().get());
        for axis in [Concurrency, Throughput] {
            if let Ok(holding) = study.holding(axis, target.and_then(|t| Seconds::new(t).ok())) {
                prop_assert!(holding.load >= 0.0);
                prop_assert!(axis == Concurrency || holding.basis == Basis::Peak || holding.load <= largest);
            }
        }
        study.warnings(Confidence::P95);
    }

    #[test]
    fn a_looser_target_holds_no_less(first in 50.0..1000.0_f64, more in 0.0..500.0_f64) {
        let holds = |target| still_rising().holding(Throughput, ms(target)).map_or(0.0, |holding| holding.load);
        prop_assert!(holds(first) <= holds(first + more));
    }
}
