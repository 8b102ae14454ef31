//! The counts of a comparison, and the exit code that follows from them.

use crate::engine::event::differing::{Compared, ComparedOutcome, DiffEvent, DiffSummary};
use crate::engine::summary::exit_code;
use std::time::Duration;

/// Folds events into a summary.
#[derive(Debug, Default)]
pub(super) struct DifferenceTally {
    counts: DiffSummary,
    planned: usize,
    told: usize,
    /// Whether something can't be tried here.
    missing: bool,
}

impl DifferenceTally {
    pub(super) fn count_event(&mut self, event: &DiffEvent) {
        match event {
            DiffEvent::Started(started) => self.planned = started.cases,
            DiffEvent::Skipped(_) => self.missing = true,
            DiffEvent::Compared(compared) => self.count_compared(compared),
            DiffEvent::Found(_) => self.counts.groups += 1,
            DiffEvent::Flaky(_) => self.counts.flaky += 1,
            DiffEvent::Notice { .. } | DiffEvent::Finished(_) => {}
        }
    }

    fn count_compared(&mut self, compared: &Compared) {
        self.told += 1;
        match &compared.outcome {
            ComparedOutcome::Played { groups, faults } => {
                self.counts.played += 1;
                self.counts.differing += usize::from(!groups.is_empty());
                self.counts.faults += faults.len();
            }
            ComparedOutcome::Faulted { faults } => self.counts.faults += faults.len(),
            ComparedOutcome::Skipped { .. } => self.counts.skipped += 1,
        }
    }

    pub(super) fn build_summary(&self, duration: Duration) -> DiffSummary {
        let DiffSummary { played, groups, flaky, faults, .. } = self.counts;
        // A program that can't be tried at all leaves nothing to compare. One that can be tried in part leaves less
        // than was asked for.
        let incomplete = faults > 0 || self.told < self.planned || (self.missing && played > 0);
        DiffSummary { duration, exit: exit_code(groups > 0 || flaky > 0, incomplete, played), ..self.counts.clone() }
    }
}
