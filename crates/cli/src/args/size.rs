//! `headroom size`.

use super::{Asked, value};

#[derive(Debug, clap::Args)]
pub struct Size {
    #[command(flatten)]
    pub asked: Asked,
    /// Only plans of this provider, such as hetzner, each with the reason where it does not do; may be repeated
    #[arg(long, value_name = "ID")]
    pub provider: Vec<String>,
    /// Only plans sold in this region, such as eastus
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// Size this component alone
    #[arg(long, value_name = "ID")]
    pub component: Option<String>,
    /// The month that a provider's plans are listed for, such as 2026-10, or 7 for the plan's seventh; the last one without it
    #[arg(long, value_name = "MONTH", value_parser = value::when)]
    pub month: Option<value::When>,
    /// Size the load of a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
}
