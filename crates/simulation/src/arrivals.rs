//! The largest load of M/M/c within a response time, from a table: ten thousand paths ask for it with ten thousand
//! service times.
//!
//! The load per server depends on two numbers alone, the servers and how many service times the response may take.
//! The engine's rule answers at 257 of these; in between a cubic does, within 10⁻⁵ of the servers' rate.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use headroom_engine::capacity::special::Special;
use headroom_engine::quantity::Servers;

const CELLS: usize = 256;

/// Idle servers answer 95 % of requests within ln 20 service times.
const IDLE: f64 = 2.995_732_273_553_991;

/// The busy share of each server at nodes that are even in ((x − idle) / x)^(1/c), x being the response time in service
/// times: there the share is smooth.
#[derive(Debug)]
pub struct Arrivals {
    servers: f64,
    shares: Vec<f64>,
}

impl Arrivals {
    /// The table for a number of servers, made when it is first asked for.
    pub fn of(servers: Servers) -> Arc<Arrivals> {
        static KNOWN: OnceLock<Mutex<BTreeMap<Servers, Arc<Arrivals>>>> = OnceLock::new();
        let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(servers).or_insert_with(|| Arc::new(Arrivals::new(servers))))
    }

    fn new(servers: Servers) -> Arrivals {
        let count = f64::from(servers.get().max(1));
        let share = |cell: usize| match cell {
            0 => 0.0,
            CELLS => 1.0,
            _ => {
                let spare = libm::pow(cell as f64 / CELLS as f64, count);
                let within = IDLE / (1.0 - spare);
                Special::MostArrivals { servers }.of([within, 1.0, 0.0]) / count
            }
        };
        Arrivals { servers: count, shares: (0..=CELLS).map(share).collect() }
    }

    /// The largest rate per second, of a response time and a service time in seconds.
    pub fn most(&self, within: f64, service: f64) -> f64 {
        let spare = 1.0 - IDLE * service / within;
        if !(spare > 0.0 && within > 0.0) {
            return 0.0;
        }
        if service <= 0.0 {
            return f64::MAX;
        }
        let at = libm::pow(spare, 1.0 / self.servers) * CELLS as f64;
        let cell = (at as usize).min(CELLS - 1);
        self.cubic(cell, at - cell as f64) * self.servers / service
    }

    /// Catmull and Rom's cubic, with the ends' slopes of a parabola.
    fn cubic(&self, cell: usize, part: f64) -> f64 {
        let at = |i: usize| self.shares[i];
        let slope = |i: usize| match i {
            0 => 2.0 * at(1) - 0.5 * at(2) - 1.5 * at(0),
            CELLS => 1.5 * at(CELLS) - 2.0 * at(CELLS - 1) + 0.5 * at(CELLS - 2),
            _ => 0.5 * (at(i + 1) - at(i - 1)),
        };
        let (low, high, rise, fall) = (at(cell), at(cell + 1), slope(cell), slope(cell + 1));
        let (square, cube) = (part * part, part * part * part);
        let value = low * (2.0 * cube - 3.0 * square + 1.0)
            + rise * (cube - 2.0 * square + part)
            + high * (3.0 * square - 2.0 * cube)
            + fall * (cube - square);
        value.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_near_the_rule_between_its_nodes() {
        for servers in [1, 2, 3, 8, 32] {
            let servers = Servers::new(servers);
            let table = Arrivals::of(servers);
            for within in [3.0, 3.1, 3.7, 5.0, 9.0, 20.0, 70.0, 500.0] {
                let exact = Special::MostArrivals { servers }.of([within * 0.02, 0.02, 0.0]);
                let most = table.most(within * 0.02, 0.02);
                let of_rate = (most - exact).abs() * 0.02 / f64::from(servers.get());
                assert!(of_rate < 1e-5, "{servers:?} servers, {within} service times: {most} for {exact}");
            }
            assert_eq!(table.most(0.05, 0.02), 0.0, "service alone takes too long");
            assert_eq!(table.most(-1.0, 0.02), 0.0);
        }
    }
}
