//! How uncertain a fitted law is: the laws that the measurements do not exclude.
//!
//! Those are the laws within σ, κ ≥ 0 and λ > 0 whose squared residuals exceed the least by no more than s²t², where s²
//! is the residual variance and t the quantile of Student's distribution. The interval of a coefficient, of the peak
//! or of a throughput is from the lowest to the highest value that one of these laws has (profile likelihood). Unlike
//! an estimate ± t standard errors it respects the bounds, and is as lopsided as the law is.
//!
//! Each value fixes a linear equation between the times α, β and γ, so the best law with that value is a fit on a plane.
//!
//! Source: D. Bates and D. Watts, *Nonlinear Regression Analysis and Its Applications*, 1988, §6.1; G. Seber and
//! C. Wild, *Nonlinear Regression*, 1989, §5.4 and §5.8.

use serde::Serialize;

use super::fit::{Fit, freedom};
use super::least_squares::{Plane, Point, basis, nearest, squared_residuals};
use super::{Coherency, Contention};
use crate::quantity::{Count, PerSecond, Seconds};
use crate::stats::{Confidence, student_t};

/// A concurrency so large that a peak beyond it is none.
const NO_PEAK: f64 = 1e9;

/// Residuals so small, in units of the largest throughput, that they are the rounding of data made from a law.
const ROUNDING: f64 = 1e-10;

/// From where on σ and κ are looked for above an estimate of 0.
const LEAST: f64 = 1e-30;

/// From where to where a value may lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval<Q> {
    /// The lower end.
    pub low: Q,
    /// The upper end; `None` when the data set none.
    pub high: Option<Q>,
}

/// Confidence intervals of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Intervals {
    /// The probability with which each holds the true value.
    pub confidence: Confidence,
    /// Of σ.
    pub contention: Interval<Contention>,
    /// Of κ.
    pub coherency: Interval<Coherency>,
    /// Of λ.
    pub rate: Interval<PerSecond>,
    /// Of the peak's place N*. No upper end where laws without a peak are not excluded.
    pub peak_concurrency: Interval<Count>,
    /// Of X at the fitted peak, to first order also of the highest throughput: where X(N) is flat an error in N*
    /// changes nothing. `None` for a law without a peak.
    pub peak_throughput: Option<Interval<PerSecond>>,
}

/// What a fitted law says of one concurrency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// N, requests at once.
    pub concurrency: Count,
    /// X(N).
    pub throughput: PerSecond,
    /// R(N), the mean response time.
    pub response_time: Seconds,
    /// Where the true law's throughput lies. `None` when nothing tells how uncertain the fit is.
    pub mean: Option<Interval<PerSecond>>,
    /// Where one more measurement would lie.
    pub single: Option<Interval<PerSecond>>,
}

impl Fit {
    /// Confidence intervals of the coefficients and the peak. `None` when nothing tells how uncertain they are: with
    /// only three measurements, or with measurements that are a law's own values.
    pub fn intervals(&self, confidence: Confidence) -> Option<Intervals> {
        let region = Region::new(self, confidence)?;
        let (sigma, kappa) = (self.law.contention.get(), self.law.coherency.get());
        let contention = region.ratio(sigma, |sigma| Plane::through_origin([-sigma, 1.0, 0.0]))?;
        let coherency = region.ratio(kappa, |kappa| Plane::through_origin([-kappa, 0.0, 1.0]))?;
        Some(Intervals {
            confidence,
            contention: contention.map(Contention::saturating),
            coherency: coherency.map(Coherency::saturating),
            rate: region.throughput(1.0)?,
            peak_concurrency: region.peak_concurrency(),
            peak_throughput: self.law.peak().and_then(|peak| region.throughput(peak.concurrency.get())),
        })
    }

    /// Throughput and response time at a concurrency, with the bounds of the throughput. Beyond the largest load that
    /// was measured it is an extrapolation.
    pub fn predict(&self, concurrency: Count, confidence: Confidence) -> Prediction {
        let region = Region::new(self, confidence).filter(|_| concurrency.get() > 0.0);
        Prediction {
            concurrency,
            throughput: self.law.throughput(concurrency),
            response_time: self.law.response_time(concurrency),
            mean: region.as_ref().and_then(|region| region.throughput(concurrency.get())),
            single: region.as_ref().and_then(|region| region.measurement(concurrency.get())),
        }
    }
}

impl<Q> Interval<Q> {
    fn map<P>(self, value: impl Fn(Q) -> P) -> Interval<P> {
        Interval { low: value(self.low), high: self.high.map(value) }
    }
}

/// The laws whose squared residuals are no larger than `most`.
struct Region<'a> {
    fit: &'a Fit,
    most: f64,
}

impl<'a> Region<'a> {
    /// S(θ) ≤ S(θ̂) (1 + t²/ν), Bates and Watts, equation 6.4.
    fn new(fit: &'a Fit, confidence: Confidence) -> Option<Self> {
        let freedom = freedom(&fit.points)?;
        let least = squared_residuals(&fit.points, nearest(&fit.points, None)?);
        let t = student_t(freedom, confidence);
        let noisy = least > ROUNDING * ROUNDING * fit.points.len() as f64;
        noisy.then(|| Self { fit, most: least * (1.0 + t * t / f64::from(freedom.get())) })
    }

    /// How far the best law on a plane is outside the region: below 0 inside, up to 1 where there is none.
    fn excess(&self, points: &[Point], plane: Option<Plane>) -> f64 {
        let Some(times) = nearest(points, plane) else { return 1.0 };
        1.0 - 2.0 * self.most / (self.most + squared_residuals(points, times))
    }

    fn excess_on(&self, plane: Plane) -> f64 {
        self.excess(&self.fit.points, Some(plane))
    }

    fn meets(&self, plane: Plane) -> bool {
        self.excess_on(plane) <= 0.0
    }

    /// σ = β/α or κ = γ/α: no upper end where laws in which one request alone takes no time are not excluded.
    fn ratio(&self, estimate: f64, plane: impl Fn(f64) -> Plane) -> Option<Interval<f64>> {
        let open = self.meets(Plane::through_origin([1.0, 0.0, 0.0]));
        ends(estimate, open, |value| self.excess_on(plane(value)))
    }

    /// X at n: α + β(n − 1) + γn(n − 1) = n / X.
    fn throughput(&self, n: f64) -> Option<Interval<PerSecond>> {
        let plane = |x: f64| Plane { normal: basis(n), offset: n / x };
        self.around_throughput(n, |x| self.excess_on(plane(x)))
    }

    /// One more measurement at n: the throughputs with which the fit would still be good enough.
    fn measurement(&self, n: f64) -> Option<Interval<PerSecond>> {
        self.around_throughput(n, |x| {
            let points: Vec<Point> = self.fit.points.iter().copied().chain([Point::new(n, x)]).collect();
            self.excess(&points, None)
        })
    }

    fn around_throughput(&self, n: f64, excess: impl Fn(f64) -> f64) -> Option<Interval<PerSecond>> {
        let estimate = self.fit.law.throughput(Count::saturating(n)).get() / self.fit.scale;
        let open = self.meets(Plane::through_origin(basis(n)));
        let interval = ends(estimate, open, excess)?;
        Some(interval.map(|x| PerSecond::saturating(x * self.fit.scale)))
    }

    /// N*² = (1 − σ) / κ, so γN*² = α − β; 1 where throughput never rises.
    fn peak_concurrency(&self) -> Interval<Count> {
        let excess = |n: f64| self.excess_on(Plane::through_origin([-1.0, 1.0, n * n]));
        let estimate = self.fit.law.peak().map_or(NO_PEAK, |peak| peak.concurrency.get().min(NO_PEAK));
        let rises = excess(1.0) > 0.0;
        let low = if rises { end(estimate, 1.0, excess).unwrap_or(estimate) } else { 1.0 };
        let high = if excess(NO_PEAK) > 0.0 { end(estimate, NO_PEAK, excess).or(Some(estimate)) } else { None };
        Interval { low, high }.map(Count::saturating)
    }
}

/// The values on either side of an estimate at which the excess is 0; `open` when there is none above. `None` when
/// the estimate itself exceeds, which only numbers beyond the reach of a float can cause.
fn ends(estimate: f64, open: bool, excess: impl Fn(f64) -> f64) -> Option<Interval<f64>> {
    let low = if excess(0.0) > 0.0 { end(estimate, f64::MIN_POSITIVE, &excess)? } else { 0.0 };
    let high = if open { None } else { Some(end(estimate.max(LEAST), f64::MAX, &excess)?) };
    Some(Interval { low, high })
}

/// The value from an estimate towards a limit at which the excess turns positive. `None` when it is positive at the
/// estimate, or nowhere up to the limit.
fn end(estimate: f64, limit: f64, excess: impl Fn(f64) -> f64) -> Option<f64> {
    let at = |logarithm: f64| excess(libm::exp(logarithm));
    let (mut inside, last) = (libm::log(estimate), libm::log(limit));
    let mut below = at(inside);
    if below > 0.0 {
        return None;
    }
    let mut stride = if last < inside { -0.1 } else { 0.1 };
    while inside != last {
        let next = if stride > 0.0 { (inside + stride).min(last) } else { (inside + stride).max(last) };
        let found = at(next);
        if found > 0.0 {
            return Some(libm::exp(crossing((inside, below), (next, found), at)));
        }
        (inside, below, stride) = (next, found, stride * 4.0);
    }
    None
}

/// Where a function is 0 between a place where it is not above and one where it is: regula falsi after the Illinois
/// method, which halves the value of an end that stays twice.
///
/// Source: M. Dowell and P. Jarratt, *BIT* 11, 1971.
fn crossing(mut inside: (f64, f64), mut outside: (f64, f64), f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: usize = 100;
    let mut was_outside = None;
    for _ in 0..STEPS {
        if (outside.0 - inside.0).abs() <= 1e-10 || inside.1 == 0.0 {
            break;
        }
        let middle = inside.0 + (outside.0 - inside.0) * inside.1 / (inside.1 - outside.1);
        let value = f(middle);
        let is_outside = value > 0.0;
        let (moved, stayed) = if is_outside { (&mut outside, &mut inside) } else { (&mut inside, &mut outside) };
        *moved = (middle, value);
        if was_outside == Some(is_outside) {
            stayed.1 /= 2.0;
        }
        was_outside = Some(is_outside);
    }
    inside.0
}
