//! Month: all plans together.
//!
//! Columns: `t`, `month`, `quarter`, `year`; `paying`, `trial`; `revenue`, `refunds`, `receipts`, `refunded`, `deferred`,
//! `failed`, `recovered`, `fees`; `tax_collected`, `tax_remitted`, `tax_owed`; the movements of monthly recurring revenue
//! as in `plans`.

use headroom_engine::money::Money;
use headroom_engine::project::PlanRun;
use headroom_engine::{Model, Projection};
use polars::prelude::DataFrame;

use crate::period::{read_spans, span};
use crate::plans::flows;
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Period, Result, Span, Table, grouped, lasts, sums};

/// What customers owe, pay and get in a period. Deferred revenue at its end = that before + receipts − revenue.
#[derive(Clone, Debug, PartialEq)]
pub struct SubscriptionRow {
    /// Which period.
    pub span: Span,
    /// Customers of plans that have a price, at its end.
    pub paying: f64,
    /// Users in a trial, at its end.
    pub trial: f64,
    /// What is recognised in it, less refunds.
    pub revenue: Money,
    /// What refunds take off revenue in it.
    pub refunds: Money,
    /// What is collected in it, less what is paid back, without tax.
    pub receipts: Money,
    /// What is paid back in it.
    pub refunded: Money,
    /// Collected and still to be served, at its end.
    pub deferred: Money,
    /// Charges made in it that failed at first.
    pub failed: Money,
    /// Collected in it of charges that had failed.
    pub recovered: Money,
    /// What the payment processor keeps.
    pub fees: Money,
    /// Tax collected in it.
    pub tax_collected: Money,
    /// Tax passed on in it.
    pub tax_remitted: Money,
    /// Tax collected and not yet passed on, at its end.
    pub tax_owed: Money,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let run = &projection.demand.subscription;
    let months = model.program.months;
    let of_plans = |of: fn(&PlanRun<Money>) -> &Vec<Money>| {
        (0..months).map(move |i| run.plans.iter().map(|plan| of(plan)[i]).sum::<Money>())
    };
    let mut sheet = Sheet::new(&model.program);
    sheet.calendar(1..=months);
    sheet.count("paying", run.paying.iter().copied());
    sheet.count("trial", run.trial.iter().copied());
    sheet.money("revenue", run.revenue.iter().copied())?;
    sheet.money("refunds", run.refunds.iter().copied())?;
    sheet.money("receipts", run.receipts.iter().copied())?;
    sheet.money("refunded", run.refunded.iter().copied())?;
    sheet.money("deferred", run.deferred.iter().copied())?;
    sheet.money("failed", of_plans(|plan| &plan.failed))?;
    sheet.money("recovered", of_plans(|plan| &plan.recovered))?;
    sheet.money("fees", run.fees.iter().copied())?;
    sheet.money("tax_collected", run.tax_collected.iter().copied())?;
    sheet.money("tax_remitted", run.tax_remitted.iter().copied())?;
    sheet.money("tax_owed", run.tax_owed.iter().copied())?;
    flows(&mut sheet, || run.mrr.iter())?;
    sheet.frame()
}

impl Frames<'_> {
    /// All plans together by period: customers, deferred revenue and tax owed as at the end, the rest summed.
    pub fn subscription(&self, period: Period) -> Result<Vec<SubscriptionRow>> {
        let stocks = lasts(["paying", "trial", "deferred", "tax_owed"]);
        let flows = sums(["revenue", "refunds", "receipts", "refunded", "failed", "recovered", "fees"]);
        let taxes = sums(["tax_collected", "tax_remitted"]);
        let all = span().into_iter().chain(stocks).chain(flows).chain(taxes);
        let rows = grouped(self.frame(Table::Subscription)?.clone(), [period.column()], all)?;
        let spans = read_spans(&self.model.program, &rows, period)?;
        let (paying, trial) = (rows.counts("paying")?, rows.counts("trial")?);
        let money = |name: &str| rows.money(name);
        let (revenue, refunds) = (money("revenue")?, money("refunds")?);
        let (receipts, refunded, deferred) = (money("receipts")?, money("refunded")?, money("deferred")?);
        let (failed, recovered, fees) = (money("failed")?, money("recovered")?, money("fees")?);
        let (collected, remitted, owed) = (money("tax_collected")?, money("tax_remitted")?, money("tax_owed")?);
        let row = |(i, span)| SubscriptionRow {
            span,
            paying: paying[i],
            trial: trial[i],
            revenue: revenue[i],
            refunds: refunds[i],
            receipts: receipts[i],
            refunded: refunded[i],
            deferred: deferred[i],
            failed: failed[i],
            recovered: recovered[i],
            fees: fees[i],
            tax_collected: collected[i],
            tax_remitted: remitted[i],
            tax_owed: owed[i],
        };
        Ok(spans.into_iter().enumerate().map(row).collect())
    }
}
