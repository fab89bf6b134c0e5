//! Writes what the window takes from the code: `bindings FOLDER`. The TypeScript type of everything that crosses to it,
//! one file a type, and the colours of the marks in drawings, `marks.css`, for what stands beside them.

use headroom_app::wire::{
    Answer, CohortsOutcome, DroppedFile, FuturesQuestion, Gallery, LoadTestOutcome, Look, LookRequest, NewRange,
    NewScenario, OpenOutcome, PriceSource, PricesOutcome, Progress, Question, Refined, ReportPreview, SaveOutcome,
};
use headroom_charts::Theme;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use ts_rs::{Config, TS};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: bindings FOLDER")?);
    let config = Config::new().with_out_dir(&folder);
    Answer::export_all(&config)?;
    CohortsOutcome::export_all(&config)?;
    DroppedFile::export_all(&config)?;
    FuturesQuestion::export_all(&config)?;
    Gallery::export_all(&config)?;
    LoadTestOutcome::export_all(&config)?;
    Look::export_all(&config)?;
    LookRequest::export_all(&config)?;
    NewRange::export_all(&config)?;
    NewScenario::export_all(&config)?;
    OpenOutcome::export_all(&config)?;
    PriceSource::export_all(&config)?;
    PricesOutcome::export_all(&config)?;
    Progress::export_all(&config)?;
    Question::export_all(&config)?;
    Refined::export_all(&config)?;
    ReportPreview::export_all(&config)?;
    SaveOutcome::export_all(&config)?;
    fs::write(folder.join("marks.css"), marks())?;
    Ok(())
}

fn marks() -> String {
    let rule = |selector: &str, theme: Theme| {
        let colours: String = theme
            .palette()
            .marks()
            .map(|(name, colour)| format!("  --mark-{name}: {};\n", colour.to_string().to_lowercase()))
            .collect();
        format!("{selector} {{\n{colours}}}\n")
    };
    let head =
        "/* The colours of marks in drawings, from crates/charts/src/theme.rs; written by `cargo xtask bindings`. */";
    let (light, dark) = (rule(":root", Theme::Light), rule(":root[data-theme=\"dark\"]", Theme::Dark));
    format!("{head}\n{light}\n{dark}")
}
