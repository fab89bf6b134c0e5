//! Servers that share themselves evenly among all requests inside: processor sharing, as a web server with many
//! threads on few cores works.
//!
//! With n requests inside, each is served at the speed min(1, c/n). The mean response time is that of the M/M/c queue,
//! for *every* distribution of service times with the same mean: the number inside does not depend on the distribution
//! (F. P. Kelly, *Reversibility and Stochastic Networks*, 1979, §3.3; for one server, L. Kleinrock, *Queueing Systems*
//! II, 1976, §4.4). Percentiles do depend on it; here service times are exponential: M/M/c-PS.
//!
//! A tagged request that shares with n others is a birth-death process that its own departure ends. In service times,
//! and with m = min(n + 1, c) servers busy, its transform v(n) = E e^(−sT) solves
//!
//! (a + m + s) v(n) = a v(n + 1) + m n/(n + 1) v(n − 1) + m/(n + 1),
//!
//! and an arriving request finds n others with the probability p(n) of the M/M/c queue. One sweep from many others down
//! to none eliminates v. J. Braband, "Waiting time distributions for M/M/N processor sharing queues", *Stochastic
//! Models* 10(3), 1994; A. Brandt and M. Brandt, "Waiting times for M/M systems under state-dependent processor sharing",
//! *Queueing Systems* 59, 2008. For c = 1 the result has the closed form of E. G. Coffman, R. R. Muntz and H. Trotter,
//! "Waiting time distributions for processor-sharing systems", *Journal of the ACM* 17(1), 1970, which the tests hold
//! this against.

use num_complex::Complex64;

use super::queue::{SteadyState, erlang_c};
use crate::quantity::{Erlangs, Servers};

/// Rarer numbers of others, together, are left out.
const NEGLIGIBLE: f64 = 1e-11;
/// So many numbers of others near saturation are enough. More servers than need no more, with as many to spare, are
/// taken for these, which changes percentiles by less than half a percent. It does not happen up to a utilisation of
/// 0.998.
const MOST_OTHERS: f64 = 16_384.0;
/// With fewer servers to spare, the distribution is extrapolated from more: p95 is then off by 1e-6 of itself, p99.9 by
/// 2e-5 and the median by 2e-4, measured up to 0.99999.
const HEAVY: f64 = 1.0 / 64.0;

/// The response times of an M/M/c-PS queue, in service times.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sharing {
    mean: f64,
    /// Loads with their weights, whose times are stretched to the mean: the load itself, or three from which it is
    /// extrapolated.
    loads: Vec<(f64, Load)>,
}

impl Sharing {
    /// Of a queue with the same load and servers, which settles to the same number inside.
    pub fn new(steady: &SteadyState) -> Self {
        let (servers, spare) = (steady.servers(), steady.spare());
        let enough = MOST_OTHERS / -libm::log(NEGLIGIBLE) * spare.max(HEAVY);
        let alike = servers.min(enough.floor());
        let loads = if spare >= HEAVY {
            vec![(1.0, Load::new(alike, spare))]
        } else {
            extrapolation(spare / HEAVY).map(|(k, weight)| (weight, Load::new(alike, HEAVY * k))).into()
        };
        Self { mean: mean(servers, spare), loads }
    }

    /// E e^(−sT) at each s.
    pub fn transform(&self, s: &[Complex64]) -> Vec<Complex64> {
        let mut sum = vec![Complex64::ZERO; s.len()];
        for (weight, load) in &self.loads {
            let stretched: Vec<Complex64> = s.iter().map(|s| s * (self.mean / load.mean)).collect();
            for (sum, value) in sum.iter_mut().zip(load.transform(&stretched)) {
                *sum += value * *weight;
            }
        }
        sum
    }
}

/// The parabola through 1, 2 and 3, at x: points with their weights. T over its mean is smooth in the servers to spare,
/// with a limit as they go to 0.
fn extrapolation(x: f64) -> [(f64, f64); 3] {
    [(1.0, (x - 2.0) * (x - 3.0) / 2.0), (2.0, (x - 1.0) * (3.0 - x)), (3.0, (x - 1.0) * (x - 2.0) / 2.0)]
}

/// The mean response in service times.
fn mean(servers: f64, spare: f64) -> f64 {
    let wait = erlang_c(Erlangs::saturating(servers - spare), Servers::new(servers as u32));
    1.0 + wait.map_or(1.0, |wait| wait.get()) / spare
}

/// One load, and how many others an arriving request finds.
#[derive(Clone, Debug, PartialEq)]
struct Load {
    servers: f64,
    /// a, in erlangs.
    offered: f64,
    mean: f64,
    /// The fewest others that count.
    fewest: f64,
    /// p(n) from the fewest up.
    found: Vec<f64>,
}

impl Load {
    fn new(servers: f64, spare: f64) -> Self {
        let offered = servers - spare;
        let (fewest, found) = found(offered, servers);
        Self { servers, offered, mean: mean(servers, spare), fewest, found }
    }

    /// Takes n down from the most to the fewest, where v(n) = α v(n − 1) + β and the sum of p(k) v(k) over k > n is
    /// A v(n) + B. The process is reversible with the measure p(n) / own, which makes β (p + A) own / p over the pivot.
    /// All s take a level together, so that their divisions overlap.
    fn transform(&self, s: &[Complex64]) -> Vec<Complex64> {
        let mut sweeps = vec![Sweep::default(); s.len()];
        for (i, &probability) in self.found.iter().enumerate().rev() {
            let others = self.fewest + i as f64;
            let busy = (others + 1.0).min(self.servers);
            let own = busy / (others + 1.0);
            for (sweep, s) in sweeps.iter_mut().zip(s) {
                let pivot = self.offered + busy + s - sweep.alpha * self.offered;
                let inverse = pivot.conj() * (1.0 / pivot.norm_sqr());
                let weight = sweep.a + probability;
                let alpha = inverse * (own * others);
                let b = sweep.b + weight * weight * inverse * (own / probability);
                *sweep = Sweep { alpha, a: alpha * weight, b };
            }
        }
        sweeps.into_iter().map(|sweep| sweep.b).collect()
    }
}

#[derive(Clone, Copy, Default)]
struct Sweep {
    alpha: Complex64,
    a: Complex64,
    b: Complex64,
}

/// The numbers of others that an arriving request finds: the fewest that counts, and the probability of each from there
/// on. Relative to the likeliest number, so that nothing underflows.
fn found(offered: f64, servers: f64) -> (f64, Vec<f64>) {
    let likeliest = offered.floor();
    let mut fewest = likeliest;
    let mut weights = vec![1.0];
    let mut weight = 1.0;
    while fewest > 0.0 && weight > NEGLIGIBLE * (1.0 - fewest / (offered + 1.0)) {
        weight *= fewest / offered;
        fewest -= 1.0;
        weights.push(weight);
    }
    weights.reverse();
    let mut most = likeliest;
    weight = 1.0;
    loop {
        most += 1.0;
        let ratio = offered / most.min(servers);
        weight *= ratio;
        if weight <= NEGLIGIBLE * (1.0 - ratio) {
            break;
        }
        weights.push(weight);
    }
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    (fewest, weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capacity::queue::Queue;
    use crate::quantity::{PerSecond, Seconds};

    fn sharing(offered: f64, servers: u32) -> Sharing {
        let (arrivals, service_time) = (PerSecond::new(offered).unwrap(), Seconds::new(1.0).unwrap());
        let queue = Queue { arrivals, service_time, servers: Servers::new(servers) };
        Sharing::new(&queue.steady_state().unwrap())
    }

    #[track_caller]
    fn assert_near(found: Complex64, expected: Complex64, tolerance: f64) {
        assert!((found - expected).norm_sqr().sqrt() <= tolerance, "{found} is not {expected}");
    }

    /// The closed form for one server by Coffman, Muntz and Trotter, over all service times, by mpmath.
    #[test]
    fn one_server_is_as_published() {
        let points = [(0.01, 0.0), (0.5, 2.0), (0.0, 3.0)].map(|(re, im)| Complex64::new(re, im));
        for (offered, published) in [
            (
                0.1,
                [
                    (0.989017267705406, 0.0),
                    (0.224723504295416, -0.304746528487525),
                    (0.0934685106762745, -0.283747385838436),
                ],
            ),
            (
                0.8,
                [
                    (0.95374167486832, 0.0),
                    (0.0830403216102908, -0.143953650537375),
                    (0.0297503677787053, -0.122730562354824),
                ],
            ),
            (
                0.95,
                [
                    (0.850585446415256, 0.0),
                    (0.0291748653907762, -0.0612988620984983),
                    (0.00859435828254825, -0.0494141428826291),
                ],
            ),
        ] {
            for (found, (re, im)) in sharing(offered, 1).transform(&points).into_iter().zip(published) {
                assert_near(found, Complex64::new(re, im), 2e-11);
            }
        }
    }

    /// The sweep knows nothing of Erlang's formula, from which the mean is: −d/ds E e^(−sT) at 0.
    #[test]
    fn the_transform_has_the_mean_of_the_queue() {
        for (utilisation, servers) in [(0.5, 1), (0.9, 4), (0.99, 64), (0.97, 1000), (0.7, 10_000)] {
            let sharing = sharing(utilisation * f64::from(servers), servers);
            let s = 1e-4 / sharing.mean;
            let [below, above] = [-s, s].map(|s| sharing.transform(&[Complex64::from(s)])[0].re);
            assert!(((below - above) / (2.0 * s * sharing.mean) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn idle_servers_answer_in_service_time() {
        let s = Complex64::new(0.3, 1.0);
        for (offered, servers) in [(0.0, 1), (1e-12, 1), (10.0, 100), (1e8, 2_000_000_000)] {
            assert_near(sharing(offered, servers).transform(&[s])[0], (s + 1.0).inv(), 1e-8);
        }
    }

    #[test]
    fn extrapolation_sets_in_without_a_jump() {
        for servers in [1, 4, 40] {
            let [exact, extrapolated] = [HEAVY, HEAVY * (1.0 - 1e-9)].map(|spare| {
                let sharing = sharing(f64::from(servers) - spare, servers);
                sharing.transform(&[Complex64::new(2.0, 3.0) / sharing.mean])[0]
            });
            assert_near(extrapolated, exact, 1e-7);
        }
    }
}
