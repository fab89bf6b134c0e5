//! Measured limits in a model: read off a test's points, held beside what is declared and derived, and refused with a
//! reason where they say nothing.

use headroom_engine::diagnostic::Code;
use headroom_engine::form::{Kind, Node};
use headroom_engine::formula::{Resolve, Value};
use headroom_engine::lookup::Lookup;
use headroom_engine::{Model, Projection};
use rstest::rstest;

/// A web server of one core and 1000 MB that is held against users, requests and what it stores.
const MODEL: &str = r#"{
  "format": 1, "name": "Notes", "currency": "USD", "start": "2026-01", "months": 12,
  "growth": { "kind": "compound", "users": 100, "rate": 0.1 },
  "workload": {
    "drivers": {
      "visitors": { "label": "Users at once", "unit": "users", "of": "registered", "per": 0.1 },
      "requests": { "label": "Requests", "unit": "requests/s", "of": "drivers.visitors", "per": 1 },
      "opened": { "label": "Files opened", "unit": "files/day", "of": "registered", "per": 9, "measure": "daily" },
      "open": { "label": "Open files", "unit": "files", "of": "drivers.opened", "per": 1, "measure": "in_flight", "seconds": 5 },
      "files": { "label": "Files", "unit": "GB", "of": "active", "per": 0.1, "measure": "stock" }
    }
  },
  "limits": {
    "memory": { "kind": "slots", "label": "Memory", "driver": "visitors", "per": 20 },
    "cpu": { "kind": "cores", "label": "CPU", "driver": "requests", "service_ms": 10 },
    "reads": { "kind": "quota", "label": "Reads", "driver": "opened" },
    "handles": { "kind": "quota", "label": "Handles", "driver": "open" },
    "disk": { "kind": "quota", "label": "Disk", "driver": "files" }
  },
  "deployments": {
    "vps": {
      "label": "One server", "provider": "vps",
      "components": {
        "web": {
          "label": "Web server", "limits": ["memory", "cpu", "reads", "handles", "disk"],
          "ladder": { "small": { "label": "Small", "price": 5, "shape": { "vcpu": 1, "ram": 1 }, "declared": { "memory": 40 } } }
        }
      }
    }
  }
}"#;

const SMALL: &str = "deployments.vps.components.web.ladder.small";

/// Past its peak at 96.5 at once and 1884 per second, and slower than 200 ms from 108 at once on.
const SPEC: &str = r#"[
  { "concurrency": 1, "throughput": 64.9, "p95_ms": 20 }, { "concurrency": 18, "throughput": 995.9, "p95_ms": 25 },
  { "concurrency": 36, "throughput": 1652.4, "p95_ms": 40 }, { "concurrency": 72, "throughput": 1853.2, "p95_ms": 90 },
  { "concurrency": 108, "throughput": 1828.9, "p95_ms": 210 }, { "concurrency": 144, "throughput": 1775, "p95_ms": 300 },
  { "concurrency": 216, "throughput": 1702.2, "p95_ms": 500 }
]"#;

/// The model with values put at paths, the objects above them made where there are none.
fn with(changes: &[(&str, &str)]) -> String {
    let mut node = Node::parse(MODEL).unwrap();
    for (path, value) in changes {
        put(&mut node, path, Node::parse(value).unwrap());
    }
    node.to_string()
}

fn put(node: &mut Node, path: &str, value: Node) {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    if node.at_path(parent).is_none() {
        put(node, parent, Kind::Record(Vec::new()).into());
    }
    node.at_path_mut(parent).unwrap().put(key, value);
}

fn measured(limit: &str, value: &str) -> String {
    with(&[(&format!("{SMALL}.measured.{limit}"), value)])
}

/// A figure of a limit of the only tier; None where it does not exist.
fn capacity(text: &str, limit: &str, what: &str) -> Option<f64> {
    let model = Model::read(text).unwrap();
    let projection = Projection::of(&model).unwrap();
    let lookup = Lookup { model: &model, projection: &projection, deployment: "" };
    match lookup.resolve(&format!("out.capacity.web.small.{limit}.{what}"))? {
        Value::Number(number) => number.to_string().parse().ok(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_near(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 1e-3 * expected), "{found:?} is not {expected}");
}

#[rstest]
#[case("cpu", "", 1883.9)]
#[case("reads", "", 1883.9)]
#[case("handles", "", 96.52)]
#[case("memory", ", \"axis\": \"concurrency\"", 96.52)]
#[case("memory", ", \"axis\": \"throughput\"", 1883.9)]
fn points_are_read_in_the_unit_of_the_limits_driver(#[case] limit: &str, #[case] axis: &str, #[case] expected: f64) {
    let text = measured(limit, &format!("{{ \"points\": {SPEC}{axis} }}"));
    assert_near(capacity(&text, limit, "measured"), expected);
}

/// The tier's promise, unless the limit has a target of its own.
#[test]
fn points_are_held_to_the_target_for_p95() {
    let points = format!("{{ \"points\": {SPEC} }}");
    let cpu = &format!("{SMALL}.measured.cpu");
    let promise = &format!("{SMALL}.targets.p95_ms");
    let promised = with(&[(cpu, &points), (promise, "100")]);
    assert_near(capacity(&promised, "cpu", "measured"), 1853.2);
    let both = with(&[(cpu, &points), (promise, "100"), ("limits.cpu.p95_ms", "30")]);
    assert_near(capacity(&both, "cpu", "measured"), 995.9);
}

#[test]
fn a_capacity_goes_before_the_points() {
    let text = measured("memory", &format!("{{ \"capacity\": {{ \"low\": 20, \"high\": 40 }}, \"points\": {SPEC} }}"));
    assert_eq!(capacity(&text, "memory", "measured"), Some(30.0));
}

#[test]
fn the_limit_says_which_capacity_rules() {
    let with_rule = |rule: &str| {
        let capacity = format!("{SMALL}.measured.memory.capacity");
        with(&[(&capacity, "45"), ("limits.memory.rule", &format!("\"{rule}\""))])
    };
    for (rule, expected) in [("lower", 40.0), ("declared", 40.0), ("derived", 50.0), ("measured", 45.0)] {
        assert_eq!(capacity(&with_rule(rule), "memory", "effective"), Some(expected), "{rule}");
    }
    let text = with_rule("lower");
    assert_eq!(capacity(&text, "memory", "declared"), Some(40.0));
    assert_eq!(capacity(&text, "memory", "derived"), Some(50.0));
    assert_eq!(capacity(&text, "memory", "disagreement"), Some(25.0));
    assert_eq!(capacity(&with(&[]), "cpu", "disagreement"), None);
    let unmeasured = with(&[("limits.memory.rule", "\"measured\"")]);
    assert_eq!(capacity(&unmeasured, "memory", "effective"), Some(40.0), "the lowest of the others");
}

#[test]
fn a_measured_limit_needs_no_machine() {
    let bare = with(&[(&format!("{SMALL}.shape"), "{ \"ram\": 1 }")]);
    assert_eq!(Model::read(&bare).unwrap_err()[0].code, Code::MissingShape);
    let shape = (&*format!("{SMALL}.shape"), "{ \"ram\": 1 }");
    let tested = with(&[shape, (&format!("{SMALL}.measured.cpu.capacity"), "80")]);
    assert_eq!(capacity(&tested, "cpu", "effective"), Some(80.0));
}

/// A dearer tier that was measured to hold more is within reach.
#[test]
fn a_tier_that_is_measured_to_hold_more_can_be_chosen() {
    let large = |measured: &str| {
        let tier = format!(
            "{{ \"label\": \"Large\", \"price\": 9, \"shape\": {{ \"vcpu\": 1, \"ram\": 1 }}, \"declared\": {{ \"memory\": 40 }}{measured} }}"
        );
        let warnings = Model::read(&with(&[("deployments.vps.components.web.ladder.large", &tier)])).unwrap().warnings;
        warnings.iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    assert_eq!(large(""), [Code::UnreachableTier]);
    assert_eq!(large(", \"measured\": { \"cpu\": { \"capacity\": 200 } }"), []);
}

#[rstest]
#[case("cpus", "{ \"capacity\": 5 }", "", Code::UnknownName)]
#[case("cpu", "{}", "", Code::Missing)]
#[case("cpu", "{ \"points\": [] }", "", Code::Missing)]
#[case("cpu", "{ \"capacity\": -5 }", ".capacity", Code::OutOfDomain)]
#[case("cpu", "{ \"points\": 5 }", ".points", Code::WrongType)]
#[case("cpu", "{ \"capacity\": 5, \"date\": \"last week\" }", ".date", Code::BadDate)]
#[case("cpu", "{ \"points\": [{ \"concurrency\": 5 }] }", ".points.0.throughput", Code::Missing)]
#[case("cpu", "{ \"points\": [{ \"throughput\": -5 }] }", ".points.0.throughput", Code::OutOfDomain)]
#[case("cpu", "{ \"points\": [{ \"throughput\": 5, \"failed\": 1.5 }] }", ".points.0.failed", Code::OutOfDomain)]
#[case("cpu", "{ \"points\": [{ \"throughput\": 5, \"failed\": 0.5 }] }", ".points", Code::BadMeasurement)]
#[case("cpu", "{ \"points\": [{ \"throughput\": 5 }], \"axis\": \"concurrency\" }", ".axis", Code::BadMeasurement)]
#[case("cpu", "{ \"points\": [{ \"throughput\": 5 }], \"axis\": \"users\" }", ".axis", Code::UnknownChoice)]
#[case("handles", "{ \"points\": [{ \"throughput\": 5 }] }", ".points", Code::BadMeasurement)]
#[case("memory", "{ \"points\": [{ \"throughput\": 5 }] }", ".axis", Code::Missing)]
#[case("disk", "{ \"points\": [{ \"throughput\": 5 }], \"axis\": \"throughput\" }", ".axis", Code::BadMeasurement)]
fn what_is_wrong_is_said(#[case] limit: &str, #[case] value: &str, #[case] below: &str, #[case] code: Code) {
    let found = Model::read(&measured(limit, value)).unwrap_err();
    let places: Vec<_> = found.iter().map(|problem| (problem.code, problem.path.as_str())).collect();
    assert_eq!(places, [(code, &*format!("{SMALL}.measured.{limit}{below}"))], "{found:#?}");
    assert!(found.iter().all(|problem| problem.at.is_some() && !problem.hint.is_empty()));
}

#[test]
fn too_many_points_are_refused() {
    let points = vec!["{ \"throughput\": 5 }"; 1001].join(",");
    let found = Model::read(&measured("cpu", &format!("{{ \"points\": [{points}] }}"))).unwrap_err();
    assert_eq!(found.iter().map(|problem| problem.code).collect::<Vec<_>>(), [Code::BadLength]);
}

#[test]
fn already_too_slow_is_an_error() {
    let slow = [
        (&*format!("{SMALL}.measured.cpu"), "{ \"points\": [{ \"throughput\": 5, \"p95_ms\": 900 }] }"),
        (&*format!("{SMALL}.targets.p95_ms"), "500"),
    ];
    let found = Model::read(&with(&slow)).unwrap_err();
    assert_eq!(found[0].message, "already the lightest load measured is slower than the response time that must hold");
}
