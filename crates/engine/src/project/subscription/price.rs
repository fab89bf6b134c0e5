//! A plan's prices applied to counts of customers.

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

    /// A month's part of it: MRR.
    pub fn month<A: AmountOf<V>>(&self, generation: usize, count: V::Count) -> A {
        self.bill(generation, count / V::Count::of(if self.rule.annual { 12.0 } else { 1.0 }))
    }

    /// The sum over generations of bills for so many of each.
    pub fn bills<A: AmountOf<V>>(&self, counts: impl Iterator<Item = V::Count>) -> A {
        some(counts).map(|(i, n)| self.bill::<A>(i, n)).sum()
    }

    /// The sum over generations of a month's part.
    pub fn months<A: AmountOf<V>>(&self, counts: impl Iterator<Item = V::Count>) -> A {
        some(counts).map(|(i, n)| self.month::<A>(i, n)).sum()
    }

    /// What a discount takes off bills for so many customers of each generation.
    pub fn off<A: AmountOf<V>>(&self, discount: &DiscountRule, counts: impl Iterator<Item = V::Count> + Clone) -> A {
        let full: A = self.bills(counts.clone());
        match discount.off {
            Off::Share(share) => full.share(self.params.rate(share), self.currency),
            Off::Amount(n) => A::charge(counts.sum(), self.params.rate(n), self.currency).at_most(full),
        }
    }
}

/// Counts by generation, without those that are none on every path.
fn some<N: Number>(counts: impl Iterator<Item = N>) -> impl Iterator<Item = (usize, N)> {
    counts.enumerate().filter(|(_, n)| n.known() != Some(0.0))
}
