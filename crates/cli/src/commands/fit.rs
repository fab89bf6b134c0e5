//! `headroom fit`: load tests as points, and the scalability law nearest to them.

mod programs;

use std::fs::File;
use std::io;
use std::path::Path;

use headroom_app::engine::capacity::usl::{Fit as Law, Interval};
use headroom_app::engine::quantity::{Count, PerSecond};
use headroom_app::engine::stats::Confidence;
use headroom_app::measure::{self, LIMIT, Measured};
use headroom_app::pages::{Cell, Table, TableRow};
use headroom_app::views::{fit, table};
use headroom_app::{files, report};

use crate::args::Format;
use crate::args::fit::Fit;
use crate::failure::Failure;
use crate::source::unreadable;
use crate::{blocks, json, output};

/// How sure the intervals are.
const CONFIDENCE: Confidence = Confidence::P95;

pub fn run(args: &Fit) -> Result<(), Failure> {
    let files = args.files.iter().map(|path| file(path)).collect::<Result<Vec<_>, _>>()?;
    let measured = measure::read(&files).map_err(Failure::Invalid)?;
    match args.format {
        Format::Table => output::text(&people(args, &measured)),
        Format::Csv => output::data(csv(args, &measured).as_bytes()),
        Format::Json => json::print(&programs::programs(args, &measured)),
    }
}

fn file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    if path.as_os_str() == "-" {
        let bytes =
            files::read_bytes(io::stdin().lock(), LIMIT).map_err(|error| unreadable("standard input", &error))?;
        return Ok(("<stdin>".to_owned(), bytes));
    }
    let name = path.display().to_string();
    let bytes = File::open(path).and_then(|file| files::read_bytes(file, LIMIT));
    let bytes = bytes.map_err(|error| unreadable(&name, &error))?;
    Ok((name, bytes))
}

fn people(args: &Fit, measured: &Measured) -> String {
    let all = blocks::people(&fit::blocks(&measured.study, &measured.remarks()));
    match asked(args, measured) {
        Some(table) => format!("{}\n{all}", report::text(&table, output::width(), true)),
        None => all,
    }
}

/// What was asked for; the law's figures where nothing was.
fn csv(args: &Fit, measured: &Measured) -> String {
    let asked = asked(args, measured).map(|table| report::csv(&table));
    asked.unwrap_or_else(|| blocks::csv(&fit::blocks(&measured.study, &measured.remarks())))
}

/// The answers to `--concurrency` and `--throughput`.
fn asked(args: &Fit, measured: &Measured) -> Option<Table> {
    let law = measured.study.fit().ok()?;
    let at = args.concurrency.iter().map(|n| predicted(law, *n));
    let for_rate = args.throughput.iter().map(|x| needed(law, *x));
    let rows: Vec<TableRow> = at.chain(for_rate).collect();
    let columns = vec![
        table::number("concurrency", "Requests at once"),
        table::number("throughput_per_s", "Requests/s"),
        table::number("low_95_per_s", "95 % from"),
        table::number("high_95_per_s", "to"),
        table::number("response_ms", "Mean response, ms"),
    ];
    let subtitle = "what the law says; beyond the largest load that was measured it is an extrapolation";
    (!rows.is_empty()).then(|| table::table("asked", "Asked", subtitle, columns, rows, ""))
}

/// X(N).
fn predicted(law: &Law, concurrency: Count) -> TableRow {
    let found = law.predict(concurrency, CONFIDENCE);
    let end = |of: fn(Interval<PerSecond>) -> Option<PerSecond>| found.mean.and_then(of).map(PerSecond::get);
    row(
        Some(concurrency.get()),
        Some(found.throughput.get()),
        end(|mean| Some(mean.low)),
        end(|mean| mean.high),
        Some(found.response_time.milliseconds()),
    )
}

/// N(X), on the rising branch.
fn needed(law: &Law, throughput: PerSecond) -> TableRow {
    let concurrency = law.law.concurrency(throughput);
    let time = concurrency.map(|n| law.law.response_time(n).milliseconds());
    row(concurrency.map(Count::get), Some(throughput.get()), None, None, time)
}

fn row(n: Option<f64>, x: Option<f64>, low: Option<f64>, high: Option<f64>, ms: Option<f64>) -> TableRow {
    let cell = |value: Option<f64>| value.map_or(Cell::new("—", ""), table::of_figure);
    table::row([n, x, low, high, ms].map(cell).to_vec())
}
