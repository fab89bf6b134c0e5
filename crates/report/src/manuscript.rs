//! A document as the template reads it: plain data with every decision of layout already taken. Texts stay texts; the
//! template never evaluates them.

mod tall;

use headroom_charts::{Graphic, unbroken};
use headroom_pages::{
    Align, Block, Checklist, Document, Figure, ItemState, RowStyle, Span, Table, TableRow, Tag, Tone, Width,
};
use serde::Serialize;

use crate::ReportError;
use crate::drawing::{Drawing, drawing, height};
use crate::fit::{Fit, LABEL, PORTRAIT, kept};
use crate::fonts::width;
use crate::printable::{clean, printable};
use crate::slim::slim;
use crate::squeeze::{self, lines};
use tall::make_room;

/// Between two graphics in a row, in points. The template says the same.
const GUTTER: f32 = 18.0;
/// Between two cards, and between the sides of a card and its text. The template says the same.
const CARD_GAP: f32 = 7.0;
const CARD_INSET: f32 = 9.0;
/// Contents name the sections of chapters too, unless they would have more lines than this.
const CONTENTS_LINES: usize = 24;
/// A table whose rows are not taller than this is never divided: on a page of some 730 points little more is left
/// empty. Points.
const WHOLE: f32 = 170.0;
/// A table of more rows than this is set densely.
const DENSE: usize = 14;
/// Of a table that is divided, so many rows stand together where it begins and where it ends.
const TOGETHER: usize = 3;
/// How much running text fits on a line, in em.
const PROSE: f32 = PORTRAIT / 12.0;

#[derive(Debug, Serialize)]
pub(crate) struct Manuscript {
    title: String,
    eyebrow: String,
    footer: String,
    /// Year, month, day; nothing where the document names no day that exists.
    date: Option<(i32, u8, u8)>,
    language: String,
    region: Option<String>,
    keywords: Vec<String>,
    cover: Vec<Stretch>,
    /// How many levels the contents list; 0 for no contents.
    contents: usize,
    chapters: Vec<Stretch>,
}

/// Blocks that follow each other on pages turned the same way.
#[derive(Debug, Serialize)]
struct Stretch {
    landscape: bool,
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Item {
    /// A heading, and how much of a page must be left to begin here, in points.
    Chapter {
        text: String,
        need: f32,
    },
    Heading {
        text: String,
        need: f32,
    },
    /// The paragraph that opens the cover.
    Lead {
        text: Vec<Words>,
    },
    Paragraph {
        text: Vec<Words>,
    },
    Notice {
        tone: Tone,
        text: Vec<Words>,
    },
    Figures {
        columns: usize,
        size: f32,
        figures: Vec<Card>,
    },
    Graphics {
        widths: Vec<f32>,
        height: f32,
        graphics: Vec<Picture>,
    },
    /// Boxed, for it is much larger than the others.
    Table(Box<Sheet>),
    Checklist {
        title: String,
        items: Vec<Check>,
    },
}

#[derive(Debug, Serialize)]
struct Words {
    text: String,
    strong: bool,
}

#[derive(Debug, Serialize)]
struct Card {
    label: String,
    value: String,
    detail: String,
    tag: Option<Tag>,
}

#[derive(Debug, Serialize)]
struct Picture {
    file: String,
    title: String,
    subtitle: String,
    alt: String,
}

#[derive(Debug, Serialize)]
struct Sheet {
    title: String,
    subtitle: String,
    empty: String,
    size: f32,
    landscape: bool,
    /// Never divided.
    whole: bool,
    /// How much of a page must be left to begin here, in points; of a table that is divided.
    need: f32,
    /// Above and below the text of a cell, in em.
    pad: f32,
    /// How tall the labels and all rows are, and the labels and the first rows, in points.
    #[serde(skip)]
    height: f32,
    #[serde(skip)]
    start: f32,
    widths: Vec<f32>,
    lefts: Vec<f32>,
    rights: Vec<f32>,
    aligns: Vec<Align>,
    labels: Vec<String>,
    rows: Vec<SheetRow>,
    /// What is said under the first rows of a longer table.
    rest: String,
}

#[derive(Debug, Serialize)]
struct SheetRow {
    style: RowStyle,
    /// So much text that the row may break over pages.
    tall: bool,
    cells: Vec<SheetCell>,
}

#[derive(Debug, Serialize)]
struct SheetCell {
    text: String,
    tone: Tone,
}

#[derive(Debug, Serialize)]
struct Check {
    text: String,
    detail: String,
    state: ItemState,
}

impl Manuscript {
    /// The manuscript, and the drawings it names.
    pub(crate) fn of(document: &Document) -> Result<(Self, Vec<Drawing>), ReportError> {
        let mut drawings = Vec::new();
        let mut cover = Vec::new();
        let mut chapters = Vec::new();
        for (number, page) in document.chapters.iter().enumerate() {
            let items = if number == 0 { &mut cover } else { &mut chapters };
            if number > 0 {
                items.push(Item::Chapter { text: printable(&page.title, PROSE / 2.0), need: 0.0 });
            }
            let mut blocks = page.blocks.as_slice();
            while let [first, rest @ ..] = blocks {
                let taken = row_of_graphics(blocks);
                if taken > 0 {
                    items.push(graphics(&blocks[..taken], &mut drawings)?);
                    blocks = &blocks[taken..];
                } else {
                    items.extend(item(first));
                    blocks = rest;
                }
            }
        }
        say_once(&mut cover);
        say_once(&mut chapters);
        if let Some(Item::Paragraph { text }) = cover.first_mut() {
            let text = std::mem::take(text);
            cover[0] = Item::Lead { text };
        }
        make_room(&mut cover);
        make_room(&mut chapters);
        let (language, region) = locale(&document.language);
        let manuscript = Self {
            title: printable(&document.title, PROSE / 2.2),
            eyebrow: printable(&document.eyebrow, PROSE),
            footer: printable(&document.footer, PROSE),
            date: day(&document.date),
            language,
            region,
            keywords: document.keywords.iter().map(|word| clean(word)).collect(),
            cover: stretches(cover),
            contents: contents(&chapters),
            chapters: stretches(chapters),
        };
        Ok((manuscript, drawings))
    }
}

fn item(block: &Block) -> Option<Item> {
    Some(match block {
        Block::Heading { text } => Item::Heading { text: printable(text, PROSE / 1.5), need: 0.0 },
        Block::Paragraph { text } => Item::Paragraph { text: words(text) },
        Block::Notice { tone, text } => Item::Notice { tone: *tone, text: words(text) },
        Block::Figures { figures } if figures.is_empty() => return None,
        Block::Figures { figures } => cards(figures),
        Block::Table { table } => Item::Table(Box::new(sheet(table))),
        Block::Checklist { list } => checklist(list),
        Block::Graphic { .. } => return None,
    })
}

fn words(spans: &[Span]) -> Vec<Words> {
    spans.iter().map(|span| Words { text: printable(&unbroken(&span.text), PROSE), strong: span.strong }).collect()
}

/// Up to five in a row, rows as even as can be, and the values of all as large as the narrowest card allows.
fn cards(figures: &[Figure]) -> Item {
    let rows = figures.len().div_ceil(5);
    let columns = figures.len().div_ceil(rows).max(2);
    let inner = (PORTRAIT - CARD_GAP * (columns - 1) as f32) / columns as f32 - 2.0 * CARD_INSET;
    let widest = figures.iter().map(|figure| width(&figure.value)).fold(0.1, f32::max) * 1.08;
    let size = (inner / widest).clamp(10.0, 15.0);
    let card = |figure: &Figure| Card {
        label: printable(&figure.label, inner / 8.0),
        value: printable(&figure.value, inner / size / 1.08),
        detail: printable(&figure.detail, inner / 8.0),
        tag: figure.tag.as_ref().map(|tag| Tag { text: printable(&tag.text, inner / 9.0), tone: tag.tone }),
    };
    Item::Figures { columns, size, figures: figures.iter().map(card).collect() }
}

/// How many of the first blocks are graphics that share a row: two halves, or a wide and a narrow one.
fn row_of_graphics(blocks: &[Block]) -> usize {
    let wants = |block: Option<&Block>| match block {
        Some(Block::Graphic { width, .. }) => Some(*width),
        _ => None,
    };
    match (wants(blocks.first()), wants(blocks.get(1))) {
        (None, _) => 0,
        (Some(Width::Half), Some(Width::Half)) => 2,
        (Some(Width::Wide), Some(Width::Narrow)) | (Some(Width::Narrow), Some(Width::Wide)) => 2,
        (Some(_), _) => 1,
    }
}

fn graphics(blocks: &[Block], drawings: &mut Vec<Drawing>) -> Result<Item, ReportError> {
    let both: Vec<(&Graphic, Width)> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Graphic { graphic, width } => Some((graphic, *width)),
            _ => None,
        })
        .collect();
    let shared = PORTRAIT - GUTTER;
    let span = |width: Width| match width {
        _ if both.len() == 1 => PORTRAIT,
        Width::Half => shared * 0.5,
        Width::Narrow => shared * 0.42,
        Width::Wide | Width::Full => shared * 0.58,
    };
    // Graphics in a row stand on one line.
    let tall = both.iter().map(|(graphic, width)| height(graphic, span(*width))).fold(0.0, f32::max);
    let mut widths = Vec::new();
    let mut pictures = Vec::new();
    for (graphic, width) in &both {
        let file = format!("{}.svg", drawings.len());
        let across = span(*width);
        drawings.push(drawing(&file, graphic, across, tall)?);
        widths.push(across);
        pictures.push(Picture {
            file,
            title: printable(graphic.title(), across / 12.0),
            subtitle: printable(graphic.subtitle(), across / 10.0),
            alt: clean(graphic.summary()),
        });
    }
    Ok(Item::Graphics { widths, height: tall, graphics: pictures })
}

fn sheet(table: &Table) -> Sheet {
    let mut fit = Fit::of(table);
    let (mut slimmer, mut idle) = (Table::clone(table), String::new());
    if fit.is_tight() {
        (slimmer, idle) = slim(table);
        fit = Fit::of(&slimmer);
    }
    let table = &slimmer;
    let pad = if table.shown().len() > DENSE { 0.4 } else { 0.52 };
    let row = |row: &TableRow| {
        let columns = if row.style == RowStyle::Group { 1 } else { table.columns.len() };
        let room = |i: usize| if row.style == RowStyle::Group { PROSE } else { fit.room(i) };
        let cell = |i: usize| match row.cells.get(i) {
            Some(cell) => SheetCell { text: printable(&kept(&cell.text), room(i)), tone: cell.tone },
            None => SheetCell { text: String::new(), tone: Tone::Neutral },
        };
        let cells: Vec<SheetCell> = (0..columns).map(cell).collect();
        let lines = cells.iter().enumerate().map(|(i, cell)| lines(&squeeze::words(&cell.text, 1.0), room(i)));
        let lines = lines.max().unwrap_or(1);
        let height = tall::row(lines, pad, fit.size) + if row.style == RowStyle::Group { tall::GROUP } else { 0.0 };
        (SheetRow { style: row.style, tall: lines > 24, cells }, height)
    };
    // Without columns there is nothing to show in a row.
    let rows = table.shown().iter().filter(|_| !table.columns.is_empty());
    let rows: Vec<(SheetRow, f32)> = rows.map(row).collect();
    let labels: Vec<String> =
        table.columns.iter().enumerate().map(|(i, c)| printable(&c.label, fit.room(i) / LABEL)).collect();
    let label_lines = labels.iter().enumerate().map(|(i, label)| lines(&squeeze::words(label, LABEL), fit.room(i)));
    let head = tall::head(label_lines.max().unwrap_or(1), pad, fit.size);
    let tall = |rows: &[(SheetRow, f32)]| head + rows.iter().map(|(_, height)| height).sum::<f32>();
    let (height, start) = (tall(&rows), tall(&rows[..rows.len().min(TOGETHER)]));
    let said = [table.rest().unwrap_or_default(), idle];
    Sheet {
        title: printable(&table.title, PROSE),
        subtitle: printable(&table.subtitle, PROSE),
        empty: printable(&table.empty, PROSE),
        whole: height <= WHOLE,
        need: 0.0,
        pad,
        height,
        start,
        rows: rows.into_iter().map(|(row, _)| row).collect(),
        rest: said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "),
        labels,
        aligns: table.columns.iter().map(|column| column.align).collect(),
        size: fit.size,
        landscape: fit.landscape,
        widths: fit.widths,
        lefts: fit.lefts,
        rights: fit.rights,
    }
}

fn checklist(list: &Checklist) -> Item {
    let check = |item: &headroom_pages::ChecklistItem| Check {
        text: printable(&item.text, PROSE / 1.2),
        detail: printable(&item.detail, PROSE / 1.2),
        state: item.state,
    };
    Item::Checklist { title: printable(&list.title, PROSE), items: list.items.iter().map(check).collect() }
}

/// A table or graphic under a heading of the same words does not repeat them.
fn say_once(items: &mut [Item]) {
    for i in 1..items.len() {
        let (before, after) = items.split_at_mut(i);
        let Some(Item::Chapter { text, .. } | Item::Heading { text, .. }) = before.last() else { continue };
        match &mut after[0] {
            Item::Table(sheet) if sheet.title == *text => sheet.title.clear(),
            Item::Checklist { title, .. } if title == text => title.clear(),
            Item::Graphics { graphics, .. } if graphics.len() == 1 && graphics[0].title == *text => {
                graphics[0].title.clear();
            }
            _ => {}
        }
    }
}

/// The items on upright and on turned pages. A wide table takes along the heading above it and the remark below it,
/// which would be left alone on a page otherwise.
fn stretches(items: Vec<Item>) -> Vec<Stretch> {
    let heads = |i: usize| matches!(items[i], Item::Chapter { .. } | Item::Heading { .. });
    let says = |i: usize| matches!(items[i], Item::Paragraph { .. } | Item::Notice { .. });
    let wide = |i: usize| matches!(&items[i], Item::Table(sheet) if sheet.landscape && !sheet.rows.is_empty());
    let mut landscape: Vec<bool> = (0..items.len()).map(wide).collect();
    for i in (0..items.len()).filter(|i| wide(*i)) {
        let mut first = i;
        while first > 0 {
            match first {
                _ if heads(first - 1) => first -= 1,
                _ if first > 1 && says(first - 1) && heads(first - 2) => first -= 2,
                _ => break,
            }
        }
        landscape[first..i].fill(true);
        let after = (i + 1..items.len()).find(|j| !says(*j)).unwrap_or(items.len());
        let ends = after == items.len() || heads(after) || wide(after);
        if ends {
            landscape[i..after].fill(true);
        }
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    for (item, landscape) in items.into_iter().zip(landscape) {
        match stretches.last_mut() {
            Some(stretch) if stretch.landscape == landscape => stretch.items.push(item),
            _ => stretches.push(Stretch { landscape, items: vec![item] }),
        }
    }
    stretches
}

fn contents(chapters: &[Item]) -> usize {
    let count = |wanted: fn(&Item) -> bool| chapters.iter().filter(|item| wanted(item)).count();
    let heads = count(|item| matches!(item, Item::Chapter { .. }));
    let sections = count(|item| matches!(item, Item::Heading { .. }));
    match heads {
        0 | 1 => 0,
        _ if heads + sections <= CONTENTS_LINES => 2,
        _ => 1,
    }
}

/// "en-GB" as Typst wants it. A language that is none reads as English.
fn locale(language: &str) -> (String, Option<String>) {
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let mut parts = language.split(['-', '_']);
    let language = parts.next().filter(|part| letters(part, 2..=3)).unwrap_or("en").to_ascii_lowercase();
    (language, parts.next().filter(|part| letters(part, 2..=2)).map(str::to_ascii_uppercase))
}

/// "2026-10-03" in numbers, if there is such a day.
fn day(date: &str) -> Option<(i32, u8, u8)> {
    let mut parts = date.splitn(3, '-');
    let (year, month, day) =
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.get(..2)?.parse().ok()?);
    typst::foundations::Datetime::from_ymd(year, month, day).map(|_| (year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_languages() {
        assert_eq!(day("2026-10-03"), Some((2026, 10, 3)));
        assert_eq!(day("2026-02-30"), None);
        assert_eq!(day("soon"), None);
        assert_eq!(locale("en-GB"), ("en".into(), Some("GB".into())));
        assert_eq!(locale("Klingon"), ("en".into(), None));
    }

    #[test]
    fn a_wide_table_takes_its_heading_along() {
        let heading = || Item::Heading { text: String::new(), need: 0.0 };
        let paragraph = || Item::Paragraph { text: Vec::new() };
        let wide = || {
            Item::Table(Box::new(Sheet {
                title: String::new(),
                subtitle: String::new(),
                empty: String::new(),
                size: 8.0,
                landscape: true,
                whole: true,
                need: 0.0,
                pad: 0.5,
                height: 0.0,
                start: 0.0,
                widths: Vec::new(),
                lefts: Vec::new(),
                rights: Vec::new(),
                aligns: Vec::new(),
                labels: Vec::new(),
                rows: vec![SheetRow { style: RowStyle::Plain, tall: false, cells: Vec::new() }],
                rest: String::new(),
            }))
        };
        let made = stretches(vec![paragraph(), heading(), paragraph(), wide(), paragraph(), heading(), paragraph()]);
        let shape: Vec<_> = made.iter().map(|s| (s.landscape, s.items.len())).collect();
        assert_eq!(shape, [(false, 1), (true, 4), (false, 2)]);
    }
}
