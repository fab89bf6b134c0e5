//! Whatever is wrong with a file is told with a code, a place and what would be right; all of it at once.

mod common;

use common::{fixtures, printed};
use headroom_loadtest::{Code, LIMIT, ReadError, RemarkCode, read};

fn error(text: &str) -> ReadError {
    read(text.as_bytes()).map(|test| printed(&test)).expect_err("this must not read")
}

/// The codes and places of an error.
fn places(text: &str) -> Vec<(Code, Option<usize>, String)> {
    let error = error(text);
    assert!(error.problems.iter().all(|problem| !problem.message.is_empty() && !problem.hint.is_empty()));
    error.problems.into_iter().map(|problem| (problem.code, problem.line, problem.field)).collect()
}

fn only(text: &str) -> Code {
    let places = places(text);
    assert_eq!(places.len(), 1, "{places:?}");
    places[0].0
}

fn at(code: Code, line: usize, field: &str) -> (Code, Option<usize>, String) {
    (code, Some(line), field.to_owned())
}

fn fixture(name: &str) -> String {
    let found = fixtures().into_iter().find(|(known, _)| known == name).expect("the fixture is there");
    String::from_utf8(found.1).unwrap()
}

#[test]
fn files_that_are_no_results() {
    assert_eq!(only(""), Code::Empty);
    assert_eq!(only(" \n"), Code::Empty);
    assert_eq!(only("once upon a time"), Code::UnknownForm);
    assert_eq!(only("{}"), Code::UnknownForm);
    assert_eq!(only("[1, 2]"), Code::UnknownForm);
    assert_eq!(only("{\"name\": \"package\", \"version\": \"1.0.0\"}"), Code::UnknownForm);
    assert_eq!(read(&[0x89, b'P', b'N', b'G', 0, 1]).unwrap_err().problems[0].code, Code::NotText);
    assert_eq!(read(&vec![b'1'; LIMIT + 1]).unwrap_err().problems[0].code, Code::TooLarge);
}

#[test]
fn files_beside_results_say_which_one_is_meant() {
    let failures = error("Method,Name,Error,Occurrences\nGET,/,'503',3\n").to_string();
    assert!(failures.contains("list of failures") && failures.contains("_stats_history.csv"), "{failures}");
    let samples = error("{\"metric\":\"vus\",\"type\":\"Metric\",\"data\":{}}\n{\"metric\":\"vus\"}").to_string();
    assert!(samples.contains("--summary-export"), "{samples}");
}

#[test]
fn json_that_ends_too_early_or_holds_no_numbers() {
    let whole = fixture("oha/c4.json");
    assert_eq!(only(&whole[..whole.len() / 2]), Code::Syntax);
    assert_eq!(only(&whole.replacen("\"average\": 0", "\"average\": NaN, \"was\": 0", 1)), Code::BadNumber);
    assert_eq!(only(&format!("{whole}\n{{\"summary\"")), Code::Syntax);
}

#[test]
fn two_forms_in_one_file() {
    let both = fixture("oha/c4.json") + &fixture("k6/summary-export-c16.json");
    let error = error(&both);
    assert_eq!(error.problems[0].code, Code::Mixed);
    assert!(error.to_string().contains("begins as oha JSON"), "{error}");
}

#[test]
fn every_wrong_field_of_json_is_told_with_its_path() {
    let text = r#"{
  "state": {"testRunDurationMs": -5},
  "metrics": {
    "http_reqs": {"values": {"count": 1.5, "rate": "fast"}},
    "http_req_duration": {"values": {"med": 1e999, "p(95)": -1}},
    "http_req_failed": {"values": {"rate": 1.5}},
    "vus": {"values": {"value": 1}}
  }
}"#;
    assert_eq!(
        places(text),
        [
            at(Code::OutOfRange, 2, "state.testRunDurationMs"),
            at(Code::OutOfRange, 4, "metrics.http_reqs.values.count"),
            at(Code::WrongType, 4, "metrics.http_reqs.values.rate"),
            at(Code::BadNumber, 5, "metrics.http_req_duration.values.med"),
            at(Code::OutOfRange, 5, "metrics.http_req_duration.values.p(95)"),
            at(Code::OutOfRange, 6, "metrics.http_req_failed.values.rate"),
            at(Code::Missing, 7, "metrics.vus.values.max"),
        ]
    );
}

#[test]
fn every_wrong_cell_of_a_table_is_told_with_its_line() {
    let text = "concurrency,throughput,p50_ms,p95_ms,error_rate\n\
                0,1,1,2,0\n\
                1,-5,1,2,2%\n\
                2,NaN,1,2,0.5\n\
                4,300,9,2,3\n\
                8,300\n\
                many,,1 parsec,2,0\n";
    assert_eq!(
        places(text),
        [
            at(Code::RowLength, 6, ""),
            at(Code::OutOfRange, 2, "concurrency"),
            at(Code::OutOfRange, 3, "throughput"),
            at(Code::BadNumber, 4, "throughput"),
            at(Code::OutOfRange, 5, "error_rate"),
            at(Code::PercentileOrder, 5, ""),
            at(Code::BadNumber, 7, "concurrency"),
            at(Code::BadNumber, 7, "throughput"),
            at(Code::BadNumber, 7, "p50_ms"),
        ]
    );
}

#[test]
fn tables_with_the_wrong_columns() {
    assert_eq!(places("users,day\n1,Monday\n"), [at(Code::Missing, 1, "throughput")]);
    assert_eq!(only("N,X,rps\n1,2,3\n"), Code::DuplicateColumn);
    assert_eq!(only("N,X\n"), Code::NoPoints);
    assert_eq!(only("N,X\n1,\"1,234\"\n"), Code::BadNumber);
    assert_eq!(only("N;X\n1;1.234,5\n"), Code::BadNumber);
}

#[test]
fn tables_tell_what_was_taken_for_granted() {
    let codes = |text: &str| read(text.as_bytes()).unwrap().remarks.iter().map(|r| r.code).collect::<Vec<_>>();
    assert_eq!(codes("1,995.89\n2,1878.91\n"), [RemarkCode::NoHeader, RemarkCode::NoP95]);
    assert_eq!(codes("N,X,p95,host\n1,2,3,a\n"), [RemarkCode::ColumnIgnored, RemarkCode::UnitAssumed]);
    assert_eq!(codes("N,X,p95\n1,2,3ms\n"), []);
    assert_eq!(codes("N,X,p95_s,error_rate\n1,2,0.3,0.2\n"), [RemarkCode::ManyFailed]);
}

#[test]
fn a_report_of_wrk_that_was_cut() {
    let whole = fixture("wrk/without-latency.txt");
    let cut = whole.split("Requests/sec").next().unwrap();
    assert_eq!(places(cut), [at(Code::Missing, 1, "Requests/sec:")]);
    let odd = whole.replacen("12 connections", "twelve connections", 1).replacen(" in 4", " in over 4", 1);
    let codes: Vec<Code> = places(&odd).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, [Code::BadNumber, Code::BadNumber]);
}

#[test]
fn a_history_that_never_settles() {
    let whole = fixture("locust/stats_history.csv");
    let start: Vec<&str> = whole.lines().take(9).collect();
    let codes: Vec<Code> = places(&start.join("\n")).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, [Code::NoPoints]);
    let broken = whole.replace(",Aggregated,", ",Aggregated,-");
    let error = read(broken.as_bytes()).unwrap_err();
    assert!(error.problems.iter().all(|problem| problem.code == Code::OutOfRange && problem.field == "requests/s"));
}

#[test]
fn statistics_without_their_sum() {
    let whole = fixture("locust/stats.csv");
    assert_eq!(only(&whole.replace("Aggregated", "")), Code::Missing);
}

/// Lines are only counted for the problems that are shown: otherwise each of these would take minutes.
#[test]
fn large_files_are_read_in_one_pass() {
    let period = |index: u32| {
        let (start, end) = (u64::from(index) * 10_000, u64::from(index) * 10_000 + 9_990);
        format!(
            "{{\"period\": \"{start}\", \"firstCounterAt\": {start}, \"lastCounterAt\": {end},\n\"counters\": \
             {{\"http.responses\": 400, \"http.codes.200\": 400}}, \"summaries\": {{\"http.response_time\": \
             {{\"mean\": 20, \"median\": 18, \"p95\": 30, \"p99\": 40}}}}}}"
        )
    };
    let periods: Vec<String> = (0..5_000).map(period).collect();
    let report = format!("{{\"aggregate\": {}, \"intermediate\": [{}]}}", periods[0], periods.join(",\n"));
    let test = read(report.as_bytes()).unwrap();
    assert_eq!(test.points.len(), 5_000);
    assert!(test.points[1..4_999].iter().all(|point| point.throughput.get() == 40.0));

    let wrong = report.replace("\"mean\": 20", "\"mean\": -20");
    let error = read(wrong.as_bytes()).unwrap_err();
    assert_eq!(error.problems.len() + error.more, 5_000);

    let mixed = fixture("oha/c4.json") + &"\n{}".repeat(50_000);
    assert!(read(mixed.as_bytes()).unwrap_err().problems.iter().all(|problem| problem.code == Code::Mixed));

    let rows = "1,fast\n".repeat(50_000);
    let error = read(format!("N,X\n{rows}").as_bytes()).unwrap_err();
    assert_eq!(error.problems.len() + error.more, 50_000);
}
