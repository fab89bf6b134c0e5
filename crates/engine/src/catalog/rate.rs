//! Prices per unit, and fees on amounts.

use rust_decimal::Decimal;
use thiserror::Error;

use super::{Confidence, PartialDate};
use crate::money::{Currency, Money, MoneyError, charge, number_of, portion};

/// A price per unit, or a fee: a percentage of an amount and a fixed part per transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// Its unique id, such as `azure-egress-100gb-10tb`.
    pub id: String,
    /// Who asks it.
    pub provider: String,
    /// What it belongs to: `bandwidth`, `payments`, `vm`.
    pub service: String,
    /// What is metered: `internet_egress`.
    pub meter: String,
    /// The unit of quantities and of the tier's ends: `GB`.
    pub unit: String,
    /// How many units the price is for; above zero.
    pub per_qty: Decimal,
    /// Where it holds, as the provider writes it.
    pub region: Option<String>,
    /// The currency of the price and the fixed part.
    pub currency: Currency,
    /// Per [`Rate::per_qty`] units.
    pub price: Option<Decimal>,
    /// In percent of an amount.
    pub percent: Option<Decimal>,
    /// Per transaction.
    pub fixed: Option<Decimal>,
    /// Where the tier of quantity begins for which this price holds; it belongs to the tier.
    pub tier_from: Option<Decimal>,
    /// Where the tier ends; not part of it.
    pub tier_to: Option<Decimal>,
    /// What is free before this price holds, in the catalogue's words; where it is a quantity that each account has,
    /// the tier begins after it.
    pub included: Option<String>,
    /// Where it was read.
    pub source: String,
    /// The date of the copy that was read.
    pub as_of: PartialDate,
    /// Whether it was read in the source.
    pub confidence: Confidence,
    /// Anything a reader should know.
    pub notes: String,
}

/// Why a rate gives no cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RateError {
    /// It is a fee, without a price per unit.
    #[error("this rate has no price per unit")]
    NoPrice,
    /// It is a price per unit, without a percentage or a fixed part.
    #[error("this rate is no fee on an amount")]
    NoFee,
    /// A quantity below zero.
    #[error("a quantity to pay for cannot be negative")]
    Negative,
    /// The cost cannot be reckoned.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// A tier of quantity: from the first number on, up to the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantityTier {
    from: f64,
    to: f64,
}

impl QuantityTier {
    /// The part of a quantity that lies in the tier.
    pub fn part(self, quantity: f64) -> f64 {
        let below = if quantity > self.to { self.to } else { quantity };
        if below <= self.from { 0.0 } else { below - self.from }
    }
}

impl Rate {
    /// The price of one unit.
    pub fn unit_price(&self) -> Option<Decimal> {
        self.price?.checked_div(self.per_qty)
    }

    /// The share of an amount that is taken: 0.029 for 2.9 percent.
    pub fn share(&self) -> Option<Decimal> {
        self.percent?.checked_div(Decimal::ONE_HUNDRED)
    }

    /// The tier of quantity for which the price holds.
    pub fn tier(&self) -> QuantityTier {
        QuantityTier { from: self.tier_from.map_or(0.0, number_of), to: self.tier_to.map_or(f64::INFINITY, number_of) }
    }

    /// The part of a quantity, in [`Rate::unit`], that lies in this rate's tier.
    pub fn within_tier(&self, quantity: f64) -> f64 {
        self.tier().part(quantity)
    }

    /// What a quantity, in [`Rate::unit`], costs under this rate: only the part in its tier, at the price of a unit,
    /// rounded once to the minor unit. Where a provider has several tiers, the whole cost is the sum over its rates.
    ///
    /// Nothing is rounded up to whole packages of [`Rate::per_qty`].
    pub fn cost(&self, quantity: f64) -> Result<Money, RateError> {
        let price = self.unit_price().ok_or(RateError::NoPrice)?;
        if quantity < 0.0 {
            return Err(RateError::Negative);
        }
        Ok(charge(self.within_tier(quantity), price, self.currency)?)
    }

    /// The fee on an amount taken in a number of transactions: its share of the amount, and the fixed part for each,
    /// each of the two rounded to the minor unit.
    pub fn fee(&self, amount: Money, transactions: f64) -> Result<Money, RateError> {
        if self.percent.is_none() && self.fixed.is_none() {
            return Err(RateError::NoFee);
        }
        if transactions < 0.0 {
            return Err(RateError::Negative);
        }
        let share = portion(amount, self.share().unwrap_or_default(), self.currency)?;
        let fixed = charge(transactions, self.fixed.unwrap_or_default(), self.currency)?;
        Ok(share + fixed)
    }
}
