//! Annotations for GitHub Actions: workflow commands on standard output, which the site shows beside the code.
//!
//! The output of programs stands in the same stream, and could hold commands too. So this reporter stops GitHub's
//! command processing from the run's beginning to its end.
//!
//! GitHub keeps ten of each kind for a step. So each deviation is reported once, not once per case.

use super::Reporter;
use super::human::{BrokenClause, Collected, explained_broken};
use super::plain::{plain, plain_lines};
use super::words;
use crate::engine::event::{
    Event, Fault, ManifestOrigin, SkippedImplementation, StaleKnownFailing, Summary, TrialReport,
};
use crate::engine::summary::{NOTHING_RAN, Tally};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The annotations, written when the run is over.
#[derive(Debug)]
pub struct GitHub<W> {
    out: W,
    tally: Tally,
    collected: Collected,
    /// The path of each implementation's manifest, as far as its failing trials name one.
    manifests: BTreeMap<String, String>,
    ended: Option<Summary>,
    /// The word that no program can know.
    token: String,
    is_stopped: bool,
}

/// How grave an annotation is.
#[derive(Clone, Copy)]
enum Severity {
    Error,
    Warning,
}

/// The place at which an annotation is shown.
#[derive(Clone, Copy, Default)]
struct AnnotationPlace<'p> {
    file: Option<&'p str>,
    line: Option<usize>,
}

impl<W: Write> GitHub<W> {
    /// Annotations that are written to `out`, which also holds the report for people. `token` is a word that cannot be
    /// guessed, of letters and digits.
    pub fn new(out: W, token: String) -> Self {
        let (tally, collected) = (Tally::default(), Collected::default());
        GitHub { out, tally, collected, manifests: BTreeMap::new(), ended: None, token, is_stopped: false }
    }

    fn add_trial(&mut self, trial: &TrialReport) {
        self.collected.add_trial(trial, self.tally.is_strict());
        self.note_manifest(trial);
    }

    fn note_manifest(&mut self, trial: &TrialReport) {
        let origin = trial.artifact.as_ref().map(|place| &place.origin);
        if let Some(ManifestOrigin::Manifest(path) | ManifestOrigin::Shared { manifest: path, .. }) = origin {
            self.manifests.insert(trial.implementation.clone(), path.display().to_string());
        }
    }

    fn manifest_place(&self, implementation: &str) -> AnnotationPlace<'_> {
        AnnotationPlace { file: self.manifests.get(implementation).map(String::as_str), line: None }
    }

    fn annotation_lines(&self) -> Vec<String> {
        let all = &self.collected;
        let broken = all.all_broken();
        let broken = broken.iter().map(|broken| self.annotate_broken_clause(&all.names[broken.at], broken));
        let faults =
            all.faults.iter().map(|((at, _), (fault, cases))| self.annotate_fault(&all.names[*at], fault, cases.len()));
        let flaky = all.flaky.iter().map(|verdict| {
            let title = format!("{}: {} is flaky", verdict.implementation, verdict.clause);
            let text =
                format!("{} is not the same each time in {}\nagain: {}", verdict.clause, verdict.case, verdict.replay);
            render_command(Severity::Error, self.manifest_place(&verdict.implementation), &title, &text)
        });
        let required = all.skipped.iter().filter(|skipped| skipped.required).map(not_tried);
        let whole = self
            .run_problem()
            .map(|text| render_command(Severity::Error, AnnotationPlace::default(), "sockspec", text));
        let mut lines: Vec<String> = broken
            .chain(faults)
            .chain(flaky)
            .chain(all.stale.iter().map(out_of_date))
            .chain(required)
            .chain(whole)
            .collect();
        // Errors first, since the site shows ten.
        lines.sort_by_key(|line| !line.starts_with("::error"));
        lines
    }

    /// The problem of the run as a whole.
    fn run_problem(&self) -> Option<&'static str> {
        match &self.ended {
            None => Some("the run was cut short: trials are missing"),
            Some(summary) if summary.not_run > 0 => Some("the run stopped early: trials are missing"),
            Some(summary) if summary.exit == NOTHING_RAN => Some("no result: nothing was played"),
            Some(_) => None,
        }
    }

    fn annotate_broken_clause(&self, name: &str, broken: &BrokenClause<'_>) -> String {
        let severity = if broken.unexpected { Severity::Error } else { Severity::Warning };
        let title = format!("{name}: {} ({})", broken.clause, broken.clause.level());
        render_command(severity, self.manifest_place(name), &title, &explained_broken(name, broken))
    }

    fn annotate_fault(&self, name: &str, fault: &Fault, cases: usize) -> String {
        let text =
            format!("{fault}\nin {}; to do: {}", words::format_count(cases, "case"), words::advice_for_fault(fault));
        render_command(Severity::Error, self.manifest_place(name), &format!("{name}: the set-up"), &text)
    }
}

fn out_of_date(entry: &StaleKnownFailing) -> String {
    let why = words::out_of_date(entry.why);
    let place = AnnotationPlace { file: Some(&entry.file), line: Some(entry.line) };
    let title = format!("{}: a known-failing entry is out of date", entry.implementation);
    render_command(
        Severity::Error,
        place,
        &title,
        &format!("delete this entry: {} in `{}` {why}", entry.clause, entry.case),
    )
}

fn not_tried(skipped: &SkippedImplementation) -> String {
    let title = format!("{} is required and was skipped", skipped.implementation);
    let text = format!("{}\nto do: {}", skipped.reason, skipped.advice);
    render_command(Severity::Error, AnnotationPlace::default(), &title, &text)
}

/// `::error file=…,line=…,title=…::…`
fn render_command(severity: Severity, place: AnnotationPlace, title: &str, text: &str) -> String {
    let word = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = place.file.map(|file| format!("file={}", escape_property(file)));
    let line = place.line.map(|line| format!("line={line}"));
    let properties = file.into_iter().chain(line).chain([format!("title={}", escape_property(title))]);
    let properties = properties.collect::<Vec<_>>().join(",");
    format!("::{word} {properties}::{}", escape_message(&plain_lines(text).join("\n")))
}

/// The message of a workflow command: on one line.
fn escape_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command, which a comma or a colon would end.
fn escape_property(text: &str) -> String {
    escape_message(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}

impl<W: Write> Reporter for GitHub<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        match event {
            Event::TrialFinished(trial) => self.add_trial(trial),
            Event::Shrunk(found) => {
                self.collected.add_shrunk(found, self.tally.is_strict());
                self.note_manifest(&found.trial);
            }
            Event::ImplementationSkipped(skipped) => self.collected.skipped.push(skipped.clone()),
            Event::KnownFailingStale(entry) => self.collected.stale.push(entry.clone()),
            Event::Flaky(verdict) => self.collected.flaky.push(verdict.clone()),
            Event::RunFinished(summary) => self.ended = Some(summary.clone()),
            Event::RunStarted(_) => {
                self.is_stopped = true;
                return writeln!(self.out, "::stop-commands::{}", self.token);
            }
            Event::Notice { .. } | Event::ImplementationFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_stopped) {
            writeln!(self.out, "::{}::", self.token)?;
        }
        self.annotation_lines().iter().try_for_each(|line| writeln!(self.out, "{line}"))?;
        self.out.flush()
    }
}
