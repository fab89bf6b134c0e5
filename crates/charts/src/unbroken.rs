//! Where a line never breaks: before a percent sign.

use serde::Serializer;

/// The text with a no-break space before every percent sign. For whoever breaks lines: charts, paper, the window. Plain
/// text, such as CSV, Markdown and the terminal, keeps its spaces.
pub fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{a0}%")
}

/// The same for texts that cross to the window, which breaks lines where it likes.
pub fn serialize_unbroken<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&unbroken(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_stays_with_its_number() {
        assert_eq!(unbroken("outgrown on 59 % of 10 paths"), "outgrown on 59\u{a0}% of 10 paths");
    }
}
