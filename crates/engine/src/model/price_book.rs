//! The prices a model computes with: a catalogue, the model's own over it, and exchange rates into its currency.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::catalog::{Catalog, CatalogPlan, Converted, ExchangeRates, Rate};
use crate::money::Currency;

/// Months after which a price counts as old, unless the model says otherwise.
pub const STALE_AFTER: usize = 12;

/// A model's prices.
#[derive(Clone, Debug)]
pub struct PriceBook {
    /// The catalogue the model was read against, without the model's own prices.
    pub list: Arc<Catalog>,
    /// What the model computes with: the same, with its own plans and prices over it.
    pub catalog: Arc<Catalog>,
    /// The model's own rates, then the shipped ones.
    pub exchange: ExchangeRates,
    /// The model's currency.
    pub currency: Currency,
    /// Months after which a price counts as old.
    pub stale_after: usize,
    /// Where the model states a price of its own, as a path, by the id of the plan or rate.
    pub stated: IndexMap<String, String>,
}

impl PriceBook {
    /// A catalogue's prices as they are, for a model in a currency.
    pub fn over(list: Arc<Catalog>, currency: Currency) -> Self {
        Self {
            catalog: Arc::clone(&list),
            list,
            exchange: ExchangeRates::shipped().clone(),
            currency,
            stale_after: STALE_AFTER,
            stated: IndexMap::new(),
        }
    }

    /// An amount in the model's currency. None where no exchange rate is known.
    pub fn convert(&self, amount: Decimal, from: Currency) -> Option<Converted> {
        self.exchange.convert(amount, from, self.currency)
    }

    /// A plan's price per instance and month, in the model's currency. None where there is none, or no exchange rate.
    pub fn monthly(&self, plan: &CatalogPlan) -> Option<Converted> {
        self.convert(plan.price_monthly?, plan.currency)
    }

    /// A rate's price per unit, in the model's currency. None where there is none, or no exchange rate.
    pub fn per_unit(&self, rate: &Rate) -> Option<Converted> {
        self.convert(rate.unit_price()?, rate.currency)
    }
}
