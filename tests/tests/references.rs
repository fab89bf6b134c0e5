//! Published numbers (`acceptance/references.json`) through whole models. Queues and scalability are held against theirs
//! in the engine's own tests.

use headroom_engine::form::Node;
use headroom_engine::formula::{Resolve, Value};
use headroom_engine::lookup::{Lookup, value_of};
use headroom_engine::money::Money;
use headroom_engine::project::Movements;
use headroom_engine::project::break_even::by_subscribers;
use headroom_engine::{Model, Projection};
use headroom_tests::{printing::problems, read};
use rust_decimal::Decimal;

fn reference(path: &str) -> Node {
    let all = Node::parse(&read("tests/acceptance/references.json")).expect("the references are JSON");
    all.at_path(path).unwrap_or_else(|| panic!("no {path}")).clone()
}

fn number(node: &Node, path: &str) -> Decimal {
    node.at_path(path).and_then(|node| value_of(node).number()).unwrap_or_else(|| panic!("no number at {path}"))
}

/// One month of a business with a fixed cost and a cost for each customer.
fn linear(fixed: Decimal, price: Decimal, variable: Decimal, units: Decimal) -> Model {
    let text = format!(
        r#"{{
          "format": 1, "name": "Linear", "currency": "USD", "start": "2026-01", "months": 1,
          "growth": {{ "kind": "schedule", "anchors": [{{ "month": 1, "users": {units} }}] }},
          "subscription": {{ "plans": {{ "unit": {{ "price": {price}, "of_registered": 1 }} }} }},
          "deployments": {{ "none": {{ "label": "None", "provider": "none" }} }},
          "costs": {{
            "fixed": {{ "label": "Fixed", "amount": {{ "kind": "monthly", "price": {fixed} }} }},
            "variable": {{ "label": "Variable", "amount": {{ "kind": "per_subscriber", "price": {variable} }} }}
          }}
        }}"#
    );
    Model::read(&text).unwrap_or_else(|found| panic!("{}", problems("linear", &text, &found)))
}

/// Break-even at fixed cost / (price − variable cost): as a count that covers the month, and as the interval that pays.
#[test]
fn linear_break_even() {
    for case in reference("break_even_linear").items() {
        let part = |name: &str| number(case, name);
        let whole =
            case.get("units_whole").or(case.get("units")).and_then(|node| value_of(node).number()).expect("units");
        let sold = case.at_path("profit_at.units").map_or(whole, |_| part("profit_at.units"));
        let model = linear(part("fixed"), part("price"), part("variable"), sold);
        let projection = Projection::of(&model).expect("a small business");
        let lookup = Lookup { model: &model, projection: &projection, deployment: "" };

        assert_eq!(lookup.resolve("out.break_even.customers.1"), Some(Value::Number(whole)), "{case}");
        if case.at_path("profit_at.profit").is_some() {
            assert_eq!(
                lookup.resolve("out.profit.1").and_then(|v| v.number()),
                Some(part("profit_at.profit")),
                "{case}"
            );
        }
        let d = projection.deployment(&model, "").expect("the only deployment");
        let found =
            by_subscribers(d.program, &d.program.params, d.rule, d.demand, d.outcome, 1, None).expect("customers pay");
        let starts: Vec<Decimal> = found.pays.iter().map(|range| Decimal::from(*range.start())).collect();
        assert_eq!(starts, [whole], "{case}");
    }
}

/// A published dashboard's months: what it starts with and its movements are what it ends with.
#[test]
fn published_movements_add_up() {
    let mrr = reference("saas_dashboard.mrr");
    for month in 0..3 {
        let part = |name: &str| Money::exactly(number(&mrr, &format!("{name}.{month}"))).expect("an amount");
        let movements = Movements {
            start: part("start"),
            new: part("new"),
            expansion: part("expansion"),
            churned: part("lost"),
            end: part("end"),
            ..Movements::default()
        };
        assert_eq!(movements.sum(), movements.end, "month {month}");
    }
}
