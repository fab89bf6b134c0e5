//! Pixels, and how data become pixels.

use serde::{Deserialize, Serialize};

use crate::chart::{Axis, Graphic, Point};
use crate::error::DrawError;

/// A picture's size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl Graphic {
    /// The size at which it is neither cramped nor empty. What has rows grows with them; a chart over two axes suits any
    /// height and takes `height`, and one of two panels somewhat more.
    pub fn size(&self, width: u32, height: u32) -> Size {
        match self {
            Self::Chart(_) => Size::new(width, height),
            Self::Timeline(timeline) => Size::of_timeline(width, timeline),
            Self::Ranking(ranking) => Size::of_ranking(width, ranking),
            Self::Heatmap(heatmap) => Size::of_heatmap(width, heatmap.rows.labels.len()),
            Self::Distribution(_) => Size::new(width, height.saturating_add(height / 6)),
        }
    }
}

impl Size {
    const LARGEST: u32 = 10_000;

    /// A size in pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    pub(crate) fn checked(self) -> Result<Self, DrawError> {
        let possible = 1..=Self::LARGEST;
        if possible.contains(&self.width) && possible.contains(&self.height) {
            Ok(self)
        } else {
            Err(DrawError::Size(self))
        }
    }

    pub(crate) fn rect(self) -> Rect {
        Rect { left: 0.0, top: 0.0, right: f64::from(self.width), bottom: f64::from(self.height) }
    }
}

/// A place in a picture: pixels from its top left corner, right and down.
pub(crate) type Px = (f64, f64);

/// A rectangle of the picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn middle(self) -> Px {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    pub(crate) fn grown(self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    pub(crate) fn encloses(self, other: Self) -> bool {
        self.left <= other.left && self.top <= other.top && other.right <= self.right && other.bottom <= self.bottom
    }

    /// The part of the way from `a` to `b` that lies inside, as fractions of it (Liang and Barsky).
    pub(crate) fn cut(self, a: Px, b: Px) -> Option<(f64, f64)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let edges = [(-dx, a.0 - self.left), (dx, self.right - a.0), (-dy, a.1 - self.top), (dy, self.bottom - a.1)];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (outward, inside) in edges {
            if outward == 0.0 {
                if inside < 0.0 {
                    return None;
                }
            } else if outward < 0.0 {
                enter = enter.max(inside / outward);
            } else {
                leave = leave.min(inside / outward);
            }
        }
        (enter <= leave).then_some((enter, leave))
    }
}

/// The values an axis shows: finite, and never none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Domain {
    pub from: f64,
    pub to: f64,
}

impl Domain {
    /// What the axis shows; an axis of a single value gets room on both sides of it.
    pub(crate) fn of(axis: &Axis, name: &'static str) -> Result<Self, DrawError> {
        Self::between(axis.from, axis.to, name)
    }

    /// The same for a scale that is no axis.
    pub(crate) fn between(from: f64, to: f64, name: &'static str) -> Result<Self, DrawError> {
        let refused = DrawError::Axis { axis: name, from, to };
        if !(to - from).is_finite() || from > to {
            return Err(refused);
        }
        let widened = if from == to { Self::around(from) } else { Self { from, to } };
        // Neighbouring floats and the largest ones leave no span to divide by.
        let usable = widened.span().is_finite() && widened.span() > f64::MIN_POSITIVE && widened.from < widened.to;
        if usable { Ok(widened) } else { Err(refused) }
    }

    fn around(value: f64) -> Self {
        let room = (value.abs() / 2.0).max(0.5);
        Self { from: value - room, to: value + room }
    }

    pub(crate) fn span(self) -> f64 {
        self.to - self.from
    }

    pub(crate) fn contains(self, value: f64) -> bool {
        (self.from..=self.to).contains(&value)
    }

    /// Where on the axis a value is, as a fraction: 0 at `from`, 1 at `to`, and never absurdly far outside.
    pub(crate) fn fraction(self, value: f64) -> f64 {
        const FAR: f64 = 1e6;
        ((value - self.from) / self.span()).clamp(-FAR, FAR)
    }

    pub(crate) fn value(self, fraction: f64) -> f64 {
        self.from + fraction * self.span()
    }
}

/// A plot: a rectangle of the picture and the values it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plane {
    pub rect: Rect,
    pub x: Domain,
    pub y: Domain,
}

impl Plane {
    pub(crate) fn x_px(&self, x: f64) -> f64 {
        self.rect.left + self.x.fraction(x) * self.rect.width()
    }

    pub(crate) fn y_px(&self, y: f64) -> f64 {
        self.rect.bottom - self.y.fraction(y) * self.rect.height()
    }

    pub(crate) fn px(&self, point: Point) -> Px {
        (self.x_px(point.x), self.y_px(point.y))
    }

    /// The nearest place inside the plot.
    pub(crate) fn px_inside(&self, point: Point) -> Px {
        let (x, y) = self.px(point);
        (x.clamp(self.rect.left, self.rect.right), y.clamp(self.rect.top, self.rect.bottom))
    }

    pub(crate) fn shows(&self, point: Point) -> bool {
        self.x.contains(point.x) && self.y.contains(point.y)
    }
}

impl Point {
    pub(crate) fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(from: f64, to: f64) -> Axis {
        Axis::new(from, to, Vec::new())
    }

    #[test]
    fn an_axis_of_one_value_gets_room() {
        assert_eq!(Domain::of(&axis(0.0, 0.0), "y"), Ok(Domain { from: -0.5, to: 0.5 }));
        let large = Domain::of(&axis(1e15, 1e15), "y").unwrap();
        assert_eq!(large.fraction(1e15), 0.5);
    }

    #[test]
    fn an_axis_without_end_is_refused() {
        let impossible =
            [(0.0, f64::INFINITY), (f64::NAN, 1.0), (2.0, 1.0), (f64::MIN, f64::MAX), (f64::MAX, f64::MAX)];
        for (from, to) in impossible {
            assert!(Domain::of(&axis(from, to), "x").is_err(), "{from} to {to}");
        }
    }

    #[test]
    fn a_way_is_cut_at_the_edges() {
        let square = Rect { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };
        assert_eq!(square.cut((-1.0, 0.5), (3.0, 0.5)), Some((0.25, 0.5)));
        assert_eq!(square.cut((0.5, 0.5), (0.5, 0.5)), Some((0.0, 1.0)));
        assert_eq!(square.cut((-1.0, 0.5), (0.5, 3.0)), None);
    }
}
