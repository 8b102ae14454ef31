//! The search for the simplest case that still shows what a generated one has found. Every try is a trial on fresh
//! processes, and every one of them counts: that the clause was broken once is not enough.

use super::event::{Bound, Outcome};
use super::plan::Trial;
use super::settings::Settings;
use super::trial::{as_played, play_one};
use super::worker::Worker;
use crate::case::{Case, Step};
use crate::generate::{CaseTree, Origin, Size};
use crate::protocol::clause::ClauseId;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many trials the search may take.
const MOST_TRIALS: usize = 300;
/// How long it may take.
const LONGEST: Duration = Duration::from_secs(30);

/// What the search has come to.
pub(super) enum Search {
    /// The clause is broken each time: on this case, played for the last time so.
    Shown(Box<Simplest>),
    /// The clause was broken, and then it was not, on the same case: this trial is the one that disagrees, with one that
    /// does not where it is not the one that began the search.
    Flaky { broken: Option<Box<(Trial, Outcome)>>, whole: Box<(Trial, Outcome)> },
}

/// The simplest case, and what it took to find.
pub(super) struct Simplest {
    pub(super) trial: Trial,
    pub(super) outcome: Outcome,
    pub(super) duration: Duration,
    pub(super) trials: usize,
    pub(super) before: Size,
    pub(super) stopped_by: Option<Bound>,
}

/// Whether the clause was broken.
pub(super) fn breaks(outcome: &Outcome, clause: ClauseId) -> bool {
    match outcome {
        Outcome::Judged { findings, .. } => {
            findings.iter().any(|judged| judged.clause() == clause && judged.finding.verdict.evidence().is_some())
        }
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => false,
    }
}

/// Plays a trial in which `clause` was broken again, then simpler ones, as long as it is broken in them too.
pub(super) fn search(
    worker: &mut Worker,
    trial: &Trial,
    origin: Origin,
    seed: u64,
    clause: ClauseId,
    settings: &Settings,
) -> Search {
    let mut searcher = Searcher { worker, trial, clause, settings, begun: Instant::now(), trials: 0 };
    let first = searcher.play(Arc::clone(&trial.case));
    if !breaks(&first.1, clause) {
        return Search::Flaky { broken: None, whole: Box::new(first) };
    }
    let (mut best, stopped_by) = descend(&mut searcher, &mut origin.tree(seed), first);
    // What is done after the step that decides shows nothing more, as a rule.
    if let Some(short) = searcher.up_to_the_decision(&best) {
        best = Some(searcher.play(short)).filter(|(_, outcome)| breaks(outcome, clause)).unwrap_or(best);
    }
    let begun = Instant::now();
    let last = searcher.play(Arc::clone(&best.0.case));
    if !breaks(&last.1, clause) {
        return Search::Flaky { broken: Some(Box::new(best)), whole: Box::new(last) };
    }
    let (trials, before) = (searcher.trials, Size::of(&trial.case));
    let (trial, outcome) = last;
    Search::Shown(Box::new(Simplest { trial, outcome, duration: begun.elapsed(), trials, before, stopped_by }))
}

/// Somebody who looks for the simplest case that shows something.
pub(super) trait Seeker {
    /// A case that shows it, played.
    type Found;

    /// Plays a case; `None` if it does not show it.
    fn attempt(&mut self, case: Case) -> Option<Self::Found>;

    /// The steps that were played.
    fn steps(found: &Self::Found) -> &[Step];

    /// What ends the search now, if something does.
    fn bound(&self) -> Option<Bound>;
}

/// Goes down the tree from `best`, as long as what is tried shows it too; what ended that before nothing was left to try.
pub(super) fn descend<S: Seeker>(seeker: &mut S, tree: &mut CaseTree, mut best: S::Found) -> (S::Found, Option<Bound>) {
    let mut changed = tree.simplify();
    let mut stopped_by = None;
    while changed && stopped_by.is_none() {
        let case = tree.case();
        // Taking back may lead to what was played before.
        let is_known = case.steps == S::steps(&best);
        let found = if is_known { None } else { seeker.attempt(case) };
        changed = if is_known || found.is_some() { tree.simplify() } else { tree.complicate() };
        best = found.unwrap_or(best);
        stopped_by = seeker.bound().filter(|_| changed);
    }
    (best, stopped_by)
}

struct Searcher<'s, 'k> {
    worker: &'s mut Worker,
    trial: &'s Trial,
    clause: ClauseId,
    settings: &'k Settings,
    begun: Instant,
    trials: usize,
}

impl Searcher<'_, '_> {
    /// Plays a case; the trial is about as much of it as was played, and of that what decides.
    fn play(&mut self, case: Arc<Case>) -> (Trial, Outcome) {
        self.trials += 1;
        let trial = Trial { case, ..self.trial.clone() };
        let outcome = play_one(self.worker, &trial, self.settings);
        let case = match &outcome {
            Outcome::Judged { transcript, .. } if breaks(&outcome, self.clause) => as_played(&trial.case, transcript),
            _ => Arc::clone(&trial.case),
        };
        (Trial { case, ..trial }, outcome)
    }

    /// The case without the steps behind the one that decided.
    fn up_to_the_decision(&self, (trial, outcome): &(Trial, Outcome)) -> Option<Arc<Case>> {
        let Outcome::Judged { findings, .. } = outcome else { return None };
        let finding = findings.iter().find(|judged| judged.clause() == self.clause)?;
        let length = finding.finding.step? + 1;
        (length < trial.case.steps.len()).then(|| Arc::new(trial.case.cut_short(length)))
    }
}

impl Seeker for Searcher<'_, '_> {
    type Found = (Trial, Outcome);

    fn attempt(&mut self, case: Case) -> Option<(Trial, Outcome)> {
        let clause = self.clause;
        Some(self.play(Arc::new(case))).filter(|(_, outcome)| breaks(outcome, clause))
    }

    fn steps(found: &(Trial, Outcome)) -> &[Step] {
        &found.0.case.steps
    }

    fn bound(&self) -> Option<Bound> {
        if self.trials >= MOST_TRIALS {
            Some(Bound::Trials(MOST_TRIALS))
        } else if self.begun.elapsed() >= LONGEST {
            Some(Bound::Seconds(LONGEST.as_secs()))
        } else {
            None
        }
    }
}
