//! What the review asks of a study's futures, with so few paths that exporting it stays quick.

use headroom_simulation::analysis::grid::{Grid, Statistic, grid};
use headroom_simulation::analysis::orders::orders;
use headroom_simulation::analysis::seek::{Seek, Sought, seek};
use headroom_simulation::analysis::sensitivity::{Sensitivity, sensitivity};
use headroom_simulation::analysis::tornado::{Tornado, tornado};
use headroom_simulation::figure::{Figure, Monthly};
use headroom_simulation::inputs::Drawn;
use headroom_simulation::run::{Request, Watch};
use headroom_views::uncertainty::{self, Answered, Ordered, View};

use super::{SEED, Told, Wish};
use crate::study::Study;

/// Paths of each half of the sensitivity's sample.
pub const INDEX_PATHS: u64 = 2_048;
/// Paths of each value of the goal's assumption.
pub const GOAL_PATHS: u64 = 2_048;
/// Values of each assumption of the heat map, and paths of each of its cells.
pub const PLANE_STEPS: usize = 7;
pub const PLANE_PATHS: u64 = 512;
/// Paths of the loads that orders are for.
pub const LOAD_PATHS: u64 = 4_096;
/// How sure the goal is to be, and which percentile of demand is ordered for.
pub const SURE: f64 = 0.8;

impl Study {
    /// Answers for a deployment's chapter. A question that this model cannot be asked is left out.
    pub(crate) fn answered(&self, told: &Told, deployment: usize) -> Answered {
        let (model, inputs, watch) = (&self.model, &told.inputs, &Watch::default());
        if inputs.is_certain() {
            return Answered::default();
        }
        let view = View { model, futures: &told.futures, deployment };
        let of = uncertainty::outcome(&view);
        let given = &told.futures.request.given;
        let tornado = tornado(model, inputs, of, given).ok();
        let request = Request { paths: INDEX_PATHS, ..told.futures.request.clone() };
        let sensitivity = sensitivity(model, inputs, of, &request, watch).ok();
        let ranked = self.ranked(told, sensitivity.as_ref(), tornado.as_ref());
        let plan = tornado.as_ref().map(|known| known.base).filter(|plan| plan.is_finite());
        let until = plan.map(|plan| uncertainty::goal(&view, plan));
        let goal = ranked.first().zip(until).and_then(|(vary, until)| {
            let (vary, given) = (vary.clone(), given.clone());
            let asked = Seek { vary, until, probability: SURE, within: None, paths: GOAL_PATHS, seed: SEED, given };
            let sought = seek(model, inputs, &asked, watch).ok()?;
            Some((asked, sought))
        });
        let plane = goal.as_ref().zip(ranked.get(1)).and_then(|((asked, sought), y)| {
            let statistic = match is_flat(sought) {
                true => Statistic::Percentile(0.5),
                false => Statistic::Probability(asked.until),
            };
            let (x, y, given) = (asked.vary.clone(), y.clone(), given.clone());
            let (steps, paths) = (PLANE_STEPS, PLANE_PATHS);
            let asked = Grid { x, y, x_within: None, y_within: None, of, statistic, steps, paths, seed: SEED, given };
            let known = grid(model, inputs, &asked, watch).ok()?;
            Some((asked, known))
        });
        Answered { tornado, sensitivity, goal, plane, orders: self.ordered() }
    }

    /// Paths of the assumptions that matter, the one with the largest index first; what the outcome is not seen to vary by
    /// follows by its swing.
    fn ranked(&self, told: &Told, indices: Option<&Sensitivity>, swings: Option<&Tornado>) -> Vec<String> {
        let indices = indices.iter().flat_map(|known| &known.rows).filter(|row| row.total > 0.0);
        let drawn = indices.filter_map(|row| if let Drawn::Input(input) = row.input { Some(input) } else { None });
        let swings = swings.iter().flat_map(|known| &known.rows).filter(|swing| swing.length() > 0.0);
        let mut ranked: Vec<String> = Vec::new();
        for input in drawn.chain(swings.map(|swing| swing.input)) {
            let path = &told.inputs.inputs[input].path;
            if !ranked.contains(path) {
                ranked.push(path.clone());
            }
        }
        ranked
    }

    fn ordered(&self) -> Option<Ordered> {
        let loads = (0..self.model.program.drivers.len()).map(|driver| Figure::Monthly(Monthly::Load(driver)));
        let loads: Vec<Figure> = loads.collect();
        if loads.is_empty() {
            return None;
        }
        let wish = Wish { paths: LOAD_PATHS, levels: vec![SURE], ..Wish::default() };
        let loads = self.futures_of(&loads, &wish, &Watch::default()).ok()?.futures;
        let orders = orders(&self.model, &loads, SURE).ok()?;
        Some(Ordered { level: SURE, orders, loads })
    }
}

/// Whether the goal is equally likely at all values.
fn is_flat(sought: &Sought) -> bool {
    sought.curve.windows(2).all(|pair| pair[0].1 == pair[1].1)
}
