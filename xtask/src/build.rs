//! Building. Every build here selects the same packages, features and profile, so that no dependency is compiled twice.

use crate::{Outcome, process};
use std::process::Command;

/// What each build selects. `headroom-tests/desktop` brings the tests of the real window, `headroom-desktop/webdriver`
/// lets them answer its dialogs.
const SELECTION: [&str; 3] = ["--workspace", "--features", "headroom-tests/desktop,headroom-desktop/webdriver"];

/// A cargo subcommand over the whole workspace.
pub fn workspace(subcommand: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo.args(subcommand).args(SELECTION);
    cargo
}

/// Builds chosen programs. An example is always among them: only then does cargo choose the features of dependencies
/// as it does for tests.
pub fn programs(programs: &[&str]) -> Outcome {
    let mut cargo = workspace(&["build"]);
    cargo.args(["--example", BINDINGS_EXAMPLE]);
    for program in programs {
        cargo.args(["--bin", program]);
    }
    process::run(&mut cargo)
}

/// Writes the TypeScript types; see crates/app/examples.
pub const BINDINGS_EXAMPLE: &str = "bindings";
