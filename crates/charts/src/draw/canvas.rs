//! Plotters' SVG backend behind a few verbs, in pixels and in data.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};

use crate::chart::Point;
use crate::error::DrawError;
use crate::font::{self, TEXT};
use crate::geometry::{Plane, Px, Rect, Size};
use crate::layout::{Anchor, Ink, Text};
use crate::theme::{Colour, Palette};

/// Plotters' backends place everything on a grid of whole numbers. Ten of them to a pixel keep curves smooth.
pub(super) const GRID: f64 = 10.0;
/// The SVG backend knows no dashes. It does keep the width of a stroke, so a width one unit too large asks for dashes
/// when the document is finished.
pub(super) const DASHED: u32 = 1;
/// What font sizes are divided by on their way through the SVG backend.
const BACKEND_EM: f64 = 1.24;

type Backend<'a> = SVGBackend<'a>;

/// The whole picture, in pixels.
pub(super) struct Canvas<'a> {
    area: DrawingArea<Backend<'a>, Shift>,
    pub palette: &'static Palette,
}

/// The plot, in data.
pub(super) struct Plot<'a, 'c> {
    area: DrawingArea<Backend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub canvas: &'c Canvas<'a>,
    pub plane: Plane,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stroke {
    pub colour: Colour,
    /// In pixels, in steps of a tenth.
    pub width: f64,
    pub opacity: f64,
    pub dashed: bool,
}

impl Stroke {
    pub(super) fn solid(colour: Colour, width: f64) -> Self {
        Self { colour, width, opacity: 1.0, dashed: false }
    }

    pub(super) fn dashed(self) -> Self {
        Self { dashed: true, ..self }
    }

    pub(super) fn faint(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    fn style(self) -> ShapeStyle {
        let width = grid(self.width).unsigned_abs() + if self.dashed { DASHED } else { 0 };
        rgb(self.colour).mix(self.opacity).stroke_width(width)
    }
}

impl<'a> Canvas<'a> {
    pub(super) fn new(marks: &'a mut String, size: Size, palette: &'static Palette) -> Self {
        let scaled = |pixels: u32| grid(f64::from(pixels)).unsigned_abs();
        let backend = SVGBackend::with_string(marks, (scaled(size.width), scaled(size.height)));
        Self { area: backend.into_drawing_area(), palette }
    }

    /// The plot as a plotters coordinate system.
    pub(super) fn plot<'c>(&'c self, plane: &Plane) -> Plot<'a, 'c> {
        let Plane { rect, x, y } = *plane;
        let pixels = (grid(rect.left)..grid(rect.right), grid(rect.bottom)..grid(rect.top));
        let coordinates = Cartesian2d::new(x.from..x.to, y.from..y.to, pixels);
        Plot { area: self.area.apply_coord_spec(coordinates), canvas: self, plane: *plane }
    }

    pub(super) fn finish(&self) -> Result<(), DrawError> {
        self.area.present().map_err(refused)
    }

    pub(super) fn path(&self, path: &[Px], stroke: Stroke) -> Result<(), DrawError> {
        self.element(&PathElement::new(path.iter().copied().map(on_grid).collect::<Vec<_>>(), stroke.style()))
    }

    pub(super) fn polygon(&self, corners: &[Px], colour: Colour) -> Result<(), DrawError> {
        self.element(&Polygon::new(corners.iter().copied().map(on_grid).collect::<Vec<_>>(), rgb(colour)))
    }

    pub(super) fn rect(&self, rect: Rect, colour: Colour) -> Result<(), DrawError> {
        let corners = [(rect.left, rect.top), (rect.right, rect.bottom)].map(on_grid);
        self.element(&plotters::element::Rectangle::new(corners, rgb(colour).filled()))
    }

    pub(super) fn disc(&self, centre: Px, radius: f64, colour: Colour) -> Result<(), DrawError> {
        self.element(&Circle::new(on_grid(centre), grid(radius), rgb(colour).filled()))
    }

    pub(super) fn text(&self, text: &Text) -> Result<(), DrawError> {
        let colour = match text.ink {
            Ink::Primary => self.palette.ink,
            Ink::Secondary => self.palette.ink2,
            Ink::Of(role) => self.palette.text(role),
        };
        self.text_in(colour, text)
    }

    /// A text in a colour of its own, for texts on coloured areas.
    pub(super) fn text_in(&self, colour: Colour, text: &Text) -> Result<(), DrawError> {
        /// The backend hangs a text this many em above its baseline.
        const HANG: f64 = 0.76;
        let colour = rgb(colour);
        let side = match text.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = font::font(TEXT * GRID * BACKEND_EM, text.weight);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(side, VPos::Top));
        let place = on_grid((text.x, text.baseline - HANG * TEXT));
        self.area.draw_text(&text.content, &style, place).map_err(refused)
    }

    fn element<E>(&self, element: &E) -> Result<(), DrawError>
    where
        for<'e> &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<Backend<'a>>,
    {
        self.area.draw(element).map_err(refused)
    }
}

impl Plot<'_, '_> {
    pub(super) fn path(&self, path: &[Point], stroke: Stroke) -> Result<(), DrawError> {
        self.area.draw(&PathElement::new(pairs(path), stroke.style())).map_err(refused)
    }

    pub(super) fn area(&self, outline: &[Point], colour: Colour, opacity: f64) -> Result<(), DrawError> {
        self.area.draw(&Polygon::new(pairs(outline), rgb(colour).mix(opacity))).map_err(refused)
    }

    pub(super) fn disc(&self, centre: Point, radius: f64, colour: Colour) -> Result<(), DrawError> {
        self.area.draw(&Circle::new((centre.x, centre.y), grid(radius), rgb(colour).filled())).map_err(refused)
    }

    pub(super) fn ring(&self, centre: Point, radius: f64, stroke: Stroke) -> Result<(), DrawError> {
        self.area.draw(&Circle::new((centre.x, centre.y), grid(radius), stroke.style())).map_err(refused)
    }
}

fn pairs(points: &[Point]) -> Vec<(f64, f64)> {
    points.iter().map(|point| (point.x, point.y)).collect()
}

/// Pixels as whole units of the grid. Pictures are small enough, and marks cut to them.
fn grid(pixels: f64) -> i32 {
    (pixels * GRID).round() as i32
}

fn on_grid((x, y): Px) -> (i32, i32) {
    (grid(x), grid(y))
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.r, colour.g, colour.b)
}

fn refused(error: DrawingAreaErrorKind<std::io::Error>) -> DrawError {
    DrawError::Backend(error.to_string())
}
