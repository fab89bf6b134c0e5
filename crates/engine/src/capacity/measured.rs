//! What load tests say: the points they measured.

use serde::Serialize;

use crate::quantity::{Count, PerSecond, Seconds, Share};

/// One step of a load test, as its tool reports it. What a tool does not report is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LoadPoint {
    /// N, virtual users or requests under way at once. `None` for a test that only sets a rate of arrivals.
    pub concurrency: Option<Count>,
    /// X, requests completed per second.
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
}
