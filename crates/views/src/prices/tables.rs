//! Prices in use, and what the model states beside the list.

use headroom_engine::catalog::Confidence;
use headroom_engine::money::number_of;
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::used::{Used, used};
use crate::scene::Scene;
use crate::{format, table};

/// A stated price further than this from the list is marked.
const FAR: f64 = 0.1;

/// Every price of the deployment with its date, age, source, and how well it is known.
pub fn in_use(scene: &Scene) -> Table {
    let currency = scene.currency();
    let rows = used(scene).into_iter().map(|used| {
        let stale = if used.is_stale(scene) { Tone::Warn } else { Tone::Neutral };
        table::row(vec![
            Cell::text(&used.component),
            Cell::text(&used.what),
            table::of_price(used.price, currency),
            Cell::text(used.unit),
            used.as_of.map_or(table::nothing(), |date| Cell::text(date.to_string())),
            used.age(scene.date).map_or(table::nothing(), |age| table::of_count(age as f64).toned(stale)),
            known(used.confidence),
            Cell::text(used.source),
        ])
    });
    let columns = vec![
        table::text("component", "Component"),
        table::text("what", "What"),
        table::money("price", "Price", currency),
        table::text("unit", "Per"),
        table::text("as_of", "Price date"),
        table::number("age_months", "Age, months"),
        table::text("known", "Known"),
        table::text("source", "Source"),
    ];
    let subtitle = format!("what the costs rest on; ages on {}", scene.date);
    table::table("prices", "Prices in use", &subtitle, columns, rows.collect(), "This deployment states no prices.")
}

fn known(confidence: Option<Confidence>) -> Cell {
    match confidence {
        Some(Confidence::Read) => Cell::text("read"),
        Some(Confidence::Memory) => Cell::text("memory").toned(Tone::Warn),
        None => Cell::text("stated"),
    }
}

/// What the model states for a plan beside the provider's list price.
pub fn drift(scene: &Scene) -> Table {
    let currency = scene.currency();
    let rows: Vec<TableRow> = used(scene).iter().filter_map(|used| drift_row(scene, used)).collect();
    let columns = vec![
        table::text("component", "Component"),
        table::text("what", "What"),
        table::money("stated", "Stated", currency),
        table::money("list", "List", currency),
        table::money("difference", "Difference", currency),
        table::number("difference_over_list", "of list"),
        table::text("source", "Stated in"),
    ];
    table::table(
        "price-drift",
        "Stated prices against the list",
        "a month; stated less list, and that over list",
        columns,
        rows,
        "No tier states a price of its own beside a plan of the catalogue.",
    )
}

fn drift_row(scene: &Scene, used: &Used) -> Option<TableRow> {
    let list = used.list?;
    let difference = used.price.checked_sub(list)?;
    let share = difference.checked_div(list).map(number_of);
    let tone = if share.is_some_and(|s| s.abs() <= FAR) { Tone::Neutral } else { Tone::Warn };
    Some(table::row(vec![
        Cell::text(&used.component),
        Cell::text(&used.what),
        table::of_price(used.price, scene.currency()),
        table::of_price(list, scene.currency()),
        table::of_price(difference, scene.currency()),
        share.map_or(table::nothing(), |s| Cell::new(format::signed_share(s), format::plain_count(s)).toned(tone)),
        Cell::text(&used.source),
    ]))
}
