//! Revenue and customers by plan.

use headroom_engine::money::Money;
use headroom_engine::project::PlanRun;
use headroom_frames::Period;
use headroom_pages::{Cell, RowStyle, Table};

use crate::scene::Scene;
use crate::table::{self, ByPeriod};

/// Each plan in one month: customers and what became of them, and recurring revenue.
pub fn in_month(scene: &Scene, t: usize) -> Table {
    let currency = scene.currency();
    let d = &scene.deployed;
    let s = &d.demand.subscription;
    let total = s.mrr[t - 1].end;
    let counts = |run: &PlanRun<Money>| {
        [&run.customers, &run.new, &run.reactivated, &run.churned, &run.involuntary].map(|list| list[t - 1])
    };
    let cells = |label: &str, counts: [f64; 5], mrr: Money, deferred: Money| {
        let mut cells = vec![Cell::text(label)];
        cells.extend(counts.map(table::of_count));
        let share = total.to_f64();
        cells.push(table::of_money(mrr, currency));
        cells.push(if share > 0.0 { table::of_share(mrr.to_f64() / share) } else { table::nothing() });
        cells.push(table::of_money(deferred, currency));
        cells
    };
    let plans = || d.program.subscription.plans.values().zip(&s.plans);
    let mut rows: Vec<_> = plans()
        .map(|(rule, run)| table::row(cells(&rule.label, counts(run), run.mrr[t - 1].end, run.deferred[t - 1])))
        .collect();
    let priced = plans().filter(|(rule, _)| !rule.free).map(|(_, run)| counts(run));
    let sums = priced.fold([0.0; 5], |sums, counts| std::array::from_fn(|i| sums[i] + counts[i]));
    let deferred = s.plans.iter().map(|run| run.deferred[t - 1]).sum();
    rows.push(table::styled(cells("Plans with a price", sums, total, deferred), RowStyle::Total));
    let columns = vec![
        table::text("plan", "Plan"),
        table::number("customers", "Customers"),
        table::number("new", "New"),
        table::number("reactivated", "Came back"),
        table::number("churned", "Left"),
        table::number("involuntary", "Left unpaid"),
        table::money("mrr", "MRR", currency),
        table::number("mrr_share", "Share of MRR"),
        table::money("deferred", "Deferred revenue", currency),
    ];
    let title = format!("Plans in {}", scene.month(t));
    let subtitle = "customers, MRR and deferred revenue at the month's end; left unpaid is part of left";
    table::table("plans", &title, subtitle, columns, rows, "No plan.")
}

/// Revenue by plan and period.
pub fn plans(scene: &Scene, period: Period) -> Table {
    let Some(found) = scene.frames.or_nothing(scene.frames.plan_revenue(period).map(Some)) else {
        return empty("plan-revenue", "Revenue by plan");
    };
    let by = ByPeriod { of: ("plan", "Plan"), what: "revenue", spans: &found.spans, currency: scene.currency() };
    let mut rows: Vec<_> = found.plans.iter().map(|p| table::row(by.cells(&p.label, &p.revenue, p.total))).collect();
    if found.refunds.iter().any(|m| *m != Money::ZERO) {
        let refunds: Vec<Money> = found.refunds.iter().map(|m| -*m).collect();
        rows.push(table::row(by.cells("Refunds", &refunds, refunds.iter().copied().sum())));
    }
    rows.push(table::styled(by.cells("Total", &found.revenue, found.total), RowStyle::Total));
    table::table(
        "plan-revenue",
        "Revenue by plan",
        "on the end-of-month count, after discounts",
        by.columns(),
        rows,
        "No plan.",
    )
}

fn empty(id: &str, title: &str) -> Table {
    table::table(id, title, "", vec![table::text("plan", "Plan")], Vec::new(), "No plan.")
}
