//! Conditions on paths, and what holds in all months of a path.

mod world;

use headroom_engine::Model;
use headroom_engine::diagnostic::{Diagnostic, Severity};
use headroom_simulation::analysis::grid::{Grid, Statistic, grid};
use headroom_simulation::analysis::seek::{Seek, seek};
use headroom_simulation::analysis::sensitivity::sensitivity;
use headroom_simulation::analysis::tornado::tornado;
use headroom_simulation::analysis::{measure, until};
use headroom_simulation::bands::Answer;
use headroom_simulation::figure::{Figure, Monthly, Whole};
use headroom_simulation::futures::{Failed, Futures};
use headroom_simulation::inputs::{Inputs, Room};
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{Given, Points, Request, Run, Watch};
use headroom_simulation::uniforms::Uniforms;
use serde_json::{Value, json};

use world::Values;

const CHURN: &str = "subscription.plans.standard.churn";
const CONVERSION: &str = "subscription.conversion";
const PROFIT: Whole = Whole::TotalProfit(0);

fn request(paths: u64, given: Vec<Given>) -> Request {
    Request { paths, seed: 3, points: Points::Sobol, levels: vec![0.5], given }
}

fn given(inputs: &Inputs, path: &str, least: f64, most: f64) -> Vec<Given> {
    vec![Given { input: inputs.position(path).expect("it has a range"), least, most }]
}

/// What is known of one outcome where an assumption has a value.
fn direct(model: &Model, of: Whole, varied: &[(&str, f64)], request: &Request) -> Answer {
    let inputs = world::inputs(model);
    let (paths, values): (Vec<_>, Vec<_>) = varied.iter().map(|(path, value)| ((*path).to_owned(), *value)).unzip();
    let kernel = Kernel::of(model, &inputs, &[Figure::Whole(of)], &Varied { paths }).unwrap();
    let run = Run { kernel: &kernel, inputs: &inputs, request, varied: &values };
    run.answers(2, &Watch::default()).unwrap().remove(0)
}

fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found} instead of {expected}");
}

fn seek_of(model: &Model, vary: &str, given: Vec<Given>) -> Seek {
    let until = until::parse("total_profit >= 500k", model, 0).unwrap();
    Seek { vary: vary.into(), until, probability: 0.5, within: None, paths: 2_048, seed: 3, given }
}

fn grid_of(x: &str, y: &str, given: Vec<Given>) -> Grid {
    let (x, y) = (x.into(), y.into());
    let statistic = Statistic::Mean;
    Grid { x, y, x_within: None, y_within: None, of: PROFIT, statistic, steps: 3, paths: 512, seed: 3, given }
}

#[test]
fn a_goal_is_sought_on_the_paths_that_count() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let slow = given(&inputs, "growth.rate", f64::NEG_INFINITY, 0.14);
    let ask = |given| seek(&model, &inputs, &seek_of(&model, CHURN, given), &Watch::default()).unwrap();
    let (all, found) = (ask(Vec::new()), ask(slow.clone()));
    assert!(found.paths < all.paths && all.paths == 2_048, "{} of {}", found.paths, all.paths);
    let value = found.value.unwrap();
    assert!(value < all.value.unwrap(), "who grows slowly can lose less: {all:?} {found:?}");
    let Answer::Quantity(profit) = direct(&model, PROFIT, &[(CHURN, value)], &request(2_048, slow)) else { panic!() };
    assert_eq!(profit.paths, found.paths);
    assert_near(profit.percentiles[0].value, 500_000.0, 0.02);
}

#[test]
fn a_heat_maps_cells_are_direct_runs_of_the_paths_that_count() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let fast = given(&inputs, "growth.rate", f64::NEG_INFINITY, 0.1);
    let found = grid(&model, &inputs, &grid_of(CHURN, CONVERSION, fast.clone()), &Watch::default()).unwrap();
    for (i, j) in [(0, 0), (2, 1), (1, 2)] {
        let varied = [(CHURN, found.xs[j]), (CONVERSION, found.ys[i])];
        let Answer::Quantity(own) = direct(&model, PROFIT, &varied, &request(512, fast.clone())) else { panic!() };
        assert_near(found.values[i][j], own.mean, 1e-9);
        assert_eq!(found.paths, own.paths);
    }
}

/// A part of a uniform distribution is the uniform distribution of that part.
#[test]
fn what_matters_under_a_condition_is_what_matters_where_nothing_else_can_be() {
    let uniform = |low: f64, high: f64| {
        let rate = json!({ "low": low, "high": high, "distribution": "uniform", "unit": "%/month" });
        world::reference_with(&[("growth.rate", rate)])
    };
    let (wide, narrow) = (uniform(5.0, 25.0), uniform(17.0, 25.0));
    let (inputs, inside) = (world::inputs(&wide), world::inputs(&narrow));
    let fast = given(&inputs, "growth.rate", 0.17, f64::INFINITY);
    let known = sensitivity(&wide, &inputs, PROFIT, &request(1_024, fast.clone()), &Watch::default()).unwrap();
    let expected = sensitivity(&narrow, &inside, PROFIT, &request(1_024, Vec::new()), &Watch::default()).unwrap();
    assert_near(known.mean, expected.mean, 1e-9);
    assert_eq!(known.rows.len(), expected.rows.len());
    for row in &known.rows {
        let own = expected.rows.iter().find(|own| own.input == row.input).unwrap();
        assert_near(row.total, own.total, 1e-6);
        assert_near(row.first, own.first, 1e-6);
    }
    let (known, expected) =
        (tornado(&wide, &inputs, PROFIT, &fast).unwrap(), tornado(&narrow, &inside, PROFIT, &[]).unwrap());
    assert!(!known.is_plan && expected.is_plan);
    assert_near(known.base, expected.base, 1e-9);
    for (known, expected) in known.rows.iter().zip(&expected.rows) {
        assert_eq!(known.input, expected.input);
        assert_near(known.at_low, expected.at_low, 1e-9);
        assert_near(known.at_high, expected.at_high, 1e-9);
    }
    let open = given(&inputs, "growth.rate", 0.10, f64::INFINITY);
    assert!(tornado(&wide, &inputs, PROFIT, &open).unwrap().is_plan, "the likely value is left");
}

fn said(failed: Failed) -> Diagnostic {
    let Failed::Diagnostics(found) = failed else { panic!("{failed:?}") };
    found[0].clone()
}

#[test]
fn conditions_that_make_no_sense_are_refused() {
    let pair = json!({ "correlations": [{ "a": "growth.rate", "b": CONVERSION, "rank": 0.6 }] });
    let model = world::reference_with(&[("uncertainty", pair)]);
    let inputs = world::inputs(&model);
    let watch = Watch::default();
    let on = |path: &str| given(&inputs, path, 0.03, f64::INFINITY);
    let varied = [
        seek(&model, &inputs, &seek_of(&model, CHURN, on(CHURN)), &watch).unwrap_err(),
        grid(&model, &inputs, &grid_of(CHURN, CONVERSION, on(CHURN)), &watch).unwrap_err(),
        grid(&model, &inputs, &grid_of(CONVERSION, CHURN, on(CHURN)), &watch).unwrap_err(),
    ];
    for found in varied.map(said) {
        assert!(
            found.path == "given" && found.message.contains(CHURN) && found.message.contains("varied"),
            "{found:?}"
        );
    }
    for path in ["growth.rate", CONVERSION] {
        let indices = sensitivity(&model, &inputs, PROFIT, &request(512, on(path)), &watch).unwrap_err();
        for found in [indices, tornado(&model, &inputs, PROFIT, &on(path)).unwrap_err()].map(said) {
            assert!(found.path == "given" && found.message.contains("moves together"), "{found:?}");
        }
    }
    // One that is correlated with none may be conditioned all the same.
    assert!(sensitivity(&model, &inputs, PROFIT, &request(512, on(CHURN)), &watch).is_ok());
}

/// A tenth of a normal distribution lies below its p10; at 0 % that is what no share can be.
#[test]
fn what_limits_cut_off_a_distribution_is_told() {
    let churn = |p10: f64, p90: f64| {
        let range = json!({ "p10": p10, "p90": p90, "unit": "%", "distribution": "normal" });
        let model = world::reference_with(&[(CHURN, range)]);
        world::inputs(&model).warnings
    };
    assert_eq!(churn(30.0, 60.0), [], "what lies outside is less than a path in a thousand");
    let found = churn(0.0, 60.0);
    let [warning] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((warning.code.as_str(), warning.path.as_str()), ("E031-bad-distribution", CHURN));
    assert_eq!(warning.severity, Severity::Warning);
    assert!(warning.message.contains("10 % of it lies below 0 %"), "{}", warning.message);
    assert!(warning.at.is_some() && warning.hint.contains("low and high"), "{warning:?}");
}

/// A range that is open to one side is not drawn, and `check` says so.
#[test]
fn what_is_open_to_one_side_is_told() {
    for (range, lacks) in [(json!({ "low": 0.01 }), "upper"), (json!({ "p90": 0.4 }), "lower")] {
        let model = world::reference_with(&[(CHURN, range)]);
        let inputs = world::inputs(&model);
        assert_eq!(inputs.position(CHURN), None);
        let [warning] = inputs.warnings.as_slice() else { panic!("{:?}", inputs.warnings) };
        assert_eq!((warning.path.as_str(), warning.severity), (CHURN, Severity::Warning));
        assert!(warning.hint.contains(lacks), "{warning:?}");
    }
}

/// The point run takes the middle of what is drawn: of percentiles above zero the median of a lognormal distribution.
#[test]
fn the_point_run_is_in_the_middle() {
    let cases = [
        // So narrow that nothing is cut off at 0 or 1.
        (json!({ "p10": 0.01, "p90": 0.04 }), 0.02),
        (json!({ "p10": 0.23, "p90": 0.27, "distribution": "normal" }), 0.25),
        (json!({ "low": 0.01, "high": 0.04, "distribution": "lognormal" }), 0.02),
        (json!({ "low": 0.1, "high": 0.4 }), 0.25),
        (json!({ "p10": 0.1, "likely": 0.15, "p90": 0.2 }), 0.15),
    ];
    for (range, expected) in cases {
        let model = world::reference_with(&[(CHURN, range.clone())]);
        let inputs = world::inputs(&model);
        let input = &inputs.inputs[inputs.position(CHURN).expect("it is drawn")];
        assert!((input.likely - expected).abs() < 1e-6, "{range}: {}", input.likely);
        assert!((input.distribution.median() - expected).abs() < 1e-6, "{range}: {:?}", input.distribution);
    }
}

#[test]
fn a_condition_that_leaves_no_path_is_told_whatever_is_asked() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let watch = Watch::default();
    let none = given(&inputs, "growth.rate", 0.9, f64::INFINITY);
    let wanted = [Figure::Monthly(Monthly::Users)];
    let failed = [
        Futures::of(&model, &inputs, &wanted, request(512, none.clone()), &watch).unwrap_err(),
        seek(&model, &inputs, &seek_of(&model, CHURN, none.clone()), &watch).unwrap_err(),
        grid(&model, &inputs, &grid_of(CHURN, CONVERSION, none.clone()), &watch).unwrap_err(),
        sensitivity(&model, &inputs, PROFIT, &request(512, none.clone()), &watch).unwrap_err(),
        tornado(&model, &inputs, PROFIT, &none).unwrap_err(),
    ];
    for found in failed.map(said) {
        assert!(found.message.contains("no path"), "{found:?}");
    }
}

/// On every path of every shipped model, what is always or never so is what every month says.
#[test]
fn what_holds_in_all_months_is_what_each_month_says() {
    for name in world::SHIPPED {
        let model = world::shipped(name);
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
        let d = model.program.deployments.len() - 1;
        let events =
            [Monthly::Covers(d), Monthly::Repaid(d), Monthly::Solvent(d), Monthly::Breach(d), Monthly::Slow(d)];
        let whole = events.iter().flat_map(|event| [Whole::Always(*event), Whole::Never(*event)]).map(Figure::Whole);
        let wanted: Vec<Figure> = events.iter().copied().map(Figure::Monthly).chain(whole).collect();
        let values = Values::of(&model, &inputs, &wanted, &room);
        for event in events {
            for lane in 0..64 {
                let month = |t: usize| values.at(Figure::Monthly(event), t, lane) == 1.0;
                let (all, none) =
                    (1..=model.program.months).map(month).fold((true, true), |(all, none), is| (all & is, none & !is));
                let whole = |of: Whole| values.at(Figure::Whole(of), 0, lane) == 1.0;
                assert_eq!((whole(Whole::Always(event)), whole(Whole::Never(event))), (all, none), "{name} {event:?}");
            }
        }
    }
}

/// Cash that is never below zero is a lowest cash that is not: the same goal in two ways, with the same answer.
#[test]
fn a_promise_for_all_months_is_sought_as_its_lowest_month_is() {
    let model = world::shipped("reference");
    let opening: Value = json!({ "value": 20_000, "unit": "USD" });
    let mut json: Value = serde_json::from_str(&model.node.to_string()).unwrap();
    json["cash"] = json!({ "opening": opening });
    let model = world::model(&json.to_string());
    let inputs = world::inputs(&model);
    let ask = |goal: &str| {
        let until = until::parse(goal, &model, 0).unwrap();
        let asked = Seek { until, probability: 0.7, ..seek_of(&model, CONVERSION, Vec::new()) };
        seek(&model, &inputs, &asked, &Watch::default()).unwrap()
    };
    assert_eq!(ask("always.solvent"), ask("trough >= 0"));
    let never = measure::parse("never.breach", &model, 0).unwrap();
    assert!(never.is_event() && measure::label(never, &model) == "Never too small");
}
