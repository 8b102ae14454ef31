//! The families of generated cases, and which roles they are for.

use crate::protocol::role::{Role, Side, Transport};
use crate::set_statistics::ReferenceProgram;
use crate::set_statistics::dialect::{self, Serves};
use std::fmt;

/// How many visits a server's session begins with.
pub const SESSION: usize = 32;

/// The common feature of a family's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FamilyKind {
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
    /// Every role: all of these in one session or story. It has numbers, sizes and lines at the edges, crowds, and many
    /// visits of one kind.
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

impl FamilyKind {
    /// The family of this name; [`FamilyKind::Mixed`] for a name that none has.
    pub fn from_name(role: Role, name: &str) -> FamilyKind {
        FamilyKind::for_role(role).iter().copied().find(|kind| kind.as_str() == name).unwrap_or(FamilyKind::Mixed)
    }

    /// The families of a role, in the order in which they are played.
    pub fn for_role(role: Role) -> &'static [FamilyKind] {
        use FamilyKind::{
            Cuts, Datagrams, Errors, Malformed, Mixed, Numbers, Replies, Sessions, Sizes, Spellings, Typed, Waits,
        };
        match ReferenceProgram::from_role(role) {
            ReferenceProgram::TcpServer | ReferenceProgram::UdpServer => {
                &[Numbers, Spellings, Sizes, Malformed, Sessions, Mixed]
            }
            ReferenceProgram::TcpClient => &[Typed, Replies, Errors, Cuts, Mixed, Waits],
            ReferenceProgram::UdpClient => &[Typed, Replies, Errors, Datagrams, Mixed, Waits],
        }
    }

    /// The family's name in ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            FamilyKind::Numbers => "numbers",
            FamilyKind::Spellings => "spellings",
            FamilyKind::Malformed => "malformed",
            FamilyKind::Sizes => "sizes",
            FamilyKind::Sessions => "sessions",
            FamilyKind::Mixed => "mixed",
            FamilyKind::Typed => "typed",
            FamilyKind::Replies => "replies",
            FamilyKind::Errors => "errors",
            FamilyKind::Cuts => "cuts",
            FamilyKind::Datagrams => "datagrams",
            FamilyKind::Waits => "waits",
        }
    }

    /// How many cases hold `wanted` exchanges. A server's case is a session of many, a client's is one. Of those that
    /// take seconds there are fewer.
    pub fn count_cases(self, role: Role, wanted: u64) -> u64 {
        match (role.side(), self) {
            // A server of one client has a case for each.
            (Side::Server, _) if dialect::current().serves == Serves::One => wanted,
            (Side::Server, _) => wanted.div_ceil(SESSION as u64),
            (Side::Client, FamilyKind::Waits) => wanted / 32,
            (Side::Client, _) => wanted,
        }
    }

    /// One sentence for the summary of each of its cases.
    pub(super) const fn case_summary(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (FamilyKind::Numbers, _) => "Sets of numbers are answered, one after the other.",
            (FamilyKind::Spellings, _) => "Numbers are read however they are spelled.",
            (FamilyKind::Malformed, _) => "What is no request gets no statistics, and the next one is answered.",
            (FamilyKind::Sizes, _) => "Requests of every size are answered in full.",
            (FamilyKind::Sessions, Transport::Tcp) => {
                "Clients of every kind come one after the other, and those that ask are served."
            }
            (FamilyKind::Sessions, Transport::Udp) => {
                "Datagrams of every kind come one after the other, and requests are answered."
            }
            (FamilyKind::Mixed, _) => "Everything at once: what is usual and what is not, in any order.",
            (FamilyKind::Typed, _) => "The two lines go out as they were typed.",
            (FamilyKind::Replies, _) => "What the server replied is printed, however it is spelled.",
            (FamilyKind::Errors, _) => "What is no response is an error.",
            (FamilyKind::Cuts, _) => "A reply that comes in pieces is read whole.",
            (FamilyKind::Datagrams, _) => "The server's own reply is printed, whatever else comes.",
            (FamilyKind::Waits, _) => "A late reply is waited for, and not for ever.",
        }
    }
}

impl fmt::Display for FamilyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
