//! The pipeline: growth → subscribers → workload → tiers → cost → profit and cash. One readable function, generic over
//! the amount, so that the exact ledger and a fast path run the same rules.

pub mod break_even;
pub mod cost;
pub mod growth;
pub mod imbalance;
pub mod metered;
pub mod scale;
mod standing;
pub mod subscription;
pub mod supply;
pub mod workload;

use crate::form::Named;
use crate::model::program::{DeploymentRule, Program, Values};
use crate::money::Amount;
use crate::number::Number;

pub use cost::{AmountOf, Item, Ledger, Line};
pub use standing::Standing;
pub use subscription::{Cohort, Kept, Movements, PlanRun, SubscriptionRun, cohorts};
pub use supply::{Change, Choice, Forced, Supplied, Supplier, SupplyRun, Verdict};
pub use workload::{Bases, DriverRun};

/// What does not depend on where the system runs.
#[derive(Clone, Debug, Default)]
pub struct Demand<A: Amount> {
    /// Registered users at the end of each month; index 0 is the state before the first.
    pub registered: Vec<A::Count>,
    pub active: Vec<A::Count>,
    pub subscription: SubscriptionRun<A>,
    /// In the order of the program's drivers.
    pub drivers: Vec<DriverRun<A::Count>>,
}

/// A deployment over the horizon; lists have one entry per month.
#[derive(Clone, Debug, Default)]
pub struct Outcome<A, S = SupplyRun> {
    pub components: Named<S>,
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
pub fn demand<A: Amount>(
    program: &Program,
    params: &impl Values<Count = A::Count, Rate = A::Rate>,
) -> Result<Demand<A>, Overflow> {
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
    let active = registered.iter().skip(1).map(|u| *u * active_share).collect();
    Ok(Demand { registered, active, subscription, drivers })
}

fn bounded<N: Number>(what: &str, values: &[N]) -> Result<(), Overflow> {
    let beyond = |value: f64| value.is_nan() || value.abs() > MOST;
    match values.iter().position(|v| v.known().is_some_and(beyond)) {
        Some(i) => Err(Overflow { what: what.to_owned(), month: i + 1 }),
        None => Ok(()),
    }
}

/// What counts refer to.
pub fn bases<'a, A: Amount>(
    registered: &'a [A::Count],
    subscription: &'a SubscriptionRun<A>,
    active_share: A::Count,
) -> Bases<'a, A::Count> {
    Bases {
        registered,
        paying: &subscription.paying,
        plans: subscription.plans.iter().map(|p| &p.customers[..]).collect(),
        trial: &subscription.trial,
        lost: &subscription.lost,
        active_share,
    }
}

/// One deployment under a demand.
pub fn deploy<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    rule: &DeploymentRule,
    demand: &Demand<A>,
) -> Result<Outcome<A, V::Supply>, Overflow> {
    let bases = bases(&demand.registered, &demand.subscription, params.number_or(program.active, 1.0));
    let ledger = Ledger { program, params, bases: &bases, drivers: &demand.drivers };
    let components: Named<V::Supply> = rule
        .components
        .iter()
        .map(|(id, component)| (id.clone(), params.supply(program, component, &demand.drivers)))
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
        let on = |t: usize| {
            cost.when.map_or(V::Count::of(1.0), |(component, tier)| {
                components[component].tier(t).reaches(V::Count::of(tier as f64))
            })
        };
        ledger.line(id, cost, &demand.subscription.revenue, on)
    }));
    total(program, params, demand, components, lines)
}

fn total<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    demand: &Demand<A>,
    components: Named<V::Supply>,
    lines: Vec<Line<A>>,
) -> Result<Outcome<A, V::Supply>, Overflow> {
    let mut outcome = Outcome {
        components,
        lines,
        infrastructure: Vec::with_capacity(program.months),
        cost: Vec::with_capacity(program.months),
        profit: Vec::with_capacity(program.months),
        cash: Vec::with_capacity(program.months),
    };
    let mut cash: A =
        program.opening.map_or(A::zero(), |n| A::charge(V::Count::of(1.0), params.rate(n), program.currency));
    for t in 1..=program.months {
        let of =
            |pick: fn(&Line<A>) -> bool| outcome.lines.iter().filter(|l| pick(l)).map(|l| l.amounts[t - 1]).sum::<A>();
        let (infrastructure, cost) = (of(|l| l.infrastructure), of(|_| true));
        let subscription = &demand.subscription;
        let profit = subscription.revenue[t - 1] - cost;
        let tax = subscription.tax_collected[t - 1] - subscription.tax_remitted[t - 1];
        cash += subscription.receipts[t - 1] + tax - cost;
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
