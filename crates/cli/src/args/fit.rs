//! `headroom fit`.

use std::path::PathBuf;

use clap::ValueHint;
use headroom_app::engine::quantity::{Count, PerSecond};

use super::{Format, value};

#[derive(Debug, clap::Args)]
pub struct Fit {
    /// Results of k6, Locust, Artillery, oha or wrk, or tables of concurrency and throughput; `-` for standard input
    ///
    /// Which tool wrote a file is seen by its content. Several files are one study: a run of k6, oha or wrk is one
    /// point of it.
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Say the throughput with so many requests at once; may be repeated
    #[arg(long, value_name = "COUNT", value_parser = value::count)]
    pub concurrency: Vec<Count>,
    /// Say with how many requests at once a throughput is reached, such as 250/s; may be repeated
    #[arg(long, value_name = "RATE", value_parser = value::rate)]
    pub throughput: Vec<PerSecond>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
}
