//! How uneven the fleets of many paths are.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use headroom_engine::model::program::{Params, SelectionRule};
use headroom_engine::number::Number;
use headroom_engine::project::supply::Supplier;

use crate::traced::Traced;

/// The largest fleet that is simulated, here as in the point run, and how many times as many instances as the point run
/// needs are: more are taken as uneven as the largest of these.
const MOST_SIMULATED: u32 = 400;
const TIMES_NEEDED: u32 = 4;
const MORE_INSTANCES: u32 = 16;
/// Policies of which the imbalances are remembered.
const MOST_REMEMBERED: usize = 64;

/// Imbalances by size of fleet, simulated so far, by policy. A model is run again with each edit, and seldom with another
/// policy.
static KNOWN: Mutex<BTreeMap<Vec<u64>, BTreeMap<u32, f64>>> = Mutex::new(BTreeMap::new());

/// How many even instances the busiest one of a fleet leaves room for: instances over the busiest one's share.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    /// By number of instances from 0; a larger fleet is as uneven as the largest here. None where all are even.
    by_size: Option<Vec<f64>>,
}

impl Spread {
    pub fn of(supplier: &Supplier, params: &Params, needed: u32) -> Self {
        let Some(selection) = &supplier.rule.selection else { return Self { by_size: None } };
        let most = needed.saturating_mul(TIMES_NEEDED).saturating_add(MORE_INSTANCES).min(MOST_SIMULATED);
        let smallest = supplier.rule.tiers.values().map(|tier| tier.min).max().unwrap_or(1);
        let most = most.max(smallest.min(MOST_SIMULATED));
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        let known = known.entry(key(selection, params, supplier)).or_default();
        let mut imbalance = |size: u32| *known.entry(size).or_insert_with(|| supplier.imbalance(size));
        let by_size = (0..=most).map(|size| f64::from(size) / imbalance(size)).collect();
        Self { by_size: Some(by_size) }
    }

    pub fn is_even(&self) -> bool {
        self.by_size.is_none()
    }

    fn largest(by_size: &[f64]) -> (f64, f64) {
        let most = by_size.len().saturating_sub(1) as f64;
        (most, by_size.last().copied().unwrap_or(1.0) / most)
    }

    pub fn of_known(&self, instances: u32) -> f64 {
        self.even(Traced::Known(f64::from(instances))).value().unwrap_or(1.0)
    }

    pub fn even<'t>(&self, instances: Traced<'t>) -> Traced<'t> {
        let Some(by_size) = &self.by_size else { return instances };
        let (most, each) = Self::largest(by_size);
        let larger = instances.exceeds(Traced::Known(most));
        Number::choose(larger, instances * Traced::Known(each), instances.lookup(by_size))
    }

    /// The fewest instances from `least` to `most` that hold `load` times what one does; more than `most` where none do.
    pub fn fewest<'t>(&self, load: Traced<'t>, least: u32, most: u32) -> Traced<'t> {
        let up = |number: Traced<'t>| -((-number).floor());
        let fewest = Traced::Known(f64::from(least));
        let Some(by_size) = &self.by_size else { return Number::at_least(up(load), fewest) };
        let (largest, each) = Self::largest(by_size);
        // One more may hold less, and is then passed over.
        let (mut holds, mut sizes) = (Vec::new(), Vec::new());
        for size in least..=most.min(by_size.len() as u32 - 1) {
            let held = by_size[size as usize];
            if holds.last().is_none_or(|last| held > *last) {
                holds.push(held);
                sizes.push(f64::from(size));
            }
        }
        let passed = load.steps(&holds);
        let none_here = passed.reaches(Traced::Known(holds.len() as f64));
        sizes.push(f64::INFINITY);
        let beyond = Number::at_least(up(load / Traced::Known(each)), fewest);
        let beyond = Number::at_least(beyond, Traced::Known(largest + 1.0));
        Number::choose(none_here, beyond, passed.lookup(&sizes))
    }
}

fn key(rule: &SelectionRule, params: &Params, supplier: &Supplier) -> Vec<u64> {
    let of = [rule.load_weight, rule.latency_weight, supplier.rule.target].map(|num| params.number(num).to_bits());
    let whole = [u64::from(rule.modulus), u64::from(rule.refresh)];
    of.into_iter().chain(whole).chain(rule.latencies.iter().map(|ms| ms.to_bits())).collect()
}
