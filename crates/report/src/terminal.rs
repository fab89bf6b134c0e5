//! A table for the terminal: columns aligned, as wide as allowed, in colour where that is wanted.

use headroom_pages::{Align, RowStyle, Table, TableRow, Tone};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::printable::clean;

/// Between two columns.
const GAP: usize = 2;
/// A column of text is shortened to this before columns are moved below.
const NARROW: usize = 12;

const BOLD: &str = "1";
const DIM: &str = "2";

/// The table as lines of at most `width` columns (as far as its cells allow). Headings take as many lines as they need,
/// cells that are too long end in "…"; where the columns are too many, the rest follows below, with the first column
/// repeated. `colour` adds ANSI colours.
pub fn text(table: &Table, width: usize, colour: bool) -> String {
    let paint = Paint { colour };
    let mut lines = Vec::new();
    lines.extend(paint.lines(BOLD, &table.title, width));
    lines.extend(paint.lines(DIM, &table.subtitle, width));
    if table.rows.is_empty() || table.columns.is_empty() {
        lines.extend(wrapped(&clean(&table.empty), width, 0).lines().map(str::to_owned));
        return lines.join("\n") + "\n";
    }
    let natural = natural(table);
    let narrow = narrowed(table, &natural, width);
    for (n, columns) in panels(&narrow, width).iter().enumerate() {
        if n > 0 || !lines.is_empty() {
            lines.push(String::new());
        }
        panel(table, &widened(&narrow, &natural, columns, width), columns, (&paint, width), &mut lines);
    }
    lines.extend(table.rest().iter().flat_map(|rest| paint.lines(DIM, rest, width)));
    lines.join("\n") + "\n"
}

struct Paint {
    colour: bool,
}

impl Paint {
    fn with(&self, codes: &[&str], text: &str) -> String {
        if !self.colour || codes.is_empty() || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{}m{text}\u{1b}[0m", codes.join(";"))
    }

    /// A text of its own on as many lines as it needs; only a word that is wider than a line is cut.
    fn lines(&self, code: &str, text: &str, width: usize) -> Vec<String> {
        wrapped(&clean(text), width, 0).lines().map(|line| self.with(&[code], &shorten(line, width))).collect()
    }
}

/// A text on lines of at most `width` columns where its words allow that, all but the first indented.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.width();
        if column > indent && column.saturating_add(length + 1) > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// The width of each column's longest text.
fn natural(table: &Table) -> Vec<usize> {
    let width = |(i, label): (usize, &str)| {
        let cells = table.shown().iter().filter(|row| row.style != RowStyle::Group).filter_map(|row| row.cells.get(i));
        cells.map(|cell| clean(&cell.text).width()).fold(clean(label).width(), usize::max)
    };
    table.columns.iter().map(|column| column.label.as_str()).enumerate().map(width).collect()
}

/// Less than that for the longest columns of text where all would not fit.
fn narrowed(table: &Table, natural: &[usize], width: usize) -> Vec<usize> {
    let mut widths = natural.to_vec();
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let text = |i: &usize| table.columns[*i].align == Align::Left && widths[*i] > NARROW;
        let Some(longest) = (0..widths.len()).filter(text).max_by_key(|i| widths[*i]) else { break };
        widths[longest] -= 1;
    }
    widths
}

/// Columns of a panel that has room get back what they were narrowed by.
fn widened(narrow: &[usize], natural: &[usize], columns: &[usize], width: usize) -> Vec<usize> {
    let mut widths = narrow.to_vec();
    let mut room = width.saturating_sub(columns.iter().map(|i| widths[*i] + GAP).sum::<usize>() - GAP);
    for i in columns {
        let more = room.min(natural[*i] - widths[*i]);
        widths[*i] += more;
        room -= more;
    }
    widths
}

/// Which columns stand side by side.
fn panels(widths: &[usize], width: usize) -> Vec<Vec<usize>> {
    let mut panels = vec![vec![0]];
    let mut used = widths[0];
    for (i, own) in widths.iter().enumerate().skip(1) {
        match panels.last_mut() {
            Some(panel) if used + GAP + own <= width || panel.len() == 1 => {
                panel.push(i);
                used += GAP + own;
            }
            _ => {
                panels.push(vec![0, i]);
                used = widths[0] + GAP + own;
            }
        }
    }
    panels
}

fn panel(table: &Table, widths: &[usize], columns: &[usize], (paint, width): (&Paint, usize), lines: &mut Vec<String>) {
    let across: usize = columns.iter().map(|i| widths[*i] + GAP).sum::<usize>() - GAP;
    let joined = |cells: Vec<String>| cells.join(&" ".repeat(GAP)).trim_end().to_owned();
    let place = |i: usize, text: &str| pad(&shorten(&clean(text), widths[i]), widths[i], table.columns[i].align);
    let labels = columns.iter().map(|i| place(*i, &table.columns[*i].label));
    lines.push(paint.with(&[DIM], &joined(labels.collect())));
    lines.push(paint.with(&[DIM], &"─".repeat(across)));
    let row = |row: &TableRow| {
        let cell = |i: &usize| {
            let cell = row.cells.get(*i);
            let codes = codes(row.style, cell.map_or(Tone::Neutral, |cell| cell.tone));
            paint.with(&codes, &place(*i, cell.map_or("", |cell| &cell.text)))
        };
        joined(columns.iter().map(cell).collect())
    };
    for (n, entry) in table.shown().iter().enumerate() {
        match entry.style {
            RowStyle::Group => {
                if n > 0 {
                    lines.push(String::new());
                }
                lines.extend(entry.cells.first().iter().flat_map(|cell| paint.lines(BOLD, &cell.text, width)));
            }
            RowStyle::Total => {
                lines.push(paint.with(&[DIM], &"─".repeat(across)));
                lines.push(row(entry));
            }
            RowStyle::Plain | RowStyle::Highlight => lines.push(row(entry)),
        }
    }
}

fn codes(style: RowStyle, tone: Tone) -> Vec<&'static str> {
    let weight = matches!(style, RowStyle::Total | RowStyle::Highlight).then_some(BOLD);
    let tone = match tone {
        Tone::Neutral => None,
        Tone::Good => Some("32"),
        Tone::Warn => Some("33"),
        Tone::Bad => Some("31"),
    };
    weight.into_iter().chain(tone).collect()
}

fn pad(text: &str, width: usize, align: Align) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    match align {
        Align::Left => format!("{text}{space}"),
        Align::Right => format!("{space}{text}"),
    }
}

fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out + "…"
}

#[cfg(test)]
mod tests {
    use headroom_pages::{Cell, Column};

    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 9, 2), "one two\n  three");
        assert_eq!(wrapped("one  two\nthree", usize::MAX, 4), "one two three");
        assert_eq!(wrapped("unbreakable", 4, 0), "unbreakable");
    }

    #[test]
    fn a_heading_is_whole_however_narrow_its_table() {
        let cells = |texts: [&str; 2], style| TableRow { cells: texts.map(Cell::text).to_vec(), style };
        let column =
            |label: &str| Column { key: label.into(), label: label.into(), align: Align::Right, define: String::new() };
        let table = Table {
            id: "t".into(),
            title: "What each of the deployments costs".into(),
            subtitle: String::new(),
            columns: vec![column("A"), column("B")],
            rows: vec![
                cells(["Server · requests a second: derived", ""], RowStyle::Group),
                cells(["1", "2"], RowStyle::Plain),
            ],
            fold: None,
            empty: String::new(),
            idle: Vec::new(),
            terms: Vec::new(),
        };
        let shown = text(&table, 20, false);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.lines().all(|line| line.chars().count() <= 20), "{shown}");
        assert!(words(&shown).contains("What each of the deployments costs"), "{shown}");
        assert!(words(&shown).contains("Server · requests a second: derived"), "{shown}");
    }
}
