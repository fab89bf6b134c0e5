//! A plan's prices applied to counts of customers.

use super::state::PlanState;
use crate::model::program::{DiscountRule, Num, Off, PlanRule, Values};
use crate::money::Currency;
use crate::number::Number;
use crate::project::cost::AmountOf;

/// A plan's rule with the values of its parameters.
pub(super) struct Priced<'a, V> {
    pub rule: &'a PlanRule,
    pub params: &'a V,
    pub currency: Currency,
}

impl<V: Values> Priced<'_, V> {
    /// A bill of one generation's price for `count` customers, in whichever currencies they pay.
    pub fn bill<A: AmountOf<V>>(&self, generation: usize, count: V::Count) -> A {
        let charge = |count: V::Count, exchange: Option<Num>, price: Num| -> A {
            let in_own = exchange.map_or(count, |n| count * self.params.number(n));
            A::charge(in_own, self.params.rate(price), self.currency)
        };
        if self.rule.currencies.is_empty() {
            return charge(count, self.rule.exchange, self.rule.prices[generation]);
        }
        let shares = self.rule.currencies.iter().map(|c| self.params.number(c.share));
        let own = (V::Count::of(1.0) - shares.sum()).at_least(V::Count::of(0.0));
        let others = self.rule.currencies.iter();
        let others =
            others.map(|c| charge(count * self.params.number(c.share), Some(c.exchange), c.prices[generation]));
        charge(count * own, self.rule.exchange, self.rule.prices[generation]) + others.sum()
    }

    /// MRR of a plan's customers: a month's part of what their prices come to, less the discounts that they have in the
    /// month. ChartMogul, "Data table and MRR movements": a discount that is added takes from MRR, one that expires adds.
    pub fn mrr<A: AmountOf<V>>(&self, state: &PlanState<V::Count>) -> A {
        self.mrr_of(state, V::Count::of(1.0))
    }

    /// MRR of a share of them, of all prices and discounts alike.
    pub fn mrr_of<A: AmountOf<V>>(&self, state: &PlanState<V::Count>, share: V::Count) -> A {
        self.recurring(state.by_price().map(|n| n * share), |d| state.discounted(d).map(|n| n * share))
    }

    /// MRR of `count` customers at one price, of whom so many have each discount.
    pub fn mrr_at<A: AmountOf<V>>(
        &self,
        generation: usize,
        count: V::Count,
        discounted: impl Fn(usize) -> V::Count,
    ) -> A {
        let before = || std::iter::repeat_n(V::Count::of(0.0), generation);
        self.recurring(before().chain([count]), |d| before().chain([discounted(d)]))
    }

    /// MRR of so many of each generation, of whom so many have each discount.
    pub fn recurring<A: AmountOf<V>, I: Iterator<Item = V::Count>>(
        &self,
        counts: impl Iterator<Item = V::Count>,
        discounted: impl Fn(usize) -> I,
    ) -> A {
        let months = V::Count::of(if self.rule.annual { 12.0 } else { 1.0 });
        let full: A = self.bills(counts.map(|n| n / months));
        let discounts = self.rule.discounts.iter().enumerate();
        let off: A = discounts.map(|(d, rule)| self.off::<A>(rule, discounted(d).map(|n| n / months))).sum();
        full - off.at_most(full)
    }

    /// The sum over generations of bills for so many of each.
    pub fn bills<A: AmountOf<V>>(&self, counts: impl Iterator<Item = V::Count>) -> A {
        some(counts).map(|(i, n)| self.bill::<A>(i, n)).sum()
    }

    /// What a discount takes off bills for so many customers of each generation: of an amount, never more than their price.
    pub fn off<A: AmountOf<V>>(&self, discount: &DiscountRule, counts: impl Iterator<Item = V::Count>) -> A {
        match discount.off {
            Off::Share(share) => self.bills::<A>(counts).share(self.params.rate(share), self.currency),
            Off::Amount(n) => {
                let amount = |count| A::charge(count, self.params.rate(n), self.currency);
                some(counts).map(|(i, count)| amount(count).at_most(self.bill::<A>(i, count))).sum()
            }
        }
    }
}

/// Counts by generation, without those that are none on every path.
fn some<N: Number>(counts: impl Iterator<Item = N>) -> impl Iterator<Item = (usize, N)> {
    counts.enumerate().filter(|(_, n)| n.known() != Some(0.0))
}
