//! Between binary and decimal numbers, and rounding half to even: exact, and the same on every platform.

use std::fmt::Write;

use rust_decimal::Decimal;

/// The most decimal places a [`Decimal`] keeps.
const MOST_PLACES: i32 = 28;

/// The decimal number that `number` is written as: its shortest text that reads back as the same bits,
/// so 0.1 is one tenth. Beyond 28 decimal places it is rounded half to even.
///
/// Nothing for NaN, infinities and numbers of 7.9e28 and more.
pub fn decimal_of(number: f64) -> Option<Decimal> {
    let (digits, exponent) = shortest(number)?;
    if exponent >= 0 {
        return Decimal::try_from_i128_with_scale(times_ten(digits, exponent)?, 0).ok();
    }
    let digits = over_ten(digits, -exponent - MOST_PLACES);
    let scale = u32::try_from((-exponent).min(MOST_PLACES)).ok()?;
    Decimal::try_from_i128_with_scale(digits, scale).ok()
}

/// The binary number nearest to `decimal`.
pub fn number_of(decimal: Decimal) -> f64 {
    /// The powers of ten that a binary number holds exactly.
    const TENS: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ];
    let digits = decimal.mantissa();
    match TENS.get(decimal.scale() as usize) {
        // Both sides are exact, so the one rounding of the division is the right one.
        Some(ten) if digits.unsigned_abs() <= 1 << 53 => digits as f64 / ten,
        _ => decimal.to_string().parse().unwrap_or(f64::NAN),
    }
}

/// `number` as whole digits (at most 17) times a power of ten; nothing when it is not finite.
pub(super) fn shortest(number: f64) -> Option<(i128, i32)> {
    if !number.is_finite() {
        return None;
    }
    if number.fract() == 0.0 && number.abs() < (1_u64 << 53) as f64 {
        return Some((number as i128, 0));
    }
    let mut text = Text::default();
    write!(text, "{number:e}").ok()?;
    let (digits, exponent) = text.as_str().split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut mantissa: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit) {
        mantissa = mantissa * 10 + i128::from(byte - b'0');
    }
    let exponent: i32 = exponent.parse().ok()?;
    let sign = if number < 0.0 { -1 } else { 1 };
    Some((sign * mantissa, exponent - fraction.len() as i32))
}

/// A short text without an allocation; `{:e}` of a binary number needs 24 bytes at most.
#[derive(Default)]
struct Text {
    bytes: [u8; 32],
    length: usize,
}

impl Text {
    fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.length);
        written.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(std::fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// `value` × 10^`power`, or nothing when it does not fit. A negative power multiplies by one.
pub(super) fn times_ten(value: i128, power: i32) -> Option<i128> {
    if value == 0 || power <= 0 {
        return Some(value);
    }
    value.checked_mul(10_i128.checked_pow(u32::try_from(power).ok()?)?)
}

/// `value` / 10^`power`, rounded half to even. A negative power divides by one.
pub(super) fn over_ten(value: i128, power: i32) -> i128 {
    match u32::try_from(power) {
        Err(_) | Ok(0) => value,
        // 10^39 and more is above twice any i128.
        Ok(power) => 10_i128.checked_pow(power).map_or(0, |ten| over(value, ten)),
    }
}

/// `value` / `divisor`, rounded half to even. The divisor is positive.
pub(super) fn over(value: i128, divisor: i128) -> i128 {
    let (quotient, rest) = match (i64::try_from(value), i64::try_from(divisor)) {
        // Twice as fast, and nearly always possible.
        (Ok(value), Ok(divisor)) => (i128::from(value / divisor), i128::from(value % divisor)),
        _ => (value / divisor, value % divisor),
    };
    let rest = rest.unsigned_abs();
    let other = divisor.unsigned_abs() - rest;
    if rest > other || (rest == other && quotient % 2 != 0) { quotient + value.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn a_number_is_the_decimal_it_is_written_as() {
        for text in ["0", "0.1", "-2.675", "13.14", "123456789012345", "0.0000001", "1000000", "-7"] {
            assert_eq!(decimal_of(text.parse().unwrap()), Some(decimal(text)), "{text}");
        }
        assert_eq!(decimal_of(0.1 + 0.2), Some(decimal("0.30000000000000004")));
        assert_eq!(decimal_of(-0.0), Some(Decimal::ZERO));
        assert_eq!(decimal_of(1e28), Some(decimal("10000000000000000000000000000")));
        assert_eq!(decimal_of(5e-324), Some(Decimal::ZERO));
        assert_eq!(decimal_of(1.5e-28), Some(decimal("0.0000000000000000000000000002")));
    }

    #[test]
    fn what_is_no_decimal() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e29, -1e29, f64::MAX, f64::MIN] {
            assert_eq!(decimal_of(number), None, "{number}");
        }
    }

    #[test]
    fn half_to_even() {
        for (value, rounded) in [(25, 2), (35, 4), (-25, -2), (-35, -4), (26, 3), (24, 2), (-26, -3), (0, 0)] {
            assert_eq!(over_ten(value, 1), rounded, "{value}");
        }
        assert_eq!(over_ten(i128::MAX, 39), 0);
        assert_eq!(over_ten(i128::MAX, 38), 2);
        assert_eq!(over_ten(i128::MIN, 38), -2);
        assert_eq!(over_ten(5, i32::MIN), 5);
        assert_eq!(over(7, 3), 2);
    }

    proptest! {
        #[test]
        fn there_and_back(number in -1e15..1e15_f64) {
            // Below a trillionth 28 places are fewer than 17 digits.
            prop_assume!(number.abs() > 1e-11);
            prop_assert_eq!(decimal_of(number).map(number_of), Some(number));
        }

        #[test]
        fn the_nearest_number(digits in any::<i64>(), scale in 0_u32..28) {
            let decimal = Decimal::new(digits, scale);
            prop_assert_eq!(number_of(decimal), decimal.to_string().parse::<f64>().unwrap());
        }

        #[test]
        fn any_bits(bits in any::<u64>()) {
            let _ = decimal_of(f64::from_bits(bits));
        }
    }
}
