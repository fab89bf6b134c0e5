//! Cost to serve: who causes what, and the price below which a plan loses money.

use headroom_engine::decide::serve::{serve, serve_at};
use headroom_engine::money::Money;
use headroom_engine::{Model, Projection};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 1,000 users: 100 pay for basic, 50 for pro, 350 use it free, 500 are on no plan. Pro makes four times the requests.
fn business(basic: f64, cost: &Value) -> Model {
    let text = json!({
        "format": 1, "name": "Serve", "currency": "USD", "start": "2026-01", "months": 3,
        "growth": { "kind": "schedule", "anchors": [{ "month": 0, "users": 1000 }] },
        "subscription": {
            "plans": {
                "basic": { "price": basic, "of_registered": 0.1 },
                "pro": { "price": 40, "of_registered": 0.05 },
                "free": { "price": 0, "of_registered": 0.35 }
            },
            "fees": { "percent": 0.03, "fixed": 0.3 }
        },
        "workload": { "drivers": {
            "of_basic": { "label": "Basic", "unit": "requests/s", "of": "plans.basic", "per": 1 },
            "seen": { "label": "Seats", "unit": "users", "of": "registered", "per": 0.1 },
            "files": { "label": "Files", "unit": "GB", "of": "plans.pro", "per": 1, "measure": "stock" }
        } },
        "limits": {
            "requests": { "kind": "quota", "label": "Requests", "driver": "of_basic" },
            "seats": { "kind": "quota", "label": "Seats", "driver": "seen" }
        },
        "deployments": { "vps": {
            "label": "VPS", "provider": "vps",
            "components": {
                "web": { "label": "Web", "limits": ["seats"], "ladder": {
                    "small": { "label": "Small", "price": 100, "declared": { "seats": 200 }, "instances": { "min": 1 } }
                } },
                "api": { "label": "API", "limits": ["requests"], "ladder": {
                    "small": { "label": "Small", "price": 50, "declared": { "requests": 1000 } }
                } }
            }
        } },
        "costs": {
            "disk": {
                "label": "Disk", "group": "Infrastructure",
                "amount": { "kind": "per_unit", "driver": "files", "price": 0.1 }
            },
            "rack": { "label": "Rack", "group": "Infrastructure", "amount": { "kind": "monthly", "price": 15 } },
            "more": { "label": "More", "amount": cost }
        }
    });
    Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn cents(amount: Money) -> i64 {
    (amount.to_f64() * 100.0).round() as i64
}

#[test]
fn each_plan_bears_what_it_causes() {
    let model = business(10.0, &json!({ "kind": "per_subscriber", "price": 1 }));
    let projection = Projection::of(&model).expect("a small business");
    let d = projection.deployment(&model, "").expect("the only deployment");
    let served = serve(&d, 1).expect("a month");
    // Web 100 by users (10, 5, 35, 50), API 50 by basic, disk 5 by pro, rack 15 as web and API: 6, 0.50, 3.50, 5.
    let caused: Vec<i64> = served.plans.iter().map(|plan| cents(plan.infrastructure)).collect();
    assert_eq!((caused, cents(served.unplanned)), (vec![6600, 1050, 3850,], 5500));
    assert_eq!(cents(served.idle), 0);
    assert_eq!(served.infrastructure, d.outcome.infrastructure[0]);
    // Free users cause 93.50, which 150 paying customers carry.
    let burden: Vec<i64> = served.plans.iter().map(|plan| cents(plan.burden)).collect();
    assert_eq!(burden, [6233, 3117, 0]);
    let basic = &served.plans[0];
    assert_eq!((cents(basic.revenue), cents(basic.fees), cents(basic.direct)), (100_000, 6000, 10_000));
    assert_eq!(cents(basic.margin), 100_000 - 6000 - 10_000 - 6600 - 6233);
    assert_eq!(served.plans[2].least_price, None);
    let all: Money = served.plans.iter().map(|plan| plan.margin).sum();
    // The free plan's own cost stands there, and is carried by those who pay as well.
    assert_eq!(cents(all) + 3850, cents(d.outcome.profit[0]));
}

/// Charging the least price, the plan earns nothing and loses nothing; a cent less, it loses.
#[test]
fn below_the_least_price_a_plan_loses() {
    let cost = json!({ "kind": "of_revenue", "percent": 0.1 });
    let at = |price: f64| {
        let model = business(price, &cost);
        let projection = Projection::of(&model).expect("a small business");
        let d = projection.deployment(&model, "").expect("the only deployment");
        let basic = serve(&d, 2).expect("a month").plans.swap_remove(0);
        (basic.margin.to_f64(), basic.least_price.expect("customers pay"))
    };
    let (_, least) = at(10.0);
    let up = (least * 100.0).ceil() / 100.0;
    assert!(at(up).0 >= -0.02 && at(up - 0.01).0 < 0.02, "{least}: {:?} {:?}", at(up), at(up - 0.01));
    assert!((at(20.0).1 - least).abs() < 0.01, "the least price does not hang on the price");
}

/// Two plans of a hundred customers each, one price a hundred times the other.
fn cheap_and_dear(cheap: f64, money: &Value) -> Model {
    let mut subscription = json!({ "plans": {
        "cheap": { "price": cheap, "customers": 100 },
        "dear": { "price": 500, "customers": 100, "billing": "annual" }
    } });
    subscription.as_object_mut().expect("an object").extend(money.as_object().cloned().expect("an object"));
    let text = json!({
        "format": 1, "name": "Fees", "currency": "USD", "start": "2026-01", "months": 1,
        "growth": { "kind": "compound", "users": 1000, "rate": 0 },
        "subscription": subscription,
        "deployments": { "none": { "label": "None", "provider": "none" } },
        "costs": { "more": { "label": "More", "amount": { "kind": "per_subscriber", "price": 0.25 } } }
    });
    Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"))
}

fn cheap(price: f64, money: &Value) -> (f64, f64, Option<f64>) {
    let model = cheap_and_dear(price, money);
    let projection = Projection::of(&model).expect("a small business");
    let d = projection.deployment(&model, "").expect("the only deployment");
    let plan = serve(&d, 1).expect("a month").plans.swap_remove(0);
    (plan.fees.to_f64(), plan.margin.to_f64(), plan.least_price)
}

/// A processor takes its share of the tax too, and of each plan's own charges: 5 % of 600 and 0.50 each.
#[test]
fn fees_are_of_the_whole_charge() {
    let taxed = json!({ "fees": { "percent": 0.05, "fixed": 0.5 }, "tax": { "rate": 0.2 } });
    assert_eq!(cheap(5.0, &taxed).0, 80.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is on top of the price, given back or kept by the processor: at the lowest price nothing is left.
    #[test]
    fn at_the_least_price_nothing_is_left(
        (percent, fixed) in (0..100_u32, 10..90_u32), (tax, refunds) in (0..30_u32, 0..30_u32),
        (back, recovered) in any::<(bool, bool)>()
    ) {
        let share = |n: u32| f64::from(n) / 100.0;
        let money = json!({
            "fees": { "percent": f64::from(percent) / 1000.0, "fixed": share(fixed) }, "tax": { "rate": share(tax) },
            "refunds": share(refunds), "refunds_fees": back,
            "failed_payments": { "share": 0.1, "recovered": if recovered { 0.5 } else { 0.0 } }
        });
        let (_, _, least) = cheap(5.0, &money);
        let (_, left, again) = cheap(least.map(|p| (p * 1e6).round() / 1e6).expect("customers pay"), &money);
        prop_assert!(left.abs() <= 0.05, "{money}: at {least:?} {left} is left");
        let same = again.zip(least).is_some_and(|(a, b)| (a - b).abs() < 1e-3);
        prop_assert!(same, "{money}: {again:?} is not {least:?}");
    }
}

#[test]
fn at_another_scale() {
    let model = business(10.0, &json!({ "kind": "per_subscriber", "price": 1 }));
    let projection = Projection::of(&model).expect("a small business");
    let d = projection.deployment(&model, "").expect("the only deployment");
    assert_eq!(serve_at(&d, 1, 150).expect("customers pay"), serve(&d, 1).expect("a month"));
    let ten = serve_at(&d, 1, 1500).expect("customers pay");
    assert!((ten.plans[0].customers - 1000.0).abs() < 1e-9);
    // Fixed costs spread over more; seats need more machines.
    let (few, many) = (serve_at(&d, 1, 15).expect("customers pay").plans[0].least_price, ten.plans[0].least_price);
    assert!(few > many, "{few:?} {many:?}");
    assert_eq!((serve(&d, 0), serve(&d, 4), serve_at(&d, 0, 1)), (None, None, None));
}

/// On every shipped model the parts add up to the cost of infrastructure, and none is negative.
#[test]
fn parts_add_up_on_the_shipped_models() {
    let models = [
        include_str!("../../../models/securewave-vpn.json"),
        include_str!("../../../models/securevpn-100k.json"),
        include_str!("../../../models/whatsflow.json"),
        include_str!("../../../models/rad-panel.json"),
        include_str!("../../../models/leadsite.json"),
        include_str!("../../../models/reference.json"),
    ];
    for text in models {
        let model = Model::read(text).expect("a shipped model");
        let projection = Projection::of(&model).expect("a shipped model");
        for id in model.program.deployments.keys() {
            let d = projection.deployment(&model, id).expect("a deployment");
            for t in 1..=model.program.months {
                let served = serve(&d, t).expect("a month");
                assert_eq!(served.infrastructure, d.outcome.infrastructure[t - 1], "{id} {t}");
                let mut parts = served.plans.iter().map(|p| p.infrastructure).chain([served.unplanned, served.idle]);
                assert!(parts.all(|part| part >= Money::ZERO), "{id} {t}");
            }
        }
    }
}
