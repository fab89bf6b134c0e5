//! Compare: every deployment on the same users.

mod by_users;
mod crossovers;
mod deployments;
mod lacks;
mod path;
mod periods;

use headroom_engine::project::Standing;
use headroom_frames::{Cheapest, Compared, Crossover};
use headroom_pages::{Block, Page, Span, Width};

use crate::scene::Scene;
use crate::{format, pictures, prices, table};

pub use deployments::{deployments, in_two};
pub use lacks::lacks;
pub use path::path;

pub fn compare(scene: &Scene) -> Page {
    let mut blocks = vec![Block::Paragraph { text: summary(scene) }];
    blocks.extend(prices::ages(scene));
    blocks.push(Block::Graphic { graphic: pictures::compare_cost(scene), width: Width::Full });
    blocks.push(table::block(deployments(scene)));
    blocks.extend(path(scene));
    blocks.push(table::block(crossovers::crossovers(scene)));
    blocks.extend(by_users::by_users(scene).map(table::block));
    blocks.extend(
        [lacks(scene), periods::per_head(scene), periods::by_year(scene), periods::by_month(scene)].map(table::block),
    );
    Page { id: "compare".into(), title: "Compare".into(), blocks }
}

/// Which is cheapest of those that hold the load, and when that changes.
pub fn summary(scene: &Scene) -> Vec<Span> {
    let compared = scene.frames.or_nothing(scene.frames.comparison());
    let Some(best) = Standing::first(compared.iter().map(Compared::standing)).map(|place| &compared[place]) else {
        return Vec::new();
    };
    if compared.len() == 1 {
        let text = ", the only deployment of this model. Add another to compare it with.";
        let small = too_small(&compared);
        let costs = format!("{} costs {}", best.label, scene.brief(best.cost));
        return vec![Span::strong(costs), Span::plain(format!("{text}{small}"))];
    }
    let mut text = match best.breaches {
        0 => vec![
            Span::strong(best.label.clone()),
            Span::plain(format!(" costs least over the horizon, {} in all", scene.brief(best.cost))),
            Span::plain(match compared.iter().any(|c| c.breaches > 0 && c.cost < best.cost) {
                true => ", of what is large enough throughout. ",
                false => ". ",
            }),
        ],
        n => vec![
            Span::plain("No deployment is large enough in every month. "),
            Span::strong(best.label.clone()),
            Span::plain(format!(
                " comes nearest: too small in {}, {} in all. ",
                format::counted(n, "month", "months"),
                scene.brief(best.cost)
            )),
        ],
    };
    text.push(Span::plain(changes(scene, best)));
    text.push(Span::plain(too_small(&compared)));
    text
}

/// When the cheapest changes.
fn changes(scene: &Scene, best: &Compared) -> String {
    let held: Vec<Cheapest> = scene.frames.cheapest_by_month().into_iter().filter(|month| month.holds).collect();
    let Some(first) = held.first() else { return "In no month is any large enough.".into() };
    let to = |one: &Crossover| {
        format!(
            "from {} to {} in {}, at {} users.",
            label(scene, &one.from),
            label(scene, &one.to),
            format::month(one.month),
            format::count(one.registered)
        )
    };
    match scene.frames.crossovers().as_slice() {
        [] if held.len() < scene.months() => {
            format!("{} is the cheapest in every month in which any is large enough.", label(scene, &first.deployment))
        }
        [] if first.deployment == best.id => "It is the cheapest in every month.".into(),
        [] => format!("{} is the cheapest in every month.", label(scene, &first.deployment)),
        [one] => format!("The cheapest changes once: {}", to(one)),
        many => format!("The cheapest changes {}; first {}", times(many.len()), to(&many[0])),
    }
}

/// Which deployments cannot hold the load in some month; empty where all can.
fn too_small(compared: &[Compared]) -> String {
    let small: Vec<String> = compared
        .iter()
        .filter(|c| c.breaches > 0)
        .map(|c| format!("{} in {}", c.label, format::counted(c.breaches, "month", "months")))
        .collect();
    if small.is_empty() { String::new() } else { format!(" Not large enough: {}.", format::list(&small)) }
}

/// "twice", "3 times"; never asked for once.
fn times(n: usize) -> String {
    if n == 2 { "twice".into() } else { format!("{n} times") }
}

fn label<'a>(scene: &'a Scene, id: &'a str) -> &'a str {
    scene.model.program.deployments.get(id).map_or(id, |d| d.label.as_str())
}
