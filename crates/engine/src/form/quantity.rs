//! An assumption: a value or a range, with unit, note and source.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Definitions, Form, Found, Kind, Node, Reader, decimal};
use crate::diagnostic::{Code, suggestion};
use crate::money::{decimal_of, number_of};

/// What a number means, and so what it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// A fraction of a whole, 0 to 1; shown and usually written in percent (`"unit": "%"`).
    Share,
    /// A rate of change a month, above −1; shown in percent.
    Rate,
    /// An amount of money, not negative.
    Price,
    /// An amount of money, either way.
    Balance,
    /// How many; a real number, not negative.
    Count,
    /// Milliseconds, megabytes, gigabytes, ...: what the unit says; not negative.
    Measure,
    /// A factor; not negative.
    Factor,
    /// Months; not negative.
    Months,
    /// Greater than zero.
    Positive,
}

impl Domain {
    fn accepts(self, value: Decimal) -> bool {
        match self {
            Self::Share => (Decimal::ZERO..=Decimal::ONE).contains(&value),
            Self::Rate => value > -Decimal::ONE && value <= Decimal::from(100),
            Self::Balance => true,
            Self::Positive => value > Decimal::ZERO,
            Self::Months => (Decimal::ZERO..=Decimal::from(240)).contains(&value),
            Self::Price | Self::Count | Self::Measure | Self::Factor => !value.is_sign_negative() || value.is_zero(),
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Share => "a share from 0 to 1 (0 to 100 with the unit %)",
            Self::Rate => "a rate above -1 (above -100 with the unit %)",
            Self::Balance => "an amount of money",
            Self::Positive => "a number above 0",
            Self::Months => "a number of months from 0 to 240",
            Self::Price => "a price of 0 or more",
            Self::Count => "a count of 0 or more",
            Self::Measure => "a measure of 0 or more",
            Self::Factor => "a factor of 0 or more",
        }
    }
}

/// The shape of uncertainty within a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distribution {
    Triangular,
    Pert,
    Uniform,
    Normal,
    Lognormal,
}

impl Distribution {
    pub const ALL: [(&'static str, Self); 5] = [
        ("triangular", Self::Triangular),
        ("pert", Self::Pert),
        ("uniform", Self::Uniform),
        ("normal", Self::Normal),
        ("lognormal", Self::Lognormal),
    ];

    /// Its name in a model.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, family)| *family == self).map_or("", |(name, _)| name)
    }
}

/// A value, a range `{low, likely, high}`, or percentiles `{p10, p90}`; in the file's own unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quantity {
    pub value: Option<Decimal>,
    pub low: Option<Decimal>,
    pub likely: Option<Decimal>,
    pub high: Option<Decimal>,
    pub p10: Option<Decimal>,
    pub p90: Option<Decimal>,
    pub distribution: Option<Distribution>,
    pub label: String,
    pub unit: String,
    pub note: String,
    pub source: String,
    pub at: usize,
}

impl Quantity {
    pub fn of(value: Decimal) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// What a point run uses, in the file's own unit: the value; or the likely value; or the middle of the range, for
    /// percentiles and a normal or lognormal distribution the median; or the one end an open range has.
    pub fn stated(&self) -> Decimal {
        self.value.or(self.likely).unwrap_or_else(|| match self.stated_ends() {
            Some((Some(low), Some(high))) => self.middle(low, high),
            Some((Some(end), None) | (None, Some(end))) => end,
            _ => Decimal::ZERO,
        })
    }

    fn middle(&self, low: Decimal, high: Decimal) -> Decimal {
        let even = low.checked_add(high).map_or(low, |sum| sum / Decimal::TWO);
        if self.family() != Distribution::Lognormal || low <= Decimal::ZERO {
            return even;
        }
        // In six digits: more of a root tell nothing of a range.
        let median = decimal_of(number_of(low).sqrt() * number_of(high).sqrt());
        median.and_then(|median| median.round_sf(6)).map_or(even, |median| median.normalize())
    }

    /// The distribution that is named; else a triangular one with a likely value, and without one lognormal of percentiles
    /// above zero, normal of others, and uniform between two ends.
    pub fn family(&self) -> Distribution {
        self.distribution.unwrap_or(match (self.value.or(self.likely), self.p10) {
            (Some(_), _) => Distribution::Triangular,
            (None, Some(p10)) if p10 > Decimal::ZERO => Distribution::Lognormal,
            (None, Some(_)) => Distribution::Normal,
            (None, None) => Distribution::Uniform,
        })
    }

    /// The point value as the model computes with it: percents as fractions.
    pub fn point(&self) -> Decimal {
        self.in_fractions(self.stated())
    }

    pub fn in_percent(&self) -> bool {
        self.unit.starts_with('%')
    }

    pub fn in_fractions(&self, stated: Decimal) -> Decimal {
        if self.in_percent() { stated / Decimal::ONE_HUNDRED } else { stated }
    }

    /// The ends of the range in the file's own unit; both are the value where there is no range.
    pub fn ends(&self) -> (Option<Decimal>, Option<Decimal>) {
        self.stated_ends().unwrap_or_else(|| (Some(self.stated()), Some(self.stated())))
    }

    /// The ends that the file gives; None where it gives neither.
    pub fn stated_ends(&self) -> Option<(Option<Decimal>, Option<Decimal>)> {
        let ends = (self.low.or(self.p10), self.high.or(self.p90));
        (ends != (None, None)).then_some(ends)
    }

    pub fn is_range(&self) -> bool {
        self.stated_ends().is_some()
    }

    /// Whether the range is closed to both sides, so that it can have a distribution.
    pub fn has_two_ends(&self) -> bool {
        matches!(self.stated_ends(), Some((Some(_), Some(_))))
    }

    fn numbers(&self) -> [(&'static str, Option<Decimal>); 6] {
        [
            ("low", self.low),
            ("p10", self.p10),
            ("value", self.value),
            ("likely", self.likely),
            ("p90", self.p90),
            ("high", self.high),
        ]
    }
}

const FIELDS: [&str; 11] =
    ["value", "low", "likely", "high", "p10", "p90", "distribution", "label", "unit", "note", "source"];

/// A quantity that must lie in a domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Of<D> {
    pub quantity: Arc<Quantity>,
    domain: PhantomData<D>,
}

impl<D> std::ops::Deref for Of<D> {
    type Target = Quantity;
    fn deref(&self) -> &Quantity {
        &self.quantity
    }
}

impl<D> From<Decimal> for Of<D> {
    fn from(value: Decimal) -> Self {
        Self { quantity: Arc::new(Quantity::of(value)), domain: PhantomData }
    }
}

/// A domain as a type, so that a form says which it means.
pub trait InDomain {
    const DOMAIN: Domain;
}

macro_rules! domains {
    ($($name:ident => $marker:ident),* $(,)?) => {
        pub mod domain { $(#[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct $marker;)* }
        $(
            impl InDomain for domain::$marker { const DOMAIN: Domain = Domain::$marker; }
            pub type $name = Of<domain::$marker>;
        )*
    };
}

domains!(ShareOf => Share, RateOf => Rate, PriceOf => Price, BalanceOf => Balance, CountOf => Count, MeasureOf => Measure, FactorOf => Factor, MonthsOf => Months, PositiveOf => Positive);

impl<D: InDomain> Form for Of<D> {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let node = reader.need(node, "a number, or a range such as { \"low\": 5, \"likely\": 12, \"high\": 25 }")?;
        let quantity = Arc::new(read_quantity(node, reader)?);
        reader.quantities.push(Found { path: reader.path(), domain: D::DOMAIN, quantity: Arc::clone(&quantity) });
        let before = reader.diagnostics.len();
        check_order(&quantity, node, reader);
        check_ends(&quantity, node, reader);
        check_domain(&quantity, D::DOMAIN, node, reader);
        if reader.diagnostics.len() > before {
            return None;
        }
        Some(Self { quantity, domain: PhantomData })
    }

    fn fallback() -> Option<Self> {
        let value = match D::DOMAIN {
            Domain::Share | Domain::Rate | Domain::Price | Domain::Balance | Domain::Months => Decimal::ZERO,
            Domain::Count | Domain::Measure | Domain::Factor | Domain::Positive => Decimal::ONE,
        };
        Some(value.into())
    }

    fn schema(definitions: &mut Definitions) -> Value {
        let name = format!("{:?}", D::DOMAIN);
        definitions.entry(name.clone()).or_insert_with(|| {
            let number = json!({ "type": ["number", "string"] });
            let text = json!({ "type": "string" });
            let choices: Vec<_> = Distribution::ALL.iter().map(|(n, _)| *n).collect();
            json!({
                "description": format!("{}: a number, or a range with unit, note and source.", D::DOMAIN.rule()),
                "anyOf": [number, {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "value": number, "low": number, "likely": number, "high": number, "p10": number, "p90": number,
                        "distribution": { "enum": choices }, "label": text, "unit": text, "note": text, "source": text
                    }
                }]
            })
        });
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

fn read_quantity<'n>(node: &'n Node, reader: &mut Reader) -> Option<Quantity> {
    if !matches!(node.kind, Kind::Record(_)) {
        let mut quantity = Quantity::of(decimal(node, reader)?);
        quantity.at = node.at;
        return Some(quantity);
    }
    let [value, low, likely, high, p10, p90, distribution, label, unit, note, source] =
        reader.fields(node, None, &FIELDS).map(|value| value.filter(|value| value.kind != Kind::Null));
    let given = [value, low, likely, high, p10, p90].iter().any(Option::is_some);
    let mut number = |key: &str, node: Option<&Node>| node.and_then(|n| reader.within(key, |r| decimal(n, r)));
    let (value, low, likely) = (number("value", value), number("low", low), number("likely", likely));
    let (high, p10, p90) = (number("high", high), number("p10", p10), number("p90", p90));
    let mut text = |key: &str, node: Option<&'n Node>| node.and_then(|n| reader.within(key, |r| r.text(n)));
    let (label, unit, note, source) =
        (text("label", label), text("unit", unit), text("note", note), text("source", source));
    let distribution = match text("distribution", distribution) {
        None | Some("") => None,
        Some(name) => match Distribution::ALL.iter().find(|(n, _)| *n == name) {
            Some((_, d)) => Some(*d),
            None => {
                let hint = suggestion(name, Distribution::ALL.iter().map(|(n, _)| *n));
                reader.within("distribution", |r| {
                    r.error(
                        Code::UnknownChoice,
                        node.get("distribution"),
                        format!("`{name}` is not a distribution"),
                        hint,
                    )
                });
                return None;
            }
        },
    };
    if [value, low, likely, high, p10, p90].iter().all(Option::is_none) {
        if given {
            // What is wrong with it was said.
            return None;
        }
        reader.error(
            Code::Missing,
            Some(node),
            "the quantity has no number",
            "give `value`, or `low` and `high`, or `p10` and `p90`",
        );
        return None;
    }
    let [label, unit, note, source] = [label, unit, note, source].map(|text| text.unwrap_or_default().to_owned());
    Some(Quantity { value, low, likely, high, p10, p90, distribution, label, unit, note, source, at: node.at })
}

fn check_order(quantity: &Quantity, node: &Node, reader: &mut Reader) {
    let mut before: Option<(&str, Decimal)> = None;
    for (name, value) in quantity.numbers().into_iter().filter_map(|(name, v)| Some((name, v?))) {
        if let Some((below, least)) = before.filter(|(_, least)| *least > value) {
            reader.error(
                Code::RangeOrder,
                Some(node),
                format!("`{below}` is {least}, above `{name}` {value}"),
                "order them: low ≤ likely ≤ high",
            );
        }
        before = Some((name, value));
    }
}

/// The ends of a range are of one kind, and a distribution has both.
fn check_ends(quantity: &Quantity, node: &Node, reader: &mut Reader) {
    let first = |ends: [&'static str; 2]| {
        quantity
            .numbers()
            .into_iter()
            .find(|(name, value)| ends.contains(name) && value.is_some())
            .map(|(name, _)| name)
    };
    if let (Some(end), Some(percentile)) = (first(["low", "high"]), first(["p10", "p90"])) {
        reader.error(
            Code::BadDistribution,
            Some(node),
            format!("`{end}` and `{percentile}` are ends of two kinds of range"),
            "give `low` and `high`, or `p10` and `p90`",
        );
    } else if let Some(family) = quantity.distribution.filter(|_| !quantity.has_two_ends()) {
        reader.error(
            Code::BadDistribution,
            Some(node),
            format!("a {} distribution lies between two ends", family.name()),
            "give `low` and `high`, or `p10` and `p90`, or leave the distribution out",
        );
    }
}

fn check_domain(quantity: &Quantity, domain: Domain, node: &Node, reader: &mut Reader) {
    for (name, value) in quantity.numbers().into_iter().filter_map(|(name, v)| Some((name, v?))) {
        if !domain.accepts(quantity.in_fractions(value)) {
            let of = if name == "value" { String::new() } else { format!(" of `{name}`") };
            reader.error(
                Code::OutOfDomain,
                Some(node),
                format!("{value}{}{of} is out of range", if quantity.in_percent() { " %" } else { "" }),
                format!("give {}", domain.rule()),
            );
        }
    }
}
