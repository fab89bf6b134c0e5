//! Bins that wait to be counted.

/// Bins to be counted for one column that wait together.
const ROOM: usize = 512;
/// A block may add so many.
const BLOCK: usize = super::LANES;
/// Bins that wait to be counted, all of one scramble. All counts together are larger than a processor's near memory, and
/// fetching one for each value takes longer than everything else; so bins are written down side by side, and counted
/// when there are enough of them to fetch a column's counts for.
#[derive(Clone, Debug)]
pub struct Pending {
    /// By column.
    waiting: Vec<(usize, [u32; ROOM])>,
}

impl Pending {
    /// For so many columns; for none where nothing is counted.
    pub fn new(columns: usize) -> Pending {
        Pending { waiting: vec![(0, [0; ROOM]); columns] }
    }

    /// Adds the bins of up to a block of values; counts first where there would be no room.
    #[inline(always)]
    pub fn add(&mut self, column: usize, counts: &mut [u32], values: &[f64], bin: impl Fn(f64) -> u32) {
        let (length, waiting) = &mut self.waiting[column];
        if *length > ROOM - BLOCK {
            count(&waiting[..*length], counts);
            *length = 0;
        }
        for (waiting, value) in waiting[*length..].iter_mut().zip(values) {
            *waiting = bin(*value);
        }
        *length += values.len();
    }

    /// What waits for a column.
    pub fn of(&self, column: usize) -> &[u32] {
        self.waiting.get(column).map_or(&[], |(length, waiting)| &waiting[..*length])
    }

    /// Nothing waits any more.
    pub fn clear(&mut self) {
        self.waiting.iter_mut().for_each(|(length, _)| *length = 0);
    }
}

#[inline(always)]
pub fn count(waiting: &[u32], counts: &mut [u32]) {
    for bin in waiting {
        counts[*bin as usize] += 1;
    }
}
