//! So much for what is used.

use crate::capacity::machine::{MB_PER_GB, Machine};
use crate::catalog::{CatalogPlan, Rate};
use crate::model::check_supply::most_of_service;
use crate::model::price_book::PriceBook;
use crate::money::{Amount, Currency, Money, Param, number_of};
use crate::project::metered::{Bill, MeterPrices, Use};

use super::wishes::converted;
use super::{Cost, Reason, Requirement};

#[derive(Clone, Copy, Debug)]
pub(super) struct Metered {
    pub prices: MeterPrices,
    /// What may be used of a plan that asks nothing; it stops there.
    pub credit: Option<Money>,
}

impl Metered {
    /// None where the plan or a meter that is used has no price.
    pub fn of(plan: &CatalogPlan, requirement: &Requirement, prices: &PriceBook) -> Option<Self> {
        let minimum = plan.price_monthly?;
        let meters = prices.catalog.meters(&plan.provider);
        let price = |rate: Option<&Rate>| rate.and_then(|rate| converted(rate.unit_price()?, rate.currency, prices));
        let known = |price: Option<Param>, is_used: bool| (price.is_some() || !is_used).then_some(price);
        let metered = MeterPrices {
            vcpu: known(price(meters.vcpu), true)?,
            ram: known(price(meters.ram), true)?,
            volume: known(price(meters.volume), requirement.used.volume.is_some())?,
            egress: known(price(meters.egress), requirement.used.egress.is_some())?,
            minimum: Some(converted(minimum, plan.currency, prices)?),
        };
        let included = minimum.is_zero().then(|| plan.limit("included_usage_usd").unwrap_or_default());
        let credit = included.and_then(|usage| converted(usage, Currency::USD, prices));
        let credit = credit.map(|usage| Money::charge(1.0, usage, prices.currency));
        (credit.is_some() || !minimum.is_zero()).then_some(Self { prices: metered, credit })
    }

    /// As large as one service may become.
    pub fn machine(plan: &CatalogPlan) -> Machine {
        let Use { vcpu, ram, volume, .. } = most_of_service(plan);
        Machine { vcpu, ram: ram.map(|gb| gb * number_of(MB_PER_GB)), disk: volume, transfer: None }
    }

    pub fn cost(&self, used: &Use, currency: Currency) -> Result<Cost, Reason<'static>> {
        let bill = self.bill(used, currency);
        match self.credit {
            Some(credit) if bill.metered > credit => Err(Reason::Credit { credit, used: bill.metered }),
            Some(_) => Ok(Cost::default()),
            None => Ok(Cost { plan: bill.metered, up_to_minimum: bill.up_to_minimum, ..Cost::default() }),
        }
    }

    pub fn bill(&self, used: &Use, currency: Currency) -> Bill<Money> {
        Bill::of(used, &self.prices, currency)
    }
}
