//! A carriage return that was typed before the line feed: a client may send it or not, and nothing is said of it
//! (TCP-C-1).

use crate::case::{Case, LineEnd};

/// A line that was typed, and whether a carriage return stood before its line feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedLine {
    text: Vec<u8>,
    carriage_return: bool,
}

/// The lines that the case types, in order.
pub(super) fn typed_lines(case: &Case) -> Vec<TypedLine> {
    let line = |(text, end)| TypedLine { text, carriage_return: end == LineEnd::CarriageReturn };
    case.typed_lines().into_iter().map(line).collect()
}

/// The bytes that a client sent, without the carriage returns that were typed to it.
pub(super) fn without_typed(case: &Case, sent: Vec<u8>) -> Vec<u8> {
    remove_typed_returns(&typed_lines(case), sent)
}

/// The bytes sent of these lines, without the carriage return behind each line that was typed with one. Bytes that
/// differ from the typed line stay as they are, with all that follows.
pub(super) fn remove_typed_returns(lines: &[TypedLine], mut sent: Vec<u8>) -> Vec<u8> {
    let mut from = 0;
    for line in lines {
        if !sent[from..].starts_with(&line.text) {
            break;
        }
        from += line.text.len();
        if line.carriage_return && sent.get(from) == Some(&b'\r') {
            sent.remove(from);
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::both_sent("5 4\r2\r", "5 42")]
    #[case::none_sent("5 42", "5 42")]
    #[case::one_sent("5 42\r", "5 42")]
    #[case::only_one_is_allowed("5 4\r\r2", "5 4\r2")]
    #[case::the_line_feed_stays("5 4\r\n2\r\n", "5 4\n2\r\n")]
    #[case::another_message("5\r2\r", "5\r2\r")]
    fn a_typed_carriage_return_is_no_matter(#[case] sent: &str, #[case] left: &str) {
        let typed = |text: &str| TypedLine { text: text.into(), carriage_return: true };
        assert_eq!(remove_typed_returns(&[typed("5 4"), typed("2")], sent.into()), left.as_bytes());
    }

    #[test]
    fn where_none_was_typed_none_is_allowed() {
        let typed = |text: &str| TypedLine { text: text.into(), carriage_return: false };
        assert_eq!(remove_typed_returns(&[typed("5 4"), typed("2")], b"5 4\r2".to_vec()), b"5 4\r2");
    }
}
