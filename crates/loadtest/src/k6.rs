//! k6: three forms of its end-of-test summary, each of which is one point. Times are in milliseconds.
//!
//! - **`handleSummary`**: what the script is handed. `metrics.<name>` has `type`, `contains` and `values`;
//!   `state.testRunDurationMs` is how long the test ran.
//! - **`--summary-export`**: the values stand in `metrics.<name>` itself, a rate is called `value`, and a threshold is
//!   `true` when it is crossed. There is no duration.
//! - **machine-readable** (from k6 1.5): `results.metrics` is a list, each metric with its `name` and `values`; a rate
//!   has `matches` and `total`, a counter only its `count`; `config.duration` is in seconds. Thresholds are not in it.
//!
//! Of a trend every form has what `summaryTrendStats` names: `avg, min, med, max, p(90), p(95)` unless the test says
//! otherwise. `http_req_failed` counts answers of 400 and above, and requests without an answer.
//!
//! Concurrency is the number of virtual users. Where it changed during the run, the mean stands for it: iterations
//! in a second times the mean time of one (Little's law).
//!
//! Sources: Grafana k6 documentation, *Custom summary*; the JSON Schema in github.com/grafana/k6-summary.

use std::collections::BTreeMap;

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, Seconds, Share};

use crate::json::Object;
use crate::measure::{check_order, finish, per_second, tell_waiting, under_way};
use crate::problem::{Code, Problems, ReadError};
use crate::remark::{RemarkCode, Remarks};
use crate::{Form, LoadTest};

/// The mean of users from which their number counts as constant; some start late and stop early.
const CONSTANT: f64 = 0.9;

/// Reads one summary.
pub(crate) fn read(form: Form, document: &Object<'_>) -> Result<LoadTest, ReadError> {
    let (mut problems, mut remarks) = (Problems::default(), Remarks::default());
    let summary = Summary::open(form, document, &mut problems);
    let point = summary.and_then(|summary| summary.point(&mut remarks, &mut problems));
    let points = Vec::from_iter(point);
    tell_waiting(&points, &mut remarks);
    finish(form, version(document), points, remarks, problems)
}

/// Only the machine-readable form says which k6 wrote it.
fn version(document: &Object<'_>) -> Option<String> {
    document.find("metadata")?.opened()?.find("k6Version")?.text()
}

/// The values of each metric, whatever the form, and how long the test ran.
struct Summary<'a> {
    metrics: BTreeMap<String, Object<'a>>,
    duration: Option<Seconds>,
    document: &'a Object<'a>,
}

/// What a metric of a load test is called.
const METRICS: [&str; 6] =
    ["http_reqs", "http_req_duration", "http_req_failed", "iterations", "iteration_duration", "vus"];

impl<'a> Summary<'a> {
    fn open(form: Form, document: &'a Object<'a>, problems: &mut Problems) -> Option<Self> {
        let (metrics, duration) = match form {
            Form::K6MachineReadable => {
                let config = document.object("config", problems);
                let duration = config.and_then(|config| config.quantity("duration", Seconds::new, problems));
                (listed(&document.object("results", problems)?, problems)?, duration)
            }
            _ => {
                let state = document.find_object("state", problems);
                let milliseconds = Seconds::from_milliseconds;
                let duration = state.and_then(|s| s.find_quantity("testRunDurationMs", milliseconds, problems));
                (named(&document.object("metrics", problems)?, form == Form::K6Summary, problems), duration)
            }
        };
        Some(Self { metrics, duration, document })
    }

    fn point(&self, remarks: &mut Remarks, problems: &mut Problems) -> Option<LoadPoint> {
        let (counter, times) = self.work(remarks, problems)?;
        let requests = counter.count("count", problems);
        let throughput = self.rate(counter, requests, problems);
        if self.duration.is_none() {
            let message = "the form states no duration: throughput is the rate that k6 computed";
            remarks.add(RemarkCode::NoDuration, message);
        }
        let mut time = |name, other| {
            let name = if times?.find(name).is_some() { name } else { other };
            times?.find_quantity(name, Seconds::from_milliseconds, problems)
        };
        let (p50, p95, p99) = (time("med", "p(50)"), time("p(95)", "p(95.0)"), time("p(99)", "p(99.0)"));
        let failed = self.failed(problems);
        let concurrency = self.concurrency(remarks, problems);
        let (throughput, duration) = (throughput?, self.duration);
        let point = LoadPoint { concurrency, throughput, p50, p95, p99, failed, requests, duration };
        check_order(&point, || times.unwrap_or(counter).place(), problems);
        Some(point)
    }

    /// The counter and the trend of requests, or of iterations where the test sends no HTTP.
    fn work(&self, remarks: &mut Remarks, problems: &mut Problems) -> Option<(&Object<'a>, Option<&Object<'a>>)> {
        if let Some(counter) = self.metrics.get("http_reqs") {
            return Some((counter, self.metrics.get("http_req_duration")));
        }
        let Some(counter) = self.metrics.get("iterations") else {
            let hint = "export the summary with all its metrics";
            problems.at(
                || self.document.place(),
                Code::Missing,
                "there is no metric http_reqs and no iterations",
                hint,
            );
            return None;
        };
        remarks.add(RemarkCode::NotRequests, "the test sent no HTTP requests: the points are of its iterations");
        Some((counter, self.metrics.get("iteration_duration")))
    }

    /// What happened in a second: as stated, or counted over the duration where only the count is.
    fn rate(&self, counter: &Object<'_>, count: Option<u64>, problems: &mut Problems) -> Option<PerSecond> {
        match self.duration {
            Some(duration) if counter.find("rate").is_none() => per_second(count?, duration),
            _ => counter.quantity("rate", PerSecond::new, problems),
        }
    }

    fn failed(&self, problems: &mut Problems) -> Option<Share> {
        let metric = self.metrics.get("http_req_failed")?;
        let name = if metric.find("rate").is_some() { "rate" } else { "value" };
        metric.find_quantity(name, crate::number::share, problems)
    }

    fn concurrency(&self, remarks: &mut Remarks, problems: &mut Problems) -> Option<Count> {
        let mean = self.mean_users(problems);
        let Some(users) = self.metrics.get("vus") else {
            if mean.is_some() {
                let message = "k6 states no number of virtual users, as in a test of less than a second: concurrency \
                               is their mean by Little's law";
                remarks.add(RemarkCode::ConcurrencyEstimated, message);
            }
            return mean;
        };
        let lowest = users.find_quantity("min", Count::new, problems);
        let highest = users.quantity("max", Count::new, problems)?;
        match mean {
            Some(mean) if mean.get() < CONSTANT * highest.get() => {
                let (low, high) = (lowest.map_or(0.0, Count::get), highest.get());
                let message = format!(
                    "the virtual users varied between {low} and {high}: concurrency is their mean, {:.1}, and the point \
                     is a mean over the whole run",
                    mean.get(),
                );
                remarks.add(RemarkCode::ConcurrencyVaried, message);
                Some(mean)
            }
            _ => Some(highest),
        }
    }

    /// Each user is always within an iteration.
    fn mean_users(&self, problems: &mut Problems) -> Option<Count> {
        let counter = self.metrics.get("iterations")?;
        let rate = self.rate(counter, counter.count("count", problems), problems)?;
        let mean = self.metrics.get("iteration_duration")?;
        Some(under_way(rate, mean.find_quantity("avg", Seconds::from_milliseconds, problems)?))
    }
}

/// The metrics that stand under their names; in `values` each, or not.
fn named<'a>(metrics: &Object<'a>, wrapped: bool, problems: &mut Problems) -> BTreeMap<String, Object<'a>> {
    let mut found = BTreeMap::new();
    for name in METRICS {
        let metric = metrics.find_object(name, problems);
        let values = if wrapped { metric.and_then(|metric| metric.object("values", problems)) } else { metric };
        found.extend(values.map(|values| (name.to_owned(), values)));
    }
    found
}

/// The metrics of a list.
fn listed<'a>(results: &Object<'a>, problems: &mut Problems) -> Option<BTreeMap<String, Object<'a>>> {
    let mut found = BTreeMap::new();
    for metric in results.get("metrics", problems)?.list(problems)? {
        let Some(metric) = metric.object(problems) else { continue };
        let name = metric.find("name").and_then(|name| name.text()).unwrap_or_default();
        if METRICS.contains(&name.as_str()) {
            found.extend(metric.object("values", problems).map(|values| (name, values)));
        }
    }
    Some(found)
}
