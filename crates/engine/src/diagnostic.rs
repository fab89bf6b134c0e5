//! A problem in a model: what is wrong, where, and what would be right. Checking collects every one of them.

use serde::Serialize;

/// Each kind of problem has a stable code; one invalid file per code lives under `tests/invalid`.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// The text is not JSON, or the file no text.
    Syntax = "E001-syntax",
    /// The file is larger than a model can be.
    TooLarge = "E002-too-large",
    /// Objects and lists are nested deeper than any model needs.
    TooDeep = "E003-too-deep",
    /// The same field is given twice.
    Duplicate = "E004-duplicate-field",
    /// A field no model has.
    UnknownField = "E005-unknown-field",
    /// A field that must be given is not.
    Missing = "E006-missing-field",
    /// A text where a number is expected, and the like.
    WrongType = "E007-wrong-type",
    /// The file was made by a newer version.
    NewerVersion = "E008-newer-version",
    /// A word that is not one of the choices.
    UnknownChoice = "E009-unknown-choice",
    /// A number with more digits than a decimal keeps, or none at all.
    BadNumber = "E010-bad-number",
    /// A number outside what its field can mean (a negative price, a share above 1).
    OutOfDomain = "E011-out-of-domain",
    /// `low ≤ likely ≤ high` does not hold.
    RangeOrder = "E012-range-order",
    /// A month that is not a month.
    BadMonth = "E013-bad-month",
    /// A currency code that is not one.
    BadCurrency = "E014-bad-currency",
    /// An id with characters a path cannot carry.
    BadName = "E015-bad-name",
    /// A reference to something the model does not have.
    UnknownName = "E016-unknown-name",
    /// Drivers that depend on each other in a circle.
    Cycle = "E017-cycle",
    /// Shares of one whole that exceed it.
    SharesExceed = "E018-shares-exceed-one",
    /// Factors that must average 1 and do not.
    FactorsMean = "E019-factors-mean",
    /// A tier that can never be chosen.
    UnreachableTier = "E020-unreachable-tier",
    /// A catalogue plan that does not exist, or has no price.
    UnknownPlan = "E021-unknown-plan",
    /// A scenario sets a path the model does not have.
    UnknownPath = "E022-unknown-path",
    /// Anchors of a schedule out of order, or a step that cannot be drawn.
    BadSchedule = "E023-bad-schedule",
    /// A formula that cannot be read or evaluated.
    BadFormula = "E024-bad-formula",
    /// A limit whose resource the tier's machine does not state.
    MissingShape = "E025-missing-shape",
    /// Two currencies where one is needed.
    MixedCurrency = "E026-mixed-currency",
    /// A list with too few or too many entries.
    BadLength = "E027-bad-length",
    /// Figures beyond what money can hold.
    Overflow = "E028-overflow",
    /// A date that is not one.
    BadDate = "E029-bad-date",
    /// Measurements that show no capacity of the limit they stand at.
    BadMeasurement = "E030-bad-measurement",
    /// A range that no distribution has.
    BadDistribution = "E031-bad-distribution",
    /// Correlations that no assumptions can have at once, or of what has no range.
    BadCorrelation = "E032-bad-correlation",
    /// Something that many paths cannot be asked.
    BadRequest = "E033-bad-request",
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The model cannot be projected.
    Error,
    /// The projection stands; a person should know this beside it.
    Warning,
}

/// One problem. `at` is the byte in the file's text where the field stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub path: String,
    pub message: String,
    pub hint: String,
    #[serde(skip)]
    pub at: Option<usize>,
}

/// One-based line and column (in characters) of a byte offset.
pub fn line_column(text: &str, at: usize) -> (u32, u32) {
    let at = (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let before = &text[..at];
    let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (count(line), count(before[start..].chars().count() + 1))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The known name nearest to `name`, if any is near enough to be what was meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    by_similarity(name, known)
        .filter(|(similarity, _)| *similarity >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

fn by_similarity<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = (f64, &'a str)> {
    let short: String = name.chars().take(64).collect();
    known.into_iter().map(move |k| (strsim::normalized_damerau_levenshtein(&short, k), k))
}

/// Names in a list of what is known; a reader looks through no more.
const MOST_KNOWN: usize = 24;

/// "did you mean `x`?", or the list of what is known when nothing is near.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(k) => format!("did you mean `{k}`?"),
        None => {
            let mut all: Vec<_> = known.into_iter().collect();
            let more = match all.len().saturating_sub(MOST_KNOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            all.truncate(MOST_KNOWN);
            if all.is_empty() {
                "nothing of this kind is defined".into()
            } else {
                format!("known here: {}{more}", all.join(", "))
            }
        }
    }
}

/// The few known names that are nearest, where there are too many to list them all.
pub fn nearest_few<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    const FEW: usize = 3;
    let mut known: Vec<(f64, &str)> = by_similarity(name, known).collect();
    known.sort_by(|a, b| b.0.total_cmp(&a.0));
    let few: Vec<String> = known.iter().take(FEW).map(|(_, k)| format!("`{k}`")).collect();
    format!("nearest are {}", few.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_what_is_known_says_how_much_it_leaves_out() {
        let names: Vec<String> = (0..26).map(|n| format!("name{n}")).collect();
        let told = |n: usize| suggestion("?", names[..n].iter().map(String::as_str));
        assert!(told(24).ends_with("name22, name23"), "{}", told(24));
        assert!(told(26).ends_with("name22, name23 and 2 more"), "{}", told(26));
        assert_eq!(told(0), "nothing of this kind is defined");
    }
}
