//! Numbers as people read them. A value is formatted here or not at all.

use headroom_engine::money::{Currency, Money, decimal_of};
use headroom_engine::month::Month;
use rust_decimal::Decimal;

/// "1,234.50" with the given decimals, half to even; a true minus sign.
pub fn decimal(value: Decimal, places: u32) -> String {
    let rounded = value.round_dp(places);
    let text = format!("{:.*}", places as usize, rounded.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(w, f)| (w, f));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3 + 3);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        grouped.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// A decimal with the digits it has.
pub fn exact(value: Decimal) -> String {
    let value = value.normalize();
    decimal(value, value.scale())
}

fn of(value: f64) -> Decimal {
    decimal_of(value).unwrap_or_default()
}

/// A count: whole from 10 up, with one decimal below unless it is whole.
pub fn count(value: f64) -> String {
    let rounded = of(value);
    let places = u32::from(value.abs() < 9.95 && (value - value.round()).abs() > 0.05);
    decimal(rounded, places)
}

/// A measured figure: whole from 100 up, three significant digits below.
pub fn figure(value: f64) -> String {
    let Some(exact) = decimal_of(value) else { return "unbounded".into() };
    if value.abs() >= 99.95 { decimal(exact, 0) } else { self::exact(exact.round_sf(3).unwrap_or(exact)) }
}

/// "$1,234.50"; whole amounts of a thousand and more without cents where `brief`.
pub fn money(amount: Money, currency: Currency) -> String {
    sign(amount.amount(), currency, u32::from(currency.places()))
}

/// "$1,235": to the whole unit, for tables and headlines where cents are noise; small amounts keep them.
pub fn money_brief(amount: Money, currency: Currency) -> String {
    price_brief(amount.amount(), currency)
}

pub fn price_brief(amount: Decimal, currency: Currency) -> String {
    let places =
        if amount.abs() < Decimal::from(100) && !amount.fract().is_zero() { u32::from(currency.places()) } else { 0 };
    sign(amount, currency, places)
}

/// A price with at least the currency's decimals, and more where it has them.
pub fn price(amount: Decimal, currency: Currency) -> String {
    let places = amount.normalize().scale().max(u32::from(currency.places()));
    sign(amount, currency, places)
}

fn sign(amount: Decimal, currency: Currency, places: u32) -> String {
    let text = decimal(amount, places);
    match text.strip_prefix('−') {
        Some(positive) => format!("−{}{positive}", currency.symbol()),
        None => format!("{}{text}", currency.symbol()),
    }
}

/// An amount per something, as a quotient: two decimals, or three below a tenth.
pub fn money_ratio(value: f64, currency: Currency) -> String {
    let places = if value.abs() < 0.095 && value != 0.0 { 3 } else { 2 };
    sign(of(value), currency, places)
}

/// A fraction in percent: "94 %", "5.2 %", "0.3 %".
pub fn share(fraction: f64) -> String {
    let percent = fraction * 100.0;
    let places = u32::from(percent.abs() < 9.95 && (percent - percent.round()).abs() > 0.05);
    if percent.abs() > 1e6 { "beyond all bounds".into() } else { format!("{} %", decimal(of(percent), places)) }
}

/// A change in percent, with its sign: "+12 %", "−3.5 %".
pub fn signed_share(fraction: f64) -> String {
    let text = share(fraction);
    if fraction > 0.0 { format!("+{text}") } else { text }
}

/// Milliseconds: "340 ms", "1.2 s".
pub fn milliseconds(ms: f64) -> String {
    if ms >= 1000.0 {
        format!("{} s", decimal(of(ms / 1000.0), 1))
    } else {
        format!("{} ms", decimal(of(ms), u32::from(ms < 9.95)))
    }
}

/// "Apr 2027".
pub fn month(month: Month) -> String {
    month.short_label()
}

/// Plain for machines: digits, a point, an ASCII minus.
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

pub fn plain_count(value: f64) -> String {
    plain(of(value).round_sf(12).unwrap_or_default())
}

/// With the currency's digits at the least: nothing is `0.00` too.
pub fn plain_money(amount: Money, currency: Currency) -> String {
    let mut amount = amount.amount();
    amount.rescale(amount.scale().max(u32::from(currency.places())));
    amount.to_string()
}

/// "1 month", "3 months".
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n as f64), if n == 1 { one } else { many })
}

/// "a, b and c".
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A price as stated: "$29", "$4.99", "$0.0005".
pub fn price_brief_or_exact(amount: Decimal, currency: Currency) -> String {
    let scale = amount.normalize().scale();
    let places = if scale == 0 { 0 } else { scale.max(u32::from(currency.places())) };
    sign(amount, currency, places)
}

/// Sentence case continues in lower case, unless the word is an abbreviation or begins a name of several, such as
/// App Service.
pub fn lower_first(text: &str) -> String {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let is_name = !first.ends_with(',') && words.next().is_some_and(|word| word.starts_with(char::is_uppercase));
    // WhatsApp, PostgreSQL
    if is_name || first.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if second.is_none_or(|c| !c.is_uppercase()) => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The beginning of a sentence.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
