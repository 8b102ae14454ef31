//! The listeners on this machine, read from the socket table: no program notices.

use crate::protocol::role::Transport;
use crate::world::sockets::SocketTables;
use std::io;

/// The sockets of the network in which the wire is.
pub(super) struct HostSockets(SocketTables);

impl HostSockets {
    pub(super) fn open() -> io::Result<HostSockets> {
        SocketTables::open().map(HostSockets)
    }

    /// Whether a server can be reached at this port.
    pub(super) fn has_server_at(&self, transport: Transport, port: u16) -> bool {
        let all = match transport {
            Transport::Tcp => self.0.listening_sockets(),
            Transport::Udp => self.0.bound_sockets(port),
        };
        all.iter().any(|socket| socket.address.port() == port)
    }
}
