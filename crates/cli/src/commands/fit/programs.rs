//! A fit for programs.

use headroom_app::engine::capacity::measured::LoadPoint;
use headroom_app::engine::capacity::usl::{Fit as Law, Interval};
use headroom_app::engine::quantity::{Count, PerSecond, Seconds};
use headroom_app::measure::Measured;
use serde_json::{Value, json};

use super::CONFIDENCE;
use crate::args::fit::Fit;
use crate::json;

pub fn programs(args: &Fit, measured: &Measured) -> Value {
    let (test, study) = (&measured.test, &measured.study);
    let law = study.fit().ok();
    let warnings = study.warnings(CONFIDENCE);
    let warnings = warnings.iter().map(|w| json!({ "code": w.code(), "message": w.to_string() }));
    let remarks = test.remarks.iter().map(|r| json!({ "code": r.code.as_str(), "message": r.message }));
    json!({
        "files": measured.names,
        "tool": test.tool().to_string(),
        "version": test.version,
        "points": study.points().iter().map(point).collect::<Value>(),
        "law": law.map(figures),
        "predictions": law.map(|law| predictions(args, measured, law)),
        "loads": law.map(|law| args.throughput.iter().map(|x| load(law, *x)).collect::<Value>()),
        "warnings": warnings.collect::<Value>(),
        "remarks": remarks.collect::<Value>(),
    })
}

fn point(point: &LoadPoint) -> Value {
    json!({
        "concurrency": point.concurrency.map(|n| json::count(n.get())),
        "throughput_per_s": json::count(point.throughput.get()),
        "p50_ms": point.p50.map(milliseconds),
        "p95_ms": point.p95.map(milliseconds),
        "p99_ms": point.p99.map(milliseconds),
        "failed": point.failed.map(|share| json::count(share.get())),
        "requests": point.requests,
        "duration_s": point.duration.map(|time| json::count(time.get())),
    })
}

fn figures(fit: &Law) -> Value {
    let (law, errors, all) = (fit.law, fit.standard_errors, fit.intervals(CONFIDENCE));
    let sigma = ends(all.map(|all| all.contention), |sigma| sigma.get());
    let kappa = ends(all.map(|all| all.coherency), |kappa| kappa.get());
    let lambda = ends(all.map(|all| all.rate), PerSecond::get);
    let peak = law.peak().map(|peak| {
        let n = ends(all.map(|all| all.peak_concurrency), Count::get);
        let x = ends(all.and_then(|all| all.peak_throughput), PerSecond::get);
        json!({
            "concurrency": estimate(peak.concurrency.get(), None, n),
            "throughput_per_s": estimate(peak.throughput.get(), None, x),
        })
    });
    json!({
        "sigma": estimate(law.contention().get(), errors.contention.map(|error| error.get()), sigma),
        "kappa": estimate(law.coherency().get(), errors.coherency.map(|error| error.get()), kappa),
        "lambda_per_s": estimate(law.rate().get(), errors.rate.map(PerSecond::get), lambda),
        "peak": peak,
        "ceiling_per_s": law.ceiling().map(|most| json::count(most.get())),
        "r_squared": fit.r_squared.map(|share| json::count(share.get())),
        "residual_sd_per_s": fit.residual_sd.map(|sd| json::count(sd.get())),
        "largest_load": json::count(fit.largest_load.get()),
        "confidence": 0.95,
    })
}

/// The ends of an interval, of which the upper may not exist.
type Ends = Option<(f64, Option<f64>)>;

fn ends<Q: Copy>(interval: Option<Interval<Q>>, value: impl Fn(Q) -> f64) -> Ends {
    interval.map(|interval| (value(interval.low), interval.high.map(value)))
}

fn estimate(estimate: f64, error: Option<f64>, ends: Ends) -> Value {
    json!({
        "estimate": json::count(estimate),
        "standard_error": error.map(json::count),
        "low": ends.map(|(low, _)| json::count(low)),
        "high": ends.and_then(|(_, high)| high).map(json::count),
    })
}

/// X(N) for what was asked, or for every load that was measured.
fn predictions(args: &Fit, measured: &Measured, law: &Law) -> Value {
    let measured = measured.study.points().iter().filter_map(|point| point.concurrency);
    let asked: Vec<Count> = if args.concurrency.is_empty() { measured.collect() } else { args.concurrency.clone() };
    let prediction = |n: &Count| {
        let found = law.predict(*n, CONFIDENCE);
        json!({
            "concurrency": json::count(n.get()),
            "throughput_per_s": estimate(found.throughput.get(), None, ends(found.mean, PerSecond::get)),
            "response_ms": milliseconds(found.response_time),
        })
    };
    asked.iter().map(prediction).collect()
}

/// N(X), on the rising branch and past the peak.
fn load(law: &Law, throughput: PerSecond) -> Value {
    let count = |n: Count| json::count(n.get());
    json!({
        "throughput_per_s": json::count(throughput.get()),
        "concurrency": law.law.concurrency(throughput).map(count),
        "concurrency_past_peak": law.law.concurrency_past_peak(throughput).map(count),
        "response_ms": law.law.response_time_at(throughput).map(milliseconds),
    })
}

fn milliseconds(time: Seconds) -> Value {
    json::count(time.milliseconds())
}
