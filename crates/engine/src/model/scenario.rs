//! Scenarios: named patches on the model.

use std::sync::Arc;

use super::edit;
use super::file::ModelFile;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::form::{Form, Node, Reader};

/// The model's tree with a scenario's values in place.
pub fn apply(root: &Node, scenario: &str) -> Result<Node, Diagnostic> {
    let scenarios = root.get("scenarios").map(Node::entries).unwrap_or_default();
    let Some((_, patch)) = scenarios.iter().find(|(name, _)| name == scenario) else {
        return Err(Diagnostic {
            code: Code::UnknownName,
            severity: Severity::Error,
            path: "scenarios".into(),
            message: format!("there is no scenario `{scenario}`"),
            hint: suggestion(scenario, scenarios.iter().map(|(k, _)| k.as_str())),
            at: root.get("scenarios").map(|n| n.at),
        });
    };
    let mut patched = root.clone();
    for (path, value) in patch.get("set").map(Node::entries).unwrap_or_default() {
        edit::fix(&mut patched, path, value.clone()).map_err(|d| at(d, scenario, path, value))?;
    }
    Ok(patched)
}

/// Every scenario must make a valid model. What is wrong with the base itself is `known` and not repeated.
pub fn check(file: &ModelFile, root: &Node, list: &Arc<Catalog>, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let is_known =
        |d: &Diagnostic| known.iter().any(|k| (k.code, &k.path, &k.message) == (d.code, &d.path, &d.message));
    let mut found = Vec::new();
    for (name, scenario) in &file.scenarios {
        for (path, value) in &scenario.set.0 {
            if path.split('.').next().is_some_and(|first| first == "scenarios") {
                found.push(at(
                    Diagnostic {
                        code: Code::UnknownPath,
                        severity: Severity::Error,
                        path: path.clone(),
                        message: "a scenario cannot set a scenario".into(),
                        hint: "set a value of the model".into(),
                        at: None,
                    },
                    name,
                    path,
                    value,
                ));
            }
        }
        match apply(root, name) {
            Err(d) => found.push(d),
            Ok(patched) => {
                let place = root.at_path(&format!("scenarios.{name}"));
                found.extend(problems(&patched, list).into_iter().filter(|d| !is_known(d)).map(|d| Diagnostic {
                    message: format!("under scenario `{name}`, `{}`: {}", d.path, d.message),
                    path: format!("scenarios.{name}.set"),
                    at: place.map(|n| n.at),
                    ..d
                }));
            }
        }
    }
    found
}

/// The errors of a patched model.
fn problems(patched: &Node, list: &Arc<Catalog>) -> Vec<Diagnostic> {
    let mut reader = Reader::default();
    let Some(file) = ModelFile::read(Some(patched), &mut reader) else { return reader.diagnostics };
    let found = super::checked(&file, patched, list, &mut reader).diagnostics;
    found.into_iter().filter(|d| d.severity == Severity::Error).collect()
}

fn at(diagnostic: Diagnostic, scenario: &str, path: &str, value: &Node) -> Diagnostic {
    Diagnostic { path: format!("scenarios.{scenario}.set.{path}"), at: Some(value.at), ..diagnostic }
}
