//! Scenarios: named patches on the model.

use std::sync::Arc;

use super::file::ModelFile;
use super::{checked, edit};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::form::{Node, Reader};

/// The model's tree with a scenario's values in place.
pub fn apply(root: &Node, scenario: &str) -> Result<Node, Diagnostic> {
    let values = values(root, scenario)?;
    let mut patched = root.clone();
    set(&mut patched, scenario, values)?;
    Ok(patched)
}

/// Whether what a scenario sets has a value of a quantity: its own, or one of its parts, such as the likely value of a
/// range.
pub fn is_set(set: &Node, path: &str) -> bool {
    let is_of = |key: &str| key.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    set.entries().iter().any(|(key, _)| is_of(key))
}

/// The paths that a scenario sets, and their values.
fn values(root: &Node, scenario: &str) -> Result<Vec<(String, Node)>, Diagnostic> {
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
    Ok(patch.get("set").map(Node::entries).unwrap_or_default().to_vec())
}

fn set(root: &mut Node, scenario: &str, values: Vec<(String, Node)>) -> Result<(), Diagnostic> {
    for (path, value) in values {
        let place = value.at;
        edit::fix(root, &path, value).map_err(|d| at(d, scenario, &path, place))?;
    }
    Ok(())
}

/// What is known of the model without a scenario.
#[derive(Debug)]
pub(super) struct Base<'a> {
    pub list: &'a Arc<Catalog>,
    pub diagnostics: &'a [Diagnostic],
    /// Where something stands in for what could not be read.
    pub unread: &'a [String],
}

/// Every scenario must make a valid model. What is wrong with the base itself is not repeated. File and tree are as they
/// were afterwards.
pub(super) fn check(file: &mut ModelFile, root: &mut Node, base: &Base) -> Vec<Diagnostic> {
    let is_known = |d: &Diagnostic| {
        base.diagnostics.iter().any(|k| (k.code, &k.path, &k.message) == (d.code, &d.path, &d.message))
    };
    let mut found = Vec::new();
    for i in 0..file.scenarios.len() {
        let Some((name, scenario)) = file.scenarios.get_index(i) else { continue };
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
                    value.at,
                ));
            }
        }
        let name = name.clone();
        match under(&name, file, root, base) {
            Err(d) => found.push(d),
            Ok(problems) => {
                let place = root.at_path(&format!("scenarios.{name}")).map(|n| n.at);
                found.extend(problems.into_iter().filter(|d| !is_known(d)).map(|d| Diagnostic {
                    message: format!("under scenario `{name}`, `{}`: {}", d.path, d.message),
                    path: format!("scenarios.{name}.set"),
                    at: place,
                    ..d
                }));
            }
        }
    }
    found
}

/// The errors of the model under a scenario. What the scenario sets is put in place and taken back again, and only the
/// parts of the model that it touches are read anew.
fn under(scenario: &str, file: &mut ModelFile, root: &mut Node, base: &Base) -> Result<Vec<Diagnostic>, Diagnostic> {
    let values = values(root, scenario)?;
    let part = |(path, _): &(String, Node)| path.split('.').find(|key| !key.is_empty()).map(str::to_owned);
    let Some(parts) = values.iter().map(part).collect::<Option<Vec<String>>>() else {
        // A path that names nothing means the whole model.
        let mut patched = root.clone();
        set(&mut patched, scenario, values)?;
        return Ok(problems(file, &patched, ModelFile::KEYS, base));
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let before: Vec<Option<Node>> = parts.iter().map(|part| root.get(part).cloned()).collect();
    let result = set(root, scenario, values).map(|()| problems(file, root, &parts, base));
    for (part, node) in parts.iter().zip(before) {
        match node {
            Some(node) => root.put(part, node),
            None => root.remove(part),
        }
    }
    result
}

/// The errors of a patched model of which only some parts are not as in the base.
fn problems(file: &mut ModelFile, patched: &Node, parts: &[&str], base: &Base) -> Vec<Diagnostic> {
    let touched = |path: &str| path.split('.').next().is_some_and(|first| parts.contains(&first));
    let unread = base.unread.iter().filter(|path| !touched(path)).cloned().collect();
    let mut reader = Reader::beside(unread);
    let found =
        file.with_fields(parts, patched, &mut reader, |file, reader| checked(file, patched, base.list, false, reader));
    let found = found.map_or(reader.diagnostics, |checked| checked.diagnostics);
    found.into_iter().filter(|d| d.severity == Severity::Error).collect()
}

fn at(diagnostic: Diagnostic, scenario: &str, path: &str, place: usize) -> Diagnostic {
    Diagnostic { path: format!("scenarios.{scenario}.set.{path}"), at: Some(place), ..diagnostic }
}
