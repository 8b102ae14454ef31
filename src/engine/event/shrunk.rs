//! The event for a generated case that failed.

use super::TrialReport;
use crate::case::CaseId;
use crate::generate::Size;
use crate::protocol::clause::ClauseId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A broken clause that a generated case has found, confirmed on fresh processes and made as simple as could be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shrunk {
    /// The clause.
    pub clause: ClauseId,
    /// The simplest case that breaks it, played once more.
    pub trial: TrialReport,
    /// The generated case that found it.
    pub found_by: CaseId,
    /// The seed that drew that case.
    pub seed: u64,
    /// How many trials it took to confirm and to simplify.
    pub trials: usize,
    /// How big the case was.
    pub before: Size,
    /// How big it is now.
    pub after: Size,
    /// The bound that ended the search before nothing was left to try; `None`: the search tried everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<Bound>,
    /// The file beside the manifest in which the case is kept, to be played first from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regression: Option<PathBuf>,
}

/// A bound that ends the search for a simpler case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// This number of trials was played.
    Trials(usize),
    /// This number of seconds has gone by.
    Seconds(u64),
    /// The program had used up its budget of waiting.
    Budget,
}
