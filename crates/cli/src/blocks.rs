//! Blocks of a page, as text for a terminal.

use headroom_app::pages::{Block, Figure, Table, Tone};
use headroom_app::report;

use crate::json::sentence;
use crate::output::{self, BOLD, clean, of_tone, painted};

/// Sentences, notices and tables below each other; pictures are for the window and the review.
pub fn people(blocks: &[Block]) -> String {
    let width = output::width();
    let parts: Vec<String> = blocks.iter().filter_map(|block| part(block, width)).collect();
    parts.join("\n")
}

fn part(block: &Block, width: usize) -> Option<String> {
    let wrapped = |text: &str| output::wrapped(&clean(text), width, 0);
    match block {
        Block::Heading { text } => Some(format!("{}\n", painted(BOLD, &wrapped(text)))),
        Block::Paragraph { text } => Some(format!("{}\n", wrapped(&sentence(text)))),
        Block::Notice { tone, text } => Some(format!("{}\n", painted(of_tone(*tone), &wrapped(&sentence(text))))),
        Block::Figures { figures } => Some(self::figures(figures, width)),
        Block::Table { table } => Some(whole(table, width)),
        _ => None,
    }
}

/// The figures below each other: label, value, remark.
pub fn figures(figures: &[Figure], width: usize) -> String {
    let longest = |text: fn(&Figure) -> &str| figures.iter().map(|f| text(f).chars().count()).max().unwrap_or(0);
    let (labels, values) = (longest(|f| &f.label), longest(|f| &f.value));
    let indent = labels + values + 4;
    let line = |figure: &Figure| {
        let tone = figure.tag.as_ref().map_or(Tone::Neutral, |tag| tag.tone);
        let tag = figure.tag.as_ref().map_or(String::new(), |tag| format!("{}; ", tag.text));
        let remark = output::wrapped(&clean(&format!("{tag}{}", figure.detail)), width, indent);
        let value = format!("{:<values$}", clean(&figure.value));
        format!("{:<labels$}  {}  {remark}\n", figure.label, painted(of_tone(tone).bold(), &value))
    };
    figures.iter().map(line).collect()
}

/// A terminal scrolls: what a page folds away is told here.
fn whole(table: &Table, width: usize) -> String {
    report::text(&Table { fold: None, ..table.clone() }, width, true)
}

/// The tables among blocks.
pub fn tables(blocks: &[Block]) -> impl Iterator<Item = &Table> {
    blocks.iter().filter_map(|block| match block {
        Block::Table { table } => Some(table),
        _ => None,
    })
}

/// The first table as CSV; nothing where there is none.
pub fn csv(blocks: &[Block]) -> String {
    tables(blocks).next().map(report::csv).unwrap_or_default()
}

/// The table of this id as CSV.
pub fn csv_of(blocks: &[Block], id: &str) -> String {
    tables(blocks).find(|table| table.id == id).map(report::csv).unwrap_or_default()
}
