//! Customers by the month in which they came.

use super::price::Priced;
use super::state::class_of;
use crate::model::file::Applies;
use crate::model::program::{PlanRule, Program};
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
/// At the end of each month the cohorts add up to the plan's customers.
pub fn cohorts(program: &Program, demand: &Demand<Money>, plan: usize) -> Vec<Cohort> {
    let (Some((_, rule)), Some(run)) =
        (program.subscription.plans.get_index(plan), demand.subscription.plans.get(plan))
    else {
        return Vec::new();
    };
    let priced = Priced { rule, params: &program.params, currency: program.currency };
    let mut all = vec![Cohort { month: 0, customers: run.customers.clone(), mrr: Vec::new() }];
    all[0].customers.insert(0, program.params.number_or(rule.customers, 0.0));
    for month in 1..=program.months {
        let mut customers = vec![run.joined[month - 1]];
        for t in month + 1..=program.months {
            let kept = &run.kept[t - 1];
            let class = class_of(t - month, kept.before.len(), rule.annual);
            let share = if kept.before[class] > 0.0 { kept.after[class] / kept.before[class] } else { 0.0 };
            customers.push(customers[t - month - 1] * share);
        }
        for (k, n) in customers.iter().enumerate() {
            let first = &mut all[0].customers[month + k];
            *first = (*first - n).max(0.0);
        }
        all.push(Cohort { month, customers, mrr: Vec::new() });
    }
    for cohort in &mut all {
        let months = cohort.customers.iter().enumerate();
        let mrr = months.map(|(k, n)| priced.month(generation(rule, cohort.month, cohort.month + k), *n));
        cohort.mrr = mrr.collect();
    }
    all
}

/// The price in month `t` of those who came in month `month`: that of their first month, until all pay another.
fn generation(rule: &PlanRule, month: usize, t: usize) -> usize {
    let holds = |from: usize, applies: Applies| from <= month || (from <= t && applies == Applies::All);
    rule.changes.iter().rposition(|(from, applies)| holds(*from, *applies)).map_or(0, |i| i + 1)
}
