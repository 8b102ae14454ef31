//! The event for a known-failing entry that is out of date.

use serde::{Deserialize, Serialize};

/// A known-failing entry that no longer says the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleKnownFailing {
    /// The implementation's name.
    pub implementation: String,
    /// The file that holds the entry.
    pub file: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The entry's case pattern.
    pub case: String,
    /// The entry's clause.
    pub clause: String,
    /// The reason.
    pub why: Stale,
}

/// Why a known-failing entry is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stale {
    /// All that it matched passes now.
    PassesNow,
    /// It matched no case that was run and that judges this clause.
    MatchedNothing,
    /// Its pattern matches no case of the suite.
    NoSuchCase,
}
