//! Texts made fit for paper: on one line, and with places to break where a word is longer than its column.

use crate::fonts::width;

/// The text without control characters and line ends; runs of them become one space.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_control() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// A clean text in which every word wider than `room` (in em) may break: after the signs that divide an address, and
/// anywhere in what is too wide even so.
pub(crate) fn printable(text: &str, room: f32) -> String {
    let text = clean(text);
    if text.split(' ').all(|word| width(word) <= room) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (i, word) in text.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        if width(word) <= room {
            out.push_str(word);
            continue;
        }
        for piece in pieces(word) {
            let signs_only = piece.chars().all(|c| c.is_ascii_punctuation());
            if !signs_only && !out.ends_with(' ') && !out.is_empty() {
                out.push(BREAK);
            }
            chop(piece, room, &mut out);
        }
    }
    out
}

/// A word in the parts between which it may break: each ends in a sign that divides an address or a name.
pub(crate) fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(['/', '.', '_', '-', '?', '&', '=', ',', ';', ':', '@'])
}

/// Where a word may break without showing it.
const BREAK: char = '\u{200b}';

fn chop(piece: &str, room: f32, out: &mut String) {
    if width(piece) <= room {
        out.push_str(piece);
        return;
    }
    // Small enough that the pieces fill lines of any width near `room`.
    let mut filled = 0.0;
    for c in piece.chars() {
        let advance = width(c.encode_utf8(&mut [0; 4]));
        if filled > 0.0 && filled + advance > room / 6.0 {
            out.push(BREAK);
            filled = 0.0;
        }
        out.push(c);
        filled += advance;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "#panic(\"x\") *bold* $x$ @ref <label> \\ a->b";
        assert_eq!(printable(text, 40.0), text);
    }

    #[test]
    fn control_characters_become_a_space() {
        assert_eq!(clean("a\r\nb\u{1b}[31mc"), "a b [31mc");
    }

    #[test]
    fn a_word_wider_than_its_room_may_break() {
        let printed = printable(&"x".repeat(100), 10.0);
        assert!(printed.split('\u{200b}').all(|piece| width(piece) <= 10.0));
        assert_eq!(printed.replace('\u{200b}', ""), "x".repeat(100));
    }
}
