//! DigitalOcean's droplet sizes: `GET /v2/sizes`, with a token. Prices are in USD, the same in every region.

use rust_decimal::Decimal;

use super::page::{flag, id_part, is_whole, name, next, number, number_if_any, per_month, rows, text_if_any, texts};
use super::{Found, Origin, Part};
use crate::catalog::{CatalogPlan, Shape};
use crate::form::{Node, Reader};
use crate::money::Currency;

const LIST: &str = "sizes";
/// 1 TB = 1000 GB, as the catalogue counts transfer.
const GB: Decimal = Decimal::ONE_THOUSAND;
/// 1 GiB = 1024 MiB; the list says MB and means these.
const MB: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);

pub(super) fn read(pages: &[Node], origin: &Origin, reader: &mut Reader) -> Found {
    let mut left_out = Vec::new();
    let plans = rows(pages, LIST, reader, |row, reader| {
        let reason = if !flag(row, "available") {
            Some("not available to new customers")
        } else if row.get("gpu_info").is_some_and(|gpu| !gpu.entries().is_empty()) {
            Some("a machine with a GPU")
        } else {
            None
        };
        left_out.extend(reason);
        if reason.is_some() { None } else { size(row, origin, reader) }
    });
    let whole = is_whole(pages, LIST, "meta.total");
    Found {
        plans,
        left_out,
        next: next(pages, "links.pages.next", origin.vendor, reader),
        whole: whole.then(|| Part::everywhere("digitalocean", "vm")).into_iter().collect(),
        ..Found::default()
    }
}

fn size(row: &Node, origin: &Origin, reader: &mut Reader) -> Option<CatalogPlan> {
    let slug = name(row, "slug", reader);
    let shape = Shape {
        vcpu: number(row, "vcpus", reader),
        vcpu_kind: slug.as_deref().map(|slug| if slug.starts_with("s-") { "shared" } else { "dedicated" }.to_owned()),
        ram_gib: number(row, "memory", reader).map(|mb| mb / MB),
        disk_gb: number(row, "disk", reader),
        disk_type: None,
        transfer_gb: number(row, "transfer", reader).and_then(|tb| tb.checked_mul(GB)),
        transfer_unlimited: false,
    };
    let (monthly, hourly) = (number(row, "price_monthly", reader), number_if_any(row, "price_hourly", reader));
    let slug = slug?;
    let regions = texts(row, "regions");
    Some(CatalogPlan {
        tier: text_if_any(row, "description", reader),
        region: (!regions.is_empty()).then(|| regions.join(", ")),
        os: Some("linux".to_owned()),
        shape,
        price_monthly: Some(per_month(monthly?, Currency::USD)),
        price_hourly: hourly,
        billing: "by the hour or less, capped at price_monthly".to_owned(),
        autoscale: Some(false),
        ..origin.plan("vm", format!("do-{}", id_part(&slug)), &slug, Currency::USD, origin.vendor.lists().first()?)
    })
}
