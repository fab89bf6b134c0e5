//! What follows from many paths: what matters most, which value of an assumption reaches a goal, where two assumptions
//! lead together, what to order for a demand that is more than likely.

pub mod accuracy;
mod conditioned;
pub mod grid;
pub mod measure;
pub mod orders;
mod outcomes;
pub mod regret;
pub mod seek;
pub mod sensitivity;
pub mod tornado;
pub mod until;
mod varied;

use crate::figure::Whole;

pub use measure::Unit;
pub use until::{Comparison, Until};
pub use varied::assumption;

/// 2⁵⁸: values beyond count as none, as in [`bands`](crate::bands).
const MOST: f64 = 288_230_376_151_711_744.0;

fn is_usable(value: f64) -> bool {
    value.abs() < MOST
}

/// The figure that a kernel is to make of one outcome.
fn figures(of: Whole) -> [crate::figure::Figure; 1] {
    [crate::figure::Figure::Whole(of)]
}
