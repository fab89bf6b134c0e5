//! What a whole run found inside a bracket.

use super::bracket::is_point;
use super::{Bands, Bracket, Fill, Precision};

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
    /// Ascending, and the same as they came: scramble and values.
    Values { sorted: Vec<f64>, runs: Vec<(usize, &'a [f64])> },
    /// How many values lie in bins up to and with each; and by scramble how many in each.
    Counts { up_to: Vec<u64>, own: Vec<&'a [u32]> },
}

/// How many values of each scramble are less than one, and how many at most as large.
pub(super) struct Stand {
    pub less: Vec<f64>,
    pub at_most: Vec<f64>,
}

impl<'a> Inside<'a> {
    pub fn new(bands: &'a Bands, column: usize, bracket: usize) -> Inside<'a> {
        let outline = &*bands.outline;
        let own = &outline.columns()[column];
        let place = own.first_bracket() + bracket;
        let below: Vec<u64> = bands.below.iter().skip(place).step_by(outline.brackets()).copied().collect();
        let bin = own.first_bin() + own.brackets()[..bracket].iter().map(Bracket::bins).sum::<usize>();
        let bracket = &own.brackets()[bracket];
        let found = if bracket.fill == Fill::Kept {
            let lists = bands.kept.iter().map(|part| &part[place]);
            let mut sorted: Vec<f64> = lists.clone().flat_map(|list| list.values()).copied().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            Found::Values { sorted, runs: lists.flat_map(|list| list.runs()).collect() }
        } else {
            let own: Vec<&[u32]> =
                bands.bins.chunks_exact(outline.bins()).map(|bins| &bins[bin..bin + bracket.bins()]).collect();
            let mut up_to = vec![0; bracket.bins()];
            for bins in &own {
                up_to.iter_mut().zip(*bins).for_each(|(sum, count)| *sum += u64::from(*count));
            }
            let mut sum = 0;
            up_to.iter_mut().for_each(|count| {
                sum += *count;
                *count = sum;
            });
            Found::Counts { up_to, own }
        };
        let count = match &found {
            Found::Values { sorted, .. } => sorted.len() as u64,
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
    pub fn at(&self, rank: f64) -> Option<(f64, f64)> {
        let (low, high) = (self.nth(rank.floor() as u64), self.nth(rank.ceil() as u64));
        let beyond = rank - rank.floor();
        let between = |low: f64, high: f64| {
            if beyond < 0.5 { low + (high - low) * beyond } else { high - (high - low) * (1.0 - beyond) }
        };
        let bound = between(low.1, high.1);
        (bound == 0.0 || !self.exact).then(|| (between(low.0, high.0), bound))
    }

    /// The value at a rank inside, and a bound for its error.
    fn nth(&self, rank: u64) -> (f64, f64) {
        let rank = rank - self.first;
        match &self.found {
            Found::Values { sorted, .. } => (sorted[rank as usize], 0.0),
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
    pub fn stand(&self, rank: u64) -> Stand {
        let local = rank - self.first;
        let below = || self.below.iter().map(|below| *below as f64).collect::<Vec<f64>>();
        let (mut less, mut at_most) = (below(), below());
        match &self.found {
            Found::Values { sorted, runs } => {
                let value = sorted[local as usize];
                for (scramble, values) in runs {
                    less[*scramble] += values.iter().filter(|x| **x < value).count() as f64;
                    at_most[*scramble] += values.iter().filter(|x| **x <= value).count() as f64;
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
    pub fn reach(&self, from: f64, to: f64, value: f64) -> f64 {
        let near = |rank: f64| self.at(rank).map_or(value, |(value, _)| value);
        let last = (self.first + self.count - 1) as f64;
        let end = to.clamp(self.first as f64, last);
        let found = near(end);
        if end == to || end == from { found } else { value + (found - value) * (to - from) / (end - from) }
    }
}

/// Which part of a bin's width lies below one of its ranks, were its values evenly apart.
fn part_of(up_to: &[u64], bin: usize, rank: u64) -> f64 {
    let before = if bin == 0 { 0 } else { up_to[bin - 1] };
    ((rank - before) as f64 + 0.5) / (up_to[bin] - before) as f64
}
