//! Response times against their promise.

use headroom_engine::project::supply::{Supplier, SupplyRun};
use headroom_pages::{Cell, Table, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// p95 of each tier in use, where a `cores` limit computes it, in its worst month, against its target.
pub fn response_times(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        if rule.tiers.is_empty() || !supplier.has_cores() {
            continue;
        }
        for t in worst_months(run) {
            let choice = run.choice[t - 1];
            let target = rule
                .tiers
                .get_index(choice.tier)
                .and_then(|(_, tier)| tier.p95_target)
                .map(|n| scene.model.program.params.number(n));
            let p95 = run.p95_ms[t - 1];
            let kept = match (p95, target) {
                (Some(p), Some(t)) if p <= t => Cell::text("kept").toned(Tone::Good),
                (_, Some(_)) => Cell::text("missed").toned(Tone::Bad),
                (_, None) => table::nothing(),
            };
            let ms = |v: Option<f64>, none: &str| {
                v.map_or(Cell::new(none, ""), |v| Cell::new(format::milliseconds(v), format::plain_count(v)))
            };
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::new(scene.month(t), scene.model.program.month(t).to_string()),
                Cell::text(scene.choice(id, choice)),
                ms(p95, "saturated"),
                ms(target, "—"),
                kept,
            ]));
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("month", "Worst month"),
        table::text("tier", "Tier"),
        table::number("p95_ms", "p95"),
        table::number("target_ms", "Target"),
        table::text("kept", "Promise"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "response-times",
            "Response times",
            "each tier in use, in its slowest month: p95 of the CPU queue (M/M/c) and the time outside it, against its target",
            columns,
            rows,
            "",
        )
    })
}

/// The month in which each tier that is used answers most slowly, the first of equals; in the order in which the tiers
/// come into use.
fn worst_months(run: &SupplyRun) -> Vec<usize> {
    let p95 = |t: usize| run.p95_ms[t - 1].unwrap_or(f64::INFINITY);
    let mut worst: Vec<(usize, usize)> = Vec::new();
    for (choice, t) in run.choice.iter().zip(1..) {
        match worst.iter_mut().find(|(tier, _)| *tier == choice.tier) {
            Some((_, slowest)) if p95(t) > p95(*slowest) => *slowest = t,
            Some(_) => {}
            None => worst.push((choice.tier, t)),
        }
    }
    worst.into_iter().map(|(_, t)| t).collect()
}
