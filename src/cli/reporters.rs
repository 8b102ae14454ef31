//! The reporters of one run, and what happens when one can't write.

use super::UsageError;
use super::arguments::RunArguments;
use super::known_failing;
use super::progress::Progress;
use super::reports::{self, Tables};
use super::settings::use_color;
use crate::case::REGRESSIONS;
use crate::engine::event::Event;
use crate::engine::summary::INCOMPLETE;
use crate::report::human::{Style, Verbosity};
use crate::report::roster::Csv;
use crate::report::trace::{Parting, TraceOptions, trace};
use crate::report::{Artifacts, Human, Pcap, Regressions, Reporter, Timings};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// So many implementations are told one by one; more are a class, and told as a table.
const FEW: usize = 4;

/// All reporters of a run.
pub(super) struct Reporters {
    open: Vec<Named>,
    progress: Progress,
    failed: bool,
}

struct Named {
    name: String,
    reporter: Box<dyn Reporter>,
}

impl Reporters {
    /// Opens what the arguments ask for; a file that can't be made is known before anything is run.
    /// `size` is the number of implementations: from five on they are told as a table.
    pub(super) fn open(arguments: &RunArguments, size: usize) -> Result<Reporters, UsageError> {
        // In verbose runs and traces a line for each trial says how far they are.
        let mut open = Reporters::none(arguments.quiet || arguments.verbose || arguments.trace);
        reports::open(&arguments.reports, Tables::Roles, &mut open)?;
        if let Some(path) = &arguments.report_csv {
            open.add(path.display().to_string(), Csv::new(create(path)?));
        }
        if let Some(path) = &arguments.timings {
            open.add(path.display().to_string(), Timings::new(create(path)?));
        }
        if let Some(folder) = &arguments.pcap {
            open.add(folder.display().to_string(), Pcap::new(folder.clone()));
        }
        if arguments.trace {
            // Who wants to see more than usual sees all.
            let parting = if arguments.verbose { Parting::Shown } else { Parting::LeftOut };
            open.add("standard output".to_owned(), Trace(TraceOptions { parting, ..TraceOptions::default() }));
        }
        open.add(arguments.artifacts.display().to_string(), Artifacts::default());
        open.add(REGRESSIONS.to_owned(), Regressions::default());
        let style = if use_color(arguments.color, &io::stdout()) { Style::coloured() } else { Style::plain() };
        let verbosity = match (arguments.quiet, arguments.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let human = Human::new(io::stdout(), style, verbosity).with_durations(arguments.durations);
        let human = if arguments.table || size > FEW { human.with_roster() } else { human };
        open.add("standard output".to_owned(), human);
        reports::annotate(&arguments.reports, &mut open);
        // Last: nothing after it can go wrong and leave an empty file behind.
        if let Some(path) = &arguments.known_failing.write_known_failing {
            open.add(path.display().to_string(), known_failing::writer(path)?);
        }
        Ok(open)
    }

    /// No reporter yet; `is_told`: a line for each trial says how far the run is.
    pub(super) fn none(is_told: bool) -> Reporters {
        Reporters { open: Vec::new(), progress: Progress::new(is_told), failed: false }
    }

    /// One more reporter; `name` is where it writes.
    pub(super) fn add(&mut self, name: String, reporter: impl Reporter + 'static) {
        self.open.push(Named { name, reporter: Box::new(reporter) });
    }

    /// Tells all reporters; one that can't write is told of once and gets no more.
    pub(super) fn handle(&mut self, event: &Event) {
        let Reporters { open, progress, failed } = self;
        let tell_all = || {
            open.retain_mut(|named| match named.reporter.handle(event) {
                Ok(()) => true,
                Err(error) => {
                    *failed |= tell(&named.name, &error);
                    false
                }
            });
        };
        progress.around(event, tell_all);
    }

    /// Ends all reports; the exit code, if one of them could not be written.
    pub(super) fn finish(mut self) -> Option<u8> {
        for named in &mut self.open {
            if let Err(error) = named.reporter.finish() {
                self.failed |= tell(&named.name, &error);
            }
        }
        self.failed.then_some(INCOMPLETE)
    }
}

/// Says that a report could not be written; whether that makes the run incomplete. Who closed the pipe wants no more.
pub(super) fn tell(name: &str, error: &io::Error) -> bool {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return false;
    }
    let _ = writeln!(io::stderr(), "sockspec: the report on {name} could not be written: {error}");
    true
}

/// Makes a report's file.
pub(super) fn create(path: &Path) -> Result<BufWriter<File>, UsageError> {
    File::create(path).map(BufWriter::new).map_err(|error| {
        UsageError::new(format!(
            "the report {} could not be made: {error}; name a file in a folder that is yours",
            path.display()
        ))
    })
}

/// Prints everything seen in each trial as it finishes.
struct Trace(TraceOptions);

impl Reporter for Trace {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let Event::TrialFinished(report) = event else { return Ok(()) };
        let Some(transcript) = report.outcome.transcript() else { return Ok(()) };
        let text = trace(&report.case, transcript, self.0);
        writeln!(io::stdout(), "{}: {text}", report.implementation)
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
