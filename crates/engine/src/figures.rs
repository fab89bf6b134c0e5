//! Calculated figures: formulas over the model and its projection.

use std::cell::RefCell;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::{Kind, Node};
use crate::formula::{self, Formula, FormulaError, Resolve, Value};
use crate::lookup::{self, Lookup};
use crate::model::file::ModelFile;

/// The value of a figure of the model.
pub fn evaluate(lookup: &Lookup, name: &str) -> Result<Value, FormulaError> {
    let figures = Figures { lookup, under_way: RefCell::new(vec![name.to_owned()]) };
    let form = lookup.model.file.figures.get(name);
    form.map_or(Ok(Value::Text(String::new())), |f| figures.value(&f.formula))
}

/// What formulas see: the model, its projection, and other figures, unless they are already under way.
struct Figures<'a> {
    lookup: &'a Lookup<'a>,
    under_way: RefCell<Vec<String>>,
}

impl Figures<'_> {
    /// A formula's value; of an object or a list of formulas, the object or list of their values.
    fn value(&self, node: &Node) -> Result<Value, FormulaError> {
        match &node.kind {
            Kind::Text(text) => formula::parse(text)?.evaluate(self),
            Kind::List(items) => Ok(Value::List(items.iter().map(|i| self.value(i)).collect::<Result<_, _>>()?)),
            Kind::Record(entries) if !entries.is_empty() && entries.iter().all(|(k, _)| k == "low" || k == "high") => {
                let end = |key: &str| node.get(key).map(|n| self.value(n)).transpose().map(|v| v.and_then(|v| v.number()));
                Ok(Value::Range { low: end("low")?, high: end("high")? })
            }
            Kind::Record(entries) => Ok(Value::Record(entries.iter().map(|(k, v)| Ok((k.clone(), self.value(v)?))).collect::<Result<_, FormulaError>>()?)),
            _ => Ok(lookup::value_of(node)),
        }
    }
}

impl Resolve for Figures<'_> {
    fn resolve(&self, path: &str) -> Option<Value> {
        let Some(name) = path.strip_prefix("figures.") else { return self.lookup.resolve(path) };
        let form = self.lookup.model.file.figures.get(name)?;
        if self.under_way.borrow().iter().any(|n| n == name) {
            return None;
        }
        self.under_way.borrow_mut().push(name.to_owned());
        let value = self.value(&form.formula).ok();
        self.under_way.borrow_mut().pop();
        value
    }

    fn nearest(&self, path: &str) -> Option<String> {
        self.lookup.nearest(path)
    }
}

/// Formulas must read; whether every name exists is known once there is a projection.
pub fn check(file: &ModelFile, root: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in file.figures.keys() {
        let path = format!("figures.{name}.formula");
        if let Some(node) = root.at_path(&path) {
            read(node, &path, &mut found);
        }
    }
    found
}

fn read(node: &Node, path: &str, found: &mut Vec<Diagnostic>) {
    match &node.kind {
        Kind::Text(text) => {
            if let Err(error) = formula::parse(text) {
                found.push(problem(path, node, &error));
            }
        }
        Kind::List(items) => items.iter().enumerate().for_each(|(i, item)| read(item, &format!("{path}.{i}"), found)),
        Kind::Record(entries) => entries.iter().for_each(|(key, item)| read(item, &format!("{path}.{key}"), found)),
        _ => {}
    }
}

/// Figures that cannot be evaluated, once there is a projection: as warnings, for the rest stands.
pub fn check_values(lookup: &Lookup) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in lookup.model.file.figures.keys() {
        if let Err(error) = evaluate(lookup, name) {
            let path = format!("figures.{name}.formula");
            if let Some(node) = lookup.model.node.at_path(&path) {
                found.push(Diagnostic { severity: Severity::Warning, ..problem(&path, node, &error) });
            }
        }
    }
    found
}

fn problem(path: &str, node: &Node, error: &FormulaError) -> Diagnostic {
    Diagnostic {
        code: Code::BadFormula,
        severity: Severity::Error,
        path: path.to_owned(),
        message: format!("{error}, at character {}", error.at + 1),
        hint: "formulas have + - * / ( ), functions such as sum and ceil, and paths such as growth.rate or out.cost.12".into(),
        at: Some(node.at),
    }
}

/// The parts of a formula that refer to something, for "why?".
pub fn references(node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    collect(node, &mut found);
    found
}

fn collect(node: &Node, found: &mut Vec<String>) {
    match &node.kind {
        Kind::Text(text) => {
            let formula: Option<Formula> = formula::parse(text).ok();
            for name in formula.iter().flat_map(Formula::references) {
                if !found.iter().any(|f| f == name) {
                    found.push(name.to_owned());
                }
            }
        }
        Kind::List(items) => items.iter().for_each(|i| collect(i, found)),
        Kind::Record(entries) => entries.iter().for_each(|(_, v)| collect(v, found)),
        _ => {}
    }
}
