//! The four roles of the protocol and their endpoints (PROTOCOL section 1).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The UDP port to which a server replies and which a client binds, whoever asked (PROTOCOL section 1).
pub const REPLY_PORT: u16 = 8000;

/// How the bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// A byte stream; the server listens on port 16000.
    Tcp,
    /// Datagrams; the server is bound to port 15000.
    Udp,
}

/// Which end of a conversation a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Answers requests.
    Server,
    /// Asks a person for numbers, and a server for their statistics.
    Client,
}

/// One of the four programs that an implementation may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Listens on 127.0.0.1:16000.
    TcpServer,
    /// Connects to 127.0.0.1:16000.
    TcpClient,
    /// Bound to 127.0.0.1:15000, replies to port 8000.
    UdpServer,
    /// Bound to 127.0.0.1:8000, sends to port 15000.
    UdpClient,
}

impl Role {
    /// All roles, in the order in which reports list them.
    pub const ALL: [Role; 4] = [Role::TcpServer, Role::TcpClient, Role::UdpServer, Role::UdpClient];

    /// The role's name as it stands in manifests, case ids and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::TcpServer => "tcp-server",
            Role::TcpClient => "tcp-client",
            Role::UdpServer => "udp-server",
            Role::UdpClient => "udp-client",
        }
    }

    /// The transport that the role speaks.
    pub const fn transport(self) -> Transport {
        match self {
            Role::TcpServer | Role::TcpClient => Transport::Tcp,
            Role::UdpServer | Role::UdpClient => Transport::Udp,
        }
    }

    /// The end of the conversation that the role is.
    pub const fn side(self) -> Side {
        match self {
            Role::TcpServer | Role::UdpServer => Side::Server,
            Role::TcpClient | Role::UdpClient => Side::Client,
        }
    }
}

impl Transport {
    /// TCP for UDP, and the reverse.
    pub const fn other(self) -> Transport {
        match self {
            Transport::Tcp => Transport::Udp,
            Transport::Udp => Transport::Tcp,
        }
    }

    /// The server's port in the post: 16000 for TCP, 15000 for UDP (PROTOCOL section 1).
    pub const fn default_port(self) -> u16 {
        match self {
            Transport::Tcp => 16000,
            Transport::Udp => 15000,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Side::Server => "server",
            Side::Client => "client",
        })
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Transport::Tcp => "TCP",
            Transport::Udp => "UDP",
        })
    }
}

/// The text is none of the four role names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role: write tcp-server, tcp-client, udp-server or udp-client")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Role::TcpServer, "tcp-server", Transport::Tcp, Side::Server)]
    #[case(Role::TcpClient, "tcp-client", Transport::Tcp, Side::Client)]
    #[case(Role::UdpServer, "udp-server", Transport::Udp, Side::Server)]
    #[case(Role::UdpClient, "udp-client", Transport::Udp, Side::Client)]
    fn a_role_and_its_name(#[case] role: Role, #[case] name: &str, #[case] transport: Transport, #[case] side: Side) {
        assert_eq!((role.as_str(), role.transport(), role.side()), (name, transport, side));
        assert_eq!(format!("{role:>11}"), format!(" {name}"));
        assert_eq!(name.parse(), Ok(role));
        assert_eq!(format!("{transport}-{side}").to_lowercase(), name);
    }

    #[test]
    fn the_published_ports() {
        assert_eq!([Transport::Tcp, Transport::Udp].map(Transport::default_port), [16000, 15000]);
    }

    #[test]
    fn another_name_is_no_role() {
        assert!("server".parse::<Role>().unwrap_err().to_string().contains("`server` is not a role"));
    }
}
