//! The result of one implementation in one role, or as a pair.

use crate::engine::event::{Judged, Outcome};
use crate::judge::Verdict;
use crate::protocol::clause::{ClauseId, Level};
use crate::report::json::model::{GeneratedEntry, OutcomeWord, Trial, VerdictWord};
use std::collections::BTreeSet;
use std::fmt;

/// The worst outcome, from nothing to the worst. As in exit codes, a broken MUST is worse than something that could not
/// be run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorstOutcome {
    /// It was not tried.
    #[default]
    Nothing,
    /// Everything as the protocol has it.
    Pass,
    /// All broken clauses are known.
    Known,
    /// A SHOULD is broken.
    Warn,
    /// Something could not be run.
    Fault,
    /// A MUST is broken; in a strict run a SHOULD too.
    Fail,
}

impl WorstOutcome {
    /// `pass`, `fail`; empty if there was nothing to try.
    pub const fn as_str(self) -> &'static str {
        match self {
            WorstOutcome::Nothing => "",
            WorstOutcome::Pass => "pass",
            WorstOutcome::Known => "known",
            WorstOutcome::Warn => "warn",
            WorstOutcome::Fault => "fault",
            WorstOutcome::Fail => "fail",
        }
    }
}

impl fmt::Display for WorstOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The result of one role's trials.
#[derive(Debug, Clone, Default)]
pub struct RoleCell {
    judged: usize,
    faults: usize,
    fails: BTreeSet<ClauseId>,
    warns: BTreeSet<ClauseId>,
    known: BTreeSet<ClauseId>,
}

impl RoleCell {
    pub(super) fn add_outcome(&mut self, outcome: &Outcome, strict: bool) {
        match outcome {
            Outcome::Faulted { .. } => self.faults += 1,
            Outcome::Skipped { .. } => {}
            Outcome::Judged { findings, faults, .. } => {
                self.judged += 1;
                self.faults += faults.len();
                findings.iter().for_each(|judged| self.add_finding(judged, strict));
            }
        }
    }

    /// The same for a trial of which the JSON report alone is left; `faults` is how many it met.
    pub(super) fn add_entry(&mut self, trial: &Trial, faults: usize, strict: bool) {
        self.faults += faults;
        self.judged += usize::from(trial.outcome == OutcomeWord::Judged);
        for verdict in &trial.verdicts {
            let Ok(clause) = verdict.clause.parse() else { continue };
            let set = match (verdict.verdict, &verdict.known) {
                (VerdictWord::Fail | VerdictWord::Warn, Some(_)) => &mut self.known,
                (VerdictWord::Fail, None) => &mut self.fails,
                (VerdictWord::Warn, None) if strict => &mut self.fails,
                (VerdictWord::Warn, None) => &mut self.warns,
                (VerdictWord::Pass | VerdictWord::Noted | VerdictWord::Skipped, _) => continue,
            };
            set.insert(clause);
        }
    }

    /// Counts generated cases. Those that fail a run stand among the trials. Of the rest a report only says how often
    /// each clause is broken, and whether some of it is known.
    pub(super) fn add_generated(&mut self, entry: &GeneratedEntry) {
        self.judged += entry.cases;
        self.faults += entry.not_played;
        for clause in entry.broken.keys().filter_map(|clause| clause.parse::<ClauseId>().ok()) {
            if self.fails.contains(&clause) || self.warns.contains(&clause) {
                continue;
            }
            if entry.warned > 0 && clause.level() == Level::Should {
                self.warns.insert(clause);
            } else if entry.known > 0 {
                self.known.insert(clause);
            }
        }
    }

    fn add_finding(&mut self, judged: &Judged, strict: bool) {
        if !matches!(judged.finding.verdict, Verdict::Fail(_) | Verdict::Warn(_)) {
            return;
        }
        let set = if judged.known.is_some() {
            &mut self.known
        } else if judged.is_unexpected(strict) {
            &mut self.fails
        } else {
            &mut self.warns
        };
        set.insert(judged.clause());
    }

    /// Whether none of its trials could be judged.
    pub(super) fn is_untried(&self) -> bool {
        self.judged == 0 && self.faults > 0
    }

    /// The worst.
    pub fn worst_mark(&self) -> WorstOutcome {
        if !self.fails.is_empty() {
            WorstOutcome::Fail
        } else if self.faults > 0 {
            WorstOutcome::Fault
        } else if !self.warns.is_empty() {
            WorstOutcome::Warn
        } else if !self.known.is_empty() {
            WorstOutcome::Known
        } else if self.judged > 0 {
            WorstOutcome::Pass
        } else {
            WorstOutcome::Nothing
        }
    }

    /// The clauses that are broken so; no other mark has any.
    pub fn broken_clauses(&self, mark: WorstOutcome) -> Vec<ClauseId> {
        let none = BTreeSet::new();
        let set = match mark {
            WorstOutcome::Fail => &self.fails,
            WorstOutcome::Warn => &self.warns,
            WorstOutcome::Known => &self.known,
            WorstOutcome::Nothing | WorstOutcome::Pass | WorstOutcome::Fault => &none,
        };
        set.iter().copied().collect()
    }

    /// `fail 3`: the worst mark, and how many clauses it stands for.
    pub fn describe_worst(&self) -> String {
        match (self.worst_mark(), self.broken_clauses(self.worst_mark()).len()) {
            (mark, 0) => mark.to_string(),
            (mark, clauses) => format!("{mark} {clauses}"),
        }
    }
}
