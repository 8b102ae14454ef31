//! Finds bytes of a case that mean something else in a dialect. For example, a line feed in the middle of a request may
//! end it. If such visits expect only that nothing is answered, they are left out of the case. Otherwise the case does
//! not apply.

use crate::case::{Case, Expectation, LineEnd, Step};
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::dialect::{current, forms};
use std::collections::BTreeSet;

/// The same case without the visits that mean something else; `None`: they can't be left out, or no expectation remains.
pub(super) fn without_other_meanings(case: &Case) -> Option<Case> {
    if !case.steps.iter().any(means_something_else) {
        return Some(case.clone());
    }
    let roles = case.id.subject().roles();
    let [role] = roles.as_slice() else { return None };
    if role.side() == Side::Client {
        return None;
    }
    let left_out = match role.transport() {
        Transport::Tcp => of_their_clients(&case.steps),
        Transport::Udp => with_what_is_expected_of_them(&case.steps),
    };
    let can_do_without = left_out.iter().all(|at| match &case.steps[*at] {
        Step::Expect { what, .. } => matches!(what, Expectation::NoStatistics { .. }),
        _ => true,
    });
    let kept = case.steps.iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, step)| step.clone());
    let steps: Vec<Step> = kept.collect();
    let says_something = steps.iter().any(|step| matches!(step, Step::Expect { .. }));
    (can_do_without && says_something).then(|| Case { steps, ..case.clone() })
}

fn means_something_else(step: &Step) -> bool {
    let dialect = current();
    match step {
        Step::Send { payload, .. } => {
            payload.to_vec().iter().any(forms::ends_something) || forms::becomes_a_request(payload)
        }
        Step::Type { end: LineEnd::CarriageReturn, .. } => {
            !dialect.request.end.is_empty() || dialect.length.is_joined()
        }
        _ => false,
    }
}

/// The places of all steps of the clients that send such bytes.
fn of_their_clients(steps: &[Step]) -> BTreeSet<usize> {
    let senders: BTreeSet<&str> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Send { peer, .. } if means_something_else(step) => Some(peer.as_str()),
            _ => None,
        })
        .collect();
    (0..steps.len()).filter(|at| senders.iter().any(|sender| steps[*at].is_about(sender))).collect()
}

/// The places of such datagrams, and of the expectations behind each.
fn with_what_is_expected_of_them(steps: &[Step]) -> BTreeSet<usize> {
    let mut is_behind = false;
    let is_left_out = |step: &Step| {
        is_behind = means_something_else(step) || is_behind && matches!(step, Step::Expect { .. });
        is_behind
    };
    let left_out: Vec<bool> = steps.iter().map(is_left_out).collect();
    (0..steps.len()).filter(|at| left_out[*at]).collect()
}
