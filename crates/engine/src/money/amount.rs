//! One text of each rule for two kinds of amount: exact money, and fast binary numbers.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;

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
/// up as printed; `f64` for many paths, where nothing is rounded.
///
/// Rules call nothing else on an amount than what is here. Errors travel in the amount, as with binary numbers: a
/// quantity that is not a number, or an amount too large to hold, gives an amount that is not finite, and so is every
/// sum that holds it. Whoever runs the rules asks [`Amount::is_finite`] of each total.
pub trait Amount:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Sum
    + Send
    + Sync
    + 'static
{
    /// No money.
    fn zero() -> Self;

    /// A quantity times a price; see [`charge`](super::charge).
    fn charge(quantity: f64, price: Param, currency: Currency) -> Self;

    /// A share of this amount, 0.029 for 2.9 %; see [`portion`].
    fn share(self, rate: Param, currency: Currency) -> Self;

    /// The instalment at `index` (from 0) of `count` equal ones, as an annual bill spread over twelve months.
    ///
    /// Money's instalments differ by a minor unit at most and add up to the amount exactly. Outside `0..count` zero.
    fn instalment(self, index: u32, count: u32) -> Self;

    /// This amount as a binary number, for statistics and charts.
    fn to_f64(self) -> f64;

    /// False when the amount is too large to hold, or comes from a quantity that was not a number.
    fn is_finite(self) -> bool;

    /// This amount, or `least` where that is more: a minimum commitment that covers usage.
    fn at_least(self, least: Self) -> Self {
        if self < least { least } else { self }
    }

    /// This amount, or `most` where that is less: a credit that covers no more than the bill.
    fn at_most(self, most: Self) -> Self {
        if self > most { most } else { self }
    }
}

impl Amount for Money {
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

    fn to_f64(self) -> f64 {
        Money::to_f64(self)
    }

    #[inline]
    fn is_finite(self) -> bool {
        Money::is_finite(self)
    }
}

impl Amount for f64 {
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
    fn to_f64(self) -> f64 {
        self
    }

    #[inline]
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}
