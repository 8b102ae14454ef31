//! A result as a program printed it: the text, and what the text says.

use super::exact::integer_power;
use super::number::is_plain_number;
use super::number::parse_bare;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Beyond these powers of ten nothing of binary64 is left; texts that go further are cut off here, so that `1e-999999999`
/// costs no memory.
const FURTHEST_PLACE: i64 = 2000;

/// A number in any legal spelling, with no white space round it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedNumber {
    /// The text as it was printed.
    pub text: String,
    /// The binary64 number that the text reads back as.
    pub value: f64,
    /// How many significant decimal digits the text has: leading zeros are not counted, trailing zeros are; 0 for zero,
    /// `inf` and `nan`.
    pub digits: u32,
}

impl PrintedNumber {
    /// Reads a number as it was printed; `None` if the text is none (NUM-1, NUM-2), or white space surrounds it.
    pub fn parse(text: &[u8]) -> Option<PrintedNumber> {
        let value = parse_bare(text)?;
        let text = std::str::from_utf8(text).ok()?.to_owned();
        let digits = if is_plain_number(text.as_bytes()) { Decimal::from_text(&text).len } else { 0 };
        Some(PrintedNumber { text, value, digits: u32::try_from(digits).unwrap_or(u32::MAX) })
    }

    /// Half a unit in the last printed place, exactly: 1/20 for `27.4`, 1/2 for `9`, 500 for `1e3`; zero for `inf`
    /// and `nan`.
    pub fn half_unit(&self) -> BigRational {
        match self.as_decimal() {
            Some(decimal) => halve_value(power_of_ten(decimal.place)),
            None => BigRational::zero(),
        }
    }

    /// The decimal digits of the text; `None` for `inf` and `nan`.
    pub(super) fn as_decimal(&self) -> Option<Decimal<'_>> {
        is_plain_number(self.text.as_bytes()).then(|| Decimal::from_text(&self.text))
    }
}

/// A plain number taken apart: `digits * 10^place`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal<'text> {
    negative: bool,
    /// The digits and at most one point between them, leading zeros cut off.
    mantissa: &'text str,
    /// How many digits `mantissa` has.
    pub len: usize,
    /// The power of ten of the last digit.
    pub place: i64,
}

impl<'text> Decimal<'text> {
    /// Takes a text apart that is known to be a plain number.
    fn from_text(text: &'text str) -> Decimal<'text> {
        let (negative, text) = match text.as_bytes() {
            [b'-', ..] => (true, &text[1..]),
            [b'+', ..] => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, 0), |(m, e)| (m, saturating_exponent(e)));
        let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let mantissa = mantissa.trim_start_matches(['0', '.']);
        let len = mantissa.len() - usize::from(mantissa.contains('.'));
        Decimal { negative, mantissa, len, place: exponent - fraction as i64 }
    }

    /// The power of ten of the first digit. Meaningless for zero, which has none.
    pub fn leading_place(self) -> i64 {
        self.place + self.len as i64 - 1
    }

    /// How many digits there are when trailing zeros are dropped.
    pub fn count_significant_digits(self) -> usize {
        let trimmed = self.mantissa.trim_end_matches(['0', '.']);
        trimmed.len() - usize::from(trimmed.contains('.'))
    }

    /// Whether it is 1, 10, 0.1 and so on, whatever its sign.
    pub fn is_power_of_ten(self) -> bool {
        self.mantissa.trim_end_matches(['0', '.']) == "1"
    }

    /// The number, exactly; `None` if it lies far outside binary64.
    pub fn to_rational(self) -> Option<BigRational> {
        if self.len == 0 || self.leading_place() < -FURTHEST_PLACE {
            return Some(BigRational::zero());
        }
        if self.leading_place() > FURTHEST_PLACE {
            return None;
        }
        let digits: BigInt = self.mantissa.replace('.', "").parse().ok()?;
        let value = if self.place < 0 {
            BigRational::new(digits, integer_power(10, self.place.unsigned_abs()))
        } else {
            BigRational::from_integer(digits * integer_power(10, self.place.unsigned_abs()))
        };
        Some(if self.negative { -value } else { value })
    }
}

/// An exponent of any length, held inside a range that later sums can't leave.
fn saturating_exponent(text: &str) -> i64 {
    const LIMIT: i64 = 1_000_000_000;
    let limit = if text.starts_with('-') { -LIMIT } else { LIMIT };
    text.parse().unwrap_or(limit).clamp(-LIMIT, LIMIT)
}

/// `10^place`, with the place limited to what binary64 can distinguish.
pub(super) fn power_of_ten(place: i64) -> BigRational {
    let place = place.clamp(-FURTHEST_PLACE, FURTHEST_PLACE);
    let power = BigRational::from_integer(integer_power(10, place.unsigned_abs()));
    if place < 0 { power.recip() } else { power }
}

fn halve_value(value: BigRational) -> BigRational {
    value / BigInt::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("27.4", 27.4, 3)]
    #[case("27.40", 27.4, 4)]
    #[case("9.", 9.0, 1)]
    #[case("-0.00120", -0.0012, 3)]
    #[case("007", 7.0, 1)]
    #[case("31.200000", 31.2, 8)]
    #[case("1E+22", 1e22, 1)]
    #[case("10000000000000000000000", 1e22, 23)]
    #[case("27.399999999999999", 27.4, 17)]
    #[case("0.000", 0.0, 0)]
    #[case("+27.4", 27.4, 3)]
    #[case("+Inf", f64::INFINITY, 0)]
    fn counts_the_digits(#[case] text: &str, #[case] value: f64, #[case] digits: u32) {
        let printed = PrintedNumber::parse(text.as_bytes()).unwrap();
        assert_eq!((printed.value, printed.digits), (value, digits));
    }

    #[rstest]
    #[case("27.4", 1, 20)]
    #[case("9", 1, 2)]
    #[case("9.", 1, 2)]
    #[case("1e3", 500, 1)]
    #[case("0.000000", 1, 2_000_000)]
    #[case("nan", 0, 1)]
    fn half_a_unit_in_the_last_place(#[case] text: &str, #[case] numerator: i64, #[case] denominator: i64) {
        let half = BigRational::new(numerator.into(), denominator.into());
        assert_eq!(PrintedNumber::parse(text.as_bytes()).unwrap().half_unit(), half);
    }

    #[rstest]
    #[case("-27.40", -2740, 100)]
    #[case("1.5e2", 150, 1)]
    #[case(".05", 5, 100)]
    #[case("1e-999999999999", 0, 1)]
    #[case("1e-99999999999999999999", 0, 1)]
    #[case("-0", 0, 1)]
    fn says_a_number_exactly(#[case] text: &str, #[case] numerator: i64, #[case] denominator: i64) {
        let printed = PrintedNumber::parse(text.as_bytes()).unwrap();
        let exact = BigRational::new(numerator.into(), denominator.into());
        assert_eq!(printed.as_decimal().unwrap().to_rational(), Some(exact));
    }

    #[rstest]
    #[case(" 1")]
    #[case("1\n")]
    #[case("")]
    #[case("1,5")]
    fn a_printed_number_stands_alone(#[case] text: &str) {
        assert_eq!(PrintedNumber::parse(text.as_bytes()), None);
    }
}
