//! Dates of which the day, or the month too, may be unknown.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::month::Month;

/// A date known to the year, the month or the day: `2026`, `2026-10` or `2026-10-08`, which is also its text.
///
/// In order, a date with an unknown part comes before all that have it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A text that is no [`PartialDate`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a date; write it as 2026, 2026-10 or 2026-10-08")]
pub struct PartialDateError(String);

impl PartialDate {
    /// The year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month of the year, where it is known.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// Whether it comes after another, whatever the parts are that one of the two does not know.
    pub fn is_surely_after(self, other: PartialDate) -> bool {
        let month = self.month.zip(other.month);
        let day = self.day.zip(other.day).filter(|_| month.is_some_and(|(a, b)| a == b));
        let same_year = self.year == other.year;
        self.year > other.year || (same_year && (month.is_some_and(|(a, b)| a > b) || day.is_some_and(|(a, b)| a > b)))
    }

    /// The month it lies in, January where that is unknown: the earliest it can be.
    pub fn earliest_month(self) -> Month {
        let month = self.month.unwrap_or(1);
        Month::new(i32::from(self.year), i32::from(month)).unwrap_or(Month::FIRST)
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<PartialDate, PartialDateError> {
        read(text).ok_or_else(|| PartialDateError(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |month| month.map(Some))?;
    let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |day| day.map(Some))?;
    let month = month.map(|month| month as u8);
    let day = day.map(|day| day as u8);
    let exists = year >= 1
        && month.is_none_or(|month| (1..=12).contains(&month))
        && day.is_none_or(|day| (1..=days_in(year, month)).contains(&day));
    (exists && parts.next().is_none()).then_some(PartialDate { year, month, day })
}

fn days_in(year: u16, month: Option<u8>) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        Some(4 | 6 | 9 | 11) => 30,
        Some(2) if leap => 29,
        Some(2) => 28,
        _ => 31,
    }
}

/// The number that exactly `count` decimal digits spell.
fn digits(text: &str, count: usize) -> Option<u16> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PartialDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_order() {
        let texts = ["2025-12-31", "2026", "2026-01", "2026-01-01", "2026-02", "2028-02-29"];
        let dates: Vec<PartialDate> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(dates.is_sorted());
        assert_eq!(dates.iter().map(ToString::to_string).collect::<Vec<_>>(), texts);
        assert_eq!(dates.iter().map(|date| date.earliest_month().month()).collect::<Vec<_>>(), [12, 1, 1, 1, 2, 2]);
        assert_eq!((dates[5].year(), dates[5].month(), dates[5].day()), (2028, Some(2), Some(29)));
        assert_eq!(dates[1].month(), None);
    }

    #[test]
    fn surely_after() {
        let after = |a: &str, b: &str| a.parse::<PartialDate>().unwrap().is_surely_after(b.parse().unwrap());
        assert!(after("2027", "2026-12-31") && after("2026-02", "2026-01-31") && after("2026-02-02", "2026-02-01"));
        for (a, b) in
            [("2026", "2026-01"), ("2026-12-31", "2026"), ("2026-02-28", "2026-02"), ("2026-01-31", "2026-02-01")]
        {
            assert!(!after(a, b), "{a} {b}");
        }
        assert!(!after("2025-12-31", "2026") && !after("2026-02", "2026-02"));
    }

    #[test]
    fn what_is_no_date() {
        for text in ["", "26", "0000", "2026-", "2026-13", "2026-00", "2026-02-29", "2026-1-1", "2026-01-01-01", "x"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }
}
