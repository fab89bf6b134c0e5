//! What a person types into a field: "1.2k", "5 %", "$29", "1,000". Read exactly, as decimals.

use headroom_engine::form::{Domain, Found};
use rust_decimal::Decimal;

/// Why a text is not a number a field can take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number")]
pub struct NotANumber(pub String);

/// The number in the field's own unit. "%" matters where the field is a share or a rate: "5 %" is 5 in a field written
/// in percent and 0.05 in one written as a fraction; a bare number is in the field's own unit. No other field takes "%".
pub fn parse(text: &str, field: Option<&Found>) -> Result<Decimal, NotANumber> {
    let refuse = || NotANumber(text.trim().chars().take(40).collect());
    if !text.split(',').skip(1).all(thousands) {
        return Err(refuse());
    }
    let cleaned: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',' && *c != '_')
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    let cleaned = cleaned.trim_start_matches(['$', '€', '£', '¥', '+']);
    let (digits, percent) = cleaned.strip_suffix('%').map_or((cleaned, false), |d| (d, true));
    let split = digits.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(digits.len());
    let (number, suffix) = digits.split_at(split);
    let number = Decimal::from_str_exact(number).map_err(|_| refuse())?;
    let scale = match suffix.to_lowercase().as_str() {
        "" => Decimal::ONE,
        "k" => Decimal::ONE_THOUSAND,
        "m" | "mio" | "million" => Decimal::from(1_000_000),
        unit if field.is_some_and(|f| same_unit(unit, f)) => Decimal::ONE,
        _ => return Err(refuse()),
    };
    let number = number.checked_mul(scale).ok_or_else(refuse)?;
    let Some(field) = field else { return Ok(if percent { number / Decimal::ONE_HUNDRED } else { number }) };
    let fraction = matches!(field.domain, Domain::Share | Domain::Rate) && !field.quantity.in_percent();
    if percent && !fraction && !field.quantity.in_percent() {
        return Err(refuse());
    }
    Ok(if percent && fraction { number / Decimal::ONE_HUNDRED } else { number })
}

/// Does what follows a comma make it one between thousands? "1,5" could be meant as either of two numbers.
fn thousands(after: &str) -> bool {
    after.chars().take_while(char::is_ascii_digit).count() == 3
}

/// Units a person may leave in the field: its own, or months.
fn same_unit(typed: &str, field: &Found) -> bool {
    let unit: String = field.quantity.unit.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    typed == unit || unit.starts_with(typed) || (field.domain == Domain::Months && "months".starts_with(typed))
}

/// The number as the field shows and edits it: fractions of shares and rates in percent.
pub fn shown_number(field: &Found, stated: Decimal) -> Decimal {
    if matches!(field.domain, Domain::Share | Domain::Rate) && !field.quantity.in_percent() {
        stated * Decimal::ONE_HUNDRED
    } else {
        stated
    }
}

/// A typed text for a field as the file's number: a bare number in a field shown in percent is in percent.
pub fn parse_field(text: &str, field: &Found) -> Result<Decimal, NotANumber> {
    let as_shown =
        matches!(field.domain, Domain::Share | Domain::Rate) && !field.quantity.in_percent() && !text.contains('%');
    let number = parse(text, Some(field))?;
    Ok(if as_shown { number / Decimal::ONE_HUNDRED } else { number })
}
