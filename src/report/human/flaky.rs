//! The verdicts that were not the same in each repetition of a trial.

use super::page::{render_field, render_item, render_text_field};
use crate::engine::event::{FlakyVerdict, Observation, TrialReport};
use crate::judge::Verdict;
use crate::report::plain::plain;
use crate::report::trace::{TraceOptions, render_trace};

/// One item a trial: its clauses, with each verdict that they got, and the command that repeats it.
pub fn render_flaky_items(all: &[FlakyVerdict]) -> Vec<String> {
    let trials = all.chunk_by(|one, next| one.implementation == next.implementation && one.case == next.case);
    trials.map(render_trial).collect()
}

fn render_trial(verdicts: &[FlakyVerdict]) -> String {
    let Some(first) = verdicts.first() else { return String::new() };
    let head = render_item(&format!("{}  {}", plain(&first.implementation), first.case));
    let clauses: String = verdicts.iter().map(render_clause).collect();
    let seen: String = verdicts.iter().flat_map(|one| &one.trials).map(render_transcript).collect();
    head + &clauses + &render_field("    again", &[plain(&first.replay)]) + &seen
}

/// All that was seen in one of the trials that disagree.
fn render_transcript(trial: &TrialReport) -> String {
    let Some(transcript) = trial.outcome.transcript() else { return String::new() };
    let text = render_trace(&trial.case, transcript, TraceOptions::default());
    text.lines().map(|line| format!("    | {line}\n")).collect()
}

/// `TCP-S-5 pass in 3 of 5; warn in 2 of 5, first in repetition 2: the server exits with code 1`.
fn render_clause(verdict: &FlakyVerdict) -> String {
    let all = verdict.observations.iter().map(|one| one.times).sum();
    let seen: Vec<String> = verdict.observations.iter().map(|one| render_observation(one, all)).collect();
    render_text_field("    seen", &format!("{}: {}", verdict.clause, seen.join("; ")))
}

fn render_observation(one: &Observation, all: usize) -> String {
    let times = format!("{} of {all}, first in repetition {}", one.times, one.first);
    match &one.verdict {
        None => format!("nothing to judge in {times}"),
        Some(verdict) => match verdict_detail(verdict) {
            Some(detail) => format!("{} in {times} ({})", verdict.word(), plain(detail)),
            None => format!("{} in {times}", verdict.word()),
        },
    }
}

fn verdict_detail(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Pass => None,
        Verdict::Fail(evidence) | Verdict::Warn(evidence) => Some(&evidence.what),
        Verdict::Noted(text) | Verdict::Skipped(text) => Some(text),
    }
}
