//! Conditions on paths: `subscription.plans.pro.churn > 7%`.

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::form::Found;
use headroom_engine::money::number_of;
use headroom_simulation::analysis::assumption;
use headroom_simulation::futures::refused;
use headroom_simulation::inputs::Inputs;
use headroom_simulation::run::Given;
use headroom_views::assumptions;

use crate::input::{self, Meant};

const HINT: &str = "write an assumption, a comparison and a value, such as growth.rate > 7%";

/// Paths on which an assumption is above or below a value, and that in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub given: Given,
    pub words: String,
}

impl Condition {
    pub fn parse(text: &str, model: &Model, inputs: &Inputs) -> Result<Self, Diagnostic> {
        let signs = [">=", "<=", "≥", "≤", ">", "<"];
        let split =
            signs.iter().find_map(|sign| text.split_once(sign).map(|(path, value)| (path.trim(), *sign, value)));
        let Some((path, sign, value)) = split else {
            return Err(refused("given", format!("`{text}` compares nothing"), HINT));
        };
        let found = assumption(model, "given", path)?;
        let Some(input) = inputs.position(path) else {
            let message = format!("`{path}` has no range, so it is the same on every path");
            return Err(refused("given", message, "state a range for it, or leave the condition out"));
        };
        let bound = amount("given", value, found, model)?;
        let label = &inputs.inputs[input].label;
        let shown = value.trim();
        // A share that was typed in percent without the sign reads as it is meant.
        let in_percent = found.quantity.in_percent() && !shown.ends_with('%');
        let shown = if in_percent { format!("{shown} %") } else { shown.to_owned() };
        let (least, most, words) = match sign {
            ">" => (bound.next_up(), f64::INFINITY, "is above"),
            ">=" | "≥" => (bound, f64::INFINITY, "is at least"),
            "<" => (f64::NEG_INFINITY, bound.next_down(), "is below"),
            _ => (f64::NEG_INFINITY, bound, "is at most"),
        };
        let label = if label == path { assumptions::label(found, &model.node) } else { label.clone() };
        Ok(Self { given: Given { input, least, most }, words: format!("{label} {words} {shown}") })
    }
}

/// An argument's value of an assumption, as the model computes with it: shares and rates as fractions.
pub(super) fn amount(argument: &str, text: &str, found: &Found, model: &Model) -> Result<f64, Diagnostic> {
    let number = input::parse(text, Meant::of(found, &model.node)).map_err(|error| {
        let hint = error.hint("write a number such as 29, 1.2k or, for shares, 7%");
        refused(argument, format!("`{}`: {error}", found.path), &hint)
    })?;
    Ok(number_of(found.quantity.in_fractions(number)))
}
