//! Reads a program's messages on one of its channels, one by one, as the expectations of the case take them.

use super::unit::{UnitStart, next};
use crate::case::{Expectation, Matcher, PairWire};
use crate::judge::hearing::Hearing;
use crate::protocol::Unit;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Bytes, Happening, Seen};
use std::net::SocketAddr;
use std::time::Duration;

/// The sender of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeardFrom<'p> {
    /// A server, on this client or socket of the harness.
    Server(&'p str),
    /// The client under test, on whatever it talks; or what it sends to this socket of the harness.
    Client(Option<&'p str>),
}

impl HeardFrom<'_> {
    /// The side of the sender.
    pub(super) fn side(self) -> Side {
        match self {
            HeardFrom::Server(_) => Side::Server,
            HeardFrom::Client(_) => Side::Client,
        }
    }
}

/// One piece: a read of a stream, or a datagram.
pub(super) struct HeardPiece<'a> {
    pub(super) bytes: &'a [u8],
    /// Microseconds since the trial began.
    pub(super) at: u64,
    pub(super) from: Option<SocketAddr>,
    /// On which connection or socket of the harness.
    peer: &'a str,
    /// Whether it is the same as the one before it, so that it is no message of its own.
    is_copy: bool,
    /// Whether, moreover, nothing came or went for so long before it that the program repeats itself.
    is_repeated: bool,
}

/// One message that an expectation took.
#[derive(Debug, Clone)]
pub(super) struct HeardMessage {
    pub(super) bytes: Vec<u8>,
    pub(super) is_whole: bool,
    pub(super) at: u64,
    pub(super) from: Option<SocketAddr>,
    /// Whether it is the same as the one that was taken before it.
    is_again: bool,
}

impl HeardMessage {
    /// Whether it is whole, and what is expected.
    pub(super) fn is_as_expected(&self, what: &Matcher) -> bool {
        self.is_whole && what.fits(&self.bytes) && (self.is_again || *what != Matcher::Again)
    }
}

/// Listens to one channel: what was taken so far, and what comes next.
pub(super) struct Ear<'a, 'h> {
    hearing: &'h Hearing<'a>,
    channel: HeardFrom<'a>,
    unit: Unit,
    repeats_after: Option<Duration>,
    /// Bytes of a stream, or datagrams, that were taken.
    taken: usize,
    /// Whether a copy counts as something, if nothing says that the program repeats itself.
    is_strict: bool,
    /// The last datagram that was taken.
    last: Option<(Vec<u8>, Option<SocketAddr>)>,
    /// All of a stream that had come by the end of a step: many messages are taken from it.
    stream: Option<(usize, Vec<u8>)>,
    /// The messages that need not come, and had not come when they were waited for.
    missed: Vec<&'a Matcher>,
}

impl<'a, 'h> Ear<'a, 'h> {
    /// The ear at the beginning of step `at`: the expectations before it have taken what was theirs.
    pub(super) fn before_step(hearing: &'h Hearing<'a>, channel: HeardFrom<'a>, at: usize) -> Ear<'a, 'h> {
        let side = channel.side();
        let roles = hearing.case.id.subject().roles();
        let role = roles.iter().find(|role| role.side() == side);
        let repeats_after = role.and_then(|role| role.repeats_after());
        let unit = match role.map(|role| role.unit()) {
            // A client that goes on reading does not close; what it has sent by then is its message.
            Some(Unit::UntilClose) if side == Side::Client => Unit::Stream,
            unit => unit.unwrap_or(Unit::Stream),
        };
        let mut ear = Ear {
            hearing,
            channel,
            unit,
            repeats_after,
            taken: 0,
            is_strict: false,
            last: None,
            stream: None,
            missed: Vec::new(),
        };
        for (step, what, _) in hearing.expectations_before(at) {
            if let Some((matcher, times)) = ear.is_asked(what) {
                let is_missed = (0..times).filter(|_| ear.take_message(step, matcher).is_none()).count() > 0;
                ear.missed.extend(Some(matcher).filter(|_| is_missed && may_stay_away(what)));
            }
        }
        ear
    }

    /// The same ear, for what must not come at all.
    pub(super) fn into_strict(self) -> Ear<'a, 'h> {
        Ear { is_strict: true, ..self }
    }

    /// The demand of an expectation on this channel, and how often.
    pub(super) fn is_asked(&self, what: &'a Expectation) -> Option<(&'a Matcher, usize)> {
        const ANY: &Matcher = &Matcher::Anything;
        match (what, self.channel) {
            (Expectation::Reply { on, what, times, .. }, HeardFrom::Server(peer)) if on == peer => Some((what, *times)),
            (Expectation::NamedReply { on, .. }, HeardFrom::Server(peer)) if on == peer => Some((ANY, 1)),
            (Expectation::Sends { on, what, .. }, HeardFrom::Client(peer)) if on.as_deref() == peer => Some((what, 1)),
            _ => None,
        }
    }

    /// The next message that had come by the end of step `at`, which should be `what`. Bytes that are no message yet
    /// are returned as an incomplete one.
    pub(super) fn take_message(&mut self, at: usize, what: &Matcher) -> Option<HeardMessage> {
        let pieces = self.collect_pieces(Some(at));
        match self.hearing.transport() {
            Transport::Udp => {
                let is_wanted = |piece: &HeardPiece<'_>| *what == Matcher::Again || !piece.is_copy;
                let place = self.taken + pieces.get(self.taken..)?.iter().position(is_wanted)?;
                let piece = &pieces[place];
                self.taken = place + 1;
                let bytes = piece.bytes.to_vec();
                let known = Some((bytes.clone(), piece.from));
                let is_again = self.last == known;
                self.last = known;
                Some(HeardMessage { bytes, is_whole: true, at: piece.at, from: piece.from, is_again })
            }
            Transport::Tcp => {
                let known = self.stream.take().filter(|(step, _)| *step == at);
                let whole = || pieces.iter().flat_map(|piece| piece.bytes).copied().collect();
                let (_, stream) = known.unwrap_or_else(|| (at, whole()));
                let (bytes, taken, is_whole) = match next(self.unit, what, &stream[self.taken..], self.is_ended(at)) {
                    UnitStart::Whole { message, taken } => (message.to_vec(), taken, true),
                    // That the connection should end is another matter: `closed` says so.
                    UnitStart::Begun(bytes) => {
                        let is_whole = match what {
                            // A message that must only come, or only differ, need not have its end mark.
                            Matcher::Not(_) | Matcher::Anything => self.is_ended(at),
                            _ => self.unit == Unit::UntilClose,
                        };
                        (bytes.to_vec(), bytes.len(), is_whole && what.fits(bytes))
                    }
                    UnitStart::Nothing => return None,
                };
                self.taken += taken;
                self.stream = Some((at, stream));
                Some(HeardMessage { bytes, is_whole, at: self.time_of(&pieces), from: None, is_again: false })
            }
        }
    }

    /// When the last byte that was taken came.
    fn time_of(&self, pieces: &[HeardPiece<'_>]) -> u64 {
        let ends = pieces.iter().scan(0, |end, piece| {
            *end += piece.bytes.len();
            Some((*end, piece.at))
        });
        ends.into_iter().find(|(end, _)| *end >= self.taken).map_or(0, |(_, at)| at)
    }

    /// The bytes that came by the end of step `at` (in all, if `None`) and were not taken.
    pub(super) fn untaken_bytes(&self, at: Option<usize>) -> Vec<u8> {
        let pieces = self.collect_pieces(at);
        match self.hearing.transport() {
            Transport::Udp => self.untaken_datagrams(&pieces).flat_map(|piece| piece.bytes).copied().collect(),
            Transport::Tcp => pieces.iter().flat_map(|piece| piece.bytes).skip(self.taken).copied().collect(),
        }
    }

    /// Takes what need not have come, and came later than it was waited for: to be slow is another matter.
    pub(super) fn take_late_messages(&mut self, at: usize) {
        for what in std::mem::take(&mut self.missed) {
            let taken = self.taken;
            if !self.take_message(at, what).is_some_and(|message| message.is_as_expected(what)) {
                self.taken = taken;
            }
        }
    }

    /// Whether all that was not taken came when the harness had ended its sending.
    pub(super) fn is_rest_behind_the_end(&self) -> bool {
        let HeardFrom::Server(on) = self.channel else { return false };
        let is_end = |seen: &&Seen| matches!(&seen.what, Happening::HalfClosed { peer } if peer == on);
        let Some(end) = self.hearing.transcript.seen.iter().find(is_end) else { return false };
        let before = self.collect_pieces(None).into_iter().filter(|piece| piece.at < end.at);
        before.map(|piece| piece.bytes.len()).sum::<usize>() <= self.taken
    }

    /// How many datagrams, or whether bytes of a stream, are left.
    pub(super) fn has_rest(&self, at: Option<usize>) -> bool {
        match self.hearing.transport() {
            Transport::Udp => self.untaken_datagrams(&self.collect_pieces(at)).next().is_some(),
            Transport::Tcp => !self.untaken_bytes(at).is_empty(),
        }
    }

    /// Whether nothing more comes after step `at`.
    pub(super) fn is_ended(&self, at: usize) -> bool {
        match self.channel {
            HeardFrom::Server(peer) => self.hearing.is_closed_by(peer, at),
            HeardFrom::Client(_) => {
                let is_end = |what: &Happening| {
                    let (Happening::PeerClosed { peer } | Happening::PeerReset { peer }) = what else { return false };
                    peer != PairWire::PEER
                };
                let closed = self.hearing.seen_by(at).any(|seen| is_end(&seen.what));
                closed || self.hearing.ended_by(Side::Client, at).is_some()
            }
        }
    }

    /// All that came by the end of step `at` (in all, if `None`).
    fn collect_pieces(&self, at: Option<usize>) -> Vec<HeardPiece<'a>> {
        let is_heard = |peer: &str| match self.channel {
            HeardFrom::Server(on) => peer == on,
            HeardFrom::Client(None) => peer != PairWire::PEER,
            HeardFrom::Client(Some(on)) => peer == on,
        };
        let last = self.hearing.last_of(at);
        let heard = self.hearing.transcript.seen[..last].iter().filter_map(|seen| match &seen.what {
            Happening::Received { peer, bytes } if is_heard(peer) => Some((seen.at, bytes, peer, None)),
            Happening::DatagramReceived { peer, from, bytes } if is_heard(peer) => {
                Some((seen.at, bytes, peer, Some(*from)))
            }
            _ => None,
        });
        let piece = |(at, bytes, peer, from): (u64, &'a Bytes, &'a String, _)| HeardPiece {
            bytes: bytes.as_slice(),
            at,
            from,
            peer,
            is_copy: false,
            is_repeated: false,
        };
        let mut pieces: Vec<HeardPiece<'a>> = heard.map(piece).collect();
        if let Some(silence) = self.repeats_after {
            self.mark_copies(&mut pieces, silence);
        }
        pieces
    }

    /// The datagrams that were not taken, without copies; a strict ear leaves only those out that come by themselves.
    fn untaken_datagrams<'p>(&self, pieces: &'p [HeardPiece<'a>]) -> impl Iterator<Item = &'p HeardPiece<'a>> {
        let is_strict = self.is_strict;
        let counts = move |piece: &&HeardPiece<'_>| if is_strict { !piece.is_repeated } else { !piece.is_copy };
        pieces.iter().skip(self.taken).filter(counts)
    }

    /// Marks each datagram that is the same as the one before it from the same port. One that follows on the heels of what
    /// the harness sends there, or of the first one, is no repetition: something has caused it.
    fn mark_copies(&self, pieces: &mut [HeardPiece<'a>], silence: Duration) {
        let silence = u64::try_from(silence.as_micros()).unwrap_or(u64::MAX);
        let sent: Vec<(u64, &str)> = self.hearing.transcript.seen.iter().filter_map(sent_at).collect();
        for place in 1..pieces.len() {
            let (before, rest) = pieces.split_at_mut(place);
            let piece = &mut rest[0];
            let Some(copy) = before.iter().rfind(|other| other.from == piece.from) else { continue };
            let is_cause = |(at, peer): &&(u64, &str)| *at <= piece.at && *peer == piece.peer;
            let last_sent = sent.iter().rfind(is_cause).map_or(0, |(at, _)| *at);
            piece.is_copy = copy.bytes == piece.bytes;
            piece.is_repeated = piece.is_copy && piece.at.saturating_sub(copy.at.max(last_sent)) >= silence;
        }
    }
}

fn may_stay_away(what: &Expectation) -> bool {
    matches!(what, Expectation::Reply { optional: true, .. } | Expectation::Sends { optional: true, .. })
}

/// When the harness sent a datagram, and from which socket, if it did.
fn sent_at(seen: &Seen) -> Option<(u64, &str)> {
    match &seen.what {
        Happening::DatagramSent { peer, .. } => Some((seen.at, peer)),
        _ => None,
    }
}
