//! Faults of the harness or the set-up.

use crate::protocol::role::{Role, Transport};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A fault of the harness or of the set-up: never a verdict, never counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The program could not be started at all.
    #[error("could not start `{command}`: {reason}")]
    CannotStart {
        /// The command.
        command: String,
        /// The system's words.
        reason: String,
    },
    /// The `build` command failed.
    #[error("the build command `{command}` {status}")]
    BuildFailed {
        /// The command.
        command: String,
        /// How it ended.
        status: String,
        /// The end of what it printed.
        output: String,
    },
    /// The server ended before its port showed.
    #[error("the {role} {status} before it was ready on port {port}")]
    ExitedEarly {
        /// The program.
        role: Role,
        /// How it ended.
        status: String,
        /// The port that it should have taken.
        port: u16,
        /// The end of what it printed on standard error.
        output: String,
    },
    /// The server did not take its port in time.
    #[error("the {role} did not take port {port} within {} s", .waited.as_secs_f32())]
    NeverReady {
        /// The program.
        role: Role,
        /// The port that it should have taken.
        port: u16,
        /// How long the harness waited.
        waited: Duration,
        /// A port of the other transport that it took instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<(Transport, u16)>,
    },
    /// The server can be called at IPv6 addresses alone, and no client of the protocol does that.
    #[error("the {role} listens at {address} alone, and clients call it over IPv4")]
    OnlyIpv6 {
        /// The program.
        role: Role,
        /// Where it listens.
        address: String,
    },
    /// The server was not waited for again, since it never came up.
    #[error("the {role} was not tried again: it did not come up in {times} trials")]
    GivenUp {
        /// The program.
        role: Role,
        /// In how many trials it was waited for.
        times: usize,
    },
    /// The program was waited for as long as its budget allows; what was left to try was not tried.
    #[error(
        "the {program} used up its budget: sockspec waited for it for {} s in all, and left out what remained to be tried",
        .budget.as_secs_f32()
    )]
    OutOfBudget {
        /// The program, or the pair of programs: `tcp-server`, `udp-pair`.
        program: String,
        /// How long it could be waited for.
        budget: Duration,
    },
    /// The server took another port than the manifest says; it was judged there.
    #[error("the {role} takes port {found}, but its manifest says {expected}; it was judged on {found}")]
    OtherPort {
        /// The program.
        role: Role,
        /// The manifest's port.
        expected: u16,
        /// The port that it took.
        found: u16,
    },
    /// The programs of the trial had more processes and threads than they may have, and were ended.
    #[error("the programs had more than {most} processes and threads, and were ended")]
    TooManyProcesses {
        /// How many they may have.
        most: u64,
    },
    /// The machine refused something that the harness needs.
    #[error("the harness could not {action}: {reason}")]
    World {
        /// The action that failed.
        action: String,
        /// The system's words.
        reason: String,
    },
}
