//! `headroom catalog list`: plans with their sizes and prices, or prices per unit.

use std::collections::BTreeSet;

use headroom_app::engine::catalog::{Catalog, CatalogPlan, PlanFilter, Rate};
use headroom_app::pages::{Cell, Table};
use headroom_app::report;
use headroom_app::views::{format, table};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{catalog, rows};
use crate::args::Format;
use crate::args::catalog::List;
use crate::commands::known;
use crate::failure::Failure;
use crate::{json, output};

pub fn run(args: &List) -> Result<(), Failure> {
    let catalog = catalog()?;
    check(args, &catalog)?;
    let filter = PlanFilter {
        provider: args.provider.as_deref(),
        service: args.service.as_deref(),
        region: args.region.as_deref(),
        currency: None,
    };
    let plans: Vec<&CatalogPlan> = catalog.plans_where(filter).collect();
    let rates: Vec<&Rate> = catalog.rates.values().filter(|rate| is_wanted(rate, args)).collect();
    match (args.format, args.rates) {
        (Format::Json, false) => json::print(&plans.into_iter().map(rows::plan).collect::<Value>()),
        (Format::Json, true) => json::print(&rates.into_iter().map(rows::rate).collect::<Value>()),
        (Format::Table, false) => output::text(&people(&plan_table(&plans))),
        (Format::Table, true) => output::text(&people(&rate_table(&rates))),
        (Format::Csv, false) => output::data(report::csv(&plan_table(&plans)).as_bytes()),
        (Format::Csv, true) => output::data(report::csv(&rate_table(&rates)).as_bytes()),
    }
}

fn check(args: &List, catalog: &Catalog) -> Result<(), Failure> {
    let of = |plan: fn(&CatalogPlan) -> &str, rate: fn(&Rate) -> &str| -> BTreeSet<&str> {
        if args.rates { catalog.rates.values().map(rate).collect() } else { catalog.plans.values().map(plan).collect() }
    };
    let asked = [
        ("provider", &args.provider, of(|plan| &plan.provider, |rate| &rate.provider)),
        ("kind", &args.service, of(|plan| &plan.service, |rate| &rate.service)),
    ];
    asked.iter().try_for_each(|(what, name, all)| {
        name.as_deref().map_or(Ok(()), |name| known(what, name, "in the catalogue", all))
    })
}

fn is_wanted(rate: &Rate, args: &List) -> bool {
    args.provider.as_ref().is_none_or(|provider| rate.provider == *provider)
        && args.service.as_ref().is_none_or(|service| rate.service == *service)
        && args.region.as_ref().is_none_or(|region| rate.region.as_ref() == Some(region))
}

/// Ids are there to be typed, so they stay whole: what they tell already, and what `show` tells, gives way to them.
fn people(table: &Table) -> String {
    const LEFT_OUT: [&str; 7] = ["provider", "service", "plan", "meter", "region", "currency", "source"];
    let is_shown: Vec<bool> = table.columns.iter().map(|c| !LEFT_OUT.contains(&c.key.as_str())).collect();
    let mut shown = table.clone();
    let mut column = is_shown.iter();
    shown.columns.retain(|_| column.next().copied().unwrap_or_default());
    for row in &mut shown.rows {
        let mut cell = is_shown.iter();
        row.cells.retain(|_| cell.next().copied().unwrap_or_default());
    }
    report::text(&shown, output::width(), true)
}

fn plan_table(plans: &[&CatalogPlan]) -> Table {
    let row = |plan: &&CatalogPlan| {
        let shape = &plan.shape;
        table::row(vec![
            Cell::text(&plan.id),
            Cell::text(&plan.provider),
            Cell::text(&plan.service),
            Cell::text(&plan.plan),
            Cell::text(plan.region.as_deref().unwrap_or_default()),
            size(shape.vcpu),
            size(shape.ram_gib),
            size(shape.disk_gb),
            if shape.transfer_unlimited { Cell::text("unlimited") } else { size(shape.transfer_gb) },
            plan.price_monthly.map_or(table::nothing(), |price| table::of_price(price, plan.currency)),
            Cell::text(plan.currency.code()),
            Cell::text(plan.as_of.to_string()),
            Cell::text(&plan.source),
        ])
    };
    let columns = vec![
        table::text("id", "Id"),
        table::text("provider", "Provider"),
        table::text("service", "Kind"),
        table::text("plan", "Plan"),
        table::text("region", "Region"),
        table::number("vcpu", "vCPU"),
        table::number("ram_gib", "GiB"),
        table::number("disk_gb", "Disk GB"),
        table::number("transfer_gb", "Traffic GB"),
        table::number("price_monthly", "A month"),
        table::text("currency", "Currency"),
        table::text("as_of", "Price date"),
        table::text("source", "Source"),
    ];
    let empty = "The catalogue has no such plan.";
    let rows = plans.iter().map(row).collect();
    table::table("plans", "Plans", "prices before tax, for one instance and month", columns, rows, empty)
}

fn rate_table(rates: &[&Rate]) -> Table {
    let row = |rate: &&Rate| {
        let money = |price: Option<Decimal>| price.map_or(table::nothing(), |p| table::of_price(p, rate.currency));
        table::row(vec![
            Cell::text(&rate.id),
            Cell::text(&rate.provider),
            Cell::text(&rate.service),
            Cell::text(&rate.meter),
            Cell::text(rate.region.as_deref().unwrap_or_default()),
            money(rate.unit_price()),
            Cell::text(&rate.unit),
            size(rate.percent),
            money(rate.fixed),
            size(rate.tier_from),
            size(rate.tier_to),
            Cell::text(rate.currency.code()),
            Cell::text(rate.as_of.to_string()),
            Cell::text(&rate.source),
        ])
    };
    let columns = vec![
        table::text("id", "Id"),
        table::text("provider", "Provider"),
        table::text("service", "Kind"),
        table::text("meter", "Meter"),
        table::text("region", "Region"),
        table::number("price", "Price"),
        table::text("unit", "Per"),
        table::number("percent", "Percent"),
        table::number("fixed", "Fixed"),
        table::number("tier_from", "From"),
        table::number("tier_to", "Below"),
        table::text("currency", "Currency"),
        table::text("as_of", "Price date"),
        table::text("source", "Source"),
    ];
    let empty = "The catalogue has no such rate.";
    table::table("rates", "Rates", "prices per unit, and fees", columns, rates.iter().map(row).collect(), empty)
}

fn size(value: Option<Decimal>) -> Cell {
    value.map_or(table::nothing(), |value| Cell::new(format::exact(value), format::plain(value)))
}
