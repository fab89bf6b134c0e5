//! Values as they are typed: a number with its unit, a day.

use std::fmt;
use std::num::{NonZeroU16, NonZeroUsize};
use std::time::Duration;

use headroom_app::engine::capacity::queue::ResponseTarget;
use headroom_app::engine::catalog::PartialDate;
use headroom_app::engine::model::program::Program;
use headroom_app::engine::money::number_of;
use headroom_app::engine::month::Month;
use headroom_app::engine::quantity::{Count, PerSecond, Percentile, Seconds, Share};
use headroom_app::input::{self, Amount, Meant};
use rust_decimal::Decimal;

/// `120ms`, `0.3s`, `2min`; a bare number is in milliseconds.
pub fn time(text: &str) -> Result<Seconds, String> {
    let (number, unit) = split(text);
    let seconds = match unit {
        "" | "ms" => Decimal::new(1, 3),
        "us" | "µs" => Decimal::new(1, 6),
        "s" => Decimal::ONE,
        "min" => Decimal::from(60),
        _ => return Err("write a time such as 120ms or 0.3s".to_owned()),
    };
    let time = number_of(product(plain(number)?, seconds)?);
    Seconds::new(time).map_err(|_| "write a time from 0 up, such as 120ms or 0.3s".to_owned())
}

/// A time that is not nothing.
pub fn duration(text: &str) -> Result<Duration, String> {
    let refuse = || "write a time such as 30s, more than nothing".to_owned();
    let duration = Duration::try_from_secs_f64(time(text)?.get()).map_err(|_| refuse())?;
    if duration.is_zero() { Err(refuse()) } else { Ok(duration) }
}

/// `2026-10-01`.
pub fn day(text: &str) -> Result<PartialDate, String> {
    match text.parse::<PartialDate>() {
        Ok(date) if date.day().is_some() => Ok(date),
        _ => Err("write a day as year-month-day, such as 2026-10-01".to_owned()),
    }
}

/// `40`, `40/s`, `2400/min`, `144k/h`.
pub fn rate(text: &str) -> Result<PerSecond, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let seconds = match unit.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        "day" => 86_400,
        _ => return Err("write a rate such as 40/s or 2400/min".to_owned()),
    };
    let rate = number_of(plain(number)? / Decimal::from(seconds));
    PerSecond::new(rate).map_err(|_| "write a rate from 0 up, such as 40/s or 2400/min".to_owned())
}

/// `64`, `1.2k`.
pub fn count(text: &str) -> Result<Count, String> {
    Count::new(number_of(plain(text)?)).map_err(|_| "write a number from 0 up, such as 64 or 1.2k".to_owned())
}

/// `0.2` or `20%`.
pub fn share(text: &str) -> Result<Share, String> {
    let share = input::parse(text, Meant::NUMBER).map_err(|error| error.to_string())?;
    if share > Decimal::ONE || share < Decimal::ZERO {
        return Err("write a share from 0 to 1, such as 0.2 or 20%".to_owned());
    }
    Share::new(number_of(share)).map_err(|error| error.to_string())
}

/// `99.95` or `99.95%`, from 0 to 100.
pub fn percent(text: &str) -> Result<Decimal, String> {
    let percent = plain(text.trim().trim_end_matches('%'))?;
    let fits = (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&percent);
    fits.then_some(percent).ok_or_else(|| "write percent from 0 to 100, such as 99.95".to_owned())
}

/// Levels of percentiles, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels(pub Vec<f64>);

/// `80`, `p80`: the level of a percentile, above 0 and below 1.
pub fn level(text: &str) -> Result<f64, String> {
    let level = level_of(text).ok().filter(|level| *level > 0.0 && *level < 1.0);
    level.ok_or_else(|| "write a percentile between 0 and 100, such as 80".to_owned())
}

fn level_of(text: &str) -> Result<f64, String> {
    let percent = plain(text.trim().trim_start_matches(['p', 'P']))?;
    Ok(number_of(percent / Decimal::ONE_HUNDRED))
}

/// `5,50,95`. Whether they ascend is asked with the rest of a run.
pub fn levels(text: &str) -> Result<Levels, String> {
    let level = |text: &str| level_of(text).map_err(|_| "write percentiles such as 5,50,95".to_owned());
    Ok(Levels(text.split(',').map(level).collect::<Result<_, _>>()?))
}

/// `1000`, `10k`.
pub fn whole(text: &str) -> Result<u64, String> {
    let refuse = || "write a whole number such as 1000 or 10k".to_owned();
    let number = plain(text).map_err(|_| refuse())?;
    if !number.is_integer() {
        return Err(refuse());
    }
    u64::try_from(number).map_err(|_| refuse())
}

/// `7`: any whole number from 0 to 2^64 − 1.
pub fn seed(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| "write a whole number such as 1, not below 0".to_owned())
}

/// How many, where there may only be so many.
fn whole_of<T: TryFrom<u64>>(text: &str, right: &str) -> Result<T, String> {
    whole(text).ok().and_then(|number| T::try_from(number).ok()).ok_or_else(|| right.to_owned())
}

/// A stretch of months, at least one.
pub fn months(text: &str) -> Result<NonZeroUsize, String> {
    let right = "write how many months, from 1 up, such as 6";
    NonZeroUsize::new(whole_of(text, right)?).ok_or_else(|| right.to_owned())
}

/// Months that may be none.
pub fn months_or_none(text: &str) -> Result<u32, String> {
    whole_of(text, "write a whole number of months such as 12, or 0 for none")
}

pub fn servers(text: &str) -> Result<u32, String> {
    whole_of(text, &format!("write a whole number of servers such as 4, at most {}", u32::MAX))
}

pub fn steps(text: &str) -> Result<usize, String> {
    whole_of(text, "write a whole number such as 9")
}

pub fn megabytes(text: &str) -> Result<NonZeroU16, String> {
    let right = format!("write a whole number of MB from 1 to {}", u16::MAX);
    NonZeroU16::new(whole_of(text, &right)?).ok_or(right)
}

/// `2/8`: a part, from 1, and how many there are.
pub fn shard(text: &str) -> Result<(u64, u64), String> {
    let refuse = || "write a part of how many, such as 2/8".to_owned();
    let (shard, shards) = text.split_once('/').ok_or_else(refuse)?;
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_| refuse());
    Ok((number(shard)?, number(shards)?))
}

/// `500`, `$1.5k`. Whether it is in the model's currency is asked when that is known.
pub fn amount(text: &str) -> Result<Amount, String> {
    input::amount(text).map_err(|error| error.to_string())
}

/// An amount that may be paid.
pub fn cost(text: &str) -> Result<Amount, String> {
    let amount = amount(text)?;
    if amount.is_negative() { Err("write an amount from 0 up, such as 500".to_owned()) } else { Ok(amount) }
}

/// `concurrent_users=100`, `devices=1.2k`.
pub fn demand(text: &str) -> Result<(String, f64), String> {
    let (name, amount) = pair(text).ok_or("write what is asked and how much, such as concurrent_users=100")?;
    Ok((name, number_of(plain(&amount)?)))
}

/// `web=b2`.
pub fn tier(text: &str) -> Result<(String, String), String> {
    pair(text).ok_or_else(|| "write a component and a tier of it, such as web=b2".to_owned())
}

/// Two texts that are not empty, with `=` between them.
pub fn pair(text: &str) -> Option<(String, String)> {
    let (left, right) = text.split_once('=')?;
    let (left, right) = (left.trim(), right.trim());
    (!left.is_empty() && !right.is_empty()).then(|| (left.to_owned(), right.to_owned()))
}

/// A month of a plan: on the calendar, or counted from its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Calendar(Month),
    Counted(NonZeroUsize),
}

impl When {
    /// Counted from 1; None before the plan's first month and after its last.
    pub fn within(self, program: &Program) -> Option<usize> {
        let month = match self {
            Self::Counted(month) => month.get(),
            Self::Calendar(month) => usize::try_from(month.months_since(program.start)).ok()?.checked_add(1)?,
        };
        (month <= program.months).then_some(month)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(month) => month.fmt(f),
            Self::Counted(month) => month.fmt(f),
        }
    }
}

/// `2026-10`, or 7 for the plan's seventh month.
pub fn when(text: &str) -> Result<When, String> {
    let calendar = || text.parse().map(When::Calendar);
    let counted = text.parse().map(When::Counted);
    counted.or_else(|_| calendar()).map_err(|_| "write a month such as 2026-10, or 7 for the plan's seventh".to_owned())
}

/// `p95=300ms`.
pub fn target(text: &str) -> Result<ResponseTarget, String> {
    let (percentile, within) = text.split_once('=').ok_or("write a percentile and a time, such as p95=300ms")?;
    Ok(ResponseTarget { percentile: percentile_of(percentile.trim())?, within: time(within)? })
}

/// `p95`, `95`, `p99.9`.
fn percentile_of(text: &str) -> Result<Percentile, String> {
    let refuse = || format!("`{text}` is not a percentile between p0 and p100");
    let percent = plain(text.trim_start_matches(['p', 'P'])).map_err(|_| refuse())?;
    Percentile::new(number_of(percent / Decimal::ONE_HUNDRED)).map_err(|_| refuse())
}

/// What is before the unit, and the unit.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |last| last + 1);
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

/// A number that is no share.
fn plain(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    if text.ends_with('%') {
        return Err(format!("`{text}` is in percent, which means nothing here"));
    }
    input::parse(text, Meant::NUMBER).map_err(|error| error.to_string())
}

fn product(number: Decimal, unit: Decimal) -> Result<Decimal, String> {
    number.checked_mul(unit).ok_or_else(|| format!("{number} is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        let seconds = |text: &str| time(text).unwrap().get();
        assert_eq!((seconds("300ms"), seconds("300"), seconds("0.3 s"), seconds("2min")), (0.3, 0.3, 0.3, 120.0));
        assert_eq!(seconds("250µs"), 0.000_25);
        assert!(["", "ms", "-1ms", "3 days", "soon", "1,5s"].iter().all(|text| time(text).is_err()));
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert_eq!(day("2028-02-29").map(|day| day.to_string()), Ok("2028-02-29".to_owned()));
        assert!(["2026-02-29", "2026-10", "1.10.2026", "today"].iter().all(|text| day(text).is_err()));
    }

    #[test]
    fn rates_are_per_second() {
        let rate = |text: &str| rate(text).map(PerSecond::get);
        assert_eq!((rate("40"), rate("2400/min"), rate("144k/h")), (Ok(40.0), Ok(40.0), Ok(40.0)));
        assert!(["-1", "40/y", "/s", ""].iter().all(|text| rate(text).is_err()));
    }

    #[test]
    fn shares_are_of_one() {
        let share = |text: &str| share(text).map(Share::get);
        assert_eq!((share("0.2"), share("20%"), share("0")), (Ok(0.2), Ok(0.2), Ok(0.0)));
        assert!(["20", "-1%", "101%", "half"].iter().all(|text| share(text).is_err()));
    }

    #[test]
    fn percentiles_and_parts_are_numbers_with_their_signs() {
        assert_eq!(levels("5, p50,97.5"), Ok(Levels(vec![0.05, 0.5, 0.975])));
        assert!(["", "5,,95", "5%", "low"].iter().all(|text| levels(text).is_err()));
        assert_eq!((level("80"), level("p99.9")), (Ok(0.8), Ok(0.999)));
        assert!(["0", "100", "150", "-5", "high"].iter().all(|text| level(text).is_err()));
        assert_eq!((whole("10k"), whole("1M")), (Ok(10_000), Ok(1_000_000)));
        assert_eq!((seed("7"), steps("9")), (Ok(7), Ok(9)));
        assert!(["abc", "-1", "1.5"].iter().all(|text| seed(text).is_err() && steps(text).is_err()));
        assert!(["", "-1", "1.5", "many"].iter().all(|text| whole(text).is_err()));
        assert_eq!(shard("2/8"), Ok((2, 8)));
        assert!(["2", "/8", "a/b", "-1/8"].iter().all(|text| shard(text).is_err()));
    }

    #[test]
    fn counts_say_what_would_be_right() {
        assert_eq!((months("6").map(NonZeroUsize::get), months_or_none("0")), (Ok(6), Ok(0)));
        assert_eq!((servers("4"), servers("1e3"), steps("5")), (Ok(4), Ok(1000), Ok(5)));
        assert_eq!(months("0"), Err("write how many months, from 1 up, such as 6".to_owned()));
        for text in ["2.5", "99999999999999999999", "-1", "four", ""] {
            assert!(servers(text).is_err_and(|said| said.starts_with("write a whole number of servers")), "{text}");
            assert!(months(text).is_err() && megabytes(text).is_err(), "{text}");
        }
        assert!(cost("-1").is_err_and(|said| said.contains("from 0 up")) && cost("0").is_ok());
        assert_eq!((rate("1e-06").map(PerSecond::get), rate("1e12").map(PerSecond::get)), (Ok(1e-6), Ok(1e12)));
        assert_eq!(time("1e-3s").map(Seconds::get), Ok(0.001));
    }

    #[test]
    fn demands_have_a_name_and_an_amount() {
        assert_eq!(demand("concurrent_users = 1.2k"), Ok(("concurrent_users".to_owned(), 1200.0)));
        assert!(["users", "=5", "users=", "users=many"].iter().all(|text| demand(text).is_err()));
    }

    #[test]
    fn months_are_of_the_calendar_or_counted() {
        assert_eq!(when("7").map(|when| when.to_string()), Ok("7".to_owned()));
        assert_eq!(when("2026-10").map(|when| when.to_string()), Ok("2026-10".to_owned()));
        assert!(["0", "-1", "2026-13", "October"].iter().all(|text| when(text).is_err()));
    }

    #[test]
    fn targets_are_a_percentile_and_a_time() {
        let target = |text: &str| target(text).map(|target| (target.percentile.get(), target.within.get()));
        assert_eq!(target("p95=300ms"), Ok((0.95, 0.3)));
        assert_eq!(target("99.9 = 1s"), Ok((0.999, 1.0)));
        assert!(["p95", "p100=1s", "p0=1s", "95%=1s", "=1s", "p95="].iter().all(|text| target(text).is_err()));
    }
}
