//! The review as Markdown, CSV and text: snapshots, and Markdown read back.

mod sample;

use headroom_pages::{Block, Document, Table};
use headroom_report::{csv, csv_files, markdown, text};
use pulldown_cmark::{Event, Options, Parser, Tag};
use sample::{HOSTILE, review};

fn find(document: &Document, id: &str) -> Table {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let table = |block: &Block| match block {
        Block::Table { table } if table.id == id => Some(table.clone()),
        _ => None,
    };
    blocks.filter_map(table).next().unwrap()
}

/// The review without the long tables.
fn short() -> Document {
    let mut document = review();
    document.chapters.retain(|chapter| chapter.id != "months" && chapter.id != "costs");
    document
}

#[test]
fn markdown_reads_well() {
    insta::assert_snapshot!("review.md", markdown(&short()));
}

#[test]
fn markdown_keeps_every_text_a_text() {
    let markdown = markdown(&short());
    let mut texts = Vec::new();
    let mut current = String::new();
    for event in Parser::new_ext(&markdown, Options::all().difference(Options::ENABLE_SMART_PUNCTUATION)) {
        match event {
            Event::Text(text) => current.push_str(&text),
            Event::End(_) => texts.push(std::mem::take(&mut current)),
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Emphasis | Tag::Strikethrough,
            )
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => panic!("{event:?} in the Markdown of plain text"),
            _ => {}
        }
    }
    let texts = texts.join("\n");
    for hostile in HOSTILE {
        assert!(texts.contains(hostile), "{hostile} is not in the Markdown");
    }
}

#[test]
fn csv_is_for_machines() {
    let document = review();
    insta::assert_snapshot!("variance.csv", csv(&find(&document, "variance")).replace('\r', "␍"));
    insta::assert_snapshot!("mrr-movements.csv", csv(&find(&document, "mrr-movements")).replace('\r', "␍"));
}

#[test]
fn every_table_and_checklist_has_a_file() {
    let files = csv_files(&review());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    insta::assert_snapshot!("files", names.join("\n"));
    let content = |name: &str| &files.iter().find(|(file, _)| file == name).unwrap().1;
    insta::assert_snapshot!("readiness.csv", content("readiness.csv").replace('\r', "␍"));
    insta::assert_snapshot!("hostile.csv", content("months-2.csv").replace('\r', "␍"));
}

#[test]
fn no_cell_runs_in_a_spreadsheet() {
    for (name, content) in csv_files(&review()) {
        for record in ::csv::ReaderBuilder::new().has_headers(false).from_reader(content.as_bytes()).records() {
            for cell in &record.unwrap() {
                let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
                assert!(!runs, "{cell} in {name}");
            }
        }
    }
}

#[test]
fn a_terminal_shows_aligned_columns() {
    let document = review();
    let show = |id: &str, width: usize| text(&find(&document, id), width, false);
    insta::assert_snapshot!("upgrades-48", show("next-upgrades", 48));
    insta::assert_snapshot!("movements-80", show("mrr-movements", 80));
    insta::assert_snapshot!("line-items-60", show("line-items", 60));
    for id in ["next-upgrades", "mrr-movements", "line-items", "price-sources"] {
        assert!(show(id, 60).lines().all(|line| line.chars().count() <= 60), "{id} is too wide");
    }
}

#[test]
fn colour_is_asked_for() {
    let variance = find(&review(), "variance");
    assert!(!text(&variance, 80, false).contains('\u{1b}'));
    assert!(text(&variance, 80, true).contains("31m"));
    let mut evil = variance;
    evil.rows[0].cells[0].text = "\u{1b}[2J".into();
    assert!(!text(&evil, 80, true).contains("\u{1b}[2J"));
}
