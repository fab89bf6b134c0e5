//! What load tests showed of the tiers' limits.

use headroom_engine::capacity::measured::{LoadPoint, Study};
use headroom_engine::model::file::Measured;
use headroom_pages::Block;

use crate::fit;
use crate::scene::Scene;

/// Each limit that was measured: its points, the law nearest to them, and why to doubt it.
pub fn measured(scene: &Scene) -> Vec<Block> {
    let Some(deployment) = scene.model.file.deployments.get(scene.deployed.id) else { return Vec::new() };
    let mut blocks = Vec::new();
    for (id, component) in &deployment.components {
        for (tier_id, tier) in &component.ladder {
            for (name, found) in tier.measured.iter().filter(|(_, found)| !found.points.is_empty()) {
                let limit = scene.model.program.limits.get(name).map_or(name.as_str(), |limit| &limit.label);
                let title = format!("{}, {}: {limit}, measured", component.label, tier.label);
                let place = format!("{id}-{tier_id}-{name}").replace('_', "-");
                let study = Study::new(found.points.iter().map(LoadPoint::from).collect());
                blocks.extend(fit::of_limit(&place, &title, &source(found), &study));
            }
        }
    }
    blocks
}

/// "k6, 2026-01-10, loadtest.json".
fn source(found: &Measured) -> String {
    let parts = [&found.tool, &found.date, &found.source, &found.note];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}
