//! Small models made at random: valid, and with everything a model can have in some of them.

use headroom_engine::Model;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// The text of a random small model.
pub fn texts() -> impl Strategy<Value = String> {
    (1..=30_u32, growths(), subscriptions(), workloads(), deployments(), costs(), prop::option::of(0..5000_i32))
        .prop_map(|(months, growth, subscription, workload, deployments, costs, cash)| {
            let mut model = json!({
                "format": 1, "name": "Random", "currency": "USD", "start": "2026-01", "months": months,
                "growth": growth, "subscription": subscription, "workload": workload, "limits": limits(),
                "deployments": deployments, "costs": costs,
            });
            if let (Some(cash), Some(model)) = (cash, model.as_object_mut()) {
                model.insert("cash".into(), json!({ "opening": cash }));
            }
            model.to_string()
        })
}

/// A random small model, read.
pub fn models() -> impl Strategy<Value = Model> {
    texts().prop_map(|text| {
        Model::read(&text)
            .unwrap_or_else(|found| panic!("{}", headroom_tests::printing::problems("random", &text, &found)))
    })
}

/// A number with so many decimal places, as its digits.
fn number(units: impl Strategy<Value = i32>, places: u32) -> impl Strategy<Value = String> {
    units.prop_map(move |units| rust_decimal::Decimal::new(units.into(), places).to_string())
}

fn growths() -> impl Strategy<Value = Value> {
    let users = || number(0..200_000, 2);
    let season = prop::option::weighted(0.2, Just(json!(["1.5", "0.5", 1, 1, 1, 1, 1, 1, 1, 1, "0.25", "1.75"])));
    let curve = prop_oneof![
        prop::collection::vec((1..4_u32, users(), select(vec!["linear", "step"])), 1..4).prop_map(|steps| {
            let months = steps.iter().scan(0, |month, (step, ..)| {
                *month += step;
                Some(*month)
            });
            let anchors =
                months.zip(&steps).map(|(month, (_, users, by))| json!({ "month": month, "users": users, "by": by }));
            json!({ "kind": "schedule", "anchors": anchors.collect::<Vec<_>>() })
        }),
        (users(), number(-300..800, 3))
            .prop_map(|(users, rate)| json!({ "kind": "compound", "users": users, "rate": rate })),
        (users(), number(0..900, 3), 100..5000_u32).prop_map(
            |(users, rate, market)| json!({ "kind": "logistic", "users": users, "rate": rate, "market": market })
        ),
        (users(), number(0..50, 3), number(0..600, 3), 100..5000_u32).prop_map(|(users, p, q, market)| {
            json!({ "kind": "bass", "users": users, "innovation": p, "imitation": q, "market": market })
        }),
        (users(), 0..3000_u32, number(0..300, 3), number(0..200, 3), 1..9_u32).prop_map(
            |(users, visitors, growth, signup, cost)| {
                json!({
                    "kind": "funnel", "users": users, "visitors": visitors, "visitor_growth": growth, "signup": signup,
                    "ad_spend": 100, "cost_per_visitor": cost,
                })
            }
        ),
    ];
    let event = prop::option::weighted(0.3, (1..=12_u32, 0..500_u32));
    (curve, season, event).prop_map(|(mut curve, season, event)| {
        if let Some(growth) = curve.as_object_mut() {
            growth.extend(season.map(|factors| ("seasonality".to_owned(), factors)));
            growth.extend(event.map(|(month, add)| {
                ("events".to_owned(), json!({ "launch": { "month": format!("2026-{month:02}"), "add": add } }))
            }));
        }
        curve
    })
}

fn subscriptions() -> impl Strategy<Value = Value> {
    let plans = prop::collection::vec(plan(), 1..4);
    let rates = (number(0..300, 3), number(0..100, 3), 0..4_u32);
    let moves = prop::option::of((0..3_usize, 0..3_usize, number(0..300, 3)));
    let fees = (prop::option::of((number(0..50, 3), number(0..60, 2))), prop::option::of(number(0..100, 3)));
    (plans, rates, moves, fees).prop_map(|(plans, (conversion, free_conversion, trial), moves, (fees, refunds))| {
        let count = plans.len();
        let named = plans.into_iter().enumerate().map(|(i, plan)| (format!("plan_{i}"), plan));
        let mut subscription = json!({
            "conversion": conversion, "free_conversion": free_conversion, "trial": trial,
            "plans": named.collect::<Map<_, _>>(),
        });
        if let Some(parts) = subscription.as_object_mut() {
            let between =
                moves.map(|(from, to, rate)| (from % count, to % count, rate)).filter(|(from, to, _)| from != to);
            parts.extend(between.map(|(from, to, rate)| {
                let change = json!({ "from": format!("plan_{from}"), "to": format!("plan_{to}"), "rate": rate });
                ("moves".to_owned(), json!({ "change": change }))
            }));
            parts.extend(
                fees.map(|(percent, fixed)| ("fees".to_owned(), json!({ "percent": percent, "fixed": fixed }))),
            );
            parts.extend(refunds.map(|share| ("refunds".to_owned(), json!(share))));
        }
        subscription
    })
}

fn plan() -> impl Strategy<Value = Value> {
    let price = prop_oneof![1 => Just("0".to_owned()), 6 => number(1..10_000, 2)];
    let taken = (any::<bool>(), number(0..333, 3));
    let state = (number(0..10_000, 2), number(0..600, 3), any::<bool>());
    let discount = prop::option::of((number(0..=1000, 3), 0..15_u32));
    let changes = prop::collection::btree_map(1..=24_u32, (number(0..10_000, 2), any::<bool>()), 0..3);
    (price, taken, state, discount, changes).prop_map(|(price, (held, share), (customers, churn, annual), discount, changes)| {
        let mut plan = json!({
            "price": price, "billing": if annual { "annual" } else { "monthly" }, "customers": customers, "churn": churn,
        });
        let changes = changes.into_iter().map(|(month, (price, all))| {
            let from = format!("{}-{:02}", 2026 + (month - 1) / 12, (month - 1) % 12 + 1);
            json!({ "from": from, "price": price, "applies": if all { "all" } else { "new" } })
        });
        let changes: Vec<Value> = changes.collect();
        if let Some(parts) = plan.as_object_mut() {
            parts.insert(if held { "of_registered" } else { "share" }.into(), share.into());
            parts.extend(discount.into_iter().flat_map(|(share, months)| {
                [("discount".to_owned(), json!(share)), ("discount_months".to_owned(), json!(months))]
            }));
            parts.insert("price_changes".into(), changes.into());
        }
        plan
    })
}

fn workloads() -> impl Strategy<Value = Value> {
    let day = prop::option::weighted(0.3, Just([vec![json!("0.5"); 12], vec![json!("1.5"); 12]].concat()));
    let keep = prop::option::of(0..5_u32);
    (number(1..=1000, 3), number(0..200, 3), number(0..30_00, 2), number(0..5_000, 3), keep, day).prop_map(
        |(active, concurrent, requests, stored, keep, day)| {
            let mut stock = json!({ "label": "Stored", "unit": "GB", "of": "active", "per": stored, "measure": "stock", "initial": 2 });
            if let (Some(keep), Some(stock)) = (keep, stock.as_object_mut()) {
                stock.insert("keep".into(), json!(keep));
            }
            json!({
                "active": active, "day": day.unwrap_or_default(),
                "drivers": {
                    "concurrent": { "label": "Concurrent users", "unit": "users", "of": "registered", "per": concurrent },
                    "requests": { "label": "Requests", "unit": "requests/day", "of": "drivers.logins", "per": requests, "measure": "daily" },
                    "logins": { "label": "Logins", "unit": "logins/month", "of": "paying", "per": 20, "measure": "monthly" },
                    "stored": stock,
                }
            })
        },
    )
}

/// One limit of each kind but scalability, which the references cover.
fn limits() -> Value {
    json!({
        "seats": { "kind": "quota", "label": "Concurrent users", "driver": "concurrent" },
        "memory": { "kind": "slots", "label": "Memory", "driver": "concurrent", "per": 20, "overhead": { "system": 300 } },
        "cpu": { "kind": "cores", "label": "Processor", "driver": "requests", "service_ms": 40, "p95_ms": 400 },
        "disk": { "kind": "quota", "label": "Disk", "driver": "stored", "resource": "disk" },
    })
}

fn deployments() -> impl Strategy<Value = Value> {
    (ladder(), prop::option::of(metered())).prop_map(|(ladder, metered)| {
        let mut components = Map::from_iter([("web".to_owned(), ladder)]);
        components.extend(metered.map(|usage| ("worker".to_owned(), usage)));
        json!({ "only": { "label": "Only", "provider": "vps", "components": components } })
    })
}

/// A ladder whose tiers cost more and hold more, one above the other.
fn ladder() -> impl Strategy<Value = Value> {
    let tiers = prop::collection::vec((1..60_00_i64, 1..4_u32, 1..4_u32, 1..100_u32), 1..5);
    let rules = (number(300..=1000, 3), number(0..300, 3), any::<bool>());
    let money = (number(0..5000, 2), number(0..2000, 2), 0..100_u32, number(0..20_000, 2));
    (tiers, rules, money).prop_map(
        |(tiers, (target, hysteresis, unlimited), (migration, balancer, free_days, credit))| {
            let count = tiers.len();
            let (mut price, mut vcpu, mut ram, mut seats) = (0, 0, 0, 0);
            let mut ladder = Map::new();
            for (i, (added, more_vcpu, more_ram, more_seats)) in tiers.into_iter().enumerate() {
                (price, vcpu, ram, seats) = (price + added, vcpu + more_vcpu, ram + more_ram, seats + more_seats);
                let mut tier = json!({
                    "label": format!("Tier {i}"), "price": rust_decimal::Decimal::new(price, 2).to_string(),
                    "shape": { "vcpu": vcpu, "ram": ram, "disk": 40 * ram }, "declared": { "seats": seats },
                });
                if let (true, Some(tier)) = (unlimited && i + 1 == count, tier.as_object_mut()) {
                    tier.insert("instances".into(), json!({ "min": 1 }));
                }
                ladder.insert(format!("t{i}"), tier);
            }
            json!({
                "label": "Web", "limits": ["seats", "memory", "cpu", "disk"], "ladder": ladder,
                "target_utilisation": target, "hysteresis": hysteresis, "migration": migration, "balancer": balancer,
                "free_days": free_days, "credit": credit,
            })
        },
    )
}

fn metered() -> impl Strategy<Value = Value> {
    (number(0..30_00, 2), number(0..30_00, 2), number(0..30, 2), prop::option::of(1..20_u32)).prop_map(
        |(vcpu, ram, volume, minimum)| {
            let mut usage = json!({
                "label": "Metered", "cpu": "cpu", "memory": "memory", "volume": "stored",
                "vcpu_price": vcpu, "ram_price": ram, "volume_price": volume,
            });
            if let (Some(minimum), Some(usage)) = (minimum, usage.as_object_mut()) {
                usage.insert("minimum".into(), json!(minimum));
            }
            json!({ "label": "Worker", "usage": usage })
        },
    )
}

/// One line of each kind; some begin late, end early, or wait for a tier.
fn costs() -> impl Strategy<Value = Value> {
    let price = || number(0..99_00, 2);
    (price(), price(), price(), number(0..200, 3), price(), (0..90_u32, any::<bool>())).prop_map(
        |(monthly, unit, subscriber, percent, step, (free_days, waits))| {
            let mut tools = json!({ "label": "Tools", "amount": { "kind": "monthly", "price": monthly, "quantity": 2 }, "free_days": free_days });
            if let (true, Some(tools)) = (waits, tools.as_object_mut()) {
                tools.insert("when".into(), json!("web.t0"));
                tools.insert("until".into(), json!("2027-03"));
            }
            json!({
                "tools": tools,
                "storage": {
                    "label": "Storage", "credit": 20,
                    "amount": { "kind": "per_unit", "driver": "stored", "price": unit, "per": 10, "included": 5 },
                },
                "support": { "label": "Support", "amount": { "kind": "per_subscriber", "price": subscriber, "plan": "plan_0" } },
                "tax": { "label": "Share", "amount": { "kind": "of_revenue", "percent": percent } },
                "office": { "label": "Office", "amount": { "kind": "steps", "of": "paying", "steps": [{ "from": 0, "price": 1 }, { "from": 40, "price": step }] } },
                "audit": { "label": "Audit", "from": "2026-03", "amount": { "kind": "once", "price": monthly } },
                "founder": { "label": "Founder", "group": "Staff", "amount": { "kind": "staff", "salary": unit, "heads": "1.5" } },
                "plan": { "label": "Plan", "amount": { "kind": "schedule", "steps": [{ "from": 2, "price": 3 }, { "from": 5, "price": step }] } },
            })
        },
    )
}
