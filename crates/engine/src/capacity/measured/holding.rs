//! The load that a test shows to hold: the one rule for measured limits, the command line and the window.

use serde::Serialize;
use thiserror::Error;

use super::{LoadPoint, Study};
use crate::model::file::Axis;
use crate::quantity::{PerSecond, Seconds};

/// More failures than one request in a hundred are a system that does not hold.
pub const MOST_FAILED: f64 = 0.01;

/// A load that holds, and why it is that one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Holding {
    /// Requests at once or requests per second, by the axis asked for.
    pub load: f64,
    /// What sets it.
    pub basis: Basis,
}

/// What sets the load that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The next point measured is slower than the response-time target.
    Target,
    /// The next point measured has too many failures.
    Failures,
    /// Beyond it the fitted law's throughput falls.
    Peak,
    /// Nothing larger was measured.
    Largest,
}

/// Why a test shows no load to hold.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum NothingHolds {
    /// No points.
    #[error("there are no points")]
    NoPoints,
    /// Users at once are asked for, and a point does not say how many there were.
    #[error("a point does not say how many requests were under way at once")]
    NoConcurrency,
    /// Already the lightest load is too much.
    #[error("already the lightest load measured is {}", .0.words())]
    TooMuch(Fault),
}

/// What is wrong with a point that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Slower than the target.
    Slow,
    /// With too many failures.
    Failing,
}

impl Fault {
    const fn words(self) -> &'static str {
        match self {
            Self::Slow => "slower than the response time that must hold",
            Self::Failing => "answered with more failures than one in a hundred",
        }
    }

    fn of(point: &LoadPoint, p95: Option<Seconds>) -> Option<Self> {
        if point.failed_share() > MOST_FAILED {
            return Some(Self::Failing);
        }
        let slow = p95.zip(point.p95).is_some_and(|(target, found)| found > target);
        slow.then_some(Self::Slow)
    }
}

impl Study {
    /// The load that holds, in requests at once or per second.
    ///
    /// The points are gone through in order of load, up to the first that fails more than [`MOST_FAILED`] of its
    /// requests or is slower than the target for p95; one beyond it that does well again was lucky. What holds is the
    /// largest load of those before. Without a target, or where the test does not tell p95, it is no more than the peak
    /// of the fitted law: N* at once, X(N*) per second. A law is never followed beyond the points that hold: what
    /// was not measured is no measured capacity. Throughput counts requests that succeed.
    ///
    /// # Errors
    /// When there is no point, when points lack the concurrency that is asked for, or when none of them holds.
    pub fn holding(&self, axis: Axis, p95: Option<Seconds>) -> Result<Holding, NothingHolds> {
        if axis == Axis::Concurrency && self.points.iter().any(|point| point.concurrency.is_none()) {
            return Err(NothingHolds::NoConcurrency);
        }
        let target = p95.filter(|_| self.points.iter().any(|point| point.p95.is_some()));
        let (good, fault) = self.before_first_fault(target);
        let load = |point: &LoadPoint| match axis {
            Axis::Concurrency => point.concurrency.map_or(0.0, |n| n.get()),
            Axis::Throughput => point.succeeded().get(),
        };
        let Some(largest) = good.iter().map(|point| load(point)).reduce(f64::max) else {
            return Err(fault.map_or(NothingHolds::NoPoints, NothingHolds::TooMuch));
        };
        let peak = self.peak_within(&good, axis).filter(|_| target.is_none());
        Ok(match (peak, fault) {
            (Some(load), _) => Holding { load, basis: Basis::Peak },
            (None, Some(Fault::Slow)) => Holding { load: largest, basis: Basis::Target },
            (None, Some(Fault::Failing)) => Holding { load: largest, basis: Basis::Failures },
            (None, None) => Holding { load: largest, basis: Basis::Largest },
        })
    }

    /// The highest throughput of requests that succeed with p95 within a target. `None` when no point shows it.
    pub fn throughput_within(&self, p95: Seconds) -> Option<PerSecond> {
        let told = self.points.iter().any(|point| point.p95.is_some());
        let holding = self.holding(Axis::Throughput, Some(p95)).ok().filter(|_| told)?;
        Some(PerSecond::saturating(holding.load))
    }

    /// The points below the first load with a fault, and that fault. With a target, points that do not tell p95 say
    /// nothing.
    fn before_first_fault(&self, target: Option<Seconds>) -> (Vec<&LoadPoint>, Option<Fault>) {
        let telling: Vec<&LoadPoint> =
            self.points.iter().filter(|point| target.is_none() || point.p95.is_some()).collect();
        let first = telling.iter().find_map(|point| Some((*point, Fault::of(point, target)?)));
        let Some((bad, fault)) = first else { return (telling, None) };
        let below = |point: &&LoadPoint| match (point.concurrency, bad.concurrency) {
            (Some(n), Some(limit)) => n < limit,
            _ => point.throughput < bad.throughput,
        };
        (telling.into_iter().filter(below).collect(), Some(fault))
    }

    /// The peak of the fitted law, where points on both sides of it hold.
    fn peak_within(&self, good: &[&LoadPoint], axis: Axis) -> Option<f64> {
        let peak = self.fit.as_ref().ok()?.law.peak()?;
        let reached = good.iter().filter_map(|point| point.concurrency).any(|n| n >= peak.concurrency);
        reached.then_some(match axis {
            Axis::Concurrency => peak.concurrency.get(),
            Axis::Throughput => peak.throughput.get(),
        })
    }
}
