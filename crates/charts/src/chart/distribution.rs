//! When something happens, as probabilities.

use serde::Serialize;
use ts_rs::TS;

use super::{Axis, Series, Tick};
use crate::unbroken::serialize_unbroken;

/// The month in which something happens, in two panels over the same months: the chance of each month as bars and, above
/// it, the chance that it has happened by then. They do not share a scale, so they do not share a panel.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Distribution {
    pub id: String,
    pub title: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub summary: String,
    /// The months of both panels.
    pub x: Axis,
    /// Shares that grow towards 1; the axis' title names the panel.
    pub cumulative: Series,
    pub cumulative_y: Axis,
    /// Shares of all futures.
    pub monthly: Series,
    pub monthly_y: Axis,
    /// Percentiles at points of `cumulative`, with rules down to their months ("50 % May 2027"); others are not drawn.
    pub marks: Vec<Tick>,
    /// What is missing to certainty at the end of the months.
    pub never: Option<Never>,
}

/// The futures in which it does not happen, drawn as a bar apart on top of what has happened by the last month.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Never {
    pub share: f64,
    /// "never within 36 months 12 %"
    pub label: String,
    /// What is read off it: what does not happen, and how likely that is.
    pub heading: String,
    pub reading: String,
}
