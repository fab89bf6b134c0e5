//! Which tier when: each month the cheapest that holds, with hysteresis on the way down.

use crate::capacity::fit::{self, Lack};
use crate::capacity::limits::{Capacity, Stated, busy_share, capacity, p95_ms};
use crate::capacity::machine::Machine;
use crate::model::file::Comparison;
use crate::model::program::{
    ComponentRule, LimitHow, Metric, Num, Params, Program, Supply, TierRule, TriggerRule, UsageRule,
};
use crate::model::watched::Watched;
use crate::number::Number;
use crate::project::imbalance::Imbalance;
use crate::project::metered::Use;
use crate::project::workload::DriverRun;

/// A tier and how many instances of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub tier: usize,
    pub instances: u32,
}

/// A component by month; lists have one entry per month, in order.
#[derive(Clone, Debug, Default)]
pub struct SupplyRun {
    pub choice: Vec<Choice>,
    /// No tier holds: the largest is used, and demand exceeds the target.
    pub breach: Vec<bool>,
    /// Utilisation of each of the component's limits, month by month.
    pub utilisation: Vec<Vec<f64>>,
    pub p95_ms: Vec<Option<f64>>,
    /// Capacity of one instance, by tier and limit.
    pub capacities: Vec<Vec<Capacity>>,
    pub changes: Vec<Change>,
}

/// What the ledger asks of a component's run, month by month (from 1). A fixed or metered component is at tier 0.
pub trait Supplied {
    type Count: Number;

    /// Index of the tier.
    fn tier(&self, t: usize) -> Self::Count;
    fn instances(&self, t: usize) -> Self::Count;
    /// Whether the tier or its instances are not those of the month before: 1 or 0.
    fn changed(&self, t: usize) -> Self::Count;
}

impl Supplied for SupplyRun {
    type Count = f64;

    fn tier(&self, t: usize) -> f64 {
        self.choice[t - 1].tier as f64
    }

    fn instances(&self, t: usize) -> f64 {
        f64::from(self.choice[t - 1].instances)
    }

    fn changed(&self, t: usize) -> f64 {
        f64::from(u8::from(self.changes.iter().any(|c| c.needed_by == t)))
    }
}

/// A change of tier or instances. Months are counted from 1; `order_by` may lie before the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub needed_by: usize,
    pub order_by: i64,
    pub from: Choice,
    pub to: Choice,
    pub forced_by: Forced,
}

/// What forces a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Forced {
    /// A limit of the component (by its place in the component's list) with its demand and what the old choice held.
    Limit {
        limit: usize,
        demand: f64,
        capacity: f64,
    },
    Trigger {
        watched: Watched,
        value: f64,
    },
    /// Demand fell so far that a cheaper tier holds.
    Cheaper,
    /// A fixed schedule says so.
    Schedule,
}

/// Why a choice does not hold, or that it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Holds,
    Fails(Forced),
}

/// A component with its capacities worked out, ready to be asked month by month.
#[derive(Debug)]
pub struct Supplier<'a> {
    program: &'a Program,
    pub rule: &'a ComponentRule,
    params: &'a Params,
    pub capacities: Vec<Vec<Capacity>>,
    machines: Vec<Machine>,
    prices: Vec<f64>,
    target: f64,
    hysteresis: f64,
    balancer: f64,
    imbalance: Imbalance<'a>,
}

impl<'a> Supplier<'a> {
    pub fn new(program: &'a Program, rule: &'a ComponentRule, params: &'a Params) -> Self {
        let machines: Vec<Machine> = rule.tiers.values().map(|t| t.shape.machine(params)).collect();
        let of_tier = |(tier, machine): (&TierRule, &Machine)| {
            let number = |stated: &Option<Num>| stated.map(|n| params.number(n));
            let stated = tier.declared.iter().zip(&tier.measured);
            rule.limits
                .iter()
                .zip(stated.map(|(d, m)| Stated { declared: number(d), measured: number(m) }))
                .map(|(l, stated)| capacity(&program.limits[*l], machine, stated, params))
                .collect()
        };
        let target = params.number(rule.target);
        Self {
            program,
            rule,
            params,
            capacities: rule.tiers.values().zip(&machines).map(of_tier).collect(),
            machines,
            prices: rule.tiers.values().map(|t| t.price.iter().map(|n| params.number(*n)).sum()).collect(),
            target,
            hysteresis: params.number(rule.hysteresis),
            balancer: params.number_or(rule.balancer, 0.0),
            imbalance: Imbalance::new(rule.selection.as_ref(), params, target),
        }
    }

    /// The cheapest of some choices, as [`Supplier::cheapest`] has it; the tiers' choices come in order.
    pub fn cheapest_of(&self, in_place: Choice, choices: impl Iterator<Item = Choice>) -> Option<Choice> {
        let moves = |choice: &Choice| choice.tier != in_place.tier;
        choices.min_by(|a, b| self.price(*a).total_cmp(&self.price(*b)).then(moves(a).cmp(&moves(b))))
    }

    pub fn price(&self, choice: Choice) -> f64 {
        self.prices[choice.tier] * f64::from(choice.instances) + if choice.instances > 1 { self.balancer } else { 0.0 }
    }

    /// Demand of the component's limit `i` in month `t`.
    pub fn demand(&self, drivers: &[DriverRun], i: usize, t: usize) -> f64 {
        drivers[self.program.limits[self.rule.limits[i]].driver].demand[t - 1]
    }

    /// The busiest server's share over the mean, for a fleet behind a selection policy; 1 for an even balancer.
    pub fn imbalance(&self, instances: u32) -> f64 {
        self.imbalance.of(instances)
    }

    /// Utilisation of limit `i` by a demand spread over instances.
    pub fn utilisation(&self, choice: Choice, i: usize, demand: f64) -> f64 {
        let capacity = self.capacities[choice.tier][i].effective;
        fit::utilisation(demand, capacity, choice.instances, self.imbalance(choice.instances))
    }

    /// The limit nearest to its capacity, or furthest over it. None where there are no limits, or no tiers.
    pub fn binding(&self, choice: Choice, drivers: &[DriverRun], t: usize) -> Option<usize> {
        self.capacities.get(choice.tier)?;
        let used = (0..self.rule.limits.len()).map(|i| (i, self.utilisation(choice, i, self.demand(drivers, i, t))));
        used.reduce(|most, other| if other.1 > most.1 { other } else { most }).map(|(i, _)| i)
    }

    /// Does a choice hold this demand at this target? The worst reason if not: the limit furthest over, else a trigger.
    pub fn verdict(&self, choice: Choice, drivers: &[DriverRun], t: usize, target: f64) -> Verdict {
        let over = (0..self.rule.limits.len())
            .map(|i| (i, self.utilisation(choice, i, self.demand(drivers, i, t))))
            .filter(|(_, u)| fit::is_over(*u, target))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((limit, _)) = over {
            let capacity = self.capacities[choice.tier][limit].effective.unwrap_or(0.0) * f64::from(choice.instances)
                / self.imbalance(choice.instances);
            return Verdict::Fails(Forced::Limit { limit, demand: self.demand(drivers, limit, t), capacity });
        }
        let trigger = self.triggered(choice, drivers, t).next();
        trigger.map_or(Verdict::Holds, Verdict::Fails)
    }

    /// The triggers of a choice that fire.
    pub fn triggered(&self, choice: Choice, drivers: &[DriverRun], t: usize) -> impl Iterator<Item = Forced> {
        let tier = self.rule.tiers.get_index(choice.tier).map(|(_, tier)| tier);
        tier.into_iter().flat_map(|tier| &tier.triggers).filter_map(move |trigger| {
            let value = self.fired(trigger, choice, drivers, t)?;
            Some(Forced::Trigger { watched: trigger.watched.clone(), value })
        })
    }

    fn fired(&self, trigger: &TriggerRule, choice: Choice, drivers: &[DriverRun], t: usize) -> Option<f64> {
        let each = self.imbalance(choice.instances) / f64::from(choice.instances);
        let value = match trigger.metric {
            Metric::P95 => self.p95(choice, drivers, t).unwrap_or(f64::MAX),
            Metric::Cpu => self.cores(|how, driver| {
                busy_share(how, &self.machines[choice.tier], self.params, drivers[driver].demand[t - 1] * each)
            })?,
            Metric::Utilisation(i) => self.utilisation(choice, i, self.demand(drivers, i, t)),
            Metric::Demand(driver) => drivers[driver].demand[t - 1] * each,
        };
        holds(value, trigger.op, self.params.number(trigger.value)).then_some(value)
    }

    /// The p95 response time of the component's first `cores` limit; None where it has none or is saturated.
    pub fn p95(&self, choice: Choice, drivers: &[DriverRun], t: usize) -> Option<f64> {
        let each = self.imbalance(choice.instances) / f64::from(choice.instances);
        self.cores(|how, driver| {
            p95_ms(how, &self.machines[choice.tier], self.params, drivers[driver].demand[t - 1] * each)
        })
    }

    pub fn has_cores(&self) -> bool {
        self.cores(|_, _| Some(0.0)).is_some()
    }

    fn cores(&self, f: impl FnOnce(&LimitHow, usize) -> Option<f64>) -> Option<f64> {
        let limit = self
            .rule
            .limits
            .iter()
            .map(|l| &self.program.limits[*l])
            .find(|l| matches!(l.how, LimitHow::Cores { .. }))?;
        f(&limit.how, limit.driver)
    }

    /// The fewest instances of a tier that hold; None where none hold.
    pub fn fewest(&self, tier: usize, drivers: &[DriverRun], t: usize, target: f64) -> Option<Choice> {
        self.fewest_that(tier, drivers, t, target, |_| true)
    }

    /// The fewest instances of a tier that hold and have something else, which more instances have more of.
    pub fn fewest_that(
        &self,
        tier: usize,
        drivers: &[DriverRun],
        t: usize,
        target: f64,
        also: impl Fn(Choice) -> bool,
    ) -> Option<Choice> {
        let rule = &self.rule.tiers[tier];
        let lack = |instances: u32| match self.verdict(Choice { tier, instances }, drivers, t, target) {
            Verdict::Holds => (!also(Choice { tier, instances })).then_some(Lack::More),
            Verdict::Fails(Forced::Limit { demand, capacity, .. }) => Some(Lack::Times(demand / (target * capacity))),
            Verdict::Fails(_) => Some(Lack::More),
        };
        fit::fewest(rule.min, rule.max, &self.imbalance, lack).map(|instances| Choice { tier, instances })
    }

    /// The cheapest choice that holds at this target; of equally cheap ones that of the tier in place, so that nothing is
    /// moved for nothing, else that of the first tier.
    pub fn cheapest(&self, in_place: Option<usize>, drivers: &[DriverRun], t: usize, target: f64) -> Option<Choice> {
        self.cheaper_than(f64::INFINITY, in_place, drivers, t, target)
    }

    /// The cheapest choice that holds and costs less than `most`. A tier of which even the fewest instances cost as much
    /// as what is found need not be asked whether it holds.
    fn cheaper_than(
        &self,
        most: f64,
        in_place: Option<usize>,
        drivers: &[DriverRun],
        t: usize,
        target: f64,
    ) -> Option<Choice> {
        let (mut found, mut most) = (None, most);
        let others = (0..self.rule.tiers.len()).filter(|tier| Some(*tier) != in_place);
        for tier in in_place.into_iter().chain(others) {
            let least = Choice { tier, instances: self.rule.tiers[tier].min };
            if self.price(least) < most
                && let Some(choice) = self.fewest(tier, drivers, t, target).filter(|c| self.price(*c) < most)
            {
                (found, most) = (Some(choice), self.price(choice));
            }
        }
        found
    }

    /// Where nothing holds: the last tier with its most instances (or one, where it has no maximum).
    fn largest(&self) -> Choice {
        let tier = self.rule.tiers.len() - 1;
        let max = self.rule.tiers[tier].max;
        Choice { tier, instances: if max == u32::MAX { self.rule.tiers[tier].min } else { max } }
    }

    /// What is chosen when nothing is in place yet, and whether it holds.
    pub fn at_rest(&self, drivers: &[DriverRun], t: usize) -> (Choice, bool) {
        match self.cheapest(None, drivers, t, self.target) {
            Some(choice) => (choice, true),
            None => (self.largest(), false),
        }
    }

    /// What a schedule has in a month, and whether it holds: it is its own, so that it may be filled to its capacity.
    pub fn scheduled(&self, steps: &[(usize, usize, u32)], drivers: &[DriverRun], t: usize) -> (Choice, bool) {
        let (_, tier, instances) = steps.iter().rev().find(|(from, ..)| *from <= t).copied().unwrap_or((1, 0, 1));
        let choice = Choice { tier, instances };
        (choice, self.verdict(choice, drivers, t, 1.0) == Verdict::Holds)
    }

    /// The choice for month `t`, given the one before.
    fn next(&self, before: Option<Choice>, drivers: &[DriverRun], t: usize) -> (Choice, bool, Option<Forced>) {
        let Some(before) = before else {
            let (choice, holds) = self.at_rest(drivers, t);
            return (choice, !holds, None);
        };
        match self.verdict(before, drivers, t, self.target) {
            Verdict::Fails(forced) => match self.cheapest(Some(before.tier), drivers, t, self.target) {
                Some(choice) => (choice, false, Some(forced)),
                None => (self.largest(), true, Some(forced)),
            },
            Verdict::Holds => {
                let target = (self.target - self.hysteresis).max(0.0);
                match self.cheaper_than(self.price(before), Some(before.tier), drivers, t, target) {
                    Some(choice) => (choice, false, Some(Forced::Cheaper)),
                    None => (before, false, None),
                }
            }
        }
    }
}

/// Runs a component over the horizon, whatever it is supplied by.
pub fn of_component(program: &Program, params: &Params, rule: &ComponentRule, drivers: &[DriverRun]) -> SupplyRun {
    match &rule.supply {
        Supply::Usage(usage) => metered(program, params, usage, drivers),
        _ => run(&Supplier::new(program, rule, params), drivers, program.months),
    }
}

fn metered(program: &Program, params: &Params, usage: &UsageRule, drivers: &[DriverRun]) -> SupplyRun {
    let used: Vec<Use> = (1..=program.months).map(|t| Use::mean(&usage.used, program, params, drivers, t)).collect();
    SupplyRun {
        choice: vec![Choice { tier: 0, instances: 1 }; program.months],
        breach: used.iter().map(|used| !usage.holds(used)).collect(),
        utilisation: used.iter().map(|used| usage.utilisation(used).into_iter().collect()).collect(),
        p95_ms: vec![None; program.months],
        ..SupplyRun::default()
    }
}

/// Runs a ladder or a schedule over the horizon.
pub fn run(supplier: &Supplier, drivers: &[DriverRun], months: usize) -> SupplyRun {
    let mut run = SupplyRun {
        choice: Vec::with_capacity(months),
        breach: Vec::with_capacity(months),
        utilisation: Vec::with_capacity(months),
        p95_ms: Vec::with_capacity(months),
        capacities: supplier.capacities.clone(),
        changes: Vec::new(),
    };
    for t in 1..=months {
        let before = run.choice.last().copied();
        let (choice, breach, forced) = match &supplier.rule.supply {
            Supply::Schedule(steps) => {
                let (choice, holds) = supplier.scheduled(steps, drivers, t);
                (choice, !holds, before.map(|_| Forced::Schedule))
            }
            _ => supplier.next(before, drivers, t),
        };
        if let Some(from) = before.filter(|b| *b != choice) {
            let order_by = t as i64 - supplier.rule.lead_time as i64;
            run.changes.push(Change {
                needed_by: t,
                order_by,
                from,
                to: choice,
                forced_by: forced.unwrap_or(Forced::Schedule),
            });
        }
        run.choice.push(choice);
        run.breach.push(breach);
        run.utilisation.push(
            (0..supplier.rule.limits.len())
                .map(|i| supplier.utilisation(choice, i, supplier.demand(drivers, i, t)))
                .collect(),
        );
        run.p95_ms.push(supplier.p95(choice, drivers, t));
    }
    run
}

/// `value op bound`.
pub fn holds(value: f64, op: Comparison, bound: f64) -> bool {
    match op {
        Comparison::Above => value > bound,
        Comparison::AtLeast => value >= bound,
        Comparison::Below => value < bound,
        Comparison::AtMost => value <= bound,
    }
}

#[cfg(test)]
mod tests;
