//! The functions of a formula.

use rust_decimal::Decimal;

use super::evaluate::{endwise, high, low};
use super::{Problem, Value, arithmetic};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sum,
    Mean,
    Median,
    Min,
    Max,
    StdevSample,
    P95NearestRank,
    P95Linear,
    Len,
    Drop,
    List,
    Ceil,
    Floor,
    Round,
    Abs,
    Pow,
    Ln,
    Sqrt,
    Low,
    High,
    Range,
}

const MANY: usize = usize::MAX;

/// Name, function, and how few and how many arguments it takes.
const ALL: [(&str, Function, usize, usize); 21] = [
    ("sum", Function::Sum, 1, MANY),
    ("mean", Function::Mean, 1, MANY),
    ("median", Function::Median, 1, MANY),
    ("min", Function::Min, 1, MANY),
    ("max", Function::Max, 1, MANY),
    ("stdev_sample", Function::StdevSample, 1, MANY),
    ("p95_nearest_rank", Function::P95NearestRank, 1, MANY),
    ("p95_linear", Function::P95Linear, 1, MANY),
    ("len", Function::Len, 1, 1),
    ("drop", Function::Drop, 2, 2),
    ("list", Function::List, 0, MANY),
    ("ceil", Function::Ceil, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("round", Function::Round, 1, 2),
    ("abs", Function::Abs, 1, 1),
    ("pow", Function::Pow, 2, 2),
    ("ln", Function::Ln, 1, 1),
    ("sqrt", Function::Sqrt, 1, 1),
    ("low", Function::Low, 1, 1),
    ("high", Function::High, 1, 1),
    ("range", Function::Range, 2, 2),
];

impl Function {
    pub(super) fn named(name: &str) -> Option<Function> {
        ALL.iter().find(|row| row.0 == name).map(|row| row.1)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|row| row.0)
    }

    fn row(self) -> (&'static str, usize, usize) {
        let row = ALL.iter().find(|row| row.1 == self);
        row.map_or(("", 0, MANY), |row| (row.0, row.2, row.3))
    }

    pub(super) fn check_arity(self, given: usize) -> Result<(), Problem> {
        let (function, least, most) = self.row();
        if (least..=most).contains(&given) {
            return Ok(());
        }
        let takes = match (least, most) {
            (1, 1) => "1 value".to_owned(),
            (_, MANY) => format!("{least} value or more"),
            (least, most) if least == most => format!("{least} values"),
            (least, most) => format!("{least} or {most} values"),
        };
        Err(Problem::Arity { function, takes, given })
    }

    pub(super) fn apply(self, mut arguments: Vec<Value>) -> Result<Value, Problem> {
        let (name, ..) = self.row();
        match self {
            Function::List => return Ok(Value::List(arguments)),
            Function::Low => return one(arguments).and_then(low),
            Function::High => return one(arguments).and_then(high),
            Function::Len => return length(&one(arguments)?),
            Function::Drop => return without_first(arguments),
            Function::Range => return range(&arguments),
            _ if self.is_statistic() => arguments = items(arguments),
            _ => {}
        }
        endwise(name, &arguments, |numbers| self.of_numbers(name, numbers))
    }

    /// Statistics take a list, or several values.
    fn is_statistic(self) -> bool {
        matches!(
            self,
            Function::Sum
                | Function::Mean
                | Function::Median
                | Function::Min
                | Function::Max
                | Function::StdevSample
                | Function::P95NearestRank
                | Function::P95Linear
        )
    }

    fn of_numbers(self, name: &'static str, numbers: &[Decimal]) -> Result<Decimal, Problem> {
        match (self, numbers) {
            (Function::Sum, _) => sum(numbers),
            (Function::StdevSample, [] | [_]) => Err(Problem::TooFew { what: name, least: 2 }),
            (_, []) => Err(Problem::TooFew { what: name, least: 1 }),
            (Function::Mean, _) => mean(numbers),
            (Function::Median, _) => percentile(numbers, Decimal::new(5, 1)),
            (Function::P95Linear, _) => percentile(numbers, Decimal::new(95, 2)),
            (Function::P95NearestRank, _) => Ok(nearest_rank_95(numbers)),
            (Function::StdevSample, _) => stdev_sample(numbers),
            (Function::Min, [first, rest @ ..]) => Ok(rest.iter().fold(*first, |least, number| least.min(*number))),
            (Function::Max, [first, rest @ ..]) => Ok(rest.iter().fold(*first, |most, number| most.max(*number))),
            (Function::Ceil, [number, ..]) => Ok(arithmetic::ceil(*number)),
            (Function::Floor, [number, ..]) => Ok(arithmetic::floor(*number)),
            (Function::Round, [number, digits]) => arithmetic::round(*number, *digits),
            (Function::Round, [number, ..]) => arithmetic::round(*number, Decimal::ZERO),
            (Function::Abs, [number, ..]) => Ok(number.abs()),
            (Function::Pow, [base, exponent]) => arithmetic::pow(*base, *exponent),
            (Function::Ln, [number, ..]) => arithmetic::ln(*number),
            (Function::Sqrt, [number, ..]) => arithmetic::sqrt(*number),
            _ => Err(Problem::TooFew { what: name, least: 2 }),
        }
    }
}

fn one(mut arguments: Vec<Value>) -> Result<Value, Problem> {
    arguments.pop().ok_or(Problem::TooFew { what: "this", least: 1 })
}

/// The arguments, with the items of a list in its place.
fn items(arguments: Vec<Value>) -> Vec<Value> {
    let lists = arguments.into_iter().map(|argument| match argument {
        Value::List(items) => items,
        other => vec![other],
    });
    lists.flatten().collect()
}

fn length(value: &Value) -> Result<Value, Problem> {
    match value {
        Value::List(items) => Ok(Value::Number(Decimal::from(items.len()))),
        Value::Record(fields) => Ok(Value::Number(Decimal::from(fields.len()))),
        other => Err(Problem::Kind { what: "len", needs: "a list or a record", found: other.kind() }),
    }
}

fn without_first(arguments: Vec<Value>) -> Result<Value, Problem> {
    match <[Value; 2]>::try_from(arguments) {
        Ok([Value::List(mut items), Value::Number(count)]) => {
            let whole = count.fract().is_zero() && count >= Decimal::ZERO;
            if !whole {
                return Err(Problem::Domain { what: "drop", needs: "a whole count from 0", found: count });
            }
            // A count that does not fit is more than any list has.
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            items.drain(..count.min(items.len()));
            Ok(Value::List(items))
        }
        Ok([Value::List(_), other] | [other, _]) => {
            Err(Problem::Kind { what: "drop", needs: "a list and a number", found: other.kind() })
        }
        Err(_) => Err(Problem::TooFew { what: "drop", least: 2 }),
    }
}

fn range(arguments: &[Value]) -> Result<Value, Problem> {
    match arguments {
        [Value::Number(low), Value::Number(high)] if low > high => {
            Err(Problem::Domain { what: "range", needs: "its low end first", found: *low })
        }
        [Value::Number(low), Value::Number(high)] => Ok(Value::Range { low: Some(*low), high: Some(*high) }),
        [Value::Number(_), other] | [other, _] => {
            Err(Problem::Kind { what: "range", needs: "two numbers", found: other.kind() })
        }
        _ => Err(Problem::TooFew { what: "range", least: 2 }),
    }
}

fn sum(numbers: &[Decimal]) -> Result<Decimal, Problem> {
    numbers.iter().try_fold(Decimal::ZERO, |sum, number| arithmetic::add(sum, *number))
}

fn mean(numbers: &[Decimal]) -> Result<Decimal, Problem> {
    arithmetic::over(sum(numbers)?, Decimal::from(numbers.len()))
}

/// With n − 1 in the denominator.
fn stdev_sample(numbers: &[Decimal]) -> Result<Decimal, Problem> {
    let mean = mean(numbers)?;
    let squares = numbers.iter().map(|number| {
        let off = arithmetic::add(*number, -mean)?;
        off.checked_mul(off).ok_or(Problem::Overflow)
    });
    let squares: Vec<Decimal> = squares.collect::<Result<_, _>>()?;
    let variance = arithmetic::over(sum(&squares)?, Decimal::from(numbers.len().saturating_sub(1)))?;
    arithmetic::sqrt(variance)
}

/// Linear between order statistics: rank `share` × (n − 1), counted from 0 (Hyndman and Fan's type 7).
fn percentile(numbers: &[Decimal], share: Decimal) -> Result<Decimal, Problem> {
    let sorted = sorted(numbers);
    let rank = share * Decimal::from(numbers.len().saturating_sub(1));
    let below = usize::try_from(rank.floor()).unwrap_or(0);
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or_default();
    let step = arithmetic::add(at(below + 1), -at(below))?;
    let part = step.checked_mul(rank.fract()).ok_or(Problem::Overflow)?;
    arithmetic::add(at(below), part)
}

/// The smallest value that at least 95 % of all values do not exceed.
fn nearest_rank_95(numbers: &[Decimal]) -> Decimal {
    let sorted = sorted(numbers);
    let rank = (sorted.len() * 95).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

fn sorted(numbers: &[Decimal]) -> Vec<Decimal> {
    let mut sorted = numbers.to_vec();
    sorted.sort();
    sorted
}
