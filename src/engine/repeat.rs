//! The result of all repetitions of one trial (`--repeat`): one of them is reported, and every verdict that differs.

use super::event::{Fault, Observation, Outcome};
use crate::judge::{Finding, Verdict};
use crate::protocol::clause::ClauseId;
use std::collections::BTreeSet;

/// The clauses whose verdict is not the same in all repetitions that were judged, in the protocol's order.
pub(super) fn find_differing_clauses(repetitions: &[Option<Vec<Finding>>]) -> Vec<(ClauseId, Vec<Observation>)> {
    let judged = || repetitions.iter().enumerate().filter_map(|(at, findings)| Some((at + 1, findings.as_ref()?)));
    let spoken_of = |finding: &Finding| (finding.clause, finding.side);
    let clauses: BTreeSet<_> = judged().flat_map(|(_, findings)| findings).map(spoken_of).collect();
    let told = clauses.into_iter().map(|clause| {
        let verdicts = judged().map(|(at, findings)| {
            (at, findings.iter().find(|finding| spoken_of(finding) == clause).map(|finding| &finding.verdict))
        });
        (clause.0, group_equal_verdicts(verdicts))
    });
    told.filter(|(_, observations)| observations.len() > 1).collect()
}

/// Equal verdicts together, in the order in which they were first given.
fn group_equal_verdicts<'v>(verdicts: impl Iterator<Item = (usize, Option<&'v Verdict>)>) -> Vec<Observation> {
    let mut seen: Vec<Observation> = Vec::new();
    for (at, verdict) in verdicts {
        match seen.iter_mut().find(|one| is_same(one.verdict.as_ref(), verdict)) {
            Some(one) => one.times += 1,
            None => seen.push(Observation { verdict: verdict.cloned(), times: 1, first: at }),
        }
    }
    seen
}

/// Whether two repetitions say the same. Evidence may be worded by what came when; a noted behaviour's name is all of it.
fn is_same(one: Option<&Verdict>, other: Option<&Verdict>) -> bool {
    match (one, other) {
        (Some(Verdict::Noted(one)), Some(Verdict::Noted(other))) => one == other,
        (one, other) => one.map(std::mem::discriminant) == other.map(std::mem::discriminant),
    }
}

/// The outcome that is reported: the gravest one, and among equals the first. No fault is lost: the faults of all
/// repetitions stand beside the verdicts.
pub(super) fn gravest_outcome(repetitions: Vec<Outcome>, strict: bool) -> Outcome {
    let faults: Vec<Fault> = repetitions.iter().flat_map(faults_of_outcome).cloned().collect();
    let gravest = repetitions.into_iter().reduce(|gravest, next| {
        if outcome_gravity(&next, strict) > outcome_gravity(&gravest, strict) { next } else { gravest }
    });
    match gravest {
        Some(Outcome::Judged { transcript, findings, .. }) => {
            Outcome::Judged { transcript, findings, faults: remove_duplicates(faults) }
        }
        Some(outcome) => outcome,
        None => Outcome::Skipped { reason: "it was to be played no time at all".to_owned() },
    }
}

/// The faults of one repetition, those beside its verdicts too.
fn faults_of_outcome(outcome: &Outcome) -> &[Fault] {
    match outcome {
        Outcome::Faulted { fault, .. } => std::slice::from_ref(fault),
        Outcome::Judged { faults, .. } => faults,
        Outcome::Skipped { .. } => &[],
    }
}

fn remove_duplicates(faults: Vec<Fault>) -> Vec<Fault> {
    let mut all: Vec<Fault> = Vec::new();
    for fault in faults {
        if !all.contains(&fault) {
            all.push(fault);
        }
    }
    all
}

/// A judged trial says more than one that failed to be played: what fails the run first, then what is broken.
fn outcome_gravity(outcome: &Outcome, strict: bool) -> (u8, usize, usize) {
    match outcome {
        Outcome::Judged { findings, .. } => {
            let unexpected = findings.iter().filter(|finding| finding.is_unexpected(strict)).count();
            let broken = findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some()).count();
            (2, unexpected, broken)
        }
        Outcome::Faulted { .. } => (1, 0, 0),
        Outcome::Skipped { .. } => (0, 0, 0),
    }
}

#[cfg(test)]
#[path = "repeat_tests.rs"]
mod tests;
