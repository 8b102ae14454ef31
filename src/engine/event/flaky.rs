//! The event for a trial whose repetitions disagree.

use super::TrialReport;
use crate::case::CaseId;
use crate::judge::Verdict;
use crate::protocol::clause::ClauseId;
use serde::{Deserialize, Serialize};

/// A verdict that was not the same each time a trial was played: it fails the run, whatever the verdicts are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlakyVerdict {
    /// The implementation's name.
    pub implementation: String,
    /// The case's id.
    pub case: CaseId,
    /// The clause.
    pub clause: ClauseId,
    /// The verdicts on it, in the order in which they first appeared.
    pub observations: Vec<Observation>,
    /// The command that repeats the trial.
    pub replay: String,
    /// The trials that disagree, of a generated case: a user must find the cause with nothing but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<TrialReport>,
}

/// One of the verdicts that a clause got when a trial was repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The verdict, as it was first given; `None`: the trial was judged, and nothing was said of the clause.
    pub verdict: Option<Verdict>,
    /// In how many repetitions.
    pub times: usize,
    /// The first of these, from 1.
    pub first: usize,
}
