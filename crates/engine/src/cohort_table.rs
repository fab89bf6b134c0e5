//! A cohort table as it is pasted or imported, pooled into a retention curve.
//!
//! A row for each month in which customers came: its name, then how many were there after 0, 1, 2, ... months, as counts
//! (`1.200` and `1,200` are twelve hundred) or as percents (`80%`). Later rows are shorter. Cells are parted by tabs,
//! semicolons or commas; a first line of names may be there, and where it calls the second column `size`, `customers` or
//! `users`, percents are weighted by that; where it then begins with month 1, the size is how many were there at first.

mod cells;
#[cfg(test)]
mod tests;

use rust_decimal::Decimal;

use cells::{Cell, Lines, Row, lines};

/// Most months a table may tell of.
pub const MOST_MONTHS: usize = 240;

/// A retention curve and what it was pooled from.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// Share still there after 1, 2, ... months; never rising, to six decimal places. What `retention.curve` takes.
    pub curve: Vec<Decimal>,
    /// How many each share rests on: customers (cohorts, where only percents are known) who were seen both months.
    pub seen: Vec<f64>,
    pub cohorts: usize,
    /// What a person should know of it.
    pub warnings: Vec<String>,
}

/// Where a table cannot be read, and why. Lines and columns are counted from 1; a column is a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct TableProblem {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub hint: String,
}

/// Shares that rest on fewer cohorts than this are said to.
const FEW: usize = 3;

/// Reads a table and pools its cohorts. Fails with every problem of it.
///
/// Of all customers seen in two months that follow each other, the share who stayed is pooled over the cohorts, weighted
/// by their customers; the curve is the product of these shares (the chain ladder: Mack, "Distribution-free calculation
/// of the standard error of chain ladder reserve estimates", 1993, with volume weights). So cohorts of different age can
/// be pooled without the youngest bending the curve.
pub fn read(text: &str) -> Result<Pooled, Vec<TableProblem>> {
    let Lines { rows, mut problems, grouped } = lines(text);
    if rows.is_empty() && problems.is_empty() {
        problems.push(problem(1, 1, "there is no cohort", "give a row for each month: 2026-01, 100, 80, 70"));
    }
    let percent = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.percent);
    for row in &rows {
        check(row, percent, &mut problems);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut pooled = pool(&rows);
    if let Some(count) = grouped {
        let whole: String = count.chars().filter(char::is_ascii_digit).collect();
        pooled.warnings.insert(0, format!("`{count}` is read as {whole}: its point parts thousands"));
    }
    match pooled.curve.is_empty() {
        true => Err(vec![problem(1, 3, "no cohort is seen for more than its first month", "add later months")]),
        false => Ok(pooled),
    }
}

fn check(row: &Row, percent: bool, problems: &mut Vec<TableProblem>) {
    let mut report = |column: usize, message: &str, hint: &str| {
        problems.push(problem(row.line, column, message, hint));
    };
    if row.cells.len() > MOST_MONTHS + 1 {
        report(row.column + MOST_MONTHS + 1, "more months than a model can have", "give 240 at most");
    }
    for (k, cell) in row.cells.iter().enumerate() {
        let column = row.column + k;
        if cell.percent != percent {
            report(column, "counts and percents are mixed", "give all cells as counts, or all with %");
        }
        if cell.percent && cell.number > 1.0 {
            report(column, "more than 100 % of a cohort are there", "give 0 % to 100 %");
        }
    }
}

fn pool(rows: &[Row]) -> Pooled {
    let mut warnings = Vec::new();
    let months = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let count = |row: &Row, cell: &Cell| if cell.percent { row.size.unwrap_or(1.0) * cell.number } else { cell.number };
    let (mut curve, mut seen) = (Vec::new(), Vec::new());
    let (mut there, mut thin) = (1.0, None);
    for k in 1..months {
        let both = || rows.iter().filter_map(|row| Some((row, row.cells.get(k - 1)?, row.cells.get(k)?)));
        let before: f64 = both().map(|(row, cell, _)| count(row, cell)).sum();
        let after: f64 = both().map(|(row, _, cell)| count(row, cell)).sum();
        if before <= 0.0 {
            break;
        }
        if after > before {
            warnings.push(format!(
                "in month {k} more customers are there than a month before: the curve stays level, and who came back \
                 is `reactivation`"
            ));
        }
        if both().count() < FEW.min(rows.len()) && thin.is_none() {
            thin = Some(k);
        }
        there *= (after / before).min(1.0);
        curve.push(crate::money::decimal_of(there).unwrap_or_default().round_dp(6).normalize());
        seen.push(before);
    }
    if let Some(k) = thin {
        warnings.push(format!("from month {k} on the curve rests on fewer than {FEW} cohorts"));
    }
    if rows.iter().any(|row| row.size.is_none() && row.cells.iter().any(|cell| cell.percent)) {
        warnings.push("the sizes of the cohorts are not known: each counts as much as any other".to_owned());
    }
    Pooled { curve, seen, cohorts: rows.len(), warnings }
}

fn problem(line: usize, column: usize, message: &str, hint: &str) -> TableProblem {
    TableProblem { line, column, message: message.to_owned(), hint: hint.to_owned() }
}
