//! What a whole run found inside a bracket.

use std::borrow::Cow;
use std::ops::Range;

use super::bracket::is_point;
use super::finish::standard_error;
use super::kept::Gathered;
use super::order::{self, Window};
use super::{Bands, Bracket, Fill, Precision};

/// A value is looked for around a guess, within so many times the root of the number of values it may be ...
const DOUBT: f64 = 1.5;
/// ... and so many times the standard error of its rank, were the paths random; for its own error is asked next.
const NEAR: f64 = 0.5;
/// So many guesses, then everything is sorted.
const ROUNDS: usize = 6;

/// What a whole run found inside a bracket. Ranks count from 0 over all paths.
pub(super) struct Inside<'a, 'b> {
    bracket: &'b Bracket,
    exact: bool,
    bands: &'b Bands,
    /// Its place among all brackets.
    place: usize,
    first: u64,
    count: u64,
    /// Where a value is probably found, and how many ranks around it will be asked for.
    hint: f64,
    near: f64,
    found: Found<'a, 'b>,
}

enum Found<'a, 'b> {
    /// The bracket's values, those around the ranks that were asked for in order.
    Values(&'a mut Held),
    /// How many values lie in bins up to and with each; and by scramble how many in each.
    Counts { up_to: Vec<u64>, own: Vec<Cow<'b, [u32]>> },
}

/// The values that brackets of some columns kept. Made once, and filled for some columns after the other.
#[derive(Default)]
pub(super) struct Held {
    /// By bracket, from the first one of these columns on.
    gathered: Vec<Gathered>,
    first: usize,
    /// The one that is looked into.
    now: usize,
    /// Between which values all of them lie.
    edges: [f64; 2],
    window: Window,
    /// By scramble, how many values are less than one, and how many at most as large.
    less: Vec<f64>,
    at_most: Vec<f64>,
}

impl Held {
    /// Holds what brackets kept, given by their places among all.
    pub fn gather(&mut self, bands: &Bands, brackets: Range<usize>) {
        self.first = brackets.start;
        self.gathered.resize_with(self.gathered.len().max(brackets.len()), Gathered::default);
        self.gathered.iter_mut().for_each(Gathered::clear);
        bands.kept().for_each(|part| part.gather(brackets.clone(), &mut self.gathered));
    }

    /// Looks into one of the brackets from now on.
    fn turn_to(&mut self, place: usize, bracket: &Bracket, [least, greatest]: [f64; 2]) {
        self.now = place - self.first;
        self.edges = [bracket.low.max(least), bracket.high.min(greatest.next_up())];
        self.window.clear();
    }

    fn values(&self) -> &[f64] {
        self.gathered[self.now].values()
    }

    /// The value at a rank, and then in the window those around it; near it lie so many more that will be asked for.
    /// Each round guesses where it is, were the values of what is left evenly apart.
    fn at(&mut self, rank: usize, hint: f64, near: f64) -> f64 {
        if let Some(found) = self.window.at(rank) {
            return found;
        }
        let Held { gathered, now, window, .. } = self;
        let values = gathered[*now].values();
        let ([mut low, mut high], mut below, mut up_to) = (self.edges, 0, values.len());
        let guess = |[low, high]: [f64; 2], below: usize, up_to: usize| {
            low + (high - low) * ((rank - below) as f64 + 0.5) / (up_to - below) as f64
        };
        // Counting is quicker than putting in order: twice, and what is left is small.
        for round in 0..2 {
            let at = if round == 0 { hint } else { guess([low, high], below, up_to) };
            if at > low && at < high {
                match order::below(values, at) {
                    count if count <= rank => (low, below) = (at, count),
                    count => (high, up_to) = (at, count),
                }
            }
        }
        for _ in 0..ROUNDS {
            let (count, at) = ((up_to - below) as f64, guess([low, high], below, up_to));
            let reach = (high - low) / count * (DOUBT * count.sqrt() + near);
            window.look(values, [at - reach, at + reach]);
            if let Some(found) = window.at(rank) {
                return found;
            }
            match window.ranks() {
                (first, _) if rank < first => (high, up_to) = (at - reach, first),
                (_, beyond) => (low, below) = (at + reach, beyond),
            }
        }
        // Values crowd where no even spread would have them.
        window.look(values, [f64::NEG_INFINITY, f64::INFINITY]);
        window.at(rank).unwrap_or(f64::NAN)
    }
}

impl<'a, 'b> Inside<'a, 'b> {
    pub fn new(
        bands: &'b Bands,
        held: &'a mut Held,
        column: usize,
        bracket: usize,
        extremes: [f64; 2],
    ) -> Inside<'a, 'b> {
        let outline = &*bands.outline;
        let own = &outline.columns()[column];
        let place = own.first_bracket() + bracket;
        let number = bracket;
        let bracket = &own.brackets()[bracket];
        let count;
        let found = if bracket.fill == Fill::Kept {
            held.turn_to(place, bracket, extremes);
            count = held.values().len() as u64;
            Found::Values(held)
        } else {
            let counts = |scramble| bands.counts(scramble, column, number);
            let own: Vec<Cow<[u32]>> = (0..outline.wanted().scrambles).map(counts).collect();
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
        let first = bands.below(place).sum();
        Inside { bracket, exact, bands, place, first, count, hint: f64::NAN, near: 0.0, found }
    }

    /// The percentile of a level is asked for next: it probably lies near the pilot's.
    pub fn expect(&mut self, of_pilot: f64, level: f64, paths: u64) {
        self.hint = of_pilot;
        self.near = NEAR * (paths as f64 * level * (1.0 - level)).sqrt();
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
            Found::Values(held) => (held.at(rank as usize, self.hint, self.near), 0.0),
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

    /// Standard errors of the shares of paths that are less than the value at a rank inside, and that are at most as
    /// large: the scrambles are replicates, of so many paths each.
    pub fn errors(&mut self, rank: u64, paths: &[u64]) -> Option<[f64; 2]> {
        let local = rank - self.first;
        let (value, _) = self.nth(rank);
        let below = self.bands.below(self.place).map(|below| below as f64);
        match &mut self.found {
            Found::Values(Held { gathered, now, less, at_most, .. }) => {
                let gathered = &gathered[*now];
                less.clear();
                less.extend(below);
                at_most.clone_from(less);
                order::count_below(gathered.values(), gathered.runs(), [value, value.next_up()], [less, at_most]);
                Some([error_of_shares(less, paths)?, error_of_shares(at_most, paths)?])
            }
            Found::Counts { up_to, own } => {
                let bin = up_to.partition_point(|count| *count <= local);
                // All of a bin that is a single value, or as much of it as lies below the rank.
                let part = (!is_point(self.bracket.bin(bin))).then(|| part_of(up_to, bin, local));
                let counts = |part: f64| {
                    let own = below.clone().zip(&*own).map(|(below, bins)| {
                        let before: u64 = bins[..bin].iter().map(|count| u64::from(*count)).sum();
                        below + before as f64 + f64::from(bins[bin]) * part
                    });
                    own.collect::<Vec<f64>>()
                };
                let error = |part: f64| error_of_shares(&mut counts(part), paths);
                Some([error(part.unwrap_or(0.0))?, error(part.unwrap_or(1.0))?])
            }
        }
    }

    /// The value at another rank, continued in a straight line where that is no longer inside.
    pub fn reach(&mut self, from: f64, to: f64, value: f64) -> f64 {
        let last = (self.first + self.count - 1) as f64;
        let end = to.clamp(self.first as f64, last);
        let found = self.at(end).map_or(value, |(value, _)| value);
        if end == to || end == from { found } else { value + (found - value) * (to - from) / (end - from) }
    }
}

/// The standard error of a share, given how many of each replicate's paths it is of.
fn error_of_shares(counts: &mut Vec<f64>, paths: &[u64]) -> Option<f64> {
    let mut paths = paths.iter();
    counts.retain_mut(|count| {
        let paths = paths.next().copied().unwrap_or(0);
        *count /= paths as f64;
        paths > 0
    });
    standard_error(counts)
}

/// Which part of a bin's width lies below one of its ranks, were its values evenly apart.
fn part_of(up_to: &[u64], bin: usize, rank: u64) -> f64 {
    let before = if bin == 0 { 0 } else { up_to[bin - 1] };
    ((rank - before) as f64 + 0.5) / (up_to[bin] - before) as f64
}
