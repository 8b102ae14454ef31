//! The JSON report's entry for a text that differs in nearly every trial.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One text that differs in nearly every trial of a role: fix it first. The verdicts of the trials and the counts are as
/// they are without this entry; generated trials are not counted here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EverywhereEntry {
    /// The implementation whose program it is.
    pub implementation: String,
    /// The role under test, or `tcp-pair`, `udp-pair`.
    pub role: String,
    /// The clause that it breaks.
    pub clause: String,
    /// Other clauses that the same text breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// What was expected, in the first trial that has the text; its numbers differ from trial to trial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was observed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
    /// In how many trials the text breaks the clause.
    pub broken: usize,
    /// In how many trials the clause was judged.
    pub judged: usize,
}
