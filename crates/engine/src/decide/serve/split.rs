//! Money in parts that add up to it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::money::Money;

/// An amount in parts by weights, in minor units that add up to the amount: each part is rounded down, and the units left
/// over go to those that lost most (Hamilton's method of largest remainders). What nothing has a weight for is the
/// second part of the answer. Weights are not negative.
pub fn split(amount: Money, weights: &[f64]) -> (Vec<Money>, Money) {
    let all: f64 = weights.iter().sum();
    if !(all > 0.0 && all.is_finite()) {
        return (vec![Money::ZERO; weights.len()], amount);
    }
    let decimal = amount.amount();
    let (units, places) = (decimal.mantissa(), decimal.scale());
    let exact = |weight: &f64| units as f64 * (weight / all);
    let mut parts: Vec<i128> = weights.iter().map(|w| exact(w).floor().to_i128().unwrap_or(0)).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0.0).collect();
    let lost = |i: usize| exact(&weights[i]) - exact(&weights[i]).floor();
    order.sort_by(|a, b| lost(*b).total_cmp(&lost(*a)));
    let mut left = units - parts.iter().sum::<i128>();
    // Beyond 2^53 units binary shares are not exact, and more than one unit each may be left over.
    let each = left / order.len() as i128;
    for i in &order {
        parts[*i] += each;
        left -= each;
    }
    for i in order.iter().cycle().take(left.unsigned_abs() as usize) {
        parts[*i] += left.signum();
    }
    let money = |units: i128| {
        let part = Decimal::try_from_i128_with_scale(units, places).ok().and_then(|part| Money::exactly(part).ok());
        part.unwrap_or(Money::ZERO)
    };
    (parts.into_iter().map(money).collect(), Money::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(cents: i64) -> Money {
        Money::exactly(Decimal::new(cents, 2)).unwrap()
    }

    #[test]
    fn the_largest_remainders_take_the_rest() {
        let (parts, rest) = split(money(100), &[1.0, 1.0, 1.0]);
        assert_eq!((parts, rest), (vec![money(34), money(33), money(33)], Money::ZERO));
        assert_eq!(split(money(5), &[0.7, 0.0, 0.3]).0, [money(4), money(0), money(1)]);
        assert_eq!(split(money(5), &[0.0]), (vec![Money::ZERO], money(5)));
        assert_eq!(split(money(5), &[]), (Vec::new(), money(5)));
    }

    proptest! {
        #[test]
        fn parts_add_up(cents in 0_i64..10_000_000_000_000, weights in prop::collection::vec(0.0..1e6_f64, 0..9)) {
            let (parts, rest) = split(money(cents), &weights);
            prop_assert_eq!(parts.iter().copied().sum::<Money>() + rest, money(cents));
            prop_assert!(parts.iter().all(|part| *part >= Money::ZERO));
        }
    }
}
