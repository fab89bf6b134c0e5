//! Reading a query's answer, column by column.

use headroom_engine::money::Money;
use polars::prelude::{DataFrame, PolarsError};
use rust_decimal::Decimal;

use crate::{FrameError, Result};

/// The columns of an answer as vectors of what they hold.
pub(crate) trait Columns {
    fn texts(&self, name: &str) -> Result<Vec<String>>;
    fn texts_or_none(&self, name: &str) -> Result<Vec<Option<String>>>;
    fn counts(&self, name: &str) -> Result<Vec<f64>>;
    fn counts_or_none(&self, name: &str) -> Result<Vec<Option<f64>>>;
    fn whole(&self, name: &str) -> Result<Vec<usize>>;
    fn flags(&self, name: &str) -> Result<Vec<bool>>;
    fn decimals(&self, name: &str) -> Result<Vec<Decimal>>;
    fn money(&self, name: &str) -> Result<Vec<Money>>;
}

impl Columns for DataFrame {
    fn texts(&self, name: &str) -> Result<Vec<String>> {
        present(name, self.column(name)?.str()?.iter().map(|v| v.map(str::to_owned)))
    }

    fn texts_or_none(&self, name: &str) -> Result<Vec<Option<String>>> {
        Ok(self.column(name)?.str()?.iter().map(|v| v.map(str::to_owned)).collect())
    }

    fn counts(&self, name: &str) -> Result<Vec<f64>> {
        present(name, self.column(name)?.f64()?.iter())
    }

    fn counts_or_none(&self, name: &str) -> Result<Vec<Option<f64>>> {
        Ok(self.column(name)?.f64()?.iter().collect())
    }

    fn whole(&self, name: &str) -> Result<Vec<usize>> {
        present(name, self.column(name)?.i32()?.iter().map(|v| v.and_then(|n| usize::try_from(n).ok())))
    }

    fn flags(&self, name: &str) -> Result<Vec<bool>> {
        present(name, self.column(name)?.bool()?.iter())
    }

    fn decimals(&self, name: &str) -> Result<Vec<Decimal>> {
        let column = self.column(name)?.decimal()?;
        let places = u32::try_from(column.scale()).unwrap_or(u32::MAX);
        let decimal = |units: i128| Decimal::try_from_i128_with_scale(units, places).ok();
        let all: Option<Vec<Decimal>> = column.physical().iter().map(|v| decimal(v?)).collect();
        all.ok_or_else(|| FrameError::Beyond(name.to_owned()))
    }

    fn money(&self, name: &str) -> Result<Vec<Money>> {
        let amounts = self.decimals(name)?.into_iter().map(Money::exactly);
        amounts.collect::<std::result::Result<_, _>>().map_err(|_| FrameError::Beyond(name.to_owned()))
    }
}

/// The values of a column in which none may be missing.
fn present<T>(name: &str, values: impl Iterator<Item = Option<T>>) -> Result<Vec<T>> {
    let all: Option<Vec<T>> = values.collect();
    Ok(all.ok_or_else(|| PolarsError::NoData(format!("{name} has no value").into()))?)
}
