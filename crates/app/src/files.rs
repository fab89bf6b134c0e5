//! All file work: opening, saving, what was opened lately, and the copy that survives a crash.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use headroom_engine::diagnostic::Code;
use headroom_engine::form::Node;
use headroom_engine::form::node::MAX_BYTES;

use crate::study::{self, Study, problem};
use crate::wire::{DiagnosticLine, OpenOutcome, Opened, RecentFile, SaveOutcome};

const MOST_RECENT: usize = 8;

/// Opens a model's file. A file that is no valid model is refused with every reason; what was open stays open.
pub fn open_path(path: &Path) -> OpenOutcome {
    let name = file_name(path);
    let refuse = |message: String, hint: &str| OpenOutcome::Refused {
        name: name.clone(),
        diagnostics: vec![problem("E000-unreadable", "", &message, hint)],
    };
    match read_text(path) {
        Ok(text) => {
            let outcome = opened(text, Some(path));
            if matches!(outcome, OpenOutcome::Opened { .. }) {
                remember(path);
            }
            outcome
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            OpenOutcome::Refused { name, diagnostics: vec![not_text()] }
        }
        Err(error) => {
            refuse(format!("cannot read {}: {error}", path.display()), "check that the file exists and may be read")
        }
    }
}

/// What is wrong with a file that is no text in UTF-8.
pub fn not_text() -> DiagnosticLine {
    let hint = "a model is a JSON text in UTF-8: save it with that encoding, or check that this is the right file";
    problem(Code::Syntax.as_str(), "", "the file is not a text in UTF-8", hint)
}

/// A model's text from its file.
pub fn read_text(path: &Path) -> io::Result<String> {
    read_from(fs::File::open(path)?)
}

/// At most one byte more than a model may have, so that a mistaken file costs no memory; reading says what is wrong.
pub fn read_from(source: impl Read) -> io::Result<String> {
    let mut bytes = read_bytes(source, MAX_BYTES)?;
    if bytes.len() > MAX_BYTES {
        bytes.truncate(MAX_BYTES + 1);
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

/// A file of another kind, and one byte more than may be read of it at the most; reading says what is wrong.
pub fn read_bytes(source: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A text as an opened model, or the reasons it is none.
pub fn opened(text: String, path: Option<&Path>) -> OpenOutcome {
    match Study::read(&text, "") {
        Ok(study) => {
            Opened { name: study.model.file.name.clone(), document: text, path: path.map(|p| p.display().to_string()) }
                .into()
        }
        Err(diagnostics) => {
            OpenOutcome::Refused { name: path.map_or_else(|| "the model".into(), file_name), diagnostics }
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Opens a file of the recent list; no other path is accepted.
pub fn open_recent(path: &str) -> OpenOutcome {
    if recent().iter().any(|r| r.path == path) {
        open_path(Path::new(path))
    } else {
        OpenOutcome::Refused {
            name: path.to_owned(),
            diagnostics: vec![problem(
                "E000-unreadable",
                "",
                "the file was not opened lately",
                "open it by its dialog",
            )],
        }
    }
}

/// Saves a model: written beside the file and renamed over it, so that a crash leaves the old or the new one whole.
pub fn save(document: &str, path: &Path) -> SaveOutcome {
    match replace(path, document.as_bytes()) {
        Ok(()) => {
            remember(path);
            discard_recovery();
            SaveOutcome::Saved {
                path: path.display().to_string(),
                name: Node::parse(document).map_or_else(|_| file_name(path), |n| study::name_of(&n)),
            }
        }
        Err(error) => failed(path, &error),
    }
}

/// Writes an export.
pub fn write(path: &Path, bytes: &[u8]) -> SaveOutcome {
    match replace(path, bytes) {
        Ok(()) => SaveOutcome::Saved { path: path.display().to_string(), name: file_name(path) },
        Err(error) => failed(path, &error),
    }
}

pub fn failed(path: &Path, error: &dyn std::fmt::Display) -> SaveOutcome {
    SaveOutcome::Failed {
        message: format!("cannot write {}: {error}", path.display()),
        hint: "choose a folder that may be written to, with room for the file".into(),
    }
}

pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link; a device or a pipe is written to and never renamed over.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return fs::write(path, bytes);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder)?;
    // The reason alone: the name of the file beside would only puzzle.
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |m| m.permissions().mode());
        beside.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    beside.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Where Headroom keeps its own files: `$HEADROOM_DATA`, or the desktop's place for application data.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    variable("HEADROOM_DATA")
        .or_else(|| variable("XDG_DATA_HOME").map(|d| d.join("headroom")))
        .or_else(|| variable("HOME").map(|h| h.join(".local/share/headroom")))
}

/// Files opened lately, newest first, that still exist.
pub fn recent() -> Vec<RecentFile> {
    let Some(list) = data_folder().and_then(|d| fs::read_to_string(d.join("recent")).ok()) else { return Vec::new() };
    list.lines()
        .filter(|p| Path::new(p).is_file())
        .take(MOST_RECENT)
        .map(|p| RecentFile { name: file_name(Path::new(p)), path: p.to_owned() })
        .collect()
}

/// Failing to remember a file is no reason to fail at opening it.
fn remember(path: &Path) {
    let (Some(folder), Ok(path)) = (data_folder(), fs::canonicalize(path)) else { return };
    let path = path.display().to_string();
    let others = recent().into_iter().map(|r| r.path).filter(|p| *p != path);
    let list: Vec<String> = std::iter::once(path.clone()).chain(others).take(MOST_RECENT).collect();
    if fs::create_dir_all(&folder).is_ok() {
        drop(replace(&folder.join("recent"), list.join("\n").as_bytes()));
    }
}

/// Keeps a copy of unsaved work: the first line is the file it belongs to.
pub fn autosave(document: &str, path: Option<&str>) {
    let Some(folder) = data_folder() else { return };
    if fs::create_dir_all(&folder).is_ok() {
        drop(replace(&folder.join("unsaved"), format!("{}\n{document}", path.unwrap_or_default()).as_bytes()));
    }
}

/// Work that was not saved when Headroom last ended.
pub fn recovered() -> Option<Opened> {
    let text = fs::read_to_string(data_folder()?.join("unsaved")).ok()?;
    let (path, document) = text.split_once('\n')?;
    let name = study::name_of(&Node::parse(document).ok()?);
    Some(Opened { document: document.to_owned(), name, path: (!path.is_empty()).then(|| path.to_owned()) })
}

pub fn discard_recovery() {
    if let Some(folder) = data_folder() {
        drop(fs::remove_file(folder.join("unsaved")));
    }
}
