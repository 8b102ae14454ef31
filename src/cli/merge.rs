//! `sockspec merge`: the JSON reports of the parts of a run as one.

use super::UsageError;
use super::reporters::create_report_file;
use crate::engine::summary::INCOMPLETE;
use crate::report::date::parse as parse_date;
use crate::report::json::{self, model::Report};
use crate::report::merge::{Merged, NamedReport, merge_reports};
use crate::report::merged::{merged_markdown, render_merged};
use crate::report::points::of_merged;
use crate::report::roster::{self, Roster};
use crate::report::{html, junit, tap};
use clap::Args;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const AFTER_HELP: &str = "\
The parts of one run (--partition I/N), or runs that share no trial. The exit code is the one that
a run of all would have had; a part that is missing makes it 3.

Examples:
  sockspec matrix a/ b/ c/ --partition 2/8 --report-json part-2.json     on each of eight machines, 1/8 to 8/8
  sockspec merge part-*.json --report-markdown matrix.md --report-json matrix.json";

#[derive(Debug, Args)]
#[command(after_long_help = AFTER_HELP)]
pub(super) struct MergeArguments {
    /// The JSON reports
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write the merged JSON report to this file
    #[arg(long, value_name = "FILE")]
    report_json: Option<PathBuf>,
    /// Write the matrix's table as Markdown to this file
    #[arg(long, value_name = "FILE")]
    report_markdown: Option<PathBuf>,
    /// Write a JUnit report to this file
    #[arg(long, value_name = "FILE")]
    report_junit: Option<PathBuf>,
    /// Write a TAP 13 report to this file
    #[arg(long, value_name = "FILE")]
    report_tap: Option<PathBuf>,
    /// Write a row for each implementation as CSV to this file; the cells of a matrix are not in it
    #[arg(long, value_name = "FILE")]
    report_csv: Option<PathBuf>,
    /// Write a page to look at to this file; what was seen in each trial is not in JSON reports, and so not there
    #[arg(long, value_name = "FILE")]
    report_html: Option<PathBuf>,
}

impl MergeArguments {
    /// The first report: all of them are of one protocol.
    pub(super) fn first_file(&self) -> Option<&Path> {
        self.files.first().map(PathBuf::as_path)
    }
}

pub(super) fn run_merge(arguments: &MergeArguments) -> Result<u8, UsageError> {
    let all = arguments.files.iter().map(|path| read(path)).collect::<Result<Vec<NamedReport>, UsageError>>()?;
    let outcome = merge_reports(all).map_err(UsageError::new)?;
    let mut failed = false;
    if let Some(path) = &arguments.report_json {
        failed |= is_lost(path, |out| json::write(out, &outcome.report))?;
    }
    if let Some(path) = &arguments.report_markdown {
        let text = merged_markdown(&outcome);
        failed |= is_lost(path, |out| out.write_all(text.as_bytes()))?;
    }
    if let Some(path) = &arguments.report_html {
        failed |= is_lost(path, |out| html::write(out, &outcome))?;
    }
    failed |= write_lists(arguments, &outcome)?;
    // A reader that closed the pipe wants no more.
    let _ = io::stdout().write_all(render_merged(&outcome).as_bytes());
    Ok(if failed { INCOMPLETE } else { outcome.report.summary.exit.unwrap_or(INCOMPLETE) })
}

/// Writes the reports that are lists of tests, or of implementations; whether one could not be written, which is said.
fn write_lists(arguments: &MergeArguments, outcome: &Merged) -> Result<bool, UsageError> {
    let report = &outcome.report;
    let mut failed = false;
    if let Some(path) = &arguments.report_junit {
        let time = report.summary.seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).unwrap_or_default();
        let began = report.date.as_deref().and_then(parse_date);
        failed |= is_lost(path, |out| junit::write(out, &of_merged(outcome), time, began))?;
    }
    if let Some(path) = &arguments.report_tap {
        failed |= is_lost(path, |out| tap::write(out, &of_merged(outcome)))?;
    }
    if let Some(path) = &arguments.report_csv {
        failed |= is_lost(path, |out| roster::write(&Roster::of_report(report), out))?;
    }
    Ok(failed)
}

fn read(path: &Path) -> Result<NamedReport, UsageError> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| {
        UsageError::new(format!("{name} could not be read: {error}; name the files that --report-json has written"))
    })?;
    let report: Report = serde_json::from_reader(BufReader::new(file)).map_err(|error| {
        UsageError::new(format!(
            "{name} is no JSON report of sockspec: {error}; write one with `sockspec run … --report-json FILE`"
        ))
    })?;
    Ok(NamedReport { name, report })
}

/// Writes a report; whether it could not be written, which is said.
fn is_lost(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<bool, UsageError> {
    let mut out = create_report_file(path)?;
    let written = write(&mut out).and_then(|()| out.flush());
    if let Err(error) = &written {
        let _ = writeln!(io::stderr(), "sockspec: the report on {} could not be written: {error}", path.display());
    }
    Ok(written.is_err())
}
