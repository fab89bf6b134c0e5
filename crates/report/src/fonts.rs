//! Inter, built into the program: the same page on every machine, whatever is installed there.

use std::sync::LazyLock;

use ttf_parser::Face;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 5] = [
    REGULAR,
    include_bytes!("../../../assets/fonts/Inter-Italic.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Medium.ttf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/Inter-Bold.ttf"),
];
const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");

pub(crate) static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect());

pub(crate) static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

static FACE: LazyLock<Option<Face>> = LazyLock::new(|| Face::parse(REGULAR, 0).ok());

/// Whether a page shows this character. For one that Inter does not have, paper has an empty box.
pub fn prints(c: char) -> bool {
    // Joiners, marks of direction and variation selectors: nothing is to be seen of them.
    let unseen = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    unseen || c.is_whitespace() || c.is_control() || FACE.as_ref().is_some_and(|face| face.glyph_index(c).is_some())
}

/// Advance widths of the Latin letters and signs in Inter Regular, in em, by code point.
static ADVANCES: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let advance = |code: u32| {
        let face = FACE.as_ref()?;
        let glyph = face.glyph_index(char::from_u32(code)?)?;
        Some(f32::from(face.glyph_hor_advance(glyph)?) / f32::from(face.units_per_em()))
    };
    let mut widths: Vec<f32> = (0..0x2500).map(|code| advance(code).unwrap_or(0.7)).collect();
    // Tables are set in tabular figures, which are all as wide as the widest.
    let digits = b'0' as usize..=b'9' as usize;
    let widest = widths[digits.clone()].iter().copied().fold(0.0, f32::max);
    widths[digits].fill(widest);
    widths
});

/// How wide a text is set in Inter Regular with tabular figures, in em. Kerning is left out: a hair too wide, never
/// too narrow.
pub(crate) fn width(text: &str) -> f32 {
    text.chars().map(|c| ADVANCES.get(c as usize).copied().unwrap_or(1.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_family_with_the_weights_of_the_template() {
        assert_eq!(BOOK.families().map(|(name, _)| name).collect::<Vec<_>>(), ["Inter"]);
        let weights: Vec<u16> = FONTS.iter().map(|font| font.info().variant.weight.to_number()).collect();
        assert_eq!(weights, [400, 400, 500, 600, 700]);
    }

    #[test]
    fn what_the_font_lacks_is_known() {
        assert!("Ünïcode, Ελλάδα, Москва, ₿ 1–2 × 3 → ∞ ·\u{200b}\n".chars().all(prints));
        assert!(!"مرحبا".chars().any(prints) && !prints('ש') && !prints('🚀') && !prints('語'));
    }

    #[test]
    fn widths_are_of_the_right_size() {
        assert_eq!(width("123"), width("888"));
        assert!(width("iii") < width("mmm"));
        assert!((0.5..0.75).contains(&width("8")));
    }
}
