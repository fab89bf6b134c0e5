//! Money, and the one place where counts become money.
//!
//! A line item is a quantity times a price, rounded once to the currency's minor unit, half to even, by
//! [`charge`]; a share of an amount is rounded the same way by [`portion`]. Totals are sums of such amounts and
//! are never rounded again, so what is printed adds up.
//!
//! [`Amount`] lets a rule of the model be written once and run twice: exactly on [`Money`], fast on `f64`.

mod amount;
mod currency;
mod decimal;
mod unpriced;

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub use amount::{Amount, Param, Settled};
pub use currency::{Currency, CurrencyError};
pub use decimal::{decimal_of, number_of};
pub use unpriced::Unpriced;

/// An amount of money, exact to its last decimal place. It has no operator with binary numbers.
///
/// It holds ±92 233 720 368 547 758.06 with two decimal places. A sum beyond that, and every sum with such a sum,
/// stays *beyond*: [`Money::is_finite`] is false, as for a binary number that became infinite. It is printed `∞`,
/// never as some other amount.
///
/// The currency is the model's, kept beside the amounts; amounts of two currencies must not be added.
#[derive(Clone, Copy, Default)]
pub struct Money {
    /// The amount times 10^`places`; ±`i64::MAX` is beyond.
    units: i64,
    /// At most [`MOST_PLACES`].
    places: u8,
}

/// The most decimal places an amount may have.
const MOST_PLACES: u8 = 9;

/// Why something is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// The quantity is NaN.
    #[error("the quantity is not a number")]
    NotANumber,
    /// The amount is infinite, or larger than [`Money`] holds.
    #[error("the amount is larger than can be reckoned with")]
    TooLarge,
    /// An amount has more than nine decimal places.
    #[error("an amount of money has at most {MOST_PLACES} decimal places")]
    TooFine,
    /// A text is no decimal number.
    #[error("an amount of money is written as a decimal number, such as 29.00")]
    Form,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money { units: 0, places: 0 };

    const BEYOND: i64 = i64::MAX;

    /// The amount `amount`, unrounded; at most nine decimal places.
    pub fn exactly(amount: Decimal) -> Result<Money, MoneyError> {
        let amount = if amount.scale() > u32::from(MOST_PLACES) { amount.normalize() } else { amount };
        let places = u8::try_from(amount.scale()).unwrap_or(u8::MAX);
        if places > MOST_PLACES {
            return Err(MoneyError::TooFine);
        }
        Money::of_units(amount.mantissa(), places)
    }

    /// The amount `amount`, rounded half to even to the currency's minor unit.
    pub fn rounded(amount: Decimal, currency: Currency) -> Result<Money, MoneyError> {
        let exponent = -(amount.scale() as i32);
        to_minor_unit(Some(amount.mantissa()), exponent, currency)
    }

    fn of_units(units: i128, places: u8) -> Result<Money, MoneyError> {
        let units = i64::try_from(units).map_err(|_| MoneyError::TooLarge)?;
        let money = Money { units, places };
        let held = money.is_finite() && units != i64::MIN;
        held.then_some(money).ok_or(MoneyError::TooLarge)
    }

    fn beyond(negative: bool) -> Money {
        let units = if negative { -Money::BEYOND } else { Money::BEYOND };
        Money { units, places: 0 }
    }

    /// False when a sum went beyond what can be held, or a quantity was not a number. See [`Money`].
    pub fn is_finite(self) -> bool {
        self.units.unsigned_abs() != Money::BEYOND.unsigned_abs()
    }

    /// The amount as a decimal number. An amount beyond what can be held gives ±9 223 372 036 854 775 807:
    /// ask [`Money::is_finite`] before showing it.
    pub fn amount(self) -> Decimal {
        Decimal::new(self.units, u32::from(self.places))
    }

    /// The nearest binary number, for charts and statistics; infinite where the amount is beyond.
    pub fn to_f64(self) -> f64 {
        if self.is_finite() {
            number_of(self.amount())
        } else if self.units < 0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }
    }

    /// The same amount with more decimal places, if it fits.
    fn with_places(self, places: u8) -> Option<Money> {
        let power = 10_i64.checked_pow(u32::from(places.checked_sub(self.places)?))?;
        let units = self.units.checked_mul(power)?;
        Some(Money { units, places })
    }

    /// Whether the sum with another such amount of as many places surely can be held.
    fn is_near(self) -> bool {
        const NEAR: i64 = 1 << 61;
        (-NEAR..NEAR).contains(&self.units)
    }

    #[inline(never)]
    fn plus_slowly(self, other: Money) -> Money {
        if !self.is_finite() || !other.is_finite() {
            return if self.is_finite() { other } else { self };
        }
        let places = self.places.max(other.places);
        let aligned = self.with_places(places).zip(other.with_places(places));
        let sum = aligned.and_then(|(a, b)| Money::of_units(i128::from(a.units) + i128::from(b.units), places).ok());
        // Where the signs differ the larger amount, the one that did not fit, has the sign of the sum.
        let negative = if self.amount().abs() > other.amount().abs() { self.units < 0 } else { other.units < 0 };
        sum.unwrap_or(Money::beyond(negative))
    }
}

/// A quantity times a price: **the** place where counts become money.
///
/// The product is rounded once, half to even, to the minor unit of `currency`. The quantity counts as the decimal
/// number it is written as (its shortest text that reads back: 0.1 is one tenth), so whole and decimal quantities
/// are charged exactly: 2.5 pieces at 0.01 are 0.02. The price may have any number of decimal places; only where
/// quantity and price have more than 38 digits together is the product rounded to 28 digits first.
///
/// An error when the quantity is not a number, or the amount is infinite or larger than [`Money`] holds.
pub fn charge(quantity: f64, price: Decimal, currency: Currency) -> Result<Money, MoneyError> {
    charged(quantity, price, number_of(price), currency)
}

/// A share of an amount, `0.029` for 2.9 %, rounded half to even to the minor unit of `currency`.
///
/// The share is a number, not a percentage, and may be negative or above one. An error when the amount is beyond,
/// or the share of it is.
pub fn portion(amount: Money, share: Decimal, currency: Currency) -> Result<Money, MoneyError> {
    if !amount.is_finite() {
        return Err(MoneyError::TooLarge);
    }
    let product = i128::from(amount.units).checked_mul(share.mantissa());
    if product.is_none() {
        let product = amount.amount().checked_mul(share).ok_or(MoneyError::TooLarge)?;
        return Money::rounded(product, currency);
    }
    to_minor_unit(product, -(share.scale() as i32) - i32::from(amount.places), currency)
}

/// [`charge`], where the nearest binary number to the price is already known.
///
/// Binary arithmetic decides whenever it can: its relative error, that of the shortest text included, is below
/// 2^-50, so a product that far from a tie rounds the same way. All others are reckoned in whole numbers.
#[inline]
fn charged(quantity: f64, price: Decimal, price_number: f64, currency: Currency) -> Result<Money, MoneyError> {
    const TENS: [f64; 5] = [1.0, 10.0, 100.0, 1000.0, 10_000.0];
    const ERROR: f64 = 1.0 / (1_u64 << 50) as f64;
    const LARGEST: f64 = (1_u64 << 44) as f64;
    let ten = TENS.get(usize::from(currency.places())).copied().unwrap_or(f64::NAN);
    let units = quantity * price_number * ten;
    let below = units.floor();
    let from_tie = units - below - 0.5;
    if units.abs() < LARGEST && from_tie.abs() > units.abs() * ERROR {
        let up = i64::from(from_tie > 0.0);
        return Ok(Money { units: below as i64 + up, places: currency.places() });
    }
    charged_slowly(quantity, price, currency)
}

#[inline(never)]
fn charged_slowly(quantity: f64, price: Decimal, currency: Currency) -> Result<Money, MoneyError> {
    if quantity.is_nan() {
        return Err(MoneyError::NotANumber);
    }
    let (digits, exponent) = decimal::shortest(quantity).ok_or(MoneyError::TooLarge)?;
    if let Some(product) = digits.checked_mul(price.mantissa()) {
        return to_minor_unit(Some(product), exponent - price.scale() as i32, currency);
    }
    let quantity = decimal_of(quantity).ok_or(MoneyError::TooLarge)?;
    Money::rounded(quantity.checked_mul(price).ok_or(MoneyError::TooLarge)?, currency)
}

/// `digits` × 10^`exponent`, rounded to the minor unit.
fn to_minor_unit(digits: Option<i128>, exponent: i32, currency: Currency) -> Result<Money, MoneyError> {
    let shift = exponent.saturating_add(i32::from(currency.places()));
    let units = digits.and_then(|digits| decimal::times_ten(decimal::over_ten(digits, -shift), shift));
    Money::of_units(units.ok_or(MoneyError::TooLarge)?, currency.places())
}

impl Add for Money {
    type Output = Money;

    #[inline]
    fn add(self, other: Money) -> Money {
        if self.places == other.places && self.is_near() && other.is_near() {
            return Money { units: self.units + other.units, places: self.places };
        }
        // A sum begins with nothing, to no decimal place.
        if self.units == 0 && self.places <= other.places {
            return other;
        }
        if other.units == 0 && other.places <= self.places {
            return self;
        }
        self.plus_slowly(other)
    }
}

impl Sub for Money {
    type Output = Money;

    #[inline]
    fn sub(self, other: Money) -> Money {
        self + -other
    }
}

impl Neg for Money {
    type Output = Money;

    #[inline]
    fn neg(self) -> Money {
        Money { units: self.units.saturating_neg(), places: self.places }
    }
}

impl AddAssign for Money {
    #[inline]
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    #[inline]
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Sum for Money {
    #[inline]
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.reduce(Add::add).unwrap_or(Money::ZERO)
    }
}

impl<'a> Sum<&'a Money> for Money {
    #[inline]
    fn sum<I: Iterator<Item = &'a Money>>(amounts: I) -> Money {
        amounts.copied().sum()
    }
}

impl Ord for Money {
    #[inline]
    fn cmp(&self, other: &Money) -> Ordering {
        // Nothing is nothing, to any number of places, and beyond is beyond.
        let alike = self.places == other.places || self.units == 0 || other.units == 0;
        if alike || !self.is_finite() || !other.is_finite() {
            return self.units.cmp(&other.units);
        }
        self.amount().cmp(&other.amount())
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Money) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Money {
    fn eq(&self, other: &Money) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Money {}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_finite(), self.units < 0) {
            (true, _) => fmt::Display::fmt(&self.amount(), f),
            (false, true) => f.pad("-∞"),
            (false, false) => f.pad("∞"),
        }
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(MoneyError::Form);
        }
        let amount = Decimal::from_str_exact(text).map_err(|_| match whole.len() {
            ..=18 => MoneyError::TooFine,
            _ => MoneyError::TooLarge,
        });
        Money::exactly(amount?)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
