//! Hetzner Cloud: `GET /v1/server_types` and `GET /v1/pricing`, with a token. Prices are per location and net of VAT.
//!
//! The list of server types does not name its currency; the prices page does. Give both, or say the currency.

use rust_decimal::Decimal;

use super::page::{
    date, id_part, is_whole, items, name, number, number_if_any, per_month, text, text_if_any, with_query,
};
use super::{Found, Origin, Part};
use crate::catalog::{CatalogPlan, Rate, Shape};
use crate::diagnostic::Code;
use crate::form::{Kind, Node, Reader};
use crate::money::Currency;

const LIST: &str = "server_types";
/// Bytes of a TB as Hetzner counts traffic, and the GB that the catalogue has for one: 20 TB are 20,000 GB.
const TB: Decimal = Decimal::from_parts(0, 256, 0, false, 0);
const GB: Decimal = Decimal::ONE_THOUSAND;

pub(super) fn read(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Found {
    let Some(currency) = currency(pages, origin, reader) else { return Found::default() };
    let (lists, prices): (Vec<_>, Vec<_>) = pages.iter().enumerate().partition(|(_, page)| page.get(LIST).is_some());
    let mut found = Found::default();
    for (index, page) in &lists {
        reader.within(&index.to_string(), |reader| types(page, origin, currency, reader, &mut found));
    }
    for (index, page) in &prices {
        reader.within(&format!("{index}.pricing"), |reader| {
            let Some(pricing) = page.get("pricing") else { return };
            // The prices page has the prices of server types, too, without their sizes.
            if lists.is_empty() {
                types(pricing, origin, currency, reader, &mut found);
            }
            found.rates.extend(rates(pricing, origin, currency, reader));
        });
    }
    let last = lists.last().map(|(_, page)| *page);
    found.next = last.and_then(|page| next(page, origin));
    found.whole = if is_whole(lists.iter().map(|(_, page)| *page), LIST, "meta.pagination.total_entries") {
        found.whole
    } else {
        Vec::new()
    };
    found
}

fn types(page: &Node, origin: &Origin, currency: Currency, reader: &mut Reader, found: &mut Found) {
    let read = items(page, LIST, reader, |row, reader| server_type(row, origin, currency, reader));
    for (plans, left_out) in read {
        for plan in &plans {
            let part = Part { provider: "hetzner", service: "vm", region: plan.region.clone() };
            if !found.whole.contains(&part) {
                found.whole.push(part);
            }
        }
        found.plans.extend(plans);
        found.left_out.extend(left_out);
    }
}

/// The currency of the prices page, or the one that was said.
fn currency(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Option<Currency> {
    let page = pages.iter().position(|page| page.get("pricing").is_some());
    if let Some((page, pricing)) = page.and_then(|index| Some((index, pages.get(index)?.get("pricing")?))) {
        return reader.within(&format!("{page}.pricing"), |reader| {
            let code = text(pricing, "currency", reader)?;
            let currency = code.parse().ok();
            if currency.is_none() {
                let message = format!("{:?} is not a currency code", code.chars().take(40).collect::<String>());
                let hint = "use a code of ISO 4217, such as EUR";
                reader.within("currency", |r| r.error(Code::BadCurrency, pricing.get("currency"), message, hint));
            }
            currency
        });
    }
    if origin.currency.is_none() {
        reader.within("0", |reader| {
            let message = "the list of server types does not name its currency";
            reader.error(Code::BadCurrency, pages.first(), message, "add a saved page of /v1/pricing, or say it: EUR");
        });
    }
    origin.currency
}

/// The plans of a server type, one for each location, and why locations were left out.
fn server_type(
    row: &Node,
    origin: &Origin,
    currency: Currency,
    reader: &mut Reader,
) -> Option<(Vec<CatalogPlan>, Vec<&'static str>)> {
    let type_name = name(row, "name", reader)?;
    let shape = shape(row, reader);
    let withdrawn = withdrawn(row, origin, reader);
    let mut left_out = Vec::new();
    let plans = items(row, "prices", reader, |price, reader| {
        let location = name(price, "location", reader)?;
        let (monthly, hourly) = (net(price, "price_monthly", reader), net(price, "price_hourly", reader));
        let included = number_if_any(price, "included_traffic", reader).and_then(|bytes| (bytes / TB).checked_mul(GB));
        let per_tb = price.get("price_per_tb_traffic").and_then(|_| net(price, "price_per_tb_traffic", reader));
        if withdrawn.contains(&location) {
            left_out.push("no longer sold there");
            return None;
        }
        let id = format!("hetzner-{}-{}", id_part(&type_name), id_part(&location));
        Some(CatalogPlan {
            tier: text_if_any(row, "category", reader),
            region: Some(location),
            os: Some("linux".to_owned()),
            shape: Shape { transfer_gb: included, ..shape.clone() },
            price_monthly: Some(per_month(monthly?, currency)),
            price_hourly: hourly,
            egress_overage_per_gb: per_tb.map(|price| (price / GB).normalize()),
            billing: "by the hour, capped at price_monthly".to_owned(),
            autoscale: Some(false),
            limits: text_if_any(row, "architecture", reader).into_iter().map(architecture).collect(),
            ..origin.plan("vm", id, &type_name, currency, origin.vendor.lists().first()?)
        })
    });
    Some((plans, left_out))
}

/// The catalogue says arm64 where Hetzner says arm.
fn architecture(name: String) -> (String, serde_json::Value) {
    let name = if name == "arm" { "arm64".to_owned() } else { name };
    ("architecture".to_owned(), name.into())
}

/// Sizes stand in the list of server types, not on the prices page.
fn shape(row: &Node, reader: &mut Reader) -> Shape {
    if row.get("cores").is_none() {
        return Shape::default();
    }
    Shape {
        vcpu: number(row, "cores", reader),
        vcpu_kind: text_if_any(row, "cpu_type", reader),
        ram_gib: number(row, "memory", reader).map(|gb| gb.normalize()),
        disk_gb: number(row, "disk", reader),
        ..Shape::default()
    }
}

/// The locations in which the type can no longer be ordered.
fn withdrawn(row: &Node, origin: &Origin, reader: &mut Reader) -> Vec<String> {
    if row.get("locations").is_none() {
        return Vec::new();
    }
    items(row, "locations", reader, |location, reader| {
        let end = location.get("deprecation").filter(|end| end.kind != Kind::Null)?;
        let end = reader.within("deprecation", |reader| date(end, "unavailable_after", reader))?;
        (end <= origin.as_of).then(|| name(location, "name", reader)).flatten()
    })
}

/// The part of an amount before VAT, without the zeros at its end.
fn net(row: &Node, key: &str, reader: &mut Reader) -> Option<Decimal> {
    reader.within(key, |reader| {
        let amount = reader.need(row.get(key), "an amount with `net`")?;
        number(amount, "net", reader).map(|net| net.normalize())
    })
}

/// What the prices page has besides server types.
fn rates(pricing: &Node, origin: &Origin, currency: Currency, reader: &mut Reader) -> Vec<Rate> {
    let source = origin.vendor.lists().get(1).copied().unwrap_or_default();
    let rate = |id: &str, service: &str, meter: &str, unit: &str| {
        let rate = origin.rate(id.to_owned(), service, meter, unit, currency, source);
        Rate { region: Some("all".to_owned()), ..rate }
    };
    let mut rates = Vec::new();
    let mut priced = |key: &str, rate: Rate, reader: &mut Reader| {
        if let Some(node) = pricing.get(key) {
            let price = reader.within(key, |reader| net(node, "price_per_gb_month", reader));
            rates.extend(price.map(|price| Rate { price: Some(price), ..rate }));
        }
    };
    priced("volume", rate("hetzner-volume", "storage", "volume", "GB-month"), reader);
    priced("image", rate("hetzner-snapshot", "storage", "image_snapshot", "GB-month"), reader);
    if let Some(backup) = pricing.get("server_backup") {
        let percent = reader.within("server_backup", |reader| number(backup, "percentage", reader));
        let backup = rate("hetzner-backup", "vm", "backups", "percent of server price");
        rates.extend(percent.map(|percent| Rate { percent: Some(percent.normalize()), ..backup }));
    }
    rates
}

/// The list tells the number of the next page, not its address.
fn next(page: &Node, origin: &Origin) -> Option<String> {
    let number = |key: &str| match &page.at_path("meta.pagination")?.get(key)?.kind {
        Kind::Number(digits) => digits.parse::<u32>().ok(),
        _ => None,
    };
    let size = number("per_page").map_or(String::new(), |size| format!("&per_page={size}"));
    with_query(origin.vendor.lists().first()?, &format!("page={}{size}", number("next_page")?))
}
