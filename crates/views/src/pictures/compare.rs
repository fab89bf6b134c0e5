//! Every deployment on the same users.

use headroom_charts::{Chart, Graphic, Role};
use headroom_engine::money::Money;

use super::line;
use crate::scene::Scene;

/// Cost of every deployment over time.
pub fn compare_cost(scene: &Scene) -> Graphic {
    let all = &scene.projection.outcomes;
    let rules = &scene.model.program.deployments;
    let layers = all
        .iter()
        .enumerate()
        .map(|(i, (id, outcome))| line(scene.money_series(id, &rules[id].label, Role::Hue(i as u8 % 8), &outcome.cost)))
        .collect();
    let y = scene.money_axis(all.values().flat_map(|o| o.cost.iter().map(|m| m.to_f64())));
    let total = |o: &headroom_engine::project::Outcome<Money>| o.cost.iter().copied().sum::<Money>();
    let cheapest = all.iter().min_by_key(|(_, o)| total(o));
    let summary = cheapest.map_or(String::new(), |(id, o)| {
        format!("{} is the cheapest over the horizon, at {} in all.", rules[id].label, scene.brief(total(o)))
    });
    Graphic::Chart(Chart {
        id: "compare-cost".into(),
        title: "Cost of each deployment".into(),
        subtitle: format!("{}, the same users", scene.per_month()),
        summary,
        x: scene.months_axis(),
        y,
        layers,
    })
}
