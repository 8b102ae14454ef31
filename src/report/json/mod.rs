//! The JSON report: an interface that others build on. Its schema is made from [`model`]'s types.
//!
//! Trials are written as they finish, a line each, so that memory stays flat; all else follows after them.

mod by_texts;
mod convert;
mod differing;
mod escaped;
pub mod model;

pub use differing::{DIFF_SCHEMA, JsonDifferences};

use super::Reporter;
use super::date::format_rfc3339;
use super::everywhere::Everywhere;
use super::generated::generator_family;
use crate::engine::event::{
    Event, FlakyVerdict, RunStarted, Shrunk, SkippedImplementation, StaleKnownFailing, Summary, TrialReport,
};
use crate::engine::summary::Tally;
use crate::protocol::current_spec;
use by_texts::ByTexts;
use model::{
    EverywhereEntry, FaultEntry, FlakyEntry, GeneratedEntry, Report, SCHEMA, SkippedEntry, StaleEntry, ToolEntry, Trial,
};
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// The JSON report, written while the run goes on.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    state: TextState,
    tally: Tally,
    /// How many trials stand in the text, and how many finished.
    trials: usize,
    finished: usize,
    generated: Vec<GeneratedEntry>,
    everywhere: Everywhere,
    by_texts: ByTexts,
    faults: Vec<FaultEntry>,
    skipped: Vec<SkippedEntry>,
    stale: Vec<StaleEntry>,
    flaky: Vec<FlakyEntry>,
    ended: Option<Summary>,
}

/// How far the text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextState {
    /// Nothing is written.
    Empty,
    /// The list of trials is open.
    InTrials,
    /// The text is complete.
    Closed,
}

/// The entry of a trial in the report.
pub fn trial_entry(trial: &TrialReport, strict: bool) -> model::Trial {
    convert::trial_entry(trial, strict)
}

/// The entry of the simplest case for what a generated one has found.
pub fn shrunk_entry(found: &Shrunk, strict: bool) -> model::Trial {
    convert::shrunk_entry(found, strict)
}

/// The entries of the texts that differ everywhere.
pub fn everywhere_entries(fold: &Everywhere) -> Vec<EverywhereEntry> {
    fold.texts_everywhere().iter().map(convert::everywhere_entry).collect()
}

/// The entries of the faults that the trial met.
pub fn fault_entries(trial: &TrialReport) -> Vec<FaultEntry> {
    convert::fault_entries(trial)
}

/// The entry of a known-failing entry that is out of date.
pub fn stale_entry(entry: &StaleKnownFailing) -> StaleEntry {
    convert::stale_entry(entry)
}

/// The entry of a verdict that was not the same each time.
pub fn flaky_entry(verdict: &FlakyVerdict) -> FlakyEntry {
    convert::flaky_entry(verdict)
}

/// The counts; `trials`: how many finished; `partial`: the run was cut short.
pub fn report_counts(summary: &Summary, trials: usize, partial: bool) -> model::Counts {
    convert::report_counts(summary, trials, partial)
}

/// Counts a generated trial with others of its family; any other is passed over.
pub fn count_generated(all: &mut Vec<GeneratedEntry>, trial: &TrialReport, strict: bool) {
    let Some(family) = generator_family(&trial.case) else { return };
    let (implementation, role) = (&trial.implementation, trial.case.id.subject().to_string());
    let is_its = |entry: &GeneratedEntry| {
        entry.implementation == *implementation && entry.role == role && entry.family == family
    };
    let at = all.iter().position(is_its).unwrap_or_else(|| {
        let (implementation, family) = (implementation.clone(), family.to_owned());
        all.push(GeneratedEntry { implementation, role, family, ..GeneratedEntry::default() });
        all.len() - 1
    });
    convert::count_generated(&mut all[at], trial, strict);
}

/// The entry of what could not be tried.
pub fn skipped_entry(skipped: &SkippedImplementation) -> SkippedEntry {
    convert::skipped_entry(skipped)
}

/// The entries of the implementations in the report.
pub fn implementation_entries(run: &RunStarted) -> Vec<model::ImplementationEntry> {
    run.implementations.iter().map(convert::implementation_entry).collect()
}

/// Writes a whole report, as one that was written while its run went on.
///
/// # Errors
/// It can't be written.
pub fn write(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut out = out;
    out.write_all(b"{\n")?;
    write_member(&mut out, "schema", &report.schema)?;
    write_head(&mut out, report.tool.as_ref(), report.date.as_ref(), report.protocol.as_ref())?;
    next(&mut out, "seed", &report.seed)?;
    next(&mut out, "strict", &report.strict)?;
    next(&mut out, "implementations", &report.implementations)?;
    out.write_all(b",\n\"trials\":[")?;
    for (at, trial) in report.trials.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        escaped::write(&mut out, trial)?;
    }
    out.write_all(b"\n]")?;
    if !report.generated.is_empty() {
        next(&mut out, "generated", &report.generated)?;
    }
    if !report.everywhere.is_empty() {
        next(&mut out, "everywhere", &report.everywhere)?;
    }
    next(&mut out, "faults", &report.faults)?;
    next(&mut out, "skipped", &report.skipped)?;
    next(&mut out, "stale", &report.stale)?;
    next(&mut out, "flaky", &report.flaky)?;
    next(&mut out, "partial", &report.partial)?;
    next(&mut out, "summary", &report.summary)?;
    out.write_all(b"\n}\n")
}

/// The schema of the report, as pretty-printed JSON with a line feed at its end.
pub fn render_schema() -> String {
    let schema = schemars::schema_for!(Report);
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text + "\n"
}

impl<W: Write> Json<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        Json {
            out,
            state: TextState::Empty,
            tally: Tally::default(),
            trials: 0,
            finished: 0,
            generated: Vec::new(),
            everywhere: Everywhere::default(),
            by_texts: ByTexts::default(),
            faults: Vec::new(),
            skipped: Vec::new(),
            stale: Vec::new(),
            flaky: Vec::new(),
            ended: None,
        }
    }

    /// The writer of the report.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Everything before the first trial.
    fn write_opening(&mut self, run: Option<&RunStarted>) -> io::Result<()> {
        if self.state != TextState::Empty {
            return Ok(());
        }
        self.state = TextState::InTrials;
        self.out.write_all(b"{\n")?;
        write_member(&mut self.out, "schema", &SCHEMA)?;
        let date = run.and_then(|run| format_rfc3339(run.began?));
        write_head(
            &mut self.out,
            Some(&ToolEntry::for_this_program()),
            date.as_ref(),
            current_spec().typed_name().as_ref(),
        )?;
        next(&mut self.out, "seed", &run.map(|run| run.seed))?;
        next(&mut self.out, "strict", &self.tally.is_strict())?;
        if let Some(part) = run.and_then(|run| run.part) {
            next(&mut self.out, "part", &convert::part_entry(part))?;
        }
        next(&mut self.out, "implementations", &run.map_or_else(Vec::new, implementation_entries))?;
        self.out.write_all(b",\n\"trials\":[")
    }

    fn add_trial(&mut self, trial: &TrialReport) -> io::Result<()> {
        self.write_opening(None)?;
        self.finished += 1;
        self.faults.extend(convert::fault_entries(trial));
        match generator_family(&trial.case) {
            Some(family) => {
                let strict = self.tally.is_strict();
                count_generated(&mut self.generated, trial, strict);
                self.by_texts.add_trial(&convert::trial_entry(trial, strict), family, &self.everywhere, strict);
            }
            None => self.write_trial_entry(convert::trial_entry(trial, self.tally.is_strict()))?,
        }
        Ok(())
    }

    /// Writes the entry of the trial that finished last, or of what was found in it.
    fn write_trial_entry(&mut self, entry: Trial) -> io::Result<()> {
        self.write_opening(None)?;
        self.everywhere.count_if_planned(&entry);
        self.out.write_all(if self.trials == 0 { b"\n" } else { b",\n" })?;
        let place = self.finished.saturating_sub(1);
        let entry = Trial { place: (place != self.trials).then_some(place), ..entry };
        self.trials += 1;
        escaped::write(&mut self.out, &entry)
    }

    /// Everything after the last trial.
    fn render_ending(&self) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let partial = self.ended.is_none();
        let summary = self.ended.clone().unwrap_or_else(|| self.tally.build_summary(Duration::ZERO));
        out.write_all(b"\n]")?;
        if !self.generated.is_empty() {
            next(
                &mut out,
                "generated",
                &self.by_texts.with_everywhere_counts(&self.generated, &self.everywhere.texts_everywhere()),
            )?;
        }
        let everywhere = everywhere_entries(&self.everywhere);
        if !everywhere.is_empty() {
            next(&mut out, "everywhere", &everywhere)?;
        }
        next(&mut out, "faults", &self.faults)?;
        next(&mut out, "skipped", &self.skipped)?;
        next(&mut out, "stale", &self.stale)?;
        next(&mut out, "flaky", &self.flaky)?;
        next(&mut out, "partial", &partial)?;
        next(&mut out, "summary", &convert::report_counts(&summary, self.finished, partial))?;
        out.write_all(b"\n}\n")?;
        Ok(out)
    }
}

impl<W: Write> Reporter for Json<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        match event {
            Event::RunStarted(run) => self.write_opening(Some(run))?,
            Event::TrialFinished(trial) => self.add_trial(trial)?,
            Event::Shrunk(found) => self.write_trial_entry(convert::shrunk_entry(found, self.tally.is_strict()))?,
            Event::ImplementationSkipped(skipped) => self.skipped.push(convert::skipped_entry(skipped)),
            Event::KnownFailingStale(entry) => self.stale.push(convert::stale_entry(entry)),
            Event::Flaky(verdict) => self.flaky.push(convert::flaky_entry(verdict)),
            Event::RunFinished(summary) => self.ended = Some(summary.clone()),
            Event::Notice { .. } | Event::ImplementationFinished { .. } => {}
        }
        Ok(())
    }

    fn provisional_ending(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.write_opening(None)?;
        self.out.flush()?;
        self.render_ending().map(Some)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write_opening(None)?;
        if self.state == TextState::InTrials {
            self.state = TextState::Closed;
            let ending = self.render_ending()?;
            self.out.write_all(&ending)?;
        }
        self.out.flush()
    }
}

/// Writes the head: the tool, the date and the protocol.
fn write_head(
    out: &mut impl Write,
    tool: Option<&ToolEntry>,
    date: Option<&String>,
    protocol: Option<&String>,
) -> io::Result<()> {
    tool.map_or(Ok(()), |tool| next(out, "tool", tool))?;
    date.map_or(Ok(()), |date| next(out, "date", date))?;
    protocol.map_or(Ok(()), |protocol| next(out, "protocol", protocol))
}

/// A further member of the outermost object.
fn next(out: &mut impl Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    out.write_all(b",\n")?;
    write_member(out, name, value)
}

fn write_member(out: &mut impl Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, "\"{name}\":")?;
    escaped::write(out, value)
}
