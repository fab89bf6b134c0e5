//! Reading catalogue files: each row by itself, so that every problem is reported at once.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::{Catalog, CatalogPlan, Confidence, PartialDate, Rate, Reservations, Shape};
use crate::money::{Currency, decimal_of};

/// What a file says it is.
pub(super) const SCHEMA: &str = "headroom-catalog/1";

/// Every problem of a set of catalogue files; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct CatalogError {
    /// In the order of files and rows.
    pub problems: Vec<CatalogProblem>,
}

/// A row or a file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {message}")]
pub struct CatalogProblem {
    /// Which file, by position from 0.
    pub file: usize,
    /// The row: `plans.<id>` or `rates.<id>`, with its position where it has no id; or `file`.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{problem}")?;
        }
        Ok(())
    }
}

pub(super) fn read(texts: &[&str]) -> Result<Catalog, CatalogError> {
    let mut reading = Reading::default();
    for (file, text) in texts.iter().enumerate() {
        reading.file = file;
        reading.read(text);
    }
    if reading.problems.is_empty() { Ok(reading.catalog) } else { Err(CatalogError { problems: reading.problems }) }
}

#[derive(Deserialize)]
struct File {
    schema: String,
    #[serde(default)]
    plans: Vec<serde_json::Value>,
    #[serde(default)]
    rates: Vec<serde_json::Value>,
}

#[derive(Default)]
struct Reading {
    file: usize,
    catalog: Catalog,
    problems: Vec<CatalogProblem>,
}

impl Reading {
    fn read(&mut self, text: &str) {
        let file: File = match serde_json::from_str(text) {
            Ok(file) => file,
            Err(error) => return self.problem("file", error.to_string()),
        };
        if file.schema != SCHEMA {
            let schema: String = file.schema.chars().take(40).collect();
            return self.problem("file", format!("its schema is {schema:?}; this program reads {SCHEMA:?}"));
        }
        for (place, row) in self.rows::<PlanRow>("plans", file.plans) {
            self.check(&place, &row.prices());
            let plan = CatalogPlan::from(row);
            if self.is_new(&place, &plan.id) {
                self.catalog.plans.insert(plan.id.clone(), plan);
            }
        }
        for (place, row) in self.rows::<RateRow>("rates", file.rates) {
            let rate = Rate::from(row);
            self.check_rate(&place, &rate);
            if self.is_new(&place, &rate.id) {
                self.catalog.rates.insert(rate.id.clone(), rate);
            }
        }
    }

    /// The rows that can be read, each with its place.
    fn rows<Row: DeserializeOwned>(&mut self, kind: &str, rows: Vec<serde_json::Value>) -> Vec<(String, Row)> {
        let mut read = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let id = row.get("id").and_then(|id| id.as_str()).map_or(index.to_string(), str::to_owned);
            let place = format!("{kind}.{id}");
            match serde_json::from_value(row) {
                Ok(row) => read.push((place, row)),
                Err(error) => self.problem(&place, error.to_string()),
            }
        }
        read
    }

    fn is_new(&mut self, place: &str, id: &str) -> bool {
        let known = self.catalog.plan(id).is_some() || self.catalog.rate(id).is_some();
        if known {
            self.problem(place, "this id is used twice".to_owned());
        }
        if id.is_empty() {
            self.problem(place, "a row needs an id".to_owned());
        }
        !known
    }

    fn check(&mut self, place: &str, prices: &[(&str, Option<Decimal>)]) {
        for (field, price) in prices {
            if price.is_some_and(|price| price < Decimal::ZERO) {
                self.problem(place, format!("{field} is negative"));
            }
        }
    }

    fn check_rate(&mut self, place: &str, rate: &Rate) {
        let (from, to) = (rate.tier_from, rate.tier_to);
        let fields = [
            ("price", rate.price),
            ("percent", rate.percent),
            ("fixed", rate.fixed),
            ("tier_from", from),
            ("tier_to", to),
        ];
        self.check(place, &fields);
        if rate.per_qty <= Decimal::ZERO {
            self.problem(place, "per_qty must be above zero".to_owned());
        }
        if to.is_some_and(|to| to <= from.unwrap_or_default()) {
            self.problem(place, "tier_to must be above tier_from".to_owned());
        }
        if rate.price.is_none() && rate.percent.is_none() && rate.fixed.is_none() {
            self.problem(place, "a rate needs a price, a percent or a fixed part".to_owned());
        }
    }

    fn problem(&mut self, place: &str, message: String) {
        self.problems.push(CatalogProblem { file: self.file, place: place.to_owned(), message });
    }
}

/// A plan as a file has it. Money is decimal text; sizes may be JSON numbers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanRow {
    id: String,
    provider: String,
    service: String,
    plan: String,
    tier: Option<String>,
    region: Option<String>,
    os: Option<String>,
    #[serde(default, deserialize_with = "size")]
    vcpu: Option<Decimal>,
    vcpu_kind: Option<String>,
    #[serde(default, deserialize_with = "size")]
    ram_gib: Option<Decimal>,
    #[serde(default, deserialize_with = "size")]
    disk_gb: Option<Decimal>,
    disk_type: Option<String>,
    #[serde(default, deserialize_with = "size")]
    transfer_included_gb: Option<Decimal>,
    #[serde(default)]
    transfer_unlimited: bool,
    #[serde(default, deserialize_with = "price")]
    egress_overage_per_gb: Option<Decimal>,
    currency: Currency,
    #[serde(default, deserialize_with = "price")]
    price_monthly: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    price_monthly_if_annual: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    price_hourly: Option<Decimal>,
    #[serde(default)]
    billing: String,
    #[serde(default)]
    tax: String,
    instances_max: Option<u32>,
    autoscale: Option<bool>,
    #[serde(default, deserialize_with = "price")]
    sla_percent: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    reservation_1y_monthly: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    reservation_3y_monthly: Option<Decimal>,
    #[serde(default)]
    limits: serde_json::Map<String, serde_json::Value>,
    source: String,
    spec_source: Option<String>,
    as_of: PartialDate,
    confidence: Confidence,
    #[serde(default)]
    memory_fields: Vec<String>,
    #[serde(default)]
    notes: String,
    gone: Option<PartialDate>,
}

impl PlanRow {
    /// Everything that must not be negative.
    fn prices(&self) -> [(&'static str, Option<Decimal>); 11] {
        [
            ("vcpu", self.vcpu),
            ("ram_gib", self.ram_gib),
            ("disk_gb", self.disk_gb),
            ("transfer_included_gb", self.transfer_included_gb),
            ("egress_overage_per_gb", self.egress_overage_per_gb),
            ("price_monthly", self.price_monthly),
            ("price_monthly_if_annual", self.price_monthly_if_annual),
            ("price_hourly", self.price_hourly),
            ("sla_percent", self.sla_percent),
            ("reservation_1y_monthly", self.reservation_1y_monthly),
            ("reservation_3y_monthly", self.reservation_3y_monthly),
        ]
    }
}

impl From<PlanRow> for CatalogPlan {
    fn from(row: PlanRow) -> CatalogPlan {
        CatalogPlan {
            shape: Shape {
                vcpu: row.vcpu,
                vcpu_kind: row.vcpu_kind,
                ram_gib: row.ram_gib,
                disk_gb: row.disk_gb,
                disk_type: row.disk_type,
                transfer_gb: row.transfer_included_gb,
                transfer_unlimited: row.transfer_unlimited,
            },
            reservations: Reservations {
                one_year: row.reservation_1y_monthly,
                three_years: row.reservation_3y_monthly,
            },
            id: row.id,
            provider: row.provider,
            service: row.service,
            plan: row.plan,
            tier: row.tier,
            region: row.region,
            os: row.os,
            currency: row.currency,
            price_monthly: row.price_monthly,
            price_if_annual: row.price_monthly_if_annual,
            price_hourly: row.price_hourly,
            egress_overage_per_gb: row.egress_overage_per_gb,
            billing: row.billing,
            tax: row.tax,
            instances_max: row.instances_max,
            autoscale: row.autoscale,
            sla_percent: row.sla_percent,
            limits: row.limits.into_iter().collect(),
            source: row.source,
            spec_source: row.spec_source,
            as_of: row.as_of,
            confidence: row.confidence,
            memory_fields: row.memory_fields,
            notes: row.notes,
            gone: row.gone,
        }
    }
}

/// A rate as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateRow {
    id: String,
    provider: String,
    service: String,
    meter: String,
    unit: String,
    #[serde(default, deserialize_with = "size")]
    per_qty: Option<Decimal>,
    region: Option<String>,
    currency: Currency,
    #[serde(default, deserialize_with = "price")]
    price: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    percent: Option<Decimal>,
    #[serde(default, deserialize_with = "price")]
    fixed: Option<Decimal>,
    #[serde(default, deserialize_with = "size")]
    tier_from: Option<Decimal>,
    #[serde(default, deserialize_with = "size")]
    tier_to: Option<Decimal>,
    included: Option<String>,
    source: String,
    as_of: PartialDate,
    confidence: Confidence,
    #[serde(default)]
    notes: String,
}

impl From<RateRow> for Rate {
    fn from(row: RateRow) -> Rate {
        Rate {
            id: row.id,
            provider: row.provider,
            service: row.service,
            meter: row.meter,
            unit: row.unit,
            per_qty: row.per_qty.unwrap_or(Decimal::ONE),
            region: row.region,
            currency: row.currency,
            price: row.price,
            percent: row.percent,
            fixed: row.fixed,
            tier_from: row.tier_from,
            tier_to: row.tier_to,
            included: row.included,
            source: row.source,
            as_of: row.as_of,
            confidence: row.confidence,
            notes: row.notes,
        }
    }
}

/// Money and percentages: decimal text, so that no digit passes through a binary number.
fn price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| decimal_of_text(&text).ok_or_else(|| D::Error::custom(not_decimal(&text)))).transpose()
}

/// Sizes and quantities: decimal text or a JSON number.
fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    deserializer.deserialize_any(Size)
}

struct Size;

impl Visitor<'_> for Size {
    type Value = Option<Decimal>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number, or a decimal text such as \"0.5\"")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<Decimal>, E> {
        Ok(None)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<Decimal>, E> {
        Ok(Some(Decimal::from(number)))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Option<Decimal>, E> {
        Ok(Some(Decimal::from(number)))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Option<Decimal>, E> {
        decimal_of(number).map(Some).ok_or_else(|| E::custom(not_decimal(&number.to_string())))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<Decimal>, E> {
        decimal_of_text(text).map(Some).ok_or_else(|| E::custom(not_decimal(text)))
    }
}

fn not_decimal(text: &str) -> String {
    let text: String = text.chars().take(40).collect();
    format!("{text:?} is not a decimal number such as 12.50")
}

/// `-12.50`: digits, with a point between them or without, and nothing else; at most 28.
pub(super) fn decimal_of_text(text: &str) -> Option<Decimal> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let mut parts = unsigned.splitn(2, '.');
    let plain = parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

pub(super) fn decimal_of_json(number: &serde_json::Number) -> Option<Decimal> {
    number.as_i64().map(Decimal::from).or_else(|| decimal_of(number.as_f64()?))
}
