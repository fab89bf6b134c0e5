//! Bad input: for each code a file that has it, as the command line prints it; and every further check, one change of a
//! good model at a time.

use headroom_engine::diagnostic::{Code, Severity};
use headroom_engine::form::node::MAX_BYTES;
use headroom_engine::form::{Kind, Node};
use headroom_tests::printing::{check, problems};
use headroom_tests::{json_files, read};
use rstest::rstest;

/// A file that is too large is not worth keeping.
const MADE_HERE: Code = Code::TooLarge;
/// What many paths cannot be asked is no fault of a file.
const OF_NO_FILE: Code = Code::BadRequest;

fn codes() -> impl Iterator<Item = &'static Code> {
    Code::ALL.iter().filter(|code| **code != OF_NO_FILE)
}

fn file_of(code: Code) -> String {
    if code == MADE_HERE {
        return format!("{{ \"name\": \"{}\" }}", "x".repeat(MAX_BYTES));
    }
    read(format!("tests/invalid/{}.json", code.as_str()))
}

#[test]
fn each_code_has_a_file_that_has_it() {
    for code in codes() {
        let found = check(&file_of(*code));
        assert!(found.iter().any(|problem| problem.code == *code), "{}: {found:#?}", code.as_str());
        let more: Vec<_> = found.iter().filter(|problem| problem.code != *code).collect();
        assert!(more.is_empty(), "{} also has {more:#?}", code.as_str());
    }
}

#[test]
fn each_file_is_reported_as_recorded() {
    for code in codes() {
        let text = file_of(*code);
        insta::assert_snapshot!(code.as_str(), problems(&format!("{}.json", code.as_str()), &text, &check(&text)));
    }
}

#[test]
fn each_file_is_of_a_code() {
    let codes: Vec<&str> = codes().map(|code| code.as_str()).collect();
    let others = json_files("tests/invalid").into_iter().filter(|name| !codes.contains(&name.as_str()));
    assert_eq!(others.collect::<Vec<_>>(), ["ten-mistakes"]);
}

/// Every problem at once, of the file's form and across its fields alike.
#[test]
fn ten_mistakes_are_ten_problems() {
    let text = read("tests/invalid/ten-mistakes.json");
    let found = check(&text);
    insta::assert_snapshot!("ten-mistakes", problems("ten-mistakes.json", &text, &found));
    assert_eq!(found.len(), 10);
    let places: std::collections::BTreeSet<_> = found.iter().map(|problem| &problem.path).collect();
    assert_eq!(places.len(), 10, "each at its own place");
}

/// A good model with something of everything, to be broken in one place.
const GOOD: &str = r#"{
  "format": 1, "name": "Notes", "currency": "USD", "start": "2026-01", "months": 12,
  "growth": {
    "kind": "compound", "users": 100, "rate": { "value": 10, "unit": "%" },
    "events": { "launch": { "month": "2026-03", "add": 50 } }
  },
  "subscription": {
    "conversion": 0.05,
    "plans": { "basic": { "price": 9, "share": 0.8, "churn": 0.03 }, "pro": { "price": 29, "share": 0.2 } },
    "moves": { "up": { "from": "basic", "to": "pro", "rate": 0.01 } }
  },
  "workload": {
    "drivers": {
      "visitors": { "label": "Concurrent users", "unit": "users", "of": "registered", "per": 0.1 },
      "files": { "label": "Files", "unit": "GB", "of": "active", "per": 0.1, "measure": "stock" }
    }
  },
  "limits": {
    "seats": { "kind": "quota", "label": "Seats", "driver": "visitors" },
    "memory": { "kind": "slots", "label": "Memory", "driver": "visitors", "per": 20 }
  },
  "deployments": {
    "vps": {
      "label": "One server", "provider": "vps",
      "components": {
        "web": {
          "label": "Web server", "limits": ["seats"],
          "ladder": {
            "small": { "label": "Small", "price": 5, "declared": { "seats": 100 } },
            "large": { "label": "Large", "price": 20, "declared": { "seats": 1000 } }
          }
        },
        "worker": { "label": "Worker", "usage": { "label": "Metered", "memory": "memory", "minimum": 5 } }
      },
      "costs": { "backup": { "label": "Backup", "amount": { "kind": "monthly", "price": 2 } } }
    }
  },
  "costs": { "mail": { "label": "Mail", "amount": { "kind": "per_unit", "driver": "files", "price": 0.1 } } },
  "scenarios": { "slow": { "label": "Slow", "set": { "subscription.refunds": 0.1 } } },
  "review": {
    "questions": { "hold": { "question": "Can it hold 50?", "demand": { "visitors": 50 } } },
    "measurements": { "home": { "label": "Home page", "samples": [310, 120, 125] } },
    "readiness": { "categories": { "tests": { "label": "Tests", "score": 80 } } },
    "targets": { "paying": { "label": "Paying", "metric": "out.paying.12", "op": ">=", "value": 10 } }
  },
  "figures": { "share": { "label": "Paying share", "formula": "out.paying.12 / out.registered.12" } }
}"#;

#[test]
fn the_good_model_has_no_problem() {
    assert_eq!(problems("good", GOOD, &check(GOOD)), "");
}

const WEB: &str = "deployments.vps.components.web";

#[rstest]
#[case("growth.rate", "-2", Code::OutOfDomain)]
#[case("growth.rate", "\"ten\"", Code::BadNumber)]
#[case("growth.rate", "{}", Code::Missing)]
#[case("growth.rate", "{ \"value\": \"ten\" }", Code::BadNumber)]
#[case("growth.rate", "{ \"value\": 1, \"distribution\": \"gauss\" }", Code::UnknownChoice)]
#[case("growth.rate", "{ \"p10\": 9, \"p90\": 3 }", Code::RangeOrder)]
#[case("growth.market", "5", Code::UnknownField)]
#[case("growth.seasonality", "[13, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0]", Code::OutOfDomain)]
#[case("growth.events.launch.month", "\"2025-12\"", Code::BadMonth)]
#[case("growth.events.launch", "{ \"month\": \"2026-03\" }", Code::Missing)]
#[case("growth", "{ \"kind\": \"schedule\" }", Code::BadLength)]
#[case(
    "growth",
    "{ \"kind\": \"schedule\", \"anchors\": [{ \"month\": 1, \"users\": 9, \"by\": \"geometric\" }] }",
    Code::BadSchedule
)]
#[case(
    "growth",
    "{ \"kind\": \"funnel\", \"users\": 0, \"visitors\": 9, \"signup\": 0.1, \"ad_spend\": 9 }",
    Code::Missing
)]
#[case("name", "\" \"", Code::Missing)]
#[case("months", "0", Code::OutOfDomain)]
#[case("months", "2.5", Code::OutOfDomain)]
#[case("subscription.conversion", "null", Code::Missing)]
#[case("subscription.trial", "0.5", Code::OutOfDomain)]
#[case("subscription.plans.basic.of_registered", "0.5", Code::OutOfDomain)]
#[case("subscription.plans.basic.discount_months", "1.5", Code::OutOfDomain)]
#[case("subscription.plans.basic.billing", "\"weekly\"", Code::UnknownChoice)]
#[case(
    "subscription.plans.basic.price_changes",
    "[{ \"from\": \"2026-05\", \"price\": 1 }, { \"from\": \"2026-05\", \"price\": 2 }]",
    Code::BadSchedule
)]
#[case("subscription.moves.up.to", "\"por\"", Code::UnknownName)]
#[case("subscription.moves.up.to", "\"basic\"", Code::OutOfDomain)]
#[case("subscription.moves.up.rate", "0.98", Code::SharesExceed)]
#[case("workload.day", "[1, 1, 1]", Code::BadLength)]
#[case("workload.drivers.visitors.of", "\"drivers.visitor\"", Code::UnknownName)]
#[case("workload.drivers.visitors.seconds", "3", Code::UnknownField)]
#[case("workload.drivers.visitors.measure", "\"in_flight\"", Code::Missing)]
#[case("limits.memory.per", "0", Code::OutOfDomain)]
#[case("limits.memory.kind", "\"slot\"", Code::UnknownChoice)]
#[case("policy", "{ \"yellow\": 0.8, \"red\": 0.5 }", Code::RangeOrder)]
#[case("policy", "{ \"lead_time\": 0.5 }", Code::OutOfDomain)]
#[case(
    "deployments.vps.costs.mail",
    "{ \"label\": \"Mail\", \"amount\": { \"kind\": \"monthly\", \"price\": 2 } }",
    Code::Duplicate
)]
#[case("costs.web", "{ \"label\": \"Web\", \"amount\": { \"kind\": \"monthly\", \"price\": 2 } }", Code::Duplicate)]
#[case(
    "costs.payment_fees",
    "{ \"label\": \"Fees\", \"amount\": { \"kind\": \"monthly\", \"price\": 2 } }",
    Code::Duplicate
)]
#[case("deployments.vps.moving", "{ \"months\": 0.5 }", Code::OutOfDomain)]
#[case("deployments.vps.moving", "{ \"price\": -5 }", Code::OutOfDomain)]
#[case("deployments.vps.moving", "{ \"weeks\": 2 }", Code::UnknownField)]
#[case("policy", "{ \"day_rate\": -400 }", Code::OutOfDomain)]
#[case("costs.mail.amount.driver", "\"fils\"", Code::UnknownName)]
#[case("costs.mail.amount.per", "0", Code::OutOfDomain)]
#[case("costs.mail.when", "\"web.tiny\"", Code::UnknownName)]
#[case("costs.mail.until", "\"2026-13\"", Code::BadMonth)]
#[case("costs.mail.amount", "{ \"kind\": \"per_subscriber\", \"price\": 1, \"plan\": \"gold\" }", Code::UnknownName)]
#[case("costs.mail.amount", "{ \"kind\": \"steps\", \"of\": \"paying\", \"steps\": [] }", Code::BadLength)]
#[case(
    "costs.mail.amount",
    "{ \"kind\": \"steps\", \"of\": \"paying\", \"steps\": [{ \"from\": 9, \"price\": 1 }, { \"from\": 3, \"price\": 2 }] }",
    Code::BadSchedule
)]
#[case("costs.mail.amount", "{ \"kind\": \"schedule\", \"steps\": [] }", Code::BadLength)]
#[case(
    "costs.mail.amount",
    "{ \"kind\": \"schedule\", \"steps\": [{ \"from\": 9, \"price\": 1 }, { \"from\": 3, \"price\": 2 }] }",
    Code::BadSchedule
)]
#[case("scenarios.slow.set", "{ \"growth.rate\": -200 }", Code::OutOfDomain)]
#[case("scenarios.slow.set", "{ \"growth.rte\": 5 }", Code::UnknownField)]
#[case("scenarios.slow.set", "{ \"scenarios.slow.label\": \"Slower\" }", Code::UnknownPath)]
#[case("review.questions.hold.demand", "{ \"visitor\": 50 }", Code::UnknownName)]
#[case("review.questions.hold.deployment", "\"vpn\"", Code::UnknownName)]
#[case("review.questions.hold.tier", "{ \"wep\": \"small\" }", Code::UnknownName)]
#[case("review.questions.hold.tier", "{ \"web\": \"smal\" }", Code::UnknownName)]
#[case("review.measurements.home.cold", "3", Code::BadLength)]
#[case("review.measurements.home.failures", "4", Code::OutOfDomain)]
#[case("review.measurements.home.concurrency", "0", Code::OutOfDomain)]
#[case("review.readiness.stated", "101", Code::OutOfDomain)]
#[case("review.readiness.categories.tests.score", "-1", Code::OutOfDomain)]
#[case("review.readiness.categories.tests.weight", "-1", Code::OutOfDomain)]
#[case(
    "review.roadmap",
    "{ \"one\": { \"label\": \"One\", \"tier\": \"deployments.vps.components.web.ladder.tiny\" } }",
    Code::UnknownPath
)]
#[case("review.actuals", "[{ \"month\": \"26-01\" }]", Code::BadMonth)]
#[case("review.actuals", "[{ \"month\": \"2026-01\" }, { \"month\": \"2026-01\" }]", Code::Duplicate)]
#[case("review.targets.paying.metric", "\"out.payers.12\"", Code::BadFormula)]
#[case("figures.share.formula", "\"growth.rte * 2\"", Code::BadFormula)]
#[case("figures.share.formula", "\"figures.shares\"", Code::BadFormula)]
#[case("figures.share.formula", "\"1 / (growth.users - growth.users)\"", Code::BadFormula)]
#[case("figures.share.formula", "\"1 + figures.share\"", Code::Cycle)]
#[case("figures.share.formula", "{ \"low\": \"figures.share.high\", \"high\": \"2\" }", Code::Cycle)]
fn one_change_is_one_problem(#[case] path: &str, #[case] value: &str, #[case] code: Code) {
    changed(path, value, code);
}

#[rstest]
#[case("limits", "[\"seat\"]", Code::UnknownName)]
#[case("limits", "[7]", Code::WrongType)]
#[case("ladder", "{}", Code::Missing)]
#[case("ladder.small.price", "null", Code::Missing)]
#[case("ladder.small.added", "5", Code::OutOfDomain)]
#[case("ladder.small", "{ \"label\": \"Small\", \"plan\": \"railway-enterprise\" }", Code::UnknownPlan)]
#[case("ladder.tiny", "{ \"label\": \"Tiny\", \"plan\": \"vps-1\" }", Code::UnknownPlan)]
#[case("ladder.small.declared", "{ \"seat\": 5 }", Code::UnknownName)]
#[case("ladder.small.measured", "{ \"seat\": { \"capacity\": 5 } }", Code::UnknownName)]
#[case("ladder.small.measured", "{ \"seats\": {} }", Code::Missing)]
#[case("ladder.small.measured", "{ \"seats\": { \"capacity\": 5, \"date\": \"last week\" } }", Code::BadDate)]
#[case("ladder.small.measured", "{ \"seats\": { \"points\": [{ \"throughput\": 5 }] } }", Code::Missing)]
#[case(
    "ladder.small.measured",
    "{ \"seats\": { \"points\": [{ \"throughput\": 5 }], \"axis\": \"concurrency\" } }",
    Code::BadMeasurement
)]
#[case("ladder.small.triggers", "[{ \"metric\": \"load\", \"op\": \">\", \"value\": 1 }]", Code::UnknownName)]
#[case("ladder.small.triggers", "[{ \"value\": 1 }]", Code::Missing)]
#[case("ladder.small.triggers", "[{ \"metric\": \"cpu\" }]", Code::Missing)]
#[case("ladder.small.instances", "{ \"min\": 3, \"max\": 2 }", Code::RangeOrder)]
#[case("ladder.small.instances", "{ \"min\": 0 }", Code::OutOfDomain)]
#[case("schedule", "[{ \"from\": 2, \"tier\": \"small\" }]", Code::BadSchedule)]
#[case("schedule", "[{ \"from\": 1, \"tier\": \"tiny\" }]", Code::UnknownName)]
#[case("schedule", "[{ \"from\": 1, \"tier\": \"small\", \"instances\": 0 }]", Code::OutOfDomain)]
#[case("selection", "{ \"load_weight\": 0.7, \"latency_weight\": 0.3, \"modulus\": 0 }", Code::OutOfDomain)]
#[case(
    "selection",
    "{ \"load_weight\": 0.7, \"latency_weight\": 0.3, \"modulus\": 3, \"refresh\": 0 }",
    Code::OutOfDomain
)]
#[case(
    "selection",
    "{ \"load_weight\": 0.7, \"latency_weight\": 0.3, \"modulus\": 3, \"latencies\": [-5] }",
    Code::OutOfDomain
)]
#[case("usage", "{ \"label\": \"Metered\" }", Code::Missing)]
#[case("lead_time", "-1", Code::OutOfDomain)]
fn one_change_of_a_component_is_one_problem(#[case] field: &str, #[case] value: &str, #[case] code: Code) {
    changed(&format!("{WEB}.{field}"), value, code);
}

#[rstest]
#[case("memory", "\"seats\"", Code::WrongType)]
#[case("cpu", "\"memory\"", Code::WrongType)]
#[case("volume", "\"file\"", Code::UnknownName)]
#[case("plan", "\"railway\"", Code::UnknownPlan)]
fn one_change_of_metered_use_is_one_problem(#[case] field: &str, #[case] value: &str, #[case] code: Code) {
    changed(&format!("deployments.vps.components.worker.usage.{field}"), value, code);
}

#[test]
fn every_circle_of_drivers_is_reported() {
    let mut node = Node::parse(GOOD).expect("a good model");
    for (name, of) in [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")] {
        let driver = format!("{{ \"label\": \"{name}\", \"unit\": \"u\", \"of\": \"drivers.{of}\", \"per\": 1 }}");
        put(&mut node, &format!("workload.drivers.{name}"), Node::parse(&driver).expect("a driver"));
    }
    let found: Vec<String> = check(&node.to_string()).into_iter().map(|problem| problem.message).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("a → b → a") && found[1].ends_with("c → d → c"), "{found:?}");
}

/// The others are put in place where one path is unknown, and each problem stands at its entry.
#[test]
fn every_entry_of_a_scenario_is_reported_at_its_place() {
    let set = r#"{ "subscription.plans.standrd.churn": 0.1, "growth.rat": 5, "growth.rate": "abc", "months": "x" }"#;
    let mut node = Node::parse(GOOD).expect("a good model");
    put(&mut node, "scenarios.slow.set", Node::parse(set).expect("a patch"));
    let text = node.to_string();
    let found = check(&text);
    let printed = problems("patched", &text, &found);
    assert_eq!(found.len(), 4, "{printed}");
    for (entry, value) in Node::parse(set).expect("a patch").entries() {
        let problem = found.iter().find(|problem| problem.path == format!("scenarios.slow.set.{entry}"));
        let at = problem.and_then(|problem| problem.at).unwrap_or_else(|| panic!("{entry}: {printed}"));
        assert!(text[at..].starts_with(&value.to_string()), "{entry}: {printed}");
    }
}

#[rstest]
#[case("\"2026-05\"", "`2026-05` is a month")]
#[case("\"12%\"", "has a percent sign")]
#[case("\"sixty\"", "`sixty` is not a number")]
#[case("\"1,5\"", "is not a decimal number")]
fn why_a_text_is_no_number_is_said(#[case] value: &str, #[case] why: &str) {
    let schedule = format!("[{{ \"from\": 1, \"tier\": \"small\" }}, {{ \"from\": {value}, \"tier\": \"large\" }}]");
    let found = changed(&format!("{WEB}.schedule"), &schedule, Code::BadNumber);
    assert!(found.contains(why), "{found}");
}

#[test]
fn of_many_plans_the_nearest_are_named() {
    let tier = "{ \"label\": \"Tiny\", \"plan\": \"hetzner-cx22-fsn\" }";
    let found = changed(&format!("{WEB}.ladder.tiny"), tier, Code::UnknownPlan);
    assert!(found.contains("nearest are `hetzner-") && found.len() < 300, "{found}");
}

#[test]
fn half_a_character_is_reported_in_its_line() {
    let text = GOOD.replacen("One server", "\\ud800", 1);
    let found = check(&text);
    let line = |at: usize| text[..at].matches('\n').count();
    let there = text.find("\\ud800").expect("is there");
    assert_eq!(found[0].at.map(line), Some(line(there)), "{found:?}");
}

/// Puts a value into the good model and expects this one problem, with a place and a hint. Says it in words.
fn changed(path: &str, value: &str, code: Code) -> String {
    let mut node = Node::parse(GOOD).expect("a good model");
    put(&mut node, path, Node::parse(value).expect("a value"));
    let text = node.to_string();
    let found = check(&text);
    let printed = problems("changed", &text, &found);
    assert_eq!(found.iter().map(|problem| problem.code).collect::<Vec<_>>(), [code], "{printed}");
    assert!(found.iter().all(|problem| problem.at.is_some() && !problem.hint.is_empty()), "{printed}");
    printed
}

/// Sets a field, with the objects above it where there are none.
fn put(node: &mut Node, path: &str, value: Node) {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    if node.at_path(parent).is_none() {
        put(node, parent, Kind::Record(Vec::new()).into());
    }
    if let Some(parent) = node.at_path_mut(parent) {
        parent.put(key, value);
    }
}

/// A warning leaves the model usable; an error does not.
#[test]
fn only_warnings_leave_a_projection() {
    for code in codes() {
        let text = file_of(*code);
        let model = headroom_engine::Model::read(&text);
        let all_warnings = check(&text).iter().all(|problem| problem.severity == Severity::Warning);
        let projects = model.is_ok_and(|model| headroom_engine::Projection::of(&model).is_ok());
        // What only many paths cannot do with leaves the point run.
        let of_paths = matches!(code, Code::BadDistribution | Code::BadCorrelation | Code::BadRequest);
        assert_eq!(projects, all_warnings || of_paths, "{}", code.as_str());
    }
}
