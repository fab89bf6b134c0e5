//! Prices for a commitment, held against paying as one goes.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::catalog::CatalogPlan;
use crate::model::price_book::PriceBook;
use crate::money::{Amount, Currency, Money, Param};

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
    /// All instances paid as one goes.
    pub pay_as_you_go: Money,
    /// All instances under these purchases. A term that outlasts the horizon counts in full.
    pub committed: Money,
}

/// Holds commitments against paying as one goes, for so many instances by month.
///
/// Instances used in the same months are committed to alike; for each such group the cheapest cover of its months by
/// terms and single months is found exactly, from the last month back. A term begins in a month of use: to begin one
/// earlier covers no more of them.
pub(super) fn commitments(instances: &[u32], price: Param, tariffs: &[Tariff], currency: Currency) -> Commitments {
    let terms = tariffs.iter().map(|tariff| terms(instances, price, tariff, currency)).collect();
    let mut bill = Bill::new(instances.len(), tariffs);
    let mut levels: Vec<u32> = instances.iter().copied().filter(|n| *n > 0).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut below = 0;
    for level in levels {
        let used: Vec<bool> = instances.iter().map(|n| *n >= level).collect();
        bill.add(level - below, &used, &cover(&used, price.exact(), tariffs));
        below = level;
    }
    let pay_as_you_go = instances.iter().map(|n| Money::charge(f64::from(*n), price, currency)).sum();
    let committed = bill.total(price, tariffs, currency);
    let worse = committed >= pay_as_you_go;
    Commitments {
        terms,
        purchases: if worse { Vec::new() } else { bill.purchases(tariffs) },
        pay_as_you_go,
        committed: committed.at_most(pay_as_you_go),
    }
}

fn terms(instances: &[u32], price: Param, tariff: &Tariff, currency: Currency) -> Terms {
    let break_even_months = break_even_months(price.exact(), tariff);
    let term = tariff.term.months() as usize;
    let pays = |month: usize, after: u32| {
        let within = instances.iter().skip(month - 1).take(term);
        instances[month - 1] > 0 && within.filter(|n| **n > 0).count() >= after as usize
    };
    let pays_from = break_even_months.and_then(|after| (1..=instances.len()).find(|month| pays(*month, after)));
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

/// The cheapest cover of the used months for one instance.
fn cover(used: &[bool], price: Decimal, tariffs: &[Tariff]) -> Vec<Step> {
    let months = used.len();
    // The least that the months from one on cost, and how.
    let mut least = vec![(Decimal::ZERO, Step::Nothing); months + 1];
    for month in (0..months).rev() {
        least[month] = if !used[month] {
            (least[month + 1].0, Step::Nothing)
        } else {
            let each = (least[month + 1].0.saturating_add(price), Step::PayAsYouGo);
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
    pay_as_you_go: Vec<u32>,
    /// By tariff: instances committed to in each month.
    bought: Vec<Vec<u32>>,
}

impl Bill {
    fn new(months: usize, tariffs: &[Tariff]) -> Self {
        Self { pay_as_you_go: vec![0; months], bought: vec![vec![0; months]; tariffs.len()] }
    }

    fn add(&mut self, instances: u32, used: &[bool], steps: &[Step]) {
        for (month, step) in steps.iter().enumerate().filter(|(month, _)| used[*month]) {
            match step {
                Step::PayAsYouGo => self.pay_as_you_go[month] += instances,
                Step::Commit(tariff) => self.bought[*tariff][month] += instances,
                Step::Nothing => {}
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
    fn total(&self, price: Param, tariffs: &[Tariff], currency: Currency) -> Money {
        let line = |instances: u32, price: Param| Money::charge(f64::from(instances), price, currency);
        let each: Money = self.pay_as_you_go.iter().map(|n| line(*n, price)).sum();
        let terms = tariffs.iter().zip(&self.bought).flat_map(|(tariff, bought)| {
            bought
                .iter()
                .filter(|n| **n > 0)
                .map(|n| (0..tariff.term.months()).map(|_| line(*n, tariff.price)).sum::<Money>())
        });
        each + terms.sum::<Money>()
    }
}
