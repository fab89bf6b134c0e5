//! Evaluating a formula: a stack of values, and names looked up.

use rust_decimal::Decimal;

use super::{Act, Formula, FormulaError, LAST, Operator, Problem, Resolve, Step, Value, arithmetic, nearest};

pub(super) fn evaluate(formula: &Formula, resolver: &dyn Resolve) -> Result<Value, FormulaError> {
    let mut stack: Vec<Value> = Vec::new();
    for &Step { at, act } in &formula.steps {
        let value = match act {
            Act::Number(number) => Ok(Value::Number(number)),
            Act::Name(index) => look_up(formula.names.get_index(index).map_or("", String::as_str), resolver),
            Act::Negate => endwise("-", &last(&mut stack, 1), |ends| Ok(-first(ends))),
            Act::Operate(operator) => operate(operator, &last(&mut stack, 2)),
            Act::Call(function, count) => function.apply(last(&mut stack, count)),
        };
        stack.push(value.map_err(|problem| problem.at(at))?);
    }
    let nothing = || Problem::Unexpected { expected: "a value", found: "nothing".to_owned() }.at(0);
    stack.pop().ok_or_else(nothing)
}

/// Takes the last `count` values off the stack, in order.
fn last(stack: &mut Vec<Value>, count: usize) -> Vec<Value> {
    stack.split_off(stack.len().saturating_sub(count))
}

fn first(numbers: &[Decimal]) -> Decimal {
    numbers.first().copied().unwrap_or_default()
}

fn operate(operator: Operator, operands: &[Value]) -> Result<Value, Problem> {
    endwise(operator.sign(), operands, |numbers| match numbers {
        [left, right] => arithmetic::operate(operator, *left, *right),
        _ => Err(Problem::TooFew { what: operator.sign(), least: 2 }),
    })
}

/// Applies a function of numbers to numbers and ranges: once to the low ends and once to the high ends where any of
/// them is a range. An open end makes that end of the result open.
pub(super) fn endwise(
    what: &'static str,
    values: &[Value],
    function: impl Fn(&[Decimal]) -> Result<Decimal, Problem>,
) -> Result<Value, Problem> {
    let mut ranged = false;
    let mut lows = Some(Vec::with_capacity(values.len()));
    let mut highs = Some(Vec::with_capacity(values.len()));
    for value in values {
        let (low, high) = match value {
            Value::Number(number) => (Some(*number), Some(*number)),
            Value::Range { low, high } => {
                ranged = true;
                (*low, *high)
            }
            other => return Err(Problem::Kind { what, needs: "numbers or ranges", found: other.kind() }),
        };
        lows = with(lows, low);
        highs = with(highs, high);
    }
    match (ranged, lows) {
        (false, Some(numbers)) => Ok(Value::Number(function(&numbers)?)),
        (_, lows) => Ok(Value::Range {
            low: lows.map(|numbers| function(&numbers)).transpose()?,
            high: highs.map(|numbers| function(&numbers)).transpose()?,
        }),
    }
}

fn with<T>(items: Option<Vec<T>>, item: Option<T>) -> Option<Vec<T>> {
    let (mut items, item) = items.zip(item)?;
    items.push(item);
    Some(items)
}

fn look_up(path: &str, resolver: &dyn Resolve) -> Result<Value, Problem> {
    if let Some(value) = resolver.resolve(path) {
        return Ok(value);
    }
    for (dot, _) in path.rmatch_indices('.') {
        let (known, parts) = path.split_at(dot);
        if let Some(value) = resolver.resolve(known) {
            return reach(value, known, parts.trim_start_matches('.'));
        }
    }
    Err(Problem::UnknownName { path: path.to_owned(), nearest: resolver.nearest(path) })
}

/// The part of `value`, which `path` stands for, that the dotted `parts` lead to.
fn reach(mut value: Value, path: &str, parts: &str) -> Result<Value, Problem> {
    let mut path = path.to_owned();
    for part in parts.split('.') {
        value = part_of(value, part, &path)?;
        path = format!("{path}.{part}");
    }
    Ok(value)
}

fn part_of(value: Value, part: &str, path: &str) -> Result<Value, Problem> {
    let kind = value.kind();
    let unknown = |nearest| Problem::UnknownPart { path: path.to_owned(), kind, part: part.to_owned(), nearest };
    match (value, part) {
        (value @ (Value::Number(_) | Value::Range { .. }), "low") => low(value),
        (value @ (Value::Number(_) | Value::Range { .. }), "high") => high(value),
        (Value::List(mut items), _) => {
            let index = if part == LAST { items.len().checked_sub(1) } else { part.parse().ok() };
            let index = index.filter(|index| *index < items.len());
            index.map(|index| items.swap_remove(index)).ok_or_else(|| unknown(None))
        }
        (Value::Record(mut fields), _) => fields.swap_remove(part).ok_or_else(|| {
            let nearest = nearest(part, fields.keys().map(String::as_str));
            unknown(nearest.map(str::to_owned))
        }),
        _ => Err(unknown(None)),
    }
}

/// The low end; a number is its own.
pub(super) fn low(value: Value) -> Result<Value, Problem> {
    match value {
        Value::Range { low, .. } => low.map(Value::Number).ok_or(Problem::OpenEnd("low")),
        Value::Number(_) => Ok(value),
        other => Err(Problem::Kind { what: "low", needs: "a range", found: other.kind() }),
    }
}

/// The high end; a number is its own.
pub(super) fn high(value: Value) -> Result<Value, Problem> {
    match value {
        Value::Range { high, .. } => high.map(Value::Number).ok_or(Problem::OpenEnd("high")),
        Value::Number(_) => Ok(value),
        other => Err(Problem::Kind { what: "high", needs: "a range", found: other.kind() }),
    }
}
