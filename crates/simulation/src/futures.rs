//! A model's futures: what many paths say of the figures that are wanted.

use std::num::NonZeroUsize;
use std::thread;

use headroom_engine::Model;
use headroom_engine::diagnostic::{Code, Diagnostic, Severity};

use crate::bands::{Answer, Share};
use crate::figure::{Figure, Monthly, Whole};
use crate::inputs::Inputs;
use crate::kernel::{Column, Kernel, Varied};
use crate::run::{NoAnswer, Request, Run, Watch};

/// Paths of the first answer, in the same frame as the edit.
pub const COARSE_PATHS: u64 = 1_024;
/// Paths of an answer where nobody says how many.
pub const PATHS: u64 = 10_000;
/// Percentiles where nobody says which.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The fewest and most paths of a run.
pub const FEWEST_PATHS: u64 = 64;
pub const MOST_PATHS: u64 = 100_000_000;

/// Why there are no futures.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// What is wrong with the model or with what is asked, each with code and path.
    Diagnostics(Vec<Diagnostic>),
    /// Nobody waits any more.
    Stopped,
}

impl From<Diagnostic> for Failed {
    fn from(diagnostic: Diagnostic) -> Self {
        Failed::Diagnostics(vec![diagnostic])
    }
}

impl From<Vec<Diagnostic>> for Failed {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Failed::Diagnostics(diagnostics)
    }
}

impl From<NoAnswer> for Failed {
    fn from(reason: NoAnswer) -> Self {
        match reason {
            NoAnswer::Stopped => Failed::Stopped,
            NoAnswer::NoPaths => {
                let hint = "widen the condition, or ask for more paths";
                refused("paths", "no path fulfils the condition".into(), hint).into()
            }
            NoAnswer::Refused(refused_) => {
                refused("paths", refused_.to_string(), "ask for 64 to 100,000,000 paths").into()
            }
        }
    }
}

/// Something that many paths cannot be asked.
pub fn refused(path: &str, message: String, hint: &str) -> Diagnostic {
    Diagnostic {
        code: Code::BadRequest,
        severity: Severity::Error,
        path: path.to_owned(),
        message,
        hint: hint.to_owned(),
        at: None,
    }
}

/// What is known of every figure that was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    pub request: Request,
    pub columns: Vec<Column>,
    /// In the order of the columns.
    pub answers: Vec<Answer>,
}

impl Futures {
    /// Runs a model for these figures. Fails with everything that is wrong with its distributions and correlations.
    pub fn of(
        model: &Model,
        inputs: &Inputs,
        wanted: &[Figure],
        request: Request,
        watch: &Watch,
    ) -> Result<Self, Failed> {
        check(&request)?;
        let kernel = Kernel::of(model, inputs, wanted, &Varied::default())?;
        let run = Run { kernel: &kernel, inputs, request: &request, varied: &[] };
        let answers = run.answers(threads(), watch)?;
        Ok(Self::known(request, kernel.columns, answers)?)
    }

    /// On which share of the paths the month that an outcome is never comes within the horizon; None of an outcome that is
    /// no month, and where what it is read off was not asked for.
    pub fn never(&self, of: Whole) -> Option<Share> {
        let event = match of {
            Whole::OperatingBreakEven(d) => Monthly::Covers(d),
            Whole::CumulativeBreakEven(d) => Monthly::Repaid(d),
            _ => return None,
        };
        match self.monthly(event).last()? {
            Answer::Event(by_then) => {
                Some(Share { share: 1.0 - by_then.share, hits: by_then.paths - by_then.hits, ..*by_then })
            }
            Answer::Quantity(_) => None,
        }
    }

    /// What a run has found of its columns.
    ///
    /// # Errors
    /// When no path counts: a condition may leave none.
    pub fn known(request: Request, columns: Vec<Column>, answers: Vec<Answer>) -> Result<Self, NoAnswer> {
        // A run of nothing has nothing to count.
        answers.iter().map(rests_on).max().map_or(Ok(()), counted)?;
        Ok(Self { request, columns, answers })
    }

    /// A monthly figure by month, from the first; empty where it was not wanted.
    pub fn monthly(&self, figure: Monthly) -> Vec<&Answer> {
        let of = self.columns.iter().zip(&self.answers);
        of.filter(|(column, _)| column.figure == Figure::Monthly(figure)).map(|(_, answer)| answer).collect()
    }

    pub fn whole(&self, figure: Whole) -> Option<&Answer> {
        let of = self.columns.iter().zip(&self.answers);
        of.into_iter().find(|(column, _)| column.figure == Figure::Whole(figure)).map(|(_, answer)| answer)
    }
}

/// What the pages of a model show of its futures.
pub fn standard(model: &Model) -> Vec<Figure> {
    let deployments = model.program.deployments.len();
    let mut monthly = vec![Monthly::Users, Monthly::Paying, Monthly::Mrr, Monthly::Revenue];
    let mut whole = Vec::new();
    for d in 0..deployments {
        monthly.extend([Monthly::Cost(d), Monthly::Profit(d), Monthly::Cash(d), Monthly::Headroom(d)]);
        monthly.extend([Monthly::Covers(d), Monthly::Repaid(d), Monthly::Solvent(d)]);
        monthly.extend([Monthly::Breach(d), Monthly::Outgrown(d), Monthly::Slow(d)]);
        whole.extend([Whole::OperatingBreakEven(d), Whole::CumulativeBreakEven(d), Whole::Trough(d)]);
        whole.extend([Monthly::Solvent(d)].map(Whole::Always));
        whole.extend([Monthly::Breach(d), Monthly::Outgrown(d), Monthly::Slow(d)].map(Whole::Never));
        whole.extend([Whole::TotalCost(d), Whole::TotalProfit(d), Whole::Regret(d), Whole::Cheapest(d)]);
    }
    monthly.extend((0..model.program.drivers.len()).map(Monthly::Load));
    monthly.into_iter().map(Figure::Monthly).chain(whole.into_iter().map(Figure::Whole)).collect()
}

/// An absurd number of paths gets a reason, not a try.
pub fn check(request: &Request) -> Result<(), Diagnostic> {
    if !(FEWEST_PATHS..=MOST_PATHS).contains(&request.paths) {
        let message = format!("{} paths cannot be run", request.paths);
        return Err(refused("paths", message, "ask for 64 to 100,000,000 paths"));
    }
    if let Some(level) = request.levels.iter().find(|level| !(**level > 0.0 && **level < 1.0)) {
        let percent = (level * 1e8).round() / 1e6;
        let message = format!("{percent} is no percentile");
        return Err(refused("percentiles", message, "give percentiles between 0 and 100, such as 5,50,95"));
    }
    let ascending = request.levels.windows(2).all(|pair| pair[0] < pair[1]);
    if !ascending {
        let hint = "give ascending percentiles between 0 and 100, such as 5,50,95";
        return Err(refused("percentiles", "the percentiles do not ascend".into(), hint));
    }
    Ok(())
}

/// The paths that an answer has seen.
fn rests_on(answer: &Answer) -> u64 {
    match answer {
        Answer::Quantity(quantity) => quantity.paths + quantity.odd,
        Answer::Event(share) => share.paths + share.odd,
    }
}

/// No path, no answer.
pub(crate) fn counted(paths: u64) -> Result<(), NoAnswer> {
    if paths == 0 { Err(NoAnswer::NoPaths) } else { Ok(()) }
}

/// As many as there are processors. No result depends on it.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
