//! Writing a catalogue as a file of the schema `headroom-catalog/1`, losing nothing.

use rust_decimal::Decimal;

use super::{Catalog, CatalogPlan, Confidence, PartialDate, Rate, read};
use crate::form::{Kind, Node};
use crate::money::{decimal_of, number_of};

pub(super) fn write(catalog: &Catalog) -> String {
    let plans = catalog.plans.values().map(plan).collect();
    let rates = catalog.rates.values().map(rate).collect();
    let file = record([
        ("schema", Node::text(read::SCHEMA)),
        ("plans", Kind::List(plans).into()),
        ("rates", Kind::List(rates).into()),
    ]);
    format!("{file}\n")
}

fn plan(plan: &CatalogPlan) -> Node {
    let shape = &plan.shape;
    let limits = plan.limits.iter().map(|(name, value)| (name.clone(), json(value))).collect();
    let memory = plan.memory_fields.iter().map(Node::text).collect();
    let mut node = record([
        ("id", Node::text(&plan.id)),
        ("provider", Node::text(&plan.provider)),
        ("service", Node::text(&plan.service)),
        ("plan", Node::text(&plan.plan)),
        ("tier", text(plan.tier.as_deref())),
        ("region", text(plan.region.as_deref())),
        ("os", text(plan.os.as_deref())),
        ("vcpu", size(shape.vcpu)),
        ("vcpu_kind", text(shape.vcpu_kind.as_deref())),
        ("ram_gib", size(shape.ram_gib)),
        ("disk_gb", size(shape.disk_gb)),
        ("disk_type", text(shape.disk_type.as_deref())),
        ("transfer_included_gb", size(shape.transfer_gb)),
        ("transfer_unlimited", Kind::Bool(shape.transfer_unlimited).into()),
        ("egress_overage_per_gb", price(plan.egress_overage_per_gb)),
        ("currency", Node::text(plan.currency.code())),
        ("price_monthly", price(plan.price_monthly)),
        ("price_monthly_if_annual", price(plan.price_if_annual)),
        ("price_hourly", price(plan.price_hourly)),
        ("billing", Node::text(&plan.billing)),
        ("tax", Node::text(&plan.tax)),
        ("instances_max", plan.instances_max.map_or(null(), |most| Node::number(most.to_string()))),
        ("autoscale", plan.autoscale.map_or(null(), |is| Kind::Bool(is).into())),
        ("sla_percent", price(plan.sla_percent)),
        ("reservation_1y_monthly", price(plan.reservations.one_year)),
        ("reservation_3y_monthly", price(plan.reservations.three_years)),
        ("limits", Kind::Record(limits).into()),
        ("source", Node::text(&plan.source)),
        ("spec_source", text(plan.spec_source.as_deref())),
        ("as_of", date(plan.as_of)),
        ("confidence", confidence(plan.confidence)),
        ("memory_fields", Kind::List(memory).into()),
        ("notes", Node::text(&plan.notes)),
    ]);
    if let Some(gone) = plan.gone {
        node.put("gone", date(gone));
    }
    node
}

fn rate(rate: &Rate) -> Node {
    record([
        ("id", Node::text(&rate.id)),
        ("provider", Node::text(&rate.provider)),
        ("service", Node::text(&rate.service)),
        ("meter", Node::text(&rate.meter)),
        ("unit", Node::text(&rate.unit)),
        ("per_qty", size(Some(rate.per_qty))),
        ("region", text(rate.region.as_deref())),
        ("currency", Node::text(rate.currency.code())),
        ("price", price(rate.price)),
        ("percent", price(rate.percent)),
        ("fixed", price(rate.fixed)),
        ("tier_from", size(rate.tier_from)),
        ("tier_to", size(rate.tier_to)),
        ("included", text(rate.included.as_deref())),
        ("source", Node::text(&rate.source)),
        ("as_of", date(rate.as_of)),
        ("confidence", confidence(rate.confidence)),
        ("notes", Node::text(&rate.notes)),
    ])
}

fn record<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Kind::Record(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()).into()
}

fn null() -> Node {
    Kind::Null.into()
}

fn text(text: Option<&str>) -> Node {
    text.map_or(null(), Node::text)
}

fn date(date: PartialDate) -> Node {
    Node::text(date.to_string())
}

fn confidence(confidence: Confidence) -> Node {
    Node::text(match confidence {
        Confidence::Memory => "memory",
        Confidence::Read => "read",
    })
}

/// Money and percentages are decimal text.
fn price(price: Option<Decimal>) -> Node {
    price.map_or(null(), |price| Node::text(price.to_string()))
}

/// Sizes are numbers, unless reading them as binary ones would lose a digit.
fn size(size: Option<Decimal>) -> Node {
    let Some(size) = size else { return null() };
    // Readers of JSON are exact where the digits fit a binary significand and the power of ten is one, too.
    let plain = size.mantissa().unsigned_abs() <= 1 << 53 && size.scale() <= 22;
    if plain && decimal_of(number_of(size)) == Some(size) {
        Node::number(size.to_string())
    } else {
        Node::text(size.to_string())
    }
}

/// What a limit is, as it was read.
fn json(value: &serde_json::Value) -> Node {
    match value {
        serde_json::Value::Null => null(),
        serde_json::Value::Bool(is) => Kind::Bool(*is).into(),
        serde_json::Value::Number(number) => Node::number(number.to_string()),
        serde_json::Value::String(text) => Node::text(text),
        serde_json::Value::Array(items) => Kind::List(items.iter().map(json).collect()).into(),
        serde_json::Value::Object(entries) => {
            Kind::Record(entries.iter().map(|(key, value)| (key.clone(), json(value))).collect()).into()
        }
    }
}
