//! Scenarios: named patches on the model.

use std::sync::Arc;

use super::below::below;
use super::file::ModelFile;
use super::{checked, edit};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::form::{Node, Reader};

/// The model's tree with a scenario's values in place, or every path that the model does not have.
pub fn apply(root: &Node, scenario: &str) -> Result<Node, Vec<Diagnostic>> {
    let values = values(root, scenario).map_err(|d| vec![d])?;
    let mut patched = root.clone();
    let unknown = set(&mut patched, scenario, values);
    if unknown.is_empty() { Ok(patched) } else { Err(unknown) }
}

/// Whether what a scenario sets has a value of a quantity: its own, or one of its parts, such as the likely value of a
/// range.
pub fn is_set(set: &Node, path: &str) -> bool {
    set.entries().iter().any(|(key, _)| below(key, path).is_some())
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

/// Puts the values in place; what cannot be is reported, and the others stand.
fn set(root: &mut Node, scenario: &str, values: Vec<(String, Node)>) -> Vec<Diagnostic> {
    let values = values.into_iter().filter_map(|(path, value)| {
        let place = value.at;
        edit::fix(root, &path, value).err().map(|d| at(d, scenario, &path, place))
    });
    values.collect()
}

/// Paths that the model does not have, and errors of what the rest makes of it.
type Found = (Vec<Diagnostic>, Vec<Diagnostic>);

/// What is known of the model without a scenario.
#[derive(Debug)]
pub(super) struct Base<'a> {
    pub list: &'a Arc<Catalog>,
    pub diagnostics: &'a [Diagnostic],
    /// Where something stands in for what could not be read.
    pub unread: &'a [String],
}

impl Base<'_> {
    fn is_unread(&self, path: &str) -> bool {
        self.unread.iter().any(|place| below(path, place).is_some())
    }
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
        let (unknown, problems) = match under(&name, file, root, base) {
            Ok(found) => found,
            Err(d) => (vec![d], Vec::new()),
        };
        // What a place in the base lacks is said of it once, and not by every scenario that sets something there.
        let place = format!("scenarios.{name}.set.");
        found.extend(unknown.into_iter().filter(|d| !base.is_unread(d.path.strip_prefix(&place).unwrap_or_default())));
        let path = format!("scenarios.{name}.set");
        let Some(set) = root.at_path(&path) else { continue };
        found.extend(problems.into_iter().filter(|d| !is_known(d)).map(|d| {
            let (entry, place) = cause(set, &d.path);
            Diagnostic {
                message: format!("under scenario `{name}`, `{}`: {}", d.path, d.message),
                path: entry.map_or(path.clone(), |entry| format!("{path}.{entry}")),
                at: Some(place),
                ..d
            }
        }));
    }
    found
}

/// What a scenario sets that a problem at this path comes from, and where that stands: the value itself, or what lies
/// around it or within it. Something further off may be to blame for what holds across fields; then it is the whole.
fn cause<'s>(set: &'s Node, path: &str) -> (Option<&'s str>, usize) {
    let around = set.entries().iter().filter_map(|(entry, value)| Some((entry, value, below(path, entry)?)));
    if let Some((entry, value, rest)) = around.max_by_key(|(entry, ..)| entry.len()) {
        return (Some(entry.as_str()), value.at_path(rest).unwrap_or(value).at);
    }
    let within = set.entries().iter().find(|(entry, _)| below(entry, path).is_some());
    within.map_or((None, set.at), |(entry, value)| (Some(entry.as_str()), value.at))
}

/// The paths that the model does not have, and the errors of the model under a scenario. What the scenario sets is put in
/// place and taken back again, and only the parts of the model that it touches are read anew.
fn under(scenario: &str, file: &mut ModelFile, root: &mut Node, base: &Base) -> Result<Found, Diagnostic> {
    let values = values(root, scenario)?;
    let part = |(path, _): &(String, Node)| path.split('.').find(|key| !key.is_empty()).map(str::to_owned);
    let Some(parts) = values.iter().map(part).collect::<Option<Vec<String>>>() else {
        // A path that names nothing means the whole model.
        let mut patched = root.clone();
        let unknown = set(&mut patched, scenario, values);
        return Ok((unknown, problems(file, &patched, ModelFile::KEYS, base)));
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let before: Vec<Option<Node>> = parts.iter().map(|part| root.get(part).cloned()).collect();
    let unknown = set(root, scenario, values);
    let found = problems(file, root, &parts, base);
    for (part, node) in parts.iter().zip(before) {
        match node {
            Some(node) => root.put(part, node),
            None => root.remove(part),
        }
    }
    Ok((unknown, found))
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
