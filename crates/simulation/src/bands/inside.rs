//! What a whole run found inside a bracket.

use std::borrow::Cow;
use std::ops::Range;

use super::bracket::is_point;
use super::kernel::least_and_greatest;
use super::order::{self, Window};
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
    /// The bracket's values, and in order those around the ranks that were asked for.
    Values { held: &'a HeldInside, window: Window },
    /// How many values lie in bins up to and with each; and by scramble how many in each.
    Counts { up_to: Vec<u64>, own: Vec<Cow<'a, [u32]>> },
}

/// How many values of each scramble are less than one, and how many at most as large.
pub(super) struct Stand {
    pub less: Vec<f64>,
    pub at_most: Vec<f64>,
}

/// All values that a column's brackets kept.
pub(super) struct Held {
    /// By bracket.
    inside: Vec<HeldInside>,
}

/// The values that a bracket kept, as they came, and where those of each scramble end.
#[derive(Clone, Default)]
pub(super) struct HeldInside {
    values: Vec<f64>,
    runs: Vec<(usize, usize)>,
}

impl Held {
    pub fn new(bands: &Bands, column: usize) -> Held {
        let brackets = bands.outline.columns()[column].brackets();
        let runs = || bands.kept.iter().flat_map(|part| part[column].runs());
        let room = runs().map(|run| run.1.len()).sum::<usize>() / brackets.len().max(1);
        let mut inside: Vec<HeldInside> = vec![HeldInside::default(); brackets.len()];
        inside.iter_mut().for_each(|own| own.values.reserve(room + room / 2));
        for (scramble, values) in runs() {
            for (bracket, own) in brackets.iter().zip(&mut inside) {
                order::window_into(values, bracket.low, bracket.high, &mut own.values);
                own.runs.push((scramble, own.values.len()));
            }
        }
        Held { inside }
    }
}

impl HeldInside {
    fn runs(&self) -> Vec<(usize, &[f64])> {
        let mut from = 0;
        let run = |&(scramble, end): &(usize, usize)| (scramble, &self.values[std::mem::replace(&mut from, end)..end]);
        self.runs.iter().map(run).collect()
    }
}

impl<'a> Inside<'a> {
    pub fn new(bands: &'a Bands, held: &'a Held, column: usize, bracket: usize) -> Inside<'a> {
        let outline = &*bands.outline;
        let own = &outline.columns()[column];
        let place = own.first_bracket() + bracket;
        let below: Vec<u64> = bands.below.iter().skip(place).step_by(outline.brackets()).copied().collect();
        let number = bracket;
        let bracket = &own.brackets()[bracket];
        let found = if bracket.fill == Fill::Kept {
            Found::Values { held: &held.inside[number], window: Window::default() }
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
            Found::Counts { up_to, own }
        };
        let count = match &found {
            Found::Values { held, .. } => held.values.len() as u64,
            Found::Counts { up_to, .. } => up_to.last().copied().unwrap_or(0),
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
            Found::Values { held, window } => {
                let rank = rank as usize;
                if rank < window.below || rank - window.below >= window.inside.len() {
                    *window = around(&held.values, rank, self.bracket, 0..held.values.len());
                }
                (window.inside[rank - window.below], 0.0)
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
            Found::Values { held, .. } => {
                let own = order::count_below(&held.runs(), [value, value.next_up()], self.below.len());
                for (known, own) in [&mut less, &mut at_most].into_iter().zip(own) {
                    known.iter_mut().zip(own).for_each(|(known, own)| *known += own);
                }
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

/// Values around a rank, of a bracket that has these ranks. Each round guesses where it is, were the values of what is left evenly apart.
fn around(values: &[f64], rank: usize, bracket: &Bracket, ranks: Range<usize>) -> Window {
    let ((mut low, mut high), (mut below, mut up_to)) = ((bracket.low, bracket.high), (ranks.start, ranks.end));
    if low.is_infinite() || high.is_infinite() {
        let (least, greatest) = least_and_greatest(values);
        (low, high) = (low.max(least), high.min(greatest.next_up()));
    }
    let near = (high - low) * NEAR;
    for _ in 0..ROUNDS {
        let guess = low + (high - low) * ((rank - below) as f64 + 0.5) / (up_to - below) as f64;
        let (from, to) = (guess - near, guess + near);
        let found = order::window(values, from, to);
        let end = found.below + found.inside.len();
        if rank < found.below {
            (high, up_to) = (from, found.below);
        } else if rank >= end {
            (low, below) = (to, end);
        } else {
            return found.sorted();
        }
    }
    // Values crowd where no even spread would have them.
    Window { below: 0, inside: values.to_vec() }.sorted()
}

/// Which part of a bin's width lies below one of its ranks, were its values evenly apart.
fn part_of(up_to: &[u64], bin: usize, rank: u64) -> f64 {
    let before = if bin == 0 { 0 } else { up_to[bin - 1] };
    ((rank - before) as f64 + 0.5) / (up_to[bin] - before) as f64
}
