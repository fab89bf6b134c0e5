//! Assumptions as fields: a number field first, a slider second, with range, unit and source.

use headroom_engine::form::{Domain, Found, Node};
use headroom_engine::model::scenario;
use headroom_views::{assumptions, glossary};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::input::shown_number;
use crate::ranges;
use crate::wire::{Field, FieldGroup, Slider};

/// Fields of a tree for a deployment, in groups. `root` is the whole file, for what the scenario overrides.
pub fn groups(found: &[Found], root: &Node, deployment: &str, under: &str) -> Vec<FieldGroup> {
    let deployment = if deployment.is_empty() {
        root.get("deployments").and_then(|d| d.entries().first()).map_or("", |(id, _)| id)
    } else {
        deployment
    };
    let label = root.at_path(&format!("deployments.{deployment}.label")).and_then(Node::as_text).unwrap_or(deployment);
    let set = root.at_path(&format!("scenarios.{under}.set")).filter(|_| !under.is_empty());
    let overridden = |path: &str| set.is_some_and(|set| scenario::is_set(set, path));
    let groups = assumptions::groups(found, deployment, label);
    groups
        .into_iter()
        .map(|g| FieldGroup {
            id: g.id.into(),
            label: g.label,
            fields: g.found.into_iter().map(|f| field(f, root, overridden(&f.path))).collect(),
        })
        .collect()
}

fn field(found: &Found, root: &Node, overridden: bool) -> Field {
    let q = &found.quantity;
    let label = assumptions::label(found, root);
    Field {
        path: found.path.clone(),
        text: assumptions::shown(found, q.stated(), root),
        number: shown_number(found, q.stated()).normalize().to_string(),
        unit: if matches!(found.domain, Domain::Share | Domain::Rate) { "%".into() } else { q.unit.clone() },
        slider: slider(found),
        range: assumptions::range(found, root),
        range_fields: ranges::fields(found),
        note: q.note.clone(),
        source: q.source.clone(),
        define: glossary::define(if q.label.is_empty() { &label } else { &q.label }),
        label,
        overridden,
    }
}

/// A slider over the stated range, or around the value where there is none. A value of zero has no scale to slide on,
/// unless its kind does.
fn slider(found: &Found) -> Option<Slider> {
    let q = &found.quantity;
    let value = shown_number(found, q.stated());
    let ends = q.ends();
    let (low, high) = if q.is_range() {
        (ends.0.map(|d| shown_number(found, d)), ends.1.map(|d| shown_number(found, d)))
    } else {
        (None, None)
    };
    let (min, max) = match (low, high) {
        (Some(low), Some(high)) if low < high => (low, high),
        _ => match found.domain {
            Domain::Share => (
                Decimal::ZERO,
                if value <= Decimal::TEN {
                    round_up(value.max(Decimal::ONE) * Decimal::TWO)
                } else {
                    Decimal::ONE_HUNDRED
                },
            ),
            Domain::Rate => (Decimal::ZERO.min(value), round_up(value.abs().max(Decimal::TEN) * Decimal::TWO)),
            Domain::Months => (Decimal::ZERO, Decimal::from(12).max(value)),
            _ if value > Decimal::ZERO => (Decimal::ZERO, round_up(value * Decimal::TWO)),
            _ => return None,
        },
    };
    let step = step(max.checked_sub(min)?, found.domain);
    let text = |d: Decimal| d.normalize().to_string();
    Some(Slider { min: text(min), max: text(max), step: text(step), low: low.map(text), high: high.map(text) })
}

/// The next number of the form 1, 2 or 5 × 10ⁿ.
fn round_up(value: Decimal) -> Decimal {
    let power = magnitude(value);
    [1, 2, 5, 10].into_iter().map(|d| power * Decimal::from(d)).find(|r| *r >= value).unwrap_or(value)
}

/// A round step that cuts a span into a hundred parts or more.
fn step(span: Decimal, domain: Domain) -> Decimal {
    if domain == Domain::Months {
        return Decimal::ONE;
    }
    let hundredth = span / Decimal::ONE_HUNDRED;
    let power = magnitude(hundredth);
    [5, 2, 1].into_iter().map(|d| power * Decimal::from(d)).find(|s| *s <= hundredth).unwrap_or(power)
}

/// The power of ten at or below a positive value.
fn magnitude(value: Decimal) -> Decimal {
    let exponent = value
        .to_f64()
        .filter(|v| *v > 0.0)
        .map_or(0, |v| format!("{v:e}").rsplit('e').next().and_then(|e| e.parse::<i32>().ok()).unwrap_or(0));
    match u32::try_from(exponent) {
        Ok(e) if e <= 27 => Decimal::from(10u64.checked_pow(e).unwrap_or(u64::MAX)),
        Ok(_) => Decimal::MAX,
        Err(_) => Decimal::new(1, exponent.unsigned_abs().min(28)),
    }
}
