//! Why a plan is not taken.

use rust_decimal::Decimal;

use crate::catalog::{CatalogPlan, PartialDate};
use crate::model::file::Resource;
use crate::money::{Currency, Money};

use super::{Need, Requirement};

/// Why a plan cannot be used for a component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason<'a> {
    /// It is something else.
    Service { sold_as: &'a str },
    /// The vendor's list no longer has it.
    Gone { since: PartialDate },
    /// It is not sold in any region asked for.
    Region { sold_in: Option<&'a str> },
    /// Its currency is not one of those asked for.
    Currency(Currency),
    /// Its price cannot be put in the model's currency.
    NoExchangeRate(Currency),
    /// It promises less availability than is asked for, in percent; or none.
    Availability { promised: Option<Decimal>, wished: Decimal },
    /// It has no fixed price, or its use no meters.
    NoPrice,
    /// Nobody says how much of this it holds: its machine's resource is not known, or nothing declares the limit.
    Unknown { need: Need, resource: Option<Resource> },
    /// It is billed by use, and the model does not say what is used.
    UnknownUse,
    /// More instances are asked for than it can have.
    FewerInstances { wished: u32, most: u32 },
    /// More instances would hold, but it cannot have so many.
    InstancesMax { need: Need, needed: u32, most: u32 },
    /// The most instances there may be hold less than is demanded.
    Short { need: Need, demand: f64, holds: f64, instances: u32 },
    /// Traffic, in GB a month, beyond what the catalogue has a price for.
    UnpricedTraffic { gb: f64 },
    /// It stops when its credit is used up, and use comes to more.
    Credit { credit: Money, used: Money },
}

/// A plan that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rejected<'a> {
    pub plan: &'a CatalogPlan,
    pub reason: Reason<'a>,
}

impl Reason<'_> {
    /// How much is missing, in the unit of what is short.
    pub fn short_by(&self) -> Option<f64> {
        match self {
            Self::Short { demand, holds, .. } => Some(demand - holds),
            _ => None,
        }
    }

    /// The reason in words.
    pub fn text(&self, of: &Requirement) -> String {
        match self {
            Self::Service { sold_as } => format!("it is sold as {sold_as}, and {} is needed", of.service.as_str()),
            Self::Gone { since } => format!("the vendor's list of {since} no longer has it"),
            Self::Region { sold_in: Some(region) } => format!("it is sold in {region}"),
            Self::Region { sold_in: None } => "its regions are not known".into(),
            Self::Currency(currency) => format!("it is priced in {currency}"),
            Self::NoExchangeRate(currency) => format!("there is no exchange rate for {currency}"),
            Self::Availability { promised: Some(promised), wished } => {
                format!("it promises {promised} %, and {wished} % is asked for")
            }
            Self::Availability { promised: None, .. } => {
                "the catalogue knows of no availability that it promises".into()
            }
            Self::NoPrice => "it has no fixed price".into(),
            Self::Unknown { need, resource: Some(resource) } => {
                format!("its {} is not known, and {} needs it", resource.as_str(), of.label(*need))
            }
            Self::Unknown { need, resource: None } => format!("nothing says how much of {} it holds", of.label(*need)),
            Self::UnknownUse => "it is billed by use, and the model does not say what is used".into(),
            Self::FewerInstances { wished, most } => {
                format!("{wished} instances are asked for, and it can have {most}")
            }
            Self::InstancesMax { need, needed, most } => {
                format!("{} needs {needed} instances, and it can have {most}", of.label(*need))
            }
            Self::Short { need, demand, holds, instances } => {
                let short = rounded(demand - holds);
                format!("{}: {instances} hold {}, short by {short}", of.label(*need), rounded(*holds))
            }
            Self::UnpricedTraffic { gb } => format!("{} GB of traffic have no price in the catalogue", rounded(*gb)),
            Self::Credit { credit, used } => {
                format!("it stops when its credit of {credit} is used up, at {used} of use")
            }
        }
    }
}

/// Three significant places after the point are enough to see how short something is.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
