//! How evenly a fleet is loaded.

use headroom_engine::project::supply::Supplier;
use headroom_pages::{Cell, Table};

use crate::scene::Scene;
use crate::{format, table};

/// Fleets behind a selection policy: how uneven it is.
pub fn fleets(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    for (id, rule) in scene.deployed.rule.components.iter().filter(|(_, r)| r.selection.is_some()) {
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        let run = &scene.deployed.outcome.components[id];
        let policy = rule.selection.as_ref().map(|s| s.policy(&scene.model.program.params));
        for t in [1, scene.months().min(12), scene.months()] {
            let n = run.choice[t - 1].instances;
            let fixed = policy
                .and_then(|p| p.imbalance_at_fixed_scores(headroom_engine::quantity::Servers::new(n)))
                .map(|i| i.get());
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::new(scene.month(t), scene.model.program.month(t).to_string()),
                table::of_count(f64::from(n)),
                Cell::new(format!("{:.2}", supplier.imbalance(n)), format::plain_count(supplier.imbalance(n))),
                fixed.map_or(table::nothing(), |f| Cell::new(format!("{f:.2}"), format::plain_count(f))),
                table::of_share(1.0 / supplier.imbalance(n)),
            ]));
        }
    }
    rows.dedup_by(|a, b| a.cells == b.cells);
    let columns = vec![
        table::text("fleet", "Fleet"),
        table::text("month", "Month"),
        table::number("servers", "Servers"),
        table::number("imbalance", "Imbalance"),
        table::number("imbalance_fixed_scores", "At fixed scores"),
        table::number("usable", "Usable capacity"),
    ];
    (!rows.is_empty()).then(|| table::table("fleets", "Fleet balance", "busiest server over the mean, simulated from the selection policy; at fixed scores everybody goes to the first ranks", columns, rows, ""))
}
