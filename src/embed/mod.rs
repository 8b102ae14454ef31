//! The crate in other people's tests: a Rust implementation is tested by its own `cargo test`.
//!
//! ```no_run
//! // In a test of yours, with your server's name: env!("CARGO_BIN_EXE_server")
//! let server = "target/debug/server";
//! let verdicts = sockspec::Suite::new().tcp_server([server, "{port}"]).run().unwrap();
//! verdicts.assert_as_expected();
//! ```
//!
//! [`Suite`] says what is tested, [`Verdicts`] what came of it. Commands are words, or one text as it is typed into a
//! shell; `{port}`, `{reply-port}`, `{message}` and `{length}` stand for what a trial brings.
//!
//! # Networks of their own
//!
//! The `sockspec` program gives each trial a network namespace. Linux lets a process without privileges do so only
//! while it has one thread, and a test of `cargo test` has more. There trials are played on the host's network. The
//! losses are:
//!
//! - trials are played one at a time, and two suites take turns;
//! - a port that is compiled into a program must be free on the machine (one that is passed as `{port}` always is), and a
//!   server that can't be restarted within a minute makes the suite wait;
//! - pairs (`tcp-pair`, `udp-pair`), and the clauses that need captured packets (`TCP-S-12`, `TCP-C-8`), are skipped;
//! - programs that outlive their parent are not found, and if the test process is killed, programs can be left behind.
//!
//! Nothing else is: the cases, the judge and the verdicts are the same. [`Verdicts::report`] says on which network they
//! were found.
//!
//! To have it all, make the test a program of its own: `harness = false` under `[[test]]` in `Cargo.toml`, and
//! [`Helper::this_program`] as the first thing that its `main` does. `examples/own_server.rs` is such a program. Tests
//! that run as root, as in many containers, have it all too if `sockspec` is installed and lent by [`Helper::program`].

mod helper;
mod suite;
mod verdicts;

pub use helper::Helper;
pub use suite::{CommandLine, Suite, SuiteError};
pub use verdicts::{Deviation, Verdicts};

pub use crate::case::CaseId;
pub use crate::engine::event::{Fault, Summary};
pub use crate::protocol::clause::{ClauseId, Level};
pub use crate::protocol::role::Role;
pub use crate::world::{Limits, Sandbox};

/// The guide's examples are documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embed.md")]
struct Guide;
