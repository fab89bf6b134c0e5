//! What a founder goes through each quarter: questions answered by the engine, statistics of measurements, readiness
//! and targets.

use rust_decimal::Decimal;

use crate::decide::ask::{self, Ask};
use crate::form::Named;
use crate::model::Model;
use crate::model::file::{Category, Measurement, Question, Readiness};
use crate::money::{Money, number_of};
use crate::projection::{Deployed, Projection};
use crate::stats::Sample;

pub use crate::decide::ask::{Answer, Answered, Bottleneck};

/// Answers a question of the review; None where it asks for no demand that a limit could decide.
pub fn answer(model: &Model, projection: &Projection, question: &Question) -> Option<Answered> {
    let deployed = projection.deployment(model, question.deployment.as_deref().unwrap_or(""))?;
    ask::answer(&deployed, &Ask::of(question))
}

/// Percent points of a scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub sum: Decimal,
    /// The weighted mean of all categories.
    pub mean: Decimal,
    /// The plain mean of those above zero.
    pub mean_nonzero: Option<Decimal>,
    /// Points by which the categories fall short of the stated overall score; negative where they exceed it.
    pub missing: Option<Decimal>,
}

pub fn score(readiness: &Readiness) -> Option<Score> {
    let categories: &Named<Category> = &readiness.categories;
    let count = Decimal::from(categories.len());
    let sum: Decimal = categories.values().map(|c| c.score).sum();
    let weights: Decimal = categories.values().map(|c| c.weight.unwrap_or(Decimal::ONE)).sum();
    let weighted: Decimal = categories.values().map(|c| c.score * c.weight.unwrap_or(Decimal::ONE)).sum();
    let nonzero = categories.values().filter(|c| !c.score.is_zero()).count();
    Some(Score {
        sum,
        mean: weighted.checked_div(weights)?,
        mean_nonzero: sum.checked_div(Decimal::from(nonzero)),
        missing: readiness.stated.map(|stated| stated * count - sum),
    })
}

/// A measurement's samples, all and without the cold starts.
pub fn samples(measurement: &Measurement) -> Option<(Sample, Sample)> {
    let all = Sample::new(measurement.samples.iter().map(|d| number_of(*d)).collect::<Vec<_>>()).ok()?;
    let warm = all.without_first(measurement.cold.unwrap_or(0) as usize).ok()?;
    Some((all, warm))
}

/// Actual figures against the plan's.
#[derive(Clone, Debug, PartialEq)]
pub struct Variance {
    pub month: usize,
    pub metric: &'static str,
    pub planned: Decimal,
    pub actual: Decimal,
}

/// Every stated actual beside its planned figure, for a deployment.
pub fn variances(model: &Model, deployed: &Deployed) -> Vec<Variance> {
    let Some(review) = &model.file.review else { return Vec::new() };
    let count = |v: f64| crate::money::decimal_of(v).unwrap_or_default();
    let money = |m: Money| m.amount();
    let mut found = Vec::new();
    for actual in &review.actuals {
        let Some(t) = actual
            .month
            .parse()
            .ok()
            .and_then(|m: crate::month::Month| usize::try_from(m.months_since(model.program.start) + 1).ok())
        else {
            continue;
        };
        if t == 0 || t > model.program.months {
            continue;
        }
        let pairs = [
            ("Registered users", actual.registered.as_deref(), count(deployed.demand.registered[t])),
            ("Paying subscribers", actual.paying.as_deref(), count(deployed.demand.subscription.paying[t - 1])),
            ("Revenue", actual.revenue.as_deref(), money(deployed.demand.subscription.revenue[t - 1])),
            ("Cost", actual.cost.as_deref(), money(deployed.outcome.cost[t - 1])),
            ("Cash", actual.cash.as_deref(), money(deployed.outcome.cash[t - 1])),
        ];
        found.extend(pairs.into_iter().filter_map(|(metric, actual, planned)| {
            Some(Variance { month: t, metric, planned, actual: actual?.point() })
        }));
    }
    found
}
