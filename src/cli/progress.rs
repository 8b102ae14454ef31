//! A bar on standard error for runs that take a while; none without a terminal.

use crate::case::Subject;
use crate::engine::event::{Event, TrialReport};
use crate::report::plain::plain;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

/// From how many trials on a run is worth a bar.
const MANY: usize = 20;
/// From which time on all trials of a program together are slow.
const SLOW: Duration = Duration::from_secs(10);
/// How often it is drawn in a second, at most.
const RATE: u8 = 5;

/// The bar, once a run has begun that is worth one.
pub(super) struct Progress {
    bar: ProgressBar,
    is_wanted: bool,
    last: Option<(String, Subject)>,
    strict: bool,
    bad: usize,
    /// How long the trials of each program took.
    took: BTreeMap<(String, Subject), Duration>,
}

impl Progress {
    /// No bar yet; `quiet` people get none.
    pub(super) fn new(quiet: bool) -> Progress {
        let is_wanted = !quiet && std::io::stderr().is_terminal();
        Progress { bar: ProgressBar::hidden(), is_wanted, last: None, strict: false, bad: 0, took: BTreeMap::new() }
    }

    /// Passes the event to `others`, hides the bar while they may print, and moves it on.
    pub(super) fn update_around(&mut self, event: &Event, others: impl FnOnce()) {
        match event {
            Event::RunStarted(run) => {
                others();
                self.strict = run.strict;
                if self.is_wanted && run.trials >= MANY {
                    self.bar = new_bar(run.trials as u64, "trials");
                }
            }
            Event::TrialFinished(trial) if !self.is_another_group(trial) => {
                others();
                self.move_on(trial);
            }
            Event::RunFinished(_) => {
                self.bar.finish_and_clear();
                others();
            }
            Event::TrialFinished(trial) => {
                self.bar.suspend(others);
                self.move_on(trial);
            }
            _ => self.bar.suspend(others),
        }
    }

    /// Counts the trial, and says at once if something is wrong.
    fn move_on(&mut self, trial: &TrialReport) {
        if trial.outcome.is_bad(self.strict) {
            self.bad += 1;
        }
        *self.took.entry((trial.describe_players(), trial.case.id.subject())).or_default() += trial.duration;
        self.bar.set_message(self.render_message());
        self.bar.inc(1);
    }

    /// How many trials are not as expected, and which program is the slowest.
    fn render_message(&self) -> String {
        let bad = if self.bad > 0 { format!(", {} not as expected", self.bad) } else { String::new() };
        let slowest = self.took.iter().max_by_key(|(_, took)| **took).filter(|(_, took)| **took >= SLOW);
        let slowest = slowest
            .map(|((name, subject), took)| format!(", slowest: {} {subject} ({} s)", plain(name), took.as_secs()));
        bad + &slowest.unwrap_or_default()
    }

    /// Whether it is the first of its program, at which a line about the one before is printed.
    fn is_another_group(&mut self, trial: &TrialReport) -> bool {
        let group = (trial.implementation.clone(), trial.case.id.subject());
        let another = self.last.as_ref() != Some(&group);
        self.last = Some(group);
        another
    }
}

/// A bar for so many of `things`.
pub(super) fn new_bar(number: u64, things: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(number), ProgressDrawTarget::stderr_with_hz(RATE));
    let template = format!("{{bar:40}} {{pos}} of {{len}} {things}{{msg}}, {{elapsed}} gone, {{eta}} left");
    ProgressStyle::with_template(&template).map_or(bar.clone(), |style| bar.with_style(style))
}
