//! The prices that a deployment's costs rest on.

use headroom_engine::catalog::{CatalogPlan, Confidence, PartialDate, Rate};
use headroom_engine::form::Quantity;
use headroom_engine::form::quantity::PriceOf;
use headroom_engine::model::check_supply::METERED_PROVIDER;
use headroom_engine::model::file::{Tier, Usage};
use headroom_engine::model::price_book::PriceBook;
use headroom_engine::model::program::{Num, Supply, TierRule, UsageRule};
use rust_decimal::Decimal;

use super::age;
use crate::scene::Scene;

/// A price, and how it is known.
#[derive(Clone, Debug)]
pub struct Used {
    pub component: String,
    pub what: String,
    /// What one of it is: a month of a tier, a GB.
    pub unit: &'static str,
    pub price: Decimal,
    /// The catalogue's, where the model states its own beside a plan.
    pub list: Option<Decimal>,
    /// None where the model states the price.
    pub as_of: Option<PartialDate>,
    pub confidence: Option<Confidence>,
    pub source: String,
}

impl Used {
    pub fn name(&self) -> String {
        format!("{} ({})", self.what, self.component)
    }

    pub fn is_stale(&self, scene: &Scene) -> bool {
        self.age(scene.date).is_some_and(|months| months > scene.model.prices.stale_after)
    }

    pub fn is_from_memory(&self) -> bool {
        self.confidence == Some(Confidence::Memory)
    }

    /// Whole months up to a day.
    pub fn age(&self, on: PartialDate) -> Option<usize> {
        self.as_of.map(|as_of| age::months(as_of, on))
    }
}

/// Every price of the deployment, in the order of its components.
pub fn used(scene: &Scene) -> Vec<Used> {
    let mut found = Vec::new();
    for (id, rule) in &scene.deployed.rule.components {
        let form = scene.model.file.deployments.get(scene.deployed.id).and_then(|d| d.components.get(id));
        found.extend(rule.tiers.iter().map(|(tier_id, tier)| {
            let form = form.and_then(|c| c.ladder.get(tier_id));
            of_tier(scene, &rule.label, tier, form)
        }));
        if let Supply::Usage(usage) = &rule.supply {
            found.extend(metered(scene, &rule.label, usage, form.and_then(|c| c.usage.as_ref())));
        }
    }
    found
}

fn of_tier(scene: &Scene, component: &str, tier: &TierRule, form: Option<&Tier>) -> Used {
    let book = &scene.model.prices;
    let plan = tier.plan.as_ref().and_then(|p| book.catalog.plan(p));
    let used = Used {
        component: component.to_owned(),
        what: tier.label.clone(),
        unit: "month",
        price: tier.price.iter().map(|n| scene.model.program.params[*n].exact()).sum(),
        list: None,
        as_of: None,
        confidence: None,
        source: String::new(),
    };
    match plan.filter(|_| tier.price_from_catalog) {
        Some(plan) => of_plan(book, used, plan),
        None => Used { list: plan.and_then(|p| monthly(book, &p.id)), source: stated_in(form), ..used },
    }
}

/// At the plan's price; beside the list where the model states that price itself.
fn of_plan(book: &PriceBook, used: Used, plan: &CatalogPlan) -> Used {
    let list = monthly(book, &plan.id).filter(|_| book.stated.contains_key(&plan.id));
    let (as_of, confidence) = (Some(plan.as_of), Some(plan.confidence));
    Used { list, as_of, confidence, source: plan.source.clone(), ..used }
}

/// The list price of a plan, in the model's currency.
fn monthly(book: &PriceBook, plan: &str) -> Option<Decimal> {
    book.monthly(book.list.plan(plan)?).map(|price| price.amount)
}

/// Where a price that the model states comes from.
fn stated_in(form: Option<&Tier>) -> String {
    let own = form.and_then(|t| t.price.as_ref().or(t.added.as_ref())).map(|q| q.source.clone());
    let own = own.filter(|source| !source.is_empty());
    own.or_else(|| form.and_then(|t| t.source.clone())).unwrap_or_else(|| "the model".into())
}

/// Each meter at the model's own price, or at the provider's; and the least that is billed.
fn metered(scene: &Scene, component: &str, usage: &UsageRule, form: Option<&Usage>) -> Vec<Used> {
    let book = &scene.model.prices;
    let plan = usage.plan.as_ref().and_then(|p| book.catalog.plan(p));
    let meters = book.catalog.meters(plan.map_or(METERED_PROVIDER, |p| &p.provider));
    let own = |field: fn(&Usage) -> &Option<PriceOf>| form.and_then(|f| field(f).as_deref());
    let of = |what: String, unit, price: Num| Used {
        component: component.to_owned(),
        what,
        unit,
        price: scene.model.program.params[price].exact(),
        list: None,
        as_of: None,
        confidence: None,
        source: String::new(),
    };
    let metered = [
        ("vCPU", "month", usage.vcpu_price, meters.vcpu, own(|f| &f.vcpu_price)),
        ("Memory", "GB, month", usage.ram_price, meters.ram, own(|f| &f.ram_price)),
        ("Volume", "GB, month", usage.volume_price, meters.volume, own(|f| &f.volume_price)),
        ("Egress", "GB", usage.egress_price, meters.egress, own(|f| &f.egress_price)),
    ];
    let mut found: Vec<Used> = metered
        .into_iter()
        .filter_map(|(what, unit, price, rate, own)| Some(of_meter(book, of(what.into(), unit, price?), rate, own)))
        .collect();
    if let (Some(minimum), Some(plan)) = (usage.minimum, plan) {
        let used = of(format!("{} plan, least", plan.plan), "month", minimum);
        found.push(match own(|f| &f.minimum) {
            Some(own) => stated(used, monthly(book, &plan.id), own),
            None => of_plan(book, used, plan),
        });
    }
    found
}

fn of_meter(book: &PriceBook, used: Used, rate: Option<&Rate>, own: Option<&Quantity>) -> Used {
    let list = |rate: &Rate| book.per_unit(book.list.rate(&rate.id)?).map(|price| price.amount);
    match (own, rate) {
        (Some(own), rate) => stated(used, rate.and_then(list), own),
        (None, Some(rate)) => Used {
            list: list(rate).filter(|_| book.stated.contains_key(&rate.id)),
            as_of: Some(rate.as_of),
            confidence: Some(rate.confidence),
            source: rate.source.clone(),
            ..used
        },
        (None, None) => used,
    }
}

/// A price of the model's own, beside the list.
fn stated(used: Used, list: Option<Decimal>, own: &Quantity) -> Used {
    let source = if own.source.is_empty() { "the model".to_owned() } else { own.source.clone() };
    Used { list, source, ..used }
}
