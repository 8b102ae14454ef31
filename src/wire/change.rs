//! Applies a fault to one message, without knowing any other.

use super::message::Message;

/// The change of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageChange {
    /// It does not arrive.
    Lost,
    /// It arrives twice.
    Doubled,
    /// Its second half is missing.
    Halved,
    /// The bytes beyond this number are missing.
    Cut(usize),
    /// The bytes behind its first line are missing.
    FirstLineOnly,
    /// Its first byte is missing.
    FirstByteLost,
    /// Its last byte is missing.
    LastByteLost,
    /// This byte stands behind it.
    Followed(u8),
    /// This byte stands before it.
    Preceded(u8),
    /// One bit of a byte is another.
    Flipped(MessagePlace),
    /// Two neighbouring bytes in its middle have changed places.
    Turned,
    /// Small letters are capital, and the reverse.
    OtherCase,
    /// Its last digit is another.
    OtherDigit,
    /// Spaces at both ends are missing.
    Trimmed,
    /// Of several spaces in a row one is left.
    Squeezed,
    /// It ends before the first byte of this value.
    StopsAt(u8),
    /// The highest bit of each byte is 0.
    SevenBits,
    /// Its end mark is missing.
    EndLost,
    /// An empty message stands before it.
    BlankBefore,
    /// It arrives in two datagrams.
    InTwo,
    /// The message before it arrives instead.
    AsBefore,
    /// The message that came before it, from any client, arrives instead.
    AsBeforeOfAnyone,
    /// The first message arrives instead.
    AsFirst,
    /// The message before it arrives behind it once more.
    AndBefore,
    /// It arrives behind the next one.
    BehindNext,
    /// It arrives when something more has come from the other side.
    Late,
    /// Another client gets it.
    ToAnother,
    /// All clients get it.
    ToAll,
}

/// A place in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessagePlace {
    /// At its first byte.
    First,
    /// In its middle.
    Middle,
    /// At its last byte.
    Last,
}

impl MessageChange {
    /// The messages that arrive in a message's place, if that depends on the message alone; `None`: it depends on
    /// others.
    pub(super) fn of_one(self, message: &Message) -> Option<Vec<Message>> {
        let body = &message.body[..];
        let changed = match self {
            MessageChange::Lost => return Some(Vec::new()),
            MessageChange::Doubled => return Some(vec![message.clone(), message.clone()]),
            MessageChange::BlankBefore => return Some(vec![message.with_body(Vec::new()), message.clone()]),
            MessageChange::InTwo => {
                let (one, other) = body.split_at(body.len() / 2);
                return Some(vec![message.with_body(one.to_vec()), message.with_body(other.to_vec())]);
            }
            MessageChange::EndLost if message.end.is_empty() => without_line_end(body).to_vec(),
            MessageChange::EndLost => return Some(vec![Message::without_end_mark(body.to_vec())]),
            MessageChange::Halved => body[..body.len() / 2].to_vec(),
            MessageChange::Cut(most) => body[..body.len().min(most)].to_vec(),
            MessageChange::FirstLineOnly => body[..first_line(body)].to_vec(),
            MessageChange::FirstByteLost => body.get(1..).unwrap_or_default().to_vec(),
            MessageChange::LastByteLost => body[..body.len().saturating_sub(1)].to_vec(),
            MessageChange::Followed(byte) => [body, &[byte]].concat(),
            MessageChange::Preceded(byte) => [&[byte], body].concat(),
            MessageChange::Flipped(place) => flip_bit(body, place),
            MessageChange::Turned => swap_neighbours(body),
            MessageChange::OtherCase => body.iter().map(|byte| other_case(*byte)).collect(),
            MessageChange::OtherDigit => other_digit(body),
            MessageChange::Trimmed => body.trim_ascii().to_vec(),
            MessageChange::Squeezed => squeeze_spaces(body),
            MessageChange::StopsAt(mark) => body.split(|byte| *byte == mark).next().unwrap_or_default().to_vec(),
            MessageChange::SevenBits => body.iter().map(|byte| byte & 0x7f).collect(),
            MessageChange::AsBefore
            | MessageChange::AsBeforeOfAnyone
            | MessageChange::AsFirst
            | MessageChange::AndBefore
            | MessageChange::BehindNext
            | MessageChange::Late
            | MessageChange::ToAnother
            | MessageChange::ToAll => return None,
        };
        Some(vec![message.with_body(changed)])
    }
}

fn without_line_end(body: &[u8]) -> &[u8] {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    body.strip_suffix(b"\r").unwrap_or(body)
}

/// How many bytes the first line has, its line feed with it.
fn first_line(body: &[u8]) -> usize {
    body.iter().position(|byte| *byte == b'\n').map_or(body.len(), |at| at + 1)
}

fn flip_bit(body: &[u8], place: MessagePlace) -> Vec<u8> {
    let mut body = body.to_vec();
    let at = match place {
        MessagePlace::First => 0,
        MessagePlace::Middle => body.len() / 2,
        MessagePlace::Last => body.len().saturating_sub(1),
    };
    if let Some(byte) = body.get_mut(at) {
        *byte ^= 1;
    }
    body
}

/// Two neighbours that differ change places: those nearest to the middle, looking to the end first.
fn swap_neighbours(body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    let middle = body.len() / 2;
    let differ = |at: &usize| *at > 0 && body[at - 1] != body[*at];
    if let Some(at) = (middle..body.len()).find(differ).or_else(|| (1..middle).rev().find(differ)) {
        body.swap(at - 1, at);
    }
    body
}

const fn other_case(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte }
}

fn other_digit(body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    if let Some(digit) = body.iter_mut().rfind(|byte| byte.is_ascii_digit()) {
        *digit = if *digit == b'9' { b'0' } else { *digit + 1 };
    }
    body
}

fn squeeze_spaces(body: &[u8]) -> Vec<u8> {
    let mut last = None;
    let keeps = |byte: &&u8| last.replace(**byte) != Some(b' ') || **byte != b' ';
    body.iter().filter(keeps).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(MessageChange::Lost, "ab", &[])]
    #[case(MessageChange::Doubled, "ab", &["ab", "ab"])]
    #[case(MessageChange::Halved, "abc", &["a"])]
    #[case(MessageChange::Cut(2), "abc", &["ab"])]
    #[case(MessageChange::FirstLineOnly, "a\nb\n", &["a\n"])]
    #[case(MessageChange::FirstByteLost, "abc", &["bc"])]
    #[case(MessageChange::LastByteLost, "abc", &["ab"])]
    #[case(MessageChange::Followed(b'!'), "ab", &["ab!"])]
    #[case(MessageChange::Preceded(b' '), "ab", &[" ab"])]
    #[case(MessageChange::Flipped(MessagePlace::First), "abc", &["`bc"])]
    #[case(MessageChange::Flipped(MessagePlace::Middle), "abc", &["acc"])]
    #[case(MessageChange::Flipped(MessagePlace::Last), "abc", &["abb"])]
    #[case(MessageChange::Turned, "aabbb", &["ababb"])]
    #[case(MessageChange::Turned, "baaaa", &["abaaa"])]
    #[case(MessageChange::OtherCase, "aB1", &["Ab1"])]
    #[case(MessageChange::OtherDigit, "1 9x", &["1 0x"])]
    #[case(MessageChange::Trimmed, " a b ", &["a b"])]
    #[case(MessageChange::Squeezed, "a   b c ", &["a b c "])]
    #[case(MessageChange::StopsAt(0), "a\0b\0", &["a"])]
    #[case(MessageChange::EndLost, "ab\r\n", &["ab"])]
    #[case(MessageChange::InTwo, "abc", &["a", "bc"])]
    fn a_message_is_changed(#[case] change: MessageChange, #[case] before: &str, #[case] after: &[&str]) {
        let changed = change.of_one(&Message::without_end_mark(before.as_bytes().to_vec())).unwrap();
        let changed: Vec<Vec<u8>> = changed.into_iter().map(Message::into_bytes).collect();
        assert_eq!(changed, after.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>());
    }

    #[rstest]
    #[case(MessageChange::LastByteLost, "a\r\n")]
    #[case(MessageChange::Followed(b'!'), "ab!\r\n")]
    #[case(MessageChange::EndLost, "ab")]
    #[case(MessageChange::BlankBefore, "\r\nab\r\n")]
    fn the_end_mark_of_a_line_stays_where_it_is(#[case] change: MessageChange, #[case] after: &str) {
        let changed = change.of_one(&Message::from_line(b"ab\r\n".to_vec())).unwrap();
        assert_eq!(changed.into_iter().flat_map(Message::into_bytes).collect::<Vec<_>>(), after.as_bytes());
    }
}
