//! A part of a run as a Parquet file: what it knows, a number in a row, and in the file's key and value metadata what it
//! is a part of, the model included, so that parts are added up without anything else at hand.
//!
//! Columns: `scramble`, `column`, `part`, `slot` (u32), `count` (i64), `value` (f64), as in [`Rows`]. Parts are read from
//! files that anybody may have written: a digest over the whole file tells damage before anything is decoded, what it says
//! is checked here, and the rest by [`Bands::from_rows`](headroom_simulation::bands::Bands::from_rows).

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use headroom_simulation::bands::Rows;
use polars::prelude::{
    Column, DataFrame, DataType, Float64Chunked, Int64Chunked, IntoColumn, KeyValueMetadata, NewChunkedArray,
    ParquetReader, ParquetWriter, PolarsError, SerReader, UInt32Chunked,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::lengths;
use crate::Result as Framed;

/// The version of what is written here.
pub const FORMAT: u32 = 1;
/// A larger file is no part of a run that anybody can make.
pub const MOST_BYTES: usize = 1 << 30;
const KEY: &str = "headroom";
/// The key of the digest, and what its value begins with: SHA-256 of the file with noughts in the place of the digits.
const DIGEST_KEY: &str = "headroom.digest";
const DIGEST: &[u8] = b"sha256 of a part of a run: ";
const DIGITS: usize = 64;
pub(super) const COLUMNS: [(&str, DataType); 6] = [
    ("scramble", DataType::UInt32),
    ("column", DataType::UInt32),
    ("part", DataType::UInt32),
    ("slot", DataType::UInt32),
    ("count", DataType::Int64),
    ("value", DataType::Float64),
];

/// What a part is of. Parts of one run differ in nothing but `shard`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    pub format: u32,
    /// The version of Headroom: another one may reckon otherwise.
    pub version: String,
    /// The model's text, with its scenario and everything that was set in place.
    pub model: String,
    /// The scenario's id, empty for the base model.
    pub scenario: String,
    /// The deployment that was asked for, empty for the first.
    pub deployment: String,
    pub seed: u64,
    pub paths: u64,
    /// `sobol` or `random`.
    pub points: String,
    /// Levels of percentiles, as decimals that are read back to the same bits.
    pub levels: Vec<String>,
    /// The conditions, as they were typed.
    pub given: Vec<String>,
    /// What was asked for, by name and in order.
    pub figures: Vec<String>,
    /// Which part, from 1, of how many.
    pub shard: u64,
    pub shards: u64,
}

/// One of several parts of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub about: About,
    pub rows: Rows,
}

/// Why a file is no part of a run.
#[derive(Debug, Error)]
pub enum PartError {
    #[error("it is not a Parquet file")]
    NotParquet,
    #[error("it cannot be read as Parquet: {0}")]
    Unreadable(String),
    #[error("it is a Parquet file, but not a part of a run")]
    NotAPart,
    #[error("what it is a part of is not said so that it can be read: {0}")]
    About(String),
    #[error("it is written in format {0}, and this Headroom reads format {FORMAT}")]
    Format(u32),
    #[error("its columns are not those of a part of a run: {0}")]
    Columns(String),
    #[error("it says that it has {0} rows, more than a part of its size can have")]
    Rows(usize),
    #[error("it was changed after it was written")]
    Damaged,
}

impl Part {
    /// As a Parquet file.
    pub fn write(&self) -> Framed<Vec<u8>> {
        let rows = &self.rows;
        let about = serde_json::to_string(&self.about).map_err(|e| PolarsError::ComputeError(e.to_string().into()))?;
        let whole = |name: &str, values: &[u32]| UInt32Chunked::from_slice(name.into(), values).into_column();
        let part: Vec<u32> = rows.part.iter().map(|part| u32::from(*part)).collect();
        let mut frame = DataFrame::new_infer_height(vec![
            whole("scramble", &rows.scramble),
            whole("column", &rows.column),
            whole("part", &part),
            whole("slot", &rows.slot),
            Int64Chunked::from_slice("count".into(), &rows.count).into_column(),
            Float64Chunked::from_slice("value".into(), &rows.value).into_column(),
        ])?;
        let mut bytes = Vec::new();
        let noughts = String::from_utf8_lossy(DIGEST).into_owned() + &"0".repeat(DIGITS);
        let metadata = KeyValueMetadata::from_static(vec![(KEY.to_owned(), about), (DIGEST_KEY.to_owned(), noughts)]);
        ParquetWriter::new(&mut bytes).with_key_value_metadata(Some(metadata)).finish(&mut frame)?;
        if let Some(at) = digits(&bytes) {
            let digest = digest(&bytes);
            bytes[at..at + DIGITS].copy_from_slice(digest.as_bytes());
        }
        Ok(bytes)
    }

    /// From a Parquet file. Damage is told by the digest; in a file that was made to deceive, digest included, what it says
    /// of lengths is checked before the Parquet reader asks for as much memory.
    pub fn read(bytes: Vec<u8>) -> Result<Part, PartError> {
        if bytes.len() < 12 || !bytes.starts_with(b"PAR1") || !bytes.ends_with(b"PAR1") {
            return Err(PartError::NotParquet);
        }
        intact(&bytes)?;
        lengths::check(&bytes)?;
        // The reader believes the offsets of a file, and a lie can end in an assertion of its own.
        catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(lengths::contradiction()))
    }
}

/// Where the digits of a file's digest stand; its metadata comes last.
fn digits(bytes: &[u8]) -> Option<usize> {
    let found = bytes.windows(DIGEST.len()).rposition(|window| window == DIGEST)? + DIGEST.len();
    (found + DIGITS <= bytes.len()).then_some(found)
}

/// Of a file whose digits are noughts.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn intact(bytes: &[u8]) -> Result<(), PartError> {
    let at = digits(bytes).ok_or(PartError::NotAPart)?;
    let mut blank = bytes.to_vec();
    blank[at..at + DIGITS].fill(b'0');
    if digest(&blank).as_bytes() == &bytes[at..at + DIGITS] { Ok(()) } else { Err(PartError::Damaged) }
}

fn read(bytes: Vec<u8>) -> Result<Part, PartError> {
    let unreadable = |error: PolarsError| PartError::Unreadable(error.to_string());
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let metadata = reader.get_metadata().map_err(unreadable)?;
    let pairs = metadata.key_value_metadata().as_deref().unwrap_or_default();
    let about = pairs.iter().find(|pair| pair.key == KEY).and_then(|pair| pair.value.as_deref());
    let about = self::about(about.ok_or(PartError::NotAPart)?)?;
    let frame = reader.finish().map_err(unreadable)?;
    let rows = self::rows(&frame)?;
    Ok(Part { about, rows })
}

fn about(text: &str) -> Result<About, PartError> {
    /// What every format has.
    #[derive(Deserialize)]
    struct Any {
        format: u32,
    }
    let failed = |error: serde_json::Error| PartError::About(error.to_string());
    let any: Any = serde_json::from_str(text).map_err(failed)?;
    if any.format != FORMAT {
        return Err(PartError::Format(any.format));
    }
    let about: About = serde_json::from_str(text).map_err(failed)?;
    if !(1..=about.shards).contains(&about.shard) {
        return Err(PartError::About(format!("there is no part {} of {}", about.shard, about.shards)));
    }
    Ok(about)
}

fn rows(frame: &DataFrame) -> Result<Rows, PartError> {
    let found = frame.columns().iter().map(|column| (column.name().as_str(), column.dtype().clone()));
    if !found.eq(COLUMNS.iter().map(|(name, kind)| (*name, kind.clone()))) {
        let expected: Vec<String> = COLUMNS.iter().map(|(name, kind)| format!("{name} ({kind})")).collect();
        return Err(PartError::Columns(format!("expected {}", expected.join(", "))));
    }
    if let Some(column) = frame.columns().iter().find(|column| column.null_count() > 0) {
        return Err(PartError::Columns(format!("{} has no value in some rows", column.name())));
    }
    let column = |name: &str| -> Result<&Column, PartError> {
        frame.column(name).map_err(|error| PartError::Columns(error.to_string()))
    };
    let failed = |error: PolarsError| PartError::Columns(error.to_string());
    let whole = |name: &str| -> Result<Vec<u32>, PartError> {
        Ok(column(name)?.u32().map_err(failed)?.into_no_null_iter().collect())
    };
    let parts = whole("part")?.into_iter().map(u8::try_from).collect::<Result<Vec<u8>, _>>();
    Ok(Rows {
        scramble: whole("scramble")?,
        column: whole("column")?,
        part: parts.map_err(|_| PartError::Columns("a part is from 0 to 255".into()))?,
        slot: whole("slot")?,
        count: column("count")?.i64().map_err(failed)?.into_no_null_iter().collect(),
        value: column("value")?.f64().map_err(failed)?.into_no_null_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use polars_parquet_format::thrift::protocol::{TCompactInputProtocol, TCompactOutputProtocol};
    use polars_parquet_format::{ColumnMetaData, DataPageHeader, Encoding, FileMetaData, PageHeader, PageType};

    use super::*;

    fn part() -> Part {
        let about = About {
            format: FORMAT,
            version: "0.1.0".into(),
            model: "{}".into(),
            scenario: String::new(),
            deployment: String::new(),
            seed: u64::MAX,
            paths: 1000,
            points: "sobol".into(),
            levels: vec!["0.05".into()],
            given: Vec::new(),
            figures: vec!["users".into()],
            shard: 1,
            shards: 2,
        };
        let rows = Rows {
            scramble: vec![0, 7],
            column: vec![0, 1],
            part: vec![0, 9],
            slot: vec![0, 0],
            count: vec![-5, i64::MAX],
            value: vec![0.1 + 0.2, f64::MIN_POSITIVE],
        };
        Part { about, rows }
    }

    #[test]
    fn a_part_is_read_as_it_was_written() {
        let bytes = part().write().unwrap();
        assert_eq!(Part::read(bytes).unwrap(), part());
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["", "PAR1", "PAR1PAR1", "PAR1 something else PAR1", "figure,deployment\nusers,\n"] {
            assert!(Part::read(text.as_bytes().to_vec()).is_err(), "{text}");
        }
        let other = Part { about: About { format: 2, ..part().about }, ..part() };
        assert!(matches!(Part::read(other.write().unwrap()), Err(PartError::Format(2))));
        let beyond = Part { about: About { shard: 3, ..part().about }, ..part() };
        assert!(matches!(Part::read(beyond.write().unwrap()), Err(PartError::About(_))));
    }

    /// A file with another footer, and with a digest that is its own; `pages` come before the footer.
    fn forged(whole: &[u8], pages: &[u8], lie: impl FnOnce(&mut FileMetaData)) -> Vec<u8> {
        let end = whole.len() - 8;
        let length = u32::from_le_bytes(*whole[end..].first_chunk().unwrap()) as usize;
        let (data, footer) = whole[..end].split_at(end - length);
        let mut footer = FileMetaData::read_from_in_protocol(&mut TCompactInputProtocol::new(footer, 1 << 20)).unwrap();
        lie(&mut footer);
        let mut written = Vec::new();
        footer.write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut written)).unwrap();
        let length = u32::try_from(written.len()).unwrap().to_le_bytes();
        let mut bytes = [data, pages, &written, &length, b"PAR1"].concat();
        let at = digits(&bytes).unwrap();
        bytes[at..at + DIGITS].fill(b'0');
        let digest = digest(&bytes);
        bytes[at..at + DIGITS].copy_from_slice(digest.as_bytes());
        bytes
    }

    fn chunk(footer: &mut FileMetaData) -> &mut ColumnMetaData {
        footer.row_groups[0].columns[5].meta_data.as_mut().unwrap()
    }

    #[test]
    fn lengths_that_are_lies_take_no_memory() {
        let whole = part().write().unwrap();
        assert_eq!(Part::read(forged(&whole, &[], |_| ())).unwrap(), part());
        let rows = Part::read(forged(&whole, &[], |footer| {
            footer.num_rows = 60_000_000;
            footer.row_groups[0].num_rows = 60_000_000;
        }));
        assert!(matches!(rows, Err(PartError::Rows(60_000_000))), "{rows:?}");
        let lies: [fn(&mut FileMetaData); 5] = [
            |footer| footer.num_rows = -1,
            |footer| footer.row_groups[0].num_rows = i64::MAX,
            |footer| chunk(footer).num_values = i64::MAX,
            |footer| chunk(footer).total_compressed_size = i64::MAX,
            |footer| chunk(footer).data_page_offset = i64::MAX,
        ];
        for lie in lies {
            let told = Part::read(forged(&whole, &[], lie));
            assert!(matches!(told, Err(PartError::Unreadable(_))), "{told:?}");
        }
        // A page that would be two gigabytes when it is decompressed.
        let values = DataPageHeader {
            num_values: 2,
            encoding: Encoding::PLAIN,
            definition_level_encoding: Encoding::RLE,
            repetition_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let page = PageHeader {
            type_: PageType::DATA_PAGE,
            uncompressed_page_size: i32::MAX,
            compressed_page_size: 0,
            crc: None,
            data_page_header: Some(values),
            index_page_header: None,
            dictionary_page_header: None,
            data_page_header_v2: None,
        };
        let mut pages = Vec::new();
        page.write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut pages)).unwrap();
        let told = Part::read(forged(&whole, &pages, |footer| {
            let data = footer.row_groups[0].columns.iter().filter_map(|column| column.meta_data.as_ref());
            let start = |column: &ColumnMetaData| column.dictionary_page_offset.unwrap_or(column.data_page_offset);
            let end = data.map(|column| start(column) + column.total_compressed_size).max().unwrap();
            let chunk = chunk(footer);
            (chunk.dictionary_page_offset, chunk.data_page_offset) = (None, end);
            chunk.total_compressed_size = pages.len() as i64;
        }));
        assert!(matches!(told, Err(PartError::Unreadable(_))), "{told:?}");
    }

    #[test]
    fn no_damage_ends_the_program() {
        let whole = part().write().unwrap();
        for at in 0..whole.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] ^= change;
                assert!(Part::read(damaged).is_err(), "byte {at} of {}", whole.len());
            }
            assert!(Part::read(whole[..at].to_vec()).is_err(), "{at} of {} bytes", whole.len());
            let mut short = whole[..at].to_vec();
            short.extend_from_slice(b"PAR1");
            let same = short == whole;
            assert_eq!(Part::read(short).is_ok(), same);
        }
        assert!(Part::read(whole).is_ok());
    }
}
