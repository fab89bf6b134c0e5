//! The ladder as the plan's document has it: who each tier is for, what it adds and promises, and what has to be done.

use headroom_engine::form::Found;
use headroom_engine::lookup::value_of;
use headroom_engine::model::file::Tier;
use headroom_pages::{Cell, Table};

use crate::scene::Scene;
use crate::{assumptions, format, review, table};

/// What a tier may state beside its price and its limits.
#[derive(Clone, Copy)]
enum Stated {
    Users,
    Added,
    P95,
    Page,
    Uptime,
    Includes,
    Actions,
}

impl Stated {
    const ALL: [Self; 7] =
        [Self::Users, Self::Added, Self::P95, Self::Page, Self::Uptime, Self::Includes, Self::Actions];

    fn column(self) -> headroom_pages::Column {
        match self {
            Self::Users => table::text("users", "Users"),
            Self::Added => table::text("added", "Added cost"),
            Self::P95 => table::number("p95_ms", "p95"),
            Self::Page => table::number("page_ms", "Page load"),
            Self::Uptime => table::number("uptime", "Uptime"),
            Self::Includes => table::text("includes", "With it"),
            Self::Actions => table::text("actions", "To get there"),
        }
    }

    /// What the tier at this path states; None where it says nothing.
    fn of(self, scene: &Scene, tier: &Tier, path: &str) -> Option<Cell> {
        let found = |field: &str| scene.model.quantities.iter().find(|f| f.path == format!("{path}.{field}"));
        let within = |found: &Found| {
            let ms = found.quantity.point();
            let shown = format::milliseconds(headroom_engine::money::number_of(ms));
            Cell::new(format!("< {shown}"), format::plain(ms))
        };
        match self {
            Self::Users => tier.users.as_ref().map(|users| Cell::text(review::words(&value_of(users)))),
            Self::Added => found("added").map(|found| Cell::text(added(scene, found))),
            Self::P95 => found("targets.p95_ms").map(within),
            Self::Page => found("targets.page_ms").map(within),
            Self::Uptime => found("targets.uptime").map(|found| {
                let shown = assumptions::shown(found, found.quantity.stated(), &scene.model.node);
                Cell::new(shown, format::plain(found.quantity.point()))
            }),
            Self::Includes => {
                let stated = tier.includes.iter().map(|(name, value)| review::detail(name, value));
                (!tier.includes.is_empty()).then(|| Cell::text(stated.collect::<Vec<_>>().join("; ")))
            }
            Self::Actions => (!tier.actions.is_empty()).then(|| Cell::text(tier.actions.join("; "))),
        }
    }
}

/// "+$20 to $30": what a tier costs above the one before it.
pub fn added(scene: &Scene, found: &Found) -> String {
    let range = assumptions::range(found, &scene.model.node);
    let shown = || assumptions::shown(found, found.quantity.stated(), &scene.model.node);
    format!("+{}", if range.is_empty() { shown() } else { range })
}

/// Every tier of which the model states more than price and limits; None where there is none.
pub fn planned(scene: &Scene) -> Option<Table> {
    let deployment = scene.model.file.deployments.get(scene.deployed.id)?;
    let mut ladders = Vec::new();
    for (id, component) in deployment.components.iter() {
        let tiers = component.ladder.iter().filter_map(|(name, tier)| {
            let path = format!("deployments.{}.components.{id}.ladder.{name}", scene.deployed.id);
            let stated = Stated::ALL.map(|what| what.of(scene, tier, &path));
            stated.iter().any(Option::is_some).then_some((&tier.label, stated))
        });
        ladders.push((&component.label, tiers.collect::<Vec<_>>()));
    }
    ladders.retain(|(_, tiers)| !tiers.is_empty());
    let is_stated = |i: usize| ladders.iter().flat_map(|(_, tiers)| tiers).any(|(_, stated)| stated[i].is_some());
    let kept: Vec<usize> = (0..Stated::ALL.len()).filter(|i| is_stated(*i)).collect();
    let columns = kept.iter().map(|i| Stated::ALL[*i].column());
    let columns: Vec<_> = std::iter::once(table::text("tier", "Tier")).chain(columns).collect();
    let mut rows = Vec::new();
    for (label, tiers) in &ladders {
        rows.push(table::group(label.as_str(), columns.len()));
        rows.extend(tiers.iter().map(|(label, stated)| {
            let cells = kept.iter().map(|i| stated[*i].clone().unwrap_or_else(table::nothing));
            table::row(std::iter::once(Cell::text(label.as_str())).chain(cells).collect())
        }));
    }
    let subtitle = "as stated; added is a month's cost above the tier before";
    (!rows.is_empty()).then(|| table::table("ladder-as-planned", "Ladder as planned", subtitle, columns, rows, ""))
}
