//! Between which values a number lies on every path, from the ends of what is drawn. What can never happen need not be
//! computed: a share that never exceeds 1, a tier that no path comes to.
//!
//! Each operation is rounded as on the tape, and rounding keeps order; so ends hold for the rounded numbers, without
//! any slack.

use super::expression::{Binary, Expression, Operand, Unary};
use super::record::Notes;
use super::stairs::Stairs;

/// From `low` to `high`, both included. What is not known to be bounded has infinite ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
}

impl Bounds {
    pub const ANY: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY };
    pub const NOT_NEGATIVE: Bounds = Bounds { low: 0.0, high: f64::INFINITY };
    const SHARE: Bounds = Bounds { low: 0.0, high: 1.0 };

    fn known(value: f64) -> Bounds {
        Bounds::spanning(&[value])
    }

    /// Of all of these; unbounded where one is not a number.
    fn spanning(values: &[f64]) -> Bounds {
        let mut all = Bounds { low: f64::INFINITY, high: f64::NEG_INFINITY };
        for value in values {
            if value.is_nan() {
                return Bounds::ANY;
            }
            all = Bounds { low: all.low.min(*value), high: all.high.max(*value) };
        }
        all
    }

    fn with(self, other: Bounds) -> Bounds {
        Bounds { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What lies in both.
    fn within(self, other: Bounds) -> Bounds {
        Bounds { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// Less than this in magnitude.
    pub(crate) fn is_within(self, most: f64) -> bool {
        self.low > -most && self.high < most
    }

    fn is_not_negative(self) -> bool {
        self.low >= 0.0
    }

    fn one(self, operation: Unary) -> Bounds {
        Bounds::spanning(&[operation.of(self.low), operation.of(self.high)])
    }

    fn two(self, operation: Binary, other: Bounds) -> Bounds {
        let ends = |f: &dyn Fn(f64, f64) -> f64| {
            let of = |x| [f(x, other.low), f(x, other.high)];
            Bounds::spanning([of(self.low), of(self.high)].as_flattened())
        };
        match operation {
            // Opposite infinities are no number, and then nothing is known.
            Binary::Add => Bounds::spanning(&[self.low + other.low, self.high + other.high]),
            Binary::Sub => Bounds::spanning(&[self.low - other.high, self.high - other.low]),
            // A number may be as large as it likes, but is finite: 0 times it is 0.
            Binary::Mul => ends(&|x, y| if x == 0.0 || y == 0.0 { 0.0 } else { x * y }),
            Binary::Div if other.low > 0.0 || other.high < 0.0 => ends(&|x, y| x / y),
            Binary::Div => Bounds::ANY,
            Binary::AtLeast => Bounds { low: self.low.max(other.low), high: self.high.max(other.high) },
            Binary::AtMost => Bounds { low: self.low.min(other.low), high: self.high.min(other.high) },
            Binary::Power if self.is_not_negative() => Bounds::NOT_NEGATIVE,
            Binary::Power => Bounds::ANY,
            Binary::Exceeds | Binary::Reaches => Bounds::SHARE,
        }
    }

    /// What an operation of two numbers comes to on every path, where it is the same operand on all of them.
    pub(crate) fn decided(self, operation: Binary, other: Bounds) -> Option<Decided> {
        match operation {
            Binary::AtLeast if self.low >= other.high => Some(Decided::Left),
            Binary::AtLeast if other.low >= self.high => Some(Decided::Right),
            Binary::AtMost if self.high <= other.low => Some(Decided::Left),
            Binary::AtMost if other.high <= self.low => Some(Decided::Right),
            Binary::Exceeds if self.low > other.high => Some(Decided::Known(1.0)),
            Binary::Exceeds if self.high <= other.low => Some(Decided::Known(0.0)),
            Binary::Reaches if self.low >= other.high => Some(Decided::Known(1.0)),
            Binary::Reaches if self.high < other.low => Some(Decided::Known(0.0)),
            _ => None,
        }
    }
}

/// Which operand an operation comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Decided {
    Left,
    Right,
    Known(f64),
}

impl Notes {
    pub(crate) fn bounds(&self, operand: Operand) -> Bounds {
        match operand {
            Operand::Node(node) => self.bounds[node as usize],
            Operand::Known(_) => operand.value().map_or(Bounds::ANY, Bounds::known),
        }
    }

    /// The steps that a number can come to.
    pub(crate) fn reached(&self, of: u32, stairs: Stairs) -> Stairs {
        let Bounds { low, high } = self.bounds[of as usize];
        stairs.between(low, high)
    }

    /// Where a new line lies. An input's bounds are known only by who hands it in.
    pub(crate) fn bounds_of(&self, expression: &Expression) -> Bounds {
        match *expression {
            Expression::Input(_) | Expression::Call(_) | Expression::Part { .. } => Bounds::ANY,
            Expression::One(operation, of) => self.bounds[of as usize].one(operation),
            Expression::Two(operation, left, right) => {
                let plain = self.bounds(left).two(operation, self.bounds(right));
                match operation {
                    Binary::Add => [(left, right), (right, left)]
                        .into_iter()
                        .filter_map(|(x, more)| self.filled_up(x, more))
                        .fold(plain, Bounds::within),
                    Binary::Sub => self.what_is_left(left, right).map_or(plain, |known| plain.within(known)),
                    _ => plain,
                }
            }
            Expression::Three(..) => Bounds::ANY,
            Expression::Choice { yes, no, .. } => self.bounds(yes).with(self.bounds(no)),
            Expression::Stairs { stairs, .. } => Bounds::spanning(&self.lines.stairs[stairs as usize].values),
        }
    }

    /// `x + at most (k − x)`, which is how a stock grows into what there is room for, is never above `k` where `x` is
    /// not. Rounding does not lift it over an even `k`: what `k − x` is rounded by is at most half of `k`'s last place.
    fn filled_up(&self, x: Operand, more: Operand) -> Option<Bounds> {
        let room = |operand: Operand| {
            let &Expression::Two(Binary::Sub, whole, taken) = self.line(operand)? else { return None };
            let whole = whole.value().filter(|whole| *whole > 0.0 && whole.to_bits() & 1 == 0)?;
            (taken == x).then_some(whole)
        };
        let room_or_none = |operand: Operand| match *self.line(operand)? {
            Expression::Two(Binary::AtLeast, of, least) if least.is(0.0) => room(of),
            _ => room(operand),
        };
        let whole = match *self.line(more)? {
            Expression::Two(Binary::AtMost, a, b) => room_or_none(b).or_else(|| room_or_none(a)),
            _ => room_or_none(more),
        }?;
        let Bounds { low, high } = self.bounds(x);
        (low >= 0.0).then_some(Bounds { low: f64::NEG_INFINITY, high: high.max(whole) })
    }

    /// `(x + d) − x` has the sign of `d`, and `z − x z` is between 0 and `z` for a share `x`: as rounded, too.
    fn what_is_left(&self, left: Operand, right: Operand) -> Option<Bounds> {
        if let Some(&Expression::Two(Binary::Add, a, b)) = self.line(left)
            && (a == right || b == right)
        {
            let more = self.bounds(if a == right { b } else { a });
            let low = if more.is_not_negative() { 0.0 } else { f64::NEG_INFINITY };
            return Some(Bounds { low, high: if more.high <= 0.0 { 0.0 } else { f64::INFINITY } });
        }
        let Some(&Expression::Two(Binary::Mul, a, b)) = self.line(right) else { return None };
        if a != left && b != left {
            return None;
        }
        let (whole, share) = (self.bounds(left), self.bounds(if a == left { b } else { a }));
        let is_share = share.is_not_negative() && share.high <= 1.0;
        (is_share && whole.is_not_negative()).then_some(Bounds { low: 0.0, high: whole.high })
    }

    fn line(&self, operand: Operand) -> Option<&Expression> {
        operand.node().map(|node| &self.lines.expressions[node as usize])
    }
}
