//! What a run answers.

use thiserror::Error;

/// What is known of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Quantity(Quantity),
    Event(Share),
}

impl Answer {
    /// Of a positive multiple of what this is the answer of.
    #[must_use]
    pub fn times(&self, times: f64) -> Answer {
        let Answer::Quantity(of) = self else { return self.clone() };
        let percentile = |of: &Percentile| Percentile {
            level: of.level,
            value: of.value * times,
            error: of.error.map(|error| error * times),
            bound: of.bound * times,
        };
        Answer::Quantity(Quantity {
            percentiles: of.percentiles.iter().map(percentile).collect(),
            mean: of.mean * times,
            mean_error: of.mean_error.map(|error| error * times),
            deviation: of.deviation * times,
            min: of.min * times,
            max: of.max * times,
            ..*of
        })
    }
}

/// A number over all paths. Where no path has a usable one everything is NaN and `odd` says why.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// One for each wanted level.
    pub percentiles: Vec<Percentile>,
    pub mean: f64,
    /// Standard error of the mean; None where fewer than two scrambles have paths.
    pub mean_error: Option<f64>,
    /// Standard deviation over the paths, dividing by their number.
    pub deviation: f64,
    pub min: f64,
    pub max: f64,
    /// Paths with a usable value; the figures above rest on these.
    pub paths: u64,
    /// Paths whose value is not a number, infinite, or 2^58 (2.9e17) and more in magnitude.
    pub odd: u64,
}

impl Quantity {
    /// Of months, those that come: what lies beyond the last, where never is counted, is not a number, and so is what
    /// would count it as one.
    #[must_use]
    pub fn that_come(&self, months: usize) -> Quantity {
        let last = months as f64;
        if self.max <= last {
            return self.clone();
        }
        let percentile = |of: &Percentile| match of.value > last {
            true => Percentile { value: f64::NAN, error: None, bound: 0.0, ..*of },
            false => *of,
        };
        Quantity {
            percentiles: self.percentiles.iter().map(percentile).collect(),
            mean: f64::NAN,
            mean_error: None,
            deviation: f64::NAN,
            min: if self.min > last { f64::NAN } else { self.min },
            max: f64::NAN,
            ..*self
        }
    }
}

/// A percentile of all paths together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percentile {
    pub level: f64,
    pub value: f64,
    /// Standard error, from the scrambles; None where fewer than two have paths.
    pub error: Option<f64>,
    /// The exact percentile is no further from the value than this; 0 where it is exact.
    pub bound: f64,
}

/// On how many paths something happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Hits over paths.
    pub share: f64,
    /// Standard error, from the scrambles; None where fewer than two have paths.
    pub error: Option<f64>,
    pub hits: u64,
    /// Paths with a 0 or a 1.
    pub paths: u64,
    /// Paths with anything else.
    pub odd: u64,
}

/// Where a percentile lies that is not inside its bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Below,
    /// Inside, but at none of the values that the bracket counts.
    Between,
    Above,
}

/// A bracket that a percentile is not inside of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    pub column: usize,
    /// Which of the column's brackets.
    pub bracket: usize,
    pub side: Side,
    /// Least and greatest value of the column, in the run that missed.
    pub min: f64,
    pub max: f64,
}

/// Percentiles outside their brackets: the run is to be repeated with a wider outline.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{} percentiles lie outside the brackets that the pilot gave them", .0.len())]
pub struct Missed(pub Vec<Miss>);
