//! How old a price is.

use headroom_engine::catalog::PartialDate;

/// Whole months from a price's date to a day. Of a date with its month or day unknown the earliest reading counts; a date
/// that lies ahead is no age.
pub fn months(as_of: PartialDate, on: PartialDate) -> usize {
    let turned = on.day().unwrap_or(1) >= as_of.day().unwrap_or(1);
    let months = on.earliest_month().months_since(as_of.earliest_month());
    usize::try_from(months - i32::from(!turned)).unwrap_or(0)
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
}
