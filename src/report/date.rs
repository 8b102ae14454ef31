//! The date of a run, as reports say it.

use chrono::{DateTime, SecondsFormat, Utc};

/// `2026-11-28T12:47:00Z`: the second after 1970 in UTC, as RFC 3339 has it.
pub fn format_rfc3339(seconds: u64) -> Option<String> {
    Some(date_from_seconds(seconds)?.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The same, for callers that format it themselves.
pub(super) fn date_from_seconds(seconds: u64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)
}

/// The second that a report's date names.
pub fn parse(text: &str) -> Option<u64> {
    u64::try_from(DateTime::parse_from_rfc3339(text).ok()?.timestamp()).ok()
}
