//! Prices for a commitment, held against paying as one goes.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::catalog::CatalogPlan;
use crate::model::price_book::PriceBook;
use crate::money::{Amount, Currency, Money, Param};

use super::rented::{HOURS, Rented};
use super::wishes::converted;

/// How long one commits, and how it is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// A year, paid at once.
    Annual,
    /// Reserved for one year.
    OneYear,
    /// Reserved for three years.
    ThreeYears,
}

impl Term {
    pub fn months(self) -> u32 {
        match self {
            Self::Annual | Self::OneYear => 12,
            Self::ThreeYears => 36,
        }
    }
}

/// What an instance costs a month under a term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tariff {
    pub term: Term,
    pub price: Param,
}

/// The commitments a plan offers, no longer than somebody would commit.
pub(super) fn tariffs(plan: &CatalogPlan, prices: &PriceBook, longest: u32) -> Vec<Tariff> {
    [
        (Term::Annual, plan.price_if_annual),
        (Term::OneYear, plan.reservations.one_year),
        (Term::ThreeYears, plan.reservations.three_years),
    ]
    .into_iter()
    .filter(|(term, _)| term.months() <= longest)
    .filter_map(|(term, price)| Some(Tariff { term, price: converted(price?, plan.currency, prices)? }))
    .collect()
}

/// A commitment beside paying as one goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    pub term: Term,
    /// Of one instance.
    pub monthly: Money,
    /// Months of use after which the whole term has cost no more than paying as one goes; None where it never does.
    pub break_even_months: Option<u32>,
    /// The first month from which on a first instance is used for that long within the term.
    pub pays_from: Option<usize>,
}

/// Instances committed to in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    pub month: usize,
    pub instances: u32,
    pub term: Term,
}

/// The commitments of one plan over a horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitments {
    pub terms: Vec<Terms>,
    /// The cheapest set of commitments, in order of months; empty where none pays.
    pub purchases: Vec<Purchase>,
    /// All instances paid as one goes, by the hour where they follow the day.
    pub pay_as_you_go: Money,
    /// All instances under these purchases. A term that outlasts the horizon counts in full.
    pub committed: Money,
}

/// The instances of one plan in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Running {
    /// So many in every hour, at the monthly price.
    AllMonth(u32),
    /// By hour of the day, each paid by the hour.
    Following([u32; 24]),
}

impl Running {
    fn most(&self) -> u32 {
        match self {
            Self::AllMonth(instances) => *instances,
            Self::Following(by_hour) => by_hour.iter().copied().max().unwrap_or(0),
        }
    }

    /// In how many hours of the day the instance of this number runs, from 1.
    fn hours_of(&self, number: u32) -> u32 {
        match self {
            Self::AllMonth(instances) => 24 * u32::from(*instances >= number),
            Self::Following(by_hour) => by_hour.iter().map(|n| u32::from(*n >= number)).sum(),
        }
    }

    /// A price, and how many of it an instance that runs all day pays a month.
    fn basis(&self, rented: &Rented) -> (Param, u16) {
        match (self, rented.hourly) {
            (Self::Following(_), Some(hourly)) => (hourly, HOURS),
            _ => (rented.monthly, 1),
        }
    }

    /// What one that runs so many hours of the day costs, unrounded.
    fn exactly(&self, hours: u32, rented: &Rented) -> Decimal {
        let (price, times) = self.basis(rented);
        price.exact().saturating_mul((hours * u32::from(times)).into()) / Decimal::from(24)
    }

    /// Instance-hours of a day.
    fn all_hours(&self) -> u32 {
        match self {
            Self::AllMonth(instances) => instances.saturating_mul(24),
            Self::Following(by_hour) => by_hour.iter().copied().fold(0, u32::saturating_add),
        }
    }

    /// What so many instance-hours of a day cost: the line that a month's pick has.
    fn charge(&self, hours: u32, rented: &Rented, currency: Currency) -> Money {
        let (price, times) = self.basis(rented);
        Money::charge(f64::from(hours) * f64::from(times) / 24.0, price, currency)
    }
}

/// Holds commitments against paying as one goes, month by month.
///
/// A committed instance is paid in every hour, one that follows the day only in those in which it runs: the first
/// instances run all day, the last in the busiest hours. Instances that run in the same hours are committed to alike;
/// for each such group the cheapest cover of its months by terms and single months is found exactly, from the last
/// month back. A term begins in a month of use: to begin one earlier covers no more of them.
pub(super) fn commitments(months: &[Running], rented: &Rented, currency: Currency) -> Commitments {
    let tariffs = &rented.tariffs;
    let terms = tariffs.iter().map(|tariff| terms(months, rented.monthly, tariff, currency)).collect();
    let mut bill = Bill::new(months, tariffs);
    let pay_as_you_go = bill.total(months, rented, currency);
    let mut below = 0;
    for level in levels(months) {
        let hours: Vec<u32> = months.iter().map(|month| month.hours_of(level)).collect();
        let costs: Vec<Decimal> = months.iter().zip(&hours).map(|(month, h)| month.exactly(*h, rented)).collect();
        let steps = cover(&costs, tariffs);
        // What runs less is committed to even less.
        if !steps.iter().any(|step| matches!(step, Step::Commit(_))) {
            break;
        }
        bill.commit(level - below, &hours, &steps);
        below = level;
    }
    let committed = bill.total(months, rented, currency);
    let worse = committed >= pay_as_you_go;
    Commitments {
        terms,
        purchases: if worse { Vec::new() } else { bill.purchases(tariffs) },
        pay_as_you_go,
        committed: committed.at_most(pay_as_you_go),
    }
}

/// The numbers of instances between which the hours do not differ, ascending.
fn levels(months: &[Running]) -> Vec<u32> {
    let of = |month: &Running| match month {
        Running::AllMonth(instances) => vec![*instances],
        Running::Following(by_hour) => by_hour.to_vec(),
    };
    let mut levels: Vec<u32> = months.iter().flat_map(of).filter(|n| *n > 0).collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}

fn terms(months: &[Running], price: Param, tariff: &Tariff, currency: Currency) -> Terms {
    let break_even_months = break_even_months(price.exact(), tariff);
    let term = tariff.term.months() as usize;
    let used: Vec<bool> = months.iter().map(|month| month.most() > 0).collect();
    let pays = |month: usize, after: u32| {
        let within = used.iter().skip(month - 1).take(term);
        used[month - 1] && within.filter(|used| **used).count() >= after as usize
    };
    let pays_from = break_even_months.and_then(|after| (1..=used.len()).find(|month| pays(*month, after)));
    Terms { term: tariff.term, monthly: Money::charge(1.0, tariff.price, currency), break_even_months, pays_from }
}

/// The least m with m × price ≥ term × committed price.
fn break_even_months(price: Decimal, tariff: &Tariff) -> Option<u32> {
    let whole_term = tariff.price.exact().checked_mul(tariff.term.months().into())?;
    let months = whole_term.checked_div(price)?.ceil().to_u32()?.max(1);
    (months <= tariff.term.months()).then_some(months)
}

/// What is done in a month for one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Unused, or in a term that runs.
    Nothing,
    PayAsYouGo,
    /// A tariff by its place.
    Commit(usize),
}

/// The cheapest cover of the months for one instance, by what each costs as one goes; nothing where it is not used.
fn cover(costs: &[Decimal], tariffs: &[Tariff]) -> Vec<Step> {
    let months = costs.len();
    // The least that the months from one on cost, and how.
    let mut least = vec![(Decimal::ZERO, Step::Nothing); months + 1];
    for month in (0..months).rev() {
        least[month] = if costs[month].is_zero() {
            (least[month + 1].0, Step::Nothing)
        } else {
            let each = (least[month + 1].0.saturating_add(costs[month]), Step::PayAsYouGo);
            let commit = |(i, tariff): (usize, &Tariff)| {
                let term = tariff.term.months();
                let cost = tariff.price.exact().saturating_mul(term.into());
                (cost.saturating_add(least[months.min(month + term as usize)].0), Step::Commit(i))
            };
            tariffs.iter().enumerate().map(commit).fold(each, |a, b| if b.0 < a.0 { b } else { a })
        };
    }
    let mut steps = vec![Step::Nothing; months];
    let mut month = 0;
    while month < months {
        steps[month] = least[month].1;
        month += match steps[month] {
            Step::Commit(i) => tariffs[i].term.months() as usize,
            _ => 1,
        };
    }
    steps
}

/// Instances by month and how they are paid.
#[derive(Debug)]
struct Bill {
    /// Instance-hours of a day.
    pay_as_you_go: Vec<u32>,
    /// By tariff: instances committed to in each month.
    bought: Vec<Vec<u32>>,
}

impl Bill {
    /// Everything paid as one goes.
    fn new(months: &[Running], tariffs: &[Tariff]) -> Self {
        Self {
            pay_as_you_go: months.iter().map(Running::all_hours).collect(),
            bought: vec![vec![0; months.len()]; tariffs.len()],
        }
    }

    /// Takes over so many instances that run in the same hours.
    fn commit(&mut self, instances: u32, hours: &[u32], steps: &[Step]) {
        for (month, step) in steps.iter().enumerate().filter(|(_, step)| **step != Step::PayAsYouGo) {
            let covered = instances.saturating_mul(hours[month]);
            self.pay_as_you_go[month] = self.pay_as_you_go[month].saturating_sub(covered);
            if let Step::Commit(tariff) = step {
                self.bought[*tariff][month] += instances;
            }
        }
    }

    fn purchases(&self, tariffs: &[Tariff]) -> Vec<Purchase> {
        let months = 0..self.pay_as_you_go.len();
        let all = months.flat_map(|month| tariffs.iter().zip(&self.bought).map(move |(t, bought)| (month, t, bought)));
        all.filter(|(month, _, bought)| bought[*month] > 0)
            .map(|(month, tariff, bought)| Purchase { month: month + 1, instances: bought[month], term: tariff.term })
            .collect()
    }

    /// A line for each purchase and month of its term, and one for what is paid as one goes.
    fn total(&self, months: &[Running], rented: &Rented, currency: Currency) -> Money {
        let each = months.iter().zip(&self.pay_as_you_go);
        let each: Money = each.map(|(month, hours)| month.charge(*hours, rented, currency)).sum();
        let terms = rented.tariffs.iter().zip(&self.bought).flat_map(|(tariff, bought)| {
            let line = |instances: u32| Money::charge(f64::from(instances), tariff.price, currency);
            let term = move |n: u32| (0..tariff.term.months()).map(|_| line(n)).sum::<Money>();
            bought.iter().filter(|n| **n > 0).map(move |n| term(*n))
        });
        each + terms.sum::<Money>()
    }
}
