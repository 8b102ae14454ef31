//! One trial that was played again: all that was seen, what is said of each clause, and whether it is as before.

use super::failure::render_comparison;
use super::page::{render_field, render_text_field};
use super::style::{Style, paint_text};
use crate::engine::event::{Judged, NetworkKind, Outcome, TrialReport};
use crate::judge::Verdict;
use crate::report::artifact::{Replay, Said};
use crate::report::plain::{plain, plain_lines};
use crate::report::trace::{TraceOptions, render_trace};
use crate::report::words;

/// The trial, step by step, then clause by clause. `before` is the record in its artifact, `network` the network of the
/// trial.
pub fn render_replay(trial: &TrialReport, before: Option<&Replay>, network: NetworkKind, style: &Style) -> String {
    let (transcript, verdicts) = match &trial.outcome {
        Outcome::Skipped { reason } => return format!("not played: {}\n", plain(reason)),
        Outcome::Faulted { fault, transcript } => (transcript, fault_told(fault, style)),
        Outcome::Judged { transcript, findings, faults } => {
            let faults: String = faults.iter().map(|fault| fault_told(fault, style)).collect();
            let findings: String = findings.iter().map(|judged| render_finding(judged, style)).collect();
            (transcript, faults + &findings)
        }
    };
    let told = render_trace(&trial.case, transcript, TraceOptions::default());
    let mut out = format!("{}: {told}\n{verdicts}", plain(&trial.describe_players()));
    if let Some(before) = before {
        out += &format!("\n{}", then_and_now(trial, before, network));
    }
    out
}

fn fault_told(fault: &crate::engine::event::Fault, style: &Style) -> String {
    let mut out = format!("{} {}\n", paint_text(style.doubtful, "FAULT"), plain(&fault.to_string()));
    out += &render_text_field("to do", &plain(&words::advice_for_fault(fault)));
    let output: Vec<String> =
        plain_lines(words::output_before_fault(fault)).iter().map(|line| format!("| {line}")).collect();
    out + &render_field("it said", &output)
}

fn render_finding(judged: &Judged, style: &Style) -> String {
    let clause = judged.clause();
    let side = judged.finding.side.map_or_else(String::new, |side| format!(", the {side}"));
    let title = format!("{clause} ({}{side})", clause.level());
    let evidence = match &judged.finding.verdict {
        Verdict::Pass => return format!("{} {title}\n", paint_text(style.good, "pass")),
        Verdict::Noted(name) => return format!("noted {title}: {}\n", plain(name)),
        Verdict::Skipped(why) => return format!("skipped {title}: {}\n", plain(why)),
        Verdict::Fail(evidence) | Verdict::Warn(evidence) => evidence,
    };
    let paint = if matches!(judged.finding.verdict, Verdict::Fail(_)) { style.bad } else { style.doubtful };
    let word = judged.finding.verdict.word().to_uppercase();
    let mut out = format!("{} {}\n", paint_text(paint, word), paint_text(style.strong, title));
    out += &render_text_field("clause", clause.sentence());
    out += &render_text_field("found", &plain(&evidence.what));
    out += &render_comparison(evidence, style);
    out += &evidence.cause.as_ref().map_or_else(String::new, |cause| render_text_field("perhaps", &plain(cause)));
    out + &judged.known.as_ref().map_or_else(String::new, |known| render_text_field("known", &plain(known)))
}

/// Whether the verdicts are those of the artifact, and what else was different then.
fn then_and_now(trial: &TrialReport, before: &Replay, network: NetworkKind) -> String {
    let mut lines = Vec::new();
    if before.players() != trial.describe_players() {
        lines.push(format!("then it was {}, now it is {}", before.players(), trial.describe_players()));
    }
    if before.network != network {
        lines.push("then and now the networks are not of the same kind (a namespace, or the host's)".to_owned());
    }
    let differences = verdict_differences(trial, before);
    if differences.is_empty() {
        lines.push("the verdicts are those of the file".to_owned())
    } else {
        lines.extend(differences)
    }
    lines.iter().map(|line| render_text_field("then, now", &plain(line))).collect()
}

/// The verdicts that differ from those in the file. A clause that was not judged, then or now, can't differ.
fn verdict_differences(trial: &TrialReport, before: &Replay) -> Vec<String> {
    let Outcome::Judged { findings, .. } = &trial.outcome else {
        return vec!["it could not be played now".to_owned()];
    };
    if before.verdicts.is_empty() {
        return vec!["it could not be played then".to_owned()];
    }
    let now: Vec<Said> = findings.iter().map(Said::from_judged).collect();
    let changed = before.verdicts.iter().filter_map(|then| {
        let Some(now) = now.iter().find(|now| is_same_clause(now, then)) else {
            return then
                .is_broken()
                .then(|| format!("{} was {}, and nothing breaks it now", then.clause, then.short_verdict()));
        };
        let judged = then.verdict != "skipped" && now.verdict != "skipped";
        let same = plain(&then.short_verdict()) == plain(&now.short_verdict());
        (judged && !same).then(|| format!("{} was {}, is {}", then.clause, then.short_verdict(), now.short_verdict()))
    });
    changed.collect()
}

fn is_same_clause(one: &Said, other: &Said) -> bool {
    (one.clause, one.side) == (other.clause, other.side)
}

/// The clauses that the artifact says are broken, and that are not any more.
pub fn vanished_clauses(trial: &TrialReport, before: &Replay) -> Vec<String> {
    let Outcome::Judged { findings, .. } = &trial.outcome else { return Vec::new() };
    let now: Vec<Said> = findings.iter().map(Said::from_judged).collect();
    let is_gone = |then: &&Said| {
        let still = now.iter().find(|now| is_same_clause(now, then));
        then.is_broken() && still.is_none_or(|now| !now.is_broken() && now.verdict != "skipped")
    };
    before.verdicts.iter().filter(is_gone).map(|then| then.clause.to_string()).collect()
}

/// Whether the verdicts are those of the artifact.
pub fn is_as_before(trial: &TrialReport, before: &Replay) -> bool {
    verdict_differences(trial, before).is_empty()
}
