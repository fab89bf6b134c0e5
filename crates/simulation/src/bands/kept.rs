//! Values kept inside brackets.

use std::ops::Range;

use super::kernel::{LANES as BLOCK, OVER};

/// The values kept inside all brackets of a run, block after block as they come: a processor writes one list on far more
/// quickly than a list for each of a thousand brackets. Which are whose is known by block and bracket.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    values: Vec<f64>,
    /// Values so far; what is behind them is room.
    len: usize,
    brackets: usize,
    /// The scramble of each block that some bracket kept values of.
    blocks: Vec<usize>,
    /// By block and bracket.
    spans: Vec<Span>,
}

/// Where the values of a block are that a bracket kept.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: u32,
    len: u32,
}

impl Span {
    /// Not taken yet.
    const NONE: Span = Span { from: u32::MAX, len: 0 };
}

/// Room is made for so many values at a time, and is still near when they come.
const STRETCH: usize = 4096;

impl Kept {
    pub fn new(brackets: usize) -> Kept {
        Kept { brackets, ..Kept::default() }
    }

    /// With memory for about so many values.
    pub fn with_room(brackets: usize, values: usize) -> Kept {
        Kept { values: Vec::with_capacity(values + STRETCH), ..Kept::new(brackets) }
    }

    /// Adds so many values of a scramble to a bracket, to be written at the front of this. What is [over](OVER) is room.
    /// Blocks come one after the other: a bracket that comes again is of the next.
    #[inline(always)]
    pub fn more(&mut self, scramble: usize, bracket: usize, values: usize) -> &mut [f64] {
        let from = self.len;
        let room = from + values + OVER;
        if self.blocks.last() != Some(&scramble) || self.last_block()[bracket].from != u32::MAX {
            self.begin(scramble);
        }
        if room > self.values.len() {
            self.make_room(room);
        }
        self.len += values;
        self.last_block()[bracket] = Span { from: from as u32, len: values as u32 };
        &mut self.values[from..room]
    }

    #[inline(always)]
    fn last_block(&mut self) -> &mut [Span] {
        let before = self.spans.len() - self.brackets;
        &mut self.spans[before..]
    }

    #[cold]
    fn begin(&mut self, scramble: usize) {
        self.blocks.push(scramble);
        self.spans.resize(self.spans.len() + self.brackets, Span::NONE);
    }

    #[cold]
    fn make_room(&mut self, room: usize) {
        assert!(room < u32::MAX as usize, "a run that keeps its values keeps far fewer");
        self.values.resize(room + STRETCH, 0.0);
    }

    /// The values of a bracket, block by block, with their scrambles.
    pub fn of(&self, bracket: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let spans = self.spans.iter().skip(bracket).step_by(self.brackets.max(1));
        let kept = |(scramble, span): (&usize, &Span)| (*scramble, self.at(*span, 0));
        self.blocks.iter().zip(spans).filter(|(_, span)| span.len > 0).map(kept)
    }

    #[inline(always)]
    fn at(&self, span: Span, over: usize) -> &[f64] {
        &self.values[span.from as usize..][..span.len as usize + over]
    }

    /// The values of several brackets, each to the end of its own list: what lies near is read together.
    pub fn gather(&self, brackets: Range<usize>, lists: &mut [Gathered]) {
        for (scramble, spans) in self.blocks.iter().zip(self.spans.chunks_exact(self.brackets.max(1))) {
            for (span, list) in spans[brackets.clone()].iter().zip(&mut *lists).filter(|(span, _)| span.len > 0) {
                list.add(*scramble, self.at(*span, OVER));
            }
        }
    }
}

/// Values of one bracket side by side.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    values: Vec<f64>,
    len: usize,
    /// Scrambles, and where in the values each ends; one may come back.
    runs: Vec<(usize, usize)>,
}

impl Gathered {
    pub fn values(&self) -> &[f64] {
        &self.values[..self.len]
    }

    pub fn runs(&self) -> &[(usize, usize)] {
        &self.runs
    }

    pub fn clear(&mut self) {
        self.runs.clear();
        self.len = 0;
    }

    /// Adds values of a scramble, but for what is [over](OVER): copying it too costs less than copying just as many.
    #[inline(always)]
    fn add(&mut self, scramble: usize, kept: &[f64]) {
        if self.len + kept.len() > self.values.len() {
            self.values.resize(self.len + kept.len() + BLOCK, 0.0);
        }
        let room = &mut self.values[self.len..][..kept.len()];
        for (room, kept) in room.as_chunks_mut::<OVER>().0.iter_mut().zip(kept.as_chunks::<OVER>().0) {
            *room = *kept;
        }
        self.len += kept.len() - OVER;
        match self.runs.last_mut() {
            Some(run) if run.0 == scramble => run.1 = self.len,
            _ => self.runs.push((scramble, self.len)),
        }
    }
}
