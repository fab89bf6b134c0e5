//! Heat maps: what comes of two assumptions together.

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;

use super::outcomes::{Outcomes, standard_error};
use super::until::Until;
use super::{conditioned, figures, is_usable, varied};
use crate::figure::Whole;
use crate::futures::{self, Failed, refused};
use crate::inputs::Inputs;
use crate::kernel::{Kernel, Varied};
use crate::run::{Given, Points, Request, Run, Watch};

/// Paths of each cell where nobody says how many.
pub const PATHS: u64 = 1_024;
/// Values of each assumption where nobody says how many.
pub const STEPS: usize = 9;
/// The most values of each assumption.
pub const MOST_STEPS: usize = 64;

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    Mean,
    /// At a level above 0 and below 1.
    Percentile(f64),
    /// Of a goal, whose outcome counts then.
    Probability(Until),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Paths of two assumptions; on all paths of a cell they have the cell's values, whether they have ranges or not.
    pub x: String,
    pub y: String,
    /// Values between which each goes, shares as fractions; where nobody says it is the assumption's own range.
    pub x_within: Option<(f64, f64)>,
    pub y_within: Option<(f64, f64)>,
    pub of: Whole,
    pub statistic: Statistic,
    /// Values of each assumption, from 2 on.
    pub steps: usize,
    pub paths: u64,
    pub seed: u64,
    /// Conditions on other assumptions.
    pub given: Vec<Given>,
}

/// A heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct Gridded {
    /// Ascending, evenly over the assumption's range.
    pub xs: Vec<f64>,
    pub ys: Vec<f64>,
    /// By y, then by x. NaN where no path has a usable value.
    pub values: Vec<Vec<f64>>,
    /// Standard error of each value, from the scrambles; NaN where there is no value.
    pub errors: Vec<Vec<f64>>,
    /// Both assumptions in the point run.
    pub base: (f64, f64),
    /// Paths of each cell that count.
    pub paths: u64,
}

/// Runs a cell for each pair of values; all see the same random numbers.
///
/// # Errors
/// When an assumption cannot be varied, or what is asked cannot be run.
pub fn grid(model: &Model, inputs: &Inputs, asked: &Grid, watch: &Watch) -> Result<Gridded, Failed> {
    check(asked)?;
    let of_axis = |of: &str, d: Diagnostic| match d.path.as_str() {
        "within" => Diagnostic { path: format!("{of}-within"), ..d },
        _ => d,
    };
    let x = varied::axis(model, "x", &asked.x, asked.x_within).map_err(|d| of_axis("x", d))?;
    let y = varied::axis(model, "y", &asked.y, asked.y_within).map_err(|d| of_axis("y", d))?;
    let of = match asked.statistic {
        Statistic::Probability(until) => until.of,
        Statistic::Mean | Statistic::Percentile(_) => asked.of,
    };
    conditioned::apart_from(inputs, &asked.given, &[&asked.x, &asked.y])?;
    let (paths, seed, given) = (asked.paths, asked.seed, asked.given.clone());
    let request = Request { paths, seed, points: Points::Sobol, levels: Vec::new(), given };
    futures::check(&request)?;
    let kernel = Kernel::of(model, inputs, &figures(of), &Varied { paths: vec![asked.x.clone(), asked.y.clone()] })?;
    let mut counted = 0;
    let mut cell = |x: f64, y: f64| -> Result<(f64, f64), Failed> {
        let run = Run { kernel: &kernel, inputs, request: &request, varied: &[x, y] };
        let outcomes = Outcomes::of(&run, watch)?;
        counted = outcomes.paths();
        Ok(statistic(asked.statistic, &outcomes))
    };
    let xs = values(&x, asked.steps);
    let ys = values(&y, asked.steps);
    let mut row = |y: &f64| xs.iter().map(|x| cell(*x, *y)).collect::<Result<(Vec<f64>, Vec<f64>), Failed>>();
    let (values, errors) = ys.iter().map(&mut row).collect::<Result<(Vec<_>, Vec<_>), Failed>>()?;
    Ok(Gridded { values, errors, xs, ys, base: (x.likely, y.likely), paths: counted })
}

fn check(asked: &Grid) -> Result<(), Failed> {
    if asked.x == asked.y {
        let message = format!("`{}` is on both axes", asked.x);
        return Err(refused("y", message, "choose two different assumptions").into());
    }
    if !(2..=MOST_STEPS).contains(&asked.steps) {
        let message = format!("{} values of each assumption cannot be shown", asked.steps);
        return Err(refused("steps", message, &format!("ask for 2 to {MOST_STEPS}")).into());
    }
    match asked.statistic {
        Statistic::Percentile(level) if !(level > 0.0 && level < 1.0) => {
            let message = format!("there is no percentile at {level}");
            Err(refused("percentile", message, "ask for one between 0 and 100").into())
        }
        _ => Ok(()),
    }
}

fn values(axis: &varied::Axis, steps: usize) -> Vec<f64> {
    let (low, high, last) = (axis.low, axis.high, steps - 1);
    (0..=last).map(|i| (low * (last - i) as f64 + high * i as f64) / last as f64).collect()
}

/// The statistic of all paths, and its standard error from those of each scramble.
fn statistic(statistic: Statistic, outcomes: &Outcomes) -> (f64, f64) {
    let of = |values: &mut Vec<f64>| match statistic {
        Statistic::Percentile(level) => {
            values.sort_by(f64::total_cmp);
            percentile(values, level)
        }
        _ => values.iter().sum::<f64>() / values.len() as f64,
    };
    let usable = |values: &[f64]| -> Vec<f64> { values.iter().copied().filter(|value| is_usable(*value)).collect() };
    if let Statistic::Probability(until) = statistic {
        return outcomes.share(|value| until.holds(value));
    }
    let each = outcomes.by_scramble.iter().map(|values| usable(values)).filter(|values| !values.is_empty());
    let each: Vec<f64> = each.map(|mut values| of(&mut values)).collect();
    let mut all: Vec<f64> = outcomes.all().filter(|value| is_usable(*value)).collect();
    let error = if each.len() < 2 { f64::NAN } else { standard_error(&each) };
    (of(&mut all), error)
}

/// By linear interpolation between ranks (Hyndman and Fan, definition 7).
fn percentile(ascending: &[f64], level: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return f64::NAN };
    let position = level * last as f64;
    let (below, above) = (position as usize, (position as usize + 1).min(last));
    ascending[below] + (ascending[above] - ascending[below]) * position.fract()
}
