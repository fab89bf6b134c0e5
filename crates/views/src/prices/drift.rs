//! What the model states beside the provider's list: how far each price is off.

use headroom_engine::money::number_of;
use headroom_engine::prices::{Asked, Drift, Drifting, drift as audit};
use headroom_pages::{Cell, Table, TableRow, Tone};
use rust_decimal::Decimal;

use super::known;
use crate::scene::Scene;
use crate::{assumptions, format, table};

/// A stated price further than this from the list is marked.
const FAR: f64 = 0.1;

/// Every price that the model states and the catalogue has otherwise, by deployment, the largest difference first.
pub fn drift(scene: &Scene) -> Table {
    let found = audit(scene.model);
    let mut rows = Vec::new();
    let deployments = &scene.model.program.deployments;
    let headed = deployments.iter().map(|(id, rule)| (Some(id.as_str()), rule.label.as_str()));
    for (deployment, label) in headed.chain([(None, "Other prices of the model")]) {
        let of: Vec<&Drift> = found.iter().filter(|drift| deployment_of(drift) == deployment).collect();
        if !of.is_empty() {
            rows.push(table::group(label, 7));
        }
        rows.extend(of.into_iter().map(|drift| row(scene, drift)));
    }
    let currency = scene.currency();
    let columns = vec![
        table::text("what", "What"),
        table::text("plan", "In the catalogue"),
        table::money("stated", "Stated", currency),
        table::money("list", "List price", currency),
        table::money("difference", "Difference", currency),
        table::number("difference_over_list", "Of list"),
        table::text("as_of", "List date"),
    ];
    table::table(
        "price-drift",
        "Stated prices against the list",
        "for a month or a unit; stated less list, and that over list",
        columns,
        rows,
        "No price that the model states is otherwise in the catalogue.",
    )
}

fn deployment_of(drift: &Drift) -> Option<&str> {
    match &drift.of {
        Drifting::Tier { deployment, .. } | Drifting::Usage { deployment, .. } => Some(deployment),
        Drifting::Override(_) | Drifting::Price | Drifting::Fee => {
            drift.path.strip_prefix("deployments.").and_then(|path| path.split('.').next())
        }
    }
}

fn row(scene: &Scene, drift: &Drift) -> TableRow {
    let share = drift.share.map(number_of);
    let far = share.is_none_or(|share| share.abs() > FAR) && !drift.within_range;
    let tone = if far { Tone::Warn } else { Tone::Neutral };
    let price = |asked: Asked| match asked {
        Asked::Money(amount) => table::of_price(amount.amount(), scene.currency()),
        Asked::Share(share) => {
            let percent = format!("{} %", format::exact((share * Decimal::ONE_HUNDRED).round_dp(4)));
            Cell::new(percent, format::plain(share))
        }
    };
    let ids = if matches!(drift.of, Drifting::Fee) { &drift.name } else { &drift.id };
    table::row(vec![
        Cell::text(what(scene, drift)),
        Cell::new(known::rows(scene.model.catalog(), ids).unwrap_or_else(|| drift.name.clone()), &drift.id),
        price(drift.stated),
        price(drift.list),
        price(drift.difference),
        share.map_or(table::nothing(), |s| Cell::new(format::signed_share(s), format::plain_count(s)).toned(tone)),
        Cell::text(drift.as_of.to_string()),
    ])
}

/// What the price is of, in the model's words.
fn what(scene: &Scene, drift: &Drift) -> String {
    let component = |deployment: &str, component: &str| {
        scene.model.program.deployments.get(deployment).and_then(|d| d.components.get(component))
    };
    let found = || scene.model.quantities.iter().find(|found| found.path == drift.path);
    match &drift.of {
        Drifting::Tier { deployment, component: id, tier } => match component(deployment, id) {
            Some(rule) => format!("{}, {}", rule.label, rule.tiers.get(tier).map_or(tier.as_str(), |t| &t.label)),
            None => tier.clone(),
        },
        Drifting::Usage { deployment, component: id } => {
            component(deployment, id).map_or_else(|| id.clone(), |rule| format!("{}, metered", rule.label))
        }
        Drifting::Override(name) => format!("own price, {}", name.replace('_', " ")),
        Drifting::Price | Drifting::Fee => {
            found().map_or(drift.path.clone(), |found| assumptions::label(found, &scene.model.node))
        }
    }
}
