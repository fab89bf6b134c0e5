use super::*;
use crate::decide::sample::{changed, shipped};
use crate::diagnostic::Code;
use crate::form::Node;
use crate::formula::{Resolve, Value};
use crate::lookup::Lookup;
use crate::model::Model;
use crate::project::Supplier;
use crate::projection::Projection;
use crate::quantity::PerSecond;

/// The sample with one path, of its requests.
fn with(rest: &str) -> (Model, Projection) {
    changed(&[("paths", &format!(r#"{{ "page": {{ "label": "Page", "driver": "requests", {rest} }} }}"#))])
}

fn answer((model, projection): &(Model, Projection), deployment: &str, t: usize) -> PathAnswer {
    at(&projection.deployment(model, deployment).unwrap(), 0, t).unwrap()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-8 * b.abs(), "{a} is not {b}");
}

#[test]
fn a_path_of_one_station_is_its_queue() {
    let plan = with(r#""steps": [{ "component": "web" }]"#);
    let deployed = plan.1.deployment(&plan.0, "cloud").unwrap();
    let supplier = Supplier::new(deployed.program, &deployed.rule.components["web"], &deployed.program.params);
    let run = &deployed.outcome.components["web"];
    for t in 1..=36 {
        let found = answer(&plan, "cloud", t);
        close(found.percentile_ms.unwrap(), supplier.p95(run.choice[t - 1], &deployed.demand.drivers, t).unwrap());
        close(found.stops[0].utilisation.unwrap(), run.utilisation[t - 1][1]);
        assert_eq!((found.slo, found.kept, found.growth), (None, None, None));
    }
}

#[test]
fn what_is_fixed_shifts_every_percentile() {
    let (bare, delayed) = (
        with(r#""steps": [{ "component": "web" }]"#),
        with(r#""steps": [{ "label": "Network", "delay_ms": 40 }, { "component": "web", "delay_ms": 2 }]"#),
    );
    let (bare, delayed) = (answer(&bare, "cloud", 12), answer(&delayed, "cloud", 12));
    close(delayed.percentile_ms.unwrap(), bare.percentile_ms.unwrap() + 42.0);
    close(delayed.mean_ms.unwrap(), bare.mean_ms.unwrap() + 42.0);
    close(delayed.stops.iter().filter_map(|s| s.mean_ms).sum(), delayed.mean_ms.unwrap());
    assert_eq!(delayed.stops[0].label, "Network");
    assert_eq!(delayed.slowest().unwrap().label, "Web server");
}

/// Two visits of each request bring twice the arrivals, and each of them waits.
#[test]
fn every_visit_queues() {
    let twice = with(r#""steps": [{ "component": "web", "visits": 2 }]"#);
    let deployed = twice.1.deployment(&twice.0, "cloud").unwrap();
    let run = &deployed.outcome.components["web"];
    let t = 12;
    let servers = crate::quantity::Servers::new([2, 4, 8][run.choice[t - 1].tier] * run.choice[t - 1].instances);
    let arrivals = PerSecond::new(2.0 * deployed.demand.drivers[1].demand[t - 1]).unwrap();
    let queue = Queue { arrivals, service_time: Seconds::new(0.1).unwrap(), servers };
    assert_eq!(run.choice[t - 1].instances, 1);
    let found = answer(&twice, "cloud", t);
    close(found.mean_ms.unwrap(), 2.0 * queue.steady_state().unwrap().mean_response().milliseconds());
    let once = queue.steady_state().unwrap().response_percentile(Percentile::P95).milliseconds();
    assert!(found.percentile_ms.unwrap() > once && found.percentile_ms.unwrap() < 2.0 * once);
}

#[test]
fn a_promise_is_kept_up_to_the_growth_that_is_told() {
    let promised = |ms: f64| with(&format!(r#""slo": {{ "ms": {ms} }}, "steps": [{{ "component": "web" }}]"#));
    let p95 = answer(&promised(1.0), "cloud", 12).percentile_ms.unwrap();
    let kept = answer(&promised(p95 * 1.01), "cloud", 12);
    assert_eq!(kept.kept, Some(true));
    assert!(kept.growth.unwrap().get() > 0.0);
    let missed = answer(&promised(p95 * 0.999), "cloud", 12);
    assert_eq!(missed.kept, Some(false));
    assert!(missed.growth.is_none_or(|growth| growth.get() < 0.0));
    assert_eq!(answer(&promised(1.0), "cloud", 12).growth, None, "even an idle server takes longer");
}

/// Own servers have no limit of cores on the web server, and metered use has no queue.
#[test]
fn where_nothing_queues_a_step_takes_its_service_time() {
    let plan = with(r#""slo": { "percentile": 0.99, "ms": 500 }, "steps": [{ "component": "web" }]"#);
    for deployment in ["metal", "metered"] {
        let found = answer(&plan, deployment, 12);
        close(found.mean_ms.unwrap(), 100.0);
        close(found.percentile_ms.unwrap(), -100.0 * libm::log(0.01));
        assert_eq!(found.stops[0].utilisation, None);
    }
}

#[test]
fn sharing_is_slower_at_the_top_but_not_on_average() {
    let of = |discipline: &str| {
        let step = format!(r#""steps": [{{ "component": "web", "discipline": "{discipline}" }}]"#);
        answer(&with(&step), "cloud", 36)
    };
    let (line, shared) = (of("first_come"), of("sharing"));
    close(line.mean_ms.unwrap(), shared.mean_ms.unwrap());
    assert!(shared.percentile_ms > line.percentile_ms);
}

#[test]
fn a_saturated_stop_has_no_response_time() {
    let found = answer(
        &with(r#""slo": { "ms": 900 }, "steps": [{ "delay_ms": 5 }, { "component": "web", "visits": 50 }]"#),
        "cloud",
        36,
    );
    assert_eq!((found.percentile_ms, found.mean_ms, found.kept), (None, None, Some(false)));
    assert_eq!(found.slowest(), found.stops.last());
}

#[test]
fn paths_are_read_by_name() {
    let (model, projection) = with(r#""slo": { "ms": 900 }, "steps": [{ "component": "web" }]"#);
    let lookup = Lookup { model: &model, projection: &projection, deployment: "metal" };
    assert_eq!(lookup.resolve("out.paths.page.mean_ms.3"), Some(Value::Number(100.into())));
    assert!(matches!(lookup.resolve("out.paths.page.grow"), Some(Value::List(months)) if months.len() == 36));
    assert_eq!(lookup.resolve("out.paths.page.grow.3"), Some(Value::Text("unbounded".into())));
    assert!(lookup.resolve("out.in.cloud.paths.page.response_ms.36").and_then(|v| v.number()).is_some());
    assert_eq!(lookup.resolve("out.paths.page.response_ms.37"), None);
}

#[test]
fn every_problem_of_a_path_is_told_at_once() {
    let (model, _) = changed(&[]);
    let mut node = model.node;
    let paths = r#"{ "page": { "label": "Page", "driver": "request", "slo": { "percentile": 1, "ms": 100 }, "steps": [
      { "component": "wep" }, { "component": "web", "limit": "cpus" }, { "component": "web", "limit": "seats" },
      { "visits": 2 }, { "limit": "cpu" }, { "component": "tunnel" }
    ] }, "nowhere": { "label": "Nowhere", "driver": "traffic", "steps": [] } }"#;
    node.put("paths", Node::parse(paths).unwrap());
    let problems = Model::read(&node.to_string()).unwrap_err();
    let found: Vec<_> = problems.iter().map(|d| (d.code, d.path.as_str())).collect();
    let expected = [
        (Code::UnknownName, "paths.page.driver"),
        (Code::OutOfDomain, "paths.page.slo.percentile"),
        (Code::UnknownName, "paths.page.steps.0.component"),
        (Code::UnknownName, "paths.page.steps.1.limit"),
        (Code::WrongType, "paths.page.steps.2.limit"),
        (Code::Missing, "paths.page.steps.3"),
        (Code::Missing, "paths.page.steps.4"),
        (Code::Missing, "paths.page.steps.5"),
        (Code::WrongType, "paths.nowhere.driver"),
        (Code::BadLength, "paths.nowhere.steps"),
    ];
    assert_eq!(found, expected);
    assert!(problems[2].hint.contains("web"), "{}", problems[2].hint);
}

/// The shipped models that have paths keep them within reach in every deployment and month.
#[test]
fn shipped_paths_are_answered() {
    let (model, projection) = shipped("rad-panel");
    let first = |id: &str| at(&projection.deployment(&model, id).unwrap(), 0, 1).unwrap().stops.remove(0).label;
    assert_eq!([first("vps_stated"), first("azure")], ["Panel", "App Service"], "as each deployment calls it");
    for name in ["rad-panel", "leadsite"] {
        let (model, projection) = shipped(name);
        assert!(!model.program.paths.is_empty(), "{name}");
        for id in model.program.deployments.keys() {
            let deployed = projection.deployment(&model, id).unwrap();
            for t in 1..=model.program.months {
                let found = at(&deployed, 0, t).unwrap();
                let floor: f64 = found.stops.iter().filter_map(|s| s.mean_ms).fold(0.0, f64::max);
                assert!(found.mean_ms.is_none_or(|mean| mean >= floor), "{name} {id} {t}");
                assert!(found.percentile_ms.is_none_or(|p95| p95 > found.mean_ms.unwrap()), "{name} {id} {t}");
            }
        }
    }
}
