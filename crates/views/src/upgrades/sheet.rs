//! All of the upgrade plan in one table, as spreadsheets want it.

use headroom_engine::decide::promises::{Broken, broken};
use headroom_engine::decide::upgrades::{Gap, Plan, Rung, Upgrade, plan};
use headroom_engine::money::Money;
use headroom_engine::month::Month;
use headroom_pages::{Cell, Table};

use super::{NO_REMEDY, if_not_done, month, slowness};
use crate::scene::Scene;
use crate::{format, table, words};

/// A row of the sheet, by the month in which something has to be done, or nothing can be.
struct Row {
    at: Month,
    cells: Vec<Cell>,
}

/// What to order, what would keep the promises of request paths, and months in which nothing is enough, in the order of
/// their months.
pub fn in_one(scene: &Scene) -> Table {
    let Plan { upgrades, gaps } = plan(scene.model, &scene.deployed);
    let mut rows: Vec<Row> = upgrades.iter().map(|upgrade| order(scene, upgrade)).collect();
    rows.extend(broken(&scene.deployed).iter().map(|missed| promise(scene, missed)));
    rows.extend(gaps.iter().map(|found| gap(scene, found)));
    rows.sort_by_key(|row| row.at);
    let currency = scene.currency();
    let columns = vec![
        table::text("order_by", "Order by"),
        table::text("needed_by", "Needed by"),
        table::text("component", "Component"),
        table::text("kind", "Kind"),
        table::text("from", "From"),
        table::text("to", "To"),
        table::money("from", "Before, a month", currency),
        table::money("to", "After, a month", currency),
        table::money("difference", "More a month", currency),
        table::money("once", "Once", currency),
        table::number("work_days", "Work, days"),
        table::text("forced_by", "Forced by"),
        table::text("if_not_done", "If not done"),
        table::text("actions", "What to do"),
    ];
    let rows = rows.into_iter().map(|row| table::row(row.cells)).collect();
    let subtitle = "more a month is with the cost lines that a change switches on or off";
    table::table(
        "upgrade-plan",
        "Upgrade plan",
        subtitle,
        columns,
        rows,
        "What is in place holds over the whole horizon.",
    )
}

fn order(scene: &Scene, upgrade: &Upgrade) -> Row {
    let cells = vec![
        month(upgrade.order_by),
        month(upgrade.needed_by),
        Cell::text(&upgrade.label),
        Cell::text("order"),
        Cell::text(words::rung(&upgrade.from)),
        Cell::text(words::rung(&upgrade.to)),
        money(scene, upgrade.from.monthly),
        money(scene, upgrade.to.monthly),
        money(scene, upgrade.difference()),
        money(scene, upgrade.once + upgrade.work),
        table::of_count(upgrade.days),
        Cell::text(words::cause(&upgrade.cause)),
        if_not_done(scene, upgrade),
        Cell::text(upgrade.actions.join("; ")),
    ];
    Row { at: upgrade.order_by, cells }
}

fn promise(scene: &Scene, missed: &Broken) -> Row {
    let forced_by = Cell::text(format!("{}: {}", missed.label, slowness(missed)));
    let last = format!("missed until {}", format::month(missed.last));
    let if_not_done = Cell::new(last, format!("missed until {}", missed.last));
    let Some(remedy) = &missed.remedy else {
        let cells = unordered(missed.first, "", "promise", None, NO_REMEDY, [forced_by, if_not_done]);
        return Row { at: missed.first, cells };
    };
    let cells = vec![
        month(remedy.order_by),
        month(missed.first),
        Cell::text(&remedy.label),
        Cell::text("promise"),
        Cell::text(words::rung(&remedy.from)),
        Cell::text(words::rung(&remedy.to)),
        money(scene, remedy.from.monthly),
        money(scene, remedy.to.monthly),
        money(scene, remedy.difference()),
        money(scene, remedy.once + remedy.work),
        table::of_count(remedy.days),
        forced_by,
        if_not_done,
        table::nothing(),
    ];
    Row { at: remedy.order_by, cells }
}

fn gap(scene: &Scene, gap: &Gap) -> Row {
    let until = Cell::new(format!("until {}", format::month(gap.last)), format!("until {}", gap.last));
    let tail = [Cell::text(words::cause(&gap.cause)), until];
    let in_place = Some((scene, &gap.rung));
    let would =
        gap.holds.as_ref().map_or("nothing is enough".into(), |holds| format!("{} would hold", words::rung(holds)));
    let cells = unordered(gap.first, &gap.label, "gap", in_place, &would, tail);
    Row { at: gap.first, cells }
}

/// A row without anything to order.
fn unordered(
    needed_by: Month,
    component: &str,
    kind: &str,
    in_place: Option<(&Scene, &Rung)>,
    to: &str,
    [forced_by, if_not_done]: [Cell; 2],
) -> Vec<Cell> {
    vec![
        table::nothing(),
        month(needed_by),
        Cell::text(component),
        Cell::text(kind),
        in_place.map_or_else(table::nothing, |(_, rung)| Cell::text(words::rung(rung))),
        Cell::text(to),
        in_place.map_or_else(table::nothing, |(scene, rung)| money(scene, rung.monthly)),
        table::nothing(),
        table::nothing(),
        table::nothing(),
        table::nothing(),
        forced_by,
        if_not_done,
        table::nothing(),
    ]
}

fn money(scene: &Scene, amount: Money) -> Cell {
    table::of_money(amount, scene.currency())
}
