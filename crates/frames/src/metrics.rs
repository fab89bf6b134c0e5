//! Deployment × metric × month: the figures a SaaS business is judged by.
//!
//! Columns: `deployment`; `position` of the metric, from 0; `metric`, `label`, `unit`; `t`, `month`, `quarter`, `year`;
//! `value`, empty where the metric is not defined. Money is in the model's currency, shares are of 1.

use headroom_engine::metrics::{Metric, Unit};
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, col};

use crate::period::Period;
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Result, Span, Table, grouped};

/// The figures of a deployment by period.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricTable {
    /// The periods, in order.
    pub spans: Vec<Span>,
    /// Every metric, in the engine's order.
    pub series: Vec<MetricSeries>,
}

/// A figure by period.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSeries {
    /// Which figure.
    pub metric: Metric,
    /// Of each period's last month; none where it is not defined then.
    pub values: Vec<Option<f64>>,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let deployments: Vec<_> = program.deployments.keys().filter_map(|id| projection.deployment(model, id)).collect();
    let each = || deployments.iter().flat_map(|d| Metric::ALL.iter().enumerate().map(move |m| (d, m)));
    let repeated = |of: fn(&Metric) -> &'static str| {
        each().flat_map(move |(_, (_, metric))| std::iter::repeat_n(of(metric), months))
    };
    let mut sheet = Sheet::new(program);
    sheet.text("deployment", each().flat_map(|(d, _)| std::iter::repeat_n(d.id, months)));
    sheet.whole("position", each().flat_map(|(_, (i, _))| std::iter::repeat_n(i, months)));
    sheet.text("metric", repeated(|metric| metric.definition().id));
    sheet.text("label", repeated(|metric| metric.definition().label));
    sheet.text("unit", repeated(|metric| unit(metric.definition().unit)));
    sheet.calendar(each().flat_map(|_| 1..=months));
    sheet.count_or_none("value", each().flat_map(|(d, (_, metric))| (1..=months).map(|t| metric.of(d, t))));
    sheet.frame()
}

/// What a figure is counted in, in a word.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Money => "money",
        Unit::Share => "share",
        Unit::Times => "times",
        Unit::Months => "months",
    }
}

impl Frames<'_> {
    /// Every figure of a deployment, as in the last month of each period.
    pub fn metrics(&self, deployment: &str, period: Period) -> Result<MetricTable> {
        let spans = self.spans(period)?;
        let rows = self.rows_of(Table::Metrics, deployment)?;
        let last = [col("value").last()];
        let values = grouped(rows, ["position", period.column()], last)?.counts_or_none("value")?;
        let series = Metric::ALL.iter().zip(values.chunks(spans.len()));
        let series = series.map(|(metric, values)| MetricSeries { metric: *metric, values: values.to_vec() }).collect();
        Ok(MetricTable { spans, series })
    }
}
