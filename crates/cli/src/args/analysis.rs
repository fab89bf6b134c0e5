//! `headroom sensitivity`, `seek`, `grid` and `orders`.

use headroom_app::engine::quantity::Share;

use super::simulate::Paths;
use super::{Format, Plan, value};

/// What every question has: the model, a deployment of it, its paths, and how the answer is printed.
#[derive(Debug, clap::Args)]
pub struct Asked {
    #[command(flatten)]
    pub plan: Plan,
    /// Ask of a deployment of the model other than its first
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub deployment: String,
    #[command(flatten)]
    pub paths: Paths,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
pub struct Sensitivity {
    #[command(flatten)]
    pub asked: Asked,
    /// The outcome, such as cumulative_break_even, cash.12, cash.2026-12, total_profit or never.breach
    #[arg(long, value_name = "OUTCOME")]
    pub of: String,
    /// Move one assumption after the other to its 10th and 90th percentile instead
    #[arg(long)]
    pub tornado: bool,
}

#[derive(Debug, clap::Args)]
pub struct Seek {
    #[command(flatten)]
    pub asked: Asked,
    /// The assumption to vary, by its path
    #[arg(long, value_name = "PATH")]
    pub vary: String,
    /// The goal, such as 'cumulative_break_even <= 12', 'cash.24 >= 10k', or always.solvent: cash is never below zero
    #[arg(long, value_name = "GOAL")]
    pub until: String,
    /// On which share of the paths the goal is to be reached
    #[arg(long, value_name = "SHARE", value_parser = value::share, default_value = "80%")]
    pub probability: Share,
    /// Values between which to look, such as 0..10%; without it the assumption's own range, or as much again on both
    /// sides where the goal is reached only there
    #[arg(long, value_name = "LOW..HIGH")]
    pub within: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Grid {
    #[command(flatten)]
    pub asked: Asked,
    /// The assumption that changes from column to column, by its path
    #[arg(long, value_name = "PATH")]
    pub x: String,
    /// The assumption that changes from row to row, by its path
    #[arg(long, value_name = "PATH")]
    pub y: String,
    /// Values between which the first goes, such as 0..10%; without it the assumption's own range
    #[arg(long, value_name = "LOW..HIGH")]
    pub x_within: Option<String>,
    /// The same for the second
    #[arg(long, value_name = "LOW..HIGH")]
    pub y_within: Option<String>,
    /// An outcome, such as cash.12, or a goal of which the probability is shown: 'cumulative_break_even <= 12'
    #[arg(long, value_name = "OUTCOME")]
    pub of: String,
    /// Show a percentile of the outcome, such as 80, instead of its mean
    #[arg(long, value_name = "P", value_parser = value::level)]
    pub percentile: Option<f64>,
    /// How many values of each assumption
    #[arg(long, value_name = "N", value_parser = value::steps, default_value_t = headroom_app::futures::STEPS)]
    pub steps: usize,
}

#[derive(Debug, clap::Args)]
pub struct Orders {
    #[command(flatten)]
    pub asked: Asked,
    /// The percentile of demand to order for
    #[arg(long, value_name = "P", value_parser = value::level, default_value = "80")]
    pub percentile: f64,
}
