//! What a whole run found inside a bracket.

use std::borrow::Cow;

use super::bracket::is_point;
use super::kernel::least_and_greatest;
use super::order::{self, Place, Window};
use super::{Bands, Bracket, Fill, Precision};

/// An order statistic is looked for within so much of its bracket's width to both sides of a guess.
const NEAR: f64 = 0.04;
/// So many guesses, then everything is sorted.
const ROUNDS: usize = 6;

/// What a whole run found inside a bracket. Ranks count from 0 over all paths.
pub(super) struct Inside<'a> {
    bracket: &'a Bracket,
    exact: bool,
    /// Values below the bracket, by scramble.
    below: Vec<u64>,
    first: u64,
    count: u64,
    found: Found<'a>,
}

enum Found<'a> {
    /// The bracket's values, those around the ranks that were asked for in order.
    Values(&'a mut Held),
    /// How many values lie in bins up to and with each; and by scramble how many in each.
    Counts { up_to: Vec<u64>, own: Vec<Cow<'a, [u32]>> },
}

/// How many values of each scramble are less than one, and how many at most as large.
pub(super) struct Stand {
    pub less: Vec<f64>,
    pub at_most: Vec<f64>,
}

/// The values that a bracket kept, as they came. Made once, and filled for one bracket after the other.
#[derive(Default)]
pub(super) struct Held {
    values: Vec<f64>,
    /// Of each run its scramble, and where its values end.
    runs: Vec<(usize, usize)>,
    window: Window,
}

impl Held {
    fn fill(&mut self, bands: &Bands, place: usize) {
        self.values.clear();
        self.runs.clear();
        for (scramble, values) in bands.kept.iter().flat_map(|part| part[place].runs()) {
            self.values.extend_from_slice(values);
            self.runs.push((scramble, self.values.len()));
        }
        self.window.clear();
    }
}

impl<'a> Inside<'a> {
    pub fn new(bands: &'a Bands, held: &'a mut Held, column: usize, bracket: usize) -> Inside<'a> {
        let outline = &*bands.outline;
        let own = &outline.columns()[column];
        let place = own.first_bracket() + bracket;
        let below: Vec<u64> = bands.below.iter().skip(place).step_by(outline.brackets()).copied().collect();
        let number = bracket;
        let bracket = &own.brackets()[bracket];
        let count;
        let found = if bracket.fill == Fill::Kept {
            held.fill(bands, place);
            count = held.values.len() as u64;
            Found::Values(held)
        } else {
            let counts = |scramble| bands.counts(scramble, column, number);
            let own: Vec<Cow<[u32]>> = (0..below.len()).map(counts).collect();
            let mut up_to = vec![0; bracket.bins()];
            for bins in &own {
                up_to.iter_mut().zip(&**bins).for_each(|(sum, count)| *sum += u64::from(*count));
            }
            let mut sum = 0;
            up_to.iter_mut().for_each(|count| {
                sum += *count;
                *count = sum;
            });
            count = sum;
            Found::Counts { up_to, own }
        };
        let exact = outline.wanted().precision == Precision::Exact;
        Inside { bracket, exact, first: below.iter().sum(), below, count, found }
    }

    /// The first rank inside, and the first beyond.
    pub fn ranks(&self) -> (u64, u64) {
        (self.first, self.first + self.count)
    }

    /// The value between two ranks inside, and a bound for its error. None where exactness is wanted and the bracket's
    /// bins do not show it.
    pub fn at(&mut self, rank: f64) -> Option<(f64, f64)> {
        let (low, high) = (self.nth(rank.floor() as u64), self.nth(rank.ceil() as u64));
        let part = rank - rank.floor();
        // From the nearer end, so that both ends are met.
        let between =
            |low, high| if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) };
        let bound = between(low.1, high.1);
        (bound == 0.0 || !self.exact).then(|| (between(low.0, high.0), bound))
    }

    /// The value at a rank inside, and a bound for its error.
    fn nth(&mut self, rank: u64) -> (f64, f64) {
        let rank = rank - self.first;
        match &mut self.found {
            Found::Values(held) => {
                let (Held { values, window, .. }, rank) = (held, rank as usize);
                (window.at(rank).unwrap_or_else(|| around(window, values, rank, self.bracket)), 0.0)
            }
            Found::Counts { up_to, .. } => {
                let bin = up_to.partition_point(|count| *count <= rank);
                let (low, high) = self.bracket.bin(bin);
                if is_point((low, high)) {
                    return (low, 0.0);
                }
                let part = part_of(up_to, bin, rank);
                // The edges of a bin are as uncertain as the rounding by which values are told apart.
                let rounding = 4.0 * f64::EPSILON * low.abs().max(high.abs());
                (low + (high - low) * part, (high - low) * part.max(1.0 - part) + rounding)
            }
        }
    }

    /// Where each scramble has the value at a rank inside.
    pub fn stand(&mut self, rank: u64) -> Stand {
        let local = rank - self.first;
        let (value, _) = self.nth(rank);
        let below = || self.below.iter().map(|below| *below as f64).collect::<Vec<f64>>();
        let (mut less, mut at_most) = (below(), below());
        match &self.found {
            Found::Values(held) => {
                let edges = [value, value.next_up()];
                order::count_below(&held.values, &held.runs, edges, [&mut less, &mut at_most]);
            }
            Found::Counts { up_to, own } => {
                let bin = up_to.partition_point(|count| *count <= local);
                // All of a bin that is a single value, or as much of it as lies below the rank.
                let part = (!is_point(self.bracket.bin(bin))).then(|| part_of(up_to, bin, local));
                for ((less, at_most), bins) in less.iter_mut().zip(&mut at_most).zip(own) {
                    let before: u64 = bins[..bin].iter().map(|count| u64::from(*count)).sum();
                    *less += before as f64 + f64::from(bins[bin]) * part.unwrap_or(0.0);
                    *at_most += before as f64 + f64::from(bins[bin]) * part.unwrap_or(1.0);
                }
            }
        }
        Stand { less, at_most }
    }

    /// The value at another rank, continued in a straight line where that is no longer inside.
    pub fn reach(&mut self, from: f64, to: f64, value: f64) -> f64 {
        let last = (self.first + self.count - 1) as f64;
        let end = to.clamp(self.first as f64, last);
        let found = self.at(end).map_or(value, |(value, _)| value);
        if end == to || end == from { found } else { value + (found - value) * (to - from) / (end - from) }
    }
}

/// The value at a rank of those of a bracket, and in the window those around it. Each round guesses where it is, were
/// the values of what is left evenly apart.
fn around(window: &mut Window, values: &[f64], rank: usize, bracket: &Bracket) -> f64 {
    let ((mut low, mut high), (mut below, mut up_to)) = ((bracket.low, bracket.high), (0, values.len()));
    if low.is_infinite() || high.is_infinite() {
        let (least, greatest) = least_and_greatest(values);
        (low, high) = (low.max(least), high.min(greatest.next_up()));
    }
    let near = (high - low) * NEAR;
    for _ in 0..ROUNDS {
        let guess = low + (high - low) * ((rank - below) as f64 + 0.5) / (up_to - below) as f64;
        let (from, to) = (guess - near, guess + near);
        match window.around(values, [from, to], rank) {
            Place::Inside => break,
            Place::Below(count) => (high, up_to) = (from, count),
            Place::Beyond(count) => (low, below) = (to, count),
        }
    }
    window.at(rank).unwrap_or_else(|| {
        // Values crowd where no even spread would have them.
        window.all(values);
        window.at(rank).unwrap_or(f64::NAN)
    })
}

/// Which part of a bin's width lies below one of its ranks, were its values evenly apart.
fn part_of(up_to: &[u64], bin: usize, rank: u64) -> f64 {
    let before = if bin == 0 { 0 } else { up_to[bin - 1] };
    ((rank - before) as f64 + 0.5) / (up_to[bin] - before) as f64
}
