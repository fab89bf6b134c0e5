//! What is declared beside what is derived, tier by tier.

use headroom_engine::lookup::derived_ends;
use headroom_engine::model::program::LimitHow;
use headroom_engine::project::supply::Supplier;
use headroom_pages::{Cell, Table, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// Declared, derived and ruling capacity of every tier, side by side, with their difference.
pub fn capacities(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, rule) in scene.deployed.rule.components.iter().filter(|(_, r)| !r.tiers.is_empty()) {
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        for (k, (tier_id, tier)) in rule.tiers.iter().enumerate() {
            for (i, limit_index) in rule.limits.iter().enumerate() {
                let capacity = supplier.capacities[k][i];
                let limit = &scene.model.program.limits[*limit_index];
                let limit_name = scene.model.program.limits.get_index(*limit_index).map_or("", |(n, _)| n);
                let declared = scene.model.quantities.iter().find(|f| {
                    f.path
                        == format!(
                            "deployments.{}.components.{id}.ladder.{tier_id}.declared.{limit_name}",
                            scene.deployed.id
                        )
                });
                let declared_text =
                    declared.map_or_else(|| capacity.declared.map_or("—".into(), format::count), |f| ends(&f.quantity));
                let derived_text = match (capacity.derived, derived_ends(&scene.deployed, *limit_index, &tier.shape)) {
                    (Some(d), (Some(low), Some(high))) if low != high => {
                        format!("{} ({} to {})", format::count(d), format::count(low), format::count(high))
                    }
                    (Some(d), _) => format::count(d),
                    (None, _) => "—".into(),
                };
                let difference =
                    capacity.declared.zip(capacity.derived).filter(|(_, d)| *d > 0.0).map(|(a, b)| a / b - 1.0);
                let cell = |v: Option<f64>, text: String| Cell::new(text, v.map_or(String::new(), format::plain_count));
                rows.push(table::row(vec![
                    Cell::text(&rule.label),
                    Cell::text(&tier.label),
                    Cell::text(&limit.label),
                    cell(capacity.declared, declared_text),
                    cell(capacity.derived, derived_text),
                    difference.map_or(table::nothing(), |d| {
                        table::of_share(d).toned(if d.abs() > 0.1 { Tone::Warn } else { Tone::Neutral })
                    }),
                    cell(capacity.effective, capacity.effective.map_or("no limit".into(), format::count)),
                    Cell::text(basis(&limit.how)),
                ]));
            }
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("tier", "Tier"),
        table::text("limit", "Limit"),
        table::number("declared", "Declared"),
        table::number("derived", "Derived"),
        table::number("declared_over_derived", "Difference"),
        table::number("capacity", "Capacity"),
        table::text("derivation", "Derived by"),
    ];
    table::table(
        "capacities",
        "Declared and derived capacity",
        "per instance; the capacity column is what demand is held against",
        columns,
        rows,
        "This deployment has no ladder of tiers.",
    )
}

fn ends(quantity: &headroom_engine::form::Quantity) -> String {
    match quantity.ends() {
        (Some(low), Some(high)) if low != high => format!("{}–{}", format::exact(low), format::exact(high)),
        (Some(low), None) => format!("{}+", format::exact(low)),
        _ => format::exact(quantity.stated()),
    }
}

fn basis(how: &LimitHow) -> &'static str {
    match how {
        LimitHow::Slots { .. } => "(resource − overhead) / size of one, whole",
        LimitHow::Cores { p95_ms: Some(_), .. } => "largest rate that meets p95, M/M/c",
        LimitHow::Cores { .. } => "vCPU / service time",
        LimitHow::Scalability { .. } => "peak of the Universal Scalability Law",
        LimitHow::Quota { resource: Some(_) } => "the machine",
        LimitHow::Quota { resource: None } => "—",
    }
}
