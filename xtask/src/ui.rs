//! The user interface: packages fetched and files built only when something changed.

use crate::{Outcome, place, process};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

fn folder() -> PathBuf {
    place::root().join("ui")
}

/// `npm ci`, when nothing is installed or the lock file is newer than what is.
pub fn packages() -> Outcome {
    if !place::on_path("npm") {
        return Err("the window needs Node.js 20.19 or newer, with npm".into());
    }
    let installed = modified(&folder().join("node_modules/.package-lock.json"));
    let locked = modified(&folder().join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    process::run(process::npm().args(["ci", "--no-audit"]))
}

/// `npm run build`, when a source is newer than what was built from it.
pub fn built() -> Outcome {
    let built = modified(&folder().join("dist/index.html"));
    if built.is_some() && built >= newest_source(&folder()) {
        return Ok(());
    }
    process::run(process::npm().args(["run", "--silent", "build"]))
}

/// The types of the whole interface.
pub fn check() -> Outcome {
    process::run(process::npm().args(["run", "--silent", "check"]))
}

/// The newest change below a folder, leaving out what is fetched or built.
fn newest_source(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let sources = entries.filter(|entry| entry.file_name() != "node_modules" && entry.file_name() != "dist");
    sources
        .filter_map(|entry| if entry.path().is_dir() { newest_source(&entry.path()) } else { modified(&entry.path()) })
        .max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}
