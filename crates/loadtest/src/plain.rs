//! A table of concurrency and throughput: what a person measured, or a tool that is not known here. Between the cells
//! stand commas, semicolons or tabs; with the last two, a number may have a decimal comma. Lines that start with `#`
//! are remarks.
//!
//! ```text
//! concurrency,throughput,p95_ms
//! 1,41.11,36.2
//! 2,76.82,36.9
//! ```
//!
//! The columns are known by many names (`users`, `N`, `req/s`, `latency p95 (ms)`), told in `plain/header.rs`. A
//! response time without a unit is in milliseconds, a duration in seconds; a cell may also have its own: `1.2 s`.
//!
//! Without a header, the first column is concurrency, the second throughput and the third p95 in milliseconds.

mod header;

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::{Count, PerSecond, QuantityError, Seconds, Share};

use crate::measure::{check_order, finish};
use crate::number::{self, Unit};
use crate::problem::{Code, Place, Problems, ReadError, quoted};
use crate::remark::{RemarkCode, Remarks};
use crate::table::{Row, Table};
use crate::{Form, LoadTest};

use header::Meaning;
pub(crate) use header::is_table;

/// Reads a table.
pub(crate) fn read(text: &str) -> Result<LoadTest, ReadError> {
    let (mut problems, mut remarks) = (Problems::default(), Remarks::default());
    let table = with_header(Table::read(text), &mut remarks);
    let meanings = meanings(&table, &mut remarks, &mut problems);
    let (concurrency, throughput) = (Meaning::Concurrency, Meaning::Throughput);
    let both = [(concurrency, "concurrency"), (throughput, "throughput")]
        .map(|(meaning, name)| must_have(meaning, name, &table, &meanings, &mut problems));
    let mut points = Vec::new();
    if let [Some(_), Some(_)] = both {
        let rows = table.rows(&mut problems);
        let mut reading = Reading { table: &table, meanings: &meanings, unit_assumed: false };
        points.extend(rows.into_iter().filter_map(|row| reading.point(row, &mut problems)));
        if reading.unit_assumed {
            remarks.add(RemarkCode::UnitAssumed, "response times without a unit are read as milliseconds");
        }
    }
    finish(Form::Table, None, points, remarks, problems)
}

/// Gives names to the columns of a table that has none.
fn with_header(table: Table, remarks: &mut Remarks) -> Table {
    if !header::is_missing(&table.names) {
        return table;
    }
    let message = "the table has no header: the first column is read as concurrency, the second as throughput, and a \
                   third as p95 in milliseconds";
    remarks.add(RemarkCode::NoHeader, message);
    let known = ["concurrency", "throughput", "p95_ms"].into_iter().map(str::to_owned);
    let others = (4..=table.names.len()).map(|number| format!("column {number}"));
    let names = known.chain(others).take(table.names.len()).collect();
    table.without_header(names)
}

/// What each column holds. The same twice is a problem; nothing known is a remark.
fn meanings(table: &Table, remarks: &mut Remarks, problems: &mut Problems) -> Vec<Option<Meaning>> {
    let mut meanings: Vec<Option<Meaning>> = Vec::new();
    for name in &table.names {
        let meaning = header::meaning(name);
        if meaning.is_some_and(|meaning| meanings.iter().flatten().any(|other| other.is_same(meaning))) {
            let place = || Place { line: table.head_line(), field: name.clone() };
            let hint = "keep one column for each quantity";
            problems.at(place, Code::DuplicateColumn, "another column holds the same quantity", hint);
        }
        if meaning.is_none() {
            remarks.add(RemarkCode::ColumnIgnored, format!("the column {} is not read", quoted(name)));
        }
        meanings.push(meaning);
    }
    meanings
}

fn must_have(
    wanted: Meaning,
    name: &str,
    table: &Table,
    meanings: &[Option<Meaning>],
    problems: &mut Problems,
) -> Option<()> {
    if meanings.contains(&Some(wanted)) {
        return Some(());
    }
    let place = || Place { line: table.head_line(), field: name.to_owned() };
    problems.at(place, Code::Missing, "the column is not there", "call the columns concurrency, throughput and p95_ms");
    None
}

struct Reading<'a> {
    table: &'a Table,
    meanings: &'a [Option<Meaning>],
    /// Whether a time had no unit, neither in its cell nor in its column.
    unit_assumed: bool,
}

impl Reading<'_> {
    fn point(&mut self, row: &Row, problems: &mut Problems) -> Option<LoadPoint> {
        let mut point = LoadPoint::new(PerSecond::saturating(0.0));
        let mut throughput = None;
        for (column, meaning) in self.meanings.iter().enumerate() {
            match meaning {
                Some(Meaning::Concurrency) => point.concurrency = self.concurrency(row, column, problems),
                Some(Meaning::Throughput) => throughput = self.number(row, column, PerSecond::new, problems),
                _ if row.is_blank(column) => {}
                Some(Meaning::P50(unit)) => point.p50 = self.response_time(row, column, *unit, problems),
                Some(Meaning::P95(unit)) => point.p95 = self.response_time(row, column, *unit, problems),
                Some(Meaning::P99(unit)) => point.p99 = self.response_time(row, column, *unit, problems),
                Some(Meaning::Failed) => point.failed = self.share(row, column, problems),
                Some(Meaning::Requests) => point.requests = self.count(row, column, problems),
                Some(Meaning::Duration(unit)) => {
                    point.duration = self.time(row, column, unit.unwrap_or(Unit::Second), problems);
                }
                None => {}
            }
        }
        check_order(&point, || self.table.place(row, self.table.names.len()), problems);
        point.concurrency?;
        Some(LoadPoint { throughput: throughput?, ..point })
    }

    fn number<Q>(
        &self,
        row: &Row,
        column: usize,
        new: impl Fn(f64) -> Result<Q, QuantityError>,
        problems: &mut Problems,
    ) -> Option<Q> {
        let value = self.table.number(row, column, problems)?;
        number::quantity(value, new, || self.table.place(row, column), problems)
    }

    fn concurrency(&self, row: &Row, column: usize, problems: &mut Problems) -> Option<Count> {
        let concurrency = self.number(row, column, Count::new, problems)?;
        if concurrency.get() == 0.0 {
            let hint = "leave the row out, or write how many there were";
            problems.at(|| self.table.place(row, column), Code::OutOfRange, "nobody measures nothing", hint);
            return None;
        }
        Some(concurrency)
    }

    fn count(&self, row: &Row, column: usize, problems: &mut Problems) -> Option<u64> {
        number::whole(self.table.number(row, column, problems)?, || self.table.place(row, column), problems)
    }

    /// `0.02`, or `2 %`.
    fn share(&self, row: &Row, column: usize, problems: &mut Problems) -> Option<Share> {
        let place = || self.table.place(row, column);
        let Some(percent) = row.cell(column).strip_suffix('%') else {
            return self.number(row, column, number::share, problems);
        };
        let Some(percent) = number::number(percent, self.table.decimal) else {
            number::not_a_number(row.cell(column), place, problems);
            return None;
        };
        number::quantity(percent / 100.0, number::share, place, problems)
    }

    fn response_time(
        &mut self,
        row: &Row,
        column: usize,
        unit: Option<Unit>,
        problems: &mut Problems,
    ) -> Option<Seconds> {
        let has_unit = row.cell(column).ends_with(char::is_alphabetic);
        self.unit_assumed |= unit.is_none() && !has_unit;
        self.time(row, column, unit.unwrap_or(Unit::Millisecond), problems)
    }

    /// A number in the column's unit, or a duration with units of its own.
    fn time(&self, row: &Row, column: usize, unit: Unit, problems: &mut Problems) -> Option<Seconds> {
        let place = || self.table.place(row, column);
        let seconds = match number::duration(row.cell(column), self.table.decimal) {
            Some(seconds) => seconds,
            None => unit.in_seconds(self.table.number(row, column, problems)?),
        };
        number::quantity(seconds, Seconds::new, place, problems)
    }
}
