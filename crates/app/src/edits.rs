//! Edits of a window put into a model's tree: into the base, or under a scenario into what that sets.

use headroom_engine::form::{Found, Kind, Node};
use headroom_engine::model::{edit, scenario};
use headroom_views::assumptions;
use rust_decimal::Decimal;

use crate::input::{self, Meant};
use crate::study::{self, Problems, line, problem};
use crate::wire::{DiagnosticLine, Edit};

/// The code of a value that its stated range does not have; an edit that widens the range can put it there.
pub const BEYOND_RANGE: &str = "beyond-range";

/// Applies edits in order, and tells of those that could not be.
pub(crate) fn apply(root: &mut Node, scenario: &str, edits: &[Edit]) -> Problems {
    if edits.is_empty() {
        return Problems::new();
    }
    // As they stand where the edits are made: a scenario may have set a range aside.
    let under = if scenario.is_empty() { None } else { scenario::apply(root, scenario).ok() };
    let before = under.unwrap_or_else(|| root.clone());
    let found = study::assumptions(&before);
    edits.iter().filter_map(|edit| put(root, scenario, edit, &before, &found).err()).collect()
}

fn put(root: &mut Node, scenario: &str, edit: &Edit, before: &Node, found: &[Found]) -> Result<(), DiagnosticLine> {
    let Some(field) = found.iter().find(|field| field.path == edit.path) else {
        let value = input::parse(&edit.value, Meant::NUMBER).map_or_else(|_| Node::text(&edit.value), edit::number);
        return set(root, scenario, &edit.path, value);
    };
    let value = input::parse_field(&edit.value, Meant::of(field, root))
        .map_err(|error| error.at(&edit.path, "type a number such as 29, 1.2k or 5 %"))?;
    if let Some((end, side)) = beyond(field, value) {
        if !edit.widen {
            let (value, range) = (assumptions::shown(field, value, root), assumptions::range(field, root));
            let message = format!("{value} is {side} the stated range, {range}");
            return Err(problem(BEYOND_RANGE, &edit.path, &message, "type a value within it, or widen the range"));
        }
        set(root, scenario, &format!("{}.{end}", edit.path), edit::number(value))?;
    }
    // Under a scenario a value alone would set the range aside: there the likely value of the range is set.
    let quantity = before.at_path(&edit.path).filter(|_| field.quantity.is_range() && !scenario.is_empty());
    let path = quantity.map(|quantity| format!("{}.{}", edit.path, edit::point_key(quantity)));
    set(root, scenario, path.as_ref().unwrap_or(&edit.path), edit::number(value))
}

/// The end of a stated range that a value lies beyond, and on which side of it.
fn beyond(found: &Found, value: Decimal) -> Option<(&'static str, &'static str)> {
    let quantity = &found.quantity;
    let (low, high) = quantity.stated_ends()?;
    if low.is_some_and(|low| value < low) {
        return Some((if quantity.low.is_some() { "low" } else { "p10" }, "below"));
    }
    let above = high.is_some_and(|high| value > high);
    above.then_some((if quantity.high.is_some() { "high" } else { "p90" }, "above"))
}

/// Sets a value in the base model, or under a scenario among its own.
fn set(root: &mut Node, scenario: &str, path: &str, value: Node) -> Result<(), DiagnosticLine> {
    if scenario.is_empty() {
        return edit::set(root, path, value).map_err(|d| line(&d, None));
    }
    let unknown = || {
        let message = format!("there is no scenario `{scenario}`");
        problem("E016-unknown-name", "scenarios", &message, "choose a scenario of the model")
    };
    let patch = root.at_path_mut(&format!("scenarios.{scenario}")).ok_or_else(unknown)?;
    if patch.get("set").is_none() {
        patch.put("set", Kind::Record(Vec::new()).into());
    }
    patch.at_path_mut("set").ok_or_else(unknown)?.put(path, value);
    Ok(())
}

#[cfg(test)]
mod tests;
