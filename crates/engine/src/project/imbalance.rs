//! How uneven a fleet is behind a selection policy.

use std::cell::RefCell;
use std::num::NonZeroU64;

use crate::capacity::fit::Spread;
use crate::capacity::fleet::Region;
use crate::model::program::{Params, SelectionRule};
use crate::quantity::{Count, Seconds};

/// A fleet larger than this is taken as uneven as one of this size, the largest one that is simulated.
pub const MOST_SERVERS: u32 = 400;

/// The busiest server's share over the mean by the size of the fleet, each size simulated once.
#[derive(Debug)]
pub struct Imbalance<'a> {
    selection: Option<&'a SelectionRule>,
    params: &'a Params,
    target: f64,
    known: RefCell<Vec<Option<f64>>>,
}

impl<'a> Imbalance<'a> {
    /// Without a selection policy the balancer is even.
    pub fn new(selection: Option<&'a SelectionRule>, params: &'a Params, target: f64) -> Self {
        Self { selection, params, target, known: RefCell::new(Vec::new()) }
    }

    pub fn of(&self, instances: u32) -> f64 {
        let Some(selection) = self.selection else { return 1.0 };
        if instances < 2 {
            return 1.0;
        }
        let mut known = self.known.borrow_mut();
        let instances = instances.min(MOST_SERVERS);
        let index = instances as usize;
        if known.len() <= index {
            known.resize(index + 1, None);
        }
        *known[index].get_or_insert_with(|| simulated(selection, self.params, instances, self.target))
    }
}

impl Spread for Imbalance<'_> {
    fn imbalance(&self, instances: u32) -> f64 {
        self.of(instances)
    }

    fn uneven_up_to(&self) -> u32 {
        if self.selection.is_some() { MOST_SERVERS } else { 0 }
    }
}

/// Users who connect one after the other to a fleet that ends at the target utilisation, a sample of at most forty a
/// server.
fn simulated(rule: &SelectionRule, params: &Params, servers: u32, target: f64) -> f64 {
    const USERS_EACH: u32 = 40;
    let users = u64::from(servers * USERS_EACH);
    let latencies = if rule.latencies.is_empty() { vec![0.0] } else { rule.latencies.clone() };
    let region = Region {
        latencies: (0..servers as usize)
            .map(|i| Seconds::saturating(latencies[i % latencies.len()] / 1000.0))
            .collect(),
        capacity: Count::saturating(f64::from(USERS_EACH) / target.max(0.01)),
    };
    let refresh = NonZeroU64::new(u64::from(rule.refresh)).unwrap_or(NonZeroU64::MIN);
    region.connect(rule.policy(params), users, refresh).map_or(1.0, |p| p.imbalance.get())
}
