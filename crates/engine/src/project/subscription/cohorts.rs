//! Customers by the month in which they came.

use super::PlanRun;
use super::price::Priced;
use super::state::class_of;
use crate::model::file::Applies;
use crate::model::program::{Params, Program};
use crate::money::Money;
use crate::project::Demand;

/// Who came to a plan in one month: new, back, or from another plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// The month, from 1; 0 for those who were there before the first.
    pub month: usize,
    /// By months since then, from 0, to the end of the horizon.
    pub customers: Vec<f64>,
    /// The same in monthly recurring revenue.
    pub mrr: Vec<Money>,
}

impl Cohort {
    /// The share still there after each number of months; None where nobody came.
    pub fn retention(&self) -> Option<Vec<f64>> {
        let first = *self.customers.first().filter(|n| **n > 0.0)?;
        Some(self.customers.iter().map(|n| n / first).collect())
    }
}

/// A plan's customers by the month in which they came: those there before the first month, then a cohort for each month.
/// At the end of each month the cohorts add up to the plan's customers, and but for rounding to its MRR.
pub fn cohorts(program: &Program, demand: &Demand<Money>, plan: usize) -> Vec<Cohort> {
    let (Some((_, rule)), Some(run)) =
        (program.subscription.plans.get_index(plan), demand.subscription.plans.get(plan))
    else {
        return Vec::new();
    };
    let priced = Priced { rule, params: &program.params, currency: program.currency };
    let plan = PlanThrough { priced, run, months: program.months };
    let mut first = run.customers.clone();
    first.insert(0, program.params.number_or(rule.customers, 0.0));
    let later: Vec<Cohort> = (1..=program.months).map(|month| plan.cohort(month)).collect();
    for cohort in &later {
        for (n, first) in cohort.customers.iter().zip(&mut first[cohort.month..]) {
            *first = (*first - n).max(0.0);
        }
    }
    let first = Cohort { month: 0, mrr: plan.first_mrr(&first), customers: first };
    std::iter::once(first).chain(later).collect()
}

/// A plan and what became of it.
struct PlanThrough<'a> {
    priced: Priced<'a, Params>,
    run: &'a PlanRun<Money>,
    months: usize,
}

impl PlanThrough<'_> {
    /// Who came in a month, from 1.
    fn cohort(&self, month: usize) -> Cohort {
        let (run, rule) = (self.run, self.priced.rule);
        let joined = run.joined[month - 1];
        let mut customers = vec![joined];
        for t in month + 1..=self.months {
            customers.push(customers[t - month - 1] * self.stays(t - month, t));
        }
        let discounted = |d: usize, age: usize| match self.priced.take_up(d, month, run.new[month - 1]) {
            taken if joined > 0.0 && age < rule.discounts[d].months => taken / joined,
            _ => 0.0,
        };
        let mrr = customers.iter().enumerate().map(|(age, n)| {
            let generation = self.generation(month, age, month + age);
            self.priced.mrr_at(generation, *n, |d| n * discounted(d, age))
        });
        Cohort { month, mrr: mrr.collect(), customers }
    }

    /// MRR of so many who were there before the first month, by months from 0. With annual billing the months of their
    /// bills are spread over the year, and each part is tracked by itself.
    fn first_mrr(&self, customers: &[f64]) -> Vec<Money> {
        let rule = self.priced.rule;
        let mut parts = vec![1.0; if rule.annual { 12 } else { 1 }];
        let months = customers.iter().enumerate().map(|(t, customers)| {
            let mut by_price = vec![0.0; rule.prices.len()];
            for (k, part) in parts.iter_mut().enumerate() {
                if t > 0 {
                    // They have been there for longer than a retention curve tells.
                    *part *= self.stays(t + k + self.run.kept[t - 1].before.len(), t);
                }
                by_price[self.generation(0, t + k, t)] += *part;
            }
            let all: f64 = by_price.iter().sum();
            let paying = by_price.iter().map(|part| if all > 0.0 { customers * (part / all) } else { 0.0 });
            self.priced.recurring(paying, |_| std::iter::empty())
        });
        months.collect()
    }

    /// Of those who came `age` months before month `t`, and were still there at its start, the share who stay.
    fn stays(&self, age: usize, t: usize) -> f64 {
        let kept = &self.run.kept[t - 1];
        let class = class_of(age, kept.before.len(), self.priced.rule.annual);
        if kept.before[class] > 0.0 { kept.after[class] / kept.before[class] } else { 0.0 }
    }

    /// The price in month `t` of those who came in month `month`, `age` months before: that of their first month, until
    /// all pay another from their next bill on.
    fn generation(&self, month: usize, age: usize, t: usize) -> usize {
        let rule = self.priced.rule;
        let billed = if rule.annual { t.saturating_sub(age % 12) } else { t };
        let holds = |from: usize, applies: Applies| from <= month || (from <= billed && applies == Applies::All);
        rule.changes.iter().rposition(|(from, applies)| holds(*from, *applies)).map_or(0, |i| i + 1)
    }
}
