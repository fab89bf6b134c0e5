use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn number(text: &str) -> Value {
    Value::Number(decimal(text))
}

fn range(low: &str, high: &str) -> Value {
    let end = |text: &str| (!text.is_empty()).then(|| decimal(text));
    Value::Range { low: end(low), high: end(high) }
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| number(item)).collect())
}

fn figures() -> IndexMap<String, Value> {
    let starter = IndexMap::from([("price".to_owned(), number("29")), ("users".to_owned(), range("50", "75"))]);
    let projection = IndexMap::from([("cost".to_owned(), list(&["10", "11", "12.5"]))]);
    IndexMap::from([
        ("plans.starter".to_owned(), Value::Record(starter)),
        ("plans.pro-annual".to_owned(), number("99")),
        ("projection".to_owned(), Value::Record(projection)),
        ("users".to_owned(), range("5000", "")),
        ("overhead".to_owned(), range("300", "400")),
        ("samples".to_owned(), list(&["15", "20", "35", "40", "50"])),
        ("name".to_owned(), Value::Text("Starter".to_owned())),
    ])
}

fn value(text: &str) -> Result<Value, FormulaError> {
    parse(text)?.evaluate(&figures())
}

fn message(text: &str) -> String {
    let error = value(text).expect_err(text);
    format!("{}: {error}", error.at)
}

#[track_caller]
fn gives(text: &str, expected: &str) {
    assert_eq!(value(text), Ok(number(expected)), "{text}");
}

#[test]
fn arithmetic_is_decimal() {
    gives("1 + 2 * 3 - 4 / 8", "6.5");
    gives("(1 + 2) * 3", "9");
    gives("2 - 3 - 4", "-5");
    gives("24 / 4 / 2", "3");
    gives("-2 * -(3 + 1)", "8");
    gives("--1", "1");
    gives("0.1 + 0.2", "0.3");
    gives("1 / 3", "0.3333333333333333333333333333");
    gives(" 1\t+\n2 ", "3");
    gives("0.029*100", "2.9");
}

#[test]
fn names_reach_into_values() {
    gives("plans.starter.price * 2", "58");
    gives("plans.starter.users.low", "50");
    gives("plans.starter.users.high", "75");
    gives("plans.starter.price.high", "29");
    gives("{plans.pro-annual} + {plans.starter.price}", "128");
    gives("projection.cost.2", "12.5");
    gives("sum(projection.cost)", "33.5");
    gives("users.low", "5000");
    assert_eq!(value("name"), Ok(Value::Text("Starter".to_owned())));
}

#[test]
fn references_in_order_and_once() {
    let formula = parse("b.c + sum(a, b.c, {x-y.0}) / low(a)").unwrap();
    assert_eq!(formula.references().collect::<Vec<_>>(), ["b.c", "a", "x-y.0"]);
    assert_eq!(formula.to_string(), formula.text());
}

#[test]
fn ranges_end_with_end() {
    assert_eq!(value("plans.starter.users * 20"), Ok(range("1000", "1500")));
    assert_eq!(value("overhead - plans.starter.users"), Ok(range("250", "325")));
    assert_eq!(value("overhead / plans.starter.users * 0 + 1"), Ok(range("1", "1")));
    assert_eq!(value("5 / range(1, 2)"), Ok(range("5", "2.5")));
    assert_eq!(value("-range(1, 2)"), Ok(range("-1", "-2")));
    assert_eq!(value("users + 1"), Ok(range("5001", "")));
    assert_eq!(value("ceil(overhead / 7)"), Ok(range("43", "58")));
    assert_eq!(value("sum(overhead, 1)"), Ok(range("301", "401")));
    assert_eq!(value("max(overhead, 350)"), Ok(range("350", "400")));
    assert_eq!(value("pow(range(2, 3), 2)"), Ok(range("4", "9")));
    gives("high(overhead) - low(overhead)", "100");
    gives("low(7)", "7");
}

#[test]
fn statistics() {
    gives("mean(samples)", "32");
    gives("median(samples)", "35");
    gives("median(1, 2, 3, 10)", "2.5");
    gives("min(samples, 3)", "3");
    gives("max(samples)", "50");
    gives("len(samples)", "5");
    gives("len(drop(samples, 2))", "3");
    gives("len(drop(samples, 99))", "0");
    gives("samples.last", "50");
    gives("len(list())", "0");
    gives("sum(list())", "0");
    gives("p95_nearest_rank(samples)", "50");
    gives("p95_linear(samples)", "48");
    gives("stdev_sample(2, 4, 4, 4, 5, 5, 7, 9)", "2.138089935299395");
    gives("sum(drop(list(1, 2, 3), 1), 4)", "9");
}

#[test]
fn functions() {
    gives("ceil(1.2) + floor(-1.2)", "0");
    gives("ceil(ln(8) / ln(2))", "3");
    gives("floor(1 / 3 * 3)", "1");
    gives("ceil(1000000000000.4)", "1000000000001");
    gives("ceil(0.0000000001)", "1");
    gives("round(2.5)", "2");
    gives("round(2.345, 2)", "2.34");
    gives("abs(-3)", "3");
    gives("pow(1.05, 3)", "1.157625");
    gives("pow(2, -2)", "0.25");
    gives("pow(0.5, -90)", "1237940039285380274899124224");
    gives("pow(2, -200)", "0");
    gives("pow(0, 0)", "1");
    gives("pow(-2, 3)", "-8");
    gives("pow(8, 1/3)", "2");
    gives("sqrt(152.2756)", "12.34");
    gives("ln(1)", "0");
}

#[test]
fn what_is_wrong_and_where() {
    for (text, expected) in [
        ("", "0: a number, a name or \"(\" is needed here, not the end"),
        ("1 +", "3: a number, a name or \"(\" is needed here, not the end"),
        ("(1 + 2", "6: an operator or \")\" is needed here, not the end"),
        ("1 2", "2: an operator is needed here, not 2"),
        ("1)", "1: an operator is needed here, not \")\""),
        ("1,000", "1: an operator is needed here, not \",\""),
        ("sum(,1)", "4: a number, a name or \"(\" is needed here, not \",\""),
        ("* 2", "0: a number, a name or \"(\" is needed here, not \"*\""),
        ("12 ^ 2", "3: '^' has no meaning in a formula; write pow(a, b) for a power"),
        ("5 %", "2: '%' has no meaning in a formula; write 5 % as 0.05"),
        ("3 − 2", "2: '−' has no meaning in a formula; write - for minus"),
        ("a . b", "2: '.' has no meaning in a formula"),
        ("2x", "1: an operator, or braces around a name that begins with a digit, is needed here, not \"x\""),
        ("1.", "1: '.' has no meaning in a formula"),
        ("{a..b}", "1: a path such as {plans.pro-annual.price} is needed here, not \"a..b\""),
        ("{a b}", "2: \"}\" is needed here, not \" \""),
        ("{a", "2: \"}\" is needed here, not the end"),
        ("0.12345678901234567890123456789", "0: a number has at most 28 digits"),
        ("maen(1)", "0: there is no function \"maen\"; did you mean \"mean\"?"),
        ("a.b(1)", "0: there is no function \"a.b\""),
        ("1 + pow(2)", "4: pow takes 2 values, not 1"),
        ("round(1, 2, 3)", "0: round takes 1 or 2 values, not 3"),
        ("mean()", "0: mean takes 1 value or more, not 0"),
        ("ln()", "0: ln takes 1 value, not 0"),
        ("1 + overhaed", "4: nothing is called \"overhaed\"; did you mean \"overhead\"?"),
        ("zzzz", "0: nothing is called \"zzzz\""),
        ("plans.starter.prise", "0: \"plans.starter\" is a record and has no \"prise\"; did you mean \"price\"?"),
        ("samples.5", "0: \"samples\" is a list and has no \"5\""),
        ("samples.0.x", "0: \"samples.0\" is a number and has no \"x\""),
        ("users.high", "0: this range has no high end"),
        ("1 / (2 - 2)", "2: this divides by zero"),
        ("pow(0, -1)", "0: this divides by zero"),
        ("pow(10, 29)", "0: the result is too large: it may have at most 28 digits before the point"),
        ("name * 2", "5: * needs numbers or ranges, not a text"),
        ("-samples", "0: - needs numbers or ranges, not a list"),
        ("len(1)", "0: len needs a list or a record, not a number"),
        ("low(samples)", "0: low needs a range, not a list"),
        ("drop(1, 2)", "0: drop needs a list and a number, not a number"),
        ("drop(samples, 1.5)", "0: drop needs a whole count from 0, not 1.5"),
        ("range(2, 1)", "0: range needs its low end first, not 2"),
        ("mean(list())", "0: mean needs at least 1 value"),
        ("stdev_sample(1)", "0: stdev_sample needs at least 2 values"),
        ("ln(0)", "0: ln needs a number above zero, not 0"),
        ("sqrt(-1)", "0: sqrt needs a number that is not negative, not -1"),
        ("pow(-8, 0.5)", "0: pow with a broken exponent needs a base above zero, not -8"),
        ("round(1, 1.5)", "0: round needs 0 to 28 digits, not 1.5"),
    ] {
        assert_eq!(message(text), expected, "{text}");
    }
}

#[test]
fn limits() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(DEEPEST)).is_ok());
    assert_eq!(parse(&nested(DEEPEST + 1)).unwrap_err(), Problem::TooDeep.at(DEEPEST));
    for deep in ["-", "abs(", "-(", "1-("] {
        assert_eq!(parse(&deep.repeat(1000)).unwrap_err().problem, Problem::TooDeep);
    }
    let long = format!("1{}", "+1".repeat(2047));
    assert_eq!(parse(&long).unwrap().evaluate(&figures()), Ok(number("2048")));
    assert_eq!(parse(&format!("{long} +1")).unwrap_err(), Problem::TooLong.at(LONGEST));
    assert_eq!(parse(&"é".repeat(100_000)).unwrap_err(), Problem::TooLong.at(2 * LONGEST));
}

/// Arithmetic as text, and what it comes to when reckoned directly.
fn arithmetic() -> impl Strategy<Value = (String, Option<Decimal>)> {
    let leaf = (0_u32..10_000, 0_u32..4).prop_map(|(digits, scale)| {
        let number = Decimal::new(i64::from(digits), scale);
        (number.to_string(), Some(number))
    });
    leaf.prop_recursive(6, 64, 2, |inner| {
        let pair = (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/"]), inner.clone());
        let pair = pair.prop_map(|((left, a), sign, (right, b))| {
            let result = a.zip(b).and_then(|(a, b)| match sign {
                "+" => a.checked_add(b),
                "-" => a.checked_sub(b),
                "*" => a.checked_mul(b),
                _ => a.checked_div(b),
            });
            (format!("({left} {sign}{right})"), result)
        });
        let negated = inner.clone().prop_map(|(text, result)| (format!("-{text}"), result.map(|result| -result)));
        prop_oneof![4 => pair, 1 => negated]
    })
}

/// A chain without parentheses: products first, then sums, each from the left.
fn chain(terms: &[(i64, Vec<(bool, i64)>)]) -> (String, Option<Decimal>) {
    let mut text = String::new();
    let mut total = Some(Decimal::ZERO);
    for (index, (first, factors)) in terms.iter().enumerate() {
        let subtract = index % 3 == 1;
        text += if index == 0 {
            ""
        } else if subtract {
            "-"
        } else {
            " + "
        };
        text += &first.to_string();
        let mut product = Some(Decimal::from(*first));
        for (divide, factor) in factors {
            text += &format!("{}{factor}", if *divide { "/" } else { " *" });
            let factor = Decimal::from(*factor);
            product = product.and_then(|p| if *divide { p.checked_div(factor) } else { p.checked_mul(factor) });
        }
        total = total.zip(product).and_then(|(a, b)| if subtract { a.checked_sub(b) } else { a.checked_add(b) });
    }
    (text, total)
}

const PIECES: [&str; 32] = [
    "1",
    "0.5",
    "999999999999999999999999999",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    ",",
    " ",
    "a",
    "users",
    "overhead",
    "samples",
    "name",
    "plans.starter",
    ".low",
    ".0",
    "{a-b}",
    "sum(",
    "pow(",
    "range(",
    "drop(",
    "median(",
    "ceil(",
    "ln(",
    "list(",
    "p95_linear(",
    "round(",
    "é",
    "stdev_sample(",
];

proptest! {
    #[test]
    fn agrees_with_direct_arithmetic((text, expected) in arithmetic()) {
        match expected {
            Some(expected) => prop_assert_eq!(value(&text), Ok(Value::Number(expected))),
            None => prop_assert!(value(&text).is_err()),
        }
    }

    #[test]
    fn products_before_sums(terms in prop::collection::vec((0_i64..1000, prop::collection::vec((any::<bool>(), 1_i64..50), 0..4)), 1..6)) {
        let (text, expected) = chain(&terms);
        prop_assert_eq!(value(&text).ok().and_then(|value| value.number()), expected, "{}", text);
    }

    #[test]
    fn any_text(text in ".*") {
        if let Err(error) = value(&text) {
            prop_assert!(text.is_char_boundary(error.at), "{}", error);
        }
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40)) {
        let text = pieces.concat();
        if let Err(error) = value(&text) {
            prop_assert!(text.is_char_boundary(error.at), "{}", error);
        }
    }

    #[test]
    fn any_numbers(low in any::<u32>(), mid in any::<u32>(), high in any::<u32>(), scale in 0_u32..29, other in any::<i64>(), places in 0_u32..19) {
        let a = Decimal::from_parts(low, mid, high, low % 2 == 1, scale);
        let b = Decimal::new(other, places);
        let figures = IndexMap::from([("a".to_owned(), Value::Number(a)), ("b".to_owned(), Value::Number(b))]);
        for text in [
            "a+b", "a-b", "a*b", "a/b", "-a", "pow(a,b)", "pow(b,a)", "pow(a, floor(b))", "ln(a)", "sqrt(a)", "ceil(a)",
            "floor(a)", "round(a, 3)", "mean(a,b,a)", "median(a,b)", "p95_linear(a,b)", "stdev_sample(a,b,b)",
            "drop(list(a), abs(b))", "range(a,b)", "pow(a, 0.5)",
        ] {
            let _ = parse(text).unwrap().evaluate(&figures);
        }
    }
}
