//! The tape of a model makes what the engine's own run makes: at likely values, and on paths with drawn ones.

mod world;

use headroom_engine::Model;
use headroom_engine::capacity::fit::is_over;
use headroom_engine::model::program::{ComponentRule, Num, Params, Program, Supply, Values as _};
use headroom_engine::money::Param;
use headroom_engine::project::{self, Demand, DriverRun, Outcome, Standing, SupplyRun};
use headroom_simulation::figure::{Figure, Monthly, Whole};
use headroom_simulation::inputs::{Inputs, Room};
use headroom_simulation::uniforms::Uniforms;
use serde_json::{Value, json};

use world::Values;

/// Parameters with values of one path in place, and with its factors of growth and churn.
struct OnPath {
    params: Params,
    growth: Vec<f64>,
    churn: Vec<f64>,
}

impl headroom_engine::model::program::Values for OnPath {
    type Count = f64;
    type Rate = Param;
    type Supply = SupplyRun;

    fn number(&self, num: Num) -> f64 {
        self.params.number(num)
    }

    fn rate(&self, num: Num) -> Param {
        self.params[num]
    }

    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun]) -> SupplyRun {
        self.params.supply(program, rule, drivers)
    }

    fn growth_factor(&self, t: usize) -> f64 {
        self.growth.get(t - 1).copied().unwrap_or(1.0)
    }

    fn churn_factor(&self, t: usize) -> f64 {
        self.churn.get(t - 1).copied().unwrap_or(1.0)
    }
}

impl OnPath {
    /// The values in one lane of what was drawn.
    fn of(model: &Model, inputs: &Inputs, room: &Room, lane: usize) -> Self {
        let mut params = model.program.params.clone();
        for (value, path) in params.values.iter_mut().zip(&params.paths) {
            let Some(at) = inputs.position(path) else { continue };
            let times = if inputs.inputs[at].likely == 0.0 { 1.0 } else { value.number() / inputs.inputs[at].likely };
            *value = Param::from_number(room.blocks[at][lane] * times).expect("finite");
        }
        let rule = &model.program.uncertainty;
        let mut rest = room.blocks[inputs.inputs.len()..].iter().map(|block| block[lane]);
        let mut months =
            |wanders: bool| if wanders { rest.by_ref().take(model.program.months).collect() } else { Vec::new() };
        Self { params, growth: months(rule.growth.is_some()), churn: months(rule.churn.is_some()) }
    }
}

fn wanted(model: &Model) -> Vec<Figure> {
    let mut wanted = vec![Monthly::Users, Monthly::Paying, Monthly::Mrr, Monthly::Revenue];
    wanted.extend((0..model.program.drivers.len()).map(Monthly::Load));
    for d in 0..model.program.deployments.len() {
        wanted.extend([Monthly::Cost(d), Monthly::Profit(d), Monthly::Cash(d), Monthly::Headroom(d)]);
        wanted.extend([Monthly::Breach(d), Monthly::Outgrown(d), Monthly::Slow(d)]);
    }
    wanted.into_iter().map(Figure::Monthly).collect()
}

/// Every deployment on a path.
fn outcomes(program: &Program, path: &OnPath, demand: &Demand<f64>) -> Vec<Outcome<f64>> {
    let deploy = |rule| project::deploy(program, path, rule, demand).expect("an outcome");
    program.deployments.values().map(deploy).collect()
}

/// What the engine says of every figure in every month, in the order of [`wanted`].
fn engine(model: &Model, path: &OnPath) -> Vec<Vec<f64>> {
    let program = &model.program;
    let demand: Demand<f64> = project::demand(program, path).expect("a demand");
    let planned: Demand<f64> = project::demand(program, &program.params).expect("a demand");
    let outcomes = outcomes(program, path, &demand);
    let plan = |rule| project::deploy(program, &program.params, rule, &planned).expect("an outcome");
    let plans: Vec<Outcome<f64>> = program.deployments.values().map(plan).collect();
    let month = |t: usize| {
        let i = t - 1;
        let subscription = &demand.subscription;
        let mut row =
            vec![demand.registered[t], subscription.paying[i], subscription.mrr[i].end, subscription.revenue[i]];
        row.extend(demand.drivers.iter().map(|run| run.demand[i]));
        for ((rule, outcome), plan) in program.deployments.values().zip(&outcomes).zip(&plans) {
            let components = || rule.components.values().zip(outcome.components.values());
            let utilisation = components().flat_map(|(_, run)| run.utilisation[i].iter().copied()).fold(0.0, f64::max);
            let breach = components().any(|(_, run)| run.breach[i]);
            let slow = components().any(|(rule, run)| {
                let tier = rule.tiers.get_index(run.choice[i].tier).map(|(_, tier)| tier);
                let target = tier.and_then(|tier| tier.p95_target).map(|target| path.number(target));
                let cores = project::Supplier::new(program, rule, &path.params).has_cores();
                target.is_some_and(|target| cores && run.p95_ms[i].is_none_or(|p95| p95 > target))
            });
            row.extend([outcome.cost[i], outcome.profit[i], outcome.cash[i], 1.0 - utilisation]);
            let outgrown = rule.components.iter().any(|(id, rule)| match &rule.supply {
                Supply::Usage(_) => outcome.components[id].breach[i],
                _ => {
                    let supplier = project::Supplier::new(program, rule, &path.params);
                    let choice = plan.components[id].choice[i];
                    let used = |l| supplier.utilisation(choice, l, supplier.demand(&demand.drivers, l, t));
                    (0..rule.limits.len()).any(|l| is_over(used(l), 1.0))
                }
            });
            row.extend([breach, outgrown, slow].map(|event| f64::from(u8::from(event))));
        }
        row
    };
    (1..=program.months).map(month).collect()
}

/// How far a path may be from the engine's run, relative to the number or to the largest amount of its month.
const EXACT: f64 = 1e-9;
/// Every difference beyond the tolerance.
fn differences(name: &str, model: &Model, values: &Values, path: &OnPath, lane: usize) -> Vec<String> {
    let mut found = Vec::new();
    for (i, row) in engine(model, path).iter().enumerate() {
        for (figure, expected) in wanted(model).iter().zip(row) {
            let Figure::Monthly(monthly) = *figure else { continue };
            let (tolerance, scale) = match monthly {
                Monthly::Cost(_) | Monthly::Profit(_) | Monthly::Cash(_) => (EXACT, row[3].abs()),
                Monthly::Breach(_) | Monthly::Outgrown(_) | Monthly::Slow(_) => (0.0, 0.0),
                _ => (EXACT, 0.0),
            };
            let got = values.at(*figure, i + 1, lane);
            if (got - expected).abs() > tolerance * expected.abs().max(scale).max(1.0) || got.is_nan() {
                found.push(format!("{name}, lane {lane}, month {}, {figure:?}: {got} instead of {expected}", i + 1));
            }
        }
    }
    found
}

fn assert_none(found: &[String]) {
    let mut by: std::collections::BTreeMap<&str, usize> = Default::default();
    for f in found {
        *by.entry(f.split(", lane").next().unwrap()).or_default() += 1;
    }
    println!("{by:#?}");
    let shown: Vec<&String> = found.iter().take(60).collect();
    assert!(found.is_empty(), "{} differences: {shown:#?}", found.len());
}

/// Every shipped model and scenario, every month, every deployment.
#[test]
fn at_likely_values_the_tape_is_the_point_run() {
    let mut found = Vec::new();
    for (name, model) in world::SHIPPED.iter().flat_map(|name| world::with_scenarios(name)) {
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.likely(&mut room);
        let values = Values::of(&model, &inputs, &wanted(&model), &room);
        let path = OnPath { params: model.program.params.clone(), growth: Vec::new(), churn: Vec::new() };
        found.extend(differences(&name, &model, &values, &path, 0));
    }
    assert_none(&found);
}

#[test]
fn on_drawn_paths_the_tape_is_the_engines_run() {
    let mut found = Vec::new();
    for (name, model) in world::SHIPPED.iter().flat_map(|name| world::with_scenarios(name)) {
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
        let values = Values::of(&model, &inputs, &wanted(&model), &room);
        for lane in 0..12 {
            let path = OnPath::of(&model, &inputs, &room, lane);
            found.extend(differences(&name, &model, &values, &path, lane));
        }
    }
    assert_none(&found);
}

/// What is not asked for is not reckoned, such as how MRR moves: what else is asked for keeps its bits.
#[test]
fn what_is_not_asked_for_changes_nothing_else() {
    for (name, model) in world::SHIPPED.iter().flat_map(|name| world::with_scenarios(name)) {
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
        let money = (0..model.program.deployments.len()).flat_map(|d| [Monthly::Cost(d), Monthly::Cash(d)]);
        let some: Vec<Figure> =
            [Monthly::Paying, Monthly::Revenue].into_iter().chain(money).map(Figure::Monthly).collect();
        let all = Values::of(&model, &inputs, &wanted(&model), &room);
        let alone = Values::of(&model, &inputs, &some, &room);
        for column in &alone.columns {
            for lane in 0..12 {
                let [alone, all] = [&alone, &all].map(|values| values.at(column.figure, column.month, lane));
                assert!(alone == all, "{name}, {column:?}, path {lane}: {alone} alone, {all} with all");
            }
        }
    }
}

/// The best deployment of a path and what the others cost beyond it, by the rule by which months are compared; also on
/// paths that nothing holds.
#[test]
fn on_drawn_paths_deployments_stand_as_in_the_engine() {
    let mut unheld = 0;
    for (name, model) in world::SHIPPED.iter().flat_map(|name| world::with_scenarios(name)) {
        let all = 0..model.program.deployments.len();
        let figures: Vec<_> =
            all.clone().flat_map(|d| [Whole::Cheapest(d), Whole::Regret(d)].map(Figure::Whole)).collect();
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
        let values = Values::of(&model, &inputs, &figures, &room);
        for lane in 0..24 {
            let path = OnPath::of(&model, &inputs, &room, lane);
            let demand = project::demand(&model.program, &path).expect("a demand");
            let standing = |outcome: &Outcome<f64>| Standing {
                breaches: (0..model.program.months).filter(|i| outcome.is_breached(*i)).count(),
                cost: outcome.cost.iter().sum::<f64>(),
            };
            let standings: Vec<_> = outcomes(&model.program, &path, &demand).iter().map(standing).collect();
            unheld += usize::from(standings.iter().all(|standing| standing.breaches > 0));
            let best = Standing::first(standings.iter().copied()).expect("a deployment");
            for d in all.clone() {
                let at = |whole| values.at(Figure::Whole(whole), 0, lane);
                let (stands, regret) = (at(Whole::Cheapest(d)), at(Whole::Regret(d)));
                assert_eq!(stands, f64::from(u8::from(d == best)), "{name}, lane {lane}, {d}: {standings:?}");
                let own = standings[d];
                let no_worse = standings.iter().filter(|other| other.breaches <= own.breaches);
                let least = no_worse.map(|other| other.cost).fold(own.cost, f64::min);
                assert!((regret - (own.cost - least)).abs() <= EXACT * own.cost, "{name}, lane {lane}, {d}: {regret}");
            }
        }
    }
    assert!(unheld > 0, "some paths are held by nothing");
}

#[test]
fn where_growth_and_churn_wander_the_tape_is_the_engines_run() {
    let wanders = serde_json::json!({
        "growth": { "deviation": 0.3, "reversion": 0.2 },
        "churn": { "deviation": 0.2 },
        "correlations": [{ "a": "growth.rate", "b": "subscription.conversion", "rank": 0.6 }],
    });
    let model = world::reference_with(&[("uncertainty", wanders)]);
    let inputs = world::inputs(&model);
    let mut room = Room::default();
    inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 3), 256, &mut room);
    let values = Values::of(&model, &inputs, &wanted(&model), &room);
    let of = |lane| differences("reference", &model, &values, &OnPath::of(&model, &inputs, &room, lane), lane);
    assert_none(&(0..20).flat_map(of).collect::<Vec<_>>());
}

/// Discounts and coupons that end, prices that change, curves of retention, annual contracts, failed charges and tax, with
/// the prices and shares of each drawn.
#[test]
fn where_every_rule_of_revenue_is_used_the_tape_is_the_engines_run() {
    let mut json: Value = serde_json::from_str(include_str!("../../../tests/worked/revenue.json")).expect("JSON");
    json["subscription"]["plans"]["team"]["price_changes"] =
        json!([{ "from": "2026-05", "price": 700, "applies": "all" }]);
    for path in ["plans/starter/price", "plans/team/price", "plans/team/discount", "coupons/launch/percent"] {
        let value = json.pointer_mut(&format!("/subscription/{path}")).expect("a number");
        let likely = value.as_f64().expect("a number");
        *value = json!({ "low": likely * 0.75, "likely": likely, "high": likely * 1.25 });
    }
    let model = world::model(&json.to_string());
    let inputs = world::inputs(&model);
    let mut room = Room::default();
    inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
    let values = Values::of(&model, &inputs, &wanted(&model), &room);
    let of = |lane| differences("revenue", &model, &values, &OnPath::of(&model, &inputs, &room, lane), lane);
    assert_none(&(0..20).flat_map(of).collect::<Vec<_>>());
}

/// Two of one tier cost what two of another do: a path that has the second one in place stays with it.
#[test]
fn of_equal_prices_the_tape_too_stays_with_what_is_in_place() {
    let tier = |users: f64, price: f64| {
        let instances = json!({ "min": 1, "max": 400 });
        json!({ "label": "Tier", "price": price, "declared": { "concurrent": users }, "instances": instances })
    };
    let ladder = json!({ "first": tier(100.0, 20.0), "second": tier(60.0, 10.0), "third": tier(121.0, 20.0) });
    let web = "deployments.reference.components.web.ladder";
    let model = world::reference_with(&[(web, ladder)]);
    let inputs = world::inputs(&model);
    let mut room = Room::default();
    inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
    let values = Values::of(&model, &inputs, &wanted(&model), &room);
    let of = |lane| differences("equal prices", &model, &values, &OnPath::of(&model, &inputs, &room, lane), lane);
    assert_none(&(0..20).flat_map(of).collect::<Vec<_>>());
}

/// A shipped model with triggers on every tier of one component: each is given those of its place.
fn with_triggers(name: &str, component: &str, triggers: impl Fn(usize) -> Value) -> Model {
    let mut json: Value = serde_json::from_str(&world::shipped(name).node.to_string()).expect("JSON");
    let ladder = json.pointer_mut(&format!("{component}/ladder")).and_then(Value::as_object_mut).expect("a ladder");
    for (place, tier) in ladder.values_mut().enumerate() {
        tier["triggers"] = triggers(place);
    }
    world::model(&json.to_string())
}

fn trigger(metric: &str, op: &str, value: f64, unit: &str) -> Value {
    json!({ "metric": metric, "op": op, "value": { "value": value, "unit": unit } })
}

/// Tiers that have too little to do, by load, by share of a limit, of the processor, and by response time; alone and
/// beside a trigger on too much; in single tiers, in numbers, and behind a selection policy. Each rules something out that
/// would be taken without it.
#[test]
fn triggers_on_too_little_are_those_of_the_engine() {
    let web = "/deployments/reference/components/web";
    let server = "/deployments/vps/components/server";
    let vpn = "/deployments/vps/components/vpn";
    let cases = [
        ("reference", web, vec![trigger("concurrent", "<", 30.0, "%")]),
        ("reference", web, vec![trigger("concurrent", "<=", 50.0, "%")]),
        ("reference", web, vec![trigger("concurrent", "<", 12.0, "%"), trigger("concurrent", ">=", 70.0, "%")]),
        ("whatsflow", server, vec![trigger("cpu", "<", 1.0, "%"), trigger("cpu", ">", 60.0, "%")]),
        ("whatsflow", server, vec![trigger("p95_ms", "<=", 140.0, "ms")]),
        ("whatsflow", server, vec![trigger("active_users", "<", 30.0, "active users")]),
        ("securevpn-100k", vpn, vec![trigger("tunnels", "<", 60.0, "%")]),
    ];
    let mut found = Vec::new();
    for (name, component, triggers) in cases {
        let model = with_triggers(name, component, |_| triggers.clone().into());
        let without = with_triggers(name, component, |_| json!([]));
        let name = format!("{name} {triggers:?}");
        let inputs = world::inputs(&model);
        let mut room = Room::default();
        inputs.draw(&Uniforms::sobol(inputs.dimensions(), 5, 0), 0, &mut room);
        let values = Values::of(&model, &inputs, &wanted(&model), &room);
        let mut bite = false;
        for lane in 0..8 {
            let path = OnPath::of(&model, &inputs, &room, lane);
            found.extend(differences(&name, &model, &values, &path, lane));
            bite |= engine(&model, &path) != engine(&without, &OnPath::of(&without, &inputs, &room, lane));
        }
        assert!(bite, "{name} changes nothing");
    }
    assert_none(&found);
}
