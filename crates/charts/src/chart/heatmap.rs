//! A grid of coloured cells.

use serde::Serialize;
use ts_rs::TS;

use super::{Role, Tick};
use crate::unbroken::serialize_unbroken;

/// One outcome over two inputs: a cell for each pair of their values.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Heatmap {
    pub id: String,
    pub title: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub summary: String,
    /// The input along the bottom, from left to right.
    pub columns: HeatAxis,
    /// The input along the left side, from the bottom up.
    pub rows: HeatAxis,
    /// Row by row, in the order of `rows`; a cell that is missing has no value.
    pub cells: Vec<Vec<HeatCell>>,
    pub scale: ColourScale,
    /// A line between neighbours on different sides of a value.
    pub level: Option<Level>,
    /// The cell to be outlined: the base case.
    pub base: Option<BaseCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HeatAxis {
    pub title: String,
    /// One for each column or row.
    pub labels: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct HeatCell {
    /// What is no finite number has no colour.
    pub value: f64,
    /// Printed in the cell if those of all cells fit.
    pub label: String,
    /// The exact value, as a reader hears it.
    pub reading: String,
}

/// How values become colours, and the bar that explains it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ColourScale {
    /// What is shown, with its unit.
    pub title: String,
    /// Values below have the colour of `from`, values above the colour of `to`.
    pub from: f64,
    pub to: f64,
    pub ticks: Vec<Tick>,
    pub colours: Colours,
}

/// Both are even to the eye: equal steps in value look equally large.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Colours {
    /// From nearly the paper to the colour of `role`.
    Sequential { role: Role },
    /// From nearly the paper at `middle` to one colour on each side, equally strong at equal distance. `Cost` and `Accent`
    /// stay apart for every kind of colour vision; red and green, or orange and teal, do not.
    Diverging { middle: f64, below: Role, above: Role },
}

/// A value that matters, such as break-even.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Level {
    pub at: f64,
    /// Beside a sample of the line.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BaseCell {
    /// Counted from the left, from 0.
    pub column: u32,
    /// Counted from the bottom, from 0.
    pub row: u32,
    /// Beside a sample of the outline.
    pub label: String,
}
