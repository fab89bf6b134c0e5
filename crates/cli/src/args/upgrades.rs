//! `headroom upgrades`.

use clap::ValueEnum;
use headroom_app::engine::catalog::PartialDate;

use super::{Plan, value};

#[derive(Debug, clap::Args)]
pub struct Upgrades {
    #[command(flatten)]
    pub plan: Plan,
    /// Look at a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    /// The day to look from: orders that it has passed are marked, and a calendar file is made on it. Without it, today (in UTC), or what SOURCE_DATE_EPOCH says
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    pub date: Option<PartialDate>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: UpgradesFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum UpgradesFormat {
    /// For people
    Table,
    /// For spreadsheets: RFC 4180, plain decimals, ISO months
    Csv,
    /// For programs: money as decimal strings
    Json,
    /// For calendars: an entry on the first day of each month to order in
    Ics,
}
