//! What a month of an offer costs.

use crate::model::file::Service;
use crate::money::Money;
use crate::quantity::Utilisation;

use super::commitment::Running;
use super::offer::{Offer, Pricing};
use super::{Pick, Reason, Sizing, Way};

/// A month's cost by part, in the model's currency. Each part is rounded once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Instances, or what is used.
    pub plan: Money,
    /// What use falls short of a minimum commitment.
    pub up_to_minimum: Money,
    pub balancer: Money,
    pub storage: Money,
    pub traffic: Money,
}

impl Cost {
    pub fn total(&self) -> Money {
        self.plan + self.up_to_minimum + self.balancer + self.storage + self.traffic
    }
}

/// Something a cost leaves out because its price or its quantity is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Omission {
    /// The model does not say how much traffic leaves.
    Traffic,
    /// The model does not say how much is stored, and storage is paid apart.
    Storage,
    /// Nobody lists the price of a load balancer.
    Balancer,
}

/// A month of an offer in short, for comparing many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub instances: u32,
    /// Instance-hours of a day where instances follow it.
    hours_a_day: Option<u32>,
    /// The cheaper of following the day and not.
    pub total: Money,
}

impl<'a> Sizing<'a> {
    /// A month of an offer, or why it does not hold.
    pub(super) fn cell(&self, offer: &Offer<'a>, t: usize) -> Result<Cell, Reason<'a>> {
        let Some(instances) = self.fleet.fewest(offer, t) else {
            return Err(self.fleet.why(offer, &self.requirement, t).unwrap_or(Reason::NoPrice));
        };
        let cost = self.fixed_cost(offer, instances, t)?;
        let fixed = cost.total();
        let hours_a_day = self.follows(offer, instances, t);
        let followed = hours_a_day.and_then(|hours| followed_cost(offer, cost, hours, self)).map(|c| c.total());
        let saves = followed.filter(|total| *total < fixed);
        let hours_a_day = hours_a_day.filter(|_| saves.is_some());
        Ok(Cell { instances, hours_a_day, total: saves.unwrap_or(fixed) })
    }

    /// The instances of a cell as they are paid.
    pub(super) fn running(&self, offer: &Offer, cell: &Cell, t: usize) -> Running {
        match cell.hours_a_day {
            Some(_) => Running::Following(self.fleet.by_hour(offer, t, cell.instances)),
            None => Running::AllMonth(cell.instances),
        }
    }

    fn fixed_cost(&self, offer: &Offer<'a>, instances: u32, t: usize) -> Result<Cost, Reason<'a>> {
        match &offer.pricing {
            Pricing::Rented(rented) => rented.cost(instances, &self.requirement, t, self.currency),
            Pricing::Metered(metered) => metered.cost(&self.used_in(t), self.currency),
        }
    }

    /// Instance-hours of a day, where instances follow it and are not as many in every hour.
    fn follows(&self, offer: &Offer, instances: u32, t: usize) -> Option<u32> {
        let Pricing::Rented(rented) = &offer.pricing else { return None };
        if rented.hourly.is_none() || instances == offer.least {
            return None;
        }
        let hours = self.fleet.by_hour(offer, t, instances).into_iter().fold(0, u32::saturating_add);
        (hours < instances.saturating_mul(24)).then_some(hours)
    }

    /// A cell in full.
    pub(super) fn picked(&self, offer: &Offer<'a>, cell: Cell, t: usize) -> Option<Pick<'a>> {
        let fixed = self.fixed_cost(offer, cell.instances, t).ok()?;
        let followed = cell.hours_a_day.and_then(|hours| Some((hours, followed_cost(offer, fixed, hours, self)?)));
        let (way, cost) = match (&offer.pricing, followed) {
            (Pricing::Metered(_), _) => (Way::Metered, fixed),
            (_, Some((_, cost))) => (Way::Autoscaled, cost),
            (_, None) => (Way::Fixed, fixed),
        };
        let mean = followed.map_or(f64::from(cell.instances), |(hours, _)| f64::from(hours) / 24.0);
        let quietest = || self.fleet.by_hour(offer, t, cell.instances).into_iter().min();
        let fewest = followed.and_then(|_| quietest()).unwrap_or(cell.instances);
        let fullest = self.fleet.fullest(offer, cell.instances, t);
        Some(Pick {
            plan: offer.plan,
            way,
            instances: cell.instances,
            fewest_instances: fewest,
            mean_instances: mean,
            cost,
            fixed: fixed.total(),
            utilisation: Utilisation::saturating(fullest.map_or(0.0, |(_, utilisation)| utilisation)),
            binding: fullest.and_then(|(place, _)| self.requirement.needs.get(place).copied()),
            omissions: self.omissions(offer, cell.instances, t),
        })
    }

    fn omissions(&self, offer: &Offer, instances: u32, t: usize) -> Vec<Omission> {
        // What leaves a database or a cache goes to its neighbours.
        let faces_users = self.requirement.service.is_compute() || self.requirement.service == Service::Cdn;
        let unknown_traffic = faces_users && self.requirement.traffic(t).is_none();
        let (traffic, storage, balancer) = match &offer.pricing {
            Pricing::Metered(_) => (true, false, false),
            Pricing::Rented(r) => (r.traffic.is_counted(), r.storage.is_some(), r.balancer.is_unpriced()),
        };
        let all = [
            (traffic && unknown_traffic, Omission::Traffic),
            (storage && self.requirement.disk(t).is_none(), Omission::Storage),
            (balancer && instances > 1, Omission::Balancer),
        ];
        all.into_iter().filter(|(missing, _)| *missing).map(|(_, omission)| omission).collect()
    }
}

/// The same cost with instances that follow the day.
fn followed_cost(offer: &Offer, fixed: Cost, hours_a_day: u32, sizing: &Sizing) -> Option<Cost> {
    let Pricing::Rented(rented) = &offer.pricing else { return None };
    Some(Cost { plan: rented.followed(hours_a_day, sizing.currency)?, ..fixed })
}
