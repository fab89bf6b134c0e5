//! What one instance of a plan holds of each need.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::capacity::limits::{self, Capacity, Stated};
use crate::capacity::machine::Machine;
use crate::catalog::CatalogPlan;
use crate::model::file::Resource;
use crate::model::program::{LimitRule, Num};
use crate::money::number_of;

use super::{Need, Reason, Requirement};

/// A plan as a machine, and what of it has no end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machinery<'a> {
    pub plan: &'a CatalogPlan,
    pub machine: Machine,
    /// Billed by use: what it does not state does not end.
    pub metered: bool,
    /// Storage is bought beside it, as much as is needed.
    pub storage_apart: bool,
}

impl Machinery<'_> {
    /// Is a resource without a stated size there without end, or bought as it is used?
    fn is_endless(&self, resource: Option<Resource>) -> bool {
        match resource {
            _ if self.metered => true,
            Some(Resource::Transfer) => self.has_endless_traffic(),
            Some(Resource::Disk) => self.storage_apart,
            _ => false,
        }
    }

    /// Traffic beyond what is included has a price, or is free: what is included is no end to it.
    fn has_endless_traffic(&self) -> bool {
        self.plan.shape.transfer_unlimited || self.plan.egress_overage_per_gb.is_some()
    }
}

/// Works out capacities, each rule once per size of machine: many plans have the same cores.
#[derive(Debug)]
pub(super) struct Capacities<'r, 'a> {
    requirement: &'r Requirement<'a>,
    /// What tiers state, by plan and limit: the component's own, and then anyone's.
    own: BTreeMap<(&'a str, usize), Stated>,
    anyones: BTreeMap<(&'a str, usize), Stated>,
    derived: RefCell<BTreeMap<(usize, u64), Option<f64>>>,
}

impl<'r, 'a> Capacities<'r, 'a> {
    pub fn new(requirement: &'r Requirement<'a>) -> Self {
        let mut own = BTreeMap::new();
        let mut anyones = BTreeMap::new();
        let others = requirement.program.deployments.values().flat_map(|d| d.components.values());
        for rule in [requirement.rule].into_iter().chain(others) {
            let stated = if std::ptr::eq(rule, requirement.rule) { &mut own } else { &mut anyones };
            for tier in rule.tiers.values() {
                let Some(plan) = tier.plan.as_deref() else { continue };
                for (limit, (declared, measured)) in rule.limits.iter().zip(tier.declared.iter().zip(&tier.measured)) {
                    let number = |n: &Option<Num>| n.map(|n| requirement.params.number(n));
                    let says = Stated { declared: number(declared), measured: number(measured) };
                    if says != Stated::default() {
                        stated.entry((plan, *limit)).or_insert(says);
                    }
                }
            }
        }
        Self { requirement, own, anyones, derived: RefCell::default() }
    }

    /// What one instance holds of each need; None where nothing limits it.
    pub fn of<'p>(&self, plan: &Machinery<'p>) -> Result<Vec<Option<f64>>, Reason<'p>> {
        self.requirement.needs.iter().enumerate().map(|(i, need)| self.need(i, *need, plan)).collect()
    }

    fn need<'p>(&self, i: usize, need: Need, plan: &Machinery<'p>) -> Result<Option<f64>, Reason<'p>> {
        let (known, resource) = match need {
            Need::Limit(l) => {
                let rule = &self.requirement.program.limits[l];
                (self.limit(i, l, rule, plan), limits::resource(&rule.how))
            }
            Need::ResponseTime { .. } => (self.derived(i, need, &plan.machine), Some(Resource::Vcpu)),
            Need::Stored(_) => (plan.machine.disk, Some(Resource::Disk)),
        };
        match known {
            Some(capacity) => Ok(Some(capacity)),
            None if plan.is_endless(resource) => Ok(None),
            None => Err(Reason::Unknown { need, resource }),
        }
    }

    /// The component's own tiers have the first word, then the plan's own list, then other tiers of the model that stand
    /// on the same plan, where nothing else is known.
    fn limit(&self, i: usize, l: usize, rule: &LimitRule, plan: &Machinery) -> Option<f64> {
        let key = (plan.plan.id.as_str(), l);
        let mut stated = self.own.get(&key).copied().unwrap_or_default();
        let listed = || rule.listed.as_ref().and_then(|name| plan.plan.limit(name)).map(number_of);
        stated.declared = stated.declared.or_else(listed);
        let is_sold_beyond = limits::resource(&rule.how) == Some(Resource::Transfer) && plan.has_endless_traffic();
        let derived = if is_sold_beyond { None } else { self.derived(i, Need::Limit(l), &plan.machine) };
        let known = Capacity::new(rule.rule, stated, derived).effective;
        known.or_else(|| Capacity::new(rule.rule, *self.anyones.get(&key)?, None).effective)
    }

    fn derived(&self, i: usize, need: Need, machine: &Machine) -> Option<f64> {
        let (Need::Limit(l) | Need::ResponseTime { limit: l, .. }) = need else { return None };
        let how = &self.requirement.program.limits[l].how;
        let value = |n| self.requirement.params.number(n);
        // A rule takes at most one resource of a machine.
        let size = limits::resource(how).and_then(|r| machine.of(r)).map_or(u64::MAX, f64::to_bits);
        *self.derived.borrow_mut().entry((i, size)).or_insert_with(|| match need {
            Need::ResponseTime { p95, .. } => limits::arrivals_within(how, machine, p95.milliseconds(), value),
            _ => limits::derived(how, machine, value),
        })
    }
}
