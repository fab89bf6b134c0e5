//! `headroom queue`.

use headroom_app::engine::capacity::queue::ResponseTarget;
use headroom_app::engine::quantity::{PerSecond, Seconds};

use super::{Format, value};

#[derive(Debug, clap::Args)]
pub struct Queue {
    /// Requests that arrive, such as 40/s or 2400/min; a bare number is per second
    #[arg(long, value_name = "RATE", value_parser = value::rate)]
    pub arrivals: PerSecond,
    /// The mean time that one request keeps one server busy, such as 120ms or 0.3s; a bare number is in milliseconds
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    pub service: Seconds,
    /// Servers, or workers, that share one line
    #[arg(long, value_name = "COUNT", value_parser = value::servers)]
    pub servers: u32,
    /// What is promised, such as p95=300ms: adds the most arrivals and the fewest servers that keep it
    #[arg(long, value_name = "PERCENTILE=TIME", value_parser = value::target)]
    pub slo: Option<ResponseTarget>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}
