//! What came of each implementation's roles: trials counted by the worst in them. A fold over the JSON report's entries,
//! so that a run and a merge of several reports show the same.

use super::json::model::{GeneratedEntry, ImplementationEntry, OutcomeWord, Trial, VerdictWord};
use crate::case::Subject;
use std::collections::BTreeMap;

/// The worst that came of a trial, the lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrialMark {
    /// Nothing is broken.
    Pass,
    /// It was left out.
    Skipped,
    /// What is broken is known.
    Known,
    /// A SHOULD is broken, and that does not fail the run.
    Warn,
    /// It could not be played, or its set-up must be mended.
    Fault,
    /// It fails the run.
    Fail,
}

impl TrialMark {
    /// All of them, the gravest first.
    pub const ALL: [TrialMark; 6] =
        [TrialMark::Fail, TrialMark::Fault, TrialMark::Warn, TrialMark::Known, TrialMark::Skipped, TrialMark::Pass];

    /// The mark of a trial; `has_fault`: beside its verdicts it met a fault of the set-up.
    pub fn of(trial: &Trial, has_fault: bool) -> TrialMark {
        let broken = |verdict: VerdictWord| matches!(verdict, VerdictWord::Fail | VerdictWord::Warn);
        let unknown = trial.verdicts.iter().any(|one| broken(one.verdict) && one.known.is_none());
        match trial.outcome {
            OutcomeWord::Faulted => TrialMark::Fault,
            OutcomeWord::Skipped => TrialMark::Skipped,
            OutcomeWord::Judged if !trial.expected => TrialMark::Fail,
            OutcomeWord::Judged if has_fault => TrialMark::Fault,
            OutcomeWord::Judged if unknown => TrialMark::Warn,
            OutcomeWord::Judged if trial.verdicts.iter().any(|one| broken(one.verdict)) => TrialMark::Known,
            OutcomeWord::Judged => TrialMark::Pass,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            TrialMark::Pass => "pass",
            TrialMark::Skipped => "skipped",
            TrialMark::Known => "known",
            TrialMark::Warn => "warn",
            TrialMark::Fault => "fault",
            TrialMark::Fail => "fail",
        }
    }
}

/// How many trials have which mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<TrialMark, usize>);

impl Marks {
    /// How many have this mark.
    pub fn get(&self, mark: TrialMark) -> usize {
        self.0.get(&mark).copied().unwrap_or_default()
    }

    /// Counts so many more.
    pub fn add(&mut self, mark: TrialMark, more: usize) {
        if more > 0 {
            *self.0.entry(mark).or_default() += more;
        }
    }

    /// How many there are.
    pub fn all(&self) -> usize {
        self.0.values().sum()
    }

    /// The marks that there are, the gravest first, with how many.
    pub fn told(&self) -> impl Iterator<Item = (TrialMark, usize)> {
        TrialMark::ALL.into_iter().map(|mark| (mark, self.get(mark))).filter(|(_, number)| *number > 0)
    }
}

/// A table: a row an implementation, a column a role or a pair.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    rows: Vec<ImplementationEntry>,
    cells: BTreeMap<(usize, String), Marks>,
}

impl Overview {
    /// A table of these implementations, with nothing counted yet.
    pub fn new(implementations: &[ImplementationEntry]) -> Overview {
        Overview { rows: implementations.to_vec(), cells: BTreeMap::new() }
    }

    /// Counts a trial; one of a matrix's cell is two implementations', and is passed over.
    pub fn add(&mut self, trial: &Trial, mark: TrialMark) {
        if trial.client.is_none() {
            self.cell(&trial.implementation, &trial.role).add(mark, 1);
        }
    }

    /// Counts generated trials of a family.
    pub fn add_generated(&mut self, entry: &GeneratedEntry) {
        let cell = self.cell(&entry.implementation, &entry.role);
        cell.add(TrialMark::Fail, entry.unexpected);
        cell.add(TrialMark::Pass, entry.cases.saturating_sub(entry.unexpected));
        cell.add(TrialMark::Skipped, entry.not_played);
    }

    /// The implementations, in order.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &ImplementationEntry)> {
        self.rows.iter().enumerate()
    }

    /// The roles and pairs of which something was tried, in order.
    pub fn columns(&self) -> Vec<String> {
        let all = Subject::all().map(|subject| subject.to_string());
        all.filter(|name| self.cells.keys().any(|(_, role)| role == name)).collect()
    }

    /// What came of an implementation's role; `None`: nothing was tried.
    pub fn get(&self, row: usize, column: &str) -> Option<&Marks> {
        self.cells.get(&(row, column.to_owned()))
    }

    fn cell(&mut self, implementation: &str, role: &str) -> &mut Marks {
        let row = self.rows.iter().position(|row| row.name == implementation).unwrap_or_else(|| {
            let (name, roles) = (implementation.to_owned(), Vec::new());
            self.rows.push(ImplementationEntry { name, language: None, roles });
            self.rows.len() - 1
        });
        self.cells.entry((row, role.to_owned())).or_default()
    }
}
