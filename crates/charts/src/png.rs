//! The same picture as PNG.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{self, Pixmap, Transform};
use resvg::usvg::{self, Options, Tree, fontdb};

use crate::chart::Graphic;
use crate::draw::svg;
use crate::error::DrawError;
use crate::font::{FAMILY, REGULAR, SEMI_BOLD};
use crate::geometry::Size;
use crate::theme::{Colour, Theme};

/// The SVG of `size` pixels, magnified `scale` times, on the theme's panel. Only the built-in Inter is used, so the
/// bytes are the same on every machine.
pub fn png(graphic: &Graphic, size: Size, theme: Theme, scale: f32) -> Result<Vec<u8>, DrawError> {
    const LARGEST: f32 = 20_000.0;

    let tree = parsed(&svg(graphic, size, theme)?)?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let possible = 1.0..=LARGEST;
    if !possible.contains(&width) || !possible.contains(&height) {
        return Err(DrawError::Scale(scale));
    }
    let failed = |what: &str| DrawError::Raster(what.to_owned());
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or_else(|| failed("no memory"))?;
    pixels.fill(opaque(theme.palette().panel));
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(&error.to_string()))
}

/// A picture of ours as resvg understands it.
fn parsed(svg: &str) -> Result<Tree, DrawError> {
    let options = Options { font_family: FAMILY.to_owned(), fontdb: Arc::clone(&INTER), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error: usvg::Error| DrawError::Raster(error.to_string()))
}

static INTER: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

fn opaque(colour: Colour) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(colour.r, colour.g, colour.b, u8::MAX)
}
