//! Customers, recurring revenue and its movements, receipts and fees.
//!
//! Order within a month: prices change; last month's subscribers churn; some move between plans; new ones arrive;
//! revenue is on the end-of-month count.

use crate::model::file::Applies;
use crate::model::program::{Params, PlanRule, Program, SubscriptionRule};
use crate::money::{Amount, Currency};

/// A plan by month; every list has one entry per month of the horizon.
#[derive(Clone, Debug, Default)]
pub struct PlanRun<A> {
    pub customers: Vec<f64>,
    pub new: Vec<f64>,
    pub churned: Vec<f64>,
    pub mrr: Vec<Movements<A>>,
    /// What is recognised in the month: the MRR less discounts.
    pub revenue: Vec<A>,
    /// What customers pay in the month; differs from revenue where billing is annual.
    pub receipts: Vec<A>,
    /// Charges made in the month, for the fixed part of fees.
    pub charges: Vec<f64>,
}

/// start + new + expansion + moved − contraction − churned = end, to the minor unit, and none but `moved` is negative.
/// Each movement is rounded once; the larger of `new` and `churned` takes up the last unit, so that the identity holds
/// as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Movements<A> {
    pub start: A,
    pub new: A,
    pub expansion: A,
    pub contraction: A,
    /// Net MRR of customers who came from other plans less those who left for them. Over all plans together it is 0:
    /// there the difference in price is expansion or contraction, who comes from a free plan is new, and who leaves for
    /// one has churned.
    pub moved: A,
    pub churned: A,
    pub end: A,
}

#[derive(Clone, Debug, Default)]
pub struct SubscriptionRun<A> {
    pub plans: Vec<PlanRun<A>>,
    /// Customers of plans that have a price.
    pub paying: Vec<f64>,
    /// All plans together.
    pub mrr: Vec<Movements<A>>,
    /// Recognised revenue of all plans less refunds.
    pub revenue: Vec<A>,
    pub refunds: Vec<A>,
    pub receipts: Vec<A>,
    pub fees: Vec<A>,
}

/// A plan's customers, by the price they pay.
struct PlanState {
    /// One for each price of the plan, in order.
    groups: Vec<Group>,
    current: usize,
}

/// Customers who pay one price.
struct Group {
    customers: f64,
    /// By months since they last paid, for annual billing.
    by_age: [f64; 12],
    /// New customers of the last months while a discount lasts, thinned by churn; the newest last.
    discounted: Vec<f64>,
}

/// One month's flows into and out of a plan, besides moves.
struct Flow {
    churn: f64,
    new: f64,
}

/// A plan at the start of a month, before anyone leaves or comes.
struct Opening<A> {
    customers: f64,
    start: A,
    expansion: A,
    contraction: A,
}

pub fn run<A: Amount>(program: &Program, params: &Params, registered: &[f64]) -> SubscriptionRun<A> {
    let rule = &program.subscription;
    let mut run = SubscriptionRun {
        plans: rule.plans.values().map(|_| PlanRun::default()).collect(),
        ..SubscriptionRun::default()
    };
    let mut states: Vec<PlanState> = rule.plans.values().map(|p| PlanState::new(p, params)).collect();
    for t in 1..=program.months {
        let payers = new_payers(program, params, registered, t, paying(rule, &states));
        let openings: Vec<Opening<A>> = rule
            .plans
            .values()
            .zip(&mut states)
            .map(|(plan, state)| open_month(plan, params, state, t, program.currency))
            .collect();
        let mut month = Movements::default();
        let gained = moves::<A>(program, params, &states, &mut month);
        for (i, plan) in rule.plans.values().enumerate() {
            let (movement, flow) = step_plan::<A>(
                plan,
                params,
                &mut states[i],
                &openings[i],
                registered[t],
                payers,
                &gained[i],
                program.currency,
            );
            record(plan, params, &states[i], &mut run.plans[i], movement, &flow, program.currency);
            month.add(&movement);
        }
        month.moved = A::zero();
        close_month(program, params, &mut run, month, t);
        run.paying.push(paying(rule, &states));
    }
    run
}

impl PlanState {
    fn new(plan: &PlanRule, params: &Params) -> Self {
        let group = |customers: f64| Group { customers, by_age: [customers / 12.0; 12], discounted: Vec::new() };
        let groups =
            (0..plan.prices.len()).map(|i| group(if i == 0 { params.number_or(plan.customers, 0.0) } else { 0.0 }));
        Self { groups: groups.collect(), current: 0 }
    }

    fn customers(&self) -> f64 {
        self.groups.iter().map(|g| g.customers).sum()
    }

    /// A month passes: who paid twelve months ago is due again, and who came first no longer has the discount.
    fn age(&mut self, discount_months: usize) {
        for group in &mut self.groups {
            group.by_age.rotate_right(1);
            group.discounted.push(0.0);
            if group.discounted.len() > discount_months {
                group.discounted.remove(0);
            }
        }
    }

    /// All customers pay the current price from now on; who is billed by the year, from the next bill on.
    fn pay_current(&mut self) {
        let all = self.groups.iter().fold(
            Group { customers: 0.0, by_age: [0.0; 12], discounted: Vec::new() },
            |mut all, group| {
                all.customers += group.customers;
                all.by_age.iter_mut().zip(&group.by_age).for_each(|(sum, n)| *sum += n);
                all.discounted.resize(group.discounted.len(), 0.0);
                all.discounted.iter_mut().zip(&group.discounted).for_each(|(sum, n)| *sum += n);
                all
            },
        );
        let months = all.discounted.len();
        let none = || Group { customers: 0.0, by_age: [0.0; 12], discounted: vec![0.0; months] };
        self.groups.iter_mut().for_each(|group| *group = none());
        self.groups[self.current] = all;
    }

    /// Takes `count` customers away, of all prices and ages alike.
    fn take(&mut self, count: f64) {
        let customers = self.customers();
        let left = if customers > 0.0 { ((customers - count) / customers).max(0.0) } else { 0.0 };
        for group in &mut self.groups {
            group.customers *= left;
            group.by_age.iter_mut().chain(&mut group.discounted).for_each(|n| *n *= left);
        }
    }

    /// Adds customers who begin to pay the current price, new to the business or from another plan.
    fn put(&mut self, count: f64, new: bool) {
        let group = &mut self.groups[self.current];
        group.customers += count;
        group.by_age[0] += count;
        if let Some(newest) = group.discounted.last_mut().filter(|_| new) {
            *newest += count;
        }
    }
}

fn paying(rule: &SubscriptionRule, states: &[PlanState]) -> f64 {
    rule.plans.values().zip(states).filter(|(p, _)| !p.free).map(|(_, s)| s.customers()).fold(0.0, |sum, n| sum + n) // a sum of nothing is -0
}

/// Those who start to pay in month `t`: a share of the users who registered a trial ago, and of those who use it free.
fn new_payers(program: &Program, params: &Params, registered: &[f64], t: usize, paying: f64) -> f64 {
    let rule = &program.subscription;
    let arrived =
        t.checked_sub(rule.trial).filter(|t| *t >= 1).map_or(0.0, |t| (registered[t] - registered[t - 1]).max(0.0));
    let free = (registered[t - 1] - paying).max(0.0);
    params.number_or(rule.conversion, 0.0) * arrived + params.number_or(rule.free_conversion, 0.0) * free
}

/// A month begins: customers age, and prices that change from this month on do. Existing customers keep theirs, or all
/// pay the new one, which is expansion or contraction.
fn open_month<A: Amount>(
    plan: &PlanRule,
    params: &Params,
    state: &mut PlanState,
    t: usize,
    currency: Currency,
) -> Opening<A> {
    let start: A = mrr_of(plan, params, state, 1.0, currency);
    let mut opening = Opening { customers: state.customers(), start, expansion: A::zero(), contraction: A::zero() };
    state.age(if plan.discount.is_some() { plan.discount_months } else { 0 });
    for (i, (_, applies)) in plan.changes.iter().enumerate().filter(|(_, (month, _))| *month == t) {
        state.current = i + 1;
        if *applies == Applies::All {
            let old: A = mrr_of(plan, params, state, 1.0, currency);
            state.pay_current();
            let new: A = mrr_of(plan, params, state, 1.0, currency);
            if new >= old { opening.expansion += new - old } else { opening.contraction += old - new }
        }
    }
    opening
}

/// Who moves between plans: each plan's net count and MRR, with the difference in price booked.
fn moves<A: Amount>(
    program: &Program,
    params: &Params,
    states: &[PlanState],
    month: &mut Movements<A>,
) -> Vec<(f64, A)> {
    let rule = &program.subscription;
    let mut gained = vec![(0.0, A::zero()); states.len()];
    for m in &rule.moves {
        let (from, to) = (&rule.plans[m.from], &rule.plans[m.to]);
        let count = states[m.from].customers() * params.number(m.rate);
        let old: A = mrr_of(from, params, &states[m.from], params.number(m.rate), program.currency);
        let new: A = charge_month(to, params, states[m.to].current, count, program.currency);
        match (from.free, to.free) {
            (true, _) => month.new += new,
            (_, true) => month.churned += old,
            _ if new >= old => month.expansion += new - old,
            _ => month.contraction += old - new,
        }
        gained[m.from].0 -= count;
        gained[m.from].1 += -old;
        gained[m.to].0 += count;
        gained[m.to].1 += new;
    }
    gained
}

#[allow(clippy::too_many_arguments)] // one month of one plan: its rule, its state, and what reaches it
fn step_plan<A: Amount>(
    plan: &PlanRule,
    params: &Params,
    state: &mut PlanState,
    opening: &Opening<A>,
    registered: f64,
    payers: f64,
    gained: &(f64, A),
    currency: Currency,
) -> (Movements<A>, Flow) {
    let churn = params.number_or(plan.churn, 0.0);
    let flow = match plan.of_registered {
        Some(share) => held(opening.customers + gained.0, params.number(share) * registered, churn),
        None => Flow { churn: opening.customers * churn, new: payers * params.number_or(plan.share, 0.0) },
    };
    if gained.0 < 0.0 {
        state.take(-gained.0);
    } else {
        state.put(gained.0, false);
    }
    let leaving: A = mrr_of(plan, params, state, flow.churn / state.customers().max(f64::MIN_POSITIVE), currency);
    state.take(flow.churn);
    state.put(flow.new, true);
    let end: A = mrr_of(plan, params, state, 1.0, currency);
    let Opening { start, expansion, contraction, .. } = *opening;
    let rest = end - start - expansion + contraction - gained.1;
    let (new, churned) = if flow.churn > flow.new {
        let new: A = charge_month(plan, params, state.current, flow.new, currency);
        (new, new - rest)
    } else {
        (rest + leaving, leaving)
    };
    // What rounding leaves below zero on one side belongs on the other.
    let (new, churned) = match A::zero() {
        zero if new < zero => (zero, churned - new),
        zero if churned < zero => (new - churned, zero),
        _ => (new, churned),
    };
    (Movements { start, new, expansion, contraction, moved: gained.1, churned, end }, flow)
}

/// A mix that is held: churn happens, and new customers make up the difference.
fn held(before: f64, target: f64, churn: f64) -> Flow {
    let churned = before * churn;
    let new = target - (before - churned);
    if new >= 0.0 { Flow { churn: churned, new } } else { Flow { churn: (before - target).max(0.0), new: 0.0 } }
}

/// A month's price of one generation for `count` customers.
fn charge_month<A: Amount>(plan: &PlanRule, params: &Params, generation: usize, count: f64, currency: Currency) -> A {
    let months = if plan.annual { 12.0 } else { 1.0 };
    A::charge(count / months, params[plan.prices[generation]], currency)
}

/// The MRR of a part of a plan's customers.
fn mrr_of<A: Amount>(plan: &PlanRule, params: &Params, state: &PlanState, part: f64, currency: Currency) -> A {
    by_group(state, |g| g.customers * part, |i, count| charge_month::<A>(plan, params, i, count, currency))
}

/// The sum over the groups of what a count of each comes to.
fn by_group<A: Amount>(state: &PlanState, count: impl Fn(&Group) -> f64, amount: impl Fn(usize, f64) -> A) -> A {
    state.groups.iter().map(count).enumerate().filter(|(_, n)| *n > 0.0).map(|(i, n)| amount(i, n)).sum()
}

fn record<A: Amount>(
    plan: &PlanRule,
    params: &Params,
    state: &PlanState,
    run: &mut PlanRun<A>,
    movement: Movements<A>,
    flow: &Flow,
    currency: Currency,
) {
    let discount = |amount: A| plan.discount.map_or(A::zero(), |share| amount.share(params[share], currency));
    let discounted =
        discount(by_group(state, |g| g.discounted.iter().sum(), |i, n| charge_month(plan, params, i, n, currency)));
    let bill = |i: usize, count: f64| -> A { A::charge(count, params[plan.prices[i]], currency) };
    let (charges, receipts) = if plan.annual {
        let years = |g: &Group| years_discounted(&g.discounted, plan.discount_months);
        let billed: A = by_group(state, |g| g.by_age[0], bill);
        (state.groups.iter().map(|g| g.by_age[0]).sum(), billed - discount(by_group(state, years, bill)))
    } else {
        (state.customers(), movement.end - discounted)
    };
    run.customers.push(state.customers());
    run.new.push(flow.new);
    run.churned.push(flow.churn);
    run.revenue.push(movement.end - discounted);
    run.receipts.push(receipts);
    run.charges.push(if plan.free { 0.0 } else { charges });
    run.mrr.push(movement);
}

/// The years' worth of discount on this month's annual bills: who came this month has it on the first bill for as many
/// of its months as the discount lasts, who came a year ago on the second, and so on.
fn years_discounted(discounted: &[f64], discount_months: usize) -> f64 {
    let bills = discounted.iter().rev().step_by(12).enumerate();
    bills.map(|(year, count)| count * discount_months.saturating_sub(12 * year).min(12) as f64 / 12.0).sum()
}

fn close_month<A: Amount>(
    program: &Program,
    params: &Params,
    run: &mut SubscriptionRun<A>,
    month: Movements<A>,
    t: usize,
) {
    let rule = &program.subscription;
    let gross: A = run.plans.iter().map(|p| p.revenue[t - 1]).sum();
    let receipts: A = run.plans.iter().map(|p| p.receipts[t - 1]).sum();
    let charges: f64 = run.plans.iter().map(|p| p.charges[t - 1]).sum();
    let refunds = rule.refunds.map_or(A::zero(), |share| gross.share(params[share], program.currency));
    let percent = rule.fee_percent.map_or(A::zero(), |p| receipts.share(params[p], program.currency));
    let fixed = rule.fee_fixed.map_or(A::zero(), |p| A::charge(charges, params[p], program.currency));
    run.refunds.push(refunds);
    run.revenue.push(gross - refunds);
    run.receipts.push(receipts - refunds);
    run.fees.push(percent + fixed);
    run.mrr.push(month);
}

impl<A: Amount> Movements<A> {
    fn add(&mut self, other: &Self) {
        self.start += other.start;
        self.new += other.new;
        self.expansion += other.expansion;
        self.contraction += other.contraction;
        self.moved += other.moved;
        self.churned += other.churned;
        self.end += other.end;
    }

    /// What the movements add up to; equal to `end`.
    pub fn sum(&self) -> A {
        self.start + self.new + self.expansion + self.moved - self.contraction - self.churned
    }
}
