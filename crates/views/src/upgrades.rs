//! The upgrade plan: what to order by when, what forces it, what happens if it is not done; where nothing is enough, and
//! what would keep the promises of request paths.

mod sheet;

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use headroom_engine::decide::promises::{Broken, Remedy, broken};
use headroom_engine::decide::upgrades::{Breach, Cause, Gap, Plan, Upgrade, plan};
use headroom_engine::month::Month;
use headroom_pages::{Block, Cell, Table, TableRow, Tone};

use crate::scene::Scene;
use crate::{format, queue, table, words};

pub use crate::words::cause;
pub use sheet::in_one;

/// What to order where no change of one component would keep a promise.
const NO_REMEDY: &str = "no change of one component is enough";

/// All of the plan: months in which what is in place is not enough, what to order, and promises that are missed.
pub fn blocks(scene: &Scene) -> Vec<Block> {
    let tables = gaps(scene).into_iter().chain([table(scene)]).chain(promises(scene));
    tables.map(table::block).collect()
}

/// Every change of tier within the horizon.
pub fn table(scene: &Scene) -> Table {
    within(scene, 1..=usize::MAX)
}

/// Changes of tier that fall due from the day on, until month `t`.
pub fn due(scene: &Scene, t: usize) -> Table {
    within(scene, scene.now().0..=t)
}

/// Changes of tier needed by these months.
fn within(scene: &Scene, months: RangeInclusive<usize>) -> Table {
    let Plan { mut upgrades, gaps } = plan(scene.model, &scene.deployed);
    let small = gaps.iter().any(|gap| gap.from <= *months.end() && gap.until >= *months.start());
    let nothing = match (small, gaps.is_empty() && upgrades.is_empty()) {
        (true, _) => "There is nothing to order, and what is in place is too small.",
        (false, true) => "What is in place holds over the whole horizon.",
        (false, false) => "Nothing falls due.",
    };
    upgrades.retain(|u| months.contains(&u.change.needed_by));
    let (work, actions) = (upgrades.iter().any(|u| u.days > 0.0), upgrades.iter().any(|u| !u.actions.is_empty()));
    let currency = scene.currency();
    let mut columns = vec![
        table::text("order_by", "Order by"),
        table::text("needed_by", "Needed by"),
        table::text("component", "Component"),
        table::text("change", "Change"),
        table::money("from", "Before, a month", currency),
        table::money("to", "After, a month", currency),
        table::money("once", "Once", currency),
    ];
    columns.extend(work.then(|| table::number("work_days", "Work, days")));
    columns.extend([table::text("forced_by", "Forced by"), table::text("if_not_done", "If not done")]);
    columns.extend(actions.then(|| table::text("actions", "What to do")));
    let row = |upgrade: &Upgrade| {
        let mut row = row(scene, upgrade, work);
        row.cells.extend(actions.then(|| Cell::text(upgrade.actions.join("; "))));
        row
    };
    let rows = upgrades.iter().map(row).collect();
    let subtitle = "what to order by when; once is the migration, with its work where the model prices a day";
    table::table("upgrades", "Upgrade plan", subtitle, columns, rows, nothing)
}

fn row(scene: &Scene, upgrade: &Upgrade, work: bool) -> TableRow {
    let currency = scene.currency();
    let mut cells = vec![
        order_by(scene, upgrade.order_by, upgrade.needed_by),
        month(upgrade.needed_by),
        Cell::text(&upgrade.label),
        Cell::text(format!("{} → {}", words::rung(&upgrade.from), words::rung(&upgrade.to))),
        table::of_money_brief(upgrade.from.monthly, currency),
        table::of_money_brief(upgrade.to.monthly, currency),
        table::of_money_brief(upgrade.once + upgrade.work, currency),
    ];
    cells.extend(work.then(|| table::of_count(upgrade.days)));
    cells.extend([Cell::text(words::cause(&upgrade.cause)), if_not_done(scene, upgrade)]);
    table::row(cells)
}

/// The month of an order that serves until another; marked where the day has passed the order, or all that it serves.
pub(crate) fn order_by(scene: &Scene, order_by: Month, serves_until: Month) -> Cell {
    let today = scene.model.program.month(scene.now().0);
    let cell = month(order_by);
    if serves_until < today {
        return past(cell);
    }
    match order_by.cmp(&today) {
        Ordering::Greater => cell,
        Ordering::Equal => cell.toned(Tone::Bad),
        Ordering::Less => Cell { text: format!("{}, overdue", cell.text), ..cell }.toned(Tone::Bad),
    }
}

/// What can no longer be acted on; machines have the date of the day.
fn past(cell: Cell) -> Cell {
    Cell { text: format!("{}, past", cell.text), ..cell }
}

/// The last month of a stretch; marked where the day has passed it.
fn until(scene: &Scene, last: Month) -> Cell {
    let cell = month(last);
    if last < scene.model.program.month(scene.now().0) { past(cell) } else { cell }
}

fn month(month: Month) -> Cell {
    Cell::new(format::month(month), month.to_string())
}

/// The month of breach and what is broken then; else what keeping the old tier costs.
pub fn if_not_done(scene: &Scene, upgrade: &Upgrade) -> Cell {
    match (&upgrade.breach, &upgrade.cause) {
        (Some(breach), _) => breached(breach).toned(Tone::Bad),
        (None, Cause::Cheaper) => Cell::text(format!("pays {} more a month", scene.brief(-upgrade.difference()))),
        (None, _) => Cell::text("holds to the end"),
    }
}

fn breached(breach: &Breach) -> Cell {
    let months = format::counted(breach.months, "month", "months");
    let what = format!("{}, {months} in all", words::cause(&breach.cause));
    Cell::new(format!("{}: {what}", format::month(breach.month)), format!("{}: {what}", breach.month))
}

/// Stretches of months in which what is in place does not hold. None where there are none.
pub fn gaps(scene: &Scene) -> Option<Table> {
    let Plan { gaps, .. } = plan(scene.model, &scene.deployed);
    let row = |gap: &Gap| {
        table::row(vec![
            Cell::text(&gap.label),
            month(gap.first),
            until(scene, gap.last),
            Cell::text(words::rung(&gap.rung)),
            Cell::text(words::cause(&gap.cause)).toned(Tone::Bad),
            Cell::text(gap.holds.as_ref().map_or("none".into(), words::rung)),
        ])
    };
    let columns = vec![
        table::text("component", "Component"),
        table::text("from", "From"),
        table::text("until", "Until"),
        table::text("in_place", "In place"),
        table::text("short_of", "Short of"),
        table::text("would_hold", "Cheapest that holds"),
    ];
    let rows: Vec<TableRow> = gaps.iter().map(row).collect();
    let subtitle = "months in which what the plan has in place does not hold, and the cheapest that would";
    (!rows.is_empty()).then(|| table::table("gaps", "Too small", subtitle, columns, rows, ""))
}

/// Stretches of months in which a request path takes longer than it may, with the cheapest change that keeps the
/// promise. None where every promise is kept, or nothing is promised.
pub fn promises(scene: &Scene) -> Option<Table> {
    let currency = scene.currency();
    let row = |missed: &Broken| {
        let mut cells = vec![
            Cell::text(&missed.label),
            month(missed.first),
            until(scene, missed.last),
            Cell::text(slowness(missed)).toned(Tone::Bad),
        ];
        match &missed.remedy {
            Some(remedy) => cells.extend([
                Cell::text(change(remedy)),
                order_by(scene, remedy.order_by, missed.last),
                table::of_money_brief(remedy.difference(), currency),
                table::of_money_brief(remedy.once + remedy.work, currency),
                month(remedy.keeps_until),
            ]),
            None => {
                cells.push(Cell::text(NO_REMEDY));
                cells.resize_with(9, table::nothing);
            }
        }
        table::row(cells)
    };
    let rows: Vec<TableRow> = broken(&scene.deployed).iter().map(row).collect();
    let columns = vec![
        table::text("path", "Path"),
        table::text("from", "From"),
        table::text("until", "Until"),
        table::text("missed", "Missed by"),
        table::text("change", "Cheapest change that keeps it"),
        table::text("order_by", "Order by"),
        table::money("difference", "More a month", currency),
        table::money("once", "Once", currency),
        table::text("keeps_until", "Kept until"),
    ];
    let subtitle = "end to end; the plan above is chosen by limits and triggers alone, so these changes come on top";
    (!rows.is_empty()).then(|| table::table("missed-promises", "Promises missed", subtitle, columns, rows, ""))
}

/// "p95 of 612 ms, promised 500 ms; PostgreSQL takes longest".
pub fn slowness(missed: &Broken) -> String {
    let percentile = queue::name(missed.target.percentile);
    let takes =
        missed.late.response_ms.map_or("without bound".to_owned(), |ms| format!("of {}", format::milliseconds(ms)));
    let promised = format::milliseconds(missed.target.within.milliseconds());
    let slowest = missed.late.slowest.as_ref().map_or(String::new(), |stop| format!("; {} takes longest", stop.label));
    format!("{percentile} {takes}, promised {promised}{slowest}")
}

/// "PostgreSQL: B1ms → 2 × B2s".
fn change(remedy: &Remedy) -> String {
    format!("{}: {} → {}", remedy.label, words::rung(&remedy.from), words::rung(&remedy.to))
}
