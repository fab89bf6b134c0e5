//! How uneven the fleets of many paths are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use headroom_engine::model::program::{Num, Params, SelectionRule};
use headroom_engine::number::Number;
use headroom_engine::project::imbalance::MOST_SERVERS;
use headroom_engine::project::supply::Supplier;

use crate::tape::Recorder;
use crate::traced::Traced;

/// Policies of which the fleets are remembered.
const MOST_REMEMBERED: usize = 64;

/// What fleets have room for by their size, by policy. A model is run again with each edit, seldom with another policy.
static KNOWN: Mutex<BTreeMap<Vec<u64>, Vec<f64>>> = Mutex::new(BTreeMap::new());

/// How many even instances the busiest one of a fleet leaves room for: instances over the busiest one's share.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    /// By number of instances from 0, as many as the engine simulates; a larger fleet is as uneven as the largest here.
    /// None where all are even.
    by_size: Option<Vec<f64>>,
}

impl Spread {
    /// At the likely weights and target. Which sizes paths come to is not known beforehand, and how uneven a fleet is
    /// goes up and down with its size, so that no size tells another's: all are simulated, once for each policy.
    pub fn of(supplier: &Supplier, params: &Params) -> Self {
        let Some(selection) = &supplier.rule.selection else { return Self { by_size: None } };
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        let simulated = || (0..=MOST_SERVERS).map(|size| f64::from(size) / supplier.imbalance(size)).collect();
        let by_size = known.entry(key(selection, params, supplier)).or_insert_with(simulated);
        Self { by_size: Some(by_size.clone()) }
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

    /// The same of the instances that a load keeps busy: those whose room is not more than `busy`. Infinite where none do.
    pub fn fewest_busy<'t>(
        &self,
        recorder: &'t Recorder,
        [load, busy]: [Traced<'t>; 2],
        least: u32,
        most: u32,
    ) -> Traced<'t> {
        let none = Traced::Known(f64::INFINITY);
        let among = |instances: Traced<'t>| Number::choose(self.even(instances).exceeds(busy), none, instances);
        let Some(by_size) = self.by_size.clone() else { return among(self.fewest(load, least, most)) };
        // Of sizes that hold one may be idle and a larger one, being less even, not.
        let first = move |of: &[f64], out: &mut [f64]| {
            let mut sizes = (0..).zip(&by_size).skip(least as usize);
            let found = sizes.find(|(size, room)| *size <= most && **room >= of[0] && **room <= of[1]);
            out[0] = found.map_or(f64::INFINITY, |(size, _)| f64::from(size));
        };
        let small = recorder.apply(&[load, busy], 1, Arc::new(first))[0];
        let beyond = among(self.fewest(load, least.max(MOST_SERVERS + 1), most));
        Number::choose(small.reaches(none), beyond, small)
    }
}

/// What fleets are simulated with at its likely value.
pub(crate) fn held(policy: &SelectionRule, target: Num) -> [Num; 3] {
    [policy.load_weight, policy.latency_weight, target]
}

fn key(rule: &SelectionRule, params: &Params, supplier: &Supplier) -> Vec<u64> {
    let of = held(rule, supplier.rule.target).map(|num| params.number(num).to_bits());
    let whole = [u64::from(rule.modulus), u64::from(rule.refresh)];
    of.into_iter().chain(whole).chain(rule.latencies.iter().map(|ms| ms.to_bits())).collect()
}
