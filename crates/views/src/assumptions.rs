//! Assumptions: what a person can change, grouped, with unit, range and source.

use headroom_engine::form::{Domain, Found};
use headroom_engine::money::Currency;
use headroom_pages::{Cell, Table};
use rust_decimal::Decimal;

use crate::scene::Scene;
use crate::{format, table};

/// A group of assumptions by the part of the model they stand in.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    pub id: &'static str,
    pub label: String,
    pub found: Vec<&'a Found>,
}

/// The model's assumptions that bear on a deployment, in groups.
pub fn groups<'a>(quantities: &'a [Found], deployment: &str, deployment_label: &str) -> Vec<Group<'a>> {
    let own = format!("deployments.{deployment}.");
    let place = |path: &str| match path.split('.').next() {
        Some("growth") => Some("growth"),
        Some("subscription" | "cash") => Some("subscription"),
        Some("workload") => Some("workload"),
        Some("limits") => Some("limits"),
        Some("policy") => Some("policy"),
        Some("costs") => Some("costs"),
        Some("deployments") if path.starts_with(&own) => Some("deployment"),
        _ => None,
    };
    let labels = [("growth", "Growth"), ("subscription", "Subscription"), ("workload", "Workload"), ("limits", "Capacity"), ("policy", "Tiers"), ("costs", "Costs"), ("deployment", deployment_label)];
    let group = |(id, label): (&'static str, &str)| {
        let found: Vec<&Found> = quantities.iter().filter(|f| place(&f.path) == Some(id)).collect();
        Group { id, label: label.to_owned(), found }
    };
    labels.into_iter().map(group).filter(|g| !g.found.is_empty()).collect()
}

/// What an assumption is called: its own label, or its place in words.
pub fn label(found: &Found) -> String {
    if !found.quantity.label.is_empty() {
        return found.quantity.label.clone();
    }
    let parts: Vec<&str> = found.path.split('.').filter(|p| !matches!(*p, "plans" | "drivers" | "ladder" | "components" | "amount" | "overhead" | "declared" | "deployments" | "anchors" | "shape")).collect();
    let own = match parts.as_slice() {
        ["deployments" | "growth" | "subscription" | "workload" | "limits" | "policy" | "costs", rest @ ..] => rest,
        all => all,
    };
    let from = own.len().saturating_sub(3);
    headroom_engine::model::check::title(&own[from..].join(", ").replace('_', " "))
}

/// The number as it is shown, with its unit.
pub fn shown(found: &Found, value: Decimal, currency: Currency) -> String {
    let q = &found.quantity;
    let percent = |v: Decimal| format!("{} %", format::exact(if q.in_percent() { v } else { v * Decimal::ONE_HUNDRED }));
    match found.domain {
        Domain::Share | Domain::Rate => percent(value),
        Domain::Price | Domain::Balance => format::price_brief_or_exact(value, currency),
        Domain::Months => format!("{} {}", format::exact(value), if value == Decimal::ONE { "month" } else { "months" }),
        _ if q.unit.is_empty() || q.unit.len() > 12 => format::exact(value),
        _ => format!("{} {}", format::exact(value), q.unit),
    }
}

/// The stated range in words, or nothing.
pub fn range(found: &Found, currency: Currency) -> String {
    let q = &found.quantity;
    if !q.is_range() {
        return String::new();
    }
    match q.ends() {
        (Some(low), Some(high)) => format!("{} to {}", shown(found, low, currency).trim_end_matches(" %"), shown(found, high, currency)),
        (Some(low), None) => format!("{} or more", shown(found, low, currency)),
        (None, Some(high)) => format!("up to {}", shown(found, high, currency)),
        (None, None) => String::new(),
    }
}

/// Every assumption with its source, for the review.
pub fn table(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for group in groups(&scene.model.quantities, scene.deployed.id, &scene.deployed.rule.label) {
        rows.push(table::styled((0..5).map(|i| if i == 0 { Cell::text(&group.label) } else { Cell::new("", "") }).collect(), headroom_pages::RowStyle::Group));
        rows.extend(group.found.into_iter().map(|found| {
            let q = &found.quantity;
            let source = [q.source.as_str(), q.note.as_str()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(". ");
            table::row(vec![
                Cell::text(label(found)),
                Cell::new(shown(found, q.stated(), scene.currency()), format::plain(q.stated())),
                Cell::text(range(found, scene.currency())),
                Cell::text(&q.unit),
                Cell::text(source),
            ])
        }));
    }
    let columns = vec![table::text("assumption", "Assumption"), table::number("value", "Value"), table::text("range", "Range"), table::text("unit", "Unit"), table::text("source", "Source and note")];
    table::table("assumptions", "Assumptions", "the point run uses the value; ranges stay ranges", columns, rows, "")
}
