//! Deployments side by side: what each costs, which is cheapest when, and where that changes.

use headroom_engine::money::Money;
use headroom_engine::month::Month;
use headroom_engine::project::Standing;
use polars::prelude::{DataFrame, DataType, Expr, col};

use crate::read::Columns;
use crate::{Frames, Result, Table, lasts, plain, sums};

/// A deployment over the whole horizon, to be held against the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The deployment's name in the model.
    pub id: String,
    /// The deployment's name for a person.
    pub label: String,
    /// Who it is bought from.
    pub provider: String,
    /// What all lines cost.
    pub cost: Money,
    /// What the lines that the system runs on cost.
    pub infrastructure: Money,
    /// Cost in the first month.
    pub first_cost: Money,
    /// Cost in the last month.
    pub last_cost: Money,
    /// Cost per registered user and month: all cost over all months of all users; none without users.
    pub cost_per_user: Option<f64>,
    /// Cost per paying subscriber and month; none without subscribers.
    pub cost_per_paying: Option<f64>,
    /// Revenue less cost.
    pub profit: Money,
    /// Profit over revenue, 0.25 for 25 %; none without revenue.
    pub margin: Option<f64>,
    /// Cash at the end.
    pub cash: Money,
    /// In how many months demand exceeds what some component may hold.
    pub breaches: usize,
    /// The months, counted from 1, in which it is the cheapest that holds the load: see [`Cheapest`].
    pub cheapest: Vec<usize>,
}

impl Compared {
    /// How it stands beside the others over the whole horizon.
    pub fn standing(&self) -> Standing<Money> {
        Standing { breaches: self.breaches, cost: self.cost }
    }
}

/// The deployment that costs least in a month of those that hold the load, of all where none does; the first in the
/// model of those that cost the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Cheapest {
    /// The month, counted from 1.
    pub t: usize,
    /// The month on the calendar.
    pub month: Month,
    /// The deployment's name in the model.
    pub deployment: String,
    /// What it costs in that month.
    pub cost: Money,
    /// Whether it holds the load; none does where it does not.
    pub holds: bool,
    /// Registered users at the end of that month.
    pub registered: f64,
}

/// A month in which another deployment becomes the cheapest that holds the load. Months in which none holds it are passed
/// over.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossover {
    /// The month, counted from 1.
    pub t: usize,
    /// The month on the calendar.
    pub month: Month,
    /// The cheapest deployment before.
    pub from: String,
    /// The cheapest from this month on.
    pub to: String,
    /// What that costs in this month.
    pub cost: Money,
    /// Registered users at the end of this month.
    pub registered: f64,
}

impl Frames<'_> {
    /// Every deployment over the whole horizon, in the order of the model.
    pub fn comparison(&self) -> Result<Vec<Compared>> {
        let number = |name: &str| col(name).sum().cast(DataType::Float64);
        let per = |part: &str, whole: &str, name: &str| (number(part) / number(whole)).alias(name);
        let aggregates: Vec<Expr> = sums(["infrastructure", "profit"])
            .into_iter()
            .chain(lasts(["cash"]))
            .chain([col("cost").sum(), col("cost").first().alias("first"), col("cost").last().alias("last")])
            .chain([per("cost", "registered", "per_user"), per("cost", "paying", "per_paying")])
            .chain([per("profit", "revenue", "margin"), col("breach").sum().cast(DataType::Int32)])
            .collect();
        let rows =
            plain(self.frame(Table::Months)?.clone()).group_by_stable([col("deployment")]).agg(aggregates).collect()?;
        let cheapest = self.cheapest_by_month();

        let (cost, infrastructure) = (rows.money("cost")?, rows.money("infrastructure")?);
        let (first, last) = (rows.money("first")?, rows.money("last")?);
        let (profit, cash, breaches) = (rows.money("profit")?, rows.money("cash")?, rows.whole("breach")?);
        let (per_user, per_paying, margin) =
            (ratios(&rows, "per_user")?, ratios(&rows, "per_paying")?, ratios(&rows, "margin")?);
        let compared = |(i, id): (usize, String)| {
            let rule = self.model.program.deployments.get(&id);
            Compared {
                label: rule.map_or(String::new(), |r| r.label.clone()),
                provider: rule.map_or(String::new(), |r| r.provider.clone()),
                cost: cost[i],
                infrastructure: infrastructure[i],
                first_cost: first[i],
                last_cost: last[i],
                cost_per_user: per_user[i],
                cost_per_paying: per_paying[i],
                profit: profit[i],
                margin: margin[i],
                cash: cash[i],
                breaches: breaches[i],
                cheapest: cheapest.iter().filter(|c| c.holds && c.deployment == id).map(|c| c.t).collect(),
                id,
            }
        };
        Ok(rows.texts("deployment")?.into_iter().enumerate().map(compared).collect())
    }

    /// The cheapest deployment of each month.
    pub fn cheapest_by_month(&self) -> Vec<Cheapest> {
        (1..=self.model.program.months).filter_map(|t| self.cheapest_in(t)).collect()
    }

    fn cheapest_in(&self, t: usize) -> Option<Cheapest> {
        let outcomes = &self.projection.outcomes;
        let standings: Option<Vec<_>> = outcomes.values().map(|outcome| outcome.standing(t - 1)).collect();
        let standings = standings?;
        let place = Standing::first(standings.iter().copied())?;
        Some(Cheapest {
            t,
            month: self.model.program.month(t),
            deployment: outcomes.get_index(place)?.0.clone(),
            cost: standings[place].cost,
            holds: standings[place].breaches == 0,
            registered: self.projection.demand.registered.get(t).copied()?,
        })
    }

    /// The months in which another deployment becomes the cheapest.
    pub fn crossovers(&self) -> Vec<Crossover> {
        let held: Vec<Cheapest> = self.cheapest_by_month().into_iter().filter(|cheapest| cheapest.holds).collect();
        let changes = held.windows(2).filter(|pair| pair[0].deployment != pair[1].deployment);
        let crossover = |pair: &[Cheapest]| Crossover {
            t: pair[1].t,
            month: pair[1].month,
            from: pair[0].deployment.clone(),
            to: pair[1].deployment.clone(),
            cost: pair[1].cost,
            registered: pair[1].registered,
        };
        changes.map(crossover).collect()
    }
}

/// Quotients, none where the divisor is zero.
fn ratios(rows: &DataFrame, name: &str) -> Result<Vec<Option<f64>>> {
    Ok(rows.counts(name)?.into_iter().map(|r| Some(r).filter(|r| r.is_finite())).collect())
}
