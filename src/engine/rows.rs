//! Trials in rows: who owns a row plays its trials one after the other on one worker, and decides after each what to play
//! next. Rows are played side by side.

use super::event::{Fault, Outcome};
use super::plan::Trial;
use super::pool::{self, Flow};
use super::run::workers_alone;
use super::settings::Settings;
use super::trial::{fault, play_one};
use super::warden::Warden;
use super::worker::Worker;
use crate::implementation::Implementation;
use std::sync::Arc;

/// Plays trials for a row.
pub struct Player<'w> {
    worker: Result<&'w mut Worker, Fault>,
    settings: &'w Settings,
}

impl Player<'_> {
    /// Plays and judges a trial, on fresh processes in a fresh network. Nothing known to fail lies over the findings.
    pub fn play(&mut self, trial: &Trial) -> Outcome {
        match &mut self.worker {
            Ok(worker) => play_one(worker, trial, self.settings),
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
    let warden = Warden::new(implementations, settings.helper.as_ref()).map_err(|error| fault(&error));
    let work = |worker: &mut Worker, index: usize| row(index, &mut Player { worker: Ok(worker), settings });
    let failed = |index: usize, fault: &Fault| row(index, &mut Player { worker: Err(fault.clone()), settings });
    pool::run(
        count,
        workers_alone(settings),
        |_| false,
        || Worker::set_up(settings, &warden),
        work,
        failed,
        |result| {
            done(result);
            Flow::GoOn
        },
    );
}
