//! A goal: an outcome that is at most or at least something.

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::money::Currency;

use super::measure::{self, Unit};
use crate::figure::{Deployment, Whole};
use crate::futures::refused;

/// Which side of a bound is the goal; the bound itself is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    AtMost,
    AtLeast,
}

/// A goal that a path reaches or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Until {
    pub of: Whole,
    pub comparison: Comparison,
    /// As the model computes: shares as fractions, months from 1.
    pub bound: f64,
}

impl Until {
    /// Whether a value of the outcome reaches the goal; what is no number does not.
    #[inline]
    pub fn holds(&self, value: f64) -> bool {
        match self.comparison {
            Comparison::AtMost => value <= self.bound,
            Comparison::AtLeast => value >= self.bound,
        }
    }

    /// What [`parse`] reads as this goal.
    pub fn text(&self, model: &Model) -> String {
        let sign = match self.comparison {
            Comparison::AtMost => "<=",
            Comparison::AtLeast => ">=",
        };
        format!("{} {sign} {}", measure::name(self.of, model), self.bound)
    }
}

const SIGNS: [(&str, Comparison, bool); 6] = [
    ("<=", Comparison::AtMost, false),
    (">=", Comparison::AtLeast, false),
    ("≤", Comparison::AtMost, false),
    ("≥", Comparison::AtLeast, false),
    ("<", Comparison::AtMost, true),
    (">", Comparison::AtLeast, true),
];

/// A goal such as `cumulative_break_even <= 2026-12`, `cash.24 >= $1.2k` or `least_headroom >= 20%`. An event alone is the
/// goal that it happens; "below" excludes the bound itself.
///
/// # Errors
/// When the outcome or the number cannot be read; both are said of the goal.
pub fn parse(text: &str, model: &Model, deployment: Deployment) -> Result<Until, Diagnostic> {
    read(text, model, deployment).map_err(|found| Diagnostic { path: "until".to_owned(), ..found })
}

fn read(text: &str, model: &Model, deployment: Deployment) -> Result<Until, Diagnostic> {
    let found = SIGNS.iter().find_map(|(sign, comparison, strict)| {
        let (of, bound) = text.split_once(sign)?;
        Some((of, *comparison, *strict, bound))
    });
    let Some((of, comparison, strict, bound)) = found else {
        if text.contains('=') {
            let hint = "compare with <=, >=, < or >, such as `cumulative_break_even <= 12` or `cash.24 >= 0`";
            return Err(refused("until", format!("`{}` is no goal", text.trim()), hint));
        }
        let of = measure::parse(text, model, deployment)?;
        if of.is_event() {
            return Ok(Until { of, comparison: Comparison::AtLeast, bound: 1.0 });
        }
        let message = format!("`{}` says no bound", text.trim());
        return Err(refused("until", message, "compare it, such as `cumulative_break_even <= 12` or `cash.24 >= 0`"));
    };
    let of = measure::parse(of, model, deployment)?;
    let read = match measure::unit(of) {
        Unit::Month => measure::month(bound, model).or_else(|| number(bound)),
        Unit::Money => number(&without_mark(bound, model.program.currency)),
        _ => number(bound),
    };
    let bound = read.ok_or_else(|| {
        let hint = match measure::unit(of) {
            Unit::Month => "give a month such as 12, counted from the plan's first, or 2026-12",
            _ => "give a number such as 12, 1.2k, 3M or 20%",
        };
        refused("until", format!("`{}` is not a number", bound.trim()), hint)
    })?;
    let bound = match (strict, comparison) {
        (false, _) => bound,
        // The nearest month or number that is not the bound itself.
        (true, Comparison::AtMost) if measure::unit(of) == Unit::Month => bound.ceil() - 1.0,
        (true, Comparison::AtLeast) if measure::unit(of) == Unit::Month => bound.floor() + 1.0,
        (true, Comparison::AtMost) => bound.next_down(),
        (true, Comparison::AtLeast) => bound.next_up(),
    };
    Ok(Until { of, comparison, bound })
}

/// An amount without the mark of the model's currency: `$2,000`, `2000 USD`, `2000 $`.
fn without_mark(text: &str, currency: Currency) -> String {
    let text = text.trim();
    let marks = [currency.code(), currency.symbol()];
    let text = marks.iter().find_map(|mark| text.strip_suffix(*mark)).unwrap_or(text);
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
    let at = text.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')).unwrap_or(0);
    let (mark, number) = text.split_at(at);
    let known = !mark.trim().is_empty() && currency.is_marked_by(mark.trim());
    format!("{sign}{}", if known { number } else { text })
}

/// A number as people write it: `12`, `-3.5`, `1,200`, `1.2k`, `3M`, `5%` (0.05).
pub fn number(text: &str) -> Option<f64> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, ',' | '_' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    let (digits, per, times) = match text.char_indices().next_back()? {
        (at, '%') => (&text[..at], 100.0, 1.0),
        (at, 'k' | 'K') => (&text[..at], 1.0, 1e3),
        (at, 'm' | 'M') => (&text[..at], 1.0, 1e6),
        _ => (text.as_str(), 1.0, 1.0),
    };
    // "inf" and "nan" are no numbers here.
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let number: f64 = digits.parse().ok().filter(|_| plain)?;
    Some(number * times / per).filter(|number| number.is_finite())
}
