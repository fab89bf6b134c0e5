//! Rows of bars from a common base.

use super::{Anchor, Ink, LEAST, Text, axes, centred, flags};
use crate::chart::{RankedBar, RankedRow, Ranking, Role};
use crate::error::DrawError;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Domain, Plane, Rect, Size};

/// A ranking with everything in its place.
#[derive(Debug)]
pub(crate) struct RankingLayout {
    /// The bars' part of the picture.
    pub rect: Rect,
    /// Each row from edge to edge, its label included.
    pub rows: Vec<Rect>,
    /// Where the vertical grid lines are.
    pub grid: Vec<f64>,
    /// The rule at the base: where, and how high it reaches.
    pub base: Option<(f64, f64)>,
    pub bars: Vec<Bar>,
    /// Beside the ends of the bars, on the grid.
    pub ends: Vec<Text>,
    pub texts: Vec<Text>,
}

/// A bar, as far as the axis shows it.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    pub row: usize,
    /// Which of the row's bars it is.
    pub index: usize,
    pub rect: Rect,
    pub role: Role,
    /// Where its end may also be.
    pub whisker: Option<(f64, f64)>,
    side: Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

const PITCH: f64 = 28.0;
const BAR: f64 = 16.0;
/// Between a bar's end and its label.
const GAP: f64 = 6.0;
/// Above the first row, or between it and the base's label.
const TOP: f64 = 4.0;

impl Size {
    /// The size at which a ranking is neither cramped nor empty.
    pub fn of_ranking(width: u32, ranking: &Ranking) -> Self {
        let rows = u32::try_from(ranking.rows.len().max(1)).unwrap_or(u32::MAX);
        let picture = Self { width, height: 1 }.rect();
        let flag = if font::clean(&ranking.base_label).is_empty() { 0.0 } else { LINE };
        let around = (TOP + flag + axes::bottom_margin(&ranking.x, picture)).ceil() as u32;
        Self { width, height: rows.saturating_mul(PITCH as u32).saturating_add(around) }
    }
}

impl RankingLayout {
    pub(crate) fn of(ranking: &Ranking, size: Size) -> Result<Self, DrawError> {
        let picture = size.checked()?.rect();
        let x = Domain::of(&ranking.x, "x")?;
        let labels: Vec<Option<String>> = ranking.rows.iter().map(|row| row_label(row, picture)).collect();
        let bottom = picture.bottom - axes::bottom_margin(&ranking.x, picture);
        let start = picture.left + left_margin(&labels);
        let mut plane = Plane {
            rect: Rect { left: start, top: 0.0, right: picture.right - axes::right_margin(&ranking.x, x), bottom },
            x,
            y: UNIT,
        };
        make_room(&mut plane, ranking, picture.right);

        let flag = (ranking.base, ranking.base_label.as_str(), Role::Neutral);
        let flags = flags::plan(std::iter::once(flag), &plane, picture);
        plane.rect.top = flags.height() + TOP;
        let pitch = (plane.rect.height() / ranking.rows.len().max(1) as f64).min(PITCH);
        if plane.rect.width() < LEAST.0 || plane.rect.height() < LINE || pitch < LINE {
            return Err(DrawError::Size(size));
        }
        if !ranking.rows.is_empty() {
            plane.rect.bottom = plane.rect.top + pitch * ranking.rows.len() as f64;
        }

        let (mut texts, mut ends) = (Vec::new(), Vec::new());
        let tops = flags.place(plane.rect.top, &mut texts);
        axes::place_x_ticks(&ranking.x, &plane, picture, &mut texts);
        let row = |i: usize| {
            let top = plane.rect.top + pitch * i as f64;
            Rect { left: picture.left, right: picture.right, top, bottom: top + pitch }
        };
        let rows: Vec<Rect> = (0..ranking.rows.len()).map(row).collect();
        let bars: Vec<Bar> =
            (0..).zip(&ranking.rows).zip(&rows).flat_map(|((i, of), at)| bars(i, of, *at, &plane, ranking)).collect();
        for ((i, label), at) in labels.into_iter().enumerate().zip(&rows) {
            let middle = centred(f64::midpoint(at.top, at.bottom));
            texts.extend(label.map(|label| text(label, picture.left, middle, Anchor::Start, Ink::Primary)));
            for side in [Side::Left, Side::Right] {
                ends.extend(end_label(
                    &ranking.rows[i],
                    bars.iter().filter(|bar| bar.row == i && bar.side == side),
                    side,
                    middle,
                    (start, picture.right),
                ));
            }
        }
        let shown = x.contains(ranking.base);
        let base = tops.first().filter(|_| shown).map(|&top| (plane.x_px(ranking.base).floor() + 0.5, top));
        Ok(Self { rect: plane.rect, rows, grid: axes::x_grid(&ranking.x, &plane), base, bars, ends, texts })
    }
}

/// Rows have no scale.
const UNIT: Domain = Domain { from: 0.0, to: 1.0 };

fn text(content: String, x: f64, baseline: f64, anchor: Anchor, ink: Ink) -> Text {
    Text { content, x, baseline, anchor, weight: Weight::Regular, ink }
}

fn row_label(row: &RankedRow, picture: Rect) -> Option<String> {
    const SHARE: f64 = 0.4;
    let label = font::shortened(&font::clean(&row.label), Weight::Regular, picture.width() * SHARE);
    label.filter(|label| !label.is_empty())
}

fn left_margin(labels: &[Option<String>]) -> f64 {
    const GAP: f64 = 12.0;
    let widest = labels.iter().flatten().map(|label| font::width(label, Weight::Regular)).fold(0.0, f64::max);
    if widest == 0.0 { 2.0 } else { widest + GAP }
}

/// Narrows the plot until the labels beside the longest bars stand in the picture. Each round takes what the last one
/// lacked; since narrowing also draws the bars in, a few rounds come close, and what is still missing is shortened.
fn make_room(plane: &mut Plane, ranking: &Ranking, end: f64) {
    const ROUNDS: usize = 6;
    let start = plane.rect.left;
    let least = (end - start) * 0.4;
    for _ in 0..ROUNDS {
        let (mut before, mut after) = (0.0_f64, 0.0_f64);
        for row in &ranking.rows {
            for (side, label, reach) in row_ends(row, ranking, plane) {
                let width = font::width(&label, Weight::Regular);
                match side {
                    Side::Left => before = before.max(start - (reach - GAP - width)),
                    Side::Right => after = after.max(reach + GAP + width - end),
                }
            }
        }
        if before <= 0.0 && after <= 0.0 || plane.rect.width() - before - after < least {
            break;
        }
        plane.rect.left += before;
        plane.rect.right -= after;
    }
}

/// For each side with bars: what stands at their end, and where they end.
fn row_ends(row: &RankedRow, ranking: &Ranking, plane: &Plane) -> Vec<(Side, String, f64)> {
    let none = Rect { left: 0.0, right: 0.0, top: 0.0, bottom: BAR };
    let bars = bars(0, row, none, plane, ranking);
    [Side::Left, Side::Right]
        .into_iter()
        .filter_map(|side| {
            let (label, reach) = end_of(row, bars.iter().filter(|bar| bar.side == side), side)?;
            Some((side, label, reach))
        })
        .collect()
}

/// The bars of a row; those to the same side lie below each other.
fn bars(row: usize, of: &RankedRow, at: Rect, plane: &Plane, ranking: &Ranking) -> Vec<Bar> {
    if !ranking.base.is_finite() {
        return Vec::new();
    }
    let px = |value: f64| plane.x_px(value.clamp(plane.x.from, plane.x.to));
    let side = |bar: &RankedBar| if bar.to < ranking.base { Side::Left } else { Side::Right };
    let height = BAR.min(at.height() - 2.0).max(2.0);
    let top = f64::midpoint(at.top, at.bottom) - height / 2.0;
    let shown = || of.bars.iter().enumerate().filter(|(_, bar)| bar.to.is_finite());
    let of_side = |wanted: Side| shown().filter(move |(_, bar)| side(bar) == wanted);
    let place = |wanted: Side| {
        let share = height / of_side(wanted).count().max(1) as f64;
        of_side(wanted).enumerate().map(move |(i, (index, bar))| {
            let (from, to) = (px(ranking.base), px(bar.to));
            let top = top + share * i as f64;
            let rect = Rect { left: from.min(to), right: from.max(to), top, bottom: top + share };
            let error =
                bar.error.filter(|error| error.from.is_finite() && error.to.is_finite() && error.from <= error.to);
            let whisker = error.map(|error| (px(error.from), px(error.to)));
            Bar { row, index, rect, role: bar.role, whisker, side: wanted }
        })
    };
    place(Side::Left).chain(place(Side::Right)).collect()
}

/// What stands beside the bars of one side, the longest first, and where they end, whiskers included.
fn end_of<'a>(row: &RankedRow, bars: impl Iterator<Item = &'a Bar>, side: Side) -> Option<(String, f64)> {
    let mut bars: Vec<&Bar> = bars.collect();
    bars.sort_by(|a, b| b.rect.width().total_cmp(&a.rect.width()));
    let ends = bars.iter().map(|bar| match (side, bar.whisker) {
        (Side::Left, whisker) => bar.rect.left.min(whisker.map_or(f64::INFINITY, |(from, _)| from)),
        (Side::Right, whisker) => bar.rect.right.max(whisker.map_or(f64::NEG_INFINITY, |(_, to)| to)),
    });
    let reach = match side {
        Side::Left => ends.reduce(f64::min),
        Side::Right => ends.reduce(f64::max),
    }?;
    let labels: Vec<String> =
        bars.iter().map(|bar| font::clean(&row.bars[bar.index].label)).filter(|label| !label.is_empty()).collect();
    (!labels.is_empty()).then(|| (labels.join(" · "), reach))
}

fn end_label<'a>(
    row: &RankedRow,
    bars: impl Iterator<Item = &'a Bar>,
    side: Side,
    baseline: f64,
    (start, end): (f64, f64),
) -> Option<Text> {
    let (label, reach) = end_of(row, bars, side)?;
    let (x, anchor, room) = match side {
        Side::Left => (reach - GAP, Anchor::End, reach - GAP - start),
        Side::Right => (reach + GAP, Anchor::Start, end - reach - GAP),
    };
    let content = font::shortened(&label, Weight::Regular, room + 0.01).filter(|label| !label.is_empty())?;
    Some(text(content, x, baseline, anchor, Ink::Secondary))
}
