//! The verdict on each clause in a judged trial, until it is known which texts differ everywhere.

use super::PointResult;
use crate::engine::event::{Judged, TrialReport};
use crate::judge::Verdict;
use crate::report::everywhere::{FoundEverywhere, TextId};
use crate::report::human::explain_finding;
use crate::report::json::model::{Trial, VerdictEntry, VerdictWord};
use crate::report::words;

/// The clauses of a trial, judged.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    lines: Vec<SheetLine>,
    /// The text below all failures.
    ending: String,
}

/// One clause.
#[derive(Debug, Clone)]
struct SheetLine {
    /// The text that decides the verdict, if the clause is broken and a text decides it.
    text: Option<TextId>,
    clause: String,
    standing: Standing,
    /// In a line.
    line: String,
    /// In full.
    full: String,
}

/// The effect of a clause on a test.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Holds,
    Skipped,
    /// It is noted, or broken in a way that does not fail the run.
    Remarked,
    Known {
        reason: String,
    },
    Unexpected,
}

/// A sheet as if the texts that differ everywhere were right.
pub(super) struct Judgement {
    pub result: PointResult,
    /// The note on the texts that it leaves out.
    pub note: Option<String>,
}

impl Sheet {
    /// The sheet of a trial; `texts`: the text that decides each finding.
    pub fn of_findings(trial: &TrialReport, findings: &[Judged], texts: &[Option<TextId>], strict: bool) -> Sheet {
        let lines = findings.iter().zip(texts).map(|(judged, text)| of_finding(trial, judged, *text, strict));
        Sheet { lines: lines.collect(), ending: String::new() }
    }

    /// The sheet of a trial of which the JSON report alone is left.
    pub fn of_entry(trial: &Trial, texts: &[Option<TextId>], strict: bool) -> Sheet {
        let lines = trial.verdicts.iter().zip(texts).map(|(verdict, text)| of_verdict(verdict, *text, strict));
        Sheet { lines: lines.collect(), ending: format!("\nagain: {}", trial.replay) }
    }

    /// Whether a verdict that a text decides fails the run.
    pub fn fails_by_text(&self) -> bool {
        self.lines.iter().any(|line| line.text.is_some() && line.standing == Standing::Unexpected)
    }

    /// The failure by this text, in a line and in full. `its_own`: only the clause under which the text is reported.
    pub fn failure_by_text(&self, found: &FoundEverywhere, its_own: bool) -> Option<(String, String)> {
        let clause = found.clause.to_string();
        let is_it = |line: &&SheetLine| {
            line.text == Some(found.text)
                && line.standing == Standing::Unexpected
                && (line.clause == clause || !its_own)
        };
        let line = self.lines.iter().find(is_it)?;
        Some((line.line.clone(), format!("{}{}", line.full, self.ending)))
    }

    /// Failed if something fails the run; known if all that is broken is known; passed otherwise.
    pub fn judge_without_texts(&self, everywhere: &[FoundEverywhere]) -> Judgement {
        let text_of = |line: &SheetLine| everywhere.iter().find(|found| Some(found.text) == line.text);
        let left_out = self.lines.iter().filter(|line| line.standing == Standing::Unexpected).filter_map(text_of);
        let mut clauses: Vec<String> = left_out.map(|found| found.clause.to_string()).collect();
        clauses.sort_unstable();
        clauses.dedup();
        let lines: Vec<&SheetLine> = self.lines.iter().filter(|line| text_of(line).is_none()).collect();
        Judgement { result: self.result_of_lines(&lines, clauses.is_empty()), note: left_out_note(&clauses) }
    }

    fn result_of_lines(&self, lines: &[&SheetLine], is_whole: bool) -> PointResult {
        let of = |wanted: fn(&Standing) -> bool| -> Vec<&SheetLine> {
            lines.iter().copied().filter(|line| wanted(&line.standing)).collect()
        };
        let unexpected = of(|standing| *standing == Standing::Unexpected);
        if !unexpected.is_empty() {
            return PointResult::Failed { what: in_lines(&unexpected), text: self.in_full(&unexpected) };
        }
        let known = of(|standing| matches!(standing, Standing::Known { .. }));
        if !known.is_empty() {
            return PointResult::Known { reason: join_reasons(&known), text: self.in_full(&known) };
        }
        if is_whole && !lines.is_empty() && lines.iter().all(|line| line.standing == Standing::Skipped) {
            return PointResult::Skipped { reason: in_lines(lines) };
        }
        let remarks = of(|standing| matches!(standing, Standing::Remarked | Standing::Skipped));
        PointResult::Passed { remarks: remarks.iter().map(|line| line.full.clone()).collect() }
    }

    fn in_full(&self, lines: &[&SheetLine]) -> String {
        lines.iter().map(|line| line.full.as_str()).collect::<Vec<_>>().join("\n") + &self.ending
    }
}

/// The note of a test on the texts that it leaves out; `None`: it leaves out none.
pub(super) fn left_out_note(clauses: &[String]) -> Option<String> {
    let names = clauses.iter().map(|clause| format!("\"{clause} everywhere\"")).collect::<Vec<_>>().join(", ");
    (!clauses.is_empty()).then(|| format!("as if one text were right that differs everywhere: see {names}"))
}

fn in_lines(lines: &[&SheetLine]) -> String {
    lines.iter().map(|line| line.line.as_str()).collect::<Vec<_>>().join("; ")
}

fn join_reasons(known: &[&SheetLine]) -> String {
    let reason = |line: &&SheetLine| match &line.standing {
        Standing::Known { reason } => Some(format!("{}: {reason}", line.clause)),
        _ => None,
    };
    known.iter().filter_map(reason).collect::<Vec<_>>().join("; ")
}

fn of_finding(trial: &TrialReport, judged: &Judged, text: Option<TextId>, strict: bool) -> SheetLine {
    let verdict = &judged.finding.verdict;
    let standing = match (verdict, &judged.known) {
        (Verdict::Pass, _) => Standing::Holds,
        (Verdict::Skipped(_), _) => Standing::Skipped,
        (Verdict::Fail(_) | Verdict::Warn(_), Some(reason)) => Standing::Known { reason: reason.clone() },
        _ if judged.is_unexpected(strict) => Standing::Unexpected,
        (Verdict::Fail(_) | Verdict::Warn(_) | Verdict::Noted(_), _) => Standing::Remarked,
    };
    let side = judged.finding.side.map_or_else(String::new, |side| format!("{side} "));
    let is_broken = verdict.evidence().is_some();
    let word = if is_broken { String::new() } else { format!(" {}", verdict.word()) };
    let line = format!("{side}{}{word}{}", judged.clause(), words::verdict_suffix(verdict));
    let full = explain_finding(trial, judged, strict).unwrap_or_else(|| line.clone());
    SheetLine { text, clause: judged.clause().to_string(), standing, line, full }
}

fn of_verdict(one: &VerdictEntry, text: Option<TextId>, strict: bool) -> SheetLine {
    let standing = match (one.verdict, &one.known) {
        (VerdictWord::Pass, _) => Standing::Holds,
        (VerdictWord::Skipped, _) => Standing::Skipped,
        (VerdictWord::Fail | VerdictWord::Warn, Some(reason)) => Standing::Known { reason: reason.clone() },
        (VerdictWord::Fail, None) => Standing::Unexpected,
        (VerdictWord::Warn, None) if strict => Standing::Unexpected,
        (VerdictWord::Warn | VerdictWord::Noted, _) => Standing::Remarked,
    };
    let word = match one.verdict {
        VerdictWord::Noted => " noted",
        VerdictWord::Skipped => " skipped",
        VerdictWord::Pass | VerdictWord::Fail | VerdictWord::Warn => "",
    };
    let line = format!("{}{word}: {}", one.clause, one.detail.as_deref().unwrap_or_default());
    let said = [("expected", &one.expected), ("observed", &one.observed), ("perhaps", &one.cause)];
    let said = said.iter().filter_map(|(name, text)| Some(format!("\n{name}: {}", text.as_ref()?)));
    let full = format!("{line}{}", said.collect::<String>());
    SheetLine { text, clause: one.clause.clone(), standing, line, full }
}
