//! The target of a hunt: a fault of the reference, or one of a wire; or a legal behaviour, to which no case may object.

use crate::engine::settings::Settings;
use crate::implementation::Implementation;
use crate::protocol::clause::ClauseId;
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side, Transport};
use crate::set_statistics::reference::fault::{self as reference, Shows};
use crate::wire::{self, CatalogueEntry, WhenToChange, unit_word};
use crate::world::{Isolation, Sandbox};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use tempfile::TempDir;

/// One thing that is hunted.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name: `tcp-server/sent/last-byte-lost`.
    pub id: String,
    /// The role of the program with the fault.
    pub role: Role,
    /// Its topic.
    pub kind: FaultTopic,
    /// The clause that it breaks; `None`: any may say so.
    pub clause: Option<ClauseId>,
    /// The program's behaviour, in one sentence.
    pub sentence: &'static str,
    /// How rarely it shows.
    pub shows: Shows,
    /// Whether a correct program may do this.
    pub is_legal: bool,
    /// The kind of case that would notice it.
    pub missing_case: Option<String>,
    injection: Injection,
}

/// The topic of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FaultTopic {
    /// Of the reference.
    Reference(reference::ReferenceFaultKind),
    /// Of a wire.
    Wire(wire::WireFaultKind),
}

/// How a program gets its fault.
#[derive(Debug, Clone)]
pub enum Injection {
    /// By an argument: it is the reference.
    Argument,
    /// By a wire before it.
    Wire(CatalogueEntry, WirePort),
}

/// The port that a program uses behind a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WirePort(pub u16);

impl WirePort {
    /// A port that no program of the current protocol uses: in a network of its own any other is free.
    pub fn choose_free(isolation: &Isolation) -> WirePort {
        const FIRST: u16 = 28001;
        if let Isolation::Host { .. } = isolation {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
            return WirePort(free.map_or(FIRST, |address| address.port()));
        }
        let is_used =
            |port: u16| current_spec().roles().any(|role| [Some(role.port()), role.reply_port()].contains(&Some(port)));
        WirePort((FIRST..).find(|port| !is_used(*port)).unwrap_or(FIRST))
    }
}

impl From<reference::ReferenceFault> for Target {
    fn from(fault: reference::ReferenceFault) -> Target {
        Target {
            id: fault.id,
            role: fault.role,
            kind: FaultTopic::Reference(fault.kind),
            clause: Some(fault.clause),
            sentence: fault.sentence,
            shows: fault.shows,
            is_legal: false,
            missing_case: None,
            injection: Injection::Argument,
        }
    }
}

impl Target {
    /// A fault of a wire before a program of this role, which uses `port` behind it.
    pub fn of_wire(role: Role, entry: CatalogueEntry, port: WirePort) -> Target {
        Target {
            id: format!("{role}/{}", entry.id()),
            role,
            kind: FaultTopic::Wire(entry.kind),
            clause: None,
            sentence: entry.sentence,
            shows: fault_frequency(entry.fault),
            is_legal: entry.is_legal(),
            missing_case: (!entry.is_legal()).then(|| wire::missing_case(entry.fault)),
            injection: Injection::Wire(entry, port),
        }
    }

    /// The programs, with this fault in one of them.
    pub(super) fn make_faulty(&self, healthy: &Implementation, shown: Option<&ShownFolder>) -> Implementation {
        let mut faulty = healthy.clone();
        if let Some(program) = faulty.programs.get_mut(&self.role) {
            match &self.injection {
                Injection::Argument => program.command.extend(["--fault".to_owned(), self.id.clone()]),
                Injection::Wire(entry, port) => {
                    let relay = relay_command(self.role, entry, *port, shown.map(|shown| shown.marker_path(self)));
                    let relay: Vec<&str> = relay.iter().map(String::as_str).collect();
                    *program = program.behind_relay(&relay, port.0).unwrap_or_else(|| program.clone());
                }
            }
        }
        faulty.name = format!("{} with {}", faulty.name, self.id);
        faulty
    }
}

/// The command of a relay, up to that of the program behind it.
fn relay_command(role: Role, entry: &CatalogueEntry, port: WirePort, shown: Option<PathBuf>) -> Vec<String> {
    let hidden = port.0.to_string();
    let assigned = "{port}".to_owned();
    let (of, listen, to) = match role.side() {
        Side::Server => ("server", assigned, hidden),
        Side::Client => ("client", hidden, assigned),
    };
    let mut words: Vec<String> = ["{sockspec}", "wire", "--fault"].map(str::to_owned).to_vec();
    words.extend([entry.id(), "--of".to_owned(), of.to_owned()]);
    words.extend(["--listen".to_owned(), listen, "--to".to_owned(), to]);
    match role.transport() {
        Transport::Tcp => words.extend(["--unit".to_owned(), unit_word(role.unit())]),
        Transport::Udp => words.push("--udp".to_owned()),
    }
    if let Some(path) = shown.as_ref().and_then(|path| path.to_str()) {
        words.extend(["--shown".to_owned(), path.replace('{', "{{").replace('}', "}}")]);
    }
    words.push("--".to_owned());
    words
}

fn fault_frequency(fault: wire::WireFault) -> Shows {
    let often = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match fault {
        wire::WireFault::Sent(_, when) | wire::WireFault::Received(_, when) => match when {
            WhenToChange::Always => Shows::Always,
            WhenToChange::Every(step) => Shows::Every(often(step)),
            WhenToChange::FromClient(first) | WhenToChange::FromMessage(first) => Shows::From(often(first)),
            WhenToChange::Longer(_) | WhenToChange::Overlapping => Shows::Sometimes,
        },
        _ => Shows::Sometimes,
    }
}

impl FaultTopic {
    /// The kind's name in ids and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            FaultTopic::Reference(kind) => kind.as_str(),
            FaultTopic::Wire(kind) => kind.as_str(),
        }
    }
}

impl fmt::Display for FaultTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A folder in which each wire leaves a file when its fault has shown.
#[derive(Debug)]
pub(super) struct ShownFolder(TempDir);

impl ShownFolder {
    /// A new one; none if programs may write in their scratch folders alone.
    pub(super) fn new(settings: &Settings) -> Option<ShownFolder> {
        let may_write = settings.confinement.sandbox != Sandbox::On;
        may_write.then(|| TempDir::with_prefix("sockspec-shown-").ok()).flatten().map(ShownFolder)
    }

    fn marker_path(&self, target: &Target) -> PathBuf {
        self.0.path().join(target.id.replace('/', "."))
    }

    /// Whether the fault has shown.
    pub(super) fn has_shown(&self, target: &Target) -> bool {
        self.marker_path(target).exists()
    }
}
