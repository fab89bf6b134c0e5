//! Lines of a pasted table as cells.

use super::{TableProblem, problem};

/// What a heading calls the column of cohorts' sizes.
const SIZES: [&str; 4] = ["size", "customers", "users", "new customers"];

/// The columns before a table's months.
#[derive(Clone, Copy, Default)]
struct Front {
    /// Whether the second column says how many came.
    sized: bool,
    /// Whether the months begin after that in which they came: those who came are the size then, or all.
    from_first: bool,
}

/// A cohort's line.
pub(super) struct Row {
    pub line: usize,
    /// The column of its first month.
    pub column: usize,
    /// How many came, where a column says so.
    pub size: Option<f64>,
    /// By months since they came.
    pub cells: Vec<Cell>,
}

/// A number; of a percentage the share.
pub(super) struct Cell {
    pub number: f64,
    pub percent: bool,
}

/// The rows that can be read, and the problems of those that cannot.
#[derive(Default)]
pub(super) struct Lines {
    pub rows: Vec<Row>,
    pub problems: Vec<TableProblem>,
    /// A count whose thousands are parted, where there is one.
    pub grouped: Option<String>,
}

/// A table's lines. Where every count that has a point or a comma has three digits after each, these part thousands.
pub(super) fn lines(text: &str) -> Lines {
    let text = text.trim_start_matches('\u{feff}');
    let delimiter = [('\t'), (';'), (',')].into_iter().find(|d| text.contains(*d)).unwrap_or(',');
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut lines: Vec<(usize, Vec<String>)> = lines.map(|(index, line)| (index + 1, split(line, delimiter))).collect();
    let mut front = Front::default();
    if let Some((_, heading)) = lines.first().filter(|(_, cells)| is_heading(cells)) {
        front = front_of(heading);
        lines.remove(0);
    }
    let counts = lines.iter().flat_map(|(_, cells)| cells.iter().skip(1)).filter(|cell| !cell.ends_with('%'));
    let parted: Vec<&String> = counts.filter(|cell| cell.contains(POINTS)).collect();
    let grouped =
        parted.first().filter(|_| parted.iter().all(|cell| parts_thousands(cell))).map(|cell| (*cell).clone());
    if grouped.is_some() {
        let cells = lines.iter_mut().flat_map(|(_, cells)| cells.iter_mut().skip(1));
        cells.filter(|cell| !cell.ends_with('%')).for_each(|cell| cell.retain(|c| !POINTS.contains(&c)));
    }
    let mut read = Lines { grouped, ..Lines::default() };
    for (line, cells) in lines {
        match row(line, &cells, front) {
            Ok(row) => read.rows.push(row),
            Err(found) => read.problems.extend(found),
        }
    }
    read
}

/// What parts thousands in one country and decimals in another.
const POINTS: [char; 2] = ['.', ','];

/// `1.200`, `1,234,567`; not `0.125`, nor `1.2`.
fn parts_thousands(cell: &str) -> bool {
    let mut parts = cell.split(POINTS);
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let first =
        parts.next().is_some_and(|part| (1..=3).contains(&part.len()) && digits(part) && !part.starts_with('0'));
    first && parts.all(|part| part.len() == 3 && digits(part))
}

fn front_of(heading: &[String]) -> Front {
    let sized = heading.get(1).is_some_and(|name| SIZES.contains(&name.to_lowercase().as_str()));
    // "1", "M1", "Month 1".
    let first = heading.get(2).map(|name| name.trim_start_matches(|c: char| !c.is_ascii_digit()));
    Front { sized, from_first: sized && first == Some("1") }
}

/// A first line of names: its second cell is no number, nor empty.
fn is_heading(cells: &[String]) -> bool {
    let named =
        |cell: &String| !cell.is_empty() && !cell.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    cells.get(1).is_some_and(named) || cells.iter().skip(1).enumerate().all(|(k, cell)| *cell == k.to_string())
}

fn row(line: usize, cells: &[String], Front { sized, from_first }: Front) -> Result<Row, Vec<TableProblem>> {
    let mut problems = Vec::new();
    let mut read = |index: usize| match cell(&cells[index]) {
        Some(cell) => Some(cell),
        None => {
            let shown: String = cells[index].chars().take(40).collect();
            problems.push(problem(
                line,
                index + 1,
                &format!("`{shown}` is not a number of customers"),
                "write 0 or more, such as 120 or 85.5%",
            ));
            None
        }
    };
    let first = if sized { 2 } else { 1 };
    let last = cells.iter().rposition(|cell| !cell.is_empty()).unwrap_or(0);
    let size = if sized && last >= 1 { read(1).map(|cell| cell.number) } else { None };
    let mut numbers: Vec<Cell> = (first..=last).filter_map(&mut read).collect();
    if last < first {
        problems.push(problem(line, first + 1, "a cohort without numbers", "give how many came, and how many stayed"));
    }
    match problems.is_empty() {
        true => {
            if let Some(came) = size.filter(|_| from_first) {
                let percent = numbers.iter().any(|cell| cell.percent);
                numbers.insert(0, Cell { number: if percent { 1.0 } else { came }, percent });
            }
            let column = if from_first { first } else { first + 1 };
            Ok(Row { line, column, size, cells: numbers })
        }
        false => Err(problems),
    }
}

/// `120`, `1 200`, `85.5%`; not negative.
fn cell(text: &str) -> Option<Cell> {
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (text, false),
    };
    let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\'' | '_')).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.len() <= 15;
    let number: f64 = digits.parse().ok().filter(|_| plain)?;
    Some(Cell { number: if percent { number / 100.0 } else { number }, percent })
}

/// A line's cells; a cell in double quotes may hold the delimiter.
fn split(line: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == delimiter && !quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}
