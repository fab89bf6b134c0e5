//! Driver × month: what users do, and the load it makes.
//!
//! Columns: `position` in the model, from 0; `driver`, `label`, `unit`; `t`, `month`, `quarter`, `year`; `volume` in
//! the driver's own unit; `demand`, what is held against limits.

use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, col};

use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, firsts, grouped};

/// What users do, by period.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverLoads {
    /// The periods, in order.
    pub spans: Vec<Span>,
    /// Each driver, in the order of the model.
    pub drivers: Vec<DriverRow>,
}

/// A driver by period.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverRow {
    /// The driver's name in the model.
    pub id: String,
    /// The driver's name for a person.
    pub label: String,
    /// What its volume counts.
    pub unit: String,
    /// The volume of each period's last month.
    pub volume: Vec<f64>,
    /// The most that is held against limits in any month of the period.
    pub demand: Vec<f64>,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let rules = || program.drivers.iter().enumerate();
    let runs = &projection.demand.drivers;
    let mut sheet = Sheet::new(program);
    sheet.whole("position", rules().flat_map(|(i, _)| std::iter::repeat_n(i, months)));
    sheet.text("driver", rules().flat_map(|(_, (id, _))| std::iter::repeat_n(id.as_str(), months)));
    sheet.text("label", rules().flat_map(|(_, (_, rule))| std::iter::repeat_n(rule.label.as_str(), months)));
    sheet.text("unit", rules().flat_map(|(_, (_, rule))| std::iter::repeat_n(rule.unit.as_str(), months)));
    sheet.calendar(rules().flat_map(|_| 1..=months));
    sheet.count("volume", runs.iter().flat_map(|r| r.volume.iter().copied()));
    sheet.count("demand", runs.iter().flat_map(|r| r.demand.iter().copied()));
    sheet.frame()
}

impl Frames<'_> {
    /// Every driver by period: its volume as at the end, its demand where it is highest.
    pub fn driver_loads(&self, period: Period) -> Result<DriverLoads> {
        let spans = self.spans(period)?;
        let aggregates = [col("volume").last(), col("demand").max()];
        let facts = firsts(["driver", "label", "unit"]).into_iter().chain(aggregates);
        let cells = grouped(self.frame(Table::Drivers)?.clone(), ["position", period.column()], facts)?;
        let (volume, demand) = (cells.counts("volume")?, cells.counts("demand")?);
        let names = cells.texts("driver")?.into_iter().zip(cells.texts("label")?).zip(cells.texts("unit")?);
        let values = volume.chunks(spans.len()).zip(demand.chunks(spans.len()));
        let drivers = names.step_by(spans.len()).zip(values).map(|(((id, label), unit), (volume, demand))| DriverRow {
            id,
            label,
            unit,
            volume: volume.to_vec(),
            demand: demand.to_vec(),
        });
        Ok(DriverLoads { drivers: drivers.collect(), spans })
    }
}
