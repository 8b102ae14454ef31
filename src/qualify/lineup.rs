//! What is played against a fault, and in which order.

use super::{Depth, Question};
use crate::case::{Case, Step, Subject};
use crate::engine::plan::Trial;
use crate::generate::Origin;
use crate::implementation::Implementation;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use crate::set_statistics::reference::fault::{Fault, Shows};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All cases, ready to be played against any fault.
pub(super) struct Lineup<'q> {
    question: &'q Question,
    generated: BTreeMap<Role, Vec<(Arc<Case>, Origin)>>,
}

impl<'q> Lineup<'q> {
    /// Draws the generated cases, once for all faults.
    pub(super) fn new(question: &'q Question) -> Lineup<'q> {
        let mut generated: BTreeMap<Role, Vec<_>> = BTreeMap::new();
        for batch in question.batches.iter().filter(|batch| question.faults.iter().any(|f| f.role == batch.role)) {
            let origins = batch.indices.iter().map(|index| Origin { role: batch.role, family: batch.family, index });
            let cases = origins.map(|origin| (Arc::new(origin.case(question.seed)), origin));
            generated.entry(batch.role).or_default().extend(cases);
        }
        Lineup { question, generated }
    }

    /// Whether the hunt for a fault ends when it is caught rightly.
    pub(super) fn ends_early(&self) -> bool {
        self.question.depth == Depth::FirstKill
    }

    /// The cases from files that are played at all.
    pub(super) fn cases(&self) -> impl Iterator<Item = &Arc<Case>> {
        self.question.cases.iter().filter(|case| match &self.question.depth {
            Depth::FirstKill | Depth::EveryCase => true,
            Depth::Known(kills) => kills.cases().any(|id| *id == case.id),
        })
    }

    /// One case against each fault that it may catch: first those that break what it is for, and that show always.
    pub(super) fn against(&self, case: &Arc<Case>) -> impl Iterator<Item = (&'q Fault, Trial)> {
        let roles = case.id.subject().roles();
        let mut faults: Vec<&Fault> = self.question.faults.iter().filter(|fault| roles.contains(&fault.role)).collect();
        faults.sort_by_key(|fault| (!is_about(case, fault.clause), fault.shows != Shows::Always));
        let trial = |fault| (fault, Trial::new(&Arc::new(faulty(&self.question.reference, fault)), case));
        faults.into_iter().map(trial)
    }

    fn plays(&self, case: &Case, fault: &Fault) -> bool {
        let is_known = match &self.question.depth {
            Depth::FirstKill | Depth::EveryCase => true,
            Depth::Known(kills) => kills.holds(&case.id, &fault.id),
        };
        is_known && case.id.subject().roles().contains(&fault.role)
    }

    /// The trials with cases from files: the role's own, and those of pairs, whose other program is healthy.
    pub(super) fn files(&self, fault: &Fault) -> Vec<Trial> {
        let faulty = Arc::new(faulty(&self.question.reference, fault));
        let cases = self.question.cases.iter().filter(|case| self.plays(case, fault));
        let trials = cases.map(|case| Trial::new(&faulty, case));
        self.ordered(fault, trials.collect())
    }

    /// The trials with generated cases.
    pub(super) fn generated(&self, fault: &Fault) -> Vec<Trial> {
        let faulty = Arc::new(faulty(&self.question.reference, fault));
        let cases = self.generated.get(&fault.role).map_or(&[][..], Vec::as_slice);
        let trials = cases.iter().map(|(case, origin)| Trial { origin: Some(*origin), ..Trial::new(&faulty, case) });
        self.ordered(fault, trials.collect())
    }

    fn ordered(&self, fault: &Fault, mut trials: Vec<Trial>) -> Vec<Trial> {
        if self.ends_early() {
            let is_pair = |trial: &Trial| matches!(trial.case.id.subject(), Subject::Pair(_));
            trials.sort_by_key(|trial| (!is_about(&trial.case, fault.clause), is_pair(trial)));
        }
        trials
    }
}

/// The reference, with this fault in one of its programs.
fn faulty(reference: &Implementation, fault: &Fault) -> Implementation {
    let mut faulty = reference.clone();
    if let Some(program) = faulty.programs.get_mut(&fault.role) {
        program.command.extend(["--fault".to_owned(), fault.id.clone()]);
    }
    faulty.name = format!("{} with {}", faulty.name, fault.id);
    faulty
}

/// Whether a case says that it is for this clause.
fn is_about(case: &Case, clause: ClauseId) -> bool {
    let in_a_step = |step: &Step| matches!(step, Step::Expect { clause: named, .. } if *named == clause);
    case.clauses.contains(&clause) || case.steps.iter().any(in_a_step)
}
