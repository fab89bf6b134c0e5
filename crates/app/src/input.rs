//! What a person types into a field: "1.2k", "5 %", "$29", "1,000". Read exactly, as decimals.

use headroom_engine::diagnostic::Code;
use headroom_engine::form::{Domain, Found, Node};
use headroom_engine::model::currency_of;
use headroom_engine::money::Currency;
use rust_decimal::Decimal;

use crate::study::problem;
use crate::wire::DiagnosticLine;

/// Why a text is not a number a field can take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// An amount of money, and the currency it should be in.
    #[error("`{0}` is not in {1}")]
    OtherCurrency(String, Currency),
}

impl InputError {
    /// What would be right; `usual` where the text is no number.
    pub fn hint(&self, usual: &str) -> String {
        match self {
            Self::NotANumber(_) => usual.to_owned(),
            Self::OtherCurrency(_, currency) => {
                format!("give the amount in {currency}, such as {}29", currency.symbol())
            }
        }
    }

    /// As the problem of a value at a path.
    pub fn at(&self, path: &str, usual: &str) -> DiagnosticLine {
        let code = match self {
            Self::NotANumber(_) => Code::BadNumber,
            Self::OtherCurrency(..) => Code::MixedCurrency,
        };
        problem(code.as_str(), path, &self.to_string(), &self.hint(usual))
    }
}

/// What a typed number is for.
#[derive(Clone, Copy, Debug)]
pub struct Meant<'a> {
    /// The assumption; None for anything else.
    found: Option<&'a Found>,
    /// Of an amount of money; no other number takes the sign of a currency.
    currency: Option<Currency>,
}

impl<'a> Meant<'a> {
    /// A number that is no money.
    pub const NUMBER: Self = Self { found: None, currency: None };

    /// An assumption of a model's tree.
    pub fn of(found: &'a Found, root: &Node) -> Self {
        let is_money = matches!(found.domain, Domain::Price | Domain::Balance);
        Self { found: Some(found), currency: currency_of(root, &found.path).filter(|_| is_money) }
    }

    /// What stands, or would stand, at a path of a model's tree: an amount, for all that is known.
    pub fn at(path: &str, root: &Node) -> Self {
        Self { found: None, currency: currency_of(root, path) }
    }

    /// Whether it is written as a fraction and shown in percent.
    fn is_fraction(self) -> bool {
        self.found.is_some_and(is_fraction)
    }
}

/// An amount of money as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    number: Decimal,
    /// The codes and signs of currencies beside it.
    marks: Vec<String>,
    text: String,
}

impl Amount {
    pub fn is_negative(&self) -> bool {
        self.number.is_sign_negative() && !self.number.is_zero()
    }

    /// The number, where what stands beside it means the currency, or nothing does.
    pub fn within(&self, currency: Currency) -> Result<Decimal, InputError> {
        if self.marks.iter().all(|mark| currency.is_marked_by(mark)) {
            return Ok(self.number);
        }
        Err(InputError::OtherCurrency(self.text.clone(), currency))
    }
}

/// An amount of money, in whichever currency.
pub fn amount(text: &str) -> Result<Amount, InputError> {
    let typed = Typed::read(text, Meant::NUMBER)?;
    if typed.percent { Err(InputError::NotANumber(typed.amount.text)) } else { Ok(typed.amount) }
}

/// The number in the field's own unit. "%" matters where the field is a share or a rate: "5 %" is 5 in a field written
/// in percent and 0.05 in one written as a fraction; a bare number is in the field's own unit. No other field takes "%",
/// and none but money the sign or the code of a currency, which must be its own.
pub fn parse(text: &str, meant: Meant) -> Result<Decimal, InputError> {
    let Typed { amount, percent } = Typed::read(text, meant)?;
    let number = match meant.currency {
        Some(currency) => amount.within(currency)?,
        None if amount.marks.is_empty() => amount.number,
        None => return Err(InputError::NotANumber(amount.text)),
    };
    let Some(found) = meant.found else { return Ok(if percent { number / Decimal::ONE_HUNDRED } else { number }) };
    if percent && !is_fraction(found) && !found.quantity.in_percent() {
        return Err(InputError::NotANumber(amount.text));
    }
    Ok(if percent && is_fraction(found) { number / Decimal::ONE_HUNDRED } else { number })
}

/// A number with what stands around it.
struct Typed {
    amount: Amount,
    percent: bool,
}

impl Typed {
    fn read(text: &str, meant: Meant) -> Result<Self, InputError> {
        let shown: String = text.trim().chars().take(40).collect();
        let typed = text.split(',').skip(1).all(thousands).then(|| Self::parsed(text, &shown, meant)).flatten();
        typed.ok_or(InputError::NotANumber(shown))
    }

    fn parsed(text: &str, shown: &str, meant: Meant) -> Option<Self> {
        let cleaned: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != ',' && *c != '_')
            .map(|c| if c == '−' { '-' } else { c })
            .collect();
        // "-$5" as well as "$-5".
        let (sign, unsigned) =
            cleaned.strip_prefix('-').map_or((Decimal::ONE, cleaned.as_str()), |rest| (-Decimal::ONE, rest));
        let begin = unsigned.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))?;
        let (before, number) = unsigned.split_at(begin);
        let number = number.trim_start_matches('+');
        let (number, percent) = number.strip_suffix('%').map_or((number, false), |number| (number, true));
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(number.len());
        let end = end + exponent(&number[end..]);
        let (digits, after) = number.split_at(end);
        let number = Decimal::from_str_exact(digits).or_else(|_| Decimal::from_scientific(digits)).ok()?;
        let (scale, after) = suffix(after, meant)?;
        let marks: Vec<&str> = [before, after].into_iter().filter(|mark| !mark.is_empty()).collect();
        let is_signed_twice = sign.is_sign_negative() && number.is_sign_negative();
        if is_signed_twice || !marks.iter().all(|mark| Currency::is_mark(mark)) || (percent && !marks.is_empty()) {
            return None;
        }
        let number = number.checked_mul(scale)?.checked_mul(sign)?;
        let marks = marks.into_iter().map(str::to_owned).collect();
        Some(Self { amount: Amount { number, marks, text: shown.to_owned() }, percent })
    }
}

/// How long the exponent is that a text begins with: `e-06`, `E12`. No unit and no currency begins with one.
fn exponent(text: &str) -> usize {
    let power = text.strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
    let Some(power) = power.filter(|power| power.starts_with(|c: char| c.is_ascii_digit())) else { return 0 };
    text.len() - power.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

/// What stands behind a number: how many of it are meant, and what would be a currency.
fn suffix<'t>(after: &'t str, meant: Meant) -> Option<(Decimal, &'t str)> {
    let is_unit = |unit: &str| meant.found.is_some_and(|found| same_unit(&unit.to_lowercase(), found));
    let is_currency = meant.currency.is_some() && Currency::is_mark(after);
    if let Some(scale) = scale(after) {
        return Some((scale, ""));
    }
    if !is_currency && is_unit(after) {
        return Some((Decimal::ONE, ""));
    }
    let mut split = after.char_indices().map(|(at, _)| after.split_at(at));
    split.find_map(|(word, mark)| Some((scale(word)?, Some(mark).filter(|mark| Currency::is_mark(mark))?)))
}

fn scale(word: &str) -> Option<Decimal> {
    match word.to_lowercase().as_str() {
        "" => Some(Decimal::ONE),
        "k" => Some(Decimal::ONE_THOUSAND),
        "m" | "mio" | "million" => Some(Decimal::from(1_000_000)),
        _ => None,
    }
}

/// Does what follows a comma make it one between thousands? "1,5" could be meant as either of two numbers.
fn thousands(after: &str) -> bool {
    after.chars().take_while(char::is_ascii_digit).count() == 3
}

/// Units a person may leave in the field: its own, or months.
fn same_unit(typed: &str, found: &Found) -> bool {
    let unit: String = found.quantity.unit.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    typed == unit || unit.starts_with(typed) || (found.domain == Domain::Months && "months".starts_with(typed))
}

fn is_fraction(found: &Found) -> bool {
    matches!(found.domain, Domain::Share | Domain::Rate) && !found.quantity.in_percent()
}

/// The number as the field shows and edits it: fractions of shares and rates in percent.
pub fn shown_number(found: &Found, stated: Decimal) -> Decimal {
    if is_fraction(found) { stated * Decimal::ONE_HUNDRED } else { stated }
}

/// A typed text for a field as the file's number: a bare number in a field shown in percent is in percent.
pub fn parse_field(text: &str, meant: Meant) -> Result<Decimal, InputError> {
    let number = parse(text, meant)?;
    Ok(if meant.is_fraction() && !text.contains('%') { number / Decimal::ONE_HUNDRED } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_in_its_own_currency_or_refused() {
        let read = |text: &str, currency: Currency| parse(text, Meant { found: None, currency: Some(currency) });
        for text in ["2.9e1", "290E-1", "$2.9e+1", "0.0029e1k"] {
            assert_eq!(read(text, Currency::USD), Ok(Decimal::from(29)), "{text}");
        }
        assert_eq!(parse("1e-06", Meant::NUMBER), Ok(Decimal::new(1, 6)));
        assert_eq!(parse("1e12", Meant::NUMBER), Ok(Decimal::from(1_000_000_000_000_u64)));
        for text in ["1e", "e5", "1e+", "1e5e5", "1e99", "1 e5 x"] {
            assert!(parse(text, Meant::NUMBER).is_err(), "{text}");
        }
        for text in ["29", "$29", "29 $", "USD 29", "$29 USD", "0.029k", "0.029k$", "0.029 k USD", "+29", "$+29"] {
            assert_eq!(read(text, Currency::USD), Ok(Decimal::from(29)), "{text}");
        }
        for text in ["-29", "−$29", "$-29", "-29 USD"] {
            assert_eq!(read(text, Currency::USD), Ok(Decimal::from(-29)), "{text}");
        }
        for text in ["€29", "29 €", "EUR29", "29 EUR", "0.029k€", "£29", "A$29", "$29 EUR"] {
            assert_eq!(read(text, Currency::USD), Err(InputError::OtherCurrency(text.into(), Currency::USD)), "{text}");
        }
        assert_eq!(read("$29", "CAD".parse().unwrap()), Ok(Decimal::from(29)), "any dollar's");
        for text in ["", "€", "$", "29 x", "cheap 29", "-$-29", "--29", "$5%", "1,5", "29 dollars"] {
            assert_eq!(read(text, Currency::USD), Err(InputError::NotANumber(text.into())), "{text}");
        }
        assert!(parse("$29", Meant::NUMBER).is_err(), "what is no money takes no sign");
    }
}
