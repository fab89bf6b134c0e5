//! What a person reads. A page of the window, a chapter of the review, a table on the command line: all are made here,
//! once, from a projection and its frames, as plain values.

pub mod assumptions;
pub mod capacity;
pub mod compare;
pub mod costs;
pub mod document;
pub mod format;
pub mod glossary;
pub mod headline;
pub mod overview;
pub mod pictures;
pub mod revenue;
pub mod review;
pub mod scene;
pub mod table;

pub use scene::Scene;

use headroom_pages::Page;

/// The window's pages, in order.
pub const PAGES: [&str; 6] = ["overview", "capacity", "costs", "revenue", "compare", "review"];

/// A page by its id; the overview for one that does not exist.
pub fn page(scene: &Scene, id: &str) -> Page {
    match id {
        "capacity" => capacity::capacity(scene),
        "costs" => costs::costs(scene),
        "revenue" => revenue::revenue(scene),
        "compare" => compare::compare(scene),
        "review" => review::review(scene),
        _ => overview::overview(scene),
    }
}
