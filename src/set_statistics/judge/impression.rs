//! Finds the protocol that a program speaks, as far as that is plain: an echo server is not a server of statistics that
//! gets everything wrong. A note for people says so; it changes no verdict.

use super::passage::WIRE;
use crate::case::{Case, Step, Subject};
use crate::protocol::role::Side;
use crate::set_statistics::console::{length_prompt, message_prompt};
use crate::set_statistics::dialect::{self, Dialect};
use crate::set_statistics::message::{parse_request, pieces_of_request, read_leniently};
use crate::transcript::{Bytes, Happening, Stream, Transcript, WaitEnd, quote_bytes};
use std::fmt;

/// How many bytes of what a program says are shown.
const SHOWN: usize = 40;

/// The knowledge of a program's protocol after some trials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum StatisticsImpression {
    /// Nothing that would be plain.
    #[default]
    Open,
    /// It is a server that did not answer a request that has no line end.
    Silent,
    /// It speaks the set-statistics protocol, rightly or not.
    Speaks,
    /// It plainly speaks another one.
    Other(OtherProtocol),
}

/// The evidence that a program speaks another protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherProtocol {
    /// A server sends back what it is sent.
    Echoes,
    /// A server speaks before it is asked.
    SpeaksFirst(Vec<u8>),
    /// A server answers a set of numbers with words.
    AnswersInWords(Vec<u8>),
    /// A server answers with bytes that are no text.
    AnswersInBytes(Vec<u8>),
    /// A server answers only what ends in a line feed.
    WaitsForLineFeeds,
    /// A client asks for other things than numbers and their count.
    AsksOtherwise(String),
    /// A client asks for the numbers, and for nothing else.
    AsksOnce,
    /// A client ends the message with a line feed.
    SendsLines,
    /// A client sends bytes that are no text.
    SendsBytes(Vec<u8>),
}

impl crate::judge::Impression for StatisticsImpression {
    fn other_protocol(&self) -> Option<String> {
        match self {
            StatisticsImpression::Other(other) => Some(other.to_string()),
            StatisticsImpression::Open | StatisticsImpression::Silent | StatisticsImpression::Speaks => None,
        }
    }

    fn telling_case(&self) -> Option<&'static str> {
        (*self == StatisticsImpression::Silent).then_some("numbers/ends-in-line-feed")
    }

    fn take_in(&mut self, case: &Case, transcript: &Transcript) {
        let Subject::Role(role) = case.id.subject() else { return };
        if matches!(self, StatisticsImpression::Speaks | StatisticsImpression::Other(_)) {
            return;
        }
        let silent = *self == StatisticsImpression::Silent;
        let now = match role.side() {
            Side::Server => of_server(transcript, silent),
            Side::Client => of_client(case, transcript),
        };
        *self = if now == StatisticsImpression::Open && silent { StatisticsImpression::Silent } else { now };
    }
}

/// The bytes of one client of the harness, and the answer until it sent something else.
#[derive(Default)]
struct ClientTalk {
    asked: Vec<u8>,
    answered: Vec<u8>,
    /// Whether it was waited for an answer in vain.
    in_vain: bool,
    /// Whether the client is done.
    over: bool,
}

fn of_server(transcript: &Transcript, mut silent: bool) -> StatisticsImpression {
    let ended = transcript.exit_before_stop(Side::Server).is_some();
    let of = |ClientTalk { asked, answered, in_vain, .. }: ClientTalk, silent: bool| {
        if asked.is_empty() && !answered.is_empty() {
            StatisticsImpression::Other(OtherProtocol::SpeaksFirst(answered))
        } else if !is_plain_request(&asked) {
            StatisticsImpression::Open
        } else if answered.is_empty() && in_vain && !ended && !asked.ends_with(b"\n") {
            StatisticsImpression::Silent
        } else if answered.is_empty() {
            StatisticsImpression::Open
        } else if is_echo(&asked, &answered) {
            StatisticsImpression::Other(OtherProtocol::Echoes)
        } else if is_binary(&answered) {
            StatisticsImpression::Other(OtherProtocol::AnswersInBytes(answered))
        } else if read_leniently(&answered).is_some() && silent && asked.ends_with(b"\n") {
            StatisticsImpression::Other(OtherProtocol::WaitsForLineFeeds)
        } else if read_leniently(&answered).is_some() {
            StatisticsImpression::Speaks
        } else if is_in_words(&answered) {
            StatisticsImpression::Other(OtherProtocol::AnswersInWords(answered))
        } else {
            StatisticsImpression::Open
        }
    };
    for talk in collect_talks(transcript) {
        match of(talk, silent) {
            StatisticsImpression::Open => {}
            StatisticsImpression::Silent => silent = true,
            plain => return plain,
        }
    }
    if silent { StatisticsImpression::Silent } else { StatisticsImpression::Open }
}

/// Two numbers or more, none of which needs a careful reader.
fn is_plain_request(asked: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'.' | b'-' | b'\n');
    asked.iter().all(plain) && parse_request(asked).is_ok_and(|numbers| numbers.len() > 1)
}

/// The first exchange of each client of the harness. Over UDP all are one: a server may reply to another port than the
/// one that has asked.
fn collect_talks(transcript: &Transcript) -> Vec<ClientTalk> {
    const DATAGRAMS: &str = "";
    let mut talks: Vec<(&str, ClientTalk)> = Vec::new();
    for seen in &transcript.seen {
        let peer = match &seen.what {
            Happening::DatagramSent { .. } | Happening::DatagramReceived { .. } => DATAGRAMS,
            Happening::Connected { peer }
            | Happening::Sent { peer, .. }
            | Happening::Received { peer, .. }
            | Happening::HalfClosed { peer }
            | Happening::Left { peer }
            | Happening::ResetSent { peer } => peer,
            Happening::Waited { until: WaitEnd::Still | WaitEnd::Deadline } => {
                let waiting = talks.iter_mut().filter(|(_, talk)| !talk.over && !talk.asked.is_empty());
                waiting.for_each(|(_, talk)| talk.in_vain |= talk.answered.is_empty());
                continue;
            }
            _ => continue,
        };
        let at = talks.iter().position(|(known, _)| *known == peer).unwrap_or_else(|| {
            talks.push((peer, ClientTalk::default()));
            talks.len() - 1
        });
        talks[at].1.take_in(&seen.what);
    }
    talks.into_iter().map(|(_, talk)| talk).collect()
}

impl ClientTalk {
    fn take_in(&mut self, what: &Happening) {
        match what {
            _ if self.over => {}
            Happening::Sent { bytes, .. } | Happening::DatagramSent { bytes, .. } if self.answered.is_empty() => {
                self.asked.extend_from_slice(bytes.as_slice());
            }
            Happening::Received { bytes, .. } => self.answered.extend_from_slice(bytes.as_slice()),
            Happening::DatagramReceived { bytes, .. } if !self.asked.is_empty() => {
                self.answered.extend_from_slice(bytes.as_slice());
            }
            Happening::Connected { .. } => {}
            _ => self.over = true,
        }
    }
}

/// Of four numbers the statistics may be the same four.
fn is_echo(asked: &[u8], answered: &[u8]) -> bool {
    let numbers = pieces_of_request(asked).1.len();
    numbers != 4 && answered.trim_ascii().eq_ignore_ascii_case(asked.trim_ascii())
}

/// The NUL that ends a string in C is a slip, and no sign of another protocol.
fn is_binary(bytes: &[u8]) -> bool {
    let belongs_to_text = |c: char| !c.is_control() || c.is_ascii_whitespace() || c == '\0';
    !std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(belongs_to_text))
}

/// Three letters in a row that belong to no number, and no complaint: a server that fails may say so.
fn is_in_words(answered: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answered).to_lowercase();
    let complains =
        ["err", "invalid", "exception", "fail", "could not", "cannot"].iter().any(|word| text.contains(word));
    let mut words = text.split(|c: char| !c.is_alphabetic());
    !complains && words.any(|word| word.len() > 2 && !["nan", "inf", "infinity"].contains(&word))
}

fn of_client(case: &Case, transcript: &Transcript) -> StatisticsImpression {
    let Some(message) = typed_message(case) else { return StatisticsImpression::Open };
    let sent = sent_bytes(transcript);
    let asks = transcript.seen.iter().any(|seen| matches!(seen.what, Happening::Setting { arguments: false, .. }));
    if let Some(other) = asks.then(|| asked_otherwise(transcript)).flatten() {
        return StatisticsImpression::Other(other);
    }
    let Dialect { request, length, .. } = dialect::current();
    let ends_in_a_line = !request.end.is_empty();
    let after = sent.strip_prefix(&message[..]).unwrap_or_default();
    let failed = transcript.exit_before_stop(Side::Client).is_some_and(|status| !status.is_success());
    if is_binary(&sent) {
        StatisticsImpression::Other(OtherProtocol::SendsBytes(sent))
    } else if !ends_in_a_line && (after.starts_with(b"\n") || after.starts_with(b"\r\n")) {
        StatisticsImpression::Other(OtherProtocol::SendsLines)
    } else if length.is_asked() && sent == message && asks && !failed && !prints_words(transcript, length_prompt()) {
        StatisticsImpression::Other(OtherProtocol::AsksOnce)
    } else if !after.is_empty() {
        StatisticsImpression::Speaks
    } else {
        StatisticsImpression::Open
    }
}

/// The message that the case types, if that is one that every client sends as it is.
fn typed_message(case: &Case) -> Option<Vec<u8>> {
    let typed = case.steps.iter().find_map(|step| match step {
        Step::Type { line, .. } => Some(line.to_vec()),
        _ => None,
    });
    typed.filter(|line| is_plain_request(line) && !line.ends_with(b"\n"))
}

/// All that the client has sent.
fn sent_bytes(transcript: &Transcript) -> Vec<u8> {
    let pieces = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::Received { peer, bytes } | Happening::DatagramReceived { peer, bytes, .. } if peer != WIRE => {
            Some(bytes.as_slice())
        }
        _ => None,
    });
    pieces.collect::<Vec<_>>().concat()
}

/// The text that it prints before the first typed line, if neither prompt of the protocol ever comes.
fn asked_otherwise(transcript: &Transcript) -> Option<OtherProtocol> {
    if prints_words(transcript, message_prompt()) || prints_words(transcript, length_prompt()) {
        return None;
    }
    let before = transcript.seen.iter().take_while(|seen| !matches!(seen.what, Happening::Typed { .. }));
    let was_typed = before.clone().count() < transcript.seen.len();
    let printed = before.filter_map(|seen| match &seen.what {
        Happening::Printed { stream: Stream::Out, bytes, .. } => Some(bytes.as_slice()),
        _ => None,
    });
    let printed = String::from_utf8_lossy(&printed.collect::<Vec<_>>().concat()).into_owned();
    let last = printed.lines().map(str::trim).rfind(|line| !line.is_empty()).filter(|_| was_typed)?;
    Some(OtherProtocol::AsksOtherwise(last.to_owned()))
}

/// Whether the client prints these words, however it spells, spaces and punctuates them.
fn prints_words(transcript: &Transcript, words: &str) -> bool {
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let printed = transcript.printed_bytes(Side::Client, Stream::Out);
    letters(&String::from_utf8_lossy(&printed)).contains(&letters(words))
}

impl OtherProtocol {
    /// The side that speaks so.
    fn side(&self) -> Side {
        match self {
            OtherProtocol::Echoes
            | OtherProtocol::SpeaksFirst(_)
            | OtherProtocol::AnswersInWords(_)
            | OtherProtocol::AnswersInBytes(_)
            | OtherProtocol::WaitsForLineFeeds => Side::Server,
            OtherProtocol::AsksOtherwise(_)
            | OtherProtocol::AsksOnce
            | OtherProtocol::SendsLines
            | OtherProtocol::SendsBytes(_) => Side::Client,
        }
    }
}

/// `this server echoes what it is sent: it does not speak the set-statistics protocol`.
impl fmt::Display for OtherProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |bytes: &[u8]| match bytes.len() {
            length if length > SHOWN => format!("{} …", quote_bytes(&Bytes::from(&bytes[..SHOWN]))),
            _ => quote_bytes(&Bytes::from(bytes)),
        };
        write!(f, "this {} ", self.side())?;
        match self {
            OtherProtocol::Echoes => f.write_str("echoes what it is sent"),
            OtherProtocol::SpeaksFirst(said) => write!(f, "says {} before it is asked", shown(said)),
            OtherProtocol::AnswersInWords(said) => write!(f, "answers {}, and not with four numbers", shown(said)),
            OtherProtocol::AnswersInBytes(said) => write!(f, "answers with bytes that are no text ({})", shown(said)),
            OtherProtocol::WaitsForLineFeeds => f.write_str("answers only what ends in a line feed"),
            OtherProtocol::AsksOtherwise(prompt) => write!(f, "asks {}", shown(prompt.as_bytes())),
            OtherProtocol::AsksOnce => f.write_str("asks for the numbers and for no length"),
            OtherProtocol::SendsLines => f.write_str("ends what it sends with a line feed"),
            OtherProtocol::SendsBytes(sent) => write!(f, "sends bytes that are no text ({})", shown(sent)),
        }?;
        write!(f, ": it does not speak the {} protocol", dialect::current_spec().name)
    }
}
