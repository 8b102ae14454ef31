//! The families of generated cases, and which roles they are for.

use crate::protocol::role::{Role, Side, Transport};
use crate::set_statistics::Program;
use crate::set_statistics::dialect::{self, Serves};
use std::fmt;

/// How many visits a server's session begins with.
pub const SESSION: usize = 32;

/// What the cases of a family have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Servers: sets of numbers of every kind, plainly spelled.
    Numbers,
    /// Servers: numbers in every legal spelling, and what may stand round them.
    Spellings,
    /// Servers: what looks like a request and is none, between requests.
    Malformed,
    /// Servers: requests of sizes round every power of two, up to the largest that must be answered.
    Sizes,
    /// Servers: clients that ask, leave, reset, half-close, stay silent, cut or send nonsense, in any order.
    Sessions,
    /// Every role: all of these in one session or story, with numbers, sizes and lines at the edges, crowds, and visits of one
    /// kind many times over.
    Mixed,
    /// Clients: lines of every layout are typed.
    Typed,
    /// Clients: right replies, in every legal spelling.
    Replies,
    /// Clients: replies that are no response, and ends instead of one.
    Errors,
    /// TCP clients: replies in pieces.
    Cuts,
    /// UDP clients: datagrams doubled, out of order, cut short and from elsewhere.
    Datagrams,
    /// Clients: replies that come late, or never.
    Waits,
}

impl Kind {
    /// The family of this name; [`Kind::Mixed`] for a name that none has.
    pub fn named(role: Role, name: &str) -> Kind {
        Kind::of(role).iter().copied().find(|kind| kind.as_str() == name).unwrap_or(Kind::Mixed)
    }

    /// The families of a role, in the order in which they are played.
    pub fn of(role: Role) -> &'static [Kind] {
        use Kind::{
            Cuts, Datagrams, Errors, Malformed, Mixed, Numbers, Replies, Sessions, Sizes, Spellings, Typed, Waits,
        };
        match Program::of(role) {
            Program::TcpServer | Program::UdpServer => &[Numbers, Spellings, Sizes, Malformed, Sessions, Mixed],
            Program::TcpClient => &[Typed, Replies, Errors, Cuts, Mixed, Waits],
            Program::UdpClient => &[Typed, Replies, Errors, Datagrams, Mixed, Waits],
        }
    }

    /// The family's name in ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Numbers => "numbers",
            Kind::Spellings => "spellings",
            Kind::Malformed => "malformed",
            Kind::Sizes => "sizes",
            Kind::Sessions => "sessions",
            Kind::Mixed => "mixed",
            Kind::Typed => "typed",
            Kind::Replies => "replies",
            Kind::Errors => "errors",
            Kind::Cuts => "cuts",
            Kind::Datagrams => "datagrams",
            Kind::Waits => "waits",
        }
    }

    /// How many cases hold `wanted` exchanges: a server's case is a session of many, a client's is one, and of those
    /// that take seconds there are fewer.
    pub fn cases(self, role: Role, wanted: u64) -> u64 {
        match (role.side(), self) {
            // A server of one client has a case for each.
            (Side::Server, _) if dialect::current().serves == Serves::One => wanted,
            (Side::Server, _) => wanted.div_ceil(SESSION as u64),
            (Side::Client, Kind::Waits) => wanted / 32,
            (Side::Client, _) => wanted,
        }
    }

    /// One sentence for the summary of each of its cases.
    pub(super) const fn summary(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (Kind::Numbers, _) => "Sets of numbers are answered, one after the other.",
            (Kind::Spellings, _) => "Numbers are read however they are spelled.",
            (Kind::Malformed, _) => "What is no request gets no statistics, and the next one is answered.",
            (Kind::Sizes, _) => "Requests of every size are answered in full.",
            (Kind::Sessions, Transport::Tcp) => {
                "Clients of every kind come one after the other, and those that ask are served."
            }
            (Kind::Sessions, Transport::Udp) => {
                "Datagrams of every kind come one after the other, and requests are answered."
            }
            (Kind::Mixed, _) => "Everything at once: what is usual and what is not, in any order.",
            (Kind::Typed, _) => "The two lines go out as they were typed.",
            (Kind::Replies, _) => "What the server replied is printed, however it is spelled.",
            (Kind::Errors, _) => "What is no response is an error.",
            (Kind::Cuts, _) => "A reply that comes in pieces is read whole.",
            (Kind::Datagrams, _) => "The server's own reply is printed, whatever else comes.",
            (Kind::Waits, _) => "A late reply is waited for, and not for ever.",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
