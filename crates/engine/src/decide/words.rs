//! Numbers within the sentences of decisions: plain digits, for logs and machines. Pages format the parts themselves.

use crate::money::decimal_of;
use crate::quantity::Percentile;

/// A count: whole from 100 up, with three significant digits below.
pub(super) fn count(value: f64) -> String {
    let Some(exact) = decimal_of(value) else { return "more than can be counted".into() };
    let rounded = if value.abs() >= 100.0 { Some(exact.round()) } else { exact.round_sf(3) };
    rounded.unwrap_or(exact).normalize().to_string()
}

/// "p95", "p99.9".
pub(super) fn percentile(percentile: Percentile) -> String {
    let percent = decimal_of(percentile.get() * 100.0).unwrap_or_default();
    format!("p{}", percent.round_dp(4).normalize())
}

/// A share in percent, to a tenth: "12.5 %".
pub(super) fn percent(share: f64) -> String {
    percent_to(share, 1)
}

fn percent_to(share: f64, places: u32) -> String {
    match decimal_of(share * 100.0) {
        Some(exact) if share.abs() < 1e6 => format!("{} %", exact.round_dp(places).normalize()),
        _ => "beyond all bounds".into(),
    }
}

/// A share with the digits that it takes to tell it from another: "89.977 %" beside 90 %.
pub(super) fn percent_apart(share: f64, other: f64) -> String {
    let digits = (1..12).find(|places| percent_to(share, *places) != percent_to(other, *places));
    percent_to(share, digits.unwrap_or(12))
}
