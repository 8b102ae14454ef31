//! A run as Markdown, for a CI system's summary page: a table, then the failures, each with all that the console report
//! says.

use super::headline::render_headline;
use super::human::{BrokenClause, Collected, explained_broken};
use super::json::model::GeneratedEntry;
use super::matrix::escape_markdown;
use super::overview::{Overview, TrialMark};
use super::plain::plain;
use super::words::{self, format_count};
use super::{Reporter, generated, json};
use crate::engine::event::{Event, Fault, StaleKnownFailing, Summary, TrialReport};
use crate::engine::summary::Tally;
use std::io::{self, Write};
use std::time::Duration;

/// How long the deviations may be together, in bytes: GitHub refuses a summary of more than 1 MiB.
const LONGEST: usize = 700 * 1024;

/// The Markdown report, written when the run is over.
#[derive(Debug)]
pub struct Markdown<W> {
    out: W,
    tally: Tally,
    collected: Collected,
    overview: Overview,
    generated: Vec<GeneratedEntry>,
    ended: Option<Summary>,
    trials: usize,
}

impl<W: Write> Markdown<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        Markdown {
            out,
            tally: Tally::default(),
            collected: Collected::default(),
            overview: Overview::default(),
            generated: Vec::new(),
            ended: None,
            trials: 0,
        }
    }

    fn add_trial(&mut self, trial: &TrialReport) {
        let strict = self.tally.is_strict();
        self.trials += 1;
        self.collected.add_trial(trial, strict);
        if generated::generator_family(&trial.case).is_some() {
            self.overview.add_drawn(&json::trial_entry(trial, strict));
            return json::count_generated(&mut self.generated, trial, strict);
        }
        let entry = json::trial_entry(trial, strict);
        self.overview.add_trial(&entry, !json::fault_entries(trial).is_empty());
    }

    fn render_report(&mut self) -> String {
        self.overview.count_trials(&self.generated);
        let summary = self.ended.clone().unwrap_or_else(|| self.tally.build_summary(Duration::ZERO));
        let blocks = [
            format!(
                "## sockspec: {}\n",
                render_headline(&json::report_counts(&summary, self.trials, self.ended.is_none()))
            ),
            render_table(&self.overview),
            render_list(
                "Faults of the set-up",
                self.collected
                    .faults
                    .iter()
                    .map(|((at, _), (fault, cases))| fault_line(&self.collected.names[*at], fault, cases)),
            ),
            render_list("The known-failing list is out of date", self.collected.stale.iter().map(stale_line)),
            render_list(
                "Flaky",
                self.collected
                    .flaky
                    .iter()
                    .map(|one| format!("{}: {} in `{}`", escape_markdown(&one.implementation), one.clause, one.case)),
            ),
            render_list(
                "Skipped",
                self.collected.skipped.iter().map(|one| {
                    let role = one.role.map_or_else(String::new, |role| format!(" {role}"));
                    format!(
                        "{}{role}: {}; to do: {}",
                        escape_markdown(&one.implementation),
                        escape_markdown(&one.reason),
                        escape_markdown(&one.advice)
                    )
                }),
            ),
            self.render_deviations(true),
            self.render_deviations(false),
            render_counts(&summary),
        ];
        blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The broken clauses that fail the run, or those that don't, each to be opened by a click.
    fn render_deviations(&self, unexpected: bool) -> String {
        let all = self.collected.all_broken();
        let mut out = String::new();
        let mut left_out = 0;
        for broken in all.iter().filter(|broken| broken.unexpected == unexpected) {
            let one = render_deviation(&self.collected.names[broken.at], broken);
            if out.len() + one.len() > LONGEST / 2 {
                left_out += 1;
            } else {
                out += &one;
            }
        }
        if out.is_empty() {
            return out;
        }
        if left_out > 0 {
            out += &format!("\nand {} more: this page takes no more.\n", format_count(left_out, "deviation"));
        }
        let title = if unexpected { "Failures" } else { "Warnings" };
        format!("### {title}\n\n{out}")
    }
}

/// A row an implementation, a column a role.
fn render_table(overview: &Overview) -> String {
    let columns = overview.tried_columns();
    if columns.is_empty() {
        return String::new();
    }
    let heads: String = columns.iter().map(|column| format!(" {column} |")).collect();
    let mut out = format!("| implementation |{heads}\n|---|{}\n", "---|".repeat(columns.len()));
    for (row, implementation) in overview.rows() {
        let language =
            implementation.language.as_ref().map_or_else(String::new, |name| format!(" ({})", escape_markdown(name)));
        let cells = columns.iter().map(|column| {
            let marks = overview.get(row, column).map(|marks| {
                marks.nonzero_counts().map(|(mark, number)| match mark {
                    TrialMark::Fail | TrialMark::Fault => format!("**{number} {}**", mark.word()),
                    _ => format!("{number} {}", mark.word()),
                })
            });
            format!(" {} |", marks.map_or_else(|| "–".to_owned(), |all| all.collect::<Vec<_>>().join(", ")))
        });
        out += &format!("| **{}**{language} |{}\n", escape_markdown(&implementation.name), cells.collect::<String>());
    }
    out
}

fn render_list(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("- {item}\n")).collect();
    if items.is_empty() { items } else { format!("### {title}\n\n{items}") }
}

fn fault_line(name: &str, fault: &Fault, cases: &[String]) -> String {
    let what = escape_markdown(&fault.to_string());
    format!(
        "{}: {what} (in {}); to do: {}",
        escape_markdown(name),
        format_count(cases.len(), "case"),
        escape_markdown(&words::advice_for_fault(fault))
    )
}

fn stale_line(entry: &StaleKnownFailing) -> String {
    let why = words::out_of_date(entry.why);
    let (file, case, clause) =
        (escape_markdown(&entry.file), escape_markdown(&entry.case), escape_markdown(&entry.clause));
    format!("{file}:{}: delete this entry: {clause} in {case} {why}", entry.line)
}

fn render_deviation(name: &str, broken: &BrokenClause<'_>) -> String {
    let text = explained_broken(name, broken);
    let clause = broken.clause;
    let fence = choose_fence(&text);
    let title = format!("{}: {clause} ({})", escape_html(name), clause.level());
    let sentence = escape_html(clause.sentence());
    format!(
        "<details><summary><b>{title}</b> {sentence}</summary>\n\n{fence}text\n{}\n{fence}\n\n</details>\n\n",
        text.trim_end()
    )
}

/// A fence that nothing in the text can close.
fn choose_fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

fn escape_html(text: &str) -> String {
    plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn render_counts(summary: &Summary) -> String {
    format!(
        "{}: {} passed, {} failed, {} warned, {} known, {} noted, {} skipped; {}\n",
        format_count(summary.played, "trial"),
        format_count(summary.passed, "clause"),
        summary.failed,
        summary.warned,
        summary.known,
        summary.noted,
        summary.skipped,
        format_count(summary.faults, "fault"),
    )
}

impl<W: Write> Reporter for Markdown<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.count_event(event);
        match event {
            Event::RunStarted(run) => {
                self.overview = Overview::new(&json::implementation_entries(run), run.strict);
            }
            Event::TrialFinished(trial) => self.add_trial(trial),
            Event::Shrunk(found) => self.collected.add_shrunk(found, self.tally.is_strict()),
            Event::ImplementationSkipped(skipped) => self.collected.skipped.push(skipped.clone()),
            Event::KnownFailingStale(entry) => self.collected.stale.push(entry.clone()),
            Event::Flaky(verdict) => self.collected.flaky.push(verdict.clone()),
            Event::RunFinished(summary) => self.ended = Some(summary.clone()),
            Event::Notice { .. } | Event::ImplementationFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let text = self.render_report();
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
