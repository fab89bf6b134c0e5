//! Which form a text is in, told by what stands in it and never by a file's name.

use std::fmt;

use crate::json::{self, Object};
use crate::problem::{Code, Problem};
use crate::table::Table;
use crate::{locust, plain, wrk};

/// Who wrote a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// k6, by Grafana Labs.
    K6,
    /// Locust.
    Locust,
    /// Artillery.
    Artillery,
    /// oha.
    Oha,
    /// wrk, or wrk2.
    Wrk,
    /// A person, or a tool not known here.
    Table,
    /// More than one of them.
    Several,
}

/// The form of a result. Each is described in the module that reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// What k6 hands to `handleSummary`.
    K6Summary,
    /// k6 `--summary-export`.
    K6Export,
    /// k6 `--new-machine-readable-summary`.
    K6MachineReadable,
    /// Locust's `_stats.csv`.
    LocustStats,
    /// Locust's `_stats_history.csv`.
    LocustHistory,
    /// The report of Artillery 1.
    Artillery1,
    /// The report of Artillery 2.
    Artillery2,
    /// oha `--output-format json`, once `--json`.
    Oha,
    /// What wrk prints.
    Wrk,
    /// A table with a column for concurrency and one for throughput.
    Table,
    /// More than one of them, joined.
    Several,
}

impl Form {
    /// Whose form it is.
    pub const fn tool(self) -> Tool {
        match self {
            Self::K6Summary | Self::K6Export | Self::K6MachineReadable => Tool::K6,
            Self::LocustStats | Self::LocustHistory => Tool::Locust,
            Self::Artillery1 | Self::Artillery2 => Tool::Artillery,
            Self::Oha => Tool::Oha,
            Self::Wrk => Tool::Wrk,
            Self::Table => Tool::Table,
            Self::Several => Tool::Several,
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::K6 => "k6",
            Self::Locust => "Locust",
            Self::Artillery => "Artillery",
            Self::Oha => "oha",
            Self::Wrk => "wrk",
            Self::Table => "a table",
            Self::Several => "several tools",
        })
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::K6Summary => "k6 handleSummary",
            Self::K6Export => "k6 --summary-export",
            Self::K6MachineReadable => "k6 machine-readable summary",
            Self::LocustStats => "Locust statistics",
            Self::LocustHistory => "Locust history",
            Self::Artillery1 => "Artillery 1 report",
            Self::Artillery2 => "Artillery 2 report",
            Self::Oha => "oha JSON",
            Self::Wrk => "wrk report",
            Self::Table => "table of concurrency and throughput",
            Self::Several => "several forms",
        })
    }
}

/// Files that load tests write beside their results, or instead of them, by the first names in them.
const LOOKALIKES: [(&[&str], &str, &str); 5] = [
    (&["metric_name", "timestamp", "metric_value"], "every sample of a k6 test", K6_HINT),
    (&["method", "name", "error", "occurrences"], "Locust's list of failures", LOCUST_HINT),
    (&["count", "message", "traceback", "nodes"], "Locust's list of exceptions", LOCUST_HINT),
    (&["timestamp", "elapsed", "label", "responsecode"], "every sample of a JMeter test", TABLE_HINT),
    (&["response-time", "dns+dialup"], "every request of a hey test", TABLE_HINT),
];

const K6_HINT: &str = "run k6 with --summary-export, or save what handleSummary is given";
const LOCUST_HINT: &str = "choose the file that ends in _stats_history.csv";
const TABLE_HINT: &str = "make a table with the columns concurrency, throughput and p95_ms";

/// The form of a text that is not empty.
///
/// # Errors
/// When it is of none, or its JSON is broken.
pub(crate) fn of(text: &str) -> Result<Form, Problem> {
    if text.trim_start().starts_with(['{', '[']) {
        let first = json::documents(text).next().unwrap_or_else(|| Err(unknown()))?;
        return first.opened().ok_or_else(unknown).and_then(|object| of_object(&object));
    }
    if wrk::is_report(text) {
        return Ok(Form::Wrk);
    }
    of_table(&Table::names_of(text))
}

/// The form of a JSON object.
pub(crate) fn of_object(object: &Object<'_>) -> Result<Form, Problem> {
    let inside = |name: &str| object.find(name).and_then(|value| value.opened());
    let has =
        |inside: &Option<Object<'_>>, name: &str| inside.as_ref().is_some_and(|inside| inside.find(name).is_some());
    if let Some(metrics) = inside("metrics").filter(|_| object.find("summary").is_none()) {
        let wrapped = metrics.values().any(|metric| has(&metric.opened(), "values"));
        return Ok(if wrapped { Form::K6Summary } else { Form::K6Export });
    }
    if object.find("config").is_some() && has(&inside("results"), "metrics") {
        return Ok(Form::K6MachineReadable);
    }
    let aggregate = inside("aggregate");
    if has(&aggregate, "latency") || has(&aggregate, "rps") {
        return Ok(Form::Artillery1);
    }
    if has(&aggregate, "counters") {
        return Ok(Form::Artillery2);
    }
    if has(&inside("summary"), "requestsPerSec") {
        return Ok(Form::Oha);
    }
    let is_sample = object.find("metric").is_some() && object.find("type").is_some() && object.find("data").is_some();
    Err(if is_sample { lookalike("every sample of a k6 test", K6_HINT) } else { unknown() })
}

/// The form of a table with these names, in small letters, at the head of its columns.
fn of_table(names: &[String]) -> Result<Form, Problem> {
    let has = |wanted: &[&str]| wanted.iter().all(|wanted| names.iter().any(|name| name == wanted));
    if let Some((_, what, hint)) = LOOKALIKES.iter().find(|(wanted, ..)| has(wanted)) {
        return Err(lookalike(what, hint));
    }
    if has(&locust::HISTORY) {
        Ok(Form::LocustHistory)
    } else if has(&locust::STATS) {
        Ok(Form::LocustStats)
    } else if plain::is_table(names) {
        Ok(Form::Table)
    } else {
        Err(unknown())
    }
}

fn lookalike(what: &str, hint: &str) -> Problem {
    Problem::of_file(Code::UnknownForm, format!("this is {what}, which is not read"), hint)
}

fn unknown() -> Problem {
    let hint = "read are summaries of k6, statistics and histories of Locust, reports of Artillery, JSON of oha, reports \
                of wrk, and tables with the columns concurrency and throughput";
    Problem::of_file(Code::UnknownForm, "this is no result of a load test that is known here", hint)
}
