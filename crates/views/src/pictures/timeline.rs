//! Which tier when.

use headroom_charts::scale;
use headroom_charts::{Graphic, Row, Segment, Timeline};

use super::x_of;
use crate::format;
use crate::scene::Scene;

/// Which tier when, with order-by dates. None without components.
pub fn timeline(scene: &Scene) -> Option<Graphic> {
    if scene.deployed.outcome.components.is_empty() {
        return None;
    }
    let rows = scene.deployed.outcome.components.iter().map(|(id, run)| {
        let rule = &scene.deployed.rule.components[id];
        let mut starts = vec![1];
        starts.extend(run.changes.iter().map(|c| c.needed_by));
        let segments = starts.iter().enumerate().map(|(i, from)| {
            let to = starts.get(i + 1).copied().unwrap_or(scene.months() + 1);
            let choice = run.choice[from - 1];
            let price = if rule.tiers.is_empty() {
                String::new()
            } else {
                format!(" · {}", scene.brief(scene.price_of(id, choice)))
            };
            let name = if rule.tiers.is_empty() { usage_label(rule) } else { scene.choice(id, choice) };
            let change = (i > 0).then(|| &run.changes[i - 1]);
            let reading = match change {
                Some(c) => format!(
                    "{name}{price} a month from {}, order by {}; forced by {}",
                    scene.month(*from),
                    scene.month_at(c.order_by),
                    scene.forced(id, &c.forced_by)
                ),
                None => format!("{name}{price} a month from {}", scene.month(*from)),
            };
            let breach = (*from..to).find(|t| run.breach[t - 1]);
            let reading =
                breach.map_or(reading.clone(), |t| format!("{reading}; beyond its target from {}", scene.month(t)));
            let order_by =
                change.filter(|c| c.order_by < c.needed_by as i64).map(|c| (c.order_by as f64 - 1.0).max(0.0));
            Segment {
                from: x_of(*from),
                to: x_of(to),
                label: format!("{name}{price}"),
                short: name,
                reading,
                order_by,
                first: i == 0,
            }
        });
        Row { label: rule.label.clone(), segments: segments.collect() }
    });
    let rows: Vec<Row> = rows.collect();
    let changes = scene.changes();
    let (now, _) = scene.now();
    let within = format!("{} within the horizon", format::counted(changes.len(), "change", "changes"));
    let summary = match changes.iter().find(|(_, change)| change.needed_by >= now) {
        Some((id, c)) => format!(
            "{within}; the next: {} to {}, order by {}.",
            scene.deployed.rule.components[*id].label,
            scene.choice(id, c.to),
            scene.month_at(c.order_by)
        ),
        None if changes.is_empty()
            && scene.deployed.outcome.components.values().any(|run| run.breach.contains(&true)) =>
        {
            "No change within the horizon, though what is in place is too small.".into()
        }
        None if changes.is_empty() => "What is in place holds over the whole horizon.".into(),
        None => format!("{within}, all needed before {}.", scene.month(now)),
    };
    Some(Graphic::Timeline(Timeline {
        id: "timeline".into(),
        title: "Upgrades".into(),
        subtitle: "Order by → needed by, and the limit that forces it".into(),
        summary,
        x: scale::month_span_axis(scene.start(), scene.months() as u32),
        rows,
    }))
}

fn usage_label(rule: &headroom_engine::model::program::ComponentRule) -> String {
    match &rule.supply {
        headroom_engine::model::program::Supply::Usage(usage) => usage.label.clone(),
        _ => "metered".into(),
    }
}
