//! `headroom size`.

use headroom_app::engine::money::Currency;
use headroom_app::engine::quantity::Seconds;
use rust_decimal::Decimal;

use super::{Asked, value};

#[derive(Debug, clap::Args)]
pub struct Size {
    #[command(flatten)]
    pub asked: Asked,
    /// Only plans of this provider, such as hetzner, each with the reason where it does not do; may be repeated
    #[arg(long, value_name = "ID")]
    pub provider: Vec<String>,
    /// Only plans sold in this region, such as eastus; may be repeated
    #[arg(long, value_name = "REGION")]
    pub region: Vec<String>,
    /// Only plans priced in this currency, such as USD; may be repeated
    #[arg(long, value_name = "CODE")]
    pub currency: Vec<Currency>,
    /// The availability that must be promised, in percent, such as 99.95
    #[arg(long, value_name = "PERCENT", value_parser = value::percent)]
    pub sla: Option<Decimal>,
    /// The longest that a p95 response time may be, such as 300ms, wherever requests wait for cores
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    pub p95: Option<Seconds>,
    /// As many instances all day as the busiest hour needs
    #[arg(long)]
    pub no_autoscale: bool,
    /// The longest commitment that would be made, in months; 0 for none
    #[arg(long, value_name = "MONTHS", value_parser = value::months_or_none, default_value_t = 36)]
    pub commit: u32,
    /// At the prices of lists that were imported, over those in the program
    #[arg(long)]
    pub imported: bool,
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
