//! Trials in rows. The owner of a row plays its trials one after the other on one worker, and decides after each which
//! one to play next. Rows are played side by side.

use super::cleanup::Cleanup;
use super::event::{Fault, Outcome};
use super::plan::Trial;
use super::pool::{self, Deliver, Flow, Manner, TrialGroup};
use super::run::crew_for_settings;
use super::settings::Settings;
use super::tab::{Allowance, Tab};
use super::trial::{fault_from_error, play_first};
use super::worker::Worker;
use crate::implementation::Implementation;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Plays trials for a row.
pub struct Player<'w> {
    worker: Result<&'w mut Worker, Fault>,
    settings: &'w Settings,
}

impl Player<'_> {
    /// Plays and judges a trial, on fresh processes in a fresh network. Nothing known to fail lies over the findings.
    pub fn play_trial(&mut self, trial: &Trial) -> Outcome {
        match &mut self.worker {
            Ok(worker) => {
                let allowance = Allowance { tab: &Tab::unlimited(), deadline: None };
                play_first(worker, trial, self.settings, allowance)
            }
            Err(fault) => Outcome::Faulted { fault: fault.clone(), transcript: Default::default() },
        }
    }
}

/// Plays `count` rows of trials of these implementations, which need no build; `row` plays one, and `done` gets what each
/// came to, in order.
pub fn play_rows<T: Send>(
    implementations: &[Arc<Implementation>],
    settings: &Settings,
    count: usize,
    row: impl Fn(usize, &mut Player<'_>) -> T + Sync,
    mut done: impl FnMut(T),
) {
    let cleanup = Cleanup::new(implementations, settings.helper.as_ref()).map_err(|error| fault_from_error(&error));
    let work = |worker: Result<&mut Worker, Fault>, indices: &[usize], deliver: &mut Deliver<'_, (usize, T)>| {
        let mut player = Player { worker, settings };
        for &index in indices {
            deliver((index, row(index, &mut player)));
        }
    };
    let mut early = BTreeMap::new();
    let mut next = 0;
    pool::run(
        // Each row is a program of its own.
        (0..count).map(|index| TrialGroup::new(index..index + 1, |_| Manner::Alone)).collect(),
        &crew_for_settings(settings),
        || Worker::set_up(settings, &cleanup),
        work,
        |desk, (index, result)| {
            early.insert(index, result);
            while let Some(result) = early.remove(&next) {
                done(result);
                next += 1;
            }
            desk.told_up_to(next);
            if next == count { Flow::Stop } else { Flow::GoOn }
        },
    );
}
