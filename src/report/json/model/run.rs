//! The JSON report's part about the run itself: its implementations, and which part of a divided run it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolEntry {
    /// Its name: `sockspec`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl ToolEntry {
    /// This sockspec.
    pub fn for_this_program() -> ToolEntry {
        ToolEntry { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// One part of a run that several machines share; `sockspec merge` joins their reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartEntry {
    /// Which part, from 1.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
    /// How many trials all parts have together.
    pub whole: usize,
}

/// One implementation that takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImplementationEntry {
    /// Its name.
    pub name: String,
    /// Its language, if its manifest says so.
    pub language: Option<String>,
    /// The roles that it offers.
    pub roles: Vec<String>,
}
