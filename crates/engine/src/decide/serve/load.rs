//! Whose load it is: users and drivers by the plan of those who cause them.

use crate::model::file::Measure;
use crate::model::program::{Base, DriverRule};
use crate::project::workload;
use crate::projection::Deployed;

/// How much of something each plan causes, in the plans' order, and last the users who are on no plan.
pub(super) type Parts = Vec<f64>;

/// Drivers by the plan of those who cause them.
pub(super) struct Loads<'a> {
    d: &'a Deployed<'a>,
    /// By driver, in month `t`.
    drivers: Vec<Parts>,
    pub t: usize,
}

impl<'a> Loads<'a> {
    /// Month `t`, from 1. What is stored is followed from the first month on: it is of whoever brought it.
    pub fn new(d: &'a Deployed<'a>, t: usize) -> Self {
        let program = d.program;
        let mut by_month: Vec<Vec<Parts>> = Vec::with_capacity(t);
        let mut inflows: Vec<Vec<Parts>> = Vec::with_capacity(t);
        for month in 1..=t {
            let mut now = vec![Parts::new(); program.drivers.len()];
            let mut flowing = now.clone();
            for &i in &program.driver_order {
                let rule = &program.drivers[i];
                flowing[i] = match rule.of {
                    Base::Driver(of) => now[of].clone(),
                    base => users(d, base, month),
                };
                now[i] = match rule.measure {
                    Measure::Stock => stored(d, rule, i, month, &by_month, &inflows, &mut flowing[i]),
                    _ => scaled(&flowing[i], d.demand.drivers[i].volume[month - 1]),
                };
            }
            by_month.push(now);
            inflows.push(flowing);
        }
        Self { d, drivers: by_month.pop().unwrap_or_default(), t }
    }

    pub fn of(&self, base: Base) -> Parts {
        match base {
            Base::Driver(i) => self.drivers[i].clone(),
            base => users(self.d, base, self.t),
        }
    }

    pub fn driver(&self, i: usize) -> &Parts {
        &self.drivers[i]
    }
}

/// What is stored: what was, and what comes in, less what is deleted, each of whoever brought it. What was there before
/// the first month is of whoever brings more in it.
fn stored(
    d: &Deployed,
    rule: &DriverRule,
    driver: usize,
    t: usize,
    before: &[Vec<Parts>],
    inflows: &[Vec<Parts>],
    flowing: &mut Parts,
) -> Parts {
    let params = &d.program.params;
    let count = flowing.iter().sum::<f64>() * params.number(rule.per) * workload::days(d.program, rule);
    *flowing = scaled(flowing, count);
    let last = match before.last() {
        Some(last) => last[driver].clone(),
        None => scaled(flowing, params.number_or(rule.initial, 0.0)),
    };
    let deleted = rule.keep.and_then(|keep| t.checked_sub(keep)).filter(|m| *m >= 1);
    let deleted = deleted.map(|m| if m == t { flowing.clone() } else { inflows[m - 1][driver].clone() });
    let gone = |i: usize| deleted.as_ref().map_or(0.0, |parts| parts[i]);
    last.iter().zip(flowing.iter()).enumerate().map(|(i, (was, comes))| (was + comes - gone(i)).max(0.0)).collect()
}

/// Users by plan.
fn users(d: &Deployed, base: Base, t: usize) -> Parts {
    let subscription = &d.demand.subscription;
    let plans = || d.program.subscription.plans.values().zip(&subscription.plans);
    let registered = &d.demand.registered;
    let with = |mut parts: Parts, all: f64| {
        parts.push((all - parts.iter().sum::<f64>()).max(0.0));
        parts
    };
    let customers = || plans().map(|(_, run)| run.customers[t - 1]);
    let none = || plans().map(|_| 0.0);
    match base {
        Base::Registered | Base::Active | Base::Driver(_) => with(customers().collect(), registered[t]),
        Base::New => with(plans().map(|(_, run)| run.new[t - 1]).collect(), registered[t] - registered[t - 1]),
        Base::Paying => with(plans().map(|(p, run)| if p.free { 0.0 } else { run.customers[t - 1] }).collect(), 0.0),
        Base::Free => {
            let unpaid = registered[t] - subscription.paying[t - 1];
            let free = plans().map(|(p, run)| if p.free { run.customers[t - 1] } else { 0.0 });
            with(free.collect(), unpaid - subscription.lost.get(t - 1).copied().unwrap_or(0.0))
        }
        Base::Trial => with(none().collect(), subscription.trial[t - 1]),
        Base::Plan(plan) => with(customers().enumerate().map(|(i, n)| if i == plan { n } else { 0.0 }).collect(), 0.0),
    }
}

/// Parts in the same ratio that add up to a sum; none where there are none.
pub(super) fn scaled(parts: &[f64], sum: f64) -> Parts {
    let all: f64 = parts.iter().sum();
    parts.iter().map(|part| if all > 0.0 { part * sum / all } else { 0.0 }).collect()
}
