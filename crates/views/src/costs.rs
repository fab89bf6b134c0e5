//! Costs: by line and by period, and what each component's month is made of.

use headroom_engine::money::Money;
use headroom_engine::project::{Item, Ledger, bases};
use headroom_frames::Period;
use headroom_pages::{Block, Cell, Page, RowStyle, Table, Width};

use crate::scene::Scene;
use crate::table::ByPeriod;
use crate::{format, pictures, table};

pub fn costs(scene: &Scene) -> Page {
    let blocks = vec![
        Block::Graphic { graphic: pictures::cost_stack(scene), width: Width::Full },
        table::block(lines(scene, scene.period)),
        table::block(items(scene, scene.months().min(12))),
    ];
    Page { id: "costs".into(), title: "Costs".into(), blocks }
}

/// Every cost line by period, with the total of the lines shown.
pub fn lines(scene: &Scene, period: Period) -> Table {
    let Some(found) = scene.frames.or_nothing(scene.frames.cost_lines(scene.deployed.id, period).map(Some)) else {
        return table::table(
            "cost-lines",
            "Cost by line",
            "",
            vec![table::text("line", "Line")],
            Vec::new(),
            "Nothing is paid.",
        );
    };
    let by = ByPeriod { of: ("line", "Line"), what: "cost", spans: &found.spans, currency: scene.currency() };
    let mut rows: Vec<_> = found
        .lines
        .iter()
        .filter(|l| l.total != Money::ZERO)
        .map(|l| table::row(by.cells(&l.label, &l.amounts, l.total)))
        .collect();
    rows.push(table::styled(by.cells("Total", &found.totals, found.total), RowStyle::Total));
    table::table(
        "cost-lines",
        "Cost by line",
        "after free periods and credits; each line is rounded once, totals are the sums shown",
        by.columns(),
        rows,
        "Nothing is paid.",
    )
}

/// What each component's month is made of.
fn items(scene: &Scene, t: usize) -> Table {
    let currency = scene.currency();
    let d = &scene.deployed;
    let params = &d.program.params;
    let bases = bases(&d.demand.registered, &d.demand.subscription, params.number_or(d.program.active, 1.0));
    let ledger = Ledger { program: d.program, params, bases: &bases, drivers: &d.demand.drivers };
    let mut rows = Vec::new();
    for (id, run) in &d.outcome.components {
        let rule = &d.rule.components[id];
        let found: Vec<Item<Money>> = ledger.component_items(rule, run, t);
        rows.extend(found.into_iter().map(|item| {
            table::row(vec![
                Cell::text(&rule.label),
                Cell::text(item.label),
                table::of_figure(item.quantity),
                Cell::text(item.unit),
                table::of_price(item.price.exact(), currency),
                table::of_money(item.amount, currency),
            ])
        }));
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("item", "Item"),
        table::number("quantity", "Quantity"),
        table::text("unit", "Unit"),
        table::money("unit_price", "Unit price", currency),
        table::money("amount", "Amount", currency),
    ];
    table::table(
        "infrastructure-items",
        &format!("Infrastructure in {}", scene.month(t)),
        "quantity × unit price, before free periods and credits",
        columns,
        rows,
        "No component.",
    )
}

/// "12 lines", for summaries.
pub fn line_count(scene: &Scene) -> String {
    format::counted(scene.deployed.outcome.lines.len(), "line", "lines")
}
