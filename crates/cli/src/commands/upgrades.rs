//! Changes of tier, for programs.

use headroom_app::engine::project::supply::{Choice, Forced};
use headroom_app::views::Scene;
use serde_json::{Value, json};

use crate::json;

/// Every change of tier, in order of the month it is needed by.
pub fn upgrades(scene: &Scene) -> Value {
    let changes = scene.changes().into_iter().map(|(component, change)| {
        let order_by = scene.model.program.start.plus(i32::try_from(change.order_by - 1).unwrap_or(0));
        json!({
            "component": component,
            "from": choice(scene, component, change.from),
            "to": choice(scene, component, change.to),
            "order_by": order_by.to_string(),
            "needed_by": json::month(scene, change.needed_by),
            "forced_by": { "kind": kind(&change.forced_by), "text": scene.forced(component, &change.forced_by) },
        })
    });
    changes.collect()
}

/// Components of which nothing on the ladder holds, and the first month of that.
pub fn too_small(scene: &Scene) -> Value {
    let runs = scene.deployed.outcome.components.iter();
    let found = runs.filter_map(|(component, run)| {
        let t = run.breach.iter().position(|breach| *breach)? + 1;
        Some(json!({ "component": component, "from": json::month(scene, t) }))
    });
    found.collect()
}

fn choice(scene: &Scene, component: &str, choice: Choice) -> Value {
    let tier = scene.deployed.rule.components.get(component).and_then(|rule| rule.tiers.get_index(choice.tier));
    json!({
        "tier": tier.map(|(id, _)| id),
        "label": tier.map(|(_, tier)| &tier.label),
        "instances": choice.instances,
        "monthly_price": json::money(scene.price_of(component, choice)),
    })
}

fn kind(forced: &Forced) -> &'static str {
    match forced {
        Forced::Limit { .. } => "limit",
        Forced::Trigger { .. } => "trigger",
        Forced::Cheaper => "cheaper",
        Forced::Schedule => "schedule",
    }
}
