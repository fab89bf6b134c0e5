//! `headroom metrics` and `headroom cohorts` as processes.

use assert_cmd::Command;
use headroom_tests::{json_files, program, root};
use serde_json::Value;

fn headroom(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(root()).env("COLUMNS", "240");
    // No catalogue of whoever runs the tests.
    command.env("HEADROOM_DATA", root().join("target/no-such-folder"));
    command
}

fn printed(arguments: &[&str]) -> String {
    let output = headroom(arguments).assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("the output is text")
}

fn parsed(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("the output is JSON")
}

/// What is said on standard error by a command that ends with a code, and with nothing on standard output.
fn refused(arguments: &[&str], code: i32) -> String {
    let output = headroom(arguments).assert().code(code).get_output().clone();
    assert!(output.stdout.is_empty(), "nothing but data goes to standard output");
    String::from_utf8(output.stderr).expect("messages are text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}

const EVERY_RULE: &str = "tests/worked/revenue.json";

#[test]
fn every_shipped_model_has_figures_or_reasons() {
    for id in json_files("models").iter().map(String::as_str).chain([EVERY_RULE]) {
        for format in ["table", "csv", "json"] {
            let output = printed(&["metrics", id, "--format", format]);
            assert!(!output.contains("NaN") && !output.contains("inf,"), "{id} {format}");
        }
        for metric in list(&parsed(&["metrics", id, "--format", "json"])["metrics"]) {
            for month in list(&metric["months"]) {
                assert_ne!(month["value"].is_null(), month["not_defined"].is_null(), "{id} {metric}");
            }
        }
    }
}

#[test]
fn a_month_has_every_figure_with_money_as_text() {
    let found = parsed(&["metrics", EVERY_RULE, "--month", "2026-12", "--format", "json"]);
    assert_eq!((found["ltv"].as_str(), found["deployment"]["id"].as_str()), (Some("ltv_margin"), Some("vps")));
    let metric = |id: &str| list(&found["metrics"]).iter().find(|metric| metric["id"] == id).expect("it is there");
    let value = |id: &str| {
        let months = list(&metric(id)["months"]);
        assert_eq!((months.len(), &months[0]["month"]), (1, &Value::from("2026-12")));
        months[0]["value"].clone()
    };
    let arr = value("arr").as_str().and_then(|text| text.parse::<f64>().ok()).expect("money is a text");
    assert!(arr > 0.0);
    let (nrr, grr) = (value("nrr").as_f64().expect("a number"), value("grr").as_f64().expect("a number"));
    assert!(0.0 < grr && grr <= nrr && grr <= 1.0, "{grr} {nrr}");
    assert_eq!((metric("arr")["unit"].as_str(), metric("nrr")["unit"].as_str()), (Some("USD"), Some("share")));
}

#[test]
fn people_see_the_answer_and_with_explain_the_definitions() {
    let short = printed(&["metrics", EVERY_RULE]);
    assert!(short.contains("At the end of the first year, in Dec 2026, MRR is $"), "{short}");
    assert!(!short.contains("David Skok, SaaS Metrics 2.0"));
    let long = printed(&["metrics", EVERY_RULE, "--explain"]);
    assert!(long.contains("David Skok, SaaS Metrics 2.0") && long.contains("ARPPU / customer churn"), "{long}");
}

#[test]
fn csv_has_stable_headers_and_iso_months() {
    let all = printed(&["metrics", EVERY_RULE, "--format", "csv"]);
    let mut lines = all.lines();
    assert_eq!(lines.next(), Some("deployment,position,metric,label,unit,t,month,quarter,year,value"));
    assert!(
        lines.next().is_some_and(|line| line.starts_with("vps,0,arr,ARR,money,1,2026-01-01,2026-Q1,2026,")),
        "{all}"
    );
    let month = printed(&["metrics", EVERY_RULE, "--month", "3", "--format", "csv"]);
    assert_eq!(month.lines().next(), Some("metric,value,unit,not_defined,definition,source"));
    assert!(month.contains("\nrule_of_40,,share,"), "{month}");
}

#[test]
fn a_month_or_deployment_that_is_not_there_is_refused() {
    assert!(refused(&["metrics", EVERY_RULE, "--month", "2031-01"], 2).contains("2026-01 to 2027-12"));
    assert!(refused(&["metrics", EVERY_RULE, "--deployment", "mainframe"], 1).contains("E016-unknown-name"));
}

fn pooled(table: &str, format: &str) -> String {
    let output =
        headroom(&["cohorts", "-", "--format", format]).write_stdin(table).assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("the output is text")
}

/// 240 of 300 stay the first month, of the two older cohorts 120 of 170 the second, of the oldest 60 of 75 the third.
#[test]
fn a_table_of_cohorts_becomes_a_curve_that_a_plan_takes() {
    let table = "month,0,1,2,3\n2026-01,100,90,75,60\n2026-02,100,70,45\n2026-03,100,80\n";
    let found: Value = serde_json::from_str(&pooled(table, "json")).expect("JSON");
    let curve: Vec<f64> = list(&found["retention"]["curve"]).iter().filter_map(Value::as_f64).collect();
    let expected = [0.8, 0.8 * 120.0 / 160.0, 0.8 * 120.0 / 160.0 * 0.8];
    assert!(curve.len() == 3 && curve.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{curve:?}");
    assert_eq!((&found["cohorts"], list(&found["seen"]).len()), (&Value::from(3), 3));
    assert!(
        list(&found["warnings"]).iter().any(|warning| warning.as_str().is_some_and(|w| w.contains("fewer than 3")))
    );

    let mut model: Value = serde_json::from_str(&headroom_tests::read(EVERY_RULE)).expect("JSON");
    model["subscription"]["plans"]["starter"]["retention"] = found["retention"].clone();
    let output =
        headroom(&["metrics", "-", "--format", "json"]).write_stdin(model.to_string()).output().expect("it ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_curve_is_told_to_people_and_spreadsheets() {
    let table = "cohort;size;M0;M1;M2\nJan;200;100%;50%;40%\nFeb;100;100 %;80 %\n";
    let people = pooled(table, "table");
    assert!(people.contains("Of the customers of 2 cohorts") && people.contains("60 %"), "{people}");
    let csv = pooled(table, "csv");
    let mut lines = csv.lines();
    assert_eq!((lines.next(), lines.next()), (Some("months,kept,churn,seen"), Some("1,0.6,0.4,300")), "{csv}");
}

#[test]
fn a_table_with_mistakes_is_refused_with_each_of_them() {
    let command = headroom(&["cohorts", "-"]).write_stdin("month,0,1\na,10,x\nb,-4,8\n").output().expect("it ran");
    let said = String::from_utf8_lossy(&command.stderr).into_owned();
    assert_eq!(command.status.code(), Some(1), "{said}");
    assert!(command.stdout.is_empty() && said.contains("<stdin>:2:3") && said.contains("<stdin>:3:2"), "{said}");
    assert!(refused(&["cohorts", "no-such-table.csv"], 3).contains("no-such-table.csv"));
}
