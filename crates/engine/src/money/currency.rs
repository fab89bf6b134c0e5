//! Currencies by their ISO 4217 code.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// The currencies in use, without funds codes, metals and test codes.
const CODES: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR \
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN \
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB \
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR \
    ZMW ZWG";
const WITHOUT_MINOR_UNIT: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";
const TEN_THOUSANDTHS: &str = "CLF UYW";

/// A currency of ISO 4217, such as `USD`. As text, and in files, it is its code in capitals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    places: u8,
}

/// A text that is no code of a currency in use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a currency; write its ISO 4217 code, such as USD or EUR")]
pub struct CurrencyError(String);

impl Currency {
    /// The United States dollar.
    pub const USD: Currency = Currency { code: *b"USD", places: 2 };
    /// The euro.
    pub const EUR: Currency = Currency { code: *b"EUR", places: 2 };
    /// The pound sterling.
    pub const GBP: Currency = Currency { code: *b"GBP", places: 2 };
    /// The yen, which has no minor unit.
    pub const JPY: Currency = Currency { code: *b"JPY", places: 0 };

    /// The three letters: `USD`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("")
    }

    /// Decimal places of the minor unit: 2 for most, 0 for JPY and KRW, 3 for KWD and BHD.
    pub fn places(self) -> u8 {
        self.places
    }

    /// The sign people write before an amount: `$`, `€`, `A$`; the code itself where there is no common sign.
    pub fn symbol(&self) -> &str {
        match self.code() {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            "CNY" => "CN¥",
            "KRW" => "₩",
            "INR" => "₹",
            "BRL" => "R$",
            "AUD" => "A$",
            "CAD" => "CA$",
            "NZD" => "NZ$",
            "HKD" => "HK$",
            "SGD" => "S$",
            "TWD" => "NT$",
            "MXN" => "MX$",
            "ILS" => "₪",
            "VND" => "₫",
            "PHP" => "₱",
            "NGN" => "₦",
            "UAH" => "₴",
            "TRY" => "₺",
            "KZT" => "₸",
            "GEL" => "₾",
            code => code,
        }
    }

    /// Whether what stands beside an amount means this currency: its code, its sign, or the bare sign that it shares with
    /// others, as `$` is any dollar's.
    pub fn is_marked_by(&self, mark: &str) -> bool {
        let is_bare = !mark.is_empty() && !mark.contains(|c: char| c.is_ascii_alphabetic());
        mark == self.code() || mark == self.symbol() || (is_bare && self.symbol().ends_with(mark))
    }

    /// Whether what stands beside an amount is the code or the sign of any currency.
    pub fn is_mark(mark: &str) -> bool {
        CODES.split(' ').filter_map(|code| code.parse::<Currency>().ok()).any(|currency| currency.is_marked_by(mark))
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Currency, CurrencyError> {
        let code = <[u8; 3]>::try_from(text.as_bytes()).ok();
        let code = code.filter(|code| listed(CODES, *code));
        let code = code.ok_or_else(|| CurrencyError(text.chars().take(40).collect()))?;
        let places = match code {
            _ if listed(WITHOUT_MINOR_UNIT, code) => 0,
            _ if listed(THOUSANDTHS, code) => 3,
            _ if listed(TEN_THOUSANDTHS, code) => 4,
            _ => 2,
        };
        Ok(Currency { code, places })
    }
}

/// Is a code of three letters among others, each with a space after it?
fn listed(codes: &str, code: [u8; 3]) -> bool {
    codes.as_bytes().chunks(4).any(|known| known.starts_with(&code))
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_and_symbols() {
        for (code, places, symbol) in [
            ("USD", 2, "$"),
            ("JPY", 0, "¥"),
            ("KRW", 0, "₩"),
            ("KWD", 3, "KWD"),
            ("BHD", 3, "BHD"),
            ("CLF", 4, "CLF"),
            ("CHF", 2, "CHF"),
        ] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!((currency.code(), currency.places(), currency.symbol()), (code, places, symbol));
        }
    }

    #[test]
    fn a_currency_is_marked_by_its_code_its_sign_or_the_bare_one() {
        let canadian: Currency = "CAD".parse().unwrap();
        assert!(["CAD", "CA$", "$"].iter().all(|mark| canadian.is_marked_by(mark)));
        assert!(["", "USD", "A$", "A", "€", "cad"].iter().all(|mark| !canadian.is_marked_by(mark)));
        assert!(["€", "R$", "CHF"].iter().all(|mark| Currency::is_mark(mark)));
        assert!(["", "k", "%", "ABC", "cheap"].iter().all(|mark| !Currency::is_mark(mark)));
    }

    #[test]
    fn constants_are_what_parsing_gives() {
        for currency in [Currency::USD, Currency::EUR, Currency::GBP, Currency::JPY] {
            assert_eq!(currency.code().parse(), Ok(currency));
        }
    }

    #[test]
    fn lists_agree() {
        for code in [WITHOUT_MINOR_UNIT, THOUSANDTHS, TEN_THOUSANDTHS].join(" ").split(' ') {
            assert!(code.parse::<Currency>().is_ok(), "{code}");
        }
        assert!(CODES.split(' ').is_sorted());
        assert!(CODES.split(' ').all(|code| code.len() == 3));
    }

    #[test]
    fn what_is_no_currency() {
        for text in ["", "usd", "US", "USDX", "USS", "$", "US ", "é1"] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
    }
}
