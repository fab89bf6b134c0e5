//! Sums that do not depend on the order of their terms.

/// Binary digits of a limb.
const DIGITS: u32 = 32;
const LIMBS: usize = 8;
/// The last place is worth 2^−128.
const LAST_PLACE: i32 = 128;
/// Adding values below this in magnitude cannot overflow.
pub const LARGEST: f64 = (1_u128 << 126) as f64;

/// A sum of floating-point numbers as an integer of 256 bits, worth 2^−128 each, in eight limbs that carry into one
/// another only when it is read: adding is adding of integers, so order and grouping do not matter. Each term is exact
/// but for digits beyond 2^−128, which are cut off: less than 3e−39 a term. After Neal, "Fast exact summation using small
/// and large superaccumulators", 2015.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum([i64; LIMBS]);

impl Sum {
    pub const ZERO: Sum = Sum([0; LIMBS]);

    /// Adds a number below 2^126 in magnitude. Up to 2^31 of them fit.
    #[inline(always)]
    pub fn add(&mut self, value: f64) {
        debug_assert!(value.abs() < LARGEST);
        let bits = value.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i32;
        // Below the last place; subnormal numbers are too.
        let place = exponent - 1075 + LAST_PLACE;
        if place <= -53 {
            return;
        }
        let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
        let (mantissa, place) = if place < 0 { (mantissa >> -place, 0) } else { (mantissa, place as u32) };
        let shifted = u128::from(mantissa) << (place % DIGITS);
        let sign = if value < 0.0 { -1 } else { 1 };
        let first = (place / DIGITS) as usize;
        for (limb, piece) in self.0.iter_mut().skip(first).zip([shifted, shifted >> 32, shifted >> 64]) {
            *limb += sign * i64::from(piece as u32);
        }
    }

    #[inline(always)]
    pub fn join(&mut self, other: &Sum) {
        for (limb, other) in self.0.iter_mut().zip(&other.0) {
            *limb += other;
        }
    }

    /// The sum, within a few units in the last place.
    pub fn value(&self) -> f64 {
        // Carried so that every limb but the highest is a digit, then negated if that one is negative: otherwise a small
        // negative sum would be a difference of large numbers.
        let mut limbs = self.carried();
        let negative = limbs[LIMBS - 1] < 0;
        if negative {
            limbs = Sum(limbs.map(|limb| -limb)).carried();
        }
        let mut worth = libm::ldexp(1.0, -LAST_PLACE);
        let mut value = 0.0;
        for limb in limbs {
            value += limb as f64 * worth;
            worth *= libm::ldexp(1.0, DIGITS as i32);
        }
        if negative { -value } else { value }
    }

    fn carried(&self) -> [i64; LIMBS] {
        let (mut limbs, mut carry) = (self.0, 0);
        for limb in &mut limbs[..LIMBS - 1] {
            let whole = *limb + carry;
            carry = whole >> DIGITS;
            *limb = whole & ((1 << DIGITS) - 1);
        }
        limbs[LIMBS - 1] += carry;
        limbs
    }

    pub fn limbs(&self) -> &[i64; LIMBS] {
        &self.0
    }

    /// # Panics
    /// Where there is no such limb.
    pub fn set(&mut self, limb: usize, value: i64) {
        self.0[limb] = value;
    }
}
