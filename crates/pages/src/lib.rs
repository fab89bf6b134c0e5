//! The vocabulary of a page. A view in the window, a section of the PDF, a Markdown chapter and a CSV file are all
//! made of these values, so each says the same thing. Every text here is ready to read: numbers are formatted, months
//! are named. Renderers (the window, Typst, Markdown, the terminal) decide only how it looks.

use headroom_charts::Graphic;
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

#[expect(clippy::large_enum_variant, reason = "a page has a few dozen blocks, and each is moved once or twice")]
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
    pub label: String,
    pub value: String,
    pub detail: String,
    pub tag: Option<Tag>,
    pub why: Option<Why>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Tag {
    pub text: String,
    pub tone: Tone,
}

/// The answer to "why?": the formula in words, its inputs with their values, and where those came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Why {
    pub formula: String,
    pub inputs: Vec<WhyInput>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WhyInput {
    pub label: String,
    pub value: String,
    /// The source of the value, or empty where it is computed.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Table {
    /// Stable, in kebab case; also the name of its CSV file.
    pub id: String,
    pub title: String,
    /// Unit and definition of what is shown.
    pub subtitle: String,
    pub columns: Vec<Column>,
    pub rows: Vec<TableRow>,
    /// How many rows a page shows of a long table. The CSV has them all.
    pub fold: Option<usize>,
    /// Said instead of the table where there are no rows.
    pub empty: String,
}

impl Table {
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
    pub text: String,
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
