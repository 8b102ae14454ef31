//! Several cases to one server process: what slow interpreters cost is their start.
//!
//! Such a case counts only if each of its clauses is as it should be. Otherwise it is played again on a fresh process,
//! and that trial is reported: no server is blamed for what it kept of other clients. If too many cases of a server
//! would be played twice, it gets a fresh process for each.

use super::event::{Fault, Judged, Outcome};
use super::plan::Trial;
use super::player::{Setting, SharedServer};
use super::run::unplayed_outcome;
use super::settings::Settings;
use super::tab::{Allowance, Tab};
use super::trial::{as_played, is_flawless, play_first, prepare_trial};
use super::worker::Worker;
use crate::judge::Judge;
use crate::transcript::Transcript;
use std::iter::Peekable;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many cases of a server may be played twice, and which part of those that counted at once.
const PLAYED_TWICE: usize = 2;
const PART_PLAYED_TWICE: usize = 4;

/// How sharing its processes went with one server so far.
#[derive(Debug, Default)]
pub(super) struct SharingRecord {
    counted: AtomicUsize,
    played_twice: AtomicUsize,
}

impl SharingRecord {
    /// Whether more is gained by it than lost.
    fn is_worth_it(&self) -> bool {
        let bearable = PLAYED_TWICE + self.counted.load(Ordering::Relaxed) / PART_PLAYED_TWICE;
        self.played_twice.load(Ordering::Relaxed) < bearable
    }

    fn count_trial(&self, has_counted: bool) {
        let count = if has_counted { &self.counted } else { &self.played_twice };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Trials of one server, one after the other.
pub(super) struct Visits<'v> {
    pub(super) settings: &'v Settings,
    pub(super) tab: &'v Tab,
    /// Why a trial can't be played, if it can't.
    pub(super) unplayable: &'v dyn Fn(&Trial) -> Option<Fault>,
    /// Gets each trial with what came of it, and says whether to go on.
    pub(super) done: &'v mut dyn FnMut(Trial, Outcome) -> bool,
}

impl Visits<'_> {
    /// Plays them all, on as few processes as will do.
    pub(super) fn play_trials(&mut self, worker: &mut Worker, trials: impl Iterator<Item = Trial>) {
        let allowance = Allowance { tab: self.tab, deadline: None };
        let mut trials = trials.peekable();
        let mut goes_on = true;
        while let Some(trial) = trials.peek() {
            if let Some((server, setting)) = self.start_shared_server(worker, trial) {
                goes_on = self.play_shared(server, &setting, &mut trials);
            }
            // Of the next one something was not as it should be, or there is no server to share.
            let Some(trial) = trials.next().filter(|_| goes_on) else { return };
            let outcome = match (self.unplayable)(&trial) {
                Some(fault) => unplayed_outcome(&fault),
                None => play_first(worker, &trial, self.settings, allowance),
            };
            goes_on = (self.done)(trial, outcome);
            if !goes_on {
                return;
            }
        }
    }

    /// A server for several trials, the first of which is this.
    fn start_shared_server<'w>(&self, worker: &'w mut Worker, trial: &Trial) -> Option<(SharedServer<'w>, Setting)> {
        let (settings, tab) = (self.settings, self.tab);
        if !tab.sharing().is_worth_it() || (self.unplayable)(trial).is_some() {
            return None;
        }
        let prepared = prepare_trial(worker, trial, settings).ok()?;
        let stage = worker.prepare_stage(&prepared.needs, Allowance { tab, deadline: None }).ok()?;
        let server = SharedServer::start_server(&trial.case, &prepared.setting, tab, stage);
        if server.is_none() {
            tab.sharing().count_trial(false);
        }
        Some((server?, prepared.setting))
    }

    /// Plays trials to the server as long as all is as it should be; the trial that ends that is left. Whether to go on.
    fn play_shared(
        &mut self,
        mut server: SharedServer<'_>,
        setting: &Setting,
        trials: &mut Peekable<impl Iterator<Item = Trial>>,
    ) -> bool {
        let mut goes_on = true;
        while let Some(trial) = trials.peek().filter(|trial| goes_on && (self.unplayable)(trial).is_none()) {
            let (same, transcript) = server.play_case(&trial.case, setting, self.tab);
            server = same;
            let outcome = transcript.and_then(|seen| outcome_if_flawless(trial, self.settings.protocol.judge, seen));
            self.tab.sharing().count_trial(outcome.is_some());
            let Some((outcome, trial)) = outcome.and_then(|outcome| Some((outcome, trials.next()?))) else { break };
            goes_on = (self.done)(trial, outcome);
        }
        server.end_and_clear();
        goes_on
    }
}

/// The outcome of a trial, if each clause is as it should be.
fn outcome_if_flawless(trial: &Trial, judge: &dyn Judge, transcript: Transcript) -> Option<Outcome> {
    let findings = judge.judge_case(&as_played(&trial.case, &transcript), &transcript);
    let findings = findings.into_iter().map(|finding| Judged { finding, known: None }).collect();
    Some(Outcome::Judged { transcript, findings, faults: Vec::new() }).filter(is_flawless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_worth_it_while_few_cases_are_played_twice() {
        let record = SharingRecord::default();
        record.count_trial(false);
        assert!(record.is_worth_it());
        record.count_trial(false);
        assert!(!record.is_worth_it());
        (0..4).for_each(|_| record.count_trial(true));
        assert!(record.is_worth_it());
    }
}
