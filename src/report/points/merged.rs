//! A merged report as a flat list of tests: what JSON reports know of a run, which is all but what was seen on the wire.

use super::{Point, PointResult};
use crate::report::json::model::{
    FaultEntry, FlakyEntry, GeneratedEntry, OutcomeWord, Report, SkippedEntry, StaleEntry, StaleWord, Trial,
    VerdictEntry, VerdictWord,
};
use crate::report::merge::Merged;
use crate::report::words::count;
use std::time::Duration;

/// The points: those of the trials, in order, then all that keeps the run from being as expected beside them.
pub fn of_merged(merged: &Merged) -> Vec<Point> {
    let report = &merged.report;
    let is_listed = |fault: &&FaultEntry| report.trials.iter().any(|trial| is_of(fault, trial));
    let mut points: Vec<Point> = report.trials.iter().flat_map(|trial| of_trial(report, trial)).collect();
    points.extend(report.faults.iter().filter(|fault| !is_listed(fault)).map(of_unlisted));
    points.extend(report.generated.iter().map(of_family));
    points.extend(report.skipped.iter().map(of_skipped));
    points.extend(report.stale.iter().map(of_stale));
    points.extend(report.flaky.iter().map(of_flaky));
    points.extend(whole(merged, points.iter().any(|point| point.result.is_bad())));
    points
}

fn is_of(fault: &FaultEntry, trial: &Trial) -> bool {
    (&fault.implementation, &fault.client, &fault.case) == (&trial.implementation, &trial.client, &trial.case)
}

fn of_trial(report: &Report, trial: &Trial) -> Vec<Point> {
    let faults: Vec<&FaultEntry> = report.faults.iter().filter(|fault| is_of(fault, trial)).collect();
    let name = name(&trial.case);
    let point = |name: String, result: PointResult| Point {
        suite: suite(&trial.implementation, trial.client.as_deref()),
        class: trial.role.clone(),
        name,
        duration: Duration::try_from_secs_f64(trial.seconds).unwrap_or_default(),
        result,
    };
    let shrunk = trial.shrunk.as_ref().map(|shrunk| format!("{name} (the simplest case for {})", shrunk.clause));
    let result = match trial.outcome {
        OutcomeWord::Judged => judged(trial, report.strict),
        OutcomeWord::Skipped => PointResult::Skipped { reason: trial.reason.clone().unwrap_or_default() },
        OutcomeWord::Faulted => faults.first().map_or_else(unknown, |fault| faulted(fault)),
    };
    let mut points = vec![point(shrunk.unwrap_or_else(|| name.clone()), result)];
    if trial.outcome == OutcomeWord::Judged {
        points.extend(faults.iter().map(|fault| point(format!("{name} (set-up)"), faulted(fault))));
    }
    points
}

/// The implementation; in a cell of a matrix `client -> server`.
fn suite(implementation: &str, client: Option<&str>) -> String {
    client.map_or_else(|| implementation.to_owned(), |client| format!("{client} -> {implementation}"))
}

/// The case's path below its role.
fn name(case: &str) -> String {
    case.split_once('/').map_or(case, |(_, name)| name).to_owned()
}

fn unknown() -> PointResult {
    let what = "it could not be played".to_owned();
    PointResult::Faulted { text: what.clone(), what }
}

fn faulted(fault: &FaultEntry) -> PointResult {
    let output = if fault.output.is_empty() { String::new() } else { format!("it said\n{}\n", fault.output) };
    PointResult::Faulted {
        what: fault.message.clone(),
        text: format!("{}\nto do: {}\n{output}", fault.message, fault.advice),
    }
}

fn judged(trial: &Trial, strict: bool) -> PointResult {
    let broken = |verdict: &&VerdictEntry| matches!(verdict.verdict, VerdictWord::Fail | VerdictWord::Warn);
    let fails = |verdict: &&VerdictEntry| {
        verdict.known.is_none() && (verdict.verdict == VerdictWord::Fail || strict && broken(verdict))
    };
    let all = &trial.verdicts;
    let unexpected: Vec<&VerdictEntry> = all.iter().filter(fails).collect();
    if !unexpected.is_empty() {
        return PointResult::Failed { what: lines(&unexpected), text: texts(trial, &unexpected) };
    }
    let known: Vec<&VerdictEntry> = all.iter().filter(broken).filter(|one| one.known.is_some()).collect();
    if !known.is_empty() {
        let reasons = known.iter().map(|one| format!("{}: {}", one.clause, one.known.as_deref().unwrap_or_default()));
        return PointResult::Known { reason: reasons.collect::<Vec<_>>().join("; "), text: texts(trial, &known) };
    }
    if !all.is_empty() && all.iter().all(|one| one.verdict == VerdictWord::Skipped) {
        return PointResult::Skipped { reason: lines(&all.iter().collect::<Vec<_>>()) };
    }
    PointResult::Passed { remarks: all.iter().filter(|one| one.verdict != VerdictWord::Pass).map(line).collect() }
}

fn lines(all: &[&VerdictEntry]) -> String {
    all.iter().map(|one| line(one)).collect::<Vec<_>>().join("; ")
}

fn line(one: &VerdictEntry) -> String {
    let word = match one.verdict {
        VerdictWord::Noted => " noted",
        VerdictWord::Skipped => " skipped",
        VerdictWord::Pass | VerdictWord::Fail | VerdictWord::Warn => "",
    };
    format!("{}{word}: {}", one.clause, one.detail.as_deref().unwrap_or_default())
}

fn texts(trial: &Trial, all: &[&VerdictEntry]) -> String {
    let text = |one: &&VerdictEntry| {
        let said = [("expected", &one.expected), ("observed", &one.observed), ("perhaps", &one.cause)];
        let said = said.iter().filter_map(|(name, text)| Some(format!("{name}: {}\n", text.as_ref()?)));
        format!("{}\n{}", line(one), said.collect::<String>())
    };
    format!("{}again: {}", all.iter().map(text).collect::<String>(), trial.replay)
}

/// A fault of a generated case, which is not listed.
fn of_unlisted(fault: &FaultEntry) -> Point {
    Point {
        suite: suite(&fault.implementation, fault.client.as_deref()),
        class: fault.case.split('/').next().unwrap_or_default().to_owned(),
        name: format!("{} (set-up)", name(&fault.case)),
        duration: Duration::ZERO,
        result: faulted(fault),
    }
}

fn of_family(entry: &GeneratedEntry) -> Point {
    let broken = entry.broken.iter().map(|(clause, times)| format!("{clause} broken in {}", count(*times, "case")));
    let broken: Vec<String> = broken.collect();
    let played = format!("{} with {}", count(entry.cases, "case"), count(entry.exchanges, "exchange"));
    let result = if entry.unexpected > 0 {
        let what = format!("{} of {played} not as expected: {}", entry.unexpected, broken.join(", "));
        PointResult::Failed { text: what.clone(), what }
    } else if entry.not_played > 0 {
        let what = format!("{} could not be played", count(entry.not_played, "case"));
        PointResult::Faulted { text: what.clone(), what }
    } else if entry.cases == 0 {
        PointResult::Skipped { reason: "no case was played".to_owned() }
    } else if entry.known > 0 {
        let reason = format!("{} of {played}: {}", entry.known, broken.join(", "));
        PointResult::Known { text: reason.clone(), reason }
    } else {
        PointResult::Passed { remarks: [played].into_iter().chain(broken).collect() }
    };
    Point {
        suite: entry.implementation.clone(),
        class: entry.role.clone(),
        name: format!("generated/{}", entry.family),
        duration: Duration::ZERO,
        result,
    }
}

fn of_skipped(entry: &SkippedEntry) -> Point {
    let result = match entry.required {
        true => PointResult::Faulted {
            what: format!("it is required and was skipped: {}", entry.reason),
            text: format!("to do: {}", entry.advice),
        },
        false => PointResult::Skipped { reason: format!("{}; to do: {}", entry.reason, entry.advice) },
    };
    Point {
        suite: entry.implementation.clone(),
        class: entry.role.clone().unwrap_or_else(|| "implementation".to_owned()),
        name: "can be tried here".to_owned(),
        duration: Duration::ZERO,
        result,
    }
}

fn of_stale(entry: &StaleEntry) -> Point {
    let why = match entry.why {
        StaleWord::PassesNow => "passes now",
        StaleWord::MatchedNothing => "matches nothing that was run",
        StaleWord::NoSuchCase => "names no case",
    };
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

fn of_flaky(entry: &FlakyEntry) -> Point {
    Point {
        suite: entry.implementation.clone(),
        class: "flaky".to_owned(),
        name: format!("{} in {}", entry.clause, entry.case),
        duration: Duration::ZERO,
        result: PointResult::Failed {
            what: format!("{} is not the same each time", entry.clause),
            text: format!("again: {}", entry.replay),
        },
    }
}

/// What is wrong with the run as a whole, if a part of it is missing or no other point says why it is not as expected.
fn whole(merged: &Merged, is_told: bool) -> Option<Point> {
    let counts = &merged.report.summary;
    let parts: Vec<String> = merged.missing.iter().map(ToString::to_string).collect();
    let what = match counts.exit {
        _ if !parts.is_empty() => format!("part {} is missing: the run is incomplete", parts.join(", ")),
        _ if merged.report.partial => "a report was cut short: trials are missing".to_owned(),
        _ if counts.not_run > 0 => format!("stopped early: {} not run", count(counts.not_run, "trial")),
        Some(0) => return None,
        _ if is_told => return None,
        _ => "no result, or not as expected".to_owned(),
    };
    Some(Point {
        suite: String::new(),
        class: "run".to_owned(),
        name: "the whole run".to_owned(),
        duration: Duration::ZERO,
        result: PointResult::Faulted { text: what.clone(), what },
    })
}
