//! Inter, built in: how wide a text is, and where it breaks.

use std::sync::Once;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use crate::unbroken::unbroken;

/// The one family of every picture.
pub(crate) const FAMILY: &str = "Inter";
/// The one size of text, in pixels.
pub(crate) const TEXT: f64 = 11.0;
/// From one line of text to the next.
pub(crate) const LINE: f64 = 14.0;
/// How far capitals and figures rise above the baseline.
pub(crate) const CAP: f64 = 8.0;

pub(crate) const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/Inter-Regular.ttf");
pub(crate) const SEMI_BOLD: &[u8] = include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf");

pub(crate) const ELLIPSIS: char = '…';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    /// Plotters knows two weights; its bold stands for our semi-bold.
    pub(crate) fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::SemiBold => FontStyle::Bold,
        }
    }
}

/// Inter for plotters, at `size` as plotters counts it.
pub(crate) fn font(size: f64, weight: Weight) -> FontDesc<'static> {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        for (weight, bytes) in [(Weight::Regular, REGULAR), (Weight::SemiBold, SEMI_BOLD)] {
            // The files are part of the program and tests measure with them: registering cannot fail.
            let _ = register_font(FAMILY, weight.style(), bytes);
        }
    });
    FontDesc::new(FontFamily::Name(FAMILY), size, weight.style())
}

/// How many pixels wide a text is, with tabular figures.
pub(crate) fn width(text: &str, weight: Weight) -> f64 {
    /// Plotters answers in whole pixels, so it is asked about a text this many times as large.
    const FINE: f64 = 100.0;
    /// It takes a size for the height from ascender to descender, which for Inter is 2478 of 2048 units.
    const HEIGHT: f64 = 2478.0 / 2048.0;

    let tabular: String = text.chars().map(widest_figure).collect();
    match font(TEXT * FINE * HEIGHT, weight).layout_box(&tabular) {
        Ok(((left, _), (right, _))) => f64::from(right - left) / FINE,
        Err(_) => tabular.chars().count() as f64 * TEXT * 0.7,
    }
}

/// Tabular figures and signs are all as wide as the widest of them, the minus.
fn widest_figure(c: char) -> char {
    match c {
        '0'..='9' | '+' | '×' | '÷' | '=' | '<' | '>' => '−',
        other => other,
    }
}

/// The text in lines no wider than `room`: broken between words, inside a word only where it alone is too wide.
pub(crate) fn wrapped(text: &str, weight: Weight, room: f64) -> Vec<String> {
    let fits = |line: &str| width(line, weight) <= room;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    // No-break spaces are no white space here.
    for word in unbroken(text).split([' ', '\t', '\n']).filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        lines.extend(Some(line).filter(|line| !line.is_empty()));
        line = String::new();
        for c in word.chars() {
            line.push(c);
            if line.chars().count() > 1 && !fits(&line) {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// The text, or as much of it as fits with an ellipsis; nothing when not even three letters do. A number is never cut:
/// `$1…` would be a wrong price.
pub(crate) fn shortened(text: &str, weight: Weight, room: f64) -> Option<String> {
    const LEAST: usize = 3;
    if width(text, weight) <= room {
        return Some(text.to_owned());
    }
    // Measuring takes as long as the text is, so the longest start that may fit is looked for by halves. Kerning moves
    // the end of a line by less than a letter.
    let ends: Vec<usize> = text.char_indices().map(|(end, _)| end).collect();
    let may_fit = ends.partition_point(|end| width(&text[..*end], weight) <= room + TEXT);
    let starts = ends[..may_fit].iter().rev().map(|end| text.split_at(*end));
    let shorter = starts.map(|(start, rest)| without_cut_number(start, rest).trim_end_matches([' ', '·', ',']));
    let mut enough = shorter.filter(|start| start.chars().count() >= LEAST);
    enough.find_map(|start| Some(format!("{start}{ELLIPSIS}")).filter(|short| width(short, weight) <= room))
}

/// `start` without its last word if that continues in `rest` and has figures in it.
fn without_cut_number<'a>(start: &'a str, rest: &str) -> &'a str {
    let (before, word) = start.rsplit_once(' ').unwrap_or(("", start));
    let cut = !rest.starts_with(' ');
    if cut && word.contains(|c: char| c.is_ascii_digit() || c == '$') { before } else { start }
}

/// The text without what XML forbids: control characters become spaces, non-characters go.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            assert_eq!(width("1111", weight), width("8888", weight));
        }
    }

    #[test]
    fn widths_are_those_of_inter() {
        // H is 1522 of 2048 units wide in Inter Regular.
        let h = width("HHHHHHHHHH", Weight::Regular) / 10.0;
        assert!((h - TEXT * 1522.0 / 2048.0).abs() < 0.1, "{h}");
        assert!(width("Revenue", Weight::SemiBold) > width("Revenue", Weight::Regular));
    }

    #[test]
    fn texts_break_between_words() {
        let lines = wrapped("usable at the target of 70\u{a0}% of all", Weight::Regular, 80.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| width(line, Weight::Regular) <= 80.0), "{lines:?}");
        assert_eq!(lines.join(" "), "usable at the target of 70\u{a0}% of all");
        let narrow = wrapped("repaid 100 %", Weight::Regular, width("repaid 100", Weight::Regular) + 4.0);
        assert_eq!(narrow, ["repaid", "100\u{a0}%"]);
        assert!(wrapped("Donaudampfschifffahrtsgesellschaft", Weight::Regular, 60.0).len() > 1);
        assert!(wrapped("", Weight::Regular, 60.0).is_empty());
    }

    #[test]
    fn texts_shorten_or_vanish() {
        assert_eq!(shortened("SQLite", Weight::Regular, 100.0).as_deref(), Some("SQLite"));
        assert_eq!(shortened("PostgreSQL B2s · $50", Weight::Regular, 60.0).as_deref(), Some("PostgreS…"));
        assert_eq!(shortened("PostgreSQL", Weight::Regular, 12.0), None);
    }

    /// A label of any length is cut in no time: not every start of it is measured.
    #[test]
    fn the_length_of_a_text_does_not_matter() {
        let long = "Concurrent users ".repeat(5_000);
        assert_eq!(shortened(&long, Weight::Regular, 100.0).as_deref(), Some("Concurrent users…"));
    }

    #[test]
    fn numbers_are_whole_or_gone() {
        let text = "B1 · $13.14 a month";
        for room in 0..120 {
            let short = shortened(text, Weight::Regular, f64::from(room)).unwrap_or_default();
            assert!(!short.contains('$') || short.contains("$13.14"), "{short}");
        }
        assert_eq!(shortened("$1,234,567", Weight::Regular, 40.0), None);
    }
}
