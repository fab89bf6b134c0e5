//! Which figures rest on a price that is old, from memory, or of a plan that is no longer sold.

use super::rests::{Rests, charged, rests};
use crate::catalog::{Confidence, ExchangeRate, PartialDate};
use crate::model::Model;

/// A price that should be looked up again before the figure is relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StalePrice {
    /// Where the figure stands that rests on it.
    pub path: String,
    /// The id of the plan or rate; of an exchange rate its two currencies, `EUR/USD`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The date it was read.
    pub as_of: PartialDate,
    /// Calendar months since then; of a date that is not known to the month since the earliest it can be.
    pub months: u32,
    /// Whether that is more than the model allows (`prices.stale_after`, 12 unless given).
    pub is_old: bool,
    /// Whether it was never read in a source.
    pub is_from_memory: bool,
    /// The date of the vendor's list that no longer had the plan.
    pub gone: Option<PartialDate>,
    /// Where it was read, or said to be.
    pub source: String,
}

/// The figures of a model that rest on a price, or an exchange rate, which is too old on a day, from memory, or gone from
/// its vendor's list; in the order of [`rests`], then prices of subscription plans in other currencies.
pub fn stale(model: &Model, today: PartialDate) -> Vec<StalePrice> {
    let resting = rests(model);
    let of_rows = resting.iter().flat_map(|figure| doubts(figure, model, today));
    let charged = charged(model);
    of_rows.chain(charged.iter().filter_map(|(path, rate)| exchange(path, rate, model, today))).collect()
}

/// What there is to doubt of one figure on a day: its price, and the exchange rate it rests on besides.
pub fn doubts(figure: &Rests, model: &Model, today: PartialDate) -> impl Iterator<Item = StalePrice> {
    let rate = figure.exchange.as_ref().and_then(|rate| exchange(&figure.path, rate, model, today));
    price(figure, model, today).into_iter().chain(rate)
}

fn price(figure: &Rests, model: &Model, today: PartialDate) -> Option<StalePrice> {
    let row = figure.row;
    doubtful(StalePrice {
        path: figure.path.clone(),
        id: row.id().to_owned(),
        name: row.name(),
        as_of: row.as_of(),
        months: age(row.as_of(), today),
        is_old: is_old(row.as_of(), today, model),
        is_from_memory: row.is_from_memory(),
        gone: row.gone(),
        source: row.source().to_owned(),
    })
}

fn exchange(path: &str, rate: &ExchangeRate, model: &Model, today: PartialDate) -> Option<StalePrice> {
    doubtful(StalePrice {
        path: path.to_owned(),
        id: format!("{}/{}", rate.from, rate.to),
        name: format!("{} in {}", rate.from, rate.to),
        as_of: rate.as_of,
        months: age(rate.as_of, today),
        is_old: is_old(rate.as_of, today, model),
        is_from_memory: rate.confidence == Confidence::Memory,
        gone: None,
        source: rate.source.clone(),
    })
}

fn doubtful(price: StalePrice) -> Option<StalePrice> {
    (price.is_old || price.is_from_memory || price.gone.is_some()).then_some(price)
}

/// Calendar months from a price's date to a day; of a date that is not known to the month since the earliest it can be.
pub fn age(as_of: PartialDate, today: PartialDate) -> u32 {
    u32::try_from(today.earliest_month().months_since(as_of.earliest_month())).unwrap_or(0)
}

/// Whether a price is older than the model allows.
pub fn is_old(as_of: PartialDate, today: PartialDate, model: &Model) -> bool {
    age(as_of, today) as usize > model.prices.stale_after
}
