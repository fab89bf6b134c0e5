//! What an edit and a start take in the real window, beside the least that any such window takes: an empty command's
//! round trip, and a Tauri window with nothing in it.

use crate::Step;
use crate::window::{Window, app};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Starts of each app after the one that warms up.
const STARTS: usize = 5;

/// Medians in seconds, as one JSON object.
pub async fn all() -> Step<Value> {
    let app = app()?;
    let empty = app.with_file_name("examples").join("empty");
    let (mut starts, mut empty_starts) = (Vec::new(), Vec::new());
    for round in 0..=STARTS {
        let (start, empty_start) = (start(&app).await?, start(&empty).await?);
        if round > 0 {
            starts.push(start);
            empty_starts.push(empty_start);
        }
    }
    let in_window = in_window(&app).await?;
    Ok(json!({
        "edit": in_window["edit"],
        "ping": in_window["ping"],
        "start": median(starts),
        "empty_start": median(empty_starts),
    }))
}

/// Edits of the growth slider and empty commands by turns, in the same window.
async fn in_window(app: &Path) -> Step<Value> {
    let window = Window::open(app).await?;
    window.resize(1280, 900).await?;
    window.click("[data-testid=model-whatsflow]").await?;
    window.find("[data-testid=headline]").await?;
    let times = window.script(include_str!("scripts/measure.js"), vec![]).await?;
    window.close().await?;
    Ok(times)
}

/// From the moment the program is started to the first frame with something in it.
async fn start(app: &Path) -> Step<f64> {
    let folder = tempfile::tempdir()?;
    let (program, stamp) = stamped(app, folder.path())?;
    let window = Window::open(&program).await?;
    let script = "const paint = performance.getEntriesByName('first-contentful-paint')[0];
        return paint ? (performance.timeOrigin + paint.startTime) / 1000 : null";
    let painted = window.until("a first paint", script, vec![]).await?.as_f64().ok_or("a time is a number")?;
    window.close().await?;
    let started: f64 = fs::read_to_string(stamp)?.trim().parse()?;
    Ok(painted - started)
}

/// A program that writes down when it is started and becomes the app.
fn stamped(app: &Path, folder: &Path) -> Step<(PathBuf, PathBuf)> {
    let (program, stamp) = (folder.join("start"), folder.join("started"));
    let script = format!("#!/bin/sh\ndate +%s.%N > '{}'\nexec '{}' \"$@\"\n", stamp.display(), app.display());
    fs::write(&program, script)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    Ok((program, stamp))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
