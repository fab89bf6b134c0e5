//! The cheapest path through deployments over time: which one to run in each month, moves included.
//!
//! Exact dynamic programming (Bellman, *Dynamic Programming*, 1957): from the last month back, the best rest of the
//! horizon is known for each deployment that may be in place, so each month only weighs staying against each move.
//! O(months × deployments²).

use std::ops::Add;

use crate::form::Named;
use crate::model::program::{DeploymentRule, Params, Program};
use crate::money::Settled;
use crate::project::{Outcome, Standing};

/// A deployment as the path sees it; lists have one entry per month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate<A> {
    /// What it costs in each month in which it is paid.
    pub costs: Vec<A>,
    /// The months in which it cannot hold the load.
    pub breach: Vec<bool>,
    /// What moving to it costs, once.
    pub once: A,
    /// Months in which it is paid beside the deployment it follows, before it takes over.
    pub overlap: usize,
}

/// A move along a path. Months are counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Move<A> {
    pub from: usize,
    pub to: usize,
    /// The first month in which both are paid; `month` where there is no overlap.
    pub begins: usize,
    /// The first month in which the new deployment runs alone.
    pub month: usize,
    /// What is paid because of the move: once, and for the new deployment while the old one still runs.
    pub cost: A,
}

/// A path through deployments, by their place in the list of candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Route<A> {
    /// The deployment that runs in each month.
    pub by_month: Vec<usize>,
    pub moves: Vec<Move<A>>,
    /// The costs of the months and of the moves.
    pub total: A,
    /// Months in which what runs cannot hold the load.
    pub breaches: usize,
    /// How each deployment stands when it runs throughout, without moving to it.
    pub held: Vec<Standing<A>>,
}

/// The cheapest path from `start`, the deployment in place before the first month, or from whichever is best.
///
/// A path that holds the load comes before one that does not: the fewest months in breach count first, then the
/// total, then the fewest moves. Among equals the path stays where it is as long as it can, and then moves to the
/// deployment that comes first.
///
/// A move with an overlap of k months takes over after k months of the horizon in which both are paid; without one it
/// takes over at the turn of a month, the first month's included. A deployment that took over runs alone for a month
/// at least before the next move begins. A move that would not be complete by the end of the horizon is never made:
/// within the horizon it only costs.
///
/// None without candidates, where their lists differ in length, or where `start` is none of them.
pub fn cheapest<A: Settled>(candidates: &[Candidate<A>], start: Option<usize>) -> Option<Route<A>> {
    let months = candidates.first()?.costs.len();
    let even = candidates.iter().all(|c| c.costs.len() == months && c.breach.len() == months);
    if !even || start.is_some_and(|s| s >= candidates.len()) {
        return None;
    }
    let table = Table::of(candidates, months);
    let lightest =
        || (0..candidates.len()).reduce(|a, b| if table.best[0][b].is_lighter(&table.best[0][a]) { b } else { a });
    Some(table.walk(start.or_else(lightest)?))
}

/// What a stretch of a path weighs.
#[derive(Clone, Copy, Debug, Default)]
struct Weight<A> {
    standing: Standing<A>,
    moves: usize,
}

impl<A: Settled> Weight<A> {
    fn is_lighter(&self, other: &Self) -> bool {
        let (own, theirs) = (&self.standing, &other.standing);
        own.comes_before(theirs) || (!theirs.comes_before(own) && self.moves < other.moves)
    }
}

impl<A: Settled> Add for Weight<A> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (own, more) = (self.standing, other.standing);
        let standing = Standing { breaches: own.breaches + more.breaches, cost: own.cost + more.cost };
        Self { standing, moves: self.moves + other.moves }
    }
}

/// `best[t][d]`: the lightest rest of the horizon after `t` months, with `d` in place; `step[t][d]`: where it moves to
/// next, or that it stays.
struct Table<'a, A> {
    candidates: &'a [Candidate<A>],
    months: usize,
    /// Cost and breaches of the first `t` months, by candidate.
    sums: Vec<Vec<Weight<A>>>,
    best: Vec<Vec<Weight<A>>>,
    step: Vec<Vec<Option<usize>>>,
}

impl<'a, A: Settled> Table<'a, A> {
    fn of(candidates: &'a [Candidate<A>], months: usize) -> Self {
        let count = candidates.len();
        let mut table = Self {
            candidates,
            months,
            sums: candidates.iter().map(sums).collect(),
            best: vec![vec![Weight::default(); count]; months + 1],
            step: vec![vec![None; count]; months],
        };
        for after in (0..months).rev() {
            for place in 0..count {
                (table.best[after][place], table.step[after][place]) = table.lightest(place, after);
            }
        }
        table
    }

    /// The lightest rest of the horizon, and the move that begins now for it.
    fn lightest(&self, place: usize, after: usize) -> (Weight<A>, Option<usize>) {
        let mut lightest = (self.run(place, after, 1) + self.best[after + 1][place], None);
        for to in (0..self.candidates.len()).filter(|to| *to != place) {
            if let Some(weight) = self.moved(place, to, after).filter(|w| w.is_lighter(&lightest.0)) {
                lightest = (weight, Some(to));
            }
        }
        lightest
    }

    /// The rest of the horizon when a move begins now; None where it would not be complete within it.
    fn moved(&self, from: usize, to: usize, after: usize) -> Option<Weight<A>> {
        let overlap = self.candidates[to].overlap;
        let settled = after.checked_add(overlap)?.checked_add(1).filter(|s| *s <= self.months)?;
        let begun = Weight { moves: 1, ..self.run(from, after, overlap) };
        let beside = Standing { breaches: 0, cost: self.move_cost(to, after) };
        let beside = Weight { standing: beside, moves: 0 };
        Some(begun + beside + self.run(to, after + overlap, 1) + self.best[settled][to])
    }

    /// What a move that begins now adds: its price, and the new deployment while the old one still runs.
    fn move_cost(&self, to: usize, after: usize) -> A {
        let Candidate { once, overlap, .. } = self.candidates[to];
        once + self.run(to, after, overlap).standing.cost
    }

    /// `length` months of one deployment.
    fn run(&self, place: usize, after: usize, length: usize) -> Weight<A> {
        let [before, until] = [after, after + length].map(|t| self.sums[place][t].standing);
        let standing = Standing { breaches: until.breaches - before.breaches, cost: until.cost - before.cost };
        Weight { standing, moves: 0 }
    }

    fn walk(&self, start: usize) -> Route<A> {
        let mut route = Route {
            by_month: Vec::with_capacity(self.months),
            moves: Vec::new(),
            total: self.best[0][start].standing.cost,
            breaches: self.best[0][start].standing.breaches,
            held: (0..self.candidates.len()).map(|place| self.run(place, 0, self.months).standing).collect(),
        };
        let mut place = start;
        while route.by_month.len() < self.months {
            let after = route.by_month.len();
            if let Some(to) = self.step[after][place] {
                let overlap = self.candidates[to].overlap;
                route.by_month.extend(std::iter::repeat_n(place, overlap));
                route.moves.push(Move {
                    from: place,
                    to,
                    begins: after + 1,
                    month: after + overlap + 1,
                    cost: self.move_cost(to, after),
                });
                place = to;
            }
            route.by_month.push(place);
        }
        route
    }
}

fn sums<A: Settled>(candidate: &Candidate<A>) -> Vec<Weight<A>> {
    let months = candidate.costs.iter().zip(&candidate.breach);
    let mut sums = vec![Weight::default()];
    sums.extend(months.scan(Weight::default(), |sum, (cost, breach)| {
        *sum = *sum + Weight { standing: Standing { breaches: usize::from(*breach), cost: *cost }, moves: 0 };
        Some(*sum)
    }));
    sums
}

/// The cheapest paths of a projection. Deployments by their place in the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Routes<A> {
    /// From the model's first deployment: where one is now.
    pub from_first: Route<A>,
    /// With the first deployment chosen freely.
    pub free: Route<A>,
    /// Deployments whose moving the model does not state: moving there is taken to cost nothing.
    pub unstated: Vec<usize>,
}

/// The cheapest paths through the deployments of a projection. None only for a program without deployments.
///
/// A deployment's month costs what it costs in its own projection, in which free periods and credits run from the
/// model's first month and each change of tier costs its migration, whenever it is moved to.
pub fn routes<A: Settled>(program: &Program, params: &Params, outcomes: &Named<Outcome<A>>) -> Option<Routes<A>> {
    let pairs = program.deployments.iter().filter_map(|(id, rule)| Some((rule, outcomes.get(id)?)));
    let candidates: Vec<_> = pairs.map(|(rule, outcome)| candidate(program, params, rule, outcome)).collect();
    let unstated = program.deployments.values().enumerate().filter(|(_, d)| d.moving.is_none()).map(|(i, _)| i);
    Some(Routes {
        from_first: cheapest(&candidates, Some(0))?,
        free: cheapest(&candidates, None)?,
        unstated: unstated.collect(),
    })
}

fn candidate<A: Settled>(
    program: &Program,
    params: &Params,
    rule: &DeploymentRule,
    outcome: &Outcome<A>,
) -> Candidate<A> {
    Candidate {
        costs: differing(rule, outcome),
        breach: (0..outcome.cost.len()).map(|i| outcome.is_breached(i)).collect(),
        once: price_of_moving(program, params, rule),
        overlap: rule.moving.map_or(0, |m| m.overlap),
    }
}

/// What moving to a deployment costs once: its price, and its days of work at the day rate where the model has one.
pub fn price_of_moving<A: Settled>(program: &Program, params: &Params, rule: &DeploymentRule) -> A {
    let Some(moving) = rule.moving else { return A::zero() };
    let price = moving.price.map_or(A::zero(), |n| A::charge(1.0, params[n], program.currency));
    price + price_of_work(program, params, params.number_or(moving.days, 0.0))
}

/// What days of work cost; nothing where the model has no day rate.
pub fn price_of_work<A: Settled>(program: &Program, params: &Params, days: f64) -> A {
    program.day_rate.map_or(A::zero(), |rate| A::charge(days, params[rate], program.currency))
}

/// What a deployment costs by month apart from what every deployment costs alike: its components, its own lines, and
/// lines of the model that one of its tiers switches on.
pub fn differing<A: Settled>(rule: &DeploymentRule, outcome: &Outcome<A>) -> Vec<A> {
    let differs = |id: &str| rule.components.contains_key(id) || rule.costs.get(id).is_some_and(|cost| cost.differs());
    let lines: Vec<_> = outcome.lines.iter().filter(|line| differs(&line.id)).collect();
    (0..outcome.cost.len()).map(|i| lines.iter().filter_map(|line| line.amounts.get(i).copied()).sum()).collect()
}

#[cfg(test)]
mod tests;
