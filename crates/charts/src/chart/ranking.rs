//! Bars from a common base, the longest first.

use serde::Serialize;
use ts_rs::TS;

use super::{Axis, Role};
use crate::unbroken::serialize_unbroken;

/// Rows of bars that begin at one value: a tornado, where each input moves the outcome from its base to both sides, or
/// shares from zero, such as how much of an outcome's variance each input explains.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Ranking {
    pub id: String,
    pub title: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub summary: String,
    /// The outcome.
    pub x: Axis,
    /// Where every bar begins.
    pub base: f64,
    /// Stands above the rule at `base`; may be empty.
    pub base_label: String,
    /// From the top down; [`Ranking::longest_first`] sorts them.
    pub rows: Vec<RankedRow>,
}

/// What moves the outcome.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RankedRow {
    /// Shortened where it is too long; the reading has it whole.
    pub label: String,
    /// One or two; those to the same side of the base share the row's height.
    pub bars: Vec<RankedBar>,
}

/// A bar from the base to a value.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct RankedBar {
    pub to: f64,
    /// At the end of the bar: the input that leads there ("9 %"), or the value itself.
    pub label: String,
    /// The exact outcome, as a reader hears it.
    pub reading: String,
    pub role: Role,
    /// How far off `to` may be, drawn as a whisker.
    pub error: Option<ErrorBar>,
}

/// The interval in which a value lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct ErrorBar {
    pub from: f64,
    pub to: f64,
}

impl Ranking {
    /// The same rows, those first whose ends are farthest apart, the base counting as an end. Rows without numbers
    /// come last; equal ones keep their order.
    #[must_use]
    pub fn longest_first(mut self) -> Self {
        let base = self.base;
        self.rows.sort_by(|a, b| b.swing(base).total_cmp(&a.swing(base)));
        self
    }
}

impl RankedRow {
    /// From the lowest to the highest of the ends and the base; −1 without any number.
    fn swing(&self, base: f64) -> f64 {
        let ends = || self.bars.iter().map(|bar| bar.to).filter(|to| to.is_finite());
        if ends().next().is_none() {
            return -1.0;
        }
        ends().fold(base, f64::max) - ends().fold(base, f64::min)
    }
}
