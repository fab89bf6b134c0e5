//! wrk: the report it prints, and that of wrk2. Several in one text, as a shell's loop makes them, are a point each.
//!
//! ```text
//! Running 10s test @ http://127.0.0.1:8080/
//!   2 threads and 16 connections
//!   Thread Stats   Avg      Stdev     Max   +/- Stdev
//!     Latency    26.96ms    4.11ms  63.63ms   92.44%
//!     Req/Sec   297.31     41.22   363.00     80.00%
//!   Latency Distribution
//!      50%   25.88ms
//!      99%   44.18ms
//!   5917 requests in 10.00s, 479.90KB read
//!   Socket errors: connect 0, read 0, write 0, timeout 3
//!   Non-2xx or 3xx responses: 40
//! Requests/sec:    591.61
//! ```
//!
//! The distribution is there with `--latency`, the lines about errors only when there were some. Times end in `us`,
//! `ms`, `s`, `m` or `h`, counts may end in `k` or `M`. wrk2 writes a percentile as `50.000%`. Lines that are not
//! named here, such as what a script prints, are passed over.
//!
//! Concurrency is the number of connections: each always waits for an answer.
//!
//! Source: `src/wrk.c` and `src/units.c` of wrk 4.1.

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, QuantityError, Seconds, Share};

use crate::measure::{check_order, failed, finish};
use crate::number::{self, Decimal};
use crate::problem::{Code, Place, Problems, ReadError, quoted};
use crate::remark::Remarks;
use crate::text::{MOST, too_many};
use crate::{Form, LoadTest};

/// Whether a text has a report in it.
pub(crate) fn is_report(text: &str) -> bool {
    text.lines().any(|line| starts(line) || connections(line).is_some())
}

/// Reads every report of a text.
pub(crate) fn read(text: &str) -> Result<LoadTest, ReadError> {
    let mut problems = Problems::default();
    let lines = text.lines().zip(1..).filter(|(text, _)| !text.trim().is_empty());
    let lines: Vec<Line<'_>> = lines.map(|(text, number)| Line { number, text }).take(MOST + 1).collect();
    if lines.len() > MOST {
        problems.add(too_many(MOST, "lines"));
    }
    // What stands before the first report is the shell's.
    let reports = lines.chunk_by(|_, next| !starts(next.text)).filter(|report| is_one(report));
    let points = reports.filter_map(|report| point(report, &mut problems)).collect();
    finish(Form::Wrk, None, points, Remarks::default(), problems)
}

fn is_one(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| starts(line.text) || connections(line.text).is_some())
}

/// `Running 10s test @ http://...`
fn starts(line: &str) -> bool {
    line.trim_start().strip_prefix("Running ").is_some_and(|rest| rest.contains(" test @ "))
}

/// `2 threads and 16 connections`
fn connections(line: &str) -> Option<&str> {
    let (threads, connections) = line.trim().strip_suffix(" connections")?.split_once(" threads and ")?;
    threads.bytes().all(|byte| byte.is_ascii_digit()).then_some(connections)
}

/// A line of the text.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// From 1.
    number: usize,
    text: &'a str,
}

fn point(lines: &[Line<'_>], problems: &mut Problems) -> Option<LoadPoint> {
    let report = Report { lines };
    let connections = report.must_have(report.find("connections", connections), "connections", problems);
    let concurrency = connections.and_then(|figure| figure.quantity(Count::new, problems));
    let rate = report.must_have(report.after("Requests/sec:"), "Requests/sec:", problems);
    let throughput = rate.and_then(|figure| figure.quantity(PerSecond::new, problems));
    let [p50, p95, p99] = [50.0, 95.0, 99.0].map(|percent| report.percentile(percent)?.time(problems));
    let requests = report.find("requests", |line| Some(line.split_once(" requests in ")?.0));
    let requests = requests.and_then(|figure| figure.count(problems));
    let duration = report.find("requests in", |line| line.split_once(" requests in ")?.1.split(',').next());
    let duration = duration.and_then(|figure| figure.time(problems));
    let failed = requests.and_then(|requests| report.failed(requests, problems));
    let point = LoadPoint { concurrency, throughput: throughput?, p50, p95, p99, failed, requests, duration };
    check_order(&point, || report.place("Latency Distribution"), problems);
    Some(point)
}

/// One report.
struct Report<'a> {
    lines: &'a [Line<'a>],
}

impl<'a> Report<'a> {
    fn place(&self, field: &str) -> Place {
        Place { line: self.lines.first().map_or(1, |line| line.number), field: field.to_owned() }
    }

    /// The part that is meant, of the first line that has it.
    fn find(&self, field: &str, part: impl Fn(&'a str) -> Option<&'a str>) -> Option<Figure<'a>> {
        self.lines.iter().find_map(|line| {
            let text = part(line.text.trim())?.trim();
            Some(Figure { text, place: Place { line: line.number, field: field.to_owned() } })
        })
    }

    /// What follows these words at the start of a line.
    fn after(&self, words: &str) -> Option<Figure<'a>> {
        self.find(words, |line| line.strip_prefix(words))
    }

    /// `50%   25.88ms`, or `50.000%   25.88ms`.
    fn percentile(&self, percent: f64) -> Option<Figure<'a>> {
        self.find(&format!("{percent}%"), |line| {
            let (name, time) = line.split_once('%')?;
            (number::number(name, Decimal::Point)? == percent).then_some(time)
        })
    }

    fn must_have(&self, figure: Option<Figure<'a>>, field: &str, problems: &mut Problems) -> Option<Figure<'a>> {
        if figure.is_none() {
            let hint = "let wrk finish, and copy all that it prints";
            problems.at(|| self.place(field), Code::Missing, "the report has no such line", hint);
        }
        figure
    }

    fn failed(&self, requests: u64, problems: &mut Problems) -> Option<Share> {
        let refused = self.after("Non-2xx or 3xx responses:");
        let refused = refused.map_or(0, |figure| figure.count(problems).unwrap_or(0));
        let errors = self.after("Socket errors:").map_or(0, |figure| figure.sum(problems));
        failed(requests, refused, errors)
    }
}

/// A figure of a report, as text.
struct Figure<'a> {
    text: &'a str,
    place: Place,
}

impl Figure<'_> {
    fn quantity<Q>(&self, new: impl Fn(f64) -> Result<Q, QuantityError>, problems: &mut Problems) -> Option<Q> {
        let value = number::scaled(self.text);
        if value.is_none() {
            number::not_a_number(self.text, || self.place.clone(), problems);
        }
        number::quantity(value?, new, || self.place.clone(), problems)
    }

    fn count(&self, problems: &mut Problems) -> Option<u64> {
        number::whole(self.quantity(Count::new, problems)?.get(), || self.place.clone(), problems)
    }

    /// `connect 0, read 3, write 0, timeout 12`
    fn sum(&self, problems: &mut Problems) -> u64 {
        let parts = self.text.split(',').map(|part| part.trim().split_once(' ').map_or(part, |(_, count)| count));
        let counts = parts.filter_map(|text| Figure { text, place: self.place.clone() }.count(problems));
        counts.fold(0, u64::saturating_add)
    }

    fn time(&self, problems: &mut Problems) -> Option<Seconds> {
        let Some(value) = number::duration(self.text, Decimal::Point) else {
            let message = format!("{} is not a duration", quoted(self.text));
            problems.at(|| self.place.clone(), Code::BadNumber, message, "wrk writes a number and us, ms, s, m or h");
            return None;
        };
        number::quantity(value, Seconds::new, || self.place.clone(), problems)
    }
}
