//! What is given back of a charge, what tax is on it, and what the processor keeps.

use crate::model::program::{SubscriptionRule, Values};
use crate::money::Currency;
use crate::number::Number;
use crate::project::cost::AmountOf;

/// The shares of a charge, with the values of their parameters.
pub(crate) struct Shares<'a, V> {
    pub rule: &'a SubscriptionRule,
    pub params: &'a V,
    pub currency: Currency,
}

/// What the processor keeps.
pub(crate) struct Fees<A> {
    /// A share of what is charged.
    pub percent: A,
    /// So much for each charge.
    pub fixed: A,
}

impl<V: Values> Shares<'_, V> {
    /// What is paid back of an amount.
    pub fn back<A: AmountOf<V>>(&self, amount: A) -> A {
        self.rule.refunds.map_or(A::zero(), |share| amount.share(self.params.rate(share), self.currency))
    }

    /// Tax on top of an amount.
    pub fn tax<A: AmountOf<V>>(&self, amount: A) -> A {
        self.rule.tax.map_or(A::zero(), |tax| amount.share(self.params.rate(tax.rate), self.currency))
    }

    /// Fees on receipts, before refunds and without tax, from so many charges. A processor's share is of the whole charge,
    /// tax included; of what is paid back it is kept too, unless the processor returns it.
    pub fn fees<A: AmountOf<V>>(&self, receipts: A, mut charges: V::Count) -> Fees<A> {
        let mut charged = receipts + self.tax(receipts);
        if let Some(share) = self.rule.refunds.filter(|_| self.rule.refunds_fees) {
            let refunded = self.back(receipts);
            charged = charged - refunded - self.tax(refunded);
            charges = charges * (V::Count::of(1.0) - self.params.number(share));
        }
        let (percent, fixed) = (self.rule.fee_percent, self.rule.fee_fixed);
        Fees {
            percent: percent.map_or(A::zero(), |n| charged.share(self.params.rate(n), self.currency)),
            fixed: fixed.map_or(A::zero(), |n| A::charge(charges, self.params.rate(n), self.currency)),
        }
    }
}
