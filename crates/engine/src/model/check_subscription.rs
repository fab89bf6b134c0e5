//! Checking plans: prices, churn and retention, moves, and what they add up to.

use rust_decimal::Decimal;

use super::below::Below;
use super::check::{Checker, title};
use super::check_revenue::Kept;
use super::file::{Applies, Billing, Plan, Reactivation, Retention, Subscription};
use super::program::{CurrencyRule, MoveRule, Num, PlanRule, ReactivationRule, RetentionRule, SubscriptionRule};
use crate::diagnostic::Code;
use crate::form::Named;
use crate::form::quantity::PriceOf;
use crate::money::Currency;

impl Checker<'_> {
    pub(super) fn subscription(&mut self, s: &Subscription) -> Option<SubscriptionRule> {
        let conversion = self.optional(s.conversion.as_deref(), "subscription.conversion");
        let free_conversion = self.optional(s.free_conversion.as_deref(), "subscription.free_conversion");
        let trial = self.whole_months(s.trial.as_deref(), "subscription.trial", 0);
        let mut plans: Named<PlanRule> =
            s.plans.iter().filter_map(|(name, plan)| Some((name.clone(), self.plan(name, plan)?))).collect();
        self.trial(s, trial);
        self.shares(s, &plans);
        let converts = conversion.is_some() || free_conversion.is_some();
        if let Some((name, _)) = plans.iter().find(|(_, p)| p.share.is_some()).filter(|_| !converts) {
            self.error(
                Code::Missing,
                "subscription.conversion",
                format!("plan `{name}` takes a share of new payers, but nobody converts"),
                "give `conversion` (share of new users who pay) or `free_conversion`",
            );
        }
        self.coupons(s, &mut plans);
        let moves = self.moves(s);
        let kept = s.fees.as_ref().map_or(Kept::default(), |fees| self.fees(fees));
        Some(SubscriptionRule {
            conversion,
            free_conversion,
            trial,
            trial_starts: self.optional(s.trial_starts.as_deref(), "subscription.trial_starts"),
            trial_leaves: self.optional(s.trial_leaves.as_deref(), "subscription.trial_leaves"),
            plans,
            moves,
            fee_percent: kept.percent,
            fee_fixed: kept.fixed,
            refunds: self.optional(s.refunds.as_deref(), "subscription.refunds"),
            refunds_fees: s.refunds_fees.unwrap_or(false),
            failed: s.failed_payments.as_ref().map(|f| self.failed_payments(f)),
            tax: s.tax.as_ref().map(|t| self.tax(t, kept.tax)),
            ltv: s.ltv,
        })
    }

    /// What is said of a trial must have one.
    fn trial(&mut self, s: &Subscription, months: usize) {
        let said = [(s.trial_starts.is_some(), "trial_starts"), (s.trial_leaves.is_some(), "trial_leaves")];
        for (_, field) in said.into_iter().filter(|(given, _)| *given && months == 0) {
            self.error(
                Code::Missing,
                "subscription.trial",
                format!("`{field}` speaks of a trial, but there is none"),
                "give `trial`: its length in months",
            );
        }
    }

    fn moves(&mut self, s: &Subscription) -> Vec<MoveRule> {
        let moves = s.moves.iter().filter_map(|(name, m)| {
            let path = format!("subscription.moves.{name}");
            let from = self.index(&s.plans, format_args!("{path}.from"), "plan", &m.from);
            let to = self.index(&s.plans, format_args!("{path}.to"), "plan", &m.to);
            if from.is_some() && from == to {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{path}.to"),
                    format!("from `{}` to itself", m.from),
                    "name another plan",
                );
            }
            Some(MoveRule { from: from?, to: to?, rate: self.num(&m.rate, format_args!("{path}.rate")) })
        });
        moves.collect()
    }

    fn plan(&mut self, name: &str, plan: &Plan) -> Option<PlanRule> {
        let path = format!("subscription.plans.{name}");
        let at = |field| Below(&path, field);
        if plan.share.is_some() && plan.of_registered.is_some() {
            self.error(
                Code::OutOfDomain,
                at("of_registered"),
                "the plan both takes a share of new payers and is held at a share of registered users",
                "keep `share` or `of_registered`",
            );
        }
        let (prices, changes) = self.prices(plan, &path);
        let own = plan.currency.as_ref().and_then(|code| self.currency_of(code, at("currency")));
        let exchange = own
            .filter(|own| *own != self.currency)
            .and_then(|own| self.exchange_of(&format!("plan {name}"), own, at("currency")));
        let currencies = self.currencies(name, plan, own.unwrap_or(self.currency));
        let priced = prices.iter().chain(currencies.iter().flat_map(|c| &c.prices));
        Some(PlanRule {
            label: plan.label.clone().unwrap_or_else(|| title(name)),
            free: priced.into_iter().all(|p| self.params[*p].exact().is_zero()),
            prices,
            changes,
            exchange,
            currencies,
            annual: plan.billing == Some(Billing::Annual),
            share: self.optional(plan.share.as_deref(), at("share")),
            of_registered: self.optional(plan.of_registered.as_deref(), at("of_registered")),
            customers: self.optional(plan.customers.as_deref(), at("customers")),
            churn: self.optional(plan.churn.as_deref(), at("churn")),
            retention: plan.retention.as_ref().and_then(|r| self.retention(r, plan, &at("retention").to_string())),
            reactivation: plan
                .reactivation
                .as_ref()
                .map(|r| self.reactivation(r, plan, &at("reactivation").to_string())),
            discounts: self.own_discount(plan, &path).into_iter().collect(),
            rate_limit: self.optional(plan.rate_limit.as_deref(), at("rate_limit")),
            requests_per_minute: self.optional(plan.requests_per_minute.as_deref(), at("requests_per_minute")),
        })
    }

    /// The plan's prices by generation, and the months from which each but the first holds.
    fn prices(&mut self, plan: &Plan, path: &str) -> (Vec<Num>, Vec<(usize, Applies)>) {
        let mut prices = vec![self.num(&plan.price, format_args!("{path}.price"))];
        let mut changes: Vec<(usize, Applies)> = Vec::new();
        for (i, change) in plan.price_changes.iter().enumerate() {
            let change_path = format!("{path}.price_changes.{i}");
            prices.push(self.num(&change.price, format_args!("{change_path}.price")));
            let Some(month) = self.month(&change.from, format_args!("{change_path}.from")) else { continue };
            if changes.last().is_some_and(|(m, _)| *m >= month) {
                self.error(
                    Code::BadSchedule,
                    format_args!("{change_path}.from"),
                    format!("{} does not come after the change before it", change.from),
                    "order price changes by month",
                );
            }
            changes.push((month, change.applies.unwrap_or(Applies::New)));
        }
        (prices, changes)
    }

    /// What customers pay who pay in other currencies than the plan's own.
    fn currencies(&mut self, name: &str, plan: &Plan, own: Currency) -> Vec<CurrencyRule> {
        let path = format!("subscription.plans.{name}.currencies");
        let mut rules = Vec::new();
        let mut total = Decimal::ZERO;
        for (id, form) in &plan.currencies {
            let at = |field: &str| format!("{path}.{id}.{field}");
            let Some(currency) = self.currency_of(&form.currency, &at("currency")) else { continue };
            if currency == own {
                self.error(
                    Code::MixedCurrency,
                    at("currency"),
                    format!("{currency} is the currency of the plan's own price"),
                    "list other currencies here",
                );
            }
            total += form.share.point();
            let mut prices = vec![self.num(&form.price, at("price"))];
            for (i, change) in plan.price_changes.iter().enumerate() {
                let before = prices[i];
                let path = format!("subscription.plans.{name}.price_changes.{i}.currencies.{id}");
                prices.push(change.currencies.get(id).map_or(before, |price: &PriceOf| self.num(price, &path)));
            }
            let share = self.num(&form.share, at("share"));
            // One unit of the model's own currency costs one; no rate is looked up.
            let Some(exchange) = self.exchange_of(&format!("plan {name}"), currency, &at("currency")) else {
                continue;
            };
            rules.push(CurrencyRule { share, exchange, prices });
        }
        if total > Decimal::ONE {
            self.error(
                Code::SharesExceed,
                &path,
                format!("the shares who pay in other currencies add to {total}"),
                "together they are at most 1",
            );
        }
        for (i, change) in plan.price_changes.iter().enumerate() {
            for id in change.currencies.keys().filter(|id| !plan.currencies.contains_key(*id)) {
                let path = format!("subscription.plans.{name}.price_changes.{i}.currencies.{id}");
                self.unknown(&path, "currency of the plan", id, plan.currencies.keys().map(String::as_str));
            }
        }
        rules
    }

    fn retention(&mut self, form: &Retention, plan: &Plan, path: &str) -> Option<RetentionRule> {
        if plan.churn.is_some() {
            self.error(
                Code::OutOfDomain,
                path,
                "the plan has both a constant churn and a retention curve",
                "keep `churn` or `retention`",
            );
        }
        if form.curve.is_empty() {
            self.error(
                Code::BadLength,
                format_args!("{path}.curve"),
                "a retention curve without months",
                "give the share still there after 1, 2, ... months: [0.9, 0.85]",
            );
            return None;
        }
        let mut before = Decimal::ONE;
        for (i, share) in form.curve.iter().enumerate() {
            if share.point() > before {
                self.error(
                    Code::BadSchedule,
                    format_args!("{path}.curve.{i}"),
                    format!("{} are there after {} months, but {before} a month earlier", share.point(), i + 1),
                    "a retention curve never rises: those who come back are `reactivation`",
                );
            }
            before = share.point();
        }
        let curve = form.curve.iter().enumerate();
        Some(RetentionRule {
            curve: curve.map(|(i, share)| self.num(share, format_args!("{path}.curve.{i}"))).collect(),
            tail: self.optional(form.tail_churn.as_deref(), format_args!("{path}.tail_churn")),
        })
    }

    fn reactivation(&mut self, form: &Reactivation, plan: &Plan, path: &str) -> ReactivationRule {
        if plan.of_registered.is_some() {
            self.error(
                Code::OutOfDomain,
                path,
                "a plan held at a share of registered users has as many customers as that says, whoever comes back",
                "leave `reactivation` out, or use `share` and `churn`",
            );
        }
        let after = form.after.as_ref().map(|after| self.whole_months(Some(after), format_args!("{path}.after"), 1));
        if after == Some(0) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.after"),
                "customers who come back in the month in which they leave have not left",
                "give 1 or more months",
            );
        }
        ReactivationRule { share: self.num(&form.share, format_args!("{path}.share")), after }
    }

    /// Shares of one whole must not exceed it.
    fn shares(&mut self, s: &Subscription, plans: &Named<PlanRule>) {
        let params = &self.params;
        let total = |pick: fn(&PlanRule) -> Option<Num>| {
            plans.values().filter_map(pick).map(|n| params[n].exact()).sum::<Decimal>()
        };
        let (share, held) = (total(|p| p.share), total(|p| p.of_registered));
        let leaving: Vec<_> = plans
            .keys()
            .map(|name| (name, s.moves.values().filter(|m| m.from == *name).map(|m| m.rate.point()).sum::<Decimal>()))
            .collect();
        for (total, what) in [(share, "share"), (held, "of_registered")] {
            if total > Decimal::ONE {
                self.error(
                    Code::SharesExceed,
                    "subscription.plans",
                    format!("the plans' `{what}` add to {total}"),
                    "together they are at most 1",
                );
            }
        }
        for (name, total) in leaving {
            let churn = plans.get(name).map_or(Decimal::ZERO, |p| self.highest_churn(p));
            if total + churn > Decimal::ONE {
                self.error(
                    Code::SharesExceed,
                    "subscription.moves",
                    format!("churn and moves take {} of plan `{name}` a month", (total + churn).normalize()),
                    "together they are at most 1",
                );
            }
        }
    }

    /// The largest share of customers of one age who leave in a month.
    fn highest_churn(&self, plan: &PlanRule) -> Decimal {
        let exact = |n: Num| self.params[n].exact();
        let Some(retention) = &plan.retention else { return plan.churn.map_or(Decimal::ZERO, exact) };
        let mut before = Decimal::ONE;
        let mut highest = retention.tail.map_or(Decimal::ZERO, exact);
        for share in retention.curve.iter().map(|n| exact(*n)) {
            highest = highest.max(Decimal::ONE - share.checked_div(before).unwrap_or(Decimal::ONE));
            before = share;
        }
        highest.round_dp(12)
    }
}
