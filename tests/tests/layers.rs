//! The shape of the workspace, held by its own metadata and sources: dependencies point one way, one folder of the
//! interface talks to the shell, and the shell offers exactly the commands it declares.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use headroom_tests::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each member and the members it may use. What is not listed here may be used by nothing and uses whatever it tests.
const MAY_USE: &[(&str, &[&str])] = &[
    ("headroom-engine", &[]),
    ("headroom-loadtest", &["headroom-engine"]),
    ("headroom-simulation", &["headroom-engine"]),
    ("headroom-charts", &[]),
    ("headroom-pages", &["headroom-charts"]),
    ("headroom-frames", &["headroom-engine", "headroom-simulation"]),
    (
        "headroom-views",
        &["headroom-engine", "headroom-simulation", "headroom-frames", "headroom-pages", "headroom-charts"],
    ),
    ("headroom-report", &["headroom-pages", "headroom-charts"]),
    (
        "headroom-app",
        &[
            "headroom-engine",
            "headroom-loadtest",
            "headroom-simulation",
            "headroom-frames",
            "headroom-views",
            "headroom-pages",
            "headroom-charts",
            "headroom-report",
        ],
    ),
    ("headroom-cli", &["headroom-app"]),
    ("headroom-desktop", &["headroom-app"]),
];

/// Members that only look at the others from outside.
const OUTSIDE: &[&str] = &["headroom-tests", "xtask"];

/// What the engine must not reach, at any depth: files, clocks, networks, randomness, logging, and whole frameworks.
const BANNED_IN_ENGINE: &[&str] = &[
    "polars",
    "typst",
    "tauri",
    "wry",
    "tokio",
    "async-std",
    "reqwest",
    "hyper",
    "ureq",
    "rfd",
    "plotters",
    "resvg",
    "chrono",
    "time",
    "jiff",
    "log",
    "tracing",
    "rand",
    "getrandom",
    "tempfile",
    "dirs",
    "rayon",
];

/// Of the members alone; nothing needs to be fetched for that.
fn metadata() -> Metadata {
    MetadataCommand::new().current_dir(root()).no_deps().exec().expect("cargo describes the workspace")
}

fn members(metadata: &Metadata) -> BTreeMap<&str, &Package> {
    metadata.workspace_packages().into_iter().map(|package| (package.name.as_str(), package)).collect()
}

fn uses(package: &Package) -> BTreeSet<&str> {
    let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn dependencies_point_one_way() {
    let metadata = metadata();
    let members = members(&metadata);
    let listed: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).chain(OUTSIDE.iter().copied()).collect();
    assert_eq!(members.keys().copied().collect::<BTreeSet<_>>(), listed, "every member has its place");
    for (name, allowed) in MAY_USE {
        let used: Vec<&str> = uses(members[name]).into_iter().filter(|used| members.contains_key(used)).collect();
        let wrong: Vec<&&str> = used.iter().filter(|used| !allowed.contains(used)).collect();
        assert!(wrong.is_empty(), "{name} must not use {wrong:?}");
    }
}

#[test]
fn engine_reaches_no_file_clock_network_or_framework() {
    let reached = reached_from("headroom-engine");
    let wrong: Vec<&String> =
        reached.iter().filter(|name| BANNED_IN_ENGINE.iter().any(|banned| is_of(name, banned))).collect();
    assert!(wrong.is_empty(), "the engine must not reach {wrong:?}");
    assert!(reached.contains("rust_decimal"), "the list holds what the engine uses: {reached:?}");
}

/// `polars-core` is of `polars`.
fn is_of(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

/// The names of all packages below one, with the features it asks for itself. Macros run in the compiler, not in the
/// program, and are left out.
fn reached_from(package: &str) -> BTreeSet<String> {
    let options = ["--locked", "--edges", "normal,no-proc-macro", "--prefix", "none", "--package", package];
    let tree = Command::new("cargo").arg("tree").args(options).current_dir(root()).output().expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let lines = String::from_utf8(tree.stdout).expect("cargo writes text");
    lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn one_folder_of_the_interface_talks_to_the_shell() {
    let sources = root().join("ui/src");
    let mut inside = 0;
    for (path, text) in texts_below(&sources, &["ts", "svelte"]) {
        let talks = text.contains("@tauri-apps") || text.contains("__TAURI");
        if path.starts_with(sources.join("shell")) {
            inside += usize::from(talks);
        } else {
            assert!(!talks, "{} talks to the shell; only ui/src/shell may", path.display());
        }
    }
    assert!(inside > 0, "ui/src/shell talks to the shell");
}

/// A command that the window can call is written three times, once for each reader: Rust's handler, the app's
/// manifest, the window's capability. They say the same.
#[test]
fn commands_are_declared_and_allowed() {
    let shell = root().join("src-tauri");
    let handlers = handlers(&shell.join("src"));
    assert!(!handlers.is_empty(), "the shell has commands");
    assert_eq!(handlers, declared(&read(&shell.join("build.rs"))), "handlers and app manifest");
    assert_eq!(handlers, allowed(&shell.join("capabilities")), "handlers and capability");
}

/// The names in `generate_handler![a, commands::b]`.
fn handlers(sources: &Path) -> BTreeSet<String> {
    let texts = texts_below(sources, &["rs"]);
    let list =
        texts.iter().find_map(|(_, text)| between(text, "generate_handler![", "]")).expect("the shell has handlers");
    let without_remarks: String = list.lines().filter_map(|line| line.split("//").next()).collect();
    let names =
        without_remarks.split(',').filter_map(|path| path.rsplit("::").next()).map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// The strings in `.commands(&["a", "b"])`.
fn declared(build: &str) -> BTreeSet<String> {
    let list = between(build, ".commands(&[", "]").expect("the app manifest lists the commands");
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// `allow-open-file` allows the command `open_file`. Core permissions have a colon and are not commands of ours.
fn allowed(capabilities: &Path) -> BTreeSet<String> {
    let texts = texts_below(capabilities, &["json"]);
    let permissions = texts.iter().flat_map(|(path, text)| permissions(path, text));
    permissions.filter_map(|name| name.strip_prefix("allow-").map(|command| command.replace('-', "_"))).collect()
}

fn permissions(path: &Path, text: &str) -> Vec<String> {
    let capability: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let list = capability["permissions"].as_array().expect("a capability lists permissions");
    list.iter()
        .map(|entry| entry.as_str().or(entry["identifier"].as_str()).expect("a permission is named").to_owned())
        .collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(start)?;
    after.split_once(end).map(|(inside, _)| inside)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn texts_below(folder: &Path, extensions: &[&str]) -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut texts = Vec::new();
    for path in entries.map(|entry| entry.expect("a folder can be read").path()) {
        if path.is_dir() {
            texts.extend(texts_below(&path, extensions));
        } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| extensions.contains(&e)) {
            let text = read(&path);
            texts.push((path, text));
        }
    }
    texts
}
