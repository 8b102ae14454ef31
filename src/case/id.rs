//! The place of a case: its subject and its name.

use crate::protocol::role::{Pair, Role, Transport};
use crate::protocol::{self, Spec};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The subject of a case: one program, or a client and a server together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One program; the harness plays the other side.
    Role(Role),
    /// A client and a server; the harness is the wire between them.
    Pair(Pair),
}

impl Subject {
    /// The roles that an implementation must offer for this.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Subject::Role(role) => vec![role],
            Subject::Pair(pair) => pair.roles().to_vec(),
        }
    }

    /// The transport spoken.
    pub fn transport(self) -> Transport {
        match self {
            Subject::Role(role) => role.transport(),
            Subject::Pair(pair) => pair.transport(),
        }
    }

    /// All subjects of the current protocol, in the order in which reports list them.
    pub fn all() -> impl Iterator<Item = Subject> {
        Subject::all_in_protocol(protocol::current_spec())
    }

    /// All subjects of a protocol, in the same order.
    pub fn all_in_protocol(spec: &'static Spec) -> impl Iterator<Item = Subject> {
        spec.roles().map(Subject::Role).chain(spec.pairs().map(Subject::Pair))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Role(role) => fmt::Display::fmt(role, f),
            Subject::Pair(pair) => fmt::Display::fmt(pair, f),
        }
    }
}

/// The part of an id that distinguishes derived cases from written ones.
pub(crate) const DERIVED: &str = "derived";

/// A case's full name: its subject, then its path below it, as in `tcp-server/published/session`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId {
    subject: Subject,
    text: String,
}

impl CaseId {
    /// The case of this name below its subject.
    pub(crate) fn new(subject: Subject, name: &str) -> CaseId {
        CaseId { subject, text: format!("{subject}/{name}") }
    }

    /// The written case that this one is derived from, if it is a derived one: its id is
    /// `ROLE/derived/KIND/NAME-OF-THE-WRITTEN-CASE/NUMBER`.
    pub fn derived_from(&self) -> Option<CaseId> {
        let name = self.text.strip_prefix(&format!("{}/{DERIVED}/", self.subject))?;
        let (_kind, name) = name.split_once('/')?;
        let (name, _number) = name.rsplit_once('/')?;
        Some(CaseId::new(self.subject, name))
    }

    /// The subject of the case.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// The text is not a case id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a case id: it is {head}, a slash, and a name", head = describe_id_heads())]
pub struct NotACaseId(pub String);

/// The possible beginnings of a case id, in words.
fn describe_id_heads() -> String {
    let spec = protocol::current_spec();
    let joined = |names: Vec<String>| names.join(", ");
    let roles = joined(spec.roles().map(|role| role.to_string()).collect());
    match spec.pairs().map(|pair| pair.to_string()).collect::<Vec<_>>() {
        pairs if pairs.is_empty() => format!("a role ({roles})"),
        pairs => format!("a role ({roles}) or a pair ({})", joined(pairs)),
    }
}

impl FromStr for CaseId {
    type Err = NotACaseId;

    fn from_str(text: &str) -> Result<Self, NotACaseId> {
        let wrong = || NotACaseId(text.to_owned());
        let (head, name) = text.split_once('/').ok_or_else(wrong)?;
        let subject = Subject::all().find(|subject| subject.to_string() == head).ok_or_else(wrong)?;
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '_');
        if name.is_empty() || !name.chars().all(legal) {
            return Err(wrong());
        }
        Ok(CaseId { subject, text: text.to_owned() })
    }
}

impl TryFrom<String> for CaseId {
    type Error = NotACaseId;

    fn try_from(text: String) -> Result<Self, NotACaseId> {
        text.parse()
    }
}

impl From<CaseId> for String {
    fn from(id: CaseId) -> String {
        id.text
    }
}
