//! Months reckoned by hand: a hundred users who all register in the first month.

use headroom_engine::diagnostic::{Code, Severity};
use headroom_engine::money::Money;
use headroom_engine::project::{Movements, cohorts};
use headroom_engine::{Model, Projection};
use rstest::rstest;
use serde_json::{Value, json};

use crate::model::{model, problems, projected};

fn growth() -> Value {
    json!({ "growth": { "kind": "schedule", "anchors": [{ "month": 1, "users": 100 }] } })
}

/// One plan that all take.
fn one(plan: Value, more: Value) -> (Model, Projection) {
    projected(&subscription(plan, more), &growth())
}

fn subscription(mut plan: Value, more: Value) -> Value {
    plan["share"] = json!(1);
    plan["price"] = plan.get("price").cloned().unwrap_or(json!(10));
    let mut all = json!({ "conversion": 1, "plans": { "only": plan } });
    for (key, value) in more.as_object().into_iter().flatten() {
        all[key] = value.clone();
    }
    all
}

fn text(amounts: &[Money]) -> Vec<String> {
    amounts.iter().take(4).map(|amount| format!("{:.2}", amount.amount())).collect()
}

fn near(found: &[f64], expected: &[f64]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

#[test]
fn a_year_paid_at_once_is_earned_month_by_month() {
    let (_, p) = one(json!({ "price": 120, "billing": "annual" }), json!({}));
    let run = &p.demand.subscription;
    assert_eq!(text(&run.receipts), ["12000.00", "0.00", "0.00", "0.00"]);
    assert_eq!(text(&run.revenue), ["1000.00"; 4]);
    assert_eq!(text(&run.deferred), ["11000.00", "10000.00", "9000.00", "8000.00"]);
    assert_eq!(text(&run.deferred[11..])[..2], ["0.00", "11000.00"]);
    assert_eq!(text(&run.receipts[11..])[..2], ["0.00", "12000.00"]);
    assert!(run.revenue.iter().all(|revenue| revenue.to_string() == "1000.00"));
}

/// Who leaves in the second month had paid for ten months more than were used: those are earned when they leave.
#[test]
fn what_a_leaver_does_not_use_is_earned() {
    let (_, p) = one(json!({ "price": 120, "billing": "annual", "churn": 0.5 }), json!({}));
    let run = &p.demand.subscription;
    assert_eq!(text(&run.revenue)[..2], ["1000.00", "6000.00"]);
    assert_eq!(text(&run.deferred)[..2], ["11000.00", "5000.00"]);
}

/// Contracts run at the old price until they are renewed, and so does MRR.
#[test]
fn a_price_for_all_is_paid_from_the_renewal_on() {
    let rises = |from: &str| {
        let change = json!([{ "from": from, "price": 240, "applies": "all" }]);
        one(json!({ "price": 120, "billing": "annual", "price_changes": change }), json!({}))
    };
    let (m, p) = rises("2026-07");
    let run = &p.demand.subscription;
    let gained: Vec<f64> = run.mrr.iter().map(|m| m.expansion.to_f64()).collect();
    assert!((0..30).all(|t| gained[t] == if t == 12 { 1000.0 } else { 0.0 }), "{gained:?}");
    assert_eq!((run.mrr[11].end.to_string(), run.mrr[12].end.to_string()), ("1000.00".into(), "2000.00".into()));
    assert_eq!((run.revenue[11].to_string(), run.revenue[12].to_string()), ("1000.00".into(), "2000.00".into()));
    assert_eq!(run.receipts[12].to_string(), "24000.00");
    assert_eq!(text(&cohorts(&m.program, &p.demand, 0)[1].mrr[11..])[..2], ["1000.00", "2000.00"]);
    // Who renews in the very month pays the new price.
    assert_eq!(rises("2027-01").1.demand.subscription.receipts[12].to_string(), "24000.00");
    // The bills of those who were there before are spread over the year: a twelfth renews each month.
    let plan = json!({
        "price": 120, "billing": "annual", "customers": 120,
        "price_changes": [{ "from": "2026-03", "price": 240, "applies": "all" }]
    });
    let (m, p) = one(plan, json!({ "conversion": 0 }));
    let run = &p.demand.subscription;
    let ends: Vec<_> = run.mrr.iter().map(|m| m.end).collect();
    assert_eq!(text(&ends), ["1200.00", "1200.00", "1300.00", "1400.00"]);
    assert_eq!(text(&ends[11..]), ["2200.00", "2300.00", "2400.00", "2400.00"]);
    assert_eq!(text(&run.revenue), text(&ends));
    assert_eq!(text(&cohorts(&m.program, &p.demand, 0)[0].mrr[1..]), text(&ends));
}

#[test]
fn a_curve_of_retention() {
    let (m, p) = one(json!({ "retention": { "curve": [0.8, 0.6] } }), json!({}));
    near(&p.demand.subscription.plans[0].customers, &[100.0, 80.0, 60.0, 45.0, 33.75]);
    let of_first = &cohorts(&m.program, &p.demand, 0)[1];
    near(&of_first.retention().expect("customers came"), &[1.0, 0.8, 0.6, 0.45, 0.3375]);
    assert_eq!(text(&of_first.mrr), ["1000.00", "800.00", "600.00", "450.00"]);
    let (_, p) = one(json!({ "retention": { "curve": [0.8, 0.6], "tail_churn": 0.5 } }), json!({}));
    near(&p.demand.subscription.plans[0].customers, &[100.0, 80.0, 60.0, 30.0, 15.0]);
    // Who was there before the first month is beyond the curve.
    let (_, p) = one(
        json!({ "customers": 40, "share": 0, "retention": { "curve": [0.8], "tail_churn": 0.5 } }),
        json!({ "conversion": 0 }),
    );
    near(&p.demand.subscription.plans[0].customers, &[20.0, 10.0]);
}

#[test]
fn failed_charges() {
    let failed = json!({ "failed_payments": { "share": 0.1, "recovered": 0.5 } });
    let (_, p) = one(json!({}), failed.clone());
    let (run, plan) = (&p.demand.subscription, &p.demand.subscription.plans[0]);
    near(&plan.customers, &[100.0, 95.0, 90.25]);
    near(&plan.involuntary, &[0.0, 5.0, 4.75]);
    assert_eq!(text(&run.receipts)[..3], ["900.00", "905.00", "859.75"]);
    assert_eq!(run.mrr[1].involuntary.to_string(), "50.00");
    near(&plan.charges, &[90.0, 90.5]);
    // Of a year's bills too: half of the failed tenth pays a month later, and the twelfths of two months are earned.
    let (_, p) = one(json!({ "price": 120, "billing": "annual" }), failed);
    let run = &p.demand.subscription;
    assert_eq!(text(&run.receipts)[..3], ["10800.00", "600.00", "0.00"]);
    assert_eq!(text(&run.revenue)[..3], ["900.00", "1000.00", "950.00"]);
    near(&run.plans[0].customers, &[100.0, 95.0, 95.0]);
}

#[test]
fn a_coupon_with_an_end() {
    let coupon = |off: Value| {
        let mut coupon = json!({ "taken_by": 0.5, "months": 2, "until": "2026-01" });
        coupon.as_object_mut().expect("an object").extend(off.as_object().cloned().unwrap_or_default());
        json!({ "coupons": { "launch": coupon } })
    };
    for off in [json!({ "amount": 3 }), json!({ "percent": 0.3 })] {
        let (_, p) = one(json!({}), coupon(off));
        assert_eq!(text(&p.demand.subscription.revenue), ["850.00", "850.00", "1000.00", "1000.00"]);
    }
    // An amount above the price takes the price.
    let (_, p) = one(json!({}), coupon(json!({ "amount": 30 })));
    assert_eq!(text(&p.demand.subscription.revenue)[..3], ["500.00", "500.00", "1000.00"]);
    let (_, p) = one(json!({ "price": 120, "billing": "annual" }), coupon(json!({ "percent": 0.6 })));
    assert_eq!(text(&p.demand.subscription.receipts)[..2], ["11400.00", "0.00"]);
    assert_eq!(text(&p.demand.subscription.revenue), ["700.00", "700.00", "1000.00", "1000.00"]);
}

/// MRR is after discounts, and a discount's end is expansion.
#[test]
fn a_discount_that_ends() {
    let coupon = json!({ "coupons": { "launch": { "percent": 0.4, "taken_by": 0.5, "months": 2 } } });
    let (m, p) = one(json!({}), coupon.clone());
    let flow =
        |pick: fn(&Movements<Money>) -> Money| text(&p.demand.subscription.mrr.iter().map(pick).collect::<Vec<_>>());
    assert_eq!(flow(|m| m.end), ["800.00", "800.00", "1000.00", "1000.00"]);
    assert_eq!(flow(|m| m.new), ["800.00", "0.00", "0.00", "0.00"]);
    assert_eq!(flow(|m| m.expansion), ["0.00", "0.00", "200.00", "0.00"]);
    assert_eq!(text(&cohorts(&m.program, &p.demand, 0)[1].mrr), ["800.00", "800.00", "1000.00", "1000.00"]);
    // Who leaves takes along what they paid: half of them 10, half of them 6.
    let (_, p) = one(json!({ "churn": 0.1 }), coupon);
    let run = &p.demand.subscription;
    assert_eq!((run.mrr[1].churned.to_string(), run.mrr[1].end.to_string()), ("80.00".into(), "720.00".into()));
    assert_eq!(run.mrr[2].expansion.to_string(), "180.00");
    // Of a year's contract the discount is off the months it lasts, as in its revenue; with all of it off, nothing recurs.
    let (_, p) = one(json!({ "price": 120, "billing": "annual", "discount": 0.5, "discount_months": 3 }), json!({}));
    let ends: Vec<_> = p.demand.subscription.mrr.iter().map(|m| m.end).collect();
    assert_eq!(text(&ends), ["500.00", "500.00", "500.00", "1000.00"]);
    assert_eq!(text(&p.demand.subscription.revenue), text(&ends));
    let (_, p) = one(json!({ "discount": 1, "discount_months": 240 }), json!({}));
    assert!(p.demand.subscription.mrr.iter().all(|m| m.end == Money::ZERO && m.new == Money::ZERO));
}

/// Who moves pays the other plan's price; what goes one way does not hide what comes the other.
#[test]
fn moves_both_ways() {
    let plan = |price: u32| json!({ "price": price, "customers": 100, "discount": 0.5, "discount_months": 40 });
    let moves =
        json!({ "up": { "from": "a", "to": "b", "rate": 0.1 }, "down": { "from": "b", "to": "a", "rate": 0.1 } });
    let (_, p) = projected(&json!({ "plans": { "a": plan(10), "b": plan(30) }, "moves": moves }), &growth());
    let run = &p.demand.subscription;
    assert_eq!((run.plans[0].joined[0], run.plans[0].customers[0]), (10.0, 100.0));
    assert_eq!(
        (run.mrr[0].expansion.to_string(), run.mrr[0].contraction.to_string()),
        ("200.00".into(), "200.00".into())
    );
    assert_eq!((run.mrr[0].new, run.mrr[0].churned), (Money::ZERO, Money::ZERO));
}

#[test]
fn prices_in_other_currencies() {
    let (_, p) = one(json!({ "currency": "EUR" }), json!({}));
    assert_eq!(p.demand.subscription.mrr[0].end.to_string(), "1250.00");
    let eur = json!({ "eur": { "currency": "EUR", "price": 8, "share": 0.4 } });
    let rise = json!([{ "from": "2026-03", "price": 20, "applies": "all" }]);
    let (_, p) = one(json!({ "currencies": eur, "price_changes": rise }), json!({}));
    let ends: Vec<_> = p.demand.subscription.mrr.iter().map(|m| m.end).collect();
    assert_eq!(text(&ends)[..3], ["1000.00", "1000.00", "1600.00"]);
}

#[test]
fn tax_is_held_and_passed_on() {
    let (_, p) = one(json!({}), json!({ "tax": { "rate": 0.2, "lag": 2 }, "refunds": 0.1 }));
    let run = &p.demand.subscription;
    assert_eq!(text(&run.tax_collected), ["180.00"; 4]);
    assert_eq!(text(&run.tax_remitted), ["0.00", "0.00", "180.00", "180.00"]);
    assert_eq!(text(&run.tax_owed), ["180.00", "360.00", "360.00", "360.00"]);
    assert_eq!(text(&p.outcomes["none"].cash), ["1080.00", "2160.00", "3060.00", "3960.00"]);
    assert_eq!(text(&p.outcomes["none"].profit), ["900.00"; 4]);
}

/// A merchant of record keeps the tax: cash is the prices less what it takes of the whole charge.
#[test]
fn a_merchant_of_record_keeps_the_tax() {
    let sold = |fees: Value| {
        let (m, p) = one(json!({}), json!({ "fees": fees, "tax": { "rate": 0.2, "lag": 3 } }));
        let run = &p.demand.subscription;
        (m.warnings.len(), text(&run.tax_owed)[0].clone(), text(&p.outcomes["none"].cash)[0].clone())
    };
    let told = |warnings, owed: &str, cash: &str| (warnings, owed.to_owned(), cash.to_owned());
    assert_eq!(sold(json!({ "processor": "paddle" })), told(1, "0.00", "890.00"));
    assert_eq!(sold(json!({ "percent": 0.05, "fixed": 0.5 })), told(0, "200.00", "1090.00"));
    let own = json!({ "percent": 0.05, "fixed": 0.5, "merchant_of_record": true });
    assert_eq!(sold(own), told(1, "0.00", "890.00"));
}

#[test]
fn customers_who_come_back() {
    let plan = |back: Value| json!({ "churn": 0.5, "reactivation": back });
    let (_, p) = one(plan(json!({ "share": 0.2, "after": 2 })), json!({}));
    near(&p.demand.subscription.plans[0].customers, &[100.0, 50.0, 25.0, 22.5]);
    assert_eq!(p.demand.subscription.mrr[3].reactivated.to_string(), "100.00");
    let (_, p) = one(plan(json!({ "share": 0.2 })), json!({}));
    near(&p.demand.subscription.plans[0].customers, &[100.0, 50.0, 35.0]);
}

#[test]
fn fees_of_the_catalogue() {
    let fees = |fees: Value, more: Value| {
        let mut all = growth();
        all.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        let (_, p) = projected(&subscription(json!({}), json!({ "fees": fees })), &all);
        p.demand.subscription.fees[0].to_string()
    };
    let eur = json!({ "currency": "EUR", "prices": {} });
    assert_eq!(fees(json!({ "processor": "stripe" }), json!({})), "59.00");
    assert_eq!(fees(json!({ "processor": "stripe" }), eur.clone()), "40.00");
    assert_eq!(fees(json!({ "processor": "stripe", "also": ["stripe-billing-payg"] }), json!({})), "66.00");
    assert_eq!(fees(json!({ "processor": "paypal" }), json!({})), "83.90");
    assert_eq!(fees(json!({ "processor": "paddle" }), json!({})), "100.00");
    assert_eq!(fees(json!({ "processor": "lemonsqueezy", "percent": 0.04 }), json!({})), "90.00");
    assert_eq!(fees(json!({ "processor": "stripe-us-ach" }), json!({})), "8.00");
}

#[test]
fn fees_that_come_back_with_a_refund() {
    let with = |back: bool| json!({ "fees": { "percent": 0.03, "fixed": 1 }, "refunds": 0.1, "refunds_fees": back });
    let fees = |back| one(json!({}), with(back)).1.demand.subscription.fees[0].to_string();
    assert_eq!((fees(false), fees(true)), ("130.00".into(), "117.00".into()));
}

#[test]
fn from_trial_to_paid() {
    let trial =
        json!({ "trial": 1, "trial_starts": 0.5, "conversion": 0.4, "trial_leaves": 0.25, "free_conversion": 0.1 });
    let (_, p) = one(json!({}), trial);
    let run = &p.demand.subscription;
    near(&run.trial, &[50.0, 0.0]);
    near(&run.lost, &[0.0, 7.5]);
    // 20 from the trial and a tenth of the 50 free users; then a tenth of those who neither pay nor left.
    near(&run.plans[0].new, &[0.0, 25.0, 6.75]);
}

#[test]
fn people_by_month() {
    let hires = json!([{ "from": 2, "heads": 2 }, { "from": 4, "heads": 3, "salary": 150 }]);
    let staff = json!({ "kind": "staff", "salary": 100, "heads": 1, "hires": hires });
    let mut more = growth();
    more["costs"] = json!({ "team": { "label": "Team", "purpose": "development", "amount": staff } });
    let (_, p) = projected(&subscription(json!({}), json!({})), &more);
    assert_eq!(text(&p.outcomes["none"].cost), ["100.00", "200.00", "200.00", "450.00"]);
}

#[rstest]
#[case(json!({ "currency": "EURO" }), json!({}), Code::BadCurrency, "subscription.plans.only.currency")]
#[case(json!({ "currency": "JPY" }), json!({}), Code::MixedCurrency, "subscription.plans.only.currency")]
#[case(json!({ "churn": 0.1, "retention": { "curve": [0.5] } }), json!({}), Code::OutOfDomain, "subscription.plans.only.retention")]
#[case(json!({ "retention": { "curve": [] } }), json!({}), Code::BadLength, "subscription.plans.only.retention.curve")]
#[case(json!({ "retention": { "curve": [0.5, 0.6] } }), json!({}), Code::BadSchedule, "subscription.plans.only.retention.curve.1")]
#[case(json!({ "reactivation": { "share": 0.5, "after": 0 } }), json!({}), Code::OutOfDomain, "subscription.plans.only.reactivation.after")]
#[case(json!({ "currencies": { "eur": { "currency": "EUR", "price": 1, "share": 0.6 }, "gbp": { "currency": "GBP", "price": 1, "share": 0.6 } } }), json!({}), Code::SharesExceed, "subscription.plans.only.currencies")]
#[case(json!({}), json!({ "fees": { "processor": "strip" } }), Code::UnknownName, "subscription.fees.processor")]
#[case(json!({}), json!({ "fees": { "processor": "stripe", "also": ["stripe-tax"] } }), Code::UnknownName, "subscription.fees.also.0")]
#[case(json!({}), json!({ "fees": { "percent": 0.1 } }), Code::Missing, "subscription.fees.fixed")]
#[case(json!({}), json!({ "trial_starts": 0.5 }), Code::Missing, "subscription.trial")]
#[case(json!({}), json!({ "coupons": { "c": { "taken_by": 1, "months": 1 } } }), Code::Missing, "subscription.coupons.c")]
#[case(json!({}), json!({ "coupons": { "c": { "taken_by": 1, "months": 1, "percent": 0.1, "plans": ["onyl"] } } }), Code::UnknownName, "subscription.coupons.c.plans.0")]
#[case(json!({}), json!({ "coupons": { "c": { "taken_by": 1, "months": 1, "percent": 0.1, "from": "2026-03", "until": "2026-02" } } }), Code::BadSchedule, "subscription.coupons.c.until")]
#[case(json!({ "discount": 0.6 }), json!({ "coupons": { "c": { "taken_by": 1, "months": 1, "percent": 0.5 } } }), Code::SharesExceed, "subscription.coupons")]
#[case(json!({}), json!({ "failed_payments": { "share": 0.1, "after": 12 } }), Code::OutOfDomain, "subscription.failed_payments.after")]
fn what_cannot_be_is_told(#[case] plan: Value, #[case] more: Value, #[case] code: Code, #[case] path: &str) {
    let found = problems(&subscription(plan, more), &growth());
    let errors = found.iter().filter(|d| d.severity == Severity::Error);
    assert_eq!(errors.map(|d| (d.code, d.path.as_str())).collect::<Vec<_>>(), [(code, path)], "{found:#?}");
}

#[rstest]
#[case(json!({ "discount": 0.1 }), growth(), "subscription.plans.only.discount_months")]
#[case(json!({}), json!({ "growth": { "kind": "compound", "users": 1000, "rate": -0.9 } }), "subscription.plans")]
#[case(json!({}), json!({ "growth": { "kind": "logistic", "users": 1000, "market": 100, "rate": 3 } }), "growth.market")]
fn what_is_hardly_meant_is_told(#[case] mut plan: Value, #[case] more: Value, #[case] path: &str) {
    plan["customers"] = json!(50);
    let found = model(&subscription(plan, json!({ "conversion": 0 })), &more).warnings;
    assert!(found.iter().any(|d| d.path == path), "{found:#?}");
}

#[test]
fn a_model_of_everything_is_read() {
    let all = json!({ "tax": { "rate": { "value": 20, "unit": "%" } }, "ltv": "margin" });
    assert!(model(&subscription(json!({}), all), &growth()).warnings.is_empty());
}
