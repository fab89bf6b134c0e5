//! How many customers carry the cost.

use headroom_engine::model::program::PlanRule;
use headroom_engine::project::break_even;
use headroom_pages::{Cell, Table};
use rust_decimal::Decimal;

use crate::overview::reference_month;
use crate::scene::Scene;
use crate::{format, table};

/// How many customers of one plan alone would carry the cost.
pub fn counts(scene: &Scene) -> Table {
    let d = &scene.deployed;
    let currency = scene.currency();
    let t = reference_month(scene);
    let cost = d.outcome.cost[t - 1];
    let mut rows: Vec<_> = d
        .program
        .subscription
        .plans
        .values()
        .filter(|p| !p.free)
        .map(|plan| {
            let price = a_month(scene, plan, t);
            let needed = cost.amount().checked_div(price).map(|n| n.ceil());
            let cells = vec![
                Cell::text(format!("{} alone", plan.label)),
                table::of_price(price, currency),
                needed.map_or(table::nothing(), |n| Cell::new(format::decimal(n, 0), format::plain(n))),
            ];
            table::row(cells)
        })
        .collect();
    let at_mix = |label: &str, n: Option<u64>, each: Option<f64>| {
        table::row(vec![
            Cell::text(label),
            table::of_ratio(each, currency),
            n.map_or(table::nothing(), |n| table::of_count(n as f64)),
        ])
    };
    let s = &d.demand.subscription;
    let paying = s.paying[t - 1];
    rows.push(at_mix(
        "Paying subscribers at the month's mix",
        break_even::customers(d.rule, d.demand, d.outcome, t),
        (paying > 0.0).then(|| s.revenue[t - 1].to_f64() / paying),
    ));
    rows.push(at_mix(
        "Registered users at the month's mix",
        break_even::registered(d.rule, d.demand, d.outcome, t),
        (d.demand.registered[t] > 0.0).then(|| s.revenue[t - 1].to_f64() / d.demand.registered[t]),
    ));
    let columns = vec![
        table::text("who", "Who"),
        table::money("revenue_each", "Revenue each", currency),
        table::number("needed", "Needed"),
    ];
    let subtitle = format!(
        "customers that cover {} of {} as fixed cost; the mix rows subtract fees and other costs per customer",
        scene.money(cost),
        scene.month(t)
    );
    table::table("break-even-counts", "Customers that cover the cost", &subtitle, columns, rows, "")
}

/// What a new customer of a plan pays for month `t`, in the model's currency; in a plan with several currencies, those who
/// pay in its own.
fn a_month(scene: &Scene, plan: &PlanRule, t: usize) -> Decimal {
    let params = &scene.deployed.program.params;
    let changes = plan.changes.iter().filter(|(from, _)| *from <= t).count();
    let price = plan.prices.get(changes).map_or(Decimal::ZERO, |n| params[*n].exact());
    let price = plan.exchange.map_or(price, |n| price * params[n].exact());
    if plan.annual { (price / Decimal::from(12)).round_dp(6) } else { price }
}
