//! `headroom catalog`.

use std::num::NonZeroU16;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Subcommand, ValueEnum, ValueHint};
use headroom_app::engine::catalog::PartialDate;
use headroom_app::engine::money::Currency;
use headroom_app::refresh::{LocalServer, sources};

use super::{Asked, Format, value};
use crate::help;

#[derive(Debug, clap::Args)]
pub struct Catalog {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List plans with their size and price
    #[command(after_help = help::CATALOG_LIST)]
    List(List),
    /// Show everything the catalogue has of a plan or a rate
    #[command(after_help = help::CATALOG_SHOW)]
    Show(Show),
    /// Put a saved price list of Azure, Hetzner, DigitalOcean, Linode or Vultr into the catalogue
    ///
    /// Prices that moved by more than half are held back until they are confirmed. Nothing is fetched.
    #[command(after_help = help::CATALOG_IMPORT)]
    Import(Import),
    /// Fetch a vendor's price list and put it into the catalogue
    ///
    /// Each address is printed before it is asked for. The catalogue stays as it was unless the whole list was fetched,
    /// read and checked. Prices that moved by more than half are held back until they are confirmed.
    #[command(after_help = help::CATALOG_REFRESH)]
    Refresh(Refresh),
    /// Compare the prices that a model states with the catalogue's
    #[command(after_help = help::CATALOG_DRIFT)]
    Drift(Drift),
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Only of this provider, such as azure
    #[arg(long, value_name = "ID")]
    pub provider: Option<String>,
    /// Only of this kind, such as vm, app_service, postgres or redis
    #[arg(long, value_name = "KIND")]
    pub service: Option<String>,
    /// Only sold in this region, such as eastus
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// List prices per unit and fees instead of plans
    #[arg(long)]
    pub rates: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// A plan's or a rate's id; `headroom catalog list --format csv` has them all
    #[arg(value_name = "ID")]
    pub id: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}

/// What holds for every way a list comes in.
#[derive(Debug, clap::Args)]
pub struct Taking {
    /// Take a price although it moved by more than half; may be repeated
    #[arg(long, value_name = "ID")]
    pub confirm: Vec<String>,
    /// Take every price, however far it moved
    #[arg(long)]
    pub confirm_all: bool,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The date of the prices. Without it, today (in UTC), or what SOURCE_DATE_EPOCH says
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    pub date: Option<PartialDate>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: TakingFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum TakingFormat {
    /// For people
    Table,
    /// For programs: prices as decimal strings
    Json,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The saved pages of one list, in its order; `-` for standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// The currency of a list that does not name its own, such as EUR for Hetzner's server types
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    #[command(flatten)]
    pub taking: Taking,
}

#[derive(Debug, clap::Args)]
pub struct Refresh {
    /// The vendor whose list is fetched
    #[arg(value_name = "VENDOR", value_parser = PossibleValuesParser::new(sources().map(|source| source.id)))]
    pub vendor: String,
    /// The region that Azure's list is asked for; the other lists have every region
    #[arg(long, value_name = "REGION", default_value = "eastus")]
    pub region: String,
    /// How long to wait for each page, such as 30s
    #[arg(long, value_name = "TIME", value_parser = value::duration, default_value = "30s")]
    pub timeout: Duration,
    /// The most that the whole list may have, in MB
    #[arg(long, value_name = "MB", value_parser = value::megabytes, default_value = "64")]
    pub max_size: NonZeroU16,
    /// Ask a server on this machine instead of the vendor, such as http://127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS")]
    pub server: Option<LocalServer>,
    #[command(flatten)]
    pub taking: Taking,
}

#[derive(Debug, clap::Args)]
pub struct Drift {
    #[command(flatten)]
    pub asked: Asked,
    /// Against the lists that were imported, over those in the program
    #[arg(long)]
    pub imported: bool,
    /// Look at a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
}
