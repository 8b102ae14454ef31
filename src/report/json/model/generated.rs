//! The JSON report's entry for generated cases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The generated cases of one family, played against one implementation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GeneratedEntry {
    /// The implementation's name.
    pub implementation: String,
    /// The role under test.
    pub role: String,
    /// The family.
    pub family: String,
    /// How many cases were played and judged.
    pub cases: usize,
    /// How many exchanges these held: a client's case is one, a server's a session of many.
    pub exchanges: usize,
    /// In how many cases something fails the run.
    pub unexpected: usize,
    /// In how many of these nothing fails but texts that the report's `everywhere` names.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub everywhere: usize,
    /// In how many others a SHOULD is broken, which does not fail the run.
    #[serde(default)]
    pub warned: usize,
    /// In how many others something is broken, all of it known.
    #[serde(default)]
    pub known: usize,
    /// How often each clause was broken, known failures too.
    pub broken: BTreeMap<String, usize>,
    /// How many cases could not be played.
    pub not_played: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// How a case came out of a generated one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShrunkEntry {
    /// The clause that it is the simplest case for.
    pub clause: String,
    /// The generated case that found it.
    pub found_by: String,
    /// The seed that drew that case.
    pub seed: u64,
    /// How many trials it took to confirm and to simplify.
    pub trials: usize,
    /// Steps and bytes of the case that found it.
    pub before: [usize; 2],
    /// Steps and bytes of this one.
    pub after: [usize; 2],
    /// Whether the search ended before nothing was left to try.
    pub stopped: bool,
    /// The file beside the manifest in which the case is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regression: Option<String>,
}
