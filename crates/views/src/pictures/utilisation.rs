//! How full each component is.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Chart, Direction, Graphic, Layer, Point, Role, Series};

use super::line;
use crate::format;
use crate::scene::Scene;

/// Utilisation of each component's tightest limit, with the target and the zones' edges. None where nothing is held
/// against a limit.
pub fn utilisation(scene: &Scene) -> Option<Graphic> {
    let mut layers = Vec::new();
    let mut highest = 1.0_f64;
    let params = &scene.model.program.params;
    for (i, (id, run)) in scene.deployed.outcome.components.iter().enumerate() {
        let values: Vec<f64> = run.utilisation.iter().map(|u| u.iter().copied().fold(0.0, f64::max).min(5.0)).collect();
        if values.iter().all(|v| *v == 0.0) {
            continue;
        }
        highest = values.iter().copied().fold(highest, f64::max);
        let series = Series {
            id: id.clone(),
            label: scene.deployed.rule.components[id].label.clone(),
            end: values.last().map(|v| format::share(*v)),
            role: Role::Hue(i as u8 % 8),
            points: values.iter().enumerate().map(|(i, v)| Point { x: i as f64, y: *v }).collect(),
            readings: run.utilisation.iter().map(|u| format::share(u.iter().copied().fold(0.0, f64::max))).collect(),
        };
        layers.push(line(series));
    }
    if layers.is_empty() {
        return None;
    }
    let target = scene.deployed.rule.components.values().next().map_or(0.7, |c| params.number(c.target));
    layers.push(Layer::Rule {
        axis: Direction::Horizontal,
        at: target,
        label: format!("target {}", format::share(target)),
        role: Role::Warn,
    });
    layers.push(Layer::Rule { axis: Direction::Horizontal, at: 1.0, label: "capacity".into(), role: Role::Bad });
    let y = scale::value_axis([0.0, highest * 1.02], Unit::Share);
    let summary = match scene.tightest(1) {
        Some((id, _, u)) => format!(
            "{} is the tightest, at {} of capacity in the first month.",
            scene.deployed.rule.components[id].label,
            format::share(u)
        ),
        None => "Nothing in this deployment is held against a limit.".into(),
    };
    Some(Graphic::Chart(Chart {
        id: "utilisation".into(),
        title: "Utilisation".into(),
        subtitle: "demand over capacity of each component's tightest limit; the room above is headroom".into(),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    }))
}
