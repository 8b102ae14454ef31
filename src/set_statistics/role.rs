//! The four programs by name.

use super::dialect;
use crate::protocol::role::{Role, Side, Transport};

/// One of the four programs that an implementation may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceProgram {
    /// Listens on 127.0.0.1:16000.
    TcpServer,
    /// Connects to 127.0.0.1:16000.
    TcpClient,
    /// Bound to 127.0.0.1:15000, replies to port 8000.
    UdpServer,
    /// Bound to 127.0.0.1:8000, sends to port 15000.
    UdpClient,
}

/// The UDP port to which a server always replies and which a client binds (PROTOCOL section 1).
pub const REPLY_PORT: u16 = 8000;

impl ReferenceProgram {
    /// All of them, in the order in which reports list them.
    pub const ALL: [ReferenceProgram; 4] = [
        ReferenceProgram::TcpServer,
        ReferenceProgram::TcpClient,
        ReferenceProgram::UdpServer,
        ReferenceProgram::UdpClient,
    ];

    /// The role that it plays.
    ///
    /// # Panics
    /// Never: protocol.toml holds the four, as a test says.
    pub fn role(self) -> Role {
        let found = dialect::current_spec().roles().find(|role| ReferenceProgram::from_role(*role) == self);
        found.expect("protocol.toml holds the four")
    }

    /// The program that plays `role`.
    pub fn from_role(role: Role) -> ReferenceProgram {
        match (role.side(), role.transport()) {
            (Side::Server, Transport::Tcp) => ReferenceProgram::TcpServer,
            (Side::Client, Transport::Tcp) => ReferenceProgram::TcpClient,
            (Side::Server, Transport::Udp) => ReferenceProgram::UdpServer,
            (Side::Client, Transport::Udp) => ReferenceProgram::UdpClient,
        }
    }

    /// The end of the conversation that it is.
    pub const fn side(self) -> Side {
        match self {
            ReferenceProgram::TcpServer | ReferenceProgram::UdpServer => Side::Server,
            ReferenceProgram::TcpClient | ReferenceProgram::UdpClient => Side::Client,
        }
    }

    /// The transport that it speaks.
    pub const fn transport(self) -> Transport {
        match self {
            ReferenceProgram::TcpServer | ReferenceProgram::TcpClient => Transport::Tcp,
            ReferenceProgram::UdpServer | ReferenceProgram::UdpClient => Transport::Udp,
        }
    }
}

impl From<ReferenceProgram> for Role {
    fn from(program: ReferenceProgram) -> Role {
        program.role()
    }
}

/// The TCP server's role.
pub fn tcp_server() -> Role {
    ReferenceProgram::TcpServer.role()
}

/// The TCP client's role.
pub fn tcp_client() -> Role {
    ReferenceProgram::TcpClient.role()
}

/// The UDP server's role.
pub fn udp_server() -> Role {
    ReferenceProgram::UdpServer.role()
}

/// The UDP client's role.
pub fn udp_client() -> Role {
    ReferenceProgram::UdpClient.role()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_are_those_of_the_file() {
        let names = ReferenceProgram::ALL.map(|program| program.role().as_str());
        assert_eq!(names, ["tcp-server", "tcp-client", "udp-server", "udp-client"]);
        for program in ReferenceProgram::ALL {
            let role = program.role();
            assert_eq!((role.side(), role.transport()), (program.side(), program.transport()));
            assert_eq!(ReferenceProgram::from_role(role), program);
            assert!(role.transport() == Transport::Tcp || role.reply_port() == Some(REPLY_PORT));
        }
    }
}
