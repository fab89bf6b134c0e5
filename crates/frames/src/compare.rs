//! Deployments side by side: what each costs, which is cheapest when, and where that changes.

use headroom_engine::money::Money;
use headroom_engine::month::Month;
use polars::prelude::{DataFrame, DataType, Expr, col, lit};

use crate::read::Columns;
use crate::{Frames, Result, Table, firsts, grouped, lasts, plain, stable, sums};

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
    /// The months, counted from 1, in which it is the cheapest: see [`Cheapest`].
    pub cheapest: Vec<usize>,
}

/// The deployment that costs least in a month; the first in the model of those that cost the same.
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
    /// Registered users at the end of that month.
    pub registered: f64,
}

/// A month in which another deployment becomes the cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossover {
    /// The month, counted from 1.
    pub t: usize,
    /// The month on the calendar.
    pub month: Month,
    /// The cheapest deployment of the month before.
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
        let cheapest = self.cheapest()?;
        let cheapest: Vec<_> = cheapest.texts("deployment")?.into_iter().zip(cheapest.whole("t")?).collect();

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
                cheapest: cheapest.iter().filter(|(d, _)| *d == id).map(|(_, t)| *t).collect(),
                id,
            }
        };
        Ok(rows.texts("deployment")?.into_iter().enumerate().map(compared).collect())
    }

    /// The cheapest deployment of each month.
    pub fn cheapest_by_month(&self) -> Result<Vec<Cheapest>> {
        let rows = self.cheapest()?;
        let (t, registered, cost) = (rows.whole("t")?, rows.counts("registered")?, rows.money("cost")?);
        let deployments = rows.texts("deployment")?.into_iter().enumerate();
        let row = |(i, deployment): (usize, String)| Cheapest {
            t: t[i],
            month: self.model.program.month(t[i]),
            deployment,
            cost: cost[i],
            registered: registered[i],
        };
        Ok(deployments.map(row).collect())
    }

    /// The months in which another deployment becomes the cheapest.
    pub fn crossovers(&self) -> Result<Vec<Crossover>> {
        let before = col("deployment").shift(lit(1)).alias("before");
        let changed = col("before").neq(col("deployment"));
        let rows = plain(self.cheapest()?).with_column(before).filter(changed).collect()?;
        let (t, registered, cost) = (rows.whole("t")?, rows.counts("registered")?, rows.money("cost")?);
        let ends = rows.texts("before")?.into_iter().zip(rows.texts("deployment")?).enumerate();
        let row = |(i, (from, to))| Crossover {
            t: t[i],
            month: self.model.program.month(t[i]),
            from,
            to,
            cost: cost[i],
            registered: registered[i],
        };
        Ok(ends.map(row).collect())
    }

    /// The cheapest deployment of each month. Sorting keeps the order of the model among equals.
    fn cheapest(&self) -> Result<DataFrame> {
        let sorted = self.frame(Table::Months)?.sort(["t", "cost"], stable())?;
        grouped(sorted, ["t"], firsts(["deployment", "cost", "registered"]))
    }
}

/// Quotients, none where the divisor is zero.
fn ratios(rows: &DataFrame, name: &str) -> Result<Vec<Option<f64>>> {
    Ok(rows.counts(name)?.into_iter().map(|r| Some(r).filter(|r| r.is_finite())).collect())
}
