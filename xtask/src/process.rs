//! Starting other programs: what is run is said first, and a failure names the command.

use crate::{Outcome, place};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

/// A command to be run in the workspace's root, building into the shared target folder.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place::root()).env("CARGO_TARGET_DIR", place::target());
    command
}

/// `cargo`, the same one that runs this.
pub fn cargo() -> Command {
    let mut cargo = command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    // What cargo says of this package is not meant for what it builds next: ring asks for it, and would be compiled again,
    // and after it Polars, whenever the checkout lies elsewhere or cargo is called without xtask.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|own| name.starts_with(own))) {
            cargo.env_remove(name);
        }
    }
    cargo
}

pub fn npm() -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.current_dir(place::root().join("ui"));
    npm
}

/// Runs to the end, its output going where ours goes.
pub fn run(command: &mut Command) -> Outcome {
    announce(command);
    let status = command.status().map_err(|e| not_started(command, &e))?;
    succeeded(command, status)
}

/// Runs to the end and gives what it wrote to standard output.
pub fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| not_started(command, &e))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout).map_err(|e| format!("`{}` wrote no text: {e}", shown(command)))
}

/// Runs to the end, passing every line on as it comes and keeping it: for counting what a test runner says.
pub fn run_keeping_lines(command: &mut Command) -> (Outcome, Vec<String>) {
    announce(command);
    match command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Err(e) => (Err(not_started(command, &e)), Vec::new()),
        Ok(child) => pass_on(command, child),
    }
}

fn pass_on(command: &Command, mut child: Child) -> (Outcome, Vec<String>) {
    let readers = [
        child.stdout.take().map(|pipe| copy_lines(pipe, std::io::stdout())),
        child.stderr.take().map(|pipe| copy_lines(pipe, std::io::stderr())),
    ];
    let lines = readers.into_iter().flatten().flat_map(|reader| reader.join().unwrap_or_default()).collect();
    let outcome = match child.wait() {
        Ok(status) => succeeded(command, status),
        Err(e) => Err(format!("`{}` was lost: {e}", shown(command))),
    };
    (outcome, lines)
}

fn copy_lines(from: impl Read + Send + 'static, mut to: impl Write + Send + 'static) -> JoinHandle<Vec<String>> {
    thread::spawn(move || {
        let mut lines = Vec::new();
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // Whoever reads our output may have gone; the tests still run to their end.
            let _ = writeln!(to, "{line}");
            lines.push(line);
        }
        lines
    })
}

/// Asks a piped cargo for colour where a person is watching.
pub fn colour_for_terminal(command: &mut Command) -> &mut Command {
    if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command
}

fn announce(command: &Command) {
    eprintln!("  $ {}", shown(command));
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    let words = std::iter::once(program).chain(command.get_args().map(|word| word.to_string_lossy()));
    words
        .map(|word| if word.contains(' ') { format!("'{word}'") } else { word.into_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn not_started(command: &Command, why: &std::io::Error) -> String {
    format!("`{}` could not be started: {why}", shown(command))
}

fn succeeded(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}
