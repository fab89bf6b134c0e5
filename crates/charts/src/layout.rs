//! Where everything goes: decided in pixels before anything is drawn, so that drawing and reading agree.

mod axes;
mod bands;
mod distribution;
mod ends;
mod flags;
mod heatmap;
mod keys;
mod notes;
mod ranking;
mod timeline;

use crate::chart::{Chart, Direction, Layer, Role, Series};
use crate::error::DrawError;
use crate::font::{self, CAP, LINE, Weight};
use crate::geometry::{Domain, Plane, Px, Rect, Size};
use crate::trace;

pub(crate) use distribution::DistributionLayout;
pub(crate) use heatmap::{Cell, HeatmapLayout, cell};
pub(crate) use keys::Swatch;
pub(crate) use ranking::RankingLayout;
pub(crate) use timeline::{Order, Piece, TimelineLayout};

/// What colours a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Primary,
    Secondary,
    Of(Role),
}

/// Which end of a text is at its `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text in its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    pub content: String,
    pub x: f64,
    pub baseline: f64,
    pub anchor: Anchor,
    pub weight: Weight,
    pub ink: Ink,
}

impl Text {
    pub(crate) fn bounds(&self) -> Rect {
        const ASCENT: f64 = CAP + 1.0;
        const DESCENT: f64 = 3.0;
        let width = font::width(&self.content, self.weight);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Rect { left, top: self.baseline - ASCENT, right: left + width, bottom: self.baseline + DESCENT }
    }

    /// The same text, moved sideways as little as keeps it between two edges.
    fn between(self, left: f64, right: f64) -> Self {
        let bounds = self.bounds();
        let shift = (right - bounds.right).min(0.0);
        let shift = shift.max(left - bounds.left);
        Self { x: self.x + shift, ..self }
    }
}

/// The baseline that centres one line of text on `y`.
fn centred(y: f64) -> f64 {
    y + CAP / 2.0
}

/// A thin line from a mark to the label it could not stand beside.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leader {
    pub path: Vec<Px>,
    pub role: Role,
}

/// A chart with everything in its place.
#[derive(Debug)]
pub(crate) struct ChartLayout {
    pub plane: Plane,
    /// Heights of the horizontal grid lines.
    pub grid: Vec<f64>,
    pub texts: Vec<Text>,
    pub leaders: Vec<Leader>,
    pub swatches: Vec<Swatch>,
    /// How high each vertical rule reaches, in the order of the layers.
    pub rule_tops: Vec<f64>,
    pub bar_width: f64,
}

impl ChartLayout {
    pub(crate) fn of(chart: &Chart, size: Size) -> Result<Self, DrawError> {
        let near = Self::with_reach(chart, size, ends::NEAR)?;
        // Labels pushed away from their lines need room for the leaders.
        if near.leaders.is_empty() { Ok(near) } else { Self::with_reach(chart, size, ends::FAR) }
    }

    fn with_reach(chart: &Chart, size: Size, reach: f64) -> Result<Self, DrawError> {
        let picture = size.checked()?.rect();
        let bars = || trace::stacks(chart).flatten();
        let step = trace::bar_step(bars(), &chart.x);
        let mut x = Domain::of(&chart.x, "x")?;
        let y = Domain::of(&chart.y, "y")?;
        if let Some(step) = step {
            x = with_room_for_bars(x, bars(), step);
        }

        let ends = ends::collect(chart, picture);
        let left = axes::left_margin(&chart.y, y, picture);
        let right = picture.right - ends::margin(&ends, reach).unwrap_or_else(|| axes::right_margin(&chart.x, x));
        let mut head = Head { y: 0.0, texts: Vec::new() };
        let swatches = keys::place(chart, picture, &mut head);
        axes::place_title(chart.y.title.as_deref(), picture, &mut head);
        let across = Plane { rect: Rect { left, right, top: 0.0, bottom: 0.0 }, x, y };
        let flags = flags::plan(vertical_rules(chart), &across, picture);
        let top = head.y + flags.height();
        let bottom = picture.bottom - axes::bottom_margin(&chart.x, picture);
        let rect = Rect { left, top: top + axes::top_margin(top), right, bottom };
        let plane = Plane { rect, ..across };
        if rect.width() < LEAST.0 || rect.height() < LEAST.1 {
            return Err(DrawError::Size(size));
        }

        let bar_step = step.map_or(0.0, |step| rect.width() * step / x.span());
        let mut texts = head.texts;
        let rule_tops = flags.place(rect.top, &mut texts);
        let grid = axes::place_ticks(&chart.x, &chart.y, &plane, picture, &mut texts);
        let leaders = ends::place(ends, &plane, bar_step, reach, &mut texts);
        notes::place(chart, &plane, &grid, picture, &mut texts);
        Ok(Self { plane, grid, texts, leaders, swatches, rule_tops, bar_width: bar_width(bar_step) })
    }
}

/// The least plot worth drawing, in pixels.
const LEAST: (f64, f64) = (40.0, 30.0);

/// What stands above the plot, from the top down.
struct Head {
    /// Where the next row begins.
    y: f64,
    texts: Vec<Text>,
}

/// Where the vertical rules of a chart stand, with their labels.
fn vertical_rules(chart: &Chart) -> impl Iterator<Item = (f64, &str, Role)> {
    chart.layers.iter().filter_map(|layer| match layer {
        Layer::Rule { axis: Direction::Vertical, at, label, role } => Some((*at, label.as_str(), *role)),
        _ => None,
    })
}

/// The first and the last bar stand wholly on the axis.
fn with_room_for_bars<'a>(x: Domain, bars: impl Iterator<Item = &'a Series>, step: f64) -> Domain {
    let middles = bars.flat_map(|series| &series.points).map(|point| point.x);
    let shown = middles.filter(|&at| x.contains(at));
    shown.fold(x, |wide, at| Domain { from: wide.from.min(at - step / 2.0), to: wide.to.max(at + step / 2.0) })
}

fn bar_width(step: f64) -> f64 {
    const SHARE: f64 = 0.64;
    const WIDEST: f64 = 44.0;
    (step * SHARE).round().clamp(1.0, WIDEST)
}

/// As many of a row of texts as stand side by side with `gap` between them: all, or every second, third, … one. Of
/// several such choices the one that says most, so that years stay.
///
/// Where some name a year and others only a month, one that names a year stays; and a month stays only behind its own
/// year, or "Jul" after "Jan 2026" would be taken for a year too early.
fn thinned(texts: Vec<Text>, gap: f64) -> Vec<Text> {
    let bounds: Vec<Rect> = texts.iter().map(Text::bounds).collect();
    let apart = |kept: &[usize]| {
        kept.windows(2).all(|pair| !bounds[pair[0]].grown(gap / 2.0).overlaps(bounds[pair[1]].grown(gap / 2.0)))
    };
    let is_dated = |i: usize| texts[i].content.bytes().any(|byte| byte.is_ascii_digit());
    let any_dated = (0..texts.len()).any(is_dated);
    let year_of = |i: usize| (0..=i).rev().find(|&before| is_dated(before));
    let behind_its_year = |&i: &usize, kept: &[usize]| year_of(i).is_none_or(|year| kept.contains(&year));
    let dated = |kept: &[usize]| {
        !any_dated || kept.iter().any(|&i| is_dated(i)) && kept.iter().all(|i| behind_its_year(i, kept))
    };
    let said = |kept: &[usize]| kept.iter().map(|&i| texts[i].content.chars().count()).sum::<usize>();
    let kept = (1..=texts.len()).find_map(|stride| {
        let choices = (0..stride).map(|first| (first..texts.len()).step_by(stride).collect::<Vec<usize>>());
        // Of equals the first: max_by_key would take the last.
        choices.filter(|kept| apart(kept) && dated(kept)).rev().max_by_key(|kept| said(kept))
    });
    let kept = kept.unwrap_or_default();
    texts.into_iter().enumerate().filter(|(i, _)| kept.contains(i)).map(|(_, text)| text).collect()
}

/// Lines of text, one below the other, centred on `y` as a block.
fn block(lines: Vec<String>, x: f64, y: f64, weight: Weight, ink: Ink) -> Vec<Text> {
    let first = centred(y) - LINE * (lines.len().saturating_sub(1)) as f64 / 2.0;
    lines
        .into_iter()
        .enumerate()
        .map(|(i, content)| Text { content, x, baseline: first + LINE * i as f64, anchor: Anchor::Start, weight, ink })
        .collect()
}
