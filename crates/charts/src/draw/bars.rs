//! Stacked bars.

use super::canvas::Plot;
use crate::chart::Series;
use crate::error::DrawError;
use crate::geometry::{Plane, Rect};
use crate::trace::{self, Piece};

/// Bars `width` pixels wide, their pieces one pixel apart.
pub(super) fn bars(stack: &[Series], width: f64, plot: &Plot) -> Result<(), DrawError> {
    for piece in trace::pieces(stack) {
        if let Some(rect) = piece_rect(piece, width, &plot.plane) {
            plot.canvas.rect(rect, plot.canvas.palette.mark(stack[piece.series].role))?;
        }
    }
    Ok(())
}

/// Where a piece stands, on whole pixels so that its edges are sharp.
fn piece_rect(piece: Piece, width: f64, plane: &Plane) -> Option<Rect> {
    const GAP: f64 = 1.0;
    if !plane.x.contains(piece.x) {
        return None;
    }
    let within = |y: f64| plane.y_px(y).clamp(plane.rect.top, plane.rect.bottom).round();
    let (inner, outer) = (within(piece.inner), within(piece.outer));
    let left = (plane.x_px(piece.x) - width / 2.0).round();
    let rect = Rect { left, right: left + width, top: inner.min(outer), bottom: inner.max(outer) };
    // The gap is taken from the side away from zero. Pieces too thin to give it keep their height.
    match (rect.height(), outer < inner) {
        (height, _) if height < 1.0 => None,
        (height, _) if height <= 2.0 * GAP => Some(rect),
        (_, true) => Some(Rect { top: rect.top + GAP, ..rect }),
        (_, false) => Some(Rect { bottom: rect.bottom - GAP, ..rect }),
    }
}
