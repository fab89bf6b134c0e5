//! A study's futures: what is asked of many paths, the run, and the parts of a run that other processes make.

mod analysis;
mod condition;
mod merge;
pub mod review;

use std::sync::Arc;

use headroom_engine::diagnostic::{Diagnostic, suggestion};
use headroom_frames::futures::{self as frames, About, Part};
use headroom_simulation::figure::Figure;
use headroom_simulation::futures::{self, Futures, LEVELS, PATHS, refused};
use headroom_simulation::inputs::Inputs;
use headroom_simulation::kernel::{Kernel, Varied};
use headroom_simulation::run::{Points, Request, Run, Shard, Watch};
use headroom_views::uncertainty::Uncertain;

use crate::study::{Problems, Study};

pub use analysis::{CELL_PATHS, Goal, Plane, STEPS};
pub use condition::Condition;
pub use merge::{Merged, merge};

/// The seed where nobody says which.
pub const SEED: u64 = 1;
/// More parts than this of one run is a slip of the hand.
const MOST_SHARDS: u64 = 1 << 16;

/// How many paths, and which.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    pub paths: u64,
    pub seed: u64,
    pub points: Points,
    /// Levels of percentiles, from 0 to 1.
    pub levels: Vec<f64>,
    /// Conditions as they are typed: `subscription.plans.pro.churn > 7%`.
    pub given: Vec<String>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { paths: PATHS, seed: SEED, points: Points::Sobol, levels: LEVELS.to_vec(), given: Vec::new() }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    Problems(Problems),
    /// Nobody waits any more.
    Stopped,
}

impl From<Problems> for Failed {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}

/// What is drawn, what is known of it, and the condition in words.
#[derive(Clone, Debug)]
pub struct Told {
    pub inputs: Inputs,
    pub futures: Futures,
    pub given: String,
}

impl Told {
    /// What a page is made of; `coarse` while a more exact answer is on its way.
    pub fn uncertain(&self, coarse: bool) -> Uncertain<'_> {
        Uncertain { inputs: &self.inputs, futures: &self.futures, coarse, given: &self.given }
    }
}

impl Study {
    /// Everything uncertain in the model, or what is wrong with it.
    pub fn inputs(&self) -> Result<Inputs, Problems> {
        Inputs::of(&self.model).map_err(|found| self.lines(&found))
    }

    /// What should be known of what is uncertain, or why many paths cannot be drawn. The plan stands without them.
    pub fn uncertain_problems(&self) -> Problems {
        self.inputs().map_or_else(|problems| problems, |inputs| self.lines(&inputs.warnings))
    }

    /// The standard figures of this many paths.
    pub fn futures(&self, wish: &Wish, watch: &Watch) -> Result<Told, Failed> {
        self.futures_of(&futures::standard(&self.model), wish, watch)
    }

    /// These figures of this many paths.
    pub fn futures_of(&self, figures: &[Figure], wish: &Wish, watch: &Watch) -> Result<Told, Failed> {
        let inputs = self.inputs()?;
        let (request, given) = self.request(&inputs, wish)?;
        let futures =
            Futures::of(&self.model, &inputs, figures, request, watch).map_err(|failed| self.failed(failed))?;
        Ok(Told { inputs, futures, given })
    }

    /// What a wish asks for, and its conditions in words.
    pub fn request(&self, inputs: &Inputs, wish: &Wish) -> Result<(Request, String), Problems> {
        let parsed = wish.given.iter().map(|text| Condition::parse(text, &self.model, inputs));
        let (conditions, wrong): (Vec<_>, Vec<_>) = parsed.partition(Result::is_ok);
        let mut problems = self.lines(&wrong.into_iter().filter_map(Result::err).collect::<Vec<_>>());
        let conditions: Vec<Condition> = conditions.into_iter().flatten().collect();
        let given = conditions.iter().map(|condition| condition.given).collect();
        let words: Vec<&str> = conditions.iter().map(|condition| condition.words.as_str()).collect();
        let Wish { paths, seed, points, levels, .. } = wish.clone();
        let request = Request { paths, seed, points, levels, given };
        problems.extend(futures::check(&request).err().map(|found| self.line(&found)));
        if problems.is_empty() { Ok((request, words.join(" and "))) } else { Err(problems) }
    }

    /// One part of a run (from 1, of how many), as the bytes of a Parquet file.
    pub fn part(&self, deployment: &str, wish: &Wish, (shard, shards): (u64, u64)) -> Result<Vec<u8>, Failed> {
        if !(1..=MOST_SHARDS).contains(&shards) || !(1..=shards).contains(&shard) {
            let message = format!("there is no part {shard} of {shards}");
            let found = refused("shard", message, "give a part from 1 to n of n parts, such as 2/8");
            return Err(Failed::Problems(vec![self.line(&found)]));
        }
        let inputs = self.inputs()?;
        let (request, _) = self.request(&inputs, wish)?;
        let figures = futures::standard(&self.model);
        let kernel =
            Kernel::of(&self.model, &inputs, &figures, &Varied::default()).map_err(|found| vec![self.line(&found)])?;
        let run = Run { kernel: &kernel, inputs: &inputs, request: &request, varied: &[] };
        let part = Shard { index: shard - 1, count: shards };
        let (threads, watch) = (futures::threads(), Watch::default());
        let bands = run.outline(threads).and_then(|outline| run.part(&Arc::new(outline), part, threads, &watch));
        let bands = bands.map_err(|reason| self.failed(reason.into()))?;
        let about = About {
            format: frames::FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.node.to_string(),
            scenario: self.scenario.clone(),
            deployment: deployment.to_owned(),
            seed: request.seed,
            paths: request.paths,
            points: points(request.points).to_owned(),
            levels: request.levels.iter().map(f64::to_string).collect(),
            given: wish.given.clone(),
            figures: figures.iter().map(|figure| frames::name(*figure, &self.model)).collect(),
            shard,
            shards,
        };
        let written = Part { about, rows: bands.rows() }.write();
        written.map_err(|error| {
            let hint = "this is a fault of Headroom; the model is not to blame";
            Failed::Problems(vec![self.line(&refused("shard", error.to_string(), hint))])
        })
    }

    /// A deployment's place in the model: the first for an empty name.
    pub fn place(&self, deployment: &str) -> Result<usize, Problems> {
        let deployments = &self.model.program.deployments;
        if deployment.is_empty() && !deployments.is_empty() {
            return Ok(0);
        }
        deployments.get_index_of(deployment).ok_or_else(|| {
            let hint = suggestion(deployment, deployments.keys().map(String::as_str));
            let message = format!("there is no deployment `{deployment}`");
            vec![crate::study::problem("E016-unknown-name", "deployments", &message, &hint)]
        })
    }

    pub(crate) fn failed(&self, failed: futures::Failed) -> Failed {
        match failed {
            futures::Failed::Stopped => Failed::Stopped,
            futures::Failed::Diagnostics(found) => Failed::Problems(self.lines(&found)),
        }
    }

    fn lines(&self, found: &[Diagnostic]) -> Problems {
        found.iter().map(|found| self.line(found)).collect()
    }
}

/// What points are called in files.
fn points(points: Points) -> &'static str {
    match points {
        Points::Sobol => "sobol",
        Points::PseudoRandom => "random",
    }
}
