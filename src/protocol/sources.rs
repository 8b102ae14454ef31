//! The sources of a protocol's cases besides its case files: derived ones, and families of generated ones. Plain data.

use super::clause::ClauseId;
use super::role::Role;
use super::spec::Spec;
use std::fmt;

/// A protocol as the two files of its folder define it.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its roles and clauses.
    pub spec: &'static Spec,
    /// The settings for cases derived from the written ones.
    pub derive: Derive,
    /// The program that knows the right answers, if there is one.
    pub model: Option<ModelSpec>,
    /// The families of generated cases, in the order of protocol.toml.
    pub families: Vec<FamilySpec>,
}

/// The change that makes another case out of a written one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derivation {
    /// A message arrives in pieces (TCP).
    Cut,
    /// Several messages arrive in one segment (TCP).
    Together,
    /// Several clients do the same at once.
    Interleaved,
    /// Clients come first that leave, reset, half-close or stay silent.
    AfterRudeClients,
    /// The server was stopped and started.
    AfterRestart,
    /// A client comes first that sends nonsense.
    UnexpectedBytes,
}

impl Derivation {
    /// All of them, in the order in which their cases are listed.
    pub const ALL: [Derivation; 6] = [
        Derivation::Cut,
        Derivation::Together,
        Derivation::Interleaved,
        Derivation::AfterRudeClients,
        Derivation::AfterRestart,
        Derivation::UnexpectedBytes,
    ];

    /// Its key in protocol.toml, which is also its name in ids.
    pub const fn as_str(self) -> &'static str {
        match self {
            Derivation::Cut => "cut",
            Derivation::Together => "together",
            Derivation::Interleaved => "interleaved",
            Derivation::AfterRudeClients => "after-rude-clients",
            Derivation::AfterRestart => "after-restart",
            Derivation::UnexpectedBytes => "unexpected-bytes",
        }
    }

    /// Whether it only makes sense for a byte stream.
    pub const fn needs_a_stream(self) -> bool {
        matches!(self, Derivation::Cut | Derivation::Together)
    }
}

impl fmt::Display for Derivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The clause that a failing derived case breaks, by what was done to the written one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derive {
    pub(super) clauses: Vec<(Derivation, ClauseId)>,
    /// How many cases of each sort are derived for a role at most; `None`: all of them.
    pub most: Option<usize>,
}

impl Derive {
    /// One kind of case alone, all that can be derived.
    #[cfg(test)]
    pub(crate) fn for_derivation(derivation: Derivation, clause: ClauseId) -> Derive {
        Derive { clauses: vec![(derivation, clause)], most: None }
    }

    /// The clause to blame; `None`: no such cases are derived.
    pub fn clause_for(&self, derivation: Derivation) -> Option<ClauseId> {
        self.clauses.iter().find(|(known, _)| *known == derivation).map(|(_, clause)| *clause)
    }
}

/// The program that knows the right answer to any input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelSpec {
    /// The program and its arguments, never empty; `{python3}` and the like are not filled in.
    pub command: Vec<String>,
}

/// A family of generated cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilySpec {
    /// Its name in ids.
    pub name: String,
    /// The role that its cases test.
    pub role: Role,
    /// How its sessions are drawn.
    pub draw: Draw,
    /// The bytes behind each message that a regex draws: the end of a line, or nothing.
    pub end: Vec<u8>,
    /// How many clients of a server visit it at the same time, at least 1; for messages that a regex draws.
    pub at_once: usize,
    /// The clauses that its cases check, at least one; the first is blamed for a wrong reply.
    pub clauses: Vec<ClauseId>,
}

/// How the sessions of a family are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Draw {
    /// Each message matches this regular expression as a whole.
    Regex(String),
    /// The model draws them.
    Model,
}
