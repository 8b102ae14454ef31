//! The typed lines: any bytes that one line may hold. A NUL, a carriage return and the line ends of other languages
//! (U+0085, U+2028, U+2029) are left out: they end a line for some programs.

use crate::generate::or_simply;
use crate::set_statistics::generate::request::Request;
use crate::set_statistics::generate::{number, request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;

/// The most bytes of a line: as many as a datagram carries with room to spare.
const LONGEST: usize = 60_000;

/// Texts that programs may take for a format, an escape, an option, a quotation, or a word of a shell.
const SPECIAL: [&str; 46] = [
    "%s", "%d", "%n", "100%", "%%", "%5$s", "\\n", "\\x41", "\\\\", "\\0", "\\", "\"5\"", "'4'", "`6`", "$HOME",
    "${x}", "{}", "{0}", "<5>", "&", ";", "#1", "!", "~", "*", "?", "-h", "--help", "--", "-", "-1e5", "-inf", "-0",
    "@5", "=1", "(6)", "1E5", "1e+5", "+5", "1,000", "0x10", "1_000", "&lt;", "&amp;", "%20", "NaN",
];

/// Letters for which careless programs send others: two marks that make one letter, a minus, a digit, spaces, a ligature.
const ALIKE: [&str; 6] = ["e\u{301}", "\u{2212}5", "\u{ff15}", "\u{a0}", "\u{3000}", "\u{fb01}"];

/// The sizes of buffers that lines are read into, and one byte more.
const BUFFERS: [usize; 6] = [4096, 8192, 16_384, 32_768, 50_000, LONGEST - 1];

/// A first line: requests, what looks like one, and anything else.
pub(super) fn message_line() -> BoxedStrategy<Vec<u8>> {
    let request = prop_oneof![request::simple_requests(), request::number_sets(), request::spelled_requests()]
        .prop_map(|request| match request {
            Request::Text(text) => text.into_bytes(),
            Request::Filled { last, .. } => last.into_bytes(),
        });
    let spaced = (0_usize..3, vec((number::plain_number(), 1_usize..4), 1..6)).prop_map(|(before, all)| {
        let numbers = all.into_iter().map(|(number, spaces)| number + &" ".repeat(spaces)).collect::<String>();
        (" ".repeat(before) + &numbers).into_bytes()
    });
    let size = prop_oneof![3 => 900_usize..9000, 1 => (select(BUFFERS.to_vec()), 0_usize..2).prop_map(|(size, more)| size + more)];
    let long = (size, 0_u32..10).prop_map(|(size, digit)| format!("{digit} ").repeat(size / 2).into_bytes());
    let quoted = (select(vec!['"', '\'', '`']), number::plain_number())
        .prop_map(|(mark, number)| format!("{mark}5 {number}{mark}").into_bytes());
    let lines = prop_oneof![
        4 => request,
        1 => request::lookalike_requests(),
        2 => spaced,
        2 => ascii_text(80),
        1 => ascii_text(900),
        4 => special_words(6),
        1 => long,
        1 => quoted,
        2 => foreign_letters(40),
        1 => binary_bytes(40),
    ];
    or_simply(b"5 4 6", lines.prop_map(make_typable)).boxed()
}

/// A second line; an empty one too.
pub(super) fn length_line() -> BoxedStrategy<Vec<u8>> {
    let number = (0_u32..1000).prop_map(|number| number.to_string().into_bytes());
    let fixed = select(vec!["0", "", "00", "-1", "1e400", " 3 "]).prop_map(|text| text.as_bytes().to_vec());
    let odd = number::odd_spelling().prop_map(String::into_bytes);
    let lines = prop_oneof![
        4 => number, 1 => (1_usize..300).prop_map(|count| vec![b'7'; count]), 1 => odd, 1 => ascii_text(12), 1 => special_words(2), 1 => foreign_letters(8), 1 => binary_bytes(8),
    ];
    or_simply(b"3", prop_oneof![4 => lines.prop_map(make_typable), 1 => fixed]).boxed()
}

fn ascii_text(most: usize) -> BoxedStrategy<Vec<u8>> {
    // A pattern of printable ASCII can't be wrong.
    string_regex(&format!("[ -~\t]{{1,{most}}}")).expect("a pattern").prop_map(String::into_bytes).boxed()
}

/// Words that a careless program does not pass on as they are.
fn special_words(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(select(SPECIAL.to_vec()), 1..=most).prop_map(|words| words.join(" ").into_bytes())
}

/// Letters of any language.
fn foreign_letters(most: usize) -> impl Strategy<Value = Vec<u8>> {
    let letter = any::<char>().prop_map(|letter| if is_kept(&letter) { letter.to_string() } else { String::new() });
    let alike = select(ALIKE.to_vec()).prop_map(str::to_owned);
    let letters = prop_oneof![6 => letter, 2 => Just("5".to_owned()), 2 => Just(" ".to_owned()), 1 => alike];
    vec(letters, 1..=most).prop_map(|letters| letters.concat().into_bytes())
}

/// Whether all bytes of a letter can be typed.
fn is_kept(letter: &char) -> bool {
    !letter.is_control() && !letter.to_string().bytes().any(ends_a_line)
}

/// Whether a byte ends a line for some program, alone or as the last byte of U+0085, U+2028 or U+2029.
fn ends_a_line(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'\r' | 0x85 | 0xa8 | 0xa9)
}

/// Bytes that are mostly no text.
fn binary_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(1_u8..=255, 1..=most)
}

/// The nearest line that any program reads as one, and that is not blank.
fn make_typable(line: Vec<u8>) -> Vec<u8> {
    let line: Vec<u8> = line.into_iter().map(|byte| if ends_a_line(byte) { b' ' } else { byte }).collect();
    if line.trim_ascii().is_empty() { b"0".to_vec() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest! {
        #[test]
        fn a_line_can_be_typed(message in message_line(), length in length_line()) {
            prop_assert!(!message.trim_ascii().is_empty());
            prop_assert!(message.len() <= LONGEST);
            for line in [message, length] {
                prop_assert!(!line.iter().any(|byte| matches!(byte, 0 | b'\n' | b'\r')), "{:?}", line);
            }
        }
    }
}
