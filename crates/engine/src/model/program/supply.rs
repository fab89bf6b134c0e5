//! Deployments: components, their tiers, and the rules by which tiers are chosen.

use std::num::NonZeroU32;

use super::{CostRule, Num, Params};
use crate::capacity::fleet::{SelectionPolicy, Weight};
use crate::form::Named;
use crate::model::file::{Comparison, Resource, Service};
use crate::model::watched::Watched;
use crate::project::metered::Use;

#[derive(Clone, Debug)]
pub struct DeploymentRule {
    pub label: String,
    pub provider: String,
    pub components: Named<ComponentRule>,
    /// The model's costs, then the deployment's own.
    pub costs: Named<CostRule>,
    /// What it takes to move here; None where the model does not say.
    pub moving: Option<MovingRule>,
}

#[derive(Clone, Copy, Debug)]
pub struct MovingRule {
    pub price: Option<Num>,
    pub days: Option<Num>,
    /// Months in which the old deployment and this one are both paid.
    pub overlap: usize,
}

#[derive(Clone, Debug)]
pub struct ComponentRule {
    pub label: String,
    pub service: Service,
    pub limits: Vec<usize>,
    pub tiers: Named<TierRule>,
    pub supply: Supply,
    pub selection: Option<SelectionRule>,
    pub target: Num,
    pub lead_time: usize,
    pub hysteresis: Num,
    pub migration: Option<Num>,
    pub migration_days: Option<Num>,
    pub balancer: Option<Num>,
    pub free_months: f64,
    pub credit: Option<Num>,
}

#[derive(Clone, Debug)]
pub enum Supply {
    /// The cheapest tier that holds.
    Ladder,
    /// (from month, tier, instances)
    Schedule(Vec<(usize, usize, u32)>),
    Usage(Box<UsageRule>),
}

#[derive(Clone, Debug)]
pub struct TierRule {
    pub label: String,
    /// The price is the sum of these.
    pub price: Vec<Num>,
    pub shape: ShapeRule,
    /// Capacity declared per limit of the component, in the component's order.
    pub declared: Vec<Option<Num>>,
    /// Capacity that a load test showed, in the same order; read off its points when the model was checked.
    pub measured: Vec<Option<Num>>,
    pub triggers: Vec<TriggerRule>,
    pub min: u32,
    pub max: u32,
    pub p95_target: Option<Num>,
    /// Catalogue plan that price or shape come from.
    pub plan: Option<String>,
    pub price_from_catalog: bool,
}

/// A machine: vCPU; RAM in MB; disk and transfer in GB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ShapeRule {
    pub vcpu: Option<Num>,
    pub ram_mb: Option<Num>,
    pub disk: Option<Num>,
    pub transfer: Option<Num>,
}

impl ShapeRule {
    pub fn of(&self, resource: Resource) -> Option<Num> {
        match resource {
            Resource::Vcpu => self.vcpu,
            Resource::Ram => self.ram_mb,
            Resource::Disk => self.disk,
            Resource::Transfer => self.transfer,
        }
    }
}

#[derive(Clone, Debug)]
pub struct TriggerRule {
    pub metric: Metric,
    pub op: Comparison,
    pub value: Num,
    pub watched: Watched,
}

/// What a trigger watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    P95,
    /// Busy share of the vCPU.
    Cpu,
    /// Utilisation of the component's limit at this index.
    Utilisation(usize),
    /// Demand, per instance, of this driver.
    Demand(usize),
}

#[derive(Clone, Debug)]
pub struct SelectionRule {
    pub load_weight: Num,
    pub latency_weight: Num,
    pub modulus: u32,
    pub latencies: Vec<f64>,
    pub refresh: u32,
}

impl SelectionRule {
    pub fn policy(&self, params: &Params) -> SelectionPolicy {
        let weight = |n: Num| Weight::saturating(params.number(n));
        SelectionPolicy {
            load_weight: weight(self.load_weight),
            latency_weight: weight(self.latency_weight),
            modulus: NonZeroU32::new(self.modulus).unwrap_or(NonZeroU32::MIN),
        }
    }
}

#[derive(Clone, Debug)]
pub struct UsageRule {
    pub label: String,
    pub minimum: Option<Num>,
    pub vcpu_price: Option<Num>,
    pub ram_price: Option<Num>,
    pub volume_price: Option<Num>,
    pub egress_price: Option<Num>,
    pub used: UseRule,
    /// The most that one service may use, where the provider says.
    pub most: Use<Option<f64>>,
    /// The plan that it names, and the one that it is on: its own, or else its deployment's.
    pub plan: Option<String>,
    pub on: Option<String>,
}

/// What metered use is counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UseRule {
    /// A limit of kind `cores`.
    pub cpu: Option<usize>,
    /// A limit of kind `slots`.
    pub memory: Option<usize>,
    /// A driver in GB stored.
    pub volume: Option<usize>,
    /// A driver in GB a month.
    pub egress: Option<usize>,
    pub idle_vcpu: Option<Num>,
    /// GB.
    pub idle_ram: Option<Num>,
}
