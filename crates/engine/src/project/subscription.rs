//! Customers, recurring revenue and its movements, receipts and fees.
//!
//! Order within a month: prices change; last month's subscribers churn; some move between plans; new ones arrive;
//! revenue is on the end-of-month count.

use crate::model::file::Applies;
use crate::model::program::{PlanRule, Program, SubscriptionRule, Values};
use crate::money::{Amount, Currency};
use crate::number::Number;
use crate::project::cost::AmountOf;

/// A plan by month; every list has one entry per month of the horizon.
#[derive(Clone, Debug, Default)]
pub struct PlanRun<A: Amount> {
    pub customers: Vec<A::Count>,
    pub new: Vec<A::Count>,
    pub churned: Vec<A::Count>,
    pub mrr: Vec<Movements<A>>,
    /// What is recognised in the month: the MRR less discounts.
    pub revenue: Vec<A>,
    /// What customers pay in the month; differs from revenue where billing is annual.
    pub receipts: Vec<A>,
    /// Charges made in the month, for the fixed part of fees.
    pub charges: Vec<A::Count>,
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
pub struct SubscriptionRun<A: Amount> {
    pub plans: Vec<PlanRun<A>>,
    /// Customers of plans that have a price.
    pub paying: Vec<A::Count>,
    /// All plans together.
    pub mrr: Vec<Movements<A>>,
    /// Recognised revenue of all plans less refunds.
    pub revenue: Vec<A>,
    pub refunds: Vec<A>,
    pub receipts: Vec<A>,
    pub fees: Vec<A>,
}

/// A plan's customers, by the price they pay.
struct PlanState<N> {
    /// One for each price of the plan, in order.
    groups: Vec<Group<N>>,
    current: usize,
}

/// Customers who pay one price.
struct Group<N> {
    customers: N,
    /// By months since they last paid, for annual billing.
    by_age: [N; 12],
    /// New customers of the last months while a discount lasts, thinned by churn; the newest last.
    discounted: Vec<N>,
}

/// One month's flows into and out of a plan, besides moves.
struct Flow<N> {
    churn: N,
    new: N,
}

/// What a plan gains from the others in a month, net.
#[derive(Clone)]
struct Gained<A: Amount> {
    count: A::Count,
    mrr: A,
}

/// A plan at the start of a month, before anyone leaves or comes.
struct Opening<A: Amount> {
    customers: A::Count,
    start: A,
    expansion: A,
    contraction: A,
}

pub fn run<A: Amount>(
    program: &Program,
    params: &impl Values<Count = A::Count, Rate = A::Rate>,
    registered: &[A::Count],
) -> SubscriptionRun<A> {
    let rule = &program.subscription;
    let mut run = SubscriptionRun {
        plans: rule.plans.values().map(|_| PlanRun::default()).collect(),
        ..SubscriptionRun::default()
    };
    let mut states: Vec<PlanState<A::Count>> = rule.plans.values().map(|p| PlanState::new(p, params)).collect();
    for t in 1..=program.months {
        let payers = new_payers(program, params, registered, t, paying(rule, &states));
        let openings: Vec<Opening<A>> = rule
            .plans
            .values()
            .zip(&mut states)
            .map(|(plan, state)| open_month(plan, params, state, t, program.currency))
            .collect();
        let mut month = Movements::default();
        let gained = moves(program, params, &states, &mut month);
        for (i, plan) in rule.plans.values().enumerate() {
            let (movement, flow): (Movements<A>, _) = step_plan(
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

impl<N: Number> PlanState<N> {
    fn new(plan: &PlanRule, params: &impl Values<Count = N>) -> Self {
        let group = |customers: N| Group { customers, by_age: [customers / N::of(12.0); 12], discounted: Vec::new() };
        let at_start = |i| if i == 0 { params.number_or(plan.customers, 0.0) } else { N::of(0.0) };
        let groups = (0..plan.prices.len()).map(|i| group(at_start(i)));
        Self { groups: groups.collect(), current: 0 }
    }

    fn customers(&self) -> N {
        self.groups.iter().map(|g| g.customers).sum()
    }

    /// A month passes: who paid twelve months ago is due again, and who came first no longer has the discount.
    fn age(&mut self, discount_months: usize) {
        for group in &mut self.groups {
            group.by_age.rotate_right(1);
            group.discounted.push(N::of(0.0));
            if group.discounted.len() > discount_months {
                group.discounted.remove(0);
            }
        }
    }

    /// All customers pay the current price from now on; who is billed by the year, from the next bill on.
    fn pay_current(&mut self) {
        let all = self.groups.iter().fold(
            Group { customers: N::of(0.0), by_age: [N::of(0.0); 12], discounted: Vec::new() },
            |mut all, group| {
                all.customers += group.customers;
                all.by_age.iter_mut().zip(&group.by_age).for_each(|(sum, n)| *sum += *n);
                all.discounted.resize(group.discounted.len(), N::of(0.0));
                all.discounted.iter_mut().zip(&group.discounted).for_each(|(sum, n)| *sum += *n);
                all
            },
        );
        let months = all.discounted.len();
        let none = || Group { customers: N::of(0.0), by_age: [N::of(0.0); 12], discounted: vec![N::of(0.0); months] };
        self.groups.iter_mut().for_each(|group| *group = none());
        self.groups[self.current] = all;
    }

    /// Takes `count` customers away, of all prices and ages alike.
    fn take(&mut self, count: N) {
        let (customers, none) = (self.customers(), N::of(0.0));
        let left = customers.exceeds(none).choose(((customers - count) / customers).at_least(none), none);
        for group in &mut self.groups {
            group.customers = group.customers * left;
            group.by_age.iter_mut().chain(&mut group.discounted).for_each(|n| *n = *n * left);
        }
    }

    /// Adds customers who begin to pay the current price, new to the business or from another plan.
    fn put(&mut self, count: N, new: bool) {
        let group = &mut self.groups[self.current];
        group.customers += count;
        group.by_age[0] += count;
        if let Some(newest) = group.discounted.last_mut().filter(|_| new) {
            *newest += count;
        }
    }
}

fn paying<N: Number>(rule: &SubscriptionRule, states: &[PlanState<N>]) -> N {
    let paid = rule.plans.values().zip(states).filter(|(p, _)| !p.free);
    paid.map(|(_, s)| s.customers()).fold(N::of(0.0), |sum, n| sum + n) // a sum of nothing is -0
}

/// Those who start to pay in month `t`: a share of the users who registered a trial ago, and of those who use it free.
fn new_payers<V: Values>(
    program: &Program,
    params: &V,
    registered: &[V::Count],
    t: usize,
    paying: V::Count,
) -> V::Count {
    let (rule, none) = (&program.subscription, V::Count::of(0.0));
    let arrived = t
        .checked_sub(rule.trial)
        .filter(|t| *t >= 1)
        .map_or(none, |t| (registered[t] - registered[t - 1]).at_least(none));
    let free = (registered[t - 1] - paying).at_least(none);
    params.number_or(rule.conversion, 0.0) * arrived + params.number_or(rule.free_conversion, 0.0) * free
}

/// A month begins: customers age, and prices that change from this month on do. Existing customers keep theirs, or all
/// pay the new one, which is expansion or contraction.
fn open_month<V: Values, A: AmountOf<V>>(
    plan: &PlanRule,
    params: &V,
    state: &mut PlanState<V::Count>,
    t: usize,
    currency: Currency,
) -> Opening<A> {
    let one = V::Count::of(1.0);
    let start: A = mrr_of(plan, params, state, one, currency);
    let mut opening = Opening { customers: state.customers(), start, expansion: A::zero(), contraction: A::zero() };
    state.age(if plan.discount.is_some() { plan.discount_months } else { 0 });
    for (i, (_, applies)) in plan.changes.iter().enumerate().filter(|(_, (month, _))| *month == t) {
        state.current = i + 1;
        if *applies == Applies::All {
            let old: A = mrr_of(plan, params, state, one, currency);
            state.pay_current();
            let new: A = mrr_of(plan, params, state, one, currency);
            opening.expansion += (new - old).at_least(A::zero());
            opening.contraction += (old - new).at_least(A::zero());
        }
    }
    opening
}

/// Who moves between plans: each plan's net count and MRR, with the difference in price booked.
fn moves<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    states: &[PlanState<V::Count>],
    month: &mut Movements<A>,
) -> Vec<Gained<A>> {
    let rule = &program.subscription;
    let mut gained = vec![Gained { count: V::Count::of(0.0), mrr: A::zero() }; states.len()];
    for m in &rule.moves {
        let (from, to) = (&rule.plans[m.from], &rule.plans[m.to]);
        let count = states[m.from].customers() * params.number(m.rate);
        let old: A = mrr_of(from, params, &states[m.from], params.number(m.rate), program.currency);
        let new: A = charge_month(to, params, states[m.to].current, count, program.currency);
        match (from.free, to.free) {
            (true, _) => month.new += new,
            (_, true) => month.churned += old,
            _ => {
                month.expansion += (new - old).at_least(A::zero());
                month.contraction += (old - new).at_least(A::zero());
            }
        }
        gained[m.from].count += -count;
        gained[m.from].mrr += -old;
        gained[m.to].count += count;
        gained[m.to].mrr += new;
    }
    gained
}

#[allow(clippy::too_many_arguments)] // one month of one plan: its rule, its state, and what reaches it
fn step_plan<V: Values, A: AmountOf<V>>(
    plan: &PlanRule,
    params: &V,
    state: &mut PlanState<V::Count>,
    opening: &Opening<A>,
    registered: V::Count,
    payers: V::Count,
    gained: &Gained<A>,
    currency: Currency,
) -> (Movements<A>, Flow<V::Count>) {
    let none = V::Count::of(0.0);
    let churn = params.number_or(plan.churn, 0.0);
    let flow = match plan.of_registered {
        Some(share) => held(opening.customers + gained.count, params.number(share) * registered, churn),
        None => Flow { churn: opening.customers * churn, new: payers * params.number_or(plan.share, 0.0) },
    };
    state.take((-gained.count).at_least(none));
    state.put(gained.count.at_least(none), false);
    let part = flow.churn / state.customers().at_least(V::Count::of(f64::MIN_POSITIVE));
    let leaving: A = mrr_of(plan, params, state, part, currency);
    state.take(flow.churn);
    state.put(flow.new, true);
    let end: A = mrr_of(plan, params, state, V::Count::of(1.0), currency);
    let Opening { start, expansion, contraction, .. } = *opening;
    let rest = end - start - expansion + contraction - gained.mrr;
    let arriving: A = charge_month(plan, params, state.current, flow.new, currency);
    let shrinks = flow.churn.exceeds(flow.new);
    let new = A::choose(shrinks, arriving, rest + leaving);
    let churned = A::choose(shrinks, arriving - rest, leaving);
    // What rounding leaves below zero on one side belongs on the other.
    let below = |amount: A| (-amount).at_least(A::zero());
    let (new, churned) = (new.at_least(A::zero()) + below(churned), churned.at_least(A::zero()) + below(new));
    (Movements { start, new, expansion, contraction, moved: gained.mrr, churned, end }, flow)
}

/// A mix that is held: churn happens, and new customers make up the difference.
fn held<N: Number>(before: N, target: N, churn: N) -> Flow<N> {
    let (churned, none) = (before * churn, N::of(0.0));
    let new = target - (before - churned);
    let grows = new.reaches(none);
    Flow { churn: grows.choose(churned, (before - target).at_least(none)), new: grows.choose(new, none) }
}

/// A month's price of one generation for `count` customers.
fn charge_month<V: Values, A: AmountOf<V>>(
    plan: &PlanRule,
    params: &V,
    generation: usize,
    count: V::Count,
    currency: Currency,
) -> A {
    let months = V::Count::of(if plan.annual { 12.0 } else { 1.0 });
    A::charge(count / months, params.rate(plan.prices[generation]), currency)
}

/// The MRR of a part of a plan's customers.
fn mrr_of<V: Values, A: AmountOf<V>>(
    plan: &PlanRule,
    params: &V,
    state: &PlanState<V::Count>,
    part: V::Count,
    currency: Currency,
) -> A {
    by_group(state, |g| g.customers * part, |i, count| charge_month(plan, params, i, count, currency))
}

/// The sum over the groups of what a count of each comes to.
fn by_group<A: Amount>(
    state: &PlanState<A::Count>,
    count: impl Fn(&Group<A::Count>) -> A::Count,
    amount: impl Fn(usize, A::Count) -> A,
) -> A {
    let counts = state.groups.iter().map(count).enumerate();
    counts.filter(|(_, n)| n.known() != Some(0.0)).map(|(i, n)| amount(i, n)).sum()
}

fn record<V: Values, A: AmountOf<V>>(
    plan: &PlanRule,
    params: &V,
    state: &PlanState<V::Count>,
    run: &mut PlanRun<A>,
    movement: Movements<A>,
    flow: &Flow<V::Count>,
    currency: Currency,
) {
    let discount = |amount: A| plan.discount.map_or(A::zero(), |share| amount.share(params.rate(share), currency));
    let discounted = discount(by_group(
        state,
        |g| g.discounted.iter().copied().sum(),
        |i, n| charge_month(plan, params, i, n, currency),
    ));
    let bill = |i: usize, count: V::Count| -> A { A::charge(count, params.rate(plan.prices[i]), currency) };
    let (charges, receipts) = if plan.annual {
        let years = |g: &Group<V::Count>| years_discounted(&g.discounted, plan.discount_months);
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
    run.charges.push(if plan.free { V::Count::of(0.0) } else { charges });
    run.mrr.push(movement);
}

/// The years' worth of discount on this month's annual bills: who came this month has it on the first bill for as many
/// of its months as the discount lasts, who came a year ago on the second, and so on.
fn years_discounted<N: Number>(discounted: &[N], discount_months: usize) -> N {
    let bills = discounted.iter().rev().step_by(12).enumerate();
    let part = |year: usize| N::of(discount_months.saturating_sub(12 * year).min(12) as f64);
    bills.map(|(year, count)| *count * part(year) / N::of(12.0)).sum()
}

fn close_month<V: Values, A: AmountOf<V>>(
    program: &Program,
    params: &V,
    run: &mut SubscriptionRun<A>,
    month: Movements<A>,
    t: usize,
) {
    let rule = &program.subscription;
    let gross: A = run.plans.iter().map(|p| p.revenue[t - 1]).sum();
    let receipts: A = run.plans.iter().map(|p| p.receipts[t - 1]).sum();
    let charges: V::Count = run.plans.iter().map(|p| p.charges[t - 1]).sum();
    let refunds = rule.refunds.map_or(A::zero(), |share| gross.share(params.rate(share), program.currency));
    let percent = rule.fee_percent.map_or(A::zero(), |p| receipts.share(params.rate(p), program.currency));
    let fixed = rule.fee_fixed.map_or(A::zero(), |p| A::charge(charges, params.rate(p), program.currency));
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
