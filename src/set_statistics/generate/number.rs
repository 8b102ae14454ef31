//! Single numbers as text: plain ones, every legal spelling, and what only looks like a number.

use crate::generate::or_simply;
use crate::set_statistics::number::format_repr;
use proptest::prelude::*;
use proptest::sample::select;

/// An integer as anybody writes it.
pub(super) fn integer() -> BoxedStrategy<String> {
    let ranges = prop_oneof![
        8 => -20_i64..=20,
        4 => -999..=999_i64,
        2 => -1_000_000..=1_000_000_i64,
        1 => -1_000_000_000_000_000..=1_000_000_000_000_000_i64,
    ];
    or_simply("1", ranges.prop_map(|number| number.to_string())).boxed()
}

/// A number with a fraction of up to nine digits, as anybody writes it.
pub(super) fn decimal() -> BoxedStrategy<String> {
    let parts = (-2_000_i32..=2_000, 1_usize..=9, 0_u32..1_000_000_000);
    let drawn = parts.prop_map(|(whole, digits, fraction)| {
        let fraction = format!("{fraction:09}");
        format!("{whole}.{}", &fraction[fraction.len() - digits..])
    });
    or_simply("0.5", drawn).boxed()
}

/// Integer or fraction.
pub(super) fn plain() -> BoxedStrategy<String> {
    prop_oneof![3 => integer(), 2 => decimal()].boxed()
}

/// Any normal number of binary64, with the digits that make it this one.
pub(super) fn extreme() -> BoxedStrategy<String> {
    let edges = [f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::EPSILON, 9_007_199_254_740_993.0, 1e22, 1e23, -0.0];
    prop_oneof![4 => proptest::num::f64::NORMAL.prop_map(format_repr), 1 => select(edges.to_vec()).prop_map(format_repr)].boxed()
}

/// A number in a spelling of NUM-1 that not everybody writes.
pub(super) fn odd() -> BoxedStrategy<String> {
    let exponent = (plain(), select(vec!["e", "E"]), select(vec!["", "+", "-"]), 0_u32..30);
    prop_oneof![
        4 => exponent.prop_map(|(number, e, sign, exponent)| format!("{number}{e}{sign}{exponent}")),
        2 => (0_u32..1000).prop_map(|number| format!("+{number}")),
        2 => (1_usize..6, 0_u32..1000).prop_map(|(zeros, number)| format!("{}{number}", "0".repeat(zeros))),
        2 => (-99_i32..=99).prop_map(|number| format!("{number}.")),
        2 => (0_u32..10_000).prop_map(|digits| format!(".{digits}")),
        1 => (-99_i32..=99, 1_usize..20).prop_map(|(number, zeros)| format!("{number}.{}", "0".repeat(zeros))),
        1 => (1_u64..u64::MAX, 0_u64..u64::MAX).prop_map(|(whole, fraction)| format!("{whole}.{fraction}")),
    ]
    .boxed()
}

/// What only NUM-2 calls a number.
pub(super) fn beyond() -> BoxedStrategy<String> {
    let names = ["inf", "-inf", "nan", "Infinity", "-INF", "+inf", "NaN", "-nan", "iNf", "INFINITY"];
    let out_of_range = ["1e400", "-1e400", "1e-400", "5e-324", "-1e-310", "2.5e-320", "1e309"];
    prop_oneof![
        2 => select(names.to_vec()).prop_map(str::to_owned),
        2 => select(out_of_range.to_vec()).prop_map(str::to_owned),
        1 => (plain(), select(vec!["\t", "\n", "\u{b}", "\u{c}", "\r"])).prop_map(|(number, space)| space.to_owned() + &number),
        1 => (plain(), select(vec!["\t", "\u{b}", "\u{c}"])).prop_map(|(number, space)| number + space),
    ].boxed()
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

/// An integer whose digits are grouped, as several languages write it.
pub(super) fn underscored() -> BoxedStrategy<String> {
    let drawn = (1_u32..1000, 0_u32..1000).prop_map(|(thousands, rest)| format!("{thousands}_{rest:03}"));
    or_simply("1_000", drawn).boxed()
}

/// A number with white space before or behind it that is not ASCII.
fn beside((number, before, space): (String, bool, &str)) -> String {
    if before { space.to_owned() + &number } else { number + space }
}

/// What looks like a number, or like several, and is none (NUM-2).
pub(super) fn lookalike() -> BoxedStrategy<String> {
    let fixed = [
        "0x10", "1_000", "1,5", "--1", "1L", "1j", "1d5", "nan(1)", "1e", "e5", ".", "+", "1e5.0", "infin", "1-", "5%",
    ];
    prop_oneof![
        4 => select(fixed.to_vec()).prop_map(str::to_owned),
        1 => (integer(), select(vec![",", ";", "\t", "_", ":"]), 0_u32..1000)
            .prop_map(|(one, between, other)| format!("{one}{between}{other}")),
        1 => integer().prop_map(|number| number + "x"),
        2 => foreign_digits(),
        1 => underscored(),
        1 => (integer(), any::<bool>(), select(vec!["\u{a0}", "\u{2003}", "\u{3000}"])).prop_map(beside),
        1 => integer().prop_map(|number| number + "\0"),
    ]
    .boxed()
}
