//! From what a person states to a distribution.

use std::fmt;

use headroom_engine::form::quantity;

use super::beta::Beta;
use super::pert::Pert;
use super::{Distribution, DistributionError, Shape, Triangular};
use crate::normal;

/// How far a likely value may be from the median that the ends fix, as a share of the range: as it is after rounding.
const ROUNDED: f64 = 0.01;

type Named = (&'static str, f64);

/// The distributions that a person can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Straight up from the lowest value to the likely one and straight down to the highest.
    Triangular,
    /// The smooth triangular: a beta distribution with mean (low + 4 · likely + high) / 6. After Malcolm and others, 1959.
    Pert,
    /// Everything between two ends equally likely.
    Uniform,
    /// Symmetric, without ends.
    Normal,
    /// A normal distribution of the logarithm: positive, with a long tail upwards.
    Lognormal,
}

impl Family {
    /// Its name in a model.
    pub fn name(self) -> &'static str {
        match self {
            Self::Triangular => "triangular",
            Self::Pert => "pert",
            Self::Uniform => "uniform",
            Self::Normal => "normal",
            Self::Lognormal => "lognormal",
        }
    }
}

impl From<quantity::Distribution> for Family {
    fn from(named: quantity::Distribution) -> Self {
        match named {
            quantity::Distribution::Triangular => Self::Triangular,
            quantity::Distribution::Pert => Self::Pert,
            quantity::Distribution::Uniform => Self::Uniform,
            quantity::Distribution::Normal => Self::Normal,
            quantity::Distribution::Lognormal => Self::Lognormal,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a person states of an uncertain value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stated {
    /// Two ends, and maybe the likeliest value.
    Range {
        /// The lower end.
        low: f64,
        /// The likeliest value.
        likely: Option<f64>,
        /// The upper end.
        high: f64,
    },
    /// Two percentiles, and maybe the likeliest value.
    Percentiles {
        /// The value that it stays below with a probability of 10 %.
        p10: f64,
        /// The likeliest value.
        likely: Option<f64>,
        /// The value that it stays below with a probability of 90 %.
        p90: f64,
    },
}

/// The values that an assumption can have, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The least, or −∞.
    pub least: f64,
    /// The most, or ∞.
    pub most: f64,
}

impl Limits {
    /// Any number.
    pub const NONE: Self = Self { least: f64::NEG_INFINITY, most: f64::INFINITY };
    /// Nothing below zero.
    pub const NOT_NEGATIVE: Self = Self { least: 0.0, most: f64::INFINITY };
    /// A share of a whole.
    pub const SHARE: Self = Self { least: 0.0, most: 1.0 };

    fn allow(self, value: f64) -> bool {
        (self.least..=self.most).contains(&value)
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least.is_finite(), self.most.is_finite()) {
            (true, true) => write!(f, "from {} to {}", self.least, self.most),
            (true, false) => write!(f, "at least {}", self.least),
            (false, true) => write!(f, "at most {}", self.most),
            (false, false) => f.write_str("a number"),
        }
    }
}

impl Distribution {
    /// The distribution of what is stated, of the family named, within the limits of what it is a value of.
    ///
    /// - **low and high** are the ends of a triangular, pert or uniform distribution. A normal and a lognormal one have
    ///   no ends: there the range holds the value with a probability of 90 %, from the 5th to the 95th percentile, as
    ///   `5 to 25` does in Guesstimate and Squiggle.
    /// - **likely** is the mode of a triangular or pert distribution, and their middle where none is given. A uniform
    ///   one has none, and takes any between its ends. The ends of a normal and a lognormal one fix the median, √(low · high)
    ///   for the latter; a likely value may only be that, to within 1 % of the range.
    /// - **p10 and p90** fix a normal, a lognormal and a uniform distribution, and a pert one that is symmetric; with a
    ///   likely value they fix a triangular one, which is symmetric without. Of a normal, a lognormal and a pert one a
    ///   likely value may only be the median, of a uniform one any between them.
    /// - **ends that are equal** are a constant, whatever the family.
    /// - **limits** cut the tails of a normal and a lognormal distribution off: what is left is its distribution given
    ///   that the value is possible. No stated value may lie beyond them, so at most 10 % is cut from a side. Where a tail
    ///   is cut, the percentiles of what is left are a little inside the stated ones.
    ///
    /// # Errors
    /// When there is no such distribution: values that are not finite, out of order or beyond the limits, a likely value
    /// outside its range or off the median, a lognormal distribution that is not positive.
    pub fn stated(stated: Stated, family: Family, limits: Limits) -> Result<Self, DistributionError> {
        let (lower, likely, upper) = stated.named();
        for (name, value) in [Some(lower), likely, Some(upper)].into_iter().flatten() {
            if !value.is_finite() {
                return Err(DistributionError::NotFinite { name, value });
            }
            if !limits.allow(value) {
                return Err(DistributionError::BeyondLimits { name, value, limits });
            }
        }
        if lower.1 > upper.1 {
            return Err(DistributionError::OutOfOrder { lower, upper });
        }
        let (low, high) = (lower.1, upper.1);
        if !(high - low).is_finite() {
            return Err(DistributionError::TooWide { low, high });
        }
        if low == high {
            stated.check_likely(Family::Uniform)?;
            return Ok(Self::whole(Shape::Constant(low)));
        }
        let shape = match family {
            Family::Normal | Family::Lognormal => stated.without_ends(family)?,
            Family::Triangular | Family::Pert | Family::Uniform => stated.with_ends(family, limits)?,
        };
        Self::within(shape, limits).ok_or(DistributionError::TooWide { low, high })
    }
}

impl Stated {
    /// The lower end, the likely value and the upper end, with their names.
    fn named(self) -> (Named, Option<Named>, Named) {
        match self {
            Self::Range { low, likely, high } => {
                (("low", low), likely.map(|likely| ("likely", likely)), ("high", high))
            }
            Self::Percentiles { p10, likely, p90 } => {
                (("p10", p10), likely.map(|likely| ("likely", likely)), ("p90", p90))
            }
        }
    }

    /// The likely value is between the ends, and the median where they fix it.
    fn check_likely(self, family: Family) -> Result<(), DistributionError> {
        let ((_, low), Some((_, likely)), (_, high)) = self.named() else { return Ok(()) };
        if !(low..=high).contains(&likely) {
            return Err(DistributionError::LikelyOutside { low, likely, high });
        }
        let centre = match (family, self) {
            (Family::Normal, _) | (Family::Pert, Self::Percentiles { .. }) => low + (high - low) / 2.0,
            (Family::Lognormal, _) => low.sqrt() * high.sqrt(),
            _ => return Ok(()),
        };
        if (likely - centre).abs() > ROUNDED * (high - low) {
            let ends = if matches!(self, Self::Range { .. }) { "ends" } else { "percentiles" };
            return Err(DistributionError::OffCentre { family, ends, likely, centre: short(centre, high - low) });
        }
        Ok(())
    }

    fn without_ends(self, family: Family) -> Result<Shape, DistributionError> {
        let (name, low, high, above) = match self {
            Self::Range { low, high, .. } => ("low", low, high, 0.95),
            Self::Percentiles { p10, p90, .. } => ("p10", p10, p90, 0.9),
        };
        if family == Family::Lognormal && low <= 0.0 {
            return Err(DistributionError::NotPositive { name, value: low });
        }
        self.check_likely(family)?;
        let deviations = 2.0 * normal::quantile(above);
        Ok(if family == Family::Lognormal {
            let (low, high) = (libm::log(low), libm::log(high));
            Shape::Lognormal { mean: low + (high - low) / 2.0, deviation: (high - low) / deviations }
        } else {
            Shape::Normal { mean: low + (high - low) / 2.0, deviation: (high - low) / deviations }
        })
    }

    fn with_ends(self, family: Family, limits: Limits) -> Result<Shape, DistributionError> {
        self.check_likely(family)?;
        let (low, mode, high) = match self {
            Self::Range { low, likely, high } => (low, likely.unwrap_or(low + (high - low) / 2.0), high),
            Self::Percentiles { p10, likely, p90 } => {
                let mode = likely.filter(|_| family == Family::Triangular).unwrap_or(p10 + (p90 - p10) / 2.0);
                // where p10 lies between the ends 0 and 1, of the symmetric distribution
                let tenth = match family {
                    Family::Triangular => 0.05_f64.sqrt(),
                    Family::Pert => Beta::new(3.0, 3.0).lower_quantile(0.1),
                    _ => 0.1,
                };
                let beyond = (p90 - p10) * tenth / (1.0 - 2.0 * tenth);
                let (low, high) = match likely {
                    Some(mode) if family == Family::Triangular => triangle(p10, mode, p90),
                    _ => (p10 - beyond, p90 + beyond),
                };
                if let Some(end) = [low, high].into_iter().find(|&end| !limits.allow(end)) {
                    return Err(DistributionError::EndBeyondLimits { family, end: short(end, high - low), limits });
                }
                (low, mode, high)
            }
        };
        if !(high - low).is_finite() {
            return Err(DistributionError::TooWide { low, high });
        }
        Ok(match family {
            Family::Triangular => Shape::Triangular(Triangular::new(low, mode, high)),
            Family::Pert => Shape::Pert(Box::new(Pert::new(low, mode, high))),
            _ => Shape::Uniform { low, high },
        })
    }
}

/// The ends of the triangular distribution with these percentiles and this mode between them. With w its width and r · w
/// from the lower end to the mode, F(p10) = (r w − (mode − p10))² / (r w²) = 0.1, so w = (mode − p10) / (r − √(0.1 r));
/// the same holds from above, and both widths are one where this is 0, which falls with r.
fn triangle(p10: f64, mode: f64, p90: f64) -> (f64, f64) {
    let (below, above) = (mode - p10, p90 - mode);
    let tenth = |r: f64| r - (0.1 * r).sqrt();
    let (mut least, mut most) = (0.1, 0.9);
    for _ in 0..f64::MANTISSA_DIGITS {
        let r = least + (most - least) / 2.0;
        if below * tenth(1.0 - r) > above * tenth(r) { least = r } else { most = r }
    }
    let r = least + (most - least) / 2.0;
    let width = if below > above { below / tenth(r) } else { above / tenth(1.0 - r) };
    (mode - r * width, mode + (1.0 - r) * width)
}

/// The value with as few digits as keep it well within what is taken for rounding in a range of this width.
fn short(value: f64, width: f64) -> f64 {
    let rounded = |digits| format!("{value:.digits$e}").parse().unwrap_or(value);
    (0..17).map(rounded).find(|rounded: &f64| (rounded - value).abs() <= ROUNDED / 2.0 * width).unwrap_or(value)
}
