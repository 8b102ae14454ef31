//! The counts of a run, and the exit code that follows from them.

use super::event::{Event, Outcome, Summary, TrialReport};
use crate::judge::Verdict;
use std::time::Duration;

/// Everything went as expected.
pub const AS_EXPECTED: u8 = 0;
/// Something was not as expected.
pub const UNEXPECTED: u8 = 1;
/// Something could not be run, so the run says less than was asked of it.
pub const INCOMPLETE: u8 = 3;
/// Nothing matched, or nothing could be run.
pub const NOTHING_RAN: u8 = 4;

/// The exit code of a run in which so many trials were played. An unexpected result is worse news than an incomplete run,
/// and that is worse than one that had nothing to do.
pub fn exit_code(unexpected: bool, incomplete: bool, played: usize) -> u8 {
    if unexpected {
        UNEXPECTED
    } else if incomplete {
        INCOMPLETE
    } else if played == 0 {
        NOTHING_RAN
    } else {
        AS_EXPECTED
    }
}

/// Folds the events of a run into its summary.
pub fn summarize<'a>(events: impl IntoIterator<Item = &'a Event>, duration: Duration) -> Summary {
    let mut tally = Tally::default();
    events.into_iter().for_each(|event| tally.count_event(event));
    tally.build_summary(duration)
}

/// The fold behind [`summarize`], for callers that see one event at a time.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counts: Summary,
    strict: bool,
    planned: usize,
    told: usize,
    required_missing: usize,
}

impl Tally {
    /// Counts one event.
    pub fn count_event(&mut self, event: &Event) {
        match event {
            Event::RunStarted(run) => (self.strict, self.planned) = (run.strict, run.trials),
            Event::ImplementationSkipped(skipped) => self.required_missing += usize::from(skipped.required),
            Event::TrialFinished(trial) => self.note_trial(trial),
            Event::KnownFailingStale(_) => self.counts.stale += 1,
            Event::Flaky(_) => self.counts.flaky += 1,
            // Counted with the trial that found it.
            Event::Shrunk(_) => {}
            Event::Notice { .. } | Event::ImplementationFinished { .. } | Event::RunFinished(_) => {}
        }
    }

    /// The summary of what was counted so far.
    pub fn build_summary(&self, duration: Duration) -> Summary {
        Summary { duration, exit: self.compute_exit_code(), not_run: self.not_run(), ..self.counts.clone() }
    }

    /// Whether a broken SHOULD fails the run.
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    fn note_trial(&mut self, trial: &TrialReport) {
        self.told += 1;
        match &trial.outcome {
            Outcome::Faulted { .. } => self.counts.faults += 1,
            Outcome::Skipped { .. } => self.counts.skipped += 1,
            Outcome::Judged { findings, faults, .. } => {
                self.counts.played += 1;
                self.counts.faults += faults.len();
                self.counts.unexpected +=
                    usize::from(findings.iter().any(|finding| finding.is_unexpected(self.strict)));
                findings.iter().for_each(|finding| {
                    *self.counter_for_verdict(&finding.finding.verdict, finding.known.is_some()) += 1
                });
            }
        }
    }

    fn counter_for_verdict(&mut self, verdict: &Verdict, known: bool) -> &mut usize {
        match verdict {
            Verdict::Pass => &mut self.counts.passed,
            Verdict::Fail(_) | Verdict::Warn(_) if known => &mut self.counts.known,
            Verdict::Fail(_) => &mut self.counts.failed,
            Verdict::Warn(_) => &mut self.counts.warned,
            Verdict::Noted(_) => &mut self.counts.noted,
            Verdict::Skipped(_) => &mut self.counts.skipped,
        }
    }

    fn not_run(&self) -> usize {
        self.planned.saturating_sub(self.told)
    }

    fn compute_exit_code(&self) -> u8 {
        let Summary { played, unexpected, faults, stale, flaky, .. } = self.counts;
        let incomplete = faults > 0 || self.required_missing > 0 || self.not_run() > 0;
        exit_code(unexpected > 0 || stale > 0 || flaky > 0, incomplete, played)
    }
}
