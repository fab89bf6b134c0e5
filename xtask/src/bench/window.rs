//! The real window: what an edit and a start take there, beside the least that any such window takes.

use super::{seconds, table};
use crate::{Outcome, build, process};
use serde_json::Value;

/// The window's tests measure it too: they know how to open it. They print one line of JSON.
pub fn measure(profile: &str) -> Outcome {
    let mut tests = build::workspace(&["test", "--profile", profile, "--test", "desktop", "--quiet"]);
    let line = process::read(tests.args(["--", "measure"]))?;
    let times: Value = serde_json::from_str(line.trim()).map_err(|e| format!("the window gave no JSON line: {e}"))?;
    println!("\nThe real window, medians");
    let rows = [
        pair(&times, "an edit to its painted frame", "edit", "an empty command and back", "ping")?,
        pair(&times, "start to first paint", "start", "an empty Tauri window", "empty_start")?,
    ];
    table(&["", "Headroom", "beside", "ratio"], &rows);
    Ok(())
}

fn pair(times: &Value, what: &str, ours: &str, beside: &str, theirs: &str) -> Outcome<Vec<String>> {
    let time = |name: &str| times[name].as_f64().ok_or_else(|| format!("the window did not measure `{name}`"));
    let (ours, theirs) = (time(ours)?, time(theirs)?);
    Ok(vec![format!("{what}, beside {beside}"), seconds(ours), seconds(theirs), format!("{:.2}", ours / theirs)])
}
