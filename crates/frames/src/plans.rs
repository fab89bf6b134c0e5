//! Plan × month.
//!
//! Columns: `position` in the model, from 0; `plan`, `label`; `t`, `month`, `quarter`, `year`; `customers`,
//! `new_customers`, `churned_customers` and of them `involuntary_customers`, `reactivated_customers`; `revenue`,
//! `receipts`, `deferred`, `failed`, `recovered`; the movements of monthly recurring revenue `start`, `new`, `expansion`,
//! `reactivated`, `contraction`, `moved`, `churned` and of it `involuntary`, `end`.

use headroom_engine::money::Money;
use headroom_engine::project::{Movements as Flow, PlanRun};
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, Expr};

use crate::period::{read_spans, span};
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, firsts, grouped, lasts, plain, sums};

/// Movements of monthly recurring revenue by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Movements {
    /// Each plan, in the order of the model.
    pub plans: Vec<PlanMovements>,
    /// All plans together. Nothing is `moved` here: the difference in price of those who change plans is expansion or
    /// contraction.
    pub total: Vec<MovementRow>,
}

/// Movements of a plan's monthly recurring revenue by period.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanMovements {
    /// The plan's name in the model.
    pub id: String,
    /// The plan's name for a person.
    pub label: String,
    /// Its periods, in order.
    pub rows: Vec<MovementRow>,
}

/// start + new + expansion + reactivated + moved − contraction − churned = end, exactly.
#[derive(Clone, Debug, PartialEq)]
pub struct MovementRow {
    /// Which period.
    pub span: Span,
    /// Monthly recurring revenue before it.
    pub start: Money,
    /// From new customers.
    pub new: Money,
    /// From customers who pay more than before.
    pub expansion: Money,
    /// From customers who had left and came back.
    pub reactivated: Money,
    /// From customers who pay less than before.
    pub contraction: Money,
    /// From customers of other plans, less what left for them.
    pub moved: Money,
    /// From customers who left.
    pub churned: Money,
    /// The part of it from customers whose charge was never collected.
    pub involuntary: Money,
    /// Monthly recurring revenue at its end.
    pub end: Money,
}

/// Recognised revenue by plan and period.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRevenue {
    /// The periods, in order.
    pub spans: Vec<Span>,
    /// Each plan, in the order of the model.
    pub plans: Vec<PlanRow>,
    /// What is given back, by period.
    pub refunds: Vec<Money>,
    /// Revenue of all plans less refunds, by period.
    pub revenue: Vec<Money>,
    /// The same over all periods.
    pub total: Money,
}

/// A plan by period.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// The plan's name in the model.
    pub id: String,
    /// The plan's name for a person.
    pub label: String,
    /// Customers at the end of each period.
    pub customers: Vec<f64>,
    /// Customers who came in it.
    pub new: Vec<f64>,
    /// Customers who left in it.
    pub churned: Vec<f64>,
    /// Those of them whose charge was never collected.
    pub involuntary: Vec<f64>,
    /// Customers who had left and came back in it.
    pub reactivated: Vec<f64>,
    /// Monthly recurring revenue at the end of each period.
    pub mrr: Vec<Money>,
    /// What is recognised in it.
    pub revenue: Vec<Money>,
    /// What is recognised over all periods.
    pub total: Money,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let runs = &projection.demand.subscription.plans;
    let rules = || program.subscription.plans.iter().enumerate();
    let counts = |of: fn(&PlanRun<Money>) -> &Vec<f64>| runs.iter().flat_map(move |r| of(r).iter().copied());
    let mut sheet = Sheet::new(program);
    sheet.whole("position", rules().flat_map(|(i, _)| std::iter::repeat_n(i, months)));
    sheet.text("plan", rules().flat_map(|(_, (id, _))| std::iter::repeat_n(id.as_str(), months)));
    sheet.text("label", rules().flat_map(|(_, (_, rule))| std::iter::repeat_n(rule.label.as_str(), months)));
    sheet.calendar(rules().flat_map(|_| 1..=months));
    sheet.count("customers", counts(|r| &r.customers));
    sheet.count("new_customers", counts(|r| &r.new));
    sheet.count("churned_customers", counts(|r| &r.churned));
    sheet.count("involuntary_customers", counts(|r| &r.involuntary));
    sheet.count("reactivated_customers", counts(|r| &r.reactivated));
    let amounts = |of: fn(&PlanRun<Money>) -> &Vec<Money>| runs.iter().flat_map(move |r| of(r).iter().copied());
    sheet.money("revenue", amounts(|r| &r.revenue))?;
    sheet.money("receipts", amounts(|r| &r.receipts))?;
    sheet.money("deferred", amounts(|r| &r.deferred))?;
    sheet.money("failed", amounts(|r| &r.failed))?;
    sheet.money("recovered", amounts(|r| &r.recovered))?;
    flows(&mut sheet, || runs.iter().flat_map(|r| &r.mrr))?;
    sheet.frame()
}

pub(crate) fn flows<'m, I: Iterator<Item = &'m Flow<Money>>>(sheet: &mut Sheet, all: impl Fn() -> I) -> Result<()> {
    sheet.money("start", all().map(|m| m.start))?;
    sheet.money("new", all().map(|m| m.new))?;
    sheet.money("expansion", all().map(|m| m.expansion))?;
    sheet.money("reactivated", all().map(|m| m.reactivated))?;
    sheet.money("contraction", all().map(|m| m.contraction))?;
    sheet.money("moved", all().map(|m| m.moved))?;
    sheet.money("churned", all().map(|m| m.churned))?;
    sheet.money("involuntary", all().map(|m| m.involuntary))?;
    sheet.money("end", all().map(|m| m.end))
}

impl Frames<'_> {
    /// Movements of monthly recurring revenue, of each plan and of all together.
    pub fn movements(&self, period: Period) -> Result<Movements> {
        let total = grouped(self.frame(Table::Subscription)?.clone(), [period.column()], movements([]))?;
        let total = self.movement_rows(&total, period)?;
        let plans = self.frame(Table::Plans)?.clone();
        let plans = grouped(plans, ["position", period.column()], movements(["plan", "label"]))?;
        let rows = self.movement_rows(&plans, period)?;
        let names = plans.texts("plan")?.into_iter().zip(plans.texts("label")?).step_by(total.len());
        let plans = names.zip(rows.chunks(total.len()));
        let plans = plans.map(|((id, label), rows)| PlanMovements { id, label, rows: rows.to_vec() }).collect();
        Ok(Movements { plans, total })
    }

    fn movement_rows(&self, rows: &DataFrame, period: Period) -> Result<Vec<MovementRow>> {
        let spans = read_spans(&self.model.program, rows, period)?;
        let (start, end) = (rows.money("start")?, rows.money("end")?);
        let (new, churned, moved) = (rows.money("new")?, rows.money("churned")?, rows.money("moved")?);
        let (expansion, contraction) = (rows.money("expansion")?, rows.money("contraction")?);
        let (reactivated, involuntary) = (rows.money("reactivated")?, rows.money("involuntary")?);
        let row = |(i, span)| MovementRow {
            span,
            start: start[i],
            new: new[i],
            expansion: expansion[i],
            reactivated: reactivated[i],
            contraction: contraction[i],
            moved: moved[i],
            churned: churned[i],
            involuntary: involuntary[i],
            end: end[i],
        };
        Ok(spans.into_iter().enumerate().map(row).collect())
    }

    /// Customers and recognised revenue of each plan, and the revenue of all.
    pub fn plan_revenue(&self, period: Period) -> Result<PlanRevenue> {
        let all = span().into_iter().chain(sums(["refunds", "revenue"]));
        let all = grouped(self.frame(Table::Subscription)?.clone(), [period.column()], all)?;
        let total = plain(all.clone()).select(sums(["revenue"])).collect()?;
        let cells = firsts(["plan", "label"]).into_iter().chain(lasts(["customers", "end"]));
        let cells = cells.chain(sums(["new_customers", "churned_customers", "involuntary_customers"]));
        let cells = cells.chain(sums(["reactivated_customers", "revenue"]));
        let cells = grouped(self.frame(Table::Plans)?.clone(), ["position", period.column()], cells)?;
        let by_plan = firsts(["plan", "label"]).into_iter().chain(sums(["revenue"]));
        let by_plan = grouped(cells.clone(), ["position"], by_plan)?;

        let spans = read_spans(&self.model.program, &all, period)?;
        let (customers, revenue) = (cells.counts("customers")?, cells.money("revenue")?);
        let (new, churned) = (cells.counts("new_customers")?, cells.counts("churned_customers")?);
        let involuntary = cells.counts("involuntary_customers")?;
        let (reactivated, mrr) = (cells.counts("reactivated_customers")?, cells.money("end")?);
        let names = by_plan.texts("plan")?.into_iter().zip(by_plan.texts("label")?).zip(by_plan.money("revenue")?);
        let plan = |(i, ((id, label), total))| {
            let own = i * spans.len()..(i + 1) * spans.len();
            PlanRow {
                id,
                label,
                customers: customers[own.clone()].to_vec(),
                new: new[own.clone()].to_vec(),
                churned: churned[own.clone()].to_vec(),
                involuntary: involuntary[own.clone()].to_vec(),
                reactivated: reactivated[own.clone()].to_vec(),
                mrr: mrr[own.clone()].to_vec(),
                revenue: revenue[own].to_vec(),
                total,
            }
        };
        let plans = names.enumerate().map(plan).collect();
        let total = total.money("revenue")?.first().copied().unwrap_or_default();
        Ok(PlanRevenue { spans, plans, refunds: all.money("refunds")?, revenue: all.money("revenue")?, total })
    }
}

/// Aggregates of the movements, beside facts that do not change.
fn movements<const N: usize>(facts: [&str; N]) -> Vec<Expr> {
    let flows = sums(["new", "expansion", "reactivated", "contraction", "moved", "churned", "involuntary"]);
    span().into_iter().chain(firsts(facts)).chain(firsts(["start"])).chain(flows).chain(lasts(["end"])).collect()
}
