//! Behaviours that have names: those of INFO clauses, and clauses that hold or not by what only they look at.

use crate::case::Step;
use crate::differential::account::TrialAccount;
use crate::differential::walk::{CasePlace, Walk};
use crate::differential::{Channel, DifferenceKind, InputClass};
use crate::judge::{Finding, Verdict};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use crate::set_statistics::Clause;

/// Clauses about things that no other comparison shows: addresses, connections, the time of the length, the side that
/// closes.
const BY_VERDICT: [Clause; 4] = [Clause::End1, Clause::End2, Clause::TcpC6, Clause::TcpS8];

/// Notes each clause whose named behaviours differ. If one program has ended, only the behaviour before that has a
/// name.
pub(super) fn note_differing_names(walk: &mut Walk<'_>) {
    if walk.role.side() == Side::Server && walk.has_parted() {
        return;
    }
    for (clause, names) in find_differing_clauses(walk) {
        let step = walk.accounts[0].finding_for_clause(clause).and_then(|finding| finding.step);
        let place = CasePlace { channel: Channel::Life, step, input: None, class: InputClass::Nothing };
        walk.note_of_any(&place, DifferenceKind::Named(clause), names);
    }
}

/// Whether the expectation of step `at` is about a clause whose named behaviours differ.
pub(super) fn differs_at_step(walk: &Walk<'_>, at: usize) -> bool {
    let Some(Step::Expect { clause, .. }) = walk.case.steps.get(at) else { return false };
    find_differing_clauses(walk).iter().any(|(differing, _)| differing == clause)
}

/// Whether what a client prints has names that differ.
pub(super) fn differs_anywhere(walk: &Walk<'_>) -> bool {
    let expects = |clause: &ClauseId| {
        walk.case.steps.iter().any(|step| matches!(step, Step::Expect { clause: c, .. } if c == clause))
    };
    find_differing_clauses(walk).iter().any(|(clause, _)| expects(clause) && !Clause::is_among(*clause, &BY_VERDICT))
}

fn find_differing_clauses(walk: &Walk<'_>) -> Vec<(ClauseId, [String; 2])> {
    let [left, right] = walk.accounts;
    let named = left.findings.iter().filter_map(|finding| {
        let other = right.finding_for_clause(finding.clause)?;
        Some((finding.clause, [behaviour_name(finding)?, behaviour_name(other)?]))
    });
    let differ = named.filter(|(_, names)| names[0] != names[1]);
    differ.filter(|(clause, names)| *clause != Clause::TcpC7 || !is_by_delay(walk.accounts, names)).collect()
}

/// Whether the client that printed the short number waited longer than the other one, or longer than a client waits on
/// an idle machine. Then the machine causes the difference, and it does not count (only waiting decides TCP-C-7).
fn is_by_delay(accounts: [&TrialAccount<'_>; 2], names: &[String; 2]) -> bool {
    const LONGER: f64 = 1.5;
    /// In microseconds; the harness waits until the client is at rest, which takes some 50 ms.
    const BUSY: u64 = 80_000;
    let Some(short) = names.iter().position(|name| name == "short") else { return false };
    let [of_short, of_other] = [short, 1 - short].map(|which| accounts[which].longest_pause());
    of_short as f64 > LONGER * of_other as f64 || (of_short > BUSY && of_short > of_other)
}

/// The name of what was seen. A reply that is noted as it is (NUM-6) is compared as a reply.
fn behaviour_name(finding: &Finding) -> Option<String> {
    match &finding.verdict {
        Verdict::Noted(name) if finding.clause != Clause::Num6 => Some(name.clone()),
        Verdict::Pass if Clause::is_among(finding.clause, &BY_VERDICT) => Some("it holds".to_owned()),
        Verdict::Fail(evidence) | Verdict::Warn(evidence) if Clause::is_among(finding.clause, &BY_VERDICT) => {
            Some(format!("it does not hold: {}", evidence.what))
        }
        _ => None,
    }
}
