//! What a deployment lacks, from the catalogue rows of the plans it uses within the horizon.

use std::fmt;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::super::words;
use crate::catalog::CatalogPlan;
use crate::model::Model;
use crate::model::file::Service;
use crate::model::program::{ComponentRule, Supply};
use crate::money::{Currency, number_of};
use crate::project::{Choice, SupplyRun};
use crate::projection::Deployed;
use crate::quantity::Share;
use crate::stats::allowed_downtime;

/// Something to know before choosing a deployment, of one component or, where that is empty, of all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The component's name in the model, and for a person.
    pub component: String,
    pub label: String,
    /// The tier's label, and its plan in the catalogue; empty where the fact is not of one tier.
    pub tier: String,
    pub plan: String,
    pub lack: Lack,
}

/// What a plan lacks, or how far it goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// The catalogue has no row for the tier.
    NotInCatalogue,
    /// The provider promises no availability, or the catalogue knows of none.
    NoSla,
    /// The promised availability, in percent.
    Sla { percent: Decimal },
    /// The number of instances does not follow demand by itself.
    NoAutoscale,
    /// Months in which one instance carries everything.
    OneInstance { months: usize },
    /// The most instances that the provider sells, or that the model would take where that is fewer.
    MostInstances { most: u32, by_model: bool },
    /// Processors shared with others: `shared` or `burstable`.
    SharedVcpu { kind: String },
    /// Metered use, without an upper bound on the bill.
    Uncapped,
    /// Traffic beyond what is included is billed by the GB, without an upper bound.
    UncappedTraffic { per_gb: Decimal, currency: Currency },
    /// Every plan that is bound to a region is bound to this one.
    OneRegion { region: String },
}

impl Lack {
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInCatalogue => "not-in-catalogue",
            Self::NoSla => "no-sla",
            Self::Sla { .. } => "sla",
            Self::NoAutoscale => "no-autoscale",
            Self::OneInstance { .. } => "one-instance",
            Self::MostInstances { .. } => "most-instances",
            Self::SharedVcpu { .. } => "shared-vcpu",
            Self::Uncapped => "uncapped-use",
            Self::UncappedTraffic { .. } => "uncapped-traffic",
            Self::OneRegion { .. } => "one-region",
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInCatalogue => f.write_str("not in the catalogue: nothing is known of what it promises"),
            Self::NoSla => f.write_str("the catalogue knows of no promised availability"),
            Self::Sla { percent } => match Share::new(number_of(*percent) / 100.0).map(allowed_downtime) {
                Ok(Ok(down)) => {
                    write!(f, "{percent} % availability: {} minutes down a month", words::count(down.minutes()))
                }
                _ => write!(f, "{percent} % availability"),
            },
            Self::NoAutoscale => f.write_str("does not scale by itself"),
            Self::OneInstance { months: 1 } => f.write_str("one instance, without another to take over, for a month"),
            Self::OneInstance { months } => {
                write!(f, "one instance, without another to take over, for {months} months")
            }
            Self::MostInstances { most, by_model } => {
                let instances = if *most == 1 { "one instance".to_owned() } else { format!("{most} instances") };
                let by = if *by_model { " in this model" } else { "" };
                write!(f, "{instances} at most{by}")
            }
            Self::SharedVcpu { kind } => write!(f, "{kind} processors"),
            Self::Uncapped => f.write_str("metered: the bill has no upper bound"),
            Self::UncappedTraffic { per_gb, currency } => {
                let code = currency.code();
                write!(f, "traffic beyond what is included costs {per_gb} {code} a GB, without an upper bound")
            }
            Self::OneRegion { region } => write!(f, "in one region: {region}"),
        }
    }
}

/// Every fact once, by component in the order of the model, then what holds of the whole deployment. Tiers that cost
/// nothing and stand for having none are passed over.
pub fn lacks(model: &Model, deployed: &Deployed) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut regions: Vec<&str> = Vec::new();
    for (id, rule) in &deployed.rule.components {
        let Some(run) = deployed.outcome.components.get(id) else { continue };
        for used in used(deployed, rule, run) {
            let plan = used.plan.and_then(|id| model.prices.catalog.plan(id));
            let found = plan.map_or(vec![Lack::NotInCatalogue], |plan| of_plan(plan, &used));
            facts.extend(found.into_iter().map(|lack| Fact {
                component: id.clone(),
                label: rule.label.clone(),
                tier: used.tier.to_owned(),
                plan: plan.map_or(String::new(), |p| p.id.clone()),
                lack,
            }));
            regions.extend(plan.and_then(CatalogPlan::bound_region).filter(|region| !regions.contains(region)));
        }
    }
    if let [region] = regions[..] {
        let lack = Lack::OneRegion { region: region.to_owned() };
        let none = String::new;
        facts.push(Fact { component: none(), label: none(), tier: none(), plan: none(), lack });
    }
    facts
}

/// A tier in use, or metered use.
struct Used<'a> {
    tier: &'a str,
    plan: Option<&'a str>,
    /// Months with one instance, and the most instances; None for metered use.
    fixed: Option<(usize, u32)>,
}

/// What a component uses within the horizon, in the order of first use.
fn used<'a>(deployed: &Deployed<'a>, rule: &'a ComponentRule, run: &SupplyRun) -> Vec<Used<'a>> {
    if let Supply::Usage(usage) = &rule.supply {
        return vec![Used { tier: &usage.label, plan: usage.on.as_deref(), fixed: None }];
    }
    let mut months: IndexMap<usize, usize> = IndexMap::new();
    for Choice { tier, instances } in &run.choice {
        *months.entry(*tier).or_default() += usize::from(*instances == 1);
    }
    let in_use = months.into_iter().filter_map(|(tier, alone)| {
        let (_, tier) = rule.tiers.get_index(tier)?;
        let free = tier.price.iter().all(|n| deployed.program.params[*n].exact().is_zero());
        let stands_for_none = free && tier.plan.is_none();
        (!stands_for_none).then(|| Used {
            tier: &tier.label,
            plan: tier.plan.as_deref(),
            fixed: Some((alone, tier.max)),
        })
    });
    in_use.collect()
}

fn of_plan(plan: &CatalogPlan, used: &Used) -> Vec<Lack> {
    let mut found = vec![match plan.sla_percent {
        Some(percent) => Lack::Sla { percent },
        None => Lack::NoSla,
    }];
    if runs_software(plan) {
        found.extend((plan.autoscale == Some(false)).then_some(Lack::NoAutoscale));
        if let Some((alone, most)) = used.fixed {
            found.extend((alone > 0).then_some(Lack::OneInstance { months: alone }));
            let by_model = plan.instances_max.is_none_or(|listed| most < listed);
            let most = plan.instances_max.map_or(most, |listed| listed.min(most));
            found.extend((most < u32::MAX).then_some(Lack::MostInstances { most, by_model }));
        }
        let shared = plan.shape.vcpu_kind.as_ref().filter(|kind| ["shared", "burstable"].contains(&kind.as_str()));
        found.extend(shared.map(|kind| Lack::SharedVcpu { kind: kind.clone() }));
    }
    found.extend(used.fixed.is_none().then_some(Lack::Uncapped));
    let per_gb = plan.egress_overage_per_gb.filter(|price| !price.is_zero() && used.fixed.is_some());
    found.extend(per_gb.map(|per_gb| Lack::UncappedTraffic { per_gb, currency: plan.currency }));
    found
}

/// A plan of machines, unlike one of a service that others run, as a CDN: instances mean nothing there.
fn runs_software(plan: &CatalogPlan) -> bool {
    !matches!(Service::of_catalog(&plan.service), Some(Service::Cdn | Service::Monitoring))
}
