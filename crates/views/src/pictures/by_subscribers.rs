//! How many subscribers it takes.

use std::ops::RangeInclusive;

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Graphic, Layer, Point, Role, Series, Tick};
use headroom_engine::money::Money;
use headroom_engine::project::break_even::{self, BySubscribers};

use super::line;
use crate::format;
use crate::scene::Scene;

/// Profit by number of paying subscribers at the mix of a month, every crossing marked; and all that was found, which goes
/// farther than what is drawn.
pub fn by_subscribers(scene: &Scene, t: usize) -> Option<(Graphic, BySubscribers<Money>)> {
    let d = &scene.deployed;
    let wide = break_even::by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, t, None)?;
    let shown = shown_reach(&wide, d.demand.subscription.paying[t - 1]);
    let found = if shown < wide.most {
        break_even::by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, t, Some(shown))?
    } else {
        wide.clone()
    };
    let series = |id: &str, label: &str, role: Role, pick: fn(&break_even::AtCount<Money>) -> Money| {
        let points = found.curve.iter().map(|c| Point { x: c.subscribers as f64, y: pick(c).to_f64() }).collect();
        let readings = found.curve.iter().map(|c| scene.money(pick(c))).collect();
        let end =
            found.curve.last().map(|c| scale::compact_money(pick(c).to_f64(), scene.model.program.currency.symbol()));
        Series { id: id.into(), label: label.into(), end, role, points, readings }
    };
    let mut layers: Vec<Layer> = found
        .pays
        .iter()
        .map(|r| {
            let (start, end) = (*r.start(), *r.end());
            let from = if start > 0 { meeting(&found, start - 1, start).x } else { 0.0 };
            let to = if end < found.most { meeting(&found, end, end + 1).x } else { end as f64 };
            Layer::Shade { from, to, role: Role::Good }
        })
        .collect();
    layers.push(line(series("cost", "Cost", Role::Cost, |c| c.cost)));
    layers.push(line(series("revenue", "Revenue", Role::Revenue, |c| c.revenue)));
    for range in found.pays.iter().filter(|r| *r.start() > 0) {
        let first = *range.start();
        layers.push(Layer::Dot {
            at: meeting(&found, first - 1, first),
            label: format!("from {}", format::count(first as f64)),
        });
    }
    let values = found.curve.iter().flat_map(|c| [c.revenue.to_f64(), c.cost.to_f64()]);
    let y = scene.money_axis(values);
    let step = scale::value_axis([0.0, found.most as f64], Unit::Count);
    let ticks: Vec<Tick> = step.ticks.into_iter().filter(|tick| tick.at <= found.most as f64).collect();
    let headings = found
        .curve
        .iter()
        .map(|c| Tick {
            at: c.subscribers as f64,
            label: format!("{} paying subscribers", format::count(c.subscribers as f64)),
        })
        .collect();
    let x = Axis { headings, ..Axis::new(0.0, found.most as f64, ticks).titled("paying subscribers") };
    let summary = crossings(&wide);
    let chart = Chart {
        id: "by-subscribers".into(),
        title: "Break-even in subscribers".into(),
        subtitle: format!("{} at the mix of {}; steps are upgrades", scene.per_month(), scene.month(t)),
        summary,
        x,
        y,
        layers,
    };
    Some((Graphic::Chart(chart), wide))
}

/// Far enough to see every crossing and what comes after, and no farther than the plan goes unless it must.
fn shown_reach(found: &BySubscribers<Money>, paying: f64) -> u64 {
    let ends = found.pays.iter().map(|r| *r.end()).filter(|end| *end < found.most);
    let last = found.pays.iter().map(|r| *r.start()).chain(ends).max().unwrap_or(0);
    let plan = paying.ceil() as u64;
    let reach = if last > 0 { (last * 2).max(20) } else { plan.max(20) };
    // Where the plan lies far beyond the last crossing, its own scale would hide the crossings.
    if plan <= reach * 4 { reach.max(plan) } else { reach }.min(found.most)
}

/// Where the drawn lines of revenue and cost meet on the way between two counts, of which one pays and the other does
/// not; where a step of cost lies between them, at the count that pays or no longer does.
fn meeting(found: &BySubscribers<Money>, from: u64, to: u64) -> Point {
    let at = |x: f64| {
        let after = found.curve.iter().position(|c| c.subscribers as f64 >= x).unwrap_or(found.curve.len() - 1);
        let (a, b) = (&found.curve[after.saturating_sub(1)], &found.curve[after]);
        let span = (b.subscribers - a.subscribers) as f64;
        let part = if span > 0.0 { (x - a.subscribers as f64) / span } else { 1.0 };
        let between = |a: &Money, b: &Money| a.to_f64() + (b.to_f64() - a.to_f64()) * part;
        (between(&a.revenue, &b.revenue), between(&a.cost, &b.cost))
    };
    let profit = |x: f64| {
        let (revenue, cost) = at(x);
        revenue - cost
    };
    let (left, right) = (profit(from as f64), profit(to as f64));
    let apart = left - right;
    let part = if apart == 0.0 { 1.0 } else { (left / apart).clamp(0.0, 1.0) };
    let x = from as f64 + (to - from) as f64 * part;
    Point { x, y: at(x).0 }
}

/// Every interval in words, and how far was looked: nothing is said of counts beyond.
pub fn crossings(found: &BySubscribers<Money>) -> String {
    let (count, most) = (|n: u64| format::count(n as f64), format::count(found.most as f64));
    let is_open = |range: &RangeInclusive<u64>| *range.end() >= found.most;
    let words: Vec<String> = found
        .pays
        .iter()
        .map(|range| match is_open(range) {
            true => format!("from {}", count(*range.start())),
            false => format!("from {} to {}", count(*range.start()), count(*range.end())),
        })
        .collect();
    let looked = format!("Counts up to {most} were looked at.");
    match found.pays.as_slice() {
        [] => format!("It does not pay at any count up to {most} paying subscribers."),
        [only] if *only.start() == 1 && is_open(only) => {
            format!("It pays from the first paying subscriber on. {looked}")
        }
        [only] => {
            let on = if is_open(only) { " on" } else { "" };
            format!("It pays {} paying subscribers{on}. {looked}", words[0])
        }
        _ => format!(
            "It pays {} paying subscribers; each upgrade in between takes it under water again. {looked}",
            format::list(&words)
        ),
    }
}
