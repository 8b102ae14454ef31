//! The search for the simplest case that still shows what a generated one has found. Every try is a trial on fresh
//! processes, and every one of them counts: that the clause was broken once is not enough.

use super::event::{Bound, Outcome};
use super::plan::Trial;
use super::settings::Settings;
use super::tab::{Allowance, Tab};
use super::trial::{as_played, is_cut, play_one};
use super::worker::Worker;
use crate::case::{Case, Step};
use crate::generate::{CaseTree, Origin, Size};
use crate::protocol::clause::ClauseId;
use crate::transcript::{Happening, Seen, WaitEnd};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many trials the search may take.
const MOST_TRIALS: usize = 300;
/// How long it may take.
const LONGEST: Duration = Duration::from_secs(30);

/// A program is slow if it waited at least this part of the longest wait before it did the right thing.
const LATE: u32 = 4;

/// The result of the search.
pub(super) enum Search {
    /// The clause is broken each time: on this case, played for the last time so.
    Shown(Box<Simplest>),
    /// The clause was broken, and then it was not, on the same case. `whole` is the trial in which it was not. `broken`
    /// is a trial in which it was, unless that is the trial that began the search.
    Flaky { broken: Option<Box<(Trial, Outcome)>>, whole: Box<(Trial, Outcome)> },
    /// Nothing more than was known. The trials were cut short, or the program is so slow that its answer comes only
    /// sometimes in time.
    Nothing,
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
pub(super) fn is_clause_broken(outcome: &Outcome, clause: ClauseId) -> bool {
    match outcome {
        Outcome::Judged { findings, .. } => {
            findings.iter().any(|judged| judged.clause() == clause && judged.finding.verdict.evidence().is_some())
        }
        Outcome::Faulted { .. } | Outcome::Skipped { .. } => false,
    }
}

/// The goal of a search: a clause that was broken in a generated trial.
pub(super) struct Quest<'q> {
    pub(super) trial: Trial,
    pub(super) outcome: Outcome,
    pub(super) origin: Origin,
    pub(super) clause: ClauseId,
    pub(super) seed: u64,
    pub(super) settings: &'q Settings,
    pub(super) tab: Arc<Tab>,
}

/// Plays the trial again up to the step at which the clause was broken. Then it plays simpler ones, as long as the
/// clause is broken in them too.
pub(super) fn shrink_trial(worker: &mut Worker, quest: &Quest<'_>) -> Search {
    let mut searcher = Searcher { worker, quest, begun: Instant::now(), trials: 0 };
    let first = match searcher.confirm_finding() {
        Ok(first) => first,
        Err(ended) => return ended,
    };
    let (mut best, stopped_by) = descend_tree(&mut searcher, &mut quest.origin.draw_tree(quest.seed), first);
    // As a rule, the steps after the one that decides show nothing more.
    if let Some(short) = up_to_the_decision(&best, quest.clause) {
        best = Some(searcher.play_case(short, None)).filter(|found| searcher.has_broken_clause(found)).unwrap_or(best);
    }
    let begun = Instant::now();
    let last = searcher.play_case(Arc::clone(&best.0.case), None);
    let last = if searcher.has_broken_clause(&last) {
        last
    } else if is_cut(&last.1) || is_late(&best.1, &last.1) {
        best
    } else {
        return Search::Flaky { broken: Some(Box::new(best)), whole: Box::new(last) };
    };
    let (trials, before) = (searcher.trials, Size::from_case(&quest.trial.case));
    let (trial, outcome) = last;
    Search::Shown(Box::new(Simplest { trial, outcome, duration: begun.elapsed(), trials, before, stopped_by }))
}

/// Whether one trial broke a clause only because something did not come in time, and the other trial waited long for
/// it. Such a program is always slow, and is reported so once.
fn is_late(broken: &Outcome, right: &Outcome) -> bool {
    let seen = |outcome: &Outcome| outcome.transcript().map(|transcript| transcript.seen.clone()).unwrap_or_default();
    let (broken, right) = (seen(broken), seen(right));
    let in_vain = broken.iter().any(|seen| seen.what == Happening::Waited { until: WaitEnd::Deadline });
    in_vain && longest_pause(&right) * LATE >= longest_pause(&broken)
}

fn longest_pause(seen: &[Seen]) -> Duration {
    let pauses = seen.windows(2).map(|pair| pair[1].at.saturating_sub(pair[0].at));
    Duration::from_micros(pauses.max().unwrap_or_default())
}

/// The case without the steps behind the one that decided.
fn up_to_the_decision((trial, outcome): &(Trial, Outcome), clause: ClauseId) -> Option<Arc<Case>> {
    let Outcome::Judged { findings, .. } = outcome else { return None };
    let finding = findings.iter().find(|judged| judged.clause() == clause)?;
    let length = finding.finding.step? + 1;
    (length < trial.case.steps.len()).then(|| Arc::new(trial.case.cut_short(length)))
}

/// A search for the simplest case that shows something.
pub(super) trait Seeker {
    /// A case that shows it, played.
    type Found;

    /// Plays a case; `None` if it does not show it.
    fn try_case(&mut self, case: Case) -> Option<Self::Found>;

    /// The steps that were played.
    fn played_steps(found: &Self::Found) -> &[Step];

    /// The bound that ends the search now, if there is one.
    fn reached_bound(&self) -> Option<Bound>;
}

/// Goes down the tree from `best`, as long as what is tried shows it too; what ended that before nothing was left to try.
pub(super) fn descend_tree<S: Seeker>(
    seeker: &mut S,
    tree: &mut CaseTree,
    mut best: S::Found,
) -> (S::Found, Option<Bound>) {
    let mut changed = tree.simplify();
    let mut stopped_by = None;
    while changed && stopped_by.is_none() {
        let case = tree.current_case();
        // Taking back may lead to what was played before.
        let is_known = case.steps == S::played_steps(&best);
        let found = if is_known { None } else { seeker.try_case(case) };
        changed = if is_known || found.is_some() { tree.simplify() } else { tree.complicate() };
        best = found.unwrap_or(best);
        stopped_by = seeker.reached_bound().filter(|_| changed);
    }
    (best, stopped_by)
}

struct Searcher<'s> {
    worker: &'s mut Worker,
    quest: &'s Quest<'s>,
    begun: Instant,
    trials: usize,
}

impl Searcher<'_> {
    /// Plays a case; the trial is about as much of it as was played, and of that what decides. After the deadline the trial
    /// is over, if there is one.
    fn play_case(&mut self, case: Arc<Case>, deadline: Option<Instant>) -> (Trial, Outcome) {
        let Quest { trial, settings, tab, clause, .. } = self.quest;
        self.trials += 1;
        let trial = Trial { case, ..trial.clone() };
        let outcome = play_one(self.worker, &trial, settings, Allowance { tab, deadline });
        let case = match &outcome {
            Outcome::Judged { transcript, .. } if is_clause_broken(&outcome, *clause) => {
                as_played(&trial.case, transcript)
            }
            _ => Arc::clone(&trial.case),
        };
        (Trial { case, ..trial }, outcome)
    }

    fn has_broken_clause(&self, (_, outcome): &(Trial, Outcome)) -> bool {
        is_clause_broken(outcome, self.quest.clause)
    }

    /// Plays a case `times` times, as long as it shows the finding: a program that misbehaves in every other run would
    /// show it in one. Returns the last trial.
    fn play_again(&mut self, case: &Arc<Case>, times: usize) -> (Trial, Outcome) {
        let mut played = self.play_case(Arc::clone(case), None);
        for _ in 1..times {
            if self.has_broken_clause(&played) {
                played = self.play_case(Arc::clone(case), None);
            }
        }
        played
    }

    /// Shows on fresh processes what is searched for: twice on the steps up to the one that decided, or else on all.
    fn confirm_finding(&mut self) -> Result<(Trial, Outcome), Search> {
        let Quest { trial, outcome, clause, .. } = self.quest;
        let short = up_to_the_decision(&(trial.clone(), outcome.clone()), *clause);
        let times = if short.is_some() { 2 } else { 1 };
        if let Some(played) =
            short.map(|short| self.play_again(&short, 2)).filter(|played| self.has_broken_clause(played))
        {
            return Ok(played);
        }
        let played = self.play_again(&trial.case, times);
        if self.has_broken_clause(&played) {
            Ok(played)
        } else if is_cut(&played.1) || is_late(outcome, &played.1) {
            Err(Search::Nothing)
        } else {
            Err(Search::Flaky { broken: None, whole: Box::new(played) })
        }
    }
}

impl Seeker for Searcher<'_> {
    type Found = (Trial, Outcome);

    fn try_case(&mut self, case: Case) -> Option<(Trial, Outcome)> {
        let deadline = self.begun + LONGEST;
        Some(self.play_case(Arc::new(case), Some(deadline))).filter(|found| self.has_broken_clause(found))
    }

    fn played_steps(found: &(Trial, Outcome)) -> &[Step] {
        &found.0.case.steps
    }

    fn reached_bound(&self) -> Option<Bound> {
        if self.quest.settings.interruption.is_wanted() || self.quest.tab.account().is_exhausted() {
            Some(Bound::Budget)
        } else if self.trials >= MOST_TRIALS {
            Some(Bound::Trials(MOST_TRIALS))
        } else if self.begun.elapsed() >= LONGEST {
            Some(Bound::Seconds(LONGEST.as_secs()))
        } else {
            None
        }
    }
}
