//! Native dialogs. Each answers with a path, or None where the person cancelled.

use rfd::{AsyncFileDialog, FileHandle};
use std::path::PathBuf;
use tauri::async_runtime::channel;
use tauri::{AppHandle, Manager};

/// A kind of file, as a dialog names it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    name: &'static str,
    extension: &'static str,
}

pub const MODEL: Kind = Kind { name: "Headroom model", extension: "json" };
pub const PDF: Kind = Kind { name: "PDF document", extension: "pdf" };
pub const MARKDOWN: Kind = Kind { name: "Markdown", extension: "md" };
pub const CSV: Kind = Kind { name: "CSV table", extension: "csv" };
pub const SVG: Kind = Kind { name: "SVG drawing", extension: "svg" };
pub const PNG: Kind = Kind { name: "PNG picture", extension: "png" };
pub const CALENDAR: Kind = Kind { name: "Calendar", extension: "ics" };

/// Kinds of files that are read and told apart by what is in them.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    name: &'static str,
    extensions: &'static [&'static str],
}

pub const LOAD_TEST: Kinds = Kinds { name: "Load-test results", extensions: &["json", "csv", "tsv", "txt", "log"] };
pub const PRICE_LIST: Kinds = Kinds { name: "Price list", extensions: &["json"] };

/// Which model to open.
pub async fn open(app: &AppHandle) -> Option<PathBuf> {
    if let Some(answer) = rehearsed::open() {
        return answer;
    }
    shown(app, |dialog| dialog.add_filter(MODEL.name, &[MODEL.extension]).pick_file()).await
}

/// Which files to read; none where the person cancelled.
pub async fn open_all(app: &AppHandle, kinds: Kinds) -> Vec<PathBuf> {
    if let Some(answer) = rehearsed::open() {
        return answer.into_iter().collect();
    }
    let chosen = shown(app, move |dialog| {
        dialog.add_filter(kinds.name, kinds.extensions).add_filter("All files", &["*"]).pick_files()
    });
    chosen.await.unwrap_or_default()
}

/// Where to save a file of this kind; `name` without its extension is what the dialog proposes.
pub async fn save(app: &AppHandle, kind: Kind, name: &str) -> Option<PathBuf> {
    let proposed = format!("{}.{}", file_name(name), kind.extension);
    if let Some(answer) = rehearsed::save(&proposed) {
        return answer;
    }
    let chosen =
        shown(app, move |dialog| dialog.add_filter(kind.name, &[kind.extension]).set_file_name(proposed).save_file());
    chosen.await.map(|path| with_extension(path, kind))
}

/// Which folder to put files in.
pub async fn folder(app: &AppHandle) -> Option<PathBuf> {
    if let Some(answer) = rehearsed::folder() {
        return answer;
    }
    shown(app, |dialog| dialog.pick_folder()).await
}

/// Dialogs belong to the main thread of the desktop; the answer is awaited elsewhere, so that the window stays alive.
async fn shown<Asking, Answer>(
    app: &AppHandle,
    ask: impl FnOnce(AsyncFileDialog) -> Asking + Send + 'static,
) -> Option<Answer::Places>
where
    Asking: Future<Output = Option<Answer>> + Send + 'static,
    Answer: Places,
{
    let (answer, mut answered) = channel(1);
    let parent = app.get_webview_window("main");
    let asked = app.run_on_main_thread(move || {
        let dialog = AsyncFileDialog::new();
        let asking = ask(match &parent {
            Some(window) => dialog.set_parent(window),
            None => dialog,
        });
        tauri::async_runtime::spawn(async move {
            // Nobody waits any more once the window has gone.
            let _ = answer.send(asking.await.map(Places::places)).await;
        });
    });
    asked.ok()?;
    answered.recv().await.flatten()
}

/// What a dialog gives, as paths.
trait Places {
    type Places: Send + 'static;
    fn places(self) -> Self::Places;
}

impl Places for FileHandle {
    type Places = PathBuf;
    fn places(self) -> PathBuf {
        self.path().to_path_buf()
    }
}

impl Places for Vec<FileHandle> {
    type Places = Vec<PathBuf>;
    fn places(self) -> Vec<PathBuf> {
        self.into_iter().map(Places::places).collect()
    }
}

/// The server that stands in for a provider's in a test of the real window, from HEADROOM_TEST_PRICES.
pub fn price_server() -> Option<headroom_app::refresh::LocalServer> {
    rehearsed::price_server()
}

/// "WhatsFlow, Q4" as "whatsflow-q4": a name every file system takes.
fn file_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "headroom".into() } else { words.join("-") }
}

/// Some desktops give back what was typed, without the extension.
fn with_extension(path: PathBuf, kind: Kind) -> PathBuf {
    match path.extension() {
        Some(_) => path,
        None => path.with_extension(kind.extension),
    }
}

/// Answers for a test of the real window, from HEADROOM_TEST_DIALOG: a file answers every dialog; a folder answers a
/// save with the proposed name in it, an open with `open.json` in it; an empty value cancels. `None`: ask a person.
#[cfg(feature = "webdriver")]
mod rehearsed {
    use std::path::PathBuf;

    fn given() -> Option<PathBuf> {
        std::env::var_os("HEADROOM_TEST_DIALOG").map(PathBuf::from)
    }

    fn named(name: &str) -> Option<Option<PathBuf>> {
        let path = given()?;
        if path.as_os_str().is_empty() {
            return Some(None);
        }
        Some(Some(if path.is_dir() { path.join(name) } else { path }))
    }

    pub fn open() -> Option<Option<PathBuf>> {
        named("open.json")
    }

    pub fn save(proposed: &str) -> Option<Option<PathBuf>> {
        named(proposed)
    }

    pub fn folder() -> Option<Option<PathBuf>> {
        let path = given()?;
        Some((!path.as_os_str().is_empty()).then_some(path))
    }

    pub fn price_server() -> Option<headroom_app::refresh::LocalServer> {
        std::env::var("HEADROOM_TEST_PRICES").ok()?.parse().ok()
    }
}

#[cfg(not(feature = "webdriver"))]
mod rehearsed {
    use std::path::PathBuf;

    pub fn open() -> Option<Option<PathBuf>> {
        None
    }

    pub fn save(_proposed: &str) -> Option<Option<PathBuf>> {
        None
    }

    pub fn folder() -> Option<Option<PathBuf>> {
        None
    }

    pub fn price_server() -> Option<headroom_app::refresh::LocalServer> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposed_names_suit_every_file_system() {
        assert_eq!(file_name("WhatsFlow"), "whatsflow");
        assert_eq!(file_name("a/b: c?"), "a-b-c");
        assert_eq!(file_name("../.."), "headroom");
    }

    #[test]
    fn a_typed_extension_is_kept() {
        assert_eq!(with_extension("plan".into(), MODEL), PathBuf::from("plan.json"));
        assert_eq!(with_extension("plan.txt".into(), MODEL), PathBuf::from("plan.txt"));
    }
}
