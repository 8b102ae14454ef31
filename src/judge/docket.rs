//! Gathers verdicts: one per clause (in a pair: one per clause and side). The gravest wins, and among equals the first.

use super::finding::{Evidence, Finding, Verdict};
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::Side;
use std::collections::BTreeMap;

/// The verdicts so far.
#[derive(Debug, Default)]
pub(crate) struct Docket {
    entries: BTreeMap<(ClauseId, Option<Side>), Finding>,
    step: Option<usize>,
    side: Option<Side>,
}

impl Docket {
    pub(crate) fn new() -> Docket {
        Docket::default()
    }

    /// From here on, this step decides the verdicts.
    pub(crate) fn turn_to(&mut self, step: Option<usize>) {
        self.step = step;
    }

    /// From here on, verdicts are about this side of a pair; `None`: only one program is under test.
    pub(crate) fn turn_to_side(&mut self, side: Option<Side>) {
        self.side = side;
    }

    /// The clause holds.
    pub(crate) fn pass_clause(&mut self, clause: impl Into<ClauseId>) {
        self.enter_verdict(clause.into(), Verdict::Pass);
    }

    /// The clause is broken.
    pub(crate) fn break_clause(&mut self, clause: impl Into<ClauseId>, evidence: Evidence) {
        let clause = clause.into();
        let verdict = match clause.level() {
            Level::Must => Verdict::Fail(evidence),
            Level::Should => Verdict::Warn(evidence),
            // INFO is never judged: what would break it is what was observed.
            Level::Info => Verdict::Noted(evidence.what),
        };
        self.enter_verdict(clause, verdict);
    }

    /// The behaviour has this name.
    pub(crate) fn note_behaviour(&mut self, clause: impl Into<ClauseId>, name: String) {
        self.enter_verdict(clause.into(), Verdict::Noted(name));
    }

    /// The clause can't be judged here, and why.
    pub(crate) fn skip_clause(&mut self, clause: impl Into<ClauseId>, reason: impl Into<String>) {
        self.enter_verdict(clause.into(), Verdict::Skipped(reason.into()));
    }

    /// The evidence against a clause, if it is broken (in a pair: by the side that is spoken of now).
    pub(crate) fn evidence_against(&self, clause: impl Into<ClauseId>) -> Option<&Evidence> {
        self.entries.get(&(clause.into(), self.side)).and_then(|finding| finding.verdict.evidence())
    }

    fn enter_verdict(&mut self, clause: ClauseId, verdict: Verdict) {
        if clause.is_off() {
            return;
        }
        let key = (clause, self.side);
        let graver =
            self.entries.get(&key).is_none_or(|there| verdict_gravity(&verdict) > verdict_gravity(&there.verdict));
        if graver {
            self.entries.insert(key, Finding { clause, verdict, step: self.step, side: self.side });
        }
    }

    /// All findings. A clause that the case promises to judge, but that has no verdict, is skipped, visibly, as one of
    /// the side that `bound` names.
    pub(crate) fn into_findings(
        mut self,
        promised: &[ClauseId],
        bound: impl Fn(ClauseId) -> Option<Side>,
    ) -> Vec<Finding> {
        for &clause in promised.iter().filter(|clause| !self.speaks_of(**clause)).collect::<Vec<_>>() {
            self.turn_to(None);
            self.turn_to_side(bound(clause));
            self.skip_clause(clause, "nothing that was seen shows it");
        }
        self.entries.into_values().collect()
    }

    fn speaks_of(&self, clause: ClauseId) -> bool {
        self.entries.keys().any(|(there, _)| *there == clause)
    }
}

fn verdict_gravity(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Skipped(_) => 0,
        Verdict::Pass => 1,
        Verdict::Noted(_) => 2,
        Verdict::Warn(_) | Verdict::Fail(_) => 3,
    }
}
