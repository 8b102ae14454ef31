//! A run as Markdown, for a CI system's summary page: a table, then what is wrong, each with all that the console tells.

use super::headline::headline;
use super::human::{BrokenClause, Collected, explained_broken};
use super::json::model::GeneratedEntry;
use super::matrix::escaped;
use super::overview::{Overview, TrialMark};
use super::plain::plain;
use super::words::{self, count};
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

    fn add(&mut self, trial: &TrialReport) {
        let strict = self.tally.is_strict();
        self.trials += 1;
        self.collected.add(trial, strict);
        if generated::family(&trial.case).is_some() {
            self.overview.add_drawn(&json::trial(trial, strict));
            return json::count_generated(&mut self.generated, trial, strict);
        }
        let entry = json::trial(trial, strict);
        self.overview.add(&entry, !json::faults(trial).is_empty());
    }

    fn text(&mut self) -> String {
        self.overview.count(&self.generated);
        let summary = self.ended.clone().unwrap_or_else(|| self.tally.summary(Duration::ZERO));
        let blocks = [
            format!("## sockspec: {}\n", headline(&json::counts(&summary, self.trials, self.ended.is_none()))),
            table(&self.overview),
            listed(
                "Faults of the set-up",
                self.collected
                    .faults
                    .iter()
                    .map(|((at, _), (fault, cases))| fault_line(&self.collected.names[*at], fault, cases)),
            ),
            listed("The known-failing list is out of date", self.collected.stale.iter().map(stale_line)),
            listed(
                "Flaky",
                self.collected
                    .flaky
                    .iter()
                    .map(|one| format!("{}: {} in `{}`", escaped(&one.implementation), one.clause, one.case)),
            ),
            listed(
                "Skipped",
                self.collected.skipped.iter().map(|one| {
                    let role = one.role.map_or_else(String::new, |role| format!(" {role}"));
                    format!(
                        "{}{role}: {}; to do: {}",
                        escaped(&one.implementation),
                        escaped(&one.reason),
                        escaped(&one.advice)
                    )
                }),
            ),
            self.deviations(true),
            self.deviations(false),
            counts(&summary),
        ];
        blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The broken clauses that fail the run, or those that don't, each to be opened by a click.
    fn deviations(&self, unexpected: bool) -> String {
        let all = self.collected.all_broken();
        let mut out = String::new();
        let mut left_out = 0;
        for broken in all.iter().filter(|broken| broken.unexpected == unexpected) {
            let one = deviation(&self.collected.names[broken.at], broken);
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
            out += &format!("\nand {} more: this page takes no more.\n", count(left_out, "deviation"));
        }
        let title = if unexpected { "Failures" } else { "Warnings" };
        format!("### {title}\n\n{out}")
    }
}

/// A row an implementation, a column a role.
fn table(overview: &Overview) -> String {
    let columns = overview.columns();
    if columns.is_empty() {
        return String::new();
    }
    let heads: String = columns.iter().map(|column| format!(" {column} |")).collect();
    let mut out = format!("| implementation |{heads}\n|---|{}\n", "---|".repeat(columns.len()));
    for (row, implementation) in overview.rows() {
        let language =
            implementation.language.as_ref().map_or_else(String::new, |name| format!(" ({})", escaped(name)));
        let cells = columns.iter().map(|column| {
            let marks = overview.get(row, column).map(|marks| {
                marks.told().map(|(mark, number)| match mark {
                    TrialMark::Fail | TrialMark::Fault => format!("**{number} {}**", mark.word()),
                    _ => format!("{number} {}", mark.word()),
                })
            });
            format!(" {} |", marks.map_or_else(|| "–".to_owned(), |all| all.collect::<Vec<_>>().join(", ")))
        });
        out += &format!("| **{}**{language} |{}\n", escaped(&implementation.name), cells.collect::<String>());
    }
    out
}

fn listed(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("- {item}\n")).collect();
    if items.is_empty() { items } else { format!("### {title}\n\n{items}") }
}

fn fault_line(name: &str, fault: &Fault, cases: &[String]) -> String {
    let what = escaped(&fault.to_string());
    format!("{}: {what} (in {}); to do: {}", escaped(name), count(cases.len(), "case"), escaped(&words::advice(fault)))
}

fn stale_line(entry: &StaleKnownFailing) -> String {
    let why = words::out_of_date(entry.why);
    let (file, case, clause) = (escaped(&entry.file), escaped(&entry.case), escaped(&entry.clause));
    format!("{file}:{}: delete this entry: {clause} in {case} {why}", entry.line)
}

fn deviation(name: &str, broken: &BrokenClause<'_>) -> String {
    let text = explained_broken(name, broken);
    let clause = broken.clause;
    let fence = fence(&text);
    let title = format!("{}: {clause} ({})", html(name), clause.level());
    let sentence = html(clause.sentence());
    format!(
        "<details><summary><b>{title}</b> {sentence}</summary>\n\n{fence}text\n{}\n{fence}\n\n</details>\n\n",
        text.trim_end()
    )
}

/// A fence that nothing in the text can close.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

fn html(text: &str) -> String {
    plain(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn counts(summary: &Summary) -> String {
    format!(
        "{}: {} passed, {} failed, {} warned, {} known, {} noted, {} skipped; {}\n",
        count(summary.played, "trial"),
        count(summary.passed, "clause"),
        summary.failed,
        summary.warned,
        summary.known,
        summary.noted,
        summary.skipped,
        count(summary.faults, "fault"),
    )
}

impl<W: Write> Reporter for Markdown<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.tally.note(event);
        match event {
            Event::RunStarted(run) => {
                self.overview = Overview::new(&json::implementations(run), run.strict);
            }
            Event::TrialFinished(trial) => self.add(trial),
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
        let text = self.text();
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
