//! What a case sends that means something else in a dialect: a line feed in the middle ends a request there, say. Where such
//! visits show only that nothing is answered, the case does without them; otherwise it does not apply.

use crate::case::{Case, Expectation, LineEnd, Step};
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::dialect::{current, forms};
use std::collections::BTreeSet;

/// The same case without what means something else; `None`: it can't do without that, or says nothing then.
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
    let is_refused =
        |step: &Step| !matches!(step, Step::Expect { what, .. } if !matches!(what, Expectation::NoStatistics { .. }));
    let can_do_without = left_out.iter().all(|at| is_refused(&case.steps[*at]));
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

/// All steps of the clients that send such things, by their places.
fn of_their_clients(steps: &[Step]) -> BTreeSet<usize> {
    let senders: BTreeSet<&str> = steps.iter().filter(|step| means_something_else(step)).filter_map(actor).collect();
    let is_theirs = |step: &Step| match step {
        Step::Expect { what, .. } => senders.iter().any(|sender| what.listens_to(sender)),
        _ => actor(step).is_some_and(|actor| senders.contains(actor)),
    };
    (0..steps.len()).filter(|at| is_theirs(&steps[*at])).collect()
}

/// The datagrams that are such things, and the expectations behind each, by their places.
fn with_what_is_expected_of_them(steps: &[Step]) -> BTreeSet<usize> {
    let mut is_behind = false;
    let is_left_out = |step: &Step| {
        is_behind = means_something_else(step) || is_behind && matches!(step, Step::Expect { .. });
        is_behind
    };
    let left_out: Vec<bool> = steps.iter().map(is_left_out).collect();
    (0..steps.len()).filter(|at| left_out[*at]).collect()
}

/// Which of the harness's clients does the step.
fn actor(step: &Step) -> Option<&str> {
    match step {
        Step::Connect { peer }
        | Step::Bind { peer, .. }
        | Step::Send { peer, .. }
        | Step::HalfClose { peer }
        | Step::Leave { peer }
        | Step::Reset { peer } => Some(peer),
        _ => None,
    }
}
