//! Why a command ends without doing what was asked, and the code it then ends with.

use std::io;
use std::process::ExitCode;

use headroom_app::Problems;

use crate::{output, problems};

/// The model has errors, or another text that was given.
pub const INVALID: u8 = 1;
const USAGE: u8 = 2;
const FILE: u8 = 3;

#[derive(Debug)]
pub enum Failure {
    /// Texts with errors, and their names: a model, or files that belong together.
    Invalid(Vec<(String, Problems)>),
    /// What was asked for cannot be meant.
    Usage(String),
    /// A file cannot be read or written; what would help.
    File { message: String, hint: String },
    /// Whoever read the output has enough of it. Not an error.
    Enough,
}

impl Failure {
    pub fn file(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::File { message: message.into(), hint: hint.into() }
    }

    /// A fault of Headroom's own, in making what is to be written.
    pub fn fault(error: &dyn std::error::Error) -> Self {
        Self::file(error.to_string(), "this is a fault of Headroom; the model is not to blame")
    }

    /// Says what happened, on standard error.
    pub fn report(self) -> ExitCode {
        match self {
            Self::Invalid(texts) => {
                for (name, problems) in &texts {
                    output::note(&problems::lines(name, problems));
                    output::note(&format!("{}\n", problems::summary(name, problems)));
                }
                INVALID.into()
            }
            Self::Usage(message) => {
                output::note(&format!("{} {message}\n\nFor more information, try '--help'.\n", output::error_label()));
                USAGE.into()
            }
            Self::File { message, hint } => {
                let message = output::clean(&message);
                output::note(&format!("{} {message}\n    {}\n", output::error_label(), output::clean(&hint)));
                FILE.into()
            }
            Self::Enough => ExitCode::SUCCESS,
        }
    }
}

/// Of writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Enough,
            _ => Self::file(format!("cannot write to standard output: {error}"), "check where the output goes"),
        }
    }
}
