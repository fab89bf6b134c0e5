//! Calendar months and quarters: the unit of time of every projection.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month of the calendar, from January of the year 1 to December of 9999.
///
/// As text, and in files, it is `2026-01`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since January of the year 0; from 12 to 119 999.
    index: i32,
}

/// A text or a pair of numbers that is no [`Month`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MonthError {
    /// The text has another form than `2026-01`.
    #[error("{0:?} is not a month; write the year and the month as 2026-01")]
    Form(String),
    /// The year or the month is outside the calendar.
    #[error("there is no month {month} in year {year}; years are 1 to 9999 and months 1 to 12")]
    Outside {
        /// The year as given.
        year: i32,
        /// The month as given.
        month: i32,
    },
}

impl Month {
    /// January of the year 1.
    pub const FIRST: Month = Month { index: 12 };
    /// December of the year 9999.
    pub const LAST: Month = Month { index: 119_999 };

    /// The month `month` (1 to 12) of `year` (1 to 9999).
    pub fn new(year: i32, month: i32) -> Result<Month, MonthError> {
        if (1..=9999).contains(&year) && (1..=12).contains(&month) {
            let index = year * 12 + month - 1;
            Ok(Month { index })
        } else {
            Err(MonthError::Outside { year, month })
        }
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        self.index / 12
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> i32 {
        self.index % 12 + 1
    }

    /// `n` months later, or earlier when `n` is negative; stops at [`Month::FIRST`] and [`Month::LAST`].
    ///
    /// Where leaving the calendar must be noticed, use [`Month::checked_plus`].
    pub fn plus(self, n: i32) -> Month {
        let index = self.index.saturating_add(n);
        Month { index: index.clamp(Month::FIRST.index, Month::LAST.index) }
    }

    /// `n` months earlier; the reverse of [`Month::plus`], with the same ends.
    pub fn minus(self, n: i32) -> Month {
        self.plus(n.saturating_neg())
    }

    /// `n` months later, or nothing when that is outside the calendar.
    pub fn checked_plus(self, n: i32) -> Option<Month> {
        let month = self.plus(n);
        (month.months_since(self) == n).then_some(month)
    }

    /// How many months this one comes after `earlier`; negative when it comes before.
    pub fn months_since(self, earlier: Month) -> i32 {
        self.index - earlier.index
    }

    /// The quarter of the calendar year that holds this month.
    pub fn quarter(self) -> Quarter {
        Quarter { index: self.index / 3 }
    }

    /// For narrow columns and axes: `Jan 2026`.
    pub fn short_label(self) -> String {
        let name = self.name();
        format!("{} {}", name.get(..3).unwrap_or(name), self.year())
    }

    /// For sentences: `January 2026`.
    pub fn long_label(self) -> String {
        format!("{} {}", self.name(), self.year())
    }

    fn name(self) -> &'static str {
        NAMES.get((self.index % 12) as usize).unwrap_or(&"")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Month, MonthError> {
        let form = || MonthError::Form(clipped(text));
        let (year, month) = text.split_once('-').ok_or_else(form)?;
        let year = digits(year, 4).ok_or_else(form)?;
        let month = digits(month, 2).ok_or_else(form)?;
        Month::new(year, month)
    }
}

/// A quarter of the calendar year: January to March is the first.
///
/// As text it is `Q4 2026`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    /// Quarters since the first of the year 0.
    index: i32,
}

impl Quarter {
    /// The year, 1 to 9999.
    pub fn year(self) -> i32 {
        self.index / 4
    }

    /// The quarter of the year, 1 to 4.
    pub fn number(self) -> i32 {
        self.index % 4 + 1
    }

    /// For machines: `2026-Q4`.
    pub fn iso(self) -> String {
        format!("{:04}-Q{}", self.year(), self.number())
    }

    /// The first of its three months.
    pub fn first_month(self) -> Month {
        Month { index: self.index * 3 }
    }

    /// The last of its three months.
    pub fn last_month(self) -> Month {
        self.first_month().plus(2)
    }

    /// `n` quarters later, or earlier when `n` is negative; stops at the ends of the calendar.
    pub fn plus(self, n: i32) -> Quarter {
        self.first_month().plus(n.saturating_mul(3)).quarter()
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Q{} {}", self.number(), self.year())
    }
}

impl fmt::Debug for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no [`Quarter`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a quarter; write it as Q4 2026")]
pub struct QuarterError(String);

impl FromStr for Quarter {
    type Err = QuarterError;

    fn from_str(text: &str) -> Result<Quarter, QuarterError> {
        let parts = text.strip_prefix('Q').and_then(|rest| rest.split_once(' '));
        parts
            .and_then(|(number, year)| {
                let number = digits(number, 1).filter(|number| (1..=4).contains(number))?;
                let year = year.parse().ok().filter(|_| !year.starts_with('+'))?;
                Month::new(year, number * 3).ok()
            })
            .map(Month::quarter)
            .ok_or_else(|| QuarterError(clipped(text)))
    }
}

/// The number that exactly `count` decimal digits spell.
fn digits(text: &str, count: usize) -> Option<i32> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// The beginning of a text, short enough for a message.
fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}

macro_rules! serde_as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
serde_as_text!(Month, Quarter);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn text_and_labels() {
        let january = month("2026-01");
        assert_eq!((january.year(), january.month()), (2026, 1));
        assert_eq!(january.to_string(), "2026-01");
        assert_eq!(january.short_label(), "Jan 2026");
        assert_eq!(january.long_label(), "January 2026");
        assert_eq!(Month::FIRST.to_string(), "0001-01");
        assert_eq!(Month::LAST, month("9999-12"));
    }

    #[test]
    fn what_is_no_month() {
        for text in
            ["", "2026", "2026-1", "2026-001", "26-01", "+026-01", "2026-01-01", "2026/01", " 2026-01", "2026-٠١"]
        {
            assert!(matches!(text.parse::<Month>(), Err(MonthError::Form(_))), "{text}");
        }
        for text in ["2026-00", "2026-13", "0000-01"] {
            assert!(matches!(text.parse::<Month>(), Err(MonthError::Outside { .. })), "{text}");
        }
    }

    #[test]
    fn steps_and_differences() {
        assert_eq!(month("2026-11").plus(3), month("2027-02"));
        assert_eq!(month("2026-02").plus(-2), month("2025-12"));
        assert_eq!(month("2026-02").minus(14), month("2024-12"));
        assert_eq!(month("2027-02").months_since(month("2026-11")), 3);
        assert_eq!(month("2026-11").months_since(month("2027-02")), -3);
        assert_eq!(Month::LAST.plus(1), Month::LAST);
        assert_eq!(Month::LAST.checked_plus(1), None);
        assert_eq!(Month::FIRST.minus(i32::MIN), Month::LAST);
        assert_eq!(Month::FIRST.plus(i32::MIN), Month::FIRST);
    }

    #[test]
    fn quarters() {
        let quarter = month("2026-11").quarter();
        assert_eq!(quarter.to_string(), "Q4 2026");
        assert_eq!((quarter.year(), quarter.number()), (2026, 4));
        assert_eq!(quarter.first_month(), month("2026-10"));
        assert_eq!(quarter.last_month(), month("2026-12"));
        assert_eq!(quarter.plus(1).to_string(), "Q1 2027");
        assert_eq!(quarter.plus(-4).to_string(), "Q4 2025");
        assert_eq!("Q4 2026".parse(), Ok(quarter));
        for text in ["", "Q5 2026", "Q0 2026", "Q4", "Q4 0", "Q4 +2026", "q4 2026", "Q42026"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }

    #[test]
    fn as_json() {
        let months: Vec<Month> = serde_json::from_str(r#"["2026-01","2026-02"]"#).unwrap();
        assert_eq!(serde_json::to_string(&months).unwrap(), r#"["2026-01","2026-02"]"#);
        assert!(serde_json::from_str::<Month>("202601").is_err());
    }

    proptest! {
        #[test]
        fn text_returns(year in 1..=9999, number in 1..=12) {
            let month = Month::new(year, number).unwrap();
            prop_assert_eq!(month.to_string().parse::<Month>(), Ok(month));
            prop_assert_eq!(month.quarter().to_string().parse::<Quarter>(), Ok(month.quarter()));
            prop_assert!(month.quarter().first_month() <= month && month <= month.quarter().last_month());
        }

        #[test]
        fn plus_then_minus(year in 100..=9000, number in 1..=12, n in -1000..=1000) {
            let month = Month::new(year, number).unwrap();
            prop_assert_eq!(month.plus(n).minus(n), month);
            prop_assert_eq!(month.plus(n).months_since(month), n);
        }

        #[test]
        fn any_text(text in ".*", n in any::<i32>()) {
            let _ = text.parse::<Month>();
            let _ = text.parse::<Quarter>();
            let _ = Month::FIRST.plus(n).minus(n).checked_plus(n);
        }
    }
}
