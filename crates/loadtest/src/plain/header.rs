//! What the name at the head of a column means.

use crate::number::{Decimal, Unit, number};

/// Names of concurrency: letters and digits only.
const CONCURRENCY: [&str; 20] = [
    "concurrency",
    "concurrent",
    "concurrentusers",
    "concurrentrequests",
    "n",
    "c",
    "users",
    "user",
    "usercount",
    "virtualusers",
    "vus",
    "vu",
    "clients",
    "connections",
    "conns",
    "threads",
    "workers",
    "processes",
    "parallel",
    "parallelism",
];

/// Names of throughput in a second, likewise; a stroke is read as `per`. Any of them may follow the word `throughput`.
const THROUGHPUT: [&str; 20] = [
    "throughput",
    "x",
    "xn",
    "rps",
    "1pers",
    "reqpers",
    "reqpersec",
    "reqspers",
    "reqspersec",
    "requestpers",
    "requestspers",
    "requestspersec",
    "requestspersecond",
    "requestrate",
    "qps",
    "queriespersecond",
    "tps",
    "transactionspersecond",
    "ops",
    "opspers",
];

/// Words for the percentiles that a point has.
const P50: [&str; 4] = ["p50", "50", "median", "med"];
const P95: [&str; 3] = ["p95", "95", "95th"];
const P99: [&str; 3] = ["p99", "99", "99th"];

/// What a column holds. Times have the unit that the name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Concurrency,
    Throughput,
    P50(Option<Unit>),
    P95(Option<Unit>),
    P99(Option<Unit>),
    /// The part of all requests that failed.
    Failed,
    Requests,
    Duration(Option<Unit>),
}

impl Meaning {
    /// Whether both are the same quantity, in whatever unit.
    pub fn is_same(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Whether a table with these names is one of concurrency and throughput, well made or not.
pub(crate) fn is_table(names: &[String]) -> bool {
    let known = |name: &String| matches!(meaning(name), Some(Meaning::Concurrency | Meaning::Throughput));
    names.len() > 1 && (names.iter().any(known) || is_missing(names))
}

/// Whether there are numbers where names should stand.
pub(super) fn is_missing(names: &[String]) -> bool {
    let is_number = |name: &String| [Decimal::Point, Decimal::Comma].iter().any(|sign| number(name, *sign).is_some());
    names.len() > 1 && names.iter().take(2).all(is_number)
}

/// What a column with this name, in small letters, holds.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let plain: String = name.replace('/', "per").chars().filter(|c| c.is_alphanumeric()).collect();
    let rate = plain.strip_prefix("throughput").filter(|rest| !rest.is_empty()).unwrap_or(&plain);
    match plain.as_str() {
        _ if CONCURRENCY.contains(&plain.as_str()) => Some(Meaning::Concurrency),
        _ if THROUGHPUT.contains(&rate) => Some(Meaning::Throughput),
        "errorrate" | "failurerate" | "failedshare" => Some(Meaning::Failed),
        "requests" | "requestcount" => Some(Meaning::Requests),
        _ => time(name),
    }
}

/// `duration_s`, `p95`, `latency p95 (ms)`, `95% [s]`, `median_ms`, `p99ms`.
fn time(name: &str) -> Option<Meaning> {
    // Higher percentiles begin like those that are read.
    if name.contains("99.9") {
        return None;
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let unit = words.last().and_then(|last| Unit::named(last));
    if words.first() == Some(&"duration") {
        return Some(Meaning::Duration(unit));
    }
    let of = |known: &[&str]| words.iter().find_map(|word| unit_after(word, known)).map(|own| own.or(unit));
    of(&P50).map(Meaning::P50).or_else(|| of(&P95).map(Meaning::P95)).or_else(|| of(&P99).map(Meaning::P99))
}

/// The unit that is written right after one of the words, if any is. `None` when the word is another.
fn unit_after(word: &str, known: &[&str]) -> Option<Option<Unit>> {
    if known.contains(&word) {
        return Some(None);
    }
    known.iter().find_map(|known| Unit::named(word.strip_prefix(known)?)).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_name_columns_in_many_ways() {
        for name in ["concurrency", "n", "users", "user count", "concurrent_users", "# clients", "vus"] {
            assert_eq!(meaning(name), Some(Meaning::Concurrency), "{name}");
        }
        for name in ["throughput", "x(n)", "rps", "req/s", "requests/sec", "throughput (req/s)", "throughput [1/s]"] {
            assert_eq!(meaning(name), Some(Meaning::Throughput), "{name}");
        }
        let milliseconds = Some(Unit::Millisecond);
        for name in ["p95_ms", "p95ms", "p95 (ms)", "latency_p95 [ms]", "95% ms", "95th percentile, ms"] {
            assert_eq!(meaning(name), Some(Meaning::P95(milliseconds)), "{name}");
        }
        assert_eq!(meaning("p95"), Some(Meaning::P95(None)));
        assert_eq!(meaning("median response time [s]"), Some(Meaning::P50(Some(Unit::Second))));
        assert_eq!(meaning("duration"), Some(Meaning::Duration(None)));
        for name in ["p99.9_ms", "average", "name", "", "p90_ms", "reqs", "99.99%"] {
            assert_eq!(meaning(name), None, "{name}");
        }
    }

    #[test]
    fn a_table_is_known_by_one_of_its_columns() {
        let is = |names: &[&str]| is_table(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert!(is(&["n", "x"]) && is(&["users", "date"]) && is(&["1", "995,89"]) && is(&["1", "2", "fast"]));
        assert!(!is(&["users"]) && !is(&["name", "age"]) && !is(&["1"]) && !is(&[]));
    }
}
