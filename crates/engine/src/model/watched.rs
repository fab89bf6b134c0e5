//! What a trigger watches, and the bound at which it fires.

use std::fmt;

use rust_decimal::Decimal;

use super::file::Comparison;

#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// The metric's name in the model.
    pub name: String,
    /// What a person calls it: "Registered users", "p95 in ms".
    pub label: String,
    pub op: Comparison,
    /// As stated: of a share in percent.
    pub bound: Decimal,
    /// Whether the metric is a share of what there is.
    pub is_share: bool,
}

impl Watched {
    /// "at least", as a sign.
    pub fn sign(&self) -> &'static str {
        match self.op {
            Comparison::Above => ">",
            Comparison::AtLeast => "≥",
            Comparison::Below => "<",
            Comparison::AtMost => "≤",
        }
    }
}

/// "Registered users ≥ 10000", in plain digits; pages format the parts themselves.
impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.is_share { " %" } else { "" };
        write!(f, "{} {} {}{unit}", self.label, self.sign(), self.bound.normalize())
    }
}
