//! Values kept inside brackets.

use super::kernel::ROOM;

/// A list has room for so many values before it grows, beside a block's.
const FIRST: usize = 512;

/// The values kept inside one bracket, in the order of the blocks, and which scrambles they are of.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The first `length`, and room.
    values: Vec<f64>,
    length: usize,
    /// Scrambles, and where in the values each ends. One may come back.
    runs: Vec<(u32, usize)>,
}

impl Kept {
    /// Where the next values may be written; [`Kept::wrote`] says how many were.
    #[inline(always)]
    pub fn room(&mut self) -> &mut [f64; ROOM] {
        if self.values.len() < self.length + ROOM {
            self.values.resize((2 * self.length).max(FIRST) + ROOM, 0.0);
        }
        self.values[self.length..].first_chunk_mut().expect("as long as was just seen to")
    }

    #[inline(always)]
    pub fn wrote(&mut self, scramble: usize, count: usize) {
        if count == 0 {
            return;
        }
        self.length += count;
        match self.runs.last_mut() {
            Some(run) if run.0 == scramble as u32 => run.1 = self.length,
            _ => self.runs.push((scramble as u32, self.length)),
        }
    }

    /// Values of one scramble after the other.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &[f64])> {
        let mut from = 0;
        self.runs.iter().map(move |&(scramble, end)| {
            let values = &self.values[from..end];
            from = end;
            (scramble as usize, values)
        })
    }
}
