//! The checked model: every reference resolved to an index, every number in one table of parameters. The kernel in
//! `project` reads nothing else, so a run of many paths only swaps the table.

mod cost;
mod growth;
mod params;
mod subscription;
mod supply;
mod uncertainty;
mod workload;

use crate::form::Named;
use crate::money::Currency;
use crate::month::Month;

pub use cost::*;
pub use growth::*;
pub use params::*;
pub use subscription::*;
pub use supply::*;
pub use uncertainty::*;
pub use workload::*;

/// Months are counted from 1; month 0 is the state before the first.
#[derive(Clone, Debug)]
pub struct Program {
    pub currency: Currency,
    pub start: Month,
    pub months: usize,
    pub params: Params,
    pub growth: GrowthRule,
    pub subscription: SubscriptionRule,
    pub active: Option<Num>,
    pub day: DayCurve,
    pub drivers: Named<DriverRule>,
    /// Drivers in an order in which each comes after its base.
    pub driver_order: Vec<usize>,
    pub limits: Named<LimitRule>,
    pub deployments: Named<DeploymentRule>,
    pub paths: Named<PathRule>,
    pub opening: Option<Num>,
    pub zones: Zones,
    /// Price of a day of work.
    pub day_rate: Option<Num>,
    pub uncertainty: UncertaintyRule,
}

/// Utilisation at which the yellow and the red zone begin.
#[derive(Clone, Copy, Debug)]
pub struct Zones {
    pub yellow: Num,
    pub red: Num,
}
