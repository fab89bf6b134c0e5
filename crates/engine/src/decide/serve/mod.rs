//! Cost to serve: who causes the cost of infrastructure, what each plan earns after it, and the price below which it
//! loses money.
//!
//! A component's cost is split by the load on the limit that binds it, metered use by the load on each meter, and a line
//! of infrastructure by what it counts; what counts nothing follows the components. The parts add up to the whole, to
//! the minor unit.

mod cause;
mod load;
mod split;

use crate::money::Money;
use crate::project::scale::Scale;
use crate::project::subscription::Shares;
use crate::project::{DriverRun, PlanRun};
use crate::projection::Deployed;

pub use split::split;

/// A month of a deployment by plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// Each plan, in the order of the model.
    pub plans: Vec<PlanServed>,
    /// Infrastructure that users cause who are on no plan.
    pub unplanned: Money,
    /// Infrastructure that nobody causes.
    pub idle: Money,
    /// All of it: the plans' parts, `unplanned` and `idle`.
    pub infrastructure: Money,
}

/// A plan's part of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanServed {
    pub customers: f64,
    /// After refunds.
    pub revenue: Money,
    pub fees: Money,
    /// Costs per subscriber, and those that are a share of revenue.
    pub direct: Money,
    /// What its customers cause.
    pub infrastructure: Money,
    /// Its part of what free users cause, on a plan without a price or on none, and of what nobody causes: by paying
    /// customers. None for a plan without a price.
    pub burden: Money,
    /// Revenue less all of these.
    pub margin: Money,
    /// The price per billing period, in the plan's currency, at which the margin is nothing: below it the plan loses money
    /// at this scale. None where nobody pays for the plan, or what grows with the price takes all of it.
    pub least_price: Option<f64>,
}

/// Month `t`, from 1, as projected.
pub fn serve(d: &Deployed, t: usize) -> Option<Served> {
    if t == 0 || t > d.program.months {
        return None;
    }
    let amount =
        |id: &str| d.outcome.lines.iter().find(|line| line.id == id).map_or(Money::ZERO, |line| line.amounts[t - 1]);
    let binding = |id: &str| {
        let used = d.outcome.components.get(id)?.utilisation[t - 1].iter().copied().enumerate();
        used.reduce(|most, other| if other.1 > most.1 { other } else { most }).map(|(i, _)| i)
    };
    let month = Month {
        components: d.rule.components.keys().map(|id| (amount(id), binding(id))).collect(),
        lines: d.rule.costs.keys().map(|id| amount(id)).collect(),
        drivers: &d.demand.drivers,
        revenue: d.demand.subscription.revenue[t - 1],
        fees: d.demand.subscription.fees[t - 1],
        times: 1.0,
    };
    Some(month.by_plan(d, t))
}

/// The month with another number of paying subscribers, everything else in the ratios of the month, tiers the cheapest
/// that hold, without free periods, credits and what is paid once. None where nobody pays in the month.
pub fn serve_at(d: &Deployed, t: usize, subscribers: u64) -> Option<Served> {
    if t == 0 || t > d.program.months {
        return None;
    }
    let paying = d.demand.subscription.paying[t - 1];
    let scale = Scale::new(d.program, &d.program.params, d.rule, d.demand, t, paying)?;
    let scaled = scale.costs(subscribers);
    let (revenue, fees) = scale.revenue(subscribers);
    let times = subscribers as f64 / paying;
    let month =
        Month { components: scaled.components, lines: scaled.lines, drivers: &scaled.drivers, revenue, fees, times };
    Some(month.by_plan(d, t))
}

/// What a month costs and brings, whatever its size.
struct Month<'a> {
    /// Each component's cost, and the limit that binds it.
    components: Vec<(Money, Option<usize>)>,
    /// Each cost line.
    lines: Vec<Money>,
    drivers: &'a [DriverRun],
    revenue: Money,
    fees: Money,
    /// Its size over that of the projected month.
    times: f64,
}

impl Month<'_> {
    fn by_plan(&self, d: &Deployed, t: usize) -> Served {
        let (rules, runs) = (&d.program.subscription.plans, &d.demand.subscription.plans);
        let params = &d.program.params;
        let caused = self.infrastructure(d, t);
        let direct = self.direct(d, t);
        let parts = |of: &dyn Fn(usize) -> f64| (0..runs.len()).map(of).collect::<Vec<f64>>();
        let (revenue, _) = split(self.revenue, &parts(&|i| runs[i].revenue[t - 1].to_f64()));
        let shares = Shares { rule: &d.program.subscription, params, currency: d.program.currency };
        let of_charges = |run: &PlanRun<Money>| shares.fees(run.receipts[t - 1].to_f64(), run.charges[t - 1]);
        let charged: Vec<_> = runs.iter().map(of_charges).collect();
        let (fees, _) = split(self.fees, &parts(&|i| charged[i].percent + charged[i].fixed));
        let of_free = (0..runs.len()).filter(|i| rules[*i].free).map(|i| caused.plans[i]).sum::<Money>();
        let paying = parts(&|i| if rules[i].free { 0.0 } else { runs[i].customers[t - 1] });
        let (burden, _) = split(of_free + caused.unplanned + caused.idle, &paying);
        let plans = (0..runs.len()).map(|i| {
            let cost = fees[i] + direct[i].0 + direct[i].1 + caused.plans[i] + burden[i];
            let grows = charged[i].percent * self.times + direct[i].1.to_f64();
            PlanServed {
                customers: runs[i].customers[t - 1] * self.times,
                revenue: revenue[i],
                fees: fees[i],
                direct: direct[i].0 + direct[i].1,
                infrastructure: caused.plans[i],
                burden: burden[i],
                margin: revenue[i] - cost,
                least_price: least_price(price(d, i, t), revenue[i].to_f64(), cost.to_f64(), grows),
            }
        });
        let plans: Vec<PlanServed> = plans.collect();
        let infrastructure = caused.plans.iter().copied().sum::<Money>() + caused.unplanned + caused.idle;
        Served { plans, unplanned: caused.unplanned, idle: caused.idle, infrastructure }
    }
}

/// The price that new customers pay in month `t`.
fn price(d: &Deployed, plan: usize, t: usize) -> f64 {
    let rule = &d.program.subscription.plans[plan];
    d.program.params.number(rule.prices[rule.changes.iter().filter(|(from, _)| *from <= t).count()])
}

/// Revenue and the part of cost that is a share of it are linear in the price: the margin is nothing where
/// x · (revenue − share) covers the rest of the cost, with x the price over the price now.
fn least_price(price: f64, revenue: f64, cost: f64, share: f64) -> Option<f64> {
    (price > 0.0 && revenue > share).then(|| price * ((cost - share) / (revenue - share)).max(0.0))
}
