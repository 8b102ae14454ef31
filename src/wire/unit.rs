//! The place at which each message of a stream ends.

use super::message::Message;
use crate::protocol::{Prefix, Unit};

/// Splits what a program sends into messages.
#[derive(Debug)]
pub(super) struct Splitter {
    unit: Unit,
    rest: Vec<u8>,
}

impl Splitter {
    pub(super) fn new(unit: Unit) -> Splitter {
        Splitter { unit, rest: Vec::new() }
    }

    /// The messages that are complete with these bytes.
    pub(super) fn complete_messages(&mut self, bytes: &[u8]) -> Vec<Message> {
        match self.unit {
            Unit::Datagram | Unit::Stream => return vec![Message::without_end_mark(bytes.to_vec())],
            _ => self.rest.extend_from_slice(bytes),
        }
        let mut found = Vec::new();
        while let Some(length) = self.next() {
            let taken: Vec<u8> = self.rest.drain(..length).collect();
            found.push(if self.unit == Unit::Line {
                Message::from_line(taken)
            } else {
                Message::without_end_mark(taken)
            });
        }
        found
    }

    /// The bytes that are left when no more comes.
    pub(super) fn take_rest(&mut self) -> Option<Message> {
        let rest = std::mem::take(&mut self.rest);
        (!rest.is_empty()).then(|| Message::without_end_mark(rest))
    }

    /// How many bytes the next message has, if it is complete.
    fn next(&self) -> Option<usize> {
        match self.unit {
            Unit::Line => Some(self.rest.iter().position(|byte| *byte == b'\n')? + 1),
            Unit::Bytes(length) => (length > 0 && self.rest.len() >= length).then_some(length),
            Unit::LengthPrefix(prefix) => prefix.message_length(&self.rest),
            Unit::UntilClose | Unit::Datagram | Unit::Stream => None,
        }
    }
}

/// A unit as one word of a command: `line`, `bytes:9`, `length:u16be`.
pub fn unit_word(unit: Unit) -> String {
    match unit {
        Unit::Bytes(length) => format!("bytes:{length}"),
        Unit::LengthPrefix(prefix) => {
            let alike = |one: &&(&str, Prefix)| {
                one.1.width == prefix.width && (one.1.big_endian == prefix.big_endian || one.1.width == 1)
            };
            Prefix::NAMES.iter().find(alike).map_or_else(|| "stream".to_owned(), |(name, _)| format!("length:{name}"))
        }
        _ => Unit::WORDS.iter().find(|(_, other)| *other == unit).map_or("stream", |(word, _)| word).to_owned(),
    }
}

/// The unit that this word means.
///
/// # Errors
/// It means none; the error says what can be written.
pub fn unit_named(word: &str) -> Result<Unit, String> {
    let plain = Unit::WORDS.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit);
    let bytes = || Some(Unit::Bytes(word.strip_prefix("bytes:")?.parse().ok().filter(|length| *length > 0)?));
    let prefix = || {
        let name = word.strip_prefix("length:")?;
        Prefix::NAMES.iter().find(|(known, _)| *known == name).map(|(_, prefix)| Unit::LengthPrefix(*prefix))
    };
    plain.or_else(bytes).or_else(prefix).ok_or_else(|| {
        "write line, datagram, until-close, stream, bytes:9, or length: with u8, u16be, u16le, u32be or u32le"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("line", &["a\nb", "c\n"], &["a\n", "bc\n"], "")]
    #[case("bytes:2", &["abc"], &["ab"], "c")]
    #[case("length:u8", &["\u{1}a\u{2}b"], &["\u{1}a"], "\u{2}b")]
    #[case("until-close", &["a", "b"], &[], "ab")]
    #[case("stream", &["a", "b"], &["a", "b"], "")]
    fn a_stream_falls_into_messages(
        #[case] word: &str,
        #[case] pieces: &[&str],
        #[case] expected: &[&str],
        #[case] rest: &str,
    ) {
        let unit = unit_named(word).unwrap();
        assert_eq!(unit_word(unit), word);
        let mut splitter = Splitter::new(unit);
        let all: Vec<Vec<u8>> = pieces
            .iter()
            .flat_map(|piece| splitter.complete_messages(piece.as_bytes()))
            .map(Message::into_bytes)
            .collect();
        assert_eq!(all, expected.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>());
        assert_eq!(splitter.take_rest().map(Message::into_bytes).unwrap_or_default(), rest.as_bytes());
    }
}
