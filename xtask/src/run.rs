//! `cargo xtask run`: from a fresh checkout to the open window.

use crate::{Outcome, build, install, place, process, ui};
use std::env;
use std::path::PathBuf;

const WITHOUT_A_DISPLAY: &str = "\
There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.
The command line does the same work:

  cargo run -p headroom-cli -- models                        the shipped models
  cargo run -p headroom-cli -- project models/whatsflow.json
  cargo run -p headroom-cli -- compare models/whatsflow.json
  cargo run -p headroom-cli -- report models/whatsflow.json --pdf review.pdf
  cargo run -p headroom-cli -- --help";

pub fn open(file: Option<PathBuf>) -> Outcome {
    if !has_display() {
        eprintln!("{WITHOUT_A_DISPLAY}");
        return Ok(());
    }
    let file = file.map(std::path::absolute).transpose().map_err(|e| format!("cannot find the model: {e}"))?;
    eprintln!("Headroom: system packages, the user interface, then the app. The first build takes some minutes.");
    install::to_run()?;
    ui::packages()?;
    ui::built()?;
    build::programs(&["headroom-desktop"])?;
    let app = place::built("debug", "headroom-desktop");
    process::run(process::command(&app.to_string_lossy()).args(file))
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
