//! Prices that a model states, against the catalogue's.

mod fees;

use std::cmp::Reverse;
use std::fmt;

use rust_decimal::Decimal;

use super::known::{Sought, known};
use super::rests::{Priced, named_in_source};
use crate::catalog::{ExchangeRate, PartialDate};
use crate::form::{Found, Quantity};
use crate::model::Model;
use crate::model::check_supply::METERED_PROVIDER;
use crate::model::file::{Deployment, Usage};
use crate::money::{Currency, Money};

/// A price or fee that the model states and the catalogue has otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// Where the price is stated.
    pub path: String,
    /// Whose price it is.
    pub of: Drifting,
    /// The id of the plan or rate in the catalogue.
    pub id: String,
    /// What the catalogue calls it.
    pub name: String,
    /// What the model states; of a range its likely value.
    pub stated: Asked,
    /// What the catalogue has for the same.
    pub list: Asked,
    /// Stated less list.
    pub difference: Asked,
    /// The difference over the list price; none where that is nothing.
    pub share: Option<Decimal>,
    /// Whether the list price lies within the range that is stated.
    pub within_range: bool,
    /// The date of the list price.
    pub as_of: PartialDate,
    /// Where it was read.
    pub source: String,
    /// The rate by which it was turned into the model's currency.
    pub exchange: Option<ExchangeRate>,
}

/// What is asked for something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// In the model's currency.
    Money(Money),
    /// A share of each charge: 0.029 for 2.9 percent.
    Share(Decimal),
}

impl Asked {
    /// The amount, or the share.
    pub fn amount(self) -> Decimal {
        match self {
            Self::Money(money) => money.amount(),
            Self::Share(share) => share,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(money) => write!(f, "{money}"),
            Self::Share(share) => write!(f, "{} %", (share * Decimal::ONE_HUNDRED).normalize()),
        }
    }
}

/// What a stated price is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drifting {
    /// A tier that names the plan by its id, or has its name.
    Tier { deployment: String, component: String, tier: String },
    /// A meter, or the least, of metered use.
    Usage { deployment: String, component: String },
    /// One of the model's own prices over the catalogue.
    Override(String),
    /// What a payment processor keeps of each charge: its share, or its fixed part.
    Fee,
    /// Anything else whose source names the row.
    Price,
}

/// Every price that the model states and the catalogue it was read against has otherwise: money first, then shares, the
/// largest difference first.
///
/// A stated price is held against a row where the tier names that plan, where its label or name is a plan's of the
/// deployment's provider, where it overrides the row, where it stands for a meter of metered use, or where its source
/// names one row by its id. Additions to the tier before are no price of a plan. A stated fee stands for all that the
/// processor and what comes on top ask together, and is held against their sum.
pub fn drift(model: &Model) -> Vec<Drift> {
    let mut audit = Audit { model, found: Vec::new() };
    for (id, deployment) in &model.file.deployments {
        audit.deployment(id, deployment);
    }
    audit.overrides();
    audit.fees();
    for price in &model.quantities {
        audit.sourced(price);
    }
    let mut found = audit.found;
    let is_share = |drift: &Drift| matches!(drift.difference, Asked::Share(_));
    found.sort_by_key(|drift| (is_share(drift), Reverse(drift.difference.amount().abs())));
    found
}

struct Audit<'a> {
    model: &'a Model,
    found: Vec<Drift>,
}

/// A stated price, the list's, and the one less the other; None where they agree.
fn beside(stated: Decimal, list: Decimal, asked: fn(Decimal) -> Option<Asked>) -> Option<[Asked; 3]> {
    let difference = stated.checked_sub(list).filter(|difference| !difference.is_zero())?;
    Some([asked(stated)?, asked(list)?, asked(difference)?])
}

/// Whether a list price lies in a range; one without an end goes on.
fn is_within(list: Decimal, low: Option<Decimal>, high: Option<Decimal>) -> bool {
    low.is_none_or(|low| low <= list) && high.is_none_or(|high| list <= high)
}

/// A price of a unit may have more places than money; nine are as many as it can hold.
fn money(amount: Decimal) -> Option<Asked> {
    Money::exactly(amount.round_dp(9)).ok().map(Asked::Money)
}

/// A price as the model states it.
struct Stated<'a> {
    quantity: &'a Quantity,
    currency: Currency,
    /// How many units or months it is for.
    per: Decimal,
}

impl<'a> Audit<'a> {
    fn deployment(&mut self, id: &str, form: &'a Deployment) {
        let Some(rule) = self.model.program.deployments.get(id) else { return };
        let regions = self.regions(form);
        for (name, component) in &form.components {
            let Some(rule) = rule.components.get(name) else { continue };
            for (tier, tier_form) in component.ladder.iter().filter(|(_, tier)| tier.price.is_some()) {
                let of = Drifting::Tier { deployment: id.into(), component: name.clone(), tier: tier.clone() };
                let path = format!("deployments.{id}.components.{name}.ladder.{tier}.price");
                let names = [tier_form.label.as_str(), tier];
                let sought = Sought { provider: &form.provider, service: rule.service, names, regions: &regions };
                let meant = || known(&self.model.prices.list, &sought).map(|plan| plan.id.as_str());
                if let Some(plan) = tier_form.plan.as_deref().or_else(meant) {
                    self.hold(path, of, tier_form.price.as_deref(), plan);
                }
            }
            if let Some(usage) = &component.usage {
                self.usage(id, name, usage);
            }
        }
    }

    /// The regions of the plans that a deployment names.
    fn regions(&self, form: &'a Deployment) -> Vec<&'a str> {
        let plans =
            form.components.values().flat_map(|component| component.ladder.values()).flat_map(|tier| &tier.plan);
        plans.filter_map(|id| self.model.catalog().plan(id)?.region.as_deref()).collect()
    }

    fn usage(&mut self, deployment: &str, component: &str, form: &'a Usage) {
        let path = format!("deployments.{deployment}.components.{component}.usage");
        let of = Drifting::Usage { deployment: deployment.into(), component: component.into() };
        let list = &self.model.prices.list;
        let plan = form.plan.as_deref().and_then(|id| list.plan(id));
        let meters = list.meters(plan.map_or(METERED_PROVIDER, |plan| &plan.provider));
        let meters = [
            ("vcpu_price", &form.vcpu_price, meters.vcpu),
            ("ram_price", &form.ram_price, meters.ram),
            ("volume_price", &form.volume_price, meters.volume),
            ("egress_price", &form.egress_price, meters.egress),
        ];
        let rates = meters.map(|(field, own, rate)| (field, own.as_deref(), rate.map(|rate| rate.id.as_str())));
        let least = ("minimum", form.minimum.as_deref(), plan.map(|plan| plan.id.as_str()));
        for (field, own, id) in rates.into_iter().chain([least]) {
            if let Some(id) = id {
                self.hold(format!("{path}.{field}"), of.clone(), own, id);
            }
        }
    }

    fn overrides(&mut self) {
        let own = self.model.file.prices.iter().flat_map(|prices| &prices.overrides);
        for (name, form) in own {
            let (Some(quantity), Some(row)) = (form.price.as_deref(), self.listed(&form.of)) else { continue };
            let per = self.model.prices.list.rate(&form.of).map_or(Decimal::ONE, |rate| rate.per_qty);
            let stated = Stated { quantity, currency: row.currency(), per };
            let of = Drifting::Override(name.clone());
            self.found.extend(self.compared(format!("prices.overrides.{name}.price"), of, &stated, row));
        }
    }

    /// A price whose source names one row, and that is for the row's unit.
    fn sourced(&mut self, price: &'a Found) {
        let rows = named_in_source(self.model, price);
        let &[row] = rows.as_slice() else { return };
        if self.found.iter().any(|drift| drift.path == price.path) || !is_for(&price.quantity.unit, row) {
            return;
        }
        let per = price.path.rsplit_once('.').map(|(around, _)| format!("{around}.per"));
        let per = per.and_then(|path| self.model.quantities.iter().find(|other| other.path == path));
        let per = per.map_or(Decimal::ONE, |per| per.quantity.point());
        if let Some(row) = self.listed(row.id()) {
            let stated = Stated { quantity: &price.quantity, currency: self.model.program.currency, per };
            self.found.extend(self.compared(price.path.clone(), Drifting::Price, &stated, row));
        }
    }

    fn hold(&mut self, path: String, of: Drifting, own: Option<&Quantity>, id: &str) {
        let (Some(quantity), Some(row)) = (own, self.listed(id)) else { return };
        let stated = Stated { quantity, currency: self.model.program.currency, per: Decimal::ONE };
        self.found.extend(self.compared(path, of, &stated, row));
    }

    /// The row without what the model itself says of it.
    fn listed(&self, id: &str) -> Option<Priced<'a>> {
        let list = &self.model.prices.list;
        list.plan(id).map(Priced::Plan).or_else(|| list.rate(id).map(Priced::Rate))
    }

    /// None where the two agree, or cannot be compared.
    fn compared(&self, path: String, of: Drifting, stated: &Stated, row: Priced) -> Option<Drift> {
        let prices = &self.model.prices;
        let own = |amount: Decimal| {
            let one = amount.checked_div(stated.per)?;
            Some(prices.convert(one, stated.currency)?.amount)
        };
        let list = prices.convert(row.price()?, row.currency())?;
        let quantity = stated.quantity;
        let [stated, listed, difference] = beside(own(quantity.stated())?, list.amount, money)?;
        let (low, high) = quantity.ends();
        Some(Drift {
            path,
            of,
            id: row.id().to_owned(),
            name: row.name(),
            stated,
            list: listed,
            difference,
            share: difference.amount().checked_div(list.amount),
            within_range: quantity.is_range() && is_within(list.amount, low.and_then(own), high.and_then(own)),
            as_of: row.as_of(),
            source: row.source().to_owned(),
            exchange: list.at,
        })
    }
}

/// Whether a price in a unit such as `USD/GB/month` is for what the row's price is for. A price without one is.
fn is_for(unit: &str, row: Priced) -> bool {
    let (_, of) = unit.split_once('/').unwrap_or_default();
    let expected = match row {
        Priced::Plan(_) => "month",
        Priced::Rate(rate) => &rate.unit,
    };
    of.is_empty() || of.replace('/', "-").eq_ignore_ascii_case(expected)
}
