//! The upgrade plan: what to order by when, and what forces it.

use headroom_pages::{Cell, Table, Tone};

use crate::scene::Scene;
use crate::table;

/// Every change of tier within the horizon.
pub fn table(scene: &Scene) -> Table {
    until(scene, usize::MAX)
}

/// Changes of tier with both dates, needed by month `until` at the latest.
pub fn until(scene: &Scene, until: usize) -> Table {
    let currency = scene.currency();
    let rows = scene.changes().into_iter().filter(|(_, c)| c.needed_by <= until).map(|(id, c)| {
        let rule = &scene.deployed.rule.components[id];
        let start = scene.model.program.start;
        let iso = |t: i64| start.plus(i32::try_from(t - 1).unwrap_or(0)).to_string();
        table::row(vec![
            Cell::new(scene.month_at(c.order_by), iso(c.order_by)).toned(if c.order_by <= 1 {
                Tone::Bad
            } else {
                Tone::Neutral
            }),
            Cell::new(scene.month(c.needed_by), iso(c.needed_by as i64)),
            Cell::text(&rule.label),
            Cell::text(format!("{} → {}", scene.choice(id, c.from), scene.choice(id, c.to))),
            table::of_money_brief(scene.price_of(id, c.from), currency),
            table::of_money_brief(scene.price_of(id, c.to), currency),
            Cell::text(scene.forced(id, &c.forced_by)),
        ])
    });
    let columns = vec![
        table::text("order_by", "Order by"),
        table::text("needed_by", "Needed by"),
        table::text("component", "Component"),
        table::text("change", "Change"),
        table::money("from", "From", currency),
        table::money("to", "To", currency),
        table::text("forced_by", "Forced by"),
    ];
    table::table(
        "upgrades",
        "Upgrades",
        "monthly price before and after; the limit or trigger that forces each",
        columns,
        rows.collect(),
        "What is in place holds.",
    )
}
