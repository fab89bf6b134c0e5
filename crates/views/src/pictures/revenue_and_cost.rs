//! When it pays.

use headroom_charts::{Chart, Direction, Graphic, Layer, Point, Role};

use super::{line, x_of};
use crate::scene::Scene;

/// Revenue and cost by month, with the months in which it pays.
pub fn revenue_and_cost(scene: &Scene) -> Graphic {
    let revenue = &scene.deployed.demand.subscription.revenue;
    let cost = &scene.deployed.outcome.cost;
    let mut layers = Vec::new();
    let pays = scene.has_revenue();
    if pays {
        let stretches = scene.deployed.break_even.pays.iter();
        layers.extend(stretches.map(|r| Layer::Shade { from: x_of(*r.start()), to: x_of(*r.end()), role: Role::Good }));
        layers.push(line(scene.money_series("revenue", "Revenue", Role::Revenue, revenue)));
    }
    layers.push(line(scene.money_series("cost", "Cost", Role::Cost, cost)));
    let over_time = scene.deployed.break_even;
    if let Some(t) = over_time.operating.filter(|t| pays && *t > 1) {
        layers.push(Layer::Rule {
            axis: Direction::Vertical,
            at: x_of(t),
            label: format!("break-even {}", scene.month(t)),
            role: Role::Neutral,
        });
        layers.push(Layer::Dot { at: Point { x: x_of(t), y: revenue[t - 1].to_f64() }, label: String::new() });
    }
    let values = revenue.iter().filter(|_| pays).chain(cost).map(|m| m.to_f64());
    let y = scene.money_axis(values);
    let summary = match (pays, over_time.operating, over_time.first_apart()) {
        (false, ..) => format!(
            "Cost grows from {} to {} a month; the plan has no revenue.",
            scene.brief(cost[0]),
            scene.brief(cost[cost.len() - 1])
        ),
        (true, Some(1), _) => "Revenue covers cost from the first month.".into(),
        (true, Some(t), None) => format!("Revenue covers cost from {}.", scene.month(t)),
        (true, Some(t), Some(first)) => {
            format!(
                "Revenue covers cost for good from {}, for the first time in {}.",
                scene.month(t),
                scene.month(first)
            )
        }
        (true, None, Some(first)) => {
            format!("Revenue covers cost for the first time in {}, but not at the end.", scene.month(first))
        }
        (true, None, None) => "Revenue does not cover cost within the horizon.".into(),
    };
    let title = if pays { "Monthly revenue and cost" } else { "Monthly cost" };
    let subtitle = format!("{}{}", scene.per_month(), if pays { "; green where it pays" } else { "" });
    Graphic::Chart(Chart {
        id: "revenue-and-cost".into(),
        title: title.into(),
        subtitle,
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}
