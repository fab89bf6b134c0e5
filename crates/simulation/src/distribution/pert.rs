//! The PERT distribution, with a quantile that costs little more than a table's look-up.

use super::beta::Beta;

/// Probabilities below 2⁻¹¹ at either end are solved for; the rest is read from a table of ten octaves.
const OCTAVES: u64 = 10;
const TABLED: f64 = 1.0 / 2048.0;
/// Cells in an octave, as binary digits.
const SPLIT: u32 = 4;
const CELLS: u64 = OCTAVES << SPLIT;
/// The digits of a float's fraction.
const FRACTION: u32 = f64::MANTISSA_DIGITS - 1;

/// A PERT distribution: a beta distribution between two ends with mean (low + 4 · mode + high) / 6.
///
/// Source: D. Malcolm, J. Roseboom, C. Clark and W. Fazar, *Application of a technique for research and development
/// program evaluation*, Operations Research 7, 1959.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pert {
    low: f64,
    mode: f64,
    high: f64,
    beta: Beta,
    lower: Side,
    upper: Side,
}

impl Pert {
    /// Between two ends, of which the first is lower.
    pub(super) fn new(low: f64, mode: f64, high: f64) -> Self {
        let width = high - low;
        let beta = Beta::new(1.0 + 4.0 * ((mode - low) / width), 1.0 + 4.0 * ((high - mode) / width));
        Self { low, mode, high, beta, lower: Side::new(beta), upper: Side::new(beta.mirrored()) }
    }

    /// Within 10⁻⁹ of the range, and of either end by a relative 10⁻⁹.
    #[inline]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let width = self.high - self.low;
        if u <= 0.5 {
            self.low + width * self.lower.quantile(u)
        } else {
            self.high - width * self.upper.quantile(1.0 - u)
        }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.beta.cdf((x - self.low) / (self.high - self.low))
    }

    pub(super) fn mean(&self) -> f64 {
        self.low / 6.0 + self.mode / 1.5 + self.high / 6.0
    }
}

/// The lower half of a beta distribution's quantiles. The cells of the table grow with the probability, in which the
/// quantile is nearly a power, so that a polynomial of the fifth degree is as good in each: it has the quantile and its
/// first two derivatives at both ends.
#[derive(Clone, Debug, PartialEq)]
struct Side {
    beta: Beta,
    /// Coefficients over a cell, from 0 to 1. The last has the median alone.
    cells: Vec<[f64; 6]>,
}

impl Side {
    fn new(beta: Beta) -> Self {
        let mut cells = Vec::with_capacity(CELLS as usize + 1);
        let (mut u, mut x) = (TABLED, beta.lower_quantile(TABLED));
        for octave in 0..OCTAVES {
            let width = TABLED * (1_u64 << octave) as f64 / f64::from(1_u32 << SPLIT);
            for _ in 0..1_u32 << SPLIT {
                let (next_u, log_x) = (u + width, libm::log(x) + libm::log1p(width / u) * u / (x * beta.density(x).0));
                let next_x = beta.quantile_from(next_u, log_x);
                cells.push(hermite(quantile_and_slopes(&beta, x, width), quantile_and_slopes(&beta, next_x, width)));
                (u, x) = (next_u, next_x);
            }
        }
        cells.push([x, 0.0, 0.0, 0.0, 0.0, 0.0]);
        Self { beta, cells }
    }

    /// For a u of at most ½.
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        const ABOVE: u32 = FRACTION - SPLIT;
        let bits = u.to_bits();
        let cell = (bits >> ABOVE).wrapping_sub(TABLED.to_bits() >> ABOVE) as usize;
        let Some(coefficients) = self.cells.get(cell) else {
            return if u > 0.0 { self.beta.lower_quantile(u) } else { 0.0 };
        };
        let along = f64::from_bits((bits << SPLIT & ((1 << FRACTION) - 1)) | 1.0_f64.to_bits()) - 1.0;
        coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * along + coefficient)
    }
}

/// A quantile x and its first two derivatives by the probability, in cells: 1/f and −f′/f³.
fn quantile_and_slopes(beta: &Beta, x: f64, cell: f64) -> [f64; 3] {
    let (density, log_slope) = beta.density(x);
    let slope = cell / density;
    [x, slope, -log_slope * slope * slope]
}

/// The polynomial of the fifth degree with this value and these two derivatives at 0 and at 1.
fn hermite([x, slope, bend]: [f64; 3], [next, next_slope, next_bend]: [f64; 3]) -> [f64; 6] {
    let rise = next - x - slope - bend / 2.0;
    let turn = next_slope - slope - bend;
    let bend_change = next_bend - bend;
    [
        x,
        slope,
        bend / 2.0,
        10.0 * rise - 4.0 * turn + bend_change / 2.0,
        -15.0 * rise + 7.0 * turn - bend_change,
        6.0 * rise - 3.0 * turn + bend_change / 2.0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At its worst between the ends of the cells, in shapes from one extreme to the other.
    #[test]
    fn the_table_is_within_the_stated_error() {
        for mode in [0.0, 1e-6, 0.1, 0.37, 0.5, 0.8, 1.0] {
            let pert = Pert::new(0.0, mode, 1.0);
            let mut worst = 0.0_f64;
            for octave in 0..OCTAVES {
                for step in 0..80 {
                    let u = TABLED * f64::from(1_u32 << octave) * (1.0 + (f64::from(step) + 0.5) / 80.0);
                    worst = worst.max((pert.lower.quantile(u) / pert.beta.lower_quantile(u) - 1.0).abs());
                }
            }
            assert!(worst < 1e-9, "{worst} for {mode}");
        }
    }

    #[test]
    fn the_quantile_grows_across_cells_and_the_middle() {
        let pert = Pert::new(-3.0, 2.0, 11.0);
        let mut last = -3.0;
        for step in 1..200_000 {
            let x = pert.quantile(f64::from(step) / 200_000.0);
            assert!(x >= last && x <= 11.0, "{step}");
            last = x;
        }
        assert_eq!((pert.quantile(0.0), pert.quantile(1.0)), (-3.0, 11.0));
    }
}
