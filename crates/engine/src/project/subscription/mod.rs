//! Customers, recurring revenue and its movements, receipts, deferred revenue, fees and tax.
//!
//! Order within a month: prices change; of last month's subscribers some move between plans, some leave because a charge
//! was never collected, and some churn; new ones arrive, and some who had left come back; revenue is on the end-of-month
//! count.

mod billing;
mod cohorts;
mod fees;
mod month;
mod movements;
mod payers;
mod price;
mod state;

use crate::model::program::{PlanRule, Program, SubscriptionRule, Values};
use crate::money::Amount;
use crate::number::Number;
use crate::project::cost::AmountOf;
use fees::Fees;
use month::{Arrivals, Moved, Opening};
use payers::Funnel;
use price::Priced;
use state::PlanState;

pub use cohorts::{Cohort, cohorts};
pub(crate) use fees::Shares;
pub use movements::Movements;

/// A plan by month; every list has one entry per month of the horizon.
#[derive(Clone, Debug, Default)]
pub struct PlanRun<A: Amount> {
    pub customers: Vec<A::Count>,
    pub new: Vec<A::Count>,
    /// Who left, of their own will or not.
    pub churned: Vec<A::Count>,
    /// Those of `churned` whose charge failed and was not recovered.
    pub involuntary: Vec<A::Count>,
    /// Who had left and came back.
    pub reactivated: Vec<A::Count>,
    /// Who came to a plan with a price from one without: customers who are new, though not to the business.
    pub from_free: Vec<A::Count>,
    /// Who left a plan with a price for one without: customers who are lost, though not to the business.
    pub to_free: Vec<A::Count>,
    /// Who came to the plan: new, back, or from other plans.
    pub joined: Vec<A::Count>,
    pub kept: Vec<Kept<A::Count>>,
    pub mrr: Vec<Movements<A>>,
    /// What is recognised in the month, before refunds.
    pub revenue: Vec<A>,
    /// What is collected in the month, before refunds and without tax; differs from revenue where billing is annual.
    pub receipts: Vec<A>,
    /// Collected for months that are still to come: deferred(t) = deferred(t − 1) + receipts(t) − revenue(t).
    pub deferred: Vec<A>,
    pub deferred_at_start: A,
    /// Charges of the month that failed at first.
    pub failed: Vec<A>,
    /// Collected in the month of charges that had failed earlier.
    pub recovered: Vec<A>,
    /// Charges made in the month, whether they fail or not.
    pub charged: Vec<A::Count>,
    /// Charges collected in the month, for the fixed part of fees.
    pub charges: Vec<A::Count>,
}

/// Customers of a month who were there before it: at its start, and those of them who stay, by what decides how many do
/// (their time with the plan, the month of their bill, or nothing).
#[derive(Clone, Debug, Default)]
pub struct Kept<N> {
    pub before: Vec<N>,
    pub after: Vec<N>,
}

#[derive(Clone, Debug, Default)]
pub struct SubscriptionRun<A: Amount> {
    pub plans: Vec<PlanRun<A>>,
    /// Customers of plans that have a price.
    pub paying: Vec<A::Count>,
    /// Users in a trial.
    pub trial: Vec<A::Count>,
    /// Registered users who left for good after a trial, all months so far; empty where nobody does.
    pub lost: Vec<A::Count>,
    /// All plans together.
    pub mrr: Vec<Movements<A>>,
    /// Recognised revenue of all plans less refunds.
    pub revenue: Vec<A>,
    /// What refunds take off revenue: of a refunded year, a twelfth each month.
    pub refunds: Vec<A>,
    /// What is paid back in the month.
    pub refunded: Vec<A>,
    /// What is collected, less what is paid back, and without tax.
    pub receipts: Vec<A>,
    /// Collected, not paid back, and still to be served: deferred(t) = deferred(t − 1) + receipts(t) − revenue(t).
    pub deferred: Vec<A>,
    pub deferred_at_start: A,
    pub fees: Vec<A>,
    /// Tax collected with receipts in the month; none where a merchant of record keeps it.
    pub tax_collected: Vec<A>,
    /// Tax passed on in the month.
    pub tax_remitted: Vec<A>,
    /// Tax collected and not yet passed on.
    pub tax_owed: Vec<A>,
}

impl<A: Amount> PlanRun<A> {
    /// Empty lists with room for so many months.
    fn for_months(months: usize) -> Self {
        Self {
            customers: Vec::with_capacity(months),
            new: Vec::with_capacity(months),
            churned: Vec::with_capacity(months),
            involuntary: Vec::with_capacity(months),
            reactivated: Vec::with_capacity(months),
            from_free: Vec::with_capacity(months),
            to_free: Vec::with_capacity(months),
            joined: Vec::with_capacity(months),
            kept: Vec::with_capacity(months),
            mrr: Vec::with_capacity(months),
            revenue: Vec::with_capacity(months),
            receipts: Vec::with_capacity(months),
            deferred: Vec::with_capacity(months),
            deferred_at_start: A::zero(),
            failed: Vec::with_capacity(months),
            recovered: Vec::with_capacity(months),
            charged: Vec::with_capacity(months),
            charges: Vec::with_capacity(months),
        }
    }
}

impl<A: Amount> SubscriptionRun<A> {
    /// Empty lists with room for so many months.
    fn for_months(months: usize) -> Self {
        Self {
            paying: Vec::with_capacity(months),
            mrr: Vec::with_capacity(months),
            revenue: Vec::with_capacity(months),
            refunds: Vec::with_capacity(months),
            refunded: Vec::with_capacity(months),
            receipts: Vec::with_capacity(months),
            deferred: Vec::with_capacity(months),
            fees: Vec::with_capacity(months),
            tax_collected: Vec::with_capacity(months),
            tax_remitted: Vec::with_capacity(months),
            tax_owed: Vec::with_capacity(months),
            ..Self::default()
        }
    }

    /// Paying customers won in month `t`, from 1: whose MRR is new.
    pub fn won(&self, rule: &SubscriptionRule, t: usize) -> A::Count {
        self.priced(rule, |plan| plan.new[t - 1] + plan.from_free[t - 1])
    }

    /// Paying customers lost in month `t`, from 1: whose MRR has churned.
    pub fn left(&self, rule: &SubscriptionRule, t: usize) -> A::Count {
        self.priced(rule, |plan| plan.churned[t - 1] + plan.to_free[t - 1])
    }

    /// Those of the lost in month `t`, from 1, whose charge failed and was not recovered.
    pub fn unpaid(&self, rule: &SubscriptionRule, t: usize) -> A::Count {
        self.priced(rule, |plan| plan.involuntary[t - 1])
    }

    /// The sum over the plans that have a price.
    fn priced(&self, rule: &SubscriptionRule, of: impl Fn(&PlanRun<A>) -> A::Count) -> A::Count {
        let plans = rule.plans.values().zip(&self.plans).filter(|(rule, _)| !rule.free);
        plans.map(|(_, run)| of(run)).fold(A::Count::of(0.0), |sum, n| sum + n)
    }
}

pub fn run<A: Amount>(
    program: &Program,
    params: &impl Values<Count = A::Count, Rate = A::Rate>,
    registered: &[A::Count],
) -> SubscriptionRun<A> {
    let rule = &program.subscription;
    let currency = program.currency;
    let plans: Vec<_> = rule.plans.values().map(|rule| Priced { rule, params, currency }).collect();
    let funnel = Funnel::of(program, params, registered);
    // Who pays nothing has no charge that could fail.
    let failed = |plan: &PlanRule| rule.failed.filter(|_| !plan.free);
    let mut states: Vec<_> = rule.plans.values().map(|p| PlanState::new(p, failed(p), params)).collect();
    let at_start = |(plan, state): (&Priced<'_, _>, &PlanState<A::Count>)| PlanRun {
        deferred_at_start: plan.deferred(state, failed(plan.rule), 0),
        ..PlanRun::for_months(program.months)
    };
    let mut run = SubscriptionRun {
        plans: plans.iter().zip(&states).map(at_start).collect(),
        trial: funnel.trial[1..].to_vec(),
        lost: funnel.lost.iter().skip(1).copied().collect(),
        ..SubscriptionRun::for_months(program.months)
    };
    let mut openings: Vec<Opening<A>> = Vec::with_capacity(plans.len());
    for t in 1..=program.months {
        let payers = funnel.payers(program, params, registered, t, paying(rule, &states));
        openings.clear();
        openings.extend(plans.iter().zip(&mut states).map(|(plan, state)| plan.open(state, t)));
        let mut month = Movements::default();
        let moved = moves(program, &plans, &states, &mut month);
        for (i, plan) in plans.iter().enumerate() {
            let arrivals =
                Arrivals { t, registered: registered[t], payers, moved: &moved[i], failed: failed(plan.rule) };
            month.add(&plan.step(&mut states[i], &openings[i], &arrivals, &mut run.plans[i]));
            plan.collect(&mut states[i], failed(plan.rule), &mut run.plans[i], t);
        }
        month.settle_moves(moved.iter().map(|plan| plan.mrr).sum());
        run.mrr.push(month);
        run.paying.push(paying(rule, &states));
        close_month(program, params, &mut run, t);
    }
    run
}

fn paying<N: Number>(rule: &SubscriptionRule, states: &[PlanState<N>]) -> N {
    let paid = rule.plans.values().zip(states).filter(|(p, _)| !p.free);
    paid.map(|(_, s)| s.customers()).fold(N::of(0.0), |sum, n| sum + n) // a sum of nothing is -0
}

/// Who moves between plans, with the difference in price booked. Movers pay the other plan's current price, and leave their
/// discounts behind.
fn moves<V: Values, A: AmountOf<V>>(
    program: &Program,
    plans: &[Priced<'_, V>],
    states: &[PlanState<V::Count>],
    month: &mut Movements<A>,
) -> Vec<Moved<A>> {
    let none = V::Count::of(0.0);
    let mut moved =
        vec![Moved { left: none, came: none, to_free: none, from_free: none, mrr: A::zero() }; states.len()];
    for m in &program.subscription.moves {
        let (from, to) = (&plans[m.from], &plans[m.to]);
        let (params, rate) = (from.params, from.params.number(m.rate));
        let count = states[m.from].customers() * rate;
        let (old, new): (A, A) = match params.asks_mrr() {
            true => (from.mrr_of(&states[m.from], rate), to.mrr_at(states[m.to].current, count, |_| none)),
            false => (A::zero(), A::zero()),
        };
        match (from.rule.free, to.rule.free) {
            (true, true) => {}
            (true, false) => {
                month.new += new;
                moved[m.to].from_free += count;
            }
            (false, true) => {
                month.churned += old;
                moved[m.from].to_free += count;
            }
            (false, false) => {
                month.expansion += (new - old).at_least(A::zero());
                month.contraction += (old - new).at_least(A::zero());
            }
        }
        moved[m.from].left += count;
        moved[m.from].mrr += -old;
        moved[m.to].came += count;
        moved[m.to].mrr += new;
    }
    moved
}

/// All plans together: refunds, the processor's fees on what is collected, and tax.
fn close_month<V: Values, A: AmountOf<V>>(program: &Program, params: &V, run: &mut SubscriptionRun<A>, t: usize) {
    let rule = &program.subscription;
    let shares = Shares { rule, params, currency: program.currency };
    let of = |pick: fn(&PlanRun<A>) -> &Vec<A>| run.plans.iter().map(|p| pick(p)[t - 1]).sum::<A>();
    let (gross, receipts, deferred) = (of(|p| &p.revenue), of(|p| &p.receipts), of(|p| &p.deferred));
    let charges: V::Count = run.plans.iter().map(|p| p.charges[t - 1]).sum();
    let refunded = shares.back(receipts);
    let Fees { percent, fixed } = shares.fees(receipts, charges);
    let before = match run.deferred.last() {
        Some(before) => *before,
        None => {
            let at_start: A = run.plans.iter().map(|p| p.deferred_at_start).sum();
            run.deferred_at_start = at_start - shares.back(at_start);
            run.deferred_at_start
        }
    };
    let deferred = deferred - shares.back(deferred);
    let revenue =
        if rule.plans.values().any(|p| p.annual) { before + receipts - refunded - deferred } else { gross - refunded };
    run.refunds.push(gross - revenue);
    run.refunded.push(refunded);
    run.revenue.push(revenue);
    run.receipts.push(receipts - refunded);
    run.deferred.push(deferred);
    run.fees.push(percent + fixed);
    // A processor that is the merchant of record keeps the tax, and the share it takes of the charge is of the tax too.
    let collected = if rule.tax.is_some_and(|tax| tax.withheld) { A::zero() } else { shares.tax(receipts - refunded) };
    run.tax_collected.push(collected);
    let remitted = rule.tax.and_then(|tax| t.checked_sub(tax.lag + 1)).map(|earlier| run.tax_collected[earlier]);
    let remitted = remitted.unwrap_or(A::zero());
    let owed = run.tax_owed.last().copied().unwrap_or(A::zero()) + collected - remitted;
    run.tax_remitted.push(remitted);
    run.tax_owed.push(owed);
}
