//! The data of a run that the page keeps until its end: small however long the run is. A fold over the JSON report's
//! entries.

use super::broken::Broken;
use crate::case::InputKind;
use crate::engine::event::PartOfRun;
use crate::protocol::clause::ClauseId;
use crate::report::everywhere::{FoundEverywhere, TextId};
use crate::report::json::model::{
    FaultEntry, FlakyEntry, GeneratedEntry, ImplementationEntry, SkippedEntry, StaleEntry, Trial, VerdictEntry,
    VerdictWord,
};
use crate::report::matrix::MatrixTable;
use crate::report::merge::blamed_implementation;
use crate::report::overview::{Overview, TrialMark};
use std::collections::BTreeMap;

/// How many texts of a clause are kept apart.
const MOST_TEXTS: usize = 8;

/// All that the page shows beside the details of trials.
#[derive(Debug, Default)]
pub struct PageContent {
    /// The implementations, in order.
    pub implementations: Vec<ImplementationEntry>,
    /// The seed of everything generated.
    pub seed: Option<u64>,
    /// Whether a broken SHOULD fails the run.
    pub strict: bool,
    /// The part of a divided run that it is.
    pub part: Option<PartOfRun>,
    /// Each implementation's roles.
    pub overview: Overview,
    /// Each client against each server.
    pub pairs: MatrixTable,
    /// The cases, in the order in which they came.
    pub cases: Vec<CaseRow>,
    /// The trials, by their numbers.
    pub trials: Vec<TrialRow>,
    /// The broken clauses that no list knows, by implementation and clause.
    broken: BTreeMap<(usize, ClauseId), Vec<Broken>>,
    /// The texts that differ everywhere, once all trials are known.
    pub everywhere: Vec<FoundEverywhere>,
    /// The state of each clause, by implementation.
    pub clauses: BTreeMap<(ClauseId, usize), ClauseState>,
    /// Faults by what they say, and the trials that met them.
    pub faults: BTreeMap<(String, String), FaultRow>,
    /// The generated cases, counted.
    pub generated: Vec<GeneratedEntry>,
    /// The programs that could not be tried.
    pub skipped: Vec<SkippedEntry>,
    /// Known-failing entries that are out of date.
    pub stale: Vec<StaleEntry>,
    /// Verdicts that were not the same each time.
    pub flaky: Vec<FlakyEntry>,
    /// Other notices for the user, a line each.
    pub notices: Vec<String>,
}

/// The data about a trial's case beside its id.
#[derive(Debug, Clone, Copy, Default)]
pub struct AboutCase<'c> {
    /// Its sentence; empty if it is not known.
    pub summary: &'c str,
    /// How common its input is.
    pub input: InputKind,
}

/// A case: a row of the table of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub id: String,
    /// Its role or pair.
    pub role: String,
    /// Its sentence; empty if it is not known.
    pub summary: String,
}

/// A trial: a cell of the table of cases, or one of those of a cell of the matrix of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialRow {
    /// The implementation's place; in a cell of a matrix: of the one whose server played.
    pub implementation: usize,
    /// In a cell of a matrix: the place of the one whose client played.
    pub client: Option<usize>,
    /// The case's place.
    pub case: usize,
    /// Its worst mark.
    pub mark: TrialMark,
    /// Whether the page holds its details.
    pub has_detail: bool,
}

/// A fault, reported once.
#[derive(Debug)]
pub struct FaultRow {
    /// The fault, as it was first met.
    pub fault: FaultEntry,
    /// The trials that met it; `None`: one that is counted and not listed.
    pub trials: Vec<Option<usize>>,
}

/// The state of a clause over all trials of an implementation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClauseState {
    /// How often it held.
    pub pass: usize,
    /// How often a MUST was broken.
    pub fail: usize,
    /// How often a SHOULD was broken.
    pub warn: usize,
    /// How often it was broken as the known-failing list says.
    pub known: usize,
    /// How often it was not judged.
    pub skipped: usize,
    /// The behaviours noted, each once.
    pub noted: Vec<String>,
}

impl PageContent {
    /// Nothing seen yet of these implementations.
    pub fn new(implementations: &[ImplementationEntry], seed: Option<u64>, strict: bool) -> PageContent {
        PageContent {
            implementations: implementations.to_vec(),
            seed,
            strict,
            overview: Overview::new(implementations, strict),
            pairs: MatrixTable::new(implementations),
            ..PageContent::default()
        }
    }

    /// Adds a trial; its number and its mark.
    pub fn add_trial(&mut self, trial: &Trial, about: AboutCase<'_>, faults: &[FaultEntry]) -> (usize, TrialMark) {
        let (number, mark) = (self.trials.len(), TrialMark::from_trial(trial, !faults.is_empty()));
        let texts = self.overview.add_trial(trial, !faults.is_empty());
        if trial.client.is_some() {
            self.pairs.add_trial(trial);
        }
        let row = TrialRow {
            implementation: self.find_or_add_implementation(&trial.implementation),
            client: trial.client.as_ref().map(|client| self.find_or_add_implementation(client)),
            case: self.find_or_add_case(trial, about.summary),
            mark,
            has_detail: false,
        };
        self.trials.push(row);
        self.add_faults(faults, Some(number));
        for (verdict, text) in trial.verdicts.iter().zip(texts) {
            self.add_verdict(number, trial, about, verdict, text);
        }
        (number, mark)
    }

    /// Counts all trials in their implementations' roles, and marks each as if the texts that differ everywhere were
    /// right; called once, when all are known.
    pub fn count_and_mark_trials(&mut self) {
        self.everywhere = self.overview.texts_everywhere();
        self.pairs = self.pairs.without_texts_everywhere();
        let marks = self.overview.trial_marks(&self.everywhere);
        self.trials.iter_mut().zip(marks).for_each(|(trial, mark)| trial.mark = mark);
        self.overview.count_trials(&self.generated);
    }

    /// Adds the faults of a trial that is listed under this number, or is not listed.
    pub fn add_faults(&mut self, faults: &[FaultEntry], number: Option<usize>) {
        for fault in faults {
            let key = (fault.implementation.clone(), fault.message.clone());
            let new = || FaultRow { fault: fault.clone(), trials: Vec::new() };
            self.faults.entry(key).or_insert_with(new).trials.push(number);
        }
    }

    /// The place of an implementation.
    pub fn find_or_add_implementation(&mut self, name: &str) -> usize {
        self.implementations.iter().position(|known| known.name == name).unwrap_or_else(|| {
            let (name, roles) = (name.to_owned(), Vec::new());
            self.implementations.push(ImplementationEntry { name, language: None, roles });
            self.implementations.len() - 1
        })
    }

    /// The broken clauses with the implementation's place, the gravest first: clauses that fail the run, then the
    /// others. Among each of these a text that is wrong everywhere stands first, then MUST, then SHOULD. A finding from
    /// plain input stands before one from odd input. A finding decided by a text that is wrong everywhere stands only
    /// under that text's clause.
    pub fn all_broken(&self) -> Vec<(usize, ClauseId, Broken, Option<&FoundEverywhere>)> {
        let mut all = Vec::new();
        for ((place, clause), kept) in &self.broken {
            let found = |broken: &Broken| self.everywhere.iter().find(|found| Some(found.text) == broken.text);
            let (texts, rest): (Vec<&Broken>, Vec<&Broken>) = kept.iter().partition(|one| found(one).is_some());
            let its_own = texts.into_iter().filter(|one| found(one).is_some_and(|found| found.clause == *clause));
            all.extend(its_own.map(|one| (*place, *clause, one.clone(), found(one))));
            if let [first, others @ ..] = rest.as_slice() {
                let mut joined = (*first).clone();
                others.iter().for_each(|other| joined.merge_with(other));
                all.push((*place, *clause, joined, None));
            }
        }
        all.sort_by_key(|(place, clause, broken, found)| {
            (!broken.unexpected, found.is_none(), clause.level(), broken.input, *place, *clause)
        });
        all
    }

    /// The implementation's name.
    pub fn implementation_name(&self, place: usize) -> &str {
        &self.implementations[place].name
    }

    /// The trial's case and, in a matrix, its players.
    pub fn trial_title(&self, number: usize) -> String {
        let row = &self.trials[number];
        let case = &self.cases[row.case].id;
        match row.client {
            Some(client) => format!(
                "{case} ({} -> {})",
                self.implementation_name(client),
                self.implementation_name(row.implementation)
            ),
            None => case.clone(),
        }
    }

    fn find_or_add_case(&mut self, trial: &Trial, summary: &str) -> usize {
        // The trials of one implementation bring the cases of the last one in the same order.
        let last = self.trials.last().map_or(0, |row| row.case + 1);
        let same = |case: &CaseRow| case.id == trial.case;
        if self.cases.get(last).is_some_and(same) {
            return last;
        }
        self.cases.iter().position(same).unwrap_or_else(|| {
            let (id, role, summary) = (trial.case.clone(), trial.role.clone(), summary.to_owned());
            self.cases.push(CaseRow { id, role, summary });
            self.cases.len() - 1
        })
    }

    fn add_verdict(
        &mut self,
        number: usize,
        trial: &Trial,
        about: AboutCase<'_>,
        verdict: &VerdictEntry,
        text: Option<TextId>,
    ) {
        let Ok(clause) = verdict.clause.parse::<ClauseId>() else { return };
        let place = self.find_or_add_implementation(blamed_implementation(trial, verdict.role.as_deref()));
        self.clauses.entry((clause, place)).or_default().count_verdict(verdict);
        let broken = matches!(verdict.verdict, VerdictWord::Fail | VerdictWord::Warn);
        if broken && verdict.known.is_none() {
            let unexpected = verdict.verdict == VerdictWord::Fail || self.strict;
            let role = verdict.role.as_deref().unwrap_or(&trial.role);
            let mut new = Broken::new(number, trial, about, verdict, text);
            new.add_trial(number, role, unexpected);
            let all = self.broken.entry((place, clause)).or_default();
            let is_full = all.len() >= MOST_TEXTS;
            match all.iter().position(|broken| broken.text == text).or_else(|| is_full.then(|| all.len() - 1)) {
                Some(at) => all[at].merge_with(&new),
                None => all.push(new),
            }
        }
    }
}

impl ClauseState {
    fn count_verdict(&mut self, verdict: &VerdictEntry) {
        let counter = match (verdict.verdict, &verdict.known) {
            (VerdictWord::Fail | VerdictWord::Warn, Some(_)) => &mut self.known,
            (VerdictWord::Fail, None) => &mut self.fail,
            (VerdictWord::Warn, None) => &mut self.warn,
            (VerdictWord::Pass, _) => &mut self.pass,
            (VerdictWord::Skipped, _) => &mut self.skipped,
            (VerdictWord::Noted, _) => return self.add_behaviour(verdict.detail.as_deref().unwrap_or_default()),
        };
        *counter += 1;
    }

    fn add_behaviour(&mut self, behaviour: &str) {
        if !self.noted.iter().any(|known| known == behaviour) {
            self.noted.push(behaviour.to_owned());
        }
    }
}
