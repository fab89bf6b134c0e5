//! Utilisation by limit.

use headroom_engine::model::program::Supply;
use headroom_pages::{Cell, Table};

use super::zone_tone;
use crate::scene::Scene;
use crate::table;

/// Utilisation of each limit in the first month and at the horizon, and the month it goes red.
pub fn limits(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for (id, run) in &scene.deployed.outcome.components {
        let rule = &scene.deployed.rule.components[id];
        // Metered use has one limit: what the provider lets one service use.
        let limits: Vec<(&str, &str)> = match &rule.supply {
            Supply::Usage(_) => vec![("What the provider allows one service", "")],
            _ => rule.limits.iter().map(|limit| of(scene, *limit)).collect(),
        };
        for (i, (limit, unit)) in limits.into_iter().enumerate() {
            if run.utilisation.first().is_none_or(|u| u.len() <= i) {
                continue;
            }
            let at = |t: usize| run.utilisation[t - 1][i];
            let worst = (1..=scene.months()).max_by(|a, b| at(*a).total_cmp(&at(*b))).unwrap_or(1);
            let shown = |u: f64| table::of_share(u).toned(zone_tone(scene, u));
            rows.push(table::row(vec![
                Cell::text(&rule.label),
                Cell::text(limit),
                Cell::text(unit),
                shown(at(1)),
                shown(at(scene.months())),
                shown(at(worst)),
                Cell::new(scene.month(worst), scene.model.program.month(worst).to_string()),
            ]));
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("limit", "Limit"),
        table::text("unit", "Unit"),
        table::number("first", "First month"),
        table::number("last", "Last month"),
        table::number("worst", "Tightest"),
        table::text("worst_month", "In"),
    ];
    table::table(
        "limits",
        "Utilisation by limit",
        "demand over the capacity of the tier in place",
        columns,
        rows,
        "No component is held against a limit.",
    )
}

/// A limit's label, and the unit of what it limits.
fn of<'a>(scene: &'a Scene, limit: usize) -> (&'a str, &'a str) {
    let program = &scene.model.program;
    let rule = &program.limits[limit];
    (&rule.label, &program.drivers[rule.driver].unit)
}
