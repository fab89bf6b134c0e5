//! Checking what is charged and what comes of it: discounts and coupons, fees, failed payments, tax.

use std::fmt::Display;

use rust_decimal::Decimal;

use super::below::Below;
use super::check::Checker;
use super::file::{Coupon, FailedPayments, Fees, Plan, Subscription, Tax};
use super::program::{DiscountRule, FailedRule, Num, Off, PlanRule, TaxRule};
use crate::catalog::{Catalog, Rate};
use crate::diagnostic::Code;
use crate::form::Named;
use crate::money::Currency;

/// What a row of the catalogue belongs to that is a processor's fee.
const PAYMENTS: &str = "payments";

/// How the meters of the catalogue begin that belong to a merchant of record: it sells to the customer in its own name, and
/// owes the tax. Paddle, "What is a merchant of record?".
const MERCHANT_OF_RECORD: &str = "merchant_of_record";

/// What a processor keeps of each charge.
#[derive(Clone, Copy, Default)]
pub(super) struct Kept {
    pub percent: Option<Num>,
    pub fixed: Option<Num>,
    /// It keeps the tax too, and passes it on.
    pub tax: bool,
}

impl Checker<'_> {
    /// The discount that all new customers of a plan get.
    pub(super) fn own_discount(&mut self, plan: &Plan, path: &str) -> Option<DiscountRule> {
        let off = self.optional(plan.discount.as_deref(), format_args!("{path}.discount"));
        if off.is_some() && plan.discount_months.is_none() {
            self.warning(
                Code::Missing,
                format_args!("{path}.discount_months"),
                "how long the discount lasts is not given, so it is one month",
                "give `discount_months`: 1, or the months for which each customer has it",
            );
        }
        let months = self.whole_months(plan.discount_months.as_deref(), format_args!("{path}.discount_months"), 1);
        off.map(|n| DiscountRule { off: Off::Share(n), taken: None, months, from: 1, until: usize::MAX })
    }

    /// Adds each coupon to the plans it is good for.
    pub(super) fn coupons(&mut self, s: &Subscription, plans: &mut Named<PlanRule>) {
        for (name, form) in &s.coupons {
            let path = format!("subscription.coupons.{name}");
            for (i, plan) in form.plans.iter().enumerate() {
                self.index(&s.plans, format_args!("{path}.plans.{i}"), "plan", plan);
            }
            let Some(rule) = self.coupon(form, &path) else { continue };
            for (plan, target) in plans.iter_mut() {
                if form.plans.contains(plan) || (form.plans.is_empty() && !target.free) {
                    target.discounts.push(rule.clone());
                }
            }
        }
        for (name, plan) in plans {
            self.discounts_of_one(name, plan);
        }
    }

    fn coupon(&mut self, form: &Coupon, path: &str) -> Option<DiscountRule> {
        let at = |field| Below(path, field);
        let percent = self.optional(form.percent.as_deref(), at("percent"));
        let amount = self.optional(form.amount.as_deref(), at("amount"));
        let off = match (percent, amount) {
            (Some(percent), None) => Off::Share(percent),
            (None, Some(amount)) => Off::Amount(amount),
            (None, None) => {
                self.error(Code::Missing, path, "the coupon takes nothing off", "give `percent` or `amount`");
                return None;
            }
            (Some(_), Some(_)) => {
                let message = "the coupon takes both a share and an amount off";
                self.error(Code::OutOfDomain, at("amount"), message, "keep `percent` or `amount`");
                return None;
            }
        };
        let from = form.from.as_ref().map_or(Some(1), |m| self.month(m, at("from")));
        let until = form.until.as_ref().map_or(Some(usize::MAX), |m| self.month(m, at("until")));
        let taken = Some(self.num(&form.taken_by, at("taken_by")));
        let months = self.whole_months(Some(&form.months), at("months"), 1);
        let (from, until) = (from?, until?);
        if until < from {
            self.error(Code::BadSchedule, at("until"), "the coupon ends before it begins", "give from ≤ until");
        }
        Some(DiscountRule { off, taken, months, from, until })
    }

    /// Of what can be used in one month, no more than every customer has a coupon, and no more than the price is off.
    fn discounts_of_one(&mut self, name: &str, plan: &PlanRule) {
        let exact = |n: Option<Num>| n.map_or(Decimal::ZERO, |n| self.params[n].exact());
        let path = if plan.discounts.iter().any(|d| d.taken.is_some()) {
            "subscription.coupons".to_owned()
        } else {
            format!("subscription.plans.{name}.discount")
        };
        let own: Decimal = plan.discounts.iter().filter(|d| d.taken.is_none()).map(share_off(&exact)).sum();
        let mut problem = None;
        for begun in &plan.discounts {
            let together = || plan.discounts.iter().filter(|d| d.from <= begun.from && begun.from <= d.until);
            let taken: Decimal = together().map(|d| exact(d.taken)).sum();
            let most = together().filter(|d| d.taken.is_some()).map(share_off(&exact)).max().unwrap_or_default();
            if taken > Decimal::ONE {
                problem = Some((format!("coupons of plan `{name}` are used by {taken} of its new customers"), "share"));
            } else if own + most > Decimal::ONE {
                problem = Some((format!("discount and coupon take {} off plan `{name}`", own + most), "price"));
            }
        }
        if let Some((message, whole)) = problem {
            self.error(Code::SharesExceed, &path, message, format!("together they are at most 1: the whole {whole}"));
        }
    }

    /// What the processor keeps: its list price, with what the model states instead.
    pub(super) fn fees(&mut self, form: &Fees) -> Kept {
        let at = |field: &str| format!("subscription.fees.{field}");
        let mut percent = self.optional(form.percent.as_deref(), at("percent"));
        let mut fixed = self.optional(form.fixed.as_deref(), at("fixed"));
        let processor = form.processor.as_ref().and_then(|name| self.processor(name, &at("processor")));
        let listed = processor.map(|rate| (rate, at("processor")));
        if listed.is_none() && form.processor.is_none() && (percent.is_none() || fixed.is_none()) {
            let field = if percent.is_none() { "percent" } else { "fixed" };
            self.error(
                Code::Missing,
                at(field),
                "the fees are not known",
                "give `percent` and `fixed`, or `processor`: stripe, paypal, paddle or lemonsqueezy",
            );
        }
        let mut more = Vec::new();
        for (i, id) in form.also.iter().enumerate() {
            more.extend(self.fee_rate(id, &at(&format!("also.{i}"))).map(|rate| (rate, at(&format!("also.{i}")))));
        }
        let whole = listed.iter().chain(&more);
        let tax = whole.clone().any(|(rate, _)| rate.meter.starts_with(MERCHANT_OF_RECORD));
        let share: Decimal = whole.clone().filter_map(|(rate, _)| rate.share()).sum();
        let mut per_charge = Decimal::ZERO;
        for (rate, path) in whole {
            let own = self.in_own_currency(&rate.id, rate.fixed.unwrap_or_default(), rate.currency, path);
            per_charge += own.map_or(Decimal::ZERO, |own| own.amount);
        }
        if percent.is_none() {
            percent = Some(self.exact(share, ""));
        }
        if fixed.is_none() {
            fixed = Some(self.exact(per_charge, ""));
        }
        Kept { percent, fixed, tax: form.merchant_of_record.unwrap_or(tax) }
    }

    fn processor(&mut self, name: &str, path: impl Display + Copy) -> Option<Rate> {
        if let Some(rate) = processor(self.catalog, name, self.currency) {
            return Some(rate.clone());
        }
        let rates = || self.catalog.rates.values().filter(|rate| rate.service == PAYMENTS);
        let mut known: Vec<String> = rates().filter(is_whole).map(|rate| rate.provider.clone()).collect();
        known.dedup();
        known.extend(rates().map(|rate| rate.id.clone()));
        self.unknown(path, "payment processor", name, known.iter().map(String::as_str));
        None
    }

    fn fee_rate(&mut self, id: &str, path: impl Display + Copy) -> Option<Rate> {
        let rates = || self.catalog.rates.values().filter(|rate| rate.service == PAYMENTS);
        let found = rates().find(|rate| rate.id == id).cloned();
        if found.is_none() {
            let known: Vec<String> = rates().map(|rate| rate.id.clone()).collect();
            self.unknown(path, "fee in the catalogue", id, known.iter().map(String::as_str));
        }
        found
    }

    pub(super) fn failed_payments(&mut self, form: &FailedPayments) -> FailedRule {
        let at = |field: &str| format!("subscription.failed_payments.{field}");
        let after = self.whole_months(form.after.as_deref(), at("after"), 1);
        if !(1..=11).contains(&after) {
            self.error(
                Code::OutOfDomain,
                at("after"),
                format!("it is known after {after} months whether a failed charge is collected"),
                "give 1 to 11 months; what is collected within the month has not failed",
            );
        }
        FailedRule {
            share: self.num(&form.share, at("share")),
            recovered: self.optional(form.recovered.as_deref(), at("recovered")),
            after: after.clamp(1, 11),
        }
    }

    pub(super) fn tax(&mut self, form: &Tax, withheld: bool) -> TaxRule {
        if withheld && form.lag.is_some() {
            self.warning(
                Code::OutOfDomain,
                "subscription.tax.lag",
                "the processor is the merchant of record: it keeps the tax and passes it on itself",
                "leave `lag` out, or give `fees.merchant_of_record`: false",
            );
        }
        TaxRule {
            rate: self.num(&form.rate, "subscription.tax.rate"),
            lag: self.whole_months(form.lag.as_deref(), "subscription.tax.lag", 1),
            withheld,
        }
    }
}

/// A processor's fee on a card: by its id, or the one a provider asks in the currency, else its first.
pub(crate) fn processor<'c>(catalog: &'c Catalog, name: &str, currency: Currency) -> Option<&'c Rate> {
    let rates = || catalog.rates.values().filter(|rate| rate.service == PAYMENTS);
    let of = || rates().filter(|rate| rate.provider == name).filter(is_whole);
    let found = rates().find(|rate| rate.id == name);
    found.or_else(|| of().find(|rate| rate.currency == currency)).or_else(|| of().next())
}

/// A share of the amount and a fixed part, as a processor asks of a card.
fn is_whole(rate: &&Rate) -> bool {
    rate.percent.is_some() && rate.fixed.is_some_and(|fixed| !fixed.is_zero())
}

/// The share of the price that a discount takes off; none where it is an amount, which is never more than the price.
fn share_off(exact: &impl Fn(Option<Num>) -> Decimal) -> impl Fn(&DiscountRule) -> Decimal {
    |discount| match discount.off {
        Off::Share(share) => exact(Some(share)),
        Off::Amount(_) => Decimal::ZERO,
    }
}
