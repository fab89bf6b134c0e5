//! What is declared beside what is derived and measured, limit by limit and tier by tier.

use headroom_engine::capacity::limits::{Capacity, Origin};
use headroom_engine::lookup::derived_ends;
use headroom_engine::model::program::{ComponentRule, LimitHow, TierRule};
use headroom_engine::project::supply::Supplier;
use headroom_pages::{Cell, Table, TableRow, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// Figures for one capacity that differ by more than this are marked.
const FAR: f64 = 0.1;

/// Declared, derived and measured capacity of every tier, grouped by component and limit, with the one that rules.
pub fn capacities(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, rule) in scene.deployed.rule.components.iter().filter(|(_, r)| !r.tiers.is_empty()) {
        let supplier = Supplier::new(&scene.model.program, rule, &scene.model.program.params);
        for (i, limit) in rule.limits.iter().enumerate() {
            let each = supplier.capacities.iter().filter_map(|tier| tier.get(i)).copied();
            rows.extend(of_limit(scene, Place { id, rule, limit: *limit }, each.collect()));
        }
    }
    let columns = vec![
        table::text("tier", "Tier"),
        table::number("declared", "Declared"),
        table::number("derived", "Derived"),
        table::number("measured", "Measured"),
        table::text("rules", "Rules"),
        table::number("capacity", "Capacity"),
        table::number("disagreement", "Disagreement"),
        table::text("declared_range", "Declared range"),
        table::text("derived_range", "Derived range"),
    ];
    table::table(
        "capacities",
        "Declared, derived and measured capacity",
        "of one instance; the lowest rules unless the model says otherwise; disagreement is largest / smallest − 1",
        columns,
        rows,
        "Nothing in this deployment is held against a limit.",
    )
}

/// A limit of a component.
#[derive(Clone, Copy)]
struct Place<'a> {
    id: &'a str,
    rule: &'a ComponentRule,
    /// Its place in the program.
    limit: usize,
}

/// The limit's heading, and a row for each tier; nothing for a limit that no tier has.
fn of_limit(scene: &Scene, place: Place, capacities: Vec<Capacity>) -> Vec<TableRow> {
    let limits = &scene.model.program.limits;
    let Some((name, limit)) = limits.get_index(place.limit).filter(|_| capacities.iter().any(is_known)) else {
        return Vec::new();
    };
    let mut heading = vec![place.rule.label.clone(), limit.label.clone()];
    heading.extend(scene.model.program.drivers.get_index(limit.driver).map(|(_, d)| d.unit.clone()));
    heading.extend(capacities.iter().any(|c| c.derived.is_some()).then(|| basis(&limit.how).to_owned()));
    let mut rows = vec![table::group(heading.join(" · "), 9)];
    let mut without: Vec<&str> = Vec::new();
    for ((tier_id, tier), capacity) in place.rule.tiers.iter().zip(capacities) {
        if capacity.effective.is_none() {
            without.push(&tier.label);
            continue;
        }
        let path =
            format!("deployments.{}.components.{}.ladder.{tier_id}.declared.{name}", scene.deployed.id, place.id);
        rows.push(of_tier(tier, &capacity, [declared_range(scene, &path), derived_range(scene, place.limit, tier)]));
    }
    rows.extend((!without.is_empty()).then(|| no_limit(&without)));
    rows
}

fn is_known(capacity: &Capacity) -> bool {
    capacity.effective.is_some()
}

fn of_tier(tier: &TierRule, capacity: &Capacity, ranges: [Option<String>; 2]) -> TableRow {
    let figure = |v: Option<f64>| v.map_or(table::nothing(), table::of_count);
    let mut cells = vec![
        Cell::text(&tier.label),
        figure(capacity.declared),
        figure(capacity.derived),
        figure(capacity.measured),
        Cell::text(capacity.ruling.map_or("", word)),
        figure(capacity.effective),
        capacity.disagreement().map_or(table::nothing(), disagreement),
    ];
    cells.extend(ranges.map(|range| Cell::text(range.unwrap_or_default())));
    table::row(cells)
}

/// Tiers that nothing limits, in one row; of several all are meant that have no row of their own.
fn no_limit(tiers: &[&str]) -> TableRow {
    let said = if let [one] = tiers { one } else { "all others" };
    let mut cells = vec![Cell::new(said, tiers.join(", "))];
    cells.extend((1..9).map(|i| if i == 5 { Cell::new("no limit", "") } else { Cell::new("", "") }));
    table::row(cells)
}

fn word(origin: Origin) -> &'static str {
    match origin {
        Origin::Declared => "declared",
        Origin::Derived => "derived",
        Origin::Measured => "measured",
    }
}

/// How far the known figures are apart.
fn disagreement(apart: f64) -> Cell {
    table::of_share(apart).toned(if apart > FAR { Tone::Warn } else { Tone::Neutral })
}

fn declared_range(scene: &Scene, path: &str) -> Option<String> {
    let found = scene.model.quantities.iter().find(|f| f.path == path)?;
    let text = match found.quantity.ends() {
        (Some(low), Some(high)) if low != high => format!("{}–{}", format::exact(low), format::exact(high)),
        (Some(low), None) => format!("{} or more", format::exact(low)),
        _ => return None,
    };
    Some(text)
}

fn derived_range(scene: &Scene, limit: usize, tier: &TierRule) -> Option<String> {
    match derived_ends(&scene.deployed, limit, &tier.shape) {
        (Some(low), Some(high)) if low != high => Some(format!("{}–{}", format::count(low), format::count(high))),
        _ => None,
    }
}

/// How a capacity is derived, in words.
fn basis(how: &LimitHow) -> &'static str {
    match how {
        LimitHow::Slots { .. } => "derived: (resource − overhead) / size of one, rounded down",
        LimitHow::Cores { p95_ms: Some(_), .. } => "derived: the largest rate that meets p95 (M/M/c)",
        LimitHow::Cores { .. } => "derived: vCPU / service time",
        LimitHow::Scalability { .. } => "derived: the peak of the Universal Scalability Law",
        LimitHow::Quota { .. } => "derived: what the machine has",
    }
}
