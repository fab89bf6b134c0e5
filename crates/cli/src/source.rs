//! The model that a command is about.

use std::io::{self, ErrorKind};
use std::path::Path;

use headroom_app::engine::diagnostic::nearest;
use headroom_app::{Problems, Study, files, gallery, shipped};

use crate::args::Plan;
use crate::failure::Failure;

/// A model's text, and what to call it in messages.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
}

impl Source {
    /// Reads a file, standard input for `-`, or a shipped model where there is no such file.
    pub fn read(model: &Path) -> Result<Self, Failure> {
        if model.as_os_str() == "-" {
            let name = "<stdin>".to_owned();
            return match files::read_from(io::stdin().lock()) {
                Ok(text) => Ok(Self { name, text }),
                Err(error) if error.kind() == ErrorKind::InvalidData => Err(not_text(&name)),
                Err(error) => Err(unreadable("standard input", &error)),
            };
        }
        let name = model.display().to_string();
        match files::read_text(model) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory) => {
                match shipped::find(&name) {
                    Some(shipped) => Ok(Self { name, text: shipped.text.to_owned() }),
                    None => Err(not_found(&name, &error)),
                }
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(not_text(&name)),
            Err(error) => Err(unreadable(&name, &error)),
        }
    }

    /// Reads a table from a file, or standard input for `-`.
    pub fn table(file: &Path) -> Result<Self, Failure> {
        if file.as_os_str() == "-" {
            return Self::read(file);
        }
        let name = file.display().to_string();
        match files::read_text(file) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => Err(unreadable(&name, &error)),
        }
    }

    /// The model as it is asked for, projected.
    pub fn study(&self, asked: &Plan) -> Result<Study, Failure> {
        Study::with(&self.text, &asked.scenario, &asked.set).map_err(|problems| self.invalid(problems))
    }

    pub fn invalid(&self, problems: Problems) -> Failure {
        Failure::Invalid(vec![(self.name.clone(), problems)])
    }
}

/// A file of another kind cannot be read, and says so with the code that the window has for it.
fn not_text(name: &str) -> Failure {
    let found = files::not_text();
    Failure::file(format!("{name} {}: {}", found.code, found.message), found.hint)
}

fn not_found(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::IsADirectory => {
            Failure::file(format!("{name} is a folder"), "give the path of a model's file, a JSON text")
        }
        _ => {
            let ids = gallery::ids();
            let known = || format!("shipped models: {}", ids.join(", "));
            let hint = nearest(name, ids.iter().copied()).map_or_else(known, |id| format!("did you mean {id}?"));
            Failure::file(format!("there is no file {name}, and no shipped model of that name"), hint)
        }
    }
}

pub fn unreadable(name: &str, error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::InvalidData => Failure::file(format!("{name} is not text"), "give a text in UTF-8, as JSON is"),
        _ => Failure::file(format!("cannot read {name}: {error}"), "check that the file exists and may be read"),
    }
}
