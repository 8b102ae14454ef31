//! A run as a flat list of tests, for formats that know nothing else (JUnit, TAP): each trial is one, and so is all that
//! keeps a run from being as expected beside its trials. At least one point is bad exactly when the exit code is not 0.

mod families;
mod judged;
mod merged;

pub use merged::of_merged;

use super::human::{explained, explained_fault};
use super::words::{self, count};
use crate::engine::event::{
    Event, Fault, FlakyVerdict, Outcome, Shrunk, SkippedImplementation, StaleKnownFailing, Summary, TrialReport,
};
use crate::engine::summary::{AS_EXPECTED, INCOMPLETE, NOTHING_RAN, Tally};
use families::Families;
use std::time::Duration;

/// One test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The implementation; in a cell of a matrix `client -> server`; empty for what is of the whole run.
    pub suite: String,
    /// The role, or what else the point is about: never empty.
    pub class: String,
    /// What is tested there.
    pub name: String,
    /// How long it took.
    pub duration: Duration,
    /// What came of it.
    pub result: PointResult,
}

/// What came of a test.
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
    /// It could not be played, or its set-up must be mended.
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

/// The fold from events to points.
#[derive(Debug, Default)]
pub struct Points {
    tally: Tally,
    families: Families,
    ended: Option<Summary>,
    bad: usize,
}

impl Points {
    /// The points that this event makes.
    pub fn take(&mut self, event: &Event) -> Vec<Point> {
        self.tally.note(event);
        let strict = self.tally.is_strict();
        let points = match event {
            Event::TrialFinished(trial) if trial.case.is_generated() => {
                self.families.add(trial, strict);
                judged_faults(trial)
            }
            Event::TrialFinished(trial) => trial_points(trial, strict),
            Event::Shrunk(found) => vec![simplest(found, strict)],
            Event::ImplementationSkipped(skipped) => vec![not_tried(skipped)],
            Event::KnownFailingStale(entry) => vec![out_of_date(entry)],
            Event::Flaky(verdict) => vec![flaky(verdict)],
            Event::RunFinished(summary) => {
                self.ended = Some(summary.clone());
                Vec::new()
            }
            Event::RunStarted(_) | Event::Notice { .. } => Vec::new(),
        };
        self.counted(points)
    }

    /// The points that stand at the end: generated cases, and why the run is not whole.
    pub fn end(&mut self) -> Vec<Point> {
        let families = self.families.points();
        let mut points = self.counted(families);
        let whole = self.whole();
        points.extend(whole.map(|result| Point {
            suite: String::new(),
            class: "run".to_owned(),
            name: "the whole run".to_owned(),
            duration: Duration::ZERO,
            result,
        }));
        points
    }

    fn counted(&mut self, points: Vec<Point>) -> Vec<Point> {
        self.bad += points.iter().filter(|point| point.result.is_bad()).count();
        points
    }

    /// What is wrong with the run as a whole.
    fn whole(&self) -> Option<PointResult> {
        let Some(summary) = &self.ended else {
            let what = "the run was cut short: it did not come to its end".to_owned();
            return Some(PointResult::Faulted { text: what.clone(), what });
        };
        let what = match summary.exit {
            _ if summary.not_run > 0 => format!("stopped early: {} not run", count(summary.not_run, "trial")),
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

/// The trial's own point, and one for each fault that it met beside its verdicts.
fn trial_points(trial: &TrialReport, strict: bool) -> Vec<Point> {
    let result = match &trial.outcome {
        Outcome::Judged { findings, .. } => judged::result(trial, findings, strict),
        Outcome::Faulted { fault, .. } => faulted(trial, fault),
        Outcome::Skipped { reason } => PointResult::Skipped { reason: reason.clone() },
    };
    let mut points = vec![point(trial, name(trial), result)];
    points.extend(judged_faults(trial));
    points
}

fn judged_faults(trial: &TrialReport) -> Vec<Point> {
    let Outcome::Judged { faults, .. } = &trial.outcome else { return Vec::new() };
    let named = |fault| point(trial, format!("{} (set-up)", name(trial)), faulted(trial, fault));
    faults.iter().map(named).collect()
}

fn point(trial: &TrialReport, name: String, result: PointResult) -> Point {
    let class = trial.case.id.subject().to_string();
    Point { suite: suite(trial), class, name, duration: trial.duration, result }
}

fn suite(trial: &TrialReport) -> String {
    match &trial.client {
        Some(client) => format!("{client} -> {}", trial.implementation),
        None => trial.implementation.clone(),
    }
}

/// The case's path below its role.
fn name(trial: &TrialReport) -> String {
    let id = trial.case.id.as_str();
    id.split_once('/').map_or(id, |(_, name)| name).to_owned()
}

fn faulted(trial: &TrialReport, fault: &Fault) -> PointResult {
    PointResult::Faulted { what: fault.to_string(), text: explained_fault(trial, fault) }
}

/// The simplest case of what a generated one has found.
fn simplest(found: &Shrunk, strict: bool) -> Point {
    let trial = &found.trial;
    let name = format!("{} (the simplest case for {})", name(trial), found.clause);
    let Outcome::Judged { findings, .. } = &trial.outcome else {
        return point(trial, name, PointResult::Passed { remarks: Vec::new() });
    };
    let its: Vec<_> = findings.iter().filter(|judged| judged.clause() == found.clause).cloned().collect();
    point(trial, name, judged::result(trial, &its, strict))
}

fn not_tried(skipped: &SkippedImplementation) -> Point {
    let result = match skipped.required {
        true => PointResult::Faulted {
            what: format!("it is required and was skipped: {}", skipped.reason),
            text: format!("to do: {}", skipped.advice),
        },
        false => PointResult::Skipped { reason: format!("{}; to do: {}", skipped.reason, skipped.advice) },
    };
    Point {
        suite: skipped.implementation.clone(),
        class: skipped.role.map_or_else(|| "implementation".to_owned(), |role| role.to_string()),
        name: "can be tried here".to_owned(),
        duration: Duration::ZERO,
        result,
    }
}

fn out_of_date(entry: &StaleKnownFailing) -> Point {
    let why = words::out_of_date(entry.why);
    let place = format!("{}:{}", entry.file, entry.line);
    Point {
        suite: entry.implementation.clone(),
        class: "known-failing".to_owned(),
        name: format!("{} in {} ({place})", entry.clause, entry.case),
        duration: Duration::ZERO,
        result: PointResult::Failed {
            what: format!("the known-failing entry {why}"),
            text: format!("{place}: delete this entry: {} in `{}` {why}", entry.clause, entry.case),
        },
    }
}

fn flaky(verdict: &FlakyVerdict) -> Point {
    let seen = verdict.observations.iter().map(|one| {
        let word = one.verdict.as_ref().map_or("nothing to judge", |verdict| verdict.word());
        let said = one.verdict.as_ref().map(words::said).unwrap_or_default();
        format!("{word} in {}, first in repetition {}{said}", count(one.times, "repetition"), one.first)
    });
    let seen: Vec<String> = seen.collect();
    Point {
        suite: verdict.implementation.clone(),
        class: "flaky".to_owned(),
        name: format!("{} in {}", verdict.clause, verdict.case),
        duration: Duration::ZERO,
        result: PointResult::Failed {
            what: format!("{} is not the same each time", verdict.clause),
            text: format!("{}\nagain: {}", seen.join("\n"), verdict.replay),
        },
    }
}

/// A broken clause in full, as the console tells it.
fn broken(trial: &TrialReport, judged: &crate::engine::event::Judged, strict: bool) -> String {
    explained(trial, judged, strict).unwrap_or_default()
}
