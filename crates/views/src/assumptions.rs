//! Assumptions: what a person can change, grouped, with unit, range and source.

use std::sync::Arc;

use headroom_engine::form::{Domain, Found, Node};
use headroom_engine::model::currency_of;
use headroom_engine::money::Currency;
use headroom_pages::{Cell, Table};
use rust_decimal::Decimal;

use crate::scene::Scene;
use crate::{format, table};

/// A unit that is no longer than this stands with its number: "20 MB"; another is a word or more.
const SIGN: usize = 4;

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
        Some("limits" | "paths") => Some("limits"),
        Some("policy") => Some("policy"),
        Some("costs" | "prices") => Some("costs"),
        Some("deployments") if path.starts_with(&own) => Some("deployment"),
        _ => None,
    };
    let labels = [
        ("growth", "Growth"),
        ("subscription", "Subscription"),
        ("workload", "Workload"),
        ("limits", "Capacity"),
        ("policy", "Tiers"),
        ("costs", "Costs"),
        ("deployment", deployment_label),
    ];
    let group = |(id, label): (&'static str, &str)| {
        let found: Vec<&Found> = quantities.iter().filter(|f| place(&f.path) == Some(id)).collect();
        Group { id, label: label.to_owned(), found }
    };
    labels.into_iter().map(group).filter(|g| !g.found.is_empty()).collect()
}

/// What an assumption is called: its own label, or its place in words; behind the name of what it belongs to, so that
/// three plans do not have three fields called "Price".
pub fn label(found: &Found, root: &Node) -> String {
    let own = match () {
        () if !found.quantity.label.is_empty() => found.quantity.label.clone(),
        () => each(&found.path, root).unwrap_or_else(|| place(&found.path)),
    };
    match owner(&found.path, root) {
        Some(owner) if !own.to_lowercase().contains(&owner.to_lowercase()) => {
            format!("{owner}: {}", format::lower_first(&own))
        }
        _ => own,
    }
}

/// How much of a driver there is "for each registered user".
fn each(path: &str, root: &Node) -> Option<String> {
    let driver = path.strip_suffix(".per").filter(|driver| driver.starts_with("workload.drivers."))?;
    let of = root.at_path(driver)?.get("of")?.as_text()?;
    let one = match of {
        "registered" => "registered user".to_owned(),
        "active" => "active user".to_owned(),
        "paying" => "paying user".to_owned(),
        // Another driver, or the customers of a plan.
        other => match root.at_path(&format!("workload.{other}.label")).and_then(Node::as_text) {
            Some(label) => format!("unit of “{label}”"),
            None => return None,
        },
    };
    Some(format!("For each {one}"))
}

/// The label of the nearest plan, driver, limit, tier, component or cost around a path.
fn owner<'a>(path: &str, root: &'a Node) -> Option<&'a str> {
    let mut node = root;
    let mut found = None;
    for (depth, key) in path.split('.').enumerate() {
        node = node.at_path(key)?;
        let label = node.get("label").and_then(Node::as_text);
        // A deployment's own name stands over the group already, and the last step is the quantity itself.
        if let Some(label) =
            label.filter(|_| !(path.starts_with("deployments.") && depth < 2) && path.split('.').count() > depth + 1)
        {
            found = Some(label);
        }
    }
    found
}

fn place(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["growth", "anchors", n, "users"] => format!("Users at anchor {}", n.parse::<u32>().map_or(0, |n| n + 1)),
        [.., "amount", last] | [.., last] => headroom_engine::model::check::title(last),
        [] => String::new(),
    }
}

/// The number as it is shown, with its unit; an amount of money in its own currency.
pub fn shown(found: &Found, value: Decimal, root: &Node) -> String {
    let q = &found.quantity;
    let percent =
        |v: Decimal| format!("{} %", format::exact(if q.in_percent() { v } else { v * Decimal::ONE_HUNDRED }));
    match found.domain {
        Domain::Share | Domain::Rate => percent(value),
        Domain::Price | Domain::Balance => {
            // None is a currency that does not exist, which is a problem of its own.
            format::price_brief_or_exact(value, currency_of(root, &found.path).unwrap_or(Currency::USD))
        }
        Domain::Months => {
            format!("{} {}", format::exact(value), if value == Decimal::ONE { "month" } else { "months" })
        }
        // A field has room for a symbol, not for words; those stand with the range and in the review's own column.
        _ if q.unit.is_empty() || q.unit.len() > SIGN => format::exact(value),
        _ => format!("{} {}", format::exact(value), q.unit),
    }
}

/// The stated range in words, or nothing.
pub fn range(found: &Found, root: &Node) -> String {
    let q = &found.quantity;
    if !q.is_range() {
        return String::new();
    }
    match q.ends() {
        (Some(low), Some(high)) => {
            // The unit once, at the end.
            let first = shown(found, low, root);
            let first = first.strip_suffix(&format!(" {}", q.unit)).filter(|_| !q.unit.is_empty()).unwrap_or(&first);
            let worded = is_worded(found.domain) && (SIGN + 1..=24).contains(&q.unit.len());
            let unit = if worded { format!(" {}", q.unit) } else { String::new() };
            format!("{} to {}{unit}", first.trim_end_matches(" %"), shown(found, high, root))
        }
        (Some(low), None) => format!("{} or more", shown(found, low, root)),
        (None, Some(high)) => format!("up to {}", shown(found, high, root)),
        (None, None) => String::new(),
    }
}

/// The same without its unit in words, where a column of its own has it.
pub(crate) fn without_words(found: &Found) -> Found {
    let mut bare = found.clone();
    if is_worded(found.domain) {
        let unit = &mut Arc::make_mut(&mut bare.quantity).unit;
        // A percent is part of the number: only what it is of has a column of its own.
        if unit.starts_with('%') {
            unit.truncate(1);
        } else {
            unit.clear();
        }
    }
    bare
}

/// Whether a number of this kind takes the model's own unit, rather than a percent or currency sign or months.
fn is_worded(domain: Domain) -> bool {
    matches!(domain, Domain::Count | Domain::Measure | Domain::Factor | Domain::Positive)
}

/// Its unit, for a column of units; a mere percent sign stands with the numbers.
pub fn unit(found: &Found) -> Cell {
    let unit = &found.quantity.unit;
    Cell::new(if unit == "%" { "" } else { unit }, unit)
}

/// Its unit in words, where neither its numbers nor its name say it.
pub fn unsaid_unit<'a>(found: &'a Found, label: &str) -> Option<&'a str> {
    let unit = found.quantity.unit.as_str();
    let is_said = label.to_lowercase().contains(&unit.to_lowercase());
    (is_worded(found.domain) && unit.len() > SIGN && !is_said).then_some(unit)
}

/// Every assumption with its source, for the review.
pub fn table(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for group in groups(&scene.model.quantities, scene.deployed.id, &scene.deployed.rule.label) {
        rows.push(table::group(&group.label, 5));
        rows.extend(group.found.into_iter().map(|found| {
            let (q, bare) = (&found.quantity, without_words(found));
            let source = [q.source.as_str(), q.note.as_str()]
                .into_iter()
                .filter(|s| !s.is_empty())
                .collect::<Vec<_>>()
                .join(". ");
            table::row(vec![
                Cell::text(label(found, &scene.model.node)),
                Cell::new(shown(&bare, q.stated(), &scene.model.node), format::plain(q.stated())),
                Cell::text(range(&bare, &scene.model.node)),
                unit(found),
                Cell::text(source),
            ])
        }));
    }
    let columns = vec![
        table::text("assumption", "Assumption"),
        table::number("value", "Value"),
        table::text("range", "Range"),
        table::text("unit", "Unit"),
        table::text("source", "Source and note"),
    ];
    table::table("assumptions", "Assumptions", "the point run uses the value; ranges stay ranges", columns, rows, "")
}
