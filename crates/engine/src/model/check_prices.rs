//! Checking a model's own prices, and laying them over the catalogue.

use std::fmt::Display;

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::below::Below;
use super::check::Checker;
use super::own_prices::{OwnExchange, OwnPlan, OwnPrices, PriceOverride};
use super::price_book::{PriceBook, STALE_AFTER};
use super::program::Num;
use crate::catalog::{
    CatalogPlan, Confidence, Converted, ExchangeRate, ExchangeRates, PartialDate, Rate, Reservations,
};
use crate::diagnostic::{Code, nearest_few, suggestion};
use crate::form::quantity::PriceOf;
use crate::form::{Named, Quantity};
use crate::money::Currency;

/// What stands for a source that the model does not name.
const THE_MODEL: &str = "the model";

/// The monthly price, or the price per unit, that the model states for a plan or a rate.
#[derive(Clone)]
pub(super) struct OwnPrice {
    path: String,
    quantity: Arc<Quantity>,
    /// Units the price is for.
    per: Decimal,
}

/// Rows to lay over the catalogue, and where their prices are stated.
#[derive(Default)]
struct Layer {
    plans: Vec<CatalogPlan>,
    rates: Vec<Rate>,
    prices: IndexMap<String, OwnPrice>,
}

impl Checker<'_> {
    /// The prices the model computes with, and those that it states itself, by id.
    pub(super) fn price_book(&mut self, own: Option<&OwnPrices>) -> (PriceBook, IndexMap<String, OwnPrice>) {
        let list = Arc::clone(&self.book.list);
        let mut book = PriceBook::over(list, self.currency);
        let Some(own) = own else { return (book, IndexMap::new()) };
        let mut layer = Layer::default();
        for (name, plan) in &own.plans {
            self.own_plan(name, plan, &mut layer);
        }
        for (name, change) in &own.overrides {
            self.price_override(change, &format!("prices.overrides.{name}"), &mut layer);
        }
        book.exchange = self.exchange(&own.exchange);
        book.stale_after = self.whole_months(
            own.stale_after.as_deref(),
            "prices.stale_after",
            u32::try_from(STALE_AFTER).unwrap_or(12),
        );
        book.stated = layer.prices.iter().map(|(id, price)| (id.clone(), price.path.clone())).collect();
        if !layer.plans.is_empty() || !layer.rates.is_empty() {
            book.catalog = Arc::new(book.list.with(layer.plans, layer.rates));
        }
        (book, layer.prices)
    }

    fn own_plan(&mut self, name: &str, form: &OwnPlan, layer: &mut Layer) {
        let path = format!("prices.plans.{name}");
        let at = |field| Below(&path, field);
        let as_of = self.date(&form.as_of, at("as_of"));
        let currency = match &form.currency {
            Some(code) => self.currency_of(code, at("currency")),
            None => Some(self.currency),
        };
        if form.instances_max == Some(0) {
            self.error(Code::OutOfDomain, at("instances_max"), "a plan without instances", "give 1 or more");
        }
        let service = form.service.as_deref().unwrap_or("vm");
        if !SERVICES.contains(&service) {
            let hint = suggestion(service, SERVICES);
            self.error(Code::UnknownChoice, at("service"), format!("`{service}` is not a service"), hint);
        }
        let (Some(as_of), Some(currency)) = (as_of, currency) else { return };
        let shape = form.shape.as_ref();
        let size = |part: Option<&Quantity>| part.map(Quantity::point);
        let price = |part: &Option<PriceOf>| part.as_ref().map(|price| price.point());
        layer.prices.insert(
            name.to_owned(),
            OwnPrice { path: at("price").to_string(), quantity: Arc::clone(&form.price.quantity), per: Decimal::ONE },
        );
        layer.plans.push(CatalogPlan {
            id: name.to_owned(),
            provider: form.provider.clone(),
            service: service.to_owned(),
            plan: form.label.clone(),
            tier: None,
            region: form.region.clone(),
            os: None,
            shape: crate::catalog::Shape {
                vcpu: size(shape.and_then(|s| s.vcpu.as_deref())),
                vcpu_kind: form.vcpu_kind.clone(),
                ram_gib: size(shape.and_then(|s| s.ram.as_deref())),
                disk_gb: size(shape.and_then(|s| s.disk.as_deref())),
                disk_type: None,
                transfer_gb: size(shape.and_then(|s| s.transfer.as_deref())),
                transfer_unlimited: form.transfer_unlimited.unwrap_or(false),
            },
            currency,
            price_monthly: Some(form.price.point()),
            price_if_annual: price(&form.annual),
            price_hourly: price(&form.hourly),
            reservations: Reservations { one_year: price(&form.one_year), three_years: price(&form.three_years) },
            egress_overage_per_gb: price(&form.egress_price),
            billing: String::new(),
            tax: String::new(),
            instances_max: form.instances_max,
            autoscale: form.autoscale,
            sla_percent: form.sla.as_ref().and_then(|sla| sla.point().checked_mul(Decimal::ONE_HUNDRED)),
            limits: form.limits.iter().map(|(name, most)| (name.clone(), most.point().to_string().into())).collect(),
            source: form.source.clone().unwrap_or_else(|| THE_MODEL.to_owned()),
            spec_source: None,
            as_of,
            confidence: Confidence::Read,
            memory_fields: Vec::new(),
            notes: form.note.clone().unwrap_or_default(),
            gone: None,
        });
    }

    fn price_override(&mut self, form: &PriceOverride, path: &str, layer: &mut Layer) {
        let at = |field| Below(path, field);
        let as_of = self.date(&form.as_of, at("as_of"));
        let given = [&form.price, &form.hourly, &form.annual, &form.one_year, &form.three_years, &form.egress_price];
        if given.iter().all(|price| price.is_none()) {
            self.error(Code::Missing, path, "the override has no price", "give `price`, or one of the others");
        }
        if layer.plans.iter().any(|p| p.id == form.of) || layer.rates.iter().any(|r| r.id == form.of) {
            let message = format!("`{}` has a price of the model's own already", form.of);
            self.error(Code::Duplicate, at("of"), message, "keep one of the two");
            return;
        }
        let catalog = self.catalog;
        if let Some(plan) = catalog.plan(&form.of) {
            layer.plans.extend(as_of.map(|as_of| repriced(plan, form, as_of)));
        } else if let Some(rate) = catalog.rate(&form.of) {
            if rate.price.is_none() || form.price.is_none() {
                let message = format!("rate `{}` has a price per unit and no other", form.of);
                self.error(Code::UnknownPlan, at("of"), message, "give `price`, for a rate that has one");
                return;
            }
            layer.rates.extend(as_of.map(|as_of| rerated(rate, form, as_of)));
        } else {
            let known = catalog.plans.keys().chain(catalog.rates.keys()).map(String::as_str);
            let hint = format!(
                "{}; `headroom catalog list`, with and without `--rates`, has all",
                nearest_few(&form.of, known)
            );
            let message = format!("the catalogue has no plan or rate `{}`", form.of);
            self.error(Code::UnknownPlan, at("of"), message, hint);
            return;
        }
        let per = catalog.rate(&form.of).map_or(Decimal::ONE, |rate| rate.per_qty);
        if let Some(price) = &form.price {
            let own = OwnPrice { path: at("price").to_string(), quantity: Arc::clone(&price.quantity), per };
            layer.prices.insert(form.of.clone(), own);
        }
    }

    fn exchange(&mut self, own: &Named<OwnExchange>) -> ExchangeRates {
        let mut rates: Vec<ExchangeRate> = Vec::new();
        for (name, form) in own {
            let at = |field: &str| format!("prices.exchange.{name}.{field}");
            let (from, as_of) =
                (self.currency_of(&form.currency, &at("currency")), self.date(&form.as_of, &at("as_of")));
            if form.rate <= Decimal::ZERO {
                self.error(
                    Code::OutOfDomain,
                    at("rate"),
                    format!("a rate of {}", form.rate),
                    "give what one unit costs, above 0",
                );
                continue;
            }
            if from == Some(self.currency) || rates.iter().any(|rate| Some(rate.from) == from) {
                self.error(
                    Code::Duplicate,
                    at("currency"),
                    format!("{} is the model's own currency, or has a rate already", form.currency),
                    "give one rate for each other currency",
                );
                continue;
            }
            let (Some(from), Some(as_of)) = (from, as_of) else { continue };
            rates.push(ExchangeRate {
                from,
                to: self.currency,
                rate: form.rate,
                as_of,
                source: form.source.clone().unwrap_or_else(|| THE_MODEL.to_owned()),
                confidence: Confidence::Read,
                note: form.note.clone().unwrap_or_default(),
            });
        }
        ExchangeRates::shipped().with(rates)
    }

    /// The price of a plan or rate as a parameter in the model's currency. What the model states itself keeps its path
    /// and range, unless it is turned into another currency.
    pub(super) fn list_price(
        &mut self,
        id: &str,
        price: Decimal,
        currency: Currency,
        path: impl Display + Copy,
    ) -> Option<Num> {
        let Converted { amount, at } = self.in_own_currency(id, price, currency, path)?;
        let own = self.own.get(id).filter(|own| at.is_none() && own.per == Decimal::ONE).cloned();
        let Some(own) = own else { return Some(self.exact(amount, "")) };
        // Tiers of one plan have one price, in every draw.
        let known = self.own_nums.get(id).copied();
        let num = known.unwrap_or_else(|| self.num(&own.quantity, &own.path));
        self.own_nums.insert(id.to_owned(), num);
        Some(num)
    }

    pub(super) fn in_own_currency(
        &mut self,
        id: &str,
        price: Decimal,
        from: Currency,
        path: impl Display + Copy,
    ) -> Option<Converted> {
        let to = self.currency;
        let Some(converted) = self.book.convert(price, from) else {
            let (code, message) = match self.book.exchange.between(from, to) {
                None => (
                    Code::MixedCurrency,
                    format!("`{id}` is priced in {from}, the model in {to}, and no exchange rate is known"),
                ),
                Some(_) => (Code::Overflow, format!("the price of `{id}` in {to} is larger than can be reckoned with")),
            };
            self.error(code, path, message, format!("state a rate in `prices.exchange`, or give the price in {to}"));
            return None;
        };
        if let Some(rate) = converted.at.as_ref().filter(|rate| rate.confidence == Confidence::Memory)
            && self.doubted.insert(from)
        {
            self.warning(
                Code::MixedCurrency,
                path,
                format!(
                    "`{id}` is priced in {from}: one is taken for {} {to}, a rate of {} that was not read anywhere",
                    rate.rate.round_dp(6).normalize(),
                    rate.as_of
                ),
                "state a rate with its date in `prices.exchange`",
            );
        }
        Some(converted)
    }

    /// What one unit of a currency costs in the model's, as a parameter. A report where no rate is known, and a warning
    /// where the rate was not read anywhere.
    pub(super) fn exchange_of(&mut self, what: &str, from: Currency, path: impl Display + Copy) -> Option<Num> {
        let one = self.in_own_currency(what, Decimal::ONE, from, path)?;
        Some(self.exact(one.amount, ""))
    }

    pub(super) fn currency_of(&mut self, code: &str, path: impl Display + Copy) -> Option<Currency> {
        let currency = code.parse().ok();
        if currency.is_none() {
            self.error(
                Code::BadCurrency,
                path,
                format!("`{}` is not a currency code", code.chars().take(40).collect::<String>()),
                "use a code of ISO 4217, such as USD or EUR",
            );
        }
        currency
    }

    pub(super) fn date(&mut self, text: &str, path: impl Display + Copy) -> Option<PartialDate> {
        let date = text.parse().ok();
        if date.is_none() {
            self.error(
                Code::BadDate,
                path,
                format!("`{}` is not a date", text.chars().take(40).collect::<String>()),
                "write it as far as it is known: 2026, 2026-10 or 2026-10-08",
            );
        }
        date
    }
}

/// What the catalogue has plans for.
const SERVICES: [&str; 7] = ["vm", "app_service", "paas", "postgres", "redis", "cdn", "monitoring"];

/// The plan at the prices that are given. Its date and source are those of its price for a month.
fn repriced(plan: &CatalogPlan, form: &PriceOverride, as_of: PartialDate) -> CatalogPlan {
    let price = |own: &Option<PriceOf>, listed: Option<Decimal>| own.as_ref().map(|own| own.point()).or(listed);
    let listed = &plan.reservations;
    let mut own = CatalogPlan {
        price_monthly: price(&form.price, plan.price_monthly),
        // An hour's price of the list says nothing about a month's price of one's own.
        price_hourly: price(&form.hourly, plan.price_hourly.filter(|_| form.price.is_none())),
        price_if_annual: price(&form.annual, plan.price_if_annual),
        reservations: Reservations {
            one_year: price(&form.one_year, listed.one_year),
            three_years: price(&form.three_years, listed.three_years),
        },
        egress_overage_per_gb: price(&form.egress_price, plan.egress_overage_per_gb),
        ..plan.clone()
    };
    if form.price.is_some() {
        own.spec_source.get_or_insert(std::mem::take(&mut own.source));
        own.source = form.source.clone().unwrap_or_else(|| THE_MODEL.to_owned());
        own.as_of = as_of;
        own.confidence = Confidence::Read;
        own.notes = form.note.clone().unwrap_or_default();
        own.memory_fields.retain(|field| field != "price_monthly");
    }
    own
}

fn rerated(rate: &Rate, form: &PriceOverride, as_of: PartialDate) -> Rate {
    Rate {
        price: form.price.as_ref().map(|price| price.point()),
        source: form.source.clone().unwrap_or_else(|| THE_MODEL.to_owned()),
        as_of,
        confidence: Confidence::Read,
        notes: form.note.clone().unwrap_or_default(),
        ..rate.clone()
    }
}
