//! Converts the engine's events into the JSON report's entries.

use super::model::{
    Counts, EverywhereEntry, FaultEntry, FaultKind, FlakyEntry, GeneratedEntry, ImplementationEntry, LevelWord,
    ObservationEntry, OutcomeWord, PartEntry, ShrunkEntry, SkippedEntry, StaleEntry, StaleWord, Trial, VerdictEntry,
    VerdictWord,
};
use crate::engine::event::{
    Fault, FlakyVerdict, ImplementationInfo, Judged, Observation, Outcome, PartOfRun, Shrunk, SkippedImplementation,
    Stale, StaleKnownFailing, Summary, TrialReport,
};
use crate::generate::Size;
use crate::judge::Verdict;
use crate::protocol::clause::Level;
use crate::protocol::role::Side;
use crate::report::everywhere::FoundEverywhere;
use crate::report::generated::count_exchanges;
use crate::report::trace::{TraceOptions, render_trace};
use crate::report::words;

/// The trial's entry.
pub fn trial_entry(trial: &TrialReport, strict: bool) -> Trial {
    let (outcome, findings, reason) = match &trial.outcome {
        Outcome::Judged { findings, .. } => (OutcomeWord::Judged, findings.as_slice(), None),
        Outcome::Faulted { .. } => (OutcomeWord::Faulted, &[][..], None),
        Outcome::Skipped { reason } => (OutcomeWord::Skipped, &[][..], Some(reason.clone())),
    };
    let unexpected = findings.iter().any(|judged| judged.is_unexpected(strict));
    Trial {
        implementation: trial.implementation.clone(),
        client: trial.client.clone(),
        role: trial.case.id.subject().to_string(),
        case: trial.case.id.to_string(),
        cut: words::cut_of(&trial.case),
        outcome,
        reason,
        expected: outcome == OutcomeWord::Judged && !unexpected,
        seconds: trial.duration.as_secs_f64(),
        verdicts: findings.iter().map(|judged| verdict_entry(trial, judged)).collect(),
        replay: trial.replay.clone(),
        shrunk: None,
        place: None,
    }
}

/// The entry of the simplest case for what a generated one has found.
pub fn shrunk_entry(found: &Shrunk, strict: bool) -> Trial {
    let size = |size: Size| [size.steps, size.bytes];
    let shrunk = ShrunkEntry {
        clause: found.clause.to_string(),
        found_by: found.found_by.to_string(),
        seed: found.seed,
        trials: found.trials,
        before: size(found.before),
        after: size(found.after),
        stopped: found.stopped_by.is_some(),
        regression: found.regression.as_ref().map(|path| path.display().to_string()),
    };
    Trial { shrunk: Some(shrunk), ..trial_entry(&found.trial, strict) }
}

/// The entry of a text that differs everywhere.
pub fn everywhere_entry(found: &FoundEverywhere) -> EverywhereEntry {
    EverywhereEntry {
        implementation: found.implementation.clone(),
        role: found.role.clone(),
        clause: found.clause.to_string(),
        also: found.also.iter().map(ToString::to_string).collect(),
        expected: found.expected.clone(),
        observed: found.observed.clone(),
        broken: found.broken,
        judged: found.judged,
    }
}

/// Counts a generated trial.
pub fn count_generated(entry: &mut GeneratedEntry, trial: &TrialReport, strict: bool) {
    let Outcome::Judged { findings, .. } = &trial.outcome else {
        entry.not_played += 1;
        return;
    };
    entry.cases += 1;
    entry.exchanges += count_exchanges(&trial.case);
    let broken = || findings.iter().filter(|judged| judged.finding.verdict.evidence().is_some());
    if broken().any(|judged| judged.is_unexpected(strict)) {
        entry.unexpected += 1
    } else if broken().any(|judged| judged.known.is_none()) {
        entry.warned += 1
    } else if broken().next().is_some() {
        entry.known += 1
    }
    for judged in broken() {
        *entry.broken.entry(judged.clause().to_string()).or_default() += 1;
    }
}

fn verdict_entry(trial: &TrialReport, judged: &Judged) -> VerdictEntry {
    let (word, detail) = word_and_detail(&judged.finding.verdict);
    let evidence = judged.finding.verdict.evidence();
    VerdictEntry {
        clause: judged.clause().to_string(),
        role: judged.finding.side.map(|side| role_on_side(trial, side)),
        level: level_word(judged.clause().level()),
        verdict: word,
        detail: detail.cloned(),
        expected: evidence.and_then(|evidence| evidence.expected.clone()),
        observed: evidence.and_then(|evidence| evidence.observed.clone()),
        cause: evidence.and_then(|evidence| evidence.cause.clone()),
        known: judged.known.clone(),
    }
}

/// The role of the program on this side of a pair.
fn role_on_side(trial: &TrialReport, side: Side) -> String {
    let role = trial.case.id.subject().roles().into_iter().find(|role| role.side() == side);
    role.map_or_else(|| side.to_string(), |role| role.to_string())
}

/// The implementation's entry.
pub fn implementation_entry(info: &ImplementationInfo) -> ImplementationEntry {
    ImplementationEntry {
        name: info.name.clone(),
        language: info.language.clone(),
        roles: info.roles.iter().map(ToString::to_string).collect(),
    }
}

/// The entry of the part of a divided run.
pub fn part_entry(part: PartOfRun) -> PartEntry {
    PartEntry { index: part.index, of: part.of, whole: part.whole }
}

/// The verdict's word and its detail.
fn word_and_detail(verdict: &Verdict) -> (VerdictWord, Option<&String>) {
    match verdict {
        Verdict::Pass => (VerdictWord::Pass, None),
        Verdict::Fail(evidence) => (VerdictWord::Fail, Some(&evidence.what)),
        Verdict::Warn(evidence) => (VerdictWord::Warn, Some(&evidence.what)),
        Verdict::Noted(name) => (VerdictWord::Noted, Some(name)),
        Verdict::Skipped(reason) => (VerdictWord::Skipped, Some(reason)),
    }
}

fn level_word(level: Level) -> LevelWord {
    match level {
        Level::Must => LevelWord::Must,
        Level::Should => LevelWord::Should,
        Level::Info => LevelWord::Info,
    }
}

/// The faults that the trial met.
pub fn fault_entries(trial: &TrialReport) -> Vec<FaultEntry> {
    let faults = match &trial.outcome {
        Outcome::Judged { faults, .. } => faults.as_slice(),
        Outcome::Faulted { fault, .. } => std::slice::from_ref(fault),
        Outcome::Skipped { .. } => &[],
    };
    faults.iter().map(|fault| fault_entry(trial, fault)).collect()
}

fn fault_entry(trial: &TrialReport, fault: &Fault) -> FaultEntry {
    let kind = match fault {
        Fault::CannotStart { .. } => FaultKind::CannotStart,
        Fault::BuildFailed { .. } => FaultKind::BuildFailed,
        Fault::ExitedEarly { .. } => FaultKind::ExitedEarly,
        Fault::NeverReady { .. } | Fault::OnlyIpv6 { .. } | Fault::GivenUp { .. } => FaultKind::NeverReady,
        Fault::OutOfBudget { .. } => FaultKind::OutOfBudget,
        Fault::OtherPort { .. } => FaultKind::OtherPort,
        Fault::TooManyProcesses { .. } => FaultKind::TooManyProcesses,
        Fault::World { .. } => FaultKind::World,
    };
    FaultEntry {
        implementation: trial.implementation.clone(),
        client: trial.client.clone(),
        case: trial.case.id.to_string(),
        kind,
        message: fault.to_string(),
        advice: words::advice_for_fault(fault),
        output: words::output_before_fault(fault).to_owned(),
    }
}

/// The entry of what was skipped.
pub fn skipped_entry(skipped: &SkippedImplementation) -> SkippedEntry {
    SkippedEntry {
        implementation: skipped.implementation.clone(),
        role: skipped.role.map(|role| role.to_string()),
        reason: skipped.reason.clone(),
        advice: skipped.advice.clone(),
        required: skipped.required,
    }
}

/// The entry of what is out of date.
pub fn stale_entry(entry: &StaleKnownFailing) -> StaleEntry {
    StaleEntry {
        implementation: entry.implementation.clone(),
        file: entry.file.clone(),
        line: entry.line,
        case: entry.case.clone(),
        clause: entry.clause.clone(),
        why: match entry.why {
            Stale::PassesNow => StaleWord::PassesNow,
            Stale::MatchedNothing => StaleWord::MatchedNothing,
            Stale::NoSuchCase => StaleWord::NoSuchCase,
        },
    }
}

/// The entry of what was not the same each time.
pub fn flaky_entry(verdict: &FlakyVerdict) -> FlakyEntry {
    FlakyEntry {
        implementation: verdict.implementation.clone(),
        case: verdict.case.to_string(),
        clause: verdict.clause.to_string(),
        observations: verdict.observations.iter().map(observation_entry).collect(),
        replay: verdict.replay.clone(),
        transcripts: verdict.trials.iter().filter_map(transcript_lines).collect(),
    }
}

fn transcript_lines(trial: &TrialReport) -> Option<Vec<String>> {
    let transcript = trial.outcome.transcript()?;
    Some(render_trace(&trial.case, transcript, TraceOptions::default()).lines().map(str::to_owned).collect())
}

fn observation_entry(one: &Observation) -> ObservationEntry {
    let (word, detail) = one.verdict.as_ref().map(word_and_detail).unzip();
    ObservationEntry { verdict: word, detail: detail.flatten().cloned(), times: one.times, first: one.first }
}

/// The counts; of a run that was cut short neither a time nor an exit code.
pub fn report_counts(summary: &Summary, trials: usize, partial: bool) -> Counts {
    Counts {
        trials,
        played: summary.played,
        unexpected: summary.unexpected,
        passed: summary.passed,
        failed: summary.failed,
        warned: summary.warned,
        known: summary.known,
        noted: summary.noted,
        skipped: summary.skipped,
        faults: summary.faults,
        stale: summary.stale,
        flaky: summary.flaky,
        not_run: summary.not_run,
        seconds: (!partial).then_some(summary.duration.as_secs_f64()),
        exit: (!partial).then_some(summary.exit),
    }
}
