//! A grid of coloured cells.

use super::canvas::{Canvas, Stroke};
use crate::chart::Heatmap;
use crate::error::DrawError;
use crate::geometry::{Px, Rect};
use crate::layout::HeatmapLayout;
use crate::theme::Colour;

pub(super) fn heatmap(of: &Heatmap, layout: &HeatmapLayout, canvas: &Canvas) -> Result<(), DrawError> {
    let palette = canvas.palette;
    let colour = |value: f64| palette.heat(&of.scale, layout.scale, value);
    for &(rect, value) in &layout.legend.bar {
        canvas.rect(rect, colour(value))?;
    }
    for cell in &layout.cells {
        match cell.value {
            Some(value) => canvas.rect(cell.rect, colour(value))?,
            None => empty(cell.rect, canvas)?,
        }
    }
    for &edge in layout.legend.line.iter().chain(&layout.contour) {
        canvas.path(&edge, Stroke::solid(palette.panel, 4.5))?;
    }
    for &edge in layout.legend.line.iter().chain(&layout.contour) {
        canvas.path(&edge, Stroke::solid(palette.ink, 2.0))?;
    }
    if let Some(rect) = layout.base {
        outline(rect.grown(-1.5), 3.5, canvas.palette.panel, canvas)?;
        outline(rect.grown(-1.5), 1.5, canvas.palette.ink, canvas)?;
    }
    if let Some(rect) = layout.legend.outline {
        outline(rect, 1.5, canvas.palette.ink, canvas)?;
    }
    for cell in &layout.cells {
        if let (Some(text), Some(value)) = (&cell.text, cell.value) {
            canvas.text_in(palette.over(colour(value)), text)?;
        }
    }
    layout.texts.iter().try_for_each(|text| canvas.text(text))
}

/// A cell without a value: crossed out.
fn empty(rect: Rect, canvas: &Canvas) -> Result<(), DrawError> {
    canvas.rect(rect, canvas.palette.fill)?;
    canvas.path(&[(rect.left, rect.bottom), (rect.right, rect.top)], Stroke::solid(canvas.palette.line, 1.0))
}

fn outline(rect: Rect, width: f64, colour: Colour, canvas: &Canvas) -> Result<(), DrawError> {
    let Rect { left, top, right, bottom } = rect;
    let corners: [Px; 5] = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    canvas.path(&corners, Stroke::solid(colour, width))
}
