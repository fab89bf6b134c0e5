//! Numbers with numbers: decimal where it can be, binary where it must.

use rust_decimal::Decimal;

use super::{Operator, Problem};
use crate::money::{decimal_of, number_of};

pub(super) fn operate(operator: Operator, left: Decimal, right: Decimal) -> Result<Decimal, Problem> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide if right.is_zero() => return Err(Problem::DivisionByZero),
        Operator::Divide => left.checked_div(right),
    };
    result.ok_or(Problem::Overflow)
}

pub(super) fn add(left: Decimal, right: Decimal) -> Result<Decimal, Problem> {
    operate(Operator::Add, left, right)
}

fn times(left: Decimal, right: Decimal) -> Result<Decimal, Problem> {
    operate(Operator::Multiply, left, right)
}

pub(super) fn over(left: Decimal, right: Decimal) -> Result<Decimal, Problem> {
    operate(Operator::Divide, left, right)
}

/// The smallest whole number that is not less; see the module for what counts as whole.
pub(super) fn ceil(number: Decimal) -> Decimal {
    nearly_whole(number).unwrap_or_else(|| number.ceil())
}

/// The largest whole number that is not more; see the module for what counts as whole.
pub(super) fn floor(number: Decimal) -> Decimal {
    nearly_whole(number).unwrap_or_else(|| number.floor())
}

/// The whole number that differs from `number` by less than a hundred-trillionth of its size, and than a billionth.
fn nearly_whole(number: Decimal) -> Option<Decimal> {
    let whole = number.round();
    let size = whole.abs().max(Decimal::ONE);
    let slack = size.checked_mul(Decimal::new(1, 14))?.min(Decimal::new(1, 9));
    let off = number.checked_sub(whole)?.abs();
    (off < slack).then_some(whole)
}

/// `number` rounded half to even to a whole number of digits after the point, 0 to 28.
pub(super) fn round(number: Decimal, digits: Decimal) -> Result<Decimal, Problem> {
    let places = u32::try_from(digits.normalize().mantissa()).ok().filter(|places| *places <= 28);
    let places = places.filter(|_| digits.fract().is_zero());
    let places = places.ok_or(Problem::Domain { what: "round", needs: "0 to 28 digits", found: digits })?;
    Ok(number.round_dp(places))
}

pub(super) fn ln(number: Decimal) -> Result<Decimal, Problem> {
    if number <= Decimal::ZERO {
        return Err(Problem::Domain { what: "ln", needs: "a number above zero", found: number });
    }
    decimal_of(libm::log(number_of(number))).ok_or(Problem::Overflow)
}

pub(super) fn sqrt(number: Decimal) -> Result<Decimal, Problem> {
    if number < Decimal::ZERO {
        return Err(Problem::Domain { what: "sqrt", needs: "a number that is not negative", found: number });
    }
    decimal_of(libm::sqrt(number_of(number))).ok_or(Problem::Overflow)
}

/// `base` to the power `exponent`. A whole exponent multiplies decimals; nothing to the power 0 is 1.
pub(super) fn pow(base: Decimal, exponent: Decimal) -> Result<Decimal, Problem> {
    if base.is_zero() && exponent < Decimal::ZERO {
        return Err(Problem::DivisionByZero);
    }
    if exponent.fract().is_zero() {
        return whole_pow(base, exponent);
    }
    if base < Decimal::ZERO {
        return Err(Problem::Domain { what: "pow with a broken exponent", needs: "a base above zero", found: base });
    }
    decimal_of(libm::pow(number_of(base), number_of(exponent))).ok_or(Problem::Overflow)
}

fn whole_pow(base: Decimal, exponent: Decimal) -> Result<Decimal, Problem> {
    let times = exponent.trunc().mantissa() / 10_i128.pow(exponent.trunc().scale());
    if times >= 0 {
        return repeated(base, times.unsigned_abs());
    }
    if base.abs() < Decimal::ONE {
        return repeated(over(Decimal::ONE, base)?, times.unsigned_abs());
    }
    match repeated(base, times.unsigned_abs()) {
        Ok(power) => over(Decimal::ONE, power),
        // One over a number of 29 digits is zero to 28 places.
        Err(_) => Ok(Decimal::ZERO),
    }
}

/// `base` multiplied by itself `count` times, by squaring.
fn repeated(mut base: Decimal, mut count: u128) -> Result<Decimal, Problem> {
    let mut power = Decimal::ONE;
    while count > 0 {
        if count % 2 == 1 {
            power = times(power, base)?;
        }
        count /= 2;
        if count > 0 {
            base = times(base, base)?;
        }
    }
    Ok(power)
}
