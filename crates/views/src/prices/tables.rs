//! Prices in use, and the exchange rates they rest on.

use headroom_engine::catalog::Confidence;
use headroom_engine::prices::{Drift, age, drift, is_old};
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::used::{Used, used};
use crate::scene::Scene;
use crate::{format, table};

/// Every price of the deployment beside the list, with its date, age, source, and how well it is known.
pub fn in_use(scene: &Scene) -> Table {
    let currency = scene.currency();
    let drifts = drift(scene.model);
    let mut rows = Vec::new();
    for group in used(scene) {
        rows.push(table::group(&group.label, 8));
        rows.extend(group.prices.iter().map(|used| row(scene, used, &drifts)));
    }
    let columns = vec![
        table::text("what", "What"),
        table::money("price", "Price", currency),
        table::text("unit", "Per"),
        table::money("list", "List price", currency),
        table::text("as_of", "Price date"),
        table::number("age_months", "Age, months"),
        table::text("known", "Known"),
        table::text("source", "Source"),
    ];
    let subtitle = format!("what the costs rest on; ages on {}", scene.date);
    table::table("prices", "Prices in use", &subtitle, columns, rows, "This deployment states no prices.")
}

fn row(scene: &Scene, used: &Used, drifts: &[Drift]) -> TableRow {
    let currency = scene.currency();
    let stated = || drifts.iter().find(|drift| drift.path == used.path).map(|drift| drift.list.amount());
    let list = used.list.or_else(stated);
    let stale = |old: bool| if old { Tone::Warn } else { Tone::Neutral };
    let months = used.known.map(|known| {
        let cell = table::of_count(f64::from(age(known.as_of, scene.date)));
        cell.toned(stale(is_old(known.as_of, scene.date, scene.model)))
    });
    table::row(vec![
        Cell::text(&used.what),
        table::of_price(used.price, currency),
        Cell::text(&used.unit),
        list.map_or(table::nothing(), |list| table::of_price(list, currency)),
        used.known.map_or(table::nothing(), |known| Cell::text(known.as_of.to_string())),
        months.unwrap_or_else(table::nothing),
        known(used.known.map(|known| known.confidence)),
        source(&used.source),
    ])
}

/// Where a price was read; of an address its host, the first and the last of its parts, then what is remarked.
fn source(text: &str) -> Cell {
    let Some(rest) = text.strip_prefix("https://") else { return Cell::text(text) };
    let (address, remark) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
    let parts: Vec<&str> = address.trim_end_matches('/').split('/').collect();
    let short = match parts.as_slice() {
        [host, first, _, .., last] => format!("{host}/{first}/…/{last}"),
        parts => parts.join("/"),
    };
    Cell::new(short + remark, text)
}

/// How a price is known: read in its source, from memory, or stated by the model.
fn known(confidence: Option<Confidence>) -> Cell {
    match confidence {
        Some(Confidence::Read) => Cell::new("read in its source", "read"),
        Some(Confidence::Memory) => Cell::new("from memory", "memory").toned(Tone::Warn),
        None => Cell::new("stated by the model", "stated"),
    }
}

/// The rates that turn prices of the catalogue into the model's currency. None where all prices are in it.
pub fn exchange_rates(scene: &Scene) -> Option<Table> {
    let book = &scene.model.prices;
    let mut currencies: Vec<_> = book.catalog.plans.values().map(|plan| plan.currency).collect();
    currencies.sort();
    currencies.dedup();
    let rates = currencies.into_iter().filter_map(|from| book.exchange.between(from, book.currency));
    let rows: Vec<TableRow> = rates
        .filter(|rate| rate.from != rate.to)
        .map(|rate| {
            table::row(vec![
                Cell::text(format!("1 {}", rate.from)),
                Cell::new(format!("{} {}", format::exact(rate.rate.round_dp(6)), rate.to), format::plain(rate.rate)),
                Cell::text(rate.as_of.to_string()),
                table::of_count(f64::from(age(rate.as_of, scene.date))),
                known(Some(rate.confidence)),
                Cell::text([rate.source, rate.note].join(". ").trim_matches(['.', ' '])),
            ])
        })
        .collect();
    let columns = vec![
        table::text("from", "Amount"),
        table::number(
            &format!("rate_{}", book.currency.code().to_lowercase()),
            &format!("In {}", book.currency.code()),
        ),
        table::text("as_of", "Rate date"),
        table::number("age_months", "Age, months"),
        table::text("known", "Known"),
        table::text("source", "Source"),
    ];
    let subtitle = "currencies of the catalogue's prices in the model's";
    (!rows.is_empty()).then(|| table::table("exchange-rates", "Exchange rates", subtitle, columns, rows, ""))
}
