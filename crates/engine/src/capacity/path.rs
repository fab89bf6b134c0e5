//! A request's path through several stations, such as web → cache → database: its response time end to end.

use num_complex::Complex64;
use serde::Serialize;
use thiserror::Error;

use super::quantile::quantile;
use super::queue::{Queue, ResponseTarget, Saturated};
use super::station::{Station, StationState};
use super::transform::tail_and_density;
use crate::quantity::{Count, Headroom, Percentile, Seconds, Share, Utilisation, last_float_where, quantity};

quantity! {
    /// How many times its present arrivals a system may have: 1.5 is half as many again.
    LoadFactor: 0.0, f64::MAX, "a finite number from 0 up"
}

impl LoadFactor {
    /// By how much the load may grow, as a share of the present one: the factor less 1. Negative where even the present
    /// load is too much.
    pub const fn growth(self) -> Share {
        Share::saturating(self.get() - 1.0)
    }

    /// The share of the load it may have that is left: 1 − 1 / factor.
    pub const fn headroom(self) -> Headroom {
        Utilisation::saturating(1.0 / self.get()).headroom()
    }
}

/// A station on a request's path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Stop {
    /// The station with *all* its arrivals, of this path and of others.
    pub station: Station,
    /// How often a request visits it. The whole part is visited by every request, and the rest is the share of requests
    /// that come once more: 0.1 is a cache missed by one request in ten. Of all ways to visit so often on average, that
    /// one varies least.
    pub visits: Count,
}

/// The stations a request visits one after the other, and the fixed time it spends between them.
///
/// The response time is the sum of the visits', taken as independent of each other. That is exact for first come first
/// served, each station visited once and in order, where all but the first and the last station have one server (E.
/// Reich, *Annals of Mathematical Statistics* 34, 1963; P. J. Burke, *Operations Research* 17, 1969), and the usual
/// approximation elsewhere (L. Kleinrock, *Queueing Systems* I, 1975, §4.8). The mean needs no independence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Path {
    /// The stations. Their order does not matter to the sum.
    pub stops: Vec<Stop>,
    /// Time that does not vary, once per request, such as a network's.
    pub delay: Seconds,
}

/// Within so small a part of the mean nothing ends that takes time at all, and by Markov's inequality nothing is left
/// after its inverse; nearer to 0 or infinity, the squares of a transform's arguments would leave the range of a float.
const INSTANT: f64 = 1e-100;

/// A stop with more load than it can carry.
#[derive(Clone, Copy, Debug, PartialEq, Error, Serialize)]
#[error("stop {} of the path is {saturated}", index + 1)]
pub struct SaturatedStop {
    /// Its place among the stops, from 0.
    pub index: usize,
    /// Its load.
    #[source]
    pub saturated: Saturated,
}

impl Path {
    /// What the path settles to.
    ///
    /// # Errors
    /// When a stop is offered as much load as it has servers; the first such stop.
    pub fn steady_state(&self) -> Result<PathState, SaturatedStop> {
        self.at_load(1.0)
    }

    /// Whether the target is met. A path with a saturated stop meets none.
    pub fn meets(&self, target: ResponseTarget) -> bool {
        self.steady_state().is_ok_and(|path| path.meets(target))
    }

    /// The largest factor on the arrivals of every stop with which the path still meets the target, found by bisection
    /// to twelve digits. `None` when it misses the target even idle. A path that no load makes slower gives the largest
    /// `f64`.
    pub fn headroom_to_slo(&self, target: ResponseTarget) -> Option<LoadFactor> {
        let saturating = self.stops.iter().map(|stop| stop.station.saturating_factor()).fold(f64::MAX, f64::min);
        let meets = |factor| self.at_load(factor).is_ok_and(|path| path.meets(target));
        last_float_where(0.0, saturating, meets).map(LoadFactor::saturating)
    }

    /// The path with every stop's arrivals times a factor.
    fn at_load(&self, factor: f64) -> Result<PathState, SaturatedStop> {
        let settled = |(index, stop): (usize, &Stop)| {
            let station = stop.station.times(factor).steady_state();
            let station = station.map_err(|saturated| SaturatedStop { index, saturated })?;
            Ok(SettledStop { station, whole: stop.visits.get().floor(), part: stop.visits.get().fract() })
        };
        let stops = self.stops.iter().enumerate().map(settled).collect::<Result<Vec<_>, _>>()?;
        Ok(PathState { stops, delay: self.delay })
    }
}

impl Queue {
    /// The largest factor on the arrivals with which the queue still meets the target, to the last bits. `None` when it
    /// misses the target even idle.
    pub fn headroom_to_slo(self, target: ResponseTarget) -> Option<LoadFactor> {
        let most = target.most_arrivals(self.service_time, self.servers)?;
        Some(LoadFactor::saturating(most.get() / self.arrivals.get()))
    }
}

/// A path whose stations have settled.
#[derive(Clone, Debug, PartialEq)]
pub struct PathState {
    stops: Vec<SettledStop>,
    delay: Seconds,
}

impl PathState {
    /// The mean response time, end to end.
    pub fn mean_response(&self) -> Seconds {
        Seconds::saturating(self.delay.get() + self.stops.iter().map(SettledStop::mean).sum::<f64>())
    }

    /// The mean time a request spends at each stop, over all its visits.
    pub fn mean_by_stop(&self) -> impl Iterator<Item = Seconds> {
        self.stops.iter().map(|stop| Seconds::saturating(stop.mean()))
    }

    /// The share of requests whose response takes longer than `t`, to within 1e-10.
    ///
    /// The transform of a sum of independent times is the product of theirs, and is inverted numerically: see
    /// `transform`.
    pub fn response_tail(&self, t: Seconds) -> Share {
        let varying = t.get() - self.delay.get();
        let mean: f64 = self.stops.iter().map(SettledStop::mean).sum();
        Share::saturating(if varying < 0.0 {
            1.0
        } else if varying <= INSTANT * mean {
            self.waits_at_all()
        } else if INSTANT * varying >= mean {
            0.0
        } else {
            self.tail_and_density(varying / mean, mean).0
        })
    }

    /// The response time that the given fraction of requests does not exceed: the inverse of
    /// [`response_tail`](Self::response_tail). To nine digits up to p99.9, where one request in 1e10 more or less moves
    /// it by no more; each further nine costs a digit.
    pub fn response_percentile(&self, percentile: Percentile) -> Seconds {
        const TOLERANCE: f64 = 2e-5; // squared by the last step
        let goal = percentile.beyond().get();
        let mean: f64 = self.stops.iter().map(SettledStop::mean).sum();
        if self.waits_at_all() <= goal || mean == 0.0 {
            return self.delay;
        }
        let u = quantile(goal, 1.0, TOLERANCE, |u| self.tail_and_density(u, mean));
        Seconds::saturating(self.delay.get() + u * mean)
    }

    fn meets(&self, target: ResponseTarget) -> bool {
        self.response_tail(target.within) <= target.percentile.beyond()
    }

    /// The share of requests that spend any time at a stop.
    fn waits_at_all(&self) -> f64 {
        let passes = |stop: &SettledStop| match (stop.station.is_instant(), stop.whole > 0.0) {
            (true, _) => 1.0,
            (false, true) => 0.0,
            (false, false) => 1.0 - stop.part,
        };
        1.0 - self.stops.iter().map(passes).product::<f64>()
    }

    /// P(T > u) and the density at u, for the time T at the stops in units of its mean.
    fn tail_and_density(&self, u: f64, mean: f64) -> (f64, f64) {
        let deviation = self.stops.iter().map(SettledStop::least_variance).sum::<f64>().sqrt() / mean;
        tail_and_density(u, deviation, |s| {
            let per_second: Vec<Complex64> = s.iter().map(|s| s / mean).collect();
            let mut product = vec![Complex64::ONE; s.len()];
            for stop in &self.stops {
                stop.multiply(&per_second, &mut product);
            }
            product
        })
    }
}

#[derive(Clone, Debug, PartialEq)]
struct SettledStop {
    station: StationState,
    /// Visits that every request makes.
    whole: f64,
    /// The share of requests that make one more.
    part: f64,
}

impl SettledStop {
    fn mean(&self) -> f64 {
        (self.whole + self.part) * self.station.mean_response().get()
    }

    /// The variance of the time at the stop in seconds², or less.
    fn least_variance(&self) -> f64 {
        let mean = self.station.mean_response().get();
        (self.whole + self.part) * self.station.least_variance() + self.part * (1.0 - self.part) * mean * mean
    }

    /// Multiplies the transform of the time at this stop into a product: t^whole (1 − part + part · t), where t is the
    /// transform of one visit.
    fn multiply(&self, s: &[Complex64], product: &mut [Complex64]) {
        if self.station.is_instant() {
            return;
        }
        let whole = self.whole.min(f64::from(u32::MAX)) as u32;
        for (product, once) in product.iter_mut().zip(self.station.transform(s)) {
            // not a number only where s² leaves the range of a float, and the transform has long vanished
            let once = if once.is_nan() { Complex64::ZERO } else { once };
            *product *= once.powu(whole) * (once * self.part + (1.0 - self.part));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{PerSecond, Servers};

    fn seconds(value: f64) -> Seconds {
        Seconds::new(value).unwrap()
    }

    fn queue(arrivals: f64, service_time: f64, servers: u32) -> Queue {
        let (arrivals, service_time) = (PerSecond::new(arrivals).unwrap(), seconds(service_time));
        Queue { arrivals, service_time, servers: Servers::new(servers) }
    }

    fn stop(station: Station, visits: f64) -> Stop {
        Stop { station, visits: Count::new(visits).unwrap() }
    }

    fn path(stops: impl IntoIterator<Item = Stop>) -> Path {
        Path { stops: stops.into_iter().collect(), delay: seconds(0.0) }
    }

    fn target(percentile: f64, within: f64) -> ResponseTarget {
        ResponseTarget { percentile: Percentile::new(percentile).unwrap(), within: seconds(within) }
    }

    #[track_caller]
    fn assert_relative(found: f64, expected: f64, tolerance: f64) {
        assert!((found / expected - 1.0).abs() <= tolerance, "{found} is not {expected}");
    }

    #[test]
    fn a_delay_shifts_every_percentile() {
        let web = stop(Station::FirstCome(queue(30.0, 0.1, 4)), 1.0);
        let delayed = Path { delay: seconds(0.5), ..path([web]) }.steady_state().unwrap();
        let prompt = path([web]).steady_state().unwrap();
        for percentile in [Percentile::P50, Percentile::P95, Percentile::P99] {
            let shifted = prompt.response_percentile(percentile).get() + 0.5;
            assert_relative(delayed.response_percentile(percentile).get(), shifted, 1e-14);
        }
        assert_relative(delayed.mean_response().get(), prompt.mean_response().get() + 0.5, 1e-14);
        assert_eq!(delayed.response_tail(seconds(0.4)).get(), 1.0);
    }

    /// One request in ten misses the cache: only the tenth has a tail at all.
    #[test]
    fn a_visit_by_some_is_a_mixture() {
        let database = stop(Station::FirstCome(queue(5.0, 0.1, 1)), 0.1);
        let state = path([database]).steady_state().unwrap();
        assert_eq!(state.response_percentile(Percentile::P50).get(), 0.0);
        assert_relative(state.response_tail(seconds(0.0)).get(), 0.1, 1e-15);
        assert_relative(state.response_tail(seconds(0.2)).get(), 0.1 * libm::exp(-1.0), 1e-9);
        assert_relative(state.response_percentile(Percentile::P95).get(), 0.2 * libm::log(2.0), 1e-9);
        assert_relative(state.mean_response().get(), 0.02, 1e-14);
    }

    /// Three visits of mean 1/2 are an Erlang time; the next half visit comes with probability one half.
    #[test]
    fn visits_add_up() {
        let erlang = |n: i32, x: f64| {
            (0..n).map(|k| libm::exp(-x + f64::from(k) * libm::log(x) - libm::lgamma(f64::from(k) + 1.0))).sum::<f64>()
        };
        let part = |visits| path([stop(Station::Unlimited(seconds(0.5)), visits)]).steady_state().unwrap();
        let tail = |visits| part(visits).response_tail(seconds(2.0)).get();
        assert_relative(tail(3.0), erlang(3, 4.0), 1e-9);
        assert_relative(tail(3.5), (erlang(3, 4.0) + erlang(4, 4.0)) / 2.0, 1e-9);
    }

    #[test]
    fn every_stop_has_its_share_of_the_mean() {
        let stops =
            [stop(Station::FirstCome(queue(5.0, 0.1, 1)), 2.0), stop(Station::Sharing(queue(2.0, 0.25, 1)), 0.5)];
        let state = path(stops).steady_state().unwrap();
        let means: Vec<f64> = state.mean_by_stop().map(Seconds::get).collect();
        assert_relative(means[0], 0.4, 1e-14);
        assert_relative(means[1], 0.25, 1e-14);
    }

    #[test]
    fn the_saturated_stop_is_named() {
        let stops = [stop(Station::Unlimited(seconds(1.0)), 1.0), stop(Station::Sharing(queue(20.0, 0.1, 2)), 1.0)];
        let saturated = path(stops).steady_state().unwrap_err();
        assert_eq!(saturated.to_string(), "stop 2 of the path is saturated: 2 erlangs offered to 2 servers");
        assert!(!path(stops).meets(target(0.5, f64::MAX)));
    }

    #[test]
    fn the_largest_load_is_the_largest() {
        let web = stop(Station::Sharing(queue(20.0, 0.05, 2)), 1.0);
        let database = stop(Station::FirstCome(queue(60.0, 0.004, 1)), 3.0);
        let path = path([web, database]);
        let target = target(0.95, 0.4);
        let factor = path.headroom_to_slo(target).unwrap().get();
        let meets = |factor| path.at_load(factor).is_ok_and(|state| state.meets(target));
        assert!(factor > 1.0 && meets(factor * (1.0 - 1e-9)) && !meets(factor * (1.0 + 1e-9)));
        let then = path.at_load(factor).unwrap().response_percentile(Percentile::P95);
        assert_relative(then.get(), 0.4, 1e-9);
    }

    #[test]
    fn headroom_of_one_queue_is_that_of_its_path() {
        for (arrivals, servers, within) in [(5.0, 1, 1.0), (30.0, 4, 0.31), (350.0, 40, 2.0), (39.9, 4, 0.5)] {
            let queue = queue(arrivals, 0.1, servers);
            let exact = queue.headroom_to_slo(target(0.95, within)).unwrap();
            let inverted = path([stop(Station::FirstCome(queue), 1.0)]).headroom_to_slo(target(0.95, within)).unwrap();
            assert_relative(inverted.get(), exact.get(), 1e-9);
            assert_relative(exact.headroom().get(), 1.0 - 1.0 / exact.get(), 1e-12);
            assert_relative(exact.growth().get(), exact.get() - 1.0, 1e-15);
        }
    }

    #[test]
    fn headroom_has_its_limits() {
        let web = stop(Station::FirstCome(queue(5.0, 0.1, 1)), 1.0);
        assert_eq!(path([web]).headroom_to_slo(target(0.95, 0.2)), None);
        let idle = stop(Station::FirstCome(queue(0.0, 0.1, 1)), 1.0);
        for unloaded in [path([]), path([idle]), path([stop(Station::Unlimited(seconds(0.1)), 1.0)])] {
            assert_eq!(unloaded.headroom_to_slo(target(0.95, 1.0)).unwrap().get(), f64::MAX);
        }
    }

    #[test]
    fn a_path_without_time_takes_none() {
        let instant = stop(Station::FirstCome(queue(1e9, 0.0, 1)), 1.0);
        for path in [path([]), path([instant]), path([stop(Station::Unlimited(seconds(1.0)), 0.0)])] {
            let state = path.steady_state().unwrap();
            assert_eq!(
                (state.response_percentile(Percentile::P99), state.mean_response()),
                (seconds(0.0), seconds(0.0))
            );
            assert_eq!(state.response_tail(seconds(0.0)).get(), 0.0);
        }
    }
}
