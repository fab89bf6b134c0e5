//! Values as they are typed: a number with its unit, a day.

use std::time::Duration;

use headroom_app::engine::capacity::queue::ResponseTarget;
use headroom_app::engine::catalog::PartialDate;
use headroom_app::engine::money::number_of;
use headroom_app::engine::quantity::{PerSecond, Percentile, Seconds};
use headroom_app::input;
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
    Seconds::new(time).map_err(|error| error.to_string())
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
    PerSecond::new(number_of(plain(number)? / Decimal::from(seconds))).map_err(|error| error.to_string())
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
    input::parse(text, None).map_err(|error| error.to_string())
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
    fn targets_are_a_percentile_and_a_time() {
        let target = |text: &str| target(text).map(|target| (target.percentile.get(), target.within.get()));
        assert_eq!(target("p95=300ms"), Ok((0.95, 0.3)));
        assert_eq!(target("99.9 = 1s"), Ok((0.999, 1.0)));
        assert!(["p95", "p100=1s", "p0=1s", "95%=1s", "=1s", "p95="].iter().all(|text| target(text).is_err()));
    }
}
