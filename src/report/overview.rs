//! The result of each implementation's roles: trials counted by their worst mark. A fold over the JSON report's
//! entries, so that a run and a merge of several reports show the same.

use super::everywhere::{Everywhere, FoundEverywhere, TextId};
use super::json::model::{GeneratedEntry, ImplementationEntry, OutcomeWord, Trial, VerdictEntry, VerdictWord};
use crate::case::Subject;
use std::collections::BTreeMap;

/// The worst that came of a trial, the lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrialMark {
    /// Nothing is broken.
    Pass,
    /// It was left out.
    Skipped,
    /// All broken clauses are known.
    Known,
    /// A SHOULD is broken, and that does not fail the run.
    Warn,
    /// It could not be played, or its set-up must be fixed.
    Fault,
    /// It fails the run.
    Fail,
}

impl TrialMark {
    /// All of them, the gravest first.
    pub const ALL: [TrialMark; 6] =
        [TrialMark::Fail, TrialMark::Fault, TrialMark::Warn, TrialMark::Known, TrialMark::Skipped, TrialMark::Pass];

    /// The mark of a trial; `has_fault`: beside its verdicts it met a fault of the set-up.
    pub fn from_trial(trial: &Trial, has_fault: bool) -> TrialMark {
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

    /// The mark of a trial, as if the verdicts that a text decides held.
    fn without_texts(trial: &Trial, texts: &[Option<TextId>], has_fault: bool, strict: bool) -> TrialMark {
        let others = trial.verdicts.iter().zip(texts).filter(|(_, text)| text.is_none());
        let verdicts: Vec<VerdictEntry> = others.map(|(verdict, _)| verdict.clone()).collect();
        let expected = trial.outcome == OutcomeWord::Judged && !verdicts.iter().any(|one| is_unexpected(one, strict));
        TrialMark::from_trial(&Trial { verdicts, expected, ..trial.clone() }, has_fault)
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

/// Whether a verdict fails the run.
pub(super) fn is_unexpected(verdict: &VerdictEntry, strict: bool) -> bool {
    let is_broken = verdict.verdict == VerdictWord::Fail || strict && verdict.verdict == VerdictWord::Warn;
    is_broken && verdict.known.is_none()
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
    pub fn add_count(&mut self, mark: TrialMark, more: usize) {
        if more > 0 {
            *self.0.entry(mark).or_default() += more;
        }
    }

    /// How many there are.
    pub fn total_count(&self) -> usize {
        self.0.values().sum()
    }

    /// The marks that there are, the gravest first, with how many.
    pub fn nonzero_counts(&self) -> impl Iterator<Item = (TrialMark, usize)> {
        TrialMark::ALL.into_iter().map(|mark| (mark, self.get(mark))).filter(|(_, number)| *number > 0)
    }
}

/// A table: a row an implementation, a column a role or a pair. Its trials are counted as if the texts that differ
/// everywhere were right.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    rows: Vec<ImplementationEntry>,
    cells: BTreeMap<(usize, String), Marks>,
    strict: bool,
    everywhere: Everywhere,
    trials: Vec<KeptTrial>,
    /// The generated trials, if they are known one by one.
    drawn: Vec<KeptTrial>,
}

/// The data of a trial until it is known which texts differ everywhere.
#[derive(Debug, Clone)]
struct KeptTrial {
    /// The cell that counts it, if one does.
    cell: Option<(usize, String)>,
    /// Its mark as if all its texts were right.
    rest: TrialMark,
    /// The texts that are not, and the mark that each gives.
    texts: Vec<(TextId, TrialMark)>,
}

impl KeptTrial {
    /// Its mark as if these texts were right.
    fn mark_as_if_right(&self, everywhere: &[FoundEverywhere]) -> TrialMark {
        let differs = |text: TextId| !everywhere.iter().any(|found| found.text == text);
        let of_texts = self.texts.iter().filter(|(text, _)| differs(*text)).map(|(_, mark)| *mark);
        of_texts.chain([self.rest]).max().unwrap_or(self.rest)
    }
}

impl Overview {
    /// A table of these implementations, with nothing counted yet.
    pub fn new(implementations: &[ImplementationEntry], strict: bool) -> Overview {
        Overview { rows: implementations.to_vec(), strict, ..Overview::default() }
    }

    /// Adds a trial; `has_fault`: beside its verdicts it met a fault of the set-up. One of a matrix's cell is two
    /// implementations', and one that was shrunk is no trial of the plan: no cell counts them.
    pub fn add_trial(&mut self, trial: &Trial, has_fault: bool) -> Vec<Option<TextId>> {
        let texts = self.everywhere.count_if_planned(trial);
        let is_counted = trial.client.is_none() && trial.shrunk.is_none();
        let cell = is_counted.then(|| (self.find_or_add_row(&trial.implementation), trial.role.clone()));
        let kept = self.build_kept(trial, &texts, has_fault);
        self.trials.push(KeptTrial { cell, ..kept });
        texts
    }

    /// Adds a generated trial, of which no row is shown; one that was not played counts as skipped.
    pub fn add_drawn(&mut self, trial: &Trial) {
        let texts = self.everywhere.find_all(trial);
        let kept = match trial.outcome {
            OutcomeWord::Judged => self.build_kept(trial, &texts, false),
            OutcomeWord::Faulted | OutcomeWord::Skipped => {
                KeptTrial { cell: None, rest: TrialMark::Skipped, texts: Vec::new() }
            }
        };
        let cell = trial.client.is_none().then(|| (self.find_or_add_row(&trial.implementation), trial.role.clone()));
        self.drawn.push(KeptTrial { cell, ..kept });
    }

    fn build_kept(&self, trial: &Trial, texts: &[Option<TextId>], has_fault: bool) -> KeptTrial {
        let marks = trial.verdicts.iter().zip(texts).filter_map(|(verdict, text)| {
            Some(((*text)?, if is_unexpected(verdict, self.strict) { TrialMark::Fail } else { TrialMark::Warn }))
        });
        let marks: Vec<(TextId, TrialMark)> = marks.collect();
        let rest = if marks.is_empty() {
            TrialMark::from_trial(trial, has_fault)
        } else {
            TrialMark::without_texts(trial, texts, has_fault, self.strict)
        };
        KeptTrial { cell: None, rest, texts: marks }
    }

    /// The texts that differ everywhere.
    pub fn texts_everywhere(&self) -> Vec<FoundEverywhere> {
        self.everywhere.texts_everywhere()
    }

    /// The marks of the trials, in the order in which they were added, as if these texts were right.
    pub fn trial_marks(&self, everywhere: &[FoundEverywhere]) -> Vec<TrialMark> {
        self.trials.iter().map(|trial| trial.mark_as_if_right(everywhere)).collect()
    }

    /// Counts the trials in their cells, and those of `generated` if none of them was added; called once, when all are
    /// known.
    pub fn count_trials(&mut self, generated: &[GeneratedEntry]) {
        let everywhere = self.texts_everywhere();
        let all = self.trials.iter().chain(&self.drawn);
        let marks: Vec<_> = all.map(|trial| (trial.cell.clone(), trial.mark_as_if_right(&everywhere))).collect();
        for (cell, mark) in marks {
            if let Some(cell) = cell {
                self.cells.entry(cell).or_default().add_count(mark, 1);
            }
        }
        if self.drawn.is_empty() {
            generated.iter().for_each(|entry| self.add_generated(entry));
        }
    }

    /// Counts generated trials of a family.
    fn add_generated(&mut self, entry: &GeneratedEntry) {
        let cell = self.find_or_add_cell(&entry.implementation, &entry.role);
        let unexpected = entry.unexpected.saturating_sub(entry.everywhere);
        cell.add_count(TrialMark::Fail, unexpected);
        cell.add_count(TrialMark::Warn, entry.warned);
        cell.add_count(TrialMark::Known, entry.known);
        cell.add_count(TrialMark::Pass, entry.cases.saturating_sub(unexpected + entry.warned + entry.known));
        cell.add_count(TrialMark::Skipped, entry.not_played);
    }

    /// The implementations, in order.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &ImplementationEntry)> {
        self.rows.iter().enumerate()
    }

    /// The roles and pairs of which something was tried, in order.
    pub fn tried_columns(&self) -> Vec<String> {
        let all = Subject::all().map(|subject| subject.to_string());
        all.filter(|name| self.cells.keys().any(|(_, role)| role == name)).collect()
    }

    /// The result of an implementation's role; `None`: nothing was tried.
    pub fn get(&self, row: usize, column: &str) -> Option<&Marks> {
        self.cells.get(&(row, column.to_owned()))
    }

    fn find_or_add_cell(&mut self, implementation: &str, role: &str) -> &mut Marks {
        let row = self.find_or_add_row(implementation);
        self.cells.entry((row, role.to_owned())).or_default()
    }

    fn find_or_add_row(&mut self, implementation: &str) -> usize {
        self.rows.iter().position(|row| row.name == implementation).unwrap_or_else(|| {
            let (name, roles) = (implementation.to_owned(), Vec::new());
            self.rows.push(ImplementationEntry { name, language: None, roles });
            self.rows.len() - 1
        })
    }
}
