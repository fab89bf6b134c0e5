//! So much for each instance, and what is bought beside it.

use rust_decimal::Decimal;

use crate::catalog::CatalogPlan;
use crate::model::price_book::PriceBook;
use crate::money::{Amount, Currency, Money, Param};

use super::commitment::{Tariff, tariffs};
use super::extras::{Balancer, Storage, Traffic};
use super::wishes::converted;
use super::{Cost, Reason, Requirement, Wishes};

/// Hours in a month.
pub(super) const HOURS: u16 = 730;

#[derive(Clone, Debug)]
pub(super) struct Rented {
    pub monthly: Param,
    /// Where instances follow the day by themselves.
    pub hourly: Option<Param>,
    pub tariffs: Vec<Tariff>,
    pub balancer: Balancer,
    pub storage: Option<Storage>,
    pub traffic: Traffic,
}

impl Rented {
    /// None where the plan has no price.
    pub fn of(plan: &CatalogPlan, requirement: &Requirement, wishes: &Wishes, prices: &PriceBook) -> Option<Self> {
        let price = |amount: Decimal| converted(amount, plan.currency, prices);
        let monthly = plan.price_monthly.or_else(|| plan.price_hourly?.checked_mul(Decimal::from(HOURS)))?;
        let follows_the_day = wishes.autoscale && plan.autoscale == Some(true);
        Some(Self {
            monthly: price(monthly)?,
            hourly: plan.price_hourly.filter(|_| follows_the_day).and_then(price),
            tariffs: tariffs(plan, prices, wishes.longest_commitment),
            balancer: Balancer::of(plan, requirement, prices),
            storage: Storage::of(plan, prices),
            traffic: Traffic::of(plan, prices),
        })
    }

    /// A month of so many instances; the reason where traffic has no price.
    pub fn cost(
        &self,
        instances: u32,
        requirement: &Requirement,
        t: usize,
        currency: Currency,
    ) -> Result<Cost, Reason<'static>> {
        let gb = requirement.traffic(t).unwrap_or(0.0);
        Ok(Cost {
            plan: Money::charge(f64::from(instances), self.monthly, currency),
            up_to_minimum: Money::ZERO,
            balancer: self.balancer.cost(instances, currency),
            storage: match self.storage {
                Some(storage) => storage.cost(requirement.disk(t).unwrap_or(0.0), instances, currency),
                None => Money::ZERO,
            },
            traffic: self.traffic.cost(gb, instances, currency).ok_or(Reason::UnpricedTraffic { gb })?,
        })
    }

    /// A month of so many instance-hours a day: hourly price × 730 / 24 days.
    pub fn followed(&self, hours_a_day: u32, currency: Currency) -> Option<Money> {
        let hours = f64::from(hours_a_day) * f64::from(HOURS) / 24.0;
        self.hourly.map(|price| Money::charge(hours, price, currency))
    }
}
