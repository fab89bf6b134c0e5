//! `headroom metrics`.

use super::{Asked, value};

#[derive(Debug, clap::Args)]
pub struct Metrics {
    #[command(flatten)]
    pub asked: Asked,
    /// Look at a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    /// The month to look at, such as 2026-12, or 7 for the plan's seventh. Without it, the twelfth, or the plan's last
    /// where that comes before; as CSV and JSON, all months
    #[arg(long, value_name = "MONTH", value_parser = value::when)]
    pub month: Option<value::When>,
    /// Say how each figure is reckoned, and who defined it so
    #[arg(long)]
    pub explain: bool,
}
