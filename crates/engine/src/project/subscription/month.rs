//! One month of one plan: who leaves, comes and comes back, and what that does to MRR.

use super::price::Priced;
use super::state::PlanState;
use super::{Kept, Movements, PlanRun};
use crate::model::file::Applies;
use crate::model::program::{FailedRule, Values};
use crate::money::Amount;
use crate::number::Number;
use crate::project::cost::AmountOf;

/// A plan at the start of a month, before anyone leaves or comes.
pub(super) struct Opening<A: Amount> {
    pub customers: A::Count,
    pub start: A,
    pub expansion: A,
    pub contraction: A,
}

/// What a plan gains from the others in a month, net.
#[derive(Clone)]
pub(super) struct Gained<A: Amount> {
    pub count: A::Count,
    pub mrr: A,
}

/// What reaches a plan in a month from outside.
pub(super) struct Arrivals<'a, A: Amount> {
    pub t: usize,
    pub registered: A::Count,
    /// New payers of all plans.
    pub payers: A::Count,
    pub gained: &'a Gained<A>,
    pub failed: Option<FailedRule>,
}

/// A month's flows into and out of a plan, besides moves.
struct Flow<N> {
    churn: N,
    involuntary: N,
    new: N,
    returning: N,
}

impl<V: Values> Priced<'_, V> {
    /// A month begins: customers age, and prices that change from this month on do. Existing customers keep theirs, or
    /// all pay the new one, which is expansion or contraction.
    pub(super) fn open<A: AmountOf<V>>(&self, state: &mut PlanState<V::Count>, t: usize) -> Opening<A> {
        let start: A = self.months(state.by_price());
        let mut opening = Opening { customers: state.customers(), start, expansion: A::zero(), contraction: A::zero() };
        state.age();
        for (i, (_, applies)) in self.rule.changes.iter().enumerate().filter(|(_, (month, _))| *month == t) {
            state.current = i + 1;
            if *applies == Applies::All {
                let old: A = self.months(state.by_price());
                state.pay_current();
                let new: A = self.months(state.by_price());
                opening.expansion += (new - old).at_least(A::zero());
                opening.contraction += (old - new).at_least(A::zero());
            }
        }
        opening
    }

    /// The rest of the month: moves away, failed payments, churn, then whoever comes.
    pub(super) fn step<A: AmountOf<V>>(
        &self,
        state: &mut PlanState<V::Count>,
        opening: &Opening<A>,
        arrivals: &Arrivals<A>,
        run: &mut PlanRun<A>,
    ) -> Movements<A> {
        let none = V::Count::of(0.0);
        let Arrivals { gained, failed, .. } = *arrivals;
        let before = state.by_class();
        state.take((-gained.count).at_least(none));
        let (involuntary, involuntary_mrr) =
            failed.map_or((none, A::zero()), |rule| self.fail(state, rule, arrivals.t));
        let flow = self.flow(state, opening, arrivals, involuntary, run);
        let voluntary = self.leave::<A>(state, flow.churn);
        run.kept.push(Kept { before, after: state.by_class() });
        let joined = gained.count.at_least(none);
        state.put(joined);
        state.put(flow.new);
        for (d, discount) in self.rule.discounts.iter().enumerate() {
            if (discount.from..=discount.until).contains(&arrivals.t) {
                state.discount(d, discount.taken.map_or(flow.new, |share| flow.new * self.params.number(share)));
            }
        }
        let mut movement = Movements {
            start: opening.start,
            expansion: opening.expansion,
            contraction: opening.contraction,
            moved: gained.mrr,
            ..Movements::default()
        };
        if self.rule.reactivation.is_some() {
            state.put(flow.returning);
            movement.reactivated = self.month(state.current, flow.returning);
        }
        movement.end = self.months(state.by_price());
        let churned = flow.churn + flow.involuntary;
        let arriving: A = self.month(state.current, flow.new);
        movement.balance(churned.exceeds(flow.new), arriving, voluntary + involuntary_mrr, involuntary_mrr);
        state.gone += churned - flow.returning;
        run.customers.push(state.customers());
        run.joined.push(joined + flow.new + flow.returning);
        run.new.push(flow.new);
        run.churned.push(churned);
        run.involuntary.push(flow.involuntary);
        run.reactivated.push(flow.returning);
        run.mrr.push(movement);
        movement
    }

    fn flow<A: AmountOf<V>>(
        &self,
        state: &PlanState<V::Count>,
        opening: &Opening<A>,
        arrivals: &Arrivals<A>,
        involuntary: V::Count,
        run: &PlanRun<A>,
    ) -> Flow<V::Count> {
        let none = V::Count::of(0.0);
        let churn = self.params.number_or(self.rule.churn, 0.0);
        if let Some(share) = self.rule.of_registered {
            let before = opening.customers + arrivals.gained.count;
            let target = self.params.number(share) * arrivals.registered;
            let churn = self.varied(state.due_to_leave(before, churn), before, arrivals.t);
            return held(before, target, churn, involuntary);
        }
        let due = state.due_to_leave(opening.customers - involuntary, churn);
        let mut due = self.varied(due, opening.customers, arrivals.t);
        if arrivals.failed.is_some() || !state.hazards.is_empty() {
            due = due.at_most(state.customers());
        }
        let returning = self.rule.reactivation.map_or(none, |rule| match rule.after {
            None => state.gone * self.params.number(rule.share),
            Some(after) => arrivals
                .t
                .checked_sub(after + 1)
                .map_or(none, |earlier| run.churned[earlier] * self.params.number(rule.share)),
        });
        let new = arrivals.payers * self.params.number_or(self.rule.share, 0.0);
        Flow { churn: due, involuntary, new, returning }
    }

    /// Churn in a month in which it is more or less than usual: never more than all customers.
    fn varied(&self, due: V::Count, customers: V::Count, t: usize) -> V::Count {
        let factor = self.params.churn_factor(t);
        if factor.known() == Some(1.0) { due } else { (due * factor).at_most(customers) }
    }

    /// Who leaves because a charge failed and was not recovered, and the MRR that goes with them.
    fn fail<A: AmountOf<V>>(&self, state: &mut PlanState<V::Count>, rule: FailedRule, t: usize) -> (V::Count, A) {
        let lost = V::Count::of(1.0) - self.params.number_or(rule.recovered, 0.0);
        let before: Vec<V::Count> = state.by_price().collect();
        let all = state.customers();
        if self.rule.annual {
            // Who was there before the first month has paid.
            if t > rule.after {
                state.take_billed(rule.after, self.params.number(rule.share) * lost);
            }
        } else {
            let undecided = state.failing.len();
            let failed = state.failing.last().copied().unwrap_or(V::Count::of(0.0)) * lost;
            state.failing.rotate_right(usize::from(undecided > 0));
            state.take(failed);
        }
        let gone = before.iter().zip(state.by_price()).map(|(before, after)| *before - after);
        let mrr = self.months(gone.map(|n| n.at_least(V::Count::of(0.0))));
        ((all - state.customers()).at_least(V::Count::of(0.0)), mrr)
    }

    /// Takes those away who leave by themselves; the MRR that goes with them.
    fn leave<A: AmountOf<V>>(&self, state: &mut PlanState<V::Count>, count: V::Count) -> A {
        let none = V::Count::of(0.0);
        if state.hazards.is_empty() {
            let part = count / state.customers().at_least(V::Count::of(f64::MIN_POSITIVE));
            let mrr = self.months(state.by_price().map(|n| n * part));
            state.leave(count);
            return mrr;
        }
        let before: Vec<V::Count> = state.by_price().collect();
        state.leave(count);
        let gone = before.iter().zip(state.by_price()).map(|(before, after)| (*before - after).at_least(none));
        self.months(gone)
    }
}

/// A mix that is held: churn happens, and new customers make up the difference.
fn held<N: Number>(before: N, target: N, churn: N, involuntary: N) -> Flow<N> {
    let none = N::of(0.0);
    let new = target - (before - (churn + involuntary));
    let grows = new.reaches(none);
    let shrinking = (before - target).at_least(none) - involuntary;
    Flow {
        churn: grows.choose(churn, shrinking.at_least(none)),
        involuntary,
        new: grows.choose(new, none),
        returning: none,
    }
}

impl<A: Amount> Movements<A> {
    /// Fills in what came new and what churned, so that the movements add up to the end: the larger of the two takes up
    /// what rounding leaves over, and what it leaves below zero on one side belongs on the other.
    fn balance(&mut self, shrinks: A::Count, arriving: A, leaving: A, involuntary: A) {
        let rest = self.end - self.start - self.expansion + self.contraction - self.moved - self.reactivated;
        let new = A::choose(shrinks, arriving, rest + leaving);
        let churned = A::choose(shrinks, arriving - rest, leaving);
        let below = |amount: A| (-amount).at_least(A::zero());
        self.new = new.at_least(A::zero()) + below(churned);
        self.churned = churned.at_least(A::zero()) + below(new);
        self.involuntary = involuntary.at_most(self.churned);
    }
}
