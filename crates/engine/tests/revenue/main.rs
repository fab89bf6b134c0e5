//! Subscription revenue: what must hold for every model, and worked months.
mod model;
mod properties;
mod worked;
