//! What can be typed.

pub mod analysis;
pub mod ask;
pub mod catalog;
pub mod check;
pub mod cohorts;
pub mod fit;
pub mod metrics;
pub mod queue;
pub mod simulate;
pub mod size;
pub mod upgrades;
pub mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use headroom_app::engine::catalog::PartialDate;
use headroom_app::{frames, gallery};

use crate::help;

/// Plan the capacity, cost and revenue of a small SaaS
///
/// Headroom reads a model of a service (users, prices, load, servers, costs) and computes, month by month, what it
/// earns, what it costs, when it breaks even and when a larger server must be ordered.
#[derive(Debug, Parser)]
#[command(name = "headroom", version, arg_required_else_help = true, after_help = help::HEADROOM)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// What was typed; where that cannot be, the program ends and says why.
    pub fn typed() -> Self {
        Self::parse_from(joined(std::env::args_os()))
    }
}

/// `--within -5%..10%` as `--within=-5%..10%`: no option begins like a number below zero.
fn joined(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let is_option = |text: &OsString| text.to_str().is_some_and(|text| text.starts_with("--") && !text.contains('='));
    let is_negative = |text: &OsString| {
        let rest = text.to_str().and_then(|text| text.strip_prefix('-'));
        rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit() || "$€£.".contains(first)))
    };
    let mut joined: Vec<OsString> = Vec::new();
    for text in typed {
        match joined.last_mut().filter(|before| is_option(before) && is_negative(&text)) {
            Some(option) => {
                option.push("=");
                option.push(&text);
            }
            None => joined.push(text),
        }
    }
    joined
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Project a model: headline figures, then users, revenue, cost and cash by period
    #[command(after_help = help::PROJECT)]
    Project(Project),
    /// Say the figures a SaaS business is judged by: retention, LTV, CAC, margins, runway, with definitions and sources
    #[command(after_help = help::METRICS)]
    Metrics(metrics::Metrics),
    /// Compare the deployments of a model on the same users: cost, break-even, which is cheapest when
    #[command(after_help = help::COMPARE)]
    Compare(Compare),
    /// List what to order by when, what forces it, and what happens if it is not done
    #[command(after_help = help::UPGRADES)]
    Upgrades(upgrades::Upgrades),
    /// Ask whether a deployment can hold so many users, connections or devices
    ///
    /// The answer is yes, degraded or no, with the limit that decides, the cheapest change that makes it a yes, and how
    /// much what is in place would hold.
    #[command(after_help = help::ASK)]
    Ask(ask::Ask),
    /// Find the cheapest plan × instances of the catalogue for each component, and why the others do not do
    #[command(after_help = help::SIZE)]
    Size(size::Size),
    /// Run a model over many paths: percentiles of every figure, probabilities by month, break-even, regret
    ///
    /// Every assumption with a range is drawn once for each path. The same model, seed and number of paths give the
    /// same bits, on any number of processors and in any split.
    #[command(after_help = help::SIMULATE)]
    Simulate(simulate::Simulate),
    /// Add up the parts of a run that `headroom simulate --shard` has written: the same bits as the run in one piece
    #[command(after_help = help::MERGE)]
    Merge(simulate::Merge),
    /// Rank the assumptions by how much each moves an outcome: Sobol indices with their errors, or a tornado
    #[command(after_help = help::SENSITIVITY)]
    Sensitivity(analysis::Sensitivity),
    /// Find the value of an assumption at which a goal is reached on so many of the paths
    #[command(after_help = help::SEEK)]
    Seek(analysis::Seek),
    /// Show an outcome, or the probability of a goal, over two assumptions
    #[command(after_help = help::GRID)]
    Grid(analysis::Grid),
    /// List what to order by when, if demand is at a percentile instead of what is likely
    #[command(after_help = help::ORDERS)]
    Orders(analysis::Orders),
    /// Write the quarterly review as PDF, Markdown and CSV
    ///
    /// The same model and date give the same bytes, on every machine.
    #[command(after_help = help::REPORT, group = ArgGroup::new("outputs").args(["pdf", "csv", "md"]).required(true).multiple(true))]
    Report(Report),
    /// List every problem of a model, with its line and column; hold its plan to bounds
    ///
    /// With bounds it is a gate for scripts: it ends with 1 where the plan, with the upgrades that fall due, does not
    /// keep to them, and says where.
    #[command(after_help = help::CHECK)]
    Check(check::Check),
    /// Look at one line before equal servers: waits, response times, and how far a promise carries
    ///
    /// The M/M/c queue: arrivals at random, exponential service times, first come first served.
    #[command(after_help = help::QUEUE)]
    Queue(queue::Queue),
    /// Fit the Universal Scalability Law to the results of load tests: contention, coherency, peak
    #[command(after_help = help::FIT)]
    Fit(fit::Fit),
    /// Pool a table of cohorts into the retention curve that a plan takes
    #[command(after_help = help::COHORTS)]
    Cohorts(cohorts::Cohorts),
    /// List prices, import and fetch price lists, and compare them with a model's
    #[command(after_help = help::CATALOG)]
    Catalog(catalog::Catalog),
    /// Print the JSON Schema of model files
    #[command(after_help = help::SCHEMA)]
    Schema,
    /// List the models that come with Headroom, or print one
    #[command(after_help = help::MODELS)]
    Models(Models),
    /// Print a script that completes the commands in your shell
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell to write for
        shell: Shell,
    },
}

#[derive(Debug, clap::Args)]
pub struct Model {
    /// A model's file, `-` for standard input, or the id of a shipped model
    ///
    /// Where a file and a shipped model have the same name, the file is read. `headroom models` lists the ids.
    #[arg(value_name = "MODEL", value_hint = ValueHint::FilePath)]
    pub model: PathBuf,
}

/// A model as it is asked for.
#[derive(Debug, clap::Args)]
pub struct Plan {
    #[command(flatten)]
    pub model: Model,
    /// Set a value of the model by its path; may be repeated
    ///
    /// Numbers are read as 29, '$29', 1.2k or 15%. A number without % is in the unit that the model states for it.
    #[arg(long, value_name = "PATH=VALUE", value_parser = set)]
    pub set: Vec<(String, String)>,
    /// Use a scenario of the model instead of its base values
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub scenario: String,
}

#[derive(Debug, clap::Args)]
pub struct Asked {
    #[command(flatten)]
    pub plan: Plan,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
pub struct Project {
    #[command(flatten)]
    pub asked: Asked,
    /// Project a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    /// What a row stands for; quarters and years are the calendar's
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    pub period: Period,
    /// The date on which "now" and "next" are counted. Without it, today (in UTC), or what SOURCE_DATE_EPOCH says
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    pub date: Option<PartialDate>,
}

#[derive(Debug, clap::Args)]
pub struct Compare {
    #[command(flatten)]
    pub asked: Asked,
}

#[derive(Debug, clap::Args)]
pub struct Report {
    #[command(flatten)]
    pub plan: Plan,
    /// Write the review as PDF to this file, or to standard output for `-`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pdf: Option<PathBuf>,
    /// Write each table as a CSV file into this folder, which is made if it does not exist
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub csv: Option<PathBuf>,
    /// Write the review as Markdown to this file, or to standard output for `-`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub md: Option<PathBuf>,
    /// Review a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    /// The date of the review; its quarter is the one reviewed. Without it, today (in UTC), or what SOURCE_DATE_EPOCH
    /// says
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = value::day)]
    pub date: Option<PartialDate>,
}

#[derive(Debug, clap::Args)]
pub struct Models {
    /// Print this model's text
    #[arg(value_name = "ID", value_parser = PossibleValuesParser::new(gallery::ids()))]
    pub id: Option<String>,
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "table", conflicts_with = "id")]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For spreadsheets: RFC 4180, plain decimals, ISO months
    Csv,
    /// For programs: money as decimal strings, counts as numbers
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Period {
    Month,
    Quarter,
    Year,
}

impl From<Period> for frames::Period {
    fn from(period: Period) -> Self {
        match period {
            Period::Month => Self::Month,
            Period::Quarter => Self::Quarter,
            Period::Year => Self::Year,
        }
    }
}

fn set(text: &str) -> Result<(String, String), String> {
    value::pair(text).ok_or_else(|| "write a path and a value, such as growth.rate=15%".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_set_has_a_path_and_a_value() {
        assert_eq!(set("growth.rate = 15%"), Ok(("growth.rate".to_owned(), "15%".to_owned())));
        assert_eq!(set("name=a=b"), Ok(("name".to_owned(), "a=b".to_owned())));
        assert!(["growth.rate", "=1", "growth.rate="].iter().all(|text| set(text).is_err()));
    }
}
