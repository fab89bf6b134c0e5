//! Paths of fields, written out only where they are kept or reported: of the many that a check names few ever are.

use std::fmt::{self, Display, Write};

/// What is left of a path below another one, nothing where they are the same; None where it lies elsewhere.
pub fn below<'p>(path: &'p str, above: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(above)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

/// A field's path below another.
#[derive(Clone, Copy)]
pub(super) struct Below<'a>(pub &'a str, pub &'a str);

impl Display for Below<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self(path, field) = self;
        f.write_str(path)?;
        f.write_str(".")?;
        f.write_str(field)
    }
}

/// A path as text, with room enough for most from the start.
pub(super) fn written(path: impl Display) -> String {
    let mut text = String::with_capacity(64);
    let _ = write!(text, "{path}"); // writing into a text never fails
    text
}
