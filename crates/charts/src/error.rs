//! Why a picture cannot be drawn.

use thiserror::Error;

use crate::geometry::Size;

/// Why a picture cannot be drawn.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DrawError {
    /// An axis with infinite ends, or with its ends the wrong way round.
    #[error("the {axis} axis runs from {from} to {to}, which no picture can show")]
    Axis {
        /// `x`, `y` or `colour`.
        axis: &'static str,
        /// Where the axis begins.
        from: f64,
        /// Where the axis ends.
        to: f64,
    },
    /// Too few pixels for the labels and a plot of a useful size, or more than a screen or a page can use.
    #[error("{} × {} pixels do not suit this picture", .0.width, .0.height)]
    Size(Size),
    /// A magnification that is not a small positive number.
    #[error("a picture cannot be magnified {0} times")]
    Scale(f32),
    /// Plotters could not draw.
    #[error("drawing failed: {0}")]
    Backend(String),
    /// The finished SVG could not be rasterised.
    #[error("rasterising failed: {0}")]
    Raster(String),
}
