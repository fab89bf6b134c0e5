//! Compare: every deployment on the same users.

mod by_users;
mod crossovers;
mod deployments;
mod lacks;
mod path;
mod periods;

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

/// Which is cheapest, and when that changes.
pub fn summary(scene: &Scene) -> Vec<Span> {
    let compared = scene.frames.or_nothing(scene.frames.comparison());
    let Some(best) = compared.iter().min_by_key(|c| c.cost) else { return Vec::new() };
    let crossings = scene.frames.or_nothing(scene.frames.crossovers());
    if compared.len() == 1 {
        let text = ", the only deployment of this model. Add another to compare it with.";
        return vec![Span::strong(format!("{} costs {}", best.label, scene.brief(best.cost))), Span::plain(text)];
    }
    let mut text = vec![
        Span::strong(best.label.clone()),
        Span::plain(format!(" costs least over the horizon, {} in all. ", scene.brief(best.cost))),
    ];
    match crossings.as_slice() {
        [] => text.push(Span::plain("It is the cheapest in every month.")),
        [one] => text.push(Span::plain(format!(
            "The cheapest changes once: from {} to {} in {}, at {} users.",
            label(scene, &one.from),
            label(scene, &one.to),
            format::month(one.month),
            format::count(one.registered)
        ))),
        many => text.push(Span::plain(format!(
            "The cheapest changes {}; first from {} to {} in {}, at {} users.",
            times(many.len()),
            label(scene, &many[0].from),
            label(scene, &many[0].to),
            format::month(many[0].month),
            format::count(many[0].registered)
        ))),
    }
    let small: Vec<String> = compared
        .iter()
        .filter(|c| c.breaches > 0)
        .map(|c| format!("{} in {}", c.label, format::counted(c.breaches, "month", "months")))
        .collect();
    if !small.is_empty() {
        text.push(Span::plain(format!(" Not large enough: {}.", format::list(&small))));
    }
    text
}

/// "twice", "3 times"; never asked for once.
fn times(n: usize) -> String {
    if n == 2 { "twice".into() } else { format!("{n} times") }
}

fn label<'a>(scene: &'a Scene, id: &'a str) -> &'a str {
    scene.model.program.deployments.get(id).map_or(id, |d| d.label.as_str())
}
