//! Promises that a request path does not keep end to end: when, what takes longest, and the cheapest change that keeps
//! them.
//!
//! The projection chooses each component's tier by its own limits and triggers; what a path adds up over several of them
//! is held against its promise here, and changes nothing in the ledger.

use super::route::price_of_work;
use super::upgrades::{Rung, rung};
use crate::capacity::queue::ResponseTarget;
use crate::model::program::{ComponentRule, Supply};
use crate::money::{Amount, Money};
use crate::month::Month;
use crate::paths::{Late, components, late, meets_with, promise};
use crate::project::{Choice, Supplier};
use crate::projection::Deployed;

/// A stretch of months in which a path misses its promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The path's name in the model, and for a person.
    pub path: String,
    pub label: String,
    pub target: ResponseTarget,
    /// The first and the last month, counted from 1, and on the calendar.
    pub from: usize,
    pub until: usize,
    pub first: Month,
    pub last: Month,
    /// How the path is late in the first month.
    pub late: Late,
    /// The cheapest change of one component that keeps the promise in the first month, its own load held as well. None
    /// where no such change of one component is enough.
    pub remedy: Option<Remedy>,
}

/// Another tier, or more instances, of one component of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// The component's name in the model, and for a person.
    pub component: String,
    pub label: String,
    /// What the projection has in the first month, and what keeps the promise.
    pub from: Rung,
    pub to: Rung,
    /// May lie before the model's first month.
    pub order_by: Month,
    /// What changing costs once, as the ledger would have it.
    pub once: Money,
    /// Days of work, and what they cost at the model's day rate.
    pub days: f64,
    pub work: Money,
    /// The last month through which the promise is kept without a break.
    pub keeps_until: Month,
}

impl Remedy {
    /// What a month costs more; negative where it costs less.
    pub fn difference(&self) -> Money {
        self.to.monthly - self.from.monthly
    }
}

/// Every stretch of every path that promises something, by path in the order of the model, then by month.
pub fn broken(deployed: &Deployed) -> Vec<Broken> {
    let program = deployed.program;
    let mut found: Vec<Broken> = Vec::new();
    for (path, (id, rule)) in program.paths.iter().enumerate() {
        let Some(target) = promise(program, path) else { continue };
        for t in 1..=program.months {
            let Some(late) = late(deployed, path, t, target) else { continue };
            let month = program.month(t);
            match found.last_mut().filter(|last| last.path == *id && last.until + 1 == t) {
                Some(last) => (last.until, last.last) = (t, month),
                None => found.push(Broken {
                    path: id.clone(),
                    label: rule.label.clone(),
                    target,
                    from: t,
                    until: t,
                    first: month,
                    last: month,
                    late,
                    remedy: remedy(deployed, path, t, target),
                }),
            }
        }
    }
    found
}

fn remedy(deployed: &Deployed, path: usize, t: usize, target: ResponseTarget) -> Option<Remedy> {
    let asked = Asked { deployed, path, t, target };
    let changes = components(deployed, path).into_iter().filter_map(|component| asked.cheapest(component));
    let (_, change) = changes.reduce(|least, other| if other.0 < least.0 { other } else { least })?;
    Some(change)
}

/// A path that misses its target in a month.
#[derive(Clone, Copy)]
struct Asked<'a> {
    deployed: &'a Deployed<'a>,
    path: usize,
    t: usize,
    target: ResponseTarget,
}

impl Asked<'_> {
    /// The cheapest change of a component, with what a month costs more for it.
    fn cheapest(&self, component: usize) -> Option<(Money, Remedy)> {
        let Deployed { program, rule, demand, outcome, .. } = *self.deployed;
        let (id, rule) = rule.components.get_index(component)?;
        let now = *outcome.components.get(id)?.choice.get(self.t - 1)?;
        let most = match rule.supply {
            Supply::Usage(_) => return None,
            Supply::Schedule(_) => 1.0,
            Supply::Ladder => program.params.number(rule.target),
        };
        let supplier = Supplier::new(program, rule, &program.params);
        let keeps = |choice| self.keeps(component, choice, self.t);
        let choices =
            (0..rule.tiers.len()).filter_map(|tier| supplier.fewest_that(tier, &demand.drivers, self.t, most, keeps));
        let to = supplier.cheapest_of(now, choices)?;
        let change = self.change(component, rule, id, now, to);
        Some((change.difference(), change))
    }

    fn keeps(&self, component: usize, choice: Choice, t: usize) -> bool {
        meets_with(self.deployed, self.path, t, self.target, (component, choice))
    }

    fn change(&self, component: usize, rule: &ComponentRule, id: &str, now: Choice, to: Choice) -> Remedy {
        let program = self.deployed.program;
        let kept = (self.t..=program.months).take_while(|t| self.keeps(component, to, *t)).last();
        let needed_by = program.month(self.t);
        let days = program.params.number_or(rule.migration_days, 0.0);
        Remedy {
            component: id.to_owned(),
            label: rule.label.clone(),
            from: rung(program, rule, now),
            to: rung(program, rule, to),
            order_by: needed_by.plus(i32::try_from(rule.lead_time).map_or(i32::MIN, |months| -months)),
            once: rule.migration.map_or(Money::ZERO, |n| Money::charge(1.0, program.params[n], program.currency)),
            days,
            work: price_of_work(program, &program.params, days),
            keeps_until: program.month(kept.unwrap_or(self.t)),
        }
    }
}

#[cfg(test)]
mod tests;
