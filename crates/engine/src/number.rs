//! The numbers that the model's rules reckon with. A rule is written once, over [`Number`]; it runs on `f64` for one
//! path of the future, and on symbols when it is written down once to be run for many.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use crate::capacity::special::Special;

/// A real number of which a rule need not know the value.
///
/// A rule never branches on one: it computes both sides and [`chooses`](Number::choose). A truth is a number too, 1 for
/// true and 0 for false, so that several are combined by multiplying (and) or taking the larger (or).
pub trait Number:
    Copy
    + Debug
    + Default
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + Sum
{
    /// A number that is the same on all paths.
    fn of(value: f64) -> Self;

    /// The value, where it is the same on all paths.
    fn known(self) -> Option<f64>;

    /// This number, or `least` where that is more.
    #[must_use]
    fn at_least(self, least: Self) -> Self;

    /// This number, or `most` where that is less.
    #[must_use]
    fn at_most(self, most: Self) -> Self;

    /// This number to a power.
    #[must_use]
    fn power(self, exponent: Self) -> Self;

    /// The largest whole number that is not above this one.
    #[must_use]
    fn floor(self) -> Self;

    /// Whether this number is above another: 1 or 0.
    #[must_use]
    fn exceeds(self, other: Self) -> Self;

    /// Whether this number is at another or above it: 1 or 0.
    #[must_use]
    fn reaches(self, other: Self) -> Self;

    /// `yes` where this truth is not 0, else `no`.
    #[must_use]
    fn choose(self, yes: Self, no: Self) -> Self;

    /// A function that is not plain arithmetic.
    fn special(function: Special, of: [Self; 3]) -> Self;
}

impl Number for f64 {
    #[inline]
    fn of(value: f64) -> f64 {
        value
    }

    #[inline]
    fn known(self) -> Option<f64> {
        Some(self)
    }

    #[inline]
    fn at_least(self, least: f64) -> f64 {
        self.max(least)
    }

    #[inline]
    fn at_most(self, most: f64) -> f64 {
        self.min(most)
    }

    #[inline]
    fn power(self, exponent: f64) -> f64 {
        libm::pow(self, exponent)
    }

    #[inline]
    fn floor(self) -> f64 {
        f64::floor(self)
    }

    #[inline]
    fn exceeds(self, other: f64) -> f64 {
        f64::from(u8::from(self > other))
    }

    #[inline]
    fn reaches(self, other: f64) -> f64 {
        f64::from(u8::from(self >= other))
    }

    #[inline]
    fn choose(self, yes: f64, no: f64) -> f64 {
        if self == 0.0 { no } else { yes }
    }

    fn special(function: Special, of: [f64; 3]) -> f64 {
        function.of(of)
    }
}
