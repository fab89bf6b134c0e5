//! The examples of every `--help`, typed as they stand.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use headroom_tests::{program, root};

/// Fewer paths than people ask for; what is asked is the same.
const PATHS: &str = "--paths 256";

fn help(command: &[String]) -> String {
    let mut asked = Command::new(program());
    // As wide as the longest line.
    let output = asked.args(command).arg("--help").env("COLUMNS", "1000").output().expect("it ran");
    String::from_utf8(output.stdout).expect("help is text")
}

/// The lines below a heading, up to an empty one.
fn below<'a>(help: &'a str, heading: &str) -> impl Iterator<Item = &'a str> {
    let lines = help.lines().skip_while(move |line| !line.starts_with(heading)).skip(1).collect::<Vec<_>>();
    lines.into_iter().take_while(|line| !line.trim().is_empty()).map(str::trim)
}

/// Every example of a command and of those below it, without the words beside it.
fn examples(command: &[String]) -> Vec<String> {
    let help = help(command);
    let own = below(&help, "Examples:").map(|line| line.split("  ").next().unwrap_or(line).to_owned());
    let own: Vec<String> = own.collect();
    assert!(!own.is_empty(), "{command:?} has examples");
    let names = below(&help, "Commands:").filter_map(|line| line.split(' ').next()).filter(|name| *name != "help");
    let further = names.flat_map(|name| examples(&[command, &[name.to_owned()]].concat()));
    own.into_iter().chain(further).collect()
}

/// The same on few paths, where it runs many.
fn quick(example: &str) -> String {
    let runs = ["simulate", "sensitivity", "seek", "grid", "orders"].map(|name| format!("headroom {name}"));
    let Some(command) = runs.iter().find(|command| example.starts_with(*command)) else { return example.to_owned() };
    if example.contains("--tornado") {
        return example.to_owned();
    }
    let mut words = example[command.len()..].split(' ');
    let mut kept = vec![command.as_str(), PATHS];
    while let Some(word) = words.next() {
        match word {
            "--paths" | "--error" => drop(words.next()),
            // A part of the run that the examples of `merge` add up.
            "2/8" => kept.push("2/2"),
            word => kept.push(word),
        }
    }
    kept.join(" ")
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it may be run");
}

/// What the examples expect to find: a model, results of load tests, price lists, and the programs they are piped to.
fn prepare(folder: &Path) {
    let bin = folder.join("bin");
    let completions = [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions"];
    for made in ["bin"].iter().chain(&completions) {
        fs::create_dir_all(folder.join(made)).expect("a folder");
    }
    symlink(program(), bin.join("headroom")).expect("a link");
    let results = root().join("crates/loadtest/tests/fixtures");
    script(&bin.join("jq"), "exec cat");
    script(&bin.join("less"), "exec cat");
    script(&bin.join("wrk"), &format!("exec cat '{}'", results.join("wrk/steps.txt").display()));
    script(&folder.join("deploy"), "exit 0");
    let lists = root().join("crates/engine/tests/prices");
    let files = [
        ("my.json", root().join("models/whatsflow.json")),
        ("steps.csv", results.join("table/commas.csv")),
        ("k6-10.json", results.join("k6/handle-summary-c01.json")),
        ("k6-50.json", results.join("k6/handle-summary-c04.json")),
        ("k6-100.json", results.join("k6/handle-summary-c16.json")),
        ("results_stats_history.csv", results.join("locust/stats_history.csv")),
        ("azure-1.json", lists.join("azure-1.json")),
        ("azure-2.json", lists.join("azure-2.json")),
        ("server_types.json", lists.join("hetzner-types.json")),
        ("vultr.json", lists.join("vultr.json")),
        ("plans.json", lists.join("vultr.json")),
    ];
    for (name, file) in files {
        fs::copy(&file, folder.join(name)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    fs::write(folder.join("cohorts.csv"), "cohort,0,1,2\n2026-01,100,80,60\n2026-02,120,90,\n").expect("a file");
    for part in 1..=2 {
        let made = format!("headroom simulate my.json {PATHS} --shard {part}/2 --out part-{part}.parquet");
        assert_eq!(run(&made, folder).0, Some(0), "{made}");
    }
}

/// The files right inside of a folder, with what is in them.
fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.is_file());
    files.map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

/// How a line ends in a shell, and what it says.
fn run(line: &str, folder: &Path) -> (Option<i32>, String) {
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("set -o pipefail; {line}")]).current_dir(folder).stdin(Stdio::null());
    shell.env("PATH", path).env("HOME", folder).env("HEADROOM_DATA", folder.join("data"));
    let output = shell.env("SOURCE_DATE_EPOCH", "1795132800").output().expect("a shell");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_example_of_every_help_runs() {
    let examples = examples(&[]);
    assert!(examples.len() > 80, "{examples:#?}");
    // The network is nobody's in a test, and setting a review's pages takes longer than all the rest: other tests do.
    let is_left_out = |example: &&String| example.contains("catalog refresh") || example.contains(" --pdf ");
    let waiting = Mutex::new(examples.iter().filter(|example| !is_left_out(example)));
    let failed = Mutex::new(Vec::new());
    let work = || {
        let folder = tempfile::tempdir().expect("a folder");
        prepare(folder.path());
        let prepared = files_of(folder.path());
        loop {
            let Some(example) = waiting.lock().expect("no thread failed").next() else { return };
            // Examples write over what others read, and which come after which on a thread is chance.
            for (path, bytes) in &prepared {
                fs::write(path, bytes).expect("a file");
            }
            let (code, said) = run(&quick(example), folder.path());
            // A gate says by its code that a bound is not kept.
            let is_gate = example.starts_with("headroom check ");
            if !(code == Some(0) || (is_gate && code == Some(1))) {
                failed.lock().expect("no thread failed").push(format!("{example}: {code:?} {said}"));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().expect("no thread failed");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
