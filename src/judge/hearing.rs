//! A transcript, read with its case: which messages came from which program, up to which step.

use super::life::Life;
use crate::case::{Case, Expectation, Step, Subject};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{ExitStatus, Happening, Seen, Stream, Transcript, WaitEnd, in_words};

/// One case and its transcript.
pub(crate) struct Hearing<'a> {
    pub(crate) case: &'a Case,
    pub(crate) transcript: &'a Transcript,
}

impl<'a> Hearing<'a> {
    pub(crate) fn new(case: &'a Case, transcript: &'a Transcript) -> Hearing<'a> {
        Hearing { case, transcript }
    }

    /// The expectations of the case: step, expectation, clause.
    pub(crate) fn expectations(&self) -> impl Iterator<Item = (usize, &'a Expectation, ClauseId)> {
        self.case.steps.iter().enumerate().filter_map(|(at, step)| match step {
            Step::Expect { what, clause } => Some((at, what, *clause)),
            _ => None,
        })
    }

    /// The expectations of the steps before `at`.
    pub(crate) fn expectations_before(&self, at: usize) -> impl Iterator<Item = (usize, &'a Expectation, ClauseId)> {
        self.expectations().take_while(move |(step, ..)| *step < at)
    }

    pub(crate) fn transport(&self) -> Transport {
        self.case.id.subject().transport()
    }

    /// Whether a program of this side is under test.
    pub(crate) fn is_under_test(&self, side: Side) -> bool {
        match self.case.id.subject() {
            Subject::Role(role) => role.side() == side,
            Subject::Pair(_) => true,
        }
    }

    /// The side that a finding names: only in a pair, in which there are two.
    pub(crate) fn side_to_blame(&self, side: Side) -> Option<Side> {
        matches!(self.case.id.subject(), Subject::Pair(_)).then_some(side)
    }

    /// In a pair: the one side that a clause binds, if it binds one.
    pub(crate) fn bound_side(&self, clause: ClauseId) -> Option<Side> {
        let binds = |side: Side| clause.roles().iter().any(|role| role.side() == side);
        match (binds(Side::Client), binds(Side::Server)) {
            (true, false) => self.side_to_blame(Side::Client),
            (false, true) => self.side_to_blame(Side::Server),
            _ => None,
        }
    }

    pub(crate) fn setting(&self) -> TrialSetting {
        let found = self.transcript.seen.iter().find_map(|seen| match seen.what {
            Happening::Setting { reply, arguments, .. } => Some(TrialSetting { reply, arguments }),
            _ => None,
        });
        found.unwrap_or(TrialSetting {
            reply: self.case.id.subject().roles()[0].reply_port().unwrap_or(0),
            arguments: false,
        })
    }

    /// The events on `peer` for the expectation of step `at`: since the last expectation about the same peer.
    pub(crate) fn seen_for_expectation(&self, peer: &str, at: usize) -> impl Iterator<Item = &'a Seen> {
        let since = self.case.steps[..at].iter().rposition(|step| match step {
            Step::Expect { what, .. } => what.listens_to(peer),
            _ => false,
        });
        let in_time = move |step: Option<usize>| match (step, since) {
            (Some(step), Some(since)) => step > since && step <= at,
            (Some(step), None) => step <= at,
            (None, since) => since.is_none(),
        };
        // Before the first step nothing was expected; after the last nothing is any more.
        let last = self.transcript.seen.iter().rposition(|seen| seen.step.is_some()).map_or(0, |last| last + 1);
        self.transcript.seen[..last].iter().filter(move |seen| in_time(seen.step))
    }

    /// The bytes that came on `peer` for the expectation of step `at`.
    pub(crate) fn bytes_for_expectation(&self, peer: &str, at: usize) -> Vec<u8> {
        self.pieces_for_expectation(peer, at).concat()
    }

    /// The same, as the reads (TCP) or the datagrams (UDP) that they came in.
    pub(crate) fn pieces_for_expectation(&self, peer: &str, at: usize) -> Vec<Vec<u8>> {
        let pieces = self.seen_for_expectation(peer, at).filter_map(|seen| match &seen.what {
            Happening::Received { peer: p, bytes } | Happening::DatagramReceived { peer: p, bytes, .. }
                if p == peer =>
            {
                Some(bytes.as_slice().to_vec())
            }
            _ => None,
        });
        pieces.collect()
    }

    /// Whether the other side of `peer` has ended the connection, or there never was one.
    pub(crate) fn is_closed(&self, peer: &str) -> bool {
        self.transcript.seen.iter().any(|seen| is_end_of(&seen.what, peer))
    }

    /// The same, by the end of step `at`.
    pub(crate) fn is_closed_by(&self, peer: &str, at: usize) -> bool {
        self.seen_by(at).any(|seen| is_end_of(&seen.what, peer))
    }

    /// How many happenings there are up to the end of step `at`; of all, if `None`.
    pub(crate) fn last_of(&self, at: Option<usize>) -> usize {
        let seen = &self.transcript.seen;
        let Some(at) = at else { return seen.len() };
        seen.iter().rposition(|seen| seen.step.is_some_and(|step| step <= at)).map_or(0, |last| last + 1)
    }

    /// The events in the steps up to `at`.
    pub(crate) fn seen_by(&self, at: usize) -> impl Iterator<Item = &'a Seen> {
        self.transcript.seen.iter().filter(move |seen| seen.step.is_some_and(|step| step <= at))
    }

    /// Another client that came before `on` and has not left by the end of step `at`.
    pub(crate) fn guest_before(&self, on: &str, at: usize) -> Option<&'a str> {
        let mut guests: Vec<&str> = Vec::new();
        let mut came = false;
        for seen in self.seen_by(at) {
            match &seen.what {
                Happening::Connected { peer } if peer == on => came = true,
                Happening::Connected { peer } if !came => guests.push(peer),
                Happening::Left { peer } | Happening::ResetSent { peer } => guests.retain(|guest| guest != peer),
                Happening::PeerClosed { peer } | Happening::PeerReset { peer } => guests.retain(|guest| guest != peer),
                _ => {}
            }
        }
        guests.first().copied()
    }

    /// How the last wait of step `at` ended, if it was waited there.
    pub(crate) fn wait_of(&self, at: usize) -> Option<WaitEnd> {
        let waits = self.transcript.seen.iter().filter(|seen| seen.step == Some(at));
        waits.rev().find_map(|seen| match seen.what {
            Happening::Waited { until } => Some(until),
            _ => None,
        })
    }

    /// Why `peer` has no connection, if it could not get one.
    pub(crate) fn refusal_reason(&self, peer: &str) -> Option<&'a str> {
        self.transcript.seen.iter().find_map(|seen| match &seen.what {
            Happening::ConnectFailed { peer: p, reason } if p == peer => Some(in_words(reason)),
            _ => None,
        })
    }

    /// Whether anything has gone out on `peer` by the end of step `at`, be it only the end of the stream.
    pub(crate) fn has_asked(&self, peer: &str, at: usize) -> bool {
        let mut in_time = self.transcript.seen.iter().filter(|seen| seen.step.is_none_or(|step| step <= at));
        in_time.any(|seen| match &seen.what {
            Happening::Sent { peer: p, .. }
            | Happening::DatagramSent { peer: p, .. }
            | Happening::HalfClosed { peer: p } => p == peer,
            _ => false,
        })
    }

    /// The names of all peers on which a server was asked something.
    pub(crate) fn asked_peers(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = self
            .case
            .steps
            .iter()
            .filter_map(|step| match step {
                Step::Connect { peer } | Step::Bind { peer, .. } => Some(peer.as_str()),
                _ => None,
            })
            .collect();
        names.dedup();
        names
    }

    /// How the program of this side ended by itself: before it was asked to stop.
    pub(crate) fn exit_before_stop(&self, side: Side) -> Option<&'a ExitStatus> {
        self.transcript.exit_before_stop(side)
    }

    /// The same, if it was seen by the end of step `at`: what the harness does later may end a program that would not.
    pub(crate) fn ended_by(&self, side: Side, at: usize) -> Option<&'a ExitStatus> {
        let mut in_time = self.transcript.seen.iter().filter(|seen| seen.step.is_some_and(|step| step <= at));
        in_time.find_map(|seen| match &seen.what {
            Happening::Exited { program, status } if *program == side => Some(status),
            _ => None,
        })
    }

    pub(crate) fn client_ended(&self) -> bool {
        self.exit_before_stop(Side::Client).is_some()
    }

    /// Whether the client has ended by itself, and not with success.
    pub(crate) fn client_failed(&self) -> bool {
        self.exit_before_stop(Side::Client).is_some_and(|status| !status.is_success())
    }

    /// The output of a program on a stream, as text; bytes that are no UTF-8 are replaced.
    pub(crate) fn printed_text(&self, side: Side, stream: Stream) -> String {
        String::from_utf8_lossy(&self.transcript.printed_bytes(side, stream)).into_owned()
    }

    /// Whether the harness's first reply was so late that the client could have given up. That is more than 1 s after
    /// its last input, and after its first bytes (TCP-C-4, UDP-C-3). A busy machine delays the harness too.
    pub(crate) fn replied_too_late(&self) -> bool {
        const WAITED: u64 = 1_000_000;
        let seen = || self.transcript.seen.iter();
        let replies = |what: &Happening| matches!(what, Happening::Sent { .. } | Happening::DatagramSent { .. });
        let comes = |what: &Happening| matches!(what, Happening::Received { .. } | Happening::DatagramReceived { .. });
        let Some(reply) = seen().find(|seen| replies(&seen.what)) else { return false };
        let input = self.last_input();
        let first = seen().find(|seen| comes(&seen.what));
        let waits = [input, first].into_iter().flatten().map(|seen| seen.at).max();
        waits.is_some_and(|since| reply.at.saturating_sub(since) > WAITED)
    }

    /// The last input of the client: a line, or the end of the input if the case types that. Another end is the harness's,
    /// for a client that has nothing else left to wait for.
    pub(crate) fn last_input(&self) -> Option<&'a Seen> {
        let is_typed = |step: usize| matches!(self.case.steps.get(step), Some(Step::Type { .. }));
        self.transcript.seen.iter().rev().find(|seen| match seen.what {
            Happening::Typed { .. } => true,
            Happening::InputEnded { .. } => seen.step.is_none_or(is_typed),
            _ => false,
        })
    }

    /// The fate of the program in its last life, as the end of a sentence: empty while it lives.
    pub(crate) fn exit_suffix(&self, side: Side) -> String {
        Life::at_step(self, side, None).exit_suffix()
    }
}

/// Whether this ends the connection of `peer`, or keeps it from having one.
fn is_end_of(what: &Happening, peer: &str) -> bool {
    match what {
        Happening::PeerClosed { peer: p } | Happening::PeerReset { peer: p } => p == peer,
        Happening::ConnectFailed { peer: p, .. } => p == peer,
        _ => false,
    }
}

/// Why a client that prints nothing may not be blamed.
pub(crate) const TOO_LATE: &str = "the machine was busy: the reply went out later than 1 s after the last input";

/// The setting of the trial.
pub(crate) struct TrialSetting {
    pub(crate) reply: u16,
    pub(crate) arguments: bool,
}
