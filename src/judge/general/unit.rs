//! Finds the end of a stream's next message.

use crate::case::Matcher;
use crate::protocol::Unit;

/// The beginning of the received bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UnitStart<'b> {
    /// A whole message, and how many bytes of the stream it takes.
    Whole { message: &'b [u8], taken: usize },
    /// The beginning of one.
    Begun(&'b [u8]),
    /// Nothing.
    Nothing,
}

/// The next message of `stream`, which is to be `what`; `ended` says that no more comes.
pub(super) fn next<'b>(unit: Unit, what: &Matcher, stream: &'b [u8], ended: bool) -> UnitStart<'b> {
    let found = match unit {
        Unit::Line => stream.iter().position(|byte| *byte == b'\n').map(|end| (end, end + 1)),
        Unit::Bytes(length) => (stream.len() >= length).then_some((length, length)),
        Unit::LengthPrefix(prefix) => prefix.message_length(stream).map(|length| (length, length)),
        Unit::UntilClose => (ended && !stream.is_empty()).then_some((stream.len(), stream.len())),
        Unit::Datagram => Some((stream.len(), stream.len())),
        Unit::Stream => of_stream(what, stream).map(|length| (length, length)),
    };
    match found {
        Some((end, taken)) => UnitStart::Whole { message: &stream[..end], taken },
        None if stream.is_empty() => UnitStart::Nothing,
        None => UnitStart::Begun(stream),
    }
}

/// How many bytes of a stream without units are the next message: it is as long as what is expected. Bytes that can no
/// longer become that are one message, all of them.
fn of_stream(what: &Matcher, stream: &[u8]) -> Option<usize> {
    match what {
        Matcher::Text(payload) => {
            let wanted = payload.to_vec();
            let common = stream.iter().zip(&wanted).take_while(|(got, wanted)| got == wanted).count();
            match common {
                all if all == wanted.len() => Some(all),
                all if all == stream.len() => None,
                _ => Some(stream.len().min(wanted.len())),
            }
        }
        Matcher::Regex(pattern) => pattern.matched_prefix_length(stream).filter(|length| *length > 0),
        Matcher::Json(_) => {
            let mut values = serde_json::Deserializer::from_slice(stream).into_iter::<serde_json::Value>();
            values.next().and_then(Result::ok).map(|_| values.byte_offset())
        }
        Matcher::Not(other) => of_stream(other, stream),
        // The first of them says how long it is.
        Matcher::All(all) => all.first().and_then(|first| of_stream(first, stream)),
        // No protocol without units can have it.
        Matcher::InAnyOrder(_) | Matcher::Again | Matcher::Anything => (!stream.is_empty()).then_some(stream.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Prefix;
    use rstest::rstest;

    const U16: Unit = Unit::LengthPrefix(Prefix { width: 2, big_endian: true });

    #[rstest]
    #[case::line(Unit::Line, b"ab\ncd", false, Some(("ab", 3)))]
    #[case::half_a_line(Unit::Line, b"ab", true, None)]
    #[case::bytes(Unit::Bytes(2), b"abc", false, Some(("ab", 2)))]
    #[case::prefix(U16, b"\0\x01xy", false, Some(("\0\x01x", 3)))]
    #[case::half_a_prefix(U16, b"\0", false, None)]
    #[case::until_close(Unit::UntilClose, b"ab", true, Some(("ab", 2)))]
    #[case::not_closed(Unit::UntilClose, b"ab", false, None)]
    fn a_message_ends_by_its_unit(
        #[case] unit: Unit,
        #[case] stream: &[u8],
        #[case] ended: bool,
        #[case] expected: Option<(&str, usize)>,
    ) {
        let expected = match expected {
            Some((message, taken)) => UnitStart::Whole { message: message.as_bytes(), taken },
            None => UnitStart::Begun(stream),
        };
        assert_eq!(next(unit, &Matcher::Anything, stream, ended), expected);
    }

    #[rstest]
    #[case::whole(Matcher::Text("abc".into()), b"abcd", Some(3))]
    #[case::begun(Matcher::Text("abc".into()), b"ab", None)]
    #[case::other(Matcher::Text("abc".into()), b"ax", Some(2))]
    #[case::regex(Matcher::Regex("[0-9]+;".parse().unwrap()), b"12;3", Some(3))]
    #[case::json(Matcher::Json(serde_json::json!(1)), br#"{"a":1}{"#, Some(7))]
    fn without_units_it_is_as_long_as_expected(
        #[case] what: Matcher,
        #[case] stream: &[u8],
        #[case] expected: Option<usize>,
    ) {
        assert_eq!(of_stream(&what, stream), expected);
    }
}
