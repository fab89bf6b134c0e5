//! One module for each command that does more than print.

mod catalog;
mod check;
mod compare;
mod models;
mod project;
mod queue;
mod report;
mod upgrades;

use std::process::ExitCode;

use clap::CommandFactory;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::output;

pub fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Project(args) => project::run(&args)?,
        Command::Compare(args) => compare::run(&args)?,
        Command::Report(args) => report::run(&args)?,
        Command::Check(args) => return check::run(&args),
        Command::Queue(args) => queue::run(&args)?,
        Command::Catalog(args) => catalog::run(&args)?,
        Command::Schema => output::data(headroom_app::schema().as_bytes())?,
        Command::Models(args) => models::run(&args)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "headroom", &mut script);
            output::data(&script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
