//! The part of a transcript that is compared: what came on which channel, and how the program fared.

use crate::case::{Case, Expectation, Step};
use crate::judge::Finding;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use crate::transcript::{Bytes, ExitStatus, Happening, Seen, Stream, Transcript};
use std::net::SocketAddr;

/// One trial: what was seen, and what the judge says of it (its names for INFO behaviours are used, not its verdicts).
#[derive(Debug, Clone, Copy)]
pub struct TrialAccount<'a> {
    /// Everything seen.
    pub transcript: &'a Transcript,
    /// The judge's findings.
    pub findings: &'a [Finding],
}

/// Bytes that came: all of a stream, or one datagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PieceSeen {
    /// The harness's connection or socket.
    pub(crate) peer: String,
    /// Whether a datagram came from another port than the program's own.
    pub(crate) from_elsewhere: bool,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The last action of the harness before a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// It sent, at this step, on this connection or socket.
    Sent(Option<usize>, String),
    /// It closed.
    Left,
    /// It reset the connection.
    Reset,
    /// It ended its sending side.
    HalfClosed,
    /// Nothing: the program ended by itself.
    Nothing,
}

impl<'a> TrialAccount<'a> {
    /// The last step that was played; `None` if none was.
    pub(crate) fn last_step(&self) -> Option<usize> {
        self.transcript.seen.iter().filter_map(|seen| seen.step).max()
    }

    /// The events until the harness began to end the trial: how a trial ends is the harness's affair.
    pub(crate) fn seen_before_ending(&self) -> &'a [Seen] {
        let seen = &self.transcript.seen;
        let behind = seen.iter().rposition(|seen| seen.step.is_some()).map_or(0, |last| last + 1);
        let ends = |seen: &Seen| matches!(seen.what, Happening::Left { .. } | Happening::StopAsked { .. });
        let end = seen[behind..].iter().position(ends).map_or(seen.len(), |at| behind + at);
        &seen[..end]
    }

    /// The bytes that came for the expectation of step `at` on the peers to which it listens. All bytes of a connection
    /// are one piece, and so is each datagram.
    pub(crate) fn pieces_for_expectation(&self, case: &Case, at: usize) -> Vec<PieceSeen> {
        let Some(Step::Expect { what, .. }) = case.steps.get(at) else { return Vec::new() };
        let mut pieces: Vec<PieceSeen> = Vec::new();
        for seen in self.seen_before_ending() {
            let Some((peer, from, bytes)) = received_bytes(&seen.what) else { continue };
            if !what.listens_to(peer) || !is_in_window(case, at, peer, seen.step) {
                continue;
            }
            match (from, pieces.iter_mut().find(|piece| piece.peer == peer)) {
                (None, Some(piece)) => piece.bytes.extend_from_slice(bytes.as_slice()),
                _ => pieces.push(PieceSeen {
                    peer: peer.to_owned(),
                    from_elsewhere: from.is_some_and(|from| !self.is_own_port(from)),
                    bytes: bytes.as_slice().to_vec(),
                }),
            }
        }
        pieces
    }

    /// Whether a datagram comes from a port that the program listens on, or that the harness speaks to.
    fn is_own_port(&self, from: SocketAddr) -> bool {
        self.transcript.seen.iter().any(|seen| match &seen.what {
            Happening::Ready { endpoints, .. } => endpoints.iter().any(|own| own.port() == from.port()),
            Happening::DatagramSent { to, .. } => to.port() == from.port(),
            Happening::Setting { reply, .. } => *reply == from.port(),
            _ => false,
        })
    }

    /// How `program` ended by itself while the case was played, if it did.
    pub(crate) fn find_own_exit(&self, program: Side) -> Option<&'a ExitStatus> {
        let unasked =
            self.seen_before_ending().iter().take_while(|seen| !matches!(seen.what, Happening::StopAsked { .. }));
        unasked.into_iter().find_map(|seen| match &seen.what {
            Happening::Exited { program: p, status } if *p == program => Some(status),
            _ => None,
        })
    }

    /// How `program` ended before it was asked to, however late that was seen.
    pub(crate) fn ended_at_last(&self, program: Side) -> Option<&'a ExitStatus> {
        self.find_own_exit(program).or_else(|| self.transcript.exit_before_stop(program))
    }

    /// The last action of the harness before `program` ended.
    pub(crate) fn last_deed(&self, program: Side) -> Deed {
        let is_end = |seen: &Seen| matches!(&seen.what, Happening::Exited { program: p, .. } if *p == program);
        let seen = &self.transcript.seen;
        let end = seen.iter().position(is_end).unwrap_or(seen.len());
        let deed = seen[..end].iter().rev().find_map(|seen| match &seen.what {
            Happening::Sent { peer, .. } | Happening::DatagramSent { peer, .. } => {
                Some(Deed::Sent(seen.step, peer.clone()))
            }
            Happening::Left { .. } => Some(Deed::Left),
            Happening::ResetSent { .. } => Some(Deed::Reset),
            Happening::HalfClosed { .. } => Some(Deed::HalfClosed),
            _ => None,
        });
        deed.unwrap_or(Deed::Nothing)
    }

    /// The longest time between two pieces that the harness sent in one step, in microseconds.
    pub(crate) fn longest_pause(&self) -> u64 {
        let sent = self.transcript.seen.iter().filter(|seen| matches!(seen.what, Happening::Sent { .. }));
        let sent: Vec<&Seen> = sent.collect();
        let pauses = sent.windows(2).filter(|two| two[0].step == two[1].step).map(|two| two[1].at - two[0].at);
        pauses.max().unwrap_or_default()
    }

    /// Whether the program did not come up again after a restart.
    pub(crate) fn stays_down(&self) -> bool {
        self.transcript.seen.iter().any(|seen| matches!(seen.what, Happening::NotReady { .. }))
    }

    /// How the other side ended a connection that the expectation is about, if it did.
    pub(crate) fn connection_end(&self, what: &Expectation) -> Option<&'static str> {
        self.seen_before_ending().iter().find_map(|seen| match &seen.what {
            Happening::PeerClosed { peer } if what.listens_to(peer) => Some("closes"),
            Happening::PeerReset { peer } if what.listens_to(peer) => Some("resets the connection"),
            _ => None,
        })
    }

    /// All that `program` wrote to standard error while the case was played.
    pub(crate) fn collect_stderr(&self, program: Side) -> Vec<u8> {
        let wrote = self.seen_before_ending().iter().filter_map(|seen| match &seen.what {
            Happening::Printed { program: p, stream: Stream::Err, bytes } if *p == program => Some(bytes.as_slice()),
            _ => None,
        });
        wrote.collect::<Vec<_>>().concat()
    }

    /// The finding about a clause.
    pub(crate) fn finding_for_clause(&self, clause: ClauseId) -> Option<&'a Finding> {
        self.findings.iter().find(|finding| finding.clause == clause)
    }
}

/// The bytes that came on a connection or socket of the harness: the peer, the sender of a datagram, the bytes.
fn received_bytes(what: &Happening) -> Option<(&str, Option<SocketAddr>, &Bytes)> {
    match what {
        Happening::Received { peer, bytes } => Some((peer, None, bytes)),
        Happening::DatagramReceived { peer, from, bytes } => Some((peer, Some(*from), bytes)),
        _ => None,
    }
}

/// Whether something that came at `step` belongs to the expectation of step `at`. It does if it came after the previous
/// expectation about the same peer. The last expectation's window lasts until the end.
fn is_in_window(case: &Case, at: usize, peer: &str, step: Option<usize>) -> bool {
    let about = |step: &Step| matches!(step, Step::Expect { what, .. } if what.listens_to(peer));
    let since = case.steps[..at].iter().rposition(about);
    let is_last = !case.steps[at + 1..].iter().any(about);
    match step {
        Some(step) => since.is_none_or(|since| step > since) && (step <= at || is_last),
        None => is_last,
    }
}
