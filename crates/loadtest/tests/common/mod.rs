//! What the tests share.
#![allow(dead_code)] // each test uses a part of it

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use headroom_engine::quantity::Seconds;
use headroom_loadtest::LoadTest;

/// Every fixture as `tool/file`, in the order of their names.
pub fn fixtures() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<PathBuf> =
        entries(&root).filter(|path| path.is_dir()).flat_map(|folder| entries(&folder)).collect();
    found.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    let found = found.into_iter().map(|path| (name(&path), fs::read(&path).unwrap()));
    found.filter(|(name, _)| !name.starts_with("made-by/")).collect()
}

/// The same, read once.
pub fn cached() -> &'static [(String, Vec<u8>)] {
    static FIXTURES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(fixtures);
    &FIXTURES
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())
}

/// A load test in a few lines.
pub fn printed(test: &LoadTest) -> String {
    let mut text = format!("{}, version {}\n", test.form, test.version.as_deref().unwrap_or("unknown"));
    let or_not = |value: Option<String>| value.unwrap_or("-".to_owned());
    let milliseconds = |time: Option<Seconds>| or_not(time.map(|time| format!("{:.3}", time.milliseconds())));
    for point in &test.points {
        writeln!(
            text,
            "N {:>8}  X {:>9.3}/s  p50 {:>8}  p95 {:>8}  p99 {:>8} ms  failed {:>7}  of {:>6} in {:>7} s",
            or_not(point.concurrency.map(|count| format!("{:.3}", count.get()))),
            point.throughput.get(),
            milliseconds(point.p50),
            milliseconds(point.p95),
            milliseconds(point.p99),
            or_not(point.failed.map(|share| format!("{:.5}", share.get()))),
            or_not(point.requests.map(|count| count.to_string())),
            or_not(point.duration.map(|time| format!("{:.3}", time.get()))),
        )
        .unwrap();
    }
    for remark in &test.remarks {
        writeln!(text, "{}: {remark}", remark.code.as_str()).unwrap();
    }
    text
}
