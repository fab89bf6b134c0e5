//! How the program was started: with a model to open, or without.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: headroom-desktop [MODEL.json]

Opens the window on the gallery of models, or on the model given. `headroom --help` lists what works without a window.";

/// The model to open at the start.
#[derive(Debug, Default)]
pub struct Start {
    pub file: Option<PathBuf>,
}

/// What is said instead of opening a window.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Help,
    Version,
    Misused(String),
}

impl Start {
    pub fn from_arguments(arguments: impl Iterator<Item = OsString>) -> Result<Self, Answer> {
        let mut file = None;
        for argument in arguments {
            match argument.to_str() {
                Some("-h" | "--help") => return Err(Answer::Help),
                Some("-V" | "--version") => return Err(Answer::Version),
                Some(flag) if flag.starts_with('-') => return Err(Answer::Misused(format!("unknown option {flag}"))),
                _ if file.is_some() => return Err(Answer::Misused("only one model can be opened at a time".into())),
                _ => file = Some(PathBuf::from(argument)),
            }
        }
        Ok(Self { file })
    }
}

impl Answer {
    pub fn said(&self) -> ExitCode {
        match self {
            Self::Help => println!("{USAGE}"),
            Self::Version => println!("headroom-desktop {}", env!("CARGO_PKG_VERSION")),
            Self::Misused(why) => {
                eprintln!("headroom-desktop: {why}\n\n{USAGE}");
                return ExitCode::from(2);
            }
        }
        ExitCode::SUCCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(arguments: &[&str]) -> Result<Option<PathBuf>, Answer> {
        Start::from_arguments(arguments.iter().map(OsString::from)).map(|start| start.file)
    }

    #[test]
    fn opens_the_one_model_given() {
        assert_eq!(start(&[]), Ok(None));
        assert_eq!(start(&["plan.json"]), Ok(Some("plan.json".into())));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert_eq!(start(&["--help"]), Err(Answer::Help));
        assert!(matches!(start(&["--verbose"]), Err(Answer::Misused(_))));
        assert!(matches!(start(&["a.json", "b.json"]), Err(Answer::Misused(_))));
    }
}
