//! The grid and all texts of a chart.

use super::canvas::{Canvas, Stroke};
use crate::error::DrawError;
use crate::layout::ChartLayout;

/// A thin line across the plot at every tick of the y axis.
pub(super) fn grid(layout: &ChartLayout, canvas: &Canvas) -> Result<(), DrawError> {
    layout.grid.iter().try_for_each(|&y| across(y, Stroke::solid(canvas.palette.line, 1.0), layout, canvas))
}

/// A stronger line at zero where values go below it.
pub(super) fn zero(layout: &ChartLayout, canvas: &Canvas) -> Result<(), DrawError> {
    let y = layout.plane.y;
    if !(y.from < 0.0 && y.to >= 0.0) {
        return Ok(());
    }
    let level = layout.plane.y_px(0.0).floor() + 0.5;
    across(level, Stroke::solid(canvas.palette.ink3, 1.0), layout, canvas)
}

fn across(y: f64, stroke: Stroke, layout: &ChartLayout, canvas: &Canvas) -> Result<(), DrawError> {
    canvas.path(&[(layout.plane.rect.left, y), (layout.plane.rect.right, y)], stroke)
}

/// Leaders, swatches and texts.
pub(super) fn labels(layout: &ChartLayout, canvas: &Canvas) -> Result<(), DrawError> {
    for leader in &layout.leaders {
        canvas.path(&leader.path, Stroke::solid(canvas.palette.mark(leader.role), 1.0).faint(0.5))?;
    }
    for swatch in &layout.swatches {
        canvas.rect(swatch.rect, canvas.palette.mark(swatch.role))?;
    }
    layout.texts.iter().try_for_each(|text| canvas.text(text))
}
