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
