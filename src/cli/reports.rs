//! The reports that a run writes to files, and those that a CI system gets by itself.

use super::UsageError;
use super::reporters::{Reporters, create_report_file};
use crate::report::{Badge, GitHub, Html, Json, Junit, Markdown, TapReport, matrix};
use clap::Args;
use std::collections::hash_map::RandomState;
use std::ffi::OsString;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// The variable with the file in which GitHub Actions wants the text of a step's summary page.
const SUMMARY_PAGE: &str = "GITHUB_STEP_SUMMARY";
/// The variable that GitHub Actions sets to `true`.
const ON_GITHUB: &str = "GITHUB_ACTIONS";

/// Reports, any number at once.
#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "Reports")]
pub(super) struct ReportArguments {
    /// Write a JSON report to this file
    #[arg(long, value_name = "FILE")]
    pub(super) report_json: Option<PathBuf>,
    /// Write a JUnit report to this file, for Jenkins, GitLab and their like
    #[arg(long, value_name = "FILE")]
    pub(super) report_junit: Option<PathBuf>,
    /// Write a TAP 13 report to this file, for prove and its like
    #[arg(long, value_name = "FILE")]
    pub(super) report_tap: Option<PathBuf>,
    /// Write a Markdown report to this file; on GitHub it goes to the step's summary page by itself
    #[arg(long, value_name = "FILE")]
    pub(super) report_markdown: Option<PathBuf>,
    /// Write a page to look at to this file: it needs no network and no file beside it
    #[arg(long, value_name = "FILE")]
    pub(super) report_html: Option<PathBuf>,
    /// Write a badge's JSON to this file, for the endpoint of shields.io
    #[arg(long, value_name = "FILE")]
    pub(super) report_badge: Option<PathBuf>,
    /// Print annotations for GitHub Actions, as is done by itself where GITHUB_ACTIONS is true
    #[arg(long)]
    pub(super) report_github: bool,
}

/// The tables of a run's Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkdownTables {
    /// Each implementation's roles.
    Roles,
    /// Each client against each server.
    Pairs,
}

/// Opens the reports that go to files; one that can't be made is known before anything is run.
pub(super) fn open_reports(
    arguments: &ReportArguments,
    tables: MarkdownTables,
    open: &mut Reporters,
) -> Result<(), UsageError> {
    if let Some(path) = &arguments.report_json {
        open.add_saved(path, Json::new)?;
    }
    if let Some(path) = &arguments.report_junit {
        open.add_reporter(path.display().to_string(), Junit::new(create_report_file(path)?));
    }
    if let Some(path) = &arguments.report_tap {
        open.add_reporter(path.display().to_string(), TapReport::new(create_report_file(path)?));
    }
    if let Some(path) = &arguments.report_html {
        open.add_saved(path, Html::new)?;
    }
    if let Some(path) = &arguments.report_badge {
        open.add_reporter(path.display().to_string(), Badge::new(create_report_file(path)?));
    }
    if let Some(path) = &arguments.report_markdown {
        add_markdown(path.display().to_string(), create_report_file(path)?, tables, open);
    }
    if let Some(path) = env_value(SUMMARY_PAGE) {
        let path = PathBuf::from(path);
        add_markdown(path.display().to_string(), open_for_append(&path)?, tables, open);
    }
    Ok(())
}

/// The annotations, after all that is for people.
pub(super) fn add_annotations(arguments: &ReportArguments, open: &mut Reporters) {
    if arguments.report_github || env_value(ON_GITHUB).is_some_and(|value| value == "true") {
        open.add_reporter("standard output".to_owned(), GitHub::new(io::stdout(), random_token()));
    }
}

/// A word that no program under test can guess.
fn random_token() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}

fn add_markdown(name: String, out: impl Write + 'static, tables: MarkdownTables, open: &mut Reporters) {
    match tables {
        MarkdownTables::Roles => open.add_reporter(name, Markdown::new(out)),
        MarkdownTables::Pairs => open.add_reporter(name, matrix::MatrixMarkdown::new(out)),
    }
}

/// The variable's value, if it has one.
fn env_value(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The summary page may hold what an earlier command of the step wrote.
fn open_for_append(path: &PathBuf) -> Result<BufWriter<File>, UsageError> {
    let file = File::options().append(true).create(true).open(path);
    file.map(BufWriter::new)
        .map_err(|error| UsageError::new(format!("{SUMMARY_PAGE}: {} could not be opened: {error}", path.display())))
}
