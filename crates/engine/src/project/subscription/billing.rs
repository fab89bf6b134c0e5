//! What is charged, collected and recognised.
//!
//! Revenue is what was collected and has been served. Of a bill for a year that is a twelfth each month; the rest is
//! deferred revenue, owed to those who paid it until it is served, or until they leave: what they do not use is revenue
//! then. So, to the minor unit, deferred(t) = deferred(t − 1) + receipts(t) − revenue(t). With monthly billing nothing
//! is deferred. A charge that fails is no revenue before it is collected.

use super::PlanRun;
use super::price::Priced;
use super::state::PlanState;
use crate::model::program::{FailedRule, Values};
use crate::money::Amount;
use crate::number::Number;
use crate::project::cost::AmountOf;

/// Charges of a month, their amount less discounts.
struct Billed<A: Amount> {
    charges: A::Count,
    amount: A,
}

impl<V: Values> Priced<'_, V> {
    /// Adds a month's charges, receipts and revenue to a plan's run.
    pub(super) fn collect<A: AmountOf<V>>(
        &self,
        state: &mut PlanState<V::Count>,
        failed: Option<FailedRule>,
        run: &mut PlanRun<A>,
        t: usize,
    ) {
        let Billed { charges, amount } = self.billed::<A>(state);
        let none = V::Count::of(0.0);
        let (mut paid, mut receipts) = (if self.rule.free { none } else { charges }, amount);
        let (mut failing, mut recovered) = (A::zero(), A::zero());
        if let Some(rule) = failed {
            let share = self.params.number(rule.share);
            failing = amount.share(self.params.rate(rule.share), self.currency);
            if let (Some(recovers), Some(earlier)) = (rule.recovered, t.checked_sub(rule.after + 1)) {
                recovered = run.failed[earlier].share(self.params.rate(recovers), self.currency);
                paid = paid * (V::Count::of(1.0) - share);
                paid += run.charged[earlier] * share * self.params.number(recovers);
            } else {
                paid = paid * (V::Count::of(1.0) - share);
            }
            receipts = amount - failing + recovered;
            if let Some(newest) = state.failing.first_mut() {
                *newest = charges * share;
            }
        }
        let before = run.deferred.last().copied().unwrap_or(run.deferred_at_start);
        let deferred = self.deferred(state, failed, t);
        run.revenue.push(if self.rule.annual { before + receipts - deferred } else { receipts });
        run.deferred.push(deferred);
        run.receipts.push(receipts);
        run.failed.push(failing);
        run.recovered.push(recovered);
        run.charged.push(if self.rule.free { none } else { charges });
        run.charges.push(paid);
    }

    /// By the month, what is charged is the month's MRR; by the year, a whole bill of those whose year begins.
    fn billed<A: AmountOf<V>>(&self, state: &PlanState<V::Count>) -> Billed<A> {
        if !self.rule.annual {
            return Billed { charges: state.customers(), amount: self.mrr(state) };
        }
        let due = (0..state.groups.len()).map(|i| state.groups[i].bills[0]);
        let full: A = self.bills(due.clone());
        let off: A = self.off_by(state, |k, months, n| match months.saturating_sub(k).min(12) {
            _ if k % 12 != 0 => V::Count::of(0.0),
            12 => n,
            part => n * V::Count::of(part as f64) / V::Count::of(12.0),
        });
        Billed { charges: due.sum(), amount: full - off.at_most(full) }
    }

    /// What customers have paid for months that are still to come.
    pub(super) fn deferred<A: AmountOf<V>>(
        &self,
        state: &PlanState<V::Count>,
        failed: Option<FailedRule>,
        t: usize,
    ) -> A {
        if !self.rule.annual {
            return A::zero();
        }
        // Of those billed lately, who has not paid yet is owed nothing.
        let paid = |n: V::Count, month: usize| match failed {
            Some(rule) if month < rule.after && month < t => n * (V::Count::of(1.0) - self.params.number(rule.share)),
            _ => n,
        };
        let to_come = |i: usize| {
            let months = state.groups[i].bills.iter().enumerate().take(11);
            let years = months.map(|(k, n)| paid(*n, k) * V::Count::of((11 - k) as f64 / 12.0));
            years.fold(V::Count::of(0.0), |sum, n| sum + n)
        };
        let full: A = self.bills((0..state.groups.len()).map(to_come));
        let off: A = self.off_by(state, |k, months, n| {
            let (year, passed) = (k / 12, k % 12 + 1);
            let left = months.saturating_sub(12 * year).min(12).saturating_sub(passed);
            paid(n, k % 12) * V::Count::of(left as f64 / 12.0)
        });
        full - off.at_most(full)
    }

    /// What all discounts take off, each on bills for so many of those who came so many months ago, of the months it lasts,
    /// and have it.
    fn off_by<A: AmountOf<V>>(
        &self,
        state: &PlanState<V::Count>,
        bills: impl Fn(usize, usize, V::Count) -> V::Count,
    ) -> A {
        let discounts = self.rule.discounts.iter().enumerate();
        let off = discounts.map(|(d, rule)| {
            let of_group = |i: usize| {
                let have = state.groups[i].discounted[d].iter().enumerate();
                have.fold(V::Count::of(0.0), |sum, (k, n)| sum + bills(k, rule.months, *n))
            };
            self.off::<A>(rule, (0..state.groups.len()).map(of_group))
        });
        off.sum()
    }
}
