//! The reporters of one run, and what happens when one can't write.

use super::UsageError;
use super::arguments::RunArguments;
use super::known_failing;
use super::progress::Progress;
use super::reports::{self, MarkdownTables};
use super::saved::SavedFile;
use super::settings::use_color;
use crate::case::{REGRESSIONS, Subject};
use crate::engine::event::Event;
use crate::engine::summary::INCOMPLETE;
use crate::report::human::{Style, Verbosity};
use crate::report::roster::Csv;
use crate::report::trace::{Parting, TraceOptions, render_trace};
use crate::report::{Artifacts, Human, Pcap, RegressionWriter, ReportFolder, Reporter, Timings};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How many implementations are reported one by one; more are a class, and reported as a table.
const FEW: usize = 4;

/// All reporters of a run.
pub(super) struct Reporters {
    open: Vec<Named>,
    progress: Progress,
    failed: bool,
    /// The program of the event reported last.
    program: Option<(String, Subject)>,
}

struct Named {
    name: String,
    reporter: Box<dyn Reporter>,
    /// Its file, if that holds a whole report while the run goes on.
    saved: Option<SavedFile>,
}

impl Named {
    fn save(&mut self) -> io::Result<()> {
        let Some(saved) = self.saved.as_mut().filter(|saved| saved.is_due()) else { return Ok(()) };
        match self.reporter.provisional_ending()? {
            Some(ending) => saved.save(&ending),
            None => Ok(()),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.reporter.finish()?;
        self.saved.as_mut().map_or(Ok(()), |saved| saved.save(&[]))
    }
}

impl Reporters {
    /// Opens the requested reports; a file that can't be made is known before anything runs. `size` is the number of
    /// implementations: from five on they are reported as a table.
    pub(super) fn open(arguments: &RunArguments, size: usize) -> Result<Reporters, UsageError> {
        // In verbose runs and traces a line for each trial says how far they are.
        let mut open = Reporters::with_no_reporter(arguments.quiet || arguments.verbose || arguments.trace);
        reports::open_reports(&arguments.reports, MarkdownTables::Roles, &mut open)?;
        if let Some(path) = &arguments.report_csv {
            open.add_saved(path, Csv::new)?;
        }
        if let Some(folder) = &arguments.report_dir {
            open.add_reporter(
                folder.display().to_string(),
                ReportFolder::create(folder).map_err(|error| creation_error(folder, &error))?,
            );
        }
        if let Some(path) = &arguments.timings {
            open.add_reporter(path.display().to_string(), Timings::new(create_report_file(path)?));
        }
        if let Some(folder) = &arguments.pcap {
            open.add_reporter(folder.display().to_string(), Pcap::new(folder.clone()));
        }
        if arguments.trace {
            // A user who wants to see more than usual sees all.
            let parting = if arguments.verbose { Parting::Shown } else { Parting::LeftOut };
            open.add_reporter("standard output".to_owned(), Trace(TraceOptions { parting, ..TraceOptions::default() }));
        }
        open.add_reporter(arguments.artifacts.display().to_string(), Artifacts::new(arguments.artifacts.clone()));
        open.add_reporter(REGRESSIONS.to_owned(), RegressionWriter::default());
        let style =
            if use_color(arguments.color, &io::stdout()) { Style::with_colours() } else { Style::without_colours() };
        let verbosity = match (arguments.quiet, arguments.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let human = Human::new(io::stdout(), style, verbosity).with_durations(arguments.durations);
        let human = if arguments.table || size > FEW { human.with_roster() } else { human };
        open.add_reporter("standard output".to_owned(), human);
        reports::add_annotations(&arguments.reports, &mut open);
        // Last: nothing after it can go wrong and leave an empty file behind.
        if let Some(path) = &arguments.known_failing.write_known_failing {
            open.add_reporter(path.display().to_string(), known_failing::open_new_list(path)?);
        }
        Ok(open)
    }

    /// No reporter yet; `is_told`: a line for each trial says how far the run is.
    pub(super) fn with_no_reporter(is_told: bool) -> Reporters {
        Reporters { open: Vec::new(), progress: Progress::new(is_told), failed: false, program: None }
    }

    /// Adds a reporter; `name` is the place that it writes to.
    pub(super) fn add_reporter(&mut self, name: String, reporter: impl Reporter + 'static) {
        self.open.push(Named { name, reporter: Box::new(reporter), saved: None });
    }

    /// One more reporter, whose file holds a whole report after each program.
    pub(super) fn add_saved<R: Reporter + 'static>(
        &mut self,
        path: &Path,
        reporter: impl FnOnce(BufWriter<File>) -> R,
    ) -> Result<(), UsageError> {
        let (out, saved) = SavedFile::create(path)?;
        self.open.push(Named { name: path.display().to_string(), reporter: Box::new(reporter(out)), saved });
        Ok(())
    }

    /// Passes the event to all reporters. An error of a reporter is printed once, and the reporter gets no more events.
    pub(super) fn handle(&mut self, event: &Event) {
        if self.begins_another_program(event) {
            self.act_on_each(Named::save);
        }
        let Reporters { open, progress, failed, .. } = self;
        progress.update_around(event, || act_or_drop(open, failed, |named| named.reporter.handle(event)));
        if matches!(event, Event::RunStarted(_) | Event::ImplementationFinished { .. }) {
            self.act_on_each(Named::save);
        }
    }

    /// Whether the trial is the first of its program: all is known of the one before.
    fn begins_another_program(&mut self, event: &Event) -> bool {
        let Event::TrialFinished(trial) = event else { return false };
        let program = (trial.describe_players(), trial.case.id.subject());
        let before = self.program.replace(program);
        before.is_some() && before != self.program
    }

    fn act_on_each(&mut self, act: impl Fn(&mut Named) -> io::Result<()>) {
        act_or_drop(&mut self.open, &mut self.failed, act);
    }

    /// Ends all reports; the exit code, if one of them could not be written.
    pub(super) fn finish(mut self) -> Option<u8> {
        self.act_on_each(Named::finish);
        self.failed.then_some(INCOMPLETE)
    }
}

/// Lets each reporter act. An error of a reporter is printed once, and the reporter gets no more events.
fn act_or_drop(open: &mut Vec<Named>, failed: &mut bool, act: impl Fn(&mut Named) -> io::Result<()>) {
    open.retain_mut(|named| match act(named) {
        Ok(()) => true,
        Err(error) => {
            *failed |= report_write_error(&named.name, &error);
            false
        }
    });
}

/// Prints that a report could not be written. Returns whether that makes the run incomplete. A reader that closed the
/// pipe wants no more.
pub(super) fn report_write_error(name: &str, error: &io::Error) -> bool {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return false;
    }
    let _ = writeln!(io::stderr(), "sockspec: the report on {name} could not be written: {error}");
    true
}

/// Makes a report's file.
pub(super) fn create_report_file(path: &Path) -> Result<BufWriter<File>, UsageError> {
    File::create(path).map(BufWriter::new).map_err(|error| creation_error(path, &error))
}

fn creation_error(path: &Path, error: &io::Error) -> UsageError {
    let path = path.display();
    UsageError::new(format!("the report {path} could not be made: {error}; name a file in a folder that is yours"))
}

/// Prints everything seen in each trial as it finishes.
struct Trace(TraceOptions);

impl Reporter for Trace {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(report) = event else { return Ok(()) };
        let Some(transcript) = report.outcome.transcript() else { return Ok(()) };
        let text = render_trace(&report.case, transcript, self.0);
        writeln!(io::stdout(), "{}: {text}", report.implementation)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
