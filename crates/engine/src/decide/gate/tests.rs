use super::*;
use crate::decide::sample::{changed, sample};
use crate::model::Model;
use crate::projection::Projection;

fn checked((model, projection): &(Model, Projection), deployment: &str, gates: &Gates) -> Vec<String> {
    check(&projection.deployment(model, deployment).unwrap(), gates).iter().map(ToString::to_string).collect()
}

fn headroom(least: f64, within: Option<usize>) -> Gates {
    Gates { min_headroom: Some(Share::saturating(least)), within, ..Gates::default() }
}

#[test]
fn nothing_demanded_nothing_fails() {
    assert_eq!(checked(&sample(), "cloud", &Gates::default()), [""; 0]);
}

/// A small server has 100 seats for ten users more each month, a larger one from the eighth on.
#[test]
fn headroom_of_each_limit() {
    let all = checked(&sample(), "cloud", &headroom(0.5, Some(7)));
    assert_eq!(all[0], "2026-06: headroom of Web server, Seats is 40 %, less than 50 %");
    assert!(all[1].contains("Tunnel servers, Connections"), "{all:?}");
    // At the bound is not below it.
    let seats = |within: usize| -> Vec<String> {
        let found = checked(&sample(), "metal", &headroom(0.9, Some(within)));
        found.into_iter().filter(|failure| failure.contains("Seats")).collect()
    };
    assert_eq!(seats(5), [""; 0], "50 of 500 seats");
    assert_eq!(seats(6), ["2026-06: headroom of Web server, Seats is 88 %, less than 90 %"]);
}

/// A bound that is missed by a hair is not said to be met.
#[test]
fn shares_have_the_digits_that_tell_them_apart() {
    let failure = |found: f64| Failure {
        gate: Gate::Headroom,
        month: None,
        months: 1,
        what: "Seats".into(),
        found: Figure::Share(Some(found)),
        wanted: Figure::Share(Some(0.9)),
        slowest: None,
    };
    assert_eq!(failure(0.899_774).to_string(), "headroom of Seats is 89.98 %, less than 90 %");
    assert_eq!(failure(0.88).to_string(), "headroom of Seats is 88 %, less than 90 %");
}

#[test]
fn failures_count_their_months() {
    let (model, projection) = sample();
    let deployed = projection.deployment(&model, "cloud").unwrap();
    let failures = check(&deployed, &headroom(0.35, None));
    let seats = failures.iter().find(|f| f.what == "Web server, Seats").unwrap();
    // In July 70 of 100, in February 2027 140 of 200, and so on.
    let over = deployed.outcome.components["web"].utilisation.iter().filter(|u| u[0] > 0.65 + 1e-9).count();
    assert_eq!((seats.month.map(|(t, _)| t), seats.months), (Some(7), over));
    assert_eq!((seats.gate.as_str(), seats.wanted), ("headroom", Figure::Share(Some(0.35))));
}

#[test]
fn demand_without_capacity_fails_every_headroom() {
    let none = changed(&[("deployments.metal.components.web.ladder.box.declared.seats", "0")]);
    let found = checked(&none, "metal", &headroom(0.0, None));
    assert_eq!(found[0], "2026-01: headroom of Web server, Seats is none, without any capacity, less than 0 %");
}

#[test]
fn cost_of_the_month() {
    let most = |amount: i64, within: Option<usize>| Gates { max_cost: Some(amount.into()), within, ..Gates::default() };
    // A box of 40, a node of 5, support of 30, a domain of 1.
    assert_eq!(checked(&sample(), "metal", &most(76, Some(4))), [""; 0]);
    assert_eq!(
        checked(&sample(), "metal", &most(75, Some(4))),
        ["2026-01: the month costs 76.00 USD, more than 75 USD"]
    );
    assert_eq!(checked(&sample(), "metal", &most(76, None)).len(), 1);
    assert_eq!(checked(&sample(), "metal", &most(0, Some(0))), [""; 0]);
}

#[test]
fn response_times_where_they_can_be_computed() {
    let most = |ms: f64| Gates { max_p95: Seconds::from_milliseconds(ms).ok(), within: Some(5), ..Gates::default() };
    let found = checked(&sample(), "cloud", &most(299.0));
    assert!(found[0].starts_with("2026-01: p95 of Web server is 30") && found.len() == 1, "{found:?}");
    assert_eq!(checked(&sample(), "cloud", &most(450.0)), [""; 0]);
    assert_eq!(checked(&sample(), "metered", &most(1.0)), [""; 0]);
    assert_eq!(checked(&sample(), "metal", &most(1.0)), [""; 0]);
    let saturated = changed(&[
        ("limits.cpu.service_ms", "5000"),
        ("deployments.cloud.components.web.schedule", r#"[{ "from": 1, "tier": "small" }]"#),
    ]);
    let found = checked(&saturated, "cloud", &most(450.0));
    assert!(found[0].ends_with("p95 of Web server is without bound, more than 450 ms"), "{found:?}");
}

/// Revenue is 0.8 a user; the metal costs 76 in the first months.
#[test]
fn break_even() {
    let by = |t: usize| Gates { break_even_by: Some(t), ..Gates::default() };
    let (model, projection) = sample();
    let first = projection.deployment(&model, "metal").unwrap().break_even.operating.unwrap();
    let sample = (model, projection);
    assert_eq!(checked(&sample, "metal", &by(first)), [""; 0]);
    let found = checked(&sample, "metal", &by(first - 1));
    let month = |t: usize| sample.0.program.month(t);
    assert_eq!(found, [format!("revenue covers cost for good: {}; wanted by {}", month(first), month(first - 1))]);
    let never = changed(&[("subscription.plans.basic.price", "0.01")]);
    assert_eq!(
        checked(&never, "metal", &by(12)),
        ["revenue covers cost for good: not within the horizon; wanted by 2026-12"]
    );
}

/// The sample with a page over the network and the web server, which together promise p99.
fn with_path() -> (Model, Projection) {
    let page = r#"{ "page": { "label": "Page", "driver": "requests", "slo": { "percentile": 0.99, "ms": 480 },
        "steps": [{ "label": "Network", "delay_ms": 40 }, { "component": "web" }] } }"#;
    changed(&[("paths", page)])
}

/// The server alone takes 300 ms at p95, and 40 more over the network.
#[test]
fn a_path_is_held_to_the_bound_end_to_end() {
    let most = |ms: f64| Gates { max_p95: Seconds::from_milliseconds(ms).ok(), within: Some(5), ..Gates::default() };
    let found = checked(&with_path(), "cloud", &most(330.0));
    assert_eq!(found.len(), 1, "the server alone keeps it: {found:?}");
    assert!(found[0].starts_with("2026-01: p95 of Page end to end is 34"), "{found:?}");
    assert!(found[0].ends_with("more than 330 ms; Web server takes longest, 100 ms on average"), "{found:?}");
    assert_eq!(checked(&with_path(), "cloud", &most(450.0)), [""; 0]);
}

#[test]
fn the_models_own_promises_are_a_gate() {
    let kept = Gates { promises: true, ..Gates::default() };
    let found = checked(&with_path(), "cloud", &kept);
    assert!(found[0].starts_with("2026-01: p99 of Page end to end is 50"), "{found:?}");
    assert!(found[0].contains(", promised 480 ms; Web server takes longest"), "{found:?}");
    let (model, projection) = sample();
    let of = |id: &str| promises(&projection.deployment(&model, id).unwrap());
    assert_eq!((of("cloud"), of("metal")), (true, false), "a tier of the cloud promises 350 ms");
    let late = changed(&[("deployments.cloud.components.web.ladder.large.targets.p95_ms", "250")]);
    let found = checked(&late, "cloud", &kept);
    assert!(found[0].contains("p95 of Web server is 3") && found[0].ends_with("promised 250 ms"), "{found:?}");
}
