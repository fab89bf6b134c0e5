//! Assumptions that are varied by hand: which can be, and over which range.

use std::collections::BTreeSet;

use headroom_engine::Model;
use headroom_engine::diagnostic::{Diagnostic, suggestion};
use headroom_engine::form::Found;
use headroom_engine::form::quantity::Domain;
use headroom_engine::money::number_of;

use crate::futures::refused;
use crate::inputs::limits;

/// An assumption that is varied, with its range as the model computes: shares and rates as fractions.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Its value in the point run.
    pub likely: f64,
    /// The ends of the range that the model states, or of the values that lie near.
    pub low: f64,
    pub high: f64,
    /// The same, with as much again on both sides, where the assumption can have such values.
    pub widened: (f64, f64),
}

/// What a value without a range is varied by, as a share of itself.
const NEAR: f64 = 0.5;
/// The same of a rate that is zero: of growth and the like.
const NEAR_RATE: f64 = 0.1;

/// The axis of an assumption.
///
/// # Errors
/// When the model has no such assumption, when it decides how the model is built rather than what it computes with, or
/// when no range of it is near.
pub fn axis(model: &Model, argument: &str, path: &str, within: Option<(f64, f64)>) -> Result<Axis, Diagnostic> {
    let found = assumption(model, argument, path)?;
    let quantity = &found.quantity;
    let number = |stated| number_of(quantity.in_fractions(stated));
    let (likely, limits) = (number(quantity.stated()), limits(found.domain));
    let clamp = |value: f64| value.clamp(limits.least, limits.most);
    if let Some((low, high)) = within {
        if !(low < high && clamp(low) == low && clamp(high) == high) {
            let message = format!("`{path}` cannot be varied from {low} to {high}");
            let hint = format!("give two ascending values from {} to {}", limits.least, limits.most);
            return Err(refused("within", message, &hint));
        }
        return Ok(Axis { likely, low, high, widened: (low, high) });
    }
    let (low, high) = match quantity.ends() {
        (Some(low), Some(high)) if low < high => (number(low), number(high)),
        (low, high) => {
            let reach = NEAR * likely.abs();
            let reach =
                if reach == 0.0 && matches!(found.domain, Domain::Rate | Domain::Share) { NEAR_RATE } else { reach };
            let near = (likely - reach, likely + reach);
            let open = quantity.is_range();
            (
                low.filter(|_| open).map_or(near.0, number).min(near.0),
                high.filter(|_| open).map_or(near.1, number).max(near.1),
            )
        }
    };
    let (low, high) = (clamp(low), clamp(high));
    if low >= high {
        let message = format!("`{path}` has no range, and nothing says which values are near {likely}");
        return Err(refused(argument, message, "say within which values it is to be varied"));
    }
    let more = high - low;
    Ok(Axis { likely, low, high, widened: (clamp(low - more), clamp(high + more)) })
}

/// An assumption by its path, as an argument names it, where it can be varied.
pub fn assumption<'a>(model: &'a Model, argument: &str, path: &str) -> Result<&'a Found, Diagnostic> {
    let computed: BTreeSet<&str> = model.program.params.paths.iter().map(String::as_str).collect();
    let found = model.quantities.iter().find(|found| found.path == path);
    if let Some(found) = found.filter(|_| computed.contains(path)) {
        return Ok(found);
    }
    let varied = || model.quantities.iter().map(|found| found.path.as_str()).filter(|path| computed.contains(path));
    if found.is_some() || model.node.at_path(path).is_some() {
        let message = format!("`{path}` decides how the model is built, so that it cannot be varied from path to path");
        let hint =
            format!("use a scenario for it, or vary an assumption: {}", suggestion(path, varied().collect::<Vec<_>>()));
        return Err(refused(argument, message, &hint));
    }
    let message = format!("the model has no assumption `{path}`");
    Err(refused(argument, message, &suggestion(path, varied().collect::<Vec<_>>())))
}
