//! How many instances of an offer a month needs.

use crate::capacity::fit::{self, Lack};
use crate::project::imbalance::Imbalance;

use super::offer::Offer;
use super::{Reason, Requirement};

/// What is demanded, laid out for asking many offers.
#[derive(Debug)]
pub(super) struct Fleet<'a> {
    needs: Vec<Demanded<'a>>,
    imbalance: Imbalance<'a>,
}

/// A need's demand.
#[derive(Debug)]
struct Demanded<'a> {
    by_month: &'a [f64],
    target: f64,
    /// By hour of the day, over the busiest.
    hours: [f64; 24],
}

impl Demanded<'_> {
    /// Demand over what one instance holds at the target.
    fn times(&self, capacity: Option<f64>, t: usize) -> f64 {
        match fit::utilisation(self.by_month[t - 1], capacity, 1, 1.0) {
            f64::MAX => f64::INFINITY,
            utilisation => utilisation / self.target,
        }
    }
}

impl<'a> Fleet<'a> {
    pub fn new(requirement: &Requirement<'a>) -> Self {
        let drivers = requirement.drivers;
        let demanded = |need: &super::Need| Demanded {
            by_month: &drivers[requirement.driver(*need)].demand,
            target: requirement.target(*need),
            hours: requirement.hours(*need),
        };
        let (rule, params) = (requirement.rule, requirement.params);
        let target = params.number(rule.target);
        Self {
            needs: requirement.needs.iter().map(demanded).collect(),
            imbalance: Imbalance::new(rule.selection.as_ref(), params, target),
        }
    }

    /// The busiest instance's share of a demand.
    pub fn share(&self, instances: u32) -> f64 {
        self.imbalance.of(instances) / f64::from(instances)
    }

    /// The fewest instances that hold month `t`; None where even the most do not.
    pub fn fewest(&self, offer: &Offer, t: usize) -> Option<u32> {
        let times = self.times(offer, t).map(|(_, times)| times).fold(0.0, f64::max);
        self.fewest_for(offer, times, offer.most)
    }

    /// For a demand that is so many times what one instance holds.
    fn fewest_for(&self, offer: &Offer, times: f64, most: u32) -> Option<u32> {
        let lack = |instances: u32| {
            let over = times * self.share(instances);
            fit::is_over(over, 1.0).then_some(Lack::Times(over))
        };
        fit::fewest(offer.least, most, &self.imbalance, lack)
    }

    /// Instances in each hour of a day on which they follow the load, `peak` of them in the busiest.
    pub fn by_hour(&self, offer: &Offer, t: usize, peak: u32) -> [u32; 24] {
        let mut by_hour = [0.0_f64; 24];
        for (need, times) in self.times(offer, t) {
            for (hour, share) in by_hour.iter_mut().zip(need.hours) {
                *hour = hour.max(times * share);
            }
        }
        by_hour.map(|times| self.fewest_for(offer, times, peak).unwrap_or(peak))
    }

    /// What is limited, and its demand over what one instance holds of it at the target.
    fn times<'s>(&'s self, offer: &'s Offer, t: usize) -> impl Iterator<Item = (&'s Demanded<'a>, f64)> {
        let limited = self.needs.iter().zip(&offer.capacities).filter(|(_, capacity)| capacity.is_some());
        limited.map(move |(need, capacity)| (need, need.times(*capacity, t)))
    }

    /// The need, by its place, that is nearest to its target or furthest over it, and its utilisation; None where
    /// nothing limits.
    pub fn fullest(&self, offer: &Offer, instances: u32, t: usize) -> Option<(usize, f64)> {
        let needs = self.needs.iter().zip(&offer.capacities).enumerate();
        let limited = needs.filter(|(_, (_, capacity))| capacity.is_some());
        let (place, need, times) = limited
            .map(|(place, (need, capacity))| (place, need, need.times(*capacity, t)))
            .reduce(|a, b| if b.2 > a.2 { b } else { a })?;
        Some((place, times * need.target * self.share(instances)))
    }

    /// Why no number of instances holds month `t`.
    pub fn why(&self, offer: &Offer, requirement: &Requirement, t: usize) -> Option<Reason<'static>> {
        let (place, _) = self.fullest(offer, 1, t)?;
        let need = *requirement.needs.get(place)?;
        let demanded = self.needs.get(place)?;
        let capacity = offer.capacities.get(place).copied().flatten();
        let capped = offer.is_rented() && offer.plan.instances_max == Some(offer.most);
        if capped && *requirement.instances.end() > offer.most {
            let needed = self.fewest_for(offer, demanded.times(capacity, t), u32::MAX);
            if let Some(needed) = needed {
                return Some(Reason::InstancesMax { need, needed, most: offer.most });
            }
        }
        // Where any number of instances may be had, one holds nothing.
        let instances = if offer.most == u32::MAX { offer.least } else { offer.most };
        let holds = capacity.unwrap_or(0.0) * demanded.target / self.share(instances);
        Some(Reason::Short { need, demand: demanded.by_month[t - 1], holds, instances })
    }
}
