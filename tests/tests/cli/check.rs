//! `headroom check`: problems with their place, and gates for scripts.

use std::fs;

use headroom_tests::read;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{decimal, headroom, list, parsed, printed, refused, text};

/// A model that is not one: a price below zero, a field that no model has, and a scenario that sets nothing there is.
fn broken() -> String {
    let model = read("models/whatsflow.json");
    let model = model.replacen("\"months\": 24", "\"months\": 24, \"colour\": \"blue\"", 1);
    model.replacen("\"value\": 29", "\"value\": -29", 1)
}

#[test]
fn check_lists_every_problem_with_its_line_and_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.json");
    fs::write(&path, broken()).expect("a file");
    let file = path.to_str().expect("a path that is text");
    let output = headroom(&["check", file]).assert().code(1).get_output().clone();
    let said = text(&output.stdout);
    let place = |sign: &str| {
        let model = broken();
        let (before, _) = model.split_once(sign).expect("is there");
        format!("{file}:{}:{} ", before.split('\n').count(), before.len() - before.rfind('\n').unwrap_or(0))
    };
    let said_of = |place: String, what: &str| said.lines().any(|line| line.starts_with(&format!("{place}{what}")));
    assert!(said_of(place("\"blue\""), "E005-unknown-field colour: "), "{said}");
    let price = "{\n          \"value\": -29";
    assert!(said_of(place(price), "E011-out-of-domain subscription.plans.starter.price: "), "{said}");
    assert!(said.lines().last().is_some_and(|line| line.ends_with(": 2 errors")), "{said}");

    let output = headroom(&["check", file, "--format", "json"]).assert().code(1).get_output().clone();
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["errors"], list(&found["problems"]).len());
    assert!(list(&found["problems"]).iter().all(|problem| problem["line"].is_number()), "{found}");

    let same = refused(&["project", file], 1);
    assert_eq!(same, said, "other commands say the same, on standard error");
}

#[test]
fn check_is_a_gate_for_scripts() {
    let kept = ["check", "whatsflow", "--max-cost", "1m", "--within", "6"];
    assert!(printed(&kept).contains("keeps to the bounds for 6 months"));
    let said = refused(&["check", "whatsflow", "--max-cost", "1m", "--within", "0"], 2);
    assert!(said.contains("write how many months, from 1 up"), "{said}");
    let said = refused(&["check", "whatsflow", "--max-cost", "-1"], 2);
    assert!(said.contains("write an amount from 0 up") && !said.contains("tip"), "{said}");
    let bounds = ["check", "whatsflow", "--min-headroom", "99%", "--max-cost", "$1", "--max-p95", "1ms"];
    let output = headroom(&bounds).assert().code(1).get_output().clone();
    let said = text(&output.stdout);
    assert!(said.contains("headroom of") && said.contains("less than 99 %"), "{said}");
    assert!(said.contains("the month costs") && said.contains("more than 1 USD"), "{said}");

    let output = headroom(&[&bounds[..], &["--format", "json"]].concat()).assert().code(1).get_output().clone();
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&told["errors"], &told["gate"]["kept"]), (&Value::from(0), &Value::Bool(false)));
    let cost = list(&told["gate"]["broken"]).iter().find(|broken| broken["bound"] == "cost").expect("is broken");
    assert!(decimal(&cost["found"]) > decimal(&cost["wanted"]) && cost["month"].is_string(), "{cost}");
    let months = parsed(&["project", "whatsflow", "--format", "json"]);
    let first = list(&months["months"]).iter().find(|month| decimal(&month["cost"]) > Decimal::ONE).expect("some cost");
    assert_eq!((&cost["found"], &cost["month"]), (&first["cost"], &first["period"]), "the first month that costs more");

    let said = refused(&["check", "whatsflow", "--max-cost", "€500"], 2);
    assert!(said.contains("the model is in USD"), "{said}");
    let late = parsed(&["check", "whatsflow", "--break-even-by", "24", "--format", "json"]);
    assert!(late["gate"].is_object() && parsed(&["check", "whatsflow", "--format", "json"])["gate"].is_null());
    for wrong in [["--min-headroom", "20"], ["--max-cost", "dear"], ["--within", "0"], ["--break-even-by", "2020-01"]] {
        refused(&["check", "whatsflow", wrong[0], wrong[1]], 2);
    }
    refused(&["check", "whatsflow", "--within", "6"], 2);
    refused(&["check", "whatsflow", "--max-cost", "1m", "--deployment", "nowhere"], 1);
    headroom(&["check", "-", "--max-cost", "1m"]).write_stdin(broken()).assert().code(1);
}

/// UTF-16, Latin-1 and pictures cannot be read; the message has a code.
#[test]
fn a_file_that_is_no_text_has_a_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("latin.json");
    fs::write(&path, b"{ \"name\": \"Caf\xe9\" }").expect("a file");
    let said = refused(&["check", path.to_str().expect("a path that is text")], 3);
    assert!(said.contains("E001-syntax: the file is not a text in UTF-8"), "{said}");
}
