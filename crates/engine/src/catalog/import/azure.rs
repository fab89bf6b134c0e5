//! Azure Retail Prices: pages of `GET https://prices.azure.com/api/retail/prices`, without sign-in.
//!
//! Read are App Service plans on Linux, PostgreSQL Flexible Server (compute and storage), Redis Basic and Standard, and
//! log ingestion: what the catalogue has of Azure's and the list names plainly. Internet egress is left out, for the
//! list names its zones otherwise. The list has no sizes: those of a plan are kept from the catalogue.
//!
//! Traps, as the list's documentation has them: a reservation's price is for its whole term although its unit says an
//! hour; names differ in their spaces; meters repeat with a price that is not in force yet; a list asked for with a
//! filter is never the whole, so that nothing can be said to be gone.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointNearestEven;

use super::page::{date, flag, name, next, number, number_if_any, per_month, rows, text, text_if_any};
use super::{Found, Origin};
use crate::catalog::{CatalogPlan, PartialDate, Rate};
use crate::diagnostic::Code;
use crate::form::{Node, Reader};
use crate::money::Currency;

/// The services that are asked for and read.
pub(super) const SERVICES: [&str; 4] =
    ["Azure App Service", "Azure Database for PostgreSQL", "Redis Cache", "Log Analytics"];

/// Hours of a month, in Azure's calculator as in the model.
const HOURS: Decimal = Decimal::from_parts(730, 0, 0, false, 0);
/// Decimal places of a reservation's price for a month.
const PLACES: u32 = 4;

/// What one row of the list prices.
struct Meter {
    place: String,
    target: Target,
    term: Term,
    region: String,
    currency: Currency,
    /// For one unit of the meter, or the whole term of a reservation.
    price: Decimal,
    tier_from: Decimal,
    /// The day from which the price is in force.
    since: PartialDate,
}

/// What a meter is in the catalogue.
enum Target {
    Plan { id: String, service: &'static str, name: String, tier: String, os: &'static str },
    Rate { id: &'static str, service: &'static str, meter: &'static str, unit: &'static str },
}

impl Target {
    /// Its id in the catalogue but for the region.
    fn id(&self) -> &str {
        match self {
            Target::Plan { id, .. } => id,
            Target::Rate { id, .. } => id,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Term {
    PayAsYouGo,
    OneYear,
    ThreeYears,
}

pub(super) fn read(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Found {
    let mut found = Found::default();
    let meters = rows(pages, "Items", reader, |row, reader| match meter(row, origin, reader)? {
        Ok(meter) => Some(meter),
        Err(reason) => {
            found.left_out.push(reason);
            None
        }
    });
    one_currency(&meters, reader);
    let mut plans: IndexMap<String, CatalogPlan> = IndexMap::new();
    for meter in latest(meters, reader) {
        let source = origin.vendor.lists().first().copied().unwrap_or_default();
        let id = format!("{}-{}", meter.target.id(), meter.region);
        match &meter.target {
            Target::Plan { service, name, tier, os, .. } => {
                let plan = plans.entry(id.clone()).or_insert_with(|| CatalogPlan {
                    tier: Some(tier.clone()),
                    region: Some(meter.region.clone()),
                    os: Some((*os).to_owned()),
                    billing: "per instance-hour; price_monthly = price_hourly x 730 (rounded to the cent)".to_owned(),
                    ..origin.plan(service, id, name, meter.currency, source)
                });
                price(plan, &meter);
            }
            Target::Rate { service, meter: name, unit, .. } => found.rates.push(Rate {
                price: Some(meter.price),
                tier_from: Some(meter.tier_from).filter(|from| !from.is_zero()),
                region: Some(meter.region.clone()),
                ..origin.rate(id, service, name, unit, meter.currency, source)
            }),
        }
    }
    found.plans.extend(plans.into_values());
    found.next = next(pages, "NextPageLink", origin.vendor, reader);
    found
}

fn price(plan: &mut CatalogPlan, meter: &Meter) {
    let over = |months: u32| (meter.price / Decimal::from(months)).round_dp_with_strategy(PLACES, MidpointNearestEven);
    match meter.term {
        Term::PayAsYouGo => {
            let places = u32::from(plan.currency.places());
            let month = meter.price.checked_mul(HOURS);
            plan.price_hourly = Some(meter.price);
            let month = month.map(|month| month.round_dp_with_strategy(places, MidpointNearestEven));
            plan.price_monthly = month.map(|month| per_month(month, plan.currency));
        }
        Term::OneYear => plan.reservations.one_year = Some(per_month(over(12), plan.currency)),
        Term::ThreeYears => plan.reservations.three_years = Some(per_month(over(36), plan.currency)),
    }
}

/// A row as a meter, or why it is left out; nothing where a problem was reported.
fn meter(row: &Node, origin: &Origin, reader: &mut Reader) -> Option<Result<Meter, &'static str>> {
    let kind = text(row, "type", reader)?;
    let term = match (kind.as_str(), text_if_any(row, "reservationTerm", reader).as_deref()) {
        ("Consumption", _) => Term::PayAsYouGo,
        ("Reservation", Some("1 Year")) => Term::OneYear,
        ("Reservation", Some("3 Years")) => Term::ThreeYears,
        _ => return Some(Err("another kind of price")),
    };
    let product = text(row, "productName", reader)?;
    let (sku, meter_name) = (text(row, "skuName", reader)?, text(row, "meterName", reader)?);
    let tier_from = number_if_any(row, "tierMinimumUnits", reader).unwrap_or_default();
    let Some(target) = target(&product, &sku, &meter_name, tier_from) else {
        return Some(Err("not one of the meters that the catalogue has"));
    };
    if row.get("isPrimaryMeterRegion").is_some() && !flag(row, "isPrimaryMeterRegion") {
        return Some(Err("a second meter of the same"));
    }
    let since = date(row, "effectiveStartDate", reader);
    let region = name(row, "armRegionName", reader);
    let currency = currency(row, reader);
    let amount = number(row, "retailPrice", reader);
    let unit = text(row, "unitOfMeasure", reader).and_then(|unit| quantity(&unit, row, &target, reader));
    let (since, amount, unit) = (since?, amount?, unit?);
    if since.is_surely_after(origin.as_of) {
        return Some(Err("not in force yet"));
    }
    // A reservation's price is for its term, whatever its unit says.
    let price = if term == Term::PayAsYouGo { amount.checked_div(unit)? } else { amount };
    let place = reader.path();
    Some(Ok(Meter { place, target, term, region: region?, currency: currency?, price, tier_from, since }))
}

/// Pages asked for in two currencies are two lists.
fn one_currency(meters: &[Meter], reader: &mut Reader) {
    let first = meters.first().map(|meter| meter.currency);
    let Some(other) = meters.iter().find(|meter| Some(meter.currency) != first) else { return };
    let message = format!("this row is priced in {}, the first in {}", other.currency, first.unwrap_or(other.currency));
    reader.within(&other.place, |reader| {
        reader.error(Code::MixedCurrency, None, message, "give the pages of one list, in one currency");
    });
}

/// Of each meter the price that came into force last. Two at once are a problem.
fn latest(meters: Vec<Meter>, reader: &mut Reader) -> Vec<Meter> {
    let mut latest: IndexMap<(String, String, Term), Meter> = IndexMap::new();
    for meter in meters {
        let key = (meter.target.id().to_owned(), meter.region.clone(), meter.term);
        match latest.get(&key) {
            Some(known) if known.since == meter.since && known.price != meter.price => {
                let (a, b) = (known.price, meter.price);
                let message = format!("`{}` has two prices at once, {a} and {b}", key.0);
                reader.within(&meter.place, |reader| {
                    reader.error(Code::Duplicate, None, message, "give the pages of one list, saved at one time");
                });
            }
            Some(known) if known.since >= meter.since => {}
            _ => {
                latest.insert(key, meter);
            }
        }
    }
    latest.into_values().collect()
}

/// What a meter is, by the names the list gives it.
fn target(product: &str, sku: &str, meter: &str, tier_from: Decimal) -> Option<Target> {
    let sku = sku.replace(' ', "");
    app_service(product, &sku)
        .or_else(|| postgres(product, &sku, meter))
        .or_else(|| redis(product, &sku, meter))
        .or_else(|| log_ingestion(meter, tier_from))
}

/// `Azure App Service Premium v3 Plan - Linux`, `P1 v3`. The Windows plans have the same name without an end.
fn app_service(product: &str, sku: &str) -> Option<Target> {
    let tier = product.strip_prefix("Azure App Service ")?.strip_suffix(" Plan - Linux")?;
    is_size(sku).then(|| Target::Plan {
        id: format!("azure-appservice-{}-linux", sku.to_ascii_lowercase()),
        service: "app_service",
        name: sku.to_owned(),
        tier: tier.to_owned(),
        os: "linux",
    })
}

/// `Azure Database for PostgreSQL Flexible Server Burstable BS Series Compute`, `B1MS`; `... General Purpose Ddsv5
/// Series Compute`, `2 vCore`, sometimes with a dash before the series; `Az DB for PostgreSQL Flexible Server Storage`.
fn postgres(product: &str, sku: &str, meter: &str) -> Option<Target> {
    if product.contains("PostgreSQL Flex") && meter == "Storage Data Stored" {
        return Some(Target::Rate {
            id: "azure-pgflex-storage",
            service: "postgres",
            meter: "storage",
            unit: "GB-month",
        });
    }
    let rest = product.strip_prefix("Azure Database for PostgreSQL Flexible Server ")?;
    let (name, tier) = if rest == "Burstable BS Series Compute" && is_size(sku) {
        // B1MS is written B1ms everywhere else.
        let (size, kind) = sku.split_at_checked(2)?;
        (format!("{size}{}", kind.to_ascii_lowercase()), "Burstable")
    } else {
        let series = rest.strip_prefix("General Purpose ")?.trim_start_matches("- ");
        let cores: u32 = sku.strip_suffix("vCore")?.parse().ok()?;
        (series == "Ddsv5 Series Compute").then(|| (format!("D{cores}ds_v5"), "General Purpose"))?
    };
    Some(Target::Plan {
        id: format!("azure-pgflex-{}", super::page::id_part(&name)),
        service: "postgres",
        name,
        tier: tier.to_owned(),
        os: "managed",
    })
}

/// `Azure Redis Cache Basic`, `C0`, `C0 Cache`; `C0 Cache Instance` is one node of a Standard cache.
fn redis(product: &str, sku: &str, meter: &str) -> Option<Target> {
    let tier = product.strip_prefix("Azure Redis Cache ").filter(|tier| ["Basic", "Standard"].contains(tier))?;
    (is_size(sku) && meter == format!("{sku} Cache")).then(|| Target::Plan {
        id: format!("azure-redis-{}-{}", tier.to_ascii_lowercase(), sku.to_ascii_lowercase()),
        service: "redis",
        name: sku.to_owned(),
        tier: tier.to_owned(),
        os: "managed",
    })
}

/// The price after the free allowance, which is a tier of its own.
fn log_ingestion(meter: &str, tier_from: Decimal) -> Option<Target> {
    (meter == "Analytics Logs Data Ingestion" && !tier_from.is_zero()).then_some(Target::Rate {
        id: "azure-log-analytics",
        service: "monitoring",
        meter: "analytics_logs_ingestion",
        unit: "GB",
    })
}

/// A size such as P1v3: a letter, later a digit, nothing else.
fn is_size(sku: &str) -> bool {
    sku.starts_with(|c: char| c.is_ascii_alphabetic())
        && sku.contains(|c: char| c.is_ascii_digit())
        && sku.len() <= 12
        && sku.chars().all(|c| c.is_ascii_alphanumeric())
}

fn currency(row: &Node, reader: &mut Reader) -> Option<Currency> {
    let code = text(row, "currencyCode", reader)?;
    let currency = code.parse().ok();
    if currency.is_none() {
        let message = format!("{:?} is not a currency code", code.chars().take(40).collect::<String>());
        reader.within("currencyCode", |reader| {
            let hint = "use a code of ISO 4217, such as USD";
            reader.error(Code::BadCurrency, row.get("currencyCode"), message, hint);
        });
    }
    currency
}

/// The quantity that a unit begins with, as in `1 Hour` or `100 Hours`; the unit must be the target's.
fn quantity(unit: &str, row: &Node, target: &Target, reader: &mut Reader) -> Option<Decimal> {
    let expected: &[&str] = match target {
        Target::Plan { .. } => &["Hour", "Hours"],
        Target::Rate { unit: "GB", .. } => &["GB"],
        Target::Rate { .. } => &["GB/Month"],
    };
    let (count, of) = unit.split_once(' ').unwrap_or(("", unit));
    let count = Decimal::from_str_exact(count).ok().filter(|count| *count >= Decimal::ONE && expected.contains(&of));
    if count.is_none() {
        let shown: String = unit.chars().take(40).collect();
        let message = format!("the unit is {shown:?}, not {:?}", format!("1 {}", expected.first().unwrap_or(&"")));
        reader.within("unitOfMeasure", |reader| {
            reader.error(Code::WrongType, row.get("unitOfMeasure"), message, "use the list as the vendor gives it");
        });
    }
    count
}
