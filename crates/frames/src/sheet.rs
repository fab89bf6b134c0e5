//! Building a frame, column by column.

use headroom_engine::model::program::Program;
use headroom_engine::money::Money;
use headroom_engine::month::Month;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Float64Chunked, Int32Chunked, Int128Chunked, IntoColumn, IntoSeries,
    NewChunkedArray, StringChunked,
};
use rust_decimal::Decimal;

use crate::{FrameError, Result};

/// Digits of a decimal column: as many as there can be.
const DIGITS: usize = 38;

/// The columns of a frame to be.
pub(crate) struct Sheet<'a> {
    program: &'a Program,
    columns: Vec<Column>,
}

impl<'a> Sheet<'a> {
    pub fn new(program: &'a Program) -> Sheet<'a> {
        Sheet { program, columns: Vec::new() }
    }

    pub fn text<'s>(&mut self, name: &str, values: impl IntoIterator<Item = &'s str>) {
        self.columns.push(StringChunked::from_iter_values(name.into(), values.into_iter()).into_column());
    }

    pub fn text_or_none<'s>(&mut self, name: &str, values: impl IntoIterator<Item = Option<&'s str>>) {
        self.columns.push(StringChunked::from_iter_options(name.into(), values.into_iter()).into_column());
    }

    pub fn count(&mut self, name: &str, values: impl IntoIterator<Item = f64>) {
        self.columns.push(Float64Chunked::from_iter_values(name.into(), values.into_iter()).into_column());
    }

    pub fn count_or_none(&mut self, name: &str, values: impl IntoIterator<Item = Option<f64>>) {
        self.columns.push(Float64Chunked::from_iter_options(name.into(), values.into_iter()).into_column());
    }

    /// Positions, months and instances.
    pub fn whole(&mut self, name: &str, values: impl IntoIterator<Item = usize>) {
        let values = values.into_iter().map(|n| i32::try_from(n).unwrap_or(i32::MAX));
        self.columns.push(Int32Chunked::from_iter_values(name.into(), values).into_column());
    }

    pub fn whole_or_none(&mut self, name: &str, values: impl IntoIterator<Item = Option<usize>>) {
        let values = values.into_iter().map(|n| n.map(|n| i32::try_from(n).unwrap_or(i32::MAX)));
        self.columns.push(Int32Chunked::from_iter_options(name.into(), values).into_column());
    }

    pub fn flag(&mut self, name: &str, values: impl IntoIterator<Item = bool>) {
        self.columns.push(BooleanChunked::from_iter_values(name.into(), values.into_iter()).into_column());
    }

    /// Amounts, with the currency's decimal places.
    pub fn money(&mut self, name: &str, values: impl IntoIterator<Item = Money>) -> Result<()> {
        let amounts = values.into_iter().map(|m| m.is_finite().then(|| m.amount()));
        self.decimals(name, u32::from(self.program.currency.places()), amounts)
    }

    /// Decimal numbers that have no more than `places`.
    pub fn decimals(&mut self, name: &str, places: u32, values: impl Iterator<Item = Option<Decimal>>) -> Result<()> {
        let units: Option<Vec<i128>> = values.map(|v| units(v?, places)).collect();
        let units = units.ok_or_else(|| FrameError::Beyond(name.to_owned()))?;
        let column = Int128Chunked::from_vec(name.into(), units).into_decimal(DIGITS, places as usize)?;
        self.columns.push(column.into_column());
        Ok(())
    }

    /// The columns that say which month a row is of: `t`, `month`, `quarter`, `year`.
    pub fn calendar(&mut self, t: impl IntoIterator<Item = usize>) {
        let t: Vec<usize> = t.into_iter().collect();
        let known: Vec<(Month, String)> =
            (1..=self.program.months).map(|t| self.program.month(t)).map(|m| (m, m.quarter().iso())).collect();
        let of = |t: &usize| &known[*t - 1];
        let days = t.iter().map(|t| first_day(of(t).0));
        let days = Int32Chunked::from_iter_values("month".into(), days).into_date().into_series().into_column();
        let years = Int32Chunked::from_iter_values("year".into(), t.iter().map(|t| of(t).0.year())).into_column();
        self.whole("t", t.iter().copied());
        self.columns.push(days);
        self.text("quarter", t.iter().map(|t| of(t).1.as_str()));
        self.columns.push(years);
    }

    pub fn frame(self) -> Result<DataFrame> {
        Ok(DataFrame::new_infer_height(self.columns)?)
    }
}

/// `value` times 10^`places`, where that is a whole number.
fn units(value: Decimal, places: u32) -> Option<i128> {
    let value = if value.scale() > places { value.normalize() } else { value };
    let power = 10_i128.checked_pow(places.checked_sub(value.scale())?)?;
    value.mantissa().checked_mul(power)
}

/// The first day of a month, in days since 1 January 1970.
fn first_day(month: Month) -> i32 {
    // Years begin in March here, so that a leap day is the last of its year.
    let (year, month) = (month.year(), month.month());
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days_before = (153 * month + 2) / 5;
    365 * year + year / 4 - year / 100 + year / 400 + days_before - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_of_a_month_is_counted_from_1970() {
        let day = |year, month| Month::new(year, month).map(first_day).ok();
        assert_eq!(day(1970, 1), Some(0));
        assert_eq!(day(1970, 3), Some(59));
        assert_eq!(day(2000, 3), Some(11_017));
        assert_eq!(day(2026, 1), Some(20_454));
        assert_eq!(day(1, 1), Some(-719_162));
    }

    #[test]
    fn units_are_never_rounded() {
        let decimal = |text: &str| text.parse::<Decimal>().unwrap_or_default();
        assert_eq!(units(decimal("12.3"), 2), Some(1230));
        assert_eq!(units(decimal("12.300"), 2), Some(1230));
        assert_eq!(units(decimal("12.301"), 2), None);
        assert_eq!(units(decimal("-7"), 0), Some(-7));
    }
}
