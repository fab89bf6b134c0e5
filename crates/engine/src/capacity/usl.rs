//! The Universal Scalability Law: how throughput grows with concurrency, and where it stops growing.
//!
//! X(N) = λN / (1 + σ(N − 1) + κN(N − 1)) for N requests at once: λ is the throughput of one alone, σ the contention
//! for what only one can have at a time, κ the coherency cost of keeping each pair in agreement.
//! With Little's law the response time is R(N) = N / X(N) = (1 + σ(N − 1) + κN(N − 1)) / λ.
//!
//! With less than one request at once there is nobody to contend with: there X(N) = λN.
//!
//! Source: N. J. Gunther, *Guerrilla Capacity Planning*, 2007, chapters 4 and 5.

use serde::Serialize;
use thiserror::Error;

use crate::quantity::{Count, PerSecond, Seconds, Share, quantity};

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
        let (sigma, kappa) = (self.contention.get(), self.coherency.get());
        let needed = throughput.get() / self.rate.get();
        if needed <= 1.0 {
            return Some(Count::saturating(needed));
        }
        if self.ceiling().is_some_and(|ceiling| throughput > ceiling) {
            return None;
        }
        let b = 1.0 / needed - sigma + kappa;
        let at_peak = 2.0 * (kappa * (1.0 - sigma)).max(0.0).sqrt();
        let discriminant = ((b - at_peak) * (b + at_peak)).max(0.0);
        let concurrency = 2.0 * (1.0 - sigma) / (b + discriminant.sqrt());
        (concurrency >= 1.0 && concurrency.is_finite()).then(|| Count::saturating(concurrency))
    }

    /// The mean response time at which the law yields this throughput, on its rising branch. `None` when the
    /// throughput is never reached.
    pub fn response_time_at(self, throughput: PerSecond) -> Option<Seconds> {
        self.concurrency(throughput).map(|concurrency| self.response_time(concurrency))
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

/// One step of a load test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// N, requests at once.
    pub concurrency: Count,
    /// X, requests per second.
    pub throughput: PerSecond,
}

/// The law nearest to measurements, and how near it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The law.
    pub law: Usl,
    /// R², the share of the throughput's variance that the law explains. `None` when the throughput does not vary.
    pub r_squared: Option<Share>,
    /// The standard deviation of the residuals, with the degrees of freedom left over as divisor. `None` without any.
    pub residual_sd: Option<PerSecond>,
    /// How uncertain each coefficient is.
    pub standard_errors: StandardErrors,
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
    /// Source: Gunther, *Guerrilla Capacity Planning*, chapter 5; J. Nocedal and S. Wright, *Numerical Optimization*,
    /// 2nd ed. 2006, §10.3.
    ///
    /// # Errors
    /// With fewer than three different concurrencies, a concurrency below 1, a throughput of 0, or data that leave λ
    /// undetermined.
    pub fn new(measurements: &[Measurement]) -> Result<Self, FitError> {
        check(measurements)?;
        let scale = measurements.iter().map(|m| m.throughput.get()).fold(0.0, f64::max);
        let points: Vec<Point> = measurements.iter().map(|m| Point::new(m, scale)).collect();
        let times = nearest(&points).ok_or(FitError::Undetermined)?;
        Self::describe(&points, times, scale).ok_or(FitError::Undetermined)
    }

    fn describe(points: &[Point], times: [f64; 3], scale: f64) -> Option<Self> {
        let [alpha, beta, gamma] = times;
        let law = Usl {
            contention: Contention::new(beta / alpha).ok()?,
            coherency: Coherency::new(gamma / alpha).ok()?,
            rate: PerSecond::new(scale / alpha).ok().filter(|rate| rate.get() > 0.0)?,
        };
        let count = points.len() as f64;
        let mean = points.iter().map(|p| p.x).sum::<f64>() / count;
        let total: f64 = points.iter().map(|p| (p.x - mean) * (p.x - mean)).sum();
        let residual = squared_residuals(points, times);
        let spare = points.len() - times.iter().filter(|&&time| time > 0.0).count();
        let variance = (spare > 0).then(|| residual / spare as f64);
        Some(Self {
            law,
            r_squared: (total > 0.0).then(|| Share::saturating(1.0 - residual / total)),
            residual_sd: variance.map(|variance| PerSecond::saturating(variance.sqrt() * scale)),
            standard_errors: variance.map(|v| standard_errors(points, times, v, scale)).unwrap_or_default(),
        })
    }
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

type Matrix = [[f64; 3]; 3];

/// A measurement with its throughput in units of the largest one.
struct Point {
    /// 1, N − 1 and N(N − 1): what α, β and γ are multiplied by.
    basis: [f64; 3],
    n: f64,
    x: f64,
}

impl Point {
    fn new(measurement: &Measurement, scale: f64) -> Self {
        let n = measurement.concurrency.get();
        Self { basis: [1.0, n - 1.0, n * (n - 1.0)], n, x: measurement.throughput.get() / scale }
    }

    fn time(&self, times: [f64; 3]) -> f64 {
        dot(self.basis, times)
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn squared_residuals(points: &[Point], times: [f64; 3]) -> f64 {
    let residual = |p: &Point| p.x - p.n / p.time(times);
    points.iter().map(|p| residual(p) * residual(p)).sum()
}

/// The α, β, γ ≥ 0 with the least squared residuals near a good start.
fn nearest(points: &[Point]) -> Option<[f64; 3]> {
    const STEPS: usize = 500;
    let (mut times, mut damping) = (linear_start(points)?, 1e-3);
    let mut cost = squared_residuals(points, times);
    for _ in 0..STEPS {
        let Some(next) = damped_step(points, times, damping) else { break };
        let next_cost = squared_residuals(points, next);
        let still = (0..3).all(|i| (next[i] - times[i]).abs() <= 1e-14 * times[i]);
        if next_cost < cost || !cost.is_finite() {
            (times, cost, damping) = (next, next_cost, damping / 10.0);
        } else {
            damping *= 10.0;
        }
        if still {
            break;
        }
    }
    cost.is_finite().then_some(times)
}

/// Linear least squares on the response time N / X. An error in X is N / X² as large in N / X: hence the weight.
fn linear_start(points: &[Point]) -> Option<[f64; 3]> {
    let rows = points.iter().map(|p| {
        let weight = p.x * p.x / p.n;
        (p.basis.map(|b| weight * b), weight * p.n / p.x)
    });
    let (normal, right) = normal_equations(rows);
    let mut times = least_nonnegative(&normal, right)?;
    // α = 0 would be an infinite throughput at N = 1, from where no step leads back
    let shortest = points.iter().map(|p| p.n / p.x).fold(f64::INFINITY, f64::min);
    times[0] = times[0].max(shortest / 1000.0);
    Some(times)
}

/// The minimum within α, β, γ ≥ 0 of the residuals linearised here, with the steps' squares added `damping` times.
fn damped_step(points: &[Point], times: [f64; 3], damping: f64) -> Option<[f64; 3]> {
    let rows = points.iter().map(|p| {
        let time = p.time(times);
        (p.basis.map(|b| -p.n / (time * time) * b), p.x - p.n / time)
    });
    let (mut normal, gradient) = normal_equations(rows);
    for (i, row) in normal.iter_mut().enumerate() {
        row[i] *= 1.0 + damping;
    }
    let right = [0, 1, 2].map(|i| gradient[i] + dot(normal[i], times));
    least_nonnegative(&normal, right)
}

/// JᵀJ and Jᵀr from the rows of J and r.
fn normal_equations(rows: impl Iterator<Item = ([f64; 3], f64)>) -> (Matrix, [f64; 3]) {
    let (mut normal, mut right) = ([[0.0; 3]; 3], [0.0; 3]);
    for (row, value) in rows {
        for i in 0..3 {
            right[i] += row[i] * value;
            for j in 0..3 {
                normal[i][j] += row[i] * row[j];
            }
        }
    }
    (normal, right)
}

/// The v ≥ 0 with the least ½vᵀMv − bᵀv, by trying every set of coordinates held at 0. At the minimum over the others
/// that is −½bᵀv.
fn least_nonnegative(matrix: &Matrix, right: [f64; 3]) -> Option<[f64; 3]> {
    let mut best: Option<[f64; 3]> = None;
    for set in 1..8_u8 {
        let free = [0, 1, 2].map(|i| set & (1 << i) != 0);
        let candidate = solve(matrix, right, free).filter(|v| v.iter().all(|&value| value >= 0.0));
        if let Some(v) = candidate
            && best.is_none_or(|best| dot(right, v) > dot(right, best))
        {
            best = Some(v);
        }
    }
    best
}

/// Solves Mv = b over the free coordinates by Cholesky's method, with the others 0. `None` when M is not positive
/// definite there.
fn solve(matrix: &Matrix, right: [f64; 3], free: [bool; 3]) -> Option<[f64; 3]> {
    let mut lower = [[0.0; 3]; 3];
    let mut v = [0.0; 3];
    for i in (0..3).filter(|&i| free[i]) {
        for j in (0..=i).filter(|&j| free[j]) {
            let rest = matrix[i][j] - dot(lower[i], lower[j]);
            if i != j {
                lower[i][j] = rest / lower[j][j];
            } else if rest > 1e-14 * matrix[i][i] {
                lower[i][i] = rest.sqrt();
            } else {
                return None;
            }
        }
        v[i] = (right[i] - dot(lower[i], v)) / lower[i][i];
    }
    for i in (0..3).rev().filter(|&i| free[i]) {
        let below: f64 = (i + 1..3).map(|k| lower[k][i] * v[k]).sum();
        v[i] = (v[i] - below) / lower[i][i];
    }
    v.iter().all(|value| value.is_finite()).then_some(v)
}

/// The roots of the diagonal of s²(JᵀJ)⁻¹, J being the derivatives of X by σ, κ and λ.
fn standard_errors(points: &[Point], times: [f64; 3], variance: f64, scale: f64) -> StandardErrors {
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
