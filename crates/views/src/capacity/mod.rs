//! Capacity: utilisation by limit, p95 against its target, declared beside derived, and why each tier was not chosen.

mod capacities;
mod fleets;
mod limits;
mod load;
mod measured;
mod paths;
mod planned;
mod rate_limits;
mod responses;
mod tiers;
mod triggers;

use headroom_pages::{Block, Page, Span, Tone, Width};

use crate::scene::Scene;
use crate::{pictures, table, upgrades};

pub use capacities::capacities;
pub use load::drivers;
pub use planned::added;

pub fn capacity(scene: &Scene) -> Page {
    let mut blocks = Vec::new();
    let utilisation = pictures::utilisation(scene);
    let beside = if utilisation.is_some() { Width::Narrow } else { Width::Full };
    blocks.extend(utilisation.map(|graphic| Block::Graphic { graphic, width: Width::Wide }));
    blocks.push(Block::Graphic { graphic: pictures::users(scene), width: beside });
    blocks.extend(pictures::timeline(scene).map(|graphic| Block::Graphic { graphic, width: Width::Full }));
    if scene.deployed.rule.components.is_empty() {
        let text = "This deployment states costs but no components, so nothing in it can be full. Another deployment shows limits, tiers and upgrades.";
        blocks.push(Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(text)] });
    } else {
        blocks.extend(supply(scene));
        blocks.extend(planned::planned(scene).map(table::block));
    }
    blocks.extend(measured::measured(scene));
    blocks.push(table::block(drivers(scene)));
    blocks.extend(fleets::fleets(scene).map(table::block));
    blocks.extend(responses::response_times(scene).map(table::block));
    blocks.extend(paths::paths(scene).map(table::block));
    blocks.extend(rate_limits::rate_limits(scene).map(table::block));
    blocks.extend(triggers::triggers(scene).map(table::block));
    Page { id: "capacity".into(), title: "Capacity".into(), blocks }
}

/// What is in place and what is to be ordered; of a deployment without tiers, that in a sentence.
fn supply(scene: &Scene) -> Vec<Block> {
    let limits = limits::limits(scene);
    let tables = [capacities(scene), tiers::verdicts(scene, 1), tiers::verdicts(scene, scene.months())];
    let upgrades = upgrades::blocks(scene);
    let is_empty = |block: &Block| matches!(block, Block::Table { table } if table.rows.is_empty());
    if upgrades.iter().all(is_empty) && tables.iter().all(|table| table.rows.is_empty()) {
        let has_limits = !limits.rows.is_empty();
        let mut text = if has_limits {
            "Nothing in this deployment has a ladder of tiers, so there is nothing to order.".to_owned()
        } else {
            "Nothing in this deployment has a ladder of tiers or is held against a limit, so nothing in it can be full and there is nothing to order.".to_owned()
        };
        let others = scene.model.program.deployments.values().flat_map(|other| other.components.values());
        if others.into_iter().any(|component| !component.tiers.is_empty()) {
            let what = if has_limits { "tiers" } else { "limits, tiers" };
            text.push_str(&format!(" Another deployment shows {what} and upgrades."));
        }
        let notice = Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(text)] };
        return has_limits.then(|| table::block(limits)).into_iter().chain([notice]).collect();
    }
    upgrades.into_iter().chain([limits].into_iter().chain(tables).map(table::block)).collect()
}

/// The zone that a utilisation lies in.
pub(crate) fn zone_tone(scene: &Scene, utilisation: f64) -> Tone {
    let (zones, params) = (&scene.model.program.zones, &scene.model.program.params);
    if utilisation >= params.number(zones.red) {
        Tone::Bad
    } else if utilisation >= params.number(zones.yellow) {
        Tone::Warn
    } else {
        Tone::Good
    }
}
