//! How much a machine holds: queueing, scalability, slots and quotas, fleets.
pub mod fit;
pub mod fleet;
pub mod limits;
pub mod machine;
pub mod measured;
pub mod path;
mod quantile;
pub mod queue;
pub mod rate_limit;
mod sharing;
pub mod special;
pub mod station;
mod transform;
pub mod usl;
