//! The HTML report: one file that needs no network and no file beside it.
//!
//! What is told of each trial is written as it finishes, as data that the page's script shows when somebody asks; the page
//! itself, a list of sections, follows when the run is over. Generated trials are counted, so that memory stays flat.

mod broken;
mod collected;
mod detail;
mod document;
mod kills;
mod lanes;
mod section;

pub use kills::kills;

use super::headline::headline;
use super::json::model::Counts;
use super::merge::Merged;
use super::{Reporter, generated, json};
use crate::engine::event::{Event, RunStarted, Summary, TrialReport};
use crate::engine::summary::Tally;
use collected::{AboutCase, PageContent};
use detail::Detail;
use document::{HtmlFile, PageTail};
use std::io::{self, Write};
use std::time::Duration;

/// The HTML report, written while the run goes on.
#[derive(Debug)]
pub struct Html<W> {
    document: HtmlFile<W>,
    collected: PageContent,
    tally: Tally,
    finished: usize,
    ended: Option<Summary>,
}

impl<W: Write> Html<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        Html {
            document: HtmlFile::new(out),
            collected: PageContent::default(),
            tally: Tally::default(),
            finished: 0,
            ended: None,
        }
    }

    fn started(&mut self, run: &RunStarted) {
        self.collected = PageContent::new(&json::implementations(run), Some(run.seed), run.strict);
        self.collected.part = run.part;
    }

    fn trial(&mut self, trial: &TrialReport) -> io::Result<()> {
        self.finished += 1;
        let (strict, faults) = (self.tally.is_strict(), json::faults(trial));
        if generated::family(&trial.case).is_some() {
            json::count_generated(&mut self.collected.generated, trial, strict);
            self.collected.overview.add_drawn(&json::trial(trial, strict));
            self.collected.add_faults(&faults, None);
            return Ok(());
        }
        self.entry(trial, &json::trial(trial, strict), &faults)
    }

    fn entry(
        &mut self,
        trial: &TrialReport,
        entry: &json::model::Trial,
        faults: &[json::model::FaultEntry],
    ) -> io::Result<()> {
        let about = AboutCase { summary: &trial.case.summary, input: trial.case.input() };
        let (number, mark) = self.collected.add(entry, about, faults);
        let is_written = self.document.detail(number, mark, &Detail::of(trial, entry, faults, mark))?;
        self.collected.trials[number].has_detail = is_written;
        Ok(())
    }
}

impl<W: Write> Reporter for Html<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.note(event);
        match event {
            Event::RunStarted(run) => self.started(run),
            Event::TrialFinished(trial) => self.trial(trial)?,
            Event::Shrunk(found) => {
                let entry = json::shrunk(found, self.tally.is_strict());
                self.entry(&found.trial, &entry, &[])?;
            }
            Event::ImplementationSkipped(skipped) => self.collected.skipped.push(json::skipped(skipped)),
            Event::KnownFailingStale(entry) => self.collected.stale.push(json::stale(entry)),
            Event::Flaky(verdict) => self.collected.flaky.push(json::flaky(verdict)),
            Event::Notice { text } => self.collected.notices.push(text.clone()),
            Event::RunFinished(summary) => self.ended = Some(summary.clone()),
            Event::ImplementationFinished { .. } => {}
        }
        Ok(())
    }

    fn ending(&mut self) -> io::Result<Option<Vec<u8>>> {
        let counts = json::counts(&self.tally.summary(Duration::ZERO), self.finished, true);
        // What generated cases came to is counted into it for the page, and would be again for the next one.
        let overview = self.collected.overview.clone();
        let page = page(&mut self.collected, &counts);
        self.collected.overview = overview;
        self.document.ending(&page).map(Some)
    }

    fn finish(&mut self) -> io::Result<()> {
        let partial = self.ended.is_none();
        let summary = self.ended.take().unwrap_or_else(|| self.tally.summary(Duration::ZERO));
        let counts = json::counts(&summary, self.finished, partial);
        self.document.close(&page(&mut self.collected, &counts))
    }
}

/// The page of a run.
fn page(collected: &mut PageContent, counts: &Counts) -> PageTail {
    collected.settle();
    PageTail {
        summary: section::summary(collected, counts, &headline(counts)),
        filters: section::filters(&section::Choices::of(collected)),
        sections: section::all(collected),
        index: section::index(collected),
    }
}

/// The page of merged JSON reports, which know all but what was seen in each trial.
///
/// # Errors
/// It can't be written.
pub fn write(out: impl Write, merged: &Merged) -> io::Result<()> {
    let report = &merged.report;
    let mut document = HtmlFile::new(out);
    let mut collected = PageContent::new(&report.implementations, report.seed, report.strict);
    for trial in &report.trials {
        let is_its = |fault: &&json::model::FaultEntry| {
            (&fault.implementation, &fault.client, &fault.case) == (&trial.implementation, &trial.client, &trial.case)
        };
        let faults: Vec<_> = report.faults.iter().filter(is_its).cloned().collect();
        let (number, mark) = collected.add(trial, AboutCase::default(), &faults);
        collected.trials[number].has_detail = document.detail(number, mark, &Detail::of_entry(trial, &faults, mark))?;
    }
    let is_listed = |fault: &json::model::FaultEntry| report.trials.iter().any(|trial| trial.case == fault.case);
    report.faults.iter().filter(|fault| !is_listed(fault)).for_each(|fault| {
        collected.add_faults(std::slice::from_ref(fault), None);
    });
    collected.generated.clone_from(&report.generated);
    collected.skipped.clone_from(&report.skipped);
    collected.stale.clone_from(&report.stale);
    collected.flaky.clone_from(&report.flaky);
    let missing = merged.missing.iter().map(|part| format!("part {part} is missing: the run is incomplete"));
    collected.notices.extend(missing);
    document.close(&page(&mut collected, &report.summary))
}
