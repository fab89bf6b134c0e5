//! Taking blocks, and adding up parts.

use std::borrow::Cow;
use std::sync::Arc;

use pulp::{Arch, Simd, WithSimd};

use super::kept::Kept;
use super::kernel::{LANES, Moments, NarrowMarks, ROOM, mark, mark_narrow, moments};
use super::pending::{Pending, count};
use super::plan::{Kind, Step};
use super::sum::Sum;
use super::{Bracket, Fill, Outline, Refused};

/// Values of this and more in magnitude are odd: their squares would not fit into a [`Sum`]. No money is so large.
pub const ODD: f64 = (1_u64 << 58) as f64;

/// What is known of some of the blocks of a run: of all blocks once every part is [merged](Bands::merge).
#[derive(Clone, Debug)]
pub struct Bands {
    pub(super) outline: Arc<Outline>,
    /// By scramble.
    seen: Vec<Seen>,
    /// Of which the blocks are that are taken.
    scramble: Option<usize>,
    pending: Pending,
    /// What is inside of brackets, and what parts found there that were merged.
    kept: Kept,
    merged: Vec<Kept>,
    /// A block's values in single precision, how they lie to each bracket, and where those inside of one are put
    /// together.
    narrow: Box<[f32; LANES]>,
    marks: Vec<NarrowMarks>,
    found: Box<[f64; ROOM]>,
    arch: Arch,
}

/// What is known of one scramble; empty where nothing of it was taken.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// By column.
    tallies: Vec<Tally>,
    /// Values below a bracket.
    below: Vec<u64>,
    /// Values in a bin, but for those that are pending.
    bins: Vec<u32>,
}

impl Seen {
    /// With room to count, if it has none.
    fn begin(&mut self, outline: &Outline) -> &mut Self {
        self.tallies.resize(outline.columns().len(), Tally::NONE);
        self.below.resize(outline.brackets(), 0);
        self.bins.resize(outline.bins(), 0);
        self
    }

    fn join(&mut self, other: Seen) {
        if self.tallies.is_empty() {
            *self = other;
            return;
        }
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(tally, other)| tally.join(other));
        self.below.iter_mut().zip(&other.below).for_each(|(count, other)| *count += other);
        self.bins.iter_mut().zip(&other.bins).for_each(|(count, other)| *count += other);
    }
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

    /// So many usable values.
    #[inline(always)]
    fn add(&mut self, values: usize, found: &Moments) {
        self.paths += values as u64;
        self.sum.add(found.sum);
        self.squares.add(found.squares);
        self.min = self.min.min(found.min);
        self.max = self.max.max(found.max);
    }

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
        Bands {
            seen: vec![Seen::default(); outline.wanted().scrambles],
            scramble: None,
            pending: Pending::new(if outline.bins() > 0 { outline.columns().len() } else { 0 }),
            kept: Kept::new(outline.brackets()),
            merged: Vec::new(),
            narrow: Box::new([0.0; LANES]),
            marks: vec![
                NarrowMarks::default();
                outline.columns().iter().map(|c| c.brackets().len()).max().unwrap_or(0)
            ],
            found: Box::new([0.0; ROOM]),
            arch: Arch::new(),
            outline,
        }
    }

    /// With room for what so many paths are likely to keep.
    #[must_use]
    pub fn with_room(mut self, paths: usize) -> Bands {
        let values = self.outline.columns().iter().map(|column| column.kept_of(paths)).sum();
        self.kept = Kept::with_room(self.outline.brackets(), values);
        self
    }

    pub fn outline(&self) -> &Arc<Outline> {
        &self.outline
    }

    /// Takes one block's values of a column: of up to 256 paths of one scramble. Every block is taken once by one of the
    /// parts, and all parts cut the paths into the same blocks.
    ///
    /// # Panics
    /// Where there is no such scramble or column, or the block has more than 256 values.
    #[inline]
    pub fn take(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let arch = self.arch;
        arch.dispatch(Take { bands: self, scramble, column, values });
    }

    /// The same inside of a [`pulp::WithSimd`].
    #[inline(always)]
    pub fn take_with<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64]) {
        if self.scramble != Some(scramble) {
            self.turn_to(scramble);
        }
        let step = *self.outline.plan().step(column);
        match (step.kind, <&[f64; LANES]>::try_from(values).ok()) {
            (Kind::Counted, _) => self.take_event(scramble, column, values),
            (Kind::Left, _) => {}
            (Kind::Sorted, Some(whole)) => self.take_whole(simd, scramble, column, &step, whole),
            (Kind::Sorted, None) => self.take_rest(scramble, column, values),
        }
    }

    #[inline(always)]
    fn take_event(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let (mut hits, mut misses) = (0, 0);
        for value in values {
            hits += u64::from(*value == 1.0);
            misses += u64::from(*value == 0.0);
        }
        let tally = self.tally_mut(scramble, column);
        tally.hits += hits;
        tally.paths += hits + misses;
        tally.odd += values.len() as u64 - hits - misses;
    }

    #[inline(always)]
    fn take_whole<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, step: &Step, values: &[f64; LANES]) {
        let found = moments(simd, values, step.centre);
        if !is_usable(&found) {
            return self.take_rest(scramble, column, values);
        }
        self.tally_mut(scramble, column).add(LANES, &found);
        self.sort_in(simd, scramble, column, step, values);
    }

    /// Rare, so it is compiled once for each processor and not into every caller.
    fn take_rest(&mut self, scramble: usize, column: usize, values: &[f64]) {
        let arch = self.arch;
        arch.dispatch(TakeRest(Take { bands: self, scramble, column, values }));
    }

    /// Fewer values than a whole block, or odd ones among them.
    #[inline(always)]
    fn take_some<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, values: &[f64]) {
        let step = *self.outline.plan().step(column);
        let centre = step.centre;
        // The centre adds nothing to the sums.
        let mut filled = [centre; LANES];
        filled[..values.len()].copy_from_slice(values);
        let mut usable = values.len();
        let mut found = moments(simd, &filled, centre);
        if !is_usable(&found) {
            (usable, filled) = (0, [centre; LANES]);
            for &value in values.iter().filter(|value| value.abs() < ODD) {
                filled[usable] = value;
                usable += 1;
            }
            found = moments(simd, &filled, centre);
        }
        let tally = self.tally_mut(scramble, column);
        tally.odd += (values.len() - usable) as u64;
        if usable == 0 {
            return;
        }
        // It is seldom an extreme.
        if !(found.min < centre && found.max > centre) {
            found.min = filled[..usable].iter().copied().fold(f64::INFINITY, f64::min);
            found.max = filled[..usable].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        tally.add(usable, &found);
        filled[usable..].fill(f64::INFINITY);
        self.sort_in(simd, scramble, column, &step, &filled);
    }

    /// Sorts values into the column's brackets; +∞ stands for none.
    #[inline(always)]
    fn sort_in<S: Simd>(&mut self, simd: S, scramble: usize, column: usize, step: &Step, values: &[f64; LANES]) {
        let outline = &*self.outline;
        let Seen { below, bins, .. } = &mut self.seen[scramble];
        let bins = &mut bins[step.first_bin as usize..][..step.bins as usize];
        let (wide, edges) = outline.plan().wide(step);
        mark_narrow(simd, values, edges, &mut self.narrow, &mut self.marks);
        for (slot, marks) in wide.iter().zip(&self.marks) {
            below[slot.bracket as usize] += marks.below;
            let count = marks.count() as usize;
            if slot.keeps {
                marks.gather(values, self.kept.more(scramble, slot.bracket as usize, count));
            } else {
                marks.gather(values, &mut self.found[..]);
                self.pending.add(column, bins, &self.found[..count], |value| slot.even_bin(value));
            }
        }
        for slot in outline.plan().stepped(step) {
            let own = &outline.columns()[column];
            let Bracket { low, high, ref fill } = own.brackets()[slot.bracket as usize - own.first_bracket()];
            let [marks] = mark(simd, values, &[[low, high]]);
            below[slot.bracket as usize] += marks.below;
            if let (Fill::Steps(edges), true) = (fill, slot.last_bin > 0) {
                let count = marks.gather(values, &mut self.found[..]);
                self.pending.add(column, bins, &self.found[..count], |value| slot.stepped_bin(edges, value));
            } else {
                bins[slot.first_bin as usize] += marks.count();
            }
        }
    }

    /// What is taken from now on is of this scramble.
    #[cold]
    fn turn_to(&mut self, scramble: usize) {
        self.settle();
        self.seen[scramble].begin(&self.outline);
        self.scramble = Some(scramble);
    }

    /// Counts what is pending.
    fn settle(&mut self) {
        let Some(scramble) = self.scramble.filter(|_| self.outline.bins() > 0) else { return };
        let mut bins = &mut self.seen[scramble].bins[..];
        for (place, column) in self.outline.columns().iter().enumerate() {
            let counts;
            (counts, bins) = bins.split_at_mut(column.bins());
            count(self.pending.of(place), counts);
        }
        self.pending.clear();
    }

    #[inline(always)]
    fn tally_mut(&mut self, scramble: usize, column: usize) -> &mut Tally {
        &mut self.seen[scramble].tallies[column]
    }

    /// A column's, by scramble.
    pub(super) fn tallies(&self, column: usize) -> impl Iterator<Item = &Tally> {
        self.seen.iter().map(move |seen| seen.tallies.get(column).unwrap_or(&Tally::NONE))
    }

    /// How many values are below a bracket, by scramble.
    pub(super) fn below(&self, bracket: usize) -> impl Iterator<Item = u64> + Clone {
        self.seen.iter().map(move |seen| seen.below.get(bracket).copied().unwrap_or(0))
    }

    /// What is told of a column in a scramble, how many values are below a bracket, and how many in a bin counted over
    /// the column's brackets.
    pub(super) fn tell_tally(&mut self, scramble: usize, column: usize) -> &mut Tally {
        &mut self.seen[scramble].begin(&self.outline).tallies[column]
    }

    pub(super) fn tell_below(&mut self, scramble: usize, bracket: usize, count: u64) {
        self.seen[scramble].begin(&self.outline).below[bracket] = count;
    }

    pub(super) fn tell_count(&mut self, scramble: usize, column: usize, bin: usize, count: u32) {
        let from = self.outline.columns()[column].first_bin();
        self.seen[scramble].begin(&self.outline).bins[from + bin] = count;
    }

    /// What was kept, in any order of the parts.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Kept> {
        self.merged.iter().chain([&self.kept])
    }

    /// Keeps values of a scramble inside a bracket.
    pub(super) fn keep(&mut self, scramble: usize, bracket: usize, values: &[f64]) {
        self.kept.more(scramble, bracket, values.len())[..values.len()].copy_from_slice(values);
    }

    /// Counts of a column's bracket in a scramble, with what is pending.
    pub(super) fn counts(&self, scramble: usize, column: usize, bracket: usize) -> Cow<'_, [u32]> {
        let outline = &*self.outline;
        let own = &outline.columns()[column];
        let before: usize = own.brackets()[..bracket].iter().map(Bracket::bins).sum();
        let (from, bins) = (own.first_bin() + before, own.brackets()[bracket].bins());
        let mut counts = match self.seen[scramble].bins.get(from..from + bins) {
            Some(counts) => Cow::Borrowed(counts),
            None => Cow::Owned(vec![0; bins]),
        };
        let waiting = if self.scramble == Some(scramble) { self.pending.of(column) } else { &[] };
        for bin in waiting.iter().filter_map(|bin| (*bin as usize).checked_sub(before)) {
            if bin < counts.len() {
                counts.to_mut()[bin] += 1;
            }
        }
        counts
    }

    /// Adds up what two parts know.
    pub fn merge(mut self, mut other: Bands) -> Result<Bands, Refused> {
        if !Arc::ptr_eq(&self.outline, &other.outline) && self.outline != other.outline {
            return Err(Refused::OtherRun);
        }
        self.settle();
        other.settle();
        self.seen.iter_mut().zip(other.seen).for_each(|(seen, other)| seen.join(other));
        self.merged.append(&mut other.merged);
        self.merged.push(other.kept);
        Ok(self)
    }
}

/// Is every value of a block usable? A sum of squares that is no number stands for a value that is none.
#[inline(always)]
fn is_usable(found: &Moments) -> bool {
    found.squares < f64::MAX && found.min > -ODD && found.max < ODD
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
