//! Tables as CSV: RFC 4180, with the plain side of every cell.

use std::collections::BTreeSet;

use headroom_pages::{Block, Checklist, Document, ItemState, RowStyle, Table};

/// The table as CSV. The header is the columns' keys, the cells are the plain ones, lines end in CRLF.
///
/// Where the table has group rows, they become a leading `group` column instead, so that every line is a record.
/// The lines of totals belong to no group.
/// A cell that a spreadsheet would run as a formula gets a leading apostrophe; numbers, negative ones too, do not.
pub fn csv(table: &Table) -> String {
    let grouped = table.rows.iter().any(|row| row.style == RowStyle::Group);
    let key = if table.columns.iter().any(|column| column.key == "group") { "row_group" } else { "group" };
    let header = table.columns.iter().map(|c| if c.key.is_empty() { c.label.as_str() } else { c.key.as_str() });
    let mut records = vec![grouped.then_some(key).into_iter().chain(header).collect::<Vec<_>>()];
    let mut group = "";
    for row in &table.rows {
        let cell = |i: usize| row.cells.get(i).map_or("", |cell| cell.plain.as_str());
        match row.style {
            RowStyle::Group => group = cell(0),
            RowStyle::Plain | RowStyle::Total | RowStyle::Highlight => {
                // A total may be of its group or of the whole table: it says so itself.
                let group = if row.style == RowStyle::Total { "" } else { group };
                let cells = (0..table.columns.len()).map(cell);
                records.push(grouped.then_some(group).into_iter().chain(cells).collect());
            }
        }
    }
    write(&records)
}

/// Every table and checklist of the document, those that only files have too, each with the name of its
/// file. Ids that repeat are numbered.
pub fn csv_files(document: &Document) -> Vec<(String, String)> {
    let mut taken = BTreeSet::new();
    let mut files = Vec::new();
    for block in document.chapters.iter().flat_map(|page| &page.blocks) {
        let (id, text) = match block {
            Block::Table { table } => (&table.id, csv(table)),
            Block::Checklist { list } => (&list.id, checklist(list)),
            _ => continue,
        };
        files.push((file_name(id, &mut taken), text));
    }
    files.extend(document.data.iter().map(|table| (file_name(&table.id, &mut taken), csv(table))));
    files
}

fn checklist(list: &Checklist) -> String {
    let mut records = vec![vec!["item", "detail", "state"]];
    for item in &list.items {
        let state = match item.state {
            ItemState::Open => "open",
            ItemState::InProgress => "in_progress",
            ItemState::Done => "done",
            ItemState::Track => "track",
        };
        records.push(vec![&item.text, &item.detail, state]);
    }
    write(&records)
}

fn write(records: &[Vec<&str>]) -> String {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for record in records {
        let inert: Vec<String> = record.iter().map(|cell| inert(cell)).collect();
        // Writing into memory fails for records of unequal length only, and these are equal.
        if writer.write_record(&inert).is_err() {
            break;
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A cell that no spreadsheet runs.
fn inert(cell: &str) -> String {
    // Some spreadsheets drop spaces before they look.
    let runs = cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs && !is_number(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A plain decimal: "-12.50", "+3", "1e-7".
fn is_number(cell: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = |part: &str| part.strip_prefix(['+', '-']).unwrap_or(part).to_owned();
    let (mantissa, exponent) = cell.split_once(['e', 'E']).unwrap_or((cell, "0"));
    let mantissa = unsigned(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, "0"));
    digits(whole) && digits(fraction) && digits(&unsigned(exponent))
}

/// A name that every file system takes, and none of those taken.
fn file_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let stem: String = id.chars().map(|c| if c == '_' { c } else { safe(c) }).take(80).collect();
    let stem = match stem.trim_matches('-') {
        "" => "table".to_owned(),
        reserved @ ("con" | "prn" | "aux" | "nul") => format!("{reserved}-table"),
        stem => stem.to_owned(),
    };
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let free = std::iter::once(stem.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(stem);
    taken.insert(free.clone());
    free + ".csv"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers_and_formulas_do_not_run() {
        for number in ["-12.50", "+3", "1e-7", "-0", "12"] {
            assert_eq!(inert(number), number);
        }
        for formula in
            ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "-12.5.0", "-", "-5 %", "+1+cmd|' /C calc'!A0", "  =5"]
        {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        assert_eq!(inert("2 GB = two"), "2 GB = two");
    }

    #[test]
    fn file_names_are_safe_and_different() {
        let mut taken = BTreeSet::new();
        let names = ["months", "months", "../../etc/passwd", "", "NUL"].map(|id| file_name(id, &mut taken));
        assert_eq!(names, ["months.csv", "months-2.csv", "etc-passwd.csv", "table.csv", "nul-table.csv"]);
    }
}
