//! The one table of parameters, and what the kernel meets in its place on many paths.

use std::fmt::Debug;

use super::{ComponentRule, Program};
use crate::money::Param;
use crate::number::Number;
use crate::project::supply::{self, Supplied, SupplyRun};
use crate::project::workload::DriverRun;

/// A parameter's place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Num(pub u32);

/// The values of all parameters: exact for money, binary for counts.
#[derive(Clone, Debug, Default)]
pub struct Params {
    pub values: Vec<Param>,
    /// The ends of each one's range.
    pub ends: Vec<(f64, f64)>,
    /// The model path each came from; empty for a default.
    pub paths: Vec<String>,
}

impl std::ops::Index<Num> for Params {
    type Output = Param;
    fn index(&self, num: Num) -> &Param {
        &self.values[num.0 as usize]
    }
}

/// The values of parameters as the kernel meets them: those of the point run, or symbols that stand for all paths.
pub trait Values {
    type Count: Number;
    type Rate: Copy + Debug;
    /// What a component is run with; see [`Values::supply`].
    type Supply: Supplied<Count = Self::Count>;

    fn number(&self, num: Num) -> Self::Count;
    fn rate(&self, num: Num) -> Self::Rate;

    /// The tiers and instances that a component runs with, month by month.
    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun<Self::Count>]) -> Self::Supply;

    /// What the new users of a month are multiplied by: 1, but for volatility on many paths.
    fn growth_factor(&self, _t: usize) -> Self::Count {
        Self::Count::of(1.0)
    }

    /// What the churn of a month is multiplied by.
    fn churn_factor(&self, _t: usize) -> Self::Count {
        Self::Count::of(1.0)
    }

    /// Whether anybody asks how MRR moves. If not it need not be reckoned, and is zero.
    fn asks_mrr(&self) -> bool {
        true
    }

    fn number_or(&self, num: Option<Num>, default: f64) -> Self::Count {
        num.map_or(Self::Count::of(default), |n| self.number(n))
    }
}

impl Values for Params {
    type Count = f64;
    type Rate = Param;
    type Supply = SupplyRun;

    fn number(&self, num: Num) -> f64 {
        self[num].number()
    }

    fn rate(&self, num: Num) -> Param {
        self[num]
    }

    fn supply(&self, program: &Program, rule: &ComponentRule, drivers: &[DriverRun]) -> SupplyRun {
        supply::of_component(program, self, rule, drivers)
    }
}

impl Params {
    pub fn number(&self, num: Num) -> f64 {
        self[num].number()
    }
    /// The low or the high end of a parameter's range; its value where it has none.
    pub fn end(&self, num: Num, high: bool) -> f64 {
        let (low, top) = self.ends[num.0 as usize];
        if high { top } else { low }
    }
    pub fn number_or(&self, num: Option<Num>, default: f64) -> f64 {
        num.map_or(default, |n| self.number(n))
    }
}
