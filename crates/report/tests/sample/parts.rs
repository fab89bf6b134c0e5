//! What chapters are made of, with few words.

use headroom_pages::{Align, Block, Cell, Column, Figure, Page, RowStyle, Span, Table, TableRow, Tag, Tone};

pub fn page(id: &str, title: &str, blocks: Vec<Block>) -> Page {
    Page { id: id.into(), title: title.into(), blocks }
}

pub fn heading(text: &str) -> Block {
    Block::Heading { text: text.into() }
}

pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { text: spans(text) }
}

/// "plain *strong* plain".
pub fn spans(text: &str) -> Vec<Span> {
    let span = |(i, part): (usize, &str)| if i % 2 == 0 { Span::plain(part) } else { Span::strong(part) };
    text.split('*').enumerate().map(span).collect()
}

pub fn figure(label: &str, value: &str, detail: &str, tag: Option<(&str, Tone)>) -> Figure {
    Figure {
        id: label.to_lowercase().replace(' ', "-"),
        label: label.into(),
        value: value.into(),
        detail: detail.into(),
        tag: tag.map(|(text, tone)| Tag { text: text.into(), tone }),
        why: None,
    }
}

/// Columns as "<Left" or ">Right".
pub fn table(id: &str, title: &str, subtitle: &str, columns: &[&str], rows: Vec<TableRow>) -> Table {
    let column = |text: &&str| {
        let (align, label) = text.split_at(1);
        Column {
            key: label.to_lowercase().replace(' ', "_"),
            label: label.into(),
            align: if align == ">" { Align::Right } else { Align::Left },
            define: String::new(),
        }
    };
    Table {
        id: id.into(),
        title: title.into(),
        subtitle: subtitle.into(),
        columns: columns.iter().map(column).collect(),
        rows,
        fold: None,
        empty: "Nothing to migrate in this scenario.".into(),
        idle: Vec::new(),
        terms: Vec::new(),
    }
}

pub fn row(cells: &[&str]) -> TableRow {
    TableRow { cells: cells.iter().map(|cell| Cell::text(*cell)).collect(), style: RowStyle::Plain }
}

pub fn group(text: &str) -> TableRow {
    TableRow { cells: vec![Cell::text(text)], style: RowStyle::Group }
}

pub fn month(i: i32) -> Cell {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month) = (2026 + i / 12, (i % 12) as usize);
    Cell::new(format!("{} {year}", names[month]), format!("{year}-{:02}", month + 1))
}

pub fn dollars(value: f64) -> Cell {
    let sign = if value < 0.0 { "−" } else { "" };
    Cell::new(format!("{sign}${}", thousands(value.abs().round())), format!("{value:.2}"))
}

pub fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
