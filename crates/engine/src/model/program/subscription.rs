//! What customers buy, pay, and do in the months after.

use super::Num;
use crate::form::Named;
use crate::model::file::{Applies, LtvDefinition};

#[derive(Clone, Debug, Default)]
pub struct SubscriptionRule {
    pub conversion: Option<Num>,
    pub free_conversion: Option<Num>,
    pub trial: usize,
    pub trial_starts: Option<Num>,
    pub trial_leaves: Option<Num>,
    pub plans: Named<PlanRule>,
    pub moves: Vec<MoveRule>,
    pub fee_percent: Option<Num>,
    pub fee_fixed: Option<Num>,
    pub refunds: Option<Num>,
    pub refunds_fees: bool,
    pub failed: Option<FailedRule>,
    pub tax: Option<TaxRule>,
    /// The definition of LTV shown first.
    pub ltv: Option<LtvDefinition>,
}

#[derive(Clone, Debug)]
pub struct PlanRule {
    pub label: String,
    /// Prices by generation, in the plan's own currency: the first, then one per price change.
    pub prices: Vec<Num>,
    pub changes: Vec<(usize, Applies)>,
    /// What the plan's own currency costs in the model's; None where it is the same.
    pub exchange: Option<Num>,
    /// Customers who pay in other currencies.
    pub currencies: Vec<CurrencyRule>,
    pub annual: bool,
    pub free: bool,
    pub share: Option<Num>,
    pub of_registered: Option<Num>,
    pub customers: Option<Num>,
    pub churn: Option<Num>,
    pub retention: Option<RetentionRule>,
    pub reactivation: Option<ReactivationRule>,
    pub discounts: Vec<DiscountRule>,
    pub rate_limit: Option<Num>,
    pub requests_per_minute: Option<Num>,
}

#[derive(Clone, Debug)]
pub struct CurrencyRule {
    /// Share of the plan's customers.
    pub share: Num,
    /// What one unit costs in the model's currency.
    pub exchange: Num,
    /// By generation, in this currency.
    pub prices: Vec<Num>,
}

/// Customers by months since they came.
#[derive(Clone, Debug)]
pub struct RetentionRule {
    /// Share still there after 1, 2, ... months; never empty.
    pub curve: Vec<Num>,
    pub tail: Option<Num>,
}

#[derive(Clone, Copy, Debug)]
pub struct ReactivationRule {
    pub share: Num,
    /// Months after leaving at which they come back; None where a share comes back each month.
    pub after: Option<usize>,
}

/// What new customers of some months have off the price for their first months.
#[derive(Clone, Debug)]
pub struct DiscountRule {
    pub off: Off,
    /// Share of new customers who have it; None for all.
    pub taken: Option<Num>,
    /// Months it lasts for each.
    pub months: usize,
    pub from: usize,
    pub until: usize,
}

#[derive(Clone, Copy, Debug)]
pub enum Off {
    /// Of the price.
    Share(Num),
    /// Per billing period, in the model's currency.
    Amount(Num),
}

#[derive(Clone, Copy, Debug)]
pub struct FailedRule {
    pub share: Num,
    pub recovered: Option<Num>,
    /// Months until it is known.
    pub after: usize,
}

#[derive(Clone, Copy, Debug)]
pub struct TaxRule {
    pub rate: Num,
    pub lag: usize,
    /// The processor is the merchant of record, so the tax never reaches the model's cash.
    pub withheld: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct MoveRule {
    pub from: usize,
    pub to: usize,
    pub rate: Num,
}
