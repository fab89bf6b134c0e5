//! Blocks of a page, as text for a terminal.

use headroom_app::pages::{Block, Table};
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
        Block::Table { table } => Some(report::text(table, width, true)),
        _ => None,
    }
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
