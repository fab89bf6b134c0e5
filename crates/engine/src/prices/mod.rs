//! What a model's figures rest on: which price of the catalogue, how old it is, and how far the model's own statements
//! are from it.

mod drift;
mod known;
mod rests;
mod stale;

pub use drift::{Asked, Drift, Drifting, drift};
pub use rests::{Priced, Rests, resting, rests};
pub use stale::{StalePrice, age, doubts, is_old, stale};
