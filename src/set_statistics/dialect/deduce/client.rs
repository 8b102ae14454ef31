//! Deduces the dialect of a client from what it asks, sends and prints.

use super::numbers::find_numbers;
use super::{DialectRemark, ProbeSet};
use crate::set_statistics::dialect::{Labels, Length, Prompts, RequestLayout};
use crate::set_statistics::statistics::Field;
use crate::transcript::Bytes;

/// The observed behaviour of a client that got a set and its length as typed lines, as far as it came to that.
#[derive(Debug, Clone, Default)]
pub struct ClientSight {
    /// Whether it took its lines as arguments.
    pub has_arguments: bool,
    /// Whether its command takes the message alone.
    pub takes_message_alone: bool,
    /// Its output before the first typed line.
    pub before_message: String,
    /// Its output between the typed message and the typed length.
    pub before_length: String,
    /// The bytes that it had sent between the typed message and the typed length.
    pub sent_early: Vec<u8>,
    /// All that it had sent before it was answered: over UDP the first datagram.
    pub sent: Vec<u8>,
    /// The other bytes that it sent: after the reply, or in another datagram.
    pub sent_later: Vec<u8>,
    /// Its output after the reply.
    pub printed: String,
}

/// The dialect that a client's words and bytes show.
#[derive(Debug, Clone)]
pub struct ClientSpeech {
    /// Its prompts.
    pub prompts: Prompts,
    /// Its way with the length.
    pub length: Length,
    /// How its request is laid out.
    pub request: RequestLayout,
    /// The observations.
    pub remarks: Vec<DialectRemark>,
}

/// The dialect of this client; `None`: it sends the typed set in no known form.
pub fn of_client(sight: &ClientSight, set: &ProbeSet) -> Option<ClientSpeech> {
    let mut remarks = Vec::new();
    let typed = set.typed_text(" ");
    let count = set.words.len().to_string();
    let sent = String::from_utf8_lossy(&sight.sent).into_owned();
    let Some(rest) = sent.strip_prefix(&typed) else {
        let seen = format!("`{typed}` was typed, and it sends {}", Bytes::from(sight.sent.as_slice()));
        remarks.push(DialectRemark::new_uncertain("request", seen));
        return None;
    };
    let is_joined = rest.strip_prefix(&format!(" {count}"));
    let is_length_sent = is_joined.is_none() && (rest.contains(&count) || !sight.sent_later.is_empty());
    let end = match (is_joined, rest.split_once(&count)) {
        (Some(end), _) => end,
        (None, Some((end, _))) => end,
        (None, None) => rest,
    };
    let is_early = !sight.has_arguments && !sight.sent_early.is_empty() && sight.before_length.is_empty();
    let length = if is_joined.is_some() {
        Length::Joined
    } else if is_length_sent {
        Length::Sent
    } else if sight.has_arguments || is_early {
        Length::NotAsked
    } else {
        Length::NotSent
    };
    if sight.has_arguments && !sight.takes_message_alone && length == Length::NotAsked {
        remarks.push(DialectRemark::new_uncertain(
            "length",
            "it takes arguments: whether the length is one of them is not seen",
        ));
    }
    let prompts = Prompts {
        message: sight.before_message.clone(),
        length: if length.is_asked() { sight.before_length.clone() } else { String::new() },
    };
    let request = RequestLayout { separator: " ".to_owned(), end: end.to_owned() };
    Some(ClientSpeech { prompts, length, request, remarks })
}

/// The result lines that a client printed of a response of these results; `None`: there is none, or one that is no result
/// line.
pub fn results_of(printed: &str, set: &ProbeSet) -> Option<Labels> {
    let mut lines: Vec<(Field, String)> = Vec::new();
    for line in printed.lines().filter(|line| !line.trim().is_empty()) {
        let found = find_numbers(line);
        let Some(number) = found.last().filter(|number| number.end() == line.trim_end().len()) else { continue };
        let field = set.find_field(number)?;
        if lines.iter().any(|(other, _)| *other == field) {
            return None;
        }
        lines.push((field, line[..number.start].to_owned()));
    }
    (!lines.is_empty()).then_some(Labels { lines })
}
