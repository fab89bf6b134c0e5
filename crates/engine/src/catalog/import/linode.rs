//! Linode's lists, all without sign-in and in USD: instance types, database types, and the rates for volumes, load
//! balancers and transfer, which come in one shape.
//!
//! A region that has a price of its own becomes a row of its own.

use rust_decimal::Decimal;

use super::page::{id_part, is_whole, items, name, number, number_if_any, per_month, rows, text_if_any, with_query};
use super::{Found, Origin, Part};
use crate::catalog::{CatalogPlan, Rate, Shape};
use crate::form::{Kind, Node, Reader};
use crate::money::Currency;

const LIST: &str = "data";
/// 1 GiB = 1024 MiB, of memory and of disk; the lists say MB and mean these.
const MB: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);

/// Classes whose processors are shared.
const SHARED: [&str; 3] = ["nanode", "standard", "highmem"];

/// A list of rates: the id of its row, the rate it becomes, and which of its two prices that has.
struct Meter {
    row: &'static str,
    id: &'static str,
    service: &'static str,
    meter: &'static str,
    unit: &'static str,
    price: &'static str,
    list: &'static str,
}

const METERS: [Meter; 3] = [
    Meter {
        row: "network_transfer",
        id: "linode-egress",
        service: "bandwidth",
        meter: "internet_egress",
        unit: "GB",
        // The price of a GB, whatever the field is called.
        price: "hourly",
        list: "network-transfer/prices",
    },
    Meter {
        row: "volume",
        id: "linode-block-storage",
        service: "storage",
        meter: "volume",
        unit: "GB-month",
        price: "monthly",
        list: "volumes/types",
    },
    Meter {
        row: "nodebalancer",
        id: "linode-nodebalancer",
        service: "load_balancer",
        meter: "nodebalancer",
        unit: "month",
        price: "monthly",
        list: "nodebalancers/types",
    },
];

pub(super) fn read(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Found {
    let mut found = Found::default();
    let mut part = None;
    rows(pages, LIST, reader, |row, reader| {
        let id = name(row, "id", reader)?;
        if let Some(meter) = METERS.iter().find(|meter| meter.row == id) {
            found.rates.extend(rates(row, meter, origin, reader));
        } else if row.get("engines").is_some() {
            part = Some(Part::everywhere("linode", "postgres"));
            found.plans.extend(database(row, &id, origin, reader));
        } else if number_if_any(row, "gpus", reader).is_some_and(|gpus| !gpus.is_zero()) {
            found.left_out.push("a machine with a GPU");
        } else {
            part = Some(Part::everywhere("linode", "vm"));
            found.plans.extend(instance(row, &id, origin, reader));
        }
        Some(())
    });
    if is_whole(pages, LIST, "results") {
        found.whole.extend(part.clone());
    }
    found.next = pages.last().and_then(|page| next(page, part.as_ref()));
    found
}

/// An instance type in every region.
fn instance(row: &Node, id: &str, origin: &Origin, reader: &mut Reader) -> Vec<CatalogPlan> {
    let class = text_if_any(row, "class", reader);
    let shared = class.as_deref().is_some_and(|class| SHARED.contains(&class));
    let source = origin.vendor.lists().first().copied().unwrap_or_default();
    let base = CatalogPlan {
        tier: class,
        os: Some("linux".to_owned()),
        shape: Shape {
            vcpu_kind: Some(if shared { "shared" } else { "dedicated" }.to_owned()),
            disk_gb: number(row, "disk", reader).map(|mb| mb / MB),
            transfer_gb: number(row, "transfer", reader),
            ..shape(row, reader)
        },
        billing: "by the hour, capped at price_monthly; transfer pooled across the account".to_owned(),
        autoscale: Some(false),
        ..origin.plan("vm", format!("linode-{}", id_part(id)), id, Currency::USD, source)
    };
    plans(row, &base, reader)
}

/// A database type as PostgreSQL on one node, in every region.
fn database(row: &Node, id: &str, origin: &Origin, reader: &mut Reader) -> Vec<CatalogPlan> {
    let source = origin.vendor.lists().get(1).copied().unwrap_or_default();
    let base = CatalogPlan {
        tier: text_if_any(row, "class", reader),
        os: Some("managed".to_owned()),
        // The rest of the disk is the system's.
        shape: Shape { disk_gb: number(row, "disk", reader).map(|mb| (mb / MB).floor()), ..shape(row, reader) },
        billing: "by the hour, capped at price_monthly".to_owned(),
        autoscale: Some(false),
        ..origin.plan("postgres", format!("linode-pg-{}", id_part(id)), id, Currency::USD, source)
    };
    let Some(engines) = row.get("engines").filter(|engines| engines.get("postgresql").is_some()) else {
        return Vec::new();
    };
    let one_node = Kind::Number("1".to_owned());
    let found = reader.within("engines", |reader| {
        items(engines, "postgresql", reader, |nodes, reader| {
            let single = nodes.get("quantity").is_some_and(|quantity| quantity.kind == one_node);
            single.then(|| plans(nodes, &base, reader))
        })
    });
    found.into_iter().flatten().collect()
}

fn shape(row: &Node, reader: &mut Reader) -> Shape {
    Shape {
        vcpu: number(row, "vcpus", reader),
        ram_gib: number(row, "memory", reader).map(|mb| mb / MB),
        ..Shape::default()
    }
}

/// The plan at each of its prices.
fn plans(row: &Node, base: &CatalogPlan, reader: &mut Reader) -> Vec<CatalogPlan> {
    let prices = by_region(row, reader, |node, reader| {
        let (monthly, hourly) = (number(node, "monthly", reader), number_if_any(node, "hourly", reader));
        Some((monthly?, hourly))
    });
    let plan = |price: Regional<(Decimal, Option<Decimal>)>| CatalogPlan {
        id: format!("{}{}", base.id, price.suffix),
        region: Some(price.region),
        price_monthly: Some(per_month(price.value.0, Currency::USD)),
        price_hourly: price.value.1,
        ..base.clone()
    };
    prices.into_iter().map(plan).collect()
}

fn rates(row: &Node, meter: &Meter, origin: &Origin, reader: &mut Reader) -> Vec<Rate> {
    let source = origin.vendor.lists().iter().find(|list| list.ends_with(meter.list)).copied().unwrap_or_default();
    let prices = by_region(row, reader, |node, reader| number(node, meter.price, reader));
    let rate = |price: Regional<Decimal>| {
        let id = format!("{}{}", meter.id, price.suffix);
        let rate = origin.rate(id, meter.service, meter.meter, meter.unit, Currency::USD, source);
        Rate { price: Some(price.value), region: Some(price.region), ..rate }
    };
    prices.into_iter().map(rate).collect()
}

/// A price, where it holds, and what that adds to an id.
struct Regional<T> {
    suffix: String,
    region: String,
    value: T,
}

/// The price of a row everywhere, then those of the regions that have their own.
fn by_region<T>(row: &Node, reader: &mut Reader, price: impl Fn(&Node, &mut Reader) -> Option<T>) -> Vec<Regional<T>> {
    let base = reader.within("price", |reader| price(reader.need(row.get("price"), "a price")?, reader));
    let own = if row.get("region_prices").is_none() {
        Vec::new()
    } else {
        items(row, "region_prices", reader, |node, reader| {
            let region = name(node, "id", reader)?;
            Some(Regional { suffix: format!("-{}", id_part(&region)), value: price(node, reader)?, region })
        })
    };
    let region = elsewhere(own.iter().map(|own| own.region.as_str()));
    let base = base.map(|value| Regional { suffix: String::new(), region, value });
    base.into_iter().chain(own).collect()
}

/// Where a price holds that some regions do not share. Never several names between commas, which would say that it
/// holds in these.
fn elsewhere<'r>(except: impl Iterator<Item = &'r str>) -> String {
    let except: Vec<&str> = except.collect();
    if except.is_empty() { "all".to_owned() } else { format!("core regions except {}", except.join(" and ")) }
}

/// The list tells the number of this page and of the last, not the next address.
fn next(page: &Node, part: Option<&Part>) -> Option<String> {
    let number = |key: &str| match &page.get(key)?.kind {
        Kind::Number(digits) => digits.parse::<u32>().ok(),
        _ => None,
    };
    let (this, last) = (number("page")?, number("pages")?);
    let list = match part?.service {
        "postgres" => "https://api.linode.com/v4/databases/types",
        _ => "https://api.linode.com/v4/linode/types",
    };
    (this < last).then(|| with_query(list, &format!("page={}", this.saturating_add(1)))).flatten()
}
