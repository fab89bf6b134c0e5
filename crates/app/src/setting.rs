//! Values set by path from outside the window, as text.

use headroom_engine::diagnostic::nearest;
use headroom_engine::form::{Found, Kind, Node};
use headroom_engine::model::{below, edit};

use crate::input::{self, InputError, Meant};
use crate::study::{assumptions, line, problem};
use crate::wire::DiagnosticLine;

/// The numbers that a quantity written as an object has.
const PARTS: [&str; 6] = ["value", "low", "likely", "high", "p10", "p90"];

/// A model's values as they were before any was set.
pub(crate) struct Settings {
    before: Node,
    assumptions: Vec<Found>,
}

impl Settings {
    pub fn of(node: &Node) -> Self {
        Self { before: node.clone(), assumptions: assumptions(node) }
    }

    /// Sets the value at a path. What is a number in the model must be one here, and an amount in its currency; a text stays
    /// a text.
    pub fn put(&self, node: &mut Node, path: &str, value: &str) -> Result<(), DiagnosticLine> {
        let value = self.value(node, path, value)?;
        edit::fix(node, path, value).map_err(|d| {
            let mut problem = line(&d, None);
            problem.hint = self.nearest(path).unwrap_or(problem.hint);
            problem
        })
    }

    fn value(&self, node: &Node, path: &str, value: &str) -> Result<Node, DiagnosticLine> {
        let quantity = path.rsplit_once('.').filter(|(_, part)| PARTS.contains(part)).map(|(quantity, _)| quantity);
        let field = self.assumptions.iter().find(|f| f.path == path || Some(f.path.as_str()) == quantity);
        let meant = field.map_or_else(|| Meant::at(path, node), |found| Meant::of(found, node));
        let number = input::parse(value, meant).map(edit::number);
        let kind = self.before.at_path(path).map(|node| &node.kind);
        match (number, kind) {
            (Ok(number), _) if field.is_some() => Ok(number),
            (Err(error), kind) if field.is_some() || matches!(kind, Some(Kind::Number(_))) => {
                Err(error.at(path, "write a number such as 29, 1.2k or, for shares and rates, 15%"))
            }
            (_, Some(Kind::Text(_))) => Ok(Node::text(value)),
            (Ok(number), _) => Ok(number),
            // What the model leaves out may be a text as well as an amount; no text of a model's is one of money.
            (Err(error @ InputError::OtherCurrency(..)), None) => Err(error.at(path, "")),
            (Err(_), _) => Ok(value.parse().map_or_else(|_| Node::text(value), |truth| Kind::Bool(truth).into())),
        }
    }

    /// A problem of the model that was made: what was set has no line, and a field no model has is a path that is not
    /// there.
    pub fn explain(&self, mut found: DiagnosticLine, set: &[(String, String)]) -> DiagnosticLine {
        if !set.iter().any(|(path, _)| below(&found.path, path).is_some()) {
            return found;
        }
        if found.code.starts_with("E005") && self.before.at_path(&found.path).is_none() {
            let hint = self.nearest(&found.path).unwrap_or(found.hint);
            return problem("E022-unknown-path", &found.path, &format!("the model has no `{}`", found.path), &hint);
        }
        found.line = None;
        found.column = None;
        found
    }

    /// The assumption that was meant, if one is near enough.
    fn nearest(&self, path: &str) -> Option<String> {
        let found = nearest(path, self.assumptions.iter().map(|f| f.path.as_str()))?;
        Some(format!("did you mean `{found}`?"))
    }
}
