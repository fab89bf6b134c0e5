//! Vultr's cloud plans: `GET /v2/plans`, without sign-in. Prices are in USD; a few regions cost more, which the list
//! does not say.

use rust_decimal::Decimal;

use super::page::{id_part, is_whole, name, number, number_if_any, per_month, rows, text_if_any, texts, with_query};
use super::{Found, Origin, Part};
use crate::catalog::{CatalogPlan, Shape};
use crate::form::{Node, Reader};
use crate::money::Currency;

const LIST: &str = "plans";
/// 1 GiB = 1024 MiB; the list says MB and means these.
const MB: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);
/// The types of plan whose processors are shared, and those whose are one's own. Types come and go.
const SHARED: [&str; 3] = ["vc2", "vhf", "vhp"];
const DEDICATED: [&str; 2] = ["vdc", "voc"];

pub(super) fn read(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Found {
    let mut left_out = Vec::new();
    let plans = rows(pages, LIST, reader, |row, reader| {
        let gpu = number_if_any(row, "gpu_vram_gb", reader).is_some_and(|gb| !gb.is_zero());
        left_out.extend(gpu.then_some("a machine with a GPU"));
        if gpu { None } else { plan(row, origin, reader) }
    });
    let cursor = pages.last().and_then(|page| page.at_path("meta.links.next")).and_then(Node::as_text);
    let cursor = cursor.filter(|cursor| !cursor.is_empty());
    let list = origin.vendor.lists().first().copied().unwrap_or_default();
    let whole = is_whole(pages, LIST, "meta.total");
    Found {
        plans,
        left_out,
        next: cursor.and_then(|cursor| with_query(list, &format!("per_page=500&cursor={cursor}"))),
        whole: whole.then(|| Part::everywhere("vultr", "vm")).into_iter().collect(),
        ..Found::default()
    }
}

fn plan(row: &Node, origin: &Origin, reader: &mut Reader) -> Option<CatalogPlan> {
    let id = name(row, "id", reader);
    let kind = text_if_any(row, "type", reader);
    let of = |kinds: &[&str]| kind.as_deref().is_some_and(|kind| kinds.contains(&kind));
    let disks = number_if_any(row, "disk_count", reader).unwrap_or(Decimal::ONE);
    let shape = Shape {
        vcpu: number(row, "vcpu_count", reader),
        vcpu_kind: if of(&SHARED) { Some("shared".to_owned()) } else { of(&DEDICATED).then(|| "dedicated".to_owned()) },
        ram_gib: number(row, "ram", reader).map(|mb| mb / MB),
        disk_gb: number(row, "disk", reader).and_then(|gb| gb.checked_mul(disks)),
        disk_type: None,
        transfer_gb: number(row, "bandwidth", reader),
        transfer_unlimited: false,
    };
    let (monthly, hourly) = (number(row, "monthly_cost", reader), number_if_any(row, "hourly_cost", reader));
    let id = id?;
    let regions = texts(row, "locations");
    Some(CatalogPlan {
        tier: kind,
        region: (!regions.is_empty()).then(|| regions.join(", ")),
        os: Some("linux".to_owned()),
        shape,
        price_monthly: Some(per_month(monthly?, Currency::USD)),
        price_hourly: hourly,
        billing: "by the hour, capped at price_monthly".to_owned(),
        autoscale: Some(false),
        ..origin.plan("vm", format!("vultr-{}", id_part(&id)), &id, Currency::USD, origin.vendor.lists().first()?)
    })
}
