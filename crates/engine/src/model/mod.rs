//! A model: its text as a tree, its file form, and the checked program that is run.

mod below;
pub mod check;
mod check_costs;
mod check_limits;
pub mod check_measured;
mod check_paths;
mod check_plausible;
mod check_prices;
pub(crate) mod check_revenue;
mod check_review;
mod check_subscription;
pub mod check_supply;
mod check_tiers;
mod currency_of;
mod driver_order;
pub mod edit;
pub mod file;
mod named;
pub mod own_prices;
pub mod price_book;
pub mod program;
pub mod request_path;
pub mod scenario;
mod service;
pub mod watched;

use std::sync::Arc;

pub use below::below;
pub use currency_of::currency_of;

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::{Form, Found, Node, Reader};
use check::Checked;
use file::ModelFile;
use price_book::PriceBook;
use program::Program;
use scenario::Base;

/// A model that can be projected.
#[derive(Clone, Debug)]
pub struct Model {
    pub node: Node,
    pub file: ModelFile,
    pub program: Program,
    /// The prices it computes with.
    pub prices: PriceBook,
    /// Every assumption, in file order.
    pub quantities: Vec<Found>,
    /// What a person should know beside the projection.
    pub warnings: Vec<Diagnostic>,
}

impl Model {
    /// Reads and checks a text against the shipped catalogue. Fails with every problem found.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::from_node(Node::parse(text).map_err(|d| vec![d])?, Catalog::shipped())
    }

    /// Checks a tree against a catalogue. The model's own prices lie over the catalogue's.
    pub fn from_node(mut node: Node, list: &Arc<Catalog>) -> Result<Self, Vec<Diagnostic>> {
        if let Some(newer) = newer_version(&node) {
            return Err(vec![newer]);
        }
        let mut reader = Reader::default();
        let file = ModelFile::read(Some(&node), &mut reader);
        let Some(mut file) = file else { return Err(located(reader.diagnostics, &node)) };
        let Checked { program, prices, mut diagnostics } = checked(&file, &node, list, true, &mut reader);
        let base = Base { list, diagnostics: &diagnostics, unread: &reader.unread };
        let under_scenarios = scenario::check(&mut file, &mut node, &base);
        diagnostics.extend(under_scenarios);
        let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
        let diagnostics = located(diagnostics, &node);
        match program {
            Some(program) if !failed => {
                Ok(Self { node, file, program, prices, quantities: reader.quantities, warnings: diagnostics })
            }
            _ => Err(diagnostics),
        }
    }

    /// The model under one of its scenarios.
    pub fn under(&self, scenario: &str) -> Result<Self, Vec<Diagnostic>> {
        if scenario.is_empty() {
            return Ok(self.clone());
        }
        let node = scenario::apply(&self.node, scenario)?;
        Self::from_node(node, &self.prices.list)
    }

    /// The catalogue it computes with: the one it was read against, with its own prices over it.
    pub fn catalog(&self) -> &Catalog {
        &self.prices.catalog
    }
}

/// The problems of reading a file, then those across its fields. Where something could not be read nothing else is said
/// of that place, nor is there a warning, which might follow from what stands in for it.
fn checked(file: &ModelFile, node: &Node, list: &Arc<Catalog>, keeps_paths: bool, reader: &mut Reader) -> Checked {
    let mut diagnostics = std::mem::take(&mut reader.diagnostics);
    let Checked { program, prices, diagnostics: mut found } = check::check(file, node, list, keeps_paths);
    found.extend(crate::figures::check(file, node));
    let unread = &reader.unread;
    let of_order = |code: Code| matches!(code, Code::BadSchedule | Code::FactorsMean);
    let follows = |d: &Diagnostic| {
        unread
            .iter()
            .any(|place| below(&d.path, place).is_some() || (of_order(d.code) && below(place, &d.path).is_some()))
    };
    found.retain(|d| unread.is_empty() || (d.severity == Severity::Error && !follows(d)));
    diagnostics.extend(found);
    Checked { program, prices, diagnostics }
}

/// What is missing has no place of its own: it is shown where it should be.
fn located(mut diagnostics: Vec<Diagnostic>, node: &Node) -> Vec<Diagnostic> {
    for diagnostic in diagnostics.iter_mut().filter(|d| d.at.is_none()) {
        let mut path = diagnostic.path.as_str();
        while let Some((parent, _)) = path.rsplit_once('.').filter(|_| node.at_path(path).is_none()) {
            path = parent;
        }
        diagnostic.at = Some(node.at_path(path).unwrap_or(node).at);
    }
    diagnostics
}

/// A file of a newer format is refused before its unknown fields are counted as mistakes.
fn newer_version(node: &Node) -> Option<Diagnostic> {
    let at = node.get("format")?;
    let crate::form::Kind::Number(digits) = &at.kind else { return None };
    let format: u64 = digits.parse().ok()?;
    (format > u64::from(file::FORMAT)).then(|| Diagnostic {
        code: Code::NewerVersion,
        severity: Severity::Error,
        path: "format".into(),
        message: format!("the file has format {format}, this version reads {}", file::FORMAT),
        hint: "open it with a newer Headroom".into(),
        at: Some(at.at),
    })
}

/// The JSON Schema of the model file, made from the same declarations that read it.
pub fn schema() -> serde_json::Value {
    let mut definitions = serde_json::Map::new();
    let root = ModelFile::schema(&mut definitions);
    definitions.sort_keys();
    serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Headroom model",
        "$ref": root["$ref"],
        "$defs": definitions
    })
}
