//! The upgrade plan: what to order by when, what forces it, what it costs, and what happens if it is not done.

use std::fmt;

use super::route::price_of_work;
use super::words;
use crate::model::Model;
use crate::model::program::{ComponentRule, CostRule, Program, Supply};
use crate::model::watched::Watched;
use crate::money::{Amount, Money};
use crate::month::Month;
use crate::project::cost::monthly_price;
use crate::project::{Change, Choice, Forced, Ledger, Supplier, SupplyRun, Verdict, bases};
use crate::projection::Deployed;

/// Every change of a deployment's tiers, and where none is enough.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// In order of the month to order by, then of the month needed by, then of the components.
    pub upgrades: Vec<Upgrade>,
    /// Where what is in place is not enough. In order of their first month, then of the components.
    pub gaps: Vec<Gap>,
}

/// One change to order: to a larger choice, to a cheaper one where demand fell, or as a schedule says.
#[derive(Clone, Debug, PartialEq)]
pub struct Upgrade {
    /// The same in every projection in which this component changes in this month: "azure/web/2026-07".
    pub uid: String,
    /// The component's name in the model, and for a person.
    pub component: String,
    pub label: String,
    /// The change itself, with its months counted from 1 and what forces it by index.
    pub change: Change,
    pub from: Rung,
    pub to: Rung,
    /// May lie before the model's first month.
    pub order_by: Month,
    pub needed_by: Month,
    pub cause: Cause,
    /// Cost lines that the change switches on or off, at what they cost in the month it is needed by.
    pub switched: Vec<Switched>,
    /// What changing costs once, as the ledger has it.
    pub once: Money,
    /// Days of work, and what they cost at the model's day rate; the ledger has no line for them.
    pub days: f64,
    pub work: Money,
    /// What has to be done to get to the new tier, as the model lists it.
    pub actions: Vec<String>,
    /// What happens if this change is not made; None where the old choice holds to the end of the horizon.
    pub breach: Option<Breach>,
}

impl Upgrade {
    /// What a month costs more, lines that are switched included; negative where it costs less.
    pub fn difference(&self) -> Money {
        self.to.monthly - self.from.monthly + self.switched.iter().map(|line| line.monthly).sum()
    }
}

/// A cost line that is paid from a tier on.
#[derive(Clone, Debug, PartialEq)]
pub struct Switched {
    /// The line's name in the model, and for a person.
    pub line: String,
    pub label: String,
    /// What the month costs more for it; negative where the line is switched off.
    pub monthly: Money,
}

/// A tier and how many instances of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    pub choice: Choice,
    /// The tier's name in the model, and for a person; both empty for metered use.
    pub tier: String,
    pub label: String,
    /// Price of a month, balancer included.
    pub monthly: Money,
}

/// What forces a change, or is broken without it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// Demand against the capacity of a limit, in the unit of its driver.
    Limit { limit: String, unit: String, demand: f64, capacity: f64 },
    /// A trigger of the tier, with the value of what it watches.
    Trigger { watched: Watched, value: f64 },
    /// The tier promises a p95 response time, in ms; None where the queue grows without end.
    Response { p95_ms: Option<f64>, target_ms: f64 },
    /// Metered use over the most that the provider allows one service.
    Metered { utilisation: f64 },
    /// Demand fell so far that a cheaper tier holds.
    Cheaper,
    /// A fixed schedule says so.
    Schedule,
}

impl Cause {
    /// How far what is demanded exceeds what there is, as a share of it; None where that is no quantity.
    pub fn excess(&self) -> Option<f64> {
        let excess = match self {
            Self::Limit { demand, capacity, .. } => demand / capacity - 1.0,
            Self::Response { p95_ms, target_ms } => (*p95_ms)? / target_ms - 1.0,
            Self::Metered { utilisation } => utilisation - 1.0,
            Self::Trigger { .. } | Self::Cheaper | Self::Schedule => return None,
        };
        excess.is_finite().then_some(excess)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit { limit, unit, demand, capacity } => {
                write!(f, "{limit}: {} of {} {unit}", words::count(*demand), words::count(*capacity))
            }
            Self::Trigger { watched, value } if watched.is_share => {
                write!(f, "trigger {watched} (at {})", words::percent(*value))
            }
            Self::Trigger { watched, value } => write!(f, "trigger {watched} (at {})", words::count(*value)),
            Self::Response { p95_ms: Some(p95), target_ms } => {
                write!(f, "p95 of {} ms, above {} ms", words::count(*p95), words::count(*target_ms))
            }
            Self::Response { p95_ms: None, target_ms } => {
                write!(f, "p95 without bound, above {} ms", words::count(*target_ms))
            }
            Self::Metered { utilisation } => {
                write!(f, "{} of what the provider allows one service", words::percent(*utilisation))
            }
            Self::Cheaper => f.write_str("demand fell; a cheaper tier holds"),
            Self::Schedule => f.write_str("the plan's schedule"),
        }
    }
}

/// What happens when a change is not made: the old choice is kept to the end of the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// The first month, from the one the change is needed by, in which a limit is exceeded (not merely the target), a
    /// trigger fires or a promised response time is missed; counted from 1, and on the calendar.
    pub t: usize,
    pub month: Month,
    /// What is broken then, the limit furthest over first.
    pub cause: Cause,
    /// Months of the rest of the horizon in which something is broken.
    pub months: usize,
}

/// A stretch of months in which what a component has in place is not enough: no tier is, or a fixed schedule has one
/// that is too small. What is in place is the same in all of them, and so is what would be enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    pub component: String,
    pub label: String,
    /// The first and the last month, counted from 1.
    pub from: usize,
    pub until: usize,
    pub first: Month,
    pub last: Month,
    /// What is in place, and what it falls short of in the first month.
    pub rung: Rung,
    pub cause: Cause,
    /// The cheapest that would be enough in place of a schedule's tier; None where nothing is.
    pub holds: Option<Rung>,
}

/// The plan of a deployment.
pub fn plan(model: &Model, deployed: &Deployed) -> Plan {
    let mut plan = Plan::default();
    for (id, rule) in &deployed.rule.components {
        let Some(run) = deployed.outcome.components.get(id) else { continue };
        let part = Part { model, deployed, id, rule, supplier: supplier(deployed, rule) };
        plan.upgrades.extend(run.changes.iter().map(|change| part.upgrade(change)));
        plan.gaps.extend(part.gaps(run));
    }
    plan.upgrades.sort_by_key(|u| (u.change.order_by, u.change.needed_by));
    plan.gaps.sort_by_key(|g| g.from);
    plan
}

fn supplier<'a>(deployed: &Deployed<'a>, rule: &'a ComponentRule) -> Supplier<'a> {
    Supplier::new(deployed.program, rule, &deployed.program.params)
}

/// A component of a deployment under its demand.
struct Part<'a> {
    model: &'a Model,
    deployed: &'a Deployed<'a>,
    id: &'a str,
    rule: &'a ComponentRule,
    supplier: Supplier<'a>,
}

impl Part<'_> {
    fn upgrade(&self, change: &Change) -> Upgrade {
        let program = self.deployed.program;
        let params = &program.params;
        let needed_by = program.month(change.needed_by);
        let days = params.number_or(self.rule.migration_days, 0.0);
        Upgrade {
            uid: format!("{}/{}/{needed_by}", self.deployed.id, self.id),
            component: self.id.to_owned(),
            label: self.rule.label.clone(),
            from: rung(program, self.rule, change.from),
            to: rung(program, self.rule, change.to),
            order_by: program.start.plus(i32::try_from(change.order_by - 1).unwrap_or(i32::MIN)),
            needed_by,
            cause: cause(program, self.rule, &change.forced_by),
            switched: self.switched(change),
            once: self.rule.migration.map_or(Money::ZERO, |n| Money::charge(1.0, params[n], program.currency)),
            days,
            work: price_of_work(program, params, days),
            actions: self.actions(change),
            breach: self.breach(change),
            change: change.clone(),
        }
    }

    fn switched(&self, change: &Change) -> Vec<Switched> {
        let Deployed { program, rule, demand, .. } = *self.deployed;
        let t = change.needed_by;
        let bases = bases(&demand.registered, &demand.subscription, program.params.number_or(program.active, 1.0));
        let ledger = Ledger { program, params: &program.params, bases: &bases, drivers: &demand.drivers };
        let switch = |cost: &CostRule| {
            let (component, tier) = cost.when.filter(|_| (cost.from..=cost.until).contains(&t))?;
            let on = |choice: Choice| choice.tier >= tier;
            let here = rule.components.get_index(component).is_some_and(|(id, _)| id == self.id);
            (here && on(change.from) != on(change.to)).then(|| on(change.to))
        };
        let lines = rule.costs.iter().filter_map(|(id, cost)| {
            let on = switch(cost)?;
            let amount: Money = ledger.amount(cost, &demand.subscription.revenue, t);
            let monthly = if on { amount } else { -amount };
            Some(Switched { line: id.clone(), label: cost.label.clone(), monthly })
        });
        lines.collect()
    }

    fn actions(&self, change: &Change) -> Vec<String> {
        if change.to.tier == change.from.tier {
            return Vec::new();
        }
        let ladder = self.model.file.deployments.get(self.deployed.id).and_then(|d| d.components.get(self.id));
        ladder.and_then(|c| c.ladder.get_index(change.to.tier)).map_or(Vec::new(), |(_, tier)| tier.actions.clone())
    }

    fn breach(&self, change: &Change) -> Option<Breach> {
        let broken = (change.needed_by..=self.deployed.program.months)
            .filter_map(|t| Some((t, self.broken(change.from, t)?)))
            .collect::<Vec<_>>();
        let months = broken.len();
        let (t, cause) = broken.into_iter().next()?;
        Some(Breach { t, month: self.deployed.program.month(t), cause, months })
    }

    /// What a choice falls short of in a month, at full capacity.
    fn broken(&self, choice: Choice, t: usize) -> Option<Cause> {
        let drivers = &self.deployed.demand.drivers;
        if let Verdict::Fails(forced) = self.supplier.verdict(choice, drivers, t, 1.0) {
            return Some(cause(self.deployed.program, self.rule, &forced));
        }
        let target = self.rule.tiers.get_index(choice.tier).and_then(|(_, tier)| tier.p95_target)?;
        let target_ms = self.deployed.program.params.number(target);
        let p95_ms = self.supplier.p95(choice, drivers, t);
        let missed = self.supplier.has_cores() && p95_ms.is_none_or(|p95| p95 > target_ms);
        missed.then_some(Cause::Response { p95_ms, target_ms })
    }

    fn gaps(&self, run: &SupplyRun) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = Vec::new();
        for t in (1..=run.breach.len()).filter(|t| run.breach[t - 1]) {
            let goes_on = |gap: &&mut Gap| {
                let same = run.choice.get(t - 1) == Some(&gap.rung.choice);
                gap.until + 1 == t && same && self.still_holds(gap, t)
            };
            match gaps.last_mut().filter(goes_on) {
                Some(gap) => (gap.until, gap.last) = (t, self.deployed.program.month(t)),
                None => gaps.extend(self.gap(run, t)),
            }
        }
        gaps
    }

    /// What a schedule might have instead in a month.
    fn holding(&self, in_place: Choice, t: usize) -> Option<Rung> {
        if !matches!(self.rule.supply, Supply::Schedule(_)) {
            return None;
        }
        let Deployed { program, demand, .. } = *self.deployed;
        let target = program.params.number(self.rule.target);
        let choice = self.supplier.cheapest(Some(in_place.tier), &demand.drivers, t, target)?;
        Some(rung(program, self.rule, choice))
    }

    /// Whether what would be enough in a gap still is in month `t`; or, where nothing was, nothing is.
    fn still_holds(&self, gap: &Gap, t: usize) -> bool {
        let Deployed { program, demand, .. } = *self.deployed;
        let target = program.params.number(self.rule.target);
        match &gap.holds {
            Some(rung) => self.supplier.verdict(rung.choice, &demand.drivers, t, target) == Verdict::Holds,
            None => self.holding(gap.rung.choice, t).is_none(),
        }
    }

    fn gap(&self, run: &SupplyRun, t: usize) -> Option<Gap> {
        let choice = *run.choice.get(t - 1)?;
        let month = self.deployed.program.month(t);
        Some(Gap {
            component: self.id.to_owned(),
            label: self.rule.label.clone(),
            from: t,
            until: t,
            first: month,
            last: month,
            rung: rung(self.deployed.program, self.rule, choice),
            cause: self.short(run, choice, t)?,
            holds: self.holding(choice, t),
        })
    }

    /// What is not held: of a ladder at the target, for that is what a ladder is chosen by.
    fn short(&self, run: &SupplyRun, choice: Choice, t: usize) -> Option<Cause> {
        let target = match self.rule.supply {
            Supply::Usage(_) => {
                let utilisation = run.utilisation.get(t - 1)?.iter().copied().fold(0.0, f64::max);
                return Some(Cause::Metered { utilisation });
            }
            Supply::Ladder => self.deployed.program.params.number(self.rule.target),
            Supply::Schedule(_) => 1.0,
        };
        match self.supplier.verdict(choice, &self.deployed.demand.drivers, t, target) {
            Verdict::Fails(forced) => Some(cause(self.deployed.program, self.rule, &forced)),
            Verdict::Holds => None,
        }
    }
}

/// A choice of a component in words, with its price.
pub(super) fn rung(program: &Program, rule: &ComponentRule, choice: Choice) -> Rung {
    let tier = rule.tiers.get_index(choice.tier);
    Rung {
        choice,
        tier: tier.map_or(String::new(), |(id, _)| id.clone()),
        label: tier.map_or(String::new(), |(_, tier)| tier.label.clone()),
        monthly: monthly_price(program, &program.params, rule, choice),
    }
}

/// What forces a change, with its labels.
pub(super) fn cause(program: &Program, rule: &ComponentRule, forced: &Forced) -> Cause {
    match forced {
        Forced::Limit { limit, demand, capacity } => {
            let limit = rule.limits.get(*limit).and_then(|l| program.limits.get_index(*l)).map(|(_, limit)| limit);
            let driver = limit.and_then(|l| program.drivers.get_index(l.driver)).map(|(_, driver)| driver);
            Cause::Limit {
                limit: limit.map_or(String::new(), |l| l.label.clone()),
                unit: driver.map_or(String::new(), |d| d.unit.clone()),
                demand: *demand,
                capacity: *capacity,
            }
        }
        Forced::Trigger { watched, value } => Cause::Trigger { watched: watched.clone(), value: *value },
        Forced::Cheaper => Cause::Cheaper,
        Forced::Schedule => Cause::Schedule,
    }
}

#[cfg(test)]
mod tests;
