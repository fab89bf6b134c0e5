//! oha: `oha --output-format json` (`--json` or `-j` in older versions), which is one point. Times are in seconds.
//!
//! `summary{successRate, total, slowest, fastest, average, requestsPerSec, ...}`, `latencyPercentiles{p10 ... p99.99}`,
//! `statusCodeDistribution` (a count for each status) and `errorDistribution` (a count for each error).
//!
//! `requestsPerSec` also counts the requests that were cut off when the time was up, so throughput is the sum of
//! `statusCodeDistribution` over `total`. Those cut off are no failures either. `successRate` is the share that got an
//! answer, whatever its status; failed are answers of 400 and above, and errors.
//!
//! The number of connections is not written. Each is always waiting for an answer, so concurrency is the mean number
//! of requests under way: throughput times `average` (Little's law).
//!
//! Source: `src/printer.rs` and `src/result_data.rs` of oha 1.16.

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Seconds, Share};

use crate::json::Object;
use crate::measure::{check_order, failed, finish, per_second, refuses, under_way};
use crate::problem::{Code, Problems, ReadError};
use crate::remark::{RemarkCode, Remarks};
use crate::{Form, LoadTest};

/// What oha calls a request that was under way when the time was up.
const CUT_OFF: &str = "aborted due to deadline";

const ESTIMATED: &str = "oha does not write the number of connections: concurrency is the mean number of requests under \
                         way, by Little's law";

/// Reads one report.
pub(crate) fn read(document: &Object<'_>) -> Result<LoadTest, ReadError> {
    let (mut problems, mut remarks) = (Problems::default(), Remarks::default());
    let point = point(document, &mut problems);
    if point.is_some_and(|point| point.concurrency.is_some()) {
        remarks.add(RemarkCode::ConcurrencyEstimated, ESTIMATED);
    }
    finish(Form::Oha, None, Vec::from_iter(point), remarks, problems)
}

fn point(document: &Object<'_>, problems: &mut Problems) -> Option<LoadPoint> {
    let summary = document.object("summary", problems);
    let duration = summary.as_ref().and_then(|summary| summary.quantity("total", Seconds::new, problems));
    let mean = summary.as_ref().and_then(|summary| summary.find_quantity("average", Seconds::new, problems));
    let [p50, p95, p99] = percentiles(document, problems);
    let (requests, failed) = outcomes(document, problems)?;
    let duration = duration?;
    let Some(throughput) = per_second(requests, duration) else {
        let hint = "let the test run for some seconds";
        let summary = summary?;
        problems.at(|| summary.place(), Code::OutOfRange, "the test took no time at all", hint);
        return None;
    };
    let concurrency = mean.map(|mean| under_way(throughput, mean));
    let (requests, duration) = (Some(requests), Some(duration));
    let point = LoadPoint { concurrency, throughput, p50, p95, p99, failed, requests, duration };
    check_order(&point, || document.place(), problems);
    Some(point)
}

/// Requests that were answered, and the part of all that failed.
fn outcomes(document: &Object<'_>, problems: &mut Problems) -> Option<(u64, Option<Share>)> {
    let statuses = document.object("statusCodeDistribution", problems)?;
    let answered = statuses.sum_of(|_| true, problems);
    let refused = statuses.sum_of(refuses, problems);
    let errors = document.find_object("errorDistribution", problems);
    let errors = errors.map_or(0, |errors| errors.sum_of(|error| error != CUT_OFF, problems));
    Some((answered, failed(answered, refused, errors)))
}

fn percentiles(document: &Object<'_>, problems: &mut Problems) -> [Option<Seconds>; 3] {
    let Some(percentiles) = document.find_object("latencyPercentiles", problems) else { return [None; 3] };
    ["p50", "p95", "p99"].map(|name| percentiles.find_quantity(name, Seconds::new, problems))
}
