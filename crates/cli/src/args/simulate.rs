//! `headroom simulate` and `headroom merge`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use headroom_app::futures::{SEED, Wish};
use headroom_app::simulation::futures::{LEVELS, PATHS};
use headroom_app::simulation::run::Points as Kind;

use super::{Plan, value};

#[derive(Debug, clap::Args)]
pub struct Simulate {
    #[command(flatten)]
    pub plan: Plan,
    /// Look at a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    #[command(flatten)]
    pub paths: Paths,
    /// Percentiles, ascending, between 0 and 100
    #[arg(long, value_name = "P,P,...", value_parser = value::levels, default_value = "5,25,50,75,95")]
    pub percentiles: value::Levels,
    /// Run as many paths as it takes until every standard error is below this share of the range from p5 to p95
    #[arg(long, value_name = "SHARE", value_parser = value::share, conflicts_with_all = ["paths", "shard"])]
    pub error: Option<headroom_app::engine::quantity::Share>,
    /// Run one of several parts, such as 2/8, and write what it finds for `headroom merge`
    #[arg(long, value_name = "K/N", value_parser = value::shard, requires = "out", conflicts_with = "format")]
    pub shard: Option<(u64, u64)>,
    #[command(flatten)]
    pub print: Print,
}

#[derive(Debug, clap::Args)]
pub struct Merge {
    /// Files that `headroom simulate --shard` has written, all parts of one run in any order
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub print: Print,
}

/// How many paths, and which.
#[derive(Debug, clap::Args)]
pub struct Paths {
    /// How many paths, such as 10k; 10,000 without it
    #[arg(long, value_name = "N", value_parser = value::whole)]
    pub paths: Option<u64>,
    /// What the paths are drawn from: the same seed gives the same paths
    #[arg(long, value_name = "SEED", value_parser = value::seed, default_value_t = SEED)]
    pub seed: u64,
    /// Where the numbers of paths come from
    #[arg(long, value_name = "POINTS", default_value = "sobol")]
    pub points: Points,
    /// Only paths on which an assumption is above or below a value, such as 'growth.rate > 7%'; may be repeated
    #[arg(long, value_name = "CONDITION")]
    pub given: Vec<String>,
}

/// How an answer is printed, and where.
#[derive(Debug, clap::Args)]
pub struct Print {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For spreadsheets: RFC 4180, a row for each figure and month, ISO months
    Csv,
    /// For programs
    Json,
    /// For data frames: the rows and columns of csv
    Parquet,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Points {
    /// Scrambled Sobol points, far more even than random ones
    Sobol,
    /// Pseudo-random numbers, as a check
    Random,
}

impl Paths {
    pub fn count(&self) -> u64 {
        self.paths.unwrap_or(PATHS)
    }

    pub fn wish(&self) -> Wish {
        let points = match self.points {
            Points::Sobol => Kind::Sobol,
            Points::Random => Kind::PseudoRandom,
        };
        Wish { paths: self.count(), seed: self.seed, points, levels: LEVELS.to_vec(), given: self.given.clone() }
    }
}

impl Simulate {
    pub fn wish(&self) -> Wish {
        Wish { levels: self.percentiles.0.clone(), ..self.paths.wish() }
    }
}
