//! Single numbers as text: plain ones, every legal spelling, and what only looks like a number.

use crate::generate::or_simply;
use crate::set_statistics::number::{format_repr, parse_number};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// An integer in the usual spelling.
pub(super) fn integer() -> BoxedStrategy<String> {
    let ranges = prop_oneof![
        8 => -20_i64..=20,
        4 => -999..=999_i64,
        2 => -1_000_000..=1_000_000_i64,
        1 => -1_000_000_000_000_000..=1_000_000_000_000_000_i64,
    ];
    or_simply("1", ranges.prop_map(|number| number.to_string())).boxed()
}

/// A number with a fraction of up to nine digits, in the usual spelling.
pub(super) fn decimal() -> BoxedStrategy<String> {
    let parts = (-2_000_i32..=2_000, 1_usize..=9, 0_u32..1_000_000_000);
    let drawn = parts.prop_map(|(whole, digits, fraction)| {
        let fraction = format!("{fraction:09}");
        format!("{whole}.{}", &fraction[fraction.len() - digits..])
    });
    // More digits than are printed, so that the first of them count.
    let long = (select(vec!["", "-"]), 0_usize..5, 1_u64..10_000_000_000_000_000)
        .prop_map(|(sign, zeros, digits)| format!("{sign}0.{}{digits}", "0".repeat(zeros)));
    or_simply("0.5", prop_oneof![4 => drawn, 1 => long]).boxed()
}

/// A number beside a power of ten from which on numbers are spelled in another way.
pub(super) fn beside_a_power() -> BoxedStrategy<String> {
    let powers = select(vec![-5_i32, -4, -3, 10, 11, 12, 15, 16, 17]);
    (powers, select(vec![1.0, -1.0]), -99_i32..=99, 11_i32..=16)
        .prop_map(|(power, sign, steps, place)| {
            format_repr(sign * 10_f64.powi(power) * (1.0 + f64::from(steps) * 10_f64.powi(-place)))
        })
        .boxed()
}

/// Integer or fraction.
pub(super) fn plain_number() -> BoxedStrategy<String> {
    prop_oneof![3 => integer(), 2 => decimal()].boxed()
}

/// Any normal number of binary64, with the digits that make it this one.
pub(super) fn extreme_number() -> BoxedStrategy<String> {
    let edges = [f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::EPSILON, 9_007_199_254_740_993.0, 1e22, 1e23, -0.0];
    prop_oneof![4 => proptest::num::f64::NORMAL.prop_map(format_repr), 1 => select(edges.to_vec()).prop_map(format_repr)].boxed()
}

/// Digits, zeros in front of some.
fn padded_digits() -> impl Strategy<Value = String> + Clone {
    (0_usize..3, 0_u32..1000).prop_map(|(zeros, number)| format!("{}{number}", "0".repeat(zeros)))
}

/// A number of NUM-1: sign, digits, point and exponent in any combination.
fn spelled_number() -> impl Strategy<Value = String> {
    let mantissa = (padded_digits(), padded_digits(), 0_u8..4).prop_map(|(whole, fraction, form)| match form {
        0 => whole,
        1 => whole + ".",
        2 => format!(".{fraction}"),
        _ => format!("{whole}.{fraction}"),
    });
    let exponent = (select(vec!["e", "E"]), select(vec!["", "+", "-"]), 0_usize..4, 0_u32..30)
        .prop_map(|(e, sign, zeros, value)| format!("{e}{sign}{}{value}", "0".repeat(zeros)));
    let exponent = prop_oneof![Just(String::new()), exponent];
    (select(vec!["", "+", "-"]), mantissa, exponent)
        .prop_map(|(sign, mantissa, exponent)| format!("{sign}{mantissa}{exponent}"))
}

/// A number of NUM-1 with one thing wrong: a character too many, one twice, or an end that is missing.
fn spoilt_number() -> impl Strategy<Value = String> {
    let strange: Vec<char> = "+-.eE_,;:'\"\0\t\n\u{b}\u{feff}xX%".chars().collect();
    (spelled_number(), 0_usize..64, select(strange), 0_u8..3).prop_map(|(mut number, place, strange, how)| {
        let at = place % number.len();
        match how {
            0 => number.insert(at, strange),
            1 => {
                let twice = number[at..=at].to_owned();
                number.insert_str(at, &twice);
            }
            _ => number.truncate(at),
        }
        let is_none = parse_number(number.as_bytes()).is_none() && !number.is_empty();
        if is_none { number } else { number + "x" }
    })
}

/// A number in a rare spelling of NUM-1.
pub(super) fn odd_spelling() -> BoxedStrategy<String> {
    let exponent = (plain_number(), select(vec!["e", "E"]), select(vec!["", "+", "-"]), 0_u32..30);
    prop_oneof![
        4 => exponent.prop_map(|(number, e, sign, exponent)| format!("{number}{e}{sign}{exponent}")),
        6 => spelled_number(),
        2 => (0_u32..1000).prop_map(|number| format!("+{number}")),
        2 => (1_usize..6, 0_u32..1000).prop_map(|(zeros, number)| format!("{}{number}", "0".repeat(zeros))),
        2 => (-99_i32..=99).prop_map(|number| format!("{number}.")),
        2 => (0_u32..10_000).prop_map(|digits| format!(".{digits}")),
        1 => (-99_i32..=99, 1_usize..20).prop_map(|(number, zeros)| format!("{number}.{}", "0".repeat(zeros))),
        1 => (1_u64..u64::MAX, 0_u64..u64::MAX).prop_map(|(whole, fraction)| format!("{whole}.{fraction}")),
    ]
    .boxed()
}

/// An infinity or nan, each letter small or capital.
pub(super) fn infinity_or_nan() -> BoxedStrategy<String> {
    let names = select(vec!["inf", "infinity", "nan"]);
    (select(vec!["", "+", "-"]), names, any::<u8>())
        .prop_map(|(sign, name, capitals)| {
            let spelled = name.chars().enumerate().map(|(at, letter)| match capitals >> at & 1 {
                1 => letter.to_ascii_uppercase(),
                _ => letter,
            });
            sign.to_owned() + &spelled.collect::<String>()
        })
        .boxed()
}

/// One to three characters of white space.
fn white_space(among: &[&'static str]) -> impl Strategy<Value = String> {
    vec(select(among.to_vec()), 1..4).prop_map(|all| all.concat())
}

/// A text that only NUM-2 calls a number.
pub(super) fn special_number() -> BoxedStrategy<String> {
    let out_of_range = ["1e400", "-1e400", "1e-400", "5e-324", "-1e-310", "2.5e-320", "1e309"];
    prop_oneof![
        2 => infinity_or_nan(),
        2 => select(out_of_range.to_vec()).prop_map(str::to_owned),
        1 => (plain_number(), white_space(&["\t", "\n", "\u{b}", "\u{c}", "\r"])).prop_map(|(number, space)| space + &number),
        1 => (plain_number(), white_space(&["\t", "\u{b}", "\u{c}"])).prop_map(|(number, space)| number + &space),
    ]
    .boxed()
}

/// An integer in digits that are not ASCII: a zero, and nine behind it (Arabic-Indic, Devanagari, fullwidth).
pub(super) fn foreign_digits() -> BoxedStrategy<String> {
    let zeros = select(vec!['\u{660}', '\u{966}', '\u{ff10}']);
    let digit =
        |zero: char, c: char| c.to_digit(10).and_then(|value| char::from_u32(u32::from(zero) + value)).unwrap_or(c);
    let drawn = (zeros, 0_u32..1000)
        .prop_map(move |(zero, number)| number.to_string().chars().map(|c| digit(zero, c)).collect::<String>());
    or_simply("\u{663}", drawn).boxed()
}

/// An integer with grouped digits, as several languages write it.
pub(super) fn underscored_integer() -> BoxedStrategy<String> {
    let drawn = (1_u32..1000, 0_u32..1000).prop_map(|(thousands, rest)| format!("{thousands}_{rest:03}"));
    or_simply("1_000", drawn).boxed()
}

/// A number with white space before or behind it that is not ASCII.
fn attach_space((number, before, space): (String, bool, &str)) -> String {
    if before { space.to_owned() + &number } else { number + space }
}

/// A text that looks like a number, or like several, and is none (NUM-2).
pub(super) fn lookalike_number() -> BoxedStrategy<String> {
    let fixed = [
        "0x10", "1_000", "1,5", "--1", "1L", "1j", "1d5", "nan(1)", "1e", "e5", ".", "+", "1e5.0", "infin", "1-", "5%",
    ];
    prop_oneof![
        4 => select(fixed.to_vec()).prop_map(str::to_owned),
        1 => (integer(), select(vec![",", ";", "\t", "\n", "\r\n", "\u{b}", "_", ":"]), 0_u32..1000)
            .prop_map(|(one, between, other)| format!("{one}{between}{other}")),
        1 => integer().prop_map(|number| number + "x"),
        4 => spoilt_number(),
        2 => foreign_digits(),
        1 => underscored_integer(),
        1 => (integer(), any::<bool>(), select(vec!["\u{a0}", "\u{2003}", "\u{3000}", "\u{feff}"])).prop_map(attach_space),
        1 => integer().prop_map(|number| number + "\0"),
    ]
    .boxed()
}
