//! What is measured and what follows: `headroom fit`, `headroom queue`.

use std::fs;

use serde_json::Value;

use crate::{headroom, list, parsed, printed, refused};

#[test]
fn load_tests_are_fitted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("steps.csv");
    // X(N) of σ = 0.02, κ = 0.0005, λ = 100.
    let law = |n: f64| 100.0 * n / (1.0 + 0.02 * (n - 1.0) + 0.0005 * n * (n - 1.0));
    let rows = [1.0, 4.0, 16.0, 32.0, 64.0, 128.0].map(|n| format!("{n},{}\n", law(n)));
    fs::write(&path, format!("concurrency,throughput\n{}", rows.concat())).expect("a file");
    let file = path.to_str().expect("a path that is text");
    let arguments = ["fit", file, "--concurrency", "50", "--throughput", "500/s"];
    let fit = parsed(&[&arguments[..], &["--format", "json"]].concat());
    let near = |value: &Value, expected: f64| {
        let found = value.as_f64().unwrap_or_else(|| panic!("{value} is a number"));
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} is not {expected}");
    };
    near(&fit["law"]["sigma"]["estimate"], 0.02);
    near(&fit["law"]["kappa"]["estimate"], 0.0005);
    near(&fit["law"]["lambda_per_s"]["estimate"], 100.0);
    near(&fit["law"]["peak"]["concurrency"]["estimate"], (0.98_f64 / 0.0005).sqrt());
    near(&fit["predictions"][0]["throughput_per_s"]["estimate"], law(50.0));
    let n = fit["loads"][0]["concurrency"].as_f64().expect("is reached");
    near(&Value::from(law(n)), 500.0);
    assert_eq!(list(&fit["points"]).len(), 6);
    let table = printed(&arguments);
    assert!(table.contains("Asked") && table.contains("Universal Scalability Law"), "{table}");
    assert!(printed(&["fit", file, "--format", "csv"]).starts_with("figure,estimate,"));

    let runs =
        ["c01", "c04", "c16", "c64"].map(|run| format!("crates/loadtest/tests/fixtures/k6/handle-summary-{run}.json"));
    let runs: Vec<&str> = runs.iter().map(String::as_str).collect();
    let k6 = parsed(&[&["fit"], &runs[..], &["--format", "json"]].concat());
    assert_eq!((&k6["tool"], list(&k6["points"]).len()), (&Value::from("k6"), 4));
    let piped = headroom(&["fit", "-", "--format", "json"]).write_stdin(fs::read(&path).expect("text")).output();
    let piped: Value = serde_json::from_slice(&piped.expect("it ran").stdout).expect("JSON");
    assert_eq!(
        (&piped["law"], &piped["files"]),
        (&parsed(&["fit", file, "--format", "json"])["law"], &Value::from(vec!["<stdin>"]))
    );

    let said = refused(&["fit", file, "models/whatsflow.json"], 1);
    assert!(said.contains("LT04-unknown-form") && !said.contains("steps.csv"), "{said}");
    let said = refused(&["fit", "nowhere.csv"], 3);
    assert!(said.contains("cannot read nowhere.csv"), "{said}");
    refused(&["fit"], 2);
}

/// The references of Erlang and M/M/c are the engine's to reproduce; here they come out as they went in.
#[test]
fn a_queue_is_answered_by_its_formulas() {
    let arguments = ["queue", "--arrivals", "10/s", "--service", "1s", "--servers", "14", "--slo", "p95=4s"];
    let queue = parsed(&[&arguments[..], &["--format", "json"]].concat());
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value} is a number"));
    assert!((number(&queue["erlang_b"]) - 0.05681914338652086).abs() < 1e-9, "{queue}");
    assert!((number(&queue["erlang_c"]) - 0.17413193359504983).abs() < 1e-9, "{queue}");
    assert!((number(&queue["mean_wait_ms"]) - 174.13193359504983 / 4.0).abs() < 1e-6, "{queue}");
    assert_eq!((&queue["stable"], &queue["slo"]["kept"]), (&Value::Bool(true), &Value::Bool(true)));
    let most = number(&queue["slo"]["most_arrivals_per_second"]);
    assert!(most > 10.0 && (number(&queue["slo"]["headroom"]) - (1.0 - 10.0 / most)).abs() < 1e-9, "{queue}");
    let same = ["queue", "--arrivals", "600/min", "--service", "1000", "--servers", "14", "--slo", "95=4000ms"];
    assert_eq!(parsed(&[&same[..], &["--format", "json"]].concat()), queue, "other units, the same queue");

    let table = printed(&arguments);
    assert!(table.contains("Offered load") && table.contains("Fewest servers"), "{table}");
    let csv = printed(&[&arguments[..], &["--format", "csv"]].concat());
    assert!(csv.starts_with("group,measure,value,unit,") && csv.contains("\r\n"), "{csv}");
}

#[test]
fn a_queue_without_end_is_an_answer_and_nonsense_is_not() {
    let arguments = ["queue", "--arrivals", "10", "--service", "1s", "--servers", "4"];
    let queue = parsed(&[&arguments[..], &["--format", "json"]].concat());
    assert_eq!((&queue["stable"], &queue["erlang_c"]), (&Value::Bool(false), &Value::Null));
    assert_eq!(queue["utilisation"], 2.5, "{queue}");
    assert!(printed(&arguments).contains("At least 11"));
    for servers in ["2.5", "99999999999999999999"] {
        let said = refused(&["queue", "--arrivals", "10", "--service", "1s", "--servers", servers], 2);
        assert!(said.contains("write a whole number of servers such as 4"), "{said}");
    }
    let small = parsed(&["queue", "--arrivals", "1e-06", "--service", "1e3", "--servers", "4", "--format", "json"]);
    assert_eq!(small["arrivals_per_second"], 1e-6, "{small}");
    for wrong in [["--arrivals", "-1"], ["--service", "3 days"], ["--servers", "1.5"], ["--slo", "p100=1s"]] {
        refused(&[&arguments[..], &wrong[..]].concat(), 2);
    }
    refused(&["queue", "--arrivals", "10"], 2);
}
