//! Which plan causes which cost.

use super::Month;
use super::load::{Loads, Parts, scaled};
use super::split::split;
use crate::model::program::{AmountRule, Base, ComponentRule, CostRule, Supply, UsageRule};
use crate::money::Money;
use crate::project::metered::{Bill, Use};
use crate::projection::Deployed;

/// The cost of infrastructure by who causes it.
pub(super) struct Caused {
    pub plans: Vec<Money>,
    /// By users on no plan.
    pub unplanned: Money,
    /// By nobody.
    pub idle: Money,
}

impl Month<'_> {
    pub(super) fn infrastructure(&self, d: &Deployed, t: usize) -> Caused {
        let loads = Loads::new(d, t);
        let users = loads.of(Base::Registered);
        let mut caused = Caused { plans: vec![Money::ZERO; users.len()], unplanned: Money::ZERO, idle: Money::ZERO };
        for (rule, (amount, binding)) in d.rule.components.values().zip(&self.components) {
            caused.add(*amount, &self.of_component(d, rule, *binding, &loads));
        }
        // What counts nothing follows the components, or users where there are none.
        let components: Parts = caused.plans.iter().map(|part| part.to_f64()).collect();
        let follows = if components.iter().any(|part| *part > 0.0) { components } else { users };
        for (cost, amount) in d.rule.costs.values().zip(&self.lines).filter(|(cost, _)| is_infrastructure(cost)) {
            caused.add(*amount, &counted(d, &cost.amount, &loads).unwrap_or_else(|| follows.clone()));
        }
        caused.unplanned = caused.plans.pop().unwrap_or(Money::ZERO);
        caused
    }

    /// By plan: costs per subscriber, and costs that are a share of revenue, beside infrastructure.
    pub(super) fn direct(&self, d: &Deployed, t: usize) -> Vec<(Money, Money)> {
        let runs = &d.demand.subscription.plans;
        let mut direct = vec![(Money::ZERO, Money::ZERO); runs.len()];
        for (cost, amount) in d.rule.costs.values().zip(&self.lines).filter(|(cost, _)| !is_infrastructure(cost)) {
            match &cost.amount {
                AmountRule::PerSubscriber { plan, .. } => {
                    let counts = runs.iter().zip(d.program.subscription.plans.values()).enumerate();
                    let counts = counts.map(|(i, (run, rule))| match plan {
                        Some(plan) if *plan != i => 0.0,
                        None if rule.free => 0.0,
                        _ => run.customers[t - 1],
                    });
                    let (parts, _) = split(*amount, &counts.collect::<Parts>());
                    direct.iter_mut().zip(parts).for_each(|(plan, part)| plan.0 += part);
                }
                AmountRule::OfRevenue { .. } => {
                    let revenue: Parts = runs.iter().map(|run| run.revenue[t - 1].to_f64()).collect();
                    let (parts, _) = split(*amount, &revenue);
                    direct.iter_mut().zip(parts).for_each(|(plan, part)| plan.1 += part);
                }
                _ => {}
            }
        }
        direct
    }

    /// By the load on the limit that binds, or on the meters; by users where there is neither.
    fn of_component(&self, d: &Deployed, rule: &ComponentRule, binding: Option<usize>, loads: &Loads) -> Parts {
        let parts = match (&rule.supply, binding) {
            (Supply::Usage(usage), _) => self.of_meters(d, usage, loads),
            (_, Some(limit)) => loads.driver(d.program.limits[rule.limits[limit]].driver).clone(),
            (_, None) => Parts::new(),
        };
        if parts.iter().any(|part| *part > 0.0) { parts } else { loads.of(Base::Registered) }
    }

    fn of_meters(&self, d: &Deployed, usage: &UsageRule, loads: &Loads) -> Parts {
        let params = &d.program.params;
        let used = Use::mean(&usage.used, d.program, params, self.drivers, loads.t);
        let bill: Bill<f64> = Bill::of(&used, &usage.prices(params), d.program.currency);
        let limit = |limit: Option<usize>| limit.map(|limit| d.program.limits[limit].driver);
        let drivers = [limit(usage.used.cpu), limit(usage.used.memory), usage.used.volume, usage.used.egress];
        let mut parts = Parts::new();
        for (meter, driver) in bill.meters.iter().zip(drivers) {
            let (Some(meter), Some(driver)) = (meter, driver) else { continue };
            let of_meter = scaled(loads.driver(driver), meter.amount);
            parts.resize(of_meter.len(), 0.0);
            parts.iter_mut().zip(of_meter).for_each(|(sum, part)| *sum += part);
        }
        parts
    }
}

impl Caused {
    fn add(&mut self, amount: Money, weights: &[f64]) {
        let (parts, rest) = split(amount, weights);
        self.plans.iter_mut().zip(parts).for_each(|(plan, part)| *plan += part);
        self.idle += rest;
    }
}

/// What a line counts, by plan; None where it counts nothing.
fn counted(d: &Deployed, amount: &AmountRule, loads: &Loads) -> Option<Parts> {
    match amount {
        AmountRule::PerUnit { driver, .. } => Some(loads.driver(*driver).clone()),
        AmountRule::PerSubscriber { plan, .. } => Some(loads.of(plan.map_or(Base::Paying, Base::Plan))),
        AmountRule::Steps { of, .. } => Some(loads.of(*of)),
        AmountRule::OfRevenue { .. } => {
            let runs = d.demand.subscription.plans.iter();
            Some(runs.map(|run| run.revenue[loads.t - 1].to_f64()).chain([0.0]).collect())
        }
        _ => None,
    }
}

fn is_infrastructure(cost: &CostRule) -> bool {
    cost.group.eq_ignore_ascii_case("infrastructure")
}
