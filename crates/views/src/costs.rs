//! Costs: by line and by period, what each component's month is made of, and where every price comes from.

use headroom_engine::model::program::Supply;
use headroom_engine::money::Money;
use headroom_engine::project::{Item, Ledger, bases};
use headroom_frames::Period;
use headroom_pages::{Block, Cell, Page, RowStyle, Table, Tone, Width};

use crate::scene::Scene;
use crate::{format, pictures, table};

pub fn costs(scene: &Scene) -> Page {
    let blocks = vec![
        Block::Graphic { graphic: pictures::cost_stack(scene), width: Width::Full },
        table::block(lines(scene, scene.period)),
        table::block(items(scene, scene.months().min(12))),
        table::block(prices(scene)),
    ];
    Page { id: "costs".into(), title: "Costs".into(), blocks }
}

/// Every cost line by period, with the total of the lines shown.
pub fn lines(scene: &Scene, period: Period) -> Table {
    let currency = scene.currency();
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
    let mut columns = vec![table::text("line", "Line")];
    columns.extend(found.spans.iter().map(|span| table::of_period("cost", span, currency)));
    columns.push(table::money("total", "Total", currency));
    let cells = |label: &str, amounts: &[Money], total: Money| {
        let mut cells = vec![Cell::text(label)];
        cells.extend(amounts.iter().map(|m| table::of_money_brief(*m, currency)));
        cells.push(table::of_money_brief(total, currency));
        cells
    };
    let mut rows: Vec<_> = found
        .lines
        .iter()
        .filter(|l| l.total != Money::ZERO)
        .map(|l| table::row(cells(&l.label, &l.amounts, l.total)))
        .collect();
    rows.push(table::styled(cells("Total", &found.totals, found.total), RowStyle::Total));
    table::table(
        "cost-lines",
        "Cost by line",
        "after free periods and credits; each line is rounded once, totals are the sums shown",
        columns,
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
                table::of_count(item.quantity),
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

/// Every price of the deployment with its date and source; stated prices beside the catalogue's.
pub fn prices(scene: &Scene) -> Table {
    let currency = scene.currency();
    let catalog = scene.model.catalog();
    let mut rows = Vec::new();
    for (id, rule) in &scene.deployed.rule.components {
        let form = scene.model.file.deployments.get(scene.deployed.id).and_then(|d| d.components.get(id));
        for (tier_id, tier) in &rule.tiers {
            let tier_form = form.and_then(|c| c.ladder.get(tier_id));
            let plan = tier.plan.as_ref().and_then(|p| catalog.plan(p));
            let price: rust_decimal::Decimal = tier.price.iter().map(|n| scene.model.program.params[*n].exact()).sum();
            let listed = plan.and_then(|p| scene.model.prices.monthly(p)).map(|price| price.amount);
            let own = tier_form
                .and_then(|t| t.price.as_ref().or(t.added.as_ref()))
                .map(|q| q.source.clone())
                .filter(|s| !s.is_empty());
            let source = if tier.price_from_catalog {
                plan.map_or(String::new(), |p| p.source.clone())
            } else {
                own.or(tier_form.and_then(|t| t.source.clone())).unwrap_or_else(|| "the model".into())
            };
            let as_of = if tier.price_from_catalog {
                plan.map_or(String::new(), |p| p.as_of.to_string())
            } else {
                String::new()
            };
            rows.push(price_row(
                &rule.label,
                &tier.label,
                price,
                listed.filter(|_| !tier.price_from_catalog),
                &as_of,
                &source,
                currency,
            ));
        }
        if let Supply::Usage(usage) = &rule.supply {
            let meters = [
                ("vCPU-month", usage.vcpu_price, "railway-vcpu-month"),
                ("GB of memory, month", usage.ram_price, "railway-ram-month"),
                ("GB of volume, month", usage.volume_price, "railway-volume-month"),
                ("GB of egress", usage.egress_price, "railway-egress"),
            ];
            for (label, price, rate) in meters {
                let Some(price) = price.map(|n| scene.model.program.params[n].exact()) else { continue };
                let rate = catalog.rate(rate);
                rows.push(price_row(
                    &rule.label,
                    label,
                    price,
                    None,
                    &rate.map_or(String::new(), |r| r.as_of.to_string()),
                    rate.map_or("", |r| &r.source),
                    currency,
                ));
            }
            if let (Some(minimum), Some(plan)) = (usage.minimum, usage.plan.as_ref().and_then(|p| catalog.plan(p))) {
                rows.push(price_row(
                    &rule.label,
                    &format!("{} plan, least a month", plan.plan),
                    scene.model.program.params[minimum].exact(),
                    None,
                    &plan.as_of.to_string(),
                    &plan.source,
                    currency,
                ));
            }
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("what", "What"),
        table::money("price", "Price", currency),
        table::money("list_price", "List price", currency),
        table::number("difference", "Difference"),
        table::text("as_of", "Price date"),
        table::text("source", "Source"),
    ];
    table::table(
        "prices",
        "Prices and their sources",
        "a month unless the unit says otherwise; the list price is the catalogue's where the model states its own",
        columns,
        rows,
        "No price.",
    )
}

fn price_row(
    component: &str,
    what: &str,
    price: rust_decimal::Decimal,
    listed: Option<rust_decimal::Decimal>,
    as_of: &str,
    source: &str,
    currency: headroom_engine::money::Currency,
) -> headroom_pages::TableRow {
    let difference =
        listed.filter(|l| !l.is_zero()).and_then(|l| (price - l).checked_div(l)).map(headroom_engine::money::number_of);
    table::row(vec![
        Cell::text(component),
        Cell::text(what),
        table::of_price(price, currency),
        listed.map_or(table::nothing(), |l| table::of_price(l, currency)),
        difference.map_or(table::nothing(), |d| {
            table::of_share(d).toned(if d.abs() > 0.1 { Tone::Warn } else { Tone::Neutral })
        }),
        if as_of.is_empty() { Cell::text("stated") } else { Cell::text(as_of) },
        Cell::text(source),
    ])
}

/// The dates of the prices the deployment rests on: "prices as of 2026-07-31 to 2026-10-03".
pub fn price_dates(scene: &Scene) -> String {
    let catalog = scene.model.catalog();
    let mut dates: Vec<String> = Vec::new();
    for rule in scene.deployed.rule.components.values() {
        dates.extend(
            rule.tiers
                .values()
                .filter(|t| t.price_from_catalog)
                .filter_map(|t| catalog.plan(t.plan.as_ref()?))
                .map(|p| p.as_of.to_string()),
        );
        if let Supply::Usage(usage) = &rule.supply {
            dates.extend(usage.plan.as_ref().and_then(|p| catalog.plan(p)).map(|p| p.as_of.to_string()));
        }
    }
    dates.sort();
    match (dates.first(), dates.last()) {
        (Some(first), Some(last)) if first != last => format!("prices as of {first} to {last}"),
        (Some(date), _) => format!("prices as of {date}"),
        _ => "prices as stated in the plan".into(),
    }
}

/// "12 lines", for summaries.
pub fn line_count(scene: &Scene) -> String {
    format::counted(scene.deployed.outcome.lines.len(), "line", "lines")
}
