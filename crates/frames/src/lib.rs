//! A model's projection as Polars frames, and the queries that every table on screen and in files is made of.
//!
//! [`Frames`] holds one frame per [`Table`]; each is built when it is first asked for, so that a page pays only for
//! what it shows. Money is a decimal column with the currency's places and is summed exactly; counts are binary
//! numbers; a month is a date (its first day) beside its number `t`, from 1. Rows are in the order of the model's
//! file, then of time.
//!
//! The common questions are methods that answer with plain rows; for others, [`Frames::lazy`] gives the frame itself.

mod cohorts;
mod compare;
mod components;
mod csv;
mod drivers;
mod error;
pub mod futures;
mod lines;
mod metrics;
mod months;
mod period;
mod plans;
mod read;
mod sheet;
mod subscription;
mod variances;

use std::sync::OnceLock;

use headroom_engine::{Model, Projection};
use polars::prelude::{ChunkCompareEq, DataFrame, Expr, IntoLazy, LazyFrame, OptFlags, SortMultipleOptions, col};
use polars::series::IsSorted;

pub use cohorts::CohortRow;
pub use compare::{Cheapest, Compared, Crossover};
pub use components::{ComponentRow, ComponentSeries};
pub use drivers::{DriverLoads, DriverRow};
pub use error::{FrameError, Result};
pub use lines::{CostLines, LineRow};
pub use metrics::{MetricSeries, MetricTable};
pub use months::PeriodRow;
pub use period::{Key, Period, Span};
pub use plans::{MovementRow, Movements, PlanMovements, PlanRevenue, PlanRow};
pub use polars;
pub use subscription::SubscriptionRow;
pub use variances::VarianceRow;

/// What there is a frame of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Deployment × month: users, revenue, cost, profit and cash.
    Months,
    /// Deployment × cost line × month.
    Lines,
    /// Plan × month: customers, revenue and movements of recurring revenue.
    Plans,
    /// Month: all plans together, with refunds, deferred revenue, fees and tax.
    Subscription,
    /// Plan × cohort × age: customers by the month in which they came.
    Cohorts,
    /// Deployment × metric × month: the figures a SaaS business is judged by.
    Metrics,
    /// Driver × month: what users do, and the load it makes.
    Drivers,
    /// Deployment × component × month: tier, utilisation and cost.
    Components,
    /// Deployment × month × metric: actual figures against the plan's.
    Variances,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 9] = [
        Table::Months,
        Table::Lines,
        Table::Plans,
        Table::Subscription,
        Table::Cohorts,
        Table::Metrics,
        Table::Drivers,
        Table::Components,
        Table::Variances,
    ];

    /// Its name, for a file: `months`.
    pub fn name(self) -> &'static str {
        match self {
            Table::Months => "months",
            Table::Lines => "lines",
            Table::Plans => "plans",
            Table::Subscription => "subscription",
            Table::Cohorts => "cohorts",
            Table::Metrics => "metrics",
            Table::Drivers => "drivers",
            Table::Components => "components",
            Table::Variances => "variances",
        }
    }
}

/// A projection as frames. Cheap to make: nothing is built before it is asked for.
#[derive(Debug)]
pub struct Frames<'a> {
    model: &'a Model,
    projection: &'a Projection,
    built: [OnceLock<DataFrame>; Table::ALL.len()],
    failed: OnceLock<FrameError>,
}

impl<'a> Frames<'a> {
    /// The frames of a model's projection.
    pub fn of(model: &'a Model, projection: &'a Projection) -> Frames<'a> {
        Frames { model, projection, built: Default::default(), failed: OnceLock::new() }
    }

    /// A frame. Its columns are described at the head of the module that builds it, and are the header of its
    /// [`csv`](Frames::csv).
    pub fn frame(&self, table: Table) -> Result<&DataFrame> {
        let cell = &self.built[table as usize];
        if let Some(built) = cell.get() {
            return Ok(built);
        }
        let build = match table {
            Table::Months => months::build,
            Table::Lines => lines::build,
            Table::Plans => plans::build,
            Table::Subscription => subscription::build,
            Table::Cohorts => cohorts::build,
            Table::Metrics => metrics::build,
            Table::Drivers => drivers::build,
            Table::Components => components::build,
            Table::Variances => variances::build,
        };
        let frame = build(self.model, self.projection)?;
        Ok(cell.get_or_init(|| frame))
    }

    /// What was answered; nothing where the answer failed, and then the first failure is kept for [`failure`].
    ///
    /// [`failure`]: Frames::failure
    pub fn or_nothing<T: Default>(&self, answer: Result<T>) -> T {
        answer.unwrap_or_else(|error| {
            self.failed.get_or_init(|| error);
            T::default()
        })
    }

    /// The first failure that [`or_nothing`](Frames::or_nothing) met: a page made meanwhile is not whole.
    pub fn failure(&self) -> Option<&FrameError> {
        self.failed.get()
    }

    /// A frame to query.
    pub fn lazy(&self, table: Table) -> Result<LazyFrame> {
        Ok(self.frame(table)?.clone().lazy())
    }

    /// The rows of one deployment; of the first where none is named.
    fn rows_of(&self, table: Table, deployment: &str) -> Result<DataFrame> {
        let deployments = &self.model.program.deployments;
        let found = if deployment.is_empty() { deployments.first() } else { deployments.get_key_value(deployment) };
        let (id, _) = found.ok_or_else(|| FrameError::Deployment(deployment.to_owned()))?;
        let frame = self.frame(table)?;
        Ok(frame.filter_seq(&frame.column("deployment")?.str()?.equal(id.as_str()))?)
    }
}

/// A query that is run as written: these frames are so small that planning would cost more than it saves.
fn plain(frame: DataFrame) -> LazyFrame {
    frame.lazy().with_optimizations(OptFlags::EAGER | OptFlags::TYPE_COERCION)
}

/// Rows by group, in order. The rows must be in order of the first key; saying so spares Polars its plan for large
/// frames, which costs more than the whole query.
fn grouped<const N: usize>(
    mut rows: DataFrame,
    keys: [&str; N],
    aggregates: impl IntoIterator<Item = Expr>,
) -> Result<DataFrame> {
    if let Some(first) = keys.first() {
        let mut column = rows.column(first)?.clone();
        column.set_sorted_flag(IsSorted::Ascending);
        rows.with_column(column)?;
    }
    let aggregates: Vec<Expr> = aggregates.into_iter().collect();
    Ok(plain(rows).group_by_stable(keys.map(col)).agg(aggregates).collect()?)
}

/// Sorting that keeps the order of equals.
fn stable() -> SortMultipleOptions {
    SortMultipleOptions::default().with_maintain_order(true)
}

fn sums<const N: usize>(columns: [&str; N]) -> [Expr; N] {
    columns.map(|c| col(c).sum())
}

fn firsts<const N: usize>(columns: [&str; N]) -> [Expr; N] {
    columns.map(|c| col(c).first())
}

fn lasts<const N: usize>(columns: [&str; N]) -> [Expr; N] {
    columns.map(|c| col(c).last())
}
