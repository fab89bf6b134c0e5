//! Many paths as frames: what they say of each figure, and the parts of a run that other processes add up.

mod answers;
mod lengths;
mod part;

pub use answers::{columns, csv, name, parquet};
pub use part::{About, FORMAT, MOST_BYTES, Part, PartError};
