//! What the console report keeps until the end: the trials that are told there, grouped.

use super::shrunk;
use super::slowest::Slowest;
use crate::case::Case;
use crate::engine::event::{
    Fault, FlakyVerdict, Judged, Outcome, Shrunk, SkippedImplementation, StaleKnownFailing, TrialReport,
};
use crate::judge::{Evidence, Verdict};
use crate::protocol::clause::ClauseId;
use crate::report::generated;
use crate::transcript::Transcript;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What is told after the last trial. Implementations are known by their place in the run's order.
#[derive(Debug, Default)]
pub struct Collected {
    /// The implementations' names, in the order in which they came.
    pub names: Vec<String>,
    /// The behaviours noted, by implementation and INFO clause; each name once.
    pub noted: BTreeMap<(usize, ClauseId), Vec<String>>,
    /// In how many cases a known failure was seen, by implementation, clause and reason.
    pub known: BTreeMap<(usize, ClauseId, String), usize>,
    /// How many verdicts were not given, by implementation, clause and reason.
    pub clauses_skipped: BTreeMap<(usize, ClauseId, String), usize>,
    /// The cases not played, by implementation and reason.
    pub cases_skipped: BTreeMap<(usize, String), Vec<String>>,
    /// Faults, by implementation and what they say: the fault, and the cases.
    pub faults: BTreeMap<(usize, String), (Fault, Vec<String>)>,
    /// Broken clauses that no list knows, by implementation and clause.
    pub broken: BTreeMap<(usize, ClauseId), Broken>,
    /// In how many generated cases a clause was broken that no list knows.
    pub generated: BTreeMap<(usize, ClauseId), usize>,
    /// Implementations that can't be tried.
    pub skipped: Vec<SkippedImplementation>,
    /// How many artifacts there are, and in which folder.
    pub kept: Option<(usize, PathBuf)>,
    /// Known-failing entries that are out of date.
    pub stale: Vec<StaleKnownFailing>,
    /// Verdicts that were not the same in each repetition of a trial.
    pub flaky: Vec<FlakyVerdict>,
    /// The slowest trials.
    pub slowest: Slowest,
}

/// One deviation: a broken clause, in one case told in full and in others by name.
#[derive(Debug)]
pub struct Broken {
    /// The simplest case that shows it.
    pub shown: Shown,
    /// The other cases' ids.
    pub others: Vec<String>,
    /// Whether it fails the run.
    pub unexpected: bool,
}

/// A case in which a clause was broken, with all that is told of it.
#[derive(Debug)]
pub struct Shown {
    /// The case and, in a matrix, who played it.
    pub title: String,
    /// The case.
    pub case: Arc<Case>,
    /// What was seen.
    pub transcript: Transcript,
    /// What the verdict rests on.
    pub evidence: Evidence,
    /// The step that decided.
    pub step: Option<usize>,
    /// The command that shows it again.
    pub replay: String,
    /// How it came out of a generated case, if it did.
    pub shrunk: Option<String>,
}

impl Collected {
    /// Keeps what is told of the trial at the end.
    pub fn add(&mut self, trial: &TrialReport, strict: bool) {
        let implementation = self.place(&trial.implementation);
        if let Some(client) = &trial.client {
            self.place(client);
        }
        if let Some(place) = &trial.artifact {
            self.kept.get_or_insert_with(|| (0, place.folder.clone())).0 += 1;
        }
        match &trial.outcome {
            Outcome::Skipped { reason } => {
                add_name(self.cases_skipped.entry((implementation, reason.clone())).or_default(), trial);
            }
            Outcome::Faulted { fault, .. } => self.add_fault(trial, fault),
            Outcome::Judged { transcript, findings, faults } => {
                faults.iter().for_each(|fault| self.add_fault(trial, fault));
                for judged in findings {
                    let blamed = self.place(trial.player(judged.finding.side));
                    self.add_finding(blamed, trial, transcript, judged, strict);
                }
            }
        }
    }

    /// Keeps the simplest case of what a generated one has found.
    pub fn add_shrunk(&mut self, found: &Shrunk, strict: bool) {
        let (at, trial) = (self.place(&found.trial.implementation), &found.trial);
        if let Some(place) = &trial.artifact {
            self.kept.get_or_insert_with(|| (0, place.folder.clone())).0 += 1;
        }
        let Outcome::Judged { transcript, findings, .. } = &trial.outcome else { return };
        for judged in findings.iter().filter(|judged| judged.clause() == found.clause) {
            if let Some(evidence) = judged.finding.verdict.evidence() {
                let shrunk = Some(shrunk::words(found));
                let shown = Shown { shrunk, ..Shown::new(trial, transcript, evidence, judged.finding.step) };
                self.add_broken((at, found.clause), shown, judged.is_unexpected(strict));
            }
        }
    }

    /// The broken clauses, with how many generated cases show each.
    pub fn all_broken(&self) -> impl Iterator<Item = (&(usize, ClauseId), &Broken, usize)> {
        self.broken.iter().map(|(key, broken)| (key, broken, self.generated.get(key).copied().unwrap_or_default()))
    }

    /// The place of an implementation in the run's order.
    pub fn place(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn add_fault(&mut self, trial: &TrialReport, fault: &Fault) {
        let implementation = self.place(&trial.faulty(fault));
        let (_, cases) =
            self.faults.entry((implementation, fault.to_string())).or_insert_with(|| (fault.clone(), Vec::new()));
        add_name(cases, trial);
    }

    fn add_finding(&mut self, at: usize, trial: &TrialReport, seen: &Transcript, judged: &Judged, strict: bool) {
        let clause = judged.clause();
        let generated = trial.case.is_generated();
        match (&judged.finding.verdict, &judged.known) {
            (Verdict::Pass, _) => {}
            // What is seen of many cases drawn by chance says no more than that of the few that were written for it.
            (Verdict::Noted(_) | Verdict::Skipped(_), _) if generated => {}
            (Verdict::Fail(_) | Verdict::Warn(_), None) if generated => {
                *self.generated.entry((at, clause)).or_default() += 1;
            }
            (Verdict::Noted(name), _) => {
                let names = self.noted.entry((at, clause)).or_default();
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            (Verdict::Skipped(why), _) => *self.clauses_skipped.entry((at, clause, why.clone())).or_default() += 1,
            (Verdict::Fail(_) | Verdict::Warn(_), Some(why)) => {
                *self.known.entry((at, clause, why.clone())).or_default() += 1;
            }
            (Verdict::Fail(evidence) | Verdict::Warn(evidence), None) => {
                let shown = Shown::new(trial, seen, evidence, judged.finding.step);
                self.add_broken((at, clause), shown, judged.is_unexpected(strict));
            }
        }
    }

    /// Tells the case with the fewest steps in full: of several such, the first.
    fn add_broken(&mut self, key: (usize, ClauseId), mut shown: Shown, unexpected: bool) {
        let Some(broken) = self.broken.get_mut(&key) else {
            self.broken.insert(key, Broken { shown, others: Vec::new(), unexpected });
            return;
        };
        if shown.case.steps.len() < broken.shown.case.steps.len() {
            std::mem::swap(&mut broken.shown, &mut shown);
        }
        broken.others.push(shown.title);
        broken.unexpected |= unexpected;
    }
}

/// Adds the trial's name to a list of cases; that of a generated one's family once.
fn add_name(cases: &mut Vec<String>, trial: &TrialReport) {
    if !trial.case.is_generated() {
        return cases.push(trial.title());
    }
    let family = generated::name(&trial.case);
    if !cases.contains(&family) {
        cases.push(family);
    }
}

impl Shown {
    /// The trial, for a clause that is broken in it.
    pub fn new(trial: &TrialReport, transcript: &Transcript, evidence: &Evidence, step: Option<usize>) -> Self {
        Shown {
            title: trial.title(),
            case: Arc::clone(&trial.case),
            transcript: Transcript { capture: None, ..transcript.clone() },
            evidence: evidence.clone(),
            step,
            replay: trial.replay.clone(),
            shrunk: None,
        }
    }
}
