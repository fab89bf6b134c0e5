//! Order of numbers, quickly.

use pulp::{Arch, Simd, WithSimd};

use super::kernel::{LANES, at_least};

/// An integer in the order of the numbers: as [`f64::total_cmp`] sees it.
fn key(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

fn number(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) as u64 >> 1) as i64) as u64)
}

/// Sorts numbers; integers are sorted without branches, twice as quickly.
pub fn sort(values: &mut [f64]) {
    let mut keys: Vec<i64> = values.iter().map(|value| key(*value)).collect();
    keys.sort_unstable();
    for (value, key) in values.iter_mut().zip(keys) {
        *value = number(key);
    }
}

/// What lies in an interval: how many numbers are below it, and those inside.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub below: usize,
    pub inside: Vec<f64>,
}

/// The numbers from `low` on and below `high`.
pub fn window(values: &[f64], low: f64, high: f64) -> Window {
    let mut window = Window { below: 0, inside: Vec::with_capacity(values.len() / 4 + LANES) };
    Arch::new().dispatch(Between { values, low, high, window: &mut window });
    window
}

/// Puts the numbers from `low` on and below `high` at the end of a list.
pub fn window_into(values: &[f64], low: f64, high: f64, into: &mut Vec<f64>) {
    let mut window = Window { below: 0, inside: std::mem::take(into) };
    Arch::new().dispatch(Between { values, low, high, window: &mut window });
    *into = window.inside;
}

impl Window {
    #[inline(always)]
    fn take<S: Simd>(&mut self, simd: S, chunk: &[f64; 64], usable: usize, edges: [f64; 2]) {
        let [from_low, from_high] = at_least(simd, chunk, edges);
        self.below += usable - from_low.count_ones() as usize;
        let mut left = from_low & !from_high;
        while left != 0 {
            self.inside.push(chunk[left.trailing_zeros() as usize & 63]);
            left &= left - 1;
        }
    }

    pub fn sorted(mut self) -> Window {
        sort(&mut self.inside);
        self
    }
}

struct Between<'a> {
    values: &'a [f64],
    low: f64,
    high: f64,
    window: &'a mut Window,
}

impl WithSimd for Between<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Between { values, low, high, window } = self;
        let (chunks, rest) = values.as_chunks::<64>();
        for chunk in chunks {
            window.take(simd, chunk, 64, [low, high]);
        }
        let mut last = [f64::NAN; 64];
        last[..rest.len()].copy_from_slice(rest);
        window.take(simd, &last, rest.len(), [low, high]);
    }
}

/// How many of each run are below two edges: added to the run's place.
pub fn count_below(runs: &[(usize, &[f64])], edges: [f64; 2], places: usize) -> [Vec<f64>; 2] {
    let mut below = [vec![0.0; places], vec![0.0; places]];
    Arch::new().dispatch(CountBelow { runs, edges, below: &mut below });
    below
}

struct CountBelow<'a> {
    runs: &'a [(usize, &'a [f64])],
    edges: [f64; 2],
    below: &'a mut [Vec<f64>; 2],
}

impl WithSimd for CountBelow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let [low, high] = self.edges;
        for (place, values) in self.runs {
            let (mut below_low, mut below_high) = (0_u64, 0_u64);
            for value in *values {
                below_low += u64::from(*value < low);
                below_high += u64::from(*value < high);
            }
            self.below[0][*place] += below_low as f64;
            self.below[1][*place] += below_high as f64;
        }
    }
}
