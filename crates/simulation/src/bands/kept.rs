//! Values kept inside brackets.

use super::kernel::OVER;

/// The values kept inside all brackets of a run, in the order of the blocks, and which scrambles they are of. A stretch of
/// one list for each bracket, for lists of their own would take longer to make than to fill.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    values: Vec<f64>,
    stretches: Vec<Stretch>,
    /// Of which the values are that come next.
    scramble: usize,
    /// Scrambles, and how many values each bracket had when another one's came. One may come back.
    turns: Vec<(usize, Vec<u32>)>,
}

/// Where a bracket's values are.
#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    from: u32,
    len: u32,
    room: u32,
}

impl Kept {
    /// With room for about so many values of each bracket.
    pub fn with_room(of_brackets: impl Iterator<Item = usize>) -> Kept {
        let mut from = 0;
        let stretch = |values: usize| {
            let room = if values == 0 { 0 } else { (values + OVER) as u32 };
            let stretch = Stretch { from, len: 0, room };
            from += room;
            stretch
        };
        let stretches = of_brackets.map(stretch).collect();
        Kept { values: vec![0.0; from as usize], stretches, ..Kept::default() }
    }

    /// Values that are added from now on are of this scramble.
    pub fn turn_to(&mut self, scramble: usize) {
        if self.scramble != scramble {
            self.turns.push((self.scramble, self.stretches.iter().map(|stretch| stretch.len).collect()));
            self.scramble = scramble;
        }
    }

    /// Adds so many values to a bracket, to be written at the front of this.
    #[inline(always)]
    pub fn more(&mut self, bracket: usize, values: usize) -> &mut [f64] {
        let Stretch { from, len, room } = self.stretches[bracket];
        if len as usize + values + OVER > room as usize {
            return self.move_on(bracket, values);
        }
        self.stretches[bracket].len += values as u32;
        &mut self.values[(from + len) as usize..][..values + OVER]
    }

    /// The same where a bracket has no room left: it gets twice as much behind all others.
    #[cold]
    fn move_on(&mut self, bracket: usize, values: usize) -> &mut [f64] {
        let Stretch { from, len, .. } = self.stretches[bracket];
        let (from, len, to) = (from as usize, len as usize, self.values.len());
        let room = 2 * (len + values + OVER);
        self.values.resize(to + room, 0.0);
        self.values.copy_within(from..from + len, to);
        self.stretches[bracket] = Stretch { from: to as u32, len: (len + values) as u32, room: room as u32 };
        &mut self.values[to + len..][..values + OVER]
    }

    /// All values of a bracket.
    pub fn values(&self, bracket: usize) -> &[f64] {
        let Stretch { from, len, .. } = self.stretches[bracket];
        &self.values[from as usize..][..len as usize]
    }

    /// Those of one scramble after the other.
    pub fn runs(&self, bracket: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let values = self.values(bracket);
        let turns = self.turns.iter().map(move |(scramble, ends)| (*scramble, ends[bracket] as usize));
        let mut from = 0;
        turns.chain([(self.scramble, values.len())]).map(move |(scramble, end)| {
            let own = &values[from..end];
            from = end;
            (scramble, own)
        })
    }
}
