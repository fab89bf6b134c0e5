//! `headroom check`.

use std::num::NonZeroUsize;

use clap::{ArgGroup, ValueEnum};
use headroom_app::engine::quantity::{Seconds, Share};
use headroom_app::input::Amount;

use super::{Model, value};

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("bounds").args(["min_headroom", "max_cost", "max_p95", "slo", "break_even_by"]).multiple(true))]
pub struct Check {
    #[command(flatten)]
    pub model: Model,
    /// The least share of every limit's capacity that must be left, such as 0.2 or 20%
    #[arg(long, value_name = "SHARE", value_parser = value::share)]
    pub min_headroom: Option<Share>,
    /// The most that a month may cost, in the model's currency
    #[arg(long, value_name = "AMOUNT", value_parser = value::cost)]
    pub max_cost: Option<Amount>,
    /// The longest that a p95 response time may be, such as 300ms: of each component, and of each request path end to end
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    pub max_p95: Option<Seconds>,
    /// Keep what the model promises: the `slo` of each request path, end to end, and the `targets.p95_ms` of each tier
    #[arg(long)]
    pub slo: bool,
    /// The month from which revenue covers cost to the plan's end, at the latest, such as 2027-06, or 12 for the plan's twelfth
    #[arg(long, value_name = "MONTH", value_parser = value::when)]
    pub break_even_by: Option<value::When>,
    /// The months from the first that headroom, cost and response times are held to; the whole horizon without it
    #[arg(long, value_name = "MONTHS", value_parser = value::months, requires = "bounds")]
    pub within: Option<NonZeroUsize>,
    /// Hold a scenario of the model to the bounds instead of its base values
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true, requires = "bounds")]
    pub scenario: String,
    /// Hold a deployment of the model other than its first to the bounds
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true, requires = "bounds")]
    pub deployment: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CheckFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CheckFormat {
    /// One line for each problem, and one for what would be right
    Text,
    /// For programs
    Json,
}
