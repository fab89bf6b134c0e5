//! Frames as text, for spreadsheets and scripts.

use polars::prelude::{CsvWriter, PolarsError, SerWriter};

use crate::{Frames, Result, Table};

impl Frames<'_> {
    /// A frame as CSV: a header, dates as `2026-01-01`, money with all its decimal places, nothing grouped.
    pub fn csv(&self, table: Table) -> Result<String> {
        let mut bytes = Vec::new();
        let mut frame = self.frame(table)?.clone();
        CsvWriter::new(&mut bytes).with_float_scientific(Some(false)).finish(&mut frame)?;
        Ok(String::from_utf8(bytes).map_err(|e| PolarsError::ComputeError(e.to_string().into()))?)
    }
}
