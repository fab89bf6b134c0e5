//! How values are written as JSON: money and quotients of money as strings of a plain decimal, so that no reader turns
//! them into binary numbers; counts and shares as numbers; months as `2026-10`; what does not exist as null.

use headroom_app::engine::money::Money;
use headroom_app::pages::Span;
use headroom_app::views::{Scene, format};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output;

pub fn print(value: &Value) -> Result<(), Failure> {
    output::data(format!("{value:#}\n").as_bytes())
}

pub fn money(amount: Money) -> Value {
    Value::from(format::plain_money(amount))
}

/// A quotient of money.
pub fn ratio(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| Value::from(format::plain_count(value)))
}

/// A count: a whole number where it is one, without the noise of binary arithmetic where it is not.
pub fn count(value: f64) -> Value {
    let text = format::plain_count(value);
    text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<f64>().map(Value::from)).unwrap_or(Value::Null)
}

pub fn share(value: Option<f64>) -> Value {
    value.map_or(Value::Null, count)
}

/// Month `t` of the horizon, from 1.
pub fn month(scene: &Scene, t: usize) -> Value {
    Value::from(scene.model.program.month(t).to_string())
}

/// The head of every answer: what was projected.
pub fn about(scene: &Scene) -> serde_json::Map<String, Value> {
    let program = &scene.model.program;
    let about = json!({
        "model": scene.model.file.name,
        "scenario": { "id": scene.scenario, "label": scene.scenario_label() },
        "currency": scene.currency().code(),
        "start": program.start.to_string(),
        "horizon": program.months,
    });
    match about {
        Value::Object(fields) => fields,
        _ => serde_json::Map::new(),
    }
}

/// A sentence as it reads.
pub fn sentence(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
