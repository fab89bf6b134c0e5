//! Deployment × cost line × month.
//!
//! Columns: `deployment`; `position` of the line in the model, from 0; its `id`, `label`, `group`, and whether it is
//! `infrastructure`; `t`, `month`, `quarter`, `year`; `amount`.

use headroom_engine::money::Money;
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, col};

use crate::period::{read_spans, span};
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, firsts, grouped, plain, stable, sums};

/// The cost lines of a deployment by period.
#[derive(Clone, Debug, PartialEq)]
pub struct CostLines {
    /// The periods, in order.
    pub spans: Vec<Span>,
    /// The lines, in the order of the model.
    pub lines: Vec<LineRow>,
    /// All lines together, by period.
    pub totals: Vec<Money>,
    /// All lines over all periods.
    pub total: Money,
}

/// A cost line by period.
#[derive(Clone, Debug, PartialEq)]
pub struct LineRow {
    /// The line's name in the model; a component's line has the component's.
    pub id: String,
    /// The line's name for a person.
    pub label: String,
    /// What it is shown with.
    pub group: String,
    /// Whether it pays for what the system runs on.
    pub infrastructure: bool,
    /// What is paid, by period.
    pub amounts: Vec<Money>,
    /// What is paid over all periods.
    pub total: Money,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let lines =
        || projection.outcomes.iter().flat_map(|(id, o)| o.lines.iter().enumerate().map(move |(i, l)| (id, i, l)));
    let mut sheet = Sheet::new(program);
    sheet.text("deployment", lines().flat_map(|(id, ..)| std::iter::repeat_n(id.as_str(), months)));
    sheet.whole("position", lines().flat_map(|(_, i, _)| std::iter::repeat_n(i, months)));
    sheet.text("id", lines().flat_map(|(.., l)| std::iter::repeat_n(l.id.as_str(), months)));
    sheet.text("label", lines().flat_map(|(.., l)| std::iter::repeat_n(l.label.as_str(), months)));
    sheet.text("group", lines().flat_map(|(.., l)| std::iter::repeat_n(l.group.as_str(), months)));
    sheet.flag("infrastructure", lines().flat_map(|(.., l)| std::iter::repeat_n(l.infrastructure, months)));
    sheet.calendar(lines().flat_map(|_| 1..=months));
    sheet.money("amount", lines().flat_map(|(.., l)| l.amounts.iter().copied()))?;
    sheet.frame()
}

impl Frames<'_> {
    /// The cost lines of a deployment by period, and their totals.
    pub fn cost_lines(&self, deployment: &str, period: Period) -> Result<CostLines> {
        let facts = firsts(["id", "label", "group", "infrastructure"]);
        let lines = self.rows_of(Table::Lines, deployment)?;
        let cells = facts.iter().cloned().chain(span()).chain(sums(["amount"]));
        let cells = grouped(lines, ["position", period.column()], cells)?;
        let by_line = grouped(cells.clone(), ["position"], facts.into_iter().chain(sums(["amount"])))?;
        let by_time = [col("to").first(), col("amount").sum()];
        let by_time = grouped(cells.sort(["from"], stable())?, ["from"], by_time)?;
        let total = plain(by_line.clone()).select(sums(["amount"])).collect()?;

        let spans = read_spans(&self.model.program, &by_time, period)?;
        let amounts = cells.money("amount")?;
        let (ids, labels, groups) = (by_line.texts("id")?, by_line.texts("label")?, by_line.texts("group")?);
        let (infrastructure, totals) = (by_line.flags("infrastructure")?, by_line.money("amount")?);
        let names = ids.into_iter().zip(labels).zip(groups);
        let lines =
            names.zip(amounts.chunks(spans.len().max(1))).enumerate().map(|(i, (((id, label), group), amounts))| {
                LineRow {
                    id,
                    label,
                    group,
                    infrastructure: infrastructure[i],
                    amounts: amounts.to_vec(),
                    total: totals[i],
                }
            });
        let lines = lines.collect();
        let total = total.money("amount")?.first().copied().unwrap_or_default();
        if by_time.height() > 0 {
            return Ok(CostLines { spans, lines, totals: by_time.money("amount")?, total });
        }
        // A deployment without any cost still has months.
        let spans = self.spans(period)?;
        Ok(CostLines { totals: vec![Money::ZERO; spans.len()], spans, lines, total })
    }
}
