//! Deployment × month: what a deployment earns and costs.
//!
//! Columns: `deployment`; `t`, `month`, `quarter`, `year`; `registered`, `new_users`, `active`, `paying`; `revenue`,
//! `receipts`, `cost`, `infrastructure`, `profit`, `cash`; `breach`, whether demand exceeds what a component may hold.

use headroom_engine::money::Money;
use headroom_engine::project::Outcome;
use headroom_engine::{Model, Projection};
use polars::prelude::DataFrame;

use crate::period::{read_spans, span};
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, grouped, lasts, sums};

/// A deployment over a period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodRow {
    /// Which period.
    pub span: Span,
    /// Registered users at its end.
    pub registered: f64,
    /// Users who registered in it.
    pub new_users: f64,
    /// Active users at its end.
    pub active: f64,
    /// Paying subscribers at its end.
    pub paying: f64,
    /// What is recognised in it.
    pub revenue: Money,
    /// What customers pay in it.
    pub receipts: Money,
    /// What all lines cost in it.
    pub cost: Money,
    /// What the lines that the system runs on cost in it.
    pub infrastructure: Money,
    /// Revenue less cost.
    pub profit: Money,
    /// Cash at its end.
    pub cash: Money,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let months = program.months;
    let outcomes = &projection.outcomes;
    let demand = &projection.demand;
    let each = |of: fn(&Outcome<Money>) -> &Vec<Money>| outcomes.values().flat_map(move |o| of(o).iter().copied());
    let mut sheet = Sheet::new(program);
    sheet.text("deployment", outcomes.keys().flat_map(|id| std::iter::repeat_n(id.as_str(), months)));
    sheet.calendar(outcomes.keys().flat_map(|_| 1..=months));
    sheet.count("registered", outcomes.keys().flat_map(|_| demand.registered.iter().skip(1).copied()));
    sheet.count("new_users", outcomes.keys().flat_map(|_| demand.registered.windows(2).map(|w| w[1] - w[0])));
    sheet.count("active", outcomes.keys().flat_map(|_| demand.active.iter().copied()));
    sheet.count("paying", outcomes.keys().flat_map(|_| demand.subscription.paying.iter().copied()));
    sheet.money("revenue", outcomes.keys().flat_map(|_| demand.subscription.revenue.iter().copied()))?;
    sheet.money("receipts", outcomes.keys().flat_map(|_| demand.subscription.receipts.iter().copied()))?;
    sheet.money("cost", each(|o| &o.cost))?;
    sheet.money("infrastructure", each(|o| &o.infrastructure))?;
    sheet.money("profit", each(|o| &o.profit))?;
    sheet.money("cash", each(|o| &o.cash))?;
    sheet.flag("breach", outcomes.values().flat_map(|o| (0..months).map(|i| o.is_breached(i))));
    sheet.frame()
}

impl Frames<'_> {
    /// A deployment by period: users and cash as at the end, the rest summed.
    pub fn periods(&self, deployment: &str, period: Period) -> Result<Vec<PeriodRow>> {
        let stocks = lasts(["registered", "active", "paying", "cash"]);
        let flows = sums(["new_users", "revenue", "receipts", "cost", "infrastructure", "profit"]);
        let months = self.rows_of(Table::Months, deployment)?;
        let rows = grouped(months, [period.column()], span().into_iter().chain(stocks).chain(flows))?;
        let spans = read_spans(&self.model.program, &rows, period)?;
        let counts = |name: &str| rows.counts(name);
        let money = |name: &str| rows.money(name);
        let (registered, new_users) = (counts("registered")?, counts("new_users")?);
        let (active, paying) = (counts("active")?, counts("paying")?);
        let (revenue, receipts, cash) = (money("revenue")?, money("receipts")?, money("cash")?);
        let (cost, infrastructure, profit) = (money("cost")?, money("infrastructure")?, money("profit")?);
        let row = |(i, span)| PeriodRow {
            span,
            registered: registered[i],
            new_users: new_users[i],
            active: active[i],
            paying: paying[i],
            revenue: revenue[i],
            receipts: receipts[i],
            cost: cost[i],
            infrastructure: infrastructure[i],
            profit: profit[i],
            cash: cash[i],
        };
        Ok(spans.into_iter().enumerate().map(row).collect())
    }
}
