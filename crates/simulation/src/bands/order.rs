//! Order of numbers, quickly.

use pulp::{Arch, Simd, WithSimd};

use super::kernel::{LANES, ROOM, mark};

/// An integer in the order of the numbers: as [`f64::total_cmp`] sees it.
fn key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

fn number(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) as u64 >> 1) as i64) as u64)
}

/// What lies in an interval: how many numbers are below it, and those inside, in order.
#[derive(Clone, Debug, Default)]
pub struct Window {
    below: usize,
    keys: Vec<i64>,
    table: Box<Table>,
}

/// Where a block is looked at. Kept, for clearing it each time takes as long as some of the looks.
#[derive(Clone, Debug)]
struct Table {
    inside: [f64; ROOM],
    last: [f64; LANES],
}

impl Default for Table {
    fn default() -> Self {
        Table { inside: [0.0; ROOM], last: [0.0; LANES] }
    }
}

impl Window {
    /// The numbers from `low` on and below `high`.
    pub fn look(&mut self, values: &[f64], edges: [f64; 2]) {
        self.keys.clear();
        self.below = Arch::new().dispatch(Look { values, edges, keys: &mut self.keys, table: &mut self.table });
        self.keys.sort_unstable();
    }

    /// The number at a rank, where it is inside.
    pub fn at(&self, rank: usize) -> Option<f64> {
        self.keys.get(rank.checked_sub(self.below)?).map(|key| number(*key))
    }

    /// The first rank inside, and the first beyond.
    pub fn ranks(&self) -> (usize, usize) {
        (self.below, self.below + self.keys.len())
    }

    /// Knows nothing.
    pub fn clear(&mut self) {
        self.below = 0;
        self.keys.clear();
    }
}

/// Takes the numbers from one edge on and below another; how many are below the first.
struct Look<'a> {
    values: &'a [f64],
    edges: [f64; 2],
    keys: &'a mut Vec<i64>,
    table: &'a mut Table,
}

impl WithSimd for Look<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let Look { values, edges, keys, table: Table { inside, last } } = self;
        let (whole, rest) = values.as_chunks::<LANES>();
        last[..rest.len()].copy_from_slice(rest);
        last[rest.len()..].fill(f64::INFINITY);
        let mut below = 0;
        for block in whole.iter().chain((!rest.is_empty()).then_some(&*last)) {
            let [marks] = mark(simd, block, &[edges]);
            below += marks.below as usize;
            let count = marks.gather(block, inside);
            keys.extend(inside[..count].iter().map(|value| key(*value)));
        }
        below
    }
}

/// How many numbers are below an edge.
pub fn below(values: &[f64], edge: f64) -> usize {
    Arch::new().dispatch(Below { values, edge })
}

struct Below<'a> {
    values: &'a [f64],
    edge: f64,
}

impl WithSimd for Below<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        let mut below = 0;
        for value in self.values {
            below += usize::from(*value < self.edge);
        }
        below
    }
}

/// Adds how many numbers of each run, given by its place and its end, are below two edges: for each edge by place.
pub fn count_below(values: &[f64], runs: &[(usize, usize)], edges: [f64; 2], below: [&mut [f64]; 2]) {
    Arch::new().dispatch(CountBelow { values, runs, edges, below });
}

struct CountBelow<'a> {
    values: &'a [f64],
    runs: &'a [(usize, usize)],
    edges: [f64; 2],
    below: [&'a mut [f64]; 2],
}

impl WithSimd for CountBelow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let ([low, high], mut from) = (self.edges, 0);
        for (place, end) in self.runs {
            let (mut below_low, mut below_high) = (0_u64, 0_u64);
            for value in &self.values[from..*end] {
                below_low += u64::from(*value < low);
                below_high += u64::from(*value < high);
            }
            self.below[0][*place] += below_low as f64;
            self.below[1][*place] += below_high as f64;
            from = *end;
        }
    }
}
