//! The finished SVG document, from what plotters' backend wrote.

use super::canvas::{DASHED, GRID};
use crate::chart::Graphic;
use crate::font::{self, FAMILY, TEXT};
use crate::geometry::Size;

/// Name and description for whoever cannot see the picture, and the marks in pixels. The name is no `<title>`: a browser
/// shows that as a box over the picture. No scripts, styles or references: the window's content security policy allows
/// none.
pub(super) fn finished(marks: &str, graphic: &Graphic, Size { width, height }: Size) -> String {
    let name = escaped(&font::clean(graphic.title())).replace('"', "&quot;");
    let mut document = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="graphic" role="img" aria-label="{name}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">"#
    );
    document.push('\n');
    let description = escaped(&font::clean(graphic.summary()));
    if !description.is_empty() {
        document.push_str(&format!("<desc>{description}</desc>\n"));
    }
    document.push_str(&format!(
        r#"<g transform="scale({})" font-family="{FAMILY}, sans-serif" font-size="{}" font-variant="tabular-nums" stroke-linejoin="round" stroke-linecap="round">"#,
        1.0 / GRID,
        TEXT * GRID,
    ));
    document.push('\n');
    document.push_str(&touched_up(body(marks)));
    document.push_str("</g>\n</svg>\n");
    document
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What stands between plotters' own `<svg …>` and `</svg>`.
fn body(marks: &str) -> &str {
    let inside = marks.split_once('\n').map_or(marks, |(_, rest)| rest);
    inside.trim_end().strip_suffix("</svg>").unwrap_or(inside)
}

/// What the backend cannot say, and what it says over and over. Labels cannot be touched: the backend escapes quotes.
fn touched_up(body: &str) -> String {
    let dashed = |pixels: f64| format!(r#" stroke-width="{}""#, pixels * GRID + f64::from(DASHED));
    let dashes = |pixels: f64, on: f64, off: f64| {
        format!(
            r#" stroke-width="{}" stroke-linecap="butt" stroke-dasharray="{} {}""#,
            pixels * GRID,
            on * GRID,
            off * GRID
        )
    };
    let font = format!(r#" font-family="{FAMILY}" font-size="{}""#, TEXT * GRID);
    with_texts_in_one_line(body)
        .replace(r#" opacity="1""#, "")
        .replace(&font, "")
        .replace(r#" font-weight="bold""#, r#" font-weight="600""#)
        .replace(&dashed(1.0), &dashes(1.0, 3.0, 3.0))
        .replace(&dashed(1.5), &dashes(1.5, 5.0, 4.0))
}

/// Each text on one line: the backend breaks it in three, and white space at the end of a right-aligned text would
/// show. Hyphens, which a font with tabular figures sets as wide as a minus, keep their own width.
fn with_texts_in_one_line(body: &str) -> String {
    let mut joined = String::with_capacity(body.len());
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        joined.push_str(line);
        if line.starts_with("<text ") {
            let text = lines.next().unwrap_or_default();
            if text.contains('-') {
                joined.truncate(joined.len() - ">".len());
                joined.push_str(r#" font-variant="normal">"#);
            }
            joined.push_str(text);
            joined.push_str(lines.next().unwrap_or_default());
        }
        joined.push('\n');
    }
    joined
}
