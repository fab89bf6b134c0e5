//! Deployment × month × metric: actual figures against the plan's.
//!
//! Columns: `deployment`; `t`, `month`, `quarter`, `year`; `metric`, and whether it is `money`; `planned`, `actual`,
//! their `difference`, and that in `percent` of the plan (none where the plan is zero).

use headroom_engine::month::Month;
use headroom_engine::review::{self, Variance};
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, DataType, NULL, col, lit, when};
use rust_decimal::Decimal;

use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Result, Table, plain};

/// Decimal places that are kept: more than any currency has, and than a count deserves.
const PLACES: u32 = 6;

/// An actual figure against the plan's.
#[derive(Clone, Debug, PartialEq)]
pub struct VarianceRow {
    /// The month, counted from 1.
    pub t: usize,
    /// The month on the calendar.
    pub month: Month,
    /// What was measured, for a person.
    pub metric: String,
    /// Whether the figures are money; else they are counts.
    pub money: bool,
    /// The plan's figure.
    pub planned: Decimal,
    /// The actual figure.
    pub actual: Decimal,
    /// The actual figure less the plan's.
    pub difference: Decimal,
    /// The difference in percent of the plan's figure; none where that is zero.
    pub percent: Option<f64>,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let deployed = model.program.deployments.keys().filter_map(|id| projection.deployment(model, id));
    let found = deployed.flat_map(|d| review::variances(model, &d).into_iter().map(move |v| (d.id, v)));
    let found: Vec<(&str, Variance)> = found.collect();
    let figures = |of: fn(&Variance) -> Decimal| found.iter().map(move |(_, v)| Some(of(v).round_dp(PLACES)));
    let mut sheet = Sheet::new(&model.program);
    sheet.text("deployment", found.iter().map(|(id, _)| *id));
    sheet.calendar(found.iter().map(|(_, v)| v.month));
    sheet.text("metric", found.iter().map(|(_, v)| v.metric));
    sheet.flag("money", found.iter().map(|(_, v)| is_money(v.metric)));
    sheet.decimals("planned", PLACES, figures(|v| v.planned))?;
    sheet.decimals("actual", PLACES, figures(|v| v.actual))?;
    let number = |name: &str| col(name).cast(DataType::Float64);
    let percent = number("difference") / number("planned") * lit(100.0);
    let nonzero = number("planned").neq(lit(0.0));
    let rows = plain(sheet.frame()?)
        .with_column((col("actual") - col("planned")).alias("difference"))
        .with_column(when(nonzero).then(percent).otherwise(lit(NULL)).alias("percent"));
    Ok(rows.collect()?)
}

/// Whether the engine gives a metric as money.
fn is_money(metric: &str) -> bool {
    matches!(metric, "Revenue" | "Cost" | "Cash")
}

impl Frames<'_> {
    /// Every actual figure of the model against a deployment's plan, in the order of the model.
    pub fn variances(&self, deployment: &str) -> Result<Vec<VarianceRow>> {
        let rows = self.rows_of(Table::Variances, deployment)?;
        let (t, money, percent) = (rows.whole("t")?, rows.flags("money")?, rows.counts_or_none("percent")?);
        let (planned, actual) = (rows.decimals("planned")?, rows.decimals("actual")?);
        let difference = rows.decimals("difference")?;
        let row = |(i, metric): (usize, String)| VarianceRow {
            t: t[i],
            month: self.model.program.month(t[i]),
            metric,
            money: money[i],
            planned: planned[i].normalize(),
            actual: actual[i].normalize(),
            difference: difference[i].normalize(),
            percent: percent[i],
        };
        Ok(rows.texts("metric")?.into_iter().enumerate().map(row).collect())
    }
}
