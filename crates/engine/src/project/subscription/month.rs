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

/// Who leaves a plan for others in a month, who comes from them, and the MRR it gains by both.
#[derive(Clone)]
pub(super) struct Moved<A: Amount> {
    pub left: A::Count,
    pub came: A::Count,
    /// Those of `left` who leave a plan with a price for one without, and of `came` who come to one with from one without.
    pub to_free: A::Count,
    pub from_free: A::Count,
    pub mrr: A,
}

/// What reaches a plan in a month from outside.
pub(super) struct Arrivals<'a, A: Amount> {
    pub t: usize,
    pub registered: A::Count,
    /// New payers of all plans.
    pub payers: A::Count,
    pub moved: &'a Moved<A>,
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
    /// A month begins: discounts that are over end, and prices that change from this month on do. Existing customers keep
    /// theirs, or all pay the new one from their next bill on. Each is expansion or contraction, as is a discount's end:
    /// ChartMogul, "Data table and MRR movements".
    pub(super) fn open<A: AmountOf<V>>(&self, state: &mut PlanState<V::Count>, t: usize) -> Opening<A> {
        let start: A = self.standing(state);
        let mut opening = Opening { customers: state.customers(), start, expansion: A::zero(), contraction: A::zero() };
        state.age();
        let aged = opening.reprice(start, self.standing(state));
        for (i, (_, applies)) in self.rule.changes.iter().enumerate().filter(|(_, (month, _))| *month == t) {
            state.current = i + 1;
            if *applies == Applies::All {
                state.pay_current();
            }
        }
        state.renew();
        opening.reprice(aged, self.standing(state));
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
        let Arrivals { moved, failed, .. } = *arrivals;
        let before = state.by_class();
        state.take(moved.left);
        let (involuntary, involuntary_mrr) =
            failed.map_or((V::Count::of(0.0), A::zero()), |rule| self.fail(state, rule, arrivals.t));
        let flow = self.flow(state, opening, arrivals, involuntary, run);
        let voluntary = self.leave::<A>(state, flow.churn);
        run.kept.push(Kept { before, after: state.by_class() });
        state.put(moved.came);
        state.put(flow.new);
        let takes = |d: usize| self.take_up(d, arrivals.t, flow.new);
        (0..self.rule.discounts.len()).for_each(|d| state.discount(d, takes(d)));
        let mut movement = Movements {
            start: opening.start,
            expansion: opening.expansion,
            contraction: opening.contraction,
            moved: moved.mrr,
            ..Movements::default()
        };
        if self.rule.reactivation.is_some() {
            state.put(flow.returning);
            movement.reactivated = self.gained(state, flow.returning, |_| V::Count::of(0.0));
        }
        movement.end = self.standing(state);
        let churned = flow.churn + flow.involuntary;
        movement.new = self.gained(state, flow.new, takes);
        movement.churned = voluntary + involuntary_mrr;
        movement.involuntary = involuntary_mrr;
        movement.balance(churned, flow.new, flow.returning);
        state.gone += churned - flow.returning;
        run.customers.push(state.customers());
        run.joined.push(moved.came + flow.new + flow.returning);
        run.new.push(flow.new);
        run.churned.push(churned);
        run.involuntary.push(flow.involuntary);
        run.reactivated.push(flow.returning);
        run.from_free.push(moved.from_free);
        run.to_free.push(moved.to_free);
        run.mrr.push(movement);
        movement
    }

    /// MRR as it stands, where it is asked for.
    fn standing<A: AmountOf<V>>(&self, state: &PlanState<V::Count>) -> A {
        if self.params.asks_mrr() { self.mrr(state) } else { A::zero() }
    }

    /// MRR of customers who come, where it is asked for.
    fn gained<A: AmountOf<V>>(
        &self,
        state: &PlanState<V::Count>,
        count: V::Count,
        discounted: impl Fn(usize) -> V::Count,
    ) -> A {
        if self.params.asks_mrr() { self.mrr_at(state.current, count, discounted) } else { A::zero() }
    }

    /// How many of a month's new customers have a discount.
    pub(super) fn take_up(&self, discount: usize, t: usize, new: V::Count) -> V::Count {
        let rule = &self.rule.discounts[discount];
        if !(rule.from..=rule.until).contains(&t) {
            return V::Count::of(0.0);
        }
        rule.taken.map_or(new, |share| new * self.params.number(share))
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
            let before = opening.customers + (arrivals.moved.came - arrivals.moved.left);
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
        let (all, before): (V::Count, A) = (state.customers(), self.standing(state));
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
        ((all - state.customers()).at_least(V::Count::of(0.0)), (before - self.standing(state)).at_least(A::zero()))
    }

    /// Takes those away who leave by themselves; the MRR that goes with them.
    fn leave<A: AmountOf<V>>(&self, state: &mut PlanState<V::Count>, count: V::Count) -> A {
        if !self.params.asks_mrr() {
            state.leave(count);
            return A::zero();
        }
        if state.hazards.is_empty() {
            let share = count / state.customers().at_least(V::Count::of(f64::MIN_POSITIVE));
            let mrr = self.mrr_of(state, share);
            state.leave(count);
            return mrr;
        }
        let before: A = self.mrr(state);
        state.leave(count);
        (before - self.mrr(state)).at_least(A::zero())
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

impl<A: Amount> Opening<A> {
    /// MRR of the same customers changes; what it is then.
    fn reprice(&mut self, from: A, to: A) -> A {
        self.expansion += (to - from).at_least(A::zero());
        self.contraction += (from - to).at_least(A::zero());
        to
    }
}

impl<A: Amount> Movements<A> {
    /// Makes the movements add up to the end. What rounding leaves over goes to churned or new, whichever are more
    /// customers, or where there are neither to those who came back or moved; what it leaves below zero on one side
    /// belongs on the other.
    fn balance(&mut self, churned: A::Count, new: A::Count, returning: A::Count) {
        let none = A::Count::of(0.0);
        let rest = self.end - self.sum();
        let to = |truth: A::Count, rest: A| (A::choose(truth, rest, A::zero()), A::choose(truth, A::zero(), rest));
        let (left, rest) = to(churned.exceeds(new), rest);
        let (came, rest) = to(new.exceeds(none), rest);
        let (back, moved) = to(returning.exceeds(none), rest);
        self.moved += moved;
        let (new, churned, reactivated) = (self.new + came, self.churned - left, self.reactivated + back);
        let (above, below) = (|amount: A| amount.at_least(A::zero()), |amount: A| (-amount).at_least(A::zero()));
        self.new = above(new) + below(churned);
        self.reactivated = above(reactivated);
        self.churned = above(churned) + below(new) + below(reactivated);
        self.involuntary = self.involuntary.at_most(self.churned);
    }
}
