//! Bytes as text. Tools write UTF-8; PowerShell's `>` turns what they print into UTF-16 with a byte order mark.

use std::borrow::Cow;

use crate::problem::{Code, Problem};

/// The most bytes that are read. The largest results, histories of days in steps of a second, have a tenth of it.
pub const LIMIT: usize = 64 << 20;

/// The most rows of a table, lines of a report or entries of a list: a day of ten endpoints in steps of a second.
pub(crate) const MOST: usize = 1_000_000;

/// Starts of files that people pack results into.
const PACKED: [(&[u8], &str); 3] = [(b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"\x28\xb5\x2f\xfd", "zstd")];

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text in UTF-8, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    check_size(bytes.len())?;
    if let Some((_, name)) = PACKED.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(Problem::of_file(Code::NotText, format!("the file is packed with {name}"), "unpack it first"));
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes))?),
    };
    if text.contains('\0') {
        return Err(not_text("it has zero bytes in it"));
    }
    if text.trim().is_empty() {
        return Err(Problem::of_file(Code::Empty, "the file is empty", "choose the file that the load test wrote"));
    }
    Ok(text)
}

fn check_size(bytes: usize) -> Result<(), Problem> {
    if bytes <= LIMIT {
        return Ok(());
    }
    let message = format!("the file has {} MiB", bytes.div_ceil(1 << 20));
    Err(Problem::of_file(Code::TooLarge, message, format!("at most {} MiB are read", LIMIT >> 20)))
}

/// The problem of a text with too many of something.
pub(crate) fn too_many(most: usize, what: &str) -> Problem {
    let message = format!("the file has more than {most} {what}");
    Problem::of_file(Code::TooLarge, message, "read a part of it, such as one row for each minute")
}

fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|&&byte| byte == b'\n').count() + 1;
        Problem { line: Some(line), ..not_text("it is not UTF-8") }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(not_text("its UTF-16 ends within a character"));
    }
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| not_text("its UTF-16 is broken"))
}

fn not_text(why: &str) -> Problem {
    Problem::of_file(Code::NotText, format!("the file is no text: {why}"), "save it as UTF-8, or as UTF-16 with a mark")
}

/// The line, from 1, in which a byte of a text stands.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_of(text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "N;X\r\n1;2 µs 😀";
        let marked: Vec<u8> = UTF8_MARK.iter().copied().chain(text.bytes()).collect();
        let little = utf16_of(text, [0xff, 0xfe], u16::to_le_bytes);
        let big = utf16_of(text, [0xfe, 0xff], u16::to_be_bytes);
        for bytes in [text.as_bytes(), &marked, &little, &big] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        let code = |bytes: &[u8]| decode(bytes).unwrap_err().code;
        assert_eq!(code(b""), Code::Empty);
        assert_eq!(code(b"\xef\xbb\xbf \r\n\t"), Code::Empty);
        assert_eq!(code(b"\xff\xfea"), Code::NotText);
        assert_eq!(code(b"\xff\xfe\x00\xd8"), Code::NotText, "half of a pair");
        assert_eq!(code(b"a\0b"), Code::NotText);
        assert_eq!(code(b"\x1f\x8b\x08\x00"), Code::NotText);
        assert_eq!(decode(b"N,X\n1,2\n\xe9,3").unwrap_err().line, Some(3));
    }

    #[test]
    fn the_limit_is_the_last_size_that_is_read() {
        assert_eq!(check_size(LIMIT), Ok(()));
        let error = check_size(LIMIT + 1).unwrap_err();
        assert_eq!((error.code, error.message.as_str()), (Code::TooLarge, "the file has 65 MiB"));
    }
}
