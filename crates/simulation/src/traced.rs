//! Symbols: numbers that a rule reckons with as with any other, while a recorder takes down what it does.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};
use std::sync::Arc;

use headroom_engine::capacity::special::Special;
use headroom_engine::money::{Amount, Currency};
use headroom_engine::number::Number;

use crate::arrivals::Arrivals;
use crate::tape::expression::{Binary, Expression, Operand, Unary};
use crate::tape::stairs::Stairs;
use crate::tape::{Function, Recorder};

/// A number that is the same on all paths, or a line of a recorder. Numbers of two recorders must not meet.
#[derive(Clone, Copy)]
pub enum Traced<'t> {
    /// The same on all paths; known numbers are computed with at once, as `f64` would be.
    Known(f64),
    /// The line that makes it.
    Node(&'t Recorder, u32),
}

impl<'t> Traced<'t> {
    /// The value, where it is the same on all paths.
    pub fn value(self) -> Option<f64> {
        match self {
            Traced::Known(value) => Some(value),
            Traced::Node(..) => None,
        }
    }

    /// Who takes down what is done to this number, if it is not known.
    pub fn recorder(self) -> Option<&'t Recorder> {
        match self {
            Traced::Known(_) => None,
            Traced::Node(recorder, _) => Some(recorder),
        }
    }

    /// The one of these at a whole number; the first or last beyond their ends, 0 where there are none. Constants,
    /// and constant multiples of one number, become a table.
    pub fn pick(self, of: &[Traced<'t>]) -> Traced<'t> {
        let Some((first, rest)) = of.split_first() else { return Traced::Known(0.0) };
        match self {
            Traced::Known(index) => of[(index.max(0.0) as usize).min(of.len() - 1)],
            Traced::Node(..) => {
                if let Some(table) = of.iter().map(|of| of.value()).collect::<Option<Vec<f64>>>() {
                    self.lookup(&table)
                } else if let Some((common, multiples)) = multiples(of) {
                    common * self.lookup(&multiples)
                } else {
                    let chain = |chosen, (at, of): (usize, &Traced<'t>)| {
                        Number::choose(self.exceeds(Traced::Known(at as f64)), *of, chosen)
                    };
                    rest.iter().enumerate().fold(*first, chain)
                }
            }
        }
    }

    /// A table's value at a whole number; the first or last beyond its ends, 0 where it is empty.
    pub fn lookup(self, table: &[f64]) -> Traced<'t> {
        match self {
            Traced::Known(index) => Traced::Known(Stairs::table(table).at(index)),
            Traced::Node(recorder, index) => recorder.note(|notes| notes.lookup(index, table)),
        }
    }

    /// How many thresholds this number is above.
    pub fn steps(self, thresholds: &[f64]) -> Traced<'t> {
        let mut thresholds = thresholds.to_vec();
        // Nothing is above a threshold that is not a number.
        thresholds.retain(|threshold| !threshold.is_nan());
        thresholds.sort_by(f64::total_cmp);
        let stairs = Stairs::count(&thresholds);
        match self {
            Traced::Known(value) => Traced::Known(stairs.at(value)),
            Traced::Node(recorder, of) => recorder.note(|notes| notes.step(of, stairs)),
        }
    }

    pub(crate) fn operand(self) -> Operand {
        match self {
            Traced::Known(value) => Operand::known(value),
            Traced::Node(_, node) => Operand::Node(node),
        }
    }

    pub(crate) fn with(self, operation: Binary, other: Traced<'t>) -> Traced<'t> {
        match (self, other) {
            (Traced::Known(left), Traced::Known(right)) => Traced::Known(operation.of(left, right)),
            (Traced::Node(recorder, _), _) | (_, Traced::Node(recorder, _)) => {
                recorder.note(|notes| notes.two(operation, self.operand(), other.operand()))
            }
        }
    }

    fn one(self, operation: Unary) -> Traced<'t> {
        match self {
            Traced::Known(value) => Traced::Known(operation.of(value)),
            Traced::Node(recorder, node) => recorder.note(|notes| notes.one(operation, node)),
        }
    }
}

/// A function that is called for each path: a table's, where the engine's own would take too long.
fn called(function: Special) -> Function {
    match function {
        Special::MostArrivals { servers } => {
            let table = Arrivals::of(servers);
            Arc::new(move |of, to| to[0] = table.most(of[0], of[1]))
        }
        function => Arc::new(move |of, to| to[0] = function.of([of[0], of[1], of[2]])),
    }
}

/// The number of which all of these are constant multiples, and by what.
fn multiples<'t>(of: &[Traced<'t>]) -> Option<(Traced<'t>, Vec<f64>)> {
    let factors = |of: Traced<'t>| match of {
        Traced::Known(_) => (of, None),
        Traced::Node(recorder, node) => match recorder.expression(node) {
            Expression::Two(Binary::Mul, Operand::Node(common), factor) if factor.value().is_some() => {
                (Traced::Node(recorder, common), factor.value())
            }
            _ => (of, None),
        },
    };
    let common = of.iter().map(|of| factors(*of)).find_map(|(common, factor)| factor.map(|_| common))?;
    let multiple = |of: &Traced<'t>| match (*of, factors(*of)) {
        (Traced::Known(value), _) => (value == 0.0).then_some(0.0),
        (_, (number, Some(factor))) => (number.operand() == common.operand()).then_some(factor),
        (_, (number, None)) => (number.operand() == common.operand()).then_some(1.0),
    };
    Some((common, of.iter().map(multiple).collect::<Option<Vec<f64>>>()?))
}

impl fmt::Debug for Traced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Traced::Known(value) => value.fmt(f),
            Traced::Node(_, node) => write!(f, "#{node}"),
        }
    }
}

impl Default for Traced<'_> {
    fn default() -> Self {
        Traced::Known(0.0)
    }
}

/// An operator as a line of the recorder.
macro_rules! operator {
    ($($name:ident $method:ident),*) => {$(
        impl<'t> $name for Traced<'t> {
            type Output = Traced<'t>;

            fn $method(self, other: Traced<'t>) -> Traced<'t> {
                self.with(Binary::$name, other)
            }
        }
    )*};
}

operator!(Add add, Sub sub, Mul mul, Div div);

impl<'t> Neg for Traced<'t> {
    type Output = Traced<'t>;

    fn neg(self) -> Traced<'t> {
        self.one(Unary::Negative)
    }
}

impl<'t> AddAssign for Traced<'t> {
    fn add_assign(&mut self, other: Traced<'t>) {
        *self = *self + other;
    }
}

impl<'t> Sum for Traced<'t> {
    fn sum<I: Iterator<Item = Traced<'t>>>(numbers: I) -> Traced<'t> {
        numbers.fold(Traced::default(), |sum, number| sum + number)
    }
}

impl<'t> Number for Traced<'t> {
    fn of(value: f64) -> Traced<'t> {
        Traced::Known(value)
    }

    fn known(self) -> Option<f64> {
        self.value()
    }

    fn at_least(self, least: Traced<'t>) -> Traced<'t> {
        self.with(Binary::AtLeast, least)
    }

    fn at_most(self, most: Traced<'t>) -> Traced<'t> {
        self.with(Binary::AtMost, most)
    }

    fn power(self, exponent: Traced<'t>) -> Traced<'t> {
        self.with(Binary::Power, exponent)
    }

    fn floor(self) -> Traced<'t> {
        self.one(Unary::Floor)
    }

    fn exceeds(self, other: Traced<'t>) -> Traced<'t> {
        self.with(Binary::Exceeds, other)
    }

    fn reaches(self, other: Traced<'t>) -> Traced<'t> {
        self.with(Binary::Reaches, other)
    }

    fn choose(self, yes: Traced<'t>, no: Traced<'t>) -> Traced<'t> {
        match self {
            Traced::Known(0.0) => no,
            Traced::Known(_) => yes,
            Traced::Node(recorder, truth) => recorder.note(|notes| notes.choose(truth, yes.operand(), no.operand())),
        }
    }

    fn special(function: Special, of: [Traced<'t>; 3]) -> Traced<'t> {
        match of.iter().find_map(|of| of.recorder()) {
            Some(recorder) => recorder.special(function, of, || called(function)),
            None => Traced::Known(function.of(of.map(|of| of.value().unwrap_or_default()))),
        }
    }
}

impl<'t> Amount for Traced<'t> {
    type Count = Traced<'t>;
    type Rate = Traced<'t>;

    fn zero() -> Traced<'t> {
        Traced::default()
    }

    fn charge(quantity: Traced<'t>, price: Traced<'t>, _currency: Currency) -> Traced<'t> {
        quantity * price
    }

    fn share(self, rate: Traced<'t>, _currency: Currency) -> Traced<'t> {
        self * rate
    }

    fn rate(number: Traced<'t>) -> Traced<'t> {
        match number {
            Traced::Known(value) if !value.is_finite() => Traced::Known(0.0),
            number => number,
        }
    }

    fn instalment(self, index: u32, count: u32) -> Traced<'t> {
        if index < count { self / Traced::Known(f64::from(count)) } else { Traced::default() }
    }

    fn number(self) -> Traced<'t> {
        self
    }

    fn is_finite(self) -> bool {
        self.value().is_none_or(f64::is_finite)
    }

    fn at_least(self, least: Traced<'t>) -> Traced<'t> {
        self.with(Binary::AtLeast, least)
    }

    fn at_most(self, most: Traced<'t>) -> Traced<'t> {
        self.with(Binary::AtMost, most)
    }

    fn choose(truth: Traced<'t>, yes: Traced<'t>, no: Traced<'t>) -> Traced<'t> {
        Number::choose(truth, yes, no)
    }

    fn pick(index: Traced<'t>, of: usize, each: impl FnMut(usize) -> Traced<'t>) -> Traced<'t> {
        index.pick(&(0..of.max(1)).map(each).collect::<Vec<_>>())
    }
}
