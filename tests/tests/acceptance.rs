//! The 682 facts of the five seed documents, against the shipped models: what a document states is read back from its
//! model by value, and what follows from it comes out of the engine.

use std::collections::BTreeMap;

use headroom_engine::figures;
use headroom_engine::form::Kind;
use headroom_engine::formula::Resolve;
use headroom_tests::Shipped;
use headroom_tests::facts::{Fact, Map, Place, SEEDS, figures_of, without_reference};
use headroom_tests::printing::problems;
use rstest::rstest;

#[rstest]
#[case::securewave("securewave", 210)]
#[case::securevpn("securevpn", 86)]
#[case::whatsflow("whatsflow", 147)]
#[case::radpanel("radpanel", 63)]
#[case::leadsite("leadsite", 176)]
fn every_fact_holds(#[case] seed: &str, #[case] count: usize) {
    let (shipped, map) = model_of(seed);
    let facts = Fact::of(seed);
    assert_eq!(facts.len(), count, "facts of {seed}");
    let wrong: Vec<String> = facts
        .iter()
        .filter_map(|fact| map.hold(fact, &shipped).err().map(|problem| format!("  {}: {problem}", fact.id)))
        .collect();
    println!("{seed}: {} of {count} facts hold", count - wrong.len());
    assert!(wrong.is_empty(), "{} of {count} facts of {seed} do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every fact has its place, and a summary says which.
#[test]
fn every_fact_is_accounted_for() {
    let mut missing = Vec::new();
    println!("{:<12}{:>12}{:>8}{:>8}{:>8}", "seed", "statements", "at", "out", "all");
    for (seed, _) in SEEDS {
        let (shipped, map) = model_of(seed);
        let facts = Fact::of(seed);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for fact in &facts {
            let place = match map.place(fact, &shipped.model) {
                Some(Place::Statement) => "statement",
                Some(Place::At(_)) => "at",
                Some(Place::Out(_)) => "out",
                None => {
                    missing.push(fact.id.clone());
                    continue;
                }
            };
            *counts.entry(place).or_default() += 1;
        }
        let count = |place: &str| counts.get(place).copied().unwrap_or(0);
        println!("{seed:<12}{:>12}{:>8}{:>8}{:>8}", count("statement"), count("at"), count("out"), facts.len());
    }
    assert!(missing.is_empty(), "{} facts are not accounted for:\n  {}", missing.len(), missing.join("\n  "));
    assert_eq!(Fact::all().len(), 682);
}

#[rstest]
#[case("securewave")]
#[case("securevpn")]
#[case("whatsflow")]
#[case("radpanel")]
#[case("leadsite")]
fn the_map_names_facts_and_nothing_else(#[case] seed: &str) {
    let (_, map) = model_of(seed);
    let facts = Fact::of(seed);
    let unknown: Vec<&str> = map.ids().filter(|id| !facts.iter().any(|fact| fact.id == *id)).collect();
    assert!(unknown.is_empty(), "no such facts: {unknown:?}");
}

/// A derived fact is calculated from the model: every part of the formula behind it refers to something.
#[rstest]
#[case("securewave")]
#[case("securevpn")]
#[case("whatsflow")]
#[case("radpanel")]
#[case("leadsite")]
fn derived_facts_are_calculated(#[case] seed: &str) {
    let (shipped, map) = model_of(seed);
    let mut literal = Vec::new();
    for fact in Fact::of(seed).iter().filter(|fact| fact.is_derived()) {
        let Some(Place::Out(paths)) = map.place(fact, &shipped.model) else { continue };
        for name in figures_of(paths) {
            let Some(figure) = shipped.model.file.figures.get(name) else { continue };
            literal.extend(
                without_reference(&figure.formula).iter().map(|f| format!("  {}: figures.{name}: {f}", fact.id)),
            );
        }
    }
    assert!(literal.is_empty(), "formulas that refer to nothing:\n{}", literal.join("\n"));
}

/// A claim is shown, never used: what a document claims stands among the statements or in the review.
#[rstest]
#[case("securewave")]
#[case("securevpn")]
#[case("whatsflow")]
#[case("radpanel")]
#[case("leadsite")]
fn claims_are_no_inputs(#[case] seed: &str) {
    let (shipped, map) = model_of(seed);
    let mut used = Vec::new();
    for fact in Fact::of(seed).iter().filter(|fact| fact.kind() == "claim") {
        let Some(Place::At(paths)) = map.place(fact, &shipped.model) else { continue };
        used.extend(
            leaves(paths).into_iter().filter(|path| is_input(path)).map(|path| format!("  {}: {path}", fact.id)),
        );
    }
    assert!(used.is_empty(), "claims used as inputs:\n{}", used.join("\n"));
}

fn is_input(path: &str) -> bool {
    !["statements.", "review.", "figures."].iter().any(|shown| path.starts_with(shown))
}

fn leaves(paths: &headroom_engine::form::Node) -> Vec<&str> {
    match &paths.kind {
        Kind::Text(path) => vec![path],
        Kind::List(items) => items.iter().flat_map(leaves).collect(),
        Kind::Record(entries) => entries.iter().flat_map(|(_, item)| leaves(item)).collect(),
        _ => Vec::new(),
    }
}

/// Every figure of every shipped model has a value, and what it is shown beside exists.
#[test]
fn every_figure_evaluates() {
    for shipped in Shipped::all() {
        let found = figures::check_values(&shipped.lookup());
        assert!(found.is_empty(), "{}", problems(&shipped.name, &shipped.text, &found));
        for (name, figure) in &shipped.model.file.figures {
            let Some(path) = figure.stated.as_ref().and_then(|stated| stated.as_text()) else { continue };
            if path.starts_with("statements.") {
                assert!(shipped.lookup().resolve(path).is_some(), "{}: figures.{name}: no {path}", shipped.name);
            }
        }
    }
}

fn model_of(seed: &str) -> (Shipped, Map) {
    let (_, model) = SEEDS.iter().find(|(name, _)| *name == seed).expect("a seed of the list");
    (Shipped::read(model), Map::of(model))
}
