//! Prices: what the deployment pays, how old and how well known each price is, and how far what the model states is from
//! the provider's list.

mod drift;
pub(crate) mod known;
mod merge;
mod tables;
mod used;

use std::collections::{BTreeMap, BTreeSet};

use headroom_engine::catalog::PartialDate;
use headroom_engine::model::program::DeploymentRule;
use headroom_engine::prices::{StalePrice, rests, stale};
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
    let sizings = sizing::of(scene, &Wishes::default(), None);
    let heading = Block::Heading { text: "What each provider would cost".into() };
    std::iter::once(heading).chain(sizing::blocks(scene, &sizings, scene.months())).collect()
}

/// What should be looked up before anyone relies on it: prices that are old, that nobody has read in a source, or of plans
/// that are no longer sold. Of all deployments: they are compared with each other.
pub fn notices(scene: &Scene) -> Vec<Block> {
    notices_of(scene, &stale(scene.model, scene.date), "")
}

/// The same of some prices alone, after words that say which.
pub(crate) fn notices_of(scene: &Scene, found: &[StalePrice], which: &str) -> Vec<Block> {
    let most = most(scene);
    let of = |is: fn(&StalePrice) -> bool| found.iter().filter(|p| is(p)).collect();
    let notice = |found: Vec<&StalePrice>, what: &str| notice(scene, found, which, what);
    let kinds = [
        notice(of(|p| p.is_old), &format!("older than {most} on {}", scene.date)),
        notice(of(|p| p.is_from_memory), "from memory, not read in a source"),
        notice(of(|p| p.gone.is_some()), "of plans no longer in the provider's list"),
    ];
    kinds.into_iter().flatten().collect()
}

/// What a price is of, with who asks it.
fn name(scene: &Scene, price: &StalePrice) -> String {
    known::rows(scene.model.catalog(), &price.id).unwrap_or_else(|| price.name.clone())
}

fn notice(scene: &Scene, mut found: Vec<&StalePrice>, which: &str, what: &str) -> Option<Block> {
    let mut seen = BTreeSet::new();
    found.retain(|price| seen.insert(price.id.clone()));
    // By date, the oldest first.
    let mut dates: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for price in &found {
        let (name, names) = (name(scene, price), dates.entry(price.as_of).or_default());
        // Of one plan at several prices, or in several regions.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names: Vec<String> = dates.iter().map(|(date, names)| format!("{} ({date})", format::list(names))).collect();
    let prices = format::counted(found.len(), "price is", "prices are");
    (!found.is_empty())
        .then(|| warning(format!("{which}{prices} {what}: {}. Check before relying on it.", names.join("; "))))
}

fn warning(text: String) -> Block {
    Block::Notice { tone: Tone::Warn, text: vec![Span::plain(text)] }
}

/// The dates of the prices the deployment rests on, and how many are old: "prices as of 2024-08-30 to 2026-10-03, 3 older
/// than 12 months".
pub fn dates(scene: &Scene) -> String {
    let prices = used::used(scene).into_iter().flat_map(|group| group.prices);
    let dates = between(prices.filter_map(|used| used.known).map(|known| known.as_of));
    let found = stale(scene.model, scene.date);
    match Doubts::of(&found, scene.deployed.id).old.len() {
        0 => dates,
        old => format!("{dates}, {} older than {}", format::count(old as f64), most(scene)),
    }
}

/// The same of all deployments together, without their ages.
pub fn all_dates(scene: &Scene) -> String {
    between(rests(scene.model).iter().map(|figure| figure.row.as_of()))
}

fn between(dates: impl Iterator<Item = PartialDate>) -> String {
    let mut dates: Vec<_> = dates.collect();
    dates.sort();
    match (dates.first(), dates.last()) {
        (Some(first), Some(last)) if first != last => format!("prices as of {first} to {last}"),
        (Some(date), _) => format!("prices as of {date}"),
        _ => "prices as stated in the plan".into(),
    }
}

/// Months after which a price is old, in words.
fn most(scene: &Scene) -> String {
    format::counted(scene.model.prices.stale_after, "month", "months")
}

/// Which deployments rest on prices that are old or from memory, where deployments are compared. None where none does.
pub fn ages(scene: &Scene) -> Option<Block> {
    let found = stale(scene.model, scene.date);
    let of_deployment = |(id, rule): (&String, &DeploymentRule)| {
        let doubts = Doubts::of(&found, id);
        let old = doubts.old.iter().min_by_key(|price| price.as_of).map(|oldest| {
            let prices = format::count(doubts.old.len() as f64);
            format!("{prices} older than {}, the oldest {} of {}", most(scene), name(scene, oldest), oldest.as_of)
        });
        let memory = (!doubts.from_memory.is_empty())
            .then(|| format!("{} from memory", format::count(doubts.from_memory.len() as f64)));
        let parts: Vec<String> = old.into_iter().chain(memory).collect();
        (!parts.is_empty()).then(|| format!("{}: {}.", rule.label, parts.join(", and ")))
    };
    let parts: Vec<String> = scene.model.program.deployments.iter().filter_map(of_deployment).collect();
    let text = format!("Costs rest on prices to look up again, as of {}. {}", scene.date, parts.join(" "));
    (!parts.is_empty()).then(|| warning(text))
}

/// What there is to doubt in the prices of one deployment, each price or exchange rate once.
struct Doubts<'a> {
    old: Vec<&'a StalePrice>,
    from_memory: Vec<&'a StalePrice>,
}

impl<'a> Doubts<'a> {
    fn of(found: &'a [StalePrice], deployment: &str) -> Self {
        let own = format!("deployments.{deployment}.");
        let mut seen = BTreeSet::new();
        let found = found.iter().filter(|price| price.path.starts_with(&own) && seen.insert(price.id.as_str()));
        let found: Vec<&StalePrice> = found.collect();
        let of = |is: fn(&StalePrice) -> bool| found.iter().copied().filter(|price| is(price)).collect();
        Self { old: of(|price| price.is_old), from_memory: of(|price| price.is_from_memory) }
    }
}
