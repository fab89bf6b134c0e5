//! Writes the TypeScript type of everything that crosses to the window, one file a type: `bindings FOLDER`.

use headroom_app::wire::{
    Answer, DroppedFile, FuturesQuestion, Gallery, LoadTestOutcome, Look, LookRequest, NewRange, NewScenario,
    OpenOutcome, PriceSource, PricesOutcome, Progress, Question, Refined, ReportPreview, SaveOutcome,
};
use std::error::Error;
use ts_rs::{Config, TS};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: bindings FOLDER")?;
    let config = Config::new().with_out_dir(folder);
    Answer::export_all(&config)?;
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
    Ok(())
}
