//! The pure core of Headroom: text and values in, values out. No files, clock, network, logging or threads here.
pub mod capacity;
pub mod catalog;
pub mod cohort_table;
pub mod decide;
pub mod diagnostic;
pub mod figures;
pub mod form;
pub mod formula;
pub mod lookup;
pub mod metrics;
pub mod model;
pub mod money;
pub mod month;
pub mod number;
pub mod paths;
pub mod prices;
pub mod project;
pub mod projection;
pub mod quantity;
pub mod review;
pub mod sizing;
pub mod stats;

pub use model::Model;
pub use projection::Projection;
