//! All faults of a wire, each with a name and a sentence; and which of them a role can have.

mod controls;
mod life;
mod missing;
mod prints;
mod received;
mod sent;

use super::fault::WireFault;
use crate::protocol::Unit;
use crate::protocol::role::{Role, Side, Transport};
pub use missing::missing_case;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One fault, or one thing that is legal.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueEntry {
    /// Its kind.
    pub kind: WireFaultKind,
    /// Its name within its kind: `last-byte-lost`.
    pub name: &'static str,
    /// The fault.
    pub fault: WireFault,
    /// The program's apparent behaviour, in one sentence.
    pub sentence: &'static str,
    fits: Fits,
}

/// The kind of a wire's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WireFaultKind {
    /// The program's output to the network.
    Sent,
    /// The program's input from the network.
    Received,
    /// How connections end.
    Ends,
    /// The choice of clients that are served.
    Clients,
    /// The events that end the program, or make it deaf.
    Survival,
    /// The program's socket.
    Sockets,
    /// The program's console.
    Prints,
    /// How the program ends.
    Exits,
    /// Nothing: all of it is legal.
    Legal,
}

/// The programs that can have a fault.
#[derive(Debug, Clone, Copy)]
struct Fits {
    server: bool,
    client: bool,
    tcp: bool,
    udp: bool,
    units: Units,
}

/// The units with which a fault makes sense.
#[derive(Debug, Clone, Copy)]
enum Units {
    All,
    /// A message has an end mark.
    Lines,
    /// A connection can hold several messages.
    Several,
}

const ANY: Fits = Fits { server: true, client: true, tcp: true, udp: true, units: Units::All };
const SERVER: Fits = Fits { client: false, ..ANY };
const CLIENT: Fits = Fits { server: false, ..ANY };
const LINES: Fits = Fits { units: Units::Lines, ..ANY };
const TCP: Fits = Fits { udp: false, ..ANY };
const UDP: Fits = Fits { tcp: false, ..ANY };
const SEVERAL: Fits = Fits { units: Units::Several, ..SERVER };
const TCP_SERVER: Fits = Fits { udp: false, ..SERVER };
const UDP_SERVER: Fits = Fits { tcp: false, ..SERVER };
const TCP_SEVERAL: Fits = Fits { udp: false, ..SEVERAL };

/// A few faults that show much, and something legal: for a brief look at a protocol's cases.
pub const BRIEF: &[&str] = &[
    "sent/last-byte-lost",
    "received/cut-at-64",
    "received/first-segment-only",
    "clients/one",
    "survival/dies-with-reset",
    "sockets/no-reuse",
    "sockets/other-port",
    "prints/last-line-lost",
    "legal/sent-in-two",
];

/// A line of a table.
type Row = (&'static str, WireFault, Fits, &'static str);

impl WireFaultKind {
    const ALL: [WireFaultKind; 9] = [
        WireFaultKind::Sent,
        WireFaultKind::Received,
        WireFaultKind::Ends,
        WireFaultKind::Clients,
        WireFaultKind::Survival,
        WireFaultKind::Sockets,
        WireFaultKind::Prints,
        WireFaultKind::Exits,
        WireFaultKind::Legal,
    ];

    const fn rows(self) -> &'static [Row] {
        match self {
            WireFaultKind::Sent => sent::ROWS,
            WireFaultKind::Received => received::ROWS,
            WireFaultKind::Ends => life::ENDS,
            WireFaultKind::Clients => life::CLIENTS,
            WireFaultKind::Survival => life::SURVIVAL,
            WireFaultKind::Sockets => life::SOCKETS,
            WireFaultKind::Prints => prints::PRINTS,
            WireFaultKind::Exits => prints::EXITS,
            WireFaultKind::Legal => controls::ROWS,
        }
    }

    /// The kind's name in ids and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            WireFaultKind::Sent => "sent",
            WireFaultKind::Received => "received",
            WireFaultKind::Ends => "ends",
            WireFaultKind::Clients => "clients",
            WireFaultKind::Survival => "survival",
            WireFaultKind::Sockets => "sockets",
            WireFaultKind::Prints => "prints",
            WireFaultKind::Exits => "exits",
            WireFaultKind::Legal => "legal",
        }
    }
}

impl fmt::Display for WireFaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl CatalogueEntry {
    /// Its name: `sent/last-byte-lost`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// Whether a correct program may do this.
    pub fn is_legal(&self) -> bool {
        matches!(self.fault, WireFault::Legal(_))
    }

    fn fits_role(&self, side: Side, transport: Transport, unit: Unit) -> bool {
        let Fits { server, client, tcp, udp, units } = self.fits;
        let of_side = if side == Side::Server { server } else { client };
        let of_transport = if transport == Transport::Tcp { tcp } else { udp };
        let of_unit = match units {
            Units::All => true,
            Units::Lines => unit == Unit::Line,
            Units::Several => unit != Unit::UntilClose,
        };
        of_side && of_transport && of_unit
    }
}

/// All faults, kind by kind.
pub fn catalogue() -> impl Iterator<Item = CatalogueEntry> {
    let entries = |kind: WireFaultKind| {
        let entry = move |row: &Row| CatalogueEntry { kind, name: row.0, fault: row.1, fits: row.2, sentence: row.3 };
        kind.rows().iter().map(entry)
    };
    WireFaultKind::ALL.into_iter().flat_map(entries)
}

/// The faults that a program of this role can have.
pub fn catalogue_for(role: Role) -> impl Iterator<Item = CatalogueEntry> {
    catalogue().filter(move |entry| entry.fits_role(role.side(), role.transport(), role.unit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_fault_has_a_name_of_its_own_and_a_sentence() {
        let all: Vec<CatalogueEntry> = catalogue().collect();
        let ids: BTreeSet<String> = all.iter().map(CatalogueEntry::id).collect();
        assert_eq!(ids.len(), all.len());
        assert!(all.iter().filter(|entry| !entry.is_legal()).count() >= 100);
        assert!(BRIEF.iter().all(|id| ids.contains(*id)));
        assert!(all.iter().all(|entry| entry.sentence.ends_with('.') && entry.sentence.len() < 120));
    }
}
