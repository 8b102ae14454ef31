//! What is typed. Any program must be able to read it as one line: printable ASCII and tabs, and no minus at its
//! beginning, which a client that takes arguments would have to tell from an option.

use crate::generate::request::Request;
use crate::generate::simply::or_simply;
use crate::generate::{number, request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::string::string_regex;

/// A first line: requests, what looks like one, and anything else.
pub(super) fn message() -> BoxedStrategy<String> {
    let request =
        prop_oneof![request::simple(), request::numbers(), request::spellings()].prop_map(|request| match request {
            Request::Text(text) => text,
            Request::Filled { last, .. } => last,
        });
    let lookalike = request::lookalike().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let spaced = vec((number::plain(), 1_usize..4), 1..6)
        .prop_map(|all| all.into_iter().map(|(number, spaces)| number + &" ".repeat(spaces)).collect::<String>());
    or_simply(
        "5 4 6",
        prop_oneof![4 => request, 1 => lookalike, 2 => spaced, 2 => text(80), 1 => text(900)].prop_map(typable),
    )
    .boxed()
}

/// A second line.
pub(super) fn length() -> BoxedStrategy<String> {
    let number = (0_u32..1000).prop_map(|number| number.to_string());
    or_simply("3", prop_oneof![4 => number, 1 => text(12), 1 => number::odd()].prop_map(typable)).boxed()
}

fn text(most: usize) -> BoxedStrategy<String> {
    // A pattern of printable ASCII can't be wrong.
    string_regex(&format!("[ -~\t]{{1,{most}}}")).expect("a pattern").boxed()
}

/// The nearest line that any program reads as one, and that is not blank.
fn typable(line: String) -> String {
    let line: String = line.chars().map(|c| if matches!(c, ' '..='~' | '\t') { c } else { ' ' }).collect();
    let line = line.trim_start_matches('-');
    if line.trim().is_empty() { "0".to_owned() } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest! {
        #[test]
        fn a_line_can_be_typed(line in prop_oneof![message(), length()]) {
            prop_assert!(!line.trim().is_empty() && !line.starts_with('-'));
            prop_assert!(line.bytes().all(|byte| byte == b'\t' || (32..127).contains(&byte)));
        }
    }
}
