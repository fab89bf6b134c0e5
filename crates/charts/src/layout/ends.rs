//! Labels at the right ends of lines, in place of a legend, pushed apart where they would collide.

use super::{Ink, Leader, Text, block, keys};
use crate::chart::{Chart, Direction, Layer, Point, Role, Series};
use crate::font::{self, LINE, Weight};
use crate::geometry::{Plane, Px, Rect};
use crate::trace;

/// Between the plot and its labels.
pub(super) const NEAR: f64 = 8.0;
/// The same where leaders run between them.
pub(super) const FAR: f64 = 20.0;

/// A label of the right margin.
pub(super) struct End {
    lines: Vec<String>,
    /// What it names.
    at: Point,
    role: Role,
    weight: Weight,
    /// Its place among others that end at the same height.
    rank: usize,
}

/// The labels of all lines, of the percentiles of a fan, of the stacks that have no key above, and of horizontal rules.
pub(super) fn collect(chart: &Chart, picture: Rect) -> Vec<End> {
    let room = (picture.width() * 0.34).max(60.0);
    let weighted = |label: &str, at: Point, role: Role, weight: Weight| {
        let lines = font::wrapped(&font::clean(label), weight, room);
        (!lines.is_empty()).then_some(End { lines, at, role, weight, rank: 0 })
    };
    let end = |label: &str, at: Point, role: Role| weighted(label, at, role, Weight::SemiBold);
    let last =
        |series: &Series| series.points.iter().copied().rfind(|point| point.is_finite() && shown(chart, point.x));
    let of_line = |series: &Series, weight: Weight| weighted(&name(series), last(series)?, series.role, weight);
    let of_layer = |layer: &Layer| -> Vec<End> {
        match layer {
            Layer::Line { series, .. } | Layer::Points { series } => {
                of_line(series, Weight::SemiBold).into_iter().collect()
            }
            // The line first and the widest band next: what is left out for want of room comes last.
            Layer::Fan { percentiles } => {
                let bands = trace::nested(percentiles).flat_map(|(low, high)| [high, low]);
                // The highest first, also where they end at the same height.
                let rank = |line: &Series| percentiles.iter().rev().position(|other| other.id == line.id).unwrap_or(0);
                let of_line = |line: &Series, weight: Weight| Some(End { rank: rank(line), ..of_line(line, weight)? });
                let median = trace::median(percentiles).and_then(|line| of_line(line, Weight::SemiBold));
                median.into_iter().chain(bands.filter_map(|line| of_line(line, Weight::Regular))).collect()
            }
            Layer::Bars { stack } if !keys::needed(stack) => last_bar(stack)
                .filter_map(|piece| {
                    let series = &stack[piece.series];
                    end(&name(series), piece.middle(), series.role)
                })
                .collect(),
            Layer::Rule { axis: Direction::Horizontal, at, label, role } if in_axis(chart, *at) => {
                end(label, Point { x: chart.x.to, y: *at }, *role).into_iter().collect()
            }
            _ => Vec::new(),
        }
    };
    chart.layers.iter().flat_map(of_layer).collect()
}

fn shown(chart: &Chart, x: f64) -> bool {
    chart.x.from == chart.x.to || (chart.x.from..=chart.x.to).contains(&x)
}

fn in_axis(chart: &Chart, y: f64) -> bool {
    chart.y.from == chart.y.to || (chart.y.from..=chart.y.to).contains(&y)
}

/// "Revenue $5.7k".
fn name(series: &Series) -> String {
    series.end.as_ref().map_or_else(|| series.label.clone(), |end| format!("{} {end}", series.label))
}

fn last_bar(stack: &[Series]) -> impl Iterator<Item = trace::Piece> {
    let pieces = trace::pieces(stack);
    let last = pieces.iter().map(|piece| piece.x).max_by(f64::total_cmp);
    pieces.into_iter().filter(move |piece| Some(piece.x) == last)
}

/// Room for the labels, if there are any.
pub(super) fn margin(ends: &[End], reach: f64) -> Option<f64> {
    const SPARE: f64 = 2.0;
    let widths = ends.iter().flat_map(|end| end.lines.iter().map(|line| font::width(line, end.weight)));
    widths.max_by(f64::total_cmp).map(|widest| reach + widest + SPARE)
}

/// Puts the labels beside the plot, in the order of the lines' ends, none on another; answers with the leaders to
/// those that had to move. Labels that find no room at all are left out, the last of the layers first.
pub(super) fn place(ends: Vec<End>, plane: &Plane, bar_step: f64, reach: f64, texts: &mut Vec<Text>) -> Vec<Leader> {
    let (top, bottom) = (plane.rect.top - LINE / 2.0, plane.rect.bottom + LINE / 2.0);
    let level = |end: &End| plane.px_inside(end.at).1;
    let mut ends = fitting(ends, bottom - top);
    ends.sort_by(|a, b| level(a).total_cmp(&level(b)).then(a.rank.cmp(&b.rank)));
    let wishes: Vec<Wish> = ends.iter().map(|end| Wish { centre: level(end), height: height(end) }).collect();
    let mut leaders = Vec::new();
    for (end, centre) in ends.into_iter().zip(apart(&wishes, top, bottom)) {
        let label = (plane.rect.right + reach, centre);
        leaders.extend(leader(&end, label, plane, bar_step));
        texts.extend(block(end.lines, label.0, centre, end.weight, Ink::Of(end.role)));
    }
    leaders
}

/// As many of the labels as stand below each other.
fn fitting(ends: Vec<End>, mut room: f64) -> Vec<End> {
    let fits = |end: &End| {
        room -= height(end);
        room >= 0.0
    };
    ends.into_iter().take_while(fits).collect()
}

/// The way from a mark to its label, where the label does not stand right beside it.
fn leader(end: &End, label: Px, plane: &Plane, bar_step: f64) -> Option<Leader> {
    /// How far a label may stray from its line before a leader must say where it belongs.
    const NEARBY: f64 = 5.0;
    /// How far before the plot's edge a mark may end without one; the last bar is half a step away.
    const EARLY: f64 = 10.0;
    /// Between a leader and what it joins.
    const GAP: f64 = 3.0;

    let (x, y) = plane.px_inside(end.at);
    let astray = (label.1 - y).abs() > NEARBY || x < plane.rect.right - EARLY - bar_step;
    // A line that left the plot has no end to lead to.
    (astray && plane.shows(end.at)).then(|| {
        let edge = plane.rect.right + GAP;
        Leader { path: vec![(x + GAP, y), (edge.max(x + GAP), y), (label.0 - GAP - 1.0, label.1)], role: end.role }
    })
}

fn height(end: &End) -> f64 {
    LINE * end.lines.len() as f64
}

/// Where a label would like to be.
#[derive(Clone, Copy, Debug)]
struct Wish {
    centre: f64,
    height: f64,
}

/// Labels that touch and move together.
struct Cluster {
    members: usize,
    height: f64,
    /// Sum over the members of where the cluster's top would be if only that member's wish counted.
    tops: f64,
}

impl Cluster {
    fn top(&self, from: f64, to: f64) -> f64 {
        (self.tops / self.members as f64).min(to - self.height).max(from)
    }
}

/// Centres for labels wished for in this order: none overlaps another, all lie between `from` and `to`, and together
/// they move as little as possible.
fn apart(wishes: &[Wish], from: f64, to: f64) -> Vec<f64> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for wish in wishes {
        let mut new = Cluster { members: 1, height: wish.height, tops: wish.centre - wish.height / 2.0 };
        while let Some(above) = clusters.pop_if(|above| above.top(from, to) + above.height > new.top(from, to)) {
            new = Cluster {
                members: above.members + new.members,
                tops: above.tops + new.tops - above.height * new.members as f64,
                height: above.height + new.height,
            };
        }
        clusters.push(new);
    }
    let mut wishes = wishes.iter();
    let mut centres = Vec::with_capacity(wishes.len());
    for cluster in clusters {
        let mut y = cluster.top(from, to);
        for wish in wishes.by_ref().take(cluster.members) {
            centres.push(y + wish.height / 2.0);
            y += wish.height;
        }
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    fn centres(wishes: &[f64]) -> Vec<f64> {
        let wishes: Vec<Wish> = wishes.iter().map(|&centre| Wish { centre, height: 14.0 }).collect();
        apart(&wishes, 0.0, 100.0)
    }

    #[test]
    fn labels_with_room_stay() {
        assert_eq!(centres(&[20.0, 50.0, 80.0]), [20.0, 50.0, 80.0]);
    }

    #[test]
    fn labels_too_near_share_the_way() {
        assert_eq!(centres(&[50.0, 50.0]), [43.0, 57.0]);
        assert_eq!(centres(&[40.0, 50.0, 51.0]), [33.0, 47.0, 61.0]);
    }

    #[test]
    fn labels_stay_between_the_edges() {
        assert_eq!(centres(&[1.0, 2.0, 99.0]), [7.0, 21.0, 93.0]);
        assert_eq!(centres(&[98.0, 99.0]), [79.0, 93.0]);
    }
}
