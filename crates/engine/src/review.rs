//! What a founder goes through each quarter: questions answered by the engine, statistics of measurements, readiness
//! and targets.

use rust_decimal::Decimal;

use crate::form::Named;
use crate::model::Model;
use crate::model::file::{Category, Measure, Measurement, Question, Readiness};
use crate::model::program::{Base, DriverRule, Params, Program};
use crate::money::{Money, number_of};
use crate::project::Supplier;
use crate::project::supply::Choice;
use crate::project::workload::{self, DriverRun};
use crate::projection::{Deployed, Projection};
use crate::stats::Sample;

/// "Can it hold ...?"
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Every limit stays within the target utilisation.
    Yes,
    /// Within capacity, above the target.
    Degraded,
    /// Beyond capacity, or nothing in the deployment meets this demand.
    No,
}

impl Answer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Degraded => "degraded",
            Self::No => "no",
        }
    }
}

/// A question answered. `worst` is the limit that decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub answer: Answer,
    pub worst: Option<Bottleneck>,
    /// Drivers asked about that no component of the deployment is held against.
    pub unmet: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bottleneck {
    pub component: String,
    pub tier: String,
    pub limit: String,
    pub unit: String,
    pub demand: f64,
    pub capacity: f64,
    pub utilisation: f64,
}

/// Answers a question; None where it asks for no demand that a limit could decide.
pub fn answer(model: &Model, projection: &Projection, question: &Question) -> Option<Answered> {
    if question.demand.is_empty() {
        return None;
    }
    let deployed = projection.deployment(model, question.deployment.as_deref().unwrap_or(""))?;
    let (drivers, asked) = implied(&model.program, question)?;
    let mut worst: Option<(Bottleneck, f64)> = None;
    let mut met = vec![false; drivers.len()];
    for (id, component) in &deployed.rule.components {
        let supplier = Supplier::new(&model.program, component, &model.program.params);
        let choice = choice(&deployed, id, question)?;
        for (i, limit) in component.limits.iter().enumerate() {
            let rule = &model.program.limits[*limit];
            let capacity = supplier.capacities.get(choice.tier).and_then(|c| c[i].effective);
            let Some(capacity) = capacity else { continue };
            met[rule.driver] = true;
            let demand = drivers[rule.driver].demand[0];
            let utilisation = supplier.utilisation(choice, i, demand);
            let tier = component.tiers.get_index(choice.tier).map_or("", |(_, t)| &t.label);
            if demand > 0.0 && worst.as_ref().is_none_or(|(w, _)| utilisation > w.utilisation) {
                let bottleneck = Bottleneck {
                    component: component.label.clone(),
                    tier: tier.to_owned(),
                    limit: rule.label.clone(),
                    unit: model.program.drivers[rule.driver].unit.clone(),
                    demand,
                    capacity: capacity * f64::from(choice.instances) / supplier.imbalance(choice.instances),
                    utilisation,
                };
                worst = Some((bottleneck, model.program.params.number(component.target)));
            }
        }
    }
    let unmet: Vec<String> =
        asked.iter().filter(|d| !met[**d]).map(|d| model.program.drivers[*d].label.clone()).collect();
    let answer = match &worst {
        _ if !unmet.is_empty() => Answer::No,
        Some((w, _)) if w.utilisation > 1.0 => Answer::No,
        Some((w, target)) if w.utilisation > *target => Answer::Degraded,
        _ => Answer::Yes,
    };
    Some(Answered { answer, worst: worst.map(|(w, _)| w), unmet })
}

/// The tier asked about, or the one in place in the first month.
fn choice(deployed: &Deployed, component: &str, question: &Question) -> Option<Choice> {
    let rule = &deployed.rule.components[component];
    match question.tier.get(component).and_then(|t| rule.tiers.get_index_of(t)) {
        Some(tier) => Some(Choice { tier, instances: rule.tiers[tier].min }),
        None => deployed.outcome.components.get(component)?.choice.first().copied(),
    }
}

/// Demand of one moment, from what the question gives, each in its driver's own unit (a daily volume by the day); drivers that follow from those given follow. Also the drivers
/// that were asked about by name.
fn implied(program: &Program, question: &Question) -> Option<(Vec<DriverRun>, Vec<usize>)> {
    let params = &program.params;
    let given = |name: &str| question.demand.get(name).map(|q| number_of(q.point()));
    let mut asked = Vec::new();
    let mut drivers: Vec<DriverRun> =
        program.drivers.values().map(|_| DriverRun { volume: vec![0.0], demand: vec![0.0] }).collect();
    for &i in &program.driver_order {
        let (name, rule) = program.drivers.get_index(i)?;
        let volume = match (given(name), rule.of) {
            (Some(volume), _) => {
                asked.push(i);
                volume
            }
            (None, of) => {
                params.number(rule.per) * implied_base(of, &drivers, rule, &given, program) * in_flight(rule, params)
            }
        };
        let demand = if rule.measure == Measure::Daily {
            volume / 86_400.0 * workload::peak(program, params, rule)
        } else {
            volume
        };
        drivers[i] = DriverRun { volume: vec![volume], demand: vec![demand] };
    }
    Some((drivers, asked))
}

/// How many of a driver's base a question gives or implies.
fn implied_base(
    of: Base,
    drivers: &[DriverRun],
    rule: &DriverRule,
    given: &impl Fn(&str) -> Option<f64>,
    program: &Program,
) -> f64 {
    let registered = given("registered");
    match of {
        Base::Driver(i) if matches!(rule.measure, Measure::Level | Measure::InFlight) => drivers[i].demand[0],
        Base::Driver(i) => drivers[i].volume[0] * workload::days(program, rule),
        Base::Registered => registered.unwrap_or(0.0),
        Base::Active => {
            given("active").or(registered.map(|r| r * program.params.number_or(program.active, 1.0))).unwrap_or(0.0)
        }
        Base::Paying => given("paying").unwrap_or(0.0),
        Base::New | Base::Free | Base::Plan(_) => 0.0,
    }
}

fn in_flight(rule: &DriverRule, params: &Params) -> f64 {
    if rule.measure == Measure::InFlight { params.number_or(rule.seconds, 0.0) } else { 1.0 }
}

/// Names a question's demand may use.
pub fn demand_names(program_drivers: &[&str]) -> Vec<String> {
    ["registered", "active", "paying"].iter().chain(program_drivers).map(|s| (*s).to_owned()).collect()
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
