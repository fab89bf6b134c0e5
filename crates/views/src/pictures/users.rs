//! Users over time.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Chart, Graphic, Point, Role, Series};

use super::line;
use crate::format;
use crate::scene::Scene;

/// Users over time.
pub fn users(scene: &Scene) -> Graphic {
    let registered = &scene.deployed.demand.registered[1..];
    let series = |id: &str, label: &str, role: Role, values: &[f64]| Series {
        id: id.into(),
        label: label.into(),
        end: values.last().map(|v| scale::compact(*v)),
        role,
        points: values.iter().enumerate().map(|(i, v)| Point { x: i as f64, y: *v }).collect(),
        readings: values.iter().map(|v| format::count(*v)).collect(),
    };
    let mut layers = vec![line(series("registered", "Registered", Role::Accent, registered))];
    if scene.has_revenue() {
        layers.push(line(series("paying", "Paying", Role::Revenue, &scene.deployed.demand.subscription.paying)));
    }
    let y = scale::value_axis(registered.iter().copied(), Unit::Count);
    let summary = format!(
        "Users grow from {} to {}.",
        format::count(registered[0]),
        format::count(registered[registered.len() - 1])
    );
    Graphic::Chart(Chart {
        id: "users".into(),
        title: "Users".into(),
        subtitle: "users at the month's end".into(),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}
