//! How numbers are read and spelled (NUM-1, NUM-2, NUM-5).

pub use super::printed::PrintedNumber;

/// White space of the C locale, which Python 2.7 drops on either side of a number; a NUL is none (NUM-2).
fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Reads exactly what Python 2.7's `float()` reads from a byte string, correctly rounded (NUM-1, NUM-2); `None` for
/// anything else. Out of range, the result is an infinity or zero, as in Python.
pub fn parse_number(text: &[u8]) -> Option<f64> {
    parse_bare(trim_ascii_space(text))
}

/// Reads a number that nothing surrounds.
pub(super) fn parse_bare(text: &[u8]) -> Option<f64> {
    if !is_plain_number(text) && !is_named_value(text) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn trim_ascii_space(mut text: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = text
        && is_ascii_space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_ascii_space(*last)
    {
        text = rest;
    }
    text
}

fn without_sign(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text)
}

/// Cuts the decimal digits off the front: `(digits, rest)`.
fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// Whether the text is a number by NUM-1 alone: sign, digits with an optional point, exponent; no white space, no
/// names of values.
pub fn is_plain_number(text: &[u8]) -> bool {
    let (whole, rest) = split_digits(without_sign(text));
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => split_digits(rest),
        _ => (&[][..], rest),
    };
    whole.len() + fraction.len() > 0 && is_exponent_or_nothing(rest)
}

fn is_exponent_or_nothing(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'e' | b'E', rest @ ..] => {
            let (digits, rest) = split_digits(without_sign(rest));
            !digits.is_empty() && rest.is_empty()
        }
        _ => false,
    }
}

fn is_named_value(text: &[u8]) -> bool {
    let text = without_sign(text);
    [&b"inf"[..], b"infinity", b"nan"].iter().any(|name| text.eq_ignore_ascii_case(name))
}

/// Spells a number as Python 2's `str(float)` does (NUM-5): 12 significant digits, trailing zeros dropped, `.0` added
/// to an integral value. From 10^11 on and below 10^-4 it has an exponent. For a few numbers CPython 2.7 itself leaves
/// zeros that it should drop: see [`is_str_spelling`].
pub fn format_str(value: f64) -> String {
    if value.is_finite() { lay_out(&format!("{value:.11e}"), 11) } else { named_value(value) }
}

/// Whether Python 2's `str(float)` prints this text for a number: [`format_str`], or the same with zeros left behind.
/// CPython 2.7 leaves zeros on integers of 13 to 15 digits halfway between two numbers of 12 digits (measured:
/// 3820588375705.0 -> `3.82058837570e+12`).
pub fn is_str_spelling(text: &str, value: f64) -> bool {
    let spelling = format_str(value);
    text == spelling || (is_halfway_integer(value) && without_mantissa_zeros(text) == spelling)
}

fn is_halfway_integer(value: f64) -> bool {
    let unit = match value.abs() {
        magnitude if (1e12..1e13).contains(&magnitude) => 10.0,
        magnitude if (1e13..1e14).contains(&magnitude) => 100.0,
        magnitude if (1e14..1e15).contains(&magnitude) => 1000.0,
        _ => return false,
    };
    value.abs() % unit == unit / 2.0
}

/// `3.82058837570e+12` without the zeros before the exponent, nor a point with nothing behind it.
fn without_mantissa_zeros(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) if mantissa.contains('.') => {
            format!("{}e{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text.to_owned(),
    }
}

/// Spells a number as Python's `repr(float)` does: the shortest digits that read back as the same number. From 10^16 on
/// and below 10^-4 it has an exponent (NUM-5).
pub fn format_repr(value: f64) -> String {
    if value.is_finite() { lay_out(&shortest_digits(value), 16) } else { named_value(value) }
}

/// The shortest digits that read back, as `-d.ddde-N`. Halfway between two of them Python takes the even one and Rust's
/// `{:e}` the upper one. So only the number of digits comes from the latter.
fn shortest_digits(value: f64) -> String {
    let shortest = format!("{value:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let to_even = format!("{value:.*e}", digits - 1);
    if to_even.parse() == Ok(value) { to_even } else { shortest }
}

fn named_value(value: f64) -> String {
    match value {
        f64::INFINITY => "inf",
        f64::NEG_INFINITY => "-inf",
        _ => "nan",
    }
    .to_owned()
}

/// Lays out Rust's `-d.ddde-N` in Python's manner; from 10^`exponent_from` on with an exponent.
fn lay_out(scientific: &str, exponent_from: i32) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replacen('.', "", 1);
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let body = if (-4..exponent_from).contains(&exponent) {
        with_point(digits, exponent)
    } else {
        with_exponent(digits, exponent)
    };
    format!("{sign}{body}")
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}e{exponent:+03}")
}

fn with_point(digits: &str, exponent: i32) -> String {
    let Ok(exponent) = usize::try_from(exponent) else {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("0.{zeros}{digits}");
    };
    let places = exponent + 1;
    if digits.len() <= places {
        format!("{digits}{}.0", "0".repeat(places - digits.len()))
    } else {
        let (whole, fraction) = digits.split_at(places);
        format!("{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"5", 5.0)]
    #[case(b"1.", 1.0)]
    #[case(b".5", 0.5)]
    #[case(b"007", 7.0)]
    #[case(b"+1.5e-3", 0.0015)]
    #[case(b"-2E+2", -200.0)]
    #[case(b"1e400", f64::INFINITY)]
    #[case(b"1e-400", 0.0)]
    #[case(b"5e-324", 5e-324)]
    #[case(b"-InFiNiTy", f64::NEG_INFINITY)]
    #[case(b"+inf", f64::INFINITY)]
    #[case(b"\t\n\x0b\x0c\r 7 \r\n", 7.0)]
    #[case(b"3.4\n", 3.4)]
    fn reads_what_python_reads(#[case] text: &[u8], #[case] value: f64) {
        assert_eq!(parse_number(text), Some(value));
    }

    #[rstest]
    #[case(b"nan")]
    #[case(b"-NaN")]
    #[case(b" +nan")]
    fn reads_nan(#[case] text: &[u8]) {
        assert!(parse_number(text).unwrap().is_nan());
    }

    #[rstest]
    #[case(b"")]
    #[case(b" ")]
    #[case(b"\n")]
    #[case(b"0x10")]
    #[case(b"1_000")]
    #[case(b"1,5")]
    #[case(b"--1")]
    #[case(b"1L")]
    #[case(b"1j")]
    #[case(b"1d5")]
    #[case(b"nan(123)")]
    #[case(b"1\0")]
    #[case(b"\xd9\xa1")]
    #[case(b"1\xc2\xa0")]
    #[case(b"1\t2")]
    #[case(b".")]
    #[case(b"+")]
    #[case(b"e5")]
    #[case(b".e5")]
    #[case(b"1e")]
    #[case(b"1e+")]
    #[case(b"1e5.0")]
    #[case(b"- 1")]
    #[case(b"infin")]
    #[case(b"1\x1c")]
    fn refuses_what_python_refuses(#[case] text: &[u8]) {
        assert_eq!(parse_number(text), None);
    }

    #[rstest]
    #[case(b"1.", true)]
    #[case(b"-.5E-07", true)]
    #[case(b"inf", false)]
    #[case(b"1 ", false)]
    #[case(b"1\n", false)]
    #[case(b"", false)]
    fn a_plain_number_is_num_1_alone(#[case] text: &[u8], #[case] plain: bool) {
        assert_eq!(is_plain_number(text), plain);
    }

    #[rstest]
    #[case(27.4, "27.4")]
    #[case(7.0, "7.0")]
    #[case(0.1 + 0.2, "0.3")]
    #[case(1e16, "1e+16")]
    #[case(1e11, "1e+11")]
    #[case(1e11 + 1.0, "1.00000000001e+11")]
    #[case((1e11 + 1.0) / 2.0, "50000000000.5")]
    #[case(123456789012345678.0, "1.23456789012e+17")]
    #[case(1e-5, "1e-05")]
    #[case(5e-324, "4.94065645841e-324")]
    #[case(0.00011, "0.00011")]
    #[case(0.0, "0.0")]
    #[case(-0.0, "-0.0")]
    #[case(99999999999.96, "1e+11")]
    #[case(f64::NAN, "nan")]
    #[case(-f64::NAN, "nan")]
    #[case(f64::INFINITY, "inf")]
    #[case(f64::NEG_INFINITY, "-inf")]
    fn str_is_python_2s(#[case] value: f64, #[case] text: &str) {
        assert_eq!(format_str(value), text);
    }

    #[rstest]
    #[case("3.8205883757e+12", 3820588375705.0, true)]
    #[case("3.82058837570e+12", 3820588375705.0, true)]
    #[case("1.00000000000e+12", 1000000000005.0, true)]
    #[case("3.82058837570e+12", 3820588375704.0, false)]
    #[case("6.71775568040e+13", 67177556804050.0, true)]
    #[case("6.71775568040e+13", 67177556804055.0, false)]
    #[case("6.71775568040e+14", 671775568040500.0, true)]
    #[case("6.71775568040e+14", 671775568040550.0, false)]
    #[case("1.234567890150e+11", 123456789015.0, false)]
    #[case("1.2345678950e+11", 123456789500.0, false)]
    #[case("1.234567890120e+15", 1234567890120500.0, false)]
    #[case("10e+12", 1000000000005.0, false)]
    #[case("27.40", 27.4, false)]
    fn python_2s_own_slips_are_its_spelling(#[case] text: &str, #[case] value: f64, #[case] is_one: bool) {
        assert_eq!(is_str_spelling(text, value), is_one);
    }

    #[rstest]
    #[case(3.4, "3.4")]
    #[case(123456789012345678.0, "1.2345678901234568e+17")]
    #[case(1e11, "100000000000.0")]
    #[case(5e-324, "5e-324")]
    #[case(-0.0, "-0.0")]
    #[case(1e16, "1e+16")]
    #[case(9999999999999998.0, "9999999999999998.0")]
    #[case(0.0001, "0.0001")]
    #[case(0.00001, "1e-05")]
    #[case(0.1 + 0.2, "0.30000000000000004")]
    #[case(4000000000000029.0 / 4.0, "1000000000000007.2")]
    fn repr_is_pythons(#[case] value: f64, #[case] text: &str) {
        assert_eq!(format_repr(value), text);
    }
}
