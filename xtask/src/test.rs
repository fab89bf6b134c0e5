//! `cargo xtask test`: every check there is, each run whether or not another failed, and a short summary at the end.

use crate::counts::Counts;
use crate::generated::{self, Mode};
use crate::{Outcome, build, install, place, process, ui};
use std::process::Command;
use std::time::{Duration, Instant};

/// How the names of the tests of the real window begin, so that other runs can leave them out.
pub const WINDOW_TESTS: &str = "window::";

/// How a step ended.
enum Ending {
    Passed,
    Failed,
    /// Something it needs failed before.
    NotRun,
}

struct Step {
    name: &'static str,
    took: Duration,
    ending: Ending,
}

#[derive(Default)]
struct Report {
    steps: Vec<Step>,
    tests: Counts,
}

pub fn everything(filter: Option<&str>) -> Outcome {
    let mut report = Report::default();
    let packages = report.step("system packages", install::to_test);
    let fetched = report.step("interface packages", ui::packages);
    let interface = report.step_after(fetched, "interface build", ui::built);
    if filter.is_none() {
        report.step_after(fetched, "interface types", ui::check);
    }
    report.tests_after(fetched, "interface tests", interface_tests(filter));
    if filter.is_none() {
        report.step("format", || process::run(process::cargo().args(["fmt", "--all", "--check"])));
        report.step_after(packages && interface, "lints", lints);
    }
    let built = report.step_after(packages && interface, "build", build_everything);
    report.tests_after(built, "Rust tests", rust_tests(filter));
    if filter.is_none() {
        report.tests_after(built, "documentation tests", build::workspace(&["test", "--doc"]));
        report.step_after(built, "interface types are current", || generated::built_bindings(Mode::Check));
        report.step_after(built, "schema is current", || generated::built_schema(Mode::Check));
    }
    report.tests_after(built, "the real window", window_tests(filter));
    report.close()
}

fn lints() -> Outcome {
    process::run(build::workspace(&["clippy", "--all-targets"]).args(["--", "-D", "warnings"]))
}

/// Also what tests start as programs: the command line and the desktop app.
fn build_everything() -> Outcome {
    process::run(&mut build::workspace(&["build", "--all-targets"]))
}

fn interface_tests(filter: Option<&str>) -> Command {
    let mut vitest = process::npm();
    vitest.args(["run", "--silent", "test"]);
    if let Some(filter) = filter {
        vitest.args(["--", "--passWithNoTests", "-t", filter]);
    }
    vitest
}

/// By nextest where it is installed: it runs tests of different files at the same time.
fn rust_tests(filter: Option<&str>) -> Command {
    let mut tests = if place::on_path("cargo-nextest") {
        let mut nextest = build::workspace(&["nextest", "run"]);
        nextest.args(["--all-targets", "--no-fail-fast", "--status-level", "fail", "--no-tests", "pass"]);
        nextest.args(["-E", "not binary(desktop)"]).args(filter);
        nextest
    } else {
        let mut plain = build::workspace(&["test", "--all-targets", "--no-fail-fast"]);
        plain.args(["--", "--quiet", "--skip", WINDOW_TESTS]).args(filter);
        plain
    };
    process::colour_for_terminal(&mut tests);
    tests
}

/// All in one window, one after another.
fn window_tests(filter: Option<&str>) -> Command {
    let mut tests = build::workspace(&["test", "--test", "desktop"]);
    tests.arg("--").args(filter);
    process::colour_for_terminal(&mut tests);
    tests
}

impl Report {
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Outcome) -> bool {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let ending = match work() {
            Ok(()) => Ending::Passed,
            Err(message) => {
                eprintln!("error: {message}");
                Ending::Failed
            }
        };
        let passed = matches!(ending, Ending::Passed);
        self.steps.push(Step { name, took: start.elapsed(), ending });
        passed
    }

    fn step_after(&mut self, ready: bool, name: &'static str, work: impl FnOnce() -> Outcome) -> bool {
        if ready {
            return self.step(name, work);
        }
        self.steps.push(Step { name, took: Duration::ZERO, ending: Ending::NotRun });
        false
    }

    /// A step whose runner says how many tests passed and failed.
    fn tests_after(&mut self, ready: bool, name: &'static str, mut runner: Command) {
        let mut counts = Counts::default();
        let passed = self.step_after(ready, name, || {
            let (outcome, lines) = process::run_keeping_lines(&mut runner);
            counts = Counts::of(&lines);
            outcome
        });
        if passed && counts.failed > 0 {
            self.fail_last();
        }
        self.tests += counts;
    }

    fn fail_last(&mut self) {
        if let Some(step) = self.steps.last_mut() {
            step.ending = Ending::Failed;
        }
    }

    /// The summary, and the one line that says how many tests passed and failed.
    fn close(mut self) -> Outcome {
        eprintln!();
        for step in &self.steps {
            let word = match &step.ending {
                Ending::Passed => "ok",
                Ending::Failed => "FAILED",
                Ending::NotRun => "not run",
            };
            eprintln!("{:>8.1} s  {:<28} {word}", step.took.as_secs_f64(), step.name);
        }
        let failures: Vec<&Step> = self.steps.iter().filter(|step| !matches!(step.ending, Ending::Passed)).collect();
        if !failures.is_empty() && self.tests.failed == 0 {
            self.tests.failed = failures.len();
        }
        println!("\n{} passed, {} failed", self.tests.passed, self.tests.failed);
        if failures.is_empty() {
            Ok(())
        } else {
            Err(failures.iter().map(|step| step.name).collect::<Vec<_>>().join(", "))
        }
    }
}
