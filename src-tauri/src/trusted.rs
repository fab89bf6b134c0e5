//! The files the window may write without asking: those the person opened or chose in a dialog. A page cannot name a
//! path of its own.

use headroom_app::wire::{OpenOutcome, Opened, SaveOutcome};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
pub struct Trusted {
    paths: Mutex<BTreeSet<String>>,
}

impl Trusted {
    pub fn opened(&self, outcome: OpenOutcome) -> OpenOutcome {
        if let OpenOutcome::Opened { opened } = &outcome {
            self.model(opened);
        }
        outcome
    }

    pub fn model(&self, opened: &Opened) {
        self.paths().extend(opened.path.clone());
    }

    pub fn saved(&self, outcome: SaveOutcome) -> SaveOutcome {
        if let SaveOutcome::Saved { path, .. } = &outcome {
            self.paths().insert(path.clone());
        }
        outcome
    }

    /// The path, where it may be written.
    pub fn path<'a>(&self, path: &'a str) -> Option<&'a Path> {
        self.paths().contains(path).then(|| Path::new(path))
    }

    /// A set of paths stays whole even where a thread died holding it.
    fn paths(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_opened_or_saved_may_be_written() {
        let trusted = Trusted::default();
        assert_eq!(trusted.path("/home/ada/plan.json"), None);
        trusted.saved(SaveOutcome::Saved { path: "/home/ada/plan.json".into(), name: "plan.json".into() });
        assert_eq!(trusted.path("/home/ada/plan.json"), Some(Path::new("/home/ada/plan.json")));
        trusted.saved(SaveOutcome::Cancelled);
        assert_eq!(trusted.path("/home/ada/.bashrc"), None);
    }
}
