//! What a judged trial is as a test.

use super::{PointResult, broken};
use crate::engine::event::{Judged, TrialReport};
use crate::judge::Verdict;
use crate::report::words;

/// Failed where something fails the run, known where all that is broken is known, passed otherwise.
pub fn result(trial: &TrialReport, findings: &[Judged], strict: bool) -> PointResult {
    let unexpected: Vec<&Judged> = findings.iter().filter(|judged| judged.is_unexpected(strict)).collect();
    if !unexpected.is_empty() {
        return PointResult::Failed { what: lines(&unexpected, "; "), text: texts(trial, &unexpected, strict) };
    }
    let is_broken = |judged: &&Judged| judged.finding.verdict.evidence().is_some();
    let known: Vec<&Judged> = findings.iter().filter(is_broken).filter(|judged| judged.known.is_some()).collect();
    if !known.is_empty() {
        let reasons =
            known.iter().map(|judged| format!("{}: {}", judged.clause(), judged.known.as_deref().unwrap_or("")));
        let reason = reasons.collect::<Vec<_>>().join("; ");
        return PointResult::Known { reason, text: texts(trial, &known, strict) };
    }
    if !findings.is_empty() && findings.iter().all(|judged| matches!(judged.finding.verdict, Verdict::Skipped(_))) {
        return PointResult::Skipped { reason: lines(&findings.iter().collect::<Vec<_>>(), "; ") };
    }
    PointResult::Passed { remarks: remarks(trial, findings, strict) }
}

/// What is worth saying of a trial that is as expected.
fn remarks(trial: &TrialReport, findings: &[Judged], strict: bool) -> Vec<String> {
    let told = findings.iter().filter_map(|judged| match &judged.finding.verdict {
        Verdict::Pass | Verdict::Fail(_) => None,
        Verdict::Warn(_) => Some(broken(trial, judged, strict)),
        Verdict::Noted(_) | Verdict::Skipped(_) => Some(line(judged)),
    });
    told.collect()
}

/// `RSP-2: the reply's mean is …`.
fn line(judged: &Judged) -> String {
    let side = judged.finding.side.map_or_else(String::new, |side| format!("{side} "));
    let verdict = &judged.finding.verdict;
    let word = if verdict.evidence().is_some() { String::new() } else { format!(" {}", verdict.word()) };
    format!("{side}{}{word}{}", judged.clause(), words::said(verdict))
}

fn lines(all: &[&Judged], between: &str) -> String {
    all.iter().map(|judged| line(judged)).collect::<Vec<_>>().join(between)
}

fn texts(trial: &TrialReport, all: &[&Judged], strict: bool) -> String {
    all.iter().map(|judged| broken(trial, judged, strict)).collect::<Vec<_>>().join("\n")
}
