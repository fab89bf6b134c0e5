//! Labels inside the plot: of dots and of bands, each where it covers least.

use super::bands::Bands;
use super::{Anchor, Ink, Text, centred};
use crate::chart::{Chart, Direction, Layer, Point};
use crate::font::{self, CAP, Weight};
use crate::geometry::{Plane, Px, Rect};
use crate::trace;

/// What a label should not cover.
pub(super) struct Obstacles {
    /// Lines, edges of bands and rules.
    strokes: Vec<(Px, Px)>,
    /// Heights of grid lines.
    grid: Vec<f64>,
    /// Dots and other labels.
    boxes: Vec<Rect>,
}

impl Obstacles {
    fn of(chart: &Chart, plane: &Plane, grid: &[f64], texts: &[Text]) -> Self {
        let mut strokes = Vec::new();
        for layer in &chart.layers {
            match layer {
                Layer::Line { series, step, .. } => {
                    strokes.extend(segments(&trace::runs(&series.points, *step, plane), plane))
                }
                Layer::Band { low, high, .. } => {
                    strokes.extend(segments(&trace::runs(low, false, plane), plane));
                    strokes.extend(segments(&trace::runs(high, false, plane), plane));
                }
                Layer::Fan { percentiles } => {
                    for line in percentiles {
                        strokes.extend(segments(&trace::runs(&line.points, false, plane), plane));
                    }
                }
                Layer::Rule { axis: Direction::Vertical, at, .. } if plane.x.contains(*at) => {
                    let x = plane.x_px(*at);
                    strokes.push(((x, plane.rect.top), (x, plane.rect.bottom)));
                }
                Layer::Rule { axis: Direction::Horizontal, at, .. } if plane.y.contains(*at) => {
                    let y = plane.y_px(*at);
                    strokes.push(((plane.rect.left, y), (plane.rect.right, y)));
                }
                _ => {}
            }
        }
        let marks = chart.layers.iter().flat_map(|layer| match layer {
            Layer::Dot { at, .. } => std::slice::from_ref(at),
            Layer::Points { series } => &series.points,
            _ => &[],
        });
        let dots = marks.filter(|at| at.is_finite() && plane.shows(**at)).map(|at| plane.px(*at));
        Self::new(strokes, dots, grid, texts)
    }

    /// Strokes, circles, heights of grid lines, and the texts that are already there.
    pub(super) fn new(strokes: Vec<(Px, Px)>, dots: impl Iterator<Item = Px>, grid: &[f64], texts: &[Text]) -> Self {
        let dots = dots.map(|dot| around(dot, DOT));
        Self { strokes, grid: grid.to_vec(), boxes: texts.iter().map(Text::bounds).chain(dots).collect() }
    }

    /// The text is there now.
    pub(super) fn add(&mut self, text: &Text) {
        self.boxes.push(text.bounds());
    }

    /// Whether another text or a circle is here.
    pub(super) fn taken(&self, bounds: Rect) -> bool {
        self.boxes.iter().any(|other| other.overlaps(bounds))
    }

    /// How bad a label would be here: a line behind it is worse than a grid line, another label far worse.
    pub(super) fn covered(&self, bounds: Rect) -> usize {
        const GRID: usize = 2;
        const STROKE: usize = 20;
        const BOX: usize = 1000;
        let near = bounds.grown(1.0);
        let grid = self.grid.iter().filter(|&&y| near.top < y && y < near.bottom).count();
        let strokes = self.strokes.iter().filter(|(a, b)| near.cut(*a, *b).is_some()).count();
        let boxes = self.boxes.iter().filter(|other| other.overlaps(near)).count();
        GRID * grid + STROKE * strokes + BOX * boxes
    }
}

/// Half the width of an open circle with its outline.
const DOT: f64 = 5.0;

fn around((x, y): Px, by: f64) -> Rect {
    Rect { left: x, top: y, right: x, bottom: y }.grown(by)
}

/// The straight pieces of a line.
pub(super) fn segments(runs: &[Vec<Point>], plane: &Plane) -> Vec<(Px, Px)> {
    runs.iter().flat_map(|run| run.windows(2)).map(|pair| (plane.px(pair[0]), plane.px(pair[1]))).collect()
}

/// Labels the dots and the bands.
pub(super) fn place(chart: &Chart, plane: &Plane, grid: &[f64], picture: Rect, texts: &mut Vec<Text>) {
    let mut obstacles = Obstacles::of(chart, plane, grid, texts);
    let bands = Bands::of(chart, plane);
    let mut bands = bands.each();
    for layer in &chart.layers {
        let text = match layer {
            Layer::Dot { at, label } if at.is_finite() && plane.shows(*at) => {
                beside_dot(plane.px(*at), label, &obstacles, picture)
            }
            Layer::Band { label, role, .. } => bands.next().and_then(|band| band.label(label, *role, &obstacles)),
            _ => None,
        };
        if let Some(text) = text {
            obstacles.add(&text);
            texts.push(text);
        }
    }
}

/// The place around a dot that covers least; rather above than below, rather near than far.
pub(super) fn beside_dot((x, y): Px, label: &str, obstacles: &Obstacles, picture: Rect) -> Option<Text> {
    let content =
        font::shortened(&font::clean(label), Weight::SemiBold, picture.width()).filter(|text| !text.is_empty())?;
    let text = |x: f64, baseline: f64, anchor: Anchor| {
        let text = Text { content: content.clone(), x, baseline, anchor, weight: Weight::SemiBold, ink: Ink::Primary };
        text.between(picture.left, picture.right)
    };
    let ring = |(far, out): (usize, f64)| {
        let (above, below, level) = (y - out, y + out + CAP, centred(y));
        [
            (4 * far, text(x - out + 2.0, above, Anchor::End)),
            (4 * far + 1, text(x, above - 2.0, Anchor::Middle)),
            (4 * far + 1, text(x + out - 2.0, above, Anchor::Start)),
            (4 * far + 3, text(x + out - 2.0, below, Anchor::Start)),
            (4 * far + 3, text(x - out + 2.0, below, Anchor::End)),
            (4 * far + 3, text(x, below + 2.0, Anchor::Middle)),
            (4 * far + 4, text(x + out + 1.0, level, Anchor::Start)),
            (4 * far + 4, text(x - out - 1.0, level, Anchor::End)),
        ]
    };
    let places = [8.0, 14.0, 22.0].into_iter().enumerate().flat_map(ring);
    let inside = places.filter(|(_, text)| picture.encloses(text.bounds()));
    inside.min_by_key(|(worse, text)| worse + obstacles.covered(text.bounds())).map(|(_, text)| text)
}
