//! The distributions of uncertain values.

mod beta;
mod error;
mod pert;
mod stated;
#[cfg(test)]
mod tests;
mod triangular;

pub use error::DistributionError;
pub use stated::{Family, Limits, Stated};

use pert::Pert;
use triangular::Triangular;

use crate::exponential::{exp, exps};
use crate::normal;
use crate::tape::Bounds;

/// The distribution of an uncertain value.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    shape: Shape,
    cut: Option<Cut>,
}

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Constant(f64),
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular(Triangular),
    Pert(Box<Pert>),
    Normal {
        mean: f64,
        deviation: f64,
    },
    /// Of the logarithm.
    Lognormal {
        mean: f64,
        deviation: f64,
    },
}

/// The part of a distribution that is left between two limits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cut {
    limits: Limits,
    /// The probability below the lower limit, and between the two.
    below: f64,
    between: f64,
}

impl Cut {
    /// Where the u-th part of what is left lies in the whole, F(lo) + u (F(hi) − F(lo)), below 1 as rounded.
    #[inline(always)]
    fn whole(&self, u: f64) -> f64 {
        (self.below + u * self.between).min(1.0 - f64::EPSILON / 2.0)
    }
}

/// What limits cut off a distribution: how likely it was beyond them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutOff {
    pub limits: Limits,
    pub below: f64,
    pub above: f64,
}

/// No probability is drawn that is nearer to 0 or 1.
const ENDS: [f64; 2] = [f64::EPSILON / 4.0, 1.0 - f64::EPSILON / 2.0];

/// Of a mean that has no closed form here.
const SLICES: usize = 1_000;

impl Distribution {
    fn whole(shape: Shape) -> Self {
        Self { shape, cut: None }
    }

    /// The part between the limits, unless its values are too large for a float.
    fn within(shape: Shape, limits: Limits) -> Option<Self> {
        let (below, up_to) = (shape.cdf(limits.least), shape.cdf(limits.most));
        let cut = (below > 0.0 || up_to < 1.0).then_some(Cut { limits, below, between: up_to - below });
        let distribution = Self { shape, cut };
        (ENDS.iter().all(|&u| distribution.quantile(u).is_finite()) && distribution.mean().is_finite())
            .then_some(distribution)
    }

    /// What is left of it between two values; None where nothing is.
    pub fn between(&self, least: f64, most: f64) -> Option<Self> {
        if let Shape::Constant(value) = self.shape {
            return (least..=most).contains(&value).then(|| self.clone());
        }
        let Limits { least: low, most: high } = self.cut.map_or(Limits::NONE, |cut| cut.limits);
        let limits = Limits { least: least.max(low), most: most.min(high) };
        let is_left = limits.least <= limits.most && self.shape.cdf(limits.least) < self.shape.cdf(limits.most);
        is_left.then(|| Self::within(self.shape.clone(), limits)).flatten()
    }

    /// What its limits cut off; None where they cut nothing.
    pub fn cut_off(&self) -> Option<CutOff> {
        let Cut { limits, below, between } = self.cut?;
        Some(CutOff { limits, below, above: (1.0 - below - between).max(0.0) })
    }

    /// The value that is exceeded with probability 1 − u, for a u in (0, 1). It grows with u.
    ///
    /// To a few units in the last place, but for PERT within 10⁻⁹ of the range.
    pub fn quantile(&self, u: f64) -> f64 {
        match self.cut {
            None => self.shape.quantile(u),
            // what is clamped is the rounding
            Some(cut) => self.shape.quantile(cut.whole(u)).clamp(cut.limits.least, cut.limits.most),
        }
    }

    /// The quantile of each probability, the same bits as one by one.
    ///
    /// # Panics
    /// When the slices differ in length.
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        out.copy_from_slice(u);
        self.quantiles(out);
    }

    /// Replaces each probability by its quantile, the same bits as one by one.
    pub fn quantiles(&self, us: &mut [f64]) {
        let Some(cut) = self.cut else { return self.shape.quantiles(us) };
        us.iter_mut().for_each(|u| *u = cut.whole(*u));
        self.shape.quantiles(us);
        us.iter_mut().for_each(|x| *x = x.clamp(cut.limits.least, cut.limits.most));
    }

    /// The probability of a value of at most x.
    pub fn cdf(&self, x: f64) -> f64 {
        match self.cut {
            None => self.shape.cdf(x),
            Some(cut) => ((self.shape.cdf(x) - cut.below) / cut.between).clamp(0.0, 1.0),
        }
    }

    /// The mean, exactly; of a part of a distribution that has ends of its own by the midpoints of a thousand slices.
    pub fn mean(&self) -> f64 {
        let Some(Cut { limits, between, .. }) = self.cut else { return self.shape.mean() };
        match self.shape {
            Shape::Normal { mean, deviation } => {
                let at = |limit: f64| normal::density((limit - mean) / deviation);
                mean + deviation * (at(limits.least) - at(limits.most)) / between
            }
            Shape::Lognormal { mean, deviation } => {
                let at = |limit: f64| normal::cdf((log_or_below(limit) - mean) / deviation - deviation);
                self.shape.mean() * (at(limits.most) - at(limits.least)) / between
            }
            _ => (0..SLICES).map(|i| self.quantile((i as f64 + 0.5) / SLICES as f64)).sum::<f64>() / SLICES as f64,
        }
    }

    /// Where all its values lie: a millionth of the width further than they do, for what a quantile is rounded by, but
    /// on the same side of 0 and 1, over which none is rounded.
    pub fn bounds(&self) -> Bounds {
        let [low, high] = ENDS.map(|u| self.quantile(u));
        let slack = (high - low) * 1e-6;
        let below = [0.0, 1.0].into_iter().filter(|end| *end <= low).fold(low - slack, f64::max);
        let above = [0.0, 1.0].into_iter().filter(|end| *end >= high).fold(high + slack, f64::min);
        Bounds { low: below, high: above }
    }

    /// The value that is as likely exceeded as not.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

impl Shape {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Constant(x) => *x,
            Self::Uniform { low, high } => uniform(*low, *high, u),
            Self::Triangular(triangular) => triangular.quantile(u),
            Self::Pert(pert) => pert.quantile(u),
            Self::Normal { mean, deviation } => mean + deviation * normal::quantile(u),
            Self::Lognormal { mean, deviation } => exp(mean + deviation * normal::quantile(u)),
        }
    }

    fn quantiles(&self, us: &mut [f64]) {
        match self {
            Self::Constant(x) => us.fill(*x),
            Self::Uniform { low, high } => us.iter_mut().for_each(|u| *u = uniform(*low, *high, *u)),
            Self::Triangular(triangular) => triangular.quantiles(us),
            Self::Pert(pert) => us.iter_mut().for_each(|u| *u = pert.quantile(*u)),
            Self::Normal { mean, deviation } => {
                normal::quantiles(us);
                us.iter_mut().for_each(|z| *z = mean + deviation * *z);
            }
            Self::Lognormal { mean, deviation } => {
                normal::quantiles(us);
                us.iter_mut().for_each(|z| *z = mean + deviation * *z);
                exps(us);
            }
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Constant(value) => f64::from(u8::from(x >= *value)),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Triangular(triangular) => triangular.cdf(x),
            Self::Pert(pert) => pert.cdf(x),
            Self::Normal { mean, deviation } => normal::cdf((x - mean) / deviation),
            Self::Lognormal { mean, deviation } => normal::cdf((log_or_below(x) - mean) / deviation),
        }
    }

    fn mean(&self) -> f64 {
        match self {
            Self::Constant(x) => *x,
            Self::Uniform { low, high } => low + (high - low) / 2.0,
            Self::Triangular(triangular) => triangular.mean(),
            Self::Pert(pert) => pert.mean(),
            Self::Normal { mean, .. } => *mean,
            Self::Lognormal { mean, deviation } => libm::exp(mean + deviation * deviation / 2.0),
        }
    }
}

#[inline(always)]
fn uniform(low: f64, high: f64, u: f64) -> f64 {
    (low + (high - low) * u).min(high)
}

/// ln x, and −∞ for what no logarithm reaches.
fn log_or_below(x: f64) -> f64 {
    if x > 0.0 { libm::log(x) } else { f64::NEG_INFINITY }
}
