//! Lines, bands, stripes, rules and circles.

use super::canvas::{Plot, Stroke};
use crate::chart::{Direction, Point, Role, Series};
use crate::error::DrawError;
use crate::trace;

/// A line through the points; a point without neighbours shows as a small disc. Over bars it gets a rim of the panel's
/// colour.
pub(super) fn line(series: &Series, step: bool, dashed: bool, over_bars: bool, plot: &Plot) -> Result<(), DrawError> {
    const ALONE: f64 = 2.5;
    const RIM: f64 = 1.0;
    let colour = plot.canvas.palette.mark(series.role);
    let stroke = if dashed { Stroke::solid(colour, 1.5).dashed() } else { Stroke::solid(colour, 2.0) };
    for run in trace::runs(&series.points, step, &plot.plane) {
        match run[..] {
            [only] => plot.disc(only, ALONE, colour)?,
            _ => {
                if over_bars {
                    plot.path(&run, Stroke::solid(plot.canvas.palette.panel, stroke.width + 2.0 * RIM))?;
                }
                plot.path(&run, stroke)?;
            }
        }
    }
    Ok(())
}

/// A disc at each point, with a rim of the panel's colour so that discs on a line stay discs.
pub(super) fn points(series: &Series, plot: &Plot) -> Result<(), DrawError> {
    const RADIUS: f64 = 3.5;
    const RIM: f64 = 1.5;
    let colour = plot.canvas.palette.mark(series.role);
    for at in series.points.iter().copied().filter(|at| at.is_finite() && plot.plane.shows(*at)) {
        plot.disc(at, RADIUS + RIM, plot.canvas.palette.panel)?;
        plot.disc(at, RADIUS, colour)?;
    }
    Ok(())
}

/// The area between two lines.
pub(super) fn band(low: &[Point], high: &[Point], role: Role, plot: &Plot) -> Result<(), DrawError> {
    const OPACITY: f64 = 0.13;
    for outline in trace::areas(low, high, &plot.plane) {
        plot.area(&outline, plot.canvas.palette.mark(role), OPACITY)?;
    }
    Ok(())
}

/// Nested bands, darker towards the middle, around a line. Their edges are drawn, so that they also show in print without
/// colours.
pub(super) fn fan(percentiles: &[Series], plot: &Plot) -> Result<(), DrawError> {
    const OUTERMOST: f64 = 0.12;
    const FURTHER: f64 = 0.18;
    const EDGE: f64 = 0.45;
    const ALONE: f64 = 1.5;
    let opacities = std::iter::once(OUTERMOST).chain(std::iter::repeat(FURTHER));
    for ((low, high), opacity) in trace::nested(percentiles).zip(opacities) {
        let colour = plot.canvas.palette.mark(low.role);
        for outline in trace::areas(&low.points, &high.points, &plot.plane) {
            plot.area(&outline, colour, opacity)?;
        }
        for run in [low, high].into_iter().flat_map(|edge| trace::runs(&edge.points, false, &plot.plane)) {
            match run[..] {
                [only] => plot.disc(only, ALONE, colour)?,
                _ => plot.path(&run, Stroke::solid(colour, 1.0).faint(EDGE))?,
            }
        }
    }
    trace::median(percentiles).map_or(Ok(()), |median| line(median, false, false, false, plot))
}

/// A stripe from the bottom of the plot to its top.
pub(super) fn shade(from: f64, to: f64, role: Role, plot: &Plot) -> Result<(), DrawError> {
    const OPACITY: f64 = 0.10;
    let (x, y) = (plot.plane.x, plot.plane.y);
    let (from, to) = (from.max(x.from), to.min(x.to));
    if from.is_nan() || to.is_nan() || from >= to {
        return Ok(());
    }
    let corners = [(from, y.from), (from, y.to), (to, y.to), (to, y.from)].map(|(x, y)| Point { x, y });
    plot.area(&corners, plot.canvas.palette.mark(role), OPACITY)
}

/// A dashed rule; a vertical one reaches up to its label.
pub(super) fn rule(
    axis: Direction,
    at: f64,
    role: Role,
    tops: &mut impl Iterator<Item = f64>,
    plot: &Plot,
) -> Result<(), DrawError> {
    let stroke = Stroke::solid(plot.canvas.palette.mark(role), 1.0).dashed();
    let plane = &plot.plane;
    match axis {
        Direction::Vertical => {
            let top = tops.next().unwrap_or(plane.rect.top);
            let x = plane.x_px(at);
            if plane.x.contains(at) { plot.canvas.path(&[(x, plane.rect.bottom), (x, top)], stroke) } else { Ok(()) }
        }
        Direction::Horizontal if plane.y.contains(at) => {
            plot.path(&[Point { x: plane.x.from, y: at }, Point { x: plane.x.to, y: at }], stroke)
        }
        Direction::Horizontal => Ok(()),
    }
}

/// An open circle.
pub(super) fn dot(at: Point, plot: &Plot) -> Result<(), DrawError> {
    const RADIUS: f64 = 4.0;
    if !plot.plane.shows(at) {
        return Ok(());
    }
    let palette = plot.canvas.palette;
    plot.disc(at, RADIUS, palette.panel)?;
    plot.ring(at, RADIUS, Stroke::solid(palette.ink, 1.5))
}
