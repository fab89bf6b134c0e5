//! Registered users by month.

use crate::model::file::Interpolation;
use crate::model::program::{Curve, GrowthRule, Num, Params, Program};

/// Registered users at the end of each month; index 0 is the state before the first. They are never fewer than none,
/// and where growth has a market it does not go beyond: a season or a rate that would overshoot it fills it.
pub fn registered(program: &Program, params: &Params) -> Vec<f64> {
    let growth = &program.growth;
    let mut users = Vec::with_capacity(program.months + 1);
    users.push(before_start(&growth.curve, params));
    for t in 1..=program.months {
        let last = users[t - 1];
        let season = growth.season[program.start.plus(t as i32 - 1).month() as usize - 1];
        let room = market(&growth.curve, params).map_or(f64::INFINITY, |market| (market - last).max(0.0));
        let grown = (new_users(growth, params, t, last) * season).min(room);
        let added: f64 = growth.additions.iter().filter(|(month, _)| *month == t).map(|(_, n)| params.number(*n)).sum();
        users.push((last + grown + added).max(0.0));
    }
    users
}

fn before_start(curve: &Curve, params: &Params) -> f64 {
    match curve {
        Curve::Schedule(anchors) => {
            anchors.first().filter(|(month, ..)| *month == 0).map_or(0.0, |(_, users, _)| params.number(*users))
        }
        Curve::Compound { users, .. }
        | Curve::Logistic { users, .. }
        | Curve::Bass { users, .. }
        | Curve::Funnel { users, .. } => params.number(*users),
    }
}

fn market(curve: &Curve, params: &Params) -> Option<f64> {
    match curve {
        Curve::Logistic { market, .. } | Curve::Bass { market, .. } => Some(params.number(*market)),
        Curve::Schedule(_) | Curve::Compound { .. } | Curve::Funnel { .. } => None,
    }
}

/// New users of month `t` before seasonality, from the users at the end of the month before.
fn new_users(growth: &GrowthRule, params: &Params, t: usize, last: f64) -> f64 {
    let rate =
        |base: Num| params.number(growth.rates.iter().rev().find(|(month, _)| *month <= t).map_or(base, |(_, r)| *r));
    match &growth.curve {
        Curve::Schedule(anchors) => scheduled(anchors, params, t) - scheduled(anchors, params, t - 1),
        Curve::Compound { rate: r, .. } => rate(*r) * last,
        Curve::Logistic { rate: r, market, .. } => rate(*r) * last * (1.0 - last / params.number(*market)),
        Curve::Bass { innovation, imitation, market, .. } => {
            let market = params.number(*market);
            (params.number(*innovation) + params.number(*imitation) * last / market) * (market - last).max(0.0)
        }
        Curve::Funnel { visitors, visitor_growth, ad_spend, cost_per_visitor, signup, .. } => {
            let growth = visitor_growth.map_or(0.0, rate);
            let unpaid = params.number(*visitors) * libm::pow(1.0 + growth, (t - 1) as f64);
            let bought = match (ad_spend, cost_per_visitor) {
                (Some(spend), Some(cost)) => params.number(*spend) / params.number(*cost),
                _ => 0.0,
            };
            (unpaid + bought) * params.number(*signup)
        }
    }
}

/// The schedule's users at the end of month `t`: 0 before month 0, rising to the first anchor, held after the last.
fn scheduled(anchors: &[(usize, Num, Interpolation)], params: &Params, t: usize) -> f64 {
    let next = anchors.iter().position(|(month, ..)| *month >= t);
    let Some(next) = next else { return anchors.last().map_or(0.0, |(_, users, _)| params.number(*users)) };
    let (month, users, by) = anchors[next];
    let to = params.number(users);
    let (from_month, from) =
        if next == 0 { (0, 0.0) } else { (anchors[next - 1].0, params.number(anchors[next - 1].1)) };
    if month == t || month == from_month {
        return to;
    }
    let part = (t - from_month) as f64 / (month - from_month) as f64;
    match by {
        Interpolation::Linear => from + (to - from) * part,
        Interpolation::Geometric => from * libm::pow(to / from, part),
        Interpolation::Step => from,
    }
}
