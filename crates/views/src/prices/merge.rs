//! What an imported price list changed, and what waits for a person's word.

use headroom_engine::catalog::{Catalog, Change, Merge};
use headroom_engine::money::{Currency, number_of};
use headroom_pages::{Block, Cell, Span, Table};
use rust_decimal::Decimal;

use super::{known, warning};
use crate::{format, table};

/// The figure that stands for a row's currency.
const CURRENCY: &str = "currency";

/// How many rows of a long list a page shows.
const SHOWN: usize = 20;

/// A merge in a sentence, what was held back, and what changed, is new or is no longer sold.
pub fn merge(merge: &Merge) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { text: vec![Span::plain(sentence(merge))] }];
    if !merge.held.is_empty() {
        blocks.extend(why_held(&merge.held).map(warning));
        blocks.push(table::block(changes("held-prices", "Held back", merge, &merge.held)));
    }
    if !merge.changed.is_empty() {
        blocks.push(table::block(changes("changed-prices", "Changed", merge, &merge.changed)));
    }
    if !merge.new.is_empty() {
        blocks.push(table::block(plans(
            "new-prices",
            "New",
            "rows that the catalogue did not have",
            merge,
            &merge.new,
        )));
    }
    if !merge.gone.is_empty() {
        let about = "no longer in the list; kept for models that use them";
        blocks.push(table::block(plans("gone-plans", "No longer sold", about, merge, &merge.gone)));
    }
    blocks
}

/// "3 new, 2 changed, 1 held back, 120 unchanged."
fn sentence(merge: &Merge) -> String {
    let counts = [
        (merge.new.len(), "new"),
        (rows(&merge.changed), "changed"),
        (rows(&merge.held), "held back"),
        (merge.gone.len(), "no longer sold"),
        (merge.older.len(), "older than the catalogue's and left alone"),
        (merge.unchanged.len(), "unchanged"),
    ];
    let words = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", format::count(*n as f64)));
    let words: Vec<String> = words.collect();
    if words.is_empty() { "The list has no prices.".into() } else { format!("{}.", format::list(&words)) }
}

/// Why rows wait: each counts once, by its currency where that changed.
fn why_held(held: &[Change]) -> impl Iterator<Item = String> {
    let elsewhere = held.iter().filter(|change| change.field == CURRENCY).count();
    let why = |rows: usize, why: &str| {
        let prices = format::counted(rows, "price is", "prices are");
        (rows > 0).then(|| format!("{prices} {why}"))
    };
    let far = why(rows(held) - elsewhere, "so far from the old that the old stays until it is confirmed.");
    let currency = why(elsewhere, "in another currency than the old, which stays until it is confirmed.");
    [far, currency].into_iter().flatten()
}

/// How many rows of the catalogue changes are of.
fn rows(changes: &[Change]) -> usize {
    changes.chunk_by(|a, b| a.id == b.id).count()
}

fn changes(id: &str, title: &str, merge: &Merge, changes: &[Change]) -> Table {
    let rows = changes.iter().map(|change| {
        let row = Row::of(&merge.catalog, &change.id);
        let (from, to) = currencies(changes, change).unwrap_or((row.currency, row.currency));
        let share = change.share.map(number_of);
        table::row(vec![
            Cell::text(&change.id),
            Cell::text(row.name),
            Cell::text(field(change.field)),
            Cell::new(figure(change, &change.from, from), change.from.clone()),
            Cell::new(figure(change, &change.to, to), change.to.clone()),
            share.map_or(table::nothing(), |s| Cell::new(format::signed_share(s), format::plain_count(s))),
        ])
    });
    let columns = vec![
        table::text("id", "Id"),
        table::text("name", "What"),
        table::text("figure", "Figure"),
        table::number("before", "Before"),
        table::number("after", "After"),
        table::number("change", "Change"),
    ];
    let found = table::table(id, title, "before tax, each in its own currency", columns, rows.collect(), "");
    table::folded(found, SHOWN)
}

/// The currencies before and after, where a row's currency is among the changes.
fn currencies(changes: &[Change], of: &Change) -> Option<(Option<Currency>, Option<Currency>)> {
    let change = changes.iter().find(|change| change.id == of.id && change.field == CURRENCY)?;
    Some((change.from.parse().ok(), change.to.parse().ok()))
}

fn plans(id: &str, title: &str, subtitle: &str, merge: &Merge, ids: &[String]) -> Table {
    let rows = ids.iter().map(|id| {
        let row = Row::of(&merge.catalog, id);
        table::row(vec![
            Cell::text(id),
            Cell::text(row.name),
            Cell::text(row.region),
            row.price.map_or(table::nothing(), |p| Cell::new(shown(p, row.currency), format::plain(p))),
            Cell::text(row.unit),
            Cell::text(row.currency.map_or(String::new(), |c| c.code().to_owned())),
        ])
    });
    let columns = vec![
        table::text("id", "Id"),
        table::text("name", "What"),
        table::text("region", "Region"),
        table::number("price", "Price"),
        table::text("unit", "Per"),
        table::text("currency", "Currency"),
    ];
    table::folded(table::table(id, title, subtitle, columns, rows.collect(), ""), SHOWN)
}

/// A plan or a rate of the catalogue, as a list shows it.
#[derive(Default)]
struct Row {
    name: String,
    region: String,
    price: Option<Decimal>,
    unit: String,
    currency: Option<Currency>,
}

impl Row {
    fn of(catalog: &Catalog, id: &str) -> Self {
        if let Some(plan) = catalog.plan(id) {
            return Self {
                name: known::sold(plan),
                region: plan.region.clone().unwrap_or_default(),
                price: plan.price_monthly,
                unit: "month".into(),
                currency: Some(plan.currency),
            };
        }
        let Some(rate) = catalog.rate(id) else { return Self::default() };
        Self {
            name: format!("{} {}", known::provider(&rate.provider), rate.meter.replace('_', " ")),
            region: rate.region.clone().unwrap_or_default(),
            price: rate.unit_price(),
            unit: rate.unit.clone(),
            currency: Some(rate.currency),
        }
    }
}

/// A figure that changed, in words: money with its sign, sizes and currencies as they are.
fn figure(change: &Change, text: &str, currency: Option<Currency>) -> String {
    if text.is_empty() {
        return "—".into();
    }
    match text.parse::<Decimal>() {
        Ok(price) if is_money(change.field) => shown(price, currency),
        Ok(size) => format::exact(size),
        Err(_) => text.to_owned(),
    }
}

fn shown(price: Decimal, currency: Option<Currency>) -> String {
    currency.map_or_else(|| format::exact(price), |c| format::price(price, c))
}

fn is_money(field: &str) -> bool {
    field.starts_with("price")
        || field.starts_with("reservation")
        || ["egress_overage_per_gb", "fixed"].contains(&field)
}

/// A figure's name in the catalogue's files, in words.
fn field(name: &'static str) -> &'static str {
    match name {
        "price_monthly" => "a month",
        "price_monthly_if_annual" => "a month, paid by the year",
        "price_hourly" => "an hour",
        "reservation_1y_monthly" => "a month, 1 year committed",
        "reservation_3y_monthly" => "a month, 3 years committed",
        "egress_overage_per_gb" => "a GB of traffic beyond",
        "vcpu" => "vCPU",
        "ram_gib" => "memory, GiB",
        "disk_gb" => "disk, GB",
        "transfer_included_gb" => "traffic included, GB",
        "price" => "a unit",
        "percent" => "percent",
        "fixed" => "a transaction",
        "tier_from" => "from a quantity of",
        "tier_to" => "to a quantity of",
        other => other,
    }
}
