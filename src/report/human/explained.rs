//! The console's text about one deviation or one fault, as plain text for other reports.

use super::collected::{BrokenClause, Shown};
use super::failure::render_failure;
use super::sections::one_fault;
use super::style::Style;
use crate::engine::event::{Fault, Judged, Outcome, TrialReport};
use crate::report::plain::plain;

/// The broken clause in full: its sentence, what was done and seen, what was expected, a likely cause, the command.
/// `None`: it is not broken, or the trial was not judged.
pub fn explain_finding(trial: &TrialReport, judged: &Judged, strict: bool) -> Option<String> {
    let (Outcome::Judged { transcript, .. }, Some(evidence)) = (&trial.outcome, judged.finding.verdict.evidence())
    else {
        return None;
    };
    let shown = Shown::new(trial, transcript, evidence, judged.finding.step);
    let broken = BrokenClause::shown_by(judged.clause(), &shown, judged.is_unexpected(strict));
    let text = render_failure(trial.player_name(judged.finding.side), &broken, &Style::without_colours());
    let reason = judged.known.as_ref().map(|reason| format!("known       {}\n", plain(reason)));
    Some(text + &reason.unwrap_or_default())
}

/// The same of a clause that several cases show.
pub(in crate::report) fn explained_broken(name: &str, broken: &BrokenClause<'_>) -> String {
    render_failure(name, broken, &Style::without_colours())
}

/// A fault of the set-up in full: what it is, what to do about it, and what the program said.
pub fn explained_fault(trial: &TrialReport, fault: &Fault) -> String {
    one_fault(&trial.owner_of_fault(fault), fault, &[trial.title()]).trim_start().to_owned()
}
