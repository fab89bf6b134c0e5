//! The project's own commands. `cargo xtask run` opens Headroom, `cargo xtask test` tests everything.

mod bench;
mod build;
mod counts;
mod generated;
mod install;
mod place;
mod process;
mod run;
mod test;
mod ui;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// What every task gives: nothing, or what went wrong in words.
type Outcome<T = ()> = Result<T, String>;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure Headroom", max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what is missing, build, and open the desktop app
    Run {
        /// A model to open instead of the gallery
        file: Option<PathBuf>,
    },
    /// Run every test: Rust, the user interface, and the real window
    Test {
        /// Only tests whose name contains this
        filter: Option<String>,
    },
    /// Write the TypeScript types of what crosses to the window
    Bindings {
        /// Change nothing; fail if the committed types are out of date
        #[arg(long)]
        check: bool,
    },
    /// Write the JSON Schema of the model file
    Schema {
        /// Change nothing; fail if the committed schema is out of date
        #[arg(long)]
        check: bool,
    },
    /// Regenerate every golden file, to be read as a diff before it is committed
    Bless,
    /// Measure Headroom beside the peers, after comparing their answers
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Run { file } => run::open(file),
        Task::Test { filter } => test::everything(filter.as_deref()),
        Task::Bindings { check } => generated::bindings(generated::Mode::of(check)),
        Task::Schema { check } => generated::schema(generated::Mode::of(check)),
        Task::Bless => generated::bless(),
        Task::Bench(options) => bench::all(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}
