//! Rows of bars from a common base.

use super::canvas::{Canvas, Stroke};
use crate::error::DrawError;
use crate::geometry::{Px, Rect};
use crate::layout::RankingLayout;

pub(super) fn ranking(layout: &RankingLayout, canvas: &Canvas) -> Result<(), DrawError> {
    let palette = canvas.palette;
    let Rect { top, bottom, .. } = layout.rect;
    for &x in &layout.grid {
        canvas.path(&[(x, top), (x, bottom)], Stroke::solid(palette.line, 1.0))?;
    }
    // No grid line runs through a label.
    for end in &layout.ends {
        canvas.rect(end.bounds().grown(1.0), palette.panel)?;
    }
    for bar in &layout.bars {
        canvas.rect(on_pixels(bar.rect), palette.mark(bar.role))?;
    }
    if let Some((x, top)) = layout.base {
        canvas.path(&[(x, top), (x, bottom)], Stroke::solid(palette.ink2, 1.0))?;
    }
    for bar in &layout.bars {
        if let Some((from, to)) = bar.whisker {
            whisker(from, to, bar.rect, canvas)?;
        }
    }
    layout.ends.iter().chain(&layout.texts).try_for_each(|text| canvas.text(text))
}

/// Sharp edges, and a bar too short to see is a pixel wide.
fn on_pixels(rect: Rect) -> Rect {
    let (left, right) = (rect.left.round(), rect.right.round());
    let right = if left == right { left + 1.0 } else { right };
    Rect { left, right, top: rect.top.round(), bottom: rect.bottom.round() }
}

/// A line with a cap at each end, on a rim of the panel's colour where it crosses the bar.
fn whisker(from: f64, to: f64, bar: Rect, canvas: &Canvas) -> Result<(), DrawError> {
    const CAP: f64 = 3.5;
    let y = f64::midpoint(bar.top, bar.bottom).floor() + 0.5;
    let lines: [[Px; 2]; 3] =
        [[(from, y), (to, y)], [(from, y - CAP), (from, y + CAP)], [(to, y - CAP), (to, y + CAP)]];
    for (colour, width) in [(canvas.palette.panel, 3.0), (canvas.palette.ink, 1.2)] {
        lines.iter().try_for_each(|line| canvas.path(line, Stroke::solid(colour, width)))?;
    }
    Ok(())
}
