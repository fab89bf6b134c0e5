//! The title bar, and asking before unsaved work is closed away.

use std::sync::{Mutex, PoisonError};
use tauri::ipc::Channel;

/// Whether there is unsaved work, and the page to ask about it.
#[derive(Default)]
pub struct Closing {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    unsaved: bool,
    page: Option<Channel<()>>,
}

impl std::fmt::Debug for Closing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closing").finish_non_exhaustive()
    }
}

impl Closing {
    /// True if the page now asks the person. A page that cannot be reached has nothing to ask with, so the window closes.
    pub fn asks_first(&self) -> bool {
        self.with(|state| state.unsaved && state.page.as_ref().is_some_and(|page| page.send(()).is_ok()))
    }

    pub fn mark(&self, unsaved: bool) {
        self.with(|state| state.unsaved = unsaved);
    }

    pub fn attend(&self, page: Channel<()>) {
        self.with(|state| state.page = Some(page));
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// "• WhatsFlow — Headroom"; the dot says that something is unsaved.
pub fn title(model: &str, unsaved: bool) -> String {
    match (model, unsaved) {
        ("", _) => "Headroom".into(),
        (model, false) => format!("{model} — Headroom"),
        (model, true) => format!("• {model} — Headroom"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_the_model_and_marks_unsaved_work() {
        assert_eq!(title("", false), "Headroom");
        assert_eq!(title("WhatsFlow", false), "WhatsFlow — Headroom");
        assert_eq!(title("WhatsFlow", true), "• WhatsFlow — Headroom");
    }

    #[test]
    fn a_window_without_a_page_closes() {
        let closing = Closing::default();
        closing.mark(true);
        assert!(!closing.asks_first());
    }
}
