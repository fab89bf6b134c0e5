//! The key of a timeline: numbers stand in the segments that are too short for their names, and the names below.

use super::super::{Anchor, Ink, Text};
use super::Label;
use crate::font::{self, LINE, Weight};
use crate::geometry::Rect;

/// Between the ticks of the axis and the key, and between two lines of it.
const ABOVE: f64 = 4.0;
const LEADING: f64 = 3.0;

/// No number is narrower than this.
pub(super) const LEAST: f64 = 4.0;

/// Names each number once: equal names share one.
pub(super) struct Key {
    names: Vec<String>,
}

impl Key {
    pub(super) fn of(labels: &[Label]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for label in labels {
            if let Label::Number { name, room, .. } = label
                && !names.contains(name)
                && fits(names.len() + 1, *room)
            {
                names.push(name.clone());
            }
        }
        Self { names }
    }

    /// The number that stands for a name, as written in its segment.
    pub(super) fn number(&self, name: &str, room: f64) -> Option<String> {
        let number = self.names.iter().position(|known| known == name)? + 1;
        fits(number, room).then(|| number.to_string())
    }

    /// As many rows as the names take, the first right below `top`.
    pub(super) fn texts(&self, picture: Rect, top: f64) -> Vec<Text> {
        const AFTER_NUMBER: f64 = 5.0;
        const AFTER_NAME: f64 = 18.0;
        let mut texts = Vec::new();
        let (mut x, mut baseline) = (picture.left, top + ABOVE + LINE - 3.0);
        for (place, name) in self.names.iter().enumerate() {
            let number = (place + 1).to_string();
            let before = font::width(&number, Weight::SemiBold) + AFTER_NUMBER;
            let Some(name) = font::shortened(name, Weight::Regular, picture.width() - before) else { continue };
            let width = before + font::width(&name, Weight::Regular);
            if x > picture.left && x + width > picture.right {
                (x, baseline) = (picture.left, baseline + LINE + LEADING);
            }
            let text =
                |content, x, weight| Text { content, x, baseline, anchor: Anchor::Start, weight, ink: Ink::Secondary };
            texts.push(text(number, x, Weight::SemiBold));
            texts.push(text(name, x + before, Weight::Regular));
            x += width + AFTER_NAME;
        }
        texts
    }

    /// How high its rows are, with the air above them.
    pub(super) fn height(texts: &[Text], top: f64) -> f64 {
        texts.last().map_or(0.0, |last| last.baseline + 3.0 - top)
    }
}

fn fits(number: usize, room: f64) -> bool {
    font::width(&number.to_string(), Weight::Regular) <= room
}
