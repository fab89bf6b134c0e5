//! How months are put together: as months, quarters or years of the calendar.

use std::fmt;

use headroom_engine::model::program::Program;
use headroom_engine::month::{Month, Quarter};
use polars::prelude::{DataFrame, Expr, col};

use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Result, grouped};

/// How months are put together. Quarters and years are the calendar's, so the first and the last may be cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Period {
    /// One by one.
    #[default]
    Month,
    /// By quarter of the calendar year.
    Quarter,
    /// By calendar year.
    Year,
}

impl Period {
    /// The column that is the same throughout a period.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Period::Month => "t",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// The period that holds a month.
    pub fn key(self, month: Month) -> Key {
        match self {
            Period::Month => Key::Month(month),
            Period::Quarter => Key::Quarter(month.quarter()),
            Period::Year => Key::Year(month.year()),
        }
    }
}

/// Which month, quarter or year. As text `2026-10`, `Q4 2026`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A month.
    Month(Month),
    /// A quarter of the calendar year.
    Quarter(Quarter),
    /// A calendar year.
    Year(i32),
}

impl Key {
    /// For machines: `2026-10`, `2026-Q4`, `2026`.
    pub fn iso(self) -> String {
        match self {
            Key::Quarter(quarter) => quarter.iso(),
            Key::Month(_) | Key::Year(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Month(month) => month.fmt(f),
            Key::Quarter(quarter) => quarter.fmt(f),
            Key::Year(year) => year.fmt(f),
        }
    }
}

/// The months of the horizon that fall into a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which period.
    pub key: Key,
    /// The first of its months in the horizon, counted from 1.
    pub first: usize,
    /// The last.
    pub last: usize,
}

impl Span {
    /// How many months of the horizon it has.
    pub fn months(&self) -> usize {
        self.last + 1 - self.first
    }

    /// False where the horizon begins or ends within the period.
    pub fn is_whole(&self) -> bool {
        let whole = match self.key {
            Key::Month(_) => 1,
            Key::Quarter(_) => 3,
            Key::Year(_) => 12,
        };
        self.months() == whole
    }
}

impl Frames<'_> {
    /// The periods of the horizon, in order.
    pub fn spans(&self, period: Period) -> Result<Vec<Span>> {
        let program = &self.model.program;
        let mut sheet = Sheet::new(program);
        sheet.calendar(1..=program.months);
        let spans = grouped(sheet.frame()?, [period.column()], span())?;
        read_spans(program, &spans, period)
    }
}

/// The first and the last month of a group, to be read by [`read_spans`].
pub(crate) fn span() -> [Expr; 2] {
    [col("t").min().alias("from"), col("t").max().alias("to")]
}

/// The span of each row of a query that has the columns of [`span`].
pub(crate) fn read_spans(program: &Program, rows: &DataFrame, period: Period) -> Result<Vec<Span>> {
    let ends = rows.whole("from")?.into_iter().zip(rows.whole("to")?);
    Ok(ends.map(|(first, last)| Span { key: period.key(program.month(first)), first, last }).collect())
}
