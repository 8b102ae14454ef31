//! Dialects of set-statistics: the same exercise in other words, with other ports, or without a length.
//!
//! A dialect is plain data. The judge, the generators and the reference ask [`current`] for the one that is tested; the
//! protocol of the post is [`Dialect::default`].

mod clauses;
pub mod deduce;
mod file;
mod forms;
mod layout;
mod length;
mod received;
mod rewrite;
mod texts;
mod words;
mod write;

pub use clauses::{Reason, clause_off_reasons};
pub use file::read;
pub use layout::{Numbers, RequestLayout, ResponseLayout, split_at_separator};
pub use length::Length;
pub use received::{LinePlaceholder, Received};
pub use rewrite::{Unfit, rewrite_case, rewrite_generated};
pub use words::{Labels, OfEach, Prompts};
pub use write::{DialectPorts, to_toml};

use crate::protocol::{self, ReplyTo, Spec};
use crate::set_statistics::role::REPLY_PORT;
use std::sync::LazyLock;

/// In what a protocol may differ from the one of the post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The address to which servers send their datagrams.
    pub replies_to: ReplyTo,
    /// The server's first line (CON-3).
    pub ready: OfEach<Option<String>>,
    /// The server's line for a request (CON-4).
    pub received: OfEach<Option<Received>>,
    /// The prompts of a client (CON-1).
    pub prompts: Prompts,
    /// The labels of a client (CON-2).
    pub labels: Labels,
    /// The fate of the length.
    pub length: Length,
    /// How a request is laid out (REQ-1).
    pub request: RequestLayout,
    /// How a response is laid out (RSP-1).
    pub response: ResponseLayout,
    /// The numbers that are allowed.
    pub numbers: Numbers,
    /// How many clients one server has.
    pub serves: Serves,
}

/// How many clients one server has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Serves {
    /// Any number.
    #[default]
    All,
    /// One: then it ends.
    One,
}

/// The protocol of the post.
impl Default for Dialect {
    fn default() -> Dialect {
        Dialect {
            replies_to: ReplyTo::Port(REPLY_PORT),
            ready: words::published_ready_lines(),
            received: received::published_lines(),
            prompts: Prompts::default(),
            labels: Labels::default(),
            length: Length::default(),
            request: RequestLayout::default(),
            response: ResponseLayout::default(),
            numbers: Numbers::default(),
            serves: Serves::default(),
        }
    }
}

static PLAIN: LazyLock<Dialect> = LazyLock::new(Dialect::default);

/// The dialect that this thread works with; the post's protocol, if the current protocol is no dialect.
pub fn current() -> &'static Dialect {
    protocol::current_spec().differences().unwrap_or(&PLAIN)
}

/// The protocol that this thread's work is about, if it is a dialect, or a folder that states the same clauses; the
/// post's otherwise.
pub fn current_spec() -> &'static Spec {
    let (current, default) = (protocol::current_spec(), protocol::default());
    let states_the_same =
        || current.clauses().map(|clause| clause.as_str()).eq(default.clauses().map(|clause| clause.as_str()));
    if current == default || current.differences::<Dialect>().is_some() || states_the_same() {
        current
    } else {
        default
    }
}

/// Whether this thread's work is about a dialect.
pub fn is_one() -> bool {
    protocol::current_spec().differences::<Dialect>().is_some()
}

#[cfg(test)]
mod tests;
