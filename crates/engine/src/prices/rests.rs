//! The prices of the catalogue that a model's figures rest on.

use rust_decimal::Decimal;

use crate::catalog::{Catalog, CatalogPlan, Confidence, ExchangeRate, PartialDate, Rate};
use crate::form::Domain;
use crate::form::Found;
use crate::model::Model;
use crate::model::check_revenue::processor;
use crate::model::check_supply::METERED_PROVIDER;
use crate::model::file::{Fees, Usage};
use crate::model::program::{Supply, UsageRule};
use crate::money::Currency;

/// A figure of a model, and the price it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Rests<'a> {
    /// Where the figure stands: where the model names the plan or rate, or states the price that it says was read there.
    pub path: String,
    /// The row it rests on, with the model's own prices over the catalogue's.
    pub row: Priced<'a>,
    /// The exchange rate it rests on besides, where the row has another currency than the model.
    pub exchange: Option<ExchangeRate>,
}

/// A row of a catalogue that has a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Priced<'a> {
    /// Per month.
    Plan(&'a CatalogPlan),
    /// Per unit.
    Rate(&'a Rate),
}

impl<'a> Priced<'a> {
    /// Its id in the catalogue.
    pub fn id(self) -> &'a str {
        match self {
            Self::Plan(plan) => &plan.id,
            Self::Rate(rate) => &rate.id,
        }
    }

    /// The plan's name at the provider, or what is metered, in words.
    pub fn name(self) -> String {
        match self {
            Self::Plan(plan) => plan.plan.clone(),
            Self::Rate(rate) => rate.meter.replace('_', " "),
        }
    }

    /// The price for a month of a plan, or for a unit of a rate, in its own currency.
    pub fn price(self) -> Option<Decimal> {
        match self {
            Self::Plan(plan) => plan.price_monthly,
            Self::Rate(rate) => rate.unit_price(),
        }
    }

    /// The currency of the price.
    pub fn currency(self) -> Currency {
        match self {
            Self::Plan(plan) => plan.currency,
            Self::Rate(rate) => rate.currency,
        }
    }

    /// The date of the copy it was read in.
    pub fn as_of(self) -> PartialDate {
        match self {
            Self::Plan(plan) => plan.as_of,
            Self::Rate(rate) => rate.as_of,
        }
    }

    /// Where it was read.
    pub fn source(self) -> &'a str {
        match self {
            Self::Plan(plan) => &plan.source,
            Self::Rate(rate) => &rate.source,
        }
    }

    /// Whether the price was not read in its source.
    pub fn is_from_memory(self) -> bool {
        match self {
            Self::Plan(plan) => {
                plan.confidence == Confidence::Memory || plan.memory_fields.iter().any(|field| field == "price_monthly")
            }
            Self::Rate(rate) => rate.confidence == Confidence::Memory,
        }
    }

    /// The date of the vendor's list that no longer had it.
    pub fn gone(self) -> Option<PartialDate> {
        match self {
            Self::Plan(plan) => plan.gone,
            Self::Rate(_) => None,
        }
    }
}

/// Every figure that rests on a price of the catalogue: tiers and metered use without a price of their own, the payment
/// processor's fees, and prices whose source names a plan or rate by its id, once for each that it names. First those of
/// components, then the fees, then the others, each in the order of the file.
pub fn rests(model: &Model) -> Vec<Rests<'_>> {
    let mut found = Vec::new();
    for (deployment, rule) in &model.program.deployments {
        for (component, rule) in &rule.components {
            let path = format!("deployments.{deployment}.components.{component}");
            let listed = rule.tiers.iter().filter(|(_, tier)| tier.price_from_catalog);
            found.extend(listed.filter_map(|(name, tier)| {
                let plan = model.catalog().plan(tier.plan.as_ref()?)?;
                Some(resting(model, format!("{path}.ladder.{name}.plan"), Priced::Plan(plan)))
            }));
            let form = model.file.deployments.get(deployment).and_then(|d| d.components.get(component));
            if let (Supply::Usage(usage), Some(form)) = (&rule.supply, form.and_then(|form| form.usage.as_ref())) {
                found.extend(metered(model, &format!("{path}.usage"), usage, form));
            }
        }
    }
    found.extend(fees(model));
    found.extend(model.quantities.iter().flat_map(|price| {
        let rows = named_in_source(model, price).into_iter();
        rows.map(|row| resting(model, price.path.clone(), row))
    }));
    found
}

/// A figure that rests on a row, and on the exchange rate into the model's currency where it needs one.
pub fn resting<'a>(model: &Model, path: String, row: Priced<'a>) -> Rests<'a> {
    let exchange = model.prices.convert(Decimal::ONE, row.currency()).and_then(|converted| converted.at);
    Rests { path, row, exchange }
}

/// What the payment processor keeps, where the model does not state both parts of it itself.
fn fees(model: &Model) -> Vec<Rests<'_>> {
    let Some(form) = model.file.subscription.as_ref().and_then(|s| s.fees.as_ref()) else { return Vec::new() };
    if form.percent.is_some() && form.fixed.is_some() {
        return Vec::new();
    }
    let rates = fee_rates(model.catalog(), form, model.prices.currency).into_iter().map(|(path, rate)| {
        let figure = resting(model, path, Priced::Rate(rate));
        let converted = form.fixed.is_none() && rate.fixed.is_some_and(|fixed| !fixed.is_zero());
        Rests { exchange: figure.exchange.filter(|_| converted), ..figure }
    });
    rates.collect()
}

/// The rows of a catalogue that fees name: the processor's, and what comes on top; each with its path.
pub(super) fn fee_rates<'a>(catalog: &'a Catalog, form: &Fees, currency: Currency) -> Vec<(String, &'a Rate)> {
    let named = form.processor.iter();
    let named =
        named.filter_map(|name| Some(("subscription.fees.processor".to_owned(), processor(catalog, name, currency)?)));
    let also = form.also.iter().enumerate();
    let also = also.filter_map(|(i, id)| Some((format!("subscription.fees.also.{i}"), catalog.rate(id)?)));
    named.chain(also).collect()
}

/// The exchange rates that the prices of subscription plans in another currency rest on, each with its path.
pub(super) fn charged(model: &Model) -> Vec<(String, ExchangeRate)> {
    let plans = model.file.subscription.iter().flat_map(|subscription| &subscription.plans);
    let codes = plans.flat_map(|(name, plan)| {
        let path = format!("subscription.plans.{name}");
        let own = plan.currency.as_ref().map(|code| (format!("{path}.currency"), code));
        let others = plan.currencies.iter();
        let others = others.map(move |(key, form)| (format!("{path}.currencies.{key}.currency"), &form.currency));
        own.into_iter().chain(others)
    });
    let rates = codes.filter_map(|(path, code)| {
        let rate = model.prices.convert(Decimal::ONE, code.parse().ok()?)?.at?;
        Some((path, rate))
    });
    rates.collect()
}

/// What metered use is billed by, where the model does not state it.
fn metered<'a>(model: &'a Model, path: &str, usage: &UsageRule, form: &Usage) -> Vec<Rests<'a>> {
    let catalog = model.catalog();
    let plan = usage.plan.as_ref().and_then(|id| catalog.plan(id));
    let meters = catalog.meters(plan.map_or(METERED_PROVIDER, |plan| &plan.provider));
    let least = plan.filter(|_| form.minimum.is_none()).map(|plan| (format!("{path}.plan"), Priced::Plan(plan)));
    let rates = [
        (meters.vcpu, form.vcpu_price.is_none()),
        (meters.ram, form.ram_price.is_none()),
        (meters.volume, form.volume_price.is_none() && usage.used.volume.is_some()),
        (meters.egress, form.egress_price.is_none() && usage.used.egress.is_some()),
    ];
    let rates =
        rates.into_iter().filter_map(|(rate, listed)| Some((path.to_owned(), Priced::Rate(rate.filter(|_| listed)?))));
    least.into_iter().chain(rates).map(|(path, row)| resting(model, path, row)).collect()
}

/// The rows whose ids the source of a price names, as in "Price catalogue, azure-pgflex-storage-eastus". The source is
/// the price's own or, where it has none, that of the nearest thing around it which has one.
pub(super) fn named_in_source<'a>(model: &'a Model, price: &Found) -> Vec<Priced<'a>> {
    let own = Some(price.quantity.source.as_str()).filter(|source| !source.is_empty());
    let source = own.or_else(|| source_around(model, &price.path)).filter(|_| price.domain == Domain::Price);
    let row = |id: &str| {
        let plan = model.catalog().plan(id).map(Priced::Plan);
        plan.or_else(|| model.catalog().rate(id).map(Priced::Rate))
    };
    rows_named(source.unwrap_or_default()).filter_map(row).collect()
}

/// What may be ids of rows in a source, as "Price catalogue, azure-pgflex-storage-eastus".
pub(super) fn rows_named(source: &str) -> impl Iterator<Item = &str> {
    let words = source.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    words.filter(|word| word.contains('-'))
}

fn source_around<'a>(model: &'a Model, path: &str) -> Option<&'a str> {
    let mut path = path;
    while let Some((parent, _)) = path.rsplit_once('.') {
        let source = model.node.at_path(parent).and_then(|node| node.get("source")).and_then(|source| source.as_text());
        if source.is_some() {
            return source;
        }
        path = parent;
    }
    None
}
