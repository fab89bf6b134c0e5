//! What a total is made of, month by month.

use headroom_charts::{Chart, Graphic, Layer, Role, Series};
use headroom_engine::money::Money;
use headroom_engine::project::Movements;

use crate::scene::Scene;

/// How many cost lines a stacked chart tells apart; the rest are drawn together.
const MOST_STACKED: usize = 7;

/// Cost by month, stacked by line.
pub fn cost_stack(scene: &Scene) -> Graphic {
    let mut lines: Vec<(&str, &str, Vec<Money>)> =
        scene.deployed.outcome.lines.iter().map(|l| (l.id.as_str(), l.label.as_str(), l.amounts.clone())).collect();
    lines.retain(|(.., amounts)| amounts.iter().any(|m| *m > Money::ZERO));
    if lines.len() > MOST_STACKED {
        let total = |amounts: &[Money]| amounts.iter().copied().sum::<Money>();
        lines.sort_by_key(|(.., amounts)| std::cmp::Reverse(total(amounts)));
        let rest = lines.split_off(MOST_STACKED - 1);
        let together = (0..scene.months()).map(|i| rest.iter().map(|(.., a)| a[i]).sum()).collect();
        lines.push(("other", "Other", together));
    }
    let stack: Vec<Series> = lines
        .iter()
        .enumerate()
        .map(|(i, (id, label, amounts))| scene.money_series(id, label, Role::Hue(i as u8 % 8), amounts))
        .collect();
    let y = scene.money_axis(scene.deployed.outcome.cost.iter().map(|m| m.to_f64()));
    let last = scene.months();
    let summary = format!(
        "Cost is {} in {} and {} in {}.",
        scene.brief(scene.deployed.outcome.cost[0]),
        scene.month(1),
        scene.brief(scene.deployed.outcome.cost[last - 1]),
        scene.month(last)
    );
    Graphic::Chart(Chart {
        id: "cost-by-line".into(),
        title: "Cost by line".into(),
        subtitle: scene.per_month(),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}

/// Revenue by plan, stacked.
pub fn revenue_stack(scene: &Scene) -> Graphic {
    let plans = &scene.model.program.subscription.plans;
    let runs = &scene.deployed.demand.subscription.plans;
    let stack: Vec<Series> = plans
        .values()
        .zip(runs)
        .enumerate()
        .filter(|(_, (plan, _))| !plan.free)
        .map(|(i, (plan, run))| scene.money_series(&plan.label, &plan.label, Role::Hue(i as u8 % 8), &run.revenue))
        .collect();
    let revenue = &scene.deployed.demand.subscription.revenue;
    let y = scene.money_axis(revenue.iter().map(|m| m.to_f64()));
    let summary =
        format!("Revenue reaches {} in {}.", scene.brief(revenue[revenue.len() - 1]), scene.month(scene.months()));
    Graphic::Chart(Chart {
        id: "revenue-by-plan".into(),
        title: "Revenue by plan".into(),
        subtitle: scene.per_month(),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}

/// What adds to MRR and what takes from it, by month.
pub fn movements(scene: &Scene) -> Graphic {
    let months = &scene.deployed.demand.subscription.mrr;
    let of = |id: &str, label: &str, role: Role, pick: fn(&Movements<Money>) -> Money| {
        scene.money_series(id, label, role, &months.iter().map(pick).collect::<Vec<_>>())
    };
    let any = |pick: fn(&Movements<Money>) -> Money| months.iter().any(|m| pick(m) > Money::ZERO);
    let mut stack = vec![of("new", "New", Role::Revenue, |m| m.new)];
    if any(|m| m.expansion) {
        stack.push(of("expansion", "Expansion", Role::Good, |m| m.expansion));
    }
    if any(|m| m.reactivated) {
        stack.push(of("reactivated", "Reactivated", Role::Accent, |m| m.reactivated));
    }
    if any(|m| m.involuntary) {
        stack.push(of("voluntary", "Churned by choice", Role::Cost, |m| m.involuntary - m.churned));
        stack.push(of("involuntary", "Churned unpaid", Role::Bad, |m| -m.involuntary));
    } else if any(|m| m.churned) {
        stack.push(of("churned", "Churned", Role::Cost, |m| -m.churned));
    }
    if any(|m| m.contraction) {
        stack.push(of("contraction", "Contraction", Role::Warn, |m| -m.contraction));
    }
    let gained = |m: &Movements<Money>| (m.new + m.expansion + m.reactivated).to_f64();
    let sums = months.iter().flat_map(|m| [gained(m), -(m.churned + m.contraction).to_f64()]);
    let y = scene.money_axis(sums);
    let last = months.last().copied().unwrap_or_default();
    let summary = format!(
        "In {} new MRR is {} and churned MRR {}.",
        scene.month(scene.months()),
        scene.brief(last.new),
        scene.brief(last.churned)
    );
    Graphic::Chart(Chart {
        id: "mrr-movements".into(),
        title: "MRR movements".into(),
        subtitle: format!(
            "{}; what adds to MRR above the line, what takes from it below",
            scene.model.program.currency.code()
        ),
        summary,
        x: scene.months_axis(),
        y,
        layers: vec![Layer::Bars { stack }],
    })
}
