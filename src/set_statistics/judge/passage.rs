//! The traffic through the relay of a pair, read from the transcript: the server's requests and answers, and the
//! client's replies.

use super::reply;
use crate::case::{PairWire, Step};
use crate::judge::hearing::Hearing;
use crate::protocol::role::Transport;
use crate::transcript::{Happening, Seen};
use std::net::SocketAddr;
use std::time::Duration;

/// The relay's connection to the server, or its socket that stands for the client there; see the player.
pub(super) const WIRE: &str = PairWire::PEER;

/// The wire of the case, if it has one: it is a pair then.
pub(super) fn wire_of_case(hearing: &Hearing<'_>) -> Option<PairWire> {
    hearing.case.steps.iter().find_map(|step| match step {
        Step::Relay { wire, .. } => Some(*wire),
        _ => None,
    })
}

/// One request as it reached the server, and what came back before the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Exchange {
    /// The pieces (TCP: all that went out before the answer) or the datagram.
    pub(super) pieces: Vec<Vec<u8>>,
    /// Whether the end of the stream had reached the server before it answered.
    pub(super) after_the_end: bool,
    /// The answers: over TCP all that came as one, over UDP each datagram with its sender.
    pub(super) answers: Vec<(Vec<u8>, Option<SocketAddr>)>,
}

impl Exchange {
    pub(super) fn asked_bytes(&self) -> Vec<u8> {
        self.pieces.concat()
    }
}

/// The exchanges with the server, in order: over TCP there is one, up to what came next from the client.
pub(super) fn collect_exchanges(hearing: &Hearing<'_>) -> Vec<Exchange> {
    match hearing.transport() {
        Transport::Tcp => exchange_of_stream(hearing).into_iter().collect(),
        Transport::Udp => exchanges_of_datagrams(hearing),
    }
}

fn exchange_of_stream(hearing: &Hearing<'_>) -> Option<Exchange> {
    let mut exchange = Exchange { pieces: Vec::new(), after_the_end: false, answers: Vec::new() };
    let mut answer: Vec<u8> = Vec::new();
    let pieces = if matches!(wire_of_case(hearing), Some(PairWire::MessageCut { .. })) { 2 } else { 1 };
    for seen in &hearing.transcript.seen {
        match &seen.what {
            Happening::Sent { peer, bytes } if peer == WIRE => {
                // The second piece of a cut message goes out when the first was read, answered already or not.
                if !answer.is_empty() && exchange.pieces.len() >= pieces {
                    break;
                }
                exchange.pieces.push(bytes.as_slice().to_vec());
            }
            Happening::HalfClosed { peer } if peer == WIRE && answer.is_empty() => exchange.after_the_end = true,
            Happening::Received { peer, bytes } if peer == WIRE => answer.extend_from_slice(bytes.as_slice()),
            _ => {}
        }
    }
    // A reply may come in pieces with pauses between them, and what came next from the client lie between.
    let all = hearing.transcript.received_bytes(WIRE);
    let is_whole = reply::is_right(&exchange.asked_bytes(), &answer) || !reply::is_right(&exchange.asked_bytes(), &all);
    let answer = if is_whole { answer } else { all };
    if !answer.is_empty() {
        exchange.answers.push((answer, None));
    }
    (!exchange.pieces.is_empty()).then_some(exchange)
}

/// The bytes that the server of a pair sent over TCP behind a right reply, if it did. They may reach the client or find
/// it gone. More digits of the reply are no second reply.
pub(super) fn second_reply(hearing: &Hearing<'_>) -> Option<Vec<u8>> {
    if hearing.transport() == Transport::Udp || matches!(wire_of_case(hearing)?, PairWire::MessageCut { .. }) {
        return None;
    }
    let exchange = exchange_of_stream(hearing)?;
    let (answer, _) = exchange.answers.first()?;
    let all = hearing.transcript.received_bytes(WIRE);
    let more = all.strip_prefix(answer.as_slice())?;
    let is_second = reply::is_right(&exchange.asked_bytes(), answer)
        && !reply::is_right(&exchange.asked_bytes(), &all)
        && !more.trim_ascii().is_empty();
    is_second.then(|| more.to_vec())
}

fn exchanges_of_datagrams(hearing: &Hearing<'_>) -> Vec<Exchange> {
    let mut all: Vec<Exchange> = Vec::new();
    for seen in &hearing.transcript.seen {
        match &seen.what {
            Happening::DatagramSent { peer, bytes, .. } if peer == WIRE => {
                let pieces = vec![bytes.as_slice().to_vec()];
                all.push(Exchange { pieces, after_the_end: false, answers: Vec::new() });
            }
            Happening::DatagramReceived { peer, from, bytes } if peer == WIRE => {
                if let Some(last) = all.last_mut() {
                    last.answers.push((bytes.as_slice().to_vec(), Some(*from)));
                }
            }
            _ => {}
        }
    }
    all
}

/// How many datagrams came from the server before the first went to it (UDP).
pub(super) fn count_unasked(hearing: &Hearing<'_>) -> usize {
    let asks = |what: &Happening| matches!(what, Happening::DatagramSent { peer, .. } if peer == WIRE);
    let answers = |what: &Happening| matches!(what, Happening::DatagramReceived { peer, .. } if peer == WIRE);
    let before = hearing.transcript.seen.iter().take_while(|seen| !asks(&seen.what));
    before.filter(|seen| answers(&seen.what)).count()
}

/// The port at which the server was asked (UDP).
pub(super) fn asked_port(hearing: &Hearing<'_>) -> Option<u16> {
    hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::DatagramSent { peer, to, .. } if peer == WIRE => Some(to.port()),
        _ => None,
    })
}

/// The bytes that the client got: over TCP the pieces of the server's answer to its message, over UDP all datagrams.
pub(super) fn given_payloads(hearing: &Hearing<'_>) -> Vec<Vec<u8>> {
    given_pieces(hearing).into_iter().map(|(_, bytes)| bytes.to_vec()).collect()
}

/// The server's answer to the length, too, may reach a client or find it gone: it is no part of its reply.
fn given_pieces<'a>(hearing: &Hearing<'a>) -> Vec<(&'a Seen, &'a [u8])> {
    let answers = collect_exchanges(hearing).into_iter().next().map(|exchange| exchange.answers);
    let size = match (hearing.transport(), answers.as_deref()) {
        (Transport::Tcp, Some([(answer, _), ..])) => answer.len(),
        _ => usize::MAX,
    };
    let mut before = 0;
    let is_of_it = |(_, bytes): &(&Seen, &[u8])| {
        let begins = before < size;
        before += bytes.len();
        begins
    };
    to_client(hearing).take_while(is_of_it).collect()
}

/// How long after the client's message the answer had gone out to it: all of a stream, or the first datagram.
pub(super) fn reply_delay(hearing: &Hearing<'_>) -> Option<Duration> {
    let given = given_pieces(hearing);
    let (answered, _) = match hearing.transport() {
        Transport::Tcp => given.last()?,
        Transport::Udp => given.first()?,
    };
    let came = hearing.transcript.seen.iter().find(|seen| match &seen.what {
        Happening::Received { peer, .. } | Happening::DatagramReceived { peer, .. } => peer != WIRE,
        _ => false,
    })?;
    Some(Duration::from_micros(answered.at.saturating_sub(came.at)))
}

fn to_client<'a>(hearing: &Hearing<'a>) -> impl Iterator<Item = (&'a Seen, &'a [u8])> {
    hearing.transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::Sent { peer, bytes } | Happening::DatagramSent { peer, bytes, .. } if peer != WIRE => {
            Some((seen, bytes.as_slice()))
        }
        _ => None,
    })
}
