//! Ticks, titles of axes, and the margins they need.

use super::{Anchor, Head, Ink, Text, centred, thinned};
use crate::chart::Axis;
use crate::font::{self, LINE, Weight};
use crate::geometry::{Domain, Plane, Rect};

/// Between a tick's label and the plot.
const GAP: f64 = 6.0;
/// Between two labels of the x axis.
const APART: f64 = 10.0;
/// From the plot down to the baseline of the ticks.
const DROP: f64 = 17.0;

/// A tick that the axis shows, ready to be set.
struct Mark {
    at: f64,
    label: String,
}

fn marks(axis: &Axis, domain: Domain) -> impl Iterator<Item = Mark> {
    let shown = axis.ticks.iter().filter(move |tick| domain.contains(tick.at));
    shown.map(|tick| Mark { at: tick.at, label: font::clean(&tick.label) })
}

/// How wide a label of the y axis may be.
fn label_room(picture: Rect) -> f64 {
    picture.width() / 3.0
}

/// Room for the labels of the y axis.
pub(super) fn left_margin(axis: &Axis, domain: Domain, picture: Rect) -> f64 {
    const BARE: f64 = 2.0;
    let widest = marks(axis, domain).map(|mark| font::width(&mark.label, Weight::Regular)).fold(0.0, f64::max);
    if widest == 0.0 { BARE } else { widest.min(label_room(picture)) + GAP }
}

/// Room for the right half of the last label of the x axis.
pub(super) fn right_margin(axis: &Axis, domain: Domain) -> f64 {
    const LEAST: f64 = 12.0;
    const BARE: f64 = 3.0;
    if axis.ticks.is_empty() {
        return BARE;
    }
    let last = marks(axis, domain).max_by(|a, b| a.at.total_cmp(&b.at));
    last.filter(|mark| domain.fraction(mark.at) > 0.97)
        .map_or(LEAST, |mark| LEAST.max(font::width(&mark.label, Weight::Regular) / 2.0))
}

/// Room above the plot: half a tick label, and more where nothing stands above.
pub(super) fn top_margin(head: f64) -> f64 {
    if head > 0.0 { 6.0 } else { 10.0 }
}

/// Room for ticks and title of the x axis.
pub(super) fn bottom_margin(axis: &Axis, picture: Rect) -> f64 {
    let ticks = if axis.ticks.is_empty() { 6.0 } else { DROP + 6.0 };
    ticks + LINE * title_lines(axis.title.as_deref(), picture).len() as f64
}

/// A title in as many lines as it takes.
pub(super) fn title_lines(title: Option<&str>, picture: Rect) -> Vec<String> {
    title.map_or_else(Vec::new, |title| font::wrapped(&font::clean(title), Weight::Regular, picture.width()))
}

/// The title of the y axis stands above it, where it can be read without turning the head.
pub(super) fn place_title(title: Option<&str>, picture: Rect, head: &mut Head) {
    const BELOW: f64 = 6.0;
    let lines = title_lines(title, picture);
    if lines.is_empty() {
        return;
    }
    for content in lines {
        head.texts.push(label(content, picture.left, head.y + LINE - 3.0, Anchor::Start));
        head.y += LINE;
    }
    head.y += BELOW;
}

/// Labels of both axes; answers with the heights of the grid lines.
pub(super) fn place_ticks(x: &Axis, y: &Axis, plane: &Plane, picture: Rect, texts: &mut Vec<Text>) -> Vec<f64> {
    place_x_ticks(x, plane, picture, texts);
    place_y_ticks(y, plane, picture, texts)
}

/// Labels of the x axis and its title.
pub(super) fn place_x_ticks(axis: &Axis, plane: &Plane, picture: Rect, texts: &mut Vec<Text>) {
    texts.extend(x_ticks(axis, plane, picture));
    texts.extend(x_title(axis, plane, picture));
}

/// Where vertical grid lines stand, at the ticks of the x axis.
pub(super) fn x_grid(axis: &Axis, plane: &Plane) -> Vec<f64> {
    marks(axis, plane.x).map(|mark| plane.x_px(mark.at).floor() + 0.5).collect()
}

/// Labels of the y axis; answers with the heights of the grid lines.
pub(super) fn place_y_ticks(axis: &Axis, plane: &Plane, picture: Rect, texts: &mut Vec<Text>) -> Vec<f64> {
    texts.extend(y_ticks(axis, plane, picture));
    // Whole pixels and a half: a line one pixel wide is then one pixel, not two grey ones.
    marks(axis, plane.y).map(|mark| plane.y_px(mark.at).floor() + 0.5).collect()
}

fn x_ticks(axis: &Axis, plane: &Plane, picture: Rect) -> Vec<Text> {
    let baseline = plane.rect.bottom + DROP;
    let place = |mark: Mark| {
        let text = label(mark.label, plane.x_px(mark.at), baseline, Anchor::Middle);
        text.between(picture.left, picture.right)
    };
    let room = picture.width() / 3.0;
    let fitting = marks(axis, plane.x).filter(|mark| font::width(&mark.label, Weight::Regular) <= room);
    thinned(fitting.map(place).collect(), APART)
}

fn x_title(axis: &Axis, plane: &Plane, picture: Rect) -> Vec<Text> {
    let middle = f64::midpoint(plane.rect.left, plane.rect.right);
    let below = if axis.ticks.is_empty() { 2.0 } else { DROP };
    let set = |(i, content)| {
        let baseline = plane.rect.bottom + below + LINE * (i + 1) as f64;
        label(content, middle, baseline, Anchor::Middle).between(picture.left, picture.right)
    };
    title_lines(axis.title.as_deref(), picture).into_iter().enumerate().map(set).collect()
}

fn y_ticks(axis: &Axis, plane: &Plane, picture: Rect) -> Vec<Text> {
    let place = |mark: Mark| {
        // Not held against the margin: that the widest label has set, and it must not be a rounding too wide for it.
        let content = font::shortened(&mark.label, Weight::Regular, label_room(picture))?;
        Some(label(content, plane.rect.left - GAP, centred(plane.y_px(mark.at)), Anchor::End))
    };
    thinned(marks(axis, plane.y).filter_map(place).collect(), 0.0)
}

fn label(content: String, x: f64, baseline: f64, anchor: Anchor) -> Text {
    Text { content, x, baseline, anchor, weight: Weight::Regular, ink: Ink::Secondary }
}
