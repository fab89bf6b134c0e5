//! Uncertainty: what many paths say of the plan, the answer first, then when, how much, what matters most, and how exact
//! all of it is.

mod answer;
mod chapter;
mod fans;
mod grid;
mod headline;
mod inputs;
mod matters;
mod months;
mod orders;
mod outcome;
mod regret;
mod seek;
mod tables;
mod view;

use headroom_charts::Graphic;
use headroom_pages::{Block, Page, Span, Tone, Width};
use headroom_simulation::futures::Futures;
use headroom_simulation::inputs::Inputs;

use crate::scene::Scene;
use crate::table;

pub use chapter::{Answered, Ordered, chapter, goal, outcome};
pub use grid::{grid_blocks, grid_exactness, grid_table};
pub use matters::{sensitivity_blocks, tornado_blocks};
pub use orders::{orders_blocks, orders_exactness};
pub use seek::{goal_exactness, sought_blocks};
pub use tables::tables;
pub use view::View;

/// What is known of a model's futures.
#[derive(Clone, Copy, Debug)]
pub struct Uncertain<'a> {
    pub inputs: &'a Inputs,
    /// With the [standard figures](headroom_simulation::futures::standard); what is not among them is left out.
    pub futures: &'a Futures,
    /// Whether a more exact answer is on its way.
    pub coarse: bool,
    /// The condition that the paths fulfil, in words: "churn is above 7 %"; may be empty.
    pub given: &'a str,
}

/// The page of a deployment's futures.
pub fn page(scene: &Scene, uncertain: &Uncertain) -> Page {
    Page { id: "uncertainty".into(), title: "Uncertainty".into(), blocks: blocks(scene, uncertain) }
}

fn blocks(scene: &Scene, uncertain: &Uncertain) -> Vec<Block> {
    if uncertain.inputs.is_certain() {
        return vec![certain()];
    }
    let view = View::of(scene, uncertain);
    let mut blocks = vec![Block::Paragraph { text: answer::sentences(&view, uncertain.given) }];
    blocks.extend(headline::figures(&view));
    let months = [months::break_even(&view), months::probabilities(&view)];
    blocks.extend(in_pairs(fans::fans(&view).into_iter().chain(months.into_iter().flatten())));
    blocks.extend(tables::by_year(&view).into_iter().map(table::block));
    blocks.extend(regret::table(&view).map(table::block));
    blocks.extend(inputs::blocks(scene, uncertain.inputs));
    blocks.push(Block::Paragraph { text: vec![Span::plain(answer::exactness(&view, uncertain))] });
    blocks
}

/// Two graphics in each row; one that is left over has a row of its own.
fn in_pairs(graphics: impl Iterator<Item = Graphic>) -> Vec<Block> {
    let graphics: Vec<Graphic> = graphics.collect();
    let paired = graphics.len() / 2 * 2;
    let width = |place: usize| if place < paired { Width::Half } else { Width::Full };
    graphics.into_iter().enumerate().map(|(place, graphic)| Block::Graphic { graphic, width: width(place) }).collect()
}

/// Says before an answer on which paths it rests; nothing without a condition.
pub fn condition(given: &str) -> Option<Block> {
    let text = vec![Span::plain("Only the paths count on which "), Span::strong(given), Span::plain(".")];
    (!given.is_empty()).then_some(Block::Paragraph { text })
}

/// Says below an answer how exact it is.
pub fn remark(exactness: String) -> Block {
    Block::Paragraph { text: vec![Span::plain(exactness)] }
}

/// What to do where every path would be the point run.
fn certain() -> Block {
    let text = "Nothing in this model is uncertain: every path would be the plan itself. State a range for an assumption \
                that you do not know, such as { \"low\": 2, \"likely\": 5, \"high\": 9 } or { \"p10\": 3, \"p90\": 8 } \
                instead of a value; growth and churn may also wander from month to month.";
    Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(text)] }
}
