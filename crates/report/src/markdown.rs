//! A document as GitHub-flavoured Markdown. Whatever a text says, it stays text: characters that mean something to
//! Markdown are escaped where they would.

use std::fmt::Write;

use headroom_pages::{Align, Block, Checklist, Document, Figure, ItemState, RowStyle, Span, Table};

use crate::printable::clean;

/// The document as GitHub-flavoured Markdown: the same content as the PDF, with each graphic as its title and its
/// answer in a sentence.
pub fn markdown(document: &Document) -> String {
    let mut parts = vec![format!("# {}", line(&document.title))];
    if !document.eyebrow.is_empty() {
        parts.push(line(&document.eyebrow));
    }
    for (number, page) in document.chapters.iter().enumerate() {
        if number > 0 {
            parts.push(format!("## {}", line(&page.title)));
        }
        parts.extend(page.blocks.iter().map(self::block));
    }
    if !document.footer.is_empty() {
        parts.push(format!("---\n\n{}", line(&document.footer)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { text } => format!("### {}", line(text)),
        Block::Paragraph { text } => spans(text),
        Block::Notice { text, .. } => format!("> {}", spans(text)),
        Block::Figures { figures } => self::figures(figures),
        Block::Graphic { graphic, .. } => {
            [strong(graphic.title()), line(graphic.subtitle()), line(graphic.summary())].join_present("\n\n")
        }
        Block::Table { table } => self::table(table),
        Block::Checklist { list } => checklist(list),
    }
}

fn figures(figures: &[Figure]) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let mut out = String::from("| Figure | Value | Detail |\n| :-- | --: | :-- |");
    for figure in figures {
        let tag = figure.tag.as_ref().map(|tag| strong(&tag.text)).unwrap_or_default();
        let detail = [inline(&figure.detail), tag].join_present(" · ");
        let _ = write!(out, "\n| {} | {} | {detail} |", inline(&figure.label), strong(&figure.value));
    }
    out
}

fn table(table: &Table) -> String {
    let head = [strong(&table.title), line(&table.subtitle)].join_present("\n\n");
    if table.rows.is_empty() || table.columns.is_empty() {
        return [head, line(&table.empty)].join_present("\n\n");
    }
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let labels = row(table.columns.iter().map(|column| inline(&column.label)).collect());
    let rules = table.columns.iter().map(|column| match column.align {
        Align::Left => ":--".to_owned(),
        Align::Right => "--:".to_owned(),
    });
    let mut lines = vec![labels, row(rules.collect())];
    for entry in table.shown() {
        let heavy = matches!(entry.style, RowStyle::Total | RowStyle::Group | RowStyle::Highlight);
        let cell = |i: usize| {
            let text = entry.cells.get(i).map_or("", |cell| &cell.text);
            if heavy { strong(text) } else { inline(text) }
        };
        lines.push(row((0..table.columns.len()).map(cell).collect()));
    }
    [head, lines.join("\n"), line(&table.rest().unwrap_or_default())].join_present("\n\n")
}

fn checklist(list: &Checklist) -> String {
    let items = list.items.iter().map(|item| {
        let (tick, state) = match item.state {
            ItemState::Open => (' ', ""),
            ItemState::InProgress => (' ', "in progress"),
            ItemState::Done => ('x', ""),
            ItemState::Track => (' ', "track"),
        };
        let state = if state.is_empty() { String::new() } else { format!("({state})") };
        let first = [inline(&item.text), state].join_present(" ");
        let detail = line(&item.detail);
        let detail = if detail.is_empty() { detail } else { format!("\n      {detail}") };
        format!("- [{tick}] {first}{}", if detail.is_empty() { detail } else { format!("\\{detail}") })
    });
    [strong(&list.title), items.collect::<Vec<_>>().join("\n")].join_present("\n\n")
}

fn spans(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let text = clean(&span.text);
        let inner = text.trim();
        if !span.strong || inner.is_empty() {
            escape(&text, &mut out);
            continue;
        }
        // Markdown wants its stars next to letters.
        let lead = text.len() - text.trim_start().len();
        out.push_str(&text[..lead]);
        out.push_str("**");
        escape(inner, &mut out);
        out.push_str("**");
        out.push_str(&text[lead + inner.len()..]);
    }
    opened(out.trim())
}

fn strong(text: &str) -> String {
    let text = inline(text);
    if text.is_empty() { text } else { format!("**{text}**") }
}

/// A text that begins a line.
fn line(text: &str) -> String {
    opened(&inline(text))
}

/// A text within a line.
fn inline(text: &str) -> String {
    let mut out = String::new();
    escape(clean(text).trim(), &mut out);
    out
}

/// Appends a text, escaping what means something anywhere in a line.
fn escape(text: &str, out: &mut String) {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let before = out.chars().next_back().unwrap_or(' ');
        let after = rest.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' => true,
            // snake_case is no emphasis.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            // "$12" and "US$ a month" are no formula, "$x$" would be one.
            '$' => !after.is_ascii_digit() && (after != ' ' || out.contains('$')),
            '&' => after == '#' || after.is_alphabetic(),
            // At the end of a heading.
            '#' => after == ' ' && rest.clone().all(|c| c == ' ' || c == '#'),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Escapes what means something at the beginning of a line only: headings, quotes, lists, rules.
fn opened(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'#' | b'>' | b'-' | b'+' | b'=') if digits == 0 => format!("\\{line}"),
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}

/// Joins what is not empty.
trait JoinPresent {
    fn join_present(self, between: &str) -> String;
}

impl<const N: usize> JoinPresent for [String; N] {
    fn join_present(self, between: &str) -> String {
        self.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
    }
}
