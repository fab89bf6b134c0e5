//! What each deployment lacks.

use headroom_engine::decide::compare::{Fact, Lack, lacks as facts};
use headroom_engine::money::number_of;
use headroom_pages::{Cell, Table, TableRow};

use crate::prices::known;
use crate::scene::Scene;
use crate::{format, table};

/// Of every deployment and tier in use: the availability promised, and what it lacks.
pub fn lacks(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, rule) in &scene.model.program.deployments {
        let Some(deployed) = scene.projection.deployment(scene.model, id) else { continue };
        let found = facts(scene.model, &deployed);
        if !found.is_empty() {
            rows.push(table::group(&rule.label, 4));
        }
        rows.extend(found.chunk_by(|a, b| (&a.component, &a.tier) == (&b.component, &b.tier)).map(of_tier));
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("tier", "Tier"),
        table::number("availability_percent", "Availability, %"),
        table::text("lacks", "What it lacks"),
    ];
    let subtitle = "of the plans in use within the horizon, as far as the catalogue knows";
    table::table("lacks", "What each lacks", subtitle, columns, rows, "Nothing is known of the plans in use.")
}

fn words(lack: &Lack) -> String {
    match lack {
        Lack::UncappedTraffic { per_gb, currency } => {
            let price = format::price_brief_or_exact(*per_gb, *currency);
            format!("traffic beyond what is included costs {price} a GB, without an upper bound")
        }
        Lack::OneRegion { region } => format!("in one region: {}", known::region(region)),
        lack => lack.to_string(),
    }
}

fn of_tier(facts: &[Fact]) -> TableRow {
    let (label, tier) = facts.first().map_or(("", ""), |fact| (fact.label.as_str(), fact.tier.as_str()));
    let sla = facts.iter().find_map(|fact| match fact.lack {
        Lack::Sla { percent } => Some(percent),
        _ => None,
    });
    let lacks = facts.iter().filter(|fact| !matches!(fact.lack, Lack::Sla { .. })).map(|fact| words(&fact.lack));
    table::row(vec![
        Cell::text(if label.is_empty() { "All of it" } else { label }),
        Cell::text(tier),
        sla.map_or(table::nothing(), |percent| {
            Cell::new(format::exact(percent), format::plain_count(number_of(percent)))
        }),
        Cell::text(lacks.collect::<Vec<_>>().join("; ")),
    ])
}
