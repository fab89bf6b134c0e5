//! What ends up on disk, and what comes back from it. Native dialogs cannot be driven: each answers with one folder.

use super::{Step, changed, headline, holds, open, settle};
use crate::window::Window;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use thirtyfour::Key;

pub async fn the_review_is_exported(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    let folder = window.chosen();
    export(window, "pdf").await?;
    let pdf = written(&folder, "pdf").await?;
    holds(pdf.starts_with(b"%PDF-") && pdf.len() > 20_000, "a PDF with something in it")?;
    export(window, "markdown").await?;
    let markdown = String::from_utf8(written(&folder, "md").await?)?;
    holds(markdown.starts_with("# ") && markdown.contains('|'), "Markdown with a title and tables")?;
    export(window, "csv").await?;
    let csv = String::from_utf8(written(&folder, "csv").await?)?;
    holds(csv.lines().count() > 1 && csv.contains(','), "a table with rows")
}

/// Chooses from the export menu and waits for the word that it was done.
pub async fn export(window: &Window, format: &str) -> Step {
    window.click("[data-testid=export]").await?;
    window.click(&format!("[data-testid=export-{format}]")).await?;
    window.find("[data-testid=remark][data-tone=good]").await?;
    window.click("[data-testid=remark] button").await?;
    window.until("the remark is gone", "return !document.querySelector('[data-testid=remark]')", vec![]).await?;
    Ok(())
}

/// The content of the first file of a kind, as soon as there is one.
pub async fn written(folder: &Path, extension: &str) -> Step<Vec<u8>> {
    let patience = Instant::now() + Duration::from_secs(5);
    loop {
        let files = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        if let Some(file) = files.filter(|path| path.extension().is_some_and(|e| e == extension)).min() {
            return Ok(fs::read(file)?);
        }
        if Instant::now() > patience {
            return Err(format!("no .{extension} was written").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

pub async fn a_model_is_saved_and_reopened(window: &Window) -> Step {
    open(window, "rad-panel").await?;
    let shipped = headline(window).await?;
    window.find("section[aria-label=Growth] input[type=range]").await?.focus().await?;
    window.press_times(Key::Right, 6).await?;
    let edited = changed(window, &shipped).await?;
    window.chord(&[Key::Control], "s").await?;
    window.find("[data-testid=save-state][data-state=saved]").await?;
    let saved = window.chosen().join("rad-panel.json");
    let first = fs::read(&saved)?;
    window.click("[data-testid=home]").await?;
    window.click("[data-testid=recent-0]").await?;
    window.find("[data-testid=headline]").await?;
    settle(window).await?;
    holds(headline(window).await? == edited, "the file holds the edit")?;
    window.chord(&[Key::Control], "s").await?;
    window.find("[data-testid=save-state][data-state=saved]").await?;
    holds(fs::read(&saved)? == first, "saving what was opened changes no byte")
}

pub async fn a_broken_file_says_why(window: &Window) -> Step {
    let file = window.chosen().join("open.json");
    fs::write(&file, "{ \"format\": 1, \"nmae\": \"Broken\" }\n")?;
    window.click("[data-testid=open-file]").await?;
    let refusal = window.text("[data-testid=refusal]").await?;
    holds(refusal.contains("name"), format!("a misspelt field is told with the nearest known name: `{refusal}`"))?;
    holds(window.count("[data-testid=refusal] [data-code]").await? > 0, "each reason has its code")?;
    window.picture("refusal").await?;
    fs::remove_file(file)?;
    Ok(())
}
