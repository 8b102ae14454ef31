//! A merged report on the console: the table of a matrix, the failures, the counts.

use super::json::model::{FaultEntry, OutcomeWord, Report, Trial, VerdictEntry, VerdictWord};
use super::matrix::{MatrixTable, render_markdown, render_text, skipped_lines};
use super::merge::{Merged, blamed_implementation, trial_title};
use super::plain::plain;
use super::words::format_count;
use std::collections::BTreeMap;

/// The table of a report's cells; empty if it has none.
pub fn table_from_report(report: &Report) -> MatrixTable {
    let mut table = MatrixTable::new(&report.implementations);
    report.trials.iter().filter(|trial| trial.client.is_some()).for_each(|trial| table.add_trial(trial));
    table
}

/// The table as Markdown, and what is missing of it.
pub fn merged_markdown(merged: &Merged) -> String {
    render_markdown(&table_from_report(&merged.report), &missing_lines(merged))
}

/// The missing parts of the report, a line each.
fn missing_lines(merged: &Merged) -> Vec<String> {
    let mut lines = skipped_lines(&merged.report.skipped);
    if !merged.missing.is_empty() {
        let parts: Vec<String> = merged.missing.iter().map(ToString::to_string).collect();
        lines.push(format!("missing: part {}; the run is incomplete", parts.join(", ")));
    }
    if merged.report.partial {
        lines.push("a report was cut short: trials are missing".to_owned());
    }
    lines
}

/// The whole text.
pub fn render_merged(merged: &Merged) -> String {
    let report = &merged.report;
    let mut out = render_text(&table_from_report(report));
    if !out.is_empty() {
        out.push('\n');
    }
    out += &render_broken_clauses(report);
    for fault in &report.faults {
        out += &plain(&format!("fault: {} in {}: {}", fault_players(fault), fault.case, fault.message));
        out.push('\n');
    }
    out += &missing_lines(merged).iter().map(|line| plain(line) + "\n").collect::<String>();
    let sum = &report.summary;
    out += &format!(
        "{}, {} clauses passed, {} failed, {} warned, {} known, {} noted, {} skipped, {}; {} not run\n",
        format_count(sum.trials, "trial"),
        sum.passed,
        sum.failed,
        sum.warned,
        sum.known,
        sum.noted,
        sum.skipped,
        format_count(sum.faults, "fault"),
        sum.not_run
    );
    out
}

/// The players of the trial that met the fault: two in a cell of a matrix.
fn fault_players(fault: &FaultEntry) -> String {
    let client = fault.client.iter().map(|client| format!("{client} -> "));
    client.chain([fault.implementation.clone()]).collect()
}

/// Each program's broken clause once, with the first trial that shows it and the command.
fn render_broken_clauses(report: &Report) -> String {
    let mut found: BTreeMap<(&str, &str), Vec<(&Trial, &VerdictEntry)>> = BTreeMap::new();
    for trial in report.trials.iter().filter(|trial| trial.outcome == OutcomeWord::Judged) {
        let broken = |verdict: &&VerdictEntry| matches!(verdict.verdict, VerdictWord::Fail | VerdictWord::Warn);
        for verdict in trial.verdicts.iter().filter(broken).filter(|verdict| verdict.known.is_none()) {
            let name = blamed_implementation(trial, verdict.role.as_deref());
            found.entry((name, &verdict.clause)).or_default().push((trial, verdict));
        }
    }
    let told = found.into_iter().map(|((name, clause), all)| {
        let (trial, verdict) = all[0];
        let word = if verdict.verdict == VerdictWord::Fail { "FAIL" } else { "WARN" };
        let what = verdict.detail.as_deref().unwrap_or_default();
        let lines = [
            format!("{word} {name}: {clause}, in {}", format_count(all.len(), "trial")),
            format!("  {}: {what}", trial_title(trial)),
            format!("  again: {}", trial.replay),
        ];
        lines.map(|line| plain(&line) + "\n").concat()
    });
    told.collect()
}
