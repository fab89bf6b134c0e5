//! A plan that could be taken: what its instances hold, and how they are paid.

use crate::capacity::machine::Machine;
use crate::catalog::CatalogPlan;
use crate::model::file::Service;
use crate::model::price_book::PriceBook;

use super::capacity::{Capacities, Machinery};
use super::metered::Metered;
use super::rented::Rented;
use super::{Reason, Requirement, Wishes};

#[derive(Clone, Debug)]
pub(super) struct Offer<'a> {
    pub plan: &'a CatalogPlan,
    /// What one instance holds of each need; None where nothing limits it.
    pub capacities: Vec<Option<f64>>,
    pub machine: Machine,
    pub least: u32,
    pub most: u32,
    pub pricing: Pricing,
}

#[derive(Clone, Debug)]
pub(super) enum Pricing {
    Rented(Rented),
    Metered(Metered),
}

impl<'a> Offer<'a> {
    /// The plan as an offer, or what rules it out in every month.
    pub fn of(
        plan: &'a CatalogPlan,
        requirement: &Requirement,
        capacities: &Capacities,
        wishes: &Wishes,
        prices: &PriceBook,
    ) -> Result<Self, Reason<'a>> {
        if !serves(plan, requirement.service) {
            return Err(Reason::Service { sold_as: &plan.service });
        }
        if let Some(reason) = wishes.refuse(plan, prices) {
            return Err(reason);
        }
        let least = (*requirement.instances.start()).max(1);
        let most = plan.instances_max.unwrap_or(u32::MAX);
        if most < least {
            return Err(Reason::FewerInstances { wished: least, most });
        }
        if is_metered(plan) {
            Self::metered(plan, requirement, capacities, prices)
        } else {
            let pricing = Rented::of(plan, requirement, wishes, prices).ok_or(Reason::NoPrice)?;
            let machine = Machine::from(&plan.shape);
            let storage_apart = pricing.storage.is_some();
            let capacities = capacities.of(&Machinery { plan, machine, metered: false, storage_apart })?;
            let most = most.min(*requirement.instances.end());
            Ok(Self { plan, capacities, machine, least, most, pricing: Pricing::Rented(pricing) })
        }
    }

    /// A service billed by use is one machine as large as a service may become.
    fn metered(
        plan: &'a CatalogPlan,
        requirement: &Requirement,
        capacities: &Capacities,
        prices: &PriceBook,
    ) -> Result<Self, Reason<'a>> {
        if !requirement.says_what_is_used() {
            return Err(Reason::UnknownUse);
        }
        let pricing = Metered::of(plan, requirement, prices).ok_or(Reason::NoPrice)?;
        let machine = Metered::machine(plan);
        let capacities = capacities.of(&Machinery { plan, machine, metered: true, storage_apart: false })?;
        Ok(Self { plan, capacities, machine, least: 1, most: 1, pricing: Pricing::Metered(pricing) })
    }

    pub fn is_rented(&self) -> bool {
        matches!(self.pricing, Pricing::Rented(_))
    }
}

fn is_metered(plan: &CatalogPlan) -> bool {
    plan.shape.vcpu_kind.as_deref() == Some("metered")
}

/// Is the plan what is needed? A platform billed by use runs whatever comes in a container.
pub(super) fn serves(plan: &CatalogPlan, service: Service) -> bool {
    let is_platform = plan.service == "paas" && is_metered(plan);
    service.sold_as().contains(&plan.service.as_str()) || (is_platform && service.runs_in_container())
}
