//! Gates for scripts: what a projection must keep to, checked month by month, each failure with its reason.

use std::fmt;

use rust_decimal::Decimal;

use super::words;
use crate::capacity::fit;
use crate::capacity::queue::ResponseTarget;
use crate::model::program::{ComponentRule, LimitHow, Supply};
use crate::money::Currency;
use crate::month::Month;
use crate::paths::{StopAnswer, late, promise};
use crate::project::SupplyRun;
use crate::projection::Deployed;
use crate::quantity::{Percentile, Seconds, Share};

/// What is demanded of a deployment; what is None is not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gates {
    /// The least headroom of every limit: 1 − demand / capacity.
    pub min_headroom: Option<Share>,
    /// The most that a month costs, all lines together.
    pub max_cost: Option<Decimal>,
    /// The most that every p95 response time may be, where one can be computed: of each component, and of each path end
    /// to end.
    pub max_p95: Option<Seconds>,
    /// Whether the model's own promises must be kept: of each path end to end, at its percentile, and of each tier.
    pub promises: bool,
    /// The month from which revenue must cover cost to the plan's end at the latest, counted from 1. It is looked for in
    /// the whole horizon.
    pub break_even_by: Option<usize>,
    /// Months from the first that the other gates look at; the whole horizon unless given.
    pub within: Option<usize>,
}

/// Which gate a failure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Headroom,
    Cost,
    Response,
    Promise,
    BreakEven,
}

impl Gate {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Headroom => "headroom",
            Self::Cost => "cost",
            Self::Response => "p95",
            Self::Promise => "slo",
            Self::BreakEven => "break-even",
        }
    }
}

/// A gate that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    pub gate: Gate,
    /// The first month that fails, counted from 1, and on the calendar; None where revenue does not cover cost at the end.
    pub month: Option<(usize, Month)>,
    /// Months looked at that fail.
    pub months: usize,
    /// Component and limit, or what else is held against the gate.
    pub what: String,
    /// What there is in the first month that fails.
    pub found: Figure,
    pub wanted: Figure,
    /// The stop that takes longest on a path that is too slow.
    pub slowest: Option<StopAnswer>,
}

/// What a month has, and what it should have.
struct Missed {
    found: Figure,
    wanted: Figure,
    slowest: Option<StopAnswer>,
}

/// A figure of a gate, with its unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Headroom; None where there is demand but no capacity at all.
    Share(Option<f64>),
    Money(Decimal, Currency),
    /// None where the queue grows without end.
    Milliseconds(Option<f64>),
    /// None where it does not come within the horizon.
    Month(Option<Month>),
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(Some(share)) => f.write_str(&words::percent(*share)),
            Self::Share(None) => f.write_str("none, without any capacity"),
            Self::Money(amount, currency) => write!(f, "{amount} {}", currency.code()),
            Self::Milliseconds(Some(ms)) => write!(f, "{} ms", words::count(*ms)),
            Self::Milliseconds(None) => f.write_str("without bound"),
            Self::Month(Some(month)) => write!(f, "{month}"),
            Self::Month(None) => f.write_str("not within the horizon"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, found, wanted, .. } = self;
        if let (Some((_, month)), true) = (self.month, self.gate != Gate::BreakEven) {
            write!(f, "{month}: ")?;
        }
        match self.gate {
            Gate::Headroom => {
                let (found, wanted) = told_apart(*found, *wanted);
                write!(f, "headroom of {what} is {found}, less than {wanted}")
            }
            Gate::Cost => write!(f, "the month costs {found}, more than {wanted}"),
            Gate::Response => write!(f, "p95 of {what} is {found}, more than {wanted}"),
            Gate::Promise => write!(f, "{what} is {found}, promised {wanted}"),
            Gate::BreakEven => write!(f, "{what}: {found}; wanted by {wanted}"),
        }?;
        match &self.slowest {
            Some(StopAnswer { label, mean_ms: Some(ms), .. }) => {
                write!(f, "; {label} takes longest, {} ms on average", words::count(*ms))
            }
            Some(StopAnswer { label, mean_ms: None, .. }) => write!(f, "; {label} is saturated"),
            None => Ok(()),
        }
    }
}

/// Whether anything in the deployment promises a response time: a path, or a tier that has cores to wait for.
pub fn promises(deployed: &Deployed) -> bool {
    let tiers =
        || deployed.rule.components.values().filter(|rule| responds(deployed, rule)).flat_map(|c| c.tiers.values());
    deployed.program.paths.values().any(|path| path.slo.is_some()) || tiers().any(|tier| tier.p95_target.is_some())
}

/// Every gate that does not hold, in the order of [`Gates`]: of each limit, and of the response time of each component
/// and path, the first month that fails.
pub fn check(deployed: &Deployed, gates: &Gates) -> Vec<Failure> {
    let months = gates.within.map_or(deployed.program.months, |within| within.min(deployed.program.months));
    let view = View { deployed, months };
    let mut failures = Vec::new();
    if let Some(least) = gates.min_headroom {
        failures.extend(view.components().flat_map(|(rule, run)| view.headroom(rule, run, least.get())));
    }
    failures.extend(gates.max_cost.and_then(|most| view.cost(most)));
    if let Some(most) = gates.max_p95 {
        failures.extend(view.components().filter_map(|(rule, run)| view.response(rule, run, most.milliseconds())));
        let target = ResponseTarget { percentile: Percentile::P95, within: most };
        failures.extend(view.paths().filter_map(|(path, label)| view.path(Gate::Response, path, label, target)));
    }
    if gates.promises {
        failures.extend(view.components().filter_map(|(rule, run)| view.promised(rule, run)));
        failures.extend(
            view.paths()
                .filter_map(|(path, label)| view.path(Gate::Promise, path, label, promise(deployed.program, path)?)),
        );
    }
    failures.extend(gates.break_even_by.and_then(|by| view.break_even(by)));
    failures
}

struct View<'a> {
    deployed: &'a Deployed<'a>,
    months: usize,
}

impl<'a> View<'a> {
    fn components(&self) -> impl Iterator<Item = (&'a ComponentRule, &'a SupplyRun)> {
        let runs = &self.deployed.outcome.components;
        self.deployed.rule.components.iter().filter_map(|(id, rule)| Some((rule, runs.get(id)?)))
    }

    /// A failure from what each month that fails has.
    fn failure(&self, gate: Gate, what: String, missed: impl Fn(usize) -> Option<Missed>) -> Option<Failure> {
        let mut failing = (1..=self.months).filter_map(|t| Some((t, missed(t)?)));
        let (t, Missed { found, wanted, slowest }) = failing.next()?;
        let month = Some((t, self.deployed.program.month(t)));
        Some(Failure { gate, month, months: 1 + failing.count(), what, found, wanted, slowest })
    }

    fn headroom(&self, rule: &ComponentRule, run: &SupplyRun, least: f64) -> Vec<Failure> {
        let limits = run.utilisation.iter().map(Vec::len).max().unwrap_or(0);
        let of_limit = |i: usize| {
            self.failure(Gate::Headroom, self.limit(rule, i), |t| {
                let utilisation = *run.utilisation.get(t - 1)?.get(i)?;
                let headroom = (utilisation < f64::MAX).then_some(1.0 - utilisation);
                let missed = || missed(Figure::Share(headroom), Figure::Share(Some(least)));
                fit::is_over(utilisation, 1.0 - least).then(missed)
            })
        };
        (0..limits).filter_map(of_limit).collect()
    }

    fn limit(&self, rule: &ComponentRule, i: usize) -> String {
        let limit = rule.limits.get(i).and_then(|l| self.deployed.program.limits.get_index(*l));
        match (&rule.supply, limit) {
            (Supply::Usage(_), _) | (_, None) => format!("{}, metered use", rule.label),
            (_, Some((_, limit))) => format!("{}, {}", rule.label, limit.label),
        }
    }

    fn cost(&self, most: Decimal) -> Option<Failure> {
        let figure = |amount| Figure::Money(amount, self.deployed.program.currency);
        self.failure(Gate::Cost, "cost".into(), |t| {
            let cost = self.deployed.outcome.cost.get(t - 1)?.amount();
            (cost > most).then(|| missed(figure(cost), figure(most)))
        })
    }

    fn response(&self, rule: &ComponentRule, run: &SupplyRun, most: f64) -> Option<Failure> {
        if !responds(self.deployed, rule) {
            return None;
        }
        self.failure(Gate::Response, rule.label.clone(), |t| slower(*run.p95_ms.get(t - 1)?, most))
    }

    /// What the tiers of a component promise, each while it is in place.
    fn promised(&self, rule: &ComponentRule, run: &SupplyRun) -> Option<Failure> {
        if !responds(self.deployed, rule) {
            return None;
        }
        self.failure(Gate::Promise, format!("p95 of {}", rule.label), |t| {
            let (_, tier) = rule.tiers.get_index(run.choice.get(t - 1)?.tier)?;
            slower(*run.p95_ms.get(t - 1)?, self.deployed.program.params.number(tier.p95_target?))
        })
    }

    fn paths(&self) -> impl Iterator<Item = (usize, &'a str)> {
        self.deployed.program.paths.values().map(|path| path.label.as_str()).enumerate()
    }

    fn path(&self, gate: Gate, path: usize, label: &str, target: ResponseTarget) -> Option<Failure> {
        let what = match gate {
            Gate::Promise => format!("{} of {label} end to end", words::percentile(target.percentile)),
            _ => format!("{label} end to end"),
        };
        self.failure(gate, what, |t| {
            let late = late(self.deployed, path, t, target)?;
            let wanted = Figure::Milliseconds(Some(target.within.milliseconds()));
            Some(Missed { found: Figure::Milliseconds(late.response_ms), wanted, slowest: late.slowest })
        })
    }

    fn break_even(&self, by: usize) -> Option<Failure> {
        let program = self.deployed.program;
        let over_time = self.deployed.break_even;
        let since = over_time.operating;
        if since.is_some_and(|since| since <= by) {
            return None;
        }
        let apart = over_time.first_apart().map(|first| format!(", after a first time in {}", program.month(first)));
        Some(Failure {
            gate: Gate::BreakEven,
            month: since.map(|t| (t, program.month(t))),
            months: since.map_or(program.months, |t| t - 1).saturating_sub(by.saturating_sub(1)),
            what: format!("revenue covers cost for good{}", apart.unwrap_or_default()),
            found: Figure::Month(since.map(|t| program.month(t))),
            wanted: Figure::Month(Some(program.month(by))),
            slowest: None,
        })
    }
}

/// Whether a response time can be computed: the component has cores that requests wait for.
fn responds(deployed: &Deployed, rule: &ComponentRule) -> bool {
    let mut limits = rule.limits.iter().filter_map(|l| deployed.program.limits.get_index(*l));
    !matches!(rule.supply, Supply::Usage(_)) && limits.any(|(_, l)| matches!(l.how, LimitHow::Cores { .. }))
}

fn slower(p95_ms: Option<f64>, most: f64) -> Option<Missed> {
    let late = p95_ms.is_none_or(|p95| p95 > most);
    late.then(|| missed(Figure::Milliseconds(p95_ms), Figure::Milliseconds(Some(most))))
}

fn missed(found: Figure, wanted: Figure) -> Missed {
    Missed { found, wanted, slowest: None }
}

/// Two shares with as many digits as it takes to tell them apart: 89.98 % is less than 90 %.
fn told_apart(found: Figure, wanted: Figure) -> (String, String) {
    let same = (found.to_string(), wanted.to_string());
    match (found, wanted) {
        (Figure::Share(Some(a)), Figure::Share(Some(b))) if same.0 == same.1 && a != b => {
            (words::percent_apart(a, b), same.1)
        }
        _ => same,
    }
}

#[cfg(test)]
mod tests;
