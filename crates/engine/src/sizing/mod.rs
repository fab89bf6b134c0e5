//! Sizing: the cheapest plan × instances of a catalogue that holds what a component is asked, month by month.
//!
//! A plan's capacities are those that a tier with its machine would have (`capacity::limits`), and a month's instances
//! those that a ladder would take (`capacity::fit`): a ladder of the same plans without hysteresis makes the same
//! choices. What the catalogue has no price for is said, never guessed.

mod capacity;
mod commitment;
mod cost;
mod extras;
mod fleet;
mod metered;
mod offer;
mod reason;
mod rented;
mod requirement;
mod total;
mod wishes;

use std::ops::Range;

use indexmap::IndexMap;

use crate::capacity::limits;
use crate::catalog::CatalogPlan;
use crate::model::price_book::PriceBook;
use crate::model::program::LimitHow;
use crate::money::{Currency, Money};
use crate::project::metered::Use;
use crate::quantity::{Seconds, Utilisation};

pub use commitment::{Commitments, Purchase, Term, Terms};
pub use cost::{Cost, Omission};
pub use reason::{Reason, Rejected};
pub use requirement::{Need, Requirement};
pub use total::{Apart, ProviderTotal, apart, totals};
pub use wishes::Wishes;

use capacity::Capacities;
use commitment::Running;
use cost::Cell;
use fleet::Fleet;
use offer::{Offer, Pricing};

/// How a month of a plan is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As many instances all month as the busiest moment needs.
    Fixed,
    /// Instances follow the day and are paid by the hour.
    Autoscaled,
    /// By use, averaged over the day.
    Metered,
}

/// A plan × instances for one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick<'a> {
    pub plan: &'a CatalogPlan,
    pub way: Way,
    /// At the busiest moment.
    pub instances: u32,
    /// In the quietest hour of the day; as many as ever where they do not follow it.
    pub fewest_instances: u32,
    /// Over the hours of the day; fewer than `instances` where they follow it.
    pub mean_instances: f64,
    pub cost: Cost,
    /// What it costs with as many instances all month as the busiest moment needs.
    pub fixed: Money,
    /// Of the need that is nearest to its target.
    pub utilisation: Utilisation,
    /// That need; None where nothing limits.
    pub binding: Option<Need>,
    /// What the cost leaves out.
    pub omissions: Vec<Omission>,
}

/// A month of one provider: every plan that holds it, the cheapest first, and why the others do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'a> {
    /// From 1.
    pub month: usize,
    pub feasible: Vec<Pick<'a>>,
    pub rejected: Vec<Rejected<'a>>,
}

/// One plan held over the whole horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<'a> {
    pub plan: &'a CatalogPlan,
    /// By month, at the busiest moment.
    pub instances: Vec<u32>,
    /// Everything, paid as one goes.
    pub pay_as_you_go: Money,
    /// Commitments to its instances; None where it offers none.
    pub commitments: Option<Commitments>,
    /// The cheaper of the two.
    pub total: Money,
}

/// What a provider has for a component.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderSizing<'a> {
    /// The cheapest of each month; None where nothing holds. Moving from one plan to another is not priced.
    pub months: Vec<Option<Pick<'a>>>,
    /// The sum of the months; None where one has no pick.
    pub total: Option<Money>,
    /// Commitments to the plans of `months`, where they offer any, held against what those months pay for instances.
    pub commitments: Vec<(&'a CatalogPlan, Commitments)>,
    /// Plans that hold every month by themselves, the cheapest first.
    pub held: Vec<Held<'a>>,
    pub first: Table<'a>,
    /// The month in which most is asked.
    pub peak: Table<'a>,
}

/// A component sized over a catalogue.
#[derive(Debug)]
pub struct Sizing<'a> {
    pub requirement: Requirement<'a>,
    pub currency: Currency,
    /// Each with the places of its offers.
    providers: IndexMap<&'a str, Range<usize>>,
    offers: Vec<Offer<'a>>,
    refused: Vec<Rejected<'a>>,
    fleet: Fleet<'a>,
    /// Mean use by month, where an offer is billed by it.
    used: Vec<Use>,
    /// By offer, then by month.
    cells: Vec<Option<Cell>>,
}

impl<'a> Sizing<'a> {
    /// Holds every plan of a price book against a requirement in every month.
    pub fn new(requirement: Requirement<'a>, wishes: &Wishes, prices: &'a PriceBook) -> Self {
        let mut sizing = Self {
            currency: prices.currency,
            providers: providers(&requirement, wishes, prices),
            offers: Vec::new(),
            refused: Vec::new(),
            fleet: Fleet::new(&requirement),
            used: Vec::new(),
            cells: Vec::new(),
            requirement,
        };
        sizing.compare(wishes, prices);
        let is_metered = |offer: &Offer| matches!(offer.pricing, Pricing::Metered(_));
        if sizing.offers.iter().any(is_metered) {
            sizing.used = (1..=sizing.months()).map(|t| sizing.requirement.mean_use(t)).collect();
        }
        let mut cells = Vec::with_capacity(sizing.offers.len() * sizing.months());
        for offer in &sizing.offers {
            cells.extend((1..=sizing.months()).map(|t| sizing.cell(offer, t).ok()));
        }
        sizing.cells = cells;
        sizing
    }

    /// Provider by provider, so that each one's offers stand together.
    fn compare(&mut self, wishes: &Wishes, prices: &'a PriceBook) {
        let capacities = Capacities::new(&self.requirement);
        for (provider, places) in &mut self.providers {
            let from = self.offers.len();
            for plan in prices.catalog.plans.values().filter(|plan| plan.provider == *provider) {
                match Offer::of(plan, &self.requirement, &capacities, wishes, prices) {
                    Ok(offer) => self.offers.push(offer),
                    Err(reason) => self.refused.push(Rejected { plan, reason }),
                }
            }
            *places = from..self.offers.len();
        }
    }

    pub fn months(&self) -> usize {
        self.requirement.months()
    }

    fn used_in(&self, t: usize) -> Use {
        self.used.get(t - 1).copied().unwrap_or_default()
    }

    /// Those asked for, or all who sell what is needed.
    pub fn providers(&self) -> impl Iterator<Item = &'a str> {
        self.providers.keys().copied()
    }

    /// Limits of which nothing says how much some plan holds, by their place in the program, with how many plans are
    /// refused for it.
    pub fn undeclared(&self) -> IndexMap<usize, usize> {
        let mut found = IndexMap::new();
        for Rejected { reason, .. } in &self.refused {
            if let Reason::Unknown { need: Need::Limit(limit), resource: None } = reason {
                *found.entry(*limit).or_default() += 1;
            }
        }
        found
    }

    /// Everything there is to say of each provider.
    pub fn by_provider(&self) -> IndexMap<&'a str, ProviderSizing<'a>> {
        self.providers().map(|provider| (provider, self.provider(provider))).collect()
    }

    fn provider(&self, provider: &str) -> ProviderSizing<'a> {
        let months: Vec<_> = (1..=self.months()).map(|t| self.pick(provider, t)).collect();
        let total = months.iter().map(|pick| pick.as_ref().map(|p| p.cost.total())).sum();
        ProviderSizing {
            total,
            commitments: self.commitments(provider, &months),
            months,
            held: self.held(provider),
            first: self.table(provider, 1),
            peak: self.table(provider, self.requirement.peak_month()),
        }
    }

    /// The cheapest pick of a provider in month `t`, from 1; the first of the catalogue among equals.
    pub fn pick(&self, provider: &str, t: usize) -> Option<Pick<'a>> {
        let (offer, cell) = self.month(provider, t).min_by_key(|(_, cell)| cell.total)?;
        self.picked(offer, cell, t)
    }

    /// The p95 response time of a pick in month `t`, from 1, by its first limit of kind `cores`; None where it has none,
    /// or is saturated.
    pub fn response_time(&self, pick: &Pick, t: usize) -> Option<Seconds> {
        let offer = self.offers.iter().find(|offer| offer.plan.id == pick.plan.id)?;
        let Requirement { program, params, .. } = self.requirement;
        let limits = self.requirement.needs.iter().filter_map(|need| match need {
            Need::Limit(limit) => Some(&program.limits[*limit]),
            _ => None,
        });
        let cores = limits.into_iter().find(|limit| matches!(limit.how, LimitHow::Cores { .. }))?;
        let demand = self.requirement.drivers.get(cores.driver)?.demand.get(t.checked_sub(1)?)?;
        let rate = demand * self.fleet.share(pick.instances);
        let ms = limits::p95_ms(&cores.how, &offer.machine, params, rate)?;
        Seconds::from_milliseconds(ms).ok()
    }

    /// Every plan of a provider in month `t`, from 1: taken into account, or refused with its reason. Outside the
    /// horizon nothing is asked, and nothing said.
    pub fn table(&self, provider: &str, t: usize) -> Table<'a> {
        if !(1..=self.months()).contains(&t) {
            return Table { month: t, feasible: Vec::new(), rejected: Vec::new() };
        }
        let mut feasible: Vec<Pick> = self.month(provider, t).filter_map(|(o, cell)| self.picked(o, cell, t)).collect();
        feasible.sort_by_key(|pick| pick.cost.total());
        let refused = self.refused.iter().filter(|r| r.plan.provider == provider).copied();
        let failed =
            self.of(provider).filter_map(|(o, _)| Some(Rejected { plan: o.plan, reason: self.cell(o, t).err()? }));
        Table { month: t, feasible, rejected: refused.chain(failed).collect() }
    }

    /// Each plan that holds every month by itself, the cheapest first.
    pub fn held(&self, provider: &str) -> Vec<Held<'a>> {
        let mut held: Vec<Held> = self.of(provider).filter_map(|(offer, cells)| self.hold(offer, cells)).collect();
        held.sort_by_key(|held| held.total);
        held
    }

    fn hold(&self, offer: &Offer<'a>, cells: &[Option<Cell>]) -> Option<Held<'a>> {
        let cells: Vec<Cell> = cells.iter().copied().collect::<Option<_>>()?;
        let instances = cells.iter().map(|cell| cell.instances).collect();
        let pay_as_you_go: Money = cells.iter().map(|cell| cell.total).sum();
        let running = || cells.iter().zip(1..).map(|(cell, t)| self.running(offer, cell, t)).collect();
        let commitments = self.committed(offer, running);
        let total = commitments.as_ref().map_or(pay_as_you_go, |c| pay_as_you_go - c.pay_as_you_go + c.committed);
        Some(Held { plan: offer.plan, instances, pay_as_you_go, commitments, total })
    }

    fn committed(&self, offer: &Offer, running: impl FnOnce() -> Vec<Running>) -> Option<Commitments> {
        let Pricing::Rented(rented) = &offer.pricing else { return None };
        (!rented.tariffs.is_empty()).then(|| commitment::commitments(&running(), rented, self.currency))
    }

    /// Commitments to the plans that are picked in some month, each for the months in which it is.
    fn commitments(&self, provider: &str, months: &[Option<Pick<'a>>]) -> Vec<(&'a CatalogPlan, Commitments)> {
        let of_plan = |(offer, cells): (&Offer<'a>, &[Option<Cell>])| {
            let is_picked = |t: usize| months[t].as_ref().is_some_and(|pick| pick.plan.id == offer.plan.id);
            if !(0..months.len()).any(is_picked) {
                return None;
            }
            let in_month = |(t, cell): (usize, &Option<Cell>)| match cell {
                Some(cell) if is_picked(t) => self.running(offer, cell, t + 1),
                _ => Running::AllMonth(0),
            };
            let running = || cells.iter().enumerate().map(in_month).collect();
            Some((offer.plan, self.committed(offer, running)?))
        };
        self.of(provider).filter_map(of_plan).collect()
    }

    /// The offers of a provider that hold month `t`.
    fn month(&self, provider: &str, t: usize) -> impl Iterator<Item = (&Offer<'a>, Cell)> {
        self.of(provider)
            .filter_map(move |(offer, cells)| Some((offer, cells.get(t.checked_sub(1)?).copied().flatten()?)))
    }

    /// The offers of a provider, each with its months.
    fn of(&self, provider: &str) -> impl Iterator<Item = (&Offer<'a>, &[Option<Cell>])> {
        let months = self.months().max(1);
        let Range { start, end } = self.providers.get(provider).cloned().unwrap_or_default();
        let offers = self.offers.get(start..end).unwrap_or_default();
        let cells = self.cells.get(start * months..end * months).unwrap_or_default();
        offers.iter().zip(cells.chunks(months))
    }
}

/// Those asked for, or whoever sells what is needed.
fn providers<'a>(requirement: &Requirement, wishes: &Wishes, prices: &'a PriceBook) -> IndexMap<&'a str, Range<usize>> {
    let plans = || prices.catalog.plans.values();
    if wishes.providers.is_empty() {
        let sellers = plans().filter(|plan| offer::serves(plan, requirement.service));
        return sellers.map(|plan| (plan.provider.as_str(), 0..0)).collect();
    }
    let asked = wishes.providers.iter();
    asked
        .filter_map(|provider| plans().find(|p| p.provider == *provider))
        .map(|p| (p.provider.as_str(), 0..0))
        .collect()
}
