//! What a request meets on its way: servers with a line, servers that share themselves, or room for everyone.

use num_complex::Complex64;
use serde::Serialize;

use super::queue::{Queue, Saturated, SteadyState};
use super::sharing::Sharing;
use crate::quantity::{PerSecond, Seconds};

/// A part of the system that a request visits. Arrivals are Poisson; percentiles take service times as exponential.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Station {
    /// One line before equal servers, first come first served: M/M/c. What a pool of workers does, one request each.
    FirstCome(Queue),
    /// Servers shared evenly by all requests inside, at most one each: M/M/c-PS, as a web server with many threads on
    /// few cores. The mean holds for every distribution of service times, M/G/c-PS; percentiles are higher than those
    /// of `FirstCome`, as a request is overtaken while it is served.
    Sharing(Queue),
    /// A server for everyone, M/M/∞: the response is the service time, of this mean.
    Unlimited(Seconds),
}

impl Station {
    /// What the station settles to.
    ///
    /// # Errors
    /// When the offered load reaches the number of servers.
    pub fn steady_state(self) -> Result<StationState, Saturated> {
        let (response, service_time) = match self {
            Self::FirstCome(queue) => (Response::FirstCome(queue.steady_state()?), queue.service_time),
            Self::Sharing(queue) => {
                let steady = queue.steady_state()?;
                (Response::Sharing(steady, Sharing::new(&steady)), queue.service_time)
            }
            Self::Unlimited(service_time) => (Response::Unlimited, service_time),
        };
        Ok(StationState { response, service_time })
    }

    /// The same station with its arrivals times a factor.
    pub(super) fn times(self, factor: f64) -> Self {
        let scaled = |q: Queue| Queue { arrivals: PerSecond::saturating(q.arrivals.get() * factor), ..q };
        match self {
            Self::FirstCome(queue) => Self::FirstCome(scaled(queue)),
            Self::Sharing(queue) => Self::Sharing(scaled(queue)),
            Self::Unlimited(_) => self,
        }
    }

    /// The factor on its arrivals at which the station saturates; infinite where nothing saturates it.
    pub(super) fn saturating_factor(self) -> f64 {
        match self {
            Self::FirstCome(queue) | Self::Sharing(queue) => queue.servers.capacity().get() / queue.offered().get(),
            Self::Unlimited(_) => f64::INFINITY,
        }
    }
}

/// A stable station after it has settled.
#[derive(Clone, Debug, PartialEq)]
pub struct StationState {
    response: Response,
    service_time: Seconds,
}

#[derive(Clone, Debug, PartialEq)]
enum Response {
    FirstCome(SteadyState),
    Sharing(SteadyState, Sharing),
    Unlimited,
}

impl StationState {
    /// The mean response time of one visit.
    pub fn mean_response(&self) -> Seconds {
        match &self.response {
            Response::FirstCome(steady) | Response::Sharing(steady, _) => steady.mean_response(),
            Response::Unlimited => self.service_time,
        }
    }

    /// Whether a visit takes no time at all.
    pub(super) fn is_instant(&self) -> bool {
        self.service_time.get() == 0.0
    }

    /// The variance of one visit's response in seconds², or less: that of a shared server is at least its squared
    /// mean, because its response is a mixture of exponential times.
    pub(super) fn least_variance(&self) -> f64 {
        let deviation = match &self.response {
            Response::FirstCome(steady) => self.service_time.get() * steady.deviation(),
            Response::Sharing(..) | Response::Unlimited => self.mean_response().get(),
        };
        deviation * deviation
    }

    /// E e^(−sT) of one visit's response T at each s, per second.
    pub(super) fn transform(&self, s: &[Complex64]) -> Vec<Complex64> {
        let per_service: Vec<Complex64> = s.iter().map(|s| s * self.service_time.get()).collect();
        match &self.response {
            Response::FirstCome(steady) => per_service.into_iter().map(|s| steady.transform(s)).collect(),
            Response::Sharing(_, sharing) => sharing.transform(&per_service),
            Response::Unlimited => per_service.into_iter().map(|s| (s + 1.0).inv()).collect(),
        }
    }
}
