//! Changing one value of a model by its path, keeping everything else as it is.

use rust_decimal::Decimal;

use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::form::{Kind, Node};

/// Sets the value at a path. A quantity written as an object keeps its unit, note and source: its point value changes.
/// A percent quantity takes the number in percent, as the file has it.
pub fn set(root: &mut Node, path: &str, value: Node) -> Result<(), Diagnostic> {
    change(root, path, value, set_point)
}

/// Like [`set`], but states a definite value: a quantity's range gives way to it. What scenarios and `--set` do.
pub fn fix(root: &mut Node, path: &str, value: Node) -> Result<(), Diagnostic> {
    change(root, path, value, |quantity, value| {
        ["low", "likely", "high", "p10", "p90", "distribution"].iter().for_each(|key| quantity.remove(key));
        quantity.put("value", value);
    })
}

fn change(root: &mut Node, path: &str, value: Node, point: impl FnOnce(&mut Node, Node)) -> Result<(), Diagnostic> {
    let unknown = || unknown_path(root, path);
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    match root.at_path(path) {
        Some(Node { kind: Kind::Record(_), .. }) if !matches!(value.kind, Kind::Record(_)) => {
            let node = root.at_path_mut(path).ok_or_else(|| unknown_path_plain(path))?;
            point(node, value);
            Ok(())
        }
        Some(_) => {
            if let Some(node) = root.at_path_mut(path) {
                node.kind = value.kind;
            }
            Ok(())
        }
        // An optional field that was left out; whether it may stand there is for reading to say.
        None => match root.at_path(parent) {
            Some(Node { kind: Kind::Record(_), .. }) => {
                if let Some(node) = root.at_path_mut(parent) {
                    node.put(key, value);
                }
                Ok(())
            }
            _ => Err(unknown()),
        },
    }
}

/// Changes the point value of a quantity.
fn set_point(quantity: &mut Node, value: Node) {
    quantity.put(point_key(quantity), value);
}

/// Where a quantity that is written as an object has its point value: `value` where it has one or has no likely value, else
/// `likely`.
pub fn point_key(quantity: &Node) -> &'static str {
    if quantity.get("value").is_none() && quantity.get("likely").is_some() { "likely" } else { "value" }
}

/// A decimal as a JSON number, its digits as they are.
pub fn number(value: Decimal) -> Node {
    Node::number(value.to_string())
}

fn unknown_path(root: &Node, path: &str) -> Diagnostic {
    let mut known = root;
    let mut so_far = Vec::new();
    for key in path.split('.') {
        match known.at_path(key) {
            Some(next) => {
                known = next;
                so_far.push(key);
            }
            None => {
                let names: Vec<&str> = known.entries().iter().map(|(k, _)| k.as_str()).collect();
                let place = if so_far.is_empty() { "the model".to_owned() } else { format!("`{}`", so_far.join(".")) };
                let hint = match nearest(key, names.iter().copied()) {
                    Some(n) => {
                        format!("did you mean `{}`?", so_far.iter().copied().chain([n]).collect::<Vec<_>>().join("."))
                    }
                    None if names.is_empty() => format!("{place} has no parts"),
                    None => format!("{place} has: {}", names.join(", ")),
                };
                return Diagnostic { hint, ..unknown_path_plain(path) };
            }
        }
    }
    unknown_path_plain(path)
}

fn unknown_path_plain(path: &str) -> Diagnostic {
    Diagnostic {
        code: Code::UnknownPath,
        severity: Severity::Error,
        path: path.to_owned(),
        message: format!("the model has no `{path}`"),
        hint: "use a path of the model, such as growth.rate".into(),
        at: None,
    }
}
