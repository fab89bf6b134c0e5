//! What a recorder writes down: one expression per line, whose operands are constants and earlier lines.

use std::hash::{Hash, Hasher};

use headroom_engine::number::Number;

/// The bits of a constant, so that expressions have an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bits(u64);

/// A constant, or the number of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operand {
    Node(u32),
    Known(Bits),
}

/// As one word: the numbers of expressions are no bits of usual constants.
impl Hash for Operand {
    fn hash<H: Hasher>(&self, words: &mut H) {
        words.write_u64(match *self {
            Operand::Node(node) => u64::from(node),
            Operand::Known(Bits(bits)) => bits,
        });
    }
}

impl Operand {
    pub fn known(value: f64) -> Operand {
        Operand::Known(Bits(value.to_bits()))
    }

    pub fn value(self) -> Option<f64> {
        match self {
            Operand::Known(Bits(bits)) => Some(f64::from_bits(bits)),
            Operand::Node(_) => None,
        }
    }

    pub fn node(self) -> Option<u32> {
        match self {
            Operand::Node(node) => Some(node),
            Operand::Known(_) => None,
        }
    }

    /// Whether this is a constant equal to one; both zeros are equal.
    pub fn is(self, value: f64) -> bool {
        self.value() == Some(value)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unary {
    Negative,
    Floor,
    /// −floor(−x), which is how a rule rounds up.
    Ceil,
}

impl Unary {
    #[inline(always)]
    pub fn of(self, x: f64) -> f64 {
        match self {
            Unary::Negative => -x,
            Unary::Floor => Number::floor(x),
            Unary::Ceil => x.ceil(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    AtLeast,
    AtMost,
    Power,
    Exceeds,
    Reaches,
}

impl Binary {
    /// The one meaning of each operation, on a tape as in a rule that runs on `f64`.
    #[inline(always)]
    pub fn of(self, x: f64, y: f64) -> f64 {
        match self {
            Binary::Add => x + y,
            Binary::Sub => x - y,
            Binary::Mul => x * y,
            Binary::Div => x / y,
            Binary::AtLeast => Number::at_least(x, y),
            Binary::AtMost => Number::at_most(x, y),
            Binary::Power => Number::power(x, y),
            Binary::Exceeds => Number::exceeds(x, y),
            Binary::Reaches => Number::reaches(x, y),
        }
    }
}

/// Two operations in one pass over the lanes, each rounded as it is alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ternary {
    /// x y + z
    MulAdd,
    /// x y − z
    MulSub,
    /// z − x y
    MulFrom,
    /// (x y) z
    MulMul,
    /// (x + y) + z
    AddAdd,
    /// (x + y) z
    AddMul,
    /// (x − y) z
    SubMul,
}

impl Ternary {
    #[inline(always)]
    pub fn of(self, x: f64, y: f64, z: f64) -> f64 {
        match self {
            Ternary::MulAdd => x * y + z,
            Ternary::MulSub => x * y - z,
            Ternary::MulFrom => z - x * y,
            Ternary::MulMul => (x * y) * z,
            Ternary::AddAdd => (x + y) + z,
            Ternary::AddMul => (x + y) * z,
            Ternary::SubMul => (x - y) * z,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Expression {
    Input(u32),
    One(Unary, u32),
    Two(Binary, Operand, Operand),
    /// Made of two lines when a tape is, never recorded.
    Three(Ternary, [Operand; 3]),
    /// `yes` where the truth is not 0, else `no`.
    Choice {
        truth: u32,
        yes: Operand,
        no: Operand,
    },
    /// A step function of a number, by its place in the recorder's list.
    Stairs {
        of: u32,
        stairs: u32,
    },
    /// Something with several results, by its place in the recorder's list. No line of a rule's own.
    Call(u32),
    /// One of a call's results.
    Part {
        call: u32,
        part: u32,
    },
}
