//! Time limits as people write them.

use std::time::Duration;

/// The text is no time limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time: write a whole number above zero and a unit, as in \"500ms\", \"5s\" or \"2min\"")]
pub struct TimeLimitError(pub String);

/// Reads a time limit: a whole number and one of the units `ms`, `s`, `min`; longer than zero.
pub fn parse_time_limit(text: &str) -> Result<Duration, TimeLimitError> {
    let wrong = || TimeLimitError(text.to_owned());
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let milliseconds_each: u64 = match text[digits.len()..].trim() {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        _ => return Err(wrong()),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    match number.checked_mul(milliseconds_each) {
        None | Some(0) => Err(wrong()),
        Some(milliseconds) => Ok(Duration::from_millis(milliseconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("500ms", 500)]
    #[case("5s", 5000)]
    #[case("5 s", 5000)]
    #[case("2min", 120_000)]
    fn a_number_and_a_unit(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(parse_time_limit(text), Ok(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values("", "5", "s", "0s", "-1s", "+1s", "1.5s", "5S", "5 seconds", "99999999999999999999s", "5sé")]
        text: &str,
    ) {
        assert_eq!(parse_time_limit(text), Err(TimeLimitError(text.to_owned())));
    }
}
