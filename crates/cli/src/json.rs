//! How values are written as JSON: money and quotients of money as strings of a plain decimal, so that no reader turns
//! them into binary numbers; counts and shares as numbers; months as `2026-10`; what does not exist as null.

use headroom_app::engine::money::{Currency, Money, decimal_of};
use headroom_app::pages::{Align, Cell, Column, RowStyle, Span, Table, TableRow};
use headroom_app::views::{Scene, format};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output;

pub fn print(value: &Value) -> Result<(), Failure> {
    output::data(format!("{value:#}\n").as_bytes())
}

pub fn money(scene: &Scene, amount: Money) -> Value {
    Value::from(format::plain_money(amount, scene.currency()))
}

/// A quotient of money.
pub fn ratio(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| Value::from(format::plain_count(value)))
}

/// A count: a whole number where it is one, without the noise of binary arithmetic where it is not. Beyond what a
/// decimal holds it is as it stands.
pub fn count(value: f64) -> Value {
    if decimal_of(value).is_none() {
        return Value::from(value);
    }
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

/// The rows of a table by the keys of its columns: money as texts of a plain decimal, other figures as numbers, what is
/// not known as null.
pub fn rows(table: &Table, currency: Currency) -> Value {
    let money = format!("_{}", currency.code().to_lowercase());
    let value = |column: &Column, cell: &Cell| match cell.plain.as_str() {
        "" => Value::Null,
        plain if column.align == Align::Right && !column.key.ends_with(&money) => {
            plain.parse().map_or_else(|_| Value::from(plain), count)
        }
        plain => Value::from(plain),
    };
    let row = |row: &TableRow| {
        let cells = table.columns.iter().zip(&row.cells);
        Value::Object(cells.map(|(column, cell)| (column.key.clone(), value(column, cell))).collect())
    };
    table.rows.iter().filter(|row| row.style != RowStyle::Group).map(row).collect()
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
