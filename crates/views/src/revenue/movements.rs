//! What moved recurring revenue.

use headroom_engine::money::Money;
use headroom_frames::{MovementRow, Period};
use headroom_pages::{Cell, Column, Table};

use crate::scene::Scene;
use crate::table;

/// How many rows of the plans' movements a page shows.
const SHOWN: usize = 24;

/// MRR movements of all plans together.
pub fn movements(scene: &Scene, period: Period) -> Table {
    let found = scene.frames.or_nothing(scene.frames.movements(period).map(|m| m.total));
    let rows = found.iter().map(|row| table::row(flows(scene, row))).collect();
    table::table(
        "mrr-movements",
        "MRR movements",
        "start + new + expansion + reactivated + contraction + churned = end, to the cent, where contraction and churned are \
         negative; unpaid is the part of churned whose charge was never collected",
        columns(scene),
        rows,
        "No plan.",
    )
}

/// The same of each plan; nothing where one plan is all there is.
pub fn by_plan(scene: &Scene, period: Period) -> Option<Table> {
    let plans = scene.frames.or_nothing(scene.frames.movements(period).map(|m| m.plans));
    let rules = scene.model.program.subscription.plans.values();
    let priced: Vec<_> = plans.iter().zip(rules).filter(|(_, rule)| !rule.free).map(|(plan, _)| plan).collect();
    if priced.len() < 2 {
        return None;
    }
    let currency = scene.currency();
    let rows = priced.iter().flat_map(|plan| {
        plan.rows.iter().map(|row| {
            let mut cells = flows(scene, row);
            cells.insert(0, Cell::text(&plan.label));
            cells.insert(cells.len() - 1, table::of_money(row.moved, currency));
            table::row(cells)
        })
    });
    let mut columns = columns(scene);
    columns.insert(0, table::text("plan", "Plan"));
    columns.insert(columns.len() - 1, table::money("moved", "Moved", currency));
    let table = table::table(
        "mrr-movements-by-plan",
        "MRR movements by plan",
        "moved is the MRR of customers who came from other plans, less that of those who left for them",
        columns,
        rows.collect(),
        "",
    );
    Some(table::folded(table, SHOWN))
}

fn columns(scene: &Scene) -> Vec<Column> {
    let money = |key: &str, label: &str| table::money(key, label, scene.currency());
    vec![
        table::text("period", "Period"),
        money("start", "Start"),
        money("new", "New"),
        money("expansion", "Expansion"),
        money("reactivated", "Reactivated"),
        money("contraction", "Contraction"),
        money("churned", "Churned"),
        money("churned_unpaid", "Unpaid, of churned"),
        money("end", "End"),
    ]
}

/// What takes from MRR is negative.
fn flows(scene: &Scene, m: &MovementRow) -> Vec<Cell> {
    let amounts = [m.start, m.new, m.expansion, m.reactivated, -m.contraction, -m.churned, -m.involuntary, m.end];
    let money = |amount: Money| table::of_money(amount, scene.currency());
    std::iter::once(table::of_span(&m.span)).chain(amounts.map(money)).collect()
}
