//! What came from a program on one of its channels, message by message, as the expectations of the case take it.

use super::unit::{Next, next};
use crate::case::{Expectation, Matcher, Wire};
use crate::judge::hearing::Hearing;
use crate::protocol::Unit;
use crate::protocol::role::{Side, Transport};
use crate::transcript::Happening;
use std::net::SocketAddr;

/// From whom it is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel<'p> {
    /// A server, on this client or socket of the harness.
    Server(&'p str),
    /// The client under test, on whatever it talks.
    Client,
}

/// One piece: a read of a stream, or a datagram.
pub(super) struct Piece<'a> {
    pub(super) bytes: &'a [u8],
    /// Microseconds since the trial began.
    pub(super) at: u64,
    pub(super) from: Option<SocketAddr>,
}

/// One message that an expectation took.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) bytes: Vec<u8>,
    pub(super) is_whole: bool,
    pub(super) at: u64,
    pub(super) from: Option<SocketAddr>,
}

/// Listens to one channel: what was taken so far, and what comes next.
pub(super) struct Ear<'a, 'h> {
    hearing: &'h Hearing<'a>,
    channel: Channel<'a>,
    unit: Unit,
    /// Bytes of a stream, or datagrams, that were taken.
    taken: usize,
}

impl<'a, 'h> Ear<'a, 'h> {
    /// The ear at the beginning of step `at`: the expectations before it have taken what was theirs.
    pub(super) fn before(hearing: &'h Hearing<'a>, channel: Channel<'a>, at: usize) -> Ear<'a, 'h> {
        let side = match channel {
            Channel::Server(_) => Side::Server,
            Channel::Client => Side::Client,
        };
        let unit = hearing.case.id.subject().roles().iter().find(|role| role.side() == side).map(|role| role.unit());
        let unit = match unit {
            // A client that goes on reading does not close; what it has sent by then is its message.
            Some(Unit::UntilClose) if side == Side::Client => Unit::Stream,
            unit => unit.unwrap_or(Unit::Stream),
        };
        let mut ear = Ear { hearing, channel, unit, taken: 0 };
        for (step, what, _) in hearing.expectations_before(at) {
            if let Some((what, times)) = ear.is_asked(what) {
                (0..times).for_each(|_| drop(ear.take(step, what)));
            }
        }
        ear
    }

    /// What an expectation wants of this channel, and how often.
    pub(super) fn is_asked(&self, what: &'a Expectation) -> Option<(&'a Matcher, usize)> {
        const ANY: &Matcher = &Matcher::Anything;
        match (what, self.channel) {
            (Expectation::Reply { on, what, times, .. }, Channel::Server(peer)) if on == peer => Some((what, *times)),
            (Expectation::NamedReply { on, .. }, Channel::Server(peer)) if on == peer => Some((ANY, 1)),
            (Expectation::Sends { what, .. }, Channel::Client) => Some((what, 1)),
            _ => None,
        }
    }

    /// The next message that had come by the end of step `at`, which is to be `what`; bytes that are none yet are one that
    /// is not whole.
    pub(super) fn take(&mut self, at: usize, what: &Matcher) -> Option<Message> {
        let pieces = self.pieces(Some(at));
        match self.hearing.transport() {
            Transport::Udp => {
                let piece = pieces.get(self.taken)?;
                self.taken += 1;
                let bytes = piece.bytes.to_vec();
                Some(Message { bytes, is_whole: true, at: piece.at, from: piece.from })
            }
            Transport::Tcp => {
                let stream: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes).copied().collect();
                let (bytes, taken, is_whole) = match next(self.unit, what, &stream[self.taken..], self.is_ended(at)) {
                    Next::Whole { message, taken } => (message.to_vec(), taken, true),
                    // That the connection should end is another matter: `closed` says so.
                    Next::Begun(bytes) => {
                        let is_whole = match what {
                            // What must only come, or only differ, need not end as a message does.
                            Matcher::Not(_) | Matcher::Anything => self.is_ended(at),
                            _ => self.unit == Unit::UntilClose,
                        };
                        (bytes.to_vec(), bytes.len(), is_whole && what.fits(bytes))
                    }
                    Next::Nothing => return None,
                };
                self.taken += taken;
                Some(Message { bytes, is_whole, at: self.time_of(&pieces), from: None })
            }
        }
    }

    /// When the last byte that was taken came.
    fn time_of(&self, pieces: &[Piece<'_>]) -> u64 {
        let ends = pieces.iter().scan(0, |end, piece| {
            *end += piece.bytes.len();
            Some((*end, piece.at))
        });
        ends.into_iter().find(|(end, _)| *end >= self.taken).map_or(0, |(_, at)| at)
    }

    /// What came by the end of step `at` (in all, if `None`) and was not taken.
    pub(super) fn rest(&self, at: Option<usize>) -> Vec<u8> {
        let pieces = self.pieces(at);
        match self.hearing.transport() {
            Transport::Udp => pieces.iter().skip(self.taken).flat_map(|piece| piece.bytes).copied().collect(),
            Transport::Tcp => pieces.iter().flat_map(|piece| piece.bytes).skip(self.taken).copied().collect(),
        }
    }

    /// How many datagrams, or whether bytes of a stream, are left.
    pub(super) fn has_rest(&self, at: Option<usize>) -> bool {
        match self.hearing.transport() {
            Transport::Udp => self.pieces(at).len() > self.taken,
            Transport::Tcp => !self.rest(at).is_empty(),
        }
    }

    /// Whether nothing more comes after step `at`.
    pub(super) fn is_ended(&self, at: usize) -> bool {
        match self.channel {
            Channel::Server(peer) => self.hearing.is_closed_by(peer, at),
            Channel::Client => {
                let is_end = |what: &Happening| {
                    let (Happening::PeerClosed { peer } | Happening::PeerReset { peer }) = what else { return false };
                    peer != Wire::PEER
                };
                let closed = self.hearing.seen_by(at).any(|seen| is_end(&seen.what));
                closed || self.hearing.ended_by(Side::Client, at).is_some()
            }
        }
    }

    fn pieces(&self, at: Option<usize>) -> Vec<Piece<'a>> {
        let is_heard = |peer: &str| match self.channel {
            Channel::Server(on) => peer == on,
            Channel::Client => peer != Wire::PEER,
        };
        let last = self.hearing.last_of(at);
        let heard = self.hearing.transcript.seen[..last].iter().filter_map(|seen| match &seen.what {
            Happening::Received { peer, bytes } if is_heard(peer) => Some((seen.at, bytes, None)),
            Happening::DatagramReceived { peer, from, bytes } if is_heard(peer) => Some((seen.at, bytes, Some(*from))),
            _ => None,
        });
        heard.map(|(at, bytes, from)| Piece { bytes: bytes.as_slice(), at, from }).collect()
    }
}
