//! Registered users by month.

use crate::model::file::Interpolation;
use crate::model::program::{Curve, GrowthRule, Num, Program, Values};
use crate::number::Number;

/// Registered users at the end of each month; index 0 is the state before the first. They are never fewer than none,
/// and where growth has a market it does not go beyond: a season or a rate that would overshoot it fills it.
pub fn registered<V: Values>(program: &Program, params: &V) -> Vec<V::Count> {
    let none = V::Count::of(0.0);
    let growth = &program.growth;
    let mut users = Vec::with_capacity(program.months + 1);
    users.push(before_start(&growth.curve, params));
    for t in 1..=program.months {
        let last = users[t - 1];
        let season = V::Count::of(growth.season[program.start.plus(t as i32 - 1).month() as usize - 1]);
        let wanted = new_users(growth, params, t, last) * season * params.growth_factor(t);
        let room = market(&growth.curve, params).map(|market| (market - last).at_least(none));
        let grown = room.map_or(wanted, |room| wanted.at_most(room));
        let added: V::Count =
            growth.additions.iter().filter(|(month, _)| *month == t).map(|(_, n)| params.number(*n)).sum();
        users.push((last + grown + added).at_least(none));
    }
    users
}

fn before_start<V: Values>(curve: &Curve, params: &V) -> V::Count {
    let none = V::Count::of(0.0);
    match curve {
        Curve::Schedule(anchors) => {
            anchors.first().filter(|(month, ..)| *month == 0).map_or(none, |(_, users, _)| params.number(*users))
        }
        Curve::Compound { users, .. }
        | Curve::Logistic { users, .. }
        | Curve::Bass { users, .. }
        | Curve::Funnel { users, .. } => params.number(*users),
    }
}

fn market<V: Values>(curve: &Curve, params: &V) -> Option<V::Count> {
    match curve {
        Curve::Logistic { market, .. } | Curve::Bass { market, .. } => Some(params.number(*market)),
        Curve::Schedule(_) | Curve::Compound { .. } | Curve::Funnel { .. } => None,
    }
}

/// New users of month `t` before seasonality, from the users at the end of the month before.
fn new_users<V: Values>(growth: &GrowthRule, params: &V, t: usize, last: V::Count) -> V::Count {
    let (none, one) = (V::Count::of(0.0), V::Count::of(1.0));
    let rate =
        |base: Num| params.number(growth.rates.iter().rev().find(|(month, _)| *month <= t).map_or(base, |(_, r)| *r));
    match &growth.curve {
        Curve::Schedule(anchors) => scheduled(anchors, params, t) - scheduled(anchors, params, t - 1),
        Curve::Compound { rate: r, .. } => rate(*r) * last,
        Curve::Logistic { rate: r, market, .. } => rate(*r) * last * (one - last / params.number(*market)),
        Curve::Bass { innovation, imitation, market, .. } => {
            let market = params.number(*market);
            (params.number(*innovation) + params.number(*imitation) * last / market) * (market - last).at_least(none)
        }
        Curve::Funnel { visitors, visitor_growth, ad_spend, cost_per_visitor, signup, .. } => {
            let growth = visitor_growth.map_or(none, rate);
            let unpaid = params.number(*visitors) * (one + growth).power(V::Count::of((t - 1) as f64));
            let bought = match (ad_spend, cost_per_visitor) {
                (Some(spend), Some(cost)) => params.number(*spend) / params.number(*cost),
                _ => none,
            };
            (unpaid + bought) * params.number(*signup)
        }
    }
}

/// The schedule's users at the end of month `t`: 0 before month 0, rising to the first anchor, held after the last.
fn scheduled<V: Values>(anchors: &[(usize, Num, Interpolation)], params: &V, t: usize) -> V::Count {
    let none = V::Count::of(0.0);
    let next = anchors.iter().position(|(month, ..)| *month >= t);
    let Some(next) = next else { return anchors.last().map_or(none, |(_, users, _)| params.number(*users)) };
    let (month, users, by) = anchors[next];
    let to = params.number(users);
    let (from_month, from) =
        if next == 0 { (0, none) } else { (anchors[next - 1].0, params.number(anchors[next - 1].1)) };
    if month == t || month == from_month {
        return to;
    }
    let part = V::Count::of((t - from_month) as f64 / (month - from_month) as f64);
    match by {
        Interpolation::Linear => from + (to - from) * part,
        Interpolation::Geometric => from * (to / from).power(part),
        Interpolation::Step => from,
    }
}
