//! The JSON report of a comparison.

use crate::case::to_toml;
use crate::engine::event::Bound;
use crate::engine::event::differing::{DiffEvent, FlakyDifference, FoundDifference};
use crate::report::differing::{Comparison, DiffReporter};
use crate::report::words;
use serde::Serialize;
use std::io::{self, Write};

/// The name and version of the format.
pub const DIFF_SCHEMA: &str = "sockspec-diff/1";

/// The report, written at the end.
#[derive(Debug)]
pub struct JsonDifferences<W> {
    out: W,
    told: Comparison,
}

#[derive(Debug, Serialize)]
struct DifferenceReport<'a> {
    schema: &'static str,
    seed: Option<u64>,
    exact: Option<bool>,
    /// The left one, the right one.
    implementations: [String; 2],
    roles: Vec<&'static str>,
    differences: Vec<DifferenceEntry<'a>>,
    flaky: Vec<FlakyDiffEntry<'a>>,
    faults: Vec<DiffFaultEntry<'a>>,
    skipped: Vec<SkippedProgram<'a>>,
    /// Whether the comparison did not come to its end.
    partial: bool,
    summary: DifferenceCounts,
}

/// One distinct difference.
#[derive(Debug, Serialize)]
struct DifferenceEntry<'a> {
    role: &'static str,
    channel: crate::differential::Channel,
    kind: String,
    /// The class of input that shows it.
    input: Option<crate::differential::InputClass>,
    /// In plain words.
    what: String,
    /// The programs' input, bytes escaped.
    given: Option<String>,
    /// The behaviour of each, bytes escaped.
    observed: &'a [String; 2],
    /// In how many cases it showed.
    cases: usize,
    found_by: &'a str,
    /// The simplest case, as a case file.
    case: String,
    trials: usize,
    /// Steps and bytes of the case that found it, if it is a generated one, and of the simplest.
    before: Option<[usize; 2]>,
    after: [usize; 2],
    /// The bound that ended the search before nothing was left to try.
    stopped_by: Option<Bound>,
    again: &'a str,
}

#[derive(Debug, Serialize)]
struct FlakyDiffEntry<'a> {
    role: &'static str,
    kind: String,
    what: String,
    observed: &'a [String; 2],
    case: &'a str,
    again: &'a str,
}

#[derive(Debug, Serialize)]
struct DiffFaultEntry<'a> {
    implementation: &'a str,
    message: String,
    cases: usize,
}

#[derive(Debug, Serialize)]
struct SkippedProgram<'a> {
    implementation: &'a str,
    role: Option<&'static str>,
    reason: &'a str,
    advice: &'a str,
}

#[derive(Debug, Default, Serialize)]
struct DifferenceCounts {
    played: usize,
    differing: usize,
    differences: usize,
    flaky: usize,
    skipped: usize,
    faults: usize,
    seconds: f64,
    exit: Option<u8>,
}

impl<W: Write> JsonDifferences<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        JsonDifferences { out, told: Comparison::default() }
    }

    fn build_report(&self) -> DifferenceReport<'_> {
        let (told, names) = (&self.told, self.told.distinct_names());
        let started = told.started.as_ref();
        DifferenceReport {
            schema: DIFF_SCHEMA,
            seed: started.map(|started| started.seed),
            exact: started.map(|started| started.exact),
            roles: started.map(|one| one.roles.iter().map(|role| role.as_str()).collect()).unwrap_or_default(),
            differences: told.found.iter().map(|found| difference_entry(found, told, &names)).collect(),
            flaky: told.flaky.iter().map(|flaky| flaky_entry(flaky, &names)).collect(),
            faults: told
                .faults
                .iter()
                .map(|(name, fault, cases)| DiffFaultEntry {
                    implementation: name,
                    message: fault.to_string(),
                    cases: *cases,
                })
                .collect(),
            skipped: told
                .skipped
                .iter()
                .map(|skipped| SkippedProgram {
                    implementation: &skipped.implementation,
                    role: skipped.role.map(|role| role.as_str()),
                    reason: &skipped.reason,
                    advice: &skipped.advice,
                })
                .collect(),
            partial: told.ended.is_none(),
            summary: summary_counts(told),
            implementations: names,
        }
    }
}

fn difference_entry<'a>(found: &'a FoundDifference, told: &Comparison, names: &[String; 2]) -> DifferenceEntry<'a> {
    let difference = &found.difference;
    let group = &difference.group;
    let pair = |size: crate::generate::Size| [size.steps, size.bytes];
    DifferenceEntry {
        role: group.role.as_str(),
        channel: group.channel,
        kind: words::kind_name(group.kind),
        input: group.input,
        what: words::describe_difference(group, names),
        given: difference.input.as_ref().map(ToString::to_string),
        observed: &difference.observed,
        cases: told.cases_of(group),
        found_by: found.found_by.as_str(),
        case: to_toml(&found.case),
        trials: found.trials,
        before: found.before.map(pair),
        after: pair(found.after),
        stopped_by: found.stopped_by,
        again: &found.again,
    }
}

fn flaky_entry<'a>(flaky: &'a FlakyDifference, names: &[String; 2]) -> FlakyDiffEntry<'a> {
    let group = &flaky.difference.group;
    FlakyDiffEntry {
        role: group.role.as_str(),
        kind: words::kind_name(group.kind),
        what: words::describe_difference(group, names),
        observed: &flaky.difference.observed,
        case: flaky.case.id.as_str(),
        again: &flaky.again,
    }
}

fn summary_counts(told: &Comparison) -> DifferenceCounts {
    let Some(summary) = &told.ended else { return DifferenceCounts::default() };
    DifferenceCounts {
        played: summary.played,
        differing: summary.differing,
        differences: summary.groups,
        flaky: summary.flaky,
        skipped: summary.skipped,
        faults: summary.faults,
        seconds: summary.duration.as_secs_f64(),
        exit: Some(summary.exit),
    }
}

impl<W: Write> DiffReporter for JsonDifferences<W> {
    fn handle(&mut self, event: &DiffEvent) -> io::Result<()> {
        self.told.record_event(event);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let text = serde_json::to_string_pretty(&self.build_report())?;
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }
}
