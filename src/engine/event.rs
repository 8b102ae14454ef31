//! The events of the engine: plain data, from which every report is folded.

pub mod differing;

mod fault;

pub use crate::implementation::{ManifestOrigin, file_name_of};
pub use fault::Fault;

mod flaky;
mod shrunk;
mod stale;
mod trial;

pub use flaky::{FlakyVerdict, Observation};
pub use shrunk::{Bound, Shrunk};
pub use stale::{Stale, StaleKnownFailing};
pub use trial::{ArtifactPlace, TrialReport};

use crate::judge::Finding;
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::Role;
use crate::transcript::Transcript;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// One event of the engine. They come in this order: `RunStarted`, any number of the others, `RunFinished`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// The run begins.
    RunStarted(RunStarted),
    /// A whole implementation, or one program of it, can't be tried here.
    ImplementationSkipped(SkippedImplementation),
    /// Something that the user should know, in one line, and that is no verdict (namespaces are refused, say).
    Notice {
        /// The line.
        text: String,
    },
    /// A trial is over. Trials finish in the plan's order, whichever was done first.
    TrialFinished(Box<TrialReport>),
    /// A verdict of the trial reported last was not the same in each repetition. Or, in a generated case, it did not
    /// show again on fresh processes.
    Flaky(FlakyVerdict),
    /// A finding of a generated case, on the simplest case that shows it. The trial reported last has found it.
    Shrunk(Box<Shrunk>),
    /// All trials of this implementation are over. A matrix has no such event.
    ImplementationFinished {
        /// Its name.
        name: String,
    },
    /// A known-failing entry is out of date.
    KnownFailingStale(StaleKnownFailing),
    /// The run is over.
    RunFinished(Summary),
}

/// The run that begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunStarted {
    /// The implementations, in order.
    pub implementations: Vec<ImplementationInfo>,
    /// How many trials are planned, generated ones too.
    pub trials: usize,
    /// Whether a broken SHOULD fails the run.
    pub strict: bool,
    /// The seed of everything generated.
    pub seed: u64,
    /// How many workers run trials.
    pub jobs: usize,
    /// The network of the trials.
    pub network: NetworkKind,
    /// The part of a divided run that this is; `None`: the whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartOfRun>,
    /// The time of the start: seconds since 1970 (UTC). `None`: the run read no clock, as in tests that compare
    /// reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<u64>,
}

/// One part of a run that several machines share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOfRun {
    /// The number of the part, from 1.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
    /// How many trials all parts have together.
    pub whole: usize,
}

/// The network of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// A network namespace of its own for each trial.
    Namespaces,
    /// The host's network, one trial at a time.
    Host,
}

/// An implementation as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImplementationInfo {
    /// Its name.
    pub name: String,
    /// Its language, if its manifest says so.
    pub language: Option<String>,
    /// The source of its description.
    pub origin: ManifestOrigin,
    /// The roles that it offers.
    pub roles: Vec<Role>,
    /// The shims that its commands start, by name, and the programs that are started in their place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shims: BTreeMap<String, PathBuf>,
}

/// An implementation that can't be tried here, and advice for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedImplementation {
    /// The implementation's name.
    pub implementation: String,
    /// The one role concerned; `None`: all of them.
    pub role: Option<Role>,
    /// Why, in plain words.
    pub reason: String,
    /// Advice for the user.
    pub advice: String,
    /// Whether the run needs it (`--require`).
    pub required: bool,
}

/// The result of a trial.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was played and judged.
    Judged {
        /// Everything seen.
        transcript: Transcript,
        /// The verdicts, one a clause.
        findings: Vec<Judged>,
        /// Faults of the set-up that did not keep the case from being played; the program uses another port, say.
        faults: Vec<Fault>,
    },
    /// It could not be played: no verdict.
    Faulted {
        /// Why.
        fault: Fault,
        /// The events until then.
        transcript: Transcript,
    },
    /// It was not played, and why.
    Skipped {
        /// The reason.
        reason: String,
    },
}

/// A finding, beside what the known-failing list says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// The reason of the known-failing entry that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

/// The counts at the end of a run, and its exit code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Trials played and judged.
    pub played: usize,
    /// Trials in which something unexpected was found.
    pub unexpected: usize,
    /// Clauses that passed, over all trials.
    pub passed: usize,
    /// MUST clauses broken and not known.
    pub failed: usize,
    /// SHOULD clauses broken and not known.
    pub warned: usize,
    /// Broken clauses that the known-failing list covers.
    pub known: usize,
    /// INFO clauses noted.
    pub noted: usize,
    /// Clauses and trials not judged, each with its reason.
    pub skipped: usize,
    /// Faults of the set-up.
    pub faults: usize,
    /// Known-failing entries that are out of date.
    pub stale: usize,
    /// Verdicts that were not the same in each repetition of a trial.
    #[serde(default)]
    pub flaky: usize,
    /// Trials that were planned and not played to their end: the run stopped before.
    #[serde(default)]
    pub not_run: usize,
    /// How long the run took.
    pub duration: Duration,
    /// The exit code (DESIGN: 0 as expected, 1 unexpected, 3 incomplete, 4 nothing ran).
    pub exit: u8,
}

impl Outcome {
    /// The transcript, if it was played.
    pub fn transcript(&self) -> Option<&Transcript> {
        match self {
            Outcome::Judged { transcript, .. } | Outcome::Faulted { transcript, .. } => Some(transcript),
            Outcome::Skipped { .. } => None,
        }
    }

    /// Whether the trial fails the run, or says that it could not be played.
    pub fn is_bad(&self, strict: bool) -> bool {
        match self {
            Outcome::Judged { findings, faults, .. } => {
                !faults.is_empty() || findings.iter().any(|finding| finding.is_unexpected(strict))
            }
            Outcome::Faulted { .. } => true,
            Outcome::Skipped { .. } => false,
        }
    }
}

impl Judged {
    /// Whether this finding fails the run: a broken MUST (with `strict` a broken SHOULD too) that is not known.
    pub fn is_unexpected(&self, strict: bool) -> bool {
        let broken = self.finding.verdict.evidence().is_some();
        let gates = self.finding.clause.level() == Level::Must || strict;
        broken && gates && self.known.is_none()
    }

    /// The clause.
    pub fn clause(&self) -> ClauseId {
        self.finding.clause
    }
}
