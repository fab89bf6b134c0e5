//! The limits of a question, and the changes that would answer it with yes.

use headroom_engine::decide::ask::{Answered, Part, Remedy, Reply, Row};
use headroom_pages::{Cell, Table, TableRow};

use super::tone;
use crate::scene::Scene;
use crate::{format, table, words};

/// Every limit of every component under the demand asked about.
pub fn limits(answered: &Answered) -> Table {
    let rows = answered.parts.iter().filter(|part| !part.limits.is_empty()).flat_map(of_part).collect();
    let columns = vec![
        table::text("limit", "Limit"),
        table::number("demand", "Demand"),
        table::number("capacity", "Capacity"),
        table::text("unit", "Unit"),
        table::number("utilisation", "Utilisation"),
        table::number("target_utilisation", "Target"),
        table::text("answer", "Answer"),
    ];
    table::table(
        "asked-limits",
        "Limit by limit",
        "yes within the target utilisation, degraded up to capacity, no beyond",
        columns,
        rows,
        "Nothing in this deployment is held against a limit.",
    )
}

fn of_part(part: &Part) -> Vec<TableRow> {
    let mut heading = vec![part.label.clone(), words::rung(&part.rung)];
    let p95 = words::response(part.response).text;
    heading.extend((p95 != "—").then(|| format!("p95 {p95}")));
    heading.extend(part.triggers.iter().map(|trigger| format!("{} fires", words::cause(trigger))));
    let mut rows = vec![table::group(heading.join(" · "), 7)];
    rows.extend(part.limits.iter().map(of_limit));
    rows
}

fn of_limit(row: &Row) -> TableRow {
    table::row(vec![
        Cell::text(&row.limit),
        table::of_figure(row.demand),
        row.capacity.map_or(Cell::new("no limit", ""), table::of_figure),
        Cell::text(&row.unit),
        table::of_share(row.utilisation),
        table::of_share(row.target),
        Cell::text(row.answer.as_str()).toned(tone(row.answer)),
    ])
}

/// The cheapest change here, and the other deployments that would hold it.
pub fn remedies(scene: &Scene, reply: &Reply) -> Table {
    let currency = scene.currency();
    let here = reply.change.iter().map(|change| (change, changed(change, "what is in place")));
    let there = reply.elsewhere.iter().map(|other| (other, changed(other, "what would be in place")));
    let rows = here.chain(there).map(|(remedy, change)| {
        table::row(vec![
            Cell::text(&remedy.label),
            Cell::text(change),
            table::of_money(remedy.monthly, currency),
            table::of_money(remedy.difference, currency),
            table::of_money(remedy.once + remedy.work, currency),
            table::of_count(remedy.days),
        ])
    });
    let columns = vec![
        table::text("deployment", "Deployment"),
        table::text("change", "Change"),
        table::money("monthly", "Then, a month", currency),
        table::money("difference", "More, a month", currency),
        table::money("once", "Once", currency),
        table::number("work_days", "Work, days"),
    ];
    table::table(
        "remedies",
        "What makes it a yes",
        "the cheapest change of tiers here, then other deployments that would cost less or are the only ones",
        columns,
        rows.collect(),
        "No change of tiers makes it a yes, here or in another deployment.",
    )
}

fn changed(remedy: &Remedy, as_it_is: &str) -> String {
    if remedy.changes.is_empty() {
        return format!("none: {as_it_is} holds it");
    }
    let changes =
        remedy.changes.iter().map(|c| format!("{}: {} → {}", c.label, words::rung(&c.from), words::rung(&c.to)));
    format::list(&changes.collect::<Vec<_>>())
}
