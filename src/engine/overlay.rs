//! Changes the judge's verdicts by two rules: clauses that presume others, and the failures that an owner knows of.

use super::event::{Judged, StaleKnownFailing};
use super::known::KnownList;
use super::plan::Plan;
use super::protocol::Protocol;
use crate::case::{Case, CaseId};
use crate::judge::{Finding, Judge, Verdict};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Role, Side};
use std::collections::BTreeSet;

/// The overlay of a run: what was found broken so far, and what is known to fail.
pub(super) struct Overlay {
    broken: BrokenPlaces,
    known: KnownList,
    judge: &'static dyn Judge,
    /// The written cases that were not passed, by the implementation's place in the plan.
    failed: BTreeSet<(usize, CaseId)>,
}

/// The broken clauses: the implementation's place in the plan, the role, the clause.
type BrokenPlaces = BTreeSet<(usize, Role, ClauseId)>;

impl Overlay {
    pub(super) fn new(plan: &Plan, protocol: Protocol) -> Overlay {
        Overlay {
            broken: BrokenPlaces::new(),
            known: KnownList::new(plan, protocol.drawer),
            judge: protocol.judge,
            failed: BTreeSet::new(),
        }
    }

    /// Lays the overlay over the findings of one case, in each of its repetitions. Cases must come in the plan's order:
    /// plain ones first.
    pub(super) fn cover_findings(&mut self, cast: Places, case: &Case, all: Vec<Vec<Finding>>) -> Vec<Vec<Judged>> {
        let before = self.broken.clone();
        let one = |findings| {
            // One repetition must not change the result of the next one.
            let mut broken = before.clone();
            let judged = self.cover_one(cast, case, findings, &mut broken);
            self.broken.append(&mut broken);
            judged
        };
        all.into_iter().map(one).collect()
    }

    fn cover_one(
        &mut self,
        cast: Places,
        case: &Case,
        findings: Vec<Finding>,
        broken: &mut BrokenPlaces,
    ) -> Vec<Judged> {
        let judged: Vec<(Finding, bool)> = findings
            .into_iter()
            .map(|finding| match self.why_derived_is_set_aside(cast, case, &finding) {
                Some(why) => (Finding { verdict: Verdict::Skipped(why), ..finding }, true),
                None => set_aside_if_presuming(self.judge, broken, cast, case, finding),
            })
            .collect();
        for at in cast.distinct_places() {
            let its = judged.iter().filter(|(finding, _)| cast.place_of(finding.side) == at).cloned();
            let (presuming, findings): (Vec<_>, Vec<_>) = its.partition(|(_, presuming)| *presuming);
            let plain = |all: Vec<(Finding, bool)>| all.into_iter().map(|(finding, _)| finding).collect::<Vec<_>>();
            self.known.note_findings(at, case, &plain(findings), &plain(presuming));
        }
        let reason = |finding: &Finding| self.known.covering_reason(cast.place_of(finding.side), case, finding);
        let know = |(finding, _)| Judged { known: reason(&finding), finding };
        judged.into_iter().map(know).collect()
    }

    /// Why a broken clause of a derived case is set aside, if it is: its written case is not passed either, and says it already.
    fn why_derived_is_set_aside(&mut self, cast: Places, case: &Case, finding: &Finding) -> Option<String> {
        finding.verdict.evidence()?;
        let at = cast.place_of(finding.side);
        let Some(written) = case.id.derived_from() else {
            self.failed.insert((at, case.id.clone()));
            return None;
        };
        let why = format!("{written}, which it is derived from, is not passed: fix that first");
        self.failed.contains(&(at, written)).then_some(why)
    }

    /// Why a broken clause is set aside by now, if it is: what it presumes may have been found broken beside it.
    pub(super) fn set_aside(&self, cast: Places, case: &Case, finding: &Finding) -> Option<String> {
        let roles = concerned_roles(case, finding.side);
        let missing = find_presumed_clause(self.judge, &self.broken, cast.place_of(finding.side), &roles, finding)?;
        Some(why_set_aside(missing))
    }

    /// Whether this clause is known to fail in this case now and then, with a program that takes part.
    pub(super) fn is_known_to_waver(&self, cast: Places, case: &Case, clause: ClauseId) -> bool {
        cast.distinct_places().into_iter().any(|place| self.known.is_known_to_waver(place, case, clause))
    }

    /// The known-failing entries that no longer say the truth, when the run is over.
    pub(super) fn stale_entries(self) -> Vec<StaleKnownFailing> {
        self.known.stale_entries()
    }
}

/// The places, in the plan, of the implementations that play a trial: in a cell of a matrix there are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Places {
    pub(super) client: usize,
    pub(super) server: usize,
}

impl Places {
    /// One implementation plays all.
    #[cfg(test)]
    pub(super) fn for_one_player(place: usize) -> Places {
        Places { client: place, server: place }
    }

    /// The place of the implementation that a finding is about. A client's finding says nothing about the server's
    /// implementation.
    pub(super) fn place_of(self, side: Option<Side>) -> usize {
        match side {
            Some(Side::Client) => self.client,
            Some(Side::Server) | None => self.server,
        }
    }

    /// Whether the implementation at `place` plays.
    pub(super) fn has_place(self, place: usize) -> bool {
        self.client == place || self.server == place
    }

    fn distinct_places(self) -> Vec<usize> {
        let mut places = vec![self.server, self.client];
        places.dedup();
        places
    }
}

/// The finding, set aside if it presumes what is broken; and whether it was.
fn set_aside_if_presuming(
    judge: &dyn Judge,
    broken: &mut BrokenPlaces,
    cast: Places,
    case: &Case,
    finding: Finding,
) -> (Finding, bool) {
    if finding.verdict.evidence().is_none() {
        return (finding, false);
    }
    let at = cast.place_of(finding.side);
    let roles = concerned_roles(case, finding.side);
    match find_presumed_clause(judge, broken, at, &roles, &finding) {
        Some(clause) => (Finding { verdict: Verdict::Skipped(why_set_aside(clause)), ..finding }, true),
        None => {
            broken.extend(roles.into_iter().map(|role| (at, role, finding.clause)));
            (finding, false)
        }
    }
}

/// The roles that a finding is about: in a pair the role of one side, if the finding names a side.
pub(super) fn concerned_roles(case: &Case, side: Option<Side>) -> Vec<Role> {
    let mut roles = case.id.subject().roles();
    roles.retain(|role| side.is_none_or(|side| role.side() == side));
    roles
}

/// The broken clause that the finding presumes, if there is one.
fn find_presumed_clause(
    judge: &dyn Judge,
    broken: &BrokenPlaces,
    at: usize,
    roles: &[Role],
    finding: &Finding,
) -> Option<ClauseId> {
    let mut explaining = judge.explaining_clauses(finding).into_iter();
    explaining.find(|clause| roles.iter().any(|role| broken.contains(&(at, *role, *clause))))
}

fn why_set_aside(presumed: ClauseId) -> String {
    format!("it presumes {presumed}, which is broken: fix that first")
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
