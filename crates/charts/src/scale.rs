//! Axes from data: round ticks, short labels, months.

use std::fmt;

use crate::chart::{Axis, Tick};

/// Typographic minus, as wide as a figure.
const MINUS: char = '−';
/// Keeps a number and its unit on one line.
const NO_BREAK: char = '\u{a0}';

/// A month of the calendar: where an axis of months begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartMonth {
    /// 2026
    pub year: i32,
    /// 1 for January to 12 for December; other numbers count on into the years before and after.
    pub month: i32,
}

impl StartMonth {
    /// Months since January of the year 0.
    fn index(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month) - 1
    }
}

/// Which round numbers an axis names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit<'a> {
    /// Numbers of things: `16k`.
    Count,
    /// Amounts of money behind a sign: `$16k`, `−$2.0k`.
    Money(&'a str),
    /// Shares, 1.0 being all: `70 %`.
    Share,
}

impl Unit<'_> {
    /// What 1.0 reads as.
    fn whole(self) -> f64 {
        match self {
            Self::Share => 100.0,
            Self::Count | Self::Money(_) => 1.0,
        }
    }
}

/// A vertical axis for values, from zero or below to above the largest, with four to six round ticks. Values that are
/// no numbers are passed over.
pub fn value_axis(values: impl IntoIterator<Item = f64>, unit: Unit) -> Axis {
    let largest = unit.whole();
    let usable = values.into_iter().map(|value| value * largest).filter(|value| value.abs() < ABSURD);
    let (low, high) = usable.fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    let high = if low == high { EMPTY } else { high };
    let step = Step::between(low, high);
    let (mut first, mut last) = step.around(low, high);
    let (mut from, mut to) = (step.times(first).min(low), step.times(last).max(high));
    // Much air beyond the values says nothing: the axis then ends short of the next tick.
    let (air, breath) = (step.times(1) * 0.55, step.times(1) * 0.15);
    if to - high > air && last - first >= LEAST {
        (last, to) = (last - 1, high + breath);
    }
    if low - from > air && last - first >= LEAST {
        (first, from) = (first + 1, low - breath);
    }
    let scale = step.scale(first, last);
    let tick = |i| Tick { at: step.times(i) / largest, label: step.label(i, unit, scale) };
    Axis::new(from / largest, to / largest, (first..=last).map(tick).collect())
}

/// An axis for values that are compared with each other rather than with zero: from the lowest to the highest, with
/// round ticks between. Values that are no numbers are passed over; without two different ones it is [`value_axis`].
pub fn range_axis(values: impl IntoIterator<Item = f64>, unit: Unit) -> Axis {
    let largest = unit.whole();
    let usable: Vec<f64> = values.into_iter().filter(|value| (value * largest).abs() < ABSURD).collect();
    let extent =
        |from: f64, pick: fn(f64, f64) -> f64| usable.iter().fold(from, |end, value| pick(end, value * largest));
    let (low, high) = (extent(f64::INFINITY, f64::min), extent(f64::NEG_INFINITY, f64::max));
    if low >= high {
        return value_axis(usable, unit);
    }
    let step = Step::between(low, high);
    let (first, last) = step.around(low, high);
    let inside = (first..=last).filter(|&i| (low..=high).contains(&step.times(i)));
    let scale = step.scale(first, last);
    let ticks = inside.map(|i| Tick { at: step.times(i) / largest, label: step.label(i, unit, scale) }).collect();
    Axis::new(low / largest, high / largest, ticks)
}

/// As many ticks as it takes to read values between them.
const LEAST: i64 = 4;

/// An axis without values still shows some numbers.
const EMPTY: f64 = 4.0;
/// Beyond any quantity of a plan; the arithmetic of ticks stays exact below.
const ABSURD: f64 = 1e18;

/// The distance between two ticks, `digits × 10^exponent`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    /// In tenths: 10, 20, 25, 40 or 50.
    tenths: i32,
    exponent: i32,
}

impl Step {
    const ROUND: [i32; 5] = [10, 20, 25, 40, 50];
    /// As many ticks as stay calm.
    const MOST: i64 = 6;

    /// The least round step that covers the values with few enough ticks.
    fn between(low: f64, high: f64) -> Self {
        let start = magnitude(high - low) - 1;
        let steps = (start..).flat_map(|exponent| Self::ROUND.map(|tenths| Self { tenths, exponent }));
        let few = |step: &Self| {
            let (first, last) = step.around(low, high);
            last - first < Self::MOST
        };
        // Each step is at most two and a half times the one before, so one of the first few fits.
        steps.take(4 * Self::ROUND.len()).find(few).unwrap_or(Self { tenths: 10, exponent: start + 3 })
    }

    /// The ticks just outside the values, as multiples of the step.
    fn around(self, low: f64, high: f64) -> (i64, i64) {
        /// A value on a tick but for a rounding error needs no further tick.
        const SLACK: f64 = 1e-9;
        let size = self.times(1);
        ((low / size + SLACK).floor() as i64, (high / size - SLACK).ceil() as i64)
    }

    fn times(self, count: i64) -> f64 {
        let tenths = i64::from(self.tenths) * count;
        // Dividing by a power of ten rounds once; multiplying by a tenth would round twice.
        if self.exponent > 0 {
            tenths as f64 * power_of_ten(self.exponent - 1)
        } else {
            tenths as f64 / power_of_ten(1 - self.exponent)
        }
    }

    /// The one scale of all ticks, that of the largest; numbers of up to four digits stand as they are.
    fn scale(self, first: i64, last: i64) -> Scale {
        let largest = self.times(first).abs().max(self.times(last).abs());
        let [whole, ..] = Scale::ALL;
        if largest < 10_000.0 { whole } else { Scale::of(largest) }
    }

    fn label(self, count: i64, unit: Unit, scale: Scale) -> String {
        let value = self.times(count);
        match unit {
            Unit::Share => format!("{}{NO_BREAK}%", signed(value, "", &plain(value.abs(), self.decimals(0)))),
            Unit::Count => signed(value, "", &self.short(value.abs(), scale)),
            Unit::Money(sign) => signed(value, sign, &self.short(value.abs(), scale)),
        }
    }

    /// The tick in short, with as many decimals as it takes to tell it from its neighbours.
    fn short(self, value: f64, scale: Scale) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let number = plain(value / power_of_ten(scale.power), self.decimals(scale.power));
        // Of four digits at most.
        let grouped = match number.as_bytes() {
            [_, rest @ ..] if rest.len() == 3 && !number.contains('.') => format!("{},{}", &number[..1], &number[1..]),
            _ => number,
        };
        format!("{grouped}{}", scale.letter)
    }

    /// Decimals of the step in units of `10^power`.
    fn decimals(self, power: i32) -> usize {
        let digits = i32::from(self.tenths == 25);
        usize::try_from(power + digits - self.exponent).unwrap_or(0)
    }
}

/// A number in short: `0`, `0.5`, `13.1`, `824`, `2.0k`, `16k`, `1.2M`, `−480`.
pub fn compact(value: f64) -> String {
    short(value, "", |size| trimmed(&plain(size, Scale::ALL[0].decimals(size))))
}

/// An amount of money in short, with the sign of its currency: `$1.11`, `$5`, `$84`, `$5.7k`, `−$480`.
pub fn compact_money(value: f64, sign: &str) -> String {
    short(value, sign, |size| {
        let cents = plain(size, 2);
        if size >= 9.995 { plain(size, 0) } else { cents.strip_suffix(".00").unwrap_or(&cents).to_owned() }
    })
}

/// A number in short; `small` writes it below a thousand.
fn short(value: f64, sign: &str, small: impl Fn(f64) -> String) -> String {
    if !value.is_finite() {
        return if value.is_nan() { "–".to_owned() } else { signed(value, sign, "∞") };
    }
    let size = value.abs();
    let scale = Scale::of(size);
    let number = match scale.power {
        0 => small(size),
        power => format!("{}{}", plain(size / power_of_ten(power), scale.decimals(size)), scale.letter),
    };
    if number == "0" { format!("{sign}0") } else { signed(value, sign, &number) }
}

/// A share in short, 1.0 being all: `70 %`.
pub fn compact_share(value: f64) -> String {
    format!("{}{NO_BREAK}%", compact(value * 100.0))
}

fn signed(value: f64, sign: &str, number: &str) -> String {
    if value < 0.0 { format!("{MINUS}{sign}{number}") } else { format!("{sign}{number}") }
}

/// Thousands, millions and so on.
#[derive(Clone, Copy)]
struct Scale {
    power: i32,
    letter: &'static str,
}

impl Scale {
    const ALL: [Self; 5] = [
        Self { power: 0, letter: "" },
        Self { power: 3, letter: "k" },
        Self { power: 6, letter: "M" },
        Self { power: 9, letter: "B" },
        Self { power: 12, letter: "T" },
    ];

    /// The first scale in which the rounded number has at most three digits before the point.
    fn of(size: f64) -> Self {
        let [.., largest] = Self::ALL;
        Self::ALL.into_iter().find(|scale| size < 999.5 * power_of_ten(scale.power)).unwrap_or(largest)
    }

    /// Two digits tell enough: 2.0k, 16k, 13.1 and, of small numbers, 0.034.
    fn decimals(self, size: f64) -> usize {
        const SMALLEST: i32 = 9;
        let number = size / power_of_ten(self.power);
        match (self.power, number) {
            (0, n) if n >= 99.95 || n == 0.0 => 0,
            (0, n) if n >= 9.995 => 1,
            (0, n) => usize::try_from((1 - magnitude(n)).clamp(2, SMALLEST)).unwrap_or(2),
            (_, n) if n < 9.95 => 1,
            _ => 0,
        }
    }
}

/// The exponent of the first digit: 0 for 1 to 9, 3 for 1000. Read off the text, which no platform rounds differently.
fn magnitude(size: f64) -> i32 {
    format!("{size:e}").split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Exact where a float can be.
fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

fn plain(number: f64, decimals: usize) -> String {
    format!("{number:.decimals$}")
}

/// Without zeros at the end of its decimals.
fn trimmed(number: &str) -> String {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number.to_owned() }
}

/// A horizontal axis for one value per month, the first at 0: ticks in January, and in between as fits.
pub fn month_axis(start: StartMonth, months: u32) -> Axis {
    months_from(start, months, f64::from(months.saturating_sub(1)))
}

/// A horizontal axis for spans of months, from 0 to the end of the last.
pub fn month_span_axis(start: StartMonth, months: u32) -> Axis {
    months_from(start, months, f64::from(months))
}

fn months_from(start: StartMonth, months: u32, to: f64) -> Axis {
    let every = match months {
        0..=9 => 1,
        10..=18 => 3,
        19..=60 => 6,
        61..=144 => 12,
        _ => 12 * i64::from(months.div_ceil(144)),
    };
    let month = |offset: u32| MonthName(start.index() + i64::from(offset));
    let on_tick = |offset: &u32| (start.index() + i64::from(*offset)).rem_euclid(every) == 0;
    let label = |(i, offset): (usize, u32)| {
        let month = month(offset);
        // The year is said where it begins, and once at the start.
        let label = if i == 0 || month.is_january() { month.to_string() } else { month.name().to_owned() };
        Tick { at: f64::from(offset), label }
    };
    let ticks = (0..months).filter(on_tick).enumerate().map(label).collect();
    let headings = (0..months).map(|offset| Tick { at: f64::from(offset), label: month(offset).to_string() }).collect();
    Axis { headings, ..Axis::new(0.0, to, ticks) }
}

/// "Apr 2027", from months since January of the year 0.
#[derive(Clone, Copy)]
struct MonthName(i64);

impl MonthName {
    fn name(self) -> &'static str {
        const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        usize::try_from(self.0.rem_euclid(12)).map_or(NAMES[0], |month| NAMES[month])
    }

    fn is_january(self) -> bool {
        self.0.rem_euclid(12) == 0
    }
}

impl fmt::Display for MonthName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name(), self.0.div_euclid(12))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn numbers_in_short() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (0.034, "0.034"),
            (5.0, "5"),
            (13.14, "13.1"),
            (824.2, "824"),
            (999.4, "999"),
            (999.6, "1.0k"),
            (2_000.0, "2.0k"),
            (9_960.0, "10k"),
            (16_000.0, "16k"),
            (999_600.0, "1.0M"),
            (1_234_567.0, "1.2M"),
            (-480.0, "−480"),
            (2.5e9, "2.5B"),
            (1e15, "1000T"),
            (f64::NEG_INFINITY, "−∞"),
            (f64::NAN, "–"),
        ];
        for (value, expected) in cases {
            assert_eq!(compact(value), expected, "{value}");
        }
        let amounts = [
            (0.0, "$0"),
            (0.5, "$0.50"),
            (1.108, "$1.11"),
            (5.0, "$5"),
            (83.7, "$84"),
            (5_700.0, "$5.7k"),
            (-480.0, "−$480"),
        ];
        for (value, expected) in amounts {
            assert_eq!(compact_money(value, "$"), expected, "{value}");
        }
        assert_eq!(compact_share(0.7), "70\u{a0}%");
    }

    #[test]
    fn axes_have_few_round_ticks() {
        assert_eq!(labels(&value_axis([15_300.0], Unit::Count)), ["0", "4k", "8k", "12k", "16k"]);
        assert_eq!(labels(&value_axis([48_000.0], Unit::Money("$"))), ["$0", "$10k", "$20k", "$30k", "$40k", "$50k"]);
        assert_eq!(labels(&value_axis([12_300.0], Unit::Count)), ["0", "2.5k", "5.0k", "7.5k", "10.0k", "12.5k"]);
        assert_eq!(
            labels(&value_axis([0.94], Unit::Share)),
            ["0\u{a0}%", "20\u{a0}%", "40\u{a0}%", "60\u{a0}%", "80\u{a0}%", "100\u{a0}%"]
        );
        assert_eq!(
            labels(&value_axis([-3_600.0, 3_900.0], Unit::Money("$"))),
            ["−$4,000", "−$2,000", "$0", "$2,000", "$4,000"]
        );
        assert_eq!(labels(&value_axis([0.9], Unit::Count)), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&value_axis([], Unit::Count)), ["0", "1", "2", "3", "4"]);
        assert_eq!(labels(&value_axis([1_000.0], Unit::Money("$"))), ["$0", "$200", "$400", "$600", "$800", "$1,000"]);
        let millions = value_axis([1_200_000.0], Unit::Count);
        assert_eq!(labels(&millions), ["0", "0.25M", "0.50M", "0.75M", "1.00M", "1.25M"]);
        let short_of_a_tick = value_axis([6_380.0], Unit::Count);
        assert_eq!(labels(&short_of_a_tick), ["0", "2,000", "4,000", "6,000"]);
        assert_eq!(short_of_a_tick.to, 6_680.0);
    }

    #[test]
    fn axes_cover_their_values() {
        for (low, high) in [(0.0, 1e-6), (-1e15, 3.0), (0.0, 1e15), (7.0, 7.0), (-5.0, -4.0), (0.0, 0.3), (-0.1, 99.9)]
        {
            let axis = value_axis([low, high, f64::NAN, f64::INFINITY], Unit::Count);
            assert!(axis.from <= low && axis.to >= high, "{low} to {high}: {axis:?}");
            assert!((4..=6).contains(&axis.ticks.len()), "{low} to {high}: {axis:?}");
            let mut distinct = labels(&axis);
            distinct.dedup();
            assert_eq!(distinct.len(), axis.ticks.len(), "{axis:?}");
        }
    }

    #[test]
    fn a_range_ends_at_its_values_and_needs_no_zero() {
        let axis = range_axis([4_130.0, 2_090.0, f64::NAN, 6_910.0], Unit::Money("$"));
        assert_eq!((axis.from, axis.to), (2_090.0, 6_910.0));
        assert_eq!(labels(&axis), ["$3,000", "$4,000", "$5,000", "$6,000"]);
        assert_eq!(labels(&range_axis([0.2, 0.3], Unit::Share)).first(), Some(&"20\u{a0}%"));
        for same in [vec![], vec![3.0], vec![3.0, 3.0]] {
            assert_eq!(range_axis(same.clone(), Unit::Count), value_axis(same, Unit::Count));
        }
    }

    #[test]
    fn months_are_named_as_the_picture_has_room() {
        let start = StartMonth { year: 2026, month: 1 };
        let axis = month_axis(start, 36);
        assert_eq!(labels(&axis), ["Jan 2026", "Jul", "Jan 2027", "Jul", "Jan 2028", "Jul"]);
        assert_eq!((axis.from, axis.to), (0.0, 35.0));
        assert_eq!(axis.headings[15].label, "Apr 2027");
        let spring = StartMonth { year: 2026, month: 4 };
        assert_eq!(labels(&month_axis(spring, 12)), ["Apr 2026", "Jul", "Oct", "Jan 2027"]);
        assert_eq!(labels(&month_axis(spring, 120))[..2], ["Jan 2027", "Jan 2028"]);
        assert_eq!(month_span_axis(start, 36).to, 36.0);
        assert!(month_axis(start, 0).ticks.is_empty());
    }
}
