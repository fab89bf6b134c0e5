//! What is in the bank.

use headroom_charts::{Chart, Direction, Graphic, Layer, Point, Role};

use super::{line, x_of};
use crate::scene::Scene;

/// Cash by month, with its trough and the month from which losses are repaid.
pub fn cash(scene: &Scene) -> Graphic {
    let cash = &scene.deployed.outcome.cash;
    let mut layers = vec![
        Layer::Rule { axis: Direction::Horizontal, at: 0.0, label: String::new(), role: Role::Neutral },
        line(scene.money_series("cash", "Cash", Role::Cash, cash)),
    ];
    let (trough, t) = scene.deployed.break_even.trough;
    if t > 0 {
        layers.push(Layer::Dot {
            at: Point { x: x_of(t), y: trough.to_f64() },
            label: format!("lowest {} in {}", scene.brief(trough), scene.month(t)),
        });
    }
    let repaid = scene.deployed.break_even.cumulative.filter(|t| *t > 1);
    if let Some(t) = repaid {
        layers.push(Layer::Rule {
            axis: Direction::Vertical,
            at: x_of(t),
            label: format!("repaid {}", scene.month(t)),
            role: Role::Good,
        });
    }
    let y = scene.money_axis(cash.iter().map(|m| m.to_f64()).chain([0.0]));
    let summary = match (t, repaid) {
        (0, _) => "Cash never falls below where it starts.".to_owned(),
        (_, Some(r)) => format!(
            "Cash is lowest in {} at {}; losses are repaid by {}.",
            scene.month(t),
            scene.brief(trough),
            scene.month(r)
        ),
        (_, None) => format!(
            "Cash is lowest in {} at {}; losses are not repaid within the horizon.",
            scene.month(t),
            scene.brief(trough)
        ),
    };
    Graphic::Chart(Chart {
        id: "cash".into(),
        title: "Cash".into(),
        subtitle: format!("{}, at the month's end", scene.model.program.currency.code()),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}
