//! Locust: two of the tables that `--csv PREFIX` writes. Times are in milliseconds, rates in a second; what is not
//! known is `N/A`. The row named `Aggregated` sums up all endpoints, and is the only one read.
//!
//! - **`_stats_history.csv`**: a row for each second: `Timestamp, User Count, Type, Name, Requests/s, Failures/s`,
//!   percentiles, and totals since the start. Rows with the same number of users in a row are a step, and each step is
//!   a point. `Requests/s` is a mean over the ten seconds that ended three seconds ago, so the first [`SETTLING`]
//!   seconds of a step still tell of the one before, and are left out; and with them everything while users are
//!   ramped up. The percentiles are of the last ten seconds only with `--csv-full-history`, which also writes a row
//!   for each endpoint; without it they are of the whole test so far, and no point has them.
//! - **`_stats.csv`**: `Type, Name, Request Count, Failure Count, Median Response Time, Average Response Time, ...,
//!   Requests/s, Failures/s`, percentiles: one point for the whole run. It has no number of users: concurrency is the
//!   mean number of requests under way, by Little's law.
//!
//! Sources: Locust documentation, *Retrieve test statistics in CSV format*; `locust/stats.py` of Locust 2.47
//! (`current_rps`, `_percentile_fields`).

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, QuantityError, Seconds};

use crate::measure::{check_order, failed, finish, tell_waiting, under_way};
use crate::number::{self, share};
use crate::problem::{Code, Place, Problems, ReadError};
use crate::remark::{RemarkCode, Remarks};
use crate::table::{Row, Table};
use crate::{Form, LoadTest};

/// Seconds until `Requests/s` tells of nothing before.
const SETTLING: f64 = 13.0;

/// The columns by which a history is known.
pub(crate) const HISTORY: [&str; 4] = ["timestamp", "user count", "name", "requests/s"];

/// The columns by which statistics are known.
pub(crate) const STATS: [&str; 4] = ["name", "request count", "failure count", "requests/s"];

/// Reads `_stats.csv`.
pub(crate) fn read_stats(text: &str) -> Result<LoadTest, ReadError> {
    let (table, mut problems, mut remarks) = (Table::read(text), Problems::default(), Remarks::default());
    let cells = Cells::of(&table, &mut problems);
    let row = cells.as_ref().and_then(|cells| cells.aggregated(&mut problems).pop());
    let point = cells.as_ref().zip(row).and_then(|(cells, row)| whole_run(cells, row, &mut problems));
    if cells.is_some() && row.is_none() {
        let place = || Place { line: table.head_line(), field: "name".to_owned() };
        problems.at(place, Code::Missing, "no row is named Aggregated", "export the table with its last row");
    }
    if point.is_some_and(|point| point.concurrency.is_some()) {
        let message = "the statistics have no number of users: concurrency is the mean number of requests under way, by \
                       Little's law, over the whole run with its ramp; the history tells more";
        remarks.add(RemarkCode::ConcurrencyEstimated, message);
    }
    finish(Form::LocustStats, None, Vec::from_iter(point), remarks, problems)
}

fn whole_run(cells: &Cells<'_>, row: &Row, problems: &mut Problems) -> Option<LoadPoint> {
    let throughput = cells.must(row, "requests/s", PerSecond::new, problems);
    let mean = cells.find(row, "average response time", Seconds::from_milliseconds, problems);
    let [p50, p95, p99] = cells.percentiles(row, problems);
    let (requests, failures) =
        (cells.count(row, "request count", problems), cells.count(row, "failure count", problems));
    let throughput = throughput?;
    let point = LoadPoint {
        concurrency: mean.map(|mean| under_way(throughput, mean)),
        p50,
        p95,
        p99,
        failed: requests.zip(failures).and_then(|(requests, failures)| failed(requests, failures, 0)),
        requests,
        ..LoadPoint::new(throughput)
    };
    check_order(&point, || cells.table.place(row, cells.name), problems);
    Some(point)
}

/// Reads `_stats_history.csv`.
pub(crate) fn read_history(text: &str) -> Result<LoadTest, ReadError> {
    let (table, mut problems, mut remarks) = (Table::read(text), Problems::default(), Remarks::default());
    let mut points = Vec::new();
    if let Some(cells) = Cells::of(&table, &mut problems) {
        let moments: Vec<Moment> =
            cells.aggregated(&mut problems).into_iter().filter_map(|row| cells.moment(row, &mut problems)).collect();
        let current = table.rows(&mut Problems::default()).into_iter().any(|row| !cells.is_aggregated(row));
        let steps = moments.chunk_by(|a, b| a.users == b.users).filter(|step| step.iter().any(Moment::has_users));
        let (mut used, mut rows, mut short) = (0, 0, 0);
        for step in steps {
            let settled = settled(step);
            rows += step.len();
            used += settled.len();
            short += usize::from(settled.is_empty());
            points.extend(point_of(settled, current));
        }
        tell_left_out(rows - used, rows, short, &mut remarks);
    }
    tell_waiting(&points, &mut remarks);
    finish(Form::LocustHistory, None, points, remarks, problems)
}

fn tell_left_out(rows: usize, all: usize, steps: usize, remarks: &mut Remarks) {
    if rows > 0 {
        let short = if steps > 0 { format!("; {steps} steps have no others") } else { String::new() };
        let message = format!(
            "{rows} of {all} rows are left out: they lie within {SETTLING} seconds of a change in the number of \
             users{short}",
        );
        remarks.add(RemarkCode::LeftOut, message);
    }
}

/// One row of a history.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// Seconds since 1970.
    at: f64,
    users: Count,
    throughput: PerSecond,
    /// Failures per second.
    failures: PerSecond,
    percentiles: [Option<Seconds>; 3],
    /// Requests since the start.
    total: Option<u64>,
}

impl Moment {
    fn has_users(&self) -> bool {
        self.users.get() > 0.0
    }
}

/// The rows of a step that tell of nothing before it.
fn settled(step: &[Moment]) -> &[Moment] {
    let start = step.first().map_or(0.0, |first| first.at);
    let settling = step.iter().take_while(|moment| moment.at - start < SETTLING).count();
    step.get(settling..).unwrap_or_default()
}

/// The means of a step, and the medians of its percentiles where those are of each moment.
fn point_of(step: &[Moment], current: bool) -> Option<LoadPoint> {
    let (first, last) = (step.first()?, step.last()?);
    let mean = |of: fn(&Moment) -> f64| step.iter().map(of).sum::<f64>() / step.len() as f64;
    let (throughput, failures) = (mean(|moment| moment.throughput.get()), mean(|moment| moment.failures.get()));
    let percentile = |index: usize| {
        let times = step.iter().filter_map(|moment| moment.percentiles.get(index).copied().flatten());
        median(times.map(Seconds::get).collect()).map(Seconds::saturating).filter(|_| current)
    };
    Some(LoadPoint {
        concurrency: Some(first.users),
        throughput: PerSecond::saturating(throughput),
        p50: percentile(0),
        p95: percentile(1),
        p99: percentile(2),
        failed: if throughput > 0.0 { share(failures / throughput).ok() } else { None },
        requests: last
            .total
            .zip(first.total)
            .and_then(|(last, first)| last.checked_sub(first))
            .filter(|&count| count > 0),
        duration: Seconds::new(last.at - first.at).ok(),
    })
}

/// The middle value, the lower of two.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

/// The cells of a table by the names of their columns.
struct Cells<'a> {
    table: &'a Table,
    name: usize,
}

impl<'a> Cells<'a> {
    fn of(table: &'a Table, problems: &mut Problems) -> Option<Self> {
        Some(Self { table, name: table.must_have("name", problems)? })
    }

    /// Locust before 1.0 called it `Total`.
    fn is_aggregated(&self, row: &Row) -> bool {
        ["Aggregated", "Total"].contains(&row.cell(self.name))
    }

    fn aggregated(&self, problems: &mut Problems) -> Vec<&'a Row> {
        self.table.rows(problems).into_iter().filter(|row| self.is_aggregated(row)).collect()
    }

    fn moment(&self, row: &Row, problems: &mut Problems) -> Option<Moment> {
        let at = self.must(row, "timestamp", Seconds::new, problems);
        let users = self.must(row, "user count", Count::new, problems);
        let throughput = self.must(row, "requests/s", PerSecond::new, problems);
        let failures = self.find(row, "failures/s", PerSecond::new, problems);
        let percentiles = self.percentiles(row, problems);
        let total = self.count(row, "total request count", problems);
        let failures = failures.unwrap_or(PerSecond::saturating(0.0));
        Some(Moment { at: at?.get(), users: users?, throughput: throughput?, failures, percentiles, total })
    }

    fn percentiles(&self, row: &Row, problems: &mut Problems) -> [Option<Seconds>; 3] {
        ["50%", "95%", "99%"].map(|name| self.find(row, name, Seconds::from_milliseconds, problems))
    }

    fn must<Q>(
        &self,
        row: &Row,
        name: &str,
        new: impl Fn(f64) -> Result<Q, QuantityError>,
        problems: &mut Problems,
    ) -> Option<Q> {
        let column = self.table.must_have(name, problems)?;
        let value = self.table.number(row, column, problems)?;
        number::quantity(value, new, || self.table.place(row, column), problems)
    }

    fn find<Q>(
        &self,
        row: &Row,
        name: &str,
        new: impl Fn(f64) -> Result<Q, QuantityError>,
        problems: &mut Problems,
    ) -> Option<Q> {
        let column = self.table.column(name)?;
        let value = self.table.find_number(row, column, problems)?;
        number::quantity(value, new, || self.table.place(row, column), problems)
    }

    fn count(&self, row: &Row, name: &str, problems: &mut Problems) -> Option<u64> {
        let column = self.table.column(name)?;
        number::whole(self.table.find_number(row, column, problems)?, || self.table.place(row, column), problems)
    }
}
