//! The console report: a line for each program as its trials finish, then what was observed, then what is wrong.

mod collected;
mod differing;
mod ending;
mod explained;
mod failure;
mod flaky;
mod happened;
mod heading;
mod marks;
mod page;
mod progress;
mod replayed;
mod sections;
mod shrunk;
mod slowest;
mod style;
mod to_fix;

pub use differing::Differences;
pub use explained::{explain_finding, explained_fault};
pub use replayed::{is_as_before, render_replay, vanished_clauses};
pub use style::{Style, Verbosity, paint_text};

pub(super) use collected::{BrokenClause, Collected};
pub(super) use explained::explained_broken;

use super::Reporter;
use super::json;
use super::matrix::{MatrixTable, render_text};
use super::plain::plain;
use super::roster::{self, Roster};
use super::words;
use crate::engine::event::{Event, RunStarted, Summary, TrialReport};
use crate::engine::summary::Tally;
use progress::RoleProgress;
use std::io::{self, Write};

/// The console report. The caller decides about colours and about the amount of detail.
#[derive(Debug)]
pub struct Human<W> {
    out: W,
    style: Style,
    verbosity: Verbosity,
    tally: Tally,
    collected: Collected,
    group: Option<RoleProgress>,
    width: usize,
    durations: usize,
    planned: usize,
    trials: usize,
    matrix: Option<MatrixTable>,
    roster: Option<Roster>,
    ended: Option<Summary>,
}

impl<W: Write> Human<W> {
    /// A report that is written to `out`.
    pub fn new(out: W, style: Style, verbosity: Verbosity) -> Self {
        Human {
            out,
            style,
            verbosity,
            tally: Tally::default(),
            collected: Collected::default(),
            group: None,
            width: 0,
            durations: 0,
            planned: 0,
            trials: 0,
            matrix: None,
            roster: None,
            ended: None,
        }
    }

    /// The same report, which also names this many of the slowest trials.
    pub fn with_durations(self, durations: usize) -> Self {
        Human { durations, ..self }
    }

    /// The same report of a matrix, with the table of its cells.
    pub fn with_matrix(self) -> Self {
        Human { matrix: Some(MatrixTable::default()), ..self }
    }

    /// The same report of a class: a table with a row for each implementation, in place of each failure in full.
    pub fn with_roster(self) -> Self {
        Human { roster: Some(Roster::default()), ..self }
    }

    /// The writer of the report.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn start_report(&mut self, run: &RunStarted) -> io::Result<()> {
        self.planned = run.trials;
        if let Some(table) = &mut self.matrix {
            *table = MatrixTable::new(&json::implementation_entries(run));
        }
        for implementation in &run.implementations {
            self.collected.find_or_add_name(&implementation.name);
            self.width = self.width.max(plain(&implementation.name).chars().count());
        }
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let [what, how, words] = heading::render_heading(run);
        writeln!(self.out, "{}", style::paint_text(self.style.strong, what))?;
        for line in [how, words] {
            writeln!(self.out, "{}", style::paint_text(self.style.faint, line))?;
        }
        if self.verbosity == Verbosity::Verbose {
            for line in heading::shim_lines(run) {
                writeln!(self.out, "          {}", style::paint_text(self.style.faint, line))?;
            }
        }
        writeln!(self.out)
    }

    fn print_notice(&mut self, text: &str) -> io::Result<()> {
        match self.verbosity {
            Verbosity::Quiet => Ok(()),
            Verbosity::Normal | Verbosity::Verbose => writeln!(self.out, "note: {}", plain(text)),
        }
    }

    fn add_trial(&mut self, trial: &TrialReport) -> io::Result<()> {
        self.trials += 1;
        self.collected.add_trial(trial, self.tally.is_strict());
        if let Some(table) = &mut self.matrix {
            table.add_trial(&json::trial_entry(trial, self.tally.is_strict()));
        }
        self.collected.slowest.add_trial(trial, self.durations);
        match self.verbosity {
            Verbosity::Quiet => Ok(()),
            Verbosity::Normal => self.group_with(trial),
            Verbosity::Verbose => {
                writeln!(self.out, "{}", progress::trial_line(trial, self.width, &self.style))
            }
        }
    }

    fn group_with(&mut self, trial: &TrialReport) -> io::Result<()> {
        if !self.group.as_ref().is_some_and(|group| group.is_group_of(trial)) {
            self.close_group()?;
        }
        self.group.get_or_insert_with(|| RoleProgress::for_trial(trial)).add_trial(trial, self.collected.everywhere());
        Ok(())
    }

    fn close_group(&mut self) -> io::Result<()> {
        match self.group.take() {
            Some(group) => {
                writeln!(self.out, "{}", group.render_line(self.width, self.collected.everywhere(), &self.style))
            }
            None => Ok(()),
        }
    }

    /// Prints everything after the last trial. The reasons for missing verdicts come first, then the failures, the
    /// gravest first, then the observations. Last, where the reader looks first, a few lines say what to fix.
    fn print_conclusion(&mut self) -> io::Result<()> {
        let mut blocks: Vec<String> = self.matrix.iter().map(render_text).filter(|table| !table.is_empty()).collect();
        // Of a class all that was observed, and each failure in full, would be thousands of lines.
        let in_short = self.roster.is_some() && self.verbosity < Verbosity::Verbose;
        let verbosity = if in_short { Verbosity::Quiet } else { self.verbosity };
        blocks.extend(sections::render_sections(&self.collected, verbosity, &self.style));
        if !in_short {
            blocks.extend(self.render_failures());
        }
        blocks.extend(sections::render_observed(&self.collected, verbosity, &self.style));
        if !in_short {
            blocks.extend(to_fix::to_fix(&self.collected, verbosity, &self.style));
        }
        blocks.extend(self.roster.iter().map(|roster| roster::render_text(roster, &self.style)));
        if in_short {
            blocks.push("Each failure in full: --verbose, or one of them by itself.".to_owned());
        }
        if self.trials > 0 && self.verbosity > Verbosity::Quiet {
            writeln!(self.out)?;
        }
        blocks.iter().try_for_each(|block| writeln!(self.out, "{block}"))
    }

    /// The broken clauses, the gravest first. With `--quiet`, those that don't fail the run are left out.
    fn render_failures(&self) -> Vec<String> {
        let all = self.collected.all_broken();
        let told = all.iter().filter(|broken| broken.unexpected || self.verbosity > Verbosity::Quiet);
        told.map(|broken| failure::render_failure(&self.collected.names[broken.at], broken, &self.style)).collect()
    }

    fn last_lines(&mut self) -> io::Result<()> {
        let Some(summary) = self.ended.take() else {
            let (told, planned) = (self.trials, words::format_count(self.planned, "trial"));
            return writeln!(self.out, "the run was cut short: {told} of {planned} are reported here");
        };
        if let Some(left_out) = ending::left_out(&summary, self.trials) {
            writeln!(self.out, "{left_out}")?;
        }
        if let Some(line) = ending::kept_artifacts_line(&self.collected) {
            writeln!(self.out, "{}", plain(&line))?;
        }
        writeln!(self.out, "{}", ending::render_counts(&summary, self.trials, &self.style))?;
        match ending::last_word(&summary, &self.collected) {
            Some(word) => writeln!(self.out, "{}", plain(&word)),
            None => Ok(()),
        }
    }
}

impl<W: Write> Reporter for Human<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        if let Some(roster) = &mut self.roster {
            roster.handle(event);
        }
        match event {
            Event::RunStarted(run) => self.start_report(run),
            Event::Notice { text } => self.print_notice(text),
            Event::TrialFinished(trial) => self.add_trial(trial),
            // All its rows are known, and the next implementation's first may take long.
            Event::ImplementationFinished { .. } => self.close_group(),
            Event::ImplementationSkipped(skipped) => {
                self.collected.skipped.push(skipped.clone());
                Ok(())
            }
            Event::KnownFailingStale(entry) => {
                self.collected.stale.push(entry.clone());
                Ok(())
            }
            Event::Flaky(verdict) => {
                self.collected.flaky.push(verdict.clone());
                Ok(())
            }
            Event::Shrunk(shrunk) => {
                self.collected.add_shrunk(shrunk, self.tally.is_strict());
                Ok(())
            }
            Event::RunFinished(summary) => {
                self.ended = Some(summary.clone());
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close_group()?;
        self.print_conclusion()?;
        self.last_lines()?;
        self.out.flush()
    }
}
