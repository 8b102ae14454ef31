//! A line of a table of faults.

use super::WrongBehaviour;
use crate::set_statistics::Clause;
use crate::set_statistics::ReferenceProgram;
use serde::{Deserialize, Serialize};

/// One deviation, and the clauses that it makes a role break.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeviationRow {
    pub(super) name: &'static str,
    pub(super) deviation: WrongBehaviour,
    pub(super) breaks: Breaks,
    pub(super) shows: Shows,
    pub(super) sentence: &'static str,
}

/// The roles that can deviate so, and the clause that each breaks then.
#[derive(Debug, Clone, Copy)]
pub(super) enum Breaks {
    /// One program's.
    One(ReferenceProgram, Clause),
    /// Both servers', the same clause.
    Servers(Clause),
    /// Both clients', the same clause.
    Clients(Clause),
    /// Every program's, the same clause.
    All(Clause),
    /// Both servers', the TCP one's and the UDP one's.
    EachServer(Clause, Clause),
    /// Both clients', the TCP one's and the UDP one's.
    EachClient(Clause, Clause),
}

impl Breaks {
    /// The clause that this role breaks, if it can deviate so.
    pub(super) fn clause_for_role(self, role: ReferenceProgram) -> Option<Clause> {
        use ReferenceProgram::{TcpClient, TcpServer, UdpClient, UdpServer};
        let (tcp_server, tcp_client, udp_server, udp_client) = match self {
            Breaks::One(one, clause) => return (one == role).then_some(clause),
            Breaks::Servers(clause) => (Some(clause), None, Some(clause), None),
            Breaks::Clients(clause) => (None, Some(clause), None, Some(clause)),
            Breaks::All(clause) => return Some(clause),
            Breaks::EachServer(tcp, udp) => (Some(tcp), None, Some(udp), None),
            Breaks::EachClient(tcp, udp) => (None, Some(tcp), None, Some(udp)),
        };
        match role {
            TcpServer => tcp_server,
            TcpClient => tcp_client,
            UdpServer => udp_server,
            UdpClient => udp_client,
        }
    }
}

/// How rarely a fault shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// In nearly every exchange.
    Always,
    /// When something particular is asked, answered or done.
    Sometimes,
    /// From this client or request of one process on, counted from 1.
    From(u32),
    /// At every so many clients or requests of one process.
    Every(u32),
}

impl std::fmt::Display for Shows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Shows::Always => f.pad("always"),
            Shows::Sometimes => f.pad("sometimes"),
            Shows::From(first) => f.pad(&format!("from the {} on", format_ordinal(*first))),
            Shows::Every(step) => f.pad(&format!("every {}", format_ordinal(*step))),
        }
    }
}

fn format_ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
