//! A founder's own calculated figures: a small, exact and safe expression language.
//!
//! ```text
//! ceil(plans.starter.price * 12 / (1 - 0.029)) - range(300, 800)
//! ```
//!
//! - **Numbers** are decimal: `12`, `0.029`. `+ - * /` and the unary minus are exact; a quotient, and anything with
//!   more digits than 28, is rounded to 28 digits. `ln`, `sqrt` and `pow` with a broken exponent go through binary
//!   numbers and are good to 15 digits; `pow` with a whole exponent stays decimal.
//! - **Names** are dotted paths of letters, digits and `_`: `projection.cost.12`. The first part begins with a letter
//!   or `_`. A `-` is always a minus; a path with hyphens stands in braces: `{plans.pro-annual.price}`.
//! - A path reaches into what a name stands for: fields of a record, items of a list counted from 0, or the `last`, and
//!   `.low` and `.high` of a range. A number is a range whose ends are equal.
//! - **Ranges** are reckoned like end with like end: the low end of a result comes from the low ends of what went in,
//!   the high end from the high ends, for every operator and function, subtraction and division included. So the low
//!   end may be the larger: `5 / range(1, 2)` is 5 to 2.5. Where an end is open ("5,000+"), so is that of the result.
//!   For other ends write `low(x)` and `high(x)`.
//! - **Functions**: `sum`, `mean`, `median`, `min`, `max`, `stdev_sample`, `p95_nearest_rank` and `p95_linear` of a
//!   list or of several values; `len(list)`, `drop(list, n)` without the first n, `list(a, b, ...)`;
//!   `ceil`, `floor`, `round(x)`, `round(x, digits)` half to even, `abs`, `ln`, `sqrt`, `pow(x, y)`;
//!   `low(x)`, `high(x)`, `range(low, high)`.
//! - `ceil` and `floor` see through the error of a quotient or a logarithm: what differs from a whole number by less
//!   than 1e-14 of its size (and than 1e-9) is that number. `floor(1 / 3 * 3)` is 1.
//!
//! A formula has at most 4096 characters and nests at most 64 deep. Nothing panics, whatever the text or the values.

mod arithmetic;
mod evaluate;
mod function;
mod parse;
mod token;

use std::fmt;

use indexmap::{IndexMap, IndexSet};
use rust_decimal::Decimal;
use thiserror::Error;

use crate::diagnostic::nearest;
use function::Function;

/// The most characters a formula may have.
pub const LONGEST: usize = 4096;
/// The part of a list that is its last item, however many there are.
pub const LAST: &str = "last";
/// How deep parentheses, calls and signs may nest.
pub const DEEPEST: usize = 64;

/// What a name stands for, and what a formula gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// A range; an end is open where it is `None`.
    Range {
        /// The low end.
        low: Option<Decimal>,
        /// The high end.
        high: Option<Decimal>,
    },
    /// Values in order.
    List(Vec<Value>),
    /// Values by field.
    Record(IndexMap<String, Value>),
    /// Words; no operator takes them.
    Text(String),
}

impl Value {
    /// The number, where it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// What kind of value it is, for messages: `a number`, `a list`.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Number(_) => "a number",
            Value::Range { .. } => "a range",
            Value::List(_) => "a list",
            Value::Record(_) => "a record",
            Value::Text(_) => "a text",
        }
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Value {
        Value::Number(number)
    }
}

/// Where a formula finds what its names stand for.
pub trait Resolve {
    /// The value at a dotted path, or nothing. A formula asks for the whole path first, then for ever shorter
    /// beginnings of it, and reaches into the value of the first that is known.
    fn resolve(&self, path: &str) -> Option<Value>;

    /// A known path that may have been meant, for the message about an unknown one.
    fn nearest(&self, _path: &str) -> Option<String> {
        None
    }
}

impl Resolve for IndexMap<String, Value> {
    fn resolve(&self, path: &str) -> Option<Value> {
        self.get(path).cloned()
    }

    fn nearest(&self, path: &str) -> Option<String> {
        nearest(path, self.keys().map(String::as_str)).map(str::to_owned)
    }
}

/// A formula that has been read and can be evaluated any number of times.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    names: IndexSet<String>,
    /// In the order of reckoning, operands first, so that evaluating needs no recursion.
    steps: Vec<Step>,
}

/// One step of a formula, and the byte of the text it stands at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    at: usize,
    act: Act,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    Number(Decimal),
    /// By position in [`Formula::names`].
    Name(usize),
    Negate,
    Operate(Operator),
    /// With the number of arguments.
    Call(Function, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Reads a formula.
pub fn parse(text: &str) -> Result<Formula, FormulaError> {
    parse::parse(text)
}

impl Formula {
    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paths it refers to, each once, in order of their first appearance; without braces.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The value it has when its names stand for what `resolver` says.
    pub fn evaluate(&self, resolver: &dyn Resolve) -> Result<Value, FormulaError> {
        evaluate::evaluate(self, resolver)
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is wrong with a formula, and where.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{problem}")]
pub struct FormulaError {
    /// The byte of the text where it is; always the start of a character, or the end of the text.
    pub at: usize,
    /// What it is.
    pub problem: Problem,
}

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Problem {
    /// Something else than what stands there is needed.
    #[error("{expected} is needed here, not {found}")]
    Unexpected {
        /// What may stand here.
        expected: &'static str,
        /// What stands here.
        found: String,
    },
    /// A character that means nothing in a formula.
    #[error("{0:?} has no meaning in a formula{hint}", hint = token::hint(*.0))]
    Character(char),
    /// A number of more digits than can be held.
    #[error("a number has at most 28 digits")]
    Digits,
    /// The text is too long.
    #[error("a formula has at most {LONGEST} characters")]
    TooLong,
    /// Parentheses, calls or signs nest too deep.
    #[error("a formula nests at most {DEEPEST} deep")]
    TooDeep,
    /// No such function.
    #[error("there is no function {name:?}{}", meant(.nearest))]
    UnknownFunction {
        /// As written.
        name: String,
        /// The function that may have been meant.
        nearest: Option<String>,
    },
    /// A function has too few or too many arguments.
    #[error("{function} takes {takes}, not {given}")]
    Arity {
        /// Its name.
        function: &'static str,
        /// What it takes, in words.
        takes: String,
        /// How many were given.
        given: usize,
    },
    /// Nothing has this name.
    #[error("nothing is called {path:?}{}", meant(.nearest))]
    UnknownName {
        /// The path as written.
        path: String,
        /// The path that may have been meant.
        nearest: Option<String>,
    },
    /// What was found has no such part.
    #[error("{path:?} is {kind} and has no {part:?}{}", meant(.nearest))]
    UnknownPart {
        /// The path of what was found.
        path: String,
        /// The kind of value it is.
        kind: &'static str,
        /// The part it lacks.
        part: String,
        /// The part that may have been meant.
        nearest: Option<String>,
    },
    /// The end of a range that was asked for is open.
    #[error("this range has no {0} end")]
    OpenEnd(&'static str),
    /// A value of the wrong kind.
    #[error("{what} needs {needs}, not {found}")]
    Kind {
        /// The operator or function.
        what: &'static str,
        /// What it needs.
        needs: &'static str,
        /// What it got.
        found: &'static str,
    },
    /// A value of the right kind outside what the function is defined for.
    #[error("{what} needs {needs}, not {found}")]
    Domain {
        /// The function.
        what: &'static str,
        /// What it needs.
        needs: &'static str,
        /// What it got.
        found: Decimal,
    },
    /// Too few values for a statistic.
    #[error("{what} needs at least {least} value{}", if *.least == 1 { "" } else { "s" })]
    TooFew {
        /// The function.
        what: &'static str,
        /// How many it needs.
        least: usize,
    },
    /// A division by zero.
    #[error("this divides by zero")]
    DivisionByZero,
    /// A result too large to hold.
    #[error("the result is too large: it may have at most 28 digits before the point")]
    Overflow,
}

impl Problem {
    fn at(self, at: usize) -> FormulaError {
        FormulaError { at, problem: self }
    }
}

fn meant(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; did you mean {name:?}?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
