//! The cheapest way to hold a load: each component on its own, for none limits another; and where a request path over
//! several of them takes too long, the cheapest further change of one.

use super::judge::{Placed, judged, missed, month, placed};
use super::{Answer, Ask, Load, choices};
use crate::decide::route::price_of_work;
use crate::decide::upgrades::{Rung, rung};
use crate::model::Model;
use crate::model::program::{Program, Supply};
use crate::money::{Amount, Money};
use crate::paths::components;
use crate::project::cost::Ledger;
use crate::project::workload::Bases;
use crate::project::{Choice, SupplyRun};
use crate::projection::{Deployed, Projection};

/// A deployment that holds what is asked, with what has to be changed for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// The deployment's name in the model, and for a person.
    pub deployment: String,
    pub label: String,
    /// Components that change; of another deployment, from what would be in place there.
    pub changes: Vec<Exchange>,
    /// What the deployment costs a month after the change: its components at their prices, metered use at the load
    /// asked about, and its own cost lines as they are in that month.
    pub monthly: Money,
    /// That, less the same of the deployment asked about as it is.
    pub difference: Money,
    /// Paid once: the migrations of changed components, or moving to the other deployment.
    pub once: Money,
    /// Days of work, and what they cost at the model's day rate.
    pub days: f64,
    pub work: Money,
}

/// A component's change of tier or instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    pub component: String,
    pub label: String,
    pub from: Rung,
    pub to: Rung,
}

impl Exchange {
    /// What the monthly price rises by; negative where it falls.
    pub fn difference(&self) -> Money {
        self.to.monthly - self.from.monthly
    }
}

/// The change of this deployment, and the others that hold what is asked: see [`super::Reply`].
pub(super) fn remedies(
    model: &Model,
    projection: &Projection,
    here: &Deployed,
    ask: &Ask,
    placed_here: &[Placed],
) -> (Option<Remedy>, Vec<Remedy>) {
    let t = month(here.program, ask);
    let load = Load::of(here, &ask.demand, t).with_month(&here.demand.drivers, t);
    let now = monthly(here, placed_here.iter().map(|p| (p, p.choice)), &load, ask);
    let change = remedied(here, placed_here, ask, &load).map(|found| found.priced(here, &load, ask, now, true));
    let untiered = Ask { tiers: Default::default(), ..ask.clone() };
    let others = model.program.deployments.keys().filter(|id| *id != here.id);
    let mut elsewhere: Vec<Remedy> = others
        .filter_map(|id| {
            let there = projection.deployment(model, id)?;
            let placed = placed(&there, &untiered);
            remedied(&there, &placed, ask, &load).map(|found| found.priced(&there, &load, ask, now, false))
        })
        .filter(|found| change.as_ref().is_none_or(|change| found.monthly < change.monthly))
        .collect();
    elsewhere.sort_by_key(|found| found.monthly);
    (change, elsewhere)
}

/// Every component with the choice that holds.
struct Found<'p, 'a>(Vec<(&'p Placed<'a>, Choice)>);

/// What is in place where it holds what is asked, else the cheapest choice that also holds the month's load. None where
/// some component has none, or nothing meets what is asked.
fn remedied<'p, 'a>(deployed: &Deployed, placed: &'p [Placed<'a>], ask: &Ask, load: &Load) -> Option<Found<'p, 'a>> {
    let program = deployed.program;
    let asked = super::asked(deployed, ask);
    let answered = judged(deployed, placed, &asked);
    if !answered.unmet.is_empty() {
        return None;
    }
    let choices = placed.iter().zip(&answered.parts).map(|(place, part)| {
        let target = program.params.number(place.rule.target);
        let choice = match (part.answer, &place.rule.supply) {
            (Answer::Yes, _) => Some(place.choice),
            (_, Supply::Usage(_)) => None,
            _ => place.supplier.cheapest(Some(place.choice.tier), &load.drivers, 1, target),
        };
        Some((place, choice?))
    });
    let found = Found(choices.collect::<Option<Vec<_>>>()?);
    if missed(deployed, &found.choices(deployed), &asked, &asked).next().is_none() {
        return Some(found);
    }
    found.kept(deployed, &asked, load)
}

impl Found<'_, '_> {
    fn choices(&self, deployed: &Deployed) -> Vec<Option<Choice>> {
        choices(deployed, self.0.iter().map(|(place, choice)| (place.id, *choice)))
    }

    /// The same with the cheapest change of one component with which every path keeps its promise, under a load on top
    /// of what is asked. None where there is none.
    fn kept(mut self, deployed: &Deployed, asked: &Load, load: &Load) -> Option<Self> {
        let choices = self.choices(deployed);
        let late = missed(deployed, &choices, asked, load);
        let mut visited: Vec<usize> = late.flat_map(|path| components(deployed, path)).collect();
        visited.sort_unstable();
        visited.dedup();
        let cheapest = |component: usize| {
            let (id, _) = deployed.rule.components.get_index(component)?;
            let at = self.0.iter().position(|(place, _)| place.id == id)?;
            let (Placed { rule, supplier, .. }, now) = self.0[at];
            if let Supply::Usage(_) = rule.supply {
                return None;
            }
            let keeps = |choice: Choice| {
                let mut choices = choices.clone();
                choices[component] = Some(choice);
                missed(deployed, &choices, asked, load).next().is_none()
            };
            let target = deployed.program.params.number(rule.target);
            let tiers = 0..rule.tiers.len();
            let found = tiers.filter_map(|tier| supplier.fewest_that(tier, &load.drivers, 1, target, keeps));
            let to = supplier.cheapest_of(now, found)?;
            Some((supplier.price(to) - supplier.price(now), at, to))
        };
        let (_, at, to) = visited.into_iter().filter_map(cheapest).min_by(|a, b| a.0.total_cmp(&b.0))?;
        self.0[at].1 = to;
        Some(self)
    }

    fn priced(&self, deployed: &Deployed, load: &Load, ask: &Ask, now: Money, here: bool) -> Remedy {
        let program = deployed.program;
        let params = &program.params;
        let changed: Vec<_> = self.0.iter().filter(|(place, choice)| place.choice != *choice).collect();
        let price = |n| Money::charge(1.0, params[n], program.currency);
        let migrations: Money = changed.iter().filter_map(|(place, _)| place.rule.migration).map(price).sum();
        let migration_days = || changed.iter().map(|(place, _)| params.number_or(place.rule.migration_days, 0.0)).sum();
        let moving = deployed.rule.moving;
        let days = if here { migration_days() } else { params.number_or(moving.and_then(|m| m.days), 0.0) };
        let monthly = monthly(deployed, self.0.iter().copied(), load, ask);
        Remedy {
            deployment: deployed.id.to_owned(),
            label: deployed.rule.label.clone(),
            changes: changed.iter().map(|(place, choice)| exchange(program, place, *choice)).collect(),
            monthly,
            difference: monthly - now,
            once: if here { migrations } else { moving.and_then(|m| m.price).map_or(Money::ZERO, price) },
            days,
            work: price_of_work(program, params, days),
        }
    }
}

fn exchange(program: &Program, place: &Placed, choice: Choice) -> Exchange {
    Exchange {
        component: place.id.to_owned(),
        label: place.rule.label.clone(),
        from: rung(program, place.rule, place.choice),
        to: rung(program, place.rule, choice),
    }
}

/// What a deployment costs a month with these choices.
fn monthly<'p, 'a: 'p>(
    deployed: &Deployed,
    choices: impl Iterator<Item = (&'p Placed<'a>, Choice)>,
    load: &Load,
    ask: &Ask,
) -> Money {
    let program = deployed.program;
    let bases = Bases::default();
    let ledger = Ledger { program, params: &program.params, bases: &bases, drivers: &load.drivers };
    let components = choices.map(|(place, choice)| {
        let run = SupplyRun { choice: vec![choice], ..SupplyRun::default() };
        ledger.component_items::<Money>(place.rule, &run, 1).into_iter().map(|item| item.amount).sum::<Money>()
    });
    let own =
        deployed.outcome.lines.iter().filter(|line| deployed.rule.costs.get(&line.id).is_some_and(|c| c.differs()));
    let own = own.filter_map(|line| line.amounts.get(month(program, ask) - 1).copied());
    components.chain(own).sum()
}
