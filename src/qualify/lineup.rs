//! The trials to play against a fault, and their order.

use super::target::{ShownFolder, Target};
use super::{Depth, Examination};
use crate::case::{Case, CaseId, Step, Subject};
use crate::engine::plan::Trial;
use crate::generate::Origin;
use crate::implementation::Implementation;
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::Role;
use crate::set_statistics::reference::fault::Shows;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The kind of cases from files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CaseFiles {
    /// All.
    All,
    /// Hand-written cases.
    Written,
    /// Cases that are derived from them.
    Derived,
}

/// All cases, ready to be played against any fault.
pub(super) struct Lineup<'q> {
    question: &'q Examination,
    cases: Vec<Arc<Case>>,
    generated: BTreeMap<Role, Vec<(Arc<Case>, Origin)>>,
    shown: Option<&'q ShownFolder>,
}

impl<'q> Lineup<'q> {
    /// Draws the generated cases, once for all faults.
    pub(super) fn new(question: &'q Examination, shown: Option<&'q ShownFolder>) -> Lineup<'q> {
        let mut generated: BTreeMap<Role, Vec<_>> = BTreeMap::new();
        for batch in question.batches.iter().filter(|batch| question.targets.iter().any(|f| f.role == batch.role)) {
            let origins = batch.indices.iter().map(|index| Origin { role: batch.role, family: batch.family, index });
            let cases = origins.map(|origin| (Arc::new(origin.draw_case(question.seed)), origin));
            generated.entry(batch.role).or_default().extend(cases);
        }
        Lineup { question, cases: cases_of(question), generated, shown }
    }

    /// Whether the hunt for a fault ends when it is caught rightly.
    pub(super) fn ends_early(&self, target: &Target) -> bool {
        self.question.depth == Depth::FirstKill && !target.is_legal
    }

    /// Whether a trial has brought the fault out, if that can be known.
    pub(super) fn has_shown(&self, target: &Target) -> Option<bool> {
        self.shown.filter(|_| target.clause.is_none()).map(|shown| shown.has_shown(target))
    }

    /// The programs, one of them with this fault.
    fn implementation_with_fault(&self, target: &Target) -> Arc<Implementation> {
        Arc::new(target.make_faulty(&self.question.reference, self.shown))
    }

    /// The cases from files that are played at all.
    pub(super) fn cases_to_play(&self) -> impl Iterator<Item = &Arc<Case>> {
        self.cases.iter().filter(|case| match &self.question.depth {
            Depth::FirstKill | Depth::EveryCase => true,
            Depth::Known(kills) => kills.cases().any(|id| *id == case.id),
        })
    }

    /// One case against each fault that it may catch: first those that break what it is for, and that show always.
    pub(super) fn trials_against_faults(&self, case: &Arc<Case>) -> impl Iterator<Item = (&'q Target, Trial)> {
        let roles = case.id.subject().roles();
        let fits = |target: &&Target| roles.contains(&target.role) && !target.is_legal;
        let mut targets: Vec<&Target> = self.question.targets.iter().filter(fits).collect();
        targets.sort_by_key(|target| (!is_about(case, target.clause), target.shows != Shows::Always));
        targets.into_iter().map(|target| (target, Trial::new(&self.implementation_with_fault(target), case)))
    }

    fn is_case_played(&self, case: &Case, target: &Target) -> bool {
        let is_known = match &self.question.depth {
            Depth::FirstKill | Depth::EveryCase => true,
            Depth::Known(kills) => kills.has_kill(&case.id, &target.id),
        };
        is_known && case.id.subject().roles().contains(&target.role)
    }

    /// The trials with cases from files: the role's own, and those of pairs with a healthy partner.
    pub(super) fn trials_from_files(&self, target: &Target, which: CaseFiles) -> Vec<Trial> {
        let faulty = self.implementation_with_fault(target);
        let is_wanted = |case: &&Arc<Case>| {
            which == CaseFiles::All || case.id.derived_from().is_some() == (which == CaseFiles::Derived)
        };
        let cases = self.cases.iter().filter(is_wanted).filter(|case| self.is_case_played(case, target));
        let trials = cases.map(|case| Trial::new(&faulty, case));
        self.order_trials(target, trials.collect())
    }

    /// The trials with generated cases.
    pub(super) fn generated_trials(&self, target: &Target) -> Vec<Trial> {
        let faulty = self.implementation_with_fault(target);
        let cases = self.generated.get(&target.role).map_or(&[][..], Vec::as_slice);
        let trials = cases.iter().map(|(case, origin)| Trial { origin: Some(*origin), ..Trial::new(&faulty, case) });
        self.order_trials(target, trials.collect())
    }

    fn order_trials(&self, target: &Target, mut trials: Vec<Trial>) -> Vec<Trial> {
        if self.ends_early(target) {
            let is_pair = |trial: &Trial| matches!(trial.case.id.subject(), Subject::Pair(_));
            trials.sort_by_key(|trial| (!is_about(&trial.case, target.clause), is_pair(trial)));
        }
        trials
    }
}

/// The cases from files. If a hunt ends early, one derived case of each kind and number is enough. It meets each of
/// their rude clients, pieces and restarts once.
fn cases_of(question: &Examination) -> Vec<Arc<Case>> {
    let is_of_a_wire = question.targets.iter().any(|target| target.clause.is_none());
    // A case that only notes what it sees can notice no fault.
    let can_fail = |case: &&Arc<Case>| case.clauses.iter().any(|clause| clause.level() != Level::Info);
    let cases: Vec<Arc<Case>> = question.cases.iter().filter(|case| !is_of_a_wire || can_fail(case)).cloned().collect();
    if question.depth != Depth::FirstKill {
        return cases;
    }
    let mut alike: BTreeMap<(Subject, String), Vec<&Arc<Case>>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.id.derived_from().is_some()) {
        alike.entry(kind_and_number(case)).or_default().push(case);
    }
    // Another written case for each, so that as many as possible take part.
    let chosen: BTreeSet<&CaseId> = alike.values().enumerate().map(|(at, cases)| &cases[at % cases.len()].id).collect();
    let is_wanted = |case: &&Arc<Case>| case.id.derived_from().is_none() || chosen.contains(&case.id);
    cases.iter().filter(is_wanted).cloned().collect()
}

/// The subject of a derived case, its kind of derivation, and its number among those of one written case.
fn kind_and_number(case: &Case) -> (Subject, String) {
    let parts: Vec<&str> = case.id.as_str().split('/').collect();
    let [kind, number] = [parts.get(2), parts.last()].map(|part| part.copied().unwrap_or_default());
    (case.id.subject(), format!("{kind}/{number}"))
}

/// Whether a case says that it is for this clause.
fn is_about(case: &Case, clause: Option<ClauseId>) -> bool {
    let Some(clause) = clause else { return false };
    let in_a_step = |step: &Step| matches!(step, Step::Expect { clause: named, .. } if *named == clause);
    case.clauses.contains(&clause) || case.steps.iter().any(in_a_step)
}
