//! The vocabulary of a page. A view in the window, a section of the PDF, a Markdown chapter and a CSV file are all
//! made of these values, so each says the same thing. Every text here is ready to read: numbers are formatted, months
//! are named. Renderers (the window, Typst, Markdown, the terminal) decide only how it looks.

use headroom_charts::{Graphic, serialize_unbroken};
use serde::Serialize;
use ts_rs::TS;

/// One page of the window, or one chapter of the review.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Page {
    /// Stable, in kebab case: "overview", "capacity".
    pub id: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Heading {
        text: String,
    },
    Paragraph {
        text: Vec<Span>,
    },
    /// A remark that must not be missed: a warning, a contradiction, an empty state.
    Notice {
        tone: Tone,
        text: Vec<Span>,
    },
    /// Headline figures, side by side.
    Figures {
        figures: Vec<Figure>,
    },
    Graphic {
        graphic: Graphic,
        width: Width,
    },
    Table {
        table: Table,
    },
    Checklist {
        list: Checklist,
    },
}

/// A run of text; strong where the figure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Span {
    #[serde(serialize_with = "serialize_unbroken")]
    pub text: String,
    pub strong: bool,
}

impl Span {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), strong: false }
    }
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), strong: true }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Neutral,
    Good,
    Warn,
    Bad,
}

/// How much of the row a graphic wants on a wide page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    Full,
    Wide,
    Narrow,
    Half,
}

/// A headline: "Headroom now", "94 %", "3 of 53 concurrent users".
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Figure {
    pub id: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub label: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub value: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub detail: String,
    pub tag: Option<Tag>,
    pub why: Option<Why>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Tag {
    #[serde(serialize_with = "serialize_unbroken")]
    pub text: String,
    pub tone: Tone,
}

/// The answer to "why?": the formula in words, its inputs with their values, and where those came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Why {
    #[serde(serialize_with = "serialize_unbroken")]
    pub formula: String,
    pub inputs: Vec<WhyInput>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WhyInput {
    #[serde(serialize_with = "serialize_unbroken")]
    pub label: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub value: String,
    /// The source of the value, or empty where it is computed.
    #[serde(serialize_with = "serialize_unbroken")]
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Table {
    /// Stable, in kebab case; also the name of its CSV file.
    pub id: String,
    pub title: String,
    /// Unit and definition of what is shown.
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    pub columns: Vec<Column>,
    pub rows: Vec<TableRow>,
    /// How many rows a page shows of a long table. The CSV has them all.
    pub fold: Option<usize>,
    /// Said instead of the table where there are no rows.
    #[serde(serialize_with = "serialize_unbroken")]
    pub empty: String,
    /// The columns that say nothing in any row, by their places: a page names them below instead. The CSV has them all.
    pub idle: Vec<usize>,
    /// By row, a one-line definition of what it is about; none where rows are no terms.
    pub terms: Vec<String>,
}

/// A table of fewer rows than this is short enough to be read across.
const FEW_ROWS: usize = 3;

/// Nothing, a dash, or a zero in any unit: "", "—", "$0.00", "0 %".
fn says_nothing(text: &str) -> bool {
    !text.chars().any(|c| c.is_alphabetic() || (c.is_ascii_digit() && c != '0'))
}

impl Table {
    /// The columns that are zero or empty in all rows. The first names the rows, and is never among them.
    pub fn idle(&self) -> Vec<usize> {
        let rows = || self.rows.iter().filter(|row| row.style != RowStyle::Group);
        let is_idle = |i: usize| rows().all(|row| row.cells.get(i).is_none_or(|cell| says_nothing(&cell.text)));
        match rows().count() {
            0..FEW_ROWS => Vec::new(),
            _ => (1..self.columns.len()).filter(|i| is_idle(*i)).collect(),
        }
    }

    /// The rows that a page shows.
    pub fn shown(&self) -> &[TableRow] {
        self.fold.and_then(|fold| self.rows.get(..fold)).unwrap_or(&self.rows)
    }

    /// What to say under a folded table: "and 112 more rows, all in its CSV file".
    pub fn rest(&self) -> Option<String> {
        let rest = self.rows.len() - self.shown().len();
        let rows = if rest == 1 { "row" } else { "rows" };
        (rest > 0).then(|| format!("and {rest} more {rows}; its CSV file has them all"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Column {
    /// The CSV header, in snake case with its unit: "revenue_usd".
    pub key: String,
    pub label: String,
    pub align: Align,
    /// A one-line definition from the glossary, or empty.
    pub define: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Right,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TableRow {
    pub cells: Vec<Cell>,
    pub style: RowStyle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RowStyle {
    Plain,
    /// A total, ruled off from the rows above.
    Total,
    /// The row of the quarter under review.
    Highlight,
    /// A subheading spanning the table: only the first cell has text.
    Group,
}

/// `text` is for people, `plain` for machines: ISO months, decimals without separators or currency signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Cell {
    #[serde(serialize_with = "serialize_unbroken")]
    pub text: String,
    pub plain: String,
    pub tone: Tone,
}

impl Cell {
    /// A cell that reads the same for people and machines.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { plain: text.clone(), text, tone: Tone::Neutral }
    }
    pub fn new(text: impl Into<String>, plain: impl Into<String>) -> Self {
        Self { text: text.into(), plain: plain.into(), tone: Tone::Neutral }
    }
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Checklist {
    pub id: String,
    pub title: String,
    pub items: Vec<ChecklistItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChecklistItem {
    #[serde(serialize_with = "serialize_unbroken")]
    pub text: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub detail: String,
    pub state: ItemState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Open,
    InProgress,
    Done,
    /// A metric to watch rather than a task to finish.
    Track,
}

/// The quarterly review: a cover and chapters.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Document {
    pub title: String,
    /// "Quarterly review · Q4 2026 · Base scenario · prices as of 2026-10-03"
    pub eyebrow: String,
    /// The page footer: "WhatsFlow · Base scenario · Q4 2026".
    pub footer: String,
    /// The date of the review, ISO: an input, never the clock.
    pub date: String,
    pub language: String,
    pub keywords: Vec<String>,
    /// The first is the cover: its blocks follow the title, its own title is not printed. A paragraph that opens it is
    /// the answer of the review and set larger. The others have a heading and are listed in the contents.
    pub chapters: Vec<Page>,
    /// Tables that are too long to read, such as what many paths say of every month: only files have them.
    pub data: Vec<Table>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The window breaks lines where it likes, so numbers reach it with no-break spaces; what machines read stays plain.
    #[test]
    fn numbers_keep_their_percent_signs_on_the_way_to_the_window() {
        let crossed = |value: serde_json::Result<String>| value.expect("plain values");
        assert_eq!(crossed(serde_json::to_string(&Span::strong("59 %"))), "{\"text\":\"59\u{a0}%\",\"strong\":true}");
        let cell = crossed(serde_json::to_string(&Cell::new("59 %", "59 %")));
        assert!(cell.starts_with("{\"text\":\"59\u{a0}%\",\"plain\":\"59 %\""), "{cell}");
    }
}
