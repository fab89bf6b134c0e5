//! Artillery: the report that `artillery run --output FILE` writes. Times are in milliseconds. `intermediate` has a
//! report for each period of ten seconds or so, and each is a point; those shorter than half of the longest are the
//! edges of the test and left out. Where nothing is left, `aggregate` is the only point.
//!
//! Users arrive at a rate, so a report cannot state how many there are at once: concurrency is the mean number of
//! requests under way, throughput times the mean response time (Little's law).
//!
//! - **Version 2**: `counters{http.requests, http.responses, http.codes.200, errors.ETIMEDOUT, vusers.*}`,
//!   `summaries{http.response_time{min, max, count, mean, p50, median, p75, p90, p95, p99, p999}}`, `period` (when it
//!   begins), `firstCounterAt` and `lastCounterAt`, in milliseconds since 1970. All periods are of one length, save
//!   that the first begins with the first counter and the last ends with the last one.
//! - **Version 1**: `requestsCompleted`, `codes{200}`, `errors{ETIMEDOUT}`, `latency{min, max, median, p95, p99}`,
//!   `rps{count, mean}`, from which the length follows as count / mean. `latencies` has the time of each request in
//!   nanoseconds and gives the mean; where it does not, `concurrency` stands for it, the scenarios under way at the
//!   period's end. Times are `null` in a period without an answer.
//!
//! Failed are answers of 400 and above, and errors.
//!
//! Sources: Artillery documentation, *Reported metrics*; reports written by Artillery 1.7.9 and 2.0.34.

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, Seconds, Share};

use crate::json::Object;
use crate::measure::{check_order, failed, finish, per_second, refuses, under_way};
use crate::number::{Decimal, number};
use crate::problem::{Problems, ReadError};
use crate::remark::{RemarkCode, Remarks};
use crate::{Form, LoadTest};

/// The part of the longest period below which one is an edge of the test.
const EDGE: f64 = 0.5;

const ESTIMATED_1: &str = "Artillery starts users at a rate: concurrency is the mean number of requests under way, by \
                           Little's law, or the scenarios at a period's end where the times of its requests are missing";
const ESTIMATED_2: &str = "Artillery starts users at a rate: concurrency is the mean number of requests under way, by \
                           Little's law";

/// Reads one report.
pub(crate) fn read(form: Form, document: &Object<'_>) -> Result<LoadTest, ReadError> {
    let (mut problems, mut remarks) = (Problems::default(), Remarks::default());
    let reports = document.find("intermediate").and_then(|list| list.list(&mut problems)).unwrap_or_default();
    let reports: Vec<Object<'_>> = reports.iter().filter_map(|report| report.object(&mut problems)).collect();
    let mut points = if form == Form::Artillery1 {
        reports.iter().filter_map(|report| point_1(report, &mut problems)).collect()
    } else {
        points_2(&reports, &mut problems)
    };
    leave_out_edges(&mut points, &mut remarks);
    if points.is_empty() {
        points.extend(document.object("aggregate", &mut problems).and_then(|all| whole_run(form, &all, &mut problems)));
    }
    if points.iter().any(|point| point.concurrency.is_some()) {
        remarks.add(RemarkCode::ConcurrencyEstimated, if form == Form::Artillery1 { ESTIMATED_1 } else { ESTIMATED_2 });
    }
    finish(form, None, points, remarks, problems)
}

fn whole_run(form: Form, aggregate: &Object<'_>, problems: &mut Problems) -> Option<LoadPoint> {
    if form == Form::Artillery1 {
        return point_1(aggregate, problems);
    }
    let span = counted(aggregate, problems)?;
    point_2(aggregate, span, problems)
}

fn leave_out_edges(points: &mut Vec<LoadPoint>, remarks: &mut Remarks) {
    let length = |point: &LoadPoint| point.duration.map_or(0.0, Seconds::get);
    let longest = points.iter().map(length).fold(0.0, f64::max);
    let before = points.len();
    points.retain(|point| length(point) >= EDGE * longest);
    if points.len() < before {
        let message = format!(
            "{} of {before} periods are left out: they cover less than half of the time that the longest does",
            before - points.len(),
        );
        remarks.add(RemarkCode::LeftOut, message);
    }
}

/// What both versions tell of a period.
struct Period {
    length: Seconds,
    answered: u64,
    failed: Option<Share>,
    mean: Option<Seconds>,
    /// p50, p95 and p99.
    times: [Option<Seconds>; 3],
}

impl Period {
    /// `None` for a period without any length.
    fn point(self, report: &Object<'_>, problems: &mut Problems) -> Option<LoadPoint> {
        let throughput = per_second(self.answered, self.length)?;
        let [p50, p95, p99] = self.times;
        let point = LoadPoint {
            concurrency: self.mean.map(|mean| under_way(throughput, mean)),
            throughput,
            p50,
            p95,
            p99,
            failed: self.failed,
            requests: Some(self.answered),
            duration: Some(self.length),
        };
        check_order(&point, || report.place(), problems);
        Some(point)
    }
}

fn point_1(report: &Object<'_>, problems: &mut Problems) -> Option<LoadPoint> {
    let rate = report.object("rps", problems);
    let count = rate.as_ref().and_then(|rate| rate.count("count", problems));
    let per_second = rate.as_ref().and_then(|rate| rate.quantity("mean", PerSecond::new, problems));
    let answered = report.count("requestsCompleted", problems);
    let codes = report.find_object("codes", problems);
    let refused = codes.map_or(0, |codes| codes.sum_of(refuses, problems));
    let errors = report.find_object("errors", problems).map_or(0, |errors| errors.sum_of(|_| true, problems));
    let latency = report.find_object("latency", problems);
    let mut time = |name| latency.as_ref()?.find_quantity(name, Seconds::from_milliseconds, problems);
    let times = [time("median"), time("p95"), time("p99")];
    let mean = mean_of_all(report, time("min"), time("max"));
    let stated = report.find_quantity("concurrency", Count::new, problems);
    let (count, per_second, answered) = (count?, per_second?.get(), answered?);
    let length = Seconds::saturating(if per_second > 0.0 { count as f64 / per_second } else { 0.0 });
    let failed = failed(answered, refused, errors);
    let point = Period { length, answered, failed, mean, times }.point(report, problems)?;
    Some(LoadPoint { concurrency: point.concurrency.or(stated), ..point })
}

/// The mean of `latencies`, which lies between the shortest time and the longest where those are nanoseconds; they
/// are rounded to a millisecond. Versions before 1.6 have lists in it, which tell nothing here.
fn mean_of_all(report: &Object<'_>, shortest: Option<Seconds>, longest: Option<Seconds>) -> Option<Seconds> {
    const ROUNDING: f64 = 0.001;
    let latencies = report.find("latencies")?.numbers()?;
    let mean = latencies.iter().sum::<f64>() / latencies.len() as f64 / 1e9;
    let between = shortest?.get() - ROUNDING..=longest?.get() + ROUNDING;
    Seconds::new(mean).ok().filter(|mean| between.contains(&mean.get()))
}

/// Milliseconds since 1970 at which a period begins and ends.
type Span = (f64, f64);

fn points_2(reports: &[Object<'_>], problems: &mut Problems) -> Vec<LoadPoint> {
    let starts: Vec<f64> = reports.iter().filter_map(|report| moment(report, "period", problems)).collect();
    let length = starts.iter().zip(starts.iter().skip(1)).map(|(a, b)| b - a).filter(|l| *l > 0.0).reduce(f64::min);
    let last = reports.len().saturating_sub(1);
    let mut points = Vec::new();
    for (index, (report, start)) in reports.iter().zip(&starts).enumerate() {
        let Some(counted) = counted(report, problems) else { continue };
        let begin = if index == 0 { counted.0 } else { *start };
        let end = if index == last { counted.1 } else { start + length.unwrap_or(0.0) };
        points.extend(point_2(report, (begin, end), problems));
    }
    points
}

/// From the first counter to the last.
fn counted(report: &Object<'_>, problems: &mut Problems) -> Option<Span> {
    Some((moment(report, "firstCounterAt", problems)?, moment(report, "lastCounterAt", problems)?))
}

/// A time since 1970, which is written as a number, or as a text.
fn moment(report: &Object<'_>, name: &str, problems: &mut Problems) -> Option<f64> {
    let value = report.get(name, problems)?;
    let text = value.text().and_then(|text| number(&text, Decimal::Point));
    text.or_else(|| value.number(problems))
}

fn point_2(report: &Object<'_>, (begin, end): Span, problems: &mut Problems) -> Option<LoadPoint> {
    let counters = report.object("counters", problems)?;
    let answered = counters.find_count("http.responses", problems);
    let refused = counters.sum_of(|name| name.strip_prefix("http.codes.").is_some_and(refuses), problems);
    let errors = counters.sum_of(|name| name.starts_with("errors."), problems);
    let summaries = report.find_object("summaries", problems);
    let summary = summaries.and_then(|summaries| summaries.find_object("http.response_time", problems));
    let mut time = |name| summary.as_ref()?.find_quantity(name, Seconds::from_milliseconds, problems);
    let times = [time("median"), time("p95"), time("p99")];
    let mean = time("mean");
    if answered.is_none() && errors == 0 {
        return None; // nobody has sent anything over HTTP yet
    }
    let answered = answered.unwrap_or(0);
    let length = Seconds::saturating((end - begin) / 1000.0);
    let failed = failed(answered, refused, errors);
    Period { length, answered, failed, mean, times }.point(report, problems)
}
