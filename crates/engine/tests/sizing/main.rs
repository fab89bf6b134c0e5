//! Sizing against worked examples, brute force, the projection's own choices, and every shipped model.

mod against_ladder;
mod commitments;
mod model;
mod properties;
mod shipped;
mod worked;
