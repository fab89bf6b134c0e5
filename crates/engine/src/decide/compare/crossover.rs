//! At how many registered users the cheaper of two deployments changes.

use std::ops::RangeInclusive;

use crate::model::program::Program;
use crate::project::scale::Scale;
use crate::project::{self, Demand, Overflow};
use crate::quantity::last_where;

/// Two deployments, by their place in the model, over counts of registered users.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossover {
    pub first: usize,
    pub second: usize,
    /// From 0 users on, without a gap; neighbours have different answers.
    pub intervals: Vec<Interval>,
}

/// Counts of users in which one deployment is the cheaper one.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub users: RangeInclusive<u64>,
    /// Its place in the model: the cheaper one of those that hold the load, of both where neither does. None where both
    /// cost the same.
    pub cheaper: Option<usize>,
    /// Which of the two, the first and the second, cannot hold the load.
    pub too_small: [bool; 2],
}

impl Crossover {
    /// The counts from which on another of the two is the cheaper one; stretches in which both cost the same do not
    /// count.
    pub fn counts(&self) -> Vec<u64> {
        let decided: Vec<_> = self.intervals.iter().filter(|i| i.cheaper.is_some()).collect();
        decided
            .windows(2)
            .filter(|pair| pair[0].cheaper != pair[1].cheaper)
            .map(|pair| *pair[1].users.start())
            .collect()
    }
}

/// Every pair of deployments, at the mix and the ratios of month `t`, from 0 to `most` registered users (unless given,
/// a quarter more than are planned). None where nobody is registered in that month.
///
/// What counts is a month's running cost apart from what both have alike: tiers the cheapest that hold, metered use,
/// and own cost lines; migrations, free periods and credits are left out. What cannot hold the load comes after what
/// can. Amounts are compared before they are rounded to the minor unit, and are the same when they agree to nine
/// digits. Between two steps of cost either line is straight, so that a bisection in each stretch finds every
/// crossover, exact to the user.
///
/// # Errors
/// Where a figure outgrows what can be computed with.
pub fn crossovers(program: &Program, t: usize, most: Option<u64>) -> Result<Option<Vec<Crossover>>, Overflow> {
    let params = &program.params;
    let demand: Demand<f64> = project::demand(program, params)?;
    let base = demand.registered.get(t).copied().filter(|_| (1..=program.months).contains(&t)).unwrap_or(0.0);
    let most = most.unwrap_or_else(|| reach(&demand));
    let scales = program.deployments.values().map(|rule| Scale::new(program, params, rule, &demand, t, base));
    let Some(scales) = scales.collect::<Option<Vec<Scale<f64>>>>() else { return Ok(None) };
    let steps: Vec<Vec<u64>> = scales.iter().map(|scale| scale.stretches(most)).collect();
    let pairs = (0..scales.len()).flat_map(|first| (first + 1..scales.len()).map(move |second| (first, second)));
    let crossover = |(first, second): (usize, usize)| {
        let mut all: Vec<u64> = [&steps[first][..], &steps[second]].concat();
        all.sort_unstable();
        all.dedup();
        let pair = Pair { first, second, scales: [&scales[first], &scales[second]] };
        Crossover { first, second, intervals: pair.intervals(&all) }
    };
    Ok(Some(pairs.map(crossover).collect()))
}

fn reach(demand: &Demand<f64>) -> u64 {
    let planned = demand.registered.iter().copied().fold(0.0, f64::max);
    (planned * 1.25).clamp(20.0, 1e7).ceil() as u64
}

struct Pair<'s, 'a> {
    first: usize,
    second: usize,
    scales: [&'s Scale<'a, f64>; 2],
}

impl Pair<'_, '_> {
    /// The cheaper one of the two at a count of users, and which are too small for it.
    fn answer(&self, users: u64) -> (Option<usize>, [bool; 2]) {
        let [a, b] = self.scales.map(|scale| scale.standing(users, |line| line.differs()));
        let same = a.breaches == b.breaches && (a.cost - b.cost).abs() <= 1e-9 * (a.cost.abs() + b.cost.abs());
        let cheaper = (!same).then_some(if a.comes_before(&b) { self.first } else { self.second });
        (cheaper, [a, b].map(|standing| standing.breaches > 0))
    }

    /// Stretches begin at `steps`; the last entry is one beyond.
    fn intervals(&self, steps: &[u64]) -> Vec<Interval> {
        let mut found: Vec<Interval> = Vec::new();
        for stretch in steps.windows(2) {
            let (mut from, last) = (stretch[0], stretch[1] - 1);
            while from <= last {
                let (cheaper, too_small) = self.answer(from);
                let until = last_where(from, last, |users| self.answer(users) == (cheaper, too_small)).unwrap_or(from);
                let same = |before: &&mut Interval| (before.cheaper, before.too_small) == (cheaper, too_small);
                match found.last_mut().filter(same) {
                    Some(before) => before.users = *before.users.start()..=until,
                    None => found.push(Interval { users: from..=until, cheaper, too_small }),
                }
                from = until + 1;
            }
        }
        found
    }
}
