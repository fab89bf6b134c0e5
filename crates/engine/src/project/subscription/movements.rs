//! Movements of monthly recurring revenue.

use crate::money::Amount;

/// start + new + expansion + reactivated + moved − contraction − churned = end, to the minor unit, and none but `moved`
/// is negative. Each movement is rounded once, and one of those that there are takes up the last unit, so that the
/// identity holds as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Movements<A> {
    pub start: A,
    pub new: A,
    /// MRR gained from customers who stay: a higher price, a discount that ends, a dearer plan.
    pub expansion: A,
    /// MRR of customers who had left and came back.
    pub reactivated: A,
    pub contraction: A,
    /// Net MRR of customers who came from other plans less those who left for them. Over all plans together it is 0:
    /// there the difference in price is expansion or contraction, who comes from a free plan is new, and who leaves for
    /// one has churned.
    pub moved: A,
    /// MRR of customers who left, of their own will or not.
    pub churned: A,
    /// The part of `churned` whose payment failed and was not recovered.
    pub involuntary: A,
    pub end: A,
}

impl<A: Amount> Movements<A> {
    pub(super) fn add(&mut self, other: &Self) {
        self.start += other.start;
        self.new += other.new;
        self.expansion += other.expansion;
        self.reactivated += other.reactivated;
        self.contraction += other.contraction;
        self.moved += other.moved;
        self.churned += other.churned;
        self.involuntary += other.involuntary;
        self.end += other.end;
    }

    /// Of all plans together: what they gained from each other is booked as `booked`, but for what rounding left over.
    pub(super) fn settle_moves(&mut self, booked: A) {
        let rest = self.moved - booked;
        self.expansion += rest.at_least(A::zero());
        self.contraction += (-rest).at_least(A::zero());
        self.moved = A::zero();
    }

    /// What the movements add up to; equal to `end`.
    pub fn sum(&self) -> A {
        self.start + self.new + self.expansion + self.reactivated + self.moved - self.contraction - self.churned
    }
}
