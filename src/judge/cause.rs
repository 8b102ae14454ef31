//! Likely causes in plain words, where a deviation is typical. A guess, never a verdict.

use crate::protocol::message::{NotAResponse, parse_request};
use crate::protocol::statistics::{Field, Statistics};

/// For values that are right to about seven digits.
pub(super) const SINGLE_PRECISION: &str = "it looks like single precision (float instead of double), or a rounded sum";
/// For a reply in the order of the post's prose.
pub(super) const SWAPPED: Option<&str> =
    Some("the post's prose names the highest first; its code and its output have the lowest first");

/// Why a reply may be laid out as it is.
pub(super) fn of_layout(defect: &NotAResponse) -> Option<&'static str> {
    match defect {
        NotAResponse::LineEnd => Some("println or a \"\\n\" at the end: a response has no terminator"),
        NotAResponse::TrailingNuls(_) => Some("a buffer of fixed size is sent whole, instead of its filled part"),
        NotAResponse::Separators => {
            Some("another separator, or one too many: a response has one space between two numbers")
        }
        NotAResponse::Empty | NotAResponse::Count(_) | NotAResponse::NotANumber { .. } => None,
    }
}

/// Why a printed result may have too few digits.
pub(super) fn of_digits(text: &str) -> Option<&'static str> {
    match text.split_once('.').map(|(_, decimals)| decimals.len()) {
        Some(6) => Some("six decimals: C's %f and its like; print %.12g or more, or the shortest that round-trips"),
        Some(2) => Some("rounded to two decimals for show; the client needs all of them"),
        _ => Some("a default output precision (C++ streams have 6 digits)"),
    }
}

/// Why a result may be wrong.
pub(super) fn of_value(field: Field, value: f64, request: &[u8]) -> Option<String> {
    let numbers = parse_request(request).ok()?;
    let right = Statistics::of(&numbers);
    let count = numbers.len() as f64;
    // One less than a count of one leaves nothing to divide by: everything would be near that.
    let near = |other: f64| other.is_finite() && (value - other).abs() <= other.abs() * 1e-9;
    let guess = match field {
        Field::Lowest if value == 0.0 => "the search for the lowest starts at 0",
        Field::Highest if value == 0.0 => "the search for the highest starts at 0",
        Field::Mean if near(right.total / (count - 1.0)) => "the total is divided by one less than the count",
        Field::Mean if near(right.total / (count + 1.0)) => "the total is divided by one more than the count",
        Field::Mean if near(right.mean.trunc()) => "the division drops the fraction (integers)",
        Field::Total if near(numbers.iter().map(|number| number.trunc()).sum()) => "fractions are dropped",
        Field::Lowest | Field::Highest if near(by_text(&numbers, field)) => "numbers are compared as text",
        Field::Total | Field::Lowest | Field::Highest | Field::Mean => return None,
    };
    Some(guess.to_owned())
}

fn by_text(numbers: &[f64], field: Field) -> f64 {
    let by = |a: &&f64, b: &&f64| a.to_string().cmp(&b.to_string());
    let found = if field == Field::Lowest { numbers.iter().min_by(by) } else { numbers.iter().max_by(by) };
    found.copied().unwrap_or(f64::NAN)
}
