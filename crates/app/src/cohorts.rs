//! A table of cohorts, pasted or from a file, as a retention curve that a plan takes.

use headroom_engine::cohort_table::{self, Pooled, TableProblem};

use crate::study::{Problems, problem};
use crate::wire::DiagnosticLine;

/// Pools a table of cohorts into a curve.
///
/// # Errors
/// With every problem of the table; columns are counted in cells.
pub fn read(text: &str) -> Result<Pooled, Problems> {
    cohort_table::read(text).map_err(|found| found.iter().map(line).collect())
}

fn line(found: &TableProblem) -> DiagnosticLine {
    DiagnosticLine {
        line: u32::try_from(found.line).ok(),
        column: u32::try_from(found.column).ok(),
        ..problem("CT-cell", "", &found.message, &found.hint)
    }
}
