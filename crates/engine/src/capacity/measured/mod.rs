//! What load tests say: the points they measured, the scalability law nearest to them, how far that can be trusted,
//! and the load that they show to hold.

mod holding;
mod warning;

use rust_decimal::Decimal;
use serde::Serialize;

pub use holding::{Basis, Fault, Holding, MOST_FAILED, NothingHolds};
pub use warning::Warning;

use super::usl::{Fit, FitError, Measurement};
use crate::model::file::MeasuredPoint;
use crate::money::number_of;
use crate::quantity::{Count, PerSecond, Seconds, Share};

/// One step of a load test, as its tool reports it. What a tool does not report is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LoadPoint {
    /// N, virtual users or requests under way at once. `None` for a test that only sets a rate of arrivals.
    pub concurrency: Option<Count>,
    /// X, requests completed per second, those that failed among them.
    pub throughput: PerSecond,
    /// The median response time.
    pub p50: Option<Seconds>,
    /// The response time that 95 of 100 requests stay within.
    pub p95: Option<Seconds>,
    /// The response time that 99 of 100 requests stay within.
    pub p99: Option<Seconds>,
    /// Requests that failed over all requests, 0 to 1.
    pub failed: Option<Share>,
    /// The requests that the figures rest on.
    pub requests: Option<u64>,
    /// How long the step lasted.
    pub duration: Option<Seconds>,
}

impl LoadPoint {
    /// A point of which only the throughput is known.
    pub const fn new(throughput: PerSecond) -> Self {
        Self {
            concurrency: None,
            throughput,
            p50: None,
            p95: None,
            p99: None,
            failed: None,
            requests: None,
            duration: None,
        }
    }

    /// The throughput of requests that succeeded: an error is no work done.
    pub fn succeeded(&self) -> PerSecond {
        PerSecond::saturating(self.throughput.get() * (1.0 - self.failed_share()))
    }

    /// 0 where the tool does not say.
    fn failed_share(&self) -> f64 {
        self.failed.map_or(0.0, |share| share.get().clamp(0.0, 1.0))
    }

    /// What the law is fitted to: requests that succeeded, at one request at once or more.
    fn measurement(&self) -> Option<Measurement> {
        let throughput = self.succeeded();
        let concurrency = self.concurrency.filter(|n| n.get() >= 1.0 && throughput.get() > 0.0)?;
        Some(Measurement { concurrency, throughput })
    }
}

impl From<&MeasuredPoint> for LoadPoint {
    fn from(point: &MeasuredPoint) -> Self {
        let seconds = |ms: Option<Decimal>| ms.map(|ms| Seconds::saturating(number_of(ms) / 1000.0));
        Self {
            concurrency: point.concurrency.map(|n| Count::saturating(number_of(n))),
            p50: seconds(point.p50_ms),
            p95: seconds(point.p95_ms),
            p99: seconds(point.p99_ms),
            failed: point.failed.map(|share| Share::saturating(number_of(share))),
            ..Self::new(PerSecond::saturating(number_of(point.throughput)))
        }
    }
}

/// A load test with what follows from it. The same for a file on the command line, for one dropped on the window, and
/// for the points of a tier's measured limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    points: Vec<LoadPoint>,
    fit: Result<Fit, FitError>,
}

impl Study {
    /// Orders the points by load and fits the Universal Scalability Law to those that have a concurrency.
    pub fn new(mut points: Vec<LoadPoint>) -> Self {
        let by_concurrency = points.iter().all(|point| point.concurrency.is_some());
        let load = |point: &LoadPoint| match point.concurrency {
            Some(n) if by_concurrency => (n.get(), point.throughput.get()),
            _ => (point.throughput.get(), 0.0),
        };
        points.sort_by(|a, b| {
            let (a, b) = (load(a), load(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let measurements: Vec<Measurement> = points.iter().filter_map(LoadPoint::measurement).collect();
        Self { fit: Fit::new(&measurements), points }
    }

    /// The points in order of load: by concurrency where all have one, else by throughput.
    pub fn points(&self) -> &[LoadPoint] {
        &self.points
    }

    /// The law nearest to the points.
    ///
    /// # Errors
    /// When they determine none.
    pub fn fit(&self) -> Result<&Fit, FitError> {
        self.fit.as_ref().map_err(|error| *error)
    }

    /// The point with the highest throughput of requests that succeeded.
    pub fn fastest(&self) -> Option<&LoadPoint> {
        self.points.iter().max_by(|a, b| a.succeeded().get().total_cmp(&b.succeeded().get()))
    }
}

#[cfg(test)]
mod tests;
