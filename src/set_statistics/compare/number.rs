//! Two numbers as they were printed: the same, the same otherwise spelled, or others.

use crate::differential::SpellingDifference;
use crate::set_statistics::number::PrintedNumber;

/// How two printed numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// To the letter.
    Same,
    /// To 12 digits, and spelled otherwise.
    Spelled(SpellingDifference),
    /// Not even to 12 digits.
    Other,
}

/// Compares two printed numbers.
pub(super) fn compare_numbers(left: &PrintedNumber, right: &PrintedNumber) -> Likeness {
    if left.text == right.text {
        Likeness::Same
    } else if is_same_to_12_digits(left.value, right.value) {
        Likeness::Spelled(spelling_difference(&left.text, &right.text))
    } else {
        Likeness::Other
    }
}

/// Half a unit in the 12th digit, and a tenth of that more for a number that was rounded twice (as NUM-4 is judged).
const TOLERANCE: f64 = 0.55e-11;

fn is_same_to_12_digits(left: f64, right: f64) -> bool {
    if left == right || (left.is_nan() && right.is_nan()) {
        return true;
    }
    if !left.is_finite() || !right.is_finite() {
        return false;
    }
    let largest = left.abs().max(right.abs());
    // How much of the largest half a unit in its 12th digit is; written so that nothing overflows.
    let mantissa = format!("{largest:e}").split('e').next().and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.0);
    ((left / largest) - (right / largest)).abs() <= TOLERANCE / mantissa
}

/// The plainest thing in which two spellings of a number differ.
fn spelling_difference(left: &str, right: &str) -> SpellingDifference {
    let is_name = |text: &str| !text.contains(|c: char| c.is_ascii_digit());
    if is_name(left) || is_name(right) {
        return SpellingDifference::Name;
    }
    let (left, right) = (NumberParts::from_text(left), NumberParts::from_text(right));
    if left.digits != right.digits {
        SpellingDifference::Digits
    } else if left.exponent != right.exponent {
        SpellingDifference::Notation
    } else if left.sign != right.sign {
        SpellingDifference::Sign
    } else {
        SpellingDifference::Zeros
    }
}

/// A number's text, taken apart.
struct NumberParts<'t> {
    sign: &'t str,
    /// The significant digits, without zeros at either end.
    digits: String,
    /// From the `e` on.
    exponent: &'t str,
}

impl NumberParts<'_> {
    fn from_text(text: &str) -> NumberParts<'_> {
        let (sign, rest) = text.split_at(usize::from(text.starts_with(['+', '-'])));
        let (mantissa, exponent) = rest.split_at(rest.find(['e', 'E']).unwrap_or(rest.len()));
        let digits = mantissa.replace('.', "").trim_matches('0').to_owned();
        NumberParts { sign, digits, exponent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("27.4", "27.4", Likeness::Same)]
    #[case("0.3", "0.30000000000000004", Likeness::Spelled(SpellingDifference::Digits))]
    #[case("1e+11", "100000000000.0", Likeness::Spelled(SpellingDifference::Notation))]
    #[case("1e5", "1E5", Likeness::Spelled(SpellingDifference::Notation))]
    #[case("9", "9.000", Likeness::Spelled(SpellingDifference::Zeros))]
    #[case("0.0", "-0.0", Likeness::Spelled(SpellingDifference::Sign))]
    #[case("+1.0", "1.0", Likeness::Spelled(SpellingDifference::Sign))]
    #[case("inf", "Infinity", Likeness::Spelled(SpellingDifference::Name))]
    #[case("nan", "NaN", Likeness::Spelled(SpellingDifference::Name))]
    #[case("4.94065645841e-324", "5e-324", Likeness::Spelled(SpellingDifference::Digits))]
    #[case("1.79769313486e+308", "1.7976931348623157e+308", Likeness::Spelled(SpellingDifference::Digits))]
    #[case("123456789012", "123456789012.49", Likeness::Spelled(SpellingDifference::Digits))]
    #[case("123456789012", "123456789012.7", Likeness::Other)]
    #[case("0.0", "1.0", Likeness::Other)]
    #[case("1.0", "-1.0", Likeness::Other)]
    #[case("1e308", "-1.7e308", Likeness::Other)]
    #[case("27.4", "27.400002", Likeness::Other)]
    #[case("inf", "-inf", Likeness::Other)]
    #[case("nan", "1.0", Likeness::Other)]
    fn numbers_are_compared_to_12_digits(#[case] left: &str, #[case] right: &str, #[case] expected: Likeness) {
        let printed = |text: &str| PrintedNumber::parse(text.as_bytes()).unwrap();
        assert_eq!(compare_numbers(&printed(left), &printed(right)), expected);
        assert_eq!(compare_numbers(&printed(right), &printed(left)), expected);
    }
}
