//! Reading and spelling numbers, against CPython.

use super::python::{Python, hexadecimal};
use crate::python27::skipped;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use sockspec::set_statistics::number::{
    PrintedNumber, format_repr, format_str, is_plain_number, is_str_spelling, parse_number,
};

const BATCH: usize = 20_000;

/// The same batch in every run.
fn batch<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..BATCH).map(|_| strategy.new_tree(&mut runner).expect("no rejects").current()).collect()
}

/// Numbers of every exponent, subnormals, and the short decimals and powers of ten at which spelling changes.
fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<u64>().prop_map(f64::from_bits),
        1 => (0..1_u64 << 52).prop_map(f64::from_bits),
        2 => (-100_000_000_i64..100_000_000, 0..9_i32).prop_map(|(n, places)| n as f64 / 10_f64.powi(places)),
        1 => (1_i64..1000, -20..25_i32).prop_map(|(n, power)| n as f64 * 10_f64.powi(power)),
        1 => (1_u64..1 << 53, 0..8_i32).prop_map(|(n, halvings)| n as f64 / 2_f64.powi(halvings)),
        1 => (100_000_000_000_u64..1_000_000_000_000).prop_map(|n| (n * 10 + 5) as f64), // halfway, to 12 digits
        1 => (-8..18_i32, -64_i64..64).prop_map(|(power, steps)| nudged(10_f64.powi(power), steps)),
    ]
}

/// The number some steps of the last bit away.
fn nudged(value: f64, steps: i64) -> f64 {
    f64::from_bits(value.to_bits().wrapping_add_signed(steps))
}

/// Texts that are numbers, and texts that nearly are.
fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let space =
        select(vec!["", "", "", "", "", "", "", "", " ", " ", "\t", "\n", "\r\n", "\x0b\x0c", "\0", "\u{a0}", "\x1c"]);
    let sign = select(vec!["", "", "", "", "", "", "+", "-", "-", "--", "+-", "- "]);
    let odd = select(vec![
        "inf",
        "INF",
        "Infinity",
        "infinit",
        "nan",
        "NaN",
        "nan(123)",
        "0x10",
        "1_000",
        "1,5",
        "1L",
        "1j",
        "1d5",
        "",
        ".",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.",
        "1..2",
        "1.2.3",
        "\u{661}",
        "1f",
        "0b1",
        "1e400",
        "1e-400",
        "4.9e-324",
        "2e-324",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0e99999999999",
        "1.7976931348623159e308",
        "1e 5",
        "1 2",
        "1\t2",
    ]);
    let exponent = select(vec!["", "", "e5", "E-7", "e+30", "e-320", "e308", "e-007"]);
    let plain = ("[0-9]{0,25}", select(vec!["", "."]), "[0-9]{0,25}", exponent)
        .prop_map(|(whole, point, fraction, exponent)| format!("{whole}{point}{fraction}{exponent}"));
    let body = prop_oneof![5 => plain, 1 => odd.prop_map(str::to_owned), 1 => "[0-9eE+.\\-infa_ x]{1,6}"];
    let text = (space.clone(), sign, body, space)
        .prop_map(|(before, sign, body, after)| [before, sign, &body, after].concat());
    prop_oneof![9 => text.prop_map(String::into_bytes), 1 => vec(any::<u8>(), 0..4)]
}

#[test]
fn python_2_spells_numbers_alike() {
    let Some(python) = Python::find_27("comparing str() and repr()") else { return };
    let numbers = batch(any_number());
    for (number, answer) in numbers.iter().zip(spellings(&python, &numbers)) {
        let (str, repr) = answer.split_once(' ').expect("two spellings");
        assert!(is_str_spelling(str, *number), "{str}, not {}", format_str(*number));
        assert_eq!(format_repr(*number), repr);
    }
}

#[test]
fn python_3_spells_numbers_alike() {
    let Some(python) = Python::find_3() else { return skipped("no Python 3 to compare repr() and %.12g with") };
    let numbers = batch(any_number());
    for (number, answer) in numbers.iter().zip(spellings(&python, &numbers)) {
        let (twelve_digits, repr) = answer.split_once(' ').expect("two spellings");
        assert_eq!(format_repr(*number), repr);
        // %.12g is str() but for `.0` and the exponent's threshold, so the two are compared as numbers.
        let (ours, theirs) = (format_str(*number).parse::<f64>(), twelve_digits.parse::<f64>());
        assert!(ours == theirs || number.is_nan(), "{number:e}");
    }
}

#[test]
fn python_2_reads_texts_alike() {
    let Some(python) = Python::find_27("comparing float()") else { return };
    let texts = batch(any_text());
    let lines: Vec<String> = texts.iter().map(|text| format!("t {}", hexadecimal(text))).collect();
    let mut read = 0;
    for (text, answer) in texts.iter().zip(python.answer(&lines)) {
        assert_eq!(as_answer(parse_number(text)), answer, "{:?}", String::from_utf8_lossy(text));
        read += usize::from(answer != "-");
    }
    assert!((BATCH / 4..BATCH * 3 / 4).contains(&read), "{read} of {BATCH} texts were numbers");
}

fn spellings(python: &Python, numbers: &[f64]) -> Vec<String> {
    let lines: Vec<String> = numbers.iter().map(|number| format!("f {}", hexadecimal(&number.to_be_bytes()))).collect();
    python.answer(&lines)
}

fn as_answer(read: Option<f64>) -> String {
    match read {
        None => "-".to_owned(),
        Some(number) if number.is_nan() => "nan".to_owned(),
        Some(number) => hexadecimal(&number.to_be_bytes()),
    }
}

proptest! {
    #[test]
    fn a_repr_reads_back_as_the_same_number(number in any_number().prop_filter("nan equals nothing", |x| !x.is_nan())) {
        let read = parse_number(format_repr(number).as_bytes());
        prop_assert_eq!(read.map(f64::to_bits), Some(number.to_bits()));
    }

    #[test]
    fn str_never_says_more_than_12_digits(number in any_number()) {
        let printed = PrintedNumber::parse(format_str(number).as_bytes()).expect("a number");
        prop_assert!(printed.digits <= 12, "{}", printed.text);
    }

    #[test]
    fn a_printed_number_is_a_text_that_python_reads_without_its_spaces(text in any_text()) {
        match PrintedNumber::parse(&text) {
            Some(printed) => {
                prop_assert_eq!(parse_number(&text).map(f64::to_bits), Some(printed.value.to_bits()));
                prop_assert_eq!(text.trim_ascii(), &text[..]);
            }
            None => prop_assert!(!is_plain_number(&text)),
        }
    }
}
