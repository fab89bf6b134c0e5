//! Every result under `fixtures` reads as recorded in `snapshots`. Which of them a tool wrote is told in
//! `fixtures/README.md`.

mod common;

use std::fs;
use std::path::PathBuf;

use common::{fixtures, printed};
use headroom_loadtest::{Form, form, join, read};
use rstest::rstest;

#[rstest]
fn reads_as_recorded(
    #[files("tests/fixtures/*/*")]
    #[exclude("made-by")]
    path: PathBuf,
) {
    let test = read(&fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let name = |part: Option<&std::ffi::OsStr>| part.unwrap().to_str().unwrap().to_owned();
    let tool = name(path.parent().unwrap().file_name());
    insta::assert_snapshot!(format!("{tool}-{}", name(path.file_name())), printed(&test));
}

/// The folder says which tool it was, and its name which form.
#[test]
fn forms_are_told_by_content() {
    for (name, bytes) in fixtures() {
        let expected = match name.split_once('/').unwrap() {
            ("k6", file) if file.starts_with("handle-summary") => Form::K6Summary,
            ("k6", file) if file.starts_with("summary-export") => Form::K6Export,
            ("k6", _) => Form::K6MachineReadable,
            ("locust", file) if file.contains("history") => Form::LocustHistory,
            ("locust", _) => Form::LocustStats,
            ("artillery", file) if file.starts_with("1") => Form::Artillery1,
            ("artillery", _) => Form::Artillery2,
            ("oha", _) => Form::Oha,
            ("wrk", _) => Form::Wrk,
            _ => Form::Table,
        };
        assert_eq!(form(&bytes), Ok(expected), "{name}");
        assert_eq!(read(&bytes).unwrap().form, expected, "{name}");
    }
}

#[test]
fn runs_of_one_tool_are_one_study() {
    let runs = fixtures().into_iter().filter(|(name, _)| name.starts_with("k6/handle-summary-c"));
    let study = join(runs.map(|(_, bytes)| read(&bytes).unwrap()).collect());
    insta::assert_snapshot!("joined-runs-of-k6", printed(&study));
}

#[test]
fn results_in_one_file_are_one_study() {
    let runs: Vec<Vec<u8>> =
        fixtures().into_iter().filter(|(name, _)| name.starts_with("oha/c")).map(|(_, bytes)| bytes).collect();
    let apart = join(runs.iter().map(|run| read(run).unwrap()).collect());
    assert!(apart.points.len() > 2);
    assert_eq!(read(&runs.concat()), Ok(apart));
}
