//! What keeps a result from being read: every problem at once, each with a code, a place and what would be right.

use std::fmt;

use thiserror::Error;

/// Most problems that are kept. A spreadsheet of a million wrong rows has one problem, told a few hundred times.
const KEPT: usize = 200;

/// Declares an enum whose variants each have a stable text.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The text that stays the same between versions.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// A kind of problem.
    Code {
        /// Nothing is in the file.
        Empty = "LT01-empty",
        /// The file is larger than a result can be.
        TooLarge = "LT02-too-large",
        /// The file is no text: packed, binary, or in an unknown encoding.
        NotText = "LT03-not-text",
        /// The text is of no form that is read here.
        UnknownForm = "LT04-unknown-form",
        /// The text breaks the rules of JSON, or ends too early.
        Syntax = "LT05-syntax",
        /// A field or column that the form must have is not there.
        Missing = "LT06-missing-field",
        /// A text where an object is expected, and the like.
        WrongType = "LT07-wrong-type",
        /// Not a number: NaN, infinite, too large, or written in a way that can be read twice.
        BadNumber = "LT08-bad-number",
        /// A number that its field cannot have: negative, or a share above 1.
        OutOfRange = "LT09-out-of-range",
        /// A row with more or fewer cells than there are columns.
        RowLength = "LT10-row-length",
        /// Two columns for the same quantity.
        DuplicateColumn = "LT11-duplicate-column",
        /// Percentiles of response times that fall where they must rise.
        PercentileOrder = "LT12-percentile-order",
        /// Results of several forms in one file.
        Mixed = "LT13-mixed-forms",
        /// The file can be read, but says nothing about throughput.
        NoPoints = "LT14-no-points",
    }
}

/// One problem of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}{message}; {hint}", self.place())]
pub struct Problem {
    /// Which kind it is.
    pub code: Code,
    /// The line it stands in, from 1. `None` for the file as a whole.
    pub line: Option<usize>,
    /// The field, as the tool calls it: a path in JSON, a column of a table, the words before a figure in a text.
    /// Empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub(crate) fn of_file(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, line: None, field: String::new(), message: message.into(), hint: hint.into() }
    }

    fn place(&self) -> String {
        match (self.line, self.field.as_str()) {
            (None, "") => String::new(),
            (None, field) => format!("{field}: "),
            (Some(line), "") => format!("line {line}: "),
            (Some(line), field) => format!("line {line}, {field}: "),
        }
    }
}

/// Every problem of a file. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ReadError {
    /// In the order they were met.
    pub problems: Vec<Problem>,
    /// How many more were met than `problems` holds.
    pub more: usize,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{problem}")?;
        }
        if self.more > 0 {
            write!(f, "\nand {} more of these", self.more)?;
        }
        Ok(())
    }
}

impl From<Problem> for ReadError {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem], more: 0 }
    }
}

/// Where a value stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub line: usize,
    pub field: String,
}

/// The problems met so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    kept: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub fn add(&mut self, problem: Problem) {
        if self.is_full() {
            self.more = self.more.saturating_add(1);
        } else {
            self.kept.push(problem);
        }
    }

    /// Adds a problem that stands somewhere. To find a line takes a look at all text before it, so the place is only
    /// asked for when it will be shown.
    pub fn at(
        &mut self,
        place: impl FnOnce() -> Place,
        code: Code,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let Place { line, field } = if self.is_full() { Place::default() } else { place() };
        self.add(Problem { code, line: Some(line), field, message: message.into(), hint: hint.into() });
    }

    /// Whether further problems are only counted.
    pub const fn is_full(&self) -> bool {
        self.kept.len() >= KEPT
    }

    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Takes over the problems of a part of the file.
    pub fn take(&mut self, error: ReadError) {
        error.problems.into_iter().for_each(|problem| self.add(problem));
        self.more = self.more.saturating_add(error.more);
    }

    /// What was read, unless there were problems on the way.
    pub fn or<T>(self, read: T) -> Result<T, ReadError> {
        if self.kept.is_empty() { Ok(read) } else { Err(ReadError { problems: self.kept, more: self.more }) }
    }
}

/// A piece of a file as a message may quote it: short, on one line, without control characters.
pub(crate) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_beyond_the_limit_are_counted() {
        let mut problems = Problems::default();
        for line in 0..KEPT + 5 {
            problems.at(|| Place { line, field: "x".to_owned() }, Code::BadNumber, "no number", "write one");
        }
        let error = problems.or(()).unwrap_err();
        assert_eq!((error.problems.len(), error.more), (KEPT, 5));
        assert!(error.to_string().ends_with("line 199, x: no number; write one\nand 5 more of these"));
    }

    #[test]
    fn codes_are_distinct() {
        let texts: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
    }

    #[test]
    fn quotes_are_short_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "`ab`");
        assert_eq!(quoted(&"é".repeat(50)), format!("`{}…`", "é".repeat(40)));
    }
}
