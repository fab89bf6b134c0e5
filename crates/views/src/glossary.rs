//! One-line definitions of the field's terms, read from GLOSSARY.md so that each is written once.

use std::sync::LazyLock;

static TERMS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let lines = include_str!("../../../GLOSSARY.md").lines();
    lines
        .filter_map(|line| {
            let (term, definition) = line.strip_prefix("- **")?.split_once("** — ")?;
            let short = definition.split(". ").next().unwrap_or(definition).trim_end_matches('.');
            Some((term.to_lowercase(), format!("{short}.")))
        })
        .collect()
});

/// The definition of a term, or nothing. Plural and capital forms find it too, and a unit behind a comma is passed over.
pub fn define(term: &str) -> String {
    let term = term.split(',').next().unwrap_or(term).to_lowercase();
    let found = TERMS.iter().find(|(t, _)| *t == term || format!("{t}s") == term);
    found.map_or(String::new(), |(_, definition)| definition.clone())
}
