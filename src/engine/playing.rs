//! Handles the trials that a worker is given: plays them, or says why they can't be played.

use super::event::{Fault, Outcome};
use super::fold::{PlayedTrial, WorkerMessage};
use super::never_ready::NeverReadyServers;
use super::overlay::Places;
use super::plan::{Plan, Trial};
use super::pool::Deliver;
use super::run::{Unbuilt, unbuilt_for, unplayed_outcome};
use super::settings::Settings;
use super::sharing::Visits;
use super::tab::{Allowance, Tab, Tabs};
use super::trial::play_first;
use super::worker::Worker;
use std::sync::Arc;
use std::time::Instant;

/// The trials of a run being played, by all its workers.
pub(super) struct Playing<'r> {
    plan: &'r Plan,
    settings: &'r Settings,
    unbuilt: Unbuilt,
    never_ready: NeverReadyServers,
    tabs: Tabs,
    begun: Instant,
}

/// The players of the trials that a worker is given.
struct Players {
    places: Places,
    tab: Arc<Tab>,
}

impl<'r> Playing<'r> {
    pub(super) fn new(plan: &'r Plan, settings: &'r Settings, unbuilt: Unbuilt) -> Playing<'r> {
        let (never_ready, tabs) = (NeverReadyServers::default(), Tabs::new(settings.budget, settings.repeat));
        Playing { plan, settings, unbuilt, never_ready, tabs, begun: Instant::now() }
    }

    /// Plays the trials with these indices, which are all of the same players; of one alone each repetition.
    pub(super) fn play_trials(
        &self,
        worker: Result<&mut Worker, Fault>,
        indices: &[usize],
        deliver: &mut Deliver<'_, WorkerMessage<'r>>,
    ) {
        let first = self.plan.trial_at(indices[0]);
        let places = self.plan.places_of(&first);
        let players = Players { places, tab: self.tabs.tab_for_trial(places, &first) };
        let mut left = indices.iter();
        let mut begun = Instant::now();
        let mut done = |trial: Trial, outcomes: Vec<Outcome>| {
            self.never_ready.note_outcomes(places, &trial, &outcomes);
            let (began, duration) = (begun - self.begun, begun.elapsed());
            begun += duration;
            let played = Box::new(PlayedTrial { trial, tab: Arc::clone(&players.tab), outcomes, began, duration });
            left.next().is_some_and(|index| deliver(WorkerMessage::Played(*index, played)))
        };
        let mut trials = indices.iter().map(|index| self.plan.trial_at(*index));
        match worker {
            Err(fault) => {
                trials.all(|trial| done(trial, vec![unplayed_outcome(&fault)]));
            }
            Ok(worker) if indices.len() == 1 => {
                let outcomes = self.play_repetitions(worker, &first, &players);
                done(first, outcomes);
            }
            Ok(worker) => {
                let unplayable = |trial: &Trial| self.why_unplayable(trial, &players);
                let mut done = |trial, outcome| done(trial, vec![outcome]);
                let (settings, tab) = (self.settings, players.tab.as_ref());
                Visits { settings, tab, unplayable: &unplayable, done: &mut done }.play_trials(worker, trials);
            }
        }
    }

    /// The outcome of each repetition of a trial.
    fn play_repetitions(&self, worker: &mut Worker, trial: &Trial, players: &Players) -> Vec<Outcome> {
        if let Some(fault) = self.why_unplayable(trial, players) {
            return vec![unplayed_outcome(&fault)];
        }
        let allowance = Allowance { tab: &players.tab, deadline: None };
        (0..self.settings.repeat.get()).map(|_| play_first(worker, trial, self.settings, allowance)).collect()
    }

    /// Why a trial can't be played, if it can't.
    fn why_unplayable(&self, trial: &Trial, players: &Players) -> Option<Fault> {
        let unbuilt = unbuilt_for(&self.unbuilt, trial).cloned();
        let never_ready = || self.never_ready.given_up_fault(players.places, trial);
        unbuilt.or_else(never_ready).or_else(|| players.tab.used_up(trial.case.id.subject()))
    }
}
