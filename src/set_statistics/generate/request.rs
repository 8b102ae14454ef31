//! Requests, and the answer that the protocol alone demands for one.

use super::number;
use crate::case::{Payload, PayloadPart};
use crate::generate::or_simply;
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, Num1, Num2, Num6, Req2, Req3, TcpS4, UdpS3};
use crate::set_statistics::message::parse_request;
use crate::set_statistics::number::{is_plain_number, parse_number};
use crate::transcript::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The most bytes of a request whose family is not about sizes: the family Sizes finds a buffer of 512 bytes.
const ORDINARY: usize = 500;

/// A request, as a case writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// Numbers, written out.
    Text(String),
    /// One digit and a space, many times, then a last number: as many bytes as are wanted.
    Filled { digit: char, times: usize, last: String },
}

impl Request {
    /// The request's bytes, as a case writes them.
    pub(super) fn to_payload(&self) -> Payload {
        match self {
            Request::Text(text) => Payload::from(text.as_str()),
            Request::Filled { times: 0, last, .. } => Payload::from(last.as_str()),
            Request::Filled { digit, times, last } => {
                let part = |text: String, times| PayloadPart { bytes: Bytes::from(text), times };
                Payload { parts: vec![part(format!("{digit} "), *times), part(last.clone(), 1)] }
            }
        }
    }

    /// The clause that says what the answer to it must be. `None`: no such clause; the clause about serving clients
    /// demands an answer.
    pub(super) fn deciding_clause(&self, transport: Transport) -> Option<Clause> {
        match (self, transport) {
            (Request::Filled { .. }, Transport::Tcp) => Some(TcpS4),
            (Request::Filled { .. }, Transport::Udp) => Some(UdpS3),
            (Request::Text(text), _) => clause_of(text),
        }
    }
}

/// The clause by which a request is one: the least ordinary thing in it decides.
fn clause_of(text: &str) -> Option<Clause> {
    let values = parse_request(text.as_bytes()).unwrap_or_default();
    let without_end = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    let pieces: Vec<&str> = without_end.unwrap_or(text).split(' ').collect();
    let any = |is: fn(&str) -> bool| pieces.iter().any(|piece| is(piece));
    if depends_on_order(&values) {
        Some(Num6)
    } else if any(is_beyond) || without_end.is_some() {
        Some(Num2)
    } else if any(is_odd) {
        Some(Num1)
    } else if any(|piece| piece.contains('.')) {
        Some(Req3)
    } else if pieces.len() == 1 {
        Some(Req2)
    } else {
        None
    }
}

/// Whether some ways of summing end without a number, or with an error. Then the protocol demands not even an answer
/// (NUM-6).
fn depends_on_order(values: &[f64]) -> bool {
    let finite: f64 = values.iter().filter(|value| value.is_finite()).map(|value| value.abs()).sum();
    let both = values.contains(&f64::INFINITY) && values.contains(&f64::NEG_INFINITY);
    both || finite > f64::MAX / 2.0
}

/// Whether only NUM-2 says that it is a number, or binary64 holds it with fewer digits than others.
pub(super) fn is_beyond(piece: &str) -> bool {
    /// A smaller number may become subnormal when it is divided by a count.
    const SMALL: f64 = f64::MIN_POSITIVE * 4096.0;
    let value = parse_number(piece.as_bytes()).unwrap_or(f64::NAN);
    let is_zero =
        piece.split(['e', 'E']).next().is_some_and(|mantissa| !mantissa.contains(|c: char| ('1'..='9').contains(&c)));
    !is_plain_number(piece.as_bytes()) || !value.is_finite() || (value.abs() < SMALL && !is_zero)
}

/// Whether NUM-1 has it, but not as most people write it.
fn is_odd(piece: &str) -> bool {
    let digits = piece.strip_prefix('-').unwrap_or(piece);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    !plain(whole) || !plain(fraction) || (whole.len() > 1 && whole.starts_with('0'))
}

/// Joins by one space as many numbers as an ordinary request holds.
fn join_numbers(numbers: Vec<String>) -> String {
    let mut text = String::new();
    for number in numbers {
        if !text.is_empty() && text.len() + 1 + number.len() > ORDINARY {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&number);
    }
    text
}

/// A request that every server can read, with four different results.
fn plain_request() -> Request {
    Request::Text("1 2 6".to_owned())
}

/// Sets of numbers of every kind.
pub(super) fn number_sets() -> BoxedStrategy<Request> {
    let negative = (1_u32..10_000).prop_map(|number| format!("-{number}"));
    let by_length = (0_u32..7, 1_u32..10).prop_map(|(zeros, digit)| (digit * 10_u32.pow(zeros)).to_string());
    let duplicates = (number::plain_number(), 1_usize..30).prop_map(|(number, times)| vec![number; times]);
    let cancelling = vec((0_u32..18, 1_u32..10), 1..6).prop_map(|all| {
        let up = all.iter().map(|(zeros, digit)| format!("{digit}{}", "0".repeat(*zeros as usize)));
        let down = all.iter().rev().map(|(zeros, digit)| format!("-{digit}{}", "0".repeat(*zeros as usize)));
        up.chain(["1".to_owned()]).chain(down).collect::<Vec<_>>()
    });
    // A plain sum loses the numbers between a great number and its opposite; a compensated one keeps them.
    let absorbing = (16_usize..22, 1_u32..10, vec(number::plain_number(), 1..4)).prop_map(|(zeros, digit, between)| {
        let great = format!("{digit}{}", "0".repeat(zeros));
        [vec![great.clone()], between, vec![format!("-{great}")]].concat()
    });
    let set = prop_oneof![
        5 => vec(number::integer(), 1..8),
        5 => vec(number::plain_number(), 1..12),
        2 => vec(number::decimal(), 1..4),
        2 => vec(negative, 1..8),
        2 => vec(by_length, 1..8),
        2 => duplicates,
        2 => cancelling,
        2 => or_simply(["1e16", "1", "-1e16"].map(str::to_owned).to_vec(), absorbing),
        2 => vec(number::integer(), 50..160),
        1 => vec(number::extreme_number(), 1..5),
        2 => vec(number::beside_a_power(), 1..4),
    ];
    or_simply(plain_request(), set.prop_map(|numbers| Request::Text(join_numbers(numbers)))).boxed()
}

/// Numbers in every legal spelling, and a line end behind some.
pub(super) fn spelled_requests() -> BoxedStrategy<Request> {
    let set = prop_oneof![
        4 => vec(prop_oneof![number::plain_number(), number::odd_spelling()], 1..8),
        1 => (vec(number::plain_number(), 0..4), number::special_number(), vec(number::plain_number(), 0..4))
            .prop_map(|(before, one, after)| [before, vec![one], after].concat()),
    ];
    let end = prop_oneof![6 => Just(""), 1 => Just("\n"), 1 => Just("\r\n")];
    or_simply(plain_request(), (set, end).prop_map(|(numbers, end)| Request::Text(join_numbers(numbers) + end))).boxed()
}

/// Texts at an edge of binary64, of an integer type, or of the numbers by NUM-1 and NUM-2.
const EDGES: [&str; 34] = [
    "0",
    "-0",
    "0.0",
    "inf",
    "-inf",
    "nan",
    "-nan",
    "5e-324",
    "-5e-324",
    "2.2250738585072014e-308",
    "1e-310",
    "1.7976931348623157e308",
    "-1.7976931348623157e308",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "99999999999",
    "100000000000",
    "9007199254740992",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "1e300",
    "-1e-300",
    "1000000000.125",
    "1000000000.375",
    "50000000001.5",
    "0.1",
    "1",
];

/// Numbers at the edges among others, sums of zero, numbers of many characters, tables of the sizes that tables have.
pub(super) fn edge_requests() -> BoxedStrategy<Request> {
    let edge = || select(EDGES.to_vec()).prop_map(str::to_owned);
    let among = (vec(number::plain_number(), 0..3), edge(), vec(number::plain_number(), 0..3))
        .prop_map(|(before, one, after)| [before, vec![one], after].concat());
    let zeros = vec(select(vec!["0", "5", "-5", "0.0", "00", "-0"]).prop_map(str::to_owned), 1..5);
    let long = (number::integer(), 30_usize..400, number::integer())
        .prop_map(|(one, zeros, other)| vec![format!("{one}.{}", "0".repeat(zeros)), other]);
    let alike = vec(select(vec!["1", "2", "3", "12", "23"]).prop_map(str::to_owned), 1..4);
    let tables = vec![15, 16, 17, 31, 32, 33, 50, 63, 64, 65, 99, 100, 101, 127, 128, 129, 255, 256, 257, 511, 512];
    let table = (select(tables), 1_u32..10).prop_map(|(count, digit)| fill_request(2 * count - 1, digit));
    let numbers = prop_oneof![4 => among, 2 => vec(edge(), 1..5), 2 => zeros, 1 => long, 3 => alike];
    let drawn = prop_oneof![6 => numbers.prop_map(|numbers| Request::Text(join_numbers(numbers))), 1 => table];
    or_simply(plain_request(), drawn).boxed()
}

/// Two requests of many numbers that differ in one digit.
pub(super) fn similar_requests() -> BoxedStrategy<[Request; 2]> {
    (vec(1_u32..10, 2..200), 0_usize..200, 1_u32..9)
        .prop_map(|(digits, place, step)| {
            let mut others = digits.clone();
            let digit = &mut others[place % digits.len()];
            *digit = (*digit - 1 + step) % 9 + 1;
            [digits, others].map(|all| Request::Text(join_numbers(all.iter().map(u32::to_string).collect())))
        })
        .boxed()
}

/// Requests that every server can read: for visits with another purpose.
pub(super) fn simple_requests() -> BoxedStrategy<Request> {
    or_simply(plain_request(), vec(number::integer(), 2..6).prop_map(|numbers| Request::Text(join_numbers(numbers))))
        .boxed()
}

/// Requests of sizes round every power of two, and of any other, up to `most` bytes.
pub(super) fn sized_requests(most: usize) -> BoxedStrategy<Request> {
    let round: Vec<usize> = (0..12).map(|power| 1 << power).flat_map(|size| [size - 1, size, size + 1]).collect();
    let round: Vec<usize> = round.into_iter().filter(|size| (1..=most).contains(size)).collect();
    let size = prop_oneof![2 => 1..=most, 3 => select(round)];
    (size, 1_u32..10).prop_map(|(size, digit)| fill_request(size, digit)).boxed()
}

fn fill_request(size: usize, digit: u32) -> Request {
    let digit = char::from_digit(digit, 10).unwrap_or('1');
    // Three digits at the end weigh enough to be missed, and come out even with any size.
    let last = if size < 4 { size } else { 3 + (size + 1) % 2 };
    Request::Filled { digit, times: (size - last) / 2, last: "9".repeat(last) }
}

/// A text that looks like a request and is none, by NUM-2 or by REQ-1's single spaces.
pub(super) fn lookalike_requests() -> BoxedStrategy<Vec<u8>> {
    let among = (vec(number::integer(), 0..3), number::lookalike_number(), vec(number::integer(), 0..3))
        .prop_map(|(before, one, after)| [before, vec![one], after].concat().join(" "));
    let spaced = (vec(number::integer(), 1..4), 0_usize..3).prop_map(|(numbers, which)| match which {
        0 => format!(" {}", numbers.join(" ")),
        1 => format!("{} ", numbers.join(" ")),
        _ => format!("0  {}", numbers.join(" ")),
    });
    or_simply(b"1 x", prop_oneof![2 => among, 1 => spaced].prop_map(String::into_bytes)).boxed()
}

/// Nonsense: words, and bytes that are no text.
pub(super) fn nonsense_bytes() -> BoxedStrategy<Vec<u8>> {
    let words = select(vec![
        "hello",
        "five",
        "x",
        "GET / HTTP/1.0\r\n\r\n",
        "?",
        "None",
        "[5, 4, 6]",
        "5 4 six",
        "5 4\n6 7\n",
        "\"5 4\"",
        "5 4\0",
    ]);
    // The first byte makes sure that it is no request, whatever follows.
    let bytes = (128_u8..=255, vec(any::<u8>(), 0..40)).prop_map(|(first, rest)| [vec![first], rest].concat());
    or_simply(b"x", prop_oneof![3 => words.prop_map(|word| word.as_bytes().to_vec()), 1 => bytes]).boxed()
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
