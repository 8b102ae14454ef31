//! The trials that the console report keeps until the end, grouped.

use super::shrunk;
use super::slowest::Slowest;
use crate::case::{Case, InputKind};
use crate::engine::event::{
    Fault, FlakyVerdict, Judged, Outcome, Shrunk, SkippedImplementation, StaleKnownFailing, TrialReport,
};
use crate::judge::{Evidence, Verdict};
use crate::protocol::clause::ClauseId;
use crate::report::everywhere::{Everywhere, FoundEverywhere, TextId};
use crate::report::{generated, json};
use crate::transcript::Transcript;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The content of the report after the last trial. Implementations are known by their place in the run's order.
#[derive(Debug, Default)]
pub struct Collected {
    /// The implementations' names, in the order in which they came.
    pub names: Vec<String>,
    /// The behaviours noted, by implementation and INFO clause; each name once.
    pub noted: BTreeMap<(usize, ClauseId), Vec<String>>,
    /// In how many cases a known failure was seen, by implementation, clause and reason.
    pub known: BTreeMap<(usize, ClauseId, String), usize>,
    /// How many verdicts were not given, by implementation, clause and reason.
    pub clauses_skipped: BTreeMap<(usize, ClauseId, String), usize>,
    /// The cases not played, by implementation and reason.
    pub cases_skipped: BTreeMap<(usize, String), Vec<String>>,
    /// Faults, by implementation and what they say: the fault, and the cases.
    pub faults: BTreeMap<(usize, String), (Fault, Vec<String>)>,
    /// Broken clauses that no list knows, by implementation and clause, and of each by the text that is wrong.
    broken: BTreeMap<(usize, ClauseId), Vec<KeptClause>>,
    /// The texts that were seen to be wrong.
    everywhere: Everywhere,
    /// In how many generated cases a clause was broken that no list knows.
    pub generated: BTreeMap<(usize, ClauseId), usize>,
    /// Implementations that can't be tried.
    pub skipped: Vec<SkippedImplementation>,
    /// How many artifacts there are, and in which folder.
    pub kept: Option<(usize, PathBuf)>,
    /// Known-failing entries that are out of date.
    pub stale: Vec<StaleKnownFailing>,
    /// Verdicts that were not the same in each repetition of a trial.
    pub flaky: Vec<FlakyVerdict>,
    /// The slowest trials.
    pub slowest: Slowest,
}

/// One deviation: a broken clause, with one case in full and the others by name.
#[derive(Debug)]
pub struct BrokenClause<'c> {
    /// The implementation's place.
    pub at: usize,
    /// The clause.
    pub clause: ClauseId,
    /// The simplest case that shows it.
    pub shown: &'c Shown,
    /// The other cases' ids.
    pub others: Vec<&'c str>,
    /// Whether it fails the run.
    pub unexpected: bool,
    /// In how many generated cases it shows too.
    pub generated: usize,
    /// The text that is wrong, if it is in nearly all cases.
    pub everywhere: Option<FoundEverywhere>,
}

/// The data of a clause that is broken by one text.
#[derive(Debug)]
struct KeptClause {
    /// The text; `None`: no text decides the verdict, or one of many does.
    text: Option<TextId>,
    /// The simplest case that shows it.
    shown: Shown,
    /// The other cases' ids.
    others: Vec<String>,
    /// Whether it fails the run.
    unexpected: bool,
}

/// How many texts of a clause are kept apart.
const MOST_TEXTS: usize = 8;

/// A case in which a clause was broken, with all details to report.
#[derive(Debug)]
pub struct Shown {
    /// The case and, in a matrix, its players.
    pub title: String,
    /// The case.
    pub case: Arc<Case>,
    /// The transcript.
    pub transcript: Transcript,
    /// The evidence for the verdict.
    pub evidence: Evidence,
    /// The step that decided.
    pub step: Option<usize>,
    /// The command that shows it again.
    pub replay: String,
    /// How it came out of a generated case, if it did.
    pub shrunk: Option<String>,
}

/// A finding, with the trial that it comes from.
struct FindingToAdd<'a> {
    trial: &'a TrialReport,
    seen: &'a Transcript,
    judged: &'a Judged,
    text: Option<TextId>,
}

impl Collected {
    /// Keeps the part of the trial that is reported at the end.
    pub fn add_trial(&mut self, trial: &TrialReport, strict: bool) {
        let implementation = self.find_or_add_name(&trial.implementation);
        if let Some(client) = &trial.client {
            self.find_or_add_name(client);
        }
        if let Some(place) = &trial.artifact {
            self.kept.get_or_insert_with(|| (0, place.folder.clone())).0 += 1;
        }
        match &trial.outcome {
            Outcome::Skipped { reason } => {
                add_name(self.cases_skipped.entry((implementation, reason.clone())).or_default(), trial);
            }
            Outcome::Faulted { fault, .. } => self.add_fault(trial, fault),
            Outcome::Judged { transcript, findings, faults } => {
                faults.iter().for_each(|fault| self.add_fault(trial, fault));
                let texts = if trial.case.is_generated() {
                    vec![None; findings.len()]
                } else {
                    self.everywhere.count_trial(&json::trial_entry(trial, strict))
                };
                for (judged, text) in findings.iter().zip(texts) {
                    let blamed = self.find_or_add_name(trial.player_name(judged.finding.side));
                    let says = FindingToAdd { trial, seen: transcript, judged, text };
                    self.add_finding(blamed, &says, strict);
                }
            }
        }
    }

    /// The texts that decide verdicts of the trials so far.
    pub fn everywhere(&self) -> &Everywhere {
        &self.everywhere
    }

    /// Keeps the simplest case of what a generated one has found.
    pub fn add_shrunk(&mut self, found: &Shrunk, strict: bool) {
        let (at, trial) = (self.find_or_add_name(&found.trial.implementation), &found.trial);
        if let Some(place) = &trial.artifact {
            self.kept.get_or_insert_with(|| (0, place.folder.clone())).0 += 1;
        }
        let Outcome::Judged { transcript, findings, .. } = &trial.outcome else { return };
        let entry = json::trial_entry(trial, strict);
        for (judged, verdict) in findings.iter().zip(&entry.verdicts) {
            if judged.clause() != found.clause {
                continue;
            }
            if let Some(evidence) = judged.finding.verdict.evidence() {
                let shrunk = Some(shrunk::describe_shrinking(found));
                let shown = Shown { shrunk, ..Shown::new(trial, transcript, evidence, judged.finding.step) };
                let text = self.everywhere.find_text(&entry, verdict);
                let (others, unexpected) = (Vec::new(), judged.is_unexpected(strict));
                self.add_broken((at, found.clause), KeptClause { text, shown, others, unexpected });
            }
        }
    }

    /// The broken clauses, the gravest first: clauses that fail the run, then the others. Among each of these a text
    /// that is wrong everywhere stands first, then MUST, then SHOULD. A finding from plain input stands before one from
    /// odd input. A finding decided by a text that is wrong everywhere stands only under that text's clause.
    pub fn all_broken(&self) -> Vec<BrokenClause<'_>> {
        let everywhere = self.everywhere.texts_everywhere();
        let all = self.broken.iter().flat_map(|(key, kept)| self.group_by_text(*key, kept, &everywhere));
        let mut all: Vec<BrokenClause<'_>> = all.collect();
        all.sort_by_key(|broken| {
            let input = broken.shown.case.input_kind();
            (!broken.unexpected, broken.everywhere.is_none(), broken.clause.level(), input, broken.at, broken.clause)
        });
        all
    }

    /// One clause: each text that is wrong everywhere by itself, and all else as one.
    fn group_by_text<'c>(
        &self,
        key: (usize, ClauseId),
        kept: &'c [KeptClause],
        everywhere: &[FoundEverywhere],
    ) -> Vec<BrokenClause<'c>> {
        let found = |kept: &KeptClause| everywhere.iter().find(|found| Some(found.text) == kept.text);
        let (texts, rest): (Vec<&KeptClause>, Vec<&KeptClause>) = kept.iter().partition(|kept| found(kept).is_some());
        let its_own = texts.into_iter().filter(|kept| found(kept).is_some_and(|found| found.clause == key.1));
        let told = its_own.map(|one| BrokenClause {
            everywhere: found(one).cloned(),
            ..BrokenClause::from_kept_clauses(key, &[one])
        });
        let mut told: Vec<BrokenClause<'c>> = told.collect();
        told.extend((!rest.is_empty()).then(|| BrokenClause::from_kept_clauses(key, &rest)));
        if let Some(first) = told.first_mut() {
            first.generated = self.generated.get(&key).copied().unwrap_or_default();
        }
        told
    }

    /// The place of an implementation in the run's order.
    pub fn find_or_add_name(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }

    fn add_fault(&mut self, trial: &TrialReport, fault: &Fault) {
        let implementation = self.find_or_add_name(&trial.owner_of_fault(fault));
        let (_, cases) =
            self.faults.entry((implementation, fault.to_string())).or_insert_with(|| (fault.clone(), Vec::new()));
        add_name(cases, trial);
    }

    /// Keeps one finding; `at` is the implementation that it blames.
    fn add_finding(&mut self, at: usize, new: &FindingToAdd<'_>, strict: bool) {
        let FindingToAdd { trial, seen, judged, text } = *new;
        let clause = judged.clause();
        let generated = trial.case.is_generated();
        match (&judged.finding.verdict, &judged.known) {
            (Verdict::Pass, _) => {}
            // Notes on many random cases add nothing to those on the few cases that were written for the clause.
            (Verdict::Noted(_) | Verdict::Skipped(_), _) if generated => {}
            (Verdict::Fail(_) | Verdict::Warn(_), None) if generated => {
                *self.generated.entry((at, clause)).or_default() += 1;
            }
            (Verdict::Noted(name), _) => {
                let names = self.noted.entry((at, clause)).or_default();
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            (Verdict::Skipped(why), _) => *self.clauses_skipped.entry((at, clause, why.clone())).or_default() += 1,
            (Verdict::Fail(_) | Verdict::Warn(_), Some(why)) => {
                *self.known.entry((at, clause, why.clone())).or_default() += 1;
            }
            (Verdict::Fail(evidence) | Verdict::Warn(evidence), None) => {
                let shown = Shown::new(trial, seen, evidence, judged.finding.step);
                let (others, unexpected) = (Vec::new(), judged.is_unexpected(strict));
                self.add_broken((at, clause), KeptClause { text, shown, others, unexpected });
            }
        }
    }

    /// Keeps the simplest case in full; of several such, the first. A case is named once.
    fn add_broken(&mut self, key: (usize, ClauseId), mut new: KeptClause) {
        let all = self.broken.entry(key).or_default();
        let is_full = all.len() >= MOST_TEXTS;
        let place = all.iter().position(|kept| kept.text == new.text).or_else(|| is_full.then(|| all.len() - 1));
        let Some(kept) = place.map(|place| &mut all[place]) else { return all.push(new) };
        if kept.text != new.text {
            kept.text = None;
        }
        kept.unexpected |= new.unexpected;
        if kept.shown.title == new.shown.title || kept.others.contains(&new.shown.title) {
            return;
        }
        if new.shown.case_oddness() < kept.shown.case_oddness() {
            std::mem::swap(&mut kept.shown, &mut new.shown);
        }
        kept.others.push(new.shown.title);
    }
}

impl<'c> BrokenClause<'c> {
    /// The broken clause alone, as it is shown in one case.
    pub fn shown_by(clause: ClauseId, shown: &'c Shown, unexpected: bool) -> BrokenClause<'c> {
        BrokenClause { at: 0, clause, shown, others: Vec::new(), unexpected, generated: 0, everywhere: None }
    }

    fn from_kept_clauses((at, clause): (usize, ClauseId), all: &[&'c KeptClause]) -> BrokenClause<'c> {
        let simplest = all.iter().min_by_key(|kept| kept.shown.case_oddness()).unwrap_or(&all[0]);
        let titles = all.iter().flat_map(|kept| std::iter::once(&kept.shown.title).chain(&kept.others));
        let mut others: Vec<&str> = Vec::new();
        for title in titles.filter(|title| **title != simplest.shown.title) {
            if !others.contains(&title.as_str()) {
                others.push(title);
            }
        }
        let unexpected = all.iter().any(|kept| kept.unexpected);
        BrokenClause { at, others, ..BrokenClause::shown_by(clause, &simplest.shown, unexpected) }
    }
}

/// Adds the trial's name to a list of cases; that of a generated one's family once.
fn add_name(cases: &mut Vec<String>, trial: &TrialReport) {
    if !trial.case.is_generated() {
        return cases.push(trial.title());
    }
    let family = generated::case_or_family_name(&trial.case);
    if !cases.contains(&family) {
        cases.push(family);
    }
}

impl Shown {
    /// How odd the case is, compared with a user's first try.
    fn case_oddness(&self) -> (InputKind, usize) {
        (self.case.input_kind(), self.case.steps.len())
    }

    /// The trial, for a clause that is broken in it.
    pub fn new(trial: &TrialReport, transcript: &Transcript, evidence: &Evidence, step: Option<usize>) -> Self {
        Shown {
            title: trial.title(),
            case: Arc::clone(&trial.case),
            transcript: Transcript { capture: None, ..transcript.clone() },
            evidence: evidence.clone(),
            step,
            replay: trial.replay.clone(),
            shrunk: None,
        }
    }
}
