//! The wire between the two programs of a pair: every byte passes through the harness, which decides the cut.

use super::steps::SERVER_SOCKET;
use super::{Player, world_fault};
use crate::case::Wire;
use crate::engine::event::Fault;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Happening, Transcript};
use crate::world::Patience;
use std::net::{Ipv4Addr, SocketAddr};

/// The relay's connection to the server, and its socket that stands for the client there.
const TO_SERVER: &str = "wire";
/// The client's first connection to the relay.
const TO_CLIENT: &str = "connection";

impl Player<'_> {
    pub(super) fn relay(&mut self, wire: Wire, message: &[u8]) -> Result<(), Fault> {
        match self.case.id.subject().transport() {
            Transport::Tcp => self.relay_stream(wire, message.len())?,
            Transport::Udp => self.relay_datagrams()?,
        }
        Ok(())
    }

    fn relay_stream(&mut self, wire: Wire, message: usize) -> Result<(), Fault> {
        let (limit, server) = (self.limit(), self.server);
        self.stage.watch(Patience::UntilStuck(limit), |t| {
            t.seen.iter().any(|s| matches!(s.what, Happening::Accepted { .. }))
        });
        let Some(server) = server else { return Ok(()) };
        self.stage.connect_apart(Side::Server, TO_SERVER, server, limit).map_err(world_fault)?;
        let mut passed = Passed::default();
        self.gather_first_piece(wire, message);
        let held = self.stage.transcript().received(TO_CLIENT);
        let first = if wire == Wire::MessageFirst { message.min(held.len()) } else { held.len() };
        if first > 0 {
            self.stage.send(TO_SERVER, &held[..first], limit);
            passed.to_server = first;
            self.stage
                .watch(Patience::UntilStuck(limit), |t| !t.received(TO_SERVER).is_empty() || closed(t, TO_SERVER));
            // The reply goes on as one piece, however many the server made of it: the cut is the case's.
            self.stage.watch(Patience::settle(limit), |t| closed(t, TO_SERVER));
        }
        while self.pass_on(&mut passed) {
            let seen = self.stage.transcript().seen.len();
            self.stage.watch(Patience::UntilStuck(limit), |t| t.seen.len() > seen);
            if self.stage.transcript().seen.len() == seen {
                break;
            }
        }
        Ok(())
    }

    fn gather_first_piece(&mut self, wire: Wire, message: usize) {
        let limit = self.limit();
        match wire {
            Wire::MessageFirst | Wire::AsItComes => {
                self.stage.watch(Patience::UntilStuck(limit), |t| {
                    t.received(TO_CLIENT).len() >= message || closed(t, TO_CLIENT)
                });
            }
            Wire::Joined => {
                self.stage.watch(super::expect::holding_back(), |t| {
                    t.received(TO_CLIENT).len() > message || closed(t, TO_CLIENT)
                });
                self.stage.watch(Patience::settle(limit), |t| closed(t, TO_CLIENT));
            }
        }
    }

    /// Passes on what has come, and the ends of the streams; whether more may come.
    fn pass_on(&mut self, passed: &mut Passed) -> bool {
        let limit = self.limit();
        for (from, to, done, ended) in [
            (TO_SERVER, TO_CLIENT, &mut passed.to_client, &mut passed.server_ended),
            (TO_CLIENT, TO_SERVER, &mut passed.to_server, &mut passed.client_ended),
        ] {
            let all = self.stage.transcript().received(from);
            if all.len() > *done {
                self.stage.send(to, &all[*done..], limit);
                *done = all.len();
            }
            if closed(self.stage.transcript(), from) && !*ended {
                *ended = true;
                self.stage.half_close(to);
            }
        }
        !(passed.server_ended && passed.client_ended) && self.stage.status_of(Side::Client).is_none()
    }

    /// Passes every datagram on, one after the other, in the order in which they came.
    fn relay_datagrams(&mut self) -> Result<(), Fault> {
        let limit = self.limit();
        let ports = self.setting.ports;
        let Some(server) = self.server else { return Ok(()) };
        self.stage.bind_apart(Side::Server, TO_SERVER, Ipv4Addr::LOCALHOST, ports.reply).map_err(world_fault)?;
        let client = SocketAddr::from((Ipv4Addr::LOCALHOST, ports.reply));
        let mut looked_at = 0;
        loop {
            let all = &self.stage.transcript().seen;
            let next = all.iter().enumerate().skip(looked_at).find_map(|(at, seen)| match &seen.what {
                Happening::DatagramReceived { peer, bytes, .. } => {
                    Some((at, peer == SERVER_SOCKET, bytes.as_slice().to_vec()))
                }
                _ => None,
            });
            if let Some((at, from_client, bytes)) = next {
                looked_at = at + 1;
                let (socket, to) = if from_client { (TO_SERVER, server) } else { (SERVER_SOCKET, client) };
                self.stage.send_datagram(socket, to, &bytes);
                // One datagram at a time: what it makes the other side do is seen before the next goes out.
                self.stage.watch(Patience::settle(limit), |_| false);
                continue;
            }
            let seen = self.stage.transcript().seen.len();
            self.stage.watch(Patience::UntilStuck(limit), |t| t.seen.len() > seen);
            if self.stage.transcript().seen.len() == seen || self.stage.status_of(Side::Client).is_some() {
                return Ok(());
            }
        }
    }
}

/// How much has gone through.
#[derive(Default)]
struct Passed {
    to_server: usize,
    to_client: usize,
    server_ended: bool,
    client_ended: bool,
}

fn closed(transcript: &Transcript, peer: &str) -> bool {
    transcript.seen.iter().any(|seen| match &seen.what {
        Happening::PeerClosed { peer: p } | Happening::PeerReset { peer: p } => p == peer,
        _ => false,
    })
}
