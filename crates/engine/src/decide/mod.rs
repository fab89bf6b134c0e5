//! Decisions: what follows from a projection for a person who has to choose, order or promise something.

pub mod ask;
pub mod compare;
pub mod gate;
pub mod promises;
pub mod route;
pub mod serve;
pub mod upgrades;
mod words;

#[cfg(test)]
pub(crate) mod sample;
