//! The prices that a deployment's costs rest on.

use headroom_engine::catalog::{CatalogPlan, Confidence, PartialDate, Rate};
use headroom_engine::form::Quantity;
use headroom_engine::form::quantity::PriceOf;
use headroom_engine::model::check_supply::METERED_PROVIDER;
use headroom_engine::model::file::{Tier, Usage};
use headroom_engine::model::price_book::PriceBook;
use headroom_engine::model::program::{Num, Supply, TierRule, UsageRule};
use headroom_engine::prices::{Priced, rests};
use rust_decimal::Decimal;

use super::known;
use crate::assumptions;
use crate::scene::Scene;

/// A price, and how it is known.
#[derive(Clone, Debug)]
pub struct Used {
    /// Where the model states it, or names what has it.
    pub path: String,
    pub what: String,
    /// What one of it is: a month of a tier, a GB.
    pub unit: String,
    pub price: Decimal,
    /// The provider's, without what the model itself says of it; None where the model states the price.
    pub list: Option<Decimal>,
    /// None where the model states the price.
    pub known: Option<Known>,
    pub source: String,
}

/// How a price of the catalogue is known.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub as_of: PartialDate,
    pub confidence: Confidence,
}

/// The prices of one component, or of what is paid besides.
#[derive(Clone, Debug)]
pub struct Group {
    pub label: String,
    pub prices: Vec<Used>,
}

/// Every price of the deployment, by component in the order of the model; then other prices that name their row of the
/// catalogue.
pub fn used(scene: &Scene) -> Vec<Group> {
    let mut groups = Vec::new();
    for (id, rule) in &scene.deployed.rule.components {
        let path = format!("deployments.{}.components.{id}", scene.deployed.id);
        let form = scene.model.file.deployments.get(scene.deployed.id).and_then(|d| d.components.get(id));
        let mut prices: Vec<Used> = Vec::new();
        prices.extend(rule.tiers.iter().map(|(tier_id, tier)| {
            let path = format!("{path}.ladder.{tier_id}.price");
            of_tier(scene, path, tier, form.and_then(|c| c.ladder.get(tier_id)))
        }));
        if let Supply::Usage(usage) = &rule.supply {
            prices.extend(metered(scene, &format!("{path}.usage"), usage, form.and_then(|c| c.usage.as_ref())));
        }
        groups.push(Group { label: rule.label.clone(), prices });
    }
    groups.push(Group { label: "Other costs".into(), prices: others(scene) });
    groups.retain(|group| !group.prices.is_empty());
    groups
}

fn of_tier(scene: &Scene, path: String, tier: &TierRule, form: Option<&Tier>) -> Used {
    let plan = tier.plan.as_ref().and_then(|p| scene.model.catalog().plan(p));
    let used = Used {
        path,
        what: tier.label.clone(),
        unit: "month".into(),
        price: tier.price.iter().map(|n| scene.model.program.params[*n].exact()).sum(),
        list: None,
        known: None,
        source: String::new(),
    };
    match plan.filter(|_| tier.price_from_catalog) {
        Some(plan) => of_plan(&scene.model.prices, used, plan),
        None => Used { source: stated_in(form), ..used },
    }
}

fn of_plan(book: &PriceBook, used: Used, plan: &CatalogPlan) -> Used {
    let list = book.list.plan(&plan.id).and_then(|plan| book.monthly(plan)).map(|price| price.amount);
    let known = Some(Known { as_of: plan.as_of, confidence: plan.confidence });
    Used { list, known, source: plan.source.clone(), ..used }
}

/// Where a price that the model states comes from.
fn stated_in(form: Option<&Tier>) -> String {
    let own = form.and_then(|t| t.price.as_ref().or(t.added.as_ref())).map(|q| q.source.clone());
    let own = own.filter(|source| !source.is_empty());
    own.or_else(|| form.and_then(|t| t.source.clone())).unwrap_or_else(|| "the model".into())
}

/// Each meter at the model's own price, or at the provider's; and the least that is billed.
fn metered(scene: &Scene, path: &str, usage: &UsageRule, form: Option<&Usage>) -> Vec<Used> {
    let book: &PriceBook = &scene.model.prices;
    let plan = usage.plan.as_ref().and_then(|p| book.catalog.plan(p));
    let meters = book.catalog.meters(plan.map_or(METERED_PROVIDER, |p| &p.provider));
    let own = |field: fn(&Usage) -> &Option<PriceOf>| form.and_then(|f| field(f).as_deref());
    let of = |field: &str, what: String, unit: &str, price: Num| Used {
        path: format!("{path}.{field}"),
        what,
        unit: unit.into(),
        price: scene.model.program.params[price].exact(),
        list: None,
        known: None,
        source: String::new(),
    };
    let metered = [
        ("vcpu_price", "vCPU", "vCPU-month", usage.vcpu_price, meters.vcpu, own(|f| &f.vcpu_price)),
        ("ram_price", "Memory", "GB-month", usage.ram_price, meters.ram, own(|f| &f.ram_price)),
        ("volume_price", "Volume", "GB-month", usage.volume_price, meters.volume, own(|f| &f.volume_price)),
        ("egress_price", "Egress", "GB", usage.egress_price, meters.egress, own(|f| &f.egress_price)),
    ];
    let mut found: Vec<Used> = metered
        .into_iter()
        .filter_map(|(field, what, unit, price, rate, own)| {
            let used = of(field, what.into(), unit, price?);
            Some(match own {
                Some(own) => stated(used, own),
                None => of_rate(book, used, rate),
            })
        })
        .collect();
    if let (Some(minimum), Some(plan)) = (usage.minimum, plan) {
        let used = of("minimum", format!("{} plan, least", known::plan(plan)), "month", minimum);
        found.push(match own(|f| &f.minimum) {
            Some(own) => stated(used, own),
            None => of_plan(book, used, plan),
        });
    }
    found
}

fn of_rate(book: &PriceBook, used: Used, rate: Option<&Rate>) -> Used {
    let Some(rate) = rate else { return used };
    let list = book.list.rate(&rate.id).and_then(|rate| book.per_unit(rate)).map(|price| price.amount);
    let known = Some(Known { as_of: rate.as_of, confidence: rate.confidence });
    Used { list, known, source: rate.source.clone(), ..used }
}

/// A price of the model's own.
fn stated(used: Used, own: &Quantity) -> Used {
    let source = if own.source.is_empty() { "the model".to_owned() } else { own.source.clone() };
    Used { source, ..used }
}

/// Prices of costs whose source names a row of the catalogue: shared ones, and the deployment's own.
fn others(scene: &Scene) -> Vec<Used> {
    let own = format!("deployments.{}.costs.", scene.deployed.id);
    let wanted = |path: &str| path.starts_with(&own) || !path.starts_with("deployments.");
    let rests = rests(scene.model).into_iter().filter(|figure| wanted(&figure.path));
    let found = rests.filter_map(|figure| {
        let found = scene.model.quantities.iter().find(|f| f.path == figure.path)?;
        let used = Used {
            what: assumptions::label(found, &scene.model.node),
            unit: unit(&found.quantity.unit, figure.row),
            price: found.quantity.stated(),
            list: None,
            known: None,
            source: String::new(),
            path: figure.path,
        };
        Some(match figure.row {
            Priced::Plan(plan) => of_plan(&scene.model.prices, used, plan),
            Priced::Rate(rate) => of_rate(&scene.model.prices, used, Some(rate)),
        })
    });
    found.collect()
}

/// "GB" of "USD/GB"; else the row's.
fn unit(own: &str, row: Priced) -> String {
    match (own.split_once('/'), row) {
        (Some((_, of)), _) => of.replace('/', "-"),
        (None, Priced::Plan(_)) => "month".into(),
        (None, Priced::Rate(rate)) => rate.unit.clone(),
    }
}
