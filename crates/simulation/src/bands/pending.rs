//! Bins that wait to be counted.

/// Bins to be counted for one bracket that wait together.
const ROOM: usize = 256;
/// A block may add so many.
const BLOCK: usize = super::LANES;
/// A waiting bin is 16 bits.
pub const MOST_BINS: usize = 1 << 16;

/// Bins that wait to be counted, all of one scramble. All counts together are larger than a processor's near memory, and
/// fetching one for each value takes longer than everything else; so bins are written down side by side, and counted
/// when there are enough of them to fetch a bracket's counts for.
#[derive(Clone, Debug)]
pub struct Pending {
    pub scramble: usize,
    /// By bracket.
    waiting: Vec<(u16, [u16; ROOM])>,
}

impl Pending {
    /// For brackets that have bins.
    pub fn new(brackets: usize) -> Pending {
        Pending { scramble: 0, waiting: vec![(0, [0; ROOM]); brackets] }
    }

    /// Adds the bins of up to a block of values; counts first where there would be no room.
    #[inline(always)]
    pub fn add(&mut self, bracket: usize, counts: &mut [u32], values: &[f64], bin: impl Fn(f64) -> u16) {
        let (length, waiting) = &mut self.waiting[bracket];
        if usize::from(*length) > ROOM - BLOCK {
            count(&waiting[..usize::from(*length).min(ROOM)], counts);
            *length = 0;
        }
        let from = usize::from(*length).min(ROOM - BLOCK);
        for (waiting, value) in waiting[from..].iter_mut().zip(values) {
            *waiting = bin(*value);
        }
        *length += values.len() as u16;
    }

    /// What waits for a bracket.
    pub fn of(&self, bracket: usize) -> &[u16] {
        let (length, waiting) = &self.waiting[bracket];
        &waiting[..usize::from(*length)]
    }

    /// Nothing waits any more.
    pub fn clear(&mut self) {
        self.waiting.iter_mut().for_each(|(length, _)| *length = 0);
    }
}

#[inline(always)]
pub fn count(waiting: &[u16], counts: &mut [u32]) {
    for bin in waiting {
        counts[usize::from(*bin)] += 1;
    }
}
