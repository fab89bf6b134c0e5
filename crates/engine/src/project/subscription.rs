//! Customers, recurring revenue and its movements, receipts and fees.
//!
//! Order within a month: last month's subscribers churn; some move between plans; new ones arrive; revenue is on the
//! end-of-month count.

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

/// start + new + expansion + moved − contraction − churned = end, to the minor unit. Each movement is rounded once; the
/// larger of `new` and `churned` takes up the last unit, so that the identity holds as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Movements<A> {
    pub start: A,
    pub new: A,
    pub expansion: A,
    pub contraction: A,
    /// Net MRR of customers who came from other plans less those who left for them; 0 over all plans together, where
    /// their difference in price is expansion or contraction.
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

/// A plan's customers by price generation, and what must be remembered of its past.
struct PlanState {
    generations: Vec<f64>,
    current: usize,
    /// Customers by months since they last paid, for annual billing.
    by_age: [f64; 12],
    /// New customers of the last months, thinned by churn, while a discount lasts.
    discounted: Vec<f64>,
}

/// One month's flows into and out of a plan.
struct Flow {
    churn: f64,
    new: f64,
}

pub fn run<A: Amount>(program: &Program, params: &Params, registered: &[f64]) -> SubscriptionRun<A> {
    let rule = &program.subscription;
    let mut run = SubscriptionRun { plans: rule.plans.values().map(|_| PlanRun::default()).collect(), ..SubscriptionRun::default() };
    let mut states: Vec<PlanState> = rule.plans.values().map(|p| PlanState::new(p, params)).collect();
    for t in 1..=program.months {
        let paying_before: f64 = paying(rule, &states);
        let payers = new_payers(program, params, registered, t, paying_before);
        let mut month = Movements::default();
        let gained = moves::<A>(program, params, &mut states, &mut month);
        for (i, plan) in rule.plans.values().enumerate() {
            let (movement, flow) = step_plan::<A>(plan, params, &mut states[i], registered[t], payers, t, &gained[i], program.currency);
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
        let mut generations = vec![0.0; plan.prices.len()];
        generations[0] = params.number_or(plan.customers, 0.0);
        Self { by_age: [generations[0] / 12.0; 12], generations, current: 0, discounted: Vec::new() }
    }

    fn customers(&self) -> f64 {
        self.generations.iter().sum()
    }

    /// Takes `count` customers away, of all generations and ages alike.
    fn take(&mut self, count: f64) {
        let customers = self.customers();
        let left = if customers > 0.0 { ((customers - count) / customers).max(0.0) } else { 0.0 };
        self.generations.iter_mut().chain(&mut self.by_age).chain(&mut self.discounted).for_each(|n| *n *= left);
    }

    fn put(&mut self, count: f64, discount_months: usize) {
        self.generations[self.current] += count;
        self.discounted.push(count);
        if self.discounted.len() > discount_months {
            self.discounted.remove(0);
        }
        self.by_age.rotate_right(1);
        self.by_age[0] += count;
    }
}

fn paying(rule: &SubscriptionRule, states: &[PlanState]) -> f64 {
    rule.plans.values().zip(states).filter(|(p, _)| !p.free).map(|(_, s)| s.customers()).sum()
}

/// Those who start to pay in month `t`: a share of the users who registered a trial ago, and of those who use it free.
fn new_payers(program: &Program, params: &Params, registered: &[f64], t: usize, paying: f64) -> f64 {
    let rule = &program.subscription;
    let arrived = t.checked_sub(rule.trial).filter(|t| *t >= 1).map_or(0.0, |t| (registered[t] - registered[t - 1]).max(0.0));
    let free = (registered[t - 1] - paying).max(0.0);
    params.number_or(rule.conversion, 0.0) * arrived + params.number_or(rule.free_conversion, 0.0) * free
}

/// Moves customers between plans; returns each plan's net count and MRR, and books the difference in price.
fn moves<A: Amount>(program: &Program, params: &Params, states: &mut [PlanState], month: &mut Movements<A>) -> Vec<(f64, A)> {
    let rule = &program.subscription;
    let before: Vec<f64> = states.iter().map(PlanState::customers).collect();
    let mut gained = vec![(0.0, A::zero()); states.len()];
    for m in &rule.moves {
        let count = before[m.from] * params.number(m.rate);
        let old: A = mrr_of(&rule.plans[m.from], params, &states[m.from].generations, count / before[m.from].max(f64::MIN_POSITIVE), program.currency);
        let new: A = charge_month(&rule.plans[m.to], params, states[m.to].current, count, program.currency);
        if new >= old { month.expansion += new - old } else { month.contraction += old - new }
        gained[m.from].0 -= count;
        gained[m.from].1 += -old;
        gained[m.to].0 += count;
        gained[m.to].1 += new;
    }
    gained
}

#[allow(clippy::too_many_arguments)] // one month of one plan: its rule, its state, and what reaches it
fn step_plan<A: Amount>(plan: &PlanRule, params: &Params, state: &mut PlanState, registered: f64, payers: f64, t: usize, gained: &(f64, A), currency: Currency) -> (Movements<A>, Flow) {
    let before = state.customers();
    let start: A = mrr_of(plan, params, &state.generations, 1.0, currency);
    let (expansion, contraction) = change_price(plan, params, state, t, currency);
    let flow = match plan.of_registered {
        Some(share) => held(before + gained.0, params.number(share) * registered, params.number_or(plan.churn, 0.0)),
        None => Flow { churn: before * params.number_or(plan.churn, 0.0), new: payers * params.number_or(plan.share, 0.0) },
    };
    if gained.0 < 0.0 {
        state.take(-gained.0);
    } else {
        state.generations[state.current] += gained.0;
    }
    state.take(flow.churn);
    state.put(flow.new, plan.discount_months);
    let end: A = mrr_of(plan, params, &state.generations, 1.0, currency);
    let rest = end - start - expansion + contraction - gained.1;
    let (new, churned) = if flow.churn > flow.new {
        let new: A = charge_month(plan, params, state.current, flow.new, currency);
        (new, new - rest)
    } else {
        let price_each: A = mrr_of(plan, params, &state.generations, flow.churn / state.customers().max(f64::MIN_POSITIVE), currency);
        let churned = if flow.churn > 0.0 { price_each } else { A::zero() };
        (rest + churned, churned)
    };
    (Movements { start, new, expansion, contraction, moved: gained.1, churned, end }, flow)
}

/// A mix that is held: churn happens, and new customers make up the difference.
fn held(before: f64, target: f64, churn: f64) -> Flow {
    let churned = before * churn;
    let new = target - (before - churned);
    if new >= 0.0 { Flow { churn: churned, new } } else { Flow { churn: (before - target).max(0.0), new: 0.0 } }
}

/// A new price from this month on: existing customers keep theirs, or all pay the new one.
fn change_price<A: Amount>(plan: &PlanRule, params: &Params, state: &mut PlanState, t: usize, currency: Currency) -> (A, A) {
    let (mut expansion, mut contraction) = (A::zero(), A::zero());
    for (i, (_, applies)) in plan.changes.iter().enumerate().filter(|(_, (month, _))| *month == t) {
        state.current = i + 1;
        if *applies == Applies::All {
            let old: A = mrr_of(plan, params, &state.generations, 1.0, currency);
            let all = state.customers();
            state.generations.fill(0.0);
            state.generations[state.current] = all;
            let new: A = mrr_of(plan, params, &state.generations, 1.0, currency);
            if new >= old { expansion += new - old } else { contraction += old - new }
        }
    }
    (expansion, contraction)
}

/// A month's price of one generation for `count` customers.
fn charge_month<A: Amount>(plan: &PlanRule, params: &Params, generation: usize, count: f64, currency: Currency) -> A {
    let months = if plan.annual { 12.0 } else { 1.0 };
    A::charge(count / months, params[plan.prices[generation]], currency)
}

fn mrr_of<A: Amount>(plan: &PlanRule, params: &Params, generations: &[f64], part: f64, currency: Currency) -> A {
    generations.iter().enumerate().filter(|(_, n)| **n > 0.0).map(|(g, n)| charge_month::<A>(plan, params, g, n * part, currency)).sum()
}

fn record<A: Amount>(plan: &PlanRule, params: &Params, state: &PlanState, run: &mut PlanRun<A>, movement: Movements<A>, flow: &Flow, currency: Currency) {
    let customers = state.customers();
    let discount = plan.discount.map_or(A::zero(), |share| {
        let on_discount: A = charge_month(plan, params, state.current, state.discounted.iter().sum(), currency);
        on_discount.share(params[share], currency)
    });
    let charges = if plan.free {
        0.0
    } else if plan.annual {
        state.by_age[0]
    } else {
        customers
    };
    let receipts = if plan.annual { A::charge(charges, params[plan.prices[state.current]], currency) } else { movement.end };
    run.customers.push(customers);
    run.new.push(flow.new);
    run.churned.push(flow.churn);
    run.revenue.push(movement.end - discount);
    run.receipts.push(receipts - discount);
    run.charges.push(charges);
    run.mrr.push(movement);
}

fn close_month<A: Amount>(program: &Program, params: &Params, run: &mut SubscriptionRun<A>, month: Movements<A>, t: usize) {
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
