//! A merged report as a flat list of tests. JSON reports know everything of a run except the traffic on the wire.

use super::sheet::{Sheet, left_out_note};
use super::{Point, PointResult, of_text};
use crate::report::everywhere::{Everywhere, FoundEverywhere};
use crate::report::json::model::{
    FaultEntry, FlakyEntry, GeneratedEntry, OutcomeWord, Report, SkippedEntry, StaleEntry, StaleWord, Trial,
};
use crate::report::merge::Merged;
use crate::report::words::format_count;
use std::time::Duration;

/// The points: those of the trials, in order, then all that keeps the run from being as expected beside them.
pub fn of_merged(merged: &Merged) -> Vec<Point> {
    let report = &merged.report;
    let is_listed = |fault: &&FaultEntry| report.trials.iter().any(|trial| is_of(fault, trial));
    let fold = Everywhere::from_trials(&report.trials);
    let sheet = |trial: &Trial| Sheet::of_entry(trial, &fold.find_all(trial), report.strict);
    let sheets: Vec<Sheet> = report.trials.iter().map(sheet).collect();
    let everywhere = fold.texts_everywhere();
    let trials = report.trials.iter().zip(&sheets);
    let mut points: Vec<Point> =
        trials.flat_map(|(trial, sheet)| of_trial(report, trial, sheet, &everywhere)).collect();
    points.extend(everywhere.iter().filter_map(|found| of_text(found, sheets.iter())));
    points.extend(report.faults.iter().filter(|fault| !is_listed(fault)).map(of_unlisted));
    points.extend(report.generated.iter().map(|entry| of_family(entry, &everywhere)));
    points.extend(report.skipped.iter().map(of_skipped));
    points.extend(report.stale.iter().map(of_stale));
    points.extend(report.flaky.iter().map(of_flaky));
    points.extend(whole_run_point(merged, points.iter().any(|point| point.result.is_bad())));
    points.iter_mut().enumerate().for_each(|(at, point)| point.place = at);
    points
}

fn is_of(fault: &FaultEntry, trial: &Trial) -> bool {
    (&fault.implementation, &fault.client, &fault.case) == (&trial.implementation, &trial.client, &trial.case)
}

fn of_trial(report: &Report, trial: &Trial, sheet: &Sheet, everywhere: &[FoundEverywhere]) -> Vec<Point> {
    let faults: Vec<&FaultEntry> = report.faults.iter().filter(|fault| is_of(fault, trial)).collect();
    let name = case_name(&trial.case);
    let point = |name: String, result: PointResult| Point {
        duration: Duration::try_from_secs_f64(trial.seconds).unwrap_or_default(),
        ..Point::new(suite_name(&trial.implementation, trial.client.as_deref()), trial.role.clone(), name, result)
    };
    let shrunk = trial.shrunk.as_ref().map(|shrunk| format!("{name} (the simplest case for {})", shrunk.clause));
    let own = |result: PointResult| point(shrunk.unwrap_or_else(|| name.clone()), result);
    let own = match trial.outcome {
        OutcomeWord::Judged => own(unplayed_result()).settle_with_sheet(sheet, everywhere),
        OutcomeWord::Skipped => own(PointResult::Skipped { reason: trial.reason.clone().unwrap_or_default() }),
        OutcomeWord::Faulted => own(faults.first().map_or_else(unplayed_result, |fault| fault_result(fault))),
    };
    let mut points = vec![own];
    if trial.outcome == OutcomeWord::Judged {
        points.extend(faults.iter().map(|fault| point(format!("{name} (set-up)"), fault_result(fault))));
    }
    points
}

/// The implementation; in a cell of a matrix `client -> server`.
fn suite_name(implementation: &str, client: Option<&str>) -> String {
    client.map_or_else(|| implementation.to_owned(), |client| format!("{client} -> {implementation}"))
}

/// The case's path below its role.
fn case_name(case: &str) -> String {
    case.split_once('/').map_or(case, |(_, name)| name).to_owned()
}

fn unplayed_result() -> PointResult {
    let what = "it could not be played".to_owned();
    PointResult::Faulted { text: what.clone(), what }
}

fn fault_result(fault: &FaultEntry) -> PointResult {
    let output = if fault.output.is_empty() { String::new() } else { format!("it said\n{}\n", fault.output) };
    PointResult::Faulted {
        what: fault.message.clone(),
        text: format!("{}\nto do: {}\n{output}", fault.message, fault.advice),
    }
}

/// A fault of a generated case, which is not listed.
fn of_unlisted(fault: &FaultEntry) -> Point {
    Point::new(
        suite_name(&fault.implementation, fault.client.as_deref()),
        fault.case.split('/').next().unwrap_or_default().to_owned(),
        format!("{} (set-up)", case_name(&fault.case)),
        fault_result(fault),
    )
}

fn of_family(entry: &GeneratedEntry, everywhere: &[FoundEverywhere]) -> Point {
    let is_its = |found: &&FoundEverywhere| found.implementation == entry.implementation && found.role == entry.role;
    let left_out = everywhere.iter().filter(is_its).filter(|_| entry.everywhere > 0);
    let left_out: Vec<String> = left_out.map(|found| found.clause.to_string()).collect();
    let result = family_result(entry);
    let own =
        Point::new(entry.implementation.clone(), entry.role.clone(), format!("generated/{}", entry.family), result);
    Point { note: left_out_note(&left_out), ..own }
}

fn family_result(entry: &GeneratedEntry) -> PointResult {
    let broken =
        entry.broken.iter().map(|(clause, times)| format!("{clause} broken in {}", format_count(*times, "case")));
    let broken: Vec<String> = broken.collect();
    let played = format!("{} with {}", format_count(entry.cases, "case"), format_count(entry.exchanges, "exchange"));
    // Failures by a text that differs everywhere have a point of their own.
    let unexpected = entry.unexpected.saturating_sub(entry.everywhere);
    if unexpected > 0 {
        let what = format!("{unexpected} of {played} not as expected: {}", broken.join(", "));
        PointResult::Failed { text: what.clone(), what }
    } else if entry.not_played > 0 {
        let what = format!("{} could not be played", format_count(entry.not_played, "case"));
        PointResult::Faulted { text: what.clone(), what }
    } else if entry.cases == 0 {
        PointResult::Skipped { reason: "no case was played".to_owned() }
    } else if entry.known > 0 {
        let reason = format!("{} of {played}: {}", entry.known, broken.join(", "));
        PointResult::Known { text: reason.clone(), reason }
    } else {
        PointResult::Passed { remarks: [played].into_iter().chain(broken).collect() }
    }
}

fn of_skipped(entry: &SkippedEntry) -> Point {
    let result = if entry.required {
        PointResult::Faulted {
            what: format!("it is required and was skipped: {}", entry.reason),
            text: format!("to do: {}", entry.advice),
        }
    } else {
        PointResult::Skipped { reason: format!("{}; to do: {}", entry.reason, entry.advice) }
    };
    Point::new(
        entry.implementation.clone(),
        entry.role.clone().unwrap_or_else(|| "implementation".to_owned()),
        "can be tried here".to_owned(),
        result,
    )
}

fn of_stale(entry: &StaleEntry) -> Point {
    let why = match entry.why {
        StaleWord::PassesNow => "passes now",
        StaleWord::MatchedNothing => "matches nothing that was run",
        StaleWord::NoSuchCase => "names no case",
    };
    let place = format!("{}:{}", entry.file, entry.line);
    Point::new(
        entry.implementation.clone(),
        "known-failing".to_owned(),
        format!("{} in {} ({place})", entry.clause, entry.case),
        PointResult::Failed {
            what: format!("the known-failing entry {why}"),
            text: format!("{place}: delete this entry: {} in `{}` {why}", entry.clause, entry.case),
        },
    )
}

fn of_flaky(entry: &FlakyEntry) -> Point {
    Point::new(
        entry.implementation.clone(),
        "flaky".to_owned(),
        format!("{} in {}", entry.clause, entry.case),
        PointResult::Failed {
            what: format!("{} is not the same each time", entry.clause),
            text: format!("again: {}", entry.replay),
        },
    )
}

/// The problem of the run as a whole, if a part is missing or no other point explains the exit code.
fn whole_run_point(merged: &Merged, is_told: bool) -> Option<Point> {
    let counts = &merged.report.summary;
    let parts: Vec<String> = merged.missing.iter().map(ToString::to_string).collect();
    let what = match counts.exit {
        _ if !parts.is_empty() => format!("part {} is missing: the run is incomplete", parts.join(", ")),
        _ if merged.report.partial => "a report was cut short: trials are missing".to_owned(),
        _ if counts.not_run > 0 => format!("stopped early: {} not run", format_count(counts.not_run, "trial")),
        Some(0) => return None,
        _ if is_told => return None,
        _ => "no result, or not as expected".to_owned(),
    };
    Some(Point::new(
        String::new(),
        "run".to_owned(),
        "the whole run".to_owned(),
        PointResult::Faulted { text: what.clone(), what },
    ))
}
