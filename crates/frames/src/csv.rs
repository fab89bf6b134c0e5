//! Frames as text, for spreadsheets and scripts.

use polars::prelude::{CsvWriter, DataFrame, PolarsError, SerWriter};

use crate::{Frames, Result, Table};

impl Frames<'_> {
    /// A frame as CSV: a header, dates as `2026-01-01`, money with all its decimal places, nothing grouped.
    pub fn csv(&self, table: Table) -> Result<String> {
        written(self.frame(table)?.clone())
    }

    /// The rows of one deployment as CSV; of the first where none is named. For frames by deployment.
    pub fn csv_of(&self, table: Table, deployment: &str) -> Result<String> {
        written(self.rows_of(table, deployment)?)
    }
}

fn written(mut frame: DataFrame) -> Result<String> {
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).with_float_scientific(Some(false)).finish(&mut frame)?;
    Ok(String::from_utf8(bytes).map_err(|e| PolarsError::ComputeError(e.to_string().into()))?)
}
