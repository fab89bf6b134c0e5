//! The peers: the same model in NumPy, plain Python, Squiggle and a HyperFormula spreadsheet.

use super::rounds::Contender;
use crate::{Outcome, place, process};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of the peers' folder with what they need installed.
#[derive(Debug)]
pub struct Peers {
    folder: PathBuf,
}

impl Peers {
    pub fn set_up(from: &Path) -> Outcome<Self> {
        let folder = place::target().join("peers");
        copy_files(from, &folder)?;
        let peers = Self { folder };
        if !peers.python_program().exists() {
            process::run(process::command("python3").current_dir(&peers.folder).args(["-m", "venv", ".venv"]))?;
        }
        if !peers.has_numpy() {
            let install = ["-m", "pip", "install", "--quiet", "numpy"];
            process::run(process::command(&peers.python_program().to_string_lossy()).args(install))?;
        }
        if !peers.folder.join("node_modules/.package-lock.json").exists() {
            process::run(process::npm().current_dir(&peers.folder).args(["ci", "--no-audit", "--silent"]))?;
        }
        Ok(peers)
    }

    pub fn hyperformula(&self) -> Contender {
        self.node("HyperFormula: edit of a cell", "hyperformula_model.mjs")
    }

    pub fn numpy(&self, paths: u32) -> Contender {
        self.python_script(&format!("NumPy, {paths} paths"), "numpy_model.py").with("--paths").with(paths.to_string())
    }

    pub fn python(&self, paths: u32) -> Contender {
        self.python_script(&format!("plain Python, {paths} paths"), "python_model.py")
            .with("--paths")
            .with(paths.to_string())
    }

    pub fn squiggle(&self, samples: u32) -> Contender {
        self.node(&format!("Squiggle, {samples} paths"), "squiggle_model.mjs")
            .with("--samples")
            .with(samples.to_string())
    }

    /// Every figure of the point run.
    pub fn numpy_answers(&self) -> Outcome<Value> {
        let answer = super::rounds::once(&self.numpy(100).with("--answers"))?.answer;
        Ok(answer["point"].clone())
    }

    fn node(&self, name: &str, script: &str) -> Contender {
        Contender::new(name, Path::new("node")).with(script).in_folder(&self.folder)
    }

    fn python_script(&self, name: &str, script: &str) -> Contender {
        Contender::new(name, &self.python_program()).with(script).in_folder(&self.folder)
    }

    fn python_program(&self) -> PathBuf {
        self.folder.join(".venv/bin/python")
    }

    fn has_numpy(&self) -> bool {
        let mut import = process::command(&self.python_program().to_string_lossy());
        import.args(["-c", "import numpy"]).output().is_ok_and(|output| output.status.success())
    }
}

fn copy_files(from: &Path, to: &Path) -> Outcome {
    let failed = |e: std::io::Error| format!("cannot copy the peers from {}: {e}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for file in fs::read_dir(from).map_err(failed)?.flatten().filter(|entry| entry.path().is_file()) {
        // The text alone: the original may be read-only, and the next copy writes over this one.
        let text = fs::read(file.path()).map_err(failed)?;
        fs::write(to.join(file.file_name()), text).map_err(failed)?;
    }
    Ok(())
}
