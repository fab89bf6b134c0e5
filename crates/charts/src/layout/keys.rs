//! The key of a stack too high for labels beside it: a row of swatches above the plot.

use super::{Anchor, Head, Ink, Text, centred};
use crate::chart::{Chart, Role, Series};
use crate::font::{self, Weight};
use crate::geometry::Rect;
use crate::trace;

/// A small square of colour before its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Swatch {
    pub rect: Rect,
    pub role: Role,
}

/// Stacks of up to three are labelled beside their last bar.
pub(super) fn needed(stack: &[Series]) -> bool {
    stack.len() > 3
}

/// Puts the keys of all stacks that need one above the plot, in as many rows as they take.
pub(super) fn place(chart: &Chart, picture: Rect, head: &mut Head) -> Vec<Swatch> {
    const SIDE: f64 = 8.0;
    const AFTER_SWATCH: f64 = 6.0;
    const AFTER_NAME: f64 = 16.0;
    const ROW: f64 = 17.0;

    let mut swatches = Vec::new();
    let mut x = picture.left;
    let mut y = head.y + ROW / 2.0;
    for series in trace::stacks(chart).filter(|stack| needed(stack)).flatten() {
        let room = picture.width() - SIDE - AFTER_SWATCH;
        let Some(name) = font::shortened(&font::clean(&series.label), Weight::Regular, room) else { continue };
        let width = SIDE + AFTER_SWATCH + font::width(&name, Weight::Regular);
        if x > picture.left && x + width > picture.right {
            x = picture.left;
            y += ROW;
        }
        let rect = Rect { left: x, top: y - SIDE / 2.0, right: x + SIDE, bottom: y + SIDE / 2.0 };
        swatches.push(Swatch { rect, role: series.role });
        head.texts.push(Text {
            content: name,
            x: x + SIDE + AFTER_SWATCH,
            baseline: centred(y),
            anchor: Anchor::Start,
            weight: Weight::Regular,
            ink: Ink::Secondary,
        });
        x += width + AFTER_NAME;
    }
    if !swatches.is_empty() {
        head.y = y + ROW / 2.0 + 8.0;
    }
    swatches
}
