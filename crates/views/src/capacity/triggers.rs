//! Conditions under which a tier is no longer enough.

use headroom_engine::project::supply::Forced;
use headroom_pages::{Cell, Table, Tone};

use crate::scene::Scene;
use crate::{table, words};

/// Triggers as stated, and when each fires.
pub fn triggers(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    let deployment = scene.model.file.deployments.get(scene.deployed.id)?;
    for (id, component) in &deployment.components {
        let run = &scene.deployed.outcome.components[id];
        for (tier_id, tier) in &component.ladder {
            let rule = scene.deployed.rule.components.get(id).and_then(|component| component.tiers.get(tier_id));
            let rules = || rule.into_iter().flat_map(|tier| &tier.triggers);
            for trigger in &tier.triggers {
                let watched = rules().find(|rule| Some(&rule.watched.name) == trigger.metric.as_ref());
                let stated = match (&trigger.text, watched) {
                    (Some(text), _) => text.clone(),
                    (None, Some(rule)) => words::condition(&rule.watched),
                    (None, None) => continue,
                };
                let fired = run.changes.iter().find(|change| {
                    Some(change.from.tier) == component.ladder.get_index_of(tier_id)
                        && matches!(&change.forced_by, Forced::Trigger { watched, .. } if Some(&watched.name) == trigger.metric.as_ref())
                });
                let when = match (fired, &trigger.value) {
                    (Some(c), _) => Cell::new(
                        format!("fires in {}", scene.month(c.needed_by)),
                        scene.model.program.month(c.needed_by).to_string(),
                    )
                    .toned(Tone::Warn),
                    (None, Some(_)) => Cell::new("quiet, or a limit comes first", ""),
                    (None, None) => Cell::new("has no number: cannot be watched", "").toned(Tone::Warn),
                };
                rows.push(table::row(vec![
                    Cell::text(&component.label),
                    Cell::text(&tier.label),
                    Cell::text(stated),
                    when,
                ]));
            }
        }
    }
    let columns = vec![
        table::text("component", "Component"),
        table::text("tier", "Leaving"),
        table::text("trigger", "Trigger"),
        table::text("fires", "Within the horizon"),
    ];
    (!rows.is_empty()).then(|| {
        table::table("triggers", "Triggers", "conditions under which a tier is no longer enough", columns, rows, "")
    })
}
