//! How old a price is.

use headroom_engine::catalog::PartialDate;

/// A price older than this many months is marked.
pub const STALE: i32 = 6;

/// Whole months from a price's date to a day. Of a date with its month or day unknown the earliest reading counts; a date
/// that lies ahead is no age.
pub fn months(as_of: PartialDate, on: PartialDate) -> i32 {
    let turned = on.day().unwrap_or(1) >= as_of.day().unwrap_or(1);
    let months = on.earliest_month().months_since(as_of.earliest_month());
    (months - i32::from(!turned)).max(0)
}

pub fn is_stale(as_of: PartialDate, on: PartialDate) -> bool {
    months(as_of, on) > STALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_whole() {
        let age = |as_of: &str, on: &str| months(as_of.parse().unwrap(), on.parse().unwrap());
        assert_eq!(age("2026-10-08", "2026-11-07"), 0);
        assert_eq!(age("2026-10-08", "2026-11-08"), 1);
        assert_eq!(age("2025", "2026-11-08"), 22);
        assert_eq!(age("2026-12-01", "2026-11-08"), 0);
    }

    #[test]
    fn a_price_is_stale_after_six_months() {
        let stale = |on: &str| is_stale("2026-01-15".parse().unwrap(), on.parse().unwrap());
        assert!(!stale("2026-07-31") && !stale("2026-08-14"));
        assert!(stale("2026-08-15"));
    }
}
