//! The file of a failing trial: a case file, and a table `[replay]` that names the implementation and holds what was
//! seen.

mod old;
mod read;
mod reporter;
mod write;

pub use read::read;
pub use reporter::Artifacts;

use crate::case::{Case, CaseId};
use crate::engine::event::{Fault, Judged, ManifestOrigin, NetworkKind, Outcome, RunStarted, TrialReport};
use crate::judge::Verdict;
use crate::protocol::clause::ClauseId;
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side};
use crate::report::trace::{TraceOptions, render_trace};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A case that failed, with all that is needed to play it again and to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    /// The case.
    pub case: Case,
    /// Against what it was played, and what was seen.
    pub replay: Replay,
}

/// The content of the table `[replay]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Replay {
    /// The implementation's name.
    pub implementation: String,
    /// The protocol, if it is not the default one.
    #[serde(default)]
    pub protocol: Option<String>,
    /// The origin of the implementation.
    #[serde(flatten)]
    pub origin: ManifestOrigin,
    /// The folder in which the run was started, as seen from the folder of this file: the paths of the manifest and of
    /// commands begin there. Once the file is read, it is that folder if it is not the current one.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// In a cell of a matrix: the implementation whose client played. The implementation above played the server then.
    #[serde(default)]
    pub client: Option<Partner>,
    /// The case's id.
    pub case: CaseId,
    /// The seed of the run.
    pub seed: u64,
    /// Whether a broken SHOULD failed the run.
    pub strict: bool,
    /// The network of the trial.
    pub network: NetworkKind,
    /// The commands of the programs.
    #[serde(default)]
    pub commands: BTreeMap<Role, String>,
    /// The verdict on each clause.
    #[serde(default)]
    pub verdicts: Vec<Said>,
    /// Faults that kept the harness from playing the case, and other faults of the set-up.
    #[serde(default)]
    pub faults: Vec<String>,
    /// Everything seen, for people.
    #[serde(default)]
    pub transcript: Vec<String>,
}

/// The implementation whose client played in a cell of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Partner {
    /// Its name.
    pub implementation: String,
    /// Its origin.
    #[serde(flatten)]
    pub origin: ManifestOrigin,
}

/// The verdict on one clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Said {
    /// The clause.
    pub clause: ClauseId,
    /// In a pair: the side of the program that it is about.
    #[serde(default)]
    pub side: Option<Side>,
    /// The verdict's word: pass, fail, warn, noted, skipped.
    pub verdict: String,
    /// The sentence on what happened, the noted behaviour's name, or the reason for skipping it.
    #[serde(default)]
    pub what: Option<String>,
    /// The expected text.
    #[serde(default)]
    pub expected: Option<String>,
    /// The observed text.
    #[serde(default)]
    pub observed: Option<String>,
}

impl Artifact {
    /// The artifact of a trial, if it is one that leaves any.
    pub fn from_trial(run: &RunStarted, trial: &TrialReport) -> Option<Artifact> {
        let place = trial.artifact.as_ref()?;
        let (transcript, findings, faults) = match &trial.outcome {
            Outcome::Judged { transcript, findings, faults } => (transcript, findings.as_slice(), faults.as_slice()),
            Outcome::Faulted { fault, transcript } => (transcript, &[][..], std::slice::from_ref(fault)),
            Outcome::Skipped { .. } => return None,
        };
        let client = trial.client.clone().zip(place.client.clone());
        let client = client.map(|(implementation, origin)| Partner { implementation, origin });
        let text = render_trace(&trial.case, transcript, TraceOptions::default());
        let replay = Replay {
            implementation: trial.implementation.clone(),
            protocol: current_spec().typed_name(),
            origin: place.origin.clone(),
            folder: None,
            client,
            case: trial.case.id.clone(),
            seed: run.seed,
            strict: run.strict,
            network: run.network,
            commands: place.commands.clone(),
            verdicts: findings.iter().map(Said::from_judged).collect(),
            faults: faults.iter().map(Fault::to_string).collect(),
            // The first lines of a trace name the case, which stands above already.
            transcript: text.lines().skip(3).map(str::to_owned).collect(),
        };
        Some(Artifact { case: Case::clone(&trial.case), replay })
    }
}

impl Replay {
    /// The same, read from this file: paths that begin in the run's folder lead there from the current one.
    fn read_from(mut self, file: &Path) -> Replay {
        let stands_in = file.parent().unwrap_or(Path::new(""));
        let begun_in = self.folder.take().and_then(|folder| fs::canonicalize(stands_in.join(folder)).ok());
        let is_current = |folder: &PathBuf| fs::canonicalize(".").is_ok_and(|current| current == *folder);
        if let Some(folder) = begun_in.filter(|folder| !is_current(folder)) {
            self.origin = self.origin.with_paths_below(&folder);
            self.client =
                self.client.map(|client| Partner { origin: client.origin.with_paths_below(&folder), ..client });
            self.folder = Some(folder);
        }
        self
    }

    /// The players: a name, or `client -> server` in a cell of a matrix of two.
    pub fn players(&self) -> String {
        match &self.client {
            Some(client) if client.implementation != self.implementation => {
                format!("{} -> {}", client.implementation, self.implementation)
            }
            Some(_) | None => self.implementation.clone(),
        }
    }
}

impl Said {
    /// The entry for a finding.
    pub fn from_judged(judged: &Judged) -> Said {
        let verdict = &judged.finding.verdict;
        let evidence = verdict.evidence();
        let what = match verdict {
            Verdict::Pass => None,
            Verdict::Noted(text) | Verdict::Skipped(text) => Some(text.clone()),
            Verdict::Fail(evidence) | Verdict::Warn(evidence) => Some(evidence.what.clone()),
        };
        Said {
            clause: judged.clause(),
            side: judged.finding.side,
            verdict: verdict.word().to_owned(),
            what,
            expected: evidence.and_then(|evidence| evidence.expected.clone()),
            observed: evidence.and_then(|evidence| evidence.observed.clone()),
        }
    }

    /// Whether the clause was broken.
    pub fn is_broken(&self) -> bool {
        matches!(self.verdict.as_str(), "fail" | "warn")
    }

    /// The verdict in one or two words: `fail`, `noted first-piece`.
    pub fn short_verdict(&self) -> String {
        match (self.verdict.as_str(), &self.what) {
            ("noted", Some(name)) => format!("noted {name}"),
            (word, _) => word.to_owned(),
        }
    }
}
