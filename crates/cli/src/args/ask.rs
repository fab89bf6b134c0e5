//! `headroom ask`.

use super::{Asked, value};

#[derive(Debug, clap::Args)]
pub struct Ask {
    #[command(flatten)]
    pub asked: Asked,
    /// How much of what is asked about: a driver of the model, or registered, active or paying; may be repeated
    ///
    /// What follows from it in the model follows.
    #[arg(long, value_name = "NAME=AMOUNT", value_parser = value::demand, required = true)]
    pub demand: Vec<(String, f64)>,
    /// Ask about this tier of a component instead of the one in place; may be repeated
    #[arg(long, value_name = "COMPONENT=TIER", value_parser = value::tier)]
    pub tier: Vec<(String, String)>,
    /// The month whose tiers are in place, such as 2026-10, or 7 for the plan's seventh
    #[arg(long, value_name = "MONTH", value_parser = value::when, default_value = "1")]
    pub month: value::When,
    /// Ask a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
}
