//! When it pays: by month, and by number of subscribers with every crossing that step costs make.

use std::ops::RangeInclusive;

use super::scale::Scale;
use super::{Demand, Outcome};
use crate::model::program::{AmountRule, DeploymentRule, Params, Program};
use crate::money::{Amount, Settled};
use crate::number::Number;

/// Break-even over time. Months are counted from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverTime<A> {
    /// The stretches of months in which revenue covers cost.
    pub pays: Vec<RangeInclusive<usize>>,
    /// The month from which revenue covers cost to the plan's end; None where it does not in the last month.
    pub operating: Option<usize>,
    /// The month by which all earlier losses are repaid, for good within the horizon; None where they are not.
    pub cumulative: Option<usize>,
    /// The lowest cash, and its month.
    pub trough: (A, usize),
    /// The first month that ends with cash below zero, where there was cash to begin with.
    pub out_of_cash: Option<usize>,
}

/// By month, since which month amounts have not been negative; one beyond the last month where the month's own is.
pub fn held_since<A: Amount>(amounts: &[A], months: usize) -> Vec<A::Count> {
    let never = A::Count::of((months + 1) as f64);
    let mut since = never;
    let held = amounts.iter().enumerate().map(|(i, amount)| {
        let began = since.reaches(never).choose(A::Count::of((i + 1) as f64), since);
        since = amount.number().reaches(A::Count::of(0.0)).choose(began, never);
        since
    });
    held.collect()
}

pub fn over_time<A: Settled>(program: &Program, params: &Params, outcome: &Outcome<A>) -> OverTime<A> {
    let pays: Vec<bool> = outcome.profit.iter().map(|p| *p >= A::zero()).collect();
    let earned: Vec<A> = outcome
        .profit
        .iter()
        .scan(A::zero(), |earned, profit| {
            *earned += *profit;
            Some(*earned)
        })
        .collect();
    let since = |amounts: &[A]| {
        let month = held_since(amounts, program.months).last().map(|month| *month as usize);
        month.filter(|month| *month <= program.months)
    };
    let opening: A = program.opening.map_or(A::zero(), |n| A::charge(1.0, params[n], program.currency));
    let trough = outcome
        .cash
        .iter()
        .enumerate()
        .fold((opening, 0), |low, (i, cash)| if *cash < low.0 { (*cash, i + 1) } else { low });
    let out_of_cash =
        (opening > A::zero()).then(|| outcome.cash.iter().position(|c| *c < A::zero()).map(|i| i + 1)).flatten();
    OverTime {
        pays: stretches(&pays),
        operating: since(&outcome.profit),
        cumulative: since(&earned),
        trough,
        out_of_cash,
    }
}

impl<A> OverTime<A> {
    /// The first month in which revenue covers cost, where it is lost again before [`Self::operating`].
    pub fn first_apart(&self) -> Option<usize> {
        self.pays.first().map(|months| *months.start()).filter(|first| Some(*first) != self.operating)
    }
}

fn stretches(pays: &[bool]) -> Vec<RangeInclusive<usize>> {
    let mut found: Vec<RangeInclusive<usize>> = Vec::new();
    for (i, _) in pays.iter().enumerate().filter(|(_, p)| **p) {
        match found.last_mut() {
            Some(last) if *last.end() == i => *last = *last.start()..=i + 1,
            _ => found.push(i + 1..=i + 1),
        }
    }
    found
}

/// Paying customers that cover a month's cost at its mix, holding its fixed cost: ceil(fixed / contribution each).
/// Contribution is revenue less fees, per-subscriber costs and shares of revenue. None where nobody pays, or each one
/// costs more than it brings.
pub fn customers<A: Settled>(rule: &DeploymentRule, demand: &Demand<A>, outcome: &Outcome<A>, t: usize) -> Option<u64> {
    needed(rule, demand, outcome, t, demand.subscription.paying[t - 1])
}

/// The same in registered users.
pub fn registered<A: Settled>(
    rule: &DeploymentRule,
    demand: &Demand<A>,
    outcome: &Outcome<A>,
    t: usize,
) -> Option<u64> {
    needed(rule, demand, outcome, t, demand.registered[t])
}

fn needed<A: Settled>(
    rule: &DeploymentRule,
    demand: &Demand<A>,
    outcome: &Outcome<A>,
    t: usize,
    count: f64,
) -> Option<u64> {
    let variable: f64 =
        outcome.lines.iter().filter(|l| is_variable(rule, &l.id)).map(|l| l.amounts[t - 1].to_f64()).sum();
    let fixed = outcome.cost[t - 1].to_f64() - variable;
    let contribution = demand.subscription.revenue[t - 1].to_f64() - variable;
    // Multiplied before dividing, so that whole quotients stay whole.
    let exact = fixed * count / contribution;
    (contribution > 0.0 && count > 0.0).then(|| (exact * (1.0 - 1e-12)).ceil().max(0.0) as u64)
}

/// Does a line grow with each customer?
pub fn is_variable(rule: &DeploymentRule, line: &str) -> bool {
    line == "payment_fees"
        || rule
            .costs
            .get(line)
            .is_some_and(|c| matches!(c.amount, AmountRule::PerSubscriber { .. } | AmountRule::OfRevenue { .. }))
}

/// Revenue and cost at a number of paying subscribers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtCount<A> {
    pub subscribers: u64,
    pub revenue: A,
    pub cost: A,
}

/// Break-even in paying subscribers at the mix and the ratios of one month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BySubscribers<A> {
    /// Every interval of counts with profit ≥ 0; the last may go on beyond `most`.
    pub pays: Vec<RangeInclusive<u64>>,
    /// The largest count looked at.
    pub most: u64,
    /// Points of the revenue and cost lines, with one on each side of every step; none where a line is beyond reckoning.
    pub curve: Vec<AtCount<A>>,
}

/// Every interval of paying subscribers in which the business pays, with the mix of month `t` held: users and load keep
/// their ratio to subscribers, tiers are the cheapest that hold, and one-off costs are left out.
///
/// Between two steps of cost profit is monotone, so a bisection on the choices finds every step and one on profit every
/// crossing, exact to the subscriber. None where nobody pays in that month.
pub fn by_subscribers<A: Settled>(
    program: &Program,
    params: &Params,
    rule: &DeploymentRule,
    demand: &Demand<A>,
    outcome: &Outcome<A>,
    t: usize,
    most: Option<u64>,
) -> Option<BySubscribers<A>> {
    let paying = demand.subscription.paying[t - 1];
    if paying <= 0.0 || demand.subscription.revenue[t - 1] <= A::zero() {
        return None;
    }
    let scale = Scale::new(program, params, rule, demand, t, paying)?;
    let most = most.unwrap_or_else(|| reach(rule, demand, outcome, t));
    Some(read(&scale, &scale.stretches(most), most))
}

/// Far enough to show the plan and its break-even.
fn reach<A: Settled>(rule: &DeploymentRule, demand: &Demand<A>, outcome: &Outcome<A>, t: usize) -> u64 {
    let planned = demand.subscription.paying.iter().copied().fold(0.0, f64::max);
    let needed = customers(rule, demand, outcome, t).unwrap_or(0) as f64;
    (planned * 1.25).max(needed * 3.0).clamp(20.0, 1e7).ceil() as u64
}

fn at<A: Settled>(scale: &Scale<A>, subscribers: u64) -> AtCount<A> {
    let (revenue, fees) = scale.revenue(subscribers);
    AtCount { subscribers, revenue, cost: fees + scale.cost(subscribers, |_| true) }
}

fn read<A: Settled>(scale: &Scale<A>, steps: &[u64], most: u64) -> BySubscribers<A> {
    let mut result = BySubscribers { pays: Vec::new(), most, curve: Vec::new() };
    for stretch in steps.windows(2) {
        let (first, last) = (at(scale, stretch[0]), at(scale, stretch[1] - 1));
        if let Some(range) = paying_part(scale, &first, &last) {
            match result.pays.last_mut() {
                Some(before) if before.end() + 1 == *range.start() => *before = *before.start()..=*range.end(),
                _ => result.pays.push(range),
            }
        }
        let ends = [first, last].into_iter().take(if last.subscribers > first.subscribers { 2 } else { 1 });
        result.curve.extend(ends.filter(|at| at.revenue.is_finite() && at.cost.is_finite()));
    }
    result
}

/// The part of a stretch without steps in which profit is not negative.
fn paying_part<A: Settled>(scale: &Scale<A>, first: &AtCount<A>, last: &AtCount<A>) -> Option<RangeInclusive<u64>> {
    let pays = |at: &AtCount<A>| at.revenue >= at.cost;
    match (pays(first), pays(last)) {
        (true, true) => Some(first.subscribers..=last.subscribers),
        (false, false) => None,
        (starts, _) => {
            let (mut low, mut high) = (first.subscribers, last.subscribers);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if pays(&at(scale, middle)) == starts { low = middle } else { high = middle }
            }
            Some(if starts { first.subscribers..=low } else { high..=last.subscribers })
        }
    }
}
