//! Prices: what the deployment pays, how old and how well known each price is, and how far what the model states is from
//! the provider's list.

mod age;
mod known;
mod merge;
mod tables;
mod used;

use headroom_pages::{Block, Page, Span, Tone};

use crate::scene::Scene;
use crate::{format, table};

pub use merge::merge;
pub use tables::{drift, in_use};
use used::{Used, used};

pub fn prices(scene: &Scene) -> Page {
    let mut blocks = notices(scene);
    blocks.push(table::block(in_use(scene)));
    blocks.push(table::block(drift(scene)));
    Page { id: "prices".into(), title: "Prices".into(), blocks }
}

/// What should be checked before anyone relies on it: old prices, and prices that nobody has read in a source.
pub fn notices(scene: &Scene) -> Vec<Block> {
    let used = used(scene);
    let names = |found: &[&Used]| format::list(&found.iter().map(|u| u.name()).collect::<Vec<_>>());
    let old: Vec<&Used> = used.iter().filter(|u| u.is_stale(scene)).collect();
    let unread: Vec<&Used> = used.iter().filter(|u| u.is_from_memory()).collect();
    let mut blocks = Vec::new();
    if !old.is_empty() {
        let prices = format::counted(old.len(), "price is", "prices are");
        let most = format::counted(scene.model.prices.stale_after, "month", "months");
        let text = format!("{prices} more than {most} old on {}: {}.", scene.date, names(&old));
        blocks.push(warning(text));
    }
    if !unread.is_empty() {
        let prices = format::counted(unread.len(), "price was", "prices were");
        blocks
            .push(warning(format!("{prices} not read in a source; check before relying on them: {}.", names(&unread))));
    }
    blocks
}

fn warning(text: String) -> Block {
    Block::Notice { tone: Tone::Warn, text: vec![Span::plain(text)] }
}

/// The dates of the prices the deployment rests on: "prices as of 2026-07-31 to 2026-10-03".
pub fn dates(scene: &Scene) -> String {
    let mut dates: Vec<_> = used(scene).iter().filter_map(|u| u.as_of).collect();
    dates.sort();
    match (dates.first(), dates.last()) {
        (Some(first), Some(last)) if first != last => format!("prices as of {first} to {last}"),
        (Some(date), _) => format!("prices as of {date}"),
        _ => "prices as stated in the plan".into(),
    }
}
