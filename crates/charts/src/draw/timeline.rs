//! Rows of segments over time.

use std::f64::consts::FRAC_1_SQRT_2;

use super::canvas::{Canvas, Stroke};
use crate::chart::Role;
use crate::error::DrawError;
use crate::geometry::{Px, Rect};
use crate::layout::{Order, Piece, TimelineLayout};

pub(super) fn timeline(layout: &TimelineLayout, canvas: &Canvas) -> Result<(), DrawError> {
    for &x in &layout.grid {
        let ends = [(x, layout.rect.top - 4.0), (x, layout.rect.bottom)];
        canvas.path(&ends, Stroke::solid(canvas.palette.line, 1.0))?;
    }
    layout.pieces.iter().try_for_each(|piece| segment(piece, canvas))?;
    layout.pieces.iter().filter_map(|piece| piece.order).try_for_each(|order| lead(order, canvas))?;
    layout.texts.iter().try_for_each(|text| canvas.text(text))
}

/// A rounded block: what is there at the start in grey, what comes later in the accent.
fn segment(piece: &Piece, canvas: &Canvas) -> Result<(), DrawError> {
    const RADIUS: f64 = 6.0;
    let palette = canvas.palette;
    let mut outline = rounded(piece.rect, RADIUS);
    canvas.polygon(&outline, if piece.first { palette.fill } else { palette.accent_soft })?;
    outline.extend_from_within(..1);
    canvas.path(&outline, Stroke::solid(palette.line, 1.0))
}

/// The dot by which to order, and the lead time up to the segment.
fn lead(order: Order, canvas: &Canvas) -> Result<(), DrawError> {
    const RADIUS: f64 = 4.0;
    let colour = canvas.palette.mark(Role::Warn);
    canvas.path(&[order.lead.0, order.lead.1], Stroke::solid(colour, 2.0))?;
    order.dot.map_or(Ok(()), |dot| canvas.disc(dot, RADIUS, colour))
}

/// The outline of a rectangle with round corners.
fn rounded(rect: Rect, radius: f64) -> Vec<Px> {
    /// Cosines of 0°, 15°, … 90°; read backwards they are the sines.
    const QUARTER: [f64; 7] = [1.0, 0.965_925_8, 0.866_025_4, FRAC_1_SQRT_2, 0.5, 0.258_819, 0.0];

    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    let inner = rect.grown(-radius);
    let arc = QUARTER.iter().zip(QUARTER.iter().rev()).map(|(cos, sin)| (cos * radius, sin * radius));
    let arc: Vec<Px> = arc.collect();
    let forwards = arc.iter().copied();
    let backwards = arc.iter().rev().copied();
    let right_bottom = forwards.clone().map(|(x, y)| (inner.right + x, inner.bottom + y));
    let left_bottom = backwards.clone().map(|(x, y)| (inner.left - x, inner.bottom + y));
    let left_top = forwards.map(|(x, y)| (inner.left - x, inner.top - y));
    let right_top = backwards.map(|(x, y)| (inner.right + x, inner.top - y));
    right_bottom.chain(left_bottom).chain(left_top).chain(right_top).collect()
}
