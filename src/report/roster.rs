//! A class: a row for each implementation of a run, as text for the console and as CSV for a spreadsheet.
//! Implementations that could not be tried come first, then the others, the worst first. A fold over the run's events.

mod cell;
mod csv;
mod text;
mod untried;

pub use self::csv::{Csv, write};
pub use cell::{RoleCell, WorstOutcome};
pub use text::render_text;

use crate::case::Subject;
use crate::engine::event::{Event, Fault, Outcome, RunStarted, SkippedImplementation, TrialReport};
use crate::report::json::model::{FaultEntry, Report, Trial};
use crate::report::words::advice_for_fault;
use untried::Untried;

/// The columns: the roles, then the pairs.
pub fn all_subjects() -> Vec<Subject> {
    Subject::all().collect()
}

/// One implementation's results.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// The cell of each of [`all_subjects`], in that order.
    pub cells: Vec<RoleCell>,
    /// The reasons why it could not be graded, at all or in part: each once.
    pub troubles: Vec<Trouble>,
    /// Of each of [`all_subjects`] whether its program ever began.
    untried: Vec<Untried>,
    /// Whether the run needs it and it could not be tried.
    unusable: bool,
    /// Whether a known failure passes now, or a verdict flipped.
    unsettled: bool,
    /// How many trials were reported.
    pub trials: usize,
}

impl Row {
    /// The worst of all its cells.
    pub fn worst_mark(&self) -> WorstOutcome {
        let worst = self.cells.iter().map(RoleCell::worst_mark).max().unwrap_or(WorstOutcome::Nothing);
        let unusable = if self.unusable { WorstOutcome::Fault } else { WorstOutcome::Nothing };
        let unsettled = if self.unsettled { WorstOutcome::Fail } else { WorstOutcome::Nothing };
        worst.max(unusable).max(unsettled)
    }

    /// Why it, or one of its programs, could not be tried, in words.
    pub fn untried_reason(&self) -> Option<&str> {
        let own = || self.troubles.first().map_or("nothing was there to run", |trouble| trouble.what.as_str());
        if self.unusable || self.worst_mark() == WorstOutcome::Nothing {
            return Some(own());
        }
        let reason = self.untried.iter().find_map(Untried::reason);
        reason.or_else(|| self.cells.iter().any(RoleCell::is_untried).then(own))
    }

    /// The sort key: whether it could be tried, then the worst mark, then how many MUST clauses are broken, then how
    /// many SHOULD. An implementation that was tried only in part stands above one that fails: a person must look at it
    /// first.
    fn sort_key(&self) -> (GroupOrder, usize, usize) {
        let order = match self.worst_mark() {
            _ if self.untried_reason().is_some() => GroupOrder::Untried,
            WorstOutcome::Fault => GroupOrder::InPart,
            WorstOutcome::Fail => GroupOrder::Fail,
            WorstOutcome::Warn => GroupOrder::Warn,
            WorstOutcome::Known | WorstOutcome::Pass | WorstOutcome::Nothing => GroupOrder::Pass,
        };
        (order, self.broken_clauses(WorstOutcome::Fail).len(), self.broken_clauses(WorstOutcome::Warn).len())
    }

    /// The clauses that are broken so, in the protocol's order, each once.
    pub fn broken_clauses(&self, mark: WorstOutcome) -> Vec<crate::protocol::clause::ClauseId> {
        let mut all: Vec<_> = self.cells.iter().flat_map(|cell| cell.broken_clauses(mark)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn add_fault(&mut self, fault: &Fault) {
        self.add_trouble(fault.to_string(), advice_for_fault(fault));
    }

    fn add_trouble(&mut self, what: String, advice: String) {
        let trouble = Trouble { what, advice };
        if !self.troubles.contains(&trouble) {
            self.troubles.push(trouble);
        }
    }
}

/// The groups of the table, the last of them first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum GroupOrder {
    Pass,
    Warn,
    Fail,
    /// It was tried, but not in all trials.
    InPart,
    /// It, or one of its programs, could not be tried.
    Untried,
}

/// Something that kept an implementation from being graded: no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The trouble.
    pub what: String,
    /// Advice for the user.
    pub advice: String,
}

/// The rows of a run.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    rows: Vec<Row>,
    strict: bool,
}

impl Roster {
    /// Takes the next event.
    pub fn handle(&mut self, event: &Event) {
        match event {
            Event::RunStarted(run) => self.add_rows_for_run(run),
            Event::ImplementationSkipped(skipped) => self.add_skipped(skipped),
            Event::TrialFinished(trial) => self.add_trial(trial),
            Event::Flaky(flaky) => self.find_or_add_row(&flaky.implementation).unsettled = true,
            Event::KnownFailingStale(stale) => self.find_or_add_row(&stale.implementation).unsettled = true,
            // The trial that found it was counted already.
            Event::Shrunk(_) | Event::Notice { .. } => {}
            Event::ImplementationFinished { .. } | Event::RunFinished(_) => {}
        }
    }

    /// The rows of a merged report: all but why a program never began, which JSON reports do not know.
    pub fn of_report(report: &Report) -> Roster {
        let mut roster = Roster { rows: Vec::new(), strict: report.strict };
        report.implementations.iter().for_each(|one| {
            roster.find_or_add_row(&one.name);
        });
        report.trials.iter().for_each(|trial| roster.add_trial_entry(report, trial));
        for entry in &report.generated {
            let row = roster.find_or_add_row(&entry.implementation);
            row.trials += entry.cases + entry.not_played;
            if let Some(place) = column_of_subject(&entry.role) {
                row.cells[place].add_generated(entry);
            }
        }
        for fault in &report.faults {
            roster.find_or_add_row(&fault.implementation).add_trouble(fault.message.clone(), fault.advice.clone());
        }
        for one in &report.skipped {
            let role = one.role.as_ref().map_or_else(String::new, |role| format!("{role}: "));
            let row = roster.find_or_add_row(&one.implementation);
            row.add_trouble(format!("{role}{}", one.reason), one.advice.clone());
            row.unusable |= one.required;
        }
        report.stale.iter().for_each(|one| roster.find_or_add_row(&one.implementation).unsettled = true);
        report.flaky.iter().for_each(|one| roster.find_or_add_row(&one.implementation).unsettled = true);
        roster
    }

    fn add_trial_entry(&mut self, report: &Report, trial: &Trial) {
        let is_its = |fault: &&FaultEntry| {
            (&fault.implementation, &fault.client, &fault.case) == (&trial.implementation, &trial.client, &trial.case)
        };
        let faults = report.faults.iter().filter(is_its).count();
        let row = self.find_or_add_row(&trial.implementation);
        // The simplest case for a finding is no trial of the plan.
        row.trials += usize::from(trial.shrunk.is_none());
        if let Some(place) = column_of_subject(&trial.role) {
            row.cells[place].add_entry(trial, faults, report.strict);
        }
    }

    /// The rows: first what could not be tried, then failures, warnings and passes; equally bad ones by name.
    pub fn sorted_rows(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| b.sort_key().cmp(&a.sort_key()).then_with(|| a.name.cmp(&b.name)));
        rows
    }

    fn add_rows_for_run(&mut self, run: &RunStarted) {
        self.strict = run.strict;
        run.implementations.iter().for_each(|implementation| {
            self.find_or_add_row(&implementation.name);
        });
    }

    fn add_skipped(&mut self, skipped: &SkippedImplementation) {
        let role = skipped.role.map_or_else(String::new, |role| format!("{role}: "));
        let row = self.find_or_add_row(&skipped.implementation);
        row.troubles.push(Trouble { what: format!("{role}{}", skipped.reason), advice: skipped.advice.clone() });
        row.unusable |= skipped.required;
    }

    fn add_trial(&mut self, trial: &TrialReport) {
        let strict = self.strict;
        let subject = trial.case.id.subject();
        let row = self.find_or_add_row(&trial.implementation);
        row.trials += 1;
        match &trial.outcome {
            Outcome::Faulted { fault, .. } => row.add_fault(fault),
            Outcome::Judged { faults, .. } => faults.iter().for_each(|fault| row.add_fault(fault)),
            Outcome::Skipped { .. } => {}
        }
        if let Some(place) = all_subjects().iter().position(|known| *known == subject) {
            row.cells[place].add_outcome(&trial.outcome, strict);
            row.untried[place].add_trial(trial);
        }
    }

    fn find_or_add_row(&mut self, name: &str) -> &mut Row {
        let place = self.rows.iter().position(|row| row.name == name).unwrap_or_else(|| {
            let all = all_subjects().len();
            let (cells, untried) = (vec![RoleCell::default(); all], vec![Untried::default(); all]);
            self.rows.push(Row { name: name.to_owned(), cells, untried, ..Row::default() });
            self.rows.len() - 1
        });
        &mut self.rows[place]
    }
}

/// The column of a role or pair.
fn column_of_subject(subject: &str) -> Option<usize> {
    all_subjects().iter().position(|known| known.to_string() == subject)
}
