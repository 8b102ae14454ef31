//! The HTML report: one file that needs no network and no file beside it.
//!
//! The details of each trial are written as it finishes, as data that the page's script shows on demand. The page
//! itself, a list of sections, follows when the run is over. Generated trials are counted, so that memory stays flat.

mod broken;
mod collected;
mod detail;
mod document;
mod kills;
mod lanes;
mod section;

pub use kills::write_kill_page;

use super::headline::render_headline;
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

    fn start_report(&mut self, run: &RunStarted) {
        self.collected = PageContent::new(&json::implementation_entries(run), Some(run.seed), run.strict);
        self.collected.part = run.part;
    }

    fn add_trial(&mut self, trial: &TrialReport) -> io::Result<()> {
        self.finished += 1;
        let (strict, faults) = (self.tally.is_strict(), json::fault_entries(trial));
        if generated::generator_family(&trial.case).is_some() {
            json::count_generated(&mut self.collected.generated, trial, strict);
            self.collected.overview.add_drawn(&json::trial_entry(trial, strict));
            self.collected.add_faults(&faults, None);
            return Ok(());
        }
        self.add_trial_with_detail(trial, &json::trial_entry(trial, strict), &faults)
    }

    fn add_trial_with_detail(
        &mut self,
        trial: &TrialReport,
        entry: &json::model::Trial,
        faults: &[json::model::FaultEntry],
    ) -> io::Result<()> {
        let about = AboutCase { summary: &trial.case.summary, input: trial.case.input_kind() };
        let (number, mark) = self.collected.add_trial(entry, about, faults);
        let is_written = self.document.write_detail(number, mark, &Detail::from_trial(trial, entry, faults, mark))?;
        self.collected.trials[number].has_detail = is_written;
        Ok(())
    }
}

impl<W: Write> Reporter for Html<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        match event {
            Event::RunStarted(run) => self.start_report(run),
            Event::TrialFinished(trial) => self.add_trial(trial)?,
            Event::Shrunk(found) => {
                let entry = json::shrunk_entry(found, self.tally.is_strict());
                self.add_trial_with_detail(&found.trial, &entry, &[])?;
            }
            Event::ImplementationSkipped(skipped) => self.collected.skipped.push(json::skipped_entry(skipped)),
            Event::KnownFailingStale(entry) => self.collected.stale.push(json::stale_entry(entry)),
            Event::Flaky(verdict) => self.collected.flaky.push(json::flaky_entry(verdict)),
            Event::Notice { text } => self.collected.notices.push(text.clone()),
            Event::RunFinished(summary) => self.ended = Some(summary.clone()),
            Event::ImplementationFinished { .. } => {}
        }
        Ok(())
    }

    fn provisional_ending(&mut self) -> io::Result<Option<Vec<u8>>> {
        let counts = json::report_counts(&self.tally.build_summary(Duration::ZERO), self.finished, true);
        // The page adds the results of generated cases to this copy; added to the original, they would count again in
        // the next page.
        let overview = self.collected.overview.clone();
        let page = build_page(&mut self.collected, &counts);
        self.collected.overview = overview;
        self.document.render_ending(&page).map(Some)
    }

    fn finish(&mut self) -> io::Result<()> {
        let partial = self.ended.is_none();
        let summary = self.ended.take().unwrap_or_else(|| self.tally.build_summary(Duration::ZERO));
        let counts = json::report_counts(&summary, self.finished, partial);
        self.document.write_ending(&build_page(&mut self.collected, &counts))
    }
}

/// The page of a run.
fn build_page(collected: &mut PageContent, counts: &Counts) -> PageTail {
    collected.count_and_mark_trials();
    PageTail {
        summary: section::render_summary(collected, counts, &render_headline(counts)),
        filters: section::render_filters(&section::Choices::from_collected(collected)),
        sections: section::build_sections(collected),
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
        let (number, mark) = collected.add_trial(trial, AboutCase::default(), &faults);
        collected.trials[number].has_detail =
            document.write_detail(number, mark, &Detail::of_entry(trial, &faults, mark))?;
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
    document.write_ending(&build_page(&mut collected, &report.summary))
}
