//! Exchange rates: the one place where an amount in one currency becomes one in another.
//!
//! A rate is data with a date and a source, like a price. Where none is known nothing is converted.

use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointNearestEven;
use serde::Deserialize;

use super::{CatalogError, CatalogProblem, Confidence, PartialDate, read};
use crate::money::Currency;

const SCHEMA: &str = "headroom-exchange/1";
/// Decimal places of a converted price. Line items are rounded to the minor unit later, where they are made.
const PLACES: u32 = 10;

/// What one unit of a currency costs in another.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeRate {
    /// The currency of which one unit is bought.
    pub from: Currency,
    /// The currency it is paid in.
    pub to: Currency,
    /// Units of `to` for one of `from`; above zero.
    pub rate: Decimal,
    /// The day, month or year it is of.
    pub as_of: PartialDate,
    /// Where it was read.
    pub source: String,
    /// Whether it was read there.
    pub confidence: Confidence,
    /// Anything a reader should know.
    pub note: String,
}

/// Rates between currencies; the first that fits holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExchangeRates {
    rates: Arc<[ExchangeRate]>,
}

/// An amount in the currency that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The amount, not yet rounded to the minor unit.
    pub amount: Decimal,
    /// The rate it rests on; none where the currency was the same.
    pub at: Option<ExchangeRate>,
}

static SHIPPED: LazyLock<ExchangeRates> = LazyLock::new(|| {
    // A test reads the same text, so there is nothing to report here.
    ExchangeRates::read(include_str!("../../../../assets/catalog/exchange.json")).unwrap_or_default()
});

impl ExchangeRates {
    /// Reads a file of the schema `headroom-exchange/1`. Fails with every problem of it.
    pub fn read(text: &str) -> Result<ExchangeRates, CatalogError> {
        let file: File = match serde_json::from_str(text) {
            Ok(file) => file,
            Err(error) => return Err(problems(vec![("file".to_owned(), error.to_string())])),
        };
        if file.schema != SCHEMA {
            let schema: String = file.schema.chars().take(40).collect();
            let message = format!("its schema is {schema:?}; this program reads {SCHEMA:?}");
            return Err(problems(vec![("file".to_owned(), message)]));
        }
        let (mut rates, mut found) = (Vec::new(), Vec::new());
        for (index, row) in file.rates.into_iter().enumerate() {
            match serde_json::from_value::<Row>(row).map_err(|error| error.to_string()).and_then(ExchangeRate::try_from)
            {
                Ok(rate) => rates.push(rate),
                Err(message) => found.push((format!("rates.{index}"), message)),
            }
        }
        if found.is_empty() { Ok(ExchangeRates { rates: rates.into() }) } else { Err(problems(found)) }
    }

    /// The rates in the program.
    pub fn shipped() -> &'static ExchangeRates {
        &SHIPPED
    }

    /// These rates behind others, which hold where both have one.
    pub fn with(&self, own: impl IntoIterator<Item = ExchangeRate>) -> ExchangeRates {
        ExchangeRates { rates: own.into_iter().chain(self.rates.iter().cloned()).collect() }
    }

    /// Every rate, as it was read or stated.
    pub fn rates(&self) -> &[ExchangeRate] {
        &self.rates
    }

    /// The rate from one currency to another: as stated, or turned round, or over a third currency. Of two rates
    /// together the older date and the weaker confidence count.
    pub fn between(&self, from: Currency, to: Currency) -> Option<ExchangeRate> {
        self.direct(from, to).or_else(|| {
            let thirds = self.rates.iter().flat_map(|rate| [rate.from, rate.to]);
            let over = |third| self.direct(from, third)?.then(self.direct(third, to)?);
            thirds.filter(|third| *third != from && *third != to).find_map(over)
        })
    }

    fn direct(&self, from: Currency, to: Currency) -> Option<ExchangeRate> {
        self.rates.iter().find_map(|rate| {
            if (rate.from, rate.to) == (from, to) {
                Some(rate.clone())
            } else if (rate.from, rate.to) == (to, from) {
                rate.turned()
            } else {
                None
            }
        })
    }

    /// An amount in another currency. None where no rate is known, or the amount is larger than a decimal.
    pub fn convert(&self, amount: Decimal, from: Currency, to: Currency) -> Option<Converted> {
        if from == to {
            return Some(Converted { amount, at: None });
        }
        let rate = self.between(from, to)?;
        Some(Converted { amount: rate.apply(amount)?, at: Some(rate) })
    }
}

impl ExchangeRate {
    /// An amount of `from` in `to`, rounded half to even to ten decimal places. None beyond what a decimal holds.
    pub fn apply(&self, amount: Decimal) -> Option<Decimal> {
        Some(amount.checked_mul(self.rate)?.round_dp_with_strategy(PLACES, MidpointNearestEven))
    }

    fn turned(&self) -> Option<ExchangeRate> {
        let rate = Decimal::ONE.checked_div(self.rate)?;
        Some(ExchangeRate { from: self.to, to: self.from, rate, ..self.clone() })
    }

    fn then(self, next: ExchangeRate) -> Option<ExchangeRate> {
        let rate = self.rate.checked_mul(next.rate)?;
        let either = |a: String, b: String| if a == b { a } else { format!("{a}; {b}") };
        Some(ExchangeRate {
            from: self.from,
            to: next.to,
            rate,
            as_of: self.as_of.min(next.as_of),
            source: either(self.source, next.source),
            confidence: self.confidence.min(next.confidence),
            note: either(self.note, next.note),
        })
    }
}

#[derive(Deserialize)]
struct File {
    schema: String,
    rates: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    from: Currency,
    to: Currency,
    rate: String,
    as_of: PartialDate,
    source: String,
    confidence: Confidence,
    #[serde(default)]
    note: String,
}

impl TryFrom<Row> for ExchangeRate {
    type Error = String;

    fn try_from(row: Row) -> Result<ExchangeRate, String> {
        let rate = read::decimal_of_text(&row.rate).filter(|rate| *rate > Decimal::ZERO);
        let shown: String = row.rate.chars().take(40).collect();
        let rate = rate.ok_or_else(|| format!("{shown:?} is not a rate above zero, such as 1.25"))?;
        if row.from == row.to {
            return Err(format!("a rate from {} to itself", row.from));
        }
        Ok(ExchangeRate {
            from: row.from,
            to: row.to,
            rate,
            as_of: row.as_of,
            source: row.source,
            confidence: row.confidence,
            note: row.note,
        })
    }
}

fn problems(found: Vec<(String, String)>) -> CatalogError {
    let problem = |(place, message)| CatalogProblem { file: 0, place, message };
    CatalogError { problems: found.into_iter().map(problem).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    fn own(from: &str, to: &str, rate: &str, as_of: &str) -> ExchangeRate {
        ExchangeRate {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            rate: decimal(rate),
            as_of: as_of.parse().unwrap(),
            source: "the bank".to_owned(),
            confidence: Confidence::Read,
            note: String::new(),
        }
    }

    #[test]
    fn the_shipped_rates_say_what_they_rest_on() {
        let text = include_str!("../../../../assets/catalog/exchange.json");
        assert_eq!(&ExchangeRates::read(text).unwrap(), ExchangeRates::shipped());
        for rate in ExchangeRates::shipped().rates() {
            assert_eq!((rate.confidence, rate.as_of.to_string().as_str()), (Confidence::Memory, "2024"));
            assert!(!rate.note.is_empty() && !rate.source.is_empty());
        }
        for (from, to) in [("EUR", "USD"), ("USD", "EUR"), ("GBP", "USD"), ("USD", "GBP"), ("EUR", "GBP")] {
            assert!(ExchangeRates::shipped().between(from.parse().unwrap(), to.parse().unwrap()).is_some());
        }
        assert_eq!(ExchangeRates::shipped().between(Currency::USD, Currency::JPY), None);
    }

    #[test]
    fn as_stated_turned_round_and_over_a_third() {
        let rates =
            ExchangeRates::default().with([own("EUR", "USD", "1.25", "2026-10"), own("GBP", "USD", "1.5", "2025")]);
        let convert = |amount: &str, from: Currency, to: Currency| rates.convert(decimal(amount), from, to).unwrap();
        assert_eq!(convert("8", Currency::EUR, Currency::USD).amount, decimal("10"));
        assert_eq!(convert("10", Currency::USD, Currency::EUR).amount, decimal("8"));
        let over = convert("6", Currency::EUR, Currency::GBP);
        assert_eq!(over.amount, decimal("5"));
        let at = over.at.unwrap();
        assert_eq!((at.from, at.to, at.as_of.to_string().as_str()), (Currency::EUR, Currency::GBP, "2025"));
        assert_eq!(at.source, "the bank");
        let same = convert("0.000000000001", Currency::USD, Currency::USD);
        assert_eq!((same.amount, same.at), (decimal("0.000000000001"), None));
        assert_eq!(rates.convert(Decimal::ONE, Currency::EUR, Currency::JPY), None);
        assert_eq!(rates.convert(Decimal::MAX, Currency::EUR, Currency::USD), None);
        let third = rates.convert(Decimal::ONE, Currency::USD, Currency::GBP).unwrap();
        assert_eq!(third.amount, decimal("0.6666666667"));
    }

    #[test]
    fn own_rates_hold_over_the_shipped() {
        let rates = ExchangeRates::shipped().with([own("USD", "EUR", "0.5", "2026-11-20")]);
        let rate = rates.between(Currency::EUR, Currency::USD).unwrap();
        assert_eq!((rate.rate, rate.confidence), (decimal("2"), Confidence::Read));
        // Half of it is still from memory.
        let over = rates.between(Currency::EUR, Currency::GBP).unwrap();
        assert_eq!((over.confidence, over.as_of.to_string().as_str()), (Confidence::Memory, "2024"));
    }

    #[test]
    fn every_problem_at_once() {
        let file = r#"{"schema": "headroom-exchange/1", "rates": [
            {"from": "EUR", "to": "USD", "rate": "0", "as_of": "2024", "source": "s", "confidence": "read"},
            {"from": "EUR", "to": "EUR", "rate": "1", "as_of": "2024", "source": "s", "confidence": "read"},
            {"from": "EUR", "to": "USD", "rate": 1.1, "as_of": "2024", "source": "s", "confidence": "read"},
            {"from": "EUR", "to": "USD", "rate": "1.1", "as_of": "now", "source": "s", "confidence": "read"}
        ]}"#;
        let problems = ExchangeRates::read(file).unwrap_err().to_string();
        let lines: Vec<&str> = problems.lines().collect();
        assert_eq!(lines.len(), 4, "{problems}");
        assert_eq!(lines[0], "rates.0: \"0\" is not a rate above zero, such as 1.25");
        assert_eq!(lines[1], "rates.1: a rate from EUR to itself");
        assert!(lines[2].starts_with("rates.2: invalid type: floating point"), "{problems}");
        assert!(ExchangeRates::read("{}").is_err() && ExchangeRates::read("").is_err());
        assert!(ExchangeRates::read(r#"{"schema": "headroom-catalog/1", "rates": []}"#).is_err());
    }
}
