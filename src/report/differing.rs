//! Reports of a comparison of two implementations: folds over its events.

use crate::differential::DifferenceGroup;
use crate::engine::event::differing::{
    Compared, ComparedOutcome, DiffEvent, DiffStarted, DiffSummary, FlakyDifference, FoundDifference,
};
use crate::engine::event::{Fault, SkippedImplementation};
use std::collections::BTreeMap;
use std::io;

/// A fold over the events of a comparison.
pub trait DiffReporter {
    /// Takes the next event.
    fn handle(&mut self, event: &DiffEvent) -> io::Result<()>;

    /// Nothing more comes: writes what is still to be written. Called once, also when the comparison was cut short.
    fn finish(&mut self) -> io::Result<()>;
}

/// All that the events contain, as both reports need it.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The start of the comparison, once it has begun.
    pub started: Option<DiffStarted>,
    /// The distinct differences, in the order in which they were found.
    pub found: Vec<FoundDifference>,
    /// Differences that did not show again.
    pub flaky: Vec<FlakyDifference>,
    /// In how many cases each group showed.
    pub cases: BTreeMap<DifferenceGroup, usize>,
    /// Faults of the set-up: the implementation, what it is, and in how many cases.
    pub faults: Vec<(String, Fault, usize)>,
    /// Why cases were left out, and how many.
    pub left_out: BTreeMap<String, usize>,
    /// The programs that can't be tried here.
    pub skipped: Vec<SkippedImplementation>,
    /// Lines that the user should know.
    pub notices: Vec<String>,
    /// How many cases were reported.
    pub told: usize,
    /// The end, once it has come.
    pub ended: Option<DiffSummary>,
}

impl Comparison {
    /// Takes the next event.
    pub fn record_event(&mut self, event: &DiffEvent) {
        match event {
            DiffEvent::Started(started) => self.started = Some(started.as_ref().clone()),
            DiffEvent::Skipped(skipped) => self.skipped.push(skipped.clone()),
            DiffEvent::Notice { text } => self.notices.push(text.clone()),
            DiffEvent::Compared(compared) => self.record_compared_case(compared),
            DiffEvent::Found(found) => self.found.push(found.as_ref().clone()),
            DiffEvent::Flaky(flaky) => self.flaky.push(flaky.as_ref().clone()),
            DiffEvent::Finished(summary) => self.ended = Some(summary.clone()),
        }
    }

    /// The names of the two. If both have one name, a number follows each.
    pub fn distinct_names(&self) -> [String; 2] {
        let names = self.started.as_ref().map(|started| started.implementations.each_ref().map(|one| one.name.clone()));
        match names.unwrap_or_default() {
            [left, right] if left == right => [format!("{left} (1)"), format!("{right} (2)")],
            names => names,
        }
    }

    /// In how many cases a difference of this group showed.
    pub fn cases_of(&self, group: &DifferenceGroup) -> usize {
        self.cases.get(group).copied().unwrap_or_default()
    }

    fn record_compared_case(&mut self, compared: &Compared) {
        self.told += 1;
        match &compared.outcome {
            ComparedOutcome::Played { groups, faults } => {
                groups.iter().for_each(|group| *self.cases.entry(*group).or_default() += 1);
                self.record_faults(faults);
            }
            ComparedOutcome::Faulted { faults } => self.record_faults(faults),
            ComparedOutcome::Skipped { reason } => *self.left_out.entry(reason.clone()).or_default() += 1,
        }
    }

    fn record_faults(&mut self, faults: &[(String, Fault)]) {
        for (name, fault) in faults {
            match self.faults.iter_mut().find(|(known, same, _)| known == name && same == fault) {
                Some((.., count)) => *count += 1,
                None => self.faults.push((name.clone(), fault.clone(), 1)),
            }
        }
    }
}
