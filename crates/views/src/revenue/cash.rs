//! What is in the bank and is no revenue, and what is revenue and never came: deferred revenue, refunds, failed payments,
//! tax, trials. A model that has none of a thing has no table of it.

use headroom_engine::money::Money;
use headroom_frames::SubscriptionRow;
use headroom_pages::{Cell, Column, Table};

use crate::scene::Scene;
use crate::table;

pub fn tables(scene: &Scene) -> Vec<Table> {
    let rows = scene.frames.or_nothing(scene.frames.subscription(scene.period));
    let rule = &scene.model.program.subscription;
    let annual = rule.plans.values().any(|plan| plan.annual);
    let apart = (annual || rule.refunds.is_some()).then(|| cash_and_revenue(scene, &rows));
    let failed = rule.failed.is_some().then(|| failed(scene, &rows));
    let tax = rule.tax.is_some_and(|tax| !tax.withheld).then(|| tax(scene, &rows));
    let trial = (rule.trial > 0).then(|| trial(&rows));
    [apart, failed, tax, trial].into_iter().flatten().collect()
}

/// A table of amounts by period.
fn amounts<const N: usize>(
    scene: &Scene,
    names: [&str; 3],
    columns: [(&str, &str); N],
    rows: &[SubscriptionRow],
    of: impl Fn(&SubscriptionRow) -> [Money; N],
) -> Table {
    let [id, title, subtitle] = names;
    let money = columns.map(|(key, label)| table::money(key, label, scene.currency()));
    let row = |row: &SubscriptionRow| {
        let amounts = of(row).map(|amount| table::of_money(amount, scene.currency()));
        table::row(std::iter::once(table::of_span(&row.span)).chain(amounts).collect())
    };
    table::table(id, title, subtitle, with_period(money), rows.iter().map(row).collect(), "No plan.")
}

fn with_period(columns: impl IntoIterator<Item = Column>) -> Vec<Column> {
    std::iter::once(table::text("period", "Period")).chain(columns).collect()
}

fn cash_and_revenue(scene: &Scene, rows: &[SubscriptionRow]) -> Table {
    let names = [
        "cash-and-revenue",
        "Cash apart from revenue",
        "deferred revenue at the end = before + receipts − revenue, to the cent; receipts are less what is paid back, and \
         without tax",
    ];
    let columns = [
        ("revenue", "Revenue"),
        ("receipts", "Receipts"),
        ("refunded", "Refunded"),
        ("fees", "Payment fees"),
        ("deferred", "Deferred revenue"),
    ];
    amounts(scene, names, columns, rows, |r| [r.revenue, r.receipts, r.refunded, r.fees, r.deferred])
}

fn failed(scene: &Scene, rows: &[SubscriptionRow]) -> Table {
    let names = [
        "failed-payments",
        "Failed payments",
        "charges that failed at first, and what of earlier ones was collected later; who does not pay in the end has left \
         unpaid",
    ];
    let columns = [("failed", "Failed"), ("recovered", "Recovered"), ("involuntary", "Churned MRR, unpaid")];
    let moved = scene.frames.or_nothing(scene.frames.movements(scene.period).map(|m| m.total));
    let unpaid =
        |row: &SubscriptionRow| moved.iter().find(|m| m.span == row.span).map_or(Money::ZERO, |m| m.involuntary);
    amounts(scene, names, columns, rows, |r| [r.failed, r.recovered, unpaid(r)])
}

fn tax(scene: &Scene, rows: &[SubscriptionRow]) -> Table {
    let names = [
        "tax",
        "Tax held for others",
        "on top of prices: no revenue and no cost; owed is what is still to be passed on",
    ];
    let columns = [("tax_collected", "Collected"), ("tax_remitted", "Passed on"), ("tax_owed", "Tax owed")];
    amounts(scene, names, columns, rows, |r| [r.tax_collected, r.tax_remitted, r.tax_owed])
}

fn trial(rows: &[SubscriptionRow]) -> Table {
    let columns = with_period([table::number("trial", "In a trial"), table::number("paying", "Paying")]);
    let cells = |row: &SubscriptionRow| -> Vec<Cell> {
        vec![table::of_span(&row.span), table::of_count(row.trial), table::of_count(row.paying)]
    };
    let rows = rows.iter().map(|row| table::row(cells(row))).collect();
    table::table("trials", "Users in a trial", "at the end of each period", columns, rows, "No plan.")
}
