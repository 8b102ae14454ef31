//! The lines that appear while trials finish.

use super::style::{Style, painted};
use crate::case::Subject;
use crate::engine::event::{Judged, Outcome, TrialReport};
use crate::judge::Verdict;
use crate::protocol::role::Side;
use crate::report::everywhere::{Everywhere, TextId};
use crate::report::generated::exchanges;
use crate::report::json::{self, model::VerdictWord};
use crate::report::plain::plain;
use crate::report::words::{count, duration};
use owo_colors::Style as Paint;
use std::collections::BTreeMap;

/// What came of the trials of one implementation's role, so far.
#[derive(Debug, Clone)]
pub struct Group {
    implementation: String,
    subject: Subject,
    cases: usize,
    /// Exchanges of generated cases.
    generated: usize,
    result: Result,
    /// The texts that are wrong, and how many failures and warnings rest on each.
    everywhere: Everywhere,
    texts: BTreeMap<TextId, (usize, usize)>,
}

/// Counts for one line.
#[derive(Debug, Clone, Default)]
struct Result {
    fail: usize,
    known_fail: usize,
    warn: usize,
    known_warn: usize,
    faults: usize,
    skipped: usize,
}

impl Group {
    /// An empty group, for trials like this one.
    pub fn of(trial: &TrialReport) -> Self {
        Group {
            implementation: first(trial).to_owned(),
            subject: trial.case.id.subject(),
            cases: 0,
            generated: 0,
            result: Result::default(),
            everywhere: Everywhere::default(),
            texts: BTreeMap::new(),
        }
    }

    /// Whether the trial belongs to this group.
    pub fn holds(&self, trial: &TrialReport) -> bool {
        self.implementation == first(trial) && self.subject == trial.case.id.subject()
    }

    /// Counts the trial.
    pub fn add(&mut self, trial: &TrialReport) {
        match trial.case.is_generated() {
            true => self.generated += exchanges(&trial.case),
            false => self.cases += 1,
        }
        self.result.add(trial);
        self.add_texts(trial);
    }

    fn add_texts(&mut self, trial: &TrialReport) {
        let entry = json::trial(trial, false);
        let texts = match trial.case.is_generated() {
            true => entry.verdicts.iter().map(|verdict| self.everywhere.find(&entry, verdict)).collect(),
            false => self.everywhere.add(&entry),
        };
        for (verdict, text) in entry.verdicts.iter().zip(texts) {
            let Some(text) = text else { continue };
            let (fails, warns) = self.texts.entry(text).or_default();
            *if verdict.verdict == VerdictWord::Fail { fails } else { warns } += 1;
        }
    }

    /// What came of the trials but for the texts that are wrong everywhere, behind the clauses of these.
    fn words(&self, style: &Style) -> String {
        let found = self.everywhere.found();
        let mut rest = self.result.clone();
        let mut texts: Vec<TextId> = found.iter().map(|found| found.text).collect();
        texts.sort_unstable();
        texts.dedup();
        for (fails, warns) in texts.iter().filter_map(|text| self.texts.get(text)) {
            rest.fail = rest.fail.saturating_sub(*fails);
            rest.warn = rest.warn.saturating_sub(*warns);
        }
        let clauses: Vec<String> = found.iter().map(|found| found.clause.to_string()).collect();
        match clauses.as_slice() {
            [] => rest.words(style),
            all => {
                let everywhere = painted(style.bad, format!("{} everywhere", all.join(", ")));
                format!("{everywhere}; apart from that {}", rest.words(style))
            }
        }
    }

    /// `original   tcp-server   14 cases   2 warn (known)`.
    pub fn line(&self, width: usize, style: &Style) -> String {
        let cases = format!("{:>4} {:5}", self.cases, if self.cases == 1 { "case" } else { "cases" });
        let generated = match self.generated {
            0 => String::new(),
            number => format!(" + {number:>3} generated"),
        };
        let words = self.words(style);
        format!("{:width$}  {:10}  {cases}{generated}  {words}", plain(&self.implementation), self.subject)
    }
}

/// The implementation that trials are grouped by: in a matrix the client's, so that a group is a row.
fn first(trial: &TrialReport) -> &str {
    trial.player(Some(Side::Client))
}

/// `warn    12 ms  original   tcp-server/robust/leaves  TCP-S-5`: for those who want to see each.
pub fn trial_line(trial: &TrialReport, width: usize, style: &Style) -> String {
    let (word, paint) = worst(trial, style);
    let time = painted(style.faint, format!("{:>7}", duration(trial.duration)));
    let name = plain(&trial.implementation);
    let word = painted(paint, format!("{word:5}"));
    format!("{word}  {time}  {name:width$}  {}{}", plain(&trial.title()), clauses(trial))
}

/// The word for the worst that came of the trial.
fn worst(trial: &TrialReport, style: &Style) -> (&'static str, Paint) {
    let mut result = Result::default();
    result.add(trial);
    let words = [
        (result.fail, "fail", style.bad),
        (result.faults, "fault", style.doubtful),
        (result.warn, "warn", style.doubtful),
        (result.known_fail + result.known_warn, "known", style.faint),
        (result.skipped, "skip", style.faint),
    ];
    let found = words.into_iter().find(|(number, ..)| *number > 0);
    found.map_or(("pass", style.good), |(_, word, paint)| (word, paint))
}

/// Which clauses are broken.
fn clauses(trial: &TrialReport) -> String {
    let Outcome::Judged { findings, .. } = &trial.outcome else { return String::new() };
    let broken = findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some());
    let names: Vec<_> = broken.map(|judged| judged.clause().to_string()).collect();
    if names.is_empty() { String::new() } else { format!("  {}", names.join(", ")) }
}

impl Result {
    fn add(&mut self, trial: &TrialReport) {
        match &trial.outcome {
            Outcome::Faulted { .. } => self.faults += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
            Outcome::Judged { findings, faults, .. } => {
                self.faults += faults.len();
                findings.iter().for_each(|judged| self.add_finding(judged));
            }
        }
    }

    fn add_finding(&mut self, judged: &Judged) {
        match (&judged.finding.verdict, &judged.known) {
            (Verdict::Fail(_), None) => self.fail += 1,
            (Verdict::Fail(_), Some(_)) => self.known_fail += 1,
            (Verdict::Warn(_), None) => self.warn += 1,
            (Verdict::Warn(_), Some(_)) => self.known_warn += 1,
            (Verdict::Pass | Verdict::Noted(_) | Verdict::Skipped(_), _) => {}
        }
    }

    fn words(&self, style: &Style) -> String {
        let counted = [
            (self.fail, style.bad, format!("{} fail", self.fail)),
            (self.warn, style.doubtful, format!("{} warn", self.warn)),
            (self.known_fail, style.faint, format!("{} fail (known)", self.known_fail)),
            (self.known_warn, style.faint, format!("{} warn (known)", self.known_warn)),
            (self.faults, style.doubtful, count(self.faults, "fault")),
            (self.skipped, style.faint, format!("{} skipped", self.skipped)),
        ];
        let told: Vec<_> =
            counted.into_iter().filter(|(n, ..)| *n > 0).map(|(_, paint, text)| painted(paint, text)).collect();
        if told.is_empty() { painted(style.good, "pass") } else { told.join(", ") }
    }
}
