//! A review with everything in it: all kinds of blocks, a table over several pages, a wide one, and texts that try to
//! be code.

mod chapters;
pub mod parts;
mod pictures;

use chapters::{actions, actuals, capacity, compare, costs, cover, hostile, months, revenue, uncertainty};
use headroom_pages::Document;

/// Texts that mean something to Typst, Markdown, spreadsheets or terminals.
pub const HOSTILE: [&str; 12] = [
    "#panic(\"x\")",
    "*bold* $x$ @ref",
    "<label> and <script>alert(1)</script>",
    "_emphasis_ and `code` and ~gone~",
    "[a link](https://example.org) | a pipe",
    "= Heading // comment /* */ \\ #let x = 1",
    "=HYPERLINK(\"https://example.org\")",
    "@SUM(A1:A9)",
    "a -> b --> c, 1.50 x 2",
    "\"quoted\", 'quoted' -- dashes --- and ...",
    "&amp; #1 + - 1. ~ ^ {braces}",
    "#image(\"/etc/passwd\") #read(\"manuscript.json\")",
];

pub fn review() -> Document {
    Document {
        title: "WhatsFlow".into(),
        eyebrow: "Quarterly review · Q4 2026 · Base scenario · prices as of 2026-10-03".into(),
        footer: "WhatsFlow · Base scenario · Q4 2026".into(),
        date: "2026-10-03".into(),
        language: "en".into(),
        keywords: vec!["capacity".into(), "cost".into(), "revenue".into()],
        chapters: vec![
            cover(),
            capacity(),
            costs(),
            revenue(),
            months(),
            compare(),
            uncertainty(),
            actuals(),
            actions(),
            hostile(),
        ],
        data: Vec::new(),
    }
}
