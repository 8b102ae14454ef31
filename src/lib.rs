//! sockspec: a conformance suite for socket programs.
//!
//! The rooms of this crate, a line each, and what each never does:
//!
//! - [`protocol`]: what a protocol is: roles and clauses as data, read from a folder's two files. Never does I/O.
//! - [`mod@set_statistics`]: all that is known of the built-in protocol alone: its numbers, its part of the judge, its
//!   generated cases, its reference. Only [`protocols`] names it; any other place has a comment that says why.
//! - [`protocols`]: the protocols that can be tested: the composition root.
//! - [`diagnosis`]: mistakes in what a person wrote, and how they are shown. Knows no format, reads no file.
//! - [`document`]: TOML files that a person writes, table by table, with errors that point. Knows no key of any format.
//! - [`implementation`]: what is under test: manifests, commands, interpreters. Never starts a program under test.
//! - [`case`]: what is done to one role and which clauses that checks. Never knows what came back.
//! - [`mod@generate`]: what every protocol's generated cases need. Pure; never knows what came back.
//! - [`folder`]: a protocol that is a folder: it is read, its model runs, its cases are drawn and derived. Never starts a
//!   program under test, never judges.
//! - [`transcript`]: everything seen in one trial, in order. Plain data.
//! - [`world`]: networks, processes, consoles, sockets of the machine. Never prints, never judges.
//! - [`engine`]: plays cases in worlds and reports what happens as events. Never prints, never judges values.
//! - [`judge`]: `(Case, Transcript) -> Vec<Finding>`: what every protocol's judge is made of. Pure.
//! - [`differential`]: `(Case, Account, Account) -> Vec<Difference>`: what two programs did otherwise. Pure.
//! - [`mod@qualify`]: the suite against one fault of the reference at a time. Never starts a program itself, never prints.
//! - [`wire`]: a relay that makes a correct program look faulty. Knows no protocol, never judges.
//! - [`report`]: folds over events. Never sees the engine.
//! - [`snapshot`]: pinned behaviour in a folder, and how it differs from what was seen. Never starts anything.
//! - [`embed`]: the suite in other crates' tests: a small API over all of this. Never prints.
//! - [`cli`]: arguments to settings to exit code.
//!
//! One direction: file or generator -> `Case` -> plan -> trial in a world -> `Transcript` -> judge -> verdicts ->
//! events -> reporters -> exit code. `tests/architecture.rs` holds the allowed arrows.
//!
//! The engine asks the judge twice. While a trial runs, it asks about the transcript so far. Is this expectation met,
//! or can it no longer be met ([`judge::Judge::is_settled`], in `engine/player/expect.rs`)? Has a client got nothing,
//! so that the trial may end (`is_unserved`, in `engine/player.rs`)? Has the server printed everything, so that it may
//! be stopped (`is_told`, in the same file)? Has the server of a pair answered (`is_relayed_answer`, in
//! `engine/player/relay/stream.rs`)? The engine only learns when to go on. After the trial, the judge gives the
//! verdicts.
//!
//! The public interface for other crates is [`embed`]. The other modules are public for the program and for its tests, may
//! change at any time, and are documented only with `RUSTDOCFLAGS="--cfg internals"`.

#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod case;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod cli;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod diagnosis;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod differential;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod document;
pub mod embed;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod engine;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod folder;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod generate;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod implementation;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod judge;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod protocol;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod protocols;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod qualify;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod report;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod set_statistics;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod snapshot;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod transcript;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod wire;
#[cfg_attr(all(doc, not(internals)), doc(hidden))]
pub mod world;

pub use embed::{Helper, Suite, Verdicts};
