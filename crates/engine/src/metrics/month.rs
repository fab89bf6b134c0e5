//! What the formulas ask of one month of a deployment.

use super::Metric;
use super::formulas::{self, Flows, ratio};
use crate::model::file::Purpose;
use crate::model::program::Curve;
use crate::money::Money;
use crate::project::Line;
use crate::project::break_even::is_variable;
use crate::projection::Deployed;

/// Purposes of what is spent to win customers.
const ACQUISITION: [Purpose; 3] = [Purpose::Advertising, Purpose::Marketing, Purpose::Sales];

#[derive(Clone, Copy)]
pub(super) struct InMonth<'a> {
    pub d: &'a Deployed<'a>,
    pub t: usize,
}

impl InMonth<'_> {
    pub fn value(&self, metric: Metric) -> Option<f64> {
        let flows = self.flows();
        let (subscription, plans) = (&self.d.demand.subscription, &self.d.program.subscription);
        let (revenue, paying) = (self.revenue(), subscription.paying[self.t - 1]);
        match metric {
            Metric::Arr => Some(self.mrr() * 12.0),
            Metric::Arpu => ratio(revenue, self.d.demand.registered[self.t]),
            Metric::Arppu => ratio(revenue, paying),
            Metric::CustomerChurn => self.churn(),
            Metric::InvoluntaryChurn => ratio(subscription.unpaid(plans, self.t), self.paying_before()),
            Metric::RevenueChurn => formulas::revenue_churn(&flows),
            Metric::NetRetention => formulas::net_retention(&flows),
            Metric::GrossRetention => formulas::gross_retention(&flows),
            Metric::NetRetentionYear => self.over_a_year(Metric::NetRetention),
            Metric::GrossRetentionYear => self.over_a_year(Metric::GrossRetention),
            Metric::QuickRatio => formulas::quick_ratio(&flows),
            Metric::LtvSimple => formulas::ltv_simple(ratio(revenue, paying)?, self.churn()?),
            Metric::LtvMargin => formulas::ltv_margin(ratio(revenue, paying)?, self.gross_margin()?, self.churn()?),
            Metric::LtvMeanChurn => {
                let so_far = (1..=self.t).filter_map(|t| InMonth { t, ..*self }.churn());
                formulas::ltv_mean_churn(self.mrr(), paying, &so_far.collect::<Vec<_>>())
            }
            Metric::AcquisitionSpend => Some(self.spend(&ACQUISITION)),
            Metric::CacBlended => formulas::cac(self.spent(&ACQUISITION)?, self.new_customers()),
            Metric::CacPaid => {
                formulas::cac(self.spent(&[Purpose::Advertising])?, self.new_customers() * self.bought_share()?)
            }
            Metric::LtvToCac => {
                let chosen = Metric::ltv(self.d.program.subscription.ltv);
                ratio(self.value(chosen)?, self.value(Metric::CacBlended)?)
            }
            Metric::Payback => {
                let each = ratio(flows.new, self.new_customers())?;
                formulas::payback(self.value(Metric::CacBlended)?, each, self.gross_margin()?)
            }
            Metric::GrossMargin => self.gross_margin(),
            Metric::ContributionMargin => {
                formulas::margin(revenue, self.cost(|line| is_variable(self.d.rule, &line.id)))
            }
            Metric::BurnMultiple => formulas::burn_multiple(self.burn(), (self.mrr() - flows.start) * 12.0),
            Metric::RuleOf40 => {
                let before = InMonth { t: self.t.checked_sub(12).filter(|t| *t > 0)?, ..*self };
                let profit = self.d.outcome.profit[self.t - 1].to_f64();
                formulas::rule_of_40(revenue, before.revenue(), ratio(profit, revenue)?)
            }
            Metric::MagicNumber => {
                let first = self.t.checked_sub(5).filter(|t| *t > 0)?;
                let quarter = |from: usize, of: fn(&Self) -> f64| {
                    (from..from + 3).map(|t| of(&InMonth { t, ..*self })).sum::<f64>()
                };
                let (now, before) = (quarter(first + 3, Self::revenue), quarter(first, Self::revenue));
                formulas::magic_number(now, before, quarter(first, |m| m.spend(&ACQUISITION)))
            }
            Metric::Runway => formulas::runway(self.d.outcome.cash[self.t - 1].to_f64(), self.burn()),
        }
    }

    fn flows(&self) -> Flows {
        let m = &self.d.demand.subscription.mrr[self.t - 1];
        Flows {
            start: m.start.to_f64(),
            new: m.new.to_f64(),
            expansion: m.expansion.to_f64(),
            reactivated: m.reactivated.to_f64(),
            contraction: m.contraction.to_f64(),
            churned: m.churned.to_f64(),
        }
    }

    fn mrr(&self) -> f64 {
        self.d.demand.subscription.mrr[self.t - 1].end.to_f64()
    }

    fn revenue(&self) -> f64 {
        self.d.demand.subscription.revenue[self.t - 1].to_f64()
    }

    fn new_customers(&self) -> f64 {
        self.d.demand.subscription.won(&self.d.program.subscription, self.t)
    }

    /// Of the paying customers at the month's start, the share who left in it.
    fn churn(&self) -> Option<f64> {
        ratio(self.d.demand.subscription.left(&self.d.program.subscription, self.t), self.paying_before())
    }

    fn paying_before(&self) -> f64 {
        match self.t {
            1 => {
                let plans = self.d.program.subscription.plans.values().filter(|rule| !rule.free);
                plans.map(|rule| self.d.program.params.number_or(rule.customers, 0.0)).sum()
            }
            t => self.d.demand.subscription.paying[t - 2],
        }
    }

    fn cost(&self, of: impl Fn(&Line<Money>) -> bool) -> f64 {
        self.d.outcome.lines.iter().filter(|line| of(line)).map(|line| line.amounts[self.t - 1].to_f64()).sum()
    }

    fn purpose(&self, line: &Line<Money>) -> Option<Purpose> {
        self.d.rule.costs.get(&line.id)?.purpose
    }

    fn spend(&self, purposes: &[Purpose]) -> f64 {
        self.cost(|line| self.purpose(line).is_some_and(|purpose| purposes.contains(&purpose)))
    }

    /// What the month spends; None before anything has been spent at all, so that what is not known is not free.
    fn spent(&self, purposes: &[Purpose]) -> Option<f64> {
        (1..=self.t).any(|t| InMonth { t, ..*self }.spend(purposes) > 0.0).then(|| self.spend(purposes))
    }

    /// The months of a year up to this one, multiplied.
    fn over_a_year(&self, metric: Metric) -> Option<f64> {
        let first = self.t.checked_sub(11).filter(|t| *t > 0)?;
        (first..=self.t).map(|t| InMonth { t, ..*self }.value(metric)).product()
    }

    fn gross_margin(&self) -> Option<f64> {
        let serves = |line: &Line<Money>| {
            line.infrastructure || line.id == "payment_fees" || self.purpose(line) == Some(Purpose::CostOfRevenue)
        };
        formulas::margin(self.revenue(), self.cost(serves))
    }

    /// Cash that the month took.
    fn burn(&self) -> f64 {
        let cash = &self.d.outcome.cash;
        let before = match self.t {
            1 => self.d.program.opening.map_or(0.0, |n| self.d.program.params.number(n)),
            t => cash[t - 2].to_f64(),
        };
        before - cash[self.t - 1].to_f64()
    }

    /// The share of visitors that advertising bought, when those who start to pay now came. None without a funnel.
    fn bought_share(&self) -> Option<f64> {
        let Curve::Funnel { visitors, visitor_growth, ad_spend, cost_per_visitor, .. } = &self.d.program.growth.curve
        else {
            return None;
        };
        let params = &self.d.program.params;
        let came = self.t.checked_sub(self.d.program.subscription.trial).filter(|t| *t > 0)?;
        let rates = &self.d.program.growth.rates;
        let growth = visitor_growth
            .map(|base| params.number(rates.iter().rev().find(|(from, _)| *from <= came).map_or(base, |(_, n)| *n)))
            .unwrap_or(0.0);
        let unpaid = params.number(*visitors) * libm::pow(1.0 + growth, (came - 1) as f64);
        let bought = params.number((*ad_spend)?) / params.number((*cost_per_visitor)?);
        ratio(bought, unpaid + bought)
    }
}
