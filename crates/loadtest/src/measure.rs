//! What holds for the points of every form.

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, Seconds, Share};

use crate::number::share;
use crate::problem::{Code, Place, Problem, Problems, ReadError};
use crate::remark::{RemarkCode, Remarks};
use crate::{Form, LoadTest};

/// The share of failed requests from which a test should be doubted.
const MANY: f64 = 0.01;

/// How many requests are under way on average, by Little's law (J. D. C. Little, *A Proof for the Queuing Formula
/// L = λW*, 1961): those that complete in a second, times the mean seconds that each takes.
pub(crate) fn under_way(throughput: PerSecond, mean: Seconds) -> Count {
    Count::saturating((throughput * mean).get())
}

/// How many of something happened in a second. `None` when there was no time for it.
pub(crate) fn per_second(count: u64, over: Seconds) -> Option<PerSecond> {
    if over.get() > 0.0 { Some(PerSecond::saturating(count as f64 / over.get())) } else { None }
}

/// The part of all requests that failed: answers that refuse, and requests without an answer, called errors here.
/// `None` when there were no requests.
pub(crate) fn failed(answered: u64, refused: u64, errors: u64) -> Option<Share> {
    let (failed, all) = (refused.saturating_add(errors), answered.saturating_add(errors));
    if all == 0 { None } else { share(failed as f64 / all as f64).ok() }
}

/// Whether an HTTP status, as a text, refuses the request.
pub(crate) fn refuses(status: &str) -> bool {
    status.starts_with(['4', '5'])
}

/// Reports percentiles that fall.
pub(crate) fn check_order(point: &LoadPoint, place: impl FnOnce() -> Place, problems: &mut Problems) {
    let known: Vec<f64> = [point.p50, point.p95, point.p99].into_iter().flatten().map(Seconds::get).collect();
    if !known.is_sorted() {
        let hint = "a higher percentile is never the shorter time";
        problems.at(place, Code::PercentileOrder, "the percentiles of response times fall", hint);
    }
}

/// Tells of users who wait between requests, from the median time: at least half of them are idle.
pub(crate) fn tell_waiting(points: &[LoadPoint], remarks: &mut Remarks) {
    let waits = |point: &&LoadPoint| match (point.concurrency, point.p50) {
        (Some(users), Some(time)) => under_way(point.throughput, time).get() < users.get() / 2.0,
        _ => false,
    };
    let waiting = points.iter().filter(waits).count();
    if waiting > 0 {
        let message = format!(
            "at {} less than half of the users have a request under way: they wait between requests, so the figures \
             are for users, not for requests at once",
            of_all(waiting, points.len()),
        );
        remarks.add(RemarkCode::UsersWait, message);
    }
}

/// The result, once every point of it is read.
pub(crate) fn finish(
    form: Form,
    version: Option<String>,
    mut points: Vec<LoadPoint>,
    mut remarks: Remarks,
    mut problems: Problems,
) -> Result<LoadTest, ReadError> {
    for point in &mut points {
        // Where nobody is, nothing is measured: a mean of 0 says that nothing came back.
        point.concurrency = point.concurrency.filter(|count| count.get() > 0.0);
    }
    if points.is_empty() && problems.is_empty() {
        let hint = "send HTTP requests, and hold each number of users for half a minute";
        problems.add(Problem::of_file(Code::NoPoints, "the result has no point of load and throughput", hint));
    }
    tell_failures(&points, &mut remarks);
    tell_unknown(form, &points, &mut remarks);
    problems.or(LoadTest { form, version, points, remarks: remarks.into_vec() })
}

fn tell_failures(points: &[LoadPoint], remarks: &mut Remarks) {
    let failed = |point: &LoadPoint| point.failed.map_or(0.0, |share| share.get());
    let many = points.iter().filter(|point| failed(point) > MANY).count();
    let worst = points.iter().map(failed).fold(0.0, f64::max);
    if many > 0 {
        let message = format!(
            "at {} more than {} % of the requests failed, at worst {:.1} %",
            of_all(many, points.len()),
            100.0 * MANY,
            100.0 * worst,
        );
        remarks.add(RemarkCode::ManyFailed, message);
    }
}

fn tell_unknown(form: Form, points: &[LoadPoint], remarks: &mut Remarks) {
    let unknown = points.iter().filter(|point| point.concurrency.is_none()).count();
    if unknown > 0 {
        let points = of_all(unknown, points.len());
        remarks
            .add(RemarkCode::NoConcurrency, format!("at {points} nothing tells how many requests there were at once"));
    }
    if points.iter().all(|point| point.p95.is_none()) {
        remarks.add(RemarkCode::NoP95, format!("the 95th percentile of response times is not known: {}", cure(form)));
    }
}

/// How a 95th percentile gets into the form.
fn cure(form: Form) -> &'static str {
    match form {
        Form::K6Summary | Form::K6Export | Form::K6MachineReadable => "k6 writes it when summaryTrendStats has p(95)",
        Form::LocustHistory => "Locust writes it for each moment with --csv-full-history",
        Form::Wrk => "wrk prints others, and those with --latency only",
        Form::Table => "a column p95_ms tells it",
        Form::LocustStats | Form::Artillery1 | Form::Artillery2 | Form::Oha | Form::Several => "the file leaves it out",
    }
}

/// `the point`, `2 of 5 points`.
pub(crate) fn of_all(some: usize, all: usize) -> String {
    if all == 1 { "the point".to_owned() } else { format!("{some} of {all} points") }
}
