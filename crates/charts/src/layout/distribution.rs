//! Two panels over the same months: chances by then above, chances of each month below.

use super::notes::{self, Obstacles};
use super::{Head, Ink, LEAST, Text, axes, bar_width, block, with_room_for_bars};
use crate::chart::{Distribution, Never, Point, Tick};
use crate::error::DrawError;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Domain, Plane, Rect, Size};
use crate::trace;

/// A distribution with everything in its place.
#[derive(Debug)]
pub(crate) struct DistributionLayout {
    pub cumulative: Plane,
    pub monthly: Plane,
    /// Heights of the grid lines of both panels.
    pub grid: Vec<f64>,
    pub bar_width: f64,
    /// Where the marks are on the cumulative line; rules lead from them down to the months.
    pub dots: Vec<Point>,
    pub rest: Option<Rest>,
    pub texts: Vec<Text>,
}

/// The bar of what never happens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    /// From nothing to certain.
    pub whole: Rect,
    /// What is missing to certain.
    pub part: Rect,
}

/// Between the last month and the bar apart, and how wide that is.
const APART: f64 = 12.0;
const REST: f64 = 16.0;

impl DistributionLayout {
    pub(crate) fn of(distribution: &Distribution, size: Size) -> Result<Self, DrawError> {
        const BETWEEN: f64 = 14.0;
        /// Of the height that both panels have together.
        const ABOVE: f64 = 0.48;

        let picture = size.checked()?.rect();
        let bars = || std::iter::once(&distribution.monthly);
        let step = trace::bar_step(bars(), &distribution.x);
        let mut x = Domain::of(&distribution.x, "x")?;
        if let Some(step) = step {
            x = with_room_for_bars(x, bars(), step);
        }
        let (above, below) = (&distribution.cumulative_y, &distribution.monthly_y);
        let (cumulative, monthly) = (Domain::of(above, "y")?, Domain::of(below, "y")?);
        let left = [(above, cumulative), (below, monthly)].map(|(axis, of)| axes::left_margin(axis, of, picture));
        let left = picture.left + left[0].max(left[1]);
        let never = distribution.never.as_ref().map(|never| (never, never_label(never, picture)));
        let margin =
            never.as_ref().map_or_else(|| axes::right_margin(&distribution.x, x), |(_, lines)| never_margin(lines));
        let across = Rect { left, right: picture.right - margin, top: 0.0, bottom: 0.0 };

        let mut head = Head { y: 0.0, texts: Vec::new() };
        axes::place_title(above.title.as_deref(), picture, &mut head);
        let first = head.y + axes::top_margin(head.y);
        let mut second = Head { y: 0.0, texts: Vec::new() };
        axes::place_title(below.title.as_deref(), picture, &mut second);
        let bottom = picture.bottom - axes::bottom_margin(&distribution.x, picture);
        let both = bottom - first - BETWEEN - second.y;
        let end = (first + both * ABOVE).round();
        let start = end + BETWEEN + second.y;
        let cumulative = Plane { rect: Rect { top: first, bottom: end, ..across }, x, y: cumulative };
        let monthly = Plane { rect: Rect { top: start, bottom, ..across }, x, y: monthly };
        if across.width() < LEAST.0 || cumulative.rect.height() < LEAST.1 || monthly.rect.height() < LEAST.1 {
            return Err(DrawError::Size(size));
        }

        let mut texts = head.texts;
        texts.extend(second.texts.into_iter().map(|text| Text { baseline: text.baseline + end + BETWEEN, ..text }));
        let mut grid = axes::place_y_ticks(above, &cumulative, picture, &mut texts);
        grid.extend(axes::place_ticks(&distribution.x, below, &monthly, picture, &mut texts));
        let rest = never.and_then(|(never, lines)| rest(never, lines, distribution, &cumulative, &mut texts));
        let dots = mark(distribution, &cumulative, &grid, picture, &mut texts);
        let step = step.map_or(0.0, |step| across.width() * step / x.span());
        Ok(Self { cumulative, monthly, grid, bar_width: bar_width(step), dots, rest, texts })
    }
}

/// Labels the marks beside the line; answers with where on it they are.
fn mark(of: &Distribution, plane: &Plane, grid: &[f64], picture: Rect, texts: &mut Vec<Text>) -> Vec<Point> {
    /// Of the panel's width.
    const LONGEST: f64 = 0.6;
    let found = |mark: &Tick| of.cumulative.points.iter().copied().find(|point| point.x == mark.at);
    let shown = |point: &Point| point.is_finite() && plane.shows(*point);
    let marks: Vec<(Point, &str)> = of
        .marks
        .iter()
        .filter_map(|mark| found(mark).filter(shown).map(|point| (point, mark.label.as_str())))
        .collect();
    let dots = || marks.iter().map(|&(point, _)| plane.px(point));
    let mut strokes = notes::segments(&trace::runs(&of.cumulative.points, false, plane), plane);
    strokes.extend(dots().map(|(x, y)| ((x, y), (x, plane.rect.bottom))));
    let mut obstacles = Obstacles::new(strokes, dots(), grid, texts);
    for &(point, label) in &marks {
        let label = font::shortened(&font::clean(label), Weight::SemiBold, plane.rect.width() * LONGEST);
        let text = label.and_then(|label| notes::beside_dot(plane.px(point), &label, &obstacles, picture));
        if let Some(text) = text.filter(|text| !obstacles.taken(text.bounds())) {
            obstacles.add(&text);
            texts.push(text);
        }
    }
    marks.into_iter().map(|(point, _)| point).collect()
}

fn never_label(never: &Never, picture: Rect) -> Vec<String> {
    let room = (picture.width() * 0.24).max(56.0);
    font::wrapped(&font::clean(&never.label), Weight::SemiBold, room)
}

/// The bar apart with its label beside it.
fn never_margin(lines: &[String]) -> f64 {
    let widest = lines.iter().map(|line| font::width(line, Weight::SemiBold)).fold(0.0, f64::max);
    APART + REST + if widest == 0.0 { 2.0 } else { GAP + widest + 2.0 }
}

/// Between the bar and its label.
const GAP: f64 = 8.0;

/// The bar apart. It begins where the line ends, so that both together are certain.
fn rest(
    never: &Never,
    mut lines: Vec<String>,
    of: &Distribution,
    plane: &Plane,
    texts: &mut Vec<Text>,
) -> Option<Rest> {
    let px = |share: f64| plane.y_px(share.clamp(plane.y.from, plane.y.to)).round();
    if !never.share.is_finite() {
        return None;
    }
    let reached = of.cumulative.points.iter().rfind(|point| point.is_finite()).map_or(1.0 - never.share, |last| last.y);
    let left = (plane.rect.right + APART).round();
    let between = |from: f64, to: f64| {
        let (from, to) = (px(from), px(to));
        Rect { left, right: left + REST, top: from.min(to), bottom: from.max(to) }
    };
    let part = between(reached, reached + never.share);
    lines.truncate((plane.rect.height() / LINE) as usize);
    let half = LINE * lines.len() as f64 / 2.0;
    let middle = f64::midpoint(part.top, part.bottom).min(plane.rect.bottom - half).max(plane.rect.top + half);
    texts.extend(block(lines, part.right + GAP, middle, Weight::SemiBold, Ink::Secondary));
    Some(Rest { whole: between(0.0, 1.0), part })
}
