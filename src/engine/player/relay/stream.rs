//! A TCP pair: two connections, and the bytes carried over from one to the other, cut as the case says.

use super::{LIMITS, TO_SERVER};
use crate::case::{Between, PairWire};
use crate::engine::event::Fault;
use crate::engine::player::expect::{HOLD, holding_back};
use crate::engine::player::{CasePlayer, world_fault};
use crate::protocol::role::Side;
use crate::transcript::{Happening, Transcript};
use crate::world::Patience;

/// How much has gone through, in bytes.
#[derive(Default)]
struct Passed {
    to_server: usize,
    to_client: usize,
    server_ended: bool,
    client_ended: bool,
}

impl CasePlayer<'_, '_> {
    pub(super) fn relay_stream(&mut self, wire: PairWire, message: &[u8]) -> Result<(), Fault> {
        let (limit, server) = (self.wait_limit(), self.server);
        self.stage.watch_until(Patience::UntilStuck(limit), |t| {
            t.seen.iter().any(|s| matches!(s.what, Happening::Accepted { .. }))
        });
        let Some(server) = server else { return Ok(()) };
        self.stage.connect_apart(Side::Server, TO_SERVER, server, limit).map_err(world_fault)?;
        self.gather_first_piece(wire, message.len());
        let client = self.client_connection();
        let mut passed = Passed::default();
        self.deliver_message(wire, message, &client, &mut passed);
        self.return_reply(wire, &client, &mut passed);
        // Two that send each other a byte now and then would never come to an end.
        let end = self.stage.elapsed() + limit * LIMITS;
        while self.pass_on(&client, &mut passed) && self.stage.elapsed() < end {
            let seen = self.stage.transcript().seen.len();
            self.stage.watch_until(Patience::Granted(limit), |t| t.seen.len() > seen);
            if self.stage.transcript().seen.len() == seen {
                break;
            }
        }
        Ok(())
    }

    /// Waits for the message on whichever connection the client talks; for what may come joined to it too.
    fn gather_first_piece(&mut self, wire: PairWire, message: usize) {
        let limit = self.wait_limit();
        let over = |t: &Transcript, wanted: usize| from_client(t) >= wanted || says_no_more(t);
        self.stage.watch_until(Patience::UntilStuck(limit), |t| over(t, message));
        if wire == PairWire::Joined {
            self.stage.watch_until(holding_back(), |t| over(t, message + 1));
            self.stage.watch_until(Patience::for_settling(limit), says_no_more);
        }
    }

    /// Lets the first piece through to the server, cut as the wire cuts it, and waits for the answer.
    fn deliver_message(&mut self, wire: PairWire, message: &[u8], client: &str, passed: &mut Passed) {
        let limit = self.wait_limit();
        let held = self.stage.transcript().received_bytes(client);
        let pieces = wire.first_pieces(message, &held);
        let first = pieces.concat().len();
        if first == 0 {
            return;
        }
        for (at, piece) in pieces.into_iter().enumerate() {
            if at > 0 {
                self.stage.await_taken(TO_SERVER, Some(Side::Server), limit);
                // An answer to the first piece alone comes before the second goes out, or not at all.
                self.stage.watch_until(Patience::for_settling(limit), |t| t.has_ended(TO_SERVER));
            }
            self.stage.send_piece(TO_SERVER, piece, limit);
        }
        passed.to_server = first;
        self.stage.watch_until(Patience::UntilStuck(limit), |t| {
            !t.received_bytes(TO_SERVER).is_empty() || t.has_ended(TO_SERVER)
        });
        // The reply goes on as one piece, however many the server made of it: the cut is the case's.
        let (case, judge) = (self.case, self.setting.judge);
        self.stage.watch_until(Patience::Granted(HOLD), |t| judge.is_relayed_answer(case, t) || t.has_ended(TO_SERVER));
        self.stage.watch_until(Patience::for_settling(limit), |t| t.has_ended(TO_SERVER));
    }

    /// Returns the answer to the client, cut as the wire cuts it.
    fn return_reply(&mut self, wire: PairWire, client: &str, passed: &mut Passed) {
        let answer = self.stage.transcript().received_bytes(TO_SERVER);
        if answer.is_empty() {
            return;
        }
        self.send_pieces(client, &wire.pieces_of_reply(&answer), Between::Taken);
        passed.to_client = answer.len();
    }

    /// Passes on what has come, and the ends of the streams; whether more may come.
    fn pass_on(&mut self, client: &str, passed: &mut Passed) -> bool {
        let limit = self.wait_limit();
        // If the server could not be reached, the end of the stream is the client's sign of it.
        let reached = self.stage.has_connection(TO_SERVER);
        for (from, to, done, ended) in [
            (TO_SERVER, client, &mut passed.to_client, &mut passed.server_ended),
            (client, TO_SERVER, &mut passed.to_server, &mut passed.client_ended),
        ] {
            // Piece by piece: what a wire joins would be a cut of its own.
            for piece in self.stage.transcript().pieces_after(from, *done) {
                // Data behind a reply must not reach the client in one read with it, or the system would cut.
                if to == client {
                    self.stage.await_taken(client, None, limit);
                }
                self.stage.send_piece(to, &piece, limit);
                *done += piece.len();
            }
            let is_over = self.stage.transcript().has_ended(from) || from == TO_SERVER && !reached;
            if is_over && !*ended {
                *ended = true;
                // Keep a server's reaction to a length apart from its reaction to a leaving client.
                if to == TO_SERVER {
                    self.stage.watch_until(Patience::for_settling(limit), |t| t.has_ended(TO_SERVER));
                }
                self.stage.half_close(to);
            }
        }
        !(passed.server_ended && passed.client_ended) && self.stage.status_of(Side::Client).is_none()
    }
}

/// How many bytes the client has sent, on all its connections.
fn from_client(transcript: &Transcript) -> usize {
    let sizes = transcript.seen.iter().map(|seen| match &seen.what {
        Happening::Received { peer, bytes } if peer != TO_SERVER => bytes.len(),
        _ => 0,
    });
    sizes.sum()
}

/// Whether the client has ended, or has sent something and closed every connection that it made. A client that closes a
/// connection without a word may make another one.
fn says_no_more(transcript: &Transcript) -> bool {
    let mut made = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::Accepted { peer } => Some(peer),
        _ => None,
    });
    let ended = transcript.exit_before_stop(Side::Client).is_some();
    ended || from_client(transcript) > 0 && made.all(|peer| transcript.has_ended(peer))
}
