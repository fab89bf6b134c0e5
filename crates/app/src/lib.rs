//! What a person does with Headroom, for the window and the command line alike: open, change, look, compare, export,
//! save. All file work is here; nothing here computes.

/// The one of both programs: memory that an uncertain run gave back serves the next, where the system's would have to
/// be asked for it anew.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod calendar;
pub mod clock;
pub mod cohorts;
pub mod edits;
pub mod export;
pub mod fields;
pub mod files;
pub mod futures;
pub mod gallery;
pub mod input;
pub mod look;
pub mod measure;
pub mod panels;
pub mod prices;
pub mod ranges;
pub mod refresh;
pub mod runs;
mod setting;
pub mod shipped;
pub mod study;
pub mod wire;

pub use export::{
    add_scenario, export_calendar, export_csv_folder, export_drawing, export_markdown, export_pdf, export_table,
    remove_scenario, report_preview, write_csv,
};
pub use files::{autosave, discard_recovery, open_path, open_recent, recent, recovered, save};
pub use gallery::{gallery, open_shipped};
pub use look::{look, look_with};
pub use runs::Runs;
pub use study::{Problems, Study};
pub use wire::{OpenOutcome, Opened, SaveOutcome};

pub use headroom_engine as engine;
pub use headroom_frames as frames;
pub use headroom_pages as pages;
pub use headroom_report as report;
pub use headroom_simulation as simulation;
pub use headroom_views as views;

/// The published JSON Schema of the model file.
pub fn schema() -> String {
    format!("{:#}\n", headroom_engine::model::schema())
}
