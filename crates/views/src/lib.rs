//! What a person reads. A page of the window, a chapter of the review, a table on the command line: all are made here,
//! once, from a projection and its frames, as plain values.

pub mod ask;
pub mod assumptions;
pub mod capacity;
pub mod compare;
pub mod costs;
pub mod document;
pub mod fit;
pub mod format;
pub mod glossary;
pub mod headline;
pub mod overview;
pub mod pictures;
pub mod prices;
pub mod queue;
pub mod revenue;
pub mod review;
pub mod scene;
pub mod sizing;
pub mod table;
pub mod uncertainty;
pub mod upgrades;
mod words;

pub use scene::Scene;

use headroom_pages::{Block, Page, Span, Tone};

/// The window's pages, in order.
pub const PAGES: [&str; 7] = ["overview", "capacity", "costs", "revenue", "compare", "prices", "review"];

/// A page by its id; the overview for one that does not exist.
pub fn page(scene: &Scene, id: &str) -> Page {
    let mut page = whole(scene, id);
    page.blocks.splice(0..0, missing(scene));
    page
}

/// What to say where a table could not be made: an empty one would be taken for an answer.
pub(crate) fn missing(scene: &Scene) -> Option<Block> {
    let failure = scene.frames.failure()?;
    let text = format!("Figures are missing here, and this is a mistake in Headroom, not in the model: {failure}.");
    Some(Block::Notice { tone: Tone::Bad, text: vec![Span::plain(text)] })
}

fn whole(scene: &Scene, id: &str) -> Page {
    match id {
        "capacity" => capacity::capacity(scene),
        "costs" => costs::costs(scene),
        "revenue" => revenue::revenue(scene),
        "compare" => compare::compare(scene),
        "prices" => prices::prices(scene),
        "review" => review::review(scene),
        _ => overview::overview(scene),
    }
}
