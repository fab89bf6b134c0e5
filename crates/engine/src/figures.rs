//! Calculated figures: formulas over the model and its projection.

use std::cell::RefCell;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::{Kind, Node};
use crate::formula::{self, Formula, FormulaError, Resolve, Value};
use crate::lookup::{self, Lookup};
use crate::model::file::{FigureForm, ModelFile};

/// The value of a figure of the model.
pub fn evaluate(lookup: &Lookup, name: &str) -> Result<Value, FormulaError> {
    let figures = Figures::of(lookup);
    figures.under_way.borrow_mut().push(name.to_owned());
    let form = lookup.model.file.figures.get(name);
    form.map_or(Ok(Value::Text(String::new())), |f| figures.value(&f.formula))
}

/// What a document states for a figure. A text that is a path stands for what it leads to; one that leads nowhere, for
/// nothing.
pub fn stated(lookup: &Lookup, form: &FigureForm) -> Option<Value> {
    let stated = form.stated.as_ref()?;
    match path(lookup, stated) {
        Some(path) => formula::parse(path).ok()?.evaluate(&Figures::of(lookup)).ok(),
        None => Some(lookup::value_of(stated)),
    }
}

/// The text, where it is a path: it begins with something that every path begins with.
fn path<'n>(lookup: &Lookup, stated: &'n Node) -> Option<&'n str> {
    let text = stated.as_text()?;
    let (first, _) = text.split_once('.')?;
    let known = first == "out" || lookup.model.node.get(first).is_some();
    (known && formula::parse(text).is_ok()).then_some(text)
}

/// What formulas see: the model, its projection, and other figures, unless they are already under way.
struct Figures<'a> {
    lookup: &'a Lookup<'a>,
    under_way: RefCell<Vec<String>>,
}

impl<'a> Figures<'a> {
    fn of(lookup: &'a Lookup<'a>) -> Self {
        Self { lookup, under_way: RefCell::new(Vec::new()) }
    }

    /// A formula's value; of an object or a list of formulas, the object or list of their values.
    fn value(&self, node: &Node) -> Result<Value, FormulaError> {
        match &node.kind {
            Kind::Text(text) => formula::parse(text)?.evaluate(self),
            Kind::List(items) => Ok(Value::List(items.iter().map(|i| self.value(i)).collect::<Result<_, _>>()?)),
            Kind::Record(entries) if !entries.is_empty() && entries.iter().all(|(k, _)| k == "low" || k == "high") => {
                let end =
                    |key: &str| node.get(key).map(|n| self.value(n)).transpose().map(|v| v.and_then(|v| v.number()));
                Ok(Value::Range { low: end("low")?, high: end("high")? })
            }
            Kind::Record(entries) => Ok(Value::Record(
                entries.iter().map(|(k, v)| Ok((k.clone(), self.value(v)?))).collect::<Result<_, FormulaError>>()?,
            )),
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

/// Formulas must read, and figures must not refer to each other in a circle. Whether every other name exists is known
/// once there is a projection.
pub fn check(file: &ModelFile, root: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for name in file.figures.keys() {
        let path = format!("figures.{name}.formula");
        if let Some(node) = root.at_path(&path) {
            read(node, &path, &mut found);
        }
    }
    circles(file, root, &mut found);
    found
}

/// Every circle once, at the figure of it that comes first in the file.
fn circles(file: &ModelFile, root: &Node, found: &mut Vec<Diagnostic>) {
    let figures = &file.figures;
    let name_of =
        |path: &str| path.strip_prefix("figures.").and_then(|rest| figures.get_index_of(rest.split('.').next()?));
    let refers: Vec<Vec<usize>> =
        figures.values().map(|f| references(&f.formula).iter().filter_map(|path| name_of(path)).collect()).collect();
    let mut seen = vec![false; figures.len()];
    for start in 0..figures.len() {
        // The way so far, with what each figure on it still has to be followed to.
        let mut way = if seen[start] { Vec::new() } else { vec![(start, 0)] };
        seen[start] = true;
        while let Some((figure, next)) = way.last_mut() {
            let Some(&to) = refers[*figure].get(*next) else {
                way.pop();
                continue;
            };
            *next += 1;
            if let Some(from) = way.iter().position(|(figure, _)| *figure == to) {
                let names: Vec<&str> = way[from..]
                    .iter()
                    .map(|(figure, _)| *figure)
                    .chain([to])
                    .filter_map(|i| figures.get_index(i))
                    .map(|(name, _)| name.as_str())
                    .collect();
                let path = format!("figures.{}.formula", names[0]);
                found.push(Diagnostic {
                    code: Code::Cycle,
                    severity: Severity::Error,
                    message: format!("figures refer to each other in a circle: {}", names.join(" → ")),
                    hint: "let one of them do without the others".into(),
                    at: root.at_path(&path).map(|node| node.at),
                    path,
                });
            } else if !seen[to] {
                seen[to] = true;
                way.push((to, 0));
            }
        }
    }
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

/// Figures and success metrics that cannot be evaluated, once there is a projection: as warnings, for the rest stands.
pub fn check_values(lookup: &Lookup) -> Vec<Diagnostic> {
    let model = lookup.model;
    let figures =
        model.file.figures.keys().map(|name| (format!("figures.{name}.formula"), evaluate(lookup, name).err()));
    let targets = model.file.review.iter().flat_map(|review| &review.targets).filter_map(|(name, target)| {
        let metric = target.metric.as_ref()?;
        Some((
            format!("review.targets.{name}.metric"),
            formula::parse(metric).and_then(|f| f.evaluate(&Figures::of(lookup))).err(),
        ))
    });
    let nowhere = model.file.figures.iter().filter_map(|(name, form)| {
        let to = path(lookup, form.stated.as_ref()?)?;
        let path = format!("figures.{name}.stated");
        stated(lookup, form).is_none().then(|| Diagnostic {
            code: Code::UnknownPath,
            severity: Severity::Warning,
            message: format!("what is stated refers to `{to}`, which leads nowhere"),
            hint: "give the stated value, or a path such as statements.total.value".into(),
            at: model.node.at_path(&path).map(|node| node.at),
            path,
        })
    });
    let broken = figures.chain(targets).filter_map(|(path, error)| {
        let node = model.node.at_path(&path)?;
        Some(Diagnostic { severity: Severity::Warning, ..problem(&path, node, &error?) })
    });
    broken.chain(nowhere).collect()
}

fn problem(path: &str, node: &Node, error: &FormulaError) -> Diagnostic {
    Diagnostic {
        code: Code::BadFormula,
        severity: Severity::Error,
        path: path.to_owned(),
        message: format!("{error}, at character {}", error.at + 1),
        hint: "formulas have + - * / ( ), functions such as sum and ceil, and paths such as growth.rate or out.cost.12"
            .into(),
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
