//! `headroom cohorts`.

use std::path::PathBuf;

use clap::ValueHint;

use super::Format;

#[derive(Debug, clap::Args)]
pub struct Cohorts {
    /// A table of cohorts, or `-` for standard input
    ///
    /// A row for each month in which customers came: its name, then how many were there after 0, 1, 2, ... months, as
    /// counts or as percents. Columns are parted by tabs, semicolons or commas; a first line of names may be there, and a
    /// second column called size says how many customers the percents are of, or how many came where month 1 follows it.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}
