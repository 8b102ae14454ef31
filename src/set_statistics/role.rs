//! The four programs by name.

use super::dialect;
use crate::protocol::role::{Role, Side, Transport};

/// One of the four programs that an implementation may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Program {
    /// Listens on 127.0.0.1:16000.
    TcpServer,
    /// Connects to 127.0.0.1:16000.
    TcpClient,
    /// Bound to 127.0.0.1:15000, replies to port 8000.
    UdpServer,
    /// Bound to 127.0.0.1:8000, sends to port 15000.
    UdpClient,
}

/// The UDP port to which a server replies and which a client binds, whoever asked (PROTOCOL section 1).
pub const REPLY_PORT: u16 = 8000;

impl Program {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Program; 4] = [Program::TcpServer, Program::TcpClient, Program::UdpServer, Program::UdpClient];

    /// The role that it plays.
    ///
    /// # Panics
    /// Never: protocol.toml holds the four, as a test says.
    pub fn role(self) -> Role {
        let found = dialect::spec().roles().find(|role| Program::of(*role) == self);
        found.expect("protocol.toml holds the four")
    }

    /// The program that plays `role`.
    pub fn of(role: Role) -> Program {
        match (role.side(), role.transport()) {
            (Side::Server, Transport::Tcp) => Program::TcpServer,
            (Side::Client, Transport::Tcp) => Program::TcpClient,
            (Side::Server, Transport::Udp) => Program::UdpServer,
            (Side::Client, Transport::Udp) => Program::UdpClient,
        }
    }

    /// The end of the conversation that it is.
    pub const fn side(self) -> Side {
        match self {
            Program::TcpServer | Program::UdpServer => Side::Server,
            Program::TcpClient | Program::UdpClient => Side::Client,
        }
    }

    /// The transport that it speaks.
    pub const fn transport(self) -> Transport {
        match self {
            Program::TcpServer | Program::TcpClient => Transport::Tcp,
            Program::UdpServer | Program::UdpClient => Transport::Udp,
        }
    }
}

impl From<Program> for Role {
    fn from(program: Program) -> Role {
        program.role()
    }
}

/// The TCP server's role.
pub fn tcp_server() -> Role {
    Program::TcpServer.role()
}

/// The TCP client's role.
pub fn tcp_client() -> Role {
    Program::TcpClient.role()
}

/// The UDP server's role.
pub fn udp_server() -> Role {
    Program::UdpServer.role()
}

/// The UDP client's role.
pub fn udp_client() -> Role {
    Program::UdpClient.role()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_are_those_of_the_file() {
        let names = Program::ALL.map(|program| program.role().as_str());
        assert_eq!(names, ["tcp-server", "tcp-client", "udp-server", "udp-client"]);
        for program in Program::ALL {
            let role = program.role();
            assert_eq!((role.side(), role.transport()), (program.side(), program.transport()));
            assert_eq!(Program::of(role), program);
            assert!(role.transport() == Transport::Tcp || role.reply_port() == Some(REPLY_PORT));
        }
    }
}
