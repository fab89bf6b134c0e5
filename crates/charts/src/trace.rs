//! What of a series shows: lines and areas cut to the plot, bars stacked.

use crate::chart::{Axis, Chart, Layer, Point, Series};
use crate::geometry::{Plane, Px, Rect};

/// The whole plot, in fractions of its axes.
const UNIT: Rect = Rect { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

/// The visible parts of a line, each a run of points. A point that is no number interrupts the line; one between two
/// interruptions is a run of its own.
pub(crate) fn runs(points: &[Point], step: bool, plane: &Plane) -> Vec<Vec<Point>> {
    points
        .split(|point| !point.is_finite())
        .filter(|run| !run.is_empty())
        .flat_map(|run| if step { cut(&stepped(run), plane) } else { cut(run, plane) })
        .collect()
}

/// Each value held until the next point.
fn stepped(run: &[Point]) -> Vec<Point> {
    let corners = run.windows(2).flat_map(|pair| [pair[0], Point { x: pair[1].x, y: pair[0].y }]);
    let mut path: Vec<Point> = corners.chain(run.last().copied()).collect();
    path.dedup();
    path
}

fn cut(run: &[Point], plane: &Plane) -> Vec<Vec<Point>> {
    if let [only] = run {
        return if plane.shows(*only) { vec![vec![*only]] } else { Vec::new() };
    }
    let mut runs: Vec<Vec<Point>> = Vec::new();
    for pair in run.windows(2) {
        let (a, b) = (fractions(pair[0], plane), fractions(pair[1], plane));
        let Some((enter, leave)) = UNIT.cut(a, b) else { continue };
        let between = |part: f64| value(part_of_way(a, b, part), plane);
        let start = if enter == 0.0 { pair[0] } else { between(enter) };
        let end = if leave == 1.0 { pair[1] } else { between(leave) };
        match runs.last_mut() {
            Some(run) if run.last() == Some(&start) => run.push(end),
            _ => runs.push(vec![start, end]),
        }
    }
    runs
}

fn part_of_way(a: Px, b: Px, part: f64) -> Px {
    (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
}

fn fractions(point: Point, plane: &Plane) -> Px {
    (plane.x.fraction(point.x), plane.y.fraction(point.y))
}

fn value((x, y): Px, plane: &Plane) -> Point {
    Point { x: plane.x.value(x), y: plane.y.value(y) }
}

/// The visible parts of the area between two lines, each a closed outline.
pub(crate) fn areas(low: &[Point], high: &[Point], plane: &Plane) -> Vec<Vec<Point>> {
    let pairs: Vec<(Point, Point)> = low.iter().copied().zip(high.iter().copied()).collect();
    pairs
        .split(|(low, high)| !low.is_finite() || !high.is_finite())
        .map(|run| {
            let there = run.iter().map(|&(_, high)| fractions(high, plane));
            let back = run.iter().rev().map(|&(low, _)| fractions(low, plane));
            let outline = cut_outline(there.chain(back).collect());
            outline.into_iter().map(|corner| value(corner, plane)).collect::<Vec<Point>>()
        })
        .filter(|outline| outline.len() > 2)
        .collect()
}

/// Sutherland and Hodgman: an outline cut at one edge after the other.
fn cut_outline(outline: Vec<Px>) -> Vec<Px> {
    let edges: [fn(Px) -> f64; 4] = [|(x, _)| x, |(x, _)| 1.0 - x, |(_, y)| y, |(_, y)| 1.0 - y];
    edges.into_iter().fold(outline, |outline, inside| {
        let mut kept = Vec::with_capacity(outline.len());
        let mut previous = outline.last().copied();
        for corner in outline {
            if let Some(before) = previous {
                let (from, to) = (inside(before), inside(corner));
                if (from < 0.0) != (to < 0.0) {
                    kept.push(part_of_way(before, corner, from / (from - to)));
                }
            }
            if inside(corner) >= 0.0 {
                kept.push(corner);
            }
            previous = Some(corner);
        }
        kept
    })
}

/// One piece of a stacked bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    /// Index of its series in the stack.
    pub series: usize,
    /// Index of its point in the series.
    pub point: usize,
    pub x: f64,
    /// The side nearer to zero.
    pub inner: f64,
    pub outer: f64,
}

impl Piece {
    pub(crate) fn middle(self) -> Point {
        Point { x: self.x, y: self.inner + (self.outer - self.inner) / 2.0 }
    }
}

/// The pieces of a stack: positive values upwards from zero, negative ones downwards.
pub(crate) fn pieces(stack: &[Series]) -> Vec<Piece> {
    let mut reached: Vec<(f64, f64, f64)> = Vec::new();
    let mut pieces = Vec::new();
    for (series, of) in stack.iter().enumerate() {
        for (point, at) in of.points.iter().enumerate().filter(|(_, at)| at.is_finite()) {
            let bar = match reached.binary_search_by(|bar| bar.0.total_cmp(&at.x)) {
                Ok(found) => found,
                Err(place) => {
                    reached.insert(place, (at.x, 0.0, 0.0));
                    place
                }
            };
            let (_, above, below) = &mut reached[bar];
            let top = if at.y < 0.0 { below } else { above };
            let inner = *top;
            *top += at.y;
            if top.is_finite() {
                pieces.push(Piece { series, point, x: at.x, inner, outer: *top });
            }
        }
    }
    pieces
}

/// The stacks of a chart's bars, in the order of the layers.
pub(crate) fn stacks(chart: &Chart) -> impl Iterator<Item = &[Series]> {
    chart.layers.iter().filter_map(|layer| match layer {
        Layer::Bars { stack } => Some(stack.as_slice()),
        _ => None,
    })
}

/// The least distance between two bars of these series, at most the axis' span; `None` without bars.
pub(crate) fn bar_step<'a>(series: impl Iterator<Item = &'a Series>, axis: &Axis) -> Option<f64> {
    let mut xs: Vec<f64> = series.flat_map(|series| &series.points).map(|point| point.x).collect();
    xs.retain(|x| x.is_finite());
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let span = if axis.from < axis.to { axis.to - axis.from } else { 1.0 };
    let least = xs.windows(2).map(|pair| pair[1] - pair[0]).min_by(f64::total_cmp);
    (!xs.is_empty()).then(|| least.map_or(span, |least| least.min(span)))
}

/// The two lines around each band of a fan, from the widest inwards.
pub(crate) fn nested(percentiles: &[Series]) -> impl Iterator<Item = (&Series, &Series)> {
    let outside_in = percentiles.iter().zip(percentiles.iter().rev());
    outside_in.take(percentiles.len() / 2)
}

/// The line in the middle of a fan.
pub(crate) fn median(percentiles: &[Series]) -> Option<&Series> {
    percentiles.get(percentiles.len() / 2).filter(|_| percentiles.len() % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Role;
    use crate::geometry::Domain;

    fn plane() -> Plane {
        let unit = Domain { from: 0.0, to: 8.0 };
        Plane { rect: Rect { left: 0.0, top: 0.0, right: 100.0, bottom: 100.0 }, x: unit, y: unit }
    }

    fn points(values: &[(f64, f64)]) -> Vec<Point> {
        values.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn a_line_is_cut_where_it_leaves_and_returns() {
        let line = points(&[(0.0, 4.0), (2.0, 12.0), (4.0, 4.0)]);
        assert_eq!(
            runs(&line, false, &plane()),
            [points(&[(0.0, 4.0), (1.0, 8.0)]), points(&[(3.0, 8.0), (4.0, 4.0)])]
        );
    }

    #[test]
    fn a_gap_interrupts_a_line() {
        let line = points(&[(0.0, 1.0), (1.0, f64::NAN), (2.0, 1.0), (3.0, f64::INFINITY), (4.0, 1.0), (5.0, 1.0)]);
        let lengths: Vec<usize> = runs(&line, false, &plane()).iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 1, 2]);
    }

    #[test]
    fn a_step_holds_its_value() {
        let line = points(&[(0.0, 1.0), (5.0, 3.0)]);
        assert_eq!(runs(&line, true, &plane()), [points(&[(0.0, 1.0), (5.0, 1.0), (5.0, 3.0)])]);
    }

    #[test]
    fn an_area_is_cut_at_the_top() {
        let (low, high) = (points(&[(0.0, 0.0), (8.0, 0.0)]), points(&[(0.0, 0.0), (8.0, 16.0)]));
        let areas = areas(&low, &high, &plane());
        assert_eq!(areas.len(), 1);
        assert!(areas[0].iter().all(|corner| plane().shows(*corner)), "{areas:?}");
        assert!(areas[0].contains(&Point { x: 4.0, y: 8.0 }), "{areas:?}");
    }

    #[test]
    fn a_fan_nests_around_its_middle() {
        let percentile = |label: &str| Series {
            id: String::new(),
            label: label.to_owned(),
            end: None,
            role: Role::Cash,
            points: Vec::new(),
            readings: Vec::new(),
        };
        let five = ["5", "25", "50", "75", "95"].map(percentile);
        let pairs: Vec<(&str, &str)> = nested(&five).map(|(a, b)| (a.label.as_str(), b.label.as_str())).collect();
        assert_eq!(pairs, [("5", "95"), ("25", "75")]);
        assert_eq!(median(&five).map(|line| line.label.as_str()), Some("50"));
        assert_eq!((nested(&five[..4]).count(), median(&five[..4])), (2, None));
    }

    #[test]
    fn bars_stack_away_from_zero() {
        let series = |y: f64| Series {
            id: String::new(),
            label: String::new(),
            end: None,
            role: Role::Accent,
            points: points(&[(1.0, y)]),
            readings: Vec::new(),
        };
        let ends: Vec<(f64, f64)> = pieces(&[series(2.0), series(-1.0), series(3.0), series(-4.0)])
            .iter()
            .map(|p| (p.inner, p.outer))
            .collect();
        assert_eq!(ends, [(0.0, 2.0), (0.0, -1.0), (2.0, 5.0), (-1.0, -5.0)]);
    }
}
