//! What a run is asked for.

use thiserror::Error;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    /// A number on every path: percentiles, mean, standard deviation, least and greatest.
    Quantity,
    /// 1 on the paths where something happens and 0 on the others: the share of paths.
    Event,
    /// A quantity that is a positive multiple of another on every path, by that one's place: its answer is too.
    Multiple { of: usize, times: f64 },
}

/// How what lies inside a bracket is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As values: percentiles are exact, and memory grows with the paths.
    Exact,
    /// Counted in so many bins: percentiles have a stated bound, and memory does not grow.
    Binned(u32),
}

/// What a run is asked for. Shards of one run have the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub columns: Vec<Column>,
    /// Levels of the percentiles, ascending, each above 0 and below 1.
    pub levels: Vec<f64>,
    /// Independent scrambles.
    pub scrambles: usize,
    /// Paths of all scrambles together.
    pub paths: u64,
    pub precision: Precision,
}

/// Why something is not taken.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refused {
    #[error("percentile levels must ascend, each above 0 and below 1; this one does not: {0}")]
    Level(f64),
    #[error("column {0} is a multiple of no quantity, or not a positive one")]
    Multiple(usize),
    #[error("a run needs at least one scramble")]
    NoScrambles,
    #[error("a run has from 1 to 100,000,000 paths, not {0}")]
    Paths(u64),
    #[error("a bracket has from 1 to 65,536 bins, not {0}")]
    Bins(u32),
    #[error("{0} columns are outlined where {1} are wanted")]
    Columns(usize, usize),
    #[error("these parts belong to runs with other columns, brackets or paths")]
    OtherRun,
    #[error("row {row} is no part of this run: {reason}")]
    Row { row: usize, reason: &'static str },
}

/// More would overflow the bins' counts in a few more powers of ten, and nobody has the time.
const MOST_PATHS: u64 = 100_000_000;
/// Up to here values are kept, if there is room for them.
const EXACT_PATHS: u64 = 1 << 16;
/// Values kept by a run that is exact, all threads together: about a quarter of all lie inside a bracket.
const EXACT_VALUES: u64 = 1 << 26;
/// Counts of all bins of a thread, in bytes.
const BINNED_BYTES: usize = 16 << 20;

impl Wanted {
    /// With the precision that fits in memory: exact up to 65,536 paths of some hundred columns, else as many bins as
    /// 16 MiB per thread have room for, from 32 to 512 in each bracket.
    pub fn new(columns: Vec<Column>, levels: Vec<f64>, scrambles: usize, paths: u64) -> Result<Wanted, Refused> {
        let quantities = columns.iter().filter(|column| **column == Column::Quantity).count();
        let exact = paths <= EXACT_PATHS && paths.saturating_mul(quantities as u64) <= EXACT_VALUES;
        let precision = if exact {
            Precision::Exact
        } else {
            let brackets = (quantities * levels.len() * scrambles).max(1);
            Precision::Binned((BINNED_BYTES / size_of::<u32>() / brackets).clamp(32, 512) as u32)
        };
        Wanted { columns, levels, scrambles, paths, precision }.checked()
    }

    /// With another precision.
    pub fn with(self, precision: Precision) -> Result<Wanted, Refused> {
        Wanted { precision, ..self }.checked()
    }

    fn checked(self) -> Result<Wanted, Refused> {
        let mut last = 0.0;
        for &level in &self.levels {
            if !(level > last && level < 1.0) {
                return Err(Refused::Level(level));
            }
            last = level;
        }
        for (at, column) in self.columns.iter().enumerate() {
            if let Column::Multiple { of, times } = *column {
                let is_quantity = self.columns.get(of) == Some(&Column::Quantity);
                if !(is_quantity && times > 0.0 && times.is_finite()) {
                    return Err(Refused::Multiple(at));
                }
            }
        }
        match self.precision {
            Precision::Binned(bins) if !(1..=1 << 16).contains(&bins) => Err(Refused::Bins(bins)),
            _ if self.scrambles == 0 => Err(Refused::NoScrambles),
            _ if !(1..=MOST_PATHS).contains(&self.paths) => Err(Refused::Paths(self.paths)),
            _ => Ok(self),
        }
    }

    /// Paths of a scramble: an equal part, and of what is left over one for each of the first.
    pub fn paths_of(&self, scramble: usize) -> u64 {
        let scrambles = self.scrambles as u64;
        self.paths / scrambles + u64::from((scramble as u64) < self.paths % scrambles)
    }

    /// Paths of a scramble that belong to the pilot, its first ones: one in 32, but at least 32 and at most 256.
    /// A small pilot is quickly sorted, a large one makes narrow brackets; this is about where both cost the same.
    pub fn pilot_of(&self, scramble: usize) -> usize {
        let part = (self.paths / self.scrambles as u64 / 32).clamp(32, 256).next_power_of_two();
        self.paths_of(scramble).min(part.min(256)) as usize
    }
}
