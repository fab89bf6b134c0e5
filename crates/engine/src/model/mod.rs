//! A model: its text as a tree, its file form, and the checked program that is run.

pub mod check;
pub mod check_supply;
pub mod edit;
pub mod file;
pub mod program;
pub mod scenario;

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::{Form, Found, Node, Reader};
use file::ModelFile;
use program::Program;

/// A model that can be projected.
#[derive(Clone, Debug)]
pub struct Model {
    pub node: Node,
    pub file: ModelFile,
    pub program: Program,
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

    /// Checks a tree against a catalogue.
    pub fn from_node(node: Node, catalog: &Catalog) -> Result<Self, Vec<Diagnostic>> {
        if let Some(newer) = newer_version(&node) {
            return Err(vec![newer]);
        }
        let mut reader = Reader::default();
        let file = ModelFile::read(Some(&node), &mut reader);
        let mut diagnostics = std::mem::take(&mut reader.diagnostics);
        let Some(file) = file else { return Err(diagnostics) };
        let (program, found) = check::check(&file, &node, catalog);
        diagnostics.extend(found);
        diagnostics.extend(scenario::check(&file, &node, catalog));
        diagnostics.extend(crate::figures::check(&file, &node));
        let failed = diagnostics.iter().any(|d| d.severity == Severity::Error);
        match program {
            Some(program) if !failed => Ok(Self { node, file, program, quantities: reader.quantities, warnings: diagnostics }),
            _ => Err(diagnostics),
        }
    }

    /// The model under one of its scenarios.
    pub fn under(&self, scenario: &str) -> Result<Self, Vec<Diagnostic>> {
        if scenario.is_empty() {
            return Ok(self.clone());
        }
        let node = scenario::apply(&self.node, scenario).map_err(|d| vec![d])?;
        Self::from_node(node, Catalog::shipped())
    }
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
