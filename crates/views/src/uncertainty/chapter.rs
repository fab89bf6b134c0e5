//! The review's chapter: the page, and answers to what a founder asks of it each quarter.

use headroom_pages::Block;
use headroom_simulation::analysis::grid::{Grid, Gridded};
use headroom_simulation::analysis::orders::Order;
use headroom_simulation::analysis::seek::{Seek, Sought};
use headroom_simulation::analysis::sensitivity::Sensitivity;
use headroom_simulation::analysis::tornado::Tornado;
use headroom_simulation::analysis::{Comparison, Until};
use headroom_simulation::figure::Whole;
use headroom_simulation::futures::Futures;

use super::outcome::percent;
use super::view::View;
use super::{
    Uncertain, goal_exactness, grid_blocks, grid_exactness, months, orders_blocks, orders_exactness, page, remark,
    sensitivity_blocks, sought_blocks, tornado_blocks,
};
use crate::format;
use crate::scene::Scene;

/// Answers to questions; none where there was nothing to ask.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    pub tornado: Option<Tornado>,
    pub sensitivity: Option<Sensitivity>,
    pub goal: Option<(Seek, Sought)>,
    pub plane: Option<(Grid, Gridded)>,
    pub orders: Option<Ordered>,
}

/// What to order where every load is at a level of its percentiles.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub level: f64,
    pub orders: Vec<Order>,
    /// The loads, with this level alone.
    pub loads: Futures,
}

/// The page with every answer under a heading of its own, and how exact they are.
pub fn chapter(scene: &Scene, uncertain: &Uncertain, answered: &Answered) -> Vec<Block> {
    let inputs = uncertain.inputs;
    let mut blocks = page(scene, uncertain).blocks;
    let mut part = |title: &str, found: Vec<Block>| {
        if !found.is_empty() {
            blocks.push(Block::Heading { text: title.into() });
            blocks.extend(found);
        }
    };
    let swings = answered.tornado.iter().flat_map(|known| tornado_blocks(scene, inputs, known));
    let indices = answered.sensitivity.iter().flat_map(|known| sensitivity_blocks(scene, inputs, known));
    part("What matters most", swings.chain(indices).collect());
    let goal = answered.goal.iter().flat_map(|(asked, sought)| sought_blocks(scene, asked, sought));
    part("What must be true for the goal", goal.collect());
    let plane = answered.plane.iter().flat_map(|(asked, known)| grid_blocks(scene, asked, known));
    part("Where two assumptions lead", plane.collect());
    let orders = answered.orders.iter().flat_map(|found| orders_blocks(scene, found.level, &found.orders));
    part("Orders for a demand that is more than likely", orders.collect());
    let exact = exactness(scene, answered);
    if !exact.is_empty() {
        blocks.push(remark(exact.join(" ")));
    }
    blocks
}

/// What the chapter asks about: when losses are repaid; total profit where that is all but never, or sure of one month;
/// total cost where there are no prices.
pub fn outcome(view: &View) -> Whole {
    match (view.has_revenue(), months::is_open(view)) {
        (false, _) => Whole::TotalCost(view.deployment),
        (true, true) => Whole::CumulativeBreakEven(view.deployment),
        (true, false) => Whole::TotalProfit(view.deployment),
    }
}

/// Fewer paths than this make a goal that is out of reach rather than one to plan for.
const WITHIN_REACH: f64 = 0.05;

/// The chapter's goal: losses repaid by the end of the first year by which some paths have, or of the horizon; no loss,
/// or the profit or cost that the plan has.
pub fn goal(view: &View, plan: f64) -> Until {
    let of = outcome(view);
    let (comparison, bound) = match of {
        Whole::CumulativeBreakEven(_) => {
            let by_then = view.repaid();
            let years = (12..=view.months()).step_by(12);
            let first = years.into_iter().find(|t| by_then.get(t - 1).is_some_and(|by| by.share >= WITHIN_REACH));
            (Comparison::AtMost, first.unwrap_or(view.months()) as f64)
        }
        Whole::TotalProfit(_) => (Comparison::AtLeast, plan.max(0.0).round()),
        _ => (Comparison::AtMost, plan.round()),
    };
    Until { of, comparison, bound }
}

/// How many paths each answer rests on, and its standard error.
fn exactness(scene: &Scene, answered: &Answered) -> Vec<String> {
    let paths = |paths: u64| format!("{} paths", format::count(paths as f64));
    let tornado = answered.tornado.iter().map(|_| {
        "The bars of one assumption after the other are two runs each, without chance and without error.".to_owned()
    });
    let indices = answered.sensitivity.iter().map(|known| {
        let widest = known.rows.iter().fold(0.0, |worst: f64, row| worst.max(row.total_error));
        format!(
            "Indices: twice {} and as many again for each assumption, the widest standard error of a total index {}.",
            paths(known.paths),
            percent(widest)
        )
    });
    let goal = answered.goal.iter().map(|(_, sought)| goal_exactness(sought));
    let plane = answered.plane.iter().map(|(asked, known)| grid_exactness(scene, asked, known));
    let orders = answered.orders.iter().map(|found| orders_exactness(&found.orders, found.loads.request.paths));
    tornado.chain(indices).chain(goal).chain(plane).chain(orders).collect()
}
