//! Why a range gives no distribution, and what would.

use thiserror::Error;

use super::{Family, Limits};

/// Why a range gives no distribution.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum DistributionError {
    /// An infinite value, or none at all.
    #[error("{name} is {value}, which is no finite number")]
    NotFinite {
        /// `low`, `likely`, `high`, `p10` or `p90`.
        name: &'static str,
        /// The value given.
        value: f64,
    },
    /// The lower end above the upper one.
    #[error("{} is {} and above {}, which is {}", lower.0, lower.1, upper.0, upper.1)]
    OutOfOrder {
        /// The lower end's name and value.
        lower: (&'static str, f64),
        /// The upper end's name and value.
        upper: (&'static str, f64),
    },
    /// A likely value that is not between the ends.
    #[error("the likely value is {likely}, which is not between {low} and {high}")]
    LikelyOutside {
        /// The lower end.
        low: f64,
        /// The likely value.
        likely: f64,
        /// The upper end.
        high: f64,
    },
    /// A likely value away from the median of a distribution that its ends fix already.
    #[error("the likely value is {likely}, but a {family} distribution with these {ends} has its middle at {centre}")]
    OffCentre {
        /// The distribution.
        family: Family,
        /// What its ends are.
        ends: &'static str,
        /// The likely value.
        likely: f64,
        /// The median that the ends fix.
        centre: f64,
    },
    /// A lognormal distribution that reaches zero or below.
    #[error("{name} is {value}, but a lognormal distribution has positive values only")]
    NotPositive {
        /// `low` or `p10`.
        name: &'static str,
        /// The value given.
        value: f64,
    },
    /// A stated value that the assumption cannot have.
    #[error("{name} is {value}, but the value must be {limits}")]
    BeyondLimits {
        /// Which value.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What the assumption may be.
        limits: Limits,
    },
    /// Percentiles that a distribution with ends can only have if an end is a value that the assumption cannot have.
    #[error("a {family} distribution with these percentiles reaches {end}, but the value must be {limits}")]
    EndBeyondLimits {
        /// The distribution.
        family: Family,
        /// Its end.
        end: f64,
        /// What the assumption may be.
        limits: Limits,
    },
    /// Ends so far apart that what lies between or beyond them is no longer a number.
    #[error("from {low:e} to {high:e} is too wide to compute with")]
    TooWide {
        /// The lower end or percentile.
        low: f64,
        /// The upper end or percentile.
        high: f64,
    },
}

impl DistributionError {
    /// Of a range that is stated in percent, with its numbers as they are stated.
    #[must_use]
    pub fn in_percent(self) -> Self {
        // Without the digits that rounding leaves behind.
        let of = |fraction: f64| if fraction.is_finite() { (fraction * 1e12).round() / 1e10 } else { fraction };
        let end = |(name, value)| (name, of(value));
        let within = |limits: Limits| Limits { least: of(limits.least), most: of(limits.most) };
        match self {
            Self::NotFinite { .. } => self,
            Self::OutOfOrder { lower, upper } => Self::OutOfOrder { lower: end(lower), upper: end(upper) },
            Self::LikelyOutside { low, likely, high } => {
                Self::LikelyOutside { low: of(low), likely: of(likely), high: of(high) }
            }
            Self::OffCentre { family, ends, likely, centre } => {
                Self::OffCentre { family, ends, likely: of(likely), centre: of(centre) }
            }
            Self::NotPositive { name, value } => Self::NotPositive { name, value: of(value) },
            Self::BeyondLimits { name, value, limits } => {
                Self::BeyondLimits { name, value: of(value), limits: within(limits) }
            }
            Self::EndBeyondLimits { family, end, limits } => {
                Self::EndBeyondLimits { family, end: of(end), limits: within(limits) }
            }
            Self::TooWide { low, high } => Self::TooWide { low: of(low), high: of(high) },
        }
    }

    /// What would be right.
    pub fn hint(&self) -> String {
        match self {
            Self::NotFinite { name, .. } => format!("give {name} as a number"),
            Self::OutOfOrder { lower, upper } => {
                format!("give {} as {} and {} as {}", lower.0, upper.1, upper.0, lower.1)
            }
            Self::LikelyOutside { low, high, .. } => format!("give a likely value from {low} to {high}"),
            Self::OffCentre { centre, .. } => {
                format!("leave the likely value out, give it as {centre}, or take a triangular distribution")
            }
            Self::NotPositive { name, .. } => format!("give a {name} above 0, or take another distribution"),
            Self::BeyondLimits { name, limits, .. } => format!("give a {name} that is {limits}"),
            Self::EndBeyondLimits { .. } => {
                "take a normal or lognormal distribution, which is cut off there, or give low and high".to_owned()
            }
            Self::TooWide { .. } => "give ends that are nearer to each other".to_owned(),
        }
    }
}
