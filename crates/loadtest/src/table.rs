//! Tables: lines of cells between commas, semicolons or tabs, with names at the head of the columns.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::number::{self, Decimal};
use crate::problem::{Code, Place, Problems};
use crate::text::{MOST, too_many};

/// A table as text.
#[derive(Debug)]
pub(crate) struct Table {
    /// What stands at the head of each column, in small letters. Of a table without a header, its first row.
    pub names: Vec<String>,
    /// How its numbers are written.
    pub decimal: Decimal,
    head: Row,
    rows: Vec<Row>,
    /// Whether it has more rows than are read.
    too_long: bool,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its line in the file, from 1.
    pub line: usize,
    cells: StringRecord,
}

impl Table {
    /// Reads cells as they are. Empty lines, and those that start with `#`, are none.
    pub fn read(text: &str) -> Self {
        Self::up_to(MOST, text)
    }

    fn up_to(most: usize, text: &str) -> Self {
        let separator = separator(text);
        let mut rows = rows(text, separator);
        let head = rows.next().unwrap_or_else(|| Row { line: 1, cells: StringRecord::new() });
        let kept: Vec<Row> = rows.by_ref().take(most).collect();
        let too_long = rows.next().is_some();
        let decimal = decimal(separator, std::iter::once(&head).chain(&kept));
        Self { names: head.names(), decimal, head, rows: kept, too_long }
    }

    /// What stands at the head of the columns, without reading further.
    pub fn names_of(text: &str) -> Vec<String> {
        rows(text, separator(text)).next().map(|head| head.names()).unwrap_or_default()
    }

    /// The rows that have as many cells as there are columns; the others are problems.
    pub fn rows(&self, problems: &mut Problems) -> Vec<&Row> {
        let expected = self.names.len();
        if self.too_long {
            problems.add(too_many(MOST, "rows"));
        }
        for row in self.rows.iter().filter(|row| row.cells.len() != expected) {
            let message = format!("the row has {} cells and there are {expected} columns", row.cells.len());
            let hint = "give each row a cell for each column, and put texts with separators in quotes";
            problems.at(|| Place { line: row.line, field: String::new() }, Code::RowLength, message, hint);
        }
        self.rows.iter().filter(|row| row.cells.len() == expected).collect()
    }

    /// The same table with its first row as one of the others, and other names.
    pub fn without_header(mut self, names: Vec<String>) -> Self {
        self.rows.insert(0, self.head.clone());
        self.names = names;
        self
    }

    /// Which column has this name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Which column has this name, which there must be.
    pub fn must_have(&self, name: &str, problems: &mut Problems) -> Option<usize> {
        let column = self.column(name);
        if column.is_none() {
            let place = || Place { line: self.head.line, field: name.to_owned() };
            problems.at(place, Code::Missing, "the column is not there", "export the table with all its columns");
        }
        column
    }

    /// Where a cell stands.
    pub fn place(&self, row: &Row, column: usize) -> Place {
        Place { line: row.line, field: self.names.get(column).cloned().unwrap_or_default() }
    }

    /// Where the names stand.
    pub fn head_line(&self) -> usize {
        self.head.line
    }

    /// The number in a cell, or a problem.
    pub fn number(&self, row: &Row, column: usize, problems: &mut Problems) -> Option<f64> {
        let text = row.cell(column);
        let number = number::number(text, self.decimal);
        if number.is_none() {
            number::not_a_number(text, || self.place(row, column), problems);
        }
        number
    }

    /// [`Self::number`] of a cell that may be empty or say that nothing is known.
    pub fn find_number(&self, row: &Row, column: usize, problems: &mut Problems) -> Option<f64> {
        if row.is_blank(column) { None } else { self.number(row, column, problems) }
    }
}

impl Row {
    /// A record, which the reader says to start where the one before ended.
    fn new(text: &str, cells: StringRecord) -> Self {
        let Some(position) = cells.position() else { return Self { line: 1, cells } };
        let line = usize::try_from(position.line()).unwrap_or(usize::MAX);
        let rest = usize::try_from(position.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
        let passed_over = |line: &&str| line.trim_end().is_empty() || line.starts_with('#');
        let line = line.saturating_add(rest.split('\n').take_while(passed_over).count());
        Self { line, cells }
    }

    fn names(&self) -> Vec<String> {
        self.cells.iter().map(str::to_lowercase).collect()
    }

    /// A cell's text, without the spaces around it.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// Whether a cell says that nothing is known.
    pub fn is_blank(&self, column: usize) -> bool {
        ["", "-", "n/a", "na", "null"].iter().any(|blank| self.cell(column).eq_ignore_ascii_case(blank))
    }
}

/// Every row that has something in it.
fn rows(text: &str, separator: u8) -> impl Iterator<Item = Row> {
    let reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    // The text is UTF-8 and rows may be of any length: nothing is left that could fail.
    let records = reader.into_records().map_while(Result::ok);
    records.map(|cells| Row::new(text, cells)).filter(|row| !row.cells.iter().all(str::is_empty))
}

/// What stands between the cells: a semicolon or a tab wherever the first line has one, because a comma may be part
/// of a number there.
fn separator(text: &str) -> u8 {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.take(1).next().unwrap_or_default();
    *b";\t".iter().find(|&&separator| first.contains(char::from(separator))).unwrap_or(&b',')
}

/// A comma within a number can only be its decimal sign, once cells are not set apart by commas.
fn decimal<'a>(separator: u8, mut rows: impl Iterator<Item = &'a Row>) -> Decimal {
    let is_comma = |text: &str| text.contains(',') && number::number(text, Decimal::Comma).is_some();
    let comma = separator != b',' && rows.any(|row| row.cells.iter().any(is_comma));
    if comma { Decimal::Comma } else { Decimal::Point }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<Vec<Option<f64>>> {
        let table = Table::read(text);
        let mut problems = Problems::default();
        let columns = table.names.len();
        let rows = table.rows(&mut problems).into_iter();
        rows.map(|row| (0..columns).map(|column| table.find_number(row, column, &mut problems)).collect()).collect()
    }

    #[test]
    fn separators_and_decimal_signs_are_found() {
        let expected = vec![vec![Some(1.0), Some(10.5)], vec![Some(2.0), None]];
        assert_eq!(numbers("N,X\n1,10.5\n2,\n"), expected);
        assert_eq!(numbers("N;X\r\n1;10,5\r\n2;N/A\r\n"), expected);
        assert_eq!(numbers("N\tX\n1\t10,5\n\n2\t-\n"), expected);
        assert_eq!(numbers("# measured in May; by hand\nN;X\n1;10.5\n2;\n"), expected);
    }

    #[test]
    fn a_comma_in_a_number_between_commas_is_no_decimal_sign() {
        assert_eq!(numbers("N,X\n1,\"10,5\"\n"), [[Some(1.0), None]]);
    }

    #[test]
    fn rows_beyond_the_limit_are_a_problem() {
        let count = |most| {
            let mut problems = Problems::default();
            let rows = Table::up_to(most, "N,X\n1,2\n2,4\n").rows(&mut problems).len();
            (rows, problems.or(()).is_ok())
        };
        assert_eq!([count(1), count(2)], [(1, false), (2, true)]);
    }

    #[test]
    fn rows_of_another_length_are_problems_in_their_line() {
        for end in ["\n", "\r\n"] {
            let text = ["# by hand", "", "N,X", "1,\"2\"", "", "3", "# later", "4,5,6", " ", "7"].join(end);
            let table = Table::read(&text);
            let mut problems = Problems::default();
            assert_eq!((table.head_line(), table.rows(&mut problems).len()), (3, 1));
            let lines: Vec<_> = problems.or(()).unwrap_err().problems.iter().filter_map(|p| p.line).collect();
            assert_eq!(lines, [6, 8, 10]);
        }
    }
}
