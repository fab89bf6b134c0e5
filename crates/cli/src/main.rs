//! The `headroom` command. Data goes to standard output, messages to standard error; what a command does is done by
//! `headroom_app`, as for the window.

mod args;
mod blocks;
mod commands;
mod failure;
mod help;
mod json;
mod output;
mod problems;
mod source;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args = args::Args::typed();
    commands::run(args.command).unwrap_or_else(failure::Failure::report)
}
