//! The analyses against direct runs.

mod world;

use std::sync::Arc;

use headroom_engine::Model;
use headroom_engine::diagnostic::Code;
use headroom_engine::model::program::Params;
use headroom_engine::money::Param;
use headroom_engine::project::{self, Demand, Outcome};
use headroom_simulation::analysis::grid::{Grid, Statistic, grid};
use headroom_simulation::analysis::seek::{Seek, Sought, seek};
use headroom_simulation::analysis::sensitivity::sensitivity;
use headroom_simulation::analysis::tornado::tornado;
use headroom_simulation::analysis::{Comparison, Unit, accuracy, measure, orders, regret, until};
use headroom_simulation::bands::{Answer, Bands, Column};
use headroom_simulation::figure::{Figure, Monthly, Whole};
use headroom_simulation::futures::{Failed, Futures, standard};
use headroom_simulation::inputs::Drawn;
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{NoAnswer, Points, Request, Run, Shard, Threads, Watch};

const CHURN: &str = "subscription.plans.standard.churn";

fn request(paths: u64, levels: &[f64]) -> Request {
    Request { paths, seed: 3, points: Points::Sobol, levels: levels.to_vec(), given: Vec::new() }
}

/// Profit of the horizon as the engine projects it.
fn profit(model: &Model, params: &Params) -> f64 {
    let demand: Demand<f64> = project::demand(&model.program, params).unwrap();
    let rule = &model.program.deployments[0];
    let outcome: Outcome<f64> = project::deploy(&model.program, params, rule, &demand).unwrap();
    outcome.profit.iter().sum()
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} instead of {expected}");
}

fn refused(failed: Failed) -> (Code, String, String) {
    let Failed::Diagnostics(found) = failed else { panic!("{failed:?}") };
    (found[0].code, found[0].message.clone(), found[0].hint.clone())
}

#[test]
fn a_tornados_ends_are_two_projections() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let found = tornado(&model, &inputs, Whole::TotalProfit(0), &[]).unwrap();
    assert_near(found.base, profit(&model, &model.program.params));
    assert_eq!(found.rows.len(), inputs.inputs.len());
    assert!(found.rows.windows(2).all(|pair| pair[0].length() >= pair[1].length()));
    for row in &found.rows {
        let at = |value: f64| {
            let mut params = model.program.params.clone();
            let own = params.paths.iter().position(|path| *path == inputs.inputs[row.input].path).unwrap();
            params.values[own] = Param::from_number(value).unwrap();
            profit(&model, &params)
        };
        assert_near(row.at_low, at(row.low));
        assert_near(row.at_high, at(row.high));
        assert_near(inputs.inputs[row.input].distribution.cdf(row.low), 0.1);
    }
}

#[test]
fn sensitivities_add_up_and_do_not_depend_on_threads() {
    let wanders = serde_json::json!({ "growth": { "deviation": 0.2 } });
    let model = world::reference_with(&[("uncertainty", wanders)]);
    let inputs = world::inputs(&model);
    let of = measure::parse("users.60", &model, 0).unwrap();
    let found = sensitivity(&model, &inputs, of, &request(2_048, &[]), &Watch::default()).unwrap();
    assert_eq!(found.rows.len(), inputs.inputs.len() + 1);
    let row = |drawn: Drawn| found.rows.iter().find(|row| row.input == drawn).unwrap();
    let rate = row(Drawn::Input(inputs.position("growth.rate").unwrap()));
    let churn = row(Drawn::Input(inputs.position(CHURN).unwrap()));
    let noise = row(Drawn::Growth);
    assert_eq!(inputs.label(Drawn::Growth), "Volatility of growth");
    // Users rest on growth alone, and churn has no part in them.
    assert_eq!((churn.first, churn.total), (0.0, 0.0));
    assert!(rate.total > 0.5 && noise.total > 0.0, "{found:?}");
    let first: f64 = found.rows.iter().map(|row| row.first).sum();
    let total: f64 = found.rows.iter().map(|row| row.total).sum();
    assert!(first < 1.02 && total > 0.98, "{first} {total}");
    assert!(found.rows.iter().all(|row| row.first <= row.total + 3.0 * (row.first_error + row.total_error)));
    assert_eq!(sensitivity(&model, &inputs, of, &request(2_048, &[]), &Watch::default()).unwrap(), found);
}

/// Months and amounts are read as they are elsewhere, and what cannot be is said of the goal.
#[test]
fn goals_take_months_and_amounts_as_they_are_written_elsewhere() {
    let model = world::shipped("reference");
    let read = |text: &str| until::parse(text, &model, 0).map(|until| until.text(&model));
    for (text, meant) in [
        ("cumulative_break_even <= 2026-12", "cumulative_break_even <= 12"),
        ("cumulative_break_even ≤ 12", "cumulative_break_even <= 12"),
        ("mrr.2026-12 >= $2,000", "mrr.12 >= 2000"),
        ("cash.12 > -$1k", "cash.12 >= -999.9999999999999"),
        ("cash.12 >= 2000 USD", "cash.12 >= 2000"),
    ] {
        assert_eq!(read(text).unwrap(), meant, "{text}");
    }
    for (text, message, hint) in [
        ("foo <= 3", "there is no outcome `foo`", ""),
        ("cash.12 == 5", "`cash.12 == 5` is no goal", "<="),
        ("mrr.999 >= 5", "`999` is not a month of the model", "mrr.60"),
        ("mrr.2025-12 >= 5", "`2025-12` is not a month of the model", "2026-01"),
        ("mrr.12 >= €2000", "`€2000` is not a number", "1.2k"),
    ] {
        let found = read(text).unwrap_err();
        assert_eq!((found.path.as_str(), found.message.as_str()), ("until", message));
        assert!(found.hint.contains(hint), "{found:?}");
    }
}

/// What two assumptions share belongs to neither alone: they have one index, in whichever order the model has them.
#[test]
fn what_is_correlated_explains_the_outcome_together() {
    let pair =
        serde_json::json!({ "correlations": [{ "a": "growth.rate", "b": "subscription.conversion", "rank": 0.6 }] });
    let model = world::reference_with(&[("uncertainty", pair)]);
    let inputs = world::inputs(&model);
    let of = Whole::In(Monthly::Paying, 60);
    let found = sensitivity(&model, &inputs, of, &request(2_048, &[]), &Watch::default()).unwrap();
    let both = found.rows.iter().find(|row| matches!(row.input, Drawn::Together(_))).expect("they have one row");
    let paths: Vec<&str> = inputs.assumptions(both.input).into_iter().map(|input| input.path.as_str()).collect();
    assert_eq!(paths, ["growth.rate", "subscription.conversion"]);
    assert_eq!(found.rows.len(), inputs.inputs.len() - 1);
    assert!(both.first > 0.5 && both.total < 1.05, "{both:?}");
}

/// The answer of a goal seek, set in the model, has the probability.
#[test]
fn what_is_sought_has_the_probability() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let until = until::parse("total_profit >= 500k", &model, 0).unwrap();
    let within = Some((0.0, 0.16));
    let asked = Seek { vary: CHURN.into(), until, probability: 0.5, within, paths: 4_096, seed: 9, given: Vec::new() };
    let found = seek(&model, &inputs, &asked, &Watch::default()).unwrap();
    let value = found.value.unwrap_or_else(|| panic!("{found:?}"));
    assert!(!found.rising && found.reason.is_empty(), "{found:?}");
    assert!((0.5..0.502).contains(&found.probability), "{found:?}");
    assert!(found.curve.windows(2).all(|pair| pair[0].1 >= pair[1].1), "more churn, less profit: {:?}", found.curve);
    // The same assumption as a plain number, in percent, on other paths.
    let fixed = world::reference_with(&[(CHURN, serde_json::json!({ "value": value * 100.0, "unit": "%/month" }))]);
    let inputs = world::inputs(&fixed);
    let kernel = Kernel::of(&fixed, &inputs, &[Figure::Whole(until.of)], &Varied::default()).unwrap();
    let request = request(16_384, &[0.5]);
    let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
    let Answer::Quantity(profit) = &run.answers(2, &Watch::default()).unwrap()[0] else { panic!("a number") };
    let median = profit.percentiles[0];
    let near = 5.0 * median.error.unwrap() + 0.02 * profit.deviation;
    assert!((median.value - 500_000.0).abs() < near, "{median:?}");
}

/// An assumption's own range comes first; values beyond it are looked at where the goal is reached only there.
#[test]
fn the_own_range_is_searched_before_a_wider_one() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let until = until::parse("total_profit >= 500k", &model, 0).unwrap();
    let ask = |probability: f64| {
        let (vary, given) = (CHURN.to_owned(), Vec::new());
        let asked = Seek { vary, until, probability, within: None, paths: 2_048, seed: 9, given };
        seek(&model, &inputs, &asked, &Watch::default()).unwrap()
    };
    let ends = |found: &Sought| (found.curve[0].0, found.curve[found.curve.len() - 1].0);
    let own = (0.02, 0.09);
    let inside = ask(0.65);
    assert_eq!((inside.own, inside.searched, ends(&inside)), (own, own, own));
    assert!(inside.value.is_some_and(|value| (own.0..own.1).contains(&value)), "{inside:?}");
    let below = ask(0.74);
    assert!(below.searched.0 < own.0 && below.searched.1 > own.1 && below.own == own, "{below:?}");
    assert!(below.value.is_some_and(|value| value < own.0), "{below:?}");
    let nowhere = ask(0.999);
    assert_eq!((nowhere.value, nowhere.searched, ends(&nowhere)), (None, own, own));
}

/// Where the probability changes in a small part of the range, that part is shown, with the plan's value.
#[test]
fn the_curve_is_of_the_values_that_matter() {
    let model = world::shipped("securewave-vpn");
    let inputs = world::inputs(&model);
    let until = until::parse("total_profit >= 1070k", &model, 0).unwrap();
    let vary = "subscription.plans.standard.of_registered".to_owned();
    let asked = Seek { vary, until, probability: 0.8, within: None, paths: 512, seed: 9, given: Vec::new() };
    let found = seek(&model, &inputs, &asked, &Watch::default()).unwrap();
    let (first, last) = (found.curve[0], found.curve[found.curve.len() - 1]);
    assert!(last.0 - first.0 < 0.6 * (found.own.1 - found.own.0), "{found:?}");
    assert!(first.0 <= 0.02 && 0.02 <= last.0 && first.1 < 0.01 && last.1 > 0.99, "{found:?}");
}

#[test]
fn a_goal_out_of_reach_says_by_how_much() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let until = until::parse("cumulative_break_even <= 1", &model, 0).unwrap();
    let mut asked = Seek {
        vary: CHURN.into(),
        until,
        probability: 0.9,
        within: Some((0.01, 0.1)),
        paths: 512,
        seed: 9,
        given: Vec::new(),
    };
    let found = seek(&model, &inputs, &asked, &Watch::default()).unwrap();
    assert_eq!(found.value, None);
    assert!(found.reason.starts_with("nowhere within the range"), "{}", found.reason);
    asked.until = until::parse("users.60 > 0", &model, 0).unwrap();
    let found = seek(&model, &inputs, &asked, &Watch::default()).unwrap();
    assert!(found.value.is_some() && found.reason.starts_with("everywhere"), "{found:?}");
}

#[test]
fn what_cannot_be_varied_is_refused() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let until = until::parse("solvent.12", &model, 0).unwrap();
    let mut asked =
        Seek { vary: String::new(), until, probability: 0.5, within: None, paths: 512, seed: 1, given: Vec::new() };
    for (vary, message, hint) in [
        ("months", "decides how the model is built", "use a scenario"),
        ("policy.lead_time", "decides how the model is built", "use a scenario"),
        ("growth.rat", "no assumption `growth.rat`", "did you mean `growth.rate`?"),
    ] {
        asked.vary = vary.into();
        let found = refused(seek(&model, &inputs, &asked, &Watch::default()).unwrap_err());
        assert!(found.0 == Code::BadRequest && found.1.contains(message) && found.2.contains(hint), "{found:?}");
    }
    asked = Seek { vary: CHURN.into(), probability: 1.0, ..asked };
    assert_eq!(refused(seek(&model, &inputs, &asked, &Watch::default()).unwrap_err()).0, Code::BadRequest);
    asked = Seek { within: Some((0.5, 1.5)), probability: 0.5, ..asked };
    assert_eq!(refused(seek(&model, &inputs, &asked, &Watch::default()).unwrap_err()).0, Code::BadRequest);
}

#[test]
fn a_heat_maps_cells_are_direct_runs() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let asked = |statistic| Grid {
        x: "growth.rate".into(),
        y: "subscription.plans.standard.price".into(),
        x_within: None,
        y_within: None,
        of: Whole::TotalProfit(0),
        statistic,
        steps: 3,
        paths: 512,
        seed: 3,
        given: Vec::new(),
    };
    let mean = grid(&model, &inputs, &asked(Statistic::Mean), &Watch::default()).unwrap();
    let high = grid(&model, &inputs, &asked(Statistic::Percentile(0.9)), &Watch::default()).unwrap();
    assert_eq!(
        (mean.xs.clone(), mean.ys.clone(), mean.base),
        (vec![0.05, 0.15, 0.25], vec![14.5, 29.0, 43.5], (0.12, 29.0))
    );
    let paths = vec!["growth.rate".into(), "subscription.plans.standard.price".into()];
    let kernel = Kernel::of(&model, &inputs, &[Figure::Whole(Whole::TotalProfit(0))], &Varied { paths }).unwrap();
    for (i, j) in [(0, 0), (0, 2), (2, 0), (2, 2), (1, 1)] {
        let (varied, request) = ([mean.xs[j], mean.ys[i]], request(512, &[0.9]));
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &varied };
        let Answer::Quantity(direct) = &run.answers(1, &Watch::default()).unwrap()[0] else { panic!("a number") };
        assert_near(mean.values[i][j], direct.mean);
        assert_near(high.values[i][j], direct.percentiles[0].value);
        assert_near(mean.errors[i][j], direct.mean_error.unwrap());
        assert!(high.errors[i][j] > 0.0 && high.errors[i][j] < direct.deviation, "{:?}", high.errors);
    }
}

/// Without ranges every cell is one projection.
#[test]
fn a_certain_heat_map_is_the_engines_own() {
    let model = world::certain_reference_with(&[]);
    let inputs = world::inputs(&model);
    assert!(inputs.is_certain());
    let asked = Grid {
        x: "growth.rate".into(),
        y: CHURN.into(),
        x_within: None,
        y_within: None,
        of: Whole::TotalProfit(0),
        statistic: Statistic::Mean,
        steps: 2,
        paths: 64,
        seed: 3,
        given: Vec::new(),
    };
    let found = grid(&model, &inputs, &asked, &Watch::default()).unwrap();
    for (i, y) in found.ys.iter().enumerate() {
        for (j, x) in found.xs.iter().enumerate() {
            let fixed = world::certain_reference_with(&[("growth.rate", x * 100.0), (CHURN, y * 100.0)]);
            assert_near(found.values[i][j], profit(&fixed, &fixed.program.params));
        }
    }
}

/// Never is no month: what would count it as one is no number, and its share stands apart.
#[test]
fn a_month_that_never_comes_is_none() {
    let of = |price: f64| {
        let model = world::reference_with(&[("subscription.plans.standard.price", price.into())]);
        let inputs = world::inputs(&model);
        let wanted = standard(&model);
        let futures = Futures::of(&model, &inputs, &wanted, request(512, &[0.05, 0.95]), &Watch::default()).unwrap();
        let whole = Whole::CumulativeBreakEven(0);
        let Some(Answer::Quantity(month)) = futures.whole(whole) else { panic!("it was asked for") };
        (futures.never(whole).unwrap(), month.clone(), month.that_come(model.program.months))
    };
    let (never, _, come) = of(0.01);
    assert_eq!((never.share, never.hits, come.mean.is_nan(), come.max.is_nan()), (1.0, never.paths, true, true));
    assert!(come.percentiles.iter().all(|percentile| percentile.value.is_nan() && percentile.error.is_none()));
    let (never, month, come) = of(1e4);
    assert_eq!((never.share, never.hits), (0.0, 0));
    assert_eq!(come, month);
}

#[test]
fn orders_of_a_certain_demand_are_the_point_runs() {
    let model = world::certain_reference_with(&[]);
    let futures =
        Futures::of(&model, &world::inputs(&model), &standard(&model), request(64, &[0.5]), &Watch::default());
    let futures = futures.unwrap();
    let found = orders::orders(&model, &futures, 0.5).unwrap();
    let program = &model.program;
    let demand: Demand<f64> = project::demand(program, &program.params).unwrap();
    let outcome: Outcome<f64> = project::deploy(program, &program.params, &program.deployments[0], &demand).unwrap();
    assert!(!found.is_empty());
    let expected = outcome.components[0].changes.iter();
    assert!(
        found.iter().map(|order| (order.change.needed_by, order.change.to)).eq(expected.map(|c| (c.needed_by, c.to)))
    );
    assert_eq!(orders::orders(&model, &futures, 0.8).unwrap_err().code, Code::BadRequest);
}

#[test]
fn orders_for_more_demand_come_no_later() {
    let model = world::shipped("reference");
    let futures =
        Futures::of(&model, &world::inputs(&model), &standard(&model), request(512, &[0.5, 0.8]), &Watch::default());
    let futures = futures.unwrap();
    let orders = |level| orders::orders(&model, &futures, level).unwrap();
    assert!(orders(0.8).iter().all(|order| order.error.is_some_and(|error| error > 0.0 && error < 1.0)));
    let first = |level: f64| orders(level)[0].change.needed_by;
    assert!(first(0.8) <= first(0.5));
}

#[test]
fn answers_do_not_depend_on_threads_or_shards() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let kernel = Kernel::of(&model, &inputs, &standard(&model), &Varied::default()).unwrap();
    let request = request(1_500, &[0.05, 0.5, 0.95]);
    let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
    let watch = Watch::default();
    let alone = run.answers(1, &watch).unwrap();
    assert_eq!(run.answers(3, &watch).unwrap(), alone);
    let outline = Arc::new(run.outline(2).unwrap());
    let part = |index| run.part(&outline, Shard { index, count: 3 }, 2, &watch).unwrap();
    let merged = [part(2), part(1)].into_iter().fold(part(0), |all, part| Bands::merge(all, part).unwrap());
    assert_eq!(merged.finish(1).unwrap(), alone);
}

/// With a single price revenue is a multiple of the paying subscribers, and is answered as such.
#[test]
fn a_multiple_is_answered_like_any_other_column() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let revenue = |wanted: &[Monthly]| {
        let wanted: Vec<Figure> = wanted.iter().copied().map(Figure::Monthly).collect();
        let kernel = Kernel::of(&model, &inputs, &wanted, &Varied::default()).unwrap();
        let request = request(1_500, &[0.05, 0.5, 0.95]);
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
        let answers = run.answers(2, &Watch::default()).unwrap();
        let multiples = kernel.kinds.iter().filter(|kind| matches!(kind, Column::Multiple { .. })).count();
        let of = kernel.columns.iter().zip(answers).filter(|(of, _)| of.figure == Figure::Monthly(Monthly::Revenue));
        (multiples, of.map(|(_, answer)| answer).collect::<Vec<_>>())
    };
    let ((none, direct), (multiples, shared)) =
        (revenue(&[Monthly::Revenue]), revenue(&[Monthly::Paying, Monthly::Revenue]));
    assert_eq!((none, multiples), (0, 60));
    for (direct, shared) in direct.iter().zip(&shared) {
        let (Answer::Quantity(direct), Answer::Quantity(shared)) = (direct, shared) else { panic!("numbers") };
        assert_eq!((direct.paths, direct.odd, direct.percentiles.len()), (shared.paths, shared.odd, 3));
        for (direct, shared) in direct.percentiles.iter().zip(&shared.percentiles) {
            assert_near(shared.value, direct.value);
            assert_near(shared.error.unwrap(), direct.error.unwrap());
        }
        assert_near(shared.mean, direct.mean);
        assert_near(shared.deviation, direct.deviation);
        assert_near(shared.min, direct.min);
        assert_near(shared.max, direct.max);
    }
}

#[test]
fn exactly_one_deployment_is_the_cheapest_on_each_path() {
    let model = world::shipped("rad-panel");
    let futures =
        Futures::of(&model, &world::inputs(&model), &standard(&model), request(512, &[0.5, 0.95]), &Watch::default());
    let found = regret::of(&model, &futures.unwrap());
    assert_eq!(found.len(), model.program.deployments.len());
    assert_near(found.iter().map(|of| of.cheapest_share).sum(), 1.0);
    let least = regret::least(&found).unwrap();
    let holds = |of: &&regret::Regretted| of.holds_share >= regret::MOST_PATHS_HELD;
    let mut rivals: Vec<_> = found.iter().filter(holds).collect();
    if rivals.is_empty() {
        rivals = found.iter().collect();
    }
    assert!(rivals.iter().any(|of| of.deployment == least));
    assert!(rivals.iter().all(|of| of.mean_regret >= found[least].mean_regret && of.mean_regret >= 0.0));
}

/// The deployment that costs least holds on hardly any path: one that costs more and holds is advised.
#[test]
fn a_deployment_that_does_not_hold_is_not_the_least_regretted() {
    let model = world::shipped("leadsite");
    let futures =
        Futures::of(&model, &world::inputs(&model), &standard(&model), request(512, &[0.5, 0.95]), &Watch::default());
    let found = regret::of(&model, &futures.unwrap());
    let least = regret::least(&found).unwrap();
    assert!(found.iter().any(|of| of.holds_share < 0.5), "{found:?}");
    assert!(found[least].holds_share >= 0.5, "{found:?}");
}

#[test]
fn paths_double_until_errors_are_small() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let wanted = [Figure::Whole(Whole::TotalProfit(0)), Figure::Monthly(Monthly::Cash(0))];
    let to = |error| {
        let request = request(128, &[0.05, 0.5, 0.95]);
        accuracy::to_accuracy(&model, &inputs, &wanted, request, error, &Watch::default()).unwrap()
    };
    let (coarse, fine) = (to(0.1), to(0.01));
    assert!(coarse.reached && fine.reached && fine.worst <= 0.01, "{} {}", coarse.worst, fine.worst);
    assert!(fine.futures.request.paths > coarse.futures.request.paths);
}

#[test]
fn outcomes_read_back_what_they_are_called() {
    let model = world::shipped("leadsite");
    for name in measure::NAMES {
        let of = measure::parse(name, &model, 1).unwrap();
        assert_eq!(measure::parse(&measure::name(of, &model), &model, 1).unwrap(), of);
        assert!(!measure::label(of, &model).is_empty());
    }
    let driver = model.program.drivers.keys().next().unwrap();
    let load = measure::parse(&format!("load.{driver}.3"), &model, 0).unwrap();
    assert_eq!((load, measure::unit(load)), (Whole::In(Monthly::Load(0), 3), Unit::Load));
    assert_eq!(measure::parse("cash", &model, 2).unwrap(), Whole::In(Monthly::Cash(2), 36));
    assert_eq!(measure::unit(Whole::CumulativeBreakEven(2)), Unit::Month);
    let problem = measure::parse("cumulative_breakeven", &model, 0).unwrap_err();
    assert!(problem.code == Code::BadRequest && problem.hint.contains("`cumulative_break_even`"), "{problem:?}");
    for bad in ["cash.0", "cash.37", "load.nothing.1", "", "cash.x"] {
        assert_eq!(measure::parse(bad, &model, 0).unwrap_err().code, Code::BadRequest, "{bad}");
    }
    assert!(measure::parse("cash", &model, 9).is_err());
}

#[test]
fn goals_are_read_as_people_write_them() {
    let model = world::shipped("reference");
    let parse = |text: &str| until::parse(text, &model, 0).map(|until| (until.comparison, until.bound));
    assert_eq!(parse("cumulative_break_even <= 12"), Ok((Comparison::AtMost, 12.0)));
    assert_eq!(parse("cumulative_break_even < 12"), Ok((Comparison::AtMost, 11.0)));
    assert_eq!(parse("cash.12>=-1.2k"), Ok((Comparison::AtLeast, -1200.0)));
    assert_eq!(parse("least_headroom >= 20%"), Ok((Comparison::AtLeast, 0.2)));
    assert_eq!(parse("solvent.12"), Ok((Comparison::AtLeast, 1.0)));
    let strict = until::parse("cash.12 > 0", &model, 0).unwrap();
    assert!(!strict.holds(0.0) && strict.holds(1e-300) && !strict.holds(f64::NAN));
    let goal = until::parse("trough >= 1,000", &model, 0).unwrap();
    assert_eq!(until::parse(&goal.text(&model), &model, 0), Ok(goal));
    for bad in ["cash.12", "cash.12 >= inf", "cash.12 >= twelve", "cash.12 >=", "nothing <= 3"] {
        assert_eq!(until::parse(bad, &model, 0).unwrap_err().code, Code::BadRequest, "{bad}");
    }
}

#[test]
fn nobody_waits_for_a_stopped_analysis() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let watch = Watch::default();
    watch.stop();
    let found = sensitivity(&model, &inputs, Whole::TotalProfit(0), &request(1_024, &[]), &watch);
    assert_eq!(found.unwrap_err(), Failed::Stopped);
}

/// A run of minutes keeps every thread of its own busy; a short one is done meanwhile.
#[test]
fn a_long_run_is_not_in_the_way_of_a_short_one() {
    let model = world::shipped("reference");
    let inputs = world::inputs(&model);
    let figures = [Figure::Whole(Whole::TotalProfit(0))];
    let kernel = Kernel::of(&model, &inputs, &figures, &Varied::default()).unwrap();
    let watch = Watch::default();
    let threads = rayon::current_num_threads().max(2);
    std::thread::scope(|scope| {
        let long = scope.spawn(|| {
            let request = request(100_000_000, &[]);
            let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
            Threads::own().run(|| run.answers(threads, &watch))
        });
        while watch.done() == 0 {
            std::thread::yield_now();
        }
        let request = request(1_024, &[]);
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
        assert!(run.answers(threads, &Watch::default()).is_ok());
        watch.stop();
        assert_eq!(long.join().unwrap(), Err(NoAnswer::Stopped));
    });
}
