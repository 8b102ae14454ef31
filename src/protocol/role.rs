//! The roles of a protocol: the programs that an implementation may offer.

use super::spec::{AtTheEnd, ReplyTo, RoleSpec, Unit};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::Duration;

/// How the bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// A byte stream.
    Tcp,
    /// Datagrams.
    Udp,
}

/// The side of a program in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Is asked.
    Server,
    /// Asks a person for its input, and a server for the answer.
    Client,
}

/// One of the programs that an implementation may offer: a handle into its protocol.
#[derive(Clone, Copy)]
pub struct Role {
    all: &'static [RoleSpec],
    at: usize,
}

impl Role {
    /// All roles of a protocol, in the order in which reports list them.
    pub(super) fn all(all: &'static [RoleSpec]) -> impl DoubleEndedIterator<Item = Role> + Clone {
        (0..all.len()).map(move |at| Role { all, at })
    }

    fn role_spec(self) -> &'static RoleSpec {
        &self.all[self.at]
    }

    /// The role's name as it stands in manifests, case ids and reports.
    pub fn as_str(self) -> &'static str {
        &self.role_spec().name
    }

    /// The transport that the role speaks.
    pub fn transport(self) -> Transport {
        self.role_spec().transport
    }

    /// The end of the conversation that the role is.
    pub fn side(self) -> Side {
        self.role_spec().side
    }

    /// The port at which the protocol has the server.
    pub fn port(self) -> u16 {
        self.role_spec().port
    }

    /// The destination of a server's datagrams.
    pub fn replies_to(self) -> ReplyTo {
        self.role_spec().replies_to
    }

    /// The port at which every client gets its replies, if the protocol has one.
    pub fn reply_port(self) -> Option<u16> {
        match self.role_spec().replies_to {
            ReplyTo::Port(port) => Some(port),
            ReplyTo::Sender => None,
        }
    }

    /// The lines that a person types to a client, in this order.
    pub fn inputs(self) -> &'static [String] {
        &self.role_spec().inputs
    }

    /// The operations of a person with it besides its plain command.
    pub fn operations(self) -> &'static [String] {
        &self.role_spec().operations
    }

    /// After how long a silence a datagram that is sent again is no new message.
    pub fn repeats_after(self) -> Option<Duration> {
        self.role_spec().repeats_after
    }

    /// What it may send once the other side has ended its sending.
    pub fn at_the_end(self) -> AtTheEnd {
        self.role_spec().at_the_end
    }

    /// The unit that is one message.
    pub fn unit(self) -> Unit {
        self.role_spec().unit
    }

    /// Whether it is this end of a conversation over this transport.
    pub fn has_side_and_transport(self, side: Side, transport: Transport) -> bool {
        self.side() == side && self.transport() == transport
    }
}

/// A client and a server that speak to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The role that asks.
    pub client: Role,
    /// The role that answers.
    pub server: Role,
}

impl Pair {
    /// Every client with every server of its transport.
    pub(super) fn all(all: &'static [RoleSpec]) -> impl Iterator<Item = Pair> {
        let of = move |side, transport| Role::all(all).filter(move |role| role.has_side_and_transport(side, transport));
        let pairs = move |transport| {
            let servers = move |client| of(Side::Server, transport).map(move |server| Pair { client, server });
            of(Side::Client, transport).flat_map(servers)
        };
        pairs(Transport::Tcp).chain(pairs(Transport::Udp))
    }

    /// The transport that both speak.
    pub fn transport(self) -> Transport {
        self.server.transport()
    }

    /// Both, the server first.
    pub fn roles(self) -> [Role; 2] {
        [self.server, self.client]
    }
}

/// `tcp-pair`; if the protocol has several pairs of a transport, `client-and-server`.
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alike = Pair::all(self.server.all).filter(|other| other.transport() == self.transport()).count();
        let name = match self.transport() {
            _ if alike > 1 => format!("{}-and-{}", self.client, self.server),
            Transport::Tcp => "tcp-pair".to_owned(),
            Transport::Udp => "udp-pair".to_owned(),
        };
        f.pad(&name)
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
}

impl Side {
    /// The other end.
    pub const fn other(self) -> Side {
        match self {
            Side::Server => Side::Client,
            Side::Client => Side::Server,
        }
    }
}

impl PartialEq for Role {
    fn eq(&self, other: &Role) -> bool {
        self.at == other.at && std::ptr::eq(self.all, other.all)
    }
}

impl Eq for Role {}

impl PartialOrd for Role {
    fn partial_cmp(&self, other: &Role) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In the order of protocol.toml.
impl Ord for Role {
    fn cmp(&self, other: &Role) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl Hash for Role {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at.hash(state);
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
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

/// The text is no role's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a role: write {}", one_of(known))]
pub struct UnknownRole {
    /// The written text.
    pub text: String,
    /// The names of the protocol's roles.
    pub known: Vec<&'static str>,
}

/// A choice in words: `a, b or c`.
fn one_of(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A role of the current protocol.
impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        super::current_spec().find_role(text)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::default;
    use rstest::rstest;

    #[rstest]
    #[case("tcp-server", Transport::Tcp, Side::Server, 16000, None)]
    #[case("tcp-client", Transport::Tcp, Side::Client, 16000, None)]
    #[case("udp-server", Transport::Udp, Side::Server, 15000, Some(8000))]
    #[case("udp-client", Transport::Udp, Side::Client, 15000, Some(8000))]
    fn a_role_and_its_name(
        #[case] name: &str,
        #[case] transport: Transport,
        #[case] side: Side,
        #[case] port: u16,
        #[case] reply: Option<u16>,
    ) {
        let role = default().find_role(name).unwrap();
        assert_eq!((role.as_str(), role.transport(), role.side()), (name, transport, side));
        assert_eq!((role.port(), role.reply_port()), (port, reply));
        assert_eq!(format!("{role:>11}"), format!(" {name}"));
        assert_eq!(name.parse(), Ok(role));
        assert_eq!(format!("{transport}-{side}").to_lowercase(), name);
    }

    #[test]
    fn another_name_is_no_role() {
        let error = "server".parse::<Role>().unwrap_err().to_string();
        assert_eq!(error, "`server` is not a role: write tcp-server, tcp-client, udp-server or udp-client");
    }
}
