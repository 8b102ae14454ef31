//! All details of one trial, as data. The page's script draws them when the reader opens the trial.

use super::lanes::{Drawing, draw_trial};
use crate::engine::event::TrialReport;
use crate::report::difference::TwoLines;
use crate::report::json::model::{FaultEntry, Trial, VerdictEntry, VerdictWord};
use crate::report::overview::TrialMark;
use crate::report::plain::{plain, plain_lines};
use crate::report::words;
use serde::Serialize;

/// One trial.
#[derive(Debug, Serialize)]
pub struct Detail {
    implementation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    case: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    mark: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shrunk: Option<String>,
    milliseconds: f64,
    replay: String,
    verdicts: Vec<DetailVerdict>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<DetailFault>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawing: Option<Drawing>,
}

/// One clause, judged.
#[derive(Debug, Serialize)]
struct DetailVerdict {
    clause: String,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    /// The observed text in parts, and whether each differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Vec<(bool, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<String>,
}

#[derive(Debug, Serialize)]
struct DetailFault {
    what: String,
    advice: String,
    output: Vec<String>,
}

impl Detail {
    /// A trial that was just played.
    pub fn from_trial(trial: &TrialReport, entry: &Trial, faults: &[FaultEntry], mark: TrialMark) -> Detail {
        let seen = trial.outcome.transcript();
        let steps = trial.case.steps.iter().take(MOST_STEPS).map(|step| plain(&words::describe_step(step)));
        Detail {
            summary: plain(&trial.case.summary),
            steps: steps.collect(),
            drawing: seen.filter(|seen| !seen.seen.is_empty()).map(|seen| draw_trial(trial, seen)),
            ..Detail::of_entry(entry, faults, mark)
        }
    }

    /// A trial of which the JSON report alone is left.
    pub fn of_entry(entry: &Trial, faults: &[FaultEntry], mark: TrialMark) -> Detail {
        Detail {
            implementation: plain(&entry.implementation),
            client: entry.client.as_deref().map(plain),
            case: plain(&entry.case),
            summary: String::new(),
            mark: mark.word(),
            cut: entry.cut.clone(),
            reason: entry.reason.as_deref().map(plain),
            shrunk: entry.shrunk.as_ref().map(|shrunk| {
                format!("the simplest case for {}, found by {} (seed {})", shrunk.clause, shrunk.found_by, shrunk.seed)
            }),
            milliseconds: (entry.seconds * 10_000.0).round() / 10.0,
            replay: plain(&entry.replay),
            verdicts: entry.verdicts.iter().map(convert_verdict).collect(),
            faults: faults.iter().map(convert_fault).collect(),
            steps: Vec::new(),
            drawing: None,
        }
    }
}

/// How many steps of a case are shown.
const MOST_STEPS: usize = 80;

fn convert_verdict(entry: &VerdictEntry) -> DetailVerdict {
    let (expected, observed) = compare_verdict_texts(entry);
    DetailVerdict {
        clause: entry.clause.clone(),
        verdict: verdict_word(entry),
        role: entry.role.clone(),
        what: entry.detail.as_deref().map(plain),
        expected,
        observed,
        cause: entry.cause.as_deref().map(plain),
        known: entry.known.as_deref().map(plain),
    }
}

/// The expected text, and the observed one in parts.
pub fn compare_verdict_texts(entry: &VerdictEntry) -> (Option<String>, Option<Vec<(bool, String)>>) {
    match (&entry.expected, &entry.observed) {
        (Some(expected), Some(observed)) => {
            let difference = TwoLines::compare_lines(&plain(expected), &plain(observed));
            let parts = observed_parts(&difference);
            (Some(difference.expected), Some(parts))
        }
        (expected, observed) => {
            let alone = |text: &String| TwoLines::quote_if_unclear(&plain(text));
            (expected.as_ref().map(alone), observed.as_ref().map(|text| vec![(false, alone(text))]))
        }
    }
}

/// The observed text in parts: `true` for a part that differs. If something is missing, such a part is empty.
fn observed_parts(difference: &TwoLines) -> Vec<(bool, String)> {
    let observed: Vec<char> = difference.observed.chars().collect();
    let text = |range: std::ops::Range<usize>| observed[range].iter().collect::<String>();
    let mut parts = Vec::new();
    let mut at = 0;
    for mark in &difference.marks {
        parts.extend((at < mark.start).then(|| (false, text(at..mark.start))));
        parts.push((true, text(mark.clone())));
        at = mark.end;
    }
    parts.extend((at < observed.len()).then(|| (false, text(at..observed.len()))));
    parts
}

/// The verdict's word; of a broken clause that the list knows, `known`.
pub fn verdict_word(entry: &VerdictEntry) -> &'static str {
    match (entry.verdict, &entry.known) {
        (VerdictWord::Fail | VerdictWord::Warn, Some(_)) => "known",
        (VerdictWord::Fail, None) => "fail",
        (VerdictWord::Warn, None) => "warn",
        (VerdictWord::Pass, _) => "pass",
        (VerdictWord::Noted, _) => "noted",
        (VerdictWord::Skipped, _) => "skipped",
    }
}

fn convert_fault(entry: &FaultEntry) -> DetailFault {
    DetailFault { what: plain(&entry.message), advice: plain(&entry.advice), output: plain_lines(&entry.output) }
}
