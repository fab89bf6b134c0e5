//! The standard normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Half the width in probability of the part that one rational function covers.
const CENTRAL: f64 = 0.425;
/// How many quantiles are computed together.
const BLOCK: usize = 128;

/// P(Z ≤ z) for a standard normal Z.
#[inline]
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The density of a standard normal at z.
#[inline]
pub fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// The z that a standard normal stays below with probability u, to about 1 part in 10¹⁶. It is −∞ for u ≤ 0, ∞ for u ≥ 1.
///
/// Source: M. Wichura, *Algorithm AS 241: The percentage points of the normal distribution*, Applied Statistics 37(3),
/// 1988, PPND16.
#[inline]
pub fn quantile(u: f64) -> f64 {
    if is_central(u) { central(u) } else { tail(u) }
}

/// Replaces each probability by its quantile, the same bits as one by one.
pub fn quantiles(us: &mut [f64]) {
    for block in us.chunks_mut(BLOCK) {
        // found without a branch that would be guessed wrong for every tail
        let (mut tails, mut count) = ([(0, 0.0); BLOCK], 0);
        for (i, u) in block.iter().enumerate() {
            tails[count] = (i, *u);
            count += usize::from(!is_central(*u));
        }
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || block.iter_mut().for_each(|u| *u = central(*u)),
        );
        tails[..count].iter().for_each(|&(i, u)| block[i] = tail(u));
    }
}

#[inline(always)]
fn is_central(u: f64) -> bool {
    (u - 0.5).abs() <= CENTRAL
}

#[inline(always)]
fn central(u: f64) -> f64 {
    let q = u - 0.5;
    let r = CENTRAL * CENTRAL - q * q;
    q * polynomial(&A, r) / polynomial(&B, r)
}

#[inline]
fn tail(u: f64) -> f64 {
    let within = if u < 0.5 { u } else { 1.0 - u };
    let z = match within {
        within if within.is_nan() => return f64::NAN,
        within if within <= 0.0 => f64::INFINITY,
        within => {
            let r = (-libm::log(within)).sqrt();
            if r <= 5.0 {
                polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
            } else {
                polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
            }
        }
    };
    if u < 0.5 { -z } else { z }
}

/// Horner's rule, coefficients from the constant one on.
#[inline(always)]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

const A: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const B: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];
const C: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const D: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const E: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const F: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The check values of AS 241, and percentage points of the usual tables.
    #[test]
    fn quantiles_are_the_published_ones() {
        for (u, expected) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_5),
            (0.95, 1.644_853_626_951_472_2),
            (0.975, 1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_900_4),
        ] {
            let found = quantile(u);
            assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{found} for {u}");
        }
    }

    #[test]
    fn probabilities_are_the_published_ones() {
        for (z, expected) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-2.0, 0.022_750_131_948_179_21),
            (3.0, 0.998_650_101_968_369_9),
            (-10.0, 7.619_853_024_160_527e-24),
        ] {
            let found = cdf(z);
            // a rounding of z alone moves the tail by z² times as much
            assert!((found - expected).abs() <= 2e-16 * (1.0 + z * z) * expected, "{found} for {z}");
        }
    }

    #[test]
    fn ends_are_infinite_and_no_number_stays_none() {
        assert_eq!([-0.1, 0.0, 1.0, 2.0].map(quantile), [-1.0, -1.0, 1.0, 1.0].map(|sign| sign * f64::INFINITY));
        assert!(quantile(f64::NAN).is_nan());
        let mut block = [0.0, 1.0, f64::NAN];
        quantiles(&mut block);
        assert!(block[0] == f64::NEG_INFINITY && block[1] == f64::INFINITY && block[2].is_nan());
    }

    proptest! {
        #[test]
        fn the_quantile_inverts_the_distribution(u in 1e-9..0.999_f64) {
            prop_assert!((cdf(quantile(u)) / u - 1.0).abs() < 2e-14);
        }

        #[test]
        fn the_quantile_is_symmetric(cell in 0_u32..1 << 31) {
            let u = (f64::from(cell) + 0.5) / 4_294_967_296.0;
            prop_assert_eq!(quantile(u), -quantile(1.0 - u));
        }

        #[test]
        fn a_block_is_its_quantiles_one_by_one(us in prop::collection::vec(0.0..1.0_f64, 0..300)) {
            let mut block = us.clone();
            quantiles(&mut block);
            for (z, u) in block.iter().zip(us) {
                prop_assert_eq!(z.to_bits(), quantile(u).to_bits());
            }
        }
    }
}
