//! Findings of generated cases: confirm each one, shrink it, and report it once per clause. How often it shows is
//! counted.

use super::event::{Event, FlakyVerdict, Judged, Observation, Outcome, Shrunk, TrialReport};
use super::overlay::{Overlay, concerned_roles};
use super::plan::{Plan, Trial};
use super::replay_command;
use super::run::build_trial_report;
use super::settings::{Regressions, Settings};
use super::shrink::{Quest, Search, Simplest, is_clause_broken};
use super::tab::Tab;
use super::trial::cover_outcomes;
use crate::generate::{Origin, Size};
use crate::judge::{Finding, Verdict};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// How many flaky verdicts are reported per clause.
const FLAKY_TOLD: usize = 3;

/// The findings reported so far, by the implementation's place in the plan, the role and the clause.
pub(super) struct Found<'r> {
    plan: &'r Plan,
    settings: &'r Settings,
    told: BTreeSet<Key>,
    flaky: BTreeMap<Key, usize>,
}

pub(super) type Key = (usize, Role, ClauseId);

/// A finding that a trial shows for the first time and that must be confirmed.
pub(super) struct Fresh<'r> {
    pub(super) key: Key,
    pub(super) quest: Quest<'r>,
}

impl<'r> Found<'r> {
    pub(super) fn new(plan: &'r Plan, settings: &'r Settings) -> Found<'r> {
        Found { plan, settings, told: BTreeSet::new(), flaky: BTreeMap::new() }
    }

    /// The findings of a trial that must be confirmed and simplified, each by a
    /// [`shrink_trial`](super::shrink::shrink_trial).
    pub(super) fn find_unconfirmed(
        &mut self,
        trial: &Trial,
        outcome: &mut Outcome,
        overlay: &mut Overlay,
        tab: &Arc<Tab>,
    ) -> Vec<Fresh<'r>> {
        if trial.origin.is_some() {
            set_aside(outcome, |finding| overlay.set_aside(self.plan.places_of(trial), &trial.case, finding));
        }
        let keys = self.unexpected_keys(trial, outcome);
        let Some(origin) = trial.origin else {
            // A hand-written case shows it already.
            self.told.extend(keys);
            return Vec::new();
        };
        let fresh = keys.into_iter().filter(|key| !self.told.contains(key)).map(|key| {
            let (trial, outcome, tab) = (trial.clone(), outcome.clone(), Arc::clone(tab));
            let (clause, seed, settings) = (key.2, self.plan.seed, self.settings);
            Fresh { key, quest: Quest { trial, outcome, origin, clause, seed, settings, tab } }
        });
        fresh.collect()
    }

    fn unexpected_keys(&self, trial: &Trial, outcome: &Outcome) -> Vec<Key> {
        let Outcome::Judged { findings, .. } = outcome else { return Vec::new() };
        let places = self.plan.places_of(trial);
        let broken =
            findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some() && judged.known.is_none());
        let keys = broken.flat_map(|Judged { finding, .. }| {
            let place = places.place_of(finding.side);
            concerned_roles(&trial.case, finding.side).into_iter().map(move |role| (place, role, finding.clause))
        });
        keys.collect()
    }

    /// The events for a finding, besides the trial's report, when the search for the simplest case is over. A finding
    /// that does not show again is removed from `outcome`: it is reported as flaky, not as broken.
    pub(super) fn conclude_search(
        &mut self,
        Fresh { key, quest }: &Fresh<'r>,
        found: Search,
        outcome: &mut Outcome,
        overlay: &mut Overlay,
    ) -> Option<Event> {
        let (trial, origin, clause) = (&quest.trial, quest.origin, quest.clause);
        match found {
            Search::Shown(simplest) => {
                self.told.insert(*key);
                Some(Event::Shrunk(Box::new(self.build_shrunk(clause, origin, *simplest, overlay))))
            }
            Search::Flaky { broken, whole } => {
                let broken = broken.unwrap_or_else(|| Box::new((trial.clone(), outcome.clone())));
                let told = self.build_flaky_verdict(trial, clause, *broken, *whole);
                take_out(outcome, clause);
                let count = self.flaky.entry(*key).or_default();
                *count += 1;
                (*count <= FLAKY_TOLD).then_some(Event::Flaky(told))
            }
            // The search has nothing to add: report the finding as the trial shows it.
            Search::Nothing => {
                self.told.insert(*key);
                let simplest = Simplest {
                    trial: trial.clone(),
                    outcome: outcome.clone(),
                    duration: Duration::ZERO,
                    trials: 0,
                    before: Size::from_case(&trial.case),
                    stopped_by: None,
                };
                Some(Event::Shrunk(Box::new(self.build_shrunk(clause, origin, simplest, overlay))))
            }
        }
    }

    fn build_shrunk(&self, clause: ClauseId, origin: Origin, simplest: Simplest, overlay: &mut Overlay) -> Shrunk {
        let Simplest { trial, outcome, duration, trials, before, stopped_by } = simplest;
        let after = Size::from_case(&trial.case);
        let mut outcomes = cover_outcomes(overlay, self.plan.places_of(&trial), &trial, vec![outcome]);
        let outcome = outcomes.remove(0);
        let mut case = trial.case.as_ref().clone();
        // One generated case may show several clauses, each on a simplest case of its own.
        case.id = replay_command::shrunk_id(&case.id, clause);
        let replay = replay_command::run_command(&trial, self.settings);
        let trial = Trial { case: Arc::new(case), origin: None, ..trial };
        let fails = match &outcome {
            Outcome::Judged { findings, .. } => {
                findings.iter().any(|one| one.clause() == clause && one.is_unexpected(self.settings.strict))
            }
            Outcome::Faulted { .. } | Outcome::Skipped { .. } => false,
        };
        let regression = replay_command::regression_path(&trial, clause)
            .filter(|_| fails && self.settings.regressions == Regressions::Kept);
        let mut report = build_trial_report(self.plan, &trial, self.settings, outcome, duration);
        if report.artifact.is_none() {
            report.replay = replay;
        }
        let (found_by, seed) = (origin.id(), self.plan.seed);
        Shrunk { clause, trial: report, found_by, seed, trials, before, after, stopped_by, regression }
    }

    fn build_flaky_verdict(
        &self,
        trial: &Trial,
        clause: ClauseId,
        broken: (Trial, Outcome),
        whole: (Trial, Outcome),
    ) -> FlakyVerdict {
        let observe =
            |outcome: &Outcome, first| Observation { verdict: verdict_of_clause(outcome, clause), times: 1, first };
        let observations = vec![observe(&broken.1, 1), observe(&whole.1, 2)];
        let told = |(trial, outcome): (Trial, Outcome)| TrialReport {
            artifact: None,
            ..build_trial_report(self.plan, &trial, self.settings, outcome, Duration::ZERO)
        };
        FlakyVerdict {
            implementation: trial.implementation.name.clone(),
            case: trial.case.id.clone(),
            clause,
            observations,
            replay: replay_command::run_command(trial, self.settings),
            trials: vec![told(broken), told(whole)],
        }
    }
}

fn verdict_of_clause(outcome: &Outcome, clause: ClauseId) -> Option<Verdict> {
    let Outcome::Judged { findings, .. } = outcome else { return None };
    let of_clause = findings.iter().find(|judged| judged.clause() == clause);
    of_clause.map(|judged| judged.finding.verdict.clone())
}

/// Says of what presumes a clause that is broken beside it that it was not judged.
fn set_aside(outcome: &mut Outcome, why: impl Fn(&Finding) -> Option<String>) {
    let Outcome::Judged { findings, .. } = outcome else { return };
    for judged in findings.iter_mut().filter(|judged| judged.finding.verdict.evidence().is_some()) {
        if let Some(why) = why(&judged.finding) {
            judged.finding.verdict = Verdict::Skipped(why);
        }
    }
}

/// Marks the clause as not judged, since it is reported as flaky.
fn take_out(outcome: &mut Outcome, clause: ClauseId) {
    if !is_clause_broken(outcome, clause) {
        return;
    }
    if let Outcome::Judged { findings, .. } = outcome {
        for judged in findings.iter_mut().filter(|judged| judged.clause() == clause) {
            judged.finding.verdict = Verdict::Skipped("it was not broken again on fresh processes: flaky".to_owned());
        }
    }
}
