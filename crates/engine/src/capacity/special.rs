//! What rules of capacity compute that is not plain arithmetic.

use crate::capacity::queue::ResponseTarget;
use crate::capacity::usl::{Coherency, Contention, Usl};
use crate::quantity::{PerSecond, Percentile, Seconds, Servers};

/// A function that a rule calls on numbers of which it need not know the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    /// The largest rate per second at which the p95 response time of M/M/c stays within the first number, with the second
    /// as service time, both in seconds; 0 where none does.
    MostArrivals { servers: Servers },
    /// The most that the Universal Scalability Law reaches, with λ, σ and κ: its peak, or the ceiling that it nears
    /// where κ is 0; without either, no limit.
    MostThroughput,
}

impl Special {
    pub fn of(self, numbers: [f64; 3]) -> f64 {
        match (self, numbers) {
            (Special::MostArrivals { servers }, [within, service, _]) => {
                let target = ResponseTarget { percentile: Percentile::P95, within: Seconds::saturating(within) };
                target.most_arrivals(Seconds::saturating(service), servers).map_or(0.0, PerSecond::get)
            }
            (Special::MostThroughput, [lambda, sigma, kappa]) => {
                let (contention, coherency) = (Contention::saturating(sigma), Coherency::saturating(kappa));
                let most = Usl::new(contention, coherency, PerSecond::saturating(lambda)).ok();
                let most = most.and_then(|law| law.peak().map(|p| p.throughput).or_else(|| law.ceiling()));
                most.map_or(f64::INFINITY, PerSecond::get)
            }
        }
    }
}
