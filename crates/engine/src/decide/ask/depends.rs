//! What the limits of a deployment depend on, where a question asks for something else.

use super::Load;
use super::judge::Placed;
use crate::form::Named;
use crate::model::program::{Base, Program, Supply};
use crate::projection::Deployed;

/// The counts and drivers that what is in place is held against, where none of them follows from what is asked.
pub(super) fn on_others(deployed: &Deployed, placed: &[Placed], demand: &Named<f64>) -> Vec<String> {
    let program = deployed.program;
    let mut drivers: Vec<usize> = placed.iter().flat_map(|place| place.held_against(program)).collect();
    drivers.sort_unstable();
    drivers.dedup();
    // One of each, for nothing follows from nothing.
    let one = demand.keys().map(|name| (name.clone(), 1.0)).collect();
    let load = Load::of(deployed, &one, 1);
    if drivers.iter().any(|driver| load.demand(*driver) > 0.0) {
        return Vec::new();
    }
    let mut names: Vec<String> = drivers.iter().filter_map(|driver| origin(program, *driver)).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// What a driver follows from, by the name that a demand has for it: a count of users, or the last driver of which the
/// count cannot be asked about.
fn origin(program: &Program, driver: usize) -> Option<String> {
    let (name, rule) = program.drivers.get_index(driver)?;
    match rule.of {
        Base::Driver(of) => origin(program, of),
        Base::Registered => Some("registered".into()),
        Base::Active => Some("active".into()),
        Base::Paying => Some("paying".into()),
        Base::New | Base::Free | Base::Trial | Base::Plan(_) => Some(name.clone()),
    }
}

impl Placed<'_> {
    /// The drivers of its limits, as far as they have a capacity, and of what is metered.
    fn held_against(&self, program: &Program) -> Vec<usize> {
        let driver = |limit: &usize| program.limits.get_index(*limit).map(|(_, rule)| rule.driver);
        if let Supply::Usage(usage) = &self.rule.supply {
            let limits = [usage.used.cpu, usage.used.memory].into_iter().flatten();
            let direct = [usage.used.volume, usage.used.egress].into_iter().flatten();
            return limits.filter_map(|limit| driver(&limit)).chain(direct).collect();
        }
        let capacities = self.supplier.capacities.get(self.choice.tier);
        let limits = self.rule.limits.iter().zip(capacities.into_iter().flatten());
        limits.filter(|(_, capacity)| capacity.effective.is_some()).filter_map(|(limit, _)| driver(limit)).collect()
    }
}
