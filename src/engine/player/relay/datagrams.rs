//! A UDP pair: two sockets, and a relay that carries datagrams from one to the other, one at a time. Each request is
//! answered before the next goes out, so it is always certain which request a reply belongs to.

use super::{LIMITS, TO_SERVER};
use crate::case::{PairWire, SERVER_SOCKET};
use crate::engine::event::Fault;
use crate::engine::player::expect::holding_back;
use crate::engine::player::{CasePlayer, world_fault};
use crate::protocol::role::Side;
use crate::transcript::{Happening, Transcript};
use crate::world::Patience;
use std::net::{Ipv4Addr, SocketAddr};

impl CasePlayer<'_, '_> {
    pub(super) fn relay_datagrams(&mut self, wire: PairWire) -> Result<(), Fault> {
        let Some(server) = self.server else { return Ok(()) };
        let port = self.setting.ports.reply;
        self.stage.bind_apart(Side::Server, TO_SERVER, Ipv4Addr::LOCALHOST, port).map_err(world_fault)?;
        let (mut asked, mut returned) = (0, 0);
        let end = self.stage.elapsed() + self.wait_limit() * LIMITS;
        while self.await_datagram(asked) && self.stage.elapsed() < end {
            let request = from_client(self.stage.transcript()).swap_remove(asked);
            for _ in 0..wire.copy_count(asked) {
                self.forward_request(server, &request);
            }
            asked += 1;
            if wire == PairWire::Overtaken && asked == 1 {
                // The first reply is held back while the client may still send the length: then that one's goes first.
                self.stage.watch_until(holding_back(), |t| from_client(t).len() > 1);
                if from_client(self.stage.transcript()).len() > 1 {
                    continue;
                }
            }
            self.return_replies(wire, &mut returned);
        }
        Ok(())
    }

    /// Waits for the datagram after the first `asked` of the client; whether it came.
    fn await_datagram(&mut self, asked: usize) -> bool {
        loop {
            if from_client(self.stage.transcript()).len() > asked {
                return true;
            }
            // The stage reads all that a client has sent before it sees the client's end.
            if self.stage.status_of(Side::Client).is_some() {
                return false;
            }
            let seen = self.stage.transcript().seen.len();
            let limit = self.wait_limit();
            self.stage.watch_until(Patience::Granted(limit), |t| t.seen.len() > seen);
            if self.stage.transcript().seen.len() == seen {
                return false;
            }
        }
    }

    /// Passes one datagram on to the server, and waits for what it answers.
    fn forward_request(&mut self, server: SocketAddr, request: &[u8]) {
        let limit = self.wait_limit();
        let before = from_server(self.stage.transcript()).len();
        self.stage.send_datagram(TO_SERVER, server, request);
        self.stage.watch_until(Patience::UntilStuck(limit), |t| from_server(t).len() > before);
        self.stage.watch_until_still(limit);
    }

    /// Passes on to the client what the server has answered and was not passed on yet.
    fn return_replies(&mut self, wire: PairWire, returned: &mut usize) {
        let limit = self.wait_limit();
        let replies = from_server(self.stage.transcript()).split_off(*returned);
        let before = *returned;
        *returned += replies.len();
        for reply in wire.replies_to_client(before, replies) {
            let client = self.client_address();
            self.stage.send_datagram(SERVER_SOCKET, client, &reply);
            self.stage.watch_until_still(limit);
        }
    }
}

/// The datagrams that the client has sent.
fn from_client(transcript: &Transcript) -> Vec<Vec<u8>> {
    came_to(transcript, SERVER_SOCKET)
}

/// The datagrams that the server has sent.
fn from_server(transcript: &Transcript) -> Vec<Vec<u8>> {
    came_to(transcript, TO_SERVER)
}

fn came_to(transcript: &Transcript, socket: &str) -> Vec<Vec<u8>> {
    let all = transcript.seen.iter().filter_map(|seen| match &seen.what {
        Happening::DatagramReceived { peer, bytes, .. } if peer == socket => Some(bytes.as_slice().to_vec()),
        _ => None,
    });
    all.collect()
}
