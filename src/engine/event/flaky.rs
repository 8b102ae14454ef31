//! What is told when the repetitions of a trial disagree.

use crate::case::CaseId;
use crate::judge::Verdict;
use crate::protocol::clause::ClauseId;
use serde::{Deserialize, Serialize};

/// A verdict that was not the same in each repetition of a trial: it fails the run, whatever the verdicts are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlakyVerdict {
    /// The implementation's name.
    pub implementation: String,
    /// The case's id.
    pub case: CaseId,
    /// The clause.
    pub clause: ClauseId,
    /// What was said of it, in the order in which it was first said.
    pub observations: Vec<Observation>,
    /// The command that repeats the trial.
    pub replay: String,
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
