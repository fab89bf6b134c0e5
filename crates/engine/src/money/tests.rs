use proptest::prelude::*;
use rust_decimal::RoundingStrategy;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn largest() -> Money {
    Money { units: i64::MAX - 1, places: 2 }
}

#[test]
fn a_charge_is_rounded_half_to_even() {
    for (quantity, price, expected) in [
        (2.5, "0.01", "0.02"),
        (3.5, "0.01", "0.04"),
        (-2.5, "0.01", "-0.02"),
        (2.675, "1", "2.68"),
        (2.665, "1", "2.66"),
        (1.005, "1", "1.00"),
        (0.1, "0.05", "0.00"),
        (0.3, "0.05", "0.02"),
        (100.0, "29.00", "2900.00"),
        (0.1 + 0.2, "0.05", "0.02"),
        (1e-300, "29", "0.00"),
        (0.0, "29", "0.00"),
        (1e15, "0.01", "10000000000000.00"),
        (123_456_789_012.345, "1.00", "123456789012.34"),
        (1e9, "0.000003472222222", "3472.22"),
    ] {
        let charged = charge(quantity, decimal(price), Currency::USD).unwrap();
        assert_eq!(charged.to_string(), expected, "{quantity} × {price}");
    }
}

#[test]
fn the_minor_unit_is_the_currencys() {
    let charged = |code: &str| charge(1.5, decimal("1.2345"), code.parse().unwrap()).unwrap().to_string();
    assert_eq!(charged("JPY"), "2");
    assert_eq!(charged("USD"), "1.85");
    assert_eq!(charged("KWD"), "1.852");
    assert_eq!(charged("CLF"), "1.8518");
}

#[test]
fn what_cannot_be_charged() {
    let charge = |quantity| charge(quantity, decimal("29"), Currency::USD);
    assert_eq!(charge(f64::NAN), Err(MoneyError::NotANumber));
    for quantity in [f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e25, 1e16] {
        assert_eq!(charge(quantity), Err(MoneyError::TooLarge), "{quantity}");
    }
    assert!(charge(1e15).is_ok());
}

#[test]
fn prices_with_many_digits() {
    let price = decimal("0.1234567890123456789012345678");
    let charged = charge(1234567.890625, price, Currency::USD).unwrap();
    assert_eq!(charged.to_string(), "152415.79");
    let small = charge(1e20, decimal("0.0000000000000000000000000001"), Currency::USD).unwrap();
    assert_eq!(small.to_string(), "0.00");
}

#[test]
fn portions() {
    let portion = |amount: &str, share: &str| portion(money(amount), decimal(share), Currency::USD);
    assert_eq!(portion("100.00", "0.029").unwrap().to_string(), "2.90");
    assert_eq!(portion("0.50", "0.05").unwrap().to_string(), "0.02");
    assert_eq!(portion("0.50", "0.07").unwrap().to_string(), "0.04");
    assert_eq!(portion("-0.50", "0.05").unwrap().to_string(), "-0.02");
    assert_eq!(portion("10", "0.3333333333333333333333333333").unwrap().to_string(), "3.33");
    assert_eq!(portion("90000000000000000.00", "2"), Err(MoneyError::TooLarge));
    let thirds = portion("90000000000000000.00", "0.3333333333333333333333333333");
    assert_eq!(thirds.unwrap().to_string(), "30000000000000000.00");
}

#[test]
fn sums_add_as_printed() {
    let third = charge(1.0, decimal("3.333"), Currency::USD).unwrap();
    let total: Money = [third; 3].iter().sum();
    assert_eq!((third.to_string().as_str(), total.to_string().as_str()), ("3.33", "9.99"));
    assert_eq!([] as [Money; 0], *Vec::<Money>::new());
    assert_eq!(Vec::<Money>::new().into_iter().sum::<Money>(), Money::ZERO);
}

#[test]
fn places_do_not_change_an_amount() {
    assert_eq!(money("1.5"), money("1.500"));
    assert!(money("1.5") < money("1.51") && money("1.5") > money("1.499"));
    assert_eq!((money("1.5") + money("0.25")).to_string(), "1.75");
    assert_eq!((money("1.75") - money("0.5")).to_string(), "1.25");
    assert_eq!((Money::ZERO + money("13.10")).to_string(), "13.10");
    assert_eq!((money("13.10") + Money::ZERO).to_string(), "13.10");
    assert_eq!(Money::exactly(decimal("13.1000000000000000000")), Ok(money("13.1")));
}

#[test]
fn beyond_stays_beyond() {
    let beyond = largest() + money("0.01");
    assert!(!beyond.is_finite() && largest().is_finite());
    assert_eq!(beyond.to_string(), "∞");
    assert_eq!(beyond.to_f64(), f64::INFINITY);
    assert!(!(beyond - largest()).is_finite() && !(beyond - largest() - largest()).is_finite());
    assert!(!(money("1") - beyond).is_finite());
    assert_eq!((-beyond).to_string(), "-∞");
    assert!(beyond > largest() && -beyond < -largest());
    assert!((beyond + -beyond).to_f64().is_infinite());
    assert_eq!((-largest() - largest()).to_string(), "-∞");
    assert_eq!((money("-9000000000000000000") + money("0.01")).to_string(), "-∞");
    assert_eq!((money("0.01") - money("9000000000000000000")).to_string(), "-∞");
    assert_eq!(portion(beyond, Decimal::ONE, Currency::USD), Err(MoneyError::TooLarge));
}

#[test]
fn texts() {
    assert_eq!(serde_json::to_string(&money("-13.10")).unwrap(), r#""-13.10""#);
    assert_eq!(serde_json::from_str::<Money>(r#""29.00""#).unwrap(), money("29"));
    assert!(serde_json::from_str::<Money>("29.00").is_err());
    for text in ["", "-", ".5", "5.", "1e3", "+1", "1_000", "1,000", "NaN", "∞", "1.2.3", " 1"] {
        assert_eq!(text.parse::<Money>(), Err(MoneyError::Form), "{text}");
    }
    assert_eq!("0.0000000001".parse::<Money>(), Err(MoneyError::TooFine));
    assert_eq!("9223372036854775807".parse::<Money>(), Err(MoneyError::TooLarge));
    assert_eq!("99999999999999999999999999999999".parse::<Money>(), Err(MoneyError::TooLarge));
}

#[test]
fn one_rule_two_amounts() {
    fn bill<A: Settled>(payers: f64) -> A {
        let revenue = A::charge(payers, Param::new(decimal("29.00")), Currency::USD);
        let fees = revenue.share(Param::new(decimal("0.029")), Currency::USD)
            + A::charge(payers, Param::new(decimal("0.30")), Currency::USD);
        revenue - fees.at_least(A::zero())
    }
    assert_eq!(bill::<Money>(103.7).to_string(), "2888.98");
    assert!((bill::<f64>(103.7) - 2888.98).abs() < 0.01);
    assert!(!bill::<Money>(f64::NAN).is_finite() && !bill::<f64>(f64::NAN).is_finite());
    assert!(!bill::<Money>(1e300).is_finite());
    assert_eq!(<Money as Amount>::charge(-1e300, Param::new(Decimal::ONE), Currency::USD).to_string(), "-∞");
}

#[test]
fn instalments() {
    let parts: Vec<String> = (0..3).map(|i| money("100.00").instalment(i, 3).to_string()).collect();
    assert_eq!(parts, ["33.33", "33.34", "33.33"]);
    assert_eq!(money("1").instalment(3, 3), Money::ZERO);
    assert_eq!(money("1").instalment(0, 0), Money::ZERO);
    assert_eq!(12.0.instalment(11, 12), 1.0);
}

#[test]
fn params_hold_both_numbers() {
    assert_eq!(Param::new(decimal("0.1")).number(), 0.1);
    assert_eq!(Param::from_number(0.1).unwrap().exact(), decimal("0.1"));
    assert_eq!(Param::from_number(f64::NAN), None);
}

fn directly(quantity: f64, price: Decimal, places: u32) -> Option<Decimal> {
    let product = decimal_of(quantity)?.checked_mul(price)?;
    Some(product.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven))
}

proptest! {
    #[test]
    fn whole_quantities_are_exact(n in 0_u32..1_000_000_000, cents in 0_i64..10_000_000) {
        let price = Decimal::new(cents, 2);
        let charged = charge(f64::from(n), price, Currency::USD).unwrap();
        prop_assert_eq!(charged.amount(), Decimal::from(n) * price);
    }

    #[test]
    fn decimal_quantities_are_exact(digits in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..6, cents in 0_i64..100_000) {
        let quantity = number_of(Decimal::new(digits, scale));
        let price = Decimal::new(cents, 2);
        for currency in [Currency::USD, Currency::JPY] {
            let charged = charge(quantity, price, currency).unwrap();
            prop_assert_eq!(Some(charged.amount()), directly(quantity, price, u32::from(currency.places())));
        }
    }

    #[test]
    fn ties_go_to_even(halves in -1_000_000_i64..1_000_000, cents in 0_i64..10_000) {
        let quantity = halves as f64 / 2.0;
        let price = Decimal::new(cents, 2);
        let charged = charge(quantity, price, Currency::USD).unwrap();
        prop_assert_eq!(Some(charged.amount()), directly(quantity, price, 2));
    }

    #[test]
    fn both_ways_agree(quantity in -1e12..1e12_f64, digits in 0_i64..1_000_000, scale in 0_u32..9) {
        let price = Decimal::new(digits, scale);
        prop_assert_eq!(charge(quantity, price, Currency::USD), charged_slowly(quantity, price, Currency::USD));
    }

    #[test]
    fn more_never_costs_less(a in 0.0..1e12_f64, b in 0.0..1e12_f64, digits in 0_i64..1_000_000, scale in 0_u32..9) {
        let charged = |quantity| <Money as Amount>::charge(quantity, Param::new(Decimal::new(digits, scale)), Currency::USD);
        prop_assert!(charged(a.min(b)) <= charged(a.max(b)));
    }

    #[test]
    fn sums_are_those_of_decimals(units in prop::collection::vec((-1_000_000_000_i64..1_000_000_000, 0_u32..5), 0..20)) {
        let decimals: Vec<Decimal> = units.iter().map(|&(units, places)| Decimal::new(units, places)).collect();
        let total: Money = decimals.iter().map(|&amount| Money::exactly(amount).unwrap()).sum();
        prop_assert_eq!(total.amount(), decimals.iter().sum::<Decimal>());
    }

    #[test]
    fn portions_are_those_of_decimals(units in -1_000_000_000_000_i64..1_000_000_000_000, share in -100_000_i64..100_000, scale in 0_u32..9) {
        let amount = Money::exactly(Decimal::new(units, 2)).unwrap();
        let share = Decimal::new(share, scale);
        let expected = (amount.amount() * share).round_dp_with_strategy(2, RoundingStrategy::MidpointNearestEven);
        prop_assert_eq!(portion(amount, share, Currency::USD).unwrap().amount(), expected);
    }

    #[test]
    fn instalments_add_up(units in any::<i32>(), count in 1_u32..400) {
        let amount = Money::exactly(Decimal::new(i64::from(units), 2)).unwrap();
        prop_assert_eq!((0..count).map(|index| amount.instalment(index, count)).sum::<Money>(), amount);
    }

    #[test]
    fn order_is_that_of_decimals(a in any::<i64>(), b in any::<i64>(), p in 0_u32..9, q in 0_u32..9) {
        let (a, b) = (Decimal::new(a, p), Decimal::new(b, q));
        if let (Ok(x), Ok(y)) = (Money::exactly(a), Money::exactly(b)) {
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        }
    }

    #[test]
    fn any_bits(bits in any::<u64>(), low in any::<u32>(), mid in any::<u32>(), high in any::<u32>(), scale in 0_u32..29, x in any::<i64>(), p in 0_u32..10) {
        let quantity = f64::from_bits(bits);
        let price = Decimal::from_parts(low, mid, high, bits % 2 == 0, scale);
        for currency in [Currency::USD, Currency::JPY] {
            let charged = <Money as Amount>::charge(quantity, Param::new(price), currency);
            let exact = charge(quantity, price, currency);
            prop_assert_eq!(charged.is_finite(), exact.is_ok());
            if let Ok(other) = Money::exactly(Decimal::new(x, p)) {
                let _ = (charged + other, charged - other, -charged, charged.cmp(&other), charged.to_string());
                let _ = (portion(other, price, currency), charged.share(Param::new(price), currency), charged.instalment(low, mid));
            }
        }
    }
}
