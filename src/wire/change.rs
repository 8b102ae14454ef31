//! What a fault makes of one message, without knowing any other.

use super::message::Message;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It does not arrive.
    Lost,
    /// It arrives twice.
    Doubled,
    /// Its second half is missing.
    Halved,
    /// What lies beyond so many bytes is missing.
    Cut(usize),
    /// What lies behind its first line is missing.
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
    Flipped(Place),
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

/// Where in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At its first byte.
    First,
    /// In its middle.
    Middle,
    /// At its last byte.
    Last,
}

impl Change {
    /// What arrives in a message's place, if that depends on the message alone; `None`: it depends on others.
    pub(super) fn of_one(self, message: &Message) -> Option<Vec<Message>> {
        let body = &message.body[..];
        let changed = match self {
            Change::Lost => return Some(Vec::new()),
            Change::Doubled => return Some(vec![message.clone(), message.clone()]),
            Change::BlankBefore => return Some(vec![message.with(Vec::new()), message.clone()]),
            Change::InTwo => {
                let (one, other) = body.split_at(body.len() / 2);
                return Some(vec![message.with(one.to_vec()), message.with(other.to_vec())]);
            }
            Change::EndLost if message.end.is_empty() => without_line_end(body).to_vec(),
            Change::EndLost => return Some(vec![Message::whole(body.to_vec())]),
            Change::Halved => body[..body.len() / 2].to_vec(),
            Change::Cut(most) => body[..body.len().min(most)].to_vec(),
            Change::FirstLineOnly => body[..first_line(body)].to_vec(),
            Change::FirstByteLost => body.get(1..).unwrap_or_default().to_vec(),
            Change::LastByteLost => body[..body.len().saturating_sub(1)].to_vec(),
            Change::Followed(byte) => [body, &[byte]].concat(),
            Change::Preceded(byte) => [&[byte], body].concat(),
            Change::Flipped(place) => flipped(body, place),
            Change::Turned => turned(body),
            Change::OtherCase => body.iter().map(|byte| other_case(*byte)).collect(),
            Change::OtherDigit => other_digit(body),
            Change::Trimmed => body.trim_ascii().to_vec(),
            Change::Squeezed => squeezed(body),
            Change::StopsAt(mark) => body.split(|byte| *byte == mark).next().unwrap_or_default().to_vec(),
            Change::SevenBits => body.iter().map(|byte| byte & 0x7f).collect(),
            Change::AsBefore
            | Change::AsBeforeOfAnyone
            | Change::AsFirst
            | Change::AndBefore
            | Change::BehindNext
            | Change::Late
            | Change::ToAnother
            | Change::ToAll => return None,
        };
        Some(vec![message.with(changed)])
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

fn flipped(body: &[u8], place: Place) -> Vec<u8> {
    let mut body = body.to_vec();
    let at = match place {
        Place::First => 0,
        Place::Middle => body.len() / 2,
        Place::Last => body.len().saturating_sub(1),
    };
    if let Some(byte) = body.get_mut(at) {
        *byte ^= 1;
    }
    body
}

/// Two neighbours that differ change places: those nearest to the middle, looking to the end first.
fn turned(body: &[u8]) -> Vec<u8> {
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

fn squeezed(body: &[u8]) -> Vec<u8> {
    let mut last = None;
    let keeps = |byte: &&u8| last.replace(**byte) != Some(b' ') || **byte != b' ';
    body.iter().filter(keeps).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Change::Lost, "ab", &[])]
    #[case(Change::Doubled, "ab", &["ab", "ab"])]
    #[case(Change::Halved, "abc", &["a"])]
    #[case(Change::Cut(2), "abc", &["ab"])]
    #[case(Change::FirstLineOnly, "a\nb\n", &["a\n"])]
    #[case(Change::FirstByteLost, "abc", &["bc"])]
    #[case(Change::LastByteLost, "abc", &["ab"])]
    #[case(Change::Followed(b'!'), "ab", &["ab!"])]
    #[case(Change::Preceded(b' '), "ab", &[" ab"])]
    #[case(Change::Flipped(Place::First), "abc", &["`bc"])]
    #[case(Change::Flipped(Place::Middle), "abc", &["acc"])]
    #[case(Change::Flipped(Place::Last), "abc", &["abb"])]
    #[case(Change::Turned, "aabbb", &["ababb"])]
    #[case(Change::Turned, "baaaa", &["abaaa"])]
    #[case(Change::OtherCase, "aB1", &["Ab1"])]
    #[case(Change::OtherDigit, "1 9x", &["1 0x"])]
    #[case(Change::Trimmed, " a b ", &["a b"])]
    #[case(Change::Squeezed, "a   b c ", &["a b c "])]
    #[case(Change::StopsAt(0), "a\0b\0", &["a"])]
    #[case(Change::EndLost, "ab\r\n", &["ab"])]
    #[case(Change::InTwo, "abc", &["a", "bc"])]
    fn a_message_is_changed(#[case] change: Change, #[case] before: &str, #[case] after: &[&str]) {
        let changed = change.of_one(&Message::whole(before.as_bytes().to_vec())).unwrap();
        let changed: Vec<Vec<u8>> = changed.into_iter().map(Message::into_bytes).collect();
        assert_eq!(changed, after.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>());
    }

    #[rstest]
    #[case(Change::LastByteLost, "a\r\n")]
    #[case(Change::Followed(b'!'), "ab!\r\n")]
    #[case(Change::EndLost, "ab")]
    #[case(Change::BlankBefore, "\r\nab\r\n")]
    fn the_end_mark_of_a_line_stays_where_it_is(#[case] change: Change, #[case] after: &str) {
        let changed = change.of_one(&Message::line(b"ab\r\n".to_vec())).unwrap();
        assert_eq!(changed.into_iter().flat_map(Message::into_bytes).collect::<Vec<_>>(), after.as_bytes());
    }
}
