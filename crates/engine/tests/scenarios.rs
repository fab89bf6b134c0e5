//! What is said of a scenario is what reading the whole model with its values in place would say.

use headroom_engine::catalog::Catalog;
use headroom_engine::diagnostic::{Code, Diagnostic, Severity};
use headroom_engine::form::{Kind, Node};
use headroom_engine::lookup::Lookup;
use headroom_engine::model::scenario;
use headroom_engine::{Model, Projection, figures};

/// Beside assumptions, paths that a scenario may name rightly or wrongly.
const PATHS: [&str; 12] = [
    "currency",
    "start",
    "months",
    "nonsense",
    "growth",
    "growth.nonsense",
    "subscription.plans",
    "limits",
    "deployments",
    "costs",
    "prices",
    "figures.share.formula",
];

fn values() -> [Node; 5] {
    let record = Kind::Record(vec![("value".into(), Node::number("3")), ("nonsense".into(), Node::number("1"))]);
    [Node::number("-7"), Node::number("1"), Node::text("XXX"), Kind::Null.into(), record.into()]
}

fn with_scenario(model: &Node, path: &str, value: &Node) -> Node {
    let set = Kind::Record(vec![(path.to_owned(), value.clone())]);
    let patch = Kind::Record(vec![("label".into(), Node::text("It")), ("set".into(), set.into())]);
    let mut node = model.clone();
    node.put("scenarios", Kind::Record(vec![("it".into(), patch.into())]).into());
    node
}

fn errors(node: Node) -> Vec<Diagnostic> {
    let found = Model::from_node(node, Catalog::shipped()).err().unwrap_or_default();
    found.into_iter().filter(|d| d.severity == Severity::Error).collect()
}

fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    (a.code, &a.path, &a.message) == (b.code, &b.path, &b.message)
}

/// How many of the scenarios are right, and how many wrong.
fn compared(plain: &Node, paths: &[&str]) -> (usize, usize) {
    let known = errors(plain.clone());
    let (mut right, mut wrong) = (0, 0);
    for (path, value) in paths.iter().flat_map(|path| values().map(|value| (path, value))) {
        let node = with_scenario(plain, path, &value);
        let Ok(mut whole) = scenario::apply(&node, "it") else { continue };
        whole.remove("scenarios");
        let new = errors(whole).into_iter().filter(|d| !known.iter().any(|k| same(k, d)));
        let expected: Vec<(Code, String)> =
            new.map(|d| (d.code, format!("under scenario `it`, `{}`: {}", d.path, d.message))).collect();
        let said = errors(node.clone()).into_iter().filter(|d| d.path.starts_with("scenarios.it.set"));
        let said: Vec<(Code, String)> = said.map(|d| (d.code, d.message)).collect();
        assert_eq!(said, expected, "{path} = {value}");
        if let Ok(model) = Model::from_node(node.clone(), Catalog::shipped()) {
            assert_eq!(model.node, node, "the model is as it was");
        }
        *if expected.is_empty() { &mut right } else { &mut wrong } += 1;
    }
    (right, wrong)
}

#[test]
fn a_scenario_is_read_as_the_whole_model_would_be() {
    for name in ["reference", "leadsite", "rad-panel"] {
        let text = std::fs::read_to_string(format!("../../models/{name}.json")).expect("a shipped model");
        let plain = Node::parse(&text).expect("a model");
        let model = Model::from_node(plain.clone(), Catalog::shipped()).expect("a right model");
        let assumptions = model.quantities.iter().map(|found| found.path.as_str()).step_by(9);
        let paths: Vec<&str> = assumptions.chain(PATHS).collect();
        let (right, wrong) = compared(&plain, &paths);
        assert!(right > 0 && wrong > 0, "{name}: {right} right, {wrong} wrong");
        // A part that cannot be read: nothing that follows from it is said, under a scenario neither.
        let mut broken = plain.clone();
        broken.put("workload", Node::number("5"));
        let (_, wrong) = compared(&broken, &paths);
        assert!(wrong > 0, "{name}: {wrong} wrong");
    }
}

/// Formulas name nothing that only some scenarios have.
#[test]
fn every_figure_is_computed_under_every_scenario() {
    for name in ["leadsite", "rad-panel", "reference", "securevpn-100k", "securewave-vpn", "whatsflow"] {
        let text = std::fs::read_to_string(format!("../../models/{name}.json")).expect("a shipped model");
        let model = Model::read(&text).expect("a right model");
        for scenario in model.file.scenarios.keys() {
            let model = model.under(scenario).expect("a right scenario");
            let projection = Projection::of(&model).expect("it can be projected");
            let broken = figures::check_values(&Lookup { model: &model, projection: &projection, deployment: "" });
            assert_eq!(broken, [], "{name}, {scenario}");
        }
    }
}

/// A misspelt part of the model is said of the model, and not once more by each scenario that sets something in it.
#[test]
fn one_cause_is_said_once() {
    let text = include_str!("../../../models/whatsflow.json").replacen("\"growth\"", "\"grwth\"", 1);
    let found = errors(Node::parse(&text).expect("JSON"));
    let codes: Vec<Code> = found.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::UnknownField, Code::Missing], "{found:?}");
}
