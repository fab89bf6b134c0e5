//! What the colours, the line and the outline of a heat map mean: above it.

use super::text;
use crate::chart::Heatmap;
use crate::font::{self, Weight};
use crate::geometry::{Domain, Px, Rect};
use crate::layout::{Anchor, Head, Ink, Text, axes, centred, thinned};

/// The bar of colours and the samples beside it.
#[derive(Debug)]
pub(crate) struct Legend {
    /// Pieces of the bar with the value whose colour each has.
    pub bar: Vec<(Rect, f64)>,
    /// A sample of the line at the level.
    pub line: Option<[Px; 2]>,
    /// A sample of the outline of the base case.
    pub outline: Option<Rect>,
}

/// Puts title, bar and samples on top.
pub(super) fn place(heatmap: &Heatmap, scale: Domain, picture: Rect, head: &mut Head) -> Legend {
    const HEIGHT: f64 = 10.0;
    const PIECE: f64 = 4.0;
    const WIDEST: f64 = 240.0;
    const SIDE: f64 = 10.0;
    const LONG: f64 = 18.0;
    const AFTER: f64 = 6.0;
    const APART: f64 = 20.0;
    const ROW: f64 = 18.0;

    axes::place_title(Some(&heatmap.scale.title), picture, head);
    let bar = Rect { left: picture.left, top: head.y, right: picture.left, bottom: head.y + HEIGHT };
    let pieces = ((picture.width() * 0.5).min(WIDEST) / PIECE).floor().max(1.0);
    let bar = Rect { right: bar.left + pieces * PIECE, ..bar };
    let piece = |i: f64| {
        let left = bar.left + PIECE * i;
        (Rect { left, right: left + PIECE, ..bar }, scale.value((i + 0.5) / pieces))
    };
    let pieces = (0..pieces as u32).map(|i| piece(f64::from(i))).collect();

    let ticks = heatmap.scale.ticks.iter().filter(|tick| scale.contains(tick.at)).map(|tick| {
        let x = bar.left + scale.fraction(tick.at) * bar.width();
        let text = text(font::clean(&tick.label), x, bar.bottom + 13.0, Anchor::Middle, Ink::Secondary);
        text.between(picture.left, picture.right)
    });
    let fitting = ticks.filter(|tick| font::width(&tick.content, tick.weight) <= picture.width() / 3.0);
    let ticks = thinned(fitting.collect(), 8.0);
    let reach = ticks.iter().map(|tick: &Text| tick.bounds().right).fold(bar.right, f64::max);
    let mut floor = if ticks.is_empty() { bar.bottom } else { bar.bottom + 17.0 };
    head.texts.extend(ticks);

    // Beside the bar where there is room, otherwise in rows below it.
    let mut at = (reach + APART, f64::midpoint(bar.top, bar.bottom));
    let mut sample = |label: &str, width: f64| {
        let label = font::shortened(&font::clean(label), Weight::Regular, picture.width() - width - AFTER)?;
        let whole = width + if label.is_empty() { 0.0 } else { AFTER + font::width(&label, Weight::Regular) };
        if at.0 > picture.left && at.0 + whole > picture.right {
            at = (picture.left, floor + ROW / 2.0);
            floor += ROW;
        }
        let (x, y) = at;
        at.0 += whole + APART;
        if !label.is_empty() {
            head.texts.push(text(label, x + width + AFTER, centred(y), Anchor::Start, Ink::Secondary));
        }
        Some((x, y))
    };
    let line =
        heatmap.level.as_ref().and_then(|level| sample(&level.label, LONG)).map(|(x, y)| [(x, y), (x + LONG, y)]);
    let outline = heatmap.base.as_ref().and_then(|base| sample(&base.label, SIDE)).map(|(x, y)| Rect {
        left: x,
        right: x + SIDE,
        top: y - SIDE / 2.0,
        bottom: y + SIDE / 2.0,
    });
    head.y = floor + 8.0;
    Legend { bar: pieces, line, outline }
}
