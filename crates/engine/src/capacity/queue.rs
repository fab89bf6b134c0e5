//! Queues: how long a request waits when `c` servers share one line.
//!
//! Throughout, λ is the arrival rate, s the mean service time, a = λs the offered load in erlangs, c the number of
//! servers, d = c − a the capacity to spare in erlangs, and u = t / s a time counted in service times. Arrivals
//! are Poisson, service times exponential, and first come is first served: the M/M/c queue.
//!
//! A queue with a ≥ c has no steady state. It answers [`Saturated`], never a NaN or an infinity.

use num_complex::Complex64;
use serde::Serialize;
use thiserror::Error;

use super::quantile::quantile;
use crate::quantity::{
    Count, Erlangs, PerSecond, Percentile, Seconds, Servers, Share, Utilisation, last_float_where, last_where,
};

/// More load than the servers can carry, so that the line grows without end.
#[derive(Clone, Copy, Debug, PartialEq, Error, Serialize)]
#[error("saturated: {} erlangs offered to {} servers", offered.get(), servers.get())]
pub struct Saturated {
    /// The load offered.
    pub offered: Erlangs,
    /// The servers it is offered to.
    pub servers: Servers,
}

/// The share of requests lost when those that find every server busy go away: Erlang's B formula.
/// No servers lose everything.
///
/// Source: A. K. Erlang, 1917; L. Kleinrock, *Queueing Systems* I, 1975, §3.7.
pub fn erlang_b(offered: Erlangs, servers: Servers) -> Share {
    Share::saturating(1.0 / inverse_blocking(offered, servers))
}

/// The share of requests that wait when those that find every server busy queue: Erlang's C formula.
///
/// Source: A. K. Erlang, 1917; L. Kleinrock, *Queueing Systems* I, 1975, §3.5.
///
/// # Errors
/// When the offered load reaches the number of servers.
pub fn erlang_c(offered: Erlangs, servers: Servers) -> Result<Share, Saturated> {
    let (a, c) = (offered.get(), servers.capacity().get());
    if a >= c {
        return Err(Saturated { offered, servers });
    }
    // C = B / (1 − (a/c)(1 − B)), in 1/B, which overflows to the right limit where B underflows
    let share = c / (a + (c - a) * inverse_blocking(offered, servers));
    Ok(Share::saturating(share.min(1.0)))
}

/// 1 / B from the recursion 1/B(c) = 1 + (c/a) / B(c−1), unrolled from c downwards: 1 + c/a + c(c−1)/a² + ….
/// Every term is positive, so nothing cancels, and the sum can stop where the rest is lost in rounding: near
/// saturation after some √c terms, and where B is beyond a float, on overflow.
fn inverse_blocking(offered: Erlangs, servers: Servers) -> f64 {
    const NEGLIGIBLE: f64 = f64::EPSILON / 1024.0;
    let (mut term, mut sum) = (1.0, 1.0);
    for server in (1..=servers.get()).rev() {
        term *= f64::from(server) / offered.get();
        sum += term;
        if term <= sum * NEGLIGIBLE || sum == f64::INFINITY {
            break;
        }
    }
    sum
}

/// Requests in one line before equal servers: the M/M/c queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Queue {
    /// λ, requests per second.
    pub arrivals: PerSecond,
    /// s, the mean time one request keeps one server busy.
    pub service_time: Seconds,
    /// c.
    pub servers: Servers,
}

impl Queue {
    /// a = λs.
    pub fn offered(self) -> Erlangs {
        self.arrivals * self.service_time
    }

    /// What the queue settles to.
    ///
    /// # Errors
    /// When the offered load reaches the number of servers.
    pub fn steady_state(self) -> Result<SteadyState, Saturated> {
        let offered = self.offered();
        let wait_probability = erlang_c(offered, self.servers)?;
        Ok(SteadyState {
            service_time: self.service_time,
            servers: self.servers.capacity().get(),
            offered: offered.get(),
            wait: wait_probability.get(),
        })
    }

    /// Whether the target is met. A saturated queue meets none.
    pub fn meets(self, target: ResponseTarget) -> bool {
        self.steady_state().is_ok_and(|steady| steady.response_tail(target.within) <= target.percentile.beyond())
    }
}

/// A stable M/M/c queue after it has settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SteadyState {
    service_time: Seconds,
    servers: f64,
    offered: f64,
    /// C, the probability of waiting.
    wait: f64,
}

impl SteadyState {
    /// The fraction of their time that the servers work, a / c.
    pub fn utilisation(self) -> Utilisation {
        Utilisation::saturating(self.offered / self.servers)
    }

    /// The share of requests that wait at all: Erlang C.
    pub fn wait_probability(self) -> Share {
        Share::saturating(self.wait)
    }

    /// The mean wait before service, over all requests: C s / d.
    ///
    /// Source: Kleinrock, *Queueing Systems* I, §3.5.
    pub fn mean_wait(self) -> Seconds {
        self.seconds(self.wait / self.spare())
    }

    /// The mean response time: wait and service.
    pub fn mean_response(self) -> Seconds {
        self.mean_wait() + self.service_time
    }

    /// The share of requests that wait longer than `t`: C e^(−du).
    ///
    /// Source: D. Gross et al., *Fundamentals of Queueing Theory*, 4th ed. 2008, §2.3.
    pub fn wait_tail(self, t: Seconds) -> Share {
        Share::saturating(self.wait * libm::exp(-self.spare() * self.service_times(t)))
    }

    /// The share of requests whose service starts within `t`.
    pub fn service_level(self, t: Seconds) -> Share {
        Share::saturating(1.0 - self.wait_tail(t).get())
    }

    /// The wait that the given fraction of requests does not exceed; 0 where that many do not wait at all.
    pub fn wait_percentile(self, percentile: Percentile) -> Seconds {
        let excess = libm::log(self.wait / percentile.beyond().get());
        self.seconds(excess.max(0.0) / self.spare())
    }

    /// The share of requests whose response, wait and service, takes longer than `t`.
    ///
    /// The wait is 0 with probability 1 − C, else exponential with rate d, and the service exponential with rate 1,
    /// in service times. Their sum's tail is e^(−u) + C k(u), where k(u) = (e^(−u) − e^(−du)) / (d − 1) is the
    /// convolution of both exponentials. The textbook splits off the case d = 1, where k(u) = u e^(−u); written as
    /// in `convolution` it needs none and loses no digits near it.
    ///
    /// Source: Gross et al., *Fundamentals of Queueing Theory*, §2.3.
    pub fn response_tail(self, t: Seconds) -> Share {
        Share::saturating(self.tail(self.service_times(t)))
    }

    /// The response time that the given fraction of requests does not exceed: the inverse of
    /// [`response_tail`](Self::response_tail), to the last digits of a float.
    pub fn response_percentile(self, percentile: Percentile) -> Seconds {
        let at = |u| (self.tail(u), self.density(u));
        self.seconds(quantile(percentile.beyond().get(), self.mean(), 4.0 * f64::EPSILON, at))
    }

    /// E e^(−sT) of the response T, with s per service time: the product of the transforms of wait and service.
    pub(super) fn transform(self, s: Complex64) -> Complex64 {
        (s * (1.0 - self.wait) + self.spare()) / ((s + 1.0) * (s + self.spare()))
    }

    /// The mean response in service times.
    fn mean(self) -> f64 {
        1.0 + self.wait / self.spare()
    }

    /// The standard deviation of the response in service times: service and wait are independent, and the wait is
    /// exponential with rate d in C of all cases.
    pub(super) fn deviation(self) -> f64 {
        (1.0 + self.wait * (2.0 - self.wait) / (self.spare() * self.spare())).sqrt()
    }

    /// c.
    pub(super) fn servers(self) -> f64 {
        self.servers
    }

    /// d = c − a > 0.
    pub(super) fn spare(self) -> f64 {
        self.servers - self.offered
    }

    /// P(T > u).
    fn tail(self, u: f64) -> f64 {
        (libm::exp(-u) + self.wait * self.convolution(u)).min(1.0)
    }

    /// −dP(T > u)/du.
    fn density(self, u: f64) -> f64 {
        (1.0 - self.wait) * libm::exp(-u) + self.wait * self.spare() * self.convolution(u)
    }

    /// k(u) = u e^(−min(1, d) u) φ(|d − 1| u) with φ(x) = (1 − e^(−x)) / x and φ(0) = 1: smooth in d, of positive
    /// factors at most u.
    fn convolution(self, u: f64) -> f64 {
        let x = (self.spare() - 1.0).abs() * u;
        let phi = if x == 0.0 { 1.0 } else { -libm::expm1(-x) / x };
        u * libm::exp(-self.spare().min(1.0) * u) * phi
    }

    /// u = t / s; after an instant service every time is late.
    fn service_times(self, t: Seconds) -> f64 {
        if self.service_time.get() == 0.0 { f64::MAX } else { (t.get() / self.service_time.get()).min(f64::MAX) }
    }

    fn seconds(self, u: f64) -> Seconds {
        Seconds::saturating(u * self.service_time.get())
    }
}

/// A service level objective on response time, such as p95 within 500 ms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ResponseTarget {
    /// The fraction of requests it is promised to.
    pub percentile: Percentile,
    /// The longest response they may have.
    pub within: Seconds,
}

impl ResponseTarget {
    /// The largest arrival rate with which the servers still meet the target, to the last bit. `None` when they miss it
    /// even idle, because service alone takes too long. Instant service meets any rate, and gives the largest `f64`.
    pub fn most_arrivals(self, service_time: Seconds, servers: Servers) -> Option<PerSecond> {
        let saturating = PerSecond::saturating(servers.capacity().get() / service_time.get());
        let meets = |rate| Queue { arrivals: PerSecond::saturating(rate), service_time, servers }.meets(self);
        last_float_where(0.0, saturating.get(), meets).map(PerSecond::saturating)
    }

    /// The smallest number of servers that meets the target. `None` when no number does, because service alone takes
    /// too long or the number would exceed `u32::MAX`.
    pub fn fewest_servers(self, service_time: Seconds, arrivals: PerSecond) -> Option<Servers> {
        const MOST: u64 = u32::MAX as u64;
        let servers = |count: u64| Servers::new(count.min(MOST) as u32);
        let misses = |count| !Queue { arrivals, service_time, servers: servers(count) }.meets(self);
        let saturated = (arrivals * service_time).get() as u64;
        let mut spare = 1; // doubled until enough, as few beyond the offered load are
        while misses(saturated.saturating_add(spare)) {
            if saturated.saturating_add(spare) >= MOST {
                return None;
            }
            spare *= 2;
        }
        last_where(saturated, saturated + spare, misses).map(|most_that_miss| servers(most_that_miss + 1))
    }
}

/// Little's law: the mean number inside when so many arrive and each stays so long, L = λW.
///
/// Source: J. D. C. Little, *Operations Research* 9(3), 1961.
pub fn concurrency(throughput: PerSecond, time: Seconds) -> Count {
    Count::saturating(throughput.get() * time.get())
}

/// Little's law: the mean time each stays, W = L / λ. `None` when nothing passes through.
pub fn time_inside(concurrency: Count, throughput: PerSecond) -> Option<Seconds> {
    (throughput.get() > 0.0).then(|| Seconds::saturating(concurrency.get() / throughput.get()))
}

/// Little's law: the throughput, λ = L / W. `None` when the time is 0.
pub fn throughput(concurrency: Count, time: Seconds) -> Option<PerSecond> {
    (time.get() > 0.0).then(|| PerSecond::saturating(concurrency.get() / time.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(arrivals: f64, service_time: f64, servers: u32) -> Queue {
        Queue {
            arrivals: PerSecond::new(arrivals).unwrap(),
            service_time: Seconds::new(service_time).unwrap(),
            servers: Servers::new(servers),
        }
    }

    fn steady(arrivals: f64, service_time: f64, servers: u32) -> SteadyState {
        queue(arrivals, service_time, servers).steady_state().unwrap()
    }

    fn seconds(value: f64) -> Seconds {
        Seconds::new(value).unwrap()
    }

    fn target(percentile: f64, within: f64) -> ResponseTarget {
        ResponseTarget { percentile: Percentile::new(percentile).unwrap(), within: seconds(within) }
    }

    fn assert_close(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-11, "{found} is not {expected}");
    }

    /// Expected values by mpmath to sixty digits.
    #[test]
    fn erlang_formulas_are_exact_to_ten_thousand_servers() {
        for (offered, servers, b, c) in [
            (0.5, 1, 1.0 / 3.0, 0.5),
            (10.0, 14, 0.05681914338652086, 0.17413193359504983),
            (3.0, 4, 0.20610687022900764, 0.5094339622641509),
            (9900.0, 10_000, 0.0028581267388565865, 0.22277692886414824),
            (9999.0, 10_000, 0.00787367750611536, 0.9875562524344859),
        ] {
            let offered = Erlangs::new(offered).unwrap();
            assert_close(erlang_b(offered, Servers::new(servers)).get(), b);
            assert_close(erlang_c(offered, Servers::new(servers)).unwrap().get(), c);
        }
    }

    #[test]
    fn erlang_formulas_have_limits_at_their_edges() {
        let b = |offered, servers| erlang_b(Erlangs::new(offered).unwrap(), Servers::new(servers)).get();
        assert_eq!((b(0.0, 0), b(5.0, 0), b(0.0, 5)), (1.0, 1.0, 0.0));
        assert_eq!((b(5000.0, 10_000), b(5e-324, 5), b(f64::MAX, 5)), (0.0, 0.0, 1.0));
        let inverse = (std::f64::consts::PI * 2e9).sqrt() + 2.0 / 3.0; // of B(c, c), up to O(1/√c)
        assert!((b(4e9, 4_000_000_000) * inverse - 1.0).abs() < 1e-10);
    }

    #[test]
    fn a_queue_offered_more_than_its_servers_is_saturated() {
        for (arrivals, service_time, servers) in [(4.0, 1.0, 4), (f64::MAX, f64::MAX, u32::MAX), (0.0, 1.0, 0)] {
            assert!(queue(arrivals, service_time, servers).steady_state().is_err());
            assert!(!queue(arrivals, service_time, servers).meets(target(0.95, f64::MAX)));
        }
        let saturated = queue(10.0, 0.5, 4).steady_state().unwrap_err();
        assert_eq!(saturated.to_string(), "saturated: 5 erlangs offered to 4 servers");
    }

    /// Expected values by mpmath; 3 of 4 erlangs is the special case d = 1, and the next lies beside it.
    #[test]
    fn response_tails_are_exact_beside_the_special_case() {
        for (offered, servers, t, expected) in [
            (10.0, 14, 3.0, 0.05267655122764647),
            (3.0, 4, 2.0, 0.2732240623833502),
            (2.9999999999, 4, 2.0, 0.2732240623582006),
            (9.5, 10, 5.0, 0.13114882535056221),
            (0.5, 1, 4.0, 0.1353352832366127),
            (9900.0, 10_000, 3.0, 0.04989910281420881),
        ] {
            assert_close(steady(offered, 1.0, servers).response_tail(seconds(t)).get(), expected);
        }
    }

    #[test]
    fn instant_service_answers_at_once() {
        let steady = steady(1e9, 0.0, 1);
        assert_eq!(steady.response_tail(seconds(0.0)).get(), 0.0);
        assert_eq!(steady.response_percentile(Percentile::P99), seconds(0.0));
        assert_eq!(target(0.95, 0.0).most_arrivals(seconds(0.0), Servers::new(1)).unwrap().get(), f64::MAX);
    }

    #[test]
    fn the_most_arrivals_are_most() {
        for (percentile, within, servers) in [(0.95, 0.5, 1), (0.95, 0.31, 8), (0.5, 0.2, 100), (0.99, 3.0, 10_000)] {
            let target = target(percentile, within);
            let most = target.most_arrivals(seconds(0.1), Servers::new(servers)).unwrap();
            assert!(queue(most.get(), 0.1, servers).meets(target));
            assert!(!queue(most.get().next_up(), 0.1, servers).meets(target));
        }
    }

    #[test]
    fn the_fewest_servers_are_fewest() {
        for arrivals in [0.0, 1e-9, 1.0, 95.0, 1e6] {
            let target = target(0.95, 0.4);
            let fewest = target.fewest_servers(seconds(0.1), PerSecond::new(arrivals).unwrap()).unwrap().get();
            assert!(queue(arrivals, 0.1, fewest).meets(target));
            assert!(!queue(arrivals, 0.1, fewest - 1).meets(target));
        }
    }

    #[test]
    fn a_target_shorter_than_service_is_met_by_nobody() {
        let target = target(0.95, 0.2);
        assert_eq!(target.most_arrivals(seconds(0.1), Servers::new(u32::MAX)), None);
        assert_eq!(target.fewest_servers(seconds(0.1), PerSecond::new(0.0).unwrap()), None);
        let endless = ResponseTarget { within: seconds(1.0), ..target };
        assert_eq!(endless.fewest_servers(seconds(0.1), PerSecond::new(1e300).unwrap()), None);
    }

    #[test]
    fn littles_law_ties_its_three_quantities() {
        let (rate, time) = (PerSecond::new(8.0).unwrap(), seconds(2.5));
        let inside = concurrency(rate, time);
        assert_eq!(inside.get(), 20.0);
        assert_eq!((time_inside(inside, rate), throughput(inside, time)), (Some(time), Some(rate)));
        assert_eq!(time_inside(inside, PerSecond::new(0.0).unwrap()), None);
        assert_eq!(throughput(inside, seconds(0.0)), None);
    }
}
