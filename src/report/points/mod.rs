//! A run as a flat list of tests, for formats that know nothing else (JUnit, TAP). Each trial is a test. So is
//! everything else that keeps the run from being as expected. At least one point is bad exactly when the exit code is
//! not 0.

mod families;
mod merged;
mod sheet;

pub use merged::of_merged;

use super::everywhere::{Everywhere, FoundEverywhere};
use super::human::explained_fault;
use super::json;
use super::words::{self, format_count};
use crate::engine::event::{
    Event, Fault, FlakyVerdict, Outcome, Shrunk, SkippedImplementation, StaleKnownFailing, Summary, TrialReport,
};
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, Tally};
use families::Families;
use sheet::{Judgement, Sheet};
use std::time::Duration;

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The implementation; in a cell of a matrix `client -> server`; empty for what is of the whole run.
    pub suite: String,
    /// The role, or what else the point is about: never empty.
    pub class: String,
    /// The name of the test.
    pub name: String,
    /// How long it took.
    pub duration: Duration,
    /// Its result.
    pub result: PointResult,
    /// The texts that its result treats as if they were right: a text that differs everywhere has a point of its own.
    pub note: Option<String>,
    /// Its place in the order of the run. A point that fails by a text is reported late: when it is known in which
    /// other trials that text differs.
    pub place: usize,
}

/// The result of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointResult {
    /// As expected. The remarks are what was observed or warned of: a line, or a text of several, each.
    Passed {
        /// The remarks.
        remarks: Vec<String>,
    },
    /// It fails the run.
    Failed {
        /// In a line.
        what: String,
        /// In full.
        text: String,
    },
    /// It is broken, and the known-failing list says so.
    Known {
        /// The list's reason.
        reason: String,
        /// In full.
        text: String,
    },
    /// It was left out.
    Skipped {
        /// Why.
        reason: String,
    },
    /// It could not be played, or its set-up must be fixed.
    Faulted {
        /// In a line.
        what: String,
        /// In full, with what to do.
        text: String,
    },
}

impl PointResult {
    /// Whether the run is not as expected because of it.
    pub fn is_bad(&self) -> bool {
        matches!(self, PointResult::Failed { .. } | PointResult::Faulted { .. })
    }
}

impl Point {
    fn new(suite: String, class: String, name: String, result: PointResult) -> Point {
        Point { suite, class, name, duration: Duration::ZERO, result, note: None, place: 0 }
    }

    /// The point as if these texts were right.
    fn settle_with_sheet(self, sheet: &Sheet, everywhere: &[FoundEverywhere]) -> Point {
        let Judgement { result, note } = sheet.judge_without_texts(everywhere);
        Point { result, note, ..self }
    }
}

/// The point of a text that differs everywhere, as the first trial shows it that fails by it; `None`: none fails by it.
fn of_text<'s>(found: &FoundEverywhere, sheets: impl Iterator<Item = &'s Sheet> + Clone) -> Option<Point> {
    let its_own = sheets.clone().find_map(|sheet| sheet.failure_by_text(found, true));
    let (what, text) = its_own.or_else(|| sheets.clone().find_map(|sheet| sheet.failure_by_text(found, false)))?;
    let text = format!("{}\n\n{text}", found.render_sentence());
    let name = format!("{} everywhere", found.clause);
    let result = PointResult::Failed { what, text };
    Some(Point::new(found.implementation.clone(), found.role.clone(), name, result))
}

/// The fold from events to points.
#[derive(Debug, Default)]
pub struct Points {
    tally: Tally,
    families: Families,
    everywhere: Everywhere,
    /// The points that fail by a text, until it is known whether that differs everywhere.
    held: Vec<(Point, Sheet)>,
    ended: Option<Summary>,
    bad: usize,
    places: usize,
}

impl Points {
    /// The points that this event makes.
    pub fn points_from_event(&mut self, event: &Event) -> Vec<Point> {
        self.tally.count_event(event);
        let strict = self.tally.is_strict();
        let points = match event {
            Event::TrialFinished(trial) if trial.case.is_generated() => {
                self.families.add_trial(trial, &self.everywhere, strict);
                judged_faults(trial)
            }
            Event::TrialFinished(trial) => self.trial_points(trial, strict),
            Event::Shrunk(found) => self.simplest_case_point(found, strict).into_iter().collect(),
            Event::ImplementationSkipped(skipped) => vec![not_tried(skipped)],
            Event::KnownFailingStale(entry) => vec![out_of_date(entry)],
            Event::Flaky(verdict) => vec![flaky_point(verdict)],
            Event::RunFinished(summary) => {
                self.ended = Some(summary.clone());
                Vec::new()
            }
            Event::RunStarted(_) | Event::Notice { .. } | Event::ImplementationFinished { .. } => Vec::new(),
        };
        self.place_and_count(points)
    }

    /// The points that stand at the end: failures by a text, the texts that differ everywhere, generated cases, and why
    /// the run is not whole.
    pub fn final_points(&mut self) -> Vec<Point> {
        let everywhere = self.everywhere.texts_everywhere();
        let held = std::mem::take(&mut self.held);
        let texts = everywhere.iter().filter_map(|found| of_text(found, held.iter().map(|(_, sheet)| sheet)));
        let texts: Vec<Point> = texts.collect();
        // They have their places already.
        let mut points: Vec<Point> =
            held.into_iter().map(|(point, sheet)| point.settle_with_sheet(&sheet, &everywhere)).collect();
        self.bad += points.iter().filter(|point| point.result.is_bad()).count();
        let families = self.families.take_family_points(&everywhere);
        points.extend(self.place_and_count([texts, families].concat()));
        let whole = self
            .whole_run_result()
            .map(|result| Point::new(String::new(), "run".into(), "the whole run".into(), result));
        let place = self.places;
        points.extend(whole.map(|point| Point { place, ..point }));
        points
    }

    fn place_and_count(&mut self, mut points: Vec<Point>) -> Vec<Point> {
        for point in &mut points {
            point.place = self.next_place();
        }
        self.bad += points.iter().filter(|point| point.result.is_bad()).count();
        points
    }

    fn next_place(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }

    /// The trial's own point, unless it is held back, and one for each fault that it met beside its verdicts.
    fn trial_points(&mut self, trial: &TrialReport, strict: bool) -> Vec<Point> {
        let result = match &trial.outcome {
            Outcome::Judged { findings, .. } => {
                let texts = self.everywhere.count_trial(&json::trial_entry(trial, strict));
                let sheet = Sheet::of_findings(trial, findings, &texts, strict);
                let own = self.hold_back(passing_point(trial, case_name(trial)), sheet);
                return own.into_iter().chain(judged_faults(trial)).collect();
            }
            Outcome::Faulted { fault, .. } => fault_result(trial, fault),
            Outcome::Skipped { reason } => PointResult::Skipped { reason: reason.clone() },
        };
        vec![Point { result, ..passing_point(trial, case_name(trial)) }]
    }

    /// The point, if it does not fail by a text; otherwise it is reported at the end.
    fn hold_back(&mut self, point: Point, sheet: Sheet) -> Option<Point> {
        if !sheet.fails_by_text() {
            return Some(point.settle_with_sheet(&sheet, &[]));
        }
        let place = self.next_place();
        self.held.push((Point { place, ..point }, sheet));
        None
    }

    /// The simplest case of what a generated one has found.
    fn simplest_case_point(&mut self, found: &Shrunk, strict: bool) -> Option<Point> {
        let trial = &found.trial;
        let own = passing_point(trial, format!("{} (the simplest case for {})", case_name(trial), found.clause));
        let Outcome::Judged { findings, .. } = &trial.outcome else { return Some(own) };
        let texts = self.everywhere.find_all(&json::trial_entry(trial, strict));
        let its = findings.iter().zip(texts).filter(|(judged, _)| judged.clause() == found.clause);
        let (its, texts): (Vec<_>, Vec<_>) = its.map(|(judged, text)| (judged.clone(), text)).unzip();
        self.hold_back(own, Sheet::of_findings(trial, &its, &texts, strict))
    }

    /// The problem of the run as a whole.
    fn whole_run_result(&self) -> Option<PointResult> {
        let Some(summary) = &self.ended else {
            let what = "the run was cut short: it did not come to its end".to_owned();
            return Some(PointResult::Faulted { text: what.clone(), what });
        };
        let what = match summary.exit {
            _ if summary.not_run > 0 => format!("stopped early: {} not run", format_count(summary.not_run, "trial")),
            AS_EXPECTED => return None,
            NOTHING_RAN => "no result: nothing was played".to_owned(),
            // Every other reason has a point of its own.
            _ if self.bad > 0 => return None,
            INCOMPLETE => "incomplete: something could not be run".to_owned(),
            _ => "not as expected".to_owned(),
        };
        Some(PointResult::Faulted { text: what.clone(), what })
    }
}

fn judged_faults(trial: &TrialReport) -> Vec<Point> {
    let Outcome::Judged { faults, .. } = &trial.outcome else { return Vec::new() };
    let named = |fault| {
        let own = passing_point(trial, format!("{} (set-up)", case_name(trial)));
        Point { result: fault_result(trial, fault), ..own }
    };
    faults.iter().map(named).collect()
}

/// A point of the trial that passes.
fn passing_point(trial: &TrialReport, name: String) -> Point {
    let class = trial.case.id.subject().to_string();
    let result = PointResult::Passed { remarks: Vec::new() };
    Point { duration: trial.duration, ..Point::new(suite_name(trial), class, name, result) }
}

fn suite_name(trial: &TrialReport) -> String {
    match &trial.client {
        Some(client) => format!("{client} -> {}", trial.implementation),
        None => trial.implementation.clone(),
    }
}

/// The case's path below its role.
fn case_name(trial: &TrialReport) -> String {
    let id = trial.case.id.as_str();
    id.split_once('/').map_or(id, |(_, name)| name).to_owned()
}

fn fault_result(trial: &TrialReport, fault: &Fault) -> PointResult {
    PointResult::Faulted { what: fault.to_string(), text: explained_fault(trial, fault) }
}

fn not_tried(skipped: &SkippedImplementation) -> Point {
    let result = if skipped.required {
        PointResult::Faulted {
            what: format!("it is required and was skipped: {}", skipped.reason),
            text: format!("to do: {}", skipped.advice),
        }
    } else {
        PointResult::Skipped { reason: format!("{}; to do: {}", skipped.reason, skipped.advice) }
    };
    let class = skipped.role.map_or_else(|| "implementation".to_owned(), |role| role.to_string());
    Point::new(skipped.implementation.clone(), class, "can be tried here".to_owned(), result)
}

fn out_of_date(entry: &StaleKnownFailing) -> Point {
    let why = words::out_of_date(entry.why);
    let place = format!("{}:{}", entry.file, entry.line);
    let name = format!("{} in {} ({place})", entry.clause, entry.case);
    let result = PointResult::Failed {
        what: format!("the known-failing entry {why}"),
        text: format!("{place}: delete this entry: {} in `{}` {why}", entry.clause, entry.case),
    };
    Point::new(entry.implementation.clone(), "known-failing".to_owned(), name, result)
}

fn flaky_point(verdict: &FlakyVerdict) -> Point {
    let seen = verdict.observations.iter().map(|one| {
        let word = one.verdict.as_ref().map_or("nothing to judge", |verdict| verdict.word());
        let said = one.verdict.as_ref().map(words::verdict_suffix).unwrap_or_default();
        format!("{word} in {}, first in repetition {}{said}", format_count(one.times, "repetition"), one.first)
    });
    let seen: Vec<String> = seen.collect();
    let name = format!("{} in {}", verdict.clause, verdict.case);
    let result = PointResult::Failed {
        what: format!("{} is not the same each time", verdict.clause),
        text: format!("{}\nagain: {}", seen.join("\n"), verdict.replay),
    };
    Point::new(verdict.implementation.clone(), "flaky".to_owned(), name, result)
}
