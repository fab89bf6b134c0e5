//! Graphics as SVG, for paper.

use headroom_charts::{Graphic, Size, Theme, svg};

use crate::ReportError;

/// Points in a pixel: a graphic is drawn in pixels, and its letters come out at 8 points.
const POINTS: f32 = 0.75;

/// However many rows a graphic has, its page has room for more than it.
const TALLEST: f32 = 420.0;

/// How high a chart of one panel would be, in pixels, for what is as high as its rows or has two.
const CHART: u32 = 250;

/// A drawing and the name under which the template asks for it.
#[derive(Debug)]
pub(crate) struct Drawing {
    pub file: String,
    pub title: String,
    pub svg: String,
}

/// How tall a graphic wants to be at a width, in points.
pub(crate) fn height(graphic: &Graphic, width: f32) -> f32 {
    match graphic {
        Graphic::Chart(_) => (width * 0.4).max(150.0),
        rows => {
            let size = rows.size((width / POINTS) as u32, CHART);
            (size.height as f32 * POINTS).min(TALLEST)
        }
    }
}

/// A graphic drawn at a size in points.
pub(crate) fn drawing(file: &str, graphic: &Graphic, width: f32, height: f32) -> Result<Drawing, ReportError> {
    let size = Size::new((width / POINTS).round() as u32, (height / POINTS).round() as u32);
    let title = graphic.title().to_owned();
    match svg(graphic, size, Theme::Print) {
        Ok(svg) => Ok(Drawing { file: file.to_owned(), title, svg }),
        Err(error) => Err(ReportError::Draw { title, reason: error.to_string() }),
    }
}
