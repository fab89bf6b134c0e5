//! Stations and paths against simulations, request by request, that share no code with the formulas.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use headroom_engine::capacity::path::{Path, PathState, Stop};
use headroom_engine::capacity::queue::Queue;
use headroom_engine::capacity::station::Station;
use headroom_engine::quantity::{Count, PerSecond, Percentile, Seconds, Servers};
use rand_distr::{Distribution, Exp1, StandardUniform};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;
use rstest::rstest;

const BATCHES: usize = 50;
/// Requests in a batch; the first batch warms up.
const REQUESTS: usize = 8_000;
/// Student's t for an interval of 99.9 % from 49 batches.
const T: f64 = 3.505;

struct Random(Pcg64Mcg);

impl Random {
    fn exponential(&mut self, mean: f64) -> f64 {
        let x: f64 = Exp1.sample(&mut self.0);
        x * mean
    }

    fn chance(&mut self, share: f64) -> bool {
        let x: f64 = StandardUniform.sample(&mut self.0);
        x < share
    }

    fn exponentials(&mut self, mean: f64, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.exponential(mean)).collect()
    }

    /// Arrivals of a Poisson process.
    fn arrivals(&mut self, rate: f64) -> Vec<f64> {
        let mut now = 0.0;
        let mut next = |_| {
            now += self.exponential(1.0 / rate);
            now
        };
        (0..BATCHES * REQUESTS).map(&mut next).collect()
    }
}

fn random(seed: u64) -> Random {
    Random(Pcg64Mcg::seed_from_u64(seed))
}

/// When each request leaves a line before equal servers: the recursion of Kiefer and Wolfowitz, 1955.
fn first_come(arrivals: &[f64], services: &[f64], servers: usize) -> Vec<f64> {
    let mut free_at = vec![0.0_f64; servers];
    let serve = |(arrival, service): (&f64, &f64)| {
        let first = free_at.iter_mut().min_by(|a, b| a.total_cmp(b)).unwrap();
        *first = first.max(*arrival) + service;
        *first
    };
    arrivals.iter().zip(services).map(serve).collect()
}

/// A request inside, by the service each one inside since the start would have had when this one leaves.
struct Leaving(f64, usize);

impl Ord for Leaving {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0) // the heap's greatest leaves first
    }
}
impl PartialOrd for Leaving {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Leaving {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Leaving {}

/// When each request leaves servers that share themselves, event by event.
fn sharing(arrivals: &[f64], services: &[f64], servers: usize) -> Vec<f64> {
    let mut departures = vec![0.0; arrivals.len()];
    let mut inside: BinaryHeap<Leaving> = BinaryHeap::new();
    let (mut now, mut served) = (0.0, 0.0);
    for i in 0..=arrivals.len() {
        let arrival = arrivals.get(i).copied().unwrap_or(f64::INFINITY);
        while let Some(Leaving(at, who)) = inside.peek() {
            let speed = (servers as f64 / inside.len() as f64).min(1.0);
            let leaves = now + (at - served) / speed;
            if leaves > arrival {
                served += (arrival - now) * speed;
                break;
            }
            (now, served, departures[*who]) = (leaves, *at, leaves);
            inside.pop();
        }
        now = arrival;
        if let Some(service) = services.get(i) {
            inside.push(Leaving(served + service, i));
        }
    }
    departures
}

fn responses(arrivals: &[f64], departures: &[f64]) -> Vec<f64> {
    arrivals.iter().zip(departures).map(|(from, to)| to - from).collect()
}

/// Whether a formula lies in the interval of the batches' means, and how wide that is relative to the formula.
#[track_caller]
fn assert_agrees(responses: &[f64], formula: f64, within: f64, observe: impl Fn(f64) -> f64) {
    let mean = |batch: &[f64]| batch.iter().map(|x| observe(*x)).sum::<f64>() / batch.len() as f64;
    let means: Vec<f64> = responses.chunks(REQUESTS).skip(1).map(mean).collect();
    let (count, centre) = (means.len() as f64, means.iter().sum::<f64>() / means.len() as f64);
    let variance = means.iter().map(|m| (m - centre) * (m - centre)).sum::<f64>() / (count - 1.0);
    let reach = T * (variance / count).sqrt();
    assert!(reach < within * formula, "the simulation is too coarse: {centre} ± {reach}");
    assert!((centre - formula).abs() <= reach, "{formula} is not within {centre} ± {reach}");
}

/// The mean, the median and p95, these by the shares of requests that exceed them.
#[track_caller]
fn assert_distribution(responses: &[f64], state: &PathState, within: f64) {
    assert_agrees(responses, state.mean_response().get(), within, |response| response);
    for (percentile, beyond) in [(Percentile::P50, 0.5), (Percentile::P95, 0.05)] {
        let bound = state.response_percentile(percentile).get();
        assert_agrees(responses, beyond, 3.0 * within, |response| f64::from(u8::from(response > bound)));
    }
}

fn seconds(value: f64) -> Seconds {
    Seconds::new(value).unwrap()
}

fn queue(arrivals: f64, service_time: f64, servers: usize) -> Queue {
    let (arrivals, servers) = (PerSecond::new(arrivals).unwrap(), Servers::new(servers as u32));
    Queue { arrivals, service_time: seconds(service_time), servers }
}

fn settled<const N: usize>(stops: [(Station, f64); N], delay: f64) -> PathState {
    let stops = stops.map(|(station, visits)| Stop { station, visits: Count::new(visits).unwrap() });
    Path { stops: stops.into(), delay: seconds(delay) }.steady_state().unwrap()
}

#[rstest]
#[case(0.5, 1, 0.03)]
#[case(3.2, 4, 0.06)]
#[case(1.8, 2, 0.15)]
#[case(14.4, 16, 0.1)]
fn lines_respond_as_computed(#[case] rate: f64, #[case] servers: usize, #[case] within: f64) {
    let mut random = random(1);
    let arrivals = random.arrivals(rate);
    let services = random.exponentials(1.0, arrivals.len());
    let responses = responses(&arrivals, &first_come(&arrivals, &services, servers));
    assert_distribution(&responses, &settled([(Station::FirstCome(queue(rate, 1.0, servers)), 1.0)], 0.0), within);
    let steady = queue(rate, 1.0, servers).steady_state().unwrap();
    let waits: Vec<f64> = responses.iter().zip(&services).map(|(response, service)| response - service).collect();
    let waited = |wait: f64| f64::from(u8::from(wait > 1e-9));
    assert_agrees(&waits, steady.wait_probability().get(), within, waited);
    assert_agrees(&waits, steady.mean_wait().get(), 2.0 * within, |wait| wait);
    assert_agrees(&waits, steady.wait_tail(seconds(1.0)).get(), 3.0 * within, |w| f64::from(u8::from(w > 1.0)));
}

#[rstest]
#[case(0.5, 1, 0.03)]
#[case(0.85, 1, 0.15)]
#[case(3.2, 4, 0.06)]
#[case(14.4, 16, 0.1)]
fn shared_servers_respond_as_computed(#[case] rate: f64, #[case] servers: usize, #[case] within: f64) {
    let mut random = random(2);
    let arrivals = random.arrivals(rate);
    let services = random.exponentials(1.0, arrivals.len());
    let responses = responses(&arrivals, &sharing(&arrivals, &services, servers));
    assert_distribution(&responses, &settled([(Station::Sharing(queue(rate, 1.0, servers)), 1.0)], 0.0), within);
}

/// Half of the requests take nothing to speak of, or all take the same: the mean response is that of exponential times.
#[rstest]
#[case(|_: &mut Random| 1.0)]
#[case(|random: &mut Random| if random.chance(0.5) { 0.1 } else { random.exponential(1.9) })]
fn the_mean_of_shared_servers_knows_only_the_mean_service(#[case] service: fn(&mut Random) -> f64) {
    for (rate, servers) in [(0.7, 1), (3.2, 4)] {
        let mut random = random(3);
        let arrivals = random.arrivals(rate);
        let services: Vec<f64> = arrivals.iter().map(|_| service(&mut random)).collect();
        let responses = responses(&arrivals, &sharing(&arrivals, &services, servers));
        let state = settled([(Station::Sharing(queue(rate, 1.0, servers)), 1.0)], 0.0);
        assert_agrees(&responses, state.mean_response().get(), 0.05, |response| response);
    }
}

/// One more station for those who go there: in the order of arrival, and everybody's departures.
fn visit(
    now: &[f64],
    goes: impl Fn(usize) -> bool,
    mut service: impl FnMut() -> f64,
    station: impl Fn(&[f64], &[f64]) -> Vec<f64>,
) -> Vec<f64> {
    let mut order: Vec<usize> = (0..now.len()).filter(|i| goes(*i)).collect();
    order.sort_by(|a, b| now[*a].total_cmp(&now[*b]));
    let arrivals: Vec<f64> = order.iter().map(|i| now[*i]).collect();
    let services: Vec<f64> = order.iter().map(|_| service()).collect();
    let mut after = now.to_vec();
    order.into_iter().zip(station(&arrivals, &services)).for_each(|(i, departure)| after[i] = departure);
    after
}

/// Web → cache → database, which three requests in ten reach. With one server in the middle the times at the three are
/// independent, and the computed percentiles exact.
#[test]
fn a_path_responds_end_to_end_as_computed() {
    let mut random = random(4);
    let start = random.arrivals(100.0);
    let misses: Vec<bool> = start.iter().map(|_| random.chance(0.3)).collect();
    let web = visit(&start, |_| true, || random.exponential(0.03), |a, s| first_come(a, s, 4));
    let cache = visit(&web, |_| true, || random.exponential(0.006), |a, s| first_come(a, s, 1));
    let end = visit(&cache, |i| misses[i], || random.exponential(0.05), |a, s| first_come(a, s, 2));
    let stops = [(queue(100.0, 0.03, 4), 1.0), (queue(100.0, 0.006, 1), 1.0), (queue(30.0, 0.05, 2), 0.3)];
    let state = settled(stops.map(|(queue, visits)| (Station::FirstCome(queue), visits)), 0.02);
    let responses: Vec<f64> = responses(&start, &end).iter().map(|response| response + 0.02).collect();
    assert_distribution(&responses, &state, 0.05);
}

/// A web server that shares its cores makes the times dependent: the mean stays exact, and percentiles are near.
#[test]
fn a_path_of_dependent_times_is_near() {
    let mut random = random(5);
    let start = random.arrivals(100.0);
    let web = visit(&start, |_| true, || random.exponential(0.03), |a, s| sharing(a, s, 4));
    let end = visit(&web, |_| true, || random.exponential(0.014), |a, s| first_come(a, s, 2));
    let stops = [(Station::Sharing(queue(100.0, 0.03, 4)), 1.0), (Station::FirstCome(queue(100.0, 0.014, 2)), 1.0)];
    let state = settled(stops, 0.0);
    let mut responses = responses(&start, &end);
    assert_agrees(&responses, state.mean_response().get(), 0.04, |response| response);
    responses.sort_by(f64::total_cmp);
    for (p, tolerance) in [(0.5, 0.01), (0.95, 0.03)] {
        let simulated = responses[(responses.len() as f64 * p) as usize];
        let computed = state.response_percentile(Percentile::new(p).unwrap()).get();
        assert!((computed / simulated - 1.0).abs() < tolerance, "{computed} is not near {simulated}");
    }
}
