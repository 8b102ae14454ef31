//! A folder of reports for the person who grades a class: a page and a Markdown summary for each implementation of a
//! run.
//!
//! No file stays open between two writes, so that a class may be larger than the number of files that a process may open.

use super::{Html, Markdown, Reporter};
use crate::engine::event::{Event, RunStarted, Summary, file_name_of};
use crate::engine::summary::Tally;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How much of a page is kept until it is written.
const BUFFER: usize = 256 * 1024;

/// Writes `DIR` of `--report-dir`: `NAME.html` and `NAME.md` for each implementation, those that can't be tried too.
#[derive(Debug)]
pub struct ReportFolder {
    folder: PathBuf,
    run: Option<RunStarted>,
    pages: Vec<Pages>,
    names: BTreeSet<String>,
}

/// The reports of one implementation.
#[derive(Debug)]
struct Pages {
    implementation: String,
    html: Html<BufWriter<Appended>>,
    markdown: Markdown<BufWriter<Appended>>,
    tally: Tally,
    duration: Duration,
}

impl ReportFolder {
    /// Reports that are written into `folder`, which is made.
    ///
    /// # Errors
    /// It can't be made.
    pub fn create(folder: &Path) -> io::Result<ReportFolder> {
        fs::create_dir_all(folder)?;
        Ok(ReportFolder { folder: folder.to_owned(), run: None, pages: Vec::new(), names: BTreeSet::new() })
    }

    fn open_all_pages(&mut self, run: &RunStarted) -> io::Result<()> {
        self.run = Some(RunStarted { implementations: Vec::new(), trials: 0, ..run.clone() });
        run.implementations.iter().try_for_each(|one| self.find_or_open_pages(&one.name, Some(run)).map(drop))
    }

    /// The reports of this implementation, which begin if they have not yet.
    fn find_or_open_pages(&mut self, name: &str, run: Option<&RunStarted>) -> io::Result<&mut Pages> {
        if let Some(at) = self.pages.iter().position(|pages| pages.implementation == name) {
            return Ok(&mut self.pages[at]);
        }
        let file = self.free_name(name);
        let path = |ending: &str| self.folder.join(format!("{file}.{ending}"));
        let mut pages = Pages {
            implementation: name.to_owned(),
            html: Html::new(Appended::create_empty(path("html"))?),
            markdown: Markdown::new(Appended::create_empty(path("md"))?),
            tally: Tally::default(),
            duration: Duration::ZERO,
        };
        if let Some(run) = run.or(self.run.as_ref()) {
            let own = run.implementations.iter().filter(|one| one.name == name).cloned().collect();
            // How many of the run's trials are its own is not known; a run that was cut short says so at its end.
            pages.handle(&Event::RunStarted(RunStarted { implementations: own, trials: 0, ..run.clone() }))?;
        }
        let at = self.pages.len();
        self.pages.push(pages);
        Ok(&mut self.pages[at])
    }

    /// A file's name that no other implementation has.
    fn free_name(&mut self, name: &str) -> String {
        let plain = file_name_of(name);
        let numbered = |number: usize| if number == 1 { plain.clone() } else { format!("{plain}-{number}") };
        let mut number = 1;
        // A file system may take capital letters and small ones for the same.
        while !self.names.insert(numbered(number).to_lowercase()) {
            number += 1;
        }
        numbered(number)
    }

    fn end_all_pages(&mut self, summary: &Summary) -> io::Result<()> {
        self.pages.iter_mut().try_for_each(|pages| match summary.not_run {
            0 => pages.end_with_summary(),
            // It is not known which implementation's trials are missing: none of the pages says that it is whole.
            _ => Ok(()),
        })
    }
}

impl Pages {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        if let Event::TrialFinished(trial) = event {
            self.duration += trial.duration;
        }
        self.html.handle(event)?;
        self.markdown.handle(event)
    }

    fn end_with_summary(&mut self) -> io::Result<()> {
        let summary = self.tally.build_summary(self.duration);
        self.handle(&Event::RunFinished(summary))
    }
}

impl Reporter for ReportFolder {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        let name = match event {
            Event::RunStarted(run) => return self.open_all_pages(run),
            Event::RunFinished(summary) => return self.end_all_pages(summary),
            Event::Notice { .. } => return self.pages.iter_mut().try_for_each(|pages| pages.handle(event)),
            Event::ImplementationFinished { .. } => return Ok(()),
            Event::ImplementationSkipped(skipped) => &skipped.implementation,
            Event::TrialFinished(trial) => &trial.implementation,
            Event::Flaky(flaky) => &flaky.implementation,
            Event::Shrunk(found) => &found.trial.implementation,
            Event::KnownFailingStale(stale) => &stale.implementation,
        };
        self.find_or_open_pages(name, None)?.handle(event)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.pages.iter_mut().try_for_each(|pages| {
            pages.html.finish()?;
            pages.markdown.finish()
        })
    }
}

/// A file that is open only while something is written to it.
#[derive(Debug)]
struct Appended(PathBuf);

impl Appended {
    /// Makes the file, empty.
    fn create_empty(path: PathBuf) -> io::Result<BufWriter<Appended>> {
        let at = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        File::create(&path).map_err(at)?;
        Ok(BufWriter::with_capacity(BUFFER, Appended(path)))
    }
}

impl Write for Appended {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        File::options().append(true).open(&self.0)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
