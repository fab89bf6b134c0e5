//! Percentiles by month, as fans.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Direction, Graphic, Layer, Point, Role, Series};
use headroom_engine::money::decimal_of;
use headroom_simulation::bands::Quantity;
use headroom_simulation::figure::Monthly;

use super::view::{View, chance};
use crate::format;

/// What the numbers of a fan are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Money,
    Count,
    Share,
}

/// Cash and MRR where there are prices, users otherwise; cost; headroom.
pub fn fans(view: &View) -> Vec<Graphic> {
    let d = view.deployment;
    let code = view.currency().code().to_owned();
    let (end, month) = (format!("{code} at the month's end"), format!("{code} per month"));
    let demand = match view.has_revenue() {
        true => fan(view, "mrr-fan", "MRR", &end, Monthly::Mrr, Kind::Money, Role::Revenue),
        false => fan(
            view,
            "users-fan",
            "Users",
            "registered users at the month's end",
            Monthly::Users,
            Kind::Count,
            Role::Accent,
        ),
    };
    let cash = || fan(view, "cash-fan", "Cash", &end, Monthly::Cash(d), Kind::Money, Role::Cash);
    let all = [
        view.has_revenue().then(cash).flatten(),
        demand,
        fan(view, "cost-fan", "Cost", &month, Monthly::Cost(d), Kind::Money, Role::Cost),
        fan(
            view,
            "headroom-fan",
            "Headroom",
            "1 − demand / capacity of the tightest limit",
            Monthly::Headroom(d),
            Kind::Share,
            Role::Accent,
        ),
    ];
    all.into_iter().flatten().collect()
}

/// None where it was not asked for, or is the same on every path in every month.
fn fan(view: &View, id: &str, title: &str, unit: &str, of: Monthly, kind: Kind, role: Role) -> Option<Graphic> {
    let months = view.quantities(of);
    let last = months.last()?;
    if months.iter().all(|month| month.min == month.max) || last.percentiles.is_empty() {
        return None;
    }
    let currency = view.currency();
    let read = |value: f64| match kind {
        Kind::Money => format::price_brief(decimal_of(value).unwrap_or_default().round_dp(2), currency),
        Kind::Count => format::count(value),
        Kind::Share => format::share(value),
    };
    let brief = |value: f64| match kind {
        Kind::Money => scale::compact_money(value, currency.symbol()),
        Kind::Count => scale::compact(value),
        Kind::Share => scale::compact_share((value * 100.0).round() / 100.0),
    };
    let line = |(i, level): (usize, f64)| {
        let points = months.iter().enumerate().map(|(x, month)| Point { x: x as f64, y: month.percentiles[i].value });
        let points: Vec<Point> = points.collect();
        Series {
            id: super::regret::key(&super::view::level(level)),
            label: super::view::below(level),
            end: (level == 0.5).then(|| brief(last.percentiles[i].value)),
            role,
            readings: points.iter().map(|point| read(point.y)).collect(),
            points,
        }
    };
    let levels = last.percentiles.iter().map(|percentile| percentile.level).enumerate();
    let percentiles: Vec<Series> = levels.map(line).collect();
    let unit_of_axis = match kind {
        Kind::Money => Unit::Money(currency.symbol()),
        Kind::Count => Unit::Count,
        Kind::Share => Unit::Share,
    };
    let y = axis(percentiles.iter().flat_map(|line| &line.points).map(|at| at.y), unit_of_axis);
    let mut layers = vec![Layer::Fan { percentiles }];
    if y.from < 0.0 {
        layers
            .insert(0, Layer::Rule { axis: Direction::Horizontal, at: 0.0, label: String::new(), role: Role::Neutral });
    }
    Some(Graphic::Chart(Chart {
        id: id.into(),
        title: title.into(),
        subtitle: format!("{unit}, percentiles of {} paths", format::count(view.paths() as f64)),
        summary: summary(view, title, last, brief),
        x: view.months_axis(),
        y,
        layers,
    }))
}

/// A little below zero needs no whole step of the axis.
fn axis(values: impl Iterator<Item = f64> + Clone, unit: Unit) -> Axis {
    /// Of the highest value.
    const LITTLE: f64 = 0.1;
    let ends = |(low, high): (f64, f64), value: f64| (low.min(value), high.max(value));
    let (low, high) = values.clone().fold((0.0, 0.0), ends);
    if low < 0.0 && -low < LITTLE * high {
        return Axis { from: 1.3 * low, ..scale::value_axis(values.map(|value| value.max(0.0)), unit) };
    }
    scale::value_axis(values, unit)
}

/// "MRR in Dec 2028: $3.8k or more on half of all paths; between $1.3k and $12k on 90 %."
fn summary(view: &View, title: &str, last: &Quantity, read: impl Fn(f64) -> String) -> String {
    let mut text = format!("{title} in {}: ", view.month(view.months()));
    if let Some(median) = super::view::percentile(last, 0.5) {
        text.push_str(&format!("{} or more on half of all paths", read(median.value)));
    }
    if let [low, .., high] = last.percentiles.as_slice() {
        let (share, low, high) = (chance(high.level - low.level), read(low.value), read(high.value));
        match low == high {
            true => text.push_str(&format!("; about the same on {share}")),
            false => text.push_str(&format!("; between {low} and {high} on {share}")),
        }
    }
    text.push('.');
    text
}
