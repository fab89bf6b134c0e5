//! The pipeline: growth → subscribers → workload → tiers → cost → profit and cash. One readable function, generic over
//! the amount, so that the exact ledger and a fast path run the same rules.

pub mod break_even;
pub mod cost;
pub mod growth;
pub mod imbalance;
pub mod metered;
pub mod scale;
pub mod subscription;
pub mod supply;
pub mod workload;

use crate::form::Named;
use crate::model::program::{DeploymentRule, Params, Program, Supply};
use crate::money::Amount;

pub use cost::{Item, Ledger, Line};
pub use subscription::{Movements, PlanRun, SubscriptionRun};
pub use supply::{Change, Choice, Forced, Supplier, SupplyRun, Verdict};
pub use workload::{Bases, DriverRun};

/// What does not depend on where the system runs.
#[derive(Clone, Debug, Default)]
pub struct Demand<A> {
    /// Registered users at the end of each month; index 0 is the state before the first.
    pub registered: Vec<f64>,
    pub active: Vec<f64>,
    pub subscription: SubscriptionRun<A>,
    /// In the order of the program's drivers.
    pub drivers: Vec<DriverRun>,
}

/// A deployment over the horizon; lists have one entry per month.
#[derive(Clone, Debug, Default)]
pub struct Outcome<A> {
    pub components: Named<SupplyRun>,
    /// Infrastructure by component, then fees, then the other lines.
    pub lines: Vec<Line<A>>,
    pub infrastructure: Vec<A>,
    pub cost: Vec<A>,
    pub profit: Vec<A>,
    pub cash: Vec<A>,
}

/// A figure outgrew what can be computed with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} grows beyond what can be computed with in month {month}")]
pub struct Overflow {
    pub what: String,
    pub month: usize,
}

/// Counts beyond this are a mistake in the model, not a plan.
const MOST: f64 = 1e15;

/// Users, subscribers and load.
pub fn demand<A: Amount>(program: &Program, params: &Params) -> Result<Demand<A>, Overflow> {
    let registered = growth::registered(program, params);
    bounded("the number of registered users", &registered).map_err(|e| Overflow { month: e.month.max(2) - 1, ..e })?;
    let subscription = subscription::run::<A>(program, params, &registered);
    for (rule, run) in program.subscription.plans.values().zip(&subscription.plans) {
        bounded(&rule.label, &run.customers)?;
    }
    let active_share = params.number_or(program.active, 1.0);
    let bases = bases(&registered, &subscription, active_share);
    let drivers = workload::run(program, params, &bases);
    for (rule, run) in program.drivers.values().zip(&drivers) {
        bounded(&rule.label, &run.demand)?;
        bounded(&rule.label, &run.volume)?;
    }
    let active = registered.iter().skip(1).map(|u| u * active_share).collect();
    Ok(Demand { registered, active, subscription, drivers })
}

fn bounded(what: &str, values: &[f64]) -> Result<(), Overflow> {
    match values.iter().position(|v| v.is_nan() || v.abs() > MOST) {
        Some(i) => Err(Overflow { what: what.to_owned(), month: i + 1 }),
        None => Ok(()),
    }
}

/// What counts refer to.
pub fn bases<'a, A>(registered: &'a [f64], subscription: &'a SubscriptionRun<A>, active_share: f64) -> Bases<'a> {
    Bases {
        registered,
        paying: &subscription.paying,
        plans: subscription.plans.iter().map(|p| &p.customers[..]).collect(),
        active_share,
    }
}

/// One deployment under a demand.
pub fn deploy<A: Amount>(
    program: &Program,
    params: &Params,
    rule: &DeploymentRule,
    demand: &Demand<A>,
) -> Result<Outcome<A>, Overflow> {
    let bases = bases(&demand.registered, &demand.subscription, params.number_or(program.active, 1.0));
    let ledger = Ledger { program, params, bases: &bases, drivers: &demand.drivers };
    let components: Named<SupplyRun> = rule
        .components
        .iter()
        .map(|(id, component)| (id.clone(), supply_run(program, params, component, &ledger)))
        .collect();
    let mut lines: Vec<Line<A>> = rule
        .components
        .iter()
        .zip(components.values())
        .map(|((id, component), run)| ledger.component(id, component, run))
        .collect();
    if program.subscription.fee_percent.is_some() || program.subscription.fee_fixed.is_some() {
        lines.push(Line {
            id: "payment_fees".into(),
            label: "Payment fees".into(),
            group: "Fees".into(),
            infrastructure: false,
            amounts: demand.subscription.fees.clone(),
        });
    }
    lines.extend(rule.costs.iter().map(|(id, cost)| {
        let on = |t: usize| cost.when.is_none_or(|(component, tier)| components[component].choice[t - 1].tier >= tier);
        ledger.line(id, cost, &demand.subscription.revenue, on)
    }));
    total(program, params, demand, components, lines)
}

fn supply_run(
    program: &Program,
    params: &Params,
    component: &crate::model::program::ComponentRule,
    ledger: &Ledger,
) -> SupplyRun {
    match &component.supply {
        Supply::Usage(usage) => {
            let months = 1..=program.months;
            let utilisation: Vec<Vec<f64>> = months
                .clone()
                .map(|t| ledger.usage(usage, t).utilisation(usage.most_vcpu, usage.most_ram).into_iter().collect())
                .collect();
            SupplyRun {
                choice: months.clone().map(|_| Choice { tier: 0, instances: 1 }).collect(),
                breach: utilisation.iter().map(|u| u.iter().any(|u| *u > 1.0)).collect(),
                p95_ms: vec![None; program.months],
                utilisation,
                ..SupplyRun::default()
            }
        }
        _ => supply::run(&Supplier::new(program, component, params), ledger.drivers, program.months),
    }
}

fn total<A: Amount>(
    program: &Program,
    params: &Params,
    demand: &Demand<A>,
    components: Named<SupplyRun>,
    lines: Vec<Line<A>>,
) -> Result<Outcome<A>, Overflow> {
    let mut outcome = Outcome { components, lines, ..Outcome::default() };
    let mut cash: A = program.opening.map_or(A::zero(), |n| A::charge(1.0, params[n], program.currency));
    for t in 1..=program.months {
        let of =
            |pick: fn(&Line<A>) -> bool| outcome.lines.iter().filter(|l| pick(l)).map(|l| l.amounts[t - 1]).sum::<A>();
        let (infrastructure, cost) = (of(|l| l.infrastructure), of(|_| true));
        let subscription = &demand.subscription;
        let profit = subscription.revenue[t - 1] - cost;
        cash += subscription.receipts[t - 1] - cost;
        if !(cost.is_finite() && profit.is_finite() && cash.is_finite()) {
            return Err(Overflow { what: "money".into(), month: t });
        }
        outcome.infrastructure.push(infrastructure);
        outcome.cost.push(cost);
        outcome.profit.push(profit);
        outcome.cash.push(cash);
    }
    Ok(outcome)
}
