//! When another deployment becomes the cheapest.

use headroom_pages::{Cell, Table};

use super::label;
use crate::scene::Scene;
use crate::{format, table};

/// The months in which another deployment becomes the cheapest.
pub fn crossovers(scene: &Scene) -> Table {
    let currency = scene.currency();
    let rows = scene.frames.crossovers().into_iter().map(|c| {
        table::row(vec![
            Cell::new(format::month(c.month), c.month.to_string()),
            Cell::text(label(scene, &c.from)),
            Cell::text(label(scene, &c.to)),
            table::of_count(c.registered),
            table::of_money(c.cost, currency),
        ])
    });
    let columns = vec![
        table::text("month", "Month"),
        table::text("from", "From"),
        table::text("to", "To"),
        table::number("users", "Users then"),
        table::money("cost", "Cost then", currency),
    ];
    table::table(
        "crossovers",
        "Crossovers",
        "months in which another deployment becomes the cheapest of those that are large enough",
        columns,
        rows.collect(),
        "The same deployment is the cheapest in every month in which any is large enough.",
    )
}
