//! Runs without money.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use super::{Amount, Currency, Param};

/// No money at all: a run with it counts users and load, for whoever asks of nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unpriced;

impl Amount for Unpriced {
    type Count = f64;
    type Rate = Param;

    #[inline]
    fn zero() -> Unpriced {
        Unpriced
    }

    #[inline]
    fn charge(_quantity: f64, _price: Param, _currency: Currency) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn share(self, _rate: Param, _currency: Currency) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn rate(_number: f64) -> Param {
        Param::ZERO
    }

    #[inline]
    fn instalment(self, _index: u32, _count: u32) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn number(self) -> f64 {
        0.0
    }

    #[inline]
    fn is_finite(self) -> bool {
        true
    }

    #[inline]
    fn at_least(self, _least: Unpriced) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn at_most(self, _most: Unpriced) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn choose(_truth: f64, _yes: Unpriced, _no: Unpriced) -> Unpriced {
        Unpriced
    }

    #[inline]
    fn pick(_index: f64, _of: usize, _each: impl FnMut(usize) -> Unpriced) -> Unpriced {
        Unpriced
    }
}

impl Add for Unpriced {
    type Output = Unpriced;

    #[inline]
    fn add(self, _: Unpriced) -> Unpriced {
        Unpriced
    }
}

impl Sub for Unpriced {
    type Output = Unpriced;

    #[inline]
    fn sub(self, _: Unpriced) -> Unpriced {
        Unpriced
    }
}

impl Neg for Unpriced {
    type Output = Unpriced;

    #[inline]
    fn neg(self) -> Unpriced {
        Unpriced
    }
}

impl AddAssign for Unpriced {
    #[inline]
    fn add_assign(&mut self, _: Unpriced) {}
}

impl Sum for Unpriced {
    #[inline]
    fn sum<I: Iterator<Item = Unpriced>>(_: I) -> Unpriced {
        Unpriced
    }
}
