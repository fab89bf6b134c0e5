//! The command line as a process: what it prints where, what it ends with, and that it bears with whoever calls it.

mod catalog;
mod check;
mod compare;
mod decide;
mod help;
mod measure;
mod models;
mod project;
mod report;
mod size;
mod terminal;

use std::process::Output;

use assert_cmd::Command;
use headroom_tests::{program, root};
use rust_decimal::Decimal;
use serde_json::Value;

/// 20 November 2026: what is next is counted from the day.
const TODAY: &str = "1795132800";

fn headroom(arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(root()).env("SOURCE_DATE_EPOCH", TODAY).env("COLUMNS", "100");
    // No catalogue of whoever runs the tests.
    command.env("HEADROOM_DATA", root().join("target/no-such-folder"));
    command
}

fn done(arguments: &[&str]) -> Output {
    headroom(arguments).assert().success().get_output().clone()
}

fn printed(arguments: &[&str]) -> String {
    text(&done(arguments).stdout)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

fn parsed(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("the output is JSON")
}

/// What is said on standard error by a command that ends with a code, and with nothing on standard output.
fn refused(arguments: &[&str], code: i32) -> String {
    let output = headroom(arguments).assert().code(code).get_output().clone();
    assert_eq!(text(&output.stdout), "", "nothing but data goes to standard output");
    text(&output.stderr)
}

fn decimal(value: &Value) -> Decimal {
    let text = value.as_str().unwrap_or_else(|| panic!("money is a text, not {value}"));
    text.parse().unwrap_or_else(|_| panic!("{text} is a plain decimal"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}
