//! The Universal Scalability Law: how throughput grows with concurrency, and where it stops growing.
//!
//! X(N) = λN / (1 + σ(N − 1) + κN(N − 1)) for N requests at once: λ is the throughput of one alone, σ the contention
//! for what only one can have at a time, κ the coherency cost of keeping each pair in agreement.
//! With Little's law the response time is R(N) = N / X(N) = (1 + σ(N − 1) + κN(N − 1)) / λ.
//!
//! With less than one request at once there is nobody to contend with: there X(N) = λN.
//!
//! Source: N. J. Gunther, *Guerrilla Capacity Planning*, 2007, chapters 4 and 5.

mod fit;
mod interval;
mod least_squares;

use serde::Serialize;
use thiserror::Error;

pub use fit::{Fit, FitError, Measurement, StandardErrors};
pub use interval::{Interval, Intervals, Prediction};

use crate::quantity::{Count, PerSecond, Seconds, quantity};

quantity! {
    /// σ, dimensionless: the part of the work that only one request can do at a time.
    Contention: 0.0, f64::MAX, "a finite number from 0 up"
}

quantity! {
    /// κ, dimensionless: the work that each pair of requests causes by having to agree.
    Coherency: 0.0, f64::MAX, "a finite number from 0 up"
}

/// One scalability law: σ, κ and λ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Usl {
    contention: Contention,
    coherency: Coherency,
    rate: PerSecond,
}

/// The concurrency with the most throughput, and that throughput.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Peak {
    /// N*, requests at once.
    pub concurrency: Count,
    /// X(N*), requests per second.
    pub throughput: PerSecond,
}

/// Why no law follows from what was given.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum UslError {
    /// λ is zero.
    #[error("one request alone must have a throughput above 0")]
    NoThroughput,
    /// A second measurement at a concurrency that shows no contention.
    #[error("the second measurement needs more than 1 request at once, not {}", .0.get())]
    NoCrowd(Count),
    /// More at once were answered sooner than one, which the law does not allow.
    #[error("{} s together against {} s alone: contention cannot shorten a response", together.get(), alone.get())]
    FasterTogether {
        /// The mean response time at concurrency 1.
        alone: Seconds,
        /// The mean response time of the crowd.
        together: Seconds,
    },
}

impl Usl {
    /// The law with the given coefficients.
    ///
    /// # Errors
    /// When `rate`, the throughput λ of one request alone, is 0.
    pub fn new(contention: Contention, coherency: Coherency, rate: PerSecond) -> Result<Self, UslError> {
        if rate.get() > 0.0 { Ok(Self { contention, coherency, rate }) } else { Err(UslError::NoThroughput) }
    }

    /// The law through two measurements, with κ = 0: the mean response time of one request alone, and that of `crowd`
    /// requests at once. λ = 1 / R(1) and σ = (R(n) / R(1) − 1) / (n − 1). Two points give an indication, not a fit.
    ///
    /// # Errors
    /// When the crowd is no larger than 1 or answered faster, or the time alone is 0.
    pub fn from_two_points(alone: Seconds, crowd: Count, together: Seconds) -> Result<Self, UslError> {
        if crowd.get() <= 1.0 {
            return Err(UslError::NoCrowd(crowd));
        }
        if together < alone {
            return Err(UslError::FasterTogether { alone, together });
        }
        if alone.get() == 0.0 {
            return Err(UslError::NoThroughput);
        }
        let contention = (together.get() / alone.get() - 1.0) / (crowd.get() - 1.0);
        let rate = PerSecond::saturating(1.0 / alone.get());
        Self::new(Contention::saturating(contention), Coherency::saturating(0.0), rate)
    }

    /// σ.
    pub const fn contention(self) -> Contention {
        self.contention
    }

    /// κ.
    pub const fn coherency(self) -> Coherency {
        self.coherency
    }

    /// λ, the throughput of one request alone.
    pub const fn rate(self) -> PerSecond {
        self.rate
    }

    /// X(N), the throughput with so many requests at once.
    pub fn throughput(self, concurrency: Count) -> PerSecond {
        PerSecond::saturating(concurrency.get() / self.slowdown(concurrency) * self.rate.get())
    }

    /// R(N), the mean response time with so many requests at once.
    pub fn response_time(self, concurrency: Count) -> Seconds {
        Seconds::saturating(self.slowdown(concurrency) / self.rate.get())
    }

    /// N* = √((1 − σ) / κ) and X(N*), or 1 and λ where throughput never rises after the first request. `None` when
    /// it never falls.
    pub fn peak(self) -> Option<Peak> {
        let (sigma, kappa) = (self.contention.get(), self.coherency.get());
        if kappa == 0.0 && sigma < 1.0 {
            return None;
        }
        let best = if sigma < 1.0 { ((1.0 - sigma) / kappa).sqrt().max(1.0) } else { 1.0 };
        let concurrency = Count::saturating(best);
        Some(Peak { concurrency, throughput: self.throughput(concurrency) })
    }

    /// The throughput that no concurrency exceeds: the peak's, or λ / σ. `None` for the law without contention, which
    /// has no ceiling.
    pub fn ceiling(self) -> Option<PerSecond> {
        let sigma = self.contention.get();
        let asymptote = || (sigma > 0.0).then(|| PerSecond::saturating(self.rate.get() / sigma));
        self.peak().map(|peak| peak.throughput).or_else(asymptote)
    }

    /// The smallest concurrency with this throughput, on the rising branch of the law. `None` when the throughput is
    /// never reached.
    ///
    /// From X = λN / (1 + σ(N − 1) + κN(N − 1)) follows κN² − bN + (1 − σ) = 0 with b = λ/X − σ + κ. The smaller root
    /// is taken as 2(1 − σ) / (b + √(b² − 4κ(1 − σ))), which does not cancel and holds for κ = 0.
    pub fn concurrency(self, throughput: PerSecond) -> Option<Count> {
        let needed = throughput.get() / self.rate.get();
        if needed <= 1.0 {
            return Some(Count::saturating(needed));
        }
        let (b, root) = self.quadratic(throughput)?;
        let concurrency = 2.0 * (1.0 - self.contention.get()) / (b + root);
        (concurrency >= 1.0 && concurrency.is_finite()).then(|| Count::saturating(concurrency))
    }

    /// The largest concurrency with this throughput, past the peak where more at once get less done. `None` when the
    /// throughput is never reached, or never again once it has been.
    ///
    /// The larger root of the quadratic of [`Usl::concurrency`], (b + √(b² − 4κ(1 − σ))) / 2κ; where b < 0, which needs
    /// σ > 1, it is 2(1 − σ) / (b − √(b² − 4κ(1 − σ))).
    pub fn concurrency_past_peak(self, throughput: PerSecond) -> Option<Count> {
        let (sigma, kappa) = (self.contention.get(), self.coherency.get());
        let peak = self.peak().filter(|_| throughput.get() > 0.0)?;
        let (b, root) = self.quadratic(throughput)?;
        let concurrency = if b < 0.0 { 2.0 * (1.0 - sigma) / (b - root) } else { (b + root) / (2.0 * kappa) };
        concurrency.is_finite().then(|| Count::saturating(concurrency.max(peak.concurrency.get())))
    }

    /// b = λ/X − σ + κ and √(b² − 4κ(1 − σ)). `None` when the throughput is never reached.
    fn quadratic(self, throughput: PerSecond) -> Option<(f64, f64)> {
        if self.ceiling().is_some_and(|ceiling| throughput > ceiling) {
            return None;
        }
        let (sigma, kappa) = (self.contention.get(), self.coherency.get());
        let b = self.rate.get() / throughput.get() - sigma + kappa;
        let product = 4.0 * kappa * (1.0 - sigma);
        let at_peak = product.max(0.0).sqrt();
        let discriminant = if product < 0.0 { b * b - product } else { ((b - at_peak) * (b + at_peak)).max(0.0) };
        Some((b, discriminant.sqrt()))
    }

    /// The mean response time at which the law yields this throughput, on its rising branch. `None` when the
    /// throughput is never reached.
    pub fn response_time_at(self, throughput: PerSecond) -> Option<Seconds> {
        self.concurrency(throughput).map(|concurrency| self.response_time(concurrency))
    }

    /// The concurrency at which the mean response time is so long. `None` when it is never so short, or, without
    /// contention and coherency, never longer than that of one request alone.
    ///
    /// From λR = 1 + σ(N − 1) + κN(N − 1) follows κN² + cN = λR − 1 + σ with c = σ − κ, whose positive root is taken
    /// as 2(λR − 1 + σ) / (c + √(c² + 4κ(λR − 1 + σ))), which holds for κ = 0.
    pub fn concurrency_at(self, response_time: Seconds) -> Option<Count> {
        let (sigma, kappa) = (self.contention.get(), self.coherency.get());
        let slowdown = response_time.get() * self.rate.get();
        if slowdown < 1.0 || (sigma == 0.0 && kappa == 0.0) {
            return None;
        }
        let (c, right) = (sigma - kappa, slowdown - 1.0 + sigma);
        let root = (c * c + 4.0 * kappa * right).sqrt();
        let concurrency = if c < 0.0 { (root - c) / (2.0 * kappa) } else { 2.0 * right / (c + root) };
        concurrency.is_finite().then(|| Count::saturating(concurrency.max(1.0)))
    }

    /// The throughput at which the mean response time is so long; see [`Usl::concurrency_at`].
    pub fn throughput_at(self, response_time: Seconds) -> Option<PerSecond> {
        self.concurrency_at(response_time).map(|concurrency| self.throughput(concurrency))
    }

    /// R(N) / R(1).
    fn slowdown(self, concurrency: Count) -> f64 {
        let n = concurrency.get();
        if n <= 1.0 {
            return 1.0;
        }
        (1.0 + (self.contention.get() + self.coherency.get() * n) * (n - 1.0)).min(f64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(sigma: f64, kappa: f64, lambda: f64) -> Usl {
        let rate = PerSecond::new(lambda).unwrap();
        Usl::new(Contention::new(sigma).unwrap(), Coherency::new(kappa).unwrap(), rate).unwrap()
    }

    fn count(value: f64) -> Count {
        Count::new(value).unwrap()
    }

    #[test]
    fn laws_without_a_peak_have_a_ceiling_or_none() {
        assert_eq!(law(0.0, 0.0, 10.0).ceiling(), None);
        assert_eq!(law(0.05, 0.0, 10.0).peak(), None);
        assert_eq!(law(0.05, 0.0, 10.0).ceiling().unwrap().get(), 200.0);
    }

    #[test]
    fn full_contention_peaks_at_one_request() {
        for law in [law(1.0, 0.0, 10.0), law(5.0, 0.1, 10.0), law(0.5, 3.0, 10.0)] {
            let peak = law.peak().unwrap();
            assert_eq!((peak.concurrency.get(), peak.throughput.get()), (1.0, 10.0));
            assert_eq!(law.concurrency(PerSecond::new(10.1).unwrap()), None);
        }
    }

    #[test]
    fn extreme_coefficients_stay_defined() {
        for value in [f64::MIN_POSITIVE, 1.0, f64::MAX] {
            let law = law(value, value, value);
            for n in [0.0, 0.5, 1.0, 2.0, f64::MAX] {
                let (x, r) = (law.throughput(count(n)).get(), law.response_time(count(n)).get());
                assert!(x.is_finite() && r.is_finite());
                law.concurrency(PerSecond::new(x).unwrap());
            }
        }
    }

    #[test]
    fn two_points_without_contention_are_refused() {
        let seconds = |s| Seconds::new(s).unwrap();
        assert!(matches!(Usl::from_two_points(seconds(1.0), count(1.0), seconds(2.0)), Err(UslError::NoCrowd(_))));
        assert!(matches!(
            Usl::from_two_points(seconds(1.0), count(5.0), seconds(0.5)),
            Err(UslError::FasterTogether { .. })
        ));
        assert_eq!(Usl::from_two_points(seconds(0.0), count(5.0), seconds(1.0)), Err(UslError::NoThroughput));
    }
}
