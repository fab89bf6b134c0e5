//! Which plans somebody would take.

use rust_decimal::Decimal;

use crate::catalog::CatalogPlan;
use crate::model::price_book::PriceBook;
use crate::money::{Currency, Param};

use super::Reason;

/// A price in the model's currency, unrounded: it is rounded once, where it is charged. None without an exchange rate.
pub(super) fn converted(amount: Decimal, currency: Currency, prices: &PriceBook) -> Option<Param> {
    Some(Param::new(prices.convert(amount, currency)?.amount))
}

/// What a plan must be, whatever it has to hold. Empty lists and None wish nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Wishes {
    /// Whose plans are compared, in this order.
    pub providers: Vec<String>,
    /// The plan must be sold in one of these.
    pub regions: Vec<String>,
    /// The plan must be priced in one of these.
    pub currencies: Vec<Currency>,
    /// The availability that must be promised, in percent; 0 wishes nothing.
    pub sla_percent: Option<Decimal>,
    /// May instances follow the day where a plan does so by itself?
    pub autoscale: bool,
    /// The longest commitment, in months, that would be made; 0 for none.
    pub longest_commitment: u32,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            providers: Vec::new(),
            regions: Vec::new(),
            currencies: Vec::new(),
            sla_percent: None,
            autoscale: true,
            longest_commitment: 36,
        }
    }
}

impl Wishes {
    /// Why a plan is out of the question; nothing where it is not.
    pub(super) fn refuse<'a>(&self, plan: &'a CatalogPlan, prices: &PriceBook) -> Option<Reason<'a>> {
        if let Some(since) = plan.gone {
            return Some(Reason::Gone { since });
        }
        if !self.regions.is_empty() && !self.regions.iter().any(|region| plan.is_sold_in(region)) {
            return Some(Reason::Region { sold_in: plan.region.as_deref() });
        }
        if !self.currencies.is_empty() && !self.currencies.contains(&plan.currency) {
            return Some(Reason::Currency(plan.currency));
        }
        if prices.convert(Decimal::ONE, plan.currency).is_none() {
            return Some(Reason::NoExchangeRate(plan.currency));
        }
        let wished = self.sla_percent.filter(|wished| !wished.is_zero())?;
        let promised = plan.sla_percent;
        promised.is_none_or(|promised| promised < wished).then_some(Reason::Availability { promised, wished })
    }
}
