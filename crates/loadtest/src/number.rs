//! Numbers and durations as people and tools write them.

use headroom_engine::quantity::{QuantityError, Share};

use crate::problem::{Code, Place, Problems, quoted};

/// What stands between the whole part of a number and its fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// A finite number: digits, a decimal sign, an exponent. Nothing groups the digits, because `1.234` or `1,234` could
/// then be read in two ways. `None` for anything else, NaN and infinity among it.
pub(crate) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let plain = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let text = match decimal {
        Decimal::Point => text.trim().to_owned(),
        Decimal::Comma if text.contains('.') => return None,
        Decimal::Comma => text.trim().replace(',', "."),
    };
    if !text.bytes().all(plain) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A number that may count in thousands or millions: `12.3k`.
pub(crate) fn scaled(text: &str) -> Option<f64> {
    let scales = [("k", 1e3), ("M", 1e6), ("G", 1e9)];
    let (digits, scale) =
        scales.iter().find_map(|(sign, scale)| Some((text.strip_suffix(sign)?, *scale))).unwrap_or((text, 1.0));
    Some(number(digits, Decimal::Point)? * scale).filter(|number| number.is_finite())
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
}

impl Unit {
    /// By one of the names that tools and people give it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "ns" => Some(Self::Nanosecond),
            "us" | "µs" | "μs" => Some(Self::Microsecond),
            "ms" | "msec" | "millis" | "milliseconds" => Some(Self::Millisecond),
            "s" | "sec" | "secs" | "second" | "seconds" => Some(Self::Second),
            "m" | "min" | "mins" | "minute" | "minutes" => Some(Self::Minute),
            "h" | "hour" | "hours" => Some(Self::Hour),
            _ => None,
        }
    }

    /// So many of it in seconds. The small ones divide, because a thousandth is no f64 and a thousand is.
    pub fn in_seconds(self, value: f64) -> f64 {
        match self {
            Self::Nanosecond => value / 1e9,
            Self::Microsecond => value / 1e6,
            Self::Millisecond => value / 1e3,
            Self::Second => value,
            Self::Minute => value * 60.0,
            Self::Hour => value * 3600.0,
        }
    }
}

/// A duration with its units, in seconds: `850us`, `1.02s`, `2m30s`.
pub(crate) fn duration(text: &str, decimal: Decimal) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = 0.0;
    while !rest.is_empty() {
        let (digits, after) = rest.split_at(rest.find(char::is_alphabetic)?);
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (name, next) = after.split_at(end);
        total += Unit::named(name)?.in_seconds(number(digits, decimal)?);
        rest = next.trim_start();
    }
    (!text.trim().is_empty() && f64::is_finite(total)).then_some(total)
}

/// A quantity of the engine, or a problem.
pub(crate) fn quantity<Q>(
    value: f64,
    new: impl Fn(f64) -> Result<Q, QuantityError>,
    place: impl FnOnce() -> Place,
    problems: &mut Problems,
) -> Option<Q> {
    let quantity = new(value);
    if let Err(error) = &quantity {
        problems.at(place, Code::OutOfRange, format!("{value} is out of range"), format!("it is {}", error.range));
    }
    quantity.ok()
}

/// A part of a whole, 0 to 1.
pub(crate) fn share(value: f64) -> Result<Share, QuantityError> {
    if (0.0..=1.0).contains(&value) {
        Share::new(value)
    } else {
        Err(QuantityError { quantity: "Share", range: "a number from 0 to 1", value })
    }
}

/// A count of things that happened, or a problem.
pub(crate) fn whole(value: f64, place: impl FnOnce() -> Place, problems: &mut Problems) -> Option<u64> {
    // Up to here every whole number is an f64 of its own.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if (0.0..=LARGEST).contains(&value) && value.fract() == 0.0 {
        return Some(value as u64);
    }
    problems.at(place, Code::OutOfRange, format!("{value} is out of range"), "it is a whole number from 0 up");
    None
}

/// The problem of a text that should be a number.
pub(crate) fn not_a_number(text: &str, place: impl FnOnce() -> Place, problems: &mut Problems) {
    let hint = "write digits with one decimal sign, and nothing between the thousands";
    problems.at(place, Code::BadNumber, format!("{} is not a number", quoted(text)), hint);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_one_way_only() {
        assert_eq!(number(" 12.5 ", Decimal::Point), Some(12.5));
        assert_eq!(number("1e3", Decimal::Point), Some(1000.0));
        assert_eq!(number("12,5", Decimal::Comma), Some(12.5));
        for text in ["", "NaN", "inf", "1,234", "1 234", "1e999", "0x10", "1.2.3", "--1"] {
            assert_eq!(number(text, Decimal::Point), None, "{text}");
        }
        assert_eq!(number("1.234,5", Decimal::Comma), None);
    }

    #[test]
    fn durations_add_their_parts() {
        let near = |text: &str, seconds: f64| {
            let read = duration(text, Decimal::Point).unwrap();
            assert!((read - seconds).abs() <= 1e-12 * seconds, "{text}: {read}");
        };
        near("850us", 0.00085);
        near("850µs", 0.00085);
        near("26.96ms", 0.02696);
        near("1.02s", 1.02);
        near("2.00m", 120.0);
        near("1h 2m 3s", 3723.0);
        for text in ["", "12", "ms", "12 parsecs", "1s2", "NaNs", "infs"] {
            assert_eq!(duration(text, Decimal::Point), None, "{text}");
        }
    }

    #[test]
    fn thousands_and_millions_may_be_letters() {
        assert_eq!(scaled("591.61"), Some(591.61));
        assert_eq!(scaled("1.5k"), Some(1500.0));
        assert_eq!(scaled("2M"), Some(2e6));
        assert_eq!(scaled("k"), None);
    }

    #[test]
    fn counts_are_whole() {
        let place = || Place { line: 1, field: "count".to_owned() };
        let mut problems = Problems::default();
        assert_eq!(whole(12.0, place, &mut problems), Some(12));
        for value in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(whole(value, place, &mut problems), None, "{value}");
        }
        assert_eq!(problems.or(()).unwrap_err().problems.len(), 5);
    }
}
