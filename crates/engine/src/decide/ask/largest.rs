//! How much of what is asked would still be held.

use super::judge::{Placed, judged, month};
use super::load::MOST;
use super::{Answer, Ask, Load};
use crate::capacity::fit::HAIR;
use crate::form::Named;
use crate::projection::Deployed;
use crate::quantity::{last_float_where, last_where};

/// How much of what is asked would still be held.
#[derive(Clone, Debug, PartialEq)]
pub struct Largest {
    /// Answered with yes.
    pub yes: Extent,
    /// Answered with yes or degraded.
    pub degraded: Extent,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Extent {
    /// Not even none of it.
    Nothing,
    /// So much of each driver, in whole units where a whole number is asked.
    UpTo(Named<f64>),
    /// No limit is touched.
    Unlimited,
}

/// The largest multiple of a demand that what is in place holds. Utilisation and response times never fall when
/// demand rises, so a bisection finds it: to the unit where one whole number is asked, else to the last bit of the factor.
pub(super) fn largest(deployed: &Deployed, placed: &[Placed], ask: &Ask) -> Option<Largest> {
    let (demand, t) = (&ask.demand, month(deployed.program, ask));
    let asked = demand.values().copied().fold(0.0, f64::max);
    if asked <= 0.0 {
        return None;
    }
    let extent = |worst: Answer| {
        extent(demand, asked, |demand| judged(deployed, placed, &Load::of(deployed, demand, t)).answer <= worst)
    };
    Some(Largest { yes: extent(Answer::Yes), degraded: extent(Answer::Degraded) })
}

fn extent(demand: &Named<f64>, asked: f64, holds: impl Fn(&Named<f64>) -> bool) -> Extent {
    let each = |amount: &dyn Fn(f64) -> f64| demand.iter().map(|(name, d)| (name.clone(), amount(*d))).collect();
    let most = MOST / asked;
    if holds(&each(&|d| d * most)) {
        return Extent::Unlimited;
    }
    let whole = |d: f64| d.fract() == 0.0;
    if let (1, true) = (demand.len(), whole(asked)) {
        let most = last_where(0, MOST as u64, |n| holds(&each(&|_| n as f64)));
        return most.map_or(Extent::Nothing, |n| Extent::UpTo(each(&|_| n as f64)));
    }
    // What binary arithmetic leaves short of a whole unit by a hair has reached it.
    let unit = |d: f64, amount: f64| if whole(d) { (amount * (1.0 + HAIR)).floor() } else { amount };
    match last_float_where(0.0, most, |factor| holds(&each(&|d| d * factor))) {
        Some(factor) => Extent::UpTo(each(&|d| unit(d, d * factor))),
        None => Extent::Nothing,
    }
}
