//! Standard output and standard error. Nothing here panics when a reader goes away.

use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};
use headroom_app::pages::Tone;
pub use headroom_app::report::wrapped;

use crate::failure::Failure;

pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();

/// Writes data to standard output, byte for byte.
pub fn data(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Writes text for people to standard output: in colour where that goes to a terminal and NO_COLOR is not set.
pub fn text(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes a message to standard error. Where that is closed, nobody wants to know.
pub fn note(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// How wide text may be: as COLUMNS says, or the terminal; without bound in a file or a pipe.
pub fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    stated.or_else(measured).map_or(usize::MAX, |width: usize| width.max(20))
}

pub fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

pub fn of_tone(tone: Tone) -> Style {
    let colour = match tone {
        Tone::Neutral => return Style::new(),
        Tone::Good => AnsiColor::Green,
        Tone::Warn => AnsiColor::Yellow,
        Tone::Bad => AnsiColor::Red,
    };
    Style::new().fg_color(Some(colour.into()))
}

pub fn error_label() -> String {
    painted(of_tone(Tone::Bad).bold(), "error:")
}

/// A text for people without what paints it, for a file.
pub fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// A text of a model or a file system, without the characters that would steer a terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\nc"), "a [31mb c");
    }
}
