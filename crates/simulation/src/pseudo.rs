//! Pseudo-random numbers by counter: the number of a path is computed from its index alone, so the same path gets the
//! same bits in any order, on any number of threads and in any shard.

/// 2⁶⁴ over the golden ratio, odd: the step between the states of SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// One of many streams of pseudo-random numbers, unrelated to those of other seeds and other streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    start: u64,
}

impl Stream {
    /// The stream of this number under this seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self { start: scatter(scatter(seed).wrapping_add(stream.wrapping_mul(GOLDEN))) }
    }

    /// The 64 random bits at this index.
    #[inline(always)]
    pub fn bits(self, index: u64) -> u64 {
        scatter(self.start.wrapping_add(index.wrapping_add(1).wrapping_mul(GOLDEN)))
    }

    /// The random number at this index, uniform in (0, 1): the centre of one of 2⁵² equal cells, so never an end.
    #[inline(always)]
    pub fn uniform(self, index: u64) -> f64 {
        // the cell's number as the fraction of a float from 1 to 2; both steps are exact
        f64::from_bits(1.0_f64.to_bits() | (self.bits(index) >> 12)) - (1.0 - f64::EPSILON / 2.0)
    }

    /// The random numbers from index `first` on.
    pub fn fill(self, first: u64, out: &mut [f64]) {
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (i, u) in out.iter_mut().enumerate() {
                    *u = self.uniform(first.wrapping_add(i as u64));
                }
            },
        );
    }
}

/// The finaliser of SplitMix64, a bijection of 64 bits in which every bit of the result depends on every bit given.
///
/// Source: G. Steele, D. Lea and C. Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014; multipliers by
/// D. Stafford, mix 13, as in S. Vigna's `splitmix64.c`.
#[inline(always)]
pub(crate) fn scatter(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of `splitmix64.c` from the state 1234567.
    #[test]
    fn bits_are_those_of_splitmix64() {
        let stream = Stream { start: 1_234_567 };
        let expected =
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        assert_eq!([0, 1, 2, 3, 4].map(|index| stream.bits(index)), expected);
    }

    #[test]
    fn numbers_are_uniform_within_the_open_interval() {
        let stream = Stream::new(1, 2);
        let mut cells = [0_u32; 64];
        for index in 0..64_000 {
            let u = stream.uniform(index);
            assert!(u > 0.0 && u < 1.0);
            cells[(u * 64.0) as usize] += 1;
        }
        // chi-squared with 63 degrees of freedom: beyond 103 once in a thousand
        let chi_squared: f64 = cells.iter().map(|&n| (f64::from(n) - 1000.0) * (f64::from(n) - 1000.0) / 1000.0).sum();
        assert!(chi_squared < 103.4, "{chi_squared}");
    }

    #[test]
    fn streams_differ_and_are_uncorrelated() {
        let pairs = [(Stream::new(1, 0), Stream::new(1, 1)), (Stream::new(0, 0), Stream::new(1, 0))];
        for (one, other) in pairs {
            let n = 50_000;
            let product: f64 = (0..n).map(|i| (one.uniform(i) - 0.5) * (other.uniform(i) - 0.5)).sum();
            let correlation = 12.0 * product / n as f64;
            assert!(correlation.abs() < 4.0 / (n as f64).sqrt(), "{correlation}");
        }
    }

    #[test]
    fn a_block_is_its_numbers_one_by_one() {
        let stream = Stream::new(7, 3);
        let mut block = [0.0; 100];
        stream.fill(12_345, &mut block);
        for (i, u) in block.iter().enumerate() {
            assert_eq!(u.to_bits(), stream.uniform(12_345 + i as u64).to_bits());
        }
    }
}
