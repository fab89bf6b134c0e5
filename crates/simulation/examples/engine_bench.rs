//! What `cargo xtask bench` measures of the engine: `engine_bench edit|text|size MODEL` and
//! `engine_bench simulate|answers MODEL PATHS` print one line of JSON with the median seconds of the work inside this
//! process, and what it answers, to be compared before times are.
#![expect(clippy::disallowed_methods, reason = "measuring is all it does")]

use headroom_engine::catalog::Catalog;
use headroom_engine::form::{Kind, Node};
use headroom_engine::model::edit;
use headroom_engine::money::Money;
use headroom_engine::sizing::{Requirement, Sizing, Wishes};
use headroom_engine::{Model, Projection};
use headroom_simulation::bands::Answer;
use headroom_simulation::figure::{Figure, Monthly};
use headroom_simulation::futures::threads;
use headroom_simulation::inputs::Inputs;
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{Points, Request, Run, Watch};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

/// That of the programs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A third of a second: before, a process is slower than it stays.
const EDITS: u32 = 2_000;
/// As many growth rates are gone through again and again.
const RATES: u32 = 300;
const SIZINGS: u32 = 50;
/// The assumption that is edited, in percent as the file has it.
const GROWTH: &str = "growth.rate";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, path, paths @ ..] = &arguments[..] else {
        return Err("usage: engine_bench edit|text|size|simulate|answers MODEL [PATHS]".into());
    };
    let text = std::fs::read_to_string(path)?;
    let paths = paths.first().map_or(Ok(10_000), |paths| paths.parse::<u64>())?;
    let answer = match what.as_str() {
        "edit" => edit_and_project(&text)?,
        "text" => read_and_project(&text)?,
        "size" => size(&text)?,
        "simulate" => simulate(&text, paths)?,
        "answers" => answers(&text, paths)?,
        other => return Err(format!("no such measurement: {other}").into()),
    };
    println!("{answer}");
    Ok(())
}

/// An edit of the growth cell, as the window makes it: the tree changed, everything checked and projected again, and
/// every month's figures read.
fn edit_and_project(text: &str) -> Result<Value, Box<dyn Error>> {
    let mut tree = Node::parse(text).map_err(|problem| problem.message)?;
    let seconds = median(EDITS, |round| {
        let growth = Decimal::new(500 + 5 * i64::from(round % RATES), 2);
        edit::set(&mut tree, GROWTH, edit::number(growth)).map_err(|problem| problem.message)?;
        let (model, projection) = projected(std::mem::replace(&mut tree, Kind::Null.into()))?;
        tree = model.node;
        figures(&projection)
    })?;
    answer(text, seconds)
}

/// The same from the text of a file.
fn read_and_project(text: &str) -> Result<Value, Box<dyn Error>> {
    let seconds = median(EDITS, |_| {
        let tree = Node::parse(text).map_err(|problem| problem.message)?;
        figures(&projected(tree)?.1)
    })?;
    answer(text, seconds)
}

/// Every component of every deployment sized over the whole catalogue, for each month of five years.
fn size(text: &str) -> Result<Value, Box<dyn Error>> {
    let mut tree = Node::parse(text).map_err(|problem| problem.message)?;
    edit::set(&mut tree, "months", edit::number(Decimal::from(60))).map_err(|problem| problem.message)?;
    let model = Model::from_node(tree, Catalog::shipped()).map_err(|p| in_words(p.iter().map(|p| &p.message)))?;
    let projection = Projection::of(&model).map_err(|problem| problem.message)?;
    let (program, drivers) = (&model.program, &projection.demand.drivers);
    let components: Vec<_> = program.deployments.values().flat_map(|d| d.components.values()).collect();
    let wishes = Wishes::default();
    let mut found = 0;
    let seconds = median(SIZINGS, |_| {
        let sized: Vec<_> = components
            .iter()
            .map(|rule| Requirement::of(program, &program.params, drivers, rule))
            .map(|requirement| Sizing::new(requirement, &wishes, &model.prices).by_provider())
            .collect();
        found = sized.iter().flat_map(|by| by.values()).flat_map(|one| &one.months).flatten().count();
        Ok(sized)
    })?;
    let plans = Catalog::shipped().plans.len();
    Ok(
        json!({ "peer": "headroom", "seconds": seconds, "components": components.len(), "plans": plans, "picks": found }),
    )
}

fn projected(tree: Node) -> Result<(Model, Projection), String> {
    let model =
        Model::from_node(tree, Catalog::shipped()).map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
    let projection = Projection::of(&model).map_err(|problem| problem.message)?;
    Ok((model, projection))
}

fn in_words<'a>(messages: impl Iterator<Item = &'a String>) -> String {
    messages.cloned().collect::<Vec<_>>().join("; ")
}

/// Many paths, from the checked model to every percentile and share: what is uncertain is looked up, the rules are
/// written down, and the paths are drawn and run. `run` is without the first two, as for a second seed.
fn simulate(text: &str, paths: u64) -> Result<Value, Box<dyn Error>> {
    let model = model(text)?;
    let wanted = wanted(&model);
    // About as long as a peer's rounds take.
    let rounds = if paths > 100_000 { 5 } else { 45 };
    let (mut ready, mut run) = (Vec::new(), Vec::new());
    let seconds = median(rounds, |seed| {
        let start = Instant::now();
        let (inputs, kernel) = recorded(&model, &wanted)?;
        ready.push(start.elapsed().as_secs_f64());
        let answers = answered(&inputs, &kernel, &request(paths, u64::from(seed), &[0.05, 0.5, 0.95]))?;
        run.push(start.elapsed().as_secs_f64() - ready.last().copied().unwrap_or_default());
        Ok(answers)
    })?;
    let months = model.program.months;
    Ok(json!({
        "peer": "headroom",
        "paths": paths,
        "seconds": seconds,
        "ready": middle(ready),
        "run": middle(run),
        "columns": wanted.len() * months,
        "deployments": model.program.deployments.len(),
        "peak_mb": peak_mb(),
    }))
}

/// The percentiles by month of each figure with the standard error of each, and with how they lie to both sides, from
/// which another sample's error is known; and the shares of paths whose cash is not below zero.
fn answers(text: &str, paths: u64) -> Result<Value, Box<dyn Error>> {
    const BESIDE: f64 = 0.005;
    let model = model(text)?;
    let wanted = wanted(&model);
    let (inputs, kernel) = recorded(&model, &wanted)?;
    let levels: Vec<f64> =
        [0.05, 0.5, 0.95].iter().flat_map(|level| [level - BESIDE, *level, level + BESIDE]).collect();
    let answers = answered(&inputs, &kernel, &request(paths, 1, &levels))?;
    let names = ["users", "paying", "revenue", "cost", "profit", "cash"];
    let (mut percentiles, mut shares) = (json!({}), Vec::new());
    for (column, answer) in kernel.columns.iter().zip(&answers) {
        let figure = wanted.iter().position(|figure| *figure == column.figure).unwrap_or_default();
        match answer {
            Answer::Quantity(quantity) => {
                for (three, name) in quantity.percentiles.chunks(3).zip(["p05", "p50", "p95"]) {
                    let per_level = (three[2].value - three[0].value) / (2.0 * BESIDE);
                    let entry = json!({ "value": three[1].value, "error": three[1].error, "per_level": per_level });
                    let list = &mut percentiles[names[figure]][name];
                    match list.as_array_mut() {
                        Some(list) => list.push(entry),
                        None => *list = json!([entry]),
                    }
                }
            }
            Answer::Event(share) => shares.push(share.share),
        }
    }
    Ok(json!({ "peer": "headroom", "seconds": 0.0, "paths": paths, "percentiles": percentiles, "shares": shares }))
}

/// What the reference workload is asked for, of every deployment.
fn wanted(model: &Model) -> Vec<Figure> {
    let mut wanted = vec![Monthly::Users, Monthly::Paying, Monthly::Revenue];
    for d in 0..model.program.deployments.len() {
        wanted.extend([Monthly::Cost(d), Monthly::Profit(d), Monthly::Cash(d), Monthly::Solvent(d)]);
    }
    wanted.into_iter().map(Figure::Monthly).collect()
}

fn recorded(model: &Model, wanted: &[Figure]) -> Result<(Inputs, Kernel), String> {
    let inputs = Inputs::of(model).map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
    let kernel = Kernel::of(model, &inputs, wanted, &Varied::default()).map_err(|problem| problem.message)?;
    Ok((inputs, kernel))
}

fn request(paths: u64, seed: u64, levels: &[f64]) -> Request {
    Request { paths, seed, points: Points::Sobol, levels: levels.to_vec(), given: Vec::new() }
}

fn answered(inputs: &Inputs, kernel: &Kernel, request: &Request) -> Result<Vec<Answer>, String> {
    let run = Run { kernel, inputs, request, varied: &[] };
    run.answers(threads(), &Watch::default()).map_err(|reason| reason.to_string())
}

fn model(text: &str) -> Result<Model, String> {
    Model::read(text).map_err(|problems| in_words(problems.iter().map(|p| &p.message)))
}

/// The most memory that this process has held at once, in MB; None where the system does not tell.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// The six figures of every month: counts, then money of the only deployment.
struct Figures {
    counts: [Vec<f64>; 2],
    money: [Vec<Money>; 4],
}

fn figures(projection: &Projection) -> Result<Figures, String> {
    let demand = &projection.demand;
    let (_, outcome) = projection.outcomes.first().ok_or("the model has no deployment")?;
    Ok(Figures {
        counts: [demand.registered[1..].to_vec(), demand.subscription.paying.clone()],
        money: [
            demand.subscription.revenue.clone(),
            outcome.cost.clone(),
            outcome.profit.clone(),
            outcome.cash.clone(),
        ],
    })
}

/// The seconds, and the figures of the model as it stands in its file.
fn answer(text: &str, seconds: f64) -> Result<Value, Box<dyn Error>> {
    let tree = Node::parse(text).map_err(|problem| problem.message)?;
    let Figures { counts: [users, paying], money } = figures(&projected(tree)?.1)?;
    let [revenue, cost, profit, cash] =
        money.map(|months| months.iter().map(|m| m.amount().to_string()).collect::<Vec<_>>());
    Ok(json!({
        "peer": "headroom",
        "seconds": seconds,
        "point": { "users": users, "paying": paying, "revenue": revenue, "cost": cost, "profit": profit, "cash": cash },
    }))
}

/// The median of so many rounds, after a third as many to warm up.
fn median<T>(rounds: u32, mut work: impl FnMut(u32) -> Result<T, String>) -> Result<f64, String> {
    for round in 0..rounds.div_ceil(3) {
        black_box(work(round)?);
    }
    let mut times = Vec::with_capacity(rounds as usize);
    for round in 0..rounds {
        let start = Instant::now();
        black_box(work(round)?);
        times.push(start.elapsed().as_secs_f64());
    }
    Ok(middle(times))
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
