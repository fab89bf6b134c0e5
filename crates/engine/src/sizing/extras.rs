//! What is paid beside a plan: traffic, storage, a load balancer.

use crate::capacity::fit::HAIR;
use crate::catalog::{CatalogPlan, QuantityTier, Rate};
use crate::model::price_book::PriceBook;
use crate::money::{Amount, Currency, Money, Param, number_of};

use super::Requirement;
use super::wishes::converted;

/// How traffic is paid.
#[derive(Clone, Debug)]
pub(super) enum Traffic {
    /// Not counted.
    Unlimited,
    /// Included with each instance, in GB a month, and the price of a GB beyond.
    Beyond { included: f64, price: Option<Param> },
    /// By tiers of the account's whole traffic.
    Tiers(Vec<(QuantityTier, Param)>),
}

impl Traffic {
    /// Where a provider lists tiers of an account's traffic they stand for what its plans say: the plans repeat the
    /// first of them, and what it includes is there once, not with every instance.
    pub fn of(plan: &CatalogPlan, prices: &PriceBook) -> Self {
        if plan.shape.transfer_unlimited {
            return Self::Unlimited;
        }
        let price = plan.egress_overage_per_gb.and_then(|price| converted(price, plan.currency, prices));
        let tiers = tiers(plan, prices);
        if price.is_some() && !tiers.is_empty() {
            return Self::Tiers(tiers);
        }
        Self::Beyond { included: plan.shape.transfer_gb.map_or(0.0, number_of), price }
    }

    /// Does it matter how much leaves?
    pub fn is_counted(&self) -> bool {
        !matches!(self, Self::Unlimited | Self::Beyond { price: None, .. })
    }

    /// What so many GB cost; None where there is no price for all of them.
    pub fn cost(&self, gb: f64, instances: u32, currency: Currency) -> Option<Money> {
        match self {
            Self::Unlimited => Some(Money::ZERO),
            Self::Beyond { included, price } => {
                let beyond = gb - included * f64::from(instances);
                if beyond <= 0.0 { Some(Money::ZERO) } else { price.map(|p| Money::charge(beyond, p, currency)) }
            }
            Self::Tiers(tiers) => {
                let priced: f64 = tiers.iter().map(|(tier, _)| tier.part(gb)).sum();
                let cost = || tiers.iter().map(|(tier, price)| Money::charge(tier.part(gb), *price, currency)).sum();
                (priced >= gb * (1.0 - HAIR)).then(cost)
            }
        }
    }
}

fn tiers(plan: &CatalogPlan, prices: &PriceBook) -> Vec<(QuantityTier, Param)> {
    let (service, meter) = match plan.service.as_str() {
        "cdn" => ("cdn", "edge_to_client_egress"),
        _ => ("bandwidth", "internet_egress"),
    };
    let is_tier = |rate: &&Rate| {
        rate.provider == plan.provider
            && rate.service == service
            && rate.meter == meter
            && rate.unit == "GB"
            && (rate.tier_from.is_some() || rate.tier_to.is_some())
    };
    let rates = prices.catalog.rates.values().filter(is_tier);
    rates.filter_map(|rate| Some((rate.tier(), converted(rate.unit_price()?, rate.currency, prices)?))).collect()
}

/// Storage that is bought beside a plan, per GB and month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Storage {
    price: Param,
    /// The least that can be bought, in GB.
    least: f64,
}

impl Storage {
    /// None where the plan has a disk, or its provider lists no storage for it in its region.
    pub fn of(plan: &CatalogPlan, prices: &PriceBook) -> Option<Self> {
        if plan.shape.disk_gb.is_some() {
            return None;
        }
        let fits = |rate: &&Rate| {
            rate.provider == plan.provider
                && rate.service == plan.service
                && rate.meter == "storage"
                && rate.unit == "GB-month"
                && rate.region.as_deref().is_none_or(|region| plan.is_sold_in(region))
        };
        let rate = prices.catalog.rates.values().find(fits)?;
        let price = converted(rate.unit_price()?, rate.currency, prices)?;
        Some(Self { price, least: plan.limit("storage_gb_min").map_or(0.0, number_of) })
    }

    /// Every instance keeps all that is stored.
    pub fn cost(&self, gb: f64, instances: u32, currency: Currency) -> Money {
        Money::charge(gb.max(self.least) * f64::from(instances), self.price, currency)
    }
}

/// What spreads requests over several instances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Balancer {
    /// The service does it, or a selection policy.
    Included,
    /// A month of one.
    Price(Param),
    /// Needed, and nobody lists its price.
    Unpriced,
}

impl Balancer {
    /// What the model says it costs, else the provider's.
    pub fn of(plan: &CatalogPlan, requirement: &Requirement, prices: &PriceBook) -> Self {
        if plan.service != "vm" || requirement.rule.selection.is_some() {
            return Self::Included;
        }
        let listed = || {
            let rates = prices.catalog.rates.values();
            let rate = rates.into_iter().find(|r| r.provider == plan.provider && r.service == "load_balancer")?;
            converted(rate.unit_price()?, rate.currency, prices)
        };
        requirement.balancer().or_else(listed).map_or(Self::Unpriced, Self::Price)
    }

    pub fn is_unpriced(self) -> bool {
        self == Self::Unpriced
    }

    pub fn cost(self, instances: u32, currency: Currency) -> Money {
        match self {
            Self::Price(price) if instances > 1 => Money::charge(1.0, price, currency),
            _ => Money::ZERO,
        }
    }
}
