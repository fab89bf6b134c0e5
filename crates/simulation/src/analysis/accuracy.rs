//! As many paths as it takes.

use headroom_engine::Model;

use crate::bands::Answer;
use crate::figure::Figure;
use crate::futures::{Failed, Futures, MOST_PATHS, refused};
use crate::inputs::Inputs;
use crate::run::{Request, Watch};

/// Futures, and how exact they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Accurate {
    pub futures: Futures,
    /// Whether every error is as small as was asked.
    pub reached: bool,
    /// The largest error: a percentile's or a mean's standard error over the spread between the outermost percentiles,
    /// or a probability's standard error.
    pub worst: f64,
}

/// No more paths than these, four million, whatever is asked.
const MOST: u64 = 1 << 22;

/// Doubles the paths until every standard error is at most `error` of the spread, or there are four million.
///
/// # Errors
/// When the error asked for is none, or what is asked cannot be run.
pub fn to_accuracy(
    model: &Model,
    inputs: &Inputs,
    wanted: &[Figure],
    request: Request,
    error: f64,
    watch: &Watch,
) -> Result<Accurate, Failed> {
    if !(error > 0.0 && error < 1.0) {
        let message = format!("an error of {error} cannot be asked for");
        return Err(refused("error", message, "ask for a share of the spread, such as 0.01").into());
    }
    let mut paths = request.paths;
    loop {
        let futures = Futures::of(model, inputs, wanted, Request { paths, ..request.clone() }, watch)?;
        let worst = futures.answers.iter().map(relative).fold(0.0, f64::max);
        let reached = worst <= error;
        if reached || paths.saturating_mul(2) > MOST.min(MOST_PATHS) {
            return Ok(Accurate { futures, reached, worst });
        }
        paths *= 2;
    }
}

/// The largest standard error of an answer, over its spread.
fn relative(answer: &Answer) -> f64 {
    match answer {
        Answer::Event(share) => share.error.unwrap_or(0.0),
        Answer::Quantity(quantity) => {
            let ends = (quantity.percentiles.first(), quantity.percentiles.last());
            let between = match ends {
                (Some(low), Some(high)) => high.value - low.value,
                _ => 0.0,
            };
            // Where nearly all paths agree the outermost percentiles do too, and the rest is what is spread.
            let spread = if between > 0.0 { between } else { quantity.max - quantity.min };
            let errors =
                quantity.percentiles.iter().filter_map(|percentile| percentile.error).chain(quantity.mean_error);
            let worst = errors.fold(0.0, f64::max);
            if spread > 0.0 { worst / spread } else { 0.0 }
        }
    }
}
