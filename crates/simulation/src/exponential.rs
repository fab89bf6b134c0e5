//! The exponential function in a form that compilers make vector instructions of.

use std::f64::consts::LOG2_E;

/// Beyond this an exponential is left to libm, which knows where a float ends.
const ORDINARY: f64 = 700.0;
/// Added to a number below 2⁵¹ and taken away, it rounds it; what was added is in the low digits in between.
const ROUNDER: f64 = 1.5 * (1_u64 << 52) as f64;
/// ln 2 in two parts, of which the first has zeros enough at its end that a multiple of it is exact. After fdlibm.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// 1/n! up to n = 13; what follows is below 2⁻⁵³ of the sum where |r| ≤ ln 2 / 2.
const TERMS: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut n = 1;
    while n < terms.len() {
        terms[n] = terms[n - 1] / n as f64;
        n += 1;
    }
    terms
};

/// eˣ, to within two units in the last place.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    if x.abs() <= ORDINARY { ordinary(x) } else { libm::exp(x) }
}

/// Replaces each number by its exponential, the same bits as one by one.
pub(crate) fn exps(xs: &mut [f64]) {
    if xs.iter().fold(true, |all, x| all & (x.abs() <= ORDINARY)) {
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || xs.iter_mut().for_each(|x| *x = ordinary(*x)),
        );
    } else {
        xs.iter_mut().for_each(|x| *x = exp(*x));
    }
}

/// 2ᵏ eʳ with a whole k, x = k ln 2 + r and |r| ≤ ln 2 / 2.
#[inline(always)]
fn ordinary(x: f64) -> f64 {
    let rounded = x * LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r = x - k * LN_2_HIGH - k * LN_2_LOW;
    let power = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    power * TERMS.iter().rev().fold(0.0, |sum, term| sum * r + term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_the_known_ones() {
        let ends = [0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, 710.0, -750.0].map(exp);
        assert_eq!(ends, [1.0, 1.0, f64::INFINITY, 0.0, f64::INFINITY, 0.0]);
        assert!(exp(f64::NAN).is_nan());
        assert!((exp(1.0) - std::f64::consts::E).abs() <= 4.5e-16);
        let mut block = [f64::NAN, 800.0, 0.0];
        exps(&mut block);
        assert!(block[0].is_nan() && block[1..] == [f64::INFINITY, 1.0]);
    }

    proptest! {
        #[test]
        fn values_are_those_of_libm(x in -745.0..709.0_f64) {
            let expected = libm::exp(x);
            prop_assert!((exp(x) - expected).abs() <= 2.0 * f64::EPSILON * expected, "{x}");
        }

        #[test]
        fn a_block_is_its_values_one_by_one(xs in prop::collection::vec(-10.0..10.0_f64, 0..20), far in -1000.0..1000.0_f64) {
            let mut block = xs.clone();
            block.push(far);
            exps(&mut block);
            for (found, x) in block.iter().zip(xs.iter().chain([&far])) {
                prop_assert_eq!(found.to_bits(), exp(*x).to_bits());
            }
        }
    }
}
