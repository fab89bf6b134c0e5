//! Plan × cohort × age: customers by the month in which they came to a plan.
//!
//! Columns: `position` of the plan in the model, from 0; `plan`, `label`; `priced`, whether it has a price; `cohort`, the
//! month in which they came, from 1, and 0 for those who were there before; `cohort_month` as `2026-01`,
//! `cohort_quarter`, `cohort_year`, empty for those; `age` in months since; `t`, `month`, `quarter`, `year`; `came`, how
//! many there were at first; `customers`, `mrr`; `retention`, the share that is still there, empty where nobody came.

use headroom_engine::model::program::PlanRule;
use headroom_engine::project::{Cohort, cohorts};
use headroom_engine::{Model, Projection};
use polars::prelude::{DataFrame, DataType, col};

use crate::period::{Key, Period};
use crate::read::Columns;
use crate::sheet::Sheet;
use crate::{Frames, Result, Table, plain};

/// Customers who came to plans with a price in one period. Who moves to another plan begins anew there.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortRow {
    /// The period in which they came; none for those who were there before the first month.
    pub key: Option<Key>,
    /// How many came.
    pub came: f64,
    /// How many are still there after 1, 2, ... months, as far as the horizon shows it of all who came.
    pub kept: Vec<f64>,
}

impl CohortRow {
    /// The share still there after `age` months; none where the horizon ends before, or nobody came.
    pub fn retention(&self, age: usize) -> Option<f64> {
        let kept = if age == 0 { self.came } else { *self.kept.get(age - 1)? };
        (self.came > 0.0).then(|| kept / self.came)
    }
}

/// A cohort at one age.
struct Aged<'a> {
    position: usize,
    plan: &'a str,
    rule: &'a PlanRule,
    cohort: &'a Cohort,
    age: usize,
}

pub(crate) fn build(model: &Model, projection: &Projection) -> Result<DataFrame> {
    let program = &model.program;
    let plans = program.subscription.plans.iter().enumerate();
    let all: Vec<Vec<Cohort>> = plans.clone().map(|(i, _)| cohorts(program, &projection.demand, i)).collect();
    let of_plans = plans.zip(&all).flat_map(|(plan, cohorts)| cohorts.iter().map(move |cohort| (plan, cohort)));
    let aged: Vec<Aged> = of_plans
        .flat_map(|((position, (plan, rule)), cohort)| {
            // The month before the first is not of the horizon.
            let from = usize::from(cohort.month == 0);
            (from..cohort.customers.len()).map(move |age| Aged { position, plan, rule, cohort, age })
        })
        .collect();
    let months = (1..=program.months).map(|t| program.month(t));
    let names: Vec<[String; 3]> =
        months.map(|m| [m.to_string(), m.quarter().iso(), format!("{:04}", m.year())]).collect();
    let came_in = |which: usize| {
        let names = &names;
        aged.iter().map(move |a| Some(names.get(a.cohort.month.checked_sub(1)?)?[which].as_str()))
    };
    let mut sheet = Sheet::new(program);
    sheet.whole("position", aged.iter().map(|a| a.position));
    sheet.text("plan", aged.iter().map(|a| a.plan));
    sheet.text("label", aged.iter().map(|a| a.rule.label.as_str()));
    sheet.flag("priced", aged.iter().map(|a| !a.rule.free));
    sheet.whole("cohort", aged.iter().map(|a| a.cohort.month));
    sheet.text_or_none("cohort_month", came_in(0));
    sheet.text_or_none("cohort_quarter", came_in(1));
    sheet.text_or_none("cohort_year", came_in(2));
    sheet.whole("age", aged.iter().map(|a| a.age));
    sheet.calendar(aged.iter().map(|a| a.cohort.month + a.age));
    sheet.count("came", aged.iter().map(|a| a.cohort.customers[0]));
    sheet.count("customers", aged.iter().map(|a| a.cohort.customers[a.age]));
    sheet.money("mrr", aged.iter().map(|a| a.cohort.mrr[a.age]))?;
    let retention = |a: &Aged| {
        let came = a.cohort.customers[0];
        (came > 0.0).then(|| a.cohort.customers[a.age] / came)
    };
    sheet.count_or_none("retention", aged.iter().map(retention));
    sheet.frame()
}

impl Frames<'_> {
    /// Customers of all plans with a price together, by the period in which they came and the months since. Periods in
    /// which nobody came are left out.
    pub fn cohorts(&self, period: Period) -> Result<Vec<CohortRow>> {
        let came_in = match period {
            Period::Month => "cohort_month",
            Period::Quarter => "cohort_quarter",
            Period::Year => "cohort_year",
        };
        let of_age = [
            col("cohort").min(),
            col("cohort").count().cast(DataType::Int32).alias("cohorts"),
            col("came").sum(),
            col("customers").sum(),
        ];
        let rows = plain(self.frame(Table::Cohorts)?.clone()).filter(col("priced"));
        let rows = rows.group_by_stable([col(came_in), col("age")]).agg(of_age).collect()?;
        let (names, ages, first) = (rows.texts_or_none(came_in)?, rows.whole("age")?, rows.whole("cohort")?);
        let (cohorts, came, customers) = (rows.whole("cohorts")?, rows.counts("came")?, rows.counts("customers")?);
        let mut found: Vec<(&Option<String>, usize, CohortRow)> = Vec::new();
        for i in 0..names.len() {
            if found.last().is_none_or(|(name, ..)| *name != &names[i]) {
                let key = (first[i] > 0).then(|| period.key(self.model.program.month(first[i])));
                found.push((&names[i], cohorts[i], CohortRow { key, came: came[i], kept: Vec::new() }));
            }
            // Of the last months of a period the horizon shows less than of its first.
            if let Some((_, all, row)) = found.last_mut()
                && cohorts[i] == *all
                && ages[i] == row.kept.len() + 1
            {
                row.kept.push(customers[i]);
            }
        }
        Ok(found.into_iter().map(|(.., row)| row).filter(|row| row.came > 0.0).collect())
    }
}
