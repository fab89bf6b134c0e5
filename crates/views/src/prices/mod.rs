//! Prices: what the deployment pays, how old and how well known each price is, and how far what the model states is from
//! the provider's list.

mod drift;
pub(crate) mod known;
mod merge;
mod tables;
mod used;

use std::collections::BTreeMap;

use headroom_engine::prices::{StalePrice, stale};
use headroom_engine::sizing::Wishes;
use headroom_pages::{Block, Page, Span, Tone};

use crate::scene::Scene;
use crate::{format, sizing, table};

pub use drift::drift;
pub use merge::merge;
pub use tables::{exchange_rates, in_use};

pub fn prices(scene: &Scene) -> Page {
    let mut blocks = notices(scene);
    blocks.push(table::block(in_use(scene)));
    blocks.push(table::block(drift(scene)));
    blocks.extend(exchange_rates(scene).map(table::block));
    blocks.extend(elsewhere(scene));
    Page { id: "prices".into(), title: "Prices".into(), blocks }
}

/// What the same would cost on each provider's plans, in the last month; nothing without components.
fn elsewhere(scene: &Scene) -> Vec<Block> {
    if scene.deployed.rule.components.is_empty() {
        return Vec::new();
    }
    let sizings = sizing::of(scene, &Wishes::default());
    let heading = Block::Heading { text: "What each provider would cost".into() };
    std::iter::once(heading).chain(sizing::blocks(scene, &sizings, scene.months())).collect()
}

/// What should be looked up before anyone relies on it: prices that are old, that nobody has read in a source, or of plans
/// that are no longer sold. Of all deployments: they are compared with each other.
pub fn notices(scene: &Scene) -> Vec<Block> {
    let found = stale(scene.model, scene.date);
    let most = format::counted(scene.model.prices.stale_after, "month", "months");
    let of = |is: fn(&StalePrice) -> bool| found.iter().filter(|p| is(p)).collect();
    let kinds = [
        notice(of(|p| p.is_old), &format!("older than {most} on {}", scene.date)),
        notice(of(|p| p.is_from_memory), "from memory, not read in a source"),
        notice(of(|p| p.gone.is_some()), "of plans no longer in the provider's list"),
    ];
    kinds.into_iter().flatten().collect()
}

fn notice(mut found: Vec<&StalePrice>, what: &str) -> Option<Block> {
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|price| seen.insert(price.id.clone()));
    // By date, the oldest first.
    let mut dates: BTreeMap<_, Vec<String>> = BTreeMap::new();
    found.iter().for_each(|price| dates.entry(price.as_of).or_default().push(price.name.clone()));
    dates.values_mut().for_each(|names| names.dedup());
    let names: Vec<String> = dates.iter().map(|(date, names)| format!("{} ({date})", format::list(names))).collect();
    let prices = format::counted(found.len(), "price is", "prices are");
    (!found.is_empty()).then(|| warning(format!("{prices} {what}: {}. Check before relying on it.", names.join("; "))))
}

fn warning(text: String) -> Block {
    Block::Notice { tone: Tone::Warn, text: vec![Span::plain(text)] }
}

/// The dates of the prices the deployment rests on: "prices as of 2026-07-31 to 2026-10-03".
pub fn dates(scene: &Scene) -> String {
    let prices = used::used(scene).into_iter().flat_map(|group| group.prices);
    let mut dates: Vec<_> = prices.filter_map(|used| used.known).map(|known| known.as_of).collect();
    dates.sort();
    match (dates.first(), dates.last()) {
        (Some(first), Some(last)) if first != last => format!("prices as of {first} to {last}"),
        (Some(date), _) => format!("prices as of {date}"),
        _ => "prices as stated in the plan".into(),
    }
}
