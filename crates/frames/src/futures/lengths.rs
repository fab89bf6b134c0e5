//! What a Parquet file says of its own lengths, before its reader believes them: the reader asks for as much memory as a
//! file says it has rows, and a page says it has bytes.

use std::io::{Cursor, Read};

use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{ColumnMetaData, FileMetaData, PageHeader, Type};

use super::part::{COLUMNS, PartError};

/// No part has more rows: as many values as a run keeps, and its counts.
const MOST_ROWS: usize = 1 << 26;
/// Nor so many in a byte of its file: counts, which compress best, are about one.
const MOST_ROWS_OF_BYTE: usize = 8;
/// Bytes of the widest number.
const WIDEST: usize = 8;
/// Bytes of a page that are no numbers: which rows have one.
const BESIDE: usize = 1 << 16;
/// A page's header may have statistics, of a few numbers.
const MOST_HEADER: usize = 1 << 16;
/// Before and after the footer: its length, and the sign of a Parquet file.
const END: usize = 8;

/// Refuses a file that says more than one of its size can have, or of which one part contradicts another.
pub(super) fn check(file: &[u8]) -> Result<(), PartError> {
    let footer = footer(file)?;
    let rows = whole(footer.num_rows)?;
    if rows > MOST_ROWS.min(file.len().saturating_mul(MOST_ROWS_OF_BYTE)) {
        return Err(PartError::Rows(rows));
    }
    let mut counted = 0_usize;
    for group in footer.row_groups {
        let own = whole(group.num_rows)?;
        counted = counted.saturating_add(own);
        if counted > rows {
            return Err(contradiction());
        }
        if group.columns.len() != COLUMNS.len() {
            return Err(PartError::Columns(format!("expected {}, found {}", COLUMNS.len(), group.columns.len())));
        }
        for column in group.columns {
            pages(file, &column.meta_data.ok_or_else(contradiction)?, own)?;
        }
    }
    if counted == rows { Ok(()) } else { Err(contradiction()) }
}

fn footer(file: &[u8]) -> Result<FileMetaData, PartError> {
    let end = file.len().checked_sub(END).ok_or_else(contradiction)?;
    let length = file[end..].first_chunk().map(|length| u32::from_le_bytes(*length)).ok_or_else(contradiction)?;
    let start = end.checked_sub(length as usize).ok_or_else(contradiction)?;
    let mut read = bounded(&file[start..end], 2 * (end - start));
    FileMetaData::read_from_in_protocol(&mut read).map_err(|error| PartError::Unreadable(error.to_string()))
}

/// The pages of one column in one group of rows.
fn pages(file: &[u8], column: &ColumnMetaData, rows: usize) -> Result<(), PartError> {
    if ![Type::INT32, Type::INT64, Type::DOUBLE].contains(&column.type_) {
        return Err(PartError::Columns("a column is of no kind of number".into()));
    }
    let start = whole(column.dictionary_page_offset.unwrap_or(column.data_page_offset))?;
    let end = start.checked_add(whole(column.total_compressed_size)?).ok_or_else(contradiction)?;
    let mut rest = Cursor::new(file.get(start..end).ok_or_else(contradiction)?);
    if whole(column.num_values)? != rows {
        return Err(contradiction());
    }
    let mut found = 0_usize;
    while found < rows {
        let header = PageHeader::read_from_in_protocol(&mut bounded(&mut rest, MOST_HEADER));
        let header = header.map_err(|error| PartError::Unreadable(error.to_string()))?;
        let of_data = header.data_page_header.as_ref().map(|page| page.num_values);
        let of_data = of_data.or(header.data_page_header_v2.as_ref().map(|page| page.num_values));
        let of_dictionary = header.dictionary_page_header.as_ref().map(|page| page.num_values);
        let values = whole(of_data.or(of_dictionary).ok_or_else(contradiction)?.into())?;
        found = found.saturating_add(if of_data.is_some() { values } else { 0 });
        let most_bytes = values.min(rows).saturating_mul(WIDEST).saturating_add(BESIDE);
        if values > rows || found > rows || whole(header.uncompressed_page_size.into())? > most_bytes {
            return Err(contradiction());
        }
        rest.set_position(rest.position().saturating_add(whole(header.compressed_page_size.into())? as u64));
    }
    Ok(())
}

/// A reader that asks for no more than so many bytes, and no more than there are.
fn bounded<R: Read>(from: R, most: usize) -> TCompactInputProtocol<R> {
    TCompactInputProtocol::new(from, most)
}

fn whole(number: i64) -> Result<usize, PartError> {
    usize::try_from(number).map_err(|_| contradiction())
}

pub(super) fn contradiction() -> PartError {
    PartError::Unreadable("its parts contradict each other".into())
}
