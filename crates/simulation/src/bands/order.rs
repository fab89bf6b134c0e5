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
    Arch::new().dispatch(Between { values, low, high })
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
}

impl WithSimd for Between<'_> {
    type Output = Window;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Window {
        let Between { values, low, high } = self;
        let mut window = Window { below: 0, inside: Vec::with_capacity(values.len() / 4 + LANES) };
        let (chunks, rest) = values.as_chunks::<64>();
        for chunk in chunks {
            window.take(simd, chunk, 64, [low, high]);
        }
        let mut last = [f64::NAN; 64];
        last[..rest.len()].copy_from_slice(rest);
        window.take(simd, &last, rest.len(), [low, high]);
        window
    }
}

/// How many of each run are less than a number, and how many at most as large: added to the run's place.
pub fn count(runs: &[(usize, &[f64])], number: f64, less: &mut [f64], at_most: &mut [f64]) {
    Arch::new().dispatch(Count { runs, number, less, at_most });
}

struct Count<'a> {
    runs: &'a [(usize, &'a [f64])],
    number: f64,
    less: &'a mut [f64],
    at_most: &'a mut [f64],
}

impl WithSimd for Count<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (place, values) in self.runs {
            let (mut less, mut at_most) = (0_u64, 0_u64);
            for value in *values {
                less += u64::from(*value < self.number);
                at_most += u64::from(*value <= self.number);
            }
            self.less[*place] += less as f64;
            self.at_most[*place] += at_most as f64;
        }
    }
}
