//! Labels of bands, inside them.

use super::notes::Obstacles;
use super::{Anchor, Ink, Text, centred};
use crate::chart::{Chart, Layer, Point, Role};
use crate::font::{self, LINE, Weight};
use crate::geometry::{Plane, Px, Rect};

/// All bands of a chart, in the order of the layers.
pub(super) struct Bands<'a> {
    bands: Vec<Band>,
    plane: &'a Plane,
}

/// Both edges in pixels, pressed flat where they leave the plot.
struct Band {
    high: Vec<(Px, Px)>,
    low: Vec<(Px, Px)>,
}

/// One band among the others.
pub(super) struct Among<'a> {
    all: &'a Bands<'a>,
    index: usize,
}

impl<'a> Bands<'a> {
    pub(super) fn of(chart: &Chart, plane: &'a Plane) -> Self {
        let bands = chart.layers.iter().filter_map(|layer| match layer {
            Layer::Band { low, high, .. } => Some(Band { high: edge(high, plane), low: edge(low, plane) }),
            _ => None,
        });
        Self { bands: bands.collect(), plane }
    }

    pub(super) fn each(&self) -> impl Iterator<Item = Among<'_>> {
        (0..self.bands.len()).map(|index| Among { all: self, index })
    }
}

fn edge(points: &[Point], plane: &Plane) -> Vec<(Px, Px)> {
    let seen = points.windows(2).filter(|pair| pair[0].is_finite() && pair[1].is_finite());
    let pressed = |point| {
        let (_, y) = plane.px_inside(point);
        (plane.x_px(point.x), y)
    };
    seen.map(|pair| (pressed(pair[0]), pressed(pair[1]))).collect()
}

impl Among<'_> {
    /// A place for the label, as far to the right as it stands wholly in the band and on nothing else; rather outside
    /// the other bands than inside them. A band too thin for its label goes without.
    pub(super) fn label(&self, label: &str, role: Role, obstacles: &Obstacles) -> Option<Text> {
        let content = Some(font::clean(label)).filter(|text| !text.is_empty())?;
        let width = font::width(&content, Weight::Regular);
        let text = |(right, middle): Px| Text {
            content: content.clone(),
            x: right,
            baseline: centred(middle),
            anchor: Anchor::End,
            weight: Weight::Regular,
            ink: Ink::Of(role),
        };
        let free = |text: &Text| obstacles.covered(text.bounds()) == 0;
        let alone = |text: &Text| !self.others_cover(text.bounds());
        let places = || self.places(width).map(text);
        places().filter(alone).find(free).or_else(|| places().find(free))
    }

    /// Right edges and middles of texts of this width that lie inside the band.
    fn places(&self, width: f64) -> impl Iterator<Item = Px> {
        const STEP: f64 = 8.0;
        const INSET: f64 = 8.0;
        const PARTS: [f64; 11] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9];

        let Rect { left: start, right: end, .. } = self.all.plane.rect;
        let rights = (0..).map(move |i| end - INSET - STEP * f64::from(i));
        rights.take_while(move |right| right - width >= start + INSET).flat_map(move |right| {
            let stretch = self.band().inside(right - width - INSET, right + INSET);
            let high_enough = stretch.filter(|(ceiling, floor)| floor - ceiling >= 2.0 * LINE);
            high_enough.into_iter().flat_map(move |(ceiling, floor)| {
                let middles = PARTS.map(|part| ceiling + (floor - ceiling) * part).into_iter();
                let wholly = move |middle: &f64| middle - LINE / 2.0 > ceiling && middle + LINE / 2.0 < floor;
                middles.filter(wholly).map(move |middle| (right, middle))
            })
        })
    }

    fn band(&self) -> &Band {
        &self.all.bands[self.index]
    }

    fn others_cover(&self, text: Rect) -> bool {
        let others = self.all.bands.iter().enumerate().filter(|(i, _)| *i != self.index);
        others
            .filter_map(|(_, other)| other.inside(text.left, text.right))
            .any(|(ceiling, floor)| ceiling < text.bottom && text.top < floor)
    }
}

impl Band {
    /// Between which heights the whole stretch from `left` to `right` lies in the band.
    fn inside(&self, left: f64, right: f64) -> Option<(f64, f64)> {
        let ceiling = heights(&self.high, left, right)?.fold(f64::NEG_INFINITY, f64::max);
        let floor = heights(&self.low, left, right)?.fold(f64::INFINITY, f64::min);
        Some((ceiling, floor))
    }
}

/// The heights that an edge takes between two x values, if it reaches from one to the other.
fn heights(edge: &[(Px, Px)], left: f64, right: f64) -> Option<impl Iterator<Item = f64>> {
    let reaches = |x: f64| edge.iter().any(|(a, b)| a.0.min(b.0) <= x && x <= a.0.max(b.0));
    let strip = Rect { left, right, top: f64::NEG_INFINITY, bottom: f64::INFINITY };
    let passing = edge.iter().filter_map(move |&(a, b)| strip.cut(a, b).map(|(enter, leave)| (a, b, enter, leave)));
    let at = |(a, b, enter, leave): (Px, Px, f64, f64)| [enter, leave].map(|part| a.1 + (b.1 - a.1) * part);
    (reaches(left) && reaches(right)).then(|| passing.flat_map(at))
}
