//! The replies of a server: right in every legal spelling, or no response at all.

use crate::generate::or_simply;
use crate::set_statistics::generate::number;
use crate::set_statistics::message::read_leniently;
use crate::set_statistics::number::{format_repr, format_str};
use proptest::array::uniform4;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A response to `5 4 6`, no two of its numbers the same.
pub(super) const PLAIN: &str = "15.0 4.0 6.0 5.0";

/// Four numbers, each in a legal spelling. They need not belong together: a client prints the numbers that it gets.
pub(super) fn right_reply() -> BoxedStrategy<String> {
    or_simply(PLAIN, uniform4(or_simply("1.0", legal_number())).prop_map(|numbers| numbers.join(" "))).boxed()
}

/// Four numbers of which each may be a special one, at the end of a range, or spelled in many characters.
pub(super) fn edge_reply() -> BoxedStrategy<String> {
    let special = vec![
        "nan",
        "-nan",
        "inf",
        "-inf",
        "0.0",
        "-0.0",
        "5e-324",
        "-5e-324",
        "1.79769313486e+308",
        "2147483648.0",
        "-2147483649.0",
        "99999999999.0",
        "9.22337203686e+18",
        "1.84467440737e+19",
        "9.00719925474e+15",
    ];
    let long = (1_u32..1000, 30_usize..240).prop_map(|(whole, zeros)| format!("{whole}.{}", "0".repeat(zeros)));
    let one = prop_oneof![6 => select(special).prop_map(str::to_owned), 1 => long, 2 => legal_number()];
    or_simply(PLAIN, uniform4(or_simply("1.0", one)).prop_map(|numbers| numbers.join(" "))).boxed()
}

fn legal_number() -> BoxedStrategy<String> {
    let normal = proptest::num::f64::NORMAL;
    let everyday =
        (-1_000_000_i64..=1_000_000, 0_i32..7).prop_map(|(whole, places)| whole as f64 / 10_f64.powi(places));
    prop_oneof![
        8 => everyday.clone().prop_map(format_str),
        4 => everyday.clone().prop_map(|value| format!("{value}")),
        2 => everyday.clone().prop_map(|value| format!("{value:.16e}")),
        2 => everyday.prop_map(|value| format!("{value:.6}")),
        2 => normal.prop_map(format_repr),
        1 => normal.prop_map(|value| format!("{value:.16E}")),
        1 => normal.prop_map(format_str),
        3 => number::odd_spelling(),
        1 => number::infinity_or_nan(),
        1 => select(vec!["inf", "-inf", "nan", "1e400", "5e-324", "-0.0"]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// A text that is no response in any layout: another count of numbers, or a word that is no number. A reply with only a
/// wrong layout is left out, since a client may read it without harm.
pub(super) fn wrong_reply() -> BoxedStrategy<Vec<u8>> {
    let plain = || vec(number::plain_number(), 1..4);
    let words = ["five", "x", "?", "None", "error", "4:5", "1.2.3"];
    let among = (plain(), select(words.to_vec()), vec(number::plain_number(), 0..4))
        .prop_map(|(before, word, after)| [before, vec![word.to_owned()], after].concat().join(" "));
    // Four at first sight, and one of them is none (NUM-2).
    let hexadecimal = (0_u32..1000).prop_map(|number| format!("{number:#x}"));
    let lookalike = prop_oneof![2 => number::foreign_digits(), 2 => number::underscored_integer(), 1 => hexadecimal, 4 => number::lookalike_number()];
    let text = prop_oneof![
        3 => plain().prop_map(|numbers| numbers.join(" ")),
        3 => vec(number::plain_number(), 5..9).prop_map(|numbers| numbers.join(" ")),
        1 => (5_usize..700).prop_map(|count| vec!["1.0"; count].join(" ")),
        3 => among,
        2 => (vec(number::plain_number(), 3), lookalike, 0_usize..4).prop_map(|(mut numbers, one, at)| {
            numbers.insert(at, one);
            numbers.join(" ")
        }),
        1 => select(vec!["hello", "error: not a request", "None", "[27.4, 3.4]", "{}"]).prop_map(str::to_owned),
        1 => (1_usize..3000).prop_map(|count| "x".repeat(count)),
    ];
    let bytes = (128_u8..=255, vec(1_u8..=255, 0..40)).prop_map(|(first, rest)| [vec![first], rest].concat());
    let any = prop_oneof![9 => text.prop_map(String::into_bytes), 1 => bytes];
    let wrong = any.prop_map(|reply| if read_leniently(&reply).is_some() { b"x".to_vec() } else { reply });
    or_simply(b"x", wrong).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_statistics::message::parse_response;

    proptest! {
        #[test]
        fn what_is_right_is_a_response(reply in prop_oneof![right_reply(), edge_reply()]) {
            prop_assert!(parse_response(reply.as_bytes()).is_ok(), "{}", reply);
        }

        #[test]
        fn nobody_finds_four_numbers_in_what_is_wrong(reply in wrong_reply()) {
            prop_assert!(read_leniently(&reply).is_none(), "{:?}", reply);
        }
    }
}
