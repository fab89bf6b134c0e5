//! Goal seek: the value of one assumption at which a goal is reached with a probability.

use headroom_engine::Model;

use super::outcomes::Outcomes;
use super::until::Until;
use super::{conditioned, figures, varied};
use crate::futures::{self, Failed, refused};
use crate::inputs::Inputs;
use crate::kernel::{Kernel, Varied};
use crate::run::{Given, Points, Request, Run, Watch};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Seek {
    /// Path of the assumption that is varied; the same on all paths, whether it has a range or not.
    pub vary: String,
    pub until: Until,
    /// Above 0 and below 1.
    pub probability: f64,
    /// Values between which to look, shares as fractions. Where nobody says it is the assumption's own range; as much again
    /// on both sides where the goal is reached there and nowhere within.
    pub within: Option<(f64, f64)>,
    pub paths: u64,
    pub seed: u64,
    /// Conditions on other assumptions.
    pub given: Vec<Given>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    pub vary: String,
    /// The value nearest to the point run's at which the goal begins to be reached, on the side where it is; None where
    /// it is nowhere within the range.
    pub value: Option<f64>,
    /// The probability there; the largest of the range, where it is not reached.
    pub probability: f64,
    /// Standard error of the probability.
    pub error: f64,
    /// Paths that count, the same for every value.
    pub paths: u64,
    /// The range that the model states, or the values near the one it has; as asked, where somebody said.
    pub own: (f64, f64),
    /// Where the answer was looked for.
    pub searched: (f64, f64),
    /// Values evenly over what was asked for, each with its probability; where nobody said, over the part of the range in
    /// which the probability changes by whole percents, with the point run's value.
    pub curve: Vec<(f64, f64)>,
    /// Standard error of each probability of the curve.
    pub errors: Vec<f64>,
    /// Whether a larger value makes the goal more probable.
    pub rising: bool,
    /// What to know of the answer; empty where all went as expected.
    pub reason: String,
}

/// Steps of the scan over the range.
const STEPS: usize = 24;
/// What a reader of whole percents takes for the same probability.
const SAME: f64 = 0.005;
/// Where the probability changes over more of the range than this, all of it is shown.
const MOST_OF_IT: f64 = 0.6;
/// Halvings between two neighbours of the scan: to 10⁻⁷ of their distance.
const HALVINGS: usize = 24;

/// How probable the goal is at a value.
#[derive(Clone, Copy)]
struct Reached {
    share: f64,
    error: f64,
    paths: u64,
}

struct Search<'a> {
    kernel: &'a Kernel,
    inputs: &'a Inputs,
    request: Request,
    until: Until,
    watch: &'a Watch,
}

impl Search<'_> {
    /// The probability at a value, with its error and the paths that count. All values see the same random numbers, so
    /// that neighbours differ by the value alone.
    fn at(&self, value: f64) -> Result<Reached, Failed> {
        let run = Run { kernel: self.kernel, inputs: self.inputs, request: &self.request, varied: &[value] };
        let outcomes = Outcomes::of(&run, self.watch)?;
        let (share, error) = outcomes.share(|outcome| self.until.holds(outcome));
        Ok(Reached { share, error, paths: outcomes.paths() })
    }

    /// Even steps from one value to another.
    fn over(&self, (low, high): (f64, f64)) -> Result<Vec<Point>, Failed> {
        let value = |i: usize| match i {
            // The ends as they are, not as they round.
            0 => low,
            STEPS => high,
            i => (low * (STEPS - i) as f64 + high * i as f64) / STEPS as f64,
        };
        let values = (0..=STEPS).map(value);
        values.map(|value| Ok((value, self.at(value)?))).collect()
    }
}

/// Looks over the whole range first, so that a goal that comes and goes is seen, then halves between the two neighbours
/// of the crossing that is nearest to the point run's value.
///
/// # Errors
/// When the assumption cannot be varied, or what is asked cannot be run.
pub fn seek(model: &Model, inputs: &Inputs, asked: &Seek, watch: &Watch) -> Result<Sought, Failed> {
    if !(asked.probability > 0.0 && asked.probability < 1.0) {
        let message = format!("a probability of {} cannot be sought", asked.probability);
        return Err(refused("probability", message, "ask for one between 0 and 1, such as 80%").into());
    }
    let axis = varied::axis(model, "vary", &asked.vary, asked.within)?;
    conditioned::apart_from(inputs, &asked.given, &[&asked.vary])?;
    let (paths, seed, given) = (asked.paths, asked.seed, asked.given.clone());
    let request = Request { paths, seed, points: Points::Sobol, levels: Vec::new(), given };
    futures::check(&request)?;
    let kernel = Kernel::of(model, inputs, &figures(asked.until.of), &Varied { paths: vec![asked.vary.clone()] })?;
    let search = Search { kernel: &kernel, inputs, request, until: asked.until, watch };
    let own = (axis.low, axis.high);
    let reaches = |point: &Point| point.1.share >= asked.probability;
    let (mut searched, mut scan) = (own, search.over(own)?);
    if axis.widened != own && !scan.iter().any(reaches) {
        let wider = search.over(axis.widened)?;
        if wider.iter().any(reaches) {
            (searched, scan) = (axis.widened, wider);
        }
    }
    if let (None, Some(part)) = (asked.within, changing(&scan, axis.likely, reaches)) {
        scan = search.over(part)?;
    }
    found(&search, asked, &scan, Ranges { own, searched, likely: axis.likely })
}

/// The part of a scan in which the probability changes, or the goal comes or goes, with the point run's value; None where
/// that is most of it, or nothing.
fn changing(scan: &[Point], likely: f64, reaches: impl Fn(&Point) -> bool) -> Option<(f64, f64)> {
    let (first, last) = (scan.first()?, scan.last()?);
    let apart = |one: &Point, other: &Point| (one.1.share - other.1.share).abs() >= SAME;
    let turns = |pair: &[Point]| reaches(&pair[0]) != reaches(&pair[1]);
    let begins = scan.windows(2).position(|pair| apart(first, &pair[1]) || turns(pair))?;
    let ends = scan.windows(2).rposition(|pair| apart(&pair[0], last) || turns(pair))?;
    let (low, high) = (scan[begins.min(ends)].0, scan[begins.max(ends) + 1].0);
    let plan = likely.clamp(first.0, last.0);
    let part = (low.min(plan), high.max(plan));
    (part.1 - part.0 <= MOST_OF_IT * (last.0 - first.0)).then_some(part)
}

/// Where it was looked, beside what the model has.
#[derive(Clone, Copy)]
struct Ranges {
    own: (f64, f64),
    searched: (f64, f64),
    likely: f64,
}

type Point = (f64, Reached);

fn found(search: &Search<'_>, asked: &Seek, scan: &[Point], ranges: Ranges) -> Result<Sought, Failed> {
    let Ranges { own, searched, likely } = ranges;
    let reaches = |point: &Point| point.1.share >= asked.probability;
    let curve: Vec<(f64, f64)> = scan.iter().map(|(value, reached)| (*value, reached.share)).collect();
    let rising = curve.last().map(|last| last.1) >= curve.first().map(|first| first.1);
    let sought = |value: Option<f64>, at: Reached, reason: String| Sought {
        vary: asked.vary.clone(),
        value,
        probability: at.share,
        error: at.error,
        paths: at.paths,
        own,
        searched,
        curve: curve.clone(),
        errors: scan.iter().map(|(_, reached)| reached.error).collect(),
        rising,
        reason,
    };
    let nowhere = (likely, Reached { share: 0.0, error: 0.0, paths: 0 });
    let most = scan.iter().max_by(|a, b| a.1.share.total_cmp(&b.1.share)).copied().unwrap_or(nowhere);
    let least = scan.iter().min_by(|a, b| a.1.share.total_cmp(&b.1.share)).copied().unwrap_or(most);
    if !reaches(&most) {
        let reason = format!(
            "nowhere within the range: the most is {} %, at {}, {} points short",
            percent(most.1.share),
            most.0,
            percent(asked.probability - most.1.share)
        );
        return Ok(sought(None, most.1, reason));
    }
    if reaches(&least) {
        let reason = format!("everywhere within the range: at its worst value, {}, too", least.0);
        return Ok(sought(Some(least.0), least.1, reason));
    }
    let crossings: Vec<[Point; 2]> =
        scan.windows(2).filter(|pair| reaches(&pair[0]) != reaches(&pair[1])).map(|pair| [pair[0], pair[1]]).collect();
    let distance = |pair: &[Point; 2]| (likely - (pair[0].0 + pair[1].0) / 2.0).abs();
    let nearest = crossings.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).copied();
    let [one, other] = nearest.unwrap_or([most, least]);
    let (mut inside, mut outside) = if reaches(&one) { (one, other) } else { (other, one) };
    for _ in 0..HALVINGS {
        let value = (inside.0 + outside.0) / 2.0;
        let middle = (value, search.at(value)?);
        *if reaches(&middle) { &mut inside } else { &mut outside } = middle;
        // Shares of so many paths have steps; nothing lies between two neighbours.
        if inside.1.share == outside.1.share {
            break;
        }
    }
    let reason = match crossings.len() {
        1 => String::new(),
        n => format!("the goal is reached and lost {n} times within the range; this is the value nearest to the plan"),
    };
    Ok(sought(Some(inside.0), inside.1, reason))
}

/// With one decimal, as far as paths can tell.
fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}
