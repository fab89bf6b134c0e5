//! What a document states, in words.

use headroom_engine::form::Node;
use headroom_engine::formula::Value;
use headroom_engine::lookup::value_of;
use headroom_engine::model::file::Statement;
use rust_decimal::Decimal;

use crate::format;
use crate::scene::Scene;

/// A stated value in words.
pub fn words(value: &Value) -> String {
    in_words(value, &|stated| format::exact(stated.round_dp(4)))
}

/// A stated amount of the model's money in words.
pub(super) fn amount(scene: &Scene, value: &Value) -> String {
    in_words(value, &|stated| format::price_brief_or_exact(stated, scene.currency()))
}

/// A stated value with its unit: money with its sign, a date without a word.
fn measured(scene: &Scene, value: &Value, unit: &str) -> String {
    let money = unit.strip_prefix(scene.currency().code()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    match (money, unit) {
        (Some(""), _) => amount(scene, value),
        (Some(each), _) => format!("{} a {}", amount(scene, value), each.trim_start_matches('/').replace('/', " and ")),
        (None, "" | "date") => words(value),
        (None, unit) => format!("{} {unit}", words(value)),
    }
}

/// A computed value in words.
pub(super) fn computed(value: &Value) -> String {
    in_words(value, &told)
}

/// What is computed, to four significant digits and whole where it is large: the fifth is nobody's to plan with.
pub(super) fn told(value: Decimal) -> String {
    const LARGE: Decimal = Decimal::ONE_THOUSAND;
    let rounded = if value.abs() < LARGE { value.round_sf(4) } else { None };
    format::exact(rounded.unwrap_or_else(|| value.round()))
}

fn in_words(value: &Value, number: &dyn Fn(Decimal) -> String) -> String {
    let words = |value: &Value| in_words(value, number);
    match value {
        Value::Number(n) => number(*n),
        Value::Range { low: Some(l), high: Some(h) } if l == h => number(*l),
        Value::Range { low, high } => match (low, high) {
            (Some(l), Some(h)) => format!("{}–{}", number(*l), number(*h)),
            (Some(l), None) => format!("{}+", number(*l)),
            (None, Some(h)) => format!("up to {}", number(*h)),
            (None, None) => "—".into(),
        },
        Value::List(items) => {
            let between = if items.iter().any(|item| matches!(item, Value::Record(_))) { "; " } else { ", " };
            items.iter().map(|item| in_one_item(item, words)).collect::<Vec<_>>().join(between)
        }
        Value::Record(fields) => of_fields(fields, words).join("; "),
        Value::Text(text) => text.clone(),
    }
}

/// An item of a list: what tells the fields of a record apart must not be what tells items apart.
pub(super) fn in_one_item(item: &Value, words: impl Fn(&Value) -> String) -> String {
    match item {
        Value::Record(fields) => of_fields(fields, words).join(", "),
        other => words(other),
    }
}

/// The fields of a record that say something, each with its name.
pub(super) fn of_fields<'v>(
    fields: impl IntoIterator<Item = (&'v String, &'v Value)>,
    words: impl Fn(&Value) -> String,
) -> Vec<String> {
    let said = fields.into_iter().map(|(name, value)| (name, words(value))).filter(|(_, said)| !said.is_empty());
    said.map(|(name, said)| format!("{}: {said}", spelled(name))).collect()
}

/// A name in words, abbreviations in capitals: "vpn_servers" is "VPN servers".
pub(super) fn spelled(name: &str) -> String {
    const ABBREVIATIONS: [&str; 15] =
        ["api", "apm", "cdn", "cpu", "db", "dns", "ha", "ml", "ram", "sla", "sql", "ssd", "ssl", "ui", "vpn"];
    let word = |word: &str| match word {
        "vcpu" => "vCPU".to_owned(),
        word if ABBREVIATIONS.contains(&word) => word.to_uppercase(),
        word => word.to_owned(),
    };
    name.split('_').map(word).collect::<Vec<_>>().join(" ")
}

/// Something stated by name: "Database: PostgreSQL HA".
pub fn detail(name: &str, value: &Node) -> String {
    format!("{}: {}", format::upper_first(&spelled(name)), words(&value_of(value)))
}

pub(super) fn node_words(node: &Option<Node>) -> String {
    node.as_ref().map_or(String::new(), |n| words(&value_of(n)))
}

/// "about 75 concurrent users"; what is no quantity stays as it is.
pub(super) fn stated(scene: &Scene, statement: &Statement, value: &Value, unit: Option<&str>) -> String {
    if !is_quantity(value) {
        return words(value);
    }
    let op = statement.op.map_or(String::new(), |op| format!("{} ", op.sign()));
    let about = if statement.approx == Some(true) { "about " } else { "" };
    let plus = if statement.increment == Some(true) { "+" } else { "" };
    format!("{op}{about}{plus}{}", measured(scene, value, unit.unwrap_or_default()))
}

/// A number, a range, or a list of them: what can be approximate and have a unit.
fn is_quantity(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Range { .. } => true,
        Value::List(items) => items.iter().all(is_quantity),
        Value::Text(_) | Value::Record(_) => false,
    }
}
