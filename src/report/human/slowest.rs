//! The trials that took longest (`--durations N`).

use crate::engine::event::TrialReport;
use crate::report::plain::plain;
use crate::report::words::format_duration;
use std::cmp::Reverse;
use std::time::Duration;

/// The slowest trials, slowest first; of equals the one that came first.
#[derive(Debug, Default)]
pub struct Slowest {
    trials: Vec<(Duration, String)>,
}

impl Slowest {
    /// Keeps the trial if it is one of the slowest `number`.
    pub fn add_trial(&mut self, trial: &TrialReport, number: usize) {
        if number > 0 {
            let name = format!("{}  {}", plain(&trial.implementation), plain(trial.case.id.as_str()));
            self.trials.push((trial.duration, name));
            self.trials.sort_by_key(|(time, _)| Reverse(*time));
            self.trials.truncate(number);
        }
    }

    /// `1.9 s  original  tcp-client/errors/no-reply`, a line each.
    pub fn render_lines(&self) -> Vec<String> {
        self.trials.iter().map(|(time, name)| format!("  {:>7}  {name}\n", format_duration(*time))).collect()
    }
}
