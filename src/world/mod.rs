//! The world a trial runs in: its network, its processes, their consoles, and the sockets of the harness.
//!
//! It never prints, never judges, and knows nothing of the protocol. What it sees goes into a transcript.

pub mod account;
pub mod capture;
pub mod confinement;
pub mod descriptors;
pub mod host_name;
pub mod isolation;
pub mod keeper;
pub mod network;
pub mod own_processes;
pub mod program;
pub mod program_folder;
pub mod sandbox;
pub mod scratch;
pub mod sockets;
pub mod stage;
pub mod stillness;
pub mod terms;

mod console;
mod conversations;
mod ended;
mod host_lock;
mod interruption;
mod loopback;
mod netlink;
mod peer;
mod privileges;
mod proc_file_cache;
mod processes;
mod recorder;
mod signals;
mod system_call;

pub use account::Account;
pub use confinement::{Confinement, Limits};
pub use console::{LONGEST_TERMINAL_LINE, open_terminal};
pub use host_name::HostName;
pub use interruption::Interruption;
pub use isolation::Isolation;
pub use keeper::Keeper;
pub use network::Network;
pub use program::{ConsoleKind, Recipe, RunningProgram, StartError};
pub use program_folder::ProgramFolder;
pub use sandbox::Sandbox;
pub use scratch::Scratch;
pub use stage::{Patience, Polite, Readiness, Stage};
pub use terms::{EarlyEnd, Idling, Terms};

use std::fmt;

/// The machine refused something that the harness needs: what it tried, and the system's words.
#[derive(Debug, thiserror::Error)]
#[error("{action}: {source}")]
pub struct WorldError {
    /// The action that failed, as in "open a pseudo-terminal".
    pub action: String,
    /// The system's error.
    #[source]
    pub source: std::io::Error,
}

impl WorldError {
    /// Names the action that failed; for use with `map_err`.
    pub fn for_action<E: Into<std::io::Error>>(action: impl fmt::Display) -> impl FnOnce(E) -> WorldError {
        move |source| WorldError { action: action.to_string(), source: source.into() }
    }
}
