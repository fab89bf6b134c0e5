//! One module for each command that does more than print.

mod analysis;
mod ask;
mod catalog;
mod check;
mod cohorts;
mod compare;
mod fit;
mod futures;
mod grid;
mod merge;
mod metrics;
mod models;
mod orders;
mod project;
mod queue;
mod report;
mod seek;
mod sensitivity;
mod simulate;
mod size;
mod upgrades;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::CommandFactory;
use headroom_app::engine::diagnostic::suggestion;
use headroom_app::views::Scene;

use crate::args::value::When;
use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::output;

pub fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Project(args) => project::run(&args)?,
        Command::Metrics(args) => metrics::run(&args)?,
        Command::Compare(args) => compare::run(&args)?,
        Command::Upgrades(args) => upgrades::run(&args)?,
        Command::Ask(args) => ask::run(&args)?,
        Command::Size(args) => size::run(&args)?,
        Command::Simulate(args) => simulate::run(&args)?,
        Command::Sensitivity(args) => sensitivity::run(&args)?,
        Command::Seek(args) => seek::run(&args)?,
        Command::Grid(args) => grid::run(&args)?,
        Command::Orders(args) => orders::run(&args)?,
        Command::Merge(args) => merge::run(&args)?,
        Command::Report(args) => report::run(&args)?,
        Command::Check(args) => return check::run(&args),
        Command::Queue(args) => queue::run(&args)?,
        Command::Fit(args) => fit::run(&args)?,
        Command::Cohorts(args) => cohorts::run(&args)?,
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

/// A name that nothing has is a mistake in typing, not an empty answer. `place` says where it was looked for.
fn known(what: &str, name: &str, place: &str, known: &BTreeSet<&str>) -> Result<(), Failure> {
    if known.contains(name) {
        return Ok(());
    }
    let hint = suggestion(name, known.iter().copied());
    Err(Failure::Usage(format!("there is no {what} `{name}` {place}; {hint}")))
}

/// A month of the plan, from 1.
fn month(scene: &Scene, when: When) -> Result<usize, Failure> {
    let program = &scene.model.program;
    when.within(program).ok_or_else(|| {
        let (first, last) = (program.month(1), program.month(program.months));
        Failure::Usage(format!("month {when} is not in the plan, which goes from {first} to {last}"))
    })
}
