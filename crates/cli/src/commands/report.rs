//! `headroom report`: the quarterly review, in files.

use std::path::Path;

use headroom_app::pages::Document;
use headroom_app::{SaveOutcome, clock, files, report, write_csv};

use crate::args::Report;
use crate::failure::Failure;
use crate::output::{self, clean};
use crate::problems;
use crate::source::Source;

pub fn run(args: &Report) -> Result<(), Failure> {
    check_standard_output(args)?;
    let source = Source::read(&args.plan.model.model)?;
    let date = args.date.map_or_else(clock::today, |date| date.to_string());
    let study = source.study(&args.plan)?;
    let review = study.review(&args.deployment, &date).map_err(|problems| source.invalid(problems))?;
    if let Some(path) = &args.pdf {
        if let Some(lacking) = study.unprintable(&review) {
            output::note(&problems::lines(&source.name, &[lacking]));
        }
        write(path, &report::pdf(&review).map_err(|error| Failure::fault(&error))?)?;
    }
    if let Some(path) = &args.md {
        write(path, report::markdown(&review).as_bytes())?;
    }
    if let Some(folder) = &args.csv {
        write_tables(folder, &review)?;
    }
    Ok(())
}

fn check_standard_output(args: &Report) -> Result<(), Failure> {
    let streamed = |path: &Option<_>| path.as_deref().is_some_and(is_standard_output);
    if streamed(&args.pdf) && streamed(&args.md) {
        return Err(Failure::Usage("only one of --pdf and --md can go to standard output".into()));
    }
    if streamed(&args.pdf) && output::is_terminal() {
        return Err(Failure::Usage("a PDF is not for reading in a terminal: give --pdf a file, or redirect it".into()));
    }
    Ok(())
}

fn is_standard_output(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// To a file, or to standard output for `-`.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if is_standard_output(path) {
        return output::data(bytes);
    }
    saved(files::write(path, bytes), "")
}

fn write_tables(folder: &Path, review: &Document) -> Result<(), Failure> {
    let tables = report::csv_files(review).len();
    saved(write_csv(review, folder), &format!(" ({tables} tables)"))
}

/// Says on standard error what was written.
fn saved(outcome: SaveOutcome, remark: &str) -> Result<(), Failure> {
    match outcome {
        SaveOutcome::Saved { path, .. } => output::note(&format!("wrote {}{remark}\n", clean(&path))),
        SaveOutcome::Failed { message, hint } => return Err(Failure::file(message, hint)),
        SaveOutcome::Cancelled => {}
    }
    Ok(())
}
