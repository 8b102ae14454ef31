//! A class: a row for each implementation of a run: first what could not be tried, then the others, the worst first; as text for the console and as CSV for a
//! spreadsheet. A fold over the run's events.

mod cell;
mod csv;
mod text;
mod untried;

pub use self::csv::{Csv, write};
pub use cell::{RoleCell, WorstOutcome};
pub use text::text;

use crate::case::Subject;
use crate::engine::event::{Event, Fault, Outcome, RunStarted, SkippedImplementation, TrialReport};
use crate::report::json::model::{FaultEntry, Report, Trial};
use crate::report::words::advice;
use untried::Untried;

/// The columns: the roles, then the pairs.
pub fn subjects() -> Vec<Subject> {
    Subject::all().collect()
}

/// One implementation's results.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What came of each of [`subjects`], in that order.
    pub cells: Vec<RoleCell>,
    /// What kept it from being graded, at all or in part: each once.
    pub troubles: Vec<Trouble>,
    /// Of each of [`subjects`] whether its program ever began.
    untried: Vec<Untried>,
    /// Whether the run needs it and it could not be tried.
    unusable: bool,
    /// Whether a known failure passes now, or a verdict flipped.
    unsettled: bool,
    /// How many trials were told.
    pub trials: usize,
}

impl Row {
    /// The worst of all its cells.
    pub fn mark(&self) -> WorstOutcome {
        let worst = self.cells.iter().map(RoleCell::mark).max().unwrap_or(WorstOutcome::Nothing);
        let unusable = if self.unusable { WorstOutcome::Fault } else { WorstOutcome::Nothing };
        let unsettled = if self.unsettled { WorstOutcome::Fail } else { WorstOutcome::Nothing };
        worst.max(unusable).max(unsettled)
    }

    /// Why it, or one of its programs, could not be tried, in words.
    pub fn untried(&self) -> Option<&str> {
        let own = || self.troubles.first().map_or("nothing was there to run", |trouble| trouble.what.as_str());
        if self.unusable || self.mark() == WorstOutcome::Nothing {
            return Some(own());
        }
        let reason = self.untried.iter().find_map(Untried::reason);
        reason.or_else(|| self.cells.iter().any(RoleCell::is_untried).then(own))
    }

    /// What it is sorted by: whether it could be tried, then the worst mark, then how many MUST clauses are broken, then how
    /// many SHOULD. What was tried in part only stands above what was tried and fails: somebody must look at it first.
    fn badness(&self) -> (GroupOrder, usize, usize) {
        let order = match self.mark() {
            _ if self.untried().is_some() => GroupOrder::Untried,
            WorstOutcome::Fault => GroupOrder::InPart,
            WorstOutcome::Fail => GroupOrder::Fail,
            WorstOutcome::Warn => GroupOrder::Warn,
            WorstOutcome::Known | WorstOutcome::Pass | WorstOutcome::Nothing => GroupOrder::Pass,
        };
        (order, self.broken(WorstOutcome::Fail).len(), self.broken(WorstOutcome::Warn).len())
    }

    /// The clauses that are broken so, in the protocol's order, each once.
    pub fn broken(&self, mark: WorstOutcome) -> Vec<crate::protocol::clause::ClauseId> {
        let mut all: Vec<_> = self.cells.iter().flat_map(|cell| cell.broken(mark)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn fault(&mut self, fault: &Fault) {
        self.trouble(fault.to_string(), advice(fault));
    }

    fn trouble(&mut self, what: String, advice: String) {
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
    /// What it is.
    pub what: String,
    /// What to do about it.
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
            Event::RunStarted(run) => self.started(run),
            Event::ImplementationSkipped(skipped) => self.skipped(skipped),
            Event::TrialFinished(trial) => self.trial(trial),
            Event::Flaky(flaky) => self.row(&flaky.implementation).unsettled = true,
            Event::KnownFailingStale(stale) => self.row(&stale.implementation).unsettled = true,
            // What a generated case has found was told with the trial in which it was found.
            Event::Shrunk(_) | Event::Notice { .. } => {}
            Event::ImplementationFinished { .. } | Event::RunFinished(_) => {}
        }
    }

    /// The rows of a merged report: all but why a program never began, which JSON reports do not know.
    pub fn of_report(report: &Report) -> Roster {
        let mut roster = Roster { rows: Vec::new(), strict: report.strict };
        report.implementations.iter().for_each(|one| {
            roster.row(&one.name);
        });
        report.trials.iter().for_each(|trial| roster.entry(report, trial));
        for entry in &report.generated {
            let row = roster.row(&entry.implementation);
            row.trials += entry.cases + entry.not_played;
            if let Some(place) = place(&entry.role) {
                row.cells[place].add_generated(entry);
            }
        }
        for fault in &report.faults {
            roster.row(&fault.implementation).trouble(fault.message.clone(), fault.advice.clone());
        }
        for one in &report.skipped {
            let role = one.role.as_ref().map_or_else(String::new, |role| format!("{role}: "));
            let row = roster.row(&one.implementation);
            row.trouble(format!("{role}{}", one.reason), one.advice.clone());
            row.unusable |= one.required;
        }
        report.stale.iter().for_each(|one| roster.row(&one.implementation).unsettled = true);
        report.flaky.iter().for_each(|one| roster.row(&one.implementation).unsettled = true);
        roster
    }

    fn entry(&mut self, report: &Report, trial: &Trial) {
        let is_its = |fault: &&FaultEntry| {
            (&fault.implementation, &fault.client, &fault.case) == (&trial.implementation, &trial.client, &trial.case)
        };
        let faults = report.faults.iter().filter(is_its).count();
        let row = self.row(&trial.implementation);
        // The simplest case for a finding is no trial of the plan.
        row.trials += usize::from(trial.shrunk.is_none());
        if let Some(place) = place(&trial.role) {
            row.cells[place].add_entry(trial, faults, report.strict);
        }
    }

    /// The rows: first what could not be tried, then failures, warnings and passes; equally bad ones by name.
    pub fn rows(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| b.badness().cmp(&a.badness()).then_with(|| a.name.cmp(&b.name)));
        rows
    }

    fn started(&mut self, run: &RunStarted) {
        self.strict = run.strict;
        run.implementations.iter().for_each(|implementation| {
            self.row(&implementation.name);
        });
    }

    fn skipped(&mut self, skipped: &SkippedImplementation) {
        let role = skipped.role.map_or_else(String::new, |role| format!("{role}: "));
        let row = self.row(&skipped.implementation);
        row.troubles.push(Trouble { what: format!("{role}{}", skipped.reason), advice: skipped.advice.clone() });
        row.unusable |= skipped.required;
    }

    fn trial(&mut self, trial: &TrialReport) {
        let strict = self.strict;
        let subject = trial.case.id.subject();
        let row = self.row(&trial.implementation);
        row.trials += 1;
        match &trial.outcome {
            Outcome::Faulted { fault, .. } => row.fault(fault),
            Outcome::Judged { faults, .. } => faults.iter().for_each(|fault| row.fault(fault)),
            Outcome::Skipped { .. } => {}
        }
        if let Some(place) = subjects().iter().position(|known| *known == subject) {
            row.cells[place].add(&trial.outcome, strict);
            row.untried[place].add(trial);
        }
    }

    fn row(&mut self, name: &str) -> &mut Row {
        let place = self.rows.iter().position(|row| row.name == name).unwrap_or_else(|| {
            let all = subjects().len();
            let (cells, untried) = (vec![RoleCell::default(); all], vec![Untried::default(); all]);
            self.rows.push(Row { name: name.to_owned(), cells, untried, ..Row::default() });
            self.rows.len() - 1
        });
        &mut self.rows[place]
    }
}

/// The column of a role or pair.
fn place(subject: &str) -> Option<usize> {
    subjects().iter().position(|known| known.to_string() == subject)
}
