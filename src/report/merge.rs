//! Several JSON reports as one: of the parts of a divided run, or of runs that share nothing.

use super::everywhere::Everywhere;
use super::json;
use super::json::model::{Counts, EverywhereEntry, GeneratedEntry, PartEntry, Report, SCHEMA, ToolEntry, Trial};
use crate::engine::summary::exit_code;
use std::collections::BTreeSet;

/// A report, and the name of the file that it was read from.
#[derive(Debug)]
pub struct NamedReport {
    /// The file.
    pub name: String,
    /// Its content.
    pub report: Report,
}

/// Reports that are none of one run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// It was written by another version of sockspec.
    #[error("{name} has the schema {found}, and this is {SCHEMA}: merge reports of one version")]
    OtherSchema {
        /// The file.
        name: String,
        /// Its schema.
        found: String,
    },
    /// Two reports say different things of the run itself.
    #[error("{name} is not of the same run as {first}: its {what} is another")]
    OtherRun {
        /// The first file.
        first: String,
        /// The one that differs.
        name: String,
        /// The thing that differs.
        what: &'static str,
    },
    /// Some are parts, and some are whole.
    #[error("{name} is {} of a divided run, unlike the others", if *.is_part { "a part" } else { "no part" })]
    PartsAndWholes {
        /// The one that differs from the first.
        name: String,
        /// Whether it is a part.
        is_part: bool,
    },
    /// One part, twice.
    #[error("{first} and {name} are both part {index}")]
    SamePart {
        /// The first file.
        first: String,
        /// The second.
        name: String,
        /// The number of the part.
        index: usize,
    },
    /// One trial, in two reports.
    #[error("{name} holds a trial that another report holds too: {trial}")]
    SameTrial {
        /// The second file.
        name: String,
        /// The trial.
        trial: String,
    },
}

/// The result of a merge: the report, and the missing parts of the run.
#[derive(Debug)]
pub struct Merged {
    /// The report.
    pub report: Report,
    /// The parts that are missing: the run is incomplete without them.
    pub missing: Vec<usize>,
}

/// Merges at least one report. The trials stand in the order of the whole plan. The counts and the exit code are those
/// of one run of everything.
///
/// # Errors
/// They are not of one run, or overlap.
pub fn merge_reports(mut all: Vec<NamedReport>) -> Result<Merged, MergeError> {
    check_mergeable(&all)?;
    all.sort_by_key(|one| one.report.part.map(|part| part.index));
    let parts: Vec<PartEntry> = all.iter().filter_map(|one| one.report.part).collect();
    let of = parts.first().map_or(0, |part| part.of);
    let missing: Vec<usize> = (1..=of).filter(|index| parts.iter().all(|part| part.index != *index)).collect();
    let mut merged = Report {
        protocol: all.iter().find_map(|one| one.report.protocol.clone()),
        schema: SCHEMA.to_owned(),
        tool: Some(ToolEntry::for_this_program()),
        // The first of the parts: texts of this form sort as the times do.
        date: all.iter().filter_map(|one| one.report.date.clone()).min(),
        seed: all.iter().find_map(|one| one.report.seed),
        strict: all.iter().any(|one| one.report.strict),
        part: None,
        implementations: Vec::new(),
        trials: Vec::new(),
        generated: Vec::new(),
        everywhere: Vec::new(),
        faults: Vec::new(),
        skipped: Vec::new(),
        stale: Vec::new(),
        flaky: Vec::new(),
        partial: all.iter().any(|one| one.report.partial),
        summary: Counts::default(),
    };
    let in_parts: Vec<EverywhereEntry> = all.iter().flat_map(|one| one.report.everywhere.clone()).collect();
    let mut trials: Vec<(usize, Trial)> = Vec::new();
    let mut sum = Counts::default();
    for NamedReport { report, .. } in all {
        add_counts(&mut sum, &report.summary);
        // Trials were dealt out in turn.
        let place = |at: usize| report.part.map_or(0, |part| at * part.of + part.index);
        let placed = |(at, trial): (usize, Trial)| (place(trial.place.unwrap_or(at)), Trial { place: None, ..trial });
        trials.extend(report.trials.into_iter().enumerate().map(placed));
        merged.faults.extend(report.faults);
        merged.flaky.extend(report.flaky);
        report.generated.into_iter().for_each(|entry| add_generated(&mut merged.generated, entry));
        add_new(&mut merged.implementations, report.implementations);
        add_new(&mut merged.skipped, report.skipped);
        add_new(&mut merged.stale, report.stale);
    }
    trials.sort_by_key(|(place, _)| *place);
    merged.trials = trials.into_iter().map(|(_, trial)| trial).collect();
    // A text that differs everywhere in a part need not do so in the whole.
    merged.everywhere = json::everywhere_entries(&Everywhere::from_trials(&merged.trials));
    let is_lost = |one: &&EverywhereEntry| !merged.everywhere.iter().any(|other| is_same(one, other));
    for lost in in_parts.iter().filter(is_lost) {
        let its =
            |entry: &&mut GeneratedEntry| (&entry.implementation, &entry.role) == (&lost.implementation, &lost.role);
        merged.generated.iter_mut().filter(its).for_each(|entry| entry.everywhere = 0);
    }
    if let Some(part) = parts.first() {
        sum.not_run = part.whole.saturating_sub(sum.trials);
    }
    merged.summary = sum;
    merged.summary.stale = merged.stale.len();
    merged.summary.exit = Some(merged_exit_code(&merged, !missing.is_empty()));
    Ok(Merged { report: merged, missing })
}

/// Whether two reports say the same of the same clause, in how many trials ever.
fn is_same(one: &EverywhereEntry, other: &EverywhereEntry) -> bool {
    let of = |entry: &EverywhereEntry| (entry.implementation.clone(), entry.role.clone(), entry.clause.clone());
    of(one) == of(other)
}

/// Adds the counts of one report to those of others: generated trials are counted, not listed, so that the entries alone do
/// not say them.
fn add_counts(sum: &mut Counts, more: &Counts) {
    *sum = Counts {
        trials: sum.trials + more.trials,
        played: sum.played + more.played,
        unexpected: sum.unexpected + more.unexpected,
        passed: sum.passed + more.passed,
        failed: sum.failed + more.failed,
        warned: sum.warned + more.warned,
        known: sum.known + more.known,
        noted: sum.noted + more.noted,
        skipped: sum.skipped + more.skipped,
        faults: sum.faults + more.faults,
        stale: 0,
        flaky: sum.flaky + more.flaky,
        not_run: sum.not_run + more.not_run,
        seconds: longer_time(sum.seconds, more.seconds),
        exit: None,
    };
}

/// Adds what came of generated cases to what came of others of their family.
fn add_generated(all: &mut Vec<GeneratedEntry>, more: GeneratedEntry) {
    let is_its = |entry: &&mut GeneratedEntry| {
        entry.implementation == more.implementation && entry.role == more.role && entry.family == more.family
    };
    let Some(entry) = all.iter_mut().find(is_its) else { return all.push(more) };
    entry.cases += more.cases;
    entry.exchanges += more.exchanges;
    entry.unexpected += more.unexpected;
    entry.everywhere += more.everywhere;
    entry.warned += more.warned;
    entry.known += more.known;
    entry.not_played += more.not_played;
    for (clause, times) in more.broken {
        *entry.broken.entry(clause).or_default() += times;
    }
}

/// The longest of the parts: they may have run side by side.
fn longer_time(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

fn add_new<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}

fn check_mergeable(all: &[NamedReport]) -> Result<(), MergeError> {
    let mut trials = BTreeSet::new();
    for (at, one) in all.iter().enumerate() {
        let (first, name) = (&all[0], one.name.clone());
        if one.report.schema != SCHEMA {
            return Err(MergeError::OtherSchema { name, found: one.report.schema.clone() });
        }
        if let Some(what) = find_run_difference(&first.report, &one.report) {
            return Err(MergeError::OtherRun { first: first.name.clone(), name, what });
        }
        if first.report.part.is_some() != one.report.part.is_some() {
            return Err(MergeError::PartsAndWholes { name, is_part: one.report.part.is_some() });
        }
        let index = one.report.part.map(|part| part.index);
        if let (Some(index), Some(same)) = (index, all[..at].iter().find(|other| is_part(other, index))) {
            return Err(MergeError::SamePart { first: same.name.clone(), name, index });
        }
        for trial in &one.report.trials {
            let key = (trial.client.clone(), trial.implementation.clone(), trial.case.clone());
            if !trials.insert(key) {
                return Err(MergeError::SameTrial { name, trial: trial_title(trial) });
            }
        }
    }
    Ok(())
}

fn is_part(one: &NamedReport, index: Option<usize>) -> bool {
    one.report.part.map(|part| part.index) == index
}

/// The thing in which two reports differ about their run.
fn find_run_difference(one: &Report, other: &Report) -> Option<&'static str> {
    let names = |report: &Report| report.implementations.iter().map(|i| i.name.clone()).collect::<Vec<String>>();
    match (one.part, other.part) {
        _ if one.tool.is_some() && other.tool.is_some() && one.tool != other.tool => Some("version of sockspec"),
        _ if one.seed != other.seed => Some("seed"),
        _ if one.strict != other.strict => Some("strictness"),
        (Some(part), Some(other)) if part.of != other.of => Some("number of parts"),
        (Some(part), Some(other)) if part.whole != other.whole => Some("number of trials"),
        (Some(_), Some(_)) if names(one) != names(other) => Some("list of implementations"),
        _ => None,
    }
}

/// The trial, for people.
pub(super) fn trial_title(trial: &Trial) -> String {
    match &trial.client {
        Some(client) => format!("{} ({client} -> {})", trial.case, trial.implementation),
        None => format!("{} of {}", trial.case, trial.implementation),
    }
}

/// The exit code that one run of all would have had.
fn merged_exit_code(report: &Report, parts_missing: bool) -> u8 {
    let counts = &report.summary;
    let unexpected = counts.unexpected > 0 || counts.stale > 0 || counts.flaky > 0;
    let required = report.skipped.iter().any(|skipped| skipped.required);
    let cut_short = report.partial || counts.not_run > 0 || parts_missing;
    exit_code(unexpected, counts.faults > 0 || required || cut_short, counts.played)
}

/// The implementation that a verdict of a trial is about.
pub fn blamed_implementation<'t>(trial: &'t Trial, role: Option<&str>) -> &'t str {
    match (&trial.client, role) {
        (Some(client), Some("tcp-client" | "udp-client")) => client,
        _ => &trial.implementation,
    }
}
