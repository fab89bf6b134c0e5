//! The law nearest to measurements.

use std::num::NonZeroU32;

use serde::Serialize;
use thiserror::Error;

use super::least_squares::{Point, Times, nearest, normal_equations, solve, squared_residuals};
use super::{Coherency, Contention, Usl};
use crate::quantity::{Count, PerSecond, Share};

/// One step of a load test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// N, requests at once.
    pub concurrency: Count,
    /// X, requests per second.
    pub throughput: PerSecond,
}

/// The law nearest to measurements, and how near it is. How uncertain it is say [`Fit::intervals`] and
/// [`Fit::predict`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The law.
    pub law: Usl,
    /// R², the share of the throughput's variance that the law explains. `None` when the throughput does not vary.
    pub r_squared: Option<Share>,
    /// The standard deviation of the residuals, with the degrees of freedom as divisor: the measurements less the
    /// law's three coefficients, whether or not the data push one to its bound. `None` without any.
    pub residual_sd: Option<PerSecond>,
    /// How uncertain each coefficient is.
    pub standard_errors: StandardErrors,
    /// The largest concurrency that was measured.
    pub largest_load: Count,
    /// The measurements, in units of the largest throughput.
    #[serde(skip)]
    pub(super) points: Vec<Point>,
    /// The largest throughput.
    #[serde(skip)]
    pub(super) scale: f64,
}

/// Standard errors of a fitted law's coefficients. `None` for a coefficient that the data push to its bound of 0, and
/// for all when no degree of freedom is left over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StandardErrors {
    /// Of σ.
    pub contention: Option<Contention>,
    /// Of κ.
    pub coherency: Option<Coherency>,
    /// Of λ, requests per second.
    pub rate: Option<PerSecond>,
}

/// Why measurements determine no law.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum FitError {
    /// Three coefficients need three levels of load.
    #[error("a fit needs measurements at 3 different concurrencies, not {found}")]
    TooFewLevels {
        /// The different concurrencies given.
        found: usize,
    },
    /// A load below one request at once, where the law has nothing to say.
    #[error("a measurement needs at least 1 request at once, not {}", .0.get())]
    TooLittleLoad(Count),
    /// A throughput of zero.
    #[error("the measurement at {} requests at once has no throughput", .0.get())]
    NoThroughput(Count),
    /// Measurements that fit the law ever better as λ grows without end, or that leave the range of a float.
    #[error("the measurements do not determine the throughput of one request alone")]
    Undetermined,
}

impl Fit {
    /// The law with the least sum of squared differences in throughput, under σ, κ ≥ 0 and λ > 0.
    ///
    /// Fitted in the coefficients of the response time N / X(N) = α + β(N − 1) + γN(N − 1), with α = 1/λ, β = σ/λ
    /// and γ = κ/λ, which is linear: first by linear least squares on the measured N / X, weighted for errors in X,
    /// then by Levenberg-Marquardt steps on X, each kept within α, β, γ ≥ 0.
    ///
    /// Source: Gunther, *Guerrilla Capacity Planning*, chapter 5.
    ///
    /// # Errors
    /// With fewer than three different concurrencies, a concurrency below 1, a throughput of 0, or data that leave λ
    /// undetermined.
    pub fn new(measurements: &[Measurement]) -> Result<Self, FitError> {
        check(measurements)?;
        let largest = |value: fn(&Measurement) -> f64| measurements.iter().map(value).fold(0.0, f64::max);
        let scale = largest(|m| m.throughput.get());
        let points: Vec<Point> =
            measurements.iter().map(|m| Point::new(m.concurrency.get(), m.throughput.get() / scale)).collect();
        let times = nearest(&points, None).ok_or(FitError::Undetermined)?;
        let law = law(times, scale).ok_or(FitError::Undetermined)?;
        let variance = freedom(&points).map(|left| squared_residuals(&points, times) / f64::from(left.get()));
        Ok(Self {
            law,
            r_squared: r_squared(&points, times),
            residual_sd: variance.map(|variance| PerSecond::saturating(variance.sqrt() * scale)),
            standard_errors: variance.map(|v| standard_errors(&points, times, v, scale)).unwrap_or_default(),
            largest_load: Count::saturating(largest(|m| m.concurrency.get())),
            points,
            scale,
        })
    }

    /// The standard deviation of the residuals over the mean throughput. `None` without a degree of freedom.
    pub fn scatter(&self) -> Option<Share> {
        let mean = self.points.iter().map(|p| p.x).sum::<f64>() / self.points.len() as f64;
        self.residual_sd.map(|sd| Share::saturating(sd.get() / (mean * self.scale)))
    }
}

/// The degrees of freedom that three coefficients leave over.
pub(super) fn freedom(points: &[Point]) -> Option<NonZeroU32> {
    u32::try_from(points.len().saturating_sub(3)).ok().and_then(NonZeroU32::new)
}

fn law([alpha, beta, gamma]: Times, scale: f64) -> Option<Usl> {
    Some(Usl {
        contention: Contention::new(beta / alpha).ok()?,
        coherency: Coherency::new(gamma / alpha).ok()?,
        rate: PerSecond::new(scale / alpha).ok().filter(|rate| rate.get() > 0.0)?,
    })
}

fn r_squared(points: &[Point], times: Times) -> Option<Share> {
    let mean = points.iter().map(|p| p.x).sum::<f64>() / points.len() as f64;
    let total: f64 = points.iter().map(|p| (p.x - mean) * (p.x - mean)).sum();
    (total > 0.0).then(|| Share::saturating(1.0 - squared_residuals(points, times) / total))
}

fn check(measurements: &[Measurement]) -> Result<(), FitError> {
    for measurement in measurements {
        if measurement.concurrency.get() < 1.0 {
            return Err(FitError::TooLittleLoad(measurement.concurrency));
        }
        if measurement.throughput.get() == 0.0 {
            return Err(FitError::NoThroughput(measurement.concurrency));
        }
    }
    let mut levels: Vec<f64> = measurements.iter().map(|m| m.concurrency.get()).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.len() < 3 { Err(FitError::TooFewLevels { found: levels.len() }) } else { Ok(()) }
}

/// The roots of the diagonal of s²(JᵀJ)⁻¹, J being the derivatives of X by σ, κ and λ.
fn standard_errors(points: &[Point], times: Times, variance: f64, scale: f64) -> StandardErrors {
    let [alpha, beta, gamma] = times;
    let rows = points.iter().map(|p| {
        let slowdown = p.time(times) / alpha;
        let by_slowdown = -p.n / (alpha * slowdown * slowdown);
        ([by_slowdown * p.basis[1], by_slowdown * p.basis[2], p.n / slowdown], 0.0)
    });
    let (normal, _) = normal_equations(rows);
    let free = [beta > 0.0, gamma > 0.0, true];
    let error = |i: usize| {
        let unit = [0, 1, 2].map(|j| if i == j { 1.0 } else { 0.0 });
        let column = solve(&normal, unit, free).filter(|_| free[i])?;
        Some((column[i] * variance).sqrt())
    };
    StandardErrors {
        contention: error(0).map(Contention::saturating),
        coherency: error(1).map(Coherency::saturating),
        rate: error(2).map(|error| PerSecond::saturating(error * scale)),
    }
}
