//! Conditions on questions that hold assumptions or move them one by one.

use headroom_engine::diagnostic::Diagnostic;

use crate::futures::{Failed, refused};
use crate::inputs::Inputs;
use crate::run::{Given, NoAnswer};

/// What is drawn where the conditions hold, and likely there: each assumption of a condition between its ends alone, its
/// likely value where that lies between them, else the median of what is left.
///
/// # Errors
/// When nothing is left, or when an assumption of a condition moves together with others: the condition then moves these
/// too, and none of them can be told by itself.
pub(super) fn inputs(inputs: &Inputs, given: &[Given]) -> Result<Inputs, Failed> {
    let mut conditioned = inputs.clone();
    for condition in given {
        let input = &mut conditioned.inputs[condition.input];
        if inputs.is_correlated(condition.input) {
            let message = format!(
                "`{}` moves together with other assumptions, and a condition on it moves these too: what each does by \
                 itself cannot be told",
                input.path
            );
            return Err(refused("given", message, "leave out the condition or the correlation").into());
        }
        let between = input.distribution.between(condition.least, condition.most).ok_or(NoAnswer::NoPaths)?;
        if !(condition.least..=condition.most).contains(&input.likely) {
            input.likely = between.median();
        }
        input.distribution = between;
    }
    Ok(conditioned)
}

/// A condition on an assumption that is held at a value of its own would count paths by a number that they do not have.
pub(super) fn apart_from(inputs: &Inputs, given: &[Given], varied: &[&str]) -> Result<(), Diagnostic> {
    let of = given.iter().map(|condition| inputs.inputs[condition.input].path.as_str());
    match of.into_iter().find(|path| varied.contains(path)) {
        None => Ok(()),
        Some(path) => {
            let message = format!("`{path}` is varied here, the same on all paths, so no condition on it can hold");
            Err(refused("given", message, "leave out the condition, or vary another assumption"))
        }
    }
}
