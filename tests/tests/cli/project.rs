//! `headroom project`: what is printed as what, and what `--set`, scenarios and deployments change.

use headroom_tests::read;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{decimal, list, parsed, printed, refused};

#[test]
fn money_is_a_text_and_adds_up_while_counts_are_numbers() {
    let projected = parsed(&["project", "whatsflow", "--format", "json"]);
    let months = list(&projected["months"]);
    assert_eq!(months.len(), 24);
    for month in months {
        assert!(month["registered"].is_number() && month["paying"].is_number(), "{month}");
        assert_eq!(decimal(&month["revenue"]) - decimal(&month["cost"]), decimal(&month["profit"]), "{month}");
        decimal(&month["cash"]);
    }
    let years = parsed(&["project", "whatsflow", "--format", "json", "--period", "year"]);
    let sum = |rows: &Value| list(rows).iter().map(|row| decimal(&row["cost"])).sum::<Decimal>();
    assert_eq!(sum(&years["years"]), sum(&projected["months"]));
    let compared = parsed(&["compare", "whatsflow", "--format", "json"]);
    let first = &list(&compared["deployments"])[0];
    assert_eq!(decimal(&first["cost"]), sum(&projected["months"]));
    assert_eq!(list(&compared["months"]).len(), 24);
}

#[test]
fn now_is_the_day_that_is_given() {
    let on = |day: &str| parsed(&["project", "whatsflow", "--date", day, "--format", "json"]);
    let (early, late) = (on("2026-02-01"), on("2027-02-01"));
    assert_ne!(early["headline"], late["headline"]);
    assert_eq!(on("2026-02-01"), early);
    refused(&["project", "whatsflow", "--date", "soon"], 2);
}

#[test]
fn csv_has_plain_decimals_and_one_line_for_each_period() {
    let quarters = printed(&["project", "whatsflow", "--format", "csv", "--period", "quarter"]);
    let lines: Vec<&str> = quarters.split("\r\n").collect();
    assert!(lines[0].starts_with("quarter,registered_users,") && lines[0].contains("revenue_usd"), "{}", lines[0]);
    assert_eq!(lines.len(), 8 + 2, "a header, the quarters, and nothing after the last line end");
    assert!(!quarters.contains('$') && !quarters.contains('"'), "{quarters}");
    assert!(lines[1].starts_with("2026-Q1,"), "{}", lines[1]);
    let compared = printed(&["compare", "leadsite", "--format", "csv"]);
    let stretches = compared.lines().find(|line| line.starts_with("VPS,")).expect("a line for it");
    assert!(stretches.contains(",2026-11/2027-03; 2027-05/2028-12,"), "{stretches}");
    assert!(printed(&["compare", "leadsite"]).contains("Nov 2026 to Mar"), "people read words");
}

#[test]
fn a_set_value_changes_the_outcome() {
    let revenue = |set: &[&str]| {
        let arguments = [&["project", "whatsflow", "--format", "json"], set].concat();
        decimal(&parsed(&arguments)["months"][11]["revenue"])
    };
    let path = "subscription.plans.starter.price";
    let (before, dearer) = (revenue(&[]), revenue(&["--set", &format!("{path}=$39")]));
    assert!(dearer > before, "{dearer} > {before}");
    assert_eq!(revenue(&["--set", &format!("{path}=0.039k")]), dearer);
    assert_eq!(
        revenue(&["--set", &format!("{path}=1"), "--set", &format!("{path}=39.00")]),
        dearer,
        "the last one holds"
    );
    assert_eq!(revenue(&["--set", &format!("{path}.value=39")]), dearer);
    let share = "subscription.plans.starter.of_registered";
    let percent = revenue(&["--set", &format!("{share}=8%")]);
    assert!(percent < before, "{percent} < {before}");
    assert_eq!(revenue(&["--set", &format!("{share}=8")]), percent, "the model states this share in percent");
    assert_eq!(revenue(&["--set", &format!("{share}.value=8%")]), percent);
}

#[test]
fn a_path_that_is_not_there_is_answered_with_the_nearest() {
    for wrong in ["subscription.plans.starter.prise", "subscription.plan.starter.price"] {
        let said = refused(&["project", "whatsflow", "--set", &format!("{wrong}=39")], 1);
        assert!(said.contains(&format!("whatsflow E022-unknown-path {wrong}:")), "{said}");
        assert!(said.contains("did you mean `subscription.plans.starter.price`?"), "{said}");
    }
}

#[test]
fn every_set_value_that_cannot_be_is_reported() {
    let price = "subscription.plans.starter.price";
    let settings = [format!("{price}=cheap"), "subscription.plans.pro.price=5".into(), "cash.opening=ten".into()];
    let arguments: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
    let said = refused(&[&["compare", "whatsflow"], &arguments[..]].concat(), 1);
    assert!(said.contains(&format!("E010-bad-number {price}: `cheap` is not a number")), "{said}");
    assert!(said.contains("E022-unknown-path subscription.plans.pro.price"), "{said}");
    assert!(said.contains("cash.opening"), "{said}");
    let negative = refused(&["project", "whatsflow", "--set", &format!("{price}=-5")], 1);
    assert!(negative.contains(&format!("whatsflow E011-out-of-domain {price}")), "without a line: {negative}");
    let percent = refused(&["project", "whatsflow", "--set", &format!("{price}=15%")], 1);
    assert!(percent.contains("E010-bad-number"), "a price takes no %: {percent}");
    for foreign in ["€29", "29 EUR"] {
        let said = refused(&["project", "whatsflow", "--set", &format!("{price}={foreign}")], 1);
        assert!(said.contains(&format!("E026-mixed-currency {price}: `{foreign}` is not in USD")), "{said}");
        assert!(said.contains("give the amount in USD, such as $29"), "{said}");
    }
    let left_out = refused(&["project", "whatsflow", "--set", "subscription.fees.fixed=€0.30"], 1);
    assert!(left_out.contains("E026-mixed-currency subscription.fees.fixed"), "{left_out}");
    refused(&["project", "whatsflow", "--set", price], 2);
}

#[test]
fn scenarios_and_deployments_are_chosen_by_id() {
    let model: Value = serde_json::from_str(&read("models/whatsflow.json")).expect("JSON");
    let last = |part: &str| model[part].as_object().and_then(|all| all.keys().next_back()).expect("has some").clone();
    let (scenario, deployment) = (last("scenarios"), last("deployments"));
    let arguments = ["project", "whatsflow", "--format", "json", "--scenario", &scenario, "--deployment", &deployment];
    let projected = parsed(&arguments);
    assert_eq!(projected["scenario"]["id"], scenario.as_str());
    assert_eq!(projected["deployment"]["id"], deployment.as_str());
    let said = refused(&["project", "whatsflow", "--scenario", "nowhere"], 1);
    assert!(said.contains("there is no scenario `nowhere`") && said.contains(&scenario), "{said}");
    let said = refused(&["project", "whatsflow", "--deployment", "nowhere"], 1);
    assert!(said.contains("there is no deployment `nowhere`") && said.contains(&deployment), "{said}");
}

#[test]
fn a_projection_reads_well() {
    insta::assert_snapshot!("project_by_quarter", printed(&["project", "whatsflow", "--period", "quarter"]));
}
