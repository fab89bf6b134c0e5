//! Taking blocks, and adding up parts.

use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use super::kept::Kept;
use super::kernel::{LANES, at_least, least_and_greatest, moments};
use super::sum::Sum;
use super::{Bracket, Column, Fill, Outline, Refused};

/// Values of this and more in magnitude are odd: their squares would not fit into a [`Sum`]. No money is so large.
pub const ODD: f64 = (1_u64 << 58) as f64;

/// What is known of some of the blocks of a run: of all blocks once every part is [merged](Bands::merge).
#[derive(Clone, Debug)]
pub struct Bands {
    pub(super) outline: Arc<Outline>,
    /// By scramble and column.
    pub(super) tallies: Vec<Tally>,
    /// Values below a bracket, by scramble and bracket.
    pub(super) below: Vec<u64>,
    /// Values in a bin, by scramble and bin.
    pub(super) bins: Vec<u32>,
    /// By bracket. Parts that were merged keep their lists.
    pub(super) kept: Vec<Vec<Kept>>,
    arch: Arch,
}

/// What is known of one column in one scramble.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tally {
    /// Usable values.
    pub paths: u64,
    /// Others.
    pub odd: u64,
    /// Ones of an event.
    pub hits: u64,
    /// Σ (x − centre) and Σ (x − centre)².
    pub sum: Sum,
    pub squares: Sum,
    pub min: f64,
    pub max: f64,
}

impl Tally {
    pub(super) const NONE: Tally = Tally {
        paths: 0,
        odd: 0,
        hits: 0,
        sum: Sum::ZERO,
        squares: Sum::ZERO,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
    };

    pub(super) fn join(&mut self, other: &Tally) {
        self.paths += other.paths;
        self.odd += other.odd;
        self.hits += other.hits;
        self.sum.join(&other.sum);
        self.squares.join(&other.squares);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

impl Bands {
    /// Knows nothing yet.
    pub fn new(outline: Arc<Outline>) -> Bands {
        let (scrambles, columns) = (outline.wanted().scrambles, outline.columns().len());
        Bands {
            tallies: vec![Tally::NONE; scrambles * columns],
            below: vec![0; scrambles * outline.brackets()],
            bins: vec![0; scrambles * outline.bins()],
            kept: vec![vec![Kept::default(); outline.brackets()]],
            arch: Arch::new(),
            outline,
        }
    }

    pub fn outline(&self) -> &Arc<Outline> {
        &self.outline
    }

    /// Takes one block's values of a column: of up to 128 paths of one scramble. Every block is taken once by one of the
    /// parts, and all parts cut the paths into the same blocks.
    ///
    /// # Panics
    /// Where there is no such scramble or column, or the block has more than 128 values.
    #[inline]
    pub fn take(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let arch = self.arch;
        arch.dispatch(Take { bands: self, scramble, column, values });
    }

    /// The same inside of a [`pulp::WithSimd`].
    #[inline(always)]
    pub fn take_with<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64]) {
        match (self.outline.wanted().columns[column], <&[f64; LANES]>::try_from(values).ok()) {
            (Column::Event, _) => self.take_event(scramble, column, values),
            (Column::Quantity, Some(whole)) => self.take_whole(simd, scramble, column, whole),
            (Column::Quantity, None) => self.take_rest(scramble, column, values),
        }
    }

    #[inline(always)]
    fn take_event(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let (mut hits, mut misses) = (0, 0);
        for value in values {
            hits += u64::from(*value == 1.0);
            misses += u64::from(*value == 0.0);
        }
        let tally = &mut self.tallies[scramble * self.outline.columns().len() + column];
        tally.hits += hits;
        tally.paths += hits + misses;
        tally.odd += values.len() as u64 - hits - misses;
    }

    #[inline(always)]
    fn take_whole<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64; LANES]) {
        let centre = self.outline.columns()[column].centre();
        let found = moments(simd, values, centre);
        // A sum of squares that is no number stands for a value that is none.
        if !(found.squares < f64::MAX && found.min > -ODD && found.max < ODD) {
            return self.take_rest(scramble, column, values);
        }
        let tally = &mut self.tallies[scramble * self.outline.columns().len() + column];
        tally.paths += LANES as u64;
        tally.sum.add(found.sum);
        tally.squares.add(found.squares);
        tally.min = tally.min.min(found.min);
        tally.max = tally.max.max(found.max);
        self.sort_in(simd, scramble, column, values, LANES);
    }

    /// Rare, so it is compiled once for each processor and not into every caller.
    fn take_rest(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let arch = self.arch;
        arch.dispatch(TakeRest(Take { bands: self, scramble, column, values }));
    }

    /// Fewer values than a whole block, or odd ones among them.
    #[inline(always)]
    fn take_some<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64]) {
        let centre = self.outline.columns()[column].centre();
        // What stands for no value adds nothing to the sums, and is inside of no bracket.
        let (mut summed, mut sorted, mut usable) = ([centre; LANES], [f64::NAN; LANES], 0);
        for &value in values.iter().filter(|value| value.abs() < ODD) {
            summed[usable] = value;
            sorted[usable] = value;
            usable += 1;
        }
        let tally = &mut self.tallies[scramble * self.outline.columns().len() + column];
        tally.odd += (values.len() - usable) as u64;
        if usable == 0 {
            return;
        }
        let found = moments(simd, &summed, centre);
        let (min, max) = least_and_greatest(&summed[..usable]);
        tally.paths += usable as u64;
        tally.sum.add(found.sum);
        tally.squares.add(found.squares);
        tally.min = tally.min.min(min);
        tally.max = tally.max.max(max);
        self.sort_in(simd, scramble, column, &sorted, usable);
    }

    /// Sorts the usable values, which are the first, into the column's brackets.
    #[inline(always)]
    fn sort_in<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64; LANES], usable: usize) {
        let outline = &*self.outline;
        let (halves, _) = values.as_chunks::<64>();
        let own = &outline.columns()[column];
        let below = &mut self.below[scramble * outline.brackets()..][own.first_bracket()..];
        let bins = &mut self.bins[scramble * outline.bins()..][own.first_bin()..];
        let last = self.kept.len() - 1;
        let kept = &mut self.kept[last][own.first_bracket()..];
        let mut from = 0;
        for (bracket, (below, kept)) in own.brackets().iter().zip(below.iter_mut().zip(kept)) {
            let counts = &mut bins[from..from + bracket.bins()];
            from += bracket.bins();
            let mut at_low = 0;
            let mut inside = [0.0; LANES];
            let mut found = 0;
            for half in halves {
                let [low, high] = at_least(simd, half, [bracket.low, bracket.high]);
                at_low += low.count_ones();
                let mut left = low & !high;
                if counts.len() == 1 {
                    counts[0] += left.count_ones();
                    continue;
                }
                while left != 0 {
                    inside[found & (LANES - 1)] = half[left.trailing_zeros() as usize & 63];
                    left &= left - 1;
                    found += 1;
                }
            }
            *below += usable as u64 - u64::from(at_low);
            sort_inside(bracket, counts, kept, scramble, &inside[..found.min(LANES)]);
        }
    }

    /// Adds up what two parts know.
    pub fn merge(mut self, other: Bands) -> Result<Bands, Refused> {
        if !Arc::ptr_eq(&self.outline, &other.outline) && self.outline != other.outline {
            return Err(Refused::OtherRun);
        }
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(tally, other)| tally.join(other));
        self.below.iter_mut().zip(&other.below).for_each(|(count, other)| *count += other);
        self.bins.iter_mut().zip(&other.bins).for_each(|(count, other)| *count += other);
        self.kept.extend(other.kept);
        Ok(self)
    }
}

#[inline(always)]
fn sort_inside(bracket: &Bracket, counts: &mut [u32], kept: &mut Kept, scramble: usize, inside: &[f64]) {
    match &bracket.fill {
        Fill::Kept => kept.add(scramble, inside),
        Fill::Even(bins) => {
            let per_unit = bracket.per_unit(*bins);
            for value in inside {
                // Rounding may lift the last values of a bracket just over its end.
                let bin = ((value - bracket.low) * per_unit) as u32;
                counts[bin.min(bins - 1) as usize] += 1;
            }
        }
        Fill::Steps(edges) => {
            for value in inside {
                counts[edges.partition_point(|edge| edge <= value) - 1] += 1;
            }
        }
    }
}

/// [`Bands::take`] for the processor that is there.
struct Take<'a> {
    bands: &'a mut Bands,
    scramble: usize,
    column: usize,
    values: &'a [f64],
}

impl WithSimd for Take<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.bands.take_with(simd, self.scramble, self.column, self.values);
    }
}

/// [`Bands::take_some`] for the processor that is there.
struct TakeRest<'a>(Take<'a>);

impl WithSimd for TakeRest<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Take { bands, scramble, column, values } = self.0;
        bands.take_some(simd, scramble, column, values);
    }
}
