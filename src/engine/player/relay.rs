//! The wire between the two programs of a pair: every byte passes through the harness, which decides the cut.

mod datagrams;
mod stream;

use super::CasePlayer;
use crate::case::PairWire;
use crate::engine::event::Fault;
use crate::protocol::role::Transport;

/// The relay's connection to the server, and its socket that stands for the client there.
pub(super) const TO_SERVER: &str = PairWire::PEER;

/// How many times the limit of one wait a wire stays open at most.
const LIMITS: u32 = 3;

impl CasePlayer<'_, '_> {
    pub(super) fn relay_traffic(&mut self, wire: PairWire, message: &[u8]) -> Result<(), Fault> {
        match self.case.id.subject().transport() {
            Transport::Tcp => self.relay_stream(wire, message),
            Transport::Udp => self.relay_datagrams(wire),
        }
    }
}
