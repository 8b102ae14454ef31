//! Where verdicts are gathered: one a clause, the gravest wins, and among equals the first.

use super::finding::{Evidence, Finding, Verdict};
use crate::protocol::clause::{ClauseId, Level};
use std::collections::BTreeMap;

/// The verdicts so far.
#[derive(Debug, Default)]
pub(super) struct Docket {
    entries: BTreeMap<ClauseId, Finding>,
    step: Option<usize>,
}

impl Docket {
    pub(super) fn new() -> Docket {
        Docket::default()
    }

    /// What is said from here on rests on this step.
    pub(super) fn turn_to(&mut self, step: Option<usize>) {
        self.step = step;
    }

    /// The clause holds.
    pub(super) fn hold(&mut self, clause: ClauseId) {
        self.enter(clause, Verdict::Pass);
    }

    /// The clause is broken.
    pub(super) fn break_clause(&mut self, clause: ClauseId, evidence: Evidence) {
        let verdict = match clause.level() {
            Level::Must => Verdict::Fail(evidence),
            Level::Should => Verdict::Warn(evidence),
            // INFO is never judged: what would break it is what was observed.
            Level::Info => Verdict::Noted(evidence.what),
        };
        self.enter(clause, verdict);
    }

    /// The behaviour has this name.
    pub(super) fn note(&mut self, clause: ClauseId, name: String) {
        self.enter(clause, Verdict::Noted(name));
    }

    /// The clause can't be judged here, and why.
    pub(super) fn skip(&mut self, clause: ClauseId, reason: impl Into<String>) {
        self.enter(clause, Verdict::Skipped(reason.into()));
    }

    /// The evidence against a clause, if it is broken.
    pub(super) fn against(&self, clause: ClauseId) -> Option<&Evidence> {
        self.entries.get(&clause).and_then(|finding| finding.verdict.evidence())
    }

    fn enter(&mut self, clause: ClauseId, verdict: Verdict) {
        let graver = self.entries.get(&clause).is_none_or(|there| gravity(&verdict) > gravity(&there.verdict));
        if graver {
            self.entries.insert(clause, Finding { clause, verdict, step: self.step });
        }
    }

    /// All findings; a clause that the case promises to judge and that nothing was said of is skipped, visibly.
    pub(super) fn close(mut self, promised: &[ClauseId]) -> Vec<Finding> {
        for &clause in promised {
            let verdict = Verdict::Skipped("nothing that was seen tells".to_owned());
            self.entries.entry(clause).or_insert(Finding { clause, verdict, step: None });
        }
        self.entries.into_values().collect()
    }
}

fn gravity(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Skipped(_) => 0,
        Verdict::Pass => 1,
        Verdict::Noted(_) => 2,
        Verdict::Warn(_) | Verdict::Fail(_) => 3,
    }
}
