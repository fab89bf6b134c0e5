//! Files that are generated from the code and committed: TypeScript types, the JSON Schema, golden files.

use crate::{Outcome, build, place, process, ui};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Whether to write what is generated, or to compare it with what is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Write,
    Check,
}

impl Mode {
    pub fn of(check: bool) -> Self {
        if check { Self::Check } else { Self::Write }
    }
}

/// File names and contents.
type Files = BTreeMap<String, Vec<u8>>;

/// The types of what crosses to the window, into `ui/src/bindings`.
pub fn bindings(mode: Mode) -> Outcome {
    build::programs(&[])?;
    built_bindings(mode)
}

/// The same with the exporter already built.
pub fn built_bindings(mode: Mode) -> Outcome {
    let fresh = place::target().join("bindings");
    remove_folder(&fresh)?;
    let exporter = place::built("debug/examples", build::BINDINGS_EXAMPLE);
    process::run(process::command(&exporter.to_string_lossy()).arg(&fresh))?;
    let committed = place::root().join("ui/src/bindings");
    let generated = files_of(&fresh)?;
    match mode {
        Mode::Check => same(&files_of(&committed)?, &generated, &committed, "cargo xtask bindings"),
        Mode::Write => replace_folder(&committed, &generated),
    }
}

/// The JSON Schema of the model file, as the command line prints it, into `assets/model.schema.json`.
pub fn schema(mode: Mode) -> Outcome {
    build::programs(&["headroom"])?;
    built_schema(mode)
}

/// The same with the command line already built.
pub fn built_schema(mode: Mode) -> Outcome {
    let program = place::built("debug", "headroom");
    let schema = process::read(process::command(&program.to_string_lossy()).arg("schema"))?;
    let folder = place::root().join("assets");
    let name = "model.schema.json";
    let committed = fs::read(folder.join(name)).unwrap_or_default();
    match mode {
        Mode::Check => {
            let one = |content| Files::from([(name.to_owned(), content)]);
            same(&one(committed), &one(schema.into_bytes()), &folder, "cargo xtask schema")
        }
        Mode::Write => write(&folder.join(name), schema.as_bytes()),
    }
}

/// Everything at once, and every snapshot and golden file by running the tests that own them.
pub fn bless() -> Outcome {
    ui::packages()?;
    ui::built()?;
    bindings(Mode::Write)?;
    schema(Mode::Write)?;
    let mut rust = build::workspace(&["test"]);
    rust.args(["--tests", "--no-fail-fast", "--", "--skip", crate::test::WINDOW_TESTS]);
    process::run(rust.env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1").env("HEADROOM_BLESS", "1"))?;
    eprintln!("\nRead `git diff` before you commit.");
    Ok(())
}

fn same(committed: &Files, generated: &Files, folder: &Path, command: &str) -> Outcome {
    let names = committed.keys().chain(generated.keys().filter(|name| !committed.contains_key(*name)));
    let stale: Vec<&str> =
        names.filter(|name| committed.get(*name) != generated.get(*name)).map(String::as_str).collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("out of date in {}: {}; run `{command}` and commit", place::shown(folder), stale.join(", ")))
}

fn files_of(folder: &Path) -> Outcome<Files> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Files::new()) };
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let named = files.map(|entry| {
        let content = fs::read(entry.path()).map_err(|e| failed("read", &entry.path(), &e))?;
        Ok((entry.file_name().to_string_lossy().into_owned(), content))
    });
    named.collect()
}

fn replace_folder(folder: &Path, files: &Files) -> Outcome {
    remove_folder(folder)?;
    files.iter().try_for_each(|(name, content)| write(&folder.join(name), content))?;
    eprintln!("{} files in {}", files.len(), place::shown(folder));
    Ok(())
}

fn remove_folder(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(failed("empty", folder, &e)),
        _ => Ok(()),
    }
}

fn write(path: &Path, content: &[u8]) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).and_then(|()| fs::write(path, content)).map_err(|e| failed("write", path, &e))
}

fn failed(what: &str, path: &Path, why: &std::io::Error) -> String {
    format!("cannot {what} {}: {why}", place::shown(path))
}
