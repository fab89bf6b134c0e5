//! The triangular distribution.

/// A density that rises straight from the lower end to the mode and falls straight to the upper end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
    /// The probability below the mode and above it, (mode − low) / (high − low) and the rest.
    rise: f64,
    fall: f64,
}

impl Triangular {
    /// Between two ends, of which the first is lower.
    pub(super) fn new(low: f64, mode: f64, high: f64) -> Self {
        Self { low, mode, high, rise: (mode - low) / (high - low), fall: (high - mode) / (high - low) }
    }

    /// low + √(u · rise) · width below the mode, high − √((1−u) · fall) · width above: one square root, no branch.
    #[inline(always)]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let rising = u < self.rise;
        let product = if rising { u * self.rise } else { (1.0 - u) * self.fall };
        let from_end = product.sqrt() * (self.high - self.low);
        if rising { self.low + from_end } else { self.high - from_end }
    }

    pub(super) fn quantiles(&self, us: &mut [f64]) {
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || us.iter_mut().for_each(|u| *u = self.quantile(*u)),
        );
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        if x <= self.low {
            0.0
        } else if x < self.mode {
            let along = (x - self.low) / (self.high - self.low);
            along * along / self.rise
        } else if x < self.high {
            let left = (self.high - x) / (self.high - self.low);
            1.0 - left * left / self.fall
        } else {
            1.0
        }
    }

    pub(super) fn mean(&self) -> f64 {
        self.low / 3.0 + self.mode / 3.0 + self.high / 3.0
    }
}
