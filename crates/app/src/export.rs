//! What leaves Headroom: the review as PDF, Markdown and CSV, a drawing, a table.

use std::fs;
use std::path::Path;

use headroom_charts::{Theme, png, svg};
use headroom_frames::Period;
use headroom_pages::{Block, Document, Table};

use crate::look::{graphics, period, size};
use crate::study::{Problems, Study, problem};
use crate::wire::{DiagnosticLine, LookRequest, NewScenario, OpenOutcome, ReportPreview, SaveOutcome};
use crate::{clock, files, study};

fn review(document: &str, scenario: &str, deployment: &str) -> Result<Document, Problems> {
    Study::read(document, scenario)?.review(deployment, &clock::today())
}

fn refused(problems: &[DiagnosticLine]) -> SaveOutcome {
    let first = problems.first();
    SaveOutcome::Failed {
        message: first.map_or("the model cannot be projected".into(), |d| format!("{}: {}", d.path, d.message)),
        hint: first.map_or(String::new(), |d| d.hint.clone()),
    }
}

/// The review as it will print, one SVG a page.
pub fn report_preview(document: &str, scenario: &str, deployment: &str) -> ReportPreview {
    let pages = Study::read(document, scenario).and_then(|study| {
        let review = study.review(deployment, &clock::today())?;
        let pages = headroom_report::page_pictures(&review).map_err(|e| {
            vec![problem("E000-report", "", &e.to_string(), "this is a fault of Headroom; the model is not lost")]
        })?;
        Ok((pages, study.unprintable(&review).into_iter().collect()))
    });
    match pages {
        Ok((pages, diagnostics)) => ReportPreview { pages, diagnostics },
        Err(diagnostics) => ReportPreview { pages: Vec::new(), diagnostics },
    }
}

pub fn export_pdf(document: &str, scenario: &str, deployment: &str, path: &Path) -> SaveOutcome {
    match review(document, scenario, deployment) {
        Ok(review) => match headroom_report::pdf(&review) {
            Ok(bytes) => files::write(path, &bytes),
            Err(error) => files::failed(path, &error),
        },
        Err(problems) => refused(&problems),
    }
}

pub fn export_markdown(document: &str, scenario: &str, deployment: &str, path: &Path) -> SaveOutcome {
    match review(document, scenario, deployment) {
        Ok(review) => files::write(path, headroom_report::markdown(&review).as_bytes()),
        Err(problems) => refused(&problems),
    }
}

/// The upgrades as a calendar, a day for each order.
pub fn export_calendar(document: &str, scenario: &str, deployment: &str, path: &Path) -> SaveOutcome {
    let calendar = Study::read(document, scenario)
        .and_then(|study| study.scene(deployment, Period::Month, |scene| crate::calendar::upgrades(scene).text));
    match calendar {
        Ok(calendar) => files::write(path, calendar.as_bytes()),
        Err(problems) => refused(&problems),
    }
}

/// One CSV file per table of the review, into a folder.
pub fn export_csv_folder(document: &str, scenario: &str, deployment: &str, folder: &Path) -> SaveOutcome {
    match review(document, scenario, deployment) {
        Ok(review) => write_csv(&review, folder),
        Err(problems) => refused(&problems),
    }
}

/// Writes a review's tables into a folder, which is made where it does not exist.
pub fn write_csv(review: &Document, folder: &Path) -> SaveOutcome {
    if let Err(error) = fs::create_dir_all(folder) {
        return files::failed(folder, &error);
    }
    for (name, text) in headroom_report::csv_files(review) {
        let outcome = files::write(&folder.join(name), text.as_bytes());
        if !matches!(outcome, SaveOutcome::Saved { .. }) {
            return outcome;
        }
    }
    SaveOutcome::Saved {
        path: folder.display().to_string(),
        name: folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
    }
}

/// A page's drawing as SVG or PNG, by the path's ending; on white, as it prints.
pub fn export_drawing(request: LookRequest, graphic: &str, path: &Path) -> SaveOutcome {
    let page = match page_of(&request) {
        Ok(page) => page,
        Err(problems) => return refused(&problems),
    };
    let Some((found, place)) = graphics(&page.blocks).find(|(g, _)| g.id() == graphic) else { return missing(graphic) };
    let size = size(found, place, request.width);
    let bytes = match path.extension().and_then(|e| e.to_str()) {
        Some("png") => png(found, size, Theme::Print, 2.0),
        _ => svg(found, size, Theme::Print).map(String::into_bytes),
    };
    match bytes {
        Ok(bytes) => files::write(path, &bytes),
        Err(error) => files::failed(path, &error),
    }
}

/// A page's table as CSV.
pub fn export_table(request: LookRequest, table: &str, path: &Path) -> SaveOutcome {
    let page = match page_of(&request) {
        Ok(page) => page,
        Err(problems) => return refused(&problems),
    };
    let tables: Vec<&Table> =
        page.blocks.iter().filter_map(|b| if let Block::Table { table } = b { Some(table) } else { None }).collect();
    match tables.iter().find(|t| t.id == table) {
        Some(found) => files::write(path, headroom_report::csv(found).as_bytes()),
        None => missing(table),
    }
}

fn page_of(request: &LookRequest) -> Result<headroom_pages::Page, Problems> {
    Study::read(&request.document, &request.scenario)?.page(&request.deployment, period(request.period), &request.page)
}

fn missing(id: &str) -> SaveOutcome {
    SaveOutcome::Failed { message: format!("the page has no `{id}`"), hint: "look at the page again and repeat".into() }
}

/// The model with one scenario more, made from another.
pub fn add_scenario(request: NewScenario) -> OpenOutcome {
    edited(&request.document, |node| drop(study::add_scenario(node, request.label.trim(), &request.from)))
}

/// The model without a scenario.
pub fn remove_scenario(document: &str, id: &str) -> OpenOutcome {
    edited(document, |node| {
        if let Some(all) = node.at_path_mut("scenarios") {
            all.remove(id);
        }
    })
}

fn edited(document: &str, change: impl FnOnce(&mut headroom_engine::form::Node)) -> OpenOutcome {
    match headroom_engine::form::Node::parse(document) {
        Ok(mut node) => {
            change(&mut node);
            files::opened(node.to_string(), None)
        }
        Err(d) => OpenOutcome::Refused { name: "the model".into(), diagnostics: vec![study::line(&d, Some(document))] },
    }
}
