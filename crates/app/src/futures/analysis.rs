//! Questions to a study's futures: what matters most, which value makes a goal likely, two assumptions together, what to
//! order for a demand that is more than likely. Names, goals and ranges are read as people type them.

use headroom_engine::diagnostic::Diagnostic;
use headroom_simulation::analysis::accuracy::{Accurate, to_accuracy};
use headroom_simulation::analysis::grid::{Grid, Gridded, Statistic, grid};
use headroom_simulation::analysis::orders::{Order, orders};
use headroom_simulation::analysis::seek::{Seek, Sought, seek};
use headroom_simulation::analysis::sensitivity::{Sensitivity, sensitivity};
use headroom_simulation::analysis::tornado::{Tornado, tornado};
use headroom_simulation::analysis::{Until, assumption, measure, until};
use headroom_simulation::figure::{Figure, Monthly, Whole};
use headroom_simulation::futures::{self, Futures, refused};
use headroom_simulation::inputs::Inputs;
use headroom_simulation::run::{Request, Watch};

use super::{Failed, Told, Wish, condition};
use crate::study::{Problems, Study};

/// Cells of a heat map along each side.
pub const STEPS: usize = 9;
/// Paths of each of its cells.
pub const CELL_PATHS: u64 = 1_024;

/// A goal, and the assumption that is to reach it, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub vary: String,
    /// `cumulative_break_even <= 12`.
    pub until: String,
    pub probability: f64,
    /// `0..10%`; where nobody says, its own range, or a wider one where that does not reach the goal.
    pub within: Option<String>,
}

/// A heat map, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    pub x: String,
    pub y: String,
    /// `0..10%`; where nobody says, the assumption's own range.
    pub x_within: Option<String>,
    pub y_within: Option<String>,
    /// An outcome, or a goal of which the probability is shown.
    pub of: String,
    /// A percentile of the outcome, from 0 to 1, instead of its mean.
    pub level: Option<f64>,
    pub steps: usize,
}

impl Study {
    /// The conditions of a wish in words: "churn is above 7 %"; empty without any.
    pub fn given(&self, wish: &Wish) -> Result<String, Problems> {
        if wish.given.is_empty() {
            return Ok(String::new());
        }
        Ok(self.request(&self.inputs()?, wish)?.1)
    }

    /// An outcome by its name: `cash.12`, `cumulative_break_even`.
    pub fn outcome(&self, of: &str, deployment: &str) -> Result<Whole, Problems> {
        let place = self.place(deployment)?;
        measure::parse(of, &self.model, place).map_err(|found| vec![self.line(&found)])
    }

    /// A goal, as an argument has it.
    fn until(&self, argument: &str, text: &str, deployment: &str) -> Result<Until, Problems> {
        let place = self.place(deployment)?;
        let at = |found| vec![self.line(&Diagnostic { path: argument.to_owned(), ..found })];
        until::parse(text, &self.model, place).map_err(at)
    }

    pub fn sensitivity(&self, of: Whole, wish: &Wish, watch: &Watch) -> Result<(Inputs, Sensitivity), Failed> {
        let inputs = self.uncertain()?;
        let (request, _) = self.request(&inputs, wish)?;
        let known = sensitivity(&self.model, &inputs, of, &request, watch);
        known.map(|known| (inputs, known)).map_err(|failed| self.failed(failed))
    }

    pub fn tornado(&self, of: Whole, wish: &Wish) -> Result<(Inputs, Tornado), Failed> {
        let inputs = self.uncertain()?;
        let (request, _) = self.request(&inputs, wish)?;
        let known = tornado(&self.model, &inputs, of, &request.given);
        known.map(|known| (inputs, known)).map_err(|failed| self.failed(failed))
    }

    pub fn seek(&self, goal: &Goal, deployment: &str, wish: &Wish, watch: &Watch) -> Result<(Seek, Sought), Failed> {
        let inputs = self.inputs()?;
        let (request, _) = self.request(&inputs, wish)?;
        let until = self.until("until", &goal.until, deployment)?;
        let asked = Seek {
            vary: goal.vary.clone(),
            until,
            probability: goal.probability,
            within: self.within(["vary", "within"], &goal.vary, goal.within.as_deref())?,
            paths: wish.paths,
            seed: wish.seed,
            given: request.given,
        };
        let sought = seek(&self.model, &inputs, &asked, watch).map_err(|failed| self.failed(failed))?;
        Ok((asked, sought))
    }

    /// The ends of a range that is asked about, as the model computes with the assumption. Both arguments have names: the
    /// assumption's, and the ends'.
    fn within(
        &self,
        [argument, ends]: [&str; 2],
        path: &str,
        text: Option<&str>,
    ) -> Result<Option<(f64, f64)>, Problems> {
        let Some(text) = text else { return Ok(None) };
        let one = |found| vec![self.line(&found)];
        let found = assumption(&self.model, argument, path).map_err(one)?;
        let Some((low, high)) = text.split_once("..") else {
            let hint = "give two numbers, such as 0..10% or 5..25";
            return Err(one(refused(ends, format!("`{text}` is not a range"), hint)));
        };
        // The percent sign at the end counts for both ends.
        let low = if high.trim_end().ends_with('%') && !low.contains('%') { format!("{low}%") } else { low.to_owned() };
        let end = |text: &str| condition::amount(ends, text, found, &self.model).map_err(one);
        Ok(Some((end(&low)?, end(high)?)))
    }

    pub fn grid(&self, plane: &Plane, deployment: &str, wish: &Wish, watch: &Watch) -> Result<(Grid, Gridded), Failed> {
        let inputs = self.inputs()?;
        let (request, _) = self.request(&inputs, wish)?;
        let is_goal = plane.of.contains(['<', '>', '≤', '≥']);
        let (of, statistic) = if is_goal {
            let until = self.until("of", &plane.of, deployment)?;
            (until.of, Statistic::Probability(until))
        } else {
            let of = self.outcome(&plane.of, deployment)?;
            let statistic = match plane.level {
                _ if of.is_event() => Statistic::Probability(self.until("of", &plane.of, deployment)?),
                Some(level) => Statistic::Percentile(level),
                None => Statistic::Mean,
            };
            (of, statistic)
        };
        let (x, y) = (plane.x.clone(), plane.y.clone());
        let Request { paths, seed, given, .. } = request;
        let x_within = self.within(["x", "x-within"], &x, plane.x_within.as_deref())?;
        let y_within = self.within(["y", "y-within"], &y, plane.y_within.as_deref())?;
        let asked = Grid { x, y, x_within, y_within, of, statistic, steps: plane.steps, paths, seed, given };
        let known = grid(&self.model, &inputs, &asked, watch).map_err(|failed| self.failed(failed))?;
        Ok((asked, known))
    }

    /// What to order when, if every load is at this level of its percentiles.
    pub fn orders(&self, level: f64, wish: &Wish, watch: &Watch) -> Result<Vec<Order>, Failed> {
        let loads = (0..self.model.program.drivers.len()).map(|driver| Figure::Monthly(Monthly::Load(driver)));
        let wish = Wish { levels: vec![level], ..wish.clone() };
        let told = self.futures_of(&loads.collect::<Vec<_>>(), &wish, watch)?;
        orders(&self.model, &told.futures, level).map_err(|found| Failed::Problems(vec![self.line(&found)]))
    }

    /// The standard figures of as many paths as it takes until no error is more than this share of the spread.
    pub fn accurate(&self, error: f64, wish: &Wish) -> Result<(Told, Accurate), Failed> {
        let inputs = self.inputs()?;
        let (request, given) = self.request(&inputs, wish)?;
        let figures = futures::standard(&self.model);
        let known = to_accuracy(&self.model, &inputs, &figures, request, error, &Watch::default());
        let known = known.map_err(|failed| self.failed(failed))?;
        let futures: Futures = known.futures.clone();
        Ok((Told { inputs, futures, given }, known))
    }

    /// What is drawn; a model without ranges has nothing that could matter.
    fn uncertain(&self) -> Result<Inputs, Problems> {
        let inputs = self.inputs()?;
        if inputs.is_certain() {
            let message = "nothing in this model is uncertain".to_owned();
            let hint = "state a range for an assumption, such as { \"low\": 2, \"likely\": 5, \"high\": 9 }";
            return Err(vec![self.line(&refused("model", message, hint))]);
        }
        Ok(inputs)
    }
}
