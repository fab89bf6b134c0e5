//! Models of a subscription business, fixed and random.

use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::{Model, Projection};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A model over a subscription; users grow by a tenth each month from 1,000 unless `growth` says otherwise.
pub fn text(subscription: &Value, more: &Value) -> String {
    let mut model = json!({
        "format": 1, "name": "Revenue", "currency": "USD", "start": "2026-01", "months": 30,
        "growth": { "kind": "compound", "users": 1000, "rate": 0.1 },
        "subscription": subscription,
        "deployments": { "none": { "label": "None", "provider": "none" } },
        "prices": { "exchange": { "eur": { "currency": "EUR", "rate": 1.25, "as_of": "2026-10" } } },
    });
    if let (Some(model), Some(more)) = (model.as_object_mut(), more.as_object()) {
        model.extend(more.clone());
    }
    model.to_string()
}

pub fn model(subscription: &Value, more: &Value) -> Model {
    let text = text(subscription, more);
    Model::read(&text).unwrap_or_else(|found| panic!("{found:#?}\n{text}"))
}

pub fn problems(subscription: &Value, more: &Value) -> Vec<Diagnostic> {
    Model::read(&text(subscription, more)).err().unwrap_or_default()
}

pub fn projected(subscription: &Value, more: &Value) -> (Model, Projection) {
    let model = model(subscription, more);
    let projection = Projection::of(&model).unwrap_or_else(|d| panic!("{d:?}"));
    (model, projection)
}

/// A decimal number of thousandths, as text.
fn milli(range: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = String> {
    range.prop_map(|n| rust_decimal::Decimal::new(n, 3).to_string())
}

/// Any subscription business: every rule there is, alone and together.
pub fn subscriptions() -> impl Strategy<Value = Value> {
    let plans = prop::collection::vec(plan(), 1..4);
    let funnel = (milli(0..=300), prop::option::of(milli(0..=100)), 0..4_u32, milli(0..=1000), milli(0..=1000));
    let moves = prop::collection::vec((0..3_usize, 0..3_usize, milli(0..=150)), 0..3);
    let coupons = prop::collection::vec((any::<bool>(), milli(0..=400), 0..15_u32, 1..13_u32), 0..3);
    let money = (
        prop::option::of((milli(0..=50), milli(0..=600))),
        prop::option::of((milli(0..=100), any::<bool>())),
        prop::option::of((milli(0..=200), prop::option::of(milli(0..=1000)), 1..4_u32)),
        prop::option::of((milli(0..=250), 0..4_u32)),
    );
    (plans, funnel, moves, coupons, money).prop_map(|(plans, funnel, moves, coupons, money)| {
        let count = plans.len();
        let named = plans.into_iter().enumerate().map(|(i, plan)| (format!("plan_{i}"), plan));
        let (conversion, free_conversion, trial, starts, leaves) = funnel;
        let mut all = json!({ "conversion": conversion, "trial": trial, "plans": named.collect::<Map<_, _>>() });
        if let Some(free) = free_conversion {
            all["free_conversion"] = json!(free);
        }
        if trial > 0 {
            all["trial_starts"] = json!(starts);
            all["trial_leaves"] = json!(leaves);
        }
        for (i, (from, to, rate)) in
            moves.into_iter().enumerate().filter(|(_, (from, to, _))| from % count != to % count)
        {
            let change =
                json!({ "from": format!("plan_{}", from % count), "to": format!("plan_{}", to % count), "rate": rate });
            all["moves"][format!("move_{i}")] = change;
        }
        for (i, (percent, off, months, until)) in coupons.into_iter().enumerate() {
            let what = if percent { "percent" } else { "amount" };
            let until = format!("2026-{until:02}");
            all["coupons"][format!("coupon_{i}")] =
                json!({ what: off, "taken_by": "0.3", "months": months, "until": until });
        }
        let (fees, refunds, failed, tax) = money;
        if let Some((percent, fixed)) = fees {
            all["fees"] = json!({ "percent": percent, "fixed": fixed });
        }
        if let Some((share, back)) = refunds {
            all["refunds"] = json!(share);
            all["refunds_fees"] = json!(back);
        }
        if let Some((share, recovered, after)) = failed {
            all["failed_payments"] = json!({ "share": share, "after": after });
            if let Some(recovered) = recovered {
                all["failed_payments"]["recovered"] = json!(recovered);
            }
        }
        if let Some((rate, lag)) = tax {
            all["tax"] = json!({ "rate": rate, "lag": lag });
        }
        all
    })
}

fn plan() -> impl Strategy<Value = Value> {
    let price = prop_oneof![1 => Just("0".to_owned()), 6 => milli(1..=99_999)];
    let taken = (prop::bool::weighted(0.2), milli(0..=333));
    let leaving = prop_oneof![
        milli(0..=550).prop_map(|churn| json!({ "churn": churn })),
        (prop::collection::vec(500..=1000_i64, 1..16), prop::option::of(milli(0..=500))).prop_map(|(kept, tail)| {
            let mut there = rust_decimal::Decimal::ONE;
            let curve = kept.into_iter().map(|kept| {
                there = (there * rust_decimal::Decimal::new(kept, 3))
                    .round_dp_with_strategy(4, rust_decimal::RoundingStrategy::ToPositiveInfinity);
                there.to_string()
            });
            let mut retention = json!({ "curve": curve.collect::<Vec<_>>() });
            if let Some(tail) = tail {
                retention["tail_churn"] = json!(tail);
            }
            json!({ "retention": retention })
        }),
    ];
    let state = (milli(0..=900_000), any::<bool>());
    let discount = prop::option::of((milli(0..=600), 0..27_u32));
    let changes = prop::collection::btree_map(1..=30_u32, (milli(0..=99_000), any::<bool>()), 0..3);
    let back = prop::option::of((milli(0..=500), prop::option::of(1..5_u32)));
    let euro = prop::option::of((milli(0..=90_000), milli(0..=1000)));
    (price, taken, leaving, state, (discount, changes, back, euro)).prop_map(
        |(price, (held, share), leaving, (customers, annual), (discount, changes, back, euro))| {
            let mut plan = leaving;
            plan["price"] = json!(price);
            plan["billing"] = json!(if annual { "annual" } else { "monthly" });
            plan["customers"] = json!(customers);
            plan[if held { "of_registered" } else { "share" }] = json!(share);
            if let Some((share, months)) = discount {
                plan["discount"] = json!(share);
                plan["discount_months"] = json!(months);
            }
            let changes = changes.into_iter().map(|(month, (price, all))| {
                let from = format!("{}-{:02}", 2026 + (month - 1) / 12, (month - 1) % 12 + 1);
                json!({ "from": from, "price": price, "applies": if all { "all" } else { "new" } })
            });
            plan["price_changes"] = changes.collect::<Vec<_>>().into();
            if let (Some((share, after)), false) = (back, held) {
                plan["reactivation"] = json!({ "share": share });
                if let Some(after) = after {
                    plan["reactivation"]["after"] = json!(after);
                }
            }
            if let Some((price, share)) = euro {
                plan["currencies"] = json!({ "eur": { "currency": "EUR", "price": price, "share": share } });
            }
            plan
        },
    )
}
