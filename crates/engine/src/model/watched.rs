//! What a trigger watches, and the bound at which it fires.

use std::fmt;

use rust_decimal::Decimal;

use super::file::Comparison;

#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// The metric's name in the model.
    pub name: String,
    /// What a person calls it: "Registered users", "p95".
    pub label: String,
    pub op: Comparison,
    /// As stated: of a share in percent.
    pub bound: Decimal,
    /// What the bound counts, where the label does not say it: "users", "ms", "%"; may be empty.
    pub unit: String,
    /// Whether the metric is a share of what there is.
    pub is_share: bool,
}

impl Watched {
    /// "at least", as people write it.
    pub fn sign(&self) -> &'static str {
        self.op.sign()
    }
}

/// "Registered users ≥ 10000", in plain digits; pages format the parts themselves.
impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.label, self.sign(), self.bound.normalize())?;
        if self.unit.is_empty() { Ok(()) } else { write!(f, " {}", self.unit) }
    }
}
