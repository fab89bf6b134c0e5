//! One text of each rule for two kinds of amount: exact money, and fast binary numbers.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;

use crate::number::Number;

use super::{Currency, Money, MoneyError, charged, decimal, decimal_of, number_of, portion};

/// A price or a rate, both as the decimal number that was written and as the binary number nearest to it.
///
/// [`Money`] reckons with the first, `f64` with the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Param {
    exact: Decimal,
    number: f64,
}

impl Param {
    /// Nothing: a price of zero, a share of zero.
    pub const ZERO: Param = Param { exact: Decimal::ZERO, number: 0.0 };

    /// A price or a rate as written.
    pub fn new(exact: Decimal) -> Param {
        Param { exact, number: number_of(exact) }
    }

    /// A price or a rate that was drawn or fitted, as the decimal number it prints as. Nothing when it is not finite
    /// or is 7.9e28 or more.
    pub fn from_number(number: f64) -> Option<Param> {
        decimal_of(number).map(|exact| Param { exact, number })
    }

    /// The decimal number.
    pub fn exact(self) -> Decimal {
        self.exact
    }

    /// The binary number.
    pub fn number(self) -> f64 {
        self.number
    }
}

impl From<Decimal> for Param {
    fn from(exact: Decimal) -> Param {
        Param::new(exact)
    }
}

/// What a rule of the model reckons with: [`Money`] for the ledger, where every line is rounded once and totals add
/// up as printed; `f64` for many paths, where nothing is rounded; or symbols, while the rules are written down for many
/// paths. A rule calls nothing else on an amount than what is here, and never branches on one.
///
/// Errors travel in the amount, as with binary numbers: a quantity that is not a number, or an amount too large to
/// hold, gives an amount that is not finite, and so is every sum that holds it. Whoever runs the rules asks
/// [`Amount::is_finite`] of each total.
pub trait Amount:
    Copy + Debug + Default + Add<Output = Self> + Sub<Output = Self> + Neg<Output = Self> + AddAssign + Sum
{
    /// What is counted: users, requests, gigabytes.
    type Count: Number;
    /// A price or a rate.
    type Rate: Copy + Debug;

    /// No money.
    fn zero() -> Self;

    /// A quantity times a price; see [`charge`](super::charge).
    fn charge(quantity: Self::Count, price: Self::Rate, currency: Currency) -> Self;

    /// A share of this amount, 0.029 for 2.9 %; see [`portion`].
    fn share(self, rate: Self::Rate, currency: Currency) -> Self;

    /// A rate that was computed; zero where it is not finite.
    fn rate(number: Self::Count) -> Self::Rate;

    /// The instalment at `index` (from 0) of `count` equal ones, as an annual bill spread over twelve months.
    ///
    /// Money's instalments differ by a minor unit at most and add up to the amount exactly. Outside `0..count` zero.
    fn instalment(self, index: u32, count: u32) -> Self;

    /// This amount as a binary number, for statistics and charts.
    fn number(self) -> Self::Count;

    /// False when the amount is known to be too large to hold, or to come from a quantity that was not a number.
    fn is_finite(self) -> bool;

    /// This amount, or `least` where that is more: a minimum commitment that covers usage.
    fn at_least(self, least: Self) -> Self;

    /// This amount, or `most` where that is less: a credit that covers no more than the bill.
    fn at_most(self, most: Self) -> Self;

    /// `yes` where a truth is not 0, else `no`.
    fn choose(truth: Self::Count, yes: Self, no: Self) -> Self;

    /// That one of `of` amounts (at least one) which a whole number says.
    fn pick(index: Self::Count, of: usize, mut each: impl FnMut(usize) -> Self) -> Self {
        match index.known() {
            Some(known) => each((known as usize).min(of.saturating_sub(1))),
            None => {
                (1..of).fold(each(0), |below, i| Self::choose(index.reaches(Self::Count::of(i as f64)), each(i), below))
            }
        }
    }
}

/// An amount that can be looked at: counts are `f64`, prices are parameters, and amounts have an order.
pub trait Settled: Amount<Count = f64, Rate = Param> + PartialOrd {
    /// This amount as a binary number, for statistics and charts.
    fn to_f64(self) -> f64 {
        self.number()
    }
}

impl Settled for Money {}
impl Settled for f64 {}

/// This amount, or the other one, by their order.
macro_rules! ordered {
    () => {
        #[inline]
        fn at_least(self, least: Self) -> Self {
            if self < least { least } else { self }
        }

        #[inline]
        fn at_most(self, most: Self) -> Self {
            if self > most { most } else { self }
        }

        #[inline]
        fn choose(truth: f64, yes: Self, no: Self) -> Self {
            if truth == 0.0 { no } else { yes }
        }

        #[inline]
        fn rate(number: f64) -> Param {
            Param::from_number(number).unwrap_or(Param::ZERO)
        }
    };
}

impl Amount for Money {
    type Count = f64;
    type Rate = Param;

    ordered!();

    #[inline]
    fn zero() -> Money {
        Money::ZERO
    }

    #[inline]
    fn charge(quantity: f64, price: Param, currency: Currency) -> Money {
        let charged = charged(quantity, price.exact, price.number, currency);
        charged.unwrap_or_else(|_| Money::beyond((quantity < 0.0) != (price.number < 0.0)))
    }

    #[inline]
    fn share(self, rate: Param, currency: Currency) -> Money {
        let portion: Result<Money, MoneyError> = portion(self, rate.exact, currency);
        portion.unwrap_or_else(|_| Money::beyond((self.units < 0) != (rate.number < 0.0)))
    }

    fn instalment(self, index: u32, count: u32) -> Money {
        if index >= count {
            return Money::ZERO;
        }
        if !self.is_finite() {
            return self;
        }
        let paid_after = |parts: u32| decimal::over(i128::from(self.units) * i128::from(parts), i128::from(count));
        let units = paid_after(index + 1) - paid_after(index);
        Money::of_units(units, self.places).unwrap_or(Money::beyond(self.units < 0))
    }

    #[inline]
    fn number(self) -> f64 {
        Money::to_f64(self)
    }

    #[inline]
    fn is_finite(self) -> bool {
        Money::is_finite(self)
    }
}

impl Amount for f64 {
    type Count = f64;
    type Rate = Param;

    ordered!();

    #[inline]
    fn zero() -> f64 {
        0.0
    }

    #[inline]
    fn charge(quantity: f64, price: Param, _currency: Currency) -> f64 {
        quantity * price.number
    }

    #[inline]
    fn share(self, rate: Param, _currency: Currency) -> f64 {
        self * rate.number
    }

    fn instalment(self, index: u32, count: u32) -> f64 {
        if index < count { self / f64::from(count) } else { 0.0 }
    }

    #[inline]
    fn number(self) -> f64 {
        self
    }

    #[inline]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}
