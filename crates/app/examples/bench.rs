//! What `cargo xtask bench` measures of Headroom: `bench edit|text|report|size MODEL` prints one line of JSON with the median
//! seconds of the work inside this process. `edit` and `text` print the projection's figures too, to be compared first.
#![expect(clippy::disallowed_methods, reason = "measuring is all it does")]

use headroom_app::Study;
use headroom_app::engine::catalog::Catalog;
use headroom_app::engine::form::Node;
use headroom_app::engine::model::edit;
use headroom_app::engine::money::Money;
use headroom_app::engine::sizing::{Requirement, Sizing, Wishes};
use headroom_app::engine::{Model, Projection};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

const EDITS: u32 = 300;
const REPORTS: u32 = 5;
const SIZINGS: u32 = 50;
/// The assumption that is edited, in percent as the file has it.
const GROWTH: &str = "growth.rate";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, path] = &arguments[..] else { return Err("usage: bench edit|text|report|size MODEL".into()) };
    let text = std::fs::read_to_string(path)?;
    let answer = match what.as_str() {
        "edit" => edit_and_project(&text)?,
        "text" => read_and_project(&text)?,
        "report" => report(&text)?,
        "size" => size(&text)?,
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
        let growth = Decimal::new(500 + 5 * i64::from(round), 2);
        edit::set(&mut tree, GROWTH, edit::number(growth)).map_err(|problem| problem.message)?;
        figures(&projected(tree.clone())?)
    })?;
    answer(text, seconds)
}

/// The same from the text of a file.
fn read_and_project(text: &str) -> Result<Value, Box<dyn Error>> {
    let seconds = median(EDITS, |_| {
        let tree = Node::parse(text).map_err(|problem| problem.message)?;
        figures(&projected(tree)?)
    })?;
    answer(text, seconds)
}

/// The whole review: read, projected, set, and written as PDF.
fn report(text: &str) -> Result<Value, Box<dyn Error>> {
    let mut size = 0;
    let seconds = median(REPORTS, |_| {
        let study = Study::read(text, "").map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
        let review =
            study.review("", "2026-09-30").map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
        let pdf = headroom_app::report::pdf(&review).map_err(|e| e.to_string())?;
        size = pdf.len();
        Ok(pdf)
    })?;
    Ok(json!({ "peer": "headroom", "seconds": seconds, "bytes": size }))
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

fn projected(tree: Node) -> Result<Projection, String> {
    let model =
        Model::from_node(tree, Catalog::shipped()).map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
    Projection::of(&model).map_err(|problem| problem.message)
}

fn in_words<'a>(messages: impl Iterator<Item = &'a String>) -> String {
    messages.cloned().collect::<Vec<_>>().join("; ")
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
    let Figures { counts: [users, paying], money } = figures(&projected(tree)?)?;
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
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
