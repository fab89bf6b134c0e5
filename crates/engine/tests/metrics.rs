//! The figures of the trade against published numbers, and through a whole model.

use headroom_engine::metrics::Metric;
use headroom_engine::metrics::formulas::{self, Flows};
use headroom_engine::{Model, Projection};
use serde_json::{Value, json};

fn references() -> Value {
    serde_json::from_str(include_str!("../../../tests/acceptance/references.json")).expect("the references are JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn flows(case: &Value) -> Flows {
    let part = |name: &str| case.get(name).map_or(0.0, number);
    let (start, new, expansion) = (part("start"), part("new"), part("expansion"));
    Flows { start, new, expansion, contraction: part("contraction"), churned: part("churned"), ..Flows::default() }
}

#[test]
fn published_movements() {
    for case in references()["mrr_movements"].as_array().expect("a list") {
        if let Some(parts) = case.get("quick_ratio") {
            assert_eq!(formulas::quick_ratio(&flows(parts)), Some(number(&case["value"])));
        } else {
            let retention = formulas::net_retention(&flows(case)).expect("MRR to begin with");
            assert!((retention - number(&case["nrr"])).abs() < 1e-12, "{case}");
        }
    }
}

/// As far as it is printed: half of the last decimal.
fn prints(found: f64, printed: &Value, half: f64) {
    assert!((found - number(printed)).abs() <= half + 1e-9, "{found} is not {printed}");
}

/// The dashboard counts on its own printed figures: paid CAC is what LTV over LTV/CAC comes to, and its payback follows.
#[test]
fn the_dashboard_of_janz() {
    let d = &references()["saas_dashboard"];
    let mut churn = Vec::new();
    for month in 0..3 {
        let at = |block: &str, row: &str| number(&d[block][row][month]);
        let (start, new) = (at("customers", "start"), at("customers", "new"));
        let end = start + new - at("customers", "lost");
        assert_eq!(end, at("customers", "end"));
        churn.push(at("customers", "lost") / start);
        let ltv = formulas::ltv_mean_churn(at("mrr", "end"), end, &churn).expect("customers leave");
        prints(ltv, &d["cltv"][month], 0.5);
        let blended = formulas::cac(at("spend", "marketing") + at("spend", "sales"), new).expect("customers come");
        prints(blended, &d["cac_blended"][month], 0.5);
        let paid = ltv / number(&d["cltv_to_cac_paid"][month]);
        let payback = formulas::payback(paid, at("mrr", "new") / new, 1.0).expect("customers pay");
        prints(payback, &d["payback_months"][month], 0.05);
        let cash = at("cash", "start") + at("cash", "in") - at("cash", "out");
        let runway = formulas::runway(cash, at("cash", "out") - at("cash", "in")).expect("cash is burned");
        prints(runway, &d["runway_months"][month], 0.05);
    }
}

/// As their authors reckon them: 2 burned for 1 of ARR; 30 % growth at 10 % margin; 5 more in a quarter for 20 spent.
#[test]
fn by_the_book() {
    assert_eq!(formulas::burn_multiple(2.0, 1.0), Some(2.0));
    assert!((formulas::rule_of_40(130.0, 100.0, 0.1).expect("revenue") - 0.4).abs() < 1e-12);
    assert_eq!(formulas::magic_number(105.0, 100.0, 20.0), Some(1.0));
    assert_eq!(formulas::ltv_margin(100.0, 0.8, 0.02), Some(4000.0));
}

#[test]
fn what_is_not_defined_is_nothing() {
    let none = Flows::default();
    assert_eq!(formulas::quick_ratio(&none), None);
    assert_eq!(formulas::net_retention(&none), None);
    assert_eq!(formulas::ltv_simple(10.0, 0.0), None);
    assert_eq!(formulas::ltv_mean_churn(10.0, 1.0, &[]), None);
    assert_eq!(formulas::burn_multiple(-1.0, 1.0), None);
    assert_eq!(formulas::burn_multiple(1.0, -1.0), None);
    assert_eq!(formulas::runway(10.0, -1.0), None);
    assert_eq!(formulas::payback(10.0, -1.0, 1.0), None);
}

#[test]
fn through_a_model() {
    let text = json!({
        "format": 1, "name": "Metrics", "currency": "USD", "start": "2026-01", "months": 18,
        "growth": {
            "kind": "funnel", "users": 0, "visitors": 1000, "signup": 0.1, "ad_spend": 500, "cost_per_visitor": 0.5
        },
        "subscription": {
            "conversion": 0.2, "ltv": "margin", "fees": { "percent": 0.05, "fixed": 0 },
            "plans": { "pro": { "price": 50, "share": 1, "customers": 100, "churn": 0.1 } }
        },
        "deployments": { "none": { "label": "None", "provider": "none" } },
        "costs": {
            "host": { "label": "Host", "group": "Infrastructure", "amount": { "kind": "monthly", "price": 345 } },
            "support": { "label": "Support", "purpose": "cost_of_revenue", "amount": { "kind": "monthly", "price": 325 } },
            "seller": { "label": "Seller", "purpose": "sales", "amount": { "kind": "monthly", "price": 1500 } },
            "office": { "label": "Office", "amount": { "kind": "monthly", "price": 9000 } }
        },
        "cash": { "opening": 50000 }
    });
    let model = Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"));
    let projection = Projection::of(&model).expect("a small business");
    let d = projection.deployment(&model, "").expect("the only deployment");
    // 2,000 visitors, 200 sign-ups, 40 new customers, 10 leave: 130 pay 6,500; cost of revenue is 325 + 345 + 325.
    let cases = [
        (Metric::Arr, 78_000.0),
        (Metric::Arpu, 32.5),
        (Metric::Arppu, 50.0),
        (Metric::CustomerChurn, 0.1),
        (Metric::RevenueChurn, 0.1),
        (Metric::NetRetention, 0.9),
        (Metric::GrossRetention, 0.9),
        (Metric::QuickRatio, 4.0),
        (Metric::LtvSimple, 500.0),
        (Metric::GrossMargin, 5505.0 / 6500.0),
        (Metric::LtvMargin, 500.0 * 5505.0 / 6500.0),
        (Metric::LtvMeanChurn, 500.0),
        (Metric::AcquisitionSpend, 2000.0),
        (Metric::CacBlended, 50.0),
        (Metric::CacPaid, 25.0),
        (Metric::LtvToCac, 10.0 * 5505.0 / 6500.0),
        (Metric::Payback, 6500.0 / 5505.0),
        (Metric::ContributionMargin, 0.95),
        (Metric::BurnMultiple, 5495.0 / 18_000.0),
        (Metric::Runway, 44_505.0 / 5495.0),
    ];
    for (metric, expected) in cases {
        let found = metric.of(&d, 1).unwrap_or_else(|| panic!("{metric:?} is not defined"));
        assert!((found - expected).abs() < 1e-9 * expected, "{metric:?}: {found} is not {expected}");
    }
    for metric in [Metric::NetRetentionYear, Metric::GrossRetentionYear] {
        assert_eq!(metric.of(&d, 11), None);
        let year = metric.of(&d, 12).expect("twelve months");
        assert!((year - libm::pow(0.9, 12.0)).abs() < 1e-5, "{year}");
    }
    for metric in [Metric::RuleOf40, Metric::MagicNumber] {
        assert_eq!(metric.of(&d, 1), None);
        assert!(metric.of(&d, 18).is_some());
    }
    for metric in Metric::ALL {
        assert_eq!(Metric::named(metric.definition().id), Some(*metric));
        assert_eq!((metric.of(&d, 0), metric.of(&d, 19)), (None, None));
        assert!((1..=18).filter_map(|t| metric.of(&d, t)).all(f64::is_finite));
    }
}

/// Before anything is spent to win customers, what winning them costs is not known: it is not nothing.
#[test]
fn without_spend_there_is_no_cac() {
    let of = |costs: Value| {
        let text = json!({
            "format": 1, "name": "Metrics", "currency": "USD", "start": "2026-01", "months": 3,
            "growth": { "kind": "compound", "users": 1000, "rate": 0.1 },
            "subscription": { "conversion": 0.2, "plans": { "pro": { "price": 50, "share": 1 } } },
            "deployments": { "none": { "label": "None", "provider": "none" } },
            "costs": costs
        });
        let model = Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"));
        let projection = Projection::of(&model).expect("a small business");
        let d = projection.deployment(&model, "").expect("the only deployment");
        [Metric::CacBlended, Metric::CacPaid, Metric::LtvToCac, Metric::Payback].map(|metric| metric.of(&d, 1))
    };
    assert_eq!(of(json!({})), [None; 4]);
    let seller = json!({ "label": "Seller", "purpose": "sales", "amount": { "kind": "monthly", "price": 200 } });
    let [cac, paid, _, payback] = of(json!({ "seller": seller }));
    assert_eq!((cac, paid, payback), (Some(10.0), None, Some(0.2)));
}

/// Who comes to a plan with a price from a free one is a new customer, and who leaves for one has left: customers move as
/// their MRR does.
#[test]
fn free_plans_are_no_customers() {
    let text = json!({
        "format": 1, "name": "Free", "currency": "USD", "start": "2026-01", "months": 3,
        "growth": { "kind": "compound", "users": 1000, "rate": 0 },
        "subscription": {
            "plans": {
                "free": { "price": 0, "customers": 500 },
                "other": { "price": 0, "customers": 0 },
                "pro": { "price": 20, "customers": 100, "churn": 0.04 }
            },
            "moves": {
                "up": { "from": "free", "to": "pro", "rate": 0.03 }, "down": { "from": "pro", "to": "free", "rate": 0.02 },
                "aside": { "from": "free", "to": "other", "rate": 0.01 }
            }
        },
        "deployments": { "none": { "label": "None", "provider": "none" } },
        "costs": { "ads": { "label": "Ads", "purpose": "marketing", "amount": { "kind": "monthly", "price": 150 } } }
    });
    let model = Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"));
    let projection = Projection::of(&model).expect("a small business");
    let d = projection.deployment(&model, "").expect("the only deployment");
    // 15 come from the free plan and pay 300; 2 leave for it and 4 churn, of 100.
    for (metric, expected) in [
        (Metric::CacBlended, 10.0),
        (Metric::Payback, 0.5),
        (Metric::CustomerChurn, 0.06),
        (Metric::RevenueChurn, 0.06),
        (Metric::LtvSimple, 20.0 / 0.06),
    ] {
        let found = metric.of(&d, 1).unwrap_or_else(|| panic!("{metric:?} is not defined"));
        assert!((found - expected).abs() < 1e-9 * expected, "{metric:?}: {found} is not {expected}");
    }
}
