//! Likely causes in plain words, if a deviation is typical. A guess, never a verdict.

use crate::judge::called::client_called;
use crate::set_statistics::dialect;
use crate::set_statistics::message::{NotAResponse, parse_request};
use crate::set_statistics::number::{PrintedNumber, format_repr};
use crate::set_statistics::statistics::{Field, Statistics};

/// For a reply in the order of the post's prose.
pub(super) const SWAPPED: Option<&str> =
    Some("the post's prose names the highest first; its code and its output have the lowest first");

/// For a server that is at rest when it should answer.
const WAITS_FOR_MORE: &str = "the server reads on before it answers: for the length, a line end or the end \
    of the stream; answer what the first read returns";

/// The same, if a request has an end.
const WAITS_FOR_OTHER_END: &str = "the server reads on before it answers: does it know where a request ends?";

/// Why a server that is at rest does not answer.
pub(super) fn of_reading_on() -> &'static str {
    if dialect::current().request.end.is_empty() { WAITS_FOR_MORE } else { WAITS_FOR_OTHER_END }
}

/// For prompts that are printed as lines.
pub(super) const PRINTED_PROMPT: &str = "a print of its own adds a line end: use input(prompt) or \
    print(prompt, end=\"\", flush=True) in Python 3, or a print without a line end, and a flush";

/// For a client that takes the first piece of a reply for all of it.
pub(super) const READS_ONCE: &str = "one read returns what has come so far, which may be a piece: read on until there \
    are four numbers, or the server closes";

/// For a client that never gives up.
pub(super) const NO_TIME_OUT: &str = "a read without a time-out waits for ever: set one of 1 s to 5 s, as with \
    settimeout(3) in Python, setSoTimeout(3000) in Java or SO_RCVTIMEO in C";

/// For lines before a server's ready line.
pub(super) const WRAPPER: &str = "a wrapper (npm, make, a script) prints before the program, or the program itself \
    does: start the program by its own command";

/// For a server that is at rest while it has another client.
pub(super) fn serves_one_at_a_time(guest: &str) -> String {
    format!(
        "the server serves one client at a time, and waits for {}: use a thread for each client, or select",
        client_called(guest)
    )
}

/// Why a program may not come up again, from what it says.
pub(super) fn of_no_start(reason: &str) -> Option<&'static str> {
    let reason = reason.to_lowercase();
    let is_taken = ["address already in use", "eaddrinuse", "addrinuse"].iter().any(|name| reason.contains(name));
    is_taken.then_some(
        "a server that closes first leaves its port in TIME_WAIT for a minute: set SO_REUSEADDR on the listening \
         socket before bind",
    )
}

/// Why a reply may be laid out as it is.
pub(super) fn of_layout(defect: &NotAResponse) -> Option<&'static str> {
    match defect {
        NotAResponse::LineEnd => Some("println or a \"\\n\" at the end: a response has no terminator"),
        NotAResponse::TrailingNuls(_) => Some("a buffer of fixed size is sent whole, instead of its filled part"),
        NotAResponse::Separators if !dialect::is_one() => {
            Some("another separator, or one too many: a response has one space between two numbers")
        }
        NotAResponse::Separators | NotAResponse::WithoutEnd(_) => None,
        NotAResponse::Empty | NotAResponse::Count(_) | NotAResponse::NotANumber { .. } => None,
    }
}

/// Why a server's line for a request may be laid out as it is.
pub(super) fn of_line(line: &str) -> Option<&'static str> {
    line.starts_with("('").then_some("Python 2 prints what stands in print(a, b) as a tuple: write print a, b there")
}

/// Why a printed result may have too few digits.
pub(super) fn of_digits(text: &str) -> Option<&'static str> {
    if dialect::current().numbers.decimals.is_some() {
        return None;
    }
    match text.split_once('.').map(|(_, decimals)| decimals.len()) {
        Some(6) => Some("six decimals: C's %f and its like; print %.12g or more, or the shortest that round-trips"),
        Some(2) => Some("rounded to two decimals for show; the client needs all of them"),
        _ => Some("a default output precision (C++ streams have 6 digits)"),
    }
}

/// Why a right number may be spelled otherwise than by Python 2's `str`.
pub(super) fn of_spelling(text: &str) -> Option<&'static str> {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    match mantissa.split_once('.') {
        _ if text.to_lowercase().contains(['n', 'i']) => Some("str prints inf, -inf and nan, all in lower case"),
        _ if digits > 12 => Some(
            "Python 3, Java and JavaScript print up to 17 digits: `%.12g` prints 12, as Python 2's str does; then add \
             `.0` if neither a point nor an exponent is in it",
        ),
        None if mantissa == text => Some(
            "C's `%.12g`, Go and JavaScript print no `.0` behind an integral value: add it, as Python 2's str does",
        ),
        Some((_, decimals)) if decimals.len() > 1 && decimals.ends_with('0') => {
            Some("a fixed number of decimals (`%f`, `%.2f`): `%.12g` prints no trailing zeros, as Python 2's str does")
        }
        _ => {
            Some("Python 2's str writes an exponent from 1e+11 on and below 1e-04, with a sign and two digits: `%.12g`")
        }
    }
}

/// Why a result may be close, and not right.
pub(super) fn of_imprecision(field: Field, number: &PrintedNumber, request: &[u8]) -> Option<&'static str> {
    let numbers = parse_request(request).ok()?;
    let right = Statistics::from_values(&numbers).get(field);
    let single: Vec<f64> = numbers.iter().map(|number| f64::from(*number as f32)).collect();
    if format_repr(right).starts_with(&number.text) {
        Some("digits are cut off instead of rounded")
    } else if is_of_single_precision(number) || is_same_value(number.value, Statistics::from_values(&single).get(field))
    {
        Some("it looks like single precision (float instead of double)")
    } else {
        None
    }
}

/// Why the total of a set may be that of another, if it is.
pub(super) fn of_another_set(total: f64, request: &[u8]) -> Option<&'static str> {
    let numbers = parse_request(request).ok()?;
    let right = Statistics::from_values(&numbers).total;
    let found = |change: fn(f64, f64) -> f64| numbers.iter().any(|number| is_same_value(total, change(right, *number)));
    if numbers.len() < 2 || is_same_value(total, right) {
        None
    } else if found(|right, number| right - number) {
        Some("a number is left out")
    } else if found(|right, number| right + number) {
        Some("a number is counted twice")
    } else {
        None
    }
}

/// Whether it is this value, to 12 digits.
fn is_same_value(value: f64, other: f64) -> bool {
    (value - other).abs() <= other.abs() * 5.5e-12
}

/// Whether a number of 24 binary digits was printed: with as many decimal digits as say it, or with more.
fn is_of_single_precision(number: &PrintedNumber) -> bool {
    let single = number.value as f32;
    let is_shortest = single.to_string().parse() == Ok(number.value);
    is_shortest || is_same_value(number.value, f64::from(single))
}

/// Why a result may be wrong.
pub(super) fn of_value(field: Field, value: f64, request: &[u8]) -> Option<String> {
    let numbers = parse_request(request).ok()?;
    let right = Statistics::from_values(&numbers);
    let count = numbers.len() as f64;
    // One less than a count of one leaves nothing to divide by: everything would be near that.
    let near = |other: f64| other.is_finite() && is_same_value(value, other);
    let guess = match field {
        Field::Lowest if value == 0.0 => "the search for the lowest starts at 0",
        Field::Highest if value == 0.0 => "the search for the highest starts at 0",
        Field::Mean if near(right.total / (count - 1.0)) => "the total is divided by one less than the count",
        Field::Mean if near(right.total / (count + 1.0)) => "the total is divided by one more than the count",
        Field::Mean if near(right.mean.trunc()) => "the division drops the fraction (integers)",
        Field::Total if near(numbers.iter().map(|number| number.trunc()).sum()) => "fractions are dropped",
        Field::Lowest | Field::Highest if near(by_text(&numbers, field)) => "numbers are compared as text",
        Field::Total => of_another_set(value, request)?,
        Field::Lowest | Field::Highest | Field::Mean => return None,
    };
    Some(guess.to_owned())
}

fn by_text(numbers: &[f64], field: Field) -> f64 {
    let by = |a: &&f64, b: &&f64| a.to_string().cmp(&b.to_string());
    let found = if field == Field::Lowest { numbers.iter().min_by(by) } else { numbers.iter().max_by(by) };
    found.copied().unwrap_or(f64::NAN)
}
