//! When it pays: by month, and by number of subscribers with every crossing that step costs make.

use std::ops::RangeInclusive;

use super::cost::{Ledger, reaches};
use super::supply::{Choice, Supplier, SupplyRun};
use super::workload::{Bases, DriverRun};
use super::{Demand, Outcome};
use crate::model::program::{AmountRule, Base, CostRule, DeploymentRule, Params, Program, Supply};
use crate::money::Amount;

/// Break-even over time. Months are counted from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverTime<A> {
    /// The stretches of months in which revenue covers cost.
    pub operating: Vec<RangeInclusive<usize>>,
    /// The month by which all earlier losses are repaid, for good within the horizon; None where they are not.
    pub cumulative: Option<usize>,
    /// The lowest cash, and its month.
    pub trough: (A, usize),
    /// The first month that ends with cash below zero, where there was cash to begin with.
    pub out_of_cash: Option<usize>,
}

pub fn over_time<A: Amount>(program: &Program, params: &Params, outcome: &Outcome<A>) -> OverTime<A> {
    let pays: Vec<bool> = outcome.profit.iter().map(|p| *p >= A::zero()).collect();
    let mut earned = A::zero();
    let mut cumulative = None;
    for (i, profit) in outcome.profit.iter().enumerate() {
        earned += *profit;
        match (earned >= A::zero(), cumulative) {
            (true, None) => cumulative = Some(i + 1),
            (false, _) => cumulative = None,
            _ => {}
        }
    }
    let opening: A = program.opening.map_or(A::zero(), |n| A::charge(1.0, params[n], program.currency));
    let trough = outcome
        .cash
        .iter()
        .enumerate()
        .fold((opening, 0), |low, (i, cash)| if *cash < low.0 { (*cash, i + 1) } else { low });
    let out_of_cash =
        (opening > A::zero()).then(|| outcome.cash.iter().position(|c| *c < A::zero()).map(|i| i + 1)).flatten();
    OverTime { operating: stretches(&pays), cumulative, trough, out_of_cash }
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
pub fn customers<A: Amount>(rule: &DeploymentRule, demand: &Demand<A>, outcome: &Outcome<A>, t: usize) -> Option<u64> {
    needed(rule, demand, outcome, t, demand.subscription.paying[t - 1])
}

/// The same in registered users.
pub fn registered<A: Amount>(rule: &DeploymentRule, demand: &Demand<A>, outcome: &Outcome<A>, t: usize) -> Option<u64> {
    needed(rule, demand, outcome, t, demand.registered[t])
}

fn needed<A: Amount>(
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
pub fn by_subscribers<A: Amount>(
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
    let suppliers = rule.components.values().map(|component| Supplier::new(program, component, params)).collect();
    let scale = Scale { program, params, rule, suppliers, demand, outcome, t, paying };
    let most = most.unwrap_or_else(|| scale.reach());
    let mut steps = vec![0];
    let first = scale.signature(0);
    const PARTS: u64 = 24;
    let mut low = (0, first);
    for part in 1..=PARTS {
        let at = (most as u128 * u128::from(part) / u128::from(PARTS)) as u64;
        if at == low.0 {
            continue;
        }
        let high = (at, scale.signature(at));
        scale.steps(&low, &high, &mut steps);
        low = high;
    }
    steps.push(most + 1);
    steps.dedup();
    Some(scale.read(&steps, most))
}

/// What is compared to see whether a step lies between two counts: the tiers, and the steps of cost lines.
type Signature = (Vec<Choice>, Vec<usize>);

struct Scale<'a, A> {
    program: &'a Program,
    params: &'a Params,
    rule: &'a DeploymentRule,
    /// One for each component: what a fleet's simulation found out is kept.
    suppliers: Vec<Supplier<'a>>,
    demand: &'a Demand<A>,
    outcome: &'a Outcome<A>,
    t: usize,
    paying: f64,
}

/// One month of a business of another size.
struct World {
    registered: Vec<f64>,
    paying: Vec<f64>,
    plans: Vec<Vec<f64>>,
    drivers: Vec<DriverRun>,
}

const MOST_STEPS: usize = 4000;

impl<A: Amount> Scale<'_, A> {
    /// Far enough to show the plan and its break-even.
    fn reach(&self) -> u64 {
        let planned = self.demand.subscription.paying.iter().copied().fold(0.0, f64::max);
        let needed = customers(self.rule, self.demand, self.outcome, self.t).unwrap_or(0) as f64;
        (planned * 1.25).max(needed * 3.0).clamp(20.0, 1e7).ceil() as u64
    }

    fn world(&self, subscribers: u64) -> World {
        let t = self.t;
        // Multiplied before dividing, so that the subscribers themselves stay whole.
        let scale = |value: f64| value * subscribers as f64 / self.paying;
        let scaled = |values: &[f64], len: usize, at: usize| {
            let mut v = vec![0.0; len];
            v[at] = scale(values[at]);
            v
        };
        let mut registered = scaled(&self.demand.registered, t + 1, t);
        registered[t - 1] = scale(self.demand.registered[t - 1]);
        World {
            registered,
            paying: scaled(&self.demand.subscription.paying, t, t - 1),
            plans: self.demand.subscription.plans.iter().map(|p| scaled(&p.customers, t, t - 1)).collect(),
            drivers: self
                .demand
                .drivers
                .iter()
                .map(|d| DriverRun { volume: scaled(&d.volume, t, t - 1), demand: scaled(&d.demand, t, t - 1) })
                .collect(),
        }
    }

    fn choices(&self, world: &World) -> Vec<Choice> {
        self.suppliers
            .iter()
            .map(|supplier| match &supplier.rule.supply {
                Supply::Ladder => supplier.at_rest(&world.drivers, self.t),
                Supply::Schedule(steps) => steps.iter().rev().find(|(from, ..)| *from <= self.t).map_or(
                    Choice { tier: 0, instances: 1 },
                    |(_, tier, instances)| Choice { tier: *tier, instances: *instances },
                ),
                Supply::Usage(_) => Choice { tier: 0, instances: 1 },
            })
            .collect()
    }

    fn signature(&self, subscribers: u64) -> Signature {
        let world = self.world(subscribers);
        let bases = self.bases(&world);
        let steps = self.rule.costs.values().filter_map(|c| match &c.amount {
            AmountRule::Steps { of, steps } => Some(self.step(&bases, &world.drivers, *of, steps)),
            _ => None,
        });
        (self.choices(&world), steps.collect())
    }

    fn step(
        &self,
        bases: &Bases,
        drivers: &[DriverRun],
        of: Base,
        steps: &[(crate::model::program::Num, crate::model::program::Num)],
    ) -> usize {
        let count = bases.count(of, drivers, self.t);
        steps.iter().filter(|(from, _)| reaches(count, self.params.number(*from))).count()
    }

    fn bases<'w>(&self, world: &'w World) -> Bases<'w> {
        Bases {
            registered: &world.registered,
            paying: &world.paying,
            plans: world.plans.iter().map(|p| &p[..]).collect(),
            active_share: self.params.number_or(self.program.active, 1.0),
        }
    }

    /// Collects the counts at which the signature changes, between two counts.
    fn steps(&self, low: &(u64, Signature), high: &(u64, Signature), found: &mut Vec<u64>) {
        if low.1 == high.1 || found.len() > MOST_STEPS {
            return;
        }
        if high.0 - low.0 == 1 {
            found.push(high.0);
            return;
        }
        let at = low.0 + (high.0 - low.0) / 2;
        let middle = (at, self.signature(at));
        self.steps(low, &middle, found);
        self.steps(&middle, high, found);
    }

    fn at(&self, subscribers: u64) -> AtCount<A> {
        let world = self.world(subscribers);
        let bases = self.bases(&world);
        let ledger = Ledger { program: self.program, params: self.params, bases: &bases, drivers: &world.drivers };
        let choices = self.choices(&world);
        let (revenue, fees) = self.revenue(subscribers);
        let mut cost = fees;
        for (component, choice) in self.rule.components.values().zip(&choices) {
            let run = SupplyRun { choice: vec![*choice; self.t], ..SupplyRun::default() };
            cost += ledger.component_items::<A>(component, &run, self.t).into_iter().map(|i| i.amount).sum();
        }
        let revenues = vec![revenue; self.t];
        let on = |cost: &CostRule| cost.when.is_none_or(|(component, tier)| choices[component].tier >= tier);
        let running = |c: &CostRule| {
            (c.from..=c.until).contains(&self.t) && on(c) && !matches!(c.amount, AmountRule::Once { .. })
        };
        for line in self.rule.costs.values().filter(|c| running(c)) {
            cost += ledger.amount(line, &revenues, self.t);
        }
        AtCount { subscribers, revenue, cost }
    }

    /// The month's revenue and fees in proportion.
    fn revenue(&self, subscribers: u64) -> (A, A) {
        let month = |amounts: &[A]| amounts[self.t - 1];
        let part = |amount: A| match crate::money::Param::from_number(subscribers as f64 / self.paying) {
            Some(share) => amount.share(share, self.program.currency),
            None => A::zero(),
        };
        (part(month(&self.demand.subscription.revenue)), part(month(&self.demand.subscription.fees)))
    }

    fn read(&self, steps: &[u64], most: u64) -> BySubscribers<A> {
        let mut result = BySubscribers { pays: Vec::new(), most, curve: Vec::new() };
        for stretch in steps.windows(2) {
            let (first, last) = (self.at(stretch[0]), self.at(stretch[1] - 1));
            let found = self.paying_part(&first, &last);
            if let Some(range) = found {
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
    fn paying_part(&self, first: &AtCount<A>, last: &AtCount<A>) -> Option<RangeInclusive<u64>> {
        let pays = |at: &AtCount<A>| at.revenue >= at.cost;
        match (pays(first), pays(last)) {
            (true, true) => Some(first.subscribers..=last.subscribers),
            (false, false) => None,
            (starts, _) => {
                let (mut low, mut high) = (first.subscribers, last.subscribers);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if pays(&self.at(middle)) == starts { low = middle } else { high = middle }
                }
                Some(if starts { first.subscribers..=low } else { high..=last.subscribers })
            }
        }
    }
}
