//! Quantities: numbers that know their unit.
//!
//! Every quantity is finite and inside its range, so the mathematics behind them never meets a NaN. Only the
//! arithmetic that means something exists; a result too large for an `f64` stays at the largest one.

use std::ops::{Add, Mul};

use serde::Serialize;
use thiserror::Error;

/// A number outside the range of the quantity it was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("{quantity} must be {range}, not {value}")]
pub struct QuantityError {
    /// The quantity, as its type is called.
    pub quantity: &'static str,
    /// What the quantity may be, in words.
    pub range: &'static str,
    /// What it was.
    pub value: f64,
}

/// Declares an `f64` newtype with its closed range, and that range in words.
macro_rules! quantity {
    ($(#[$attribute:meta])* $name:ident: $lowest:expr, $highest:expr, $range:literal) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Takes a number from outside.
            ///
            /// # Errors
            /// When it is NaN, infinite or out of range.
            pub const fn new(value: f64) -> Result<Self, $crate::quantity::QuantityError> {
                if value >= $lowest && value <= $highest {
                    Ok(Self(value + 0.0)) // + 0.0 turns -0 into 0
                } else {
                    Err($crate::quantity::QuantityError {
                        quantity: stringify!($name),
                        range: $range,
                        value,
                    })
                }
            }

            /// The value nearest to a computed result, which only overflow can have put out of range;
            /// NaN gives the lowest. Input goes through `new`.
            pub const fn saturating(value: f64) -> Self {
                if value > $highest {
                    Self($highest)
                } else if value >= $lowest {
                    Self(value + 0.0)
                } else {
                    Self($lowest)
                }
            }

            /// The number in the type's unit.
            pub const fn get(self) -> f64 {
                self.0
            }
        }
    };
}
pub(crate) use quantity;

quantity! {
    /// How many: users, requests, devices. An expected value, so not always whole.
    Count: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// A fraction of a whole, normally 0 to 1. A computed share may leave that range: an R² can be negative.
    Share: f64::MIN, f64::MAX, "a finite number"
}

quantity! {
    /// A time in seconds.
    Seconds: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// A rate: events per second.
    PerSecond: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// Offered load: the mean number of servers that the work would keep busy were there enough of them.
    Erlangs: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// Demand over capacity: 0 idle, 1 full, above 1 overloaded. Its opposite is [`Headroom`].
    Utilisation: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// The fraction of capacity that is left: 1 − [`Utilisation`]. Negative when overloaded.
    Headroom: f64::MIN, 1.0, "a finite number up to 1"
}

quantity! {
    /// A point in a distribution as the fraction below it: p95 is 0.95.
    Percentile: f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0, "above 0 and below 1"
}

/// A number of servers, or of the workers inside one. None is allowed, and meets no demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Servers(u32);

impl Servers {
    /// So many servers.
    pub const fn new(count: u32) -> Self {
        Self(count)
    }

    /// Their number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The most load they can carry: one erlang each.
    pub fn capacity(self) -> Erlangs {
        Erlangs(f64::from(self.0))
    }
}

impl Percentile {
    /// The median.
    pub const P50: Self = Self(0.50);
    /// The point that one in twenty exceeds.
    pub const P95: Self = Self(0.95);
    /// The point that one in a hundred exceeds.
    pub const P99: Self = Self(0.99);

    /// The fraction above the point.
    pub const fn beyond(self) -> Share {
        Share(1.0 - self.0)
    }
}

impl Seconds {
    /// A month of 730 hours.
    pub const MONTH: Self = Self(730.0 * 3600.0);

    /// Takes a time in milliseconds.
    ///
    /// # Errors
    /// When it is NaN, infinite or negative.
    pub const fn from_milliseconds(milliseconds: f64) -> Result<Self, QuantityError> {
        Self::new(milliseconds / 1000.0)
    }

    /// The time in milliseconds.
    pub const fn milliseconds(self) -> f64 {
        Self::saturating(self.0 * 1000.0).0
    }

    /// The time in minutes.
    pub const fn minutes(self) -> f64 {
        self.0 / 60.0
    }
}

/// Demand on a capacity that is zero: no utilisation describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is demand but no capacity")]
pub struct NoCapacity;

impl Utilisation {
    /// Demand over a capacity in the same unit. No demand on no capacity is a utilisation of 0.
    ///
    /// # Errors
    /// When there is demand and the capacity is 0.
    pub fn of<L: Load>(demand: L, capacity: L) -> Result<Self, NoCapacity> {
        if demand.amount() == 0.0 {
            Ok(Self(0.0))
        } else if capacity.amount() == 0.0 {
            Err(NoCapacity)
        } else {
            Ok(Self::saturating(demand.amount() / capacity.amount()))
        }
    }

    /// The fraction of capacity left.
    pub const fn headroom(self) -> Headroom {
        Headroom(1.0 - self.0)
    }
}

impl Headroom {
    /// The fraction of capacity used.
    pub const fn utilisation(self) -> Utilisation {
        Utilisation::saturating(1.0 - self.0)
    }
}

/// Something that is demanded, and that a capacity in the same unit can meet.
pub trait Load: Copy + Add<Output = Self> {
    /// The number in the type's unit.
    fn amount(self) -> f64;
}

macro_rules! load {
    ($($name:ident),+) => {$(
        impl Load for $name {
            fn amount(self) -> f64 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self::saturating(self.0 + other.0)
            }
        }
    )+};
}
load!(Count, PerSecond, Erlangs);

impl Add for Seconds {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::saturating(self.0 + other.0)
    }
}

/// Arrivals that take a server so long each offer it this load.
impl Mul<Seconds> for PerSecond {
    type Output = Erlangs;

    fn mul(self, service_time: Seconds) -> Erlangs {
        Erlangs::saturating(self.0 * service_time.0)
    }
}

/// The last number of `low..=high` for which `holds`, given that it holds up to some number and not beyond.
/// `None` when it does not even hold for `low`.
pub(crate) fn last_where(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(low) {
        return None;
    }
    if holds(high) {
        return Some(high);
    }
    let (mut yes, mut no) = (low, high);
    while no.saturating_sub(yes) > 1 {
        let middle = yes + (no - yes) / 2;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    Some(yes)
}

/// [`last_where`] over every float from `low` to `high`, neither negative: their bits are in their order, so
/// the answer is exact to the last bit after at most 64 steps.
pub(crate) fn last_float_where(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    last_where(low.to_bits(), high.to_bits(), |bits| holds(f64::from_bits(bits))).map(f64::from_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_outside_the_range_is_refused_in_words() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
            assert!(Count::new(value).is_err());
        }
        assert_eq!(Seconds::new(-1.0).unwrap_err().to_string(), "Seconds must be a finite number from 0 up, not -1");
        assert!(Percentile::new(0.0).is_err() && Percentile::new(1.0).is_err());
        assert!(Headroom::new(1.5).is_err());
    }

    #[test]
    fn computed_results_stay_in_range() {
        assert_eq!(Count::saturating(f64::INFINITY).get(), f64::MAX);
        assert_eq!(Count::saturating(f64::NAN).get(), 0.0);
        assert_eq!(Count(f64::MAX) + Count(f64::MAX), Count(f64::MAX));
        assert_eq!(PerSecond(1e300) * Seconds(1e300), Erlangs(f64::MAX));
    }

    #[test]
    fn negative_zero_is_zero() {
        assert!(Count::new(-0.0).unwrap().get().is_sign_positive());
        assert!(Count::saturating(-0.0).get().is_sign_positive());
    }

    #[test]
    fn utilisation_and_headroom_are_opposites() {
        let utilisation = Utilisation::of(Count(30.0), Count(40.0)).unwrap();
        assert_eq!(utilisation, Utilisation(0.75));
        assert_eq!(utilisation.headroom(), Headroom(0.25));
        assert_eq!(utilisation.headroom().utilisation(), utilisation);
        assert_eq!(Utilisation::of(Count(1.0), Count(0.0)), Err(NoCapacity));
        assert_eq!(Utilisation::of(Count(0.0), Count(0.0)), Ok(Utilisation(0.0)));
    }

    #[test]
    fn bisection_finds_the_last_float() {
        let root = last_float_where(0.0, 2.0, |x| x * x <= 2.0).unwrap();
        assert!(root * root <= 2.0 && root.next_up() * root.next_up() > 2.0);
        assert_eq!(last_float_where(0.0, 2.0, |_| false), None);
        assert_eq!(last_float_where(0.0, 2.0, |_| true), Some(2.0));
        assert_eq!(last_where(7, 7, |_| true), Some(7));
    }

    #[test]
    fn quantities_serialise_as_numbers() {
        assert_eq!(serde_json::to_string(&(Count(1.5), Servers(3))).unwrap(), "[1.5,3]");
    }
}
