//! The facts of the five seed documents (`acceptance/seeds.json`), and where each model says to read them back
//! (`acceptance/map/<model>.json`, and its own statements). Numbers are decimals from their digits, never binary.

use headroom_engine::form::quantity::BalanceOf;
use headroom_engine::form::{Form, Kind, Node, Reader};
use headroom_engine::formula::{Resolve, Value, parse};
use headroom_engine::lookup::value_of;
use headroom_engine::{Model, figures};
use rust_decimal::Decimal;

use crate::Shipped;

/// The seeds: how their facts' ids begin, and the model that holds them.
pub const SEEDS: [(&str, &str); 5] = [
    ("securewave", "securewave-vpn"),
    ("securevpn", "securevpn-100k"),
    ("whatsflow", "whatsflow"),
    ("radpanel", "rad-panel"),
    ("leadsite", "leadsite"),
];

/// One fact, as the file has it.
#[derive(Clone, Debug)]
pub struct Fact {
    pub id: String,
    node: Node,
}

impl Fact {
    pub fn all() -> Vec<Self> {
        let text = crate::read("tests/acceptance/seeds.json");
        let list = Node::parse(&text).expect("seeds.json is JSON");
        list.items().iter().map(|node| Self { id: text_of(node, "id").to_owned(), node: node.clone() }).collect()
    }

    /// Those of one seed, by the beginning of their ids.
    pub fn of(seed: &str) -> Vec<Self> {
        Self::all().into_iter().filter(|fact| fact.seed() == seed).collect()
    }

    pub fn seed(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    pub fn kind(&self) -> &str {
        text_of(&self.node, "kind")
    }

    pub fn is_derived(&self) -> bool {
        self.kind() == "derived"
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.node.get(key).filter(|node| node.kind != Kind::Null)
    }

    pub fn value(&self) -> Value {
        value_of(self.node.get("value").expect("a fact has a value"))
    }

    /// How far off a derived fact may be; 0 is exact.
    pub fn tolerance(&self) -> Decimal {
        self.get("tolerance").and_then(|node| value_of(node).number()).unwrap_or_default()
    }

    /// The name of the statement that holds this fact where the map does not say otherwise.
    pub fn statement(&self) -> String {
        self.id.split_once('.').map_or("", |(_, name)| name).replace('.', "_")
    }
}

fn text_of<'n>(node: &'n Node, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_text).unwrap_or_default()
}

/// Where a fact is read back from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place<'a> {
    /// The statement of its name.
    Statement,
    /// A path into the model, or paths in the shape of the fact's value.
    At(&'a Node),
    /// A figure or a result of the projection, or several in the shape of the fact's value.
    Out(&'a Node),
}

/// What a model says of its seed's facts.
#[derive(Debug)]
pub struct Map {
    entries: Node,
}

impl Map {
    pub fn of(model: &str) -> Self {
        let file = format!("tests/acceptance/map/{model}.json");
        let text = crate::read(&file);
        let entries = Node::parse(&text).unwrap_or_else(|found| {
            panic!("{}", crate::printing::problems(&file, &text, &[found]));
        });
        Self { entries }
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.entries.entries().iter().map(|(id, _)| id.as_str())
    }

    /// Where a fact is read back from; None where neither map nor model accounts for it.
    pub fn place(&self, fact: &Fact, model: &Model) -> Option<Place<'_>> {
        match self.entries.get(&fact.id) {
            Some(entry) => entry.get("at").map(Place::At).or_else(|| entry.get("out").map(Place::Out)),
            None => model.file.statements.contains_key(&fact.statement()).then_some(Place::Statement),
        }
    }

    /// The factor from the model's unit to the fact's.
    fn scale(&self, fact: &Fact) -> Decimal {
        let scale = self.entries.get(&fact.id).and_then(|entry| entry.get("scale"));
        scale.and_then(|node| value_of(node).number()).unwrap_or(Decimal::ONE)
    }

    /// Reads a fact back and compares. What is wrong, in words, where it is not as it should be.
    pub fn hold(&self, fact: &Fact, shipped: &Shipped) -> Result<(), String> {
        let place = self.place(fact, &shipped.model).ok_or("neither the map nor a statement accounts for it")?;
        let expected = fact.value();
        let found = match place {
            Place::Statement => return statement(fact, shipped),
            Place::At(_) if fact.is_derived() => return Err("derived, but read from the file with `at`".into()),
            Place::Out(_) if !fact.is_derived() => return Err("stated, but calculated with `out`".into()),
            Place::At(paths) => {
                comparison(fact, paths, &shipped.model)?;
                at(paths, &expected, &shipped.model)?
            }
            Place::Out(paths) => out(paths, shipped)?,
        };
        let found = scaled(found, self.scale(fact));
        match differs(&expected, &found, fact.tolerance()) {
            false => Ok(()),
            true => Err(format!("expected {}, found {}", show(&expected), show(&found))),
        }
    }
}

/// A fact against the statement of its name: its value, and everything it says about it.
fn statement(fact: &Fact, shipped: &Shipped) -> Result<(), String> {
    if fact.is_derived() {
        return Err("derived, but kept as a statement".into());
    }
    let path = format!("statements.{}", fact.statement());
    let node = shipped.model.node.at_path(&path).ok_or("the statement is missing")?;
    for key in ["kind", "value", "unit", "op", "approx", "increment", "action"] {
        let (expected, found) = (fact.get(key), node.get(key).filter(|node| node.kind != Kind::Null));
        let (expected, found) = (expected.map(value_of), found.map(value_of));
        let same = match (&expected, &found) {
            (Some(expected), Some(found)) => !differs(expected, found, Decimal::ZERO),
            // A flag that is left out is not set.
            (None, Some(Value::Text(flag))) | (Some(Value::Text(flag)), None) => flag == "false",
            (expected, found) => expected.is_none() && found.is_none(),
        };
        if !same {
            let show = |value: &Option<Value>| value.as_ref().map_or("nothing".into(), show);
            return Err(format!("{path}.{key}: expected {}, found {}", show(&expected), show(&found)));
        }
    }
    if node.get("source").and_then(Node::as_text).unwrap_or_default().is_empty() {
        return Err(format!("{path} does not say where the document states it"));
    }
    Ok(())
}

/// A threshold's or trigger's comparison, where it stands beside its value.
fn comparison(fact: &Fact, paths: &Node, model: &Model) -> Result<(), String> {
    let beside = paths.as_text().and_then(|path| path.rsplit_once('.')).map(|(parent, _)| format!("{parent}.op"));
    let found = beside.and_then(|path| model.node.at_path(&path)).and_then(Node::as_text);
    match (fact.get("op").and_then(Node::as_text), found) {
        (Some(expected), Some(found)) if expected != found => Err(format!("expected `{expected}`, found `{found}`")),
        _ => Ok(()),
    }
}

/// A value of the file, in the shape of `like`.
fn at(paths: &Node, like: &Value, model: &Model) -> Result<Value, String> {
    match &paths.kind {
        Kind::Text(path) => {
            let node = model.node.at_path(path).ok_or_else(|| format!("the model has no `{path}`"))?;
            Ok(shaped(node, like))
        }
        Kind::List(items) => {
            let parts = items.iter().enumerate().map(|(i, item)| at(item, item_of(like, i), model));
            parts.collect::<Result<_, _>>().map(Value::List)
        }
        Kind::Record(entries) => {
            let parts = entries.iter().map(|(key, item)| Ok((key.clone(), at(item, field_of(like, key), model)?)));
            parts.collect::<Result<_, String>>().map(|fields| ranged(Value::Record(fields)))
        }
        Kind::Null => Ok(value_of(paths)),
        _ => Err("`at` is a path, or an object or list of paths".into()),
    }
}

/// A node as a value of the same shape as the fact's: a quantity with unit and note is a number or a range, and a thing
/// with a label is its label.
fn shaped(node: &Node, like: &Value) -> Value {
    match (&node.kind, like) {
        (Kind::Record(_) | Kind::Number(_), Value::Number(_) | Value::Range { .. }) => {
            let Some(quantity) = BalanceOf::read(Some(node), &mut Reader::default()) else { return value_of(node) };
            let (low, high) = quantity.ends();
            let is_range = matches!(like, Value::Range { .. });
            if is_range { Value::Range { low, high } } else { Value::Number(quantity.stated()) }
        }
        (Kind::Record(_), Value::Text(_)) => node.get("label").map_or_else(|| value_of(node), value_of),
        (Kind::Record(entries), _) => {
            let fields = entries.iter().map(|(key, item)| (key.clone(), shaped(item, field_of(like, key))));
            ranged(Value::Record(fields.collect()))
        }
        (Kind::List(items), _) => {
            Value::List(items.iter().enumerate().map(|(i, item)| shaped(item, item_of(like, i))).collect())
        }
        _ => value_of(node),
    }
}

static NOTHING: Value = Value::List(Vec::new());

fn item_of(like: &Value, index: usize) -> &Value {
    match like {
        Value::List(items) => items.get(index).unwrap_or(&NOTHING),
        _ => &NOTHING,
    }
}

fn field_of<'v>(like: &'v Value, key: &str) -> &'v Value {
    /// What the end of a range is like.
    static END: Value = Value::Number(Decimal::ZERO);
    match like {
        Value::Record(fields) => fields.get(key).unwrap_or(&NOTHING),
        Value::Range { .. } => &END,
        _ => &NOTHING,
    }
}

/// An object of the two ends of a range is that range.
fn ranged(value: Value) -> Value {
    let Value::Record(fields) = &value else { return value };
    let is_range = fields.len() == 2 && ["low", "high"].iter().all(|end| fields.contains_key(*end));
    let end = |key: &str| fields.get(key).and_then(Value::number);
    if is_range { Value::Range { low: end("low"), high: end("high") } } else { value }
}

/// A calculated value.
fn out(paths: &Node, shipped: &Shipped) -> Result<Value, String> {
    match &paths.kind {
        Kind::Text(path) => calculated(path, shipped),
        Kind::List(items) => items.iter().map(|item| out(item, shipped)).collect::<Result<_, _>>().map(Value::List),
        Kind::Record(entries) => {
            let parts = entries.iter().map(|(key, item)| Ok((key.clone(), out(item, shipped)?)));
            parts.collect::<Result<_, String>>().map(|fields| ranged(Value::Record(fields)))
        }
        _ => Err("`out` is a path, or an object or list of paths".into()),
    }
}

fn calculated(path: &str, shipped: &Shipped) -> Result<Value, String> {
    let lookup = shipped.lookup();
    if let Some(rest) = path.strip_prefix("figures.") {
        let (name, parts) = rest.split_once('.').unwrap_or((rest, ""));
        if !shipped.model.file.figures.contains_key(name) {
            return Err(format!("the model has no figure `{name}`"));
        }
        let value = figures::evaluate(&lookup, name).map_err(|error| format!("{path}: {error}"))?;
        return part(value, parts).ok_or_else(|| format!("figure `{name}` has no `{parts}`"));
    }
    if !path.starts_with("out.") {
        return Err(format!("`{path}` is neither a figure nor a result (figures.… or out.…)"));
    }
    lookup.resolve(path).ok_or_else(|| format!("the projection has no `{path}`"))
}

fn part(value: Value, parts: &str) -> Option<Value> {
    parts.split('.').filter(|part| !part.is_empty()).try_fold(value, |value, part| match value {
        Value::Record(mut fields) => fields.swap_remove(part),
        Value::List(items) => items.into_iter().nth(part.parse().ok()?),
        Value::Range { low, high } => match part {
            "low" => low.map(Value::Number),
            "high" => high.map(Value::Number),
            _ => None,
        },
        _ => None,
    })
}

fn scaled(value: Value, scale: Decimal) -> Value {
    match value {
        Value::Number(number) => Value::Number(number * scale),
        Value::Range { low, high } => {
            Value::Range { low: low.map(|end| end * scale), high: high.map(|end| end * scale) }
        }
        Value::List(items) => Value::List(items.into_iter().map(|item| scaled(item, scale)).collect()),
        Value::Record(fields) => {
            Value::Record(fields.into_iter().map(|(key, item)| (key, scaled(item, scale))).collect())
        }
        Value::Text(_) => value,
    }
}

/// Do two values differ? Element by element, numbers within the tolerance, and a number as a range of equal ends.
fn differs(expected: &Value, found: &Value, tolerance: Decimal) -> bool {
    let far = |a: Decimal, b: Decimal| (a - b).abs() > tolerance;
    match (expected, found) {
        (Value::Number(a), Value::Number(b)) => far(*a, *b),
        (Value::Number(a), Value::Range { low: Some(low), high: Some(high) })
        | (Value::Range { low: Some(low), high: Some(high) }, Value::Number(a)) => far(*a, *low) || far(*a, *high),
        (Value::Range { low: a, high: b }, Value::Range { low: c, high: d }) => {
            [(a, c), (b, d)].iter().any(|ends| match ends {
                (Some(x), Some(y)) => far(*x, *y),
                (x, y) => x.is_some() || y.is_some(),
            })
        }
        (Value::List(a), Value::List(b)) => {
            a.len() != b.len() || a.iter().zip(b).any(|(a, b)| differs(a, b, tolerance))
        }
        (Value::Record(a), Value::Record(b)) => {
            let other = |key: &String, a: &Value| b.get(key).is_none_or(|b| differs(a, b, tolerance));
            a.len() != b.len() || a.iter().any(|(key, a)| other(key, a))
        }
        (Value::Text(a), Value::Text(b)) => a != b,
        _ => true,
    }
}

/// A value as short text.
pub fn show(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

fn write_value(text: &mut String, value: &Value) {
    let end = |end: &Option<Decimal>| end.map_or("open".to_owned(), |number| number.normalize().to_string());
    let mut separated = |brackets: [&str; 2], parts: Vec<(Option<&String>, &Value)>| {
        text.push_str(brackets[0]);
        for (i, (key, part)) in parts.into_iter().enumerate() {
            text.push_str(if i > 0 { ", " } else { "" });
            if let Some(key) = key {
                text.push_str(&format!("{key}: "));
            }
            write_value(text, part);
        }
        text.push_str(brackets[1]);
    };
    match value {
        Value::List(items) => separated(["[", "]"], items.iter().map(|item| (None, item)).collect()),
        Value::Record(fields) => separated(["{ ", " }"], fields.iter().map(|(key, item)| (Some(key), item)).collect()),
        Value::Number(number) => text.push_str(&number.normalize().to_string()),
        Value::Range { low, high } => text.push_str(&format!("{} to {}", end(low), end(high))),
        Value::Text(words) => text.push_str(&format!("{words:?}")),
    }
}

/// The parts of a figure's formula that refer to nothing: numbers written down instead of calculated.
pub fn without_reference(formula: &Node) -> Vec<String> {
    match &formula.kind {
        Kind::Text(text) => {
            let refers = parse(text).is_ok_and(|formula| formula.references().next().is_some());
            if refers { Vec::new() } else { vec![text.clone()] }
        }
        Kind::List(items) => items.iter().flat_map(without_reference).collect(),
        Kind::Record(entries) => entries.iter().flat_map(|(_, item)| without_reference(item)).collect(),
        _ => vec![formula.to_string()],
    }
}

/// The figures an `out` entry names.
pub fn figures_of(paths: &Node) -> Vec<&str> {
    match &paths.kind {
        Kind::Text(path) => path.strip_prefix("figures.").and_then(|rest| rest.split('.').next()).into_iter().collect(),
        Kind::List(items) => items.iter().flat_map(figures_of).collect(),
        Kind::Record(entries) => entries.iter().flat_map(|(_, item)| figures_of(item)).collect(),
        _ => Vec::new(),
    }
}
