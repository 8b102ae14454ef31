//! How the programs of a protocol are compared that brings no comparison of its own: clause by clause.
//!
//! Two programs that both keep a clause may still behave differently there. The protocol leaves that open, and it
//! counts only if every byte does.

use super::account::TrialAccount;
use super::difference::{Channel, Difference, DifferenceKind};
use super::input::InputClass;
use super::life::{note_complaints, note_restart};
use super::walk::{CasePlace, Walk, describe_exit, escape_bytes, exit_category};
use super::{Comparer, Strictness};
use crate::case::{Case, Expectation, Step, Subject};
use crate::judge::{Evidence, Finding, Verdict};
use crate::transcript::{Bytes, Stream};

/// Compares the programs of any protocol.
#[derive(Debug, Clone, Copy)]
pub struct GeneralComparer;

impl Comparer for GeneralComparer {
    fn compare(&self, case: &Case, accounts: [&TrialAccount<'_>; 2], strictness: Strictness) -> Vec<Difference> {
        let Subject::Role(role) = case.id.subject() else { return Vec::new() };
        let mut walk = Walk::new(case, role, accounts, strictness);
        if !note_restart(&mut walk) && !note_clauses(&mut walk) && !note_end(&mut walk) {
            note_bytes(&mut walk);
            note_complaints(&mut walk);
        }
        walk.into_differences()
    }
}

/// Notes each clause that the two do not keep to alike; whether there is one.
fn note_clauses(walk: &mut Walk<'_>) -> bool {
    let [left, right] = walk.accounts;
    let mut differs = false;
    for finding in left.findings {
        let Some(other) = right.findings.iter().find(|other| other.clause == finding.clause) else { continue };
        let Some((kind, observed)) = compare_findings([finding, other]) else { continue };
        differs = true;
        let place = locate_step(walk, finding.step.or(other.step));
        walk.note_of_any(&place, kind, observed);
    }
    differs
}

/// In what two findings about one clause differ, if they do. A clause that was not judged for one of them says nothing.
fn compare_findings(both: [&Finding; 2]) -> Option<(DifferenceKind, [String; 2])> {
    let clause = both[0].clause;
    match both.map(|finding| &finding.verdict) {
        [Verdict::Noted(left), Verdict::Noted(right)] => {
            (left != right).then(|| (DifferenceKind::Named(clause), [left.clone(), right.clone()]))
        }
        [Verdict::Skipped(_), _] | [_, Verdict::Skipped(_)] | [Verdict::Pass, Verdict::Pass] => None,
        verdicts => {
            let observed =
                verdicts.map(|verdict| verdict.evidence().map_or_else(|| "keeps to it".to_owned(), describe_evidence));
            (observed[0] != observed[1]).then_some((DifferenceKind::Clause(clause), observed))
        }
    }
}

fn describe_evidence(evidence: &Evidence) -> String {
    match &evidence.observed {
        Some(observed) => format!("{}: {observed}", evidence.what),
        None => evidence.what.clone(),
    }
}

/// The place at which a step shows something: the channel that the step expects, and the input for it.
fn locate_step(walk: &Walk<'_>, step: Option<usize>) -> CasePlace {
    let expected = step.and_then(|at| match walk.case.steps.get(at) {
        Some(Step::Expect { what, .. }) => Some((at, what)),
        _ => None,
    });
    let (channel, input) = match expected {
        Some((at, what)) => {
            (channel_of_expectation(what), Some(walk.sent_for_expectation(at, what).0).filter(|sent| !sent.is_empty()))
        }
        None => (Channel::Life, None),
    };
    CasePlace { channel, step, input: input.map(Bytes::from), class: InputClass::Nothing }
}

fn channel_of_expectation(what: &Expectation) -> Channel {
    match what {
        Expectation::Reply { .. } | Expectation::NamedReply { .. } | Expectation::Nothing { .. } => Channel::Reply,
        Expectation::Sends { .. } => Channel::Sent,
        Expectation::Prints { .. } => Channel::Console,
        _ => Channel::Life,
    }
}

/// Notes that one ends by itself and the other does not, or in another way; whether that is so.
fn note_end(walk: &mut Walk<'_>) -> bool {
    let side = walk.role.side();
    let ends = walk.accounts.map(|account| account.ended_at_last(side));
    let differs = if walk.is_exact() { ends[0] != ends[1] } else { exit_category(ends[0]) != exit_category(ends[1]) };
    if differs {
        let place = CasePlace { channel: Channel::Life, step: None, input: None, class: InputClass::Nothing };
        walk.note_of_any(&place, DifferenceKind::Ends, ends.map(|status| describe_exit(status, side)));
    }
    differs
}

/// Notes what else the two say otherwise, if every byte counts.
fn note_bytes(walk: &mut Walk<'_>) {
    if !walk.is_exact() {
        return;
    }
    for (at, step) in walk.case.steps.iter().enumerate() {
        let Step::Expect { .. } = step else { continue };
        let heard = walk.accounts.map(|account| {
            let pieces = account.pieces_for_expectation(walk.case, at);
            pieces.iter().map(|piece| escape_bytes(&piece.bytes)).collect::<Vec<_>>().join(" | ")
        });
        if heard[0] != heard[1] {
            let place = locate_step(walk, Some(at));
            walk.note_of_any(&place, DifferenceKind::LeftOpen, heard);
        }
    }
    let printed =
        walk.accounts.map(|account| escape_bytes(&account.transcript.printed_bytes(walk.role.side(), Stream::Out)));
    if printed[0] != printed[1] {
        let place = CasePlace { channel: Channel::Console, step: None, input: None, class: InputClass::Nothing };
        walk.note_of_any(&place, DifferenceKind::LeftOpen, printed);
    }
}
