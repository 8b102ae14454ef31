//! Times as people write them: a whole number and one of the units `ms`, `s`, `min`.

use std::time::Duration;

/// How a time is written, for help.
pub(crate) const HELP: &str =
    "write a whole number and a unit between quotation marks, as in \"500ms\", \"8s\" or \"2min\"";

/// The text is no time limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time: write a whole number above zero and a unit, as in \"500ms\", \"5s\" or \"2min\"")]
pub struct TimeLimitError(pub String);

/// Reads a time limit: a time longer than zero.
pub fn parse_time_limit(text: &str) -> Result<Duration, TimeLimitError> {
    parse(text).filter(|time| !time.is_zero()).ok_or_else(|| TimeLimitError(text.to_owned()))
}

/// Reads a time; zero is one.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let milliseconds_each: u64 = match text[digits.len()..].trim() {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        _ => return None,
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.parse().ok().filter(|_| plain)?;
    number.checked_mul(milliseconds_each).map(Duration::from_millis)
}

/// Writes a time; what is less than a millisecond is rounded up to one.
pub(crate) fn write(time: Duration) -> String {
    let milliseconds = time.as_nanos().div_ceil(1_000_000);
    match milliseconds {
        0 => "0s".to_owned(),
        _ if milliseconds.is_multiple_of(60_000) => format!("{}min", milliseconds / 60_000),
        _ if milliseconds.is_multiple_of(1000) => format!("{}s", milliseconds / 1000),
        _ => format!("{milliseconds}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0s", 0)]
    #[case("800ms", 800)]
    #[case("8s", 8000)]
    #[case("90s", 90_000)]
    #[case("2min", 120_000)]
    fn a_time_reads_back(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)));
        assert_eq!(write(Duration::from_millis(milliseconds)), text);
    }

    #[rstest]
    #[case("5 s", 5000)]
    #[case("120s", 120_000)]
    fn the_same_time_may_be_written_otherwise(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    fn anything_else_is_no_time(
        #[values("", "5", "s", "-1s", "+1s", "1.5s", "5S", "5 seconds", "99999999999999999999s", "5sé")] text: &str,
    ) {
        assert_eq!(parse(text), None);
        assert_eq!(parse_time_limit(text), Err(TimeLimitError(text.to_owned())));
    }

    #[test]
    fn a_limit_is_longer_than_zero() {
        assert_eq!(parse_time_limit("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_time_limit("0s"), Err(TimeLimitError("0s".to_owned())));
    }
}
