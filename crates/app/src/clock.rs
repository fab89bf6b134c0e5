//! The one place that reads a clock: the date a review carries when none is given.

/// Today in UTC as an ISO date; `SOURCE_DATE_EPOCH` in its place, for builds that must repeat.
pub fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|s| s.parse().ok())
        .and_then(|s| time::OffsetDateTime::from_unix_timestamp(s).ok());
    let date = fixed.unwrap_or_else(time::OffsetDateTime::now_utc).date();
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}
