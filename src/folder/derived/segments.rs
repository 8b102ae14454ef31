//! The same bytes in other segments: a message in pieces, or several messages at once.

use super::draws::Draws;
use super::{DerivedVariant, WrittenCase};
use crate::case::{Cut, Expectation, Payload, Step, When};
use crate::protocol::Unit;

/// How many of the first places of a message are each tried as that of one cut: programs start anew for each.
const PLACES: usize = 8;
/// How many variants are cut at drawn places.
const DRAWN: usize = 8;
/// The most places of a drawn cut.
const MOST_AT_ONCE: usize = 5;

/// Every message in two pieces, for each of the first places; then in several pieces at drawn places. A message that the written case
/// cuts itself stays as it is.
pub(super) fn cut_messages(written: &WrittenCase<'_>, draws: &mut Draws) -> Vec<DerivedVariant> {
    let longest = written.case.steps.iter().filter_map(uncut_length).max().unwrap_or_default();
    let mut variants = Vec::new();
    for place in 1..longest.min(PLACES + 1) {
        let steps = with_cuts(written, |length| if place < length { vec![place] } else { Vec::new() });
        variants
            .push(DerivedVariant::new(steps, format!("Here each message arrives in two pieces, cut at byte {place}.")));
    }
    for _ in 0..DRAWN {
        let count = 1 + draws.draw_below(MOST_AT_ONCE);
        let steps = with_cuts(written, |length| draws.draw_places(count, length));
        let is_new = steps != written.case.steps && variants.iter().all(|other: &DerivedVariant| other.steps != steps);
        if is_new {
            variants.push(DerivedVariant::new(steps, "Here each message arrives in pieces, cut at drawn places."));
        }
    }
    variants
}

/// How many bytes a step sends in one piece.
fn uncut_length(step: &Step) -> Option<usize> {
    match step {
        Step::Send { payload, cut, .. } if *cut == Cut::default() => Some(payload.to_vec().len()),
        _ => None,
    }
}

/// The steps, with each uncut message cut at the places that `places` says for its length.
fn with_cuts(written: &WrittenCase<'_>, mut places: impl FnMut(usize) -> Vec<usize>) -> Vec<Step> {
    let mut steps = written.case.steps.clone();
    for step in &mut steps {
        let Some(length) = uncut_length(step) else { continue };
        if let Step::Send { cut, .. } = step {
            cut.at = places(length);
        }
    }
    steps
}

/// All messages of one client in one segment, for each client with which that changes nothing else. Nothing if the
/// protocol's unit does not separate its replies.
pub(super) fn join_messages(written: &WrittenCase<'_>) -> Vec<DerivedVariant> {
    if !matches!(written.role.unit(), Unit::Line | Unit::Bytes(_) | Unit::LengthPrefix(_)) {
        return Vec::new();
    }
    let mut steps = written.case.steps.clone();
    let clients: Vec<String> = steps.iter().filter_map(Step::entering_peer).map(str::to_owned).collect();
    for client in clients {
        if let Some(joined) = join_client_messages(&steps, &client) {
            steps = joined;
        }
    }
    if steps == written.case.steps {
        Vec::new()
    } else {
        vec![DerivedVariant::new(steps, "Here all messages of a client arrive in one segment.")]
    }
}

/// The steps with all that `client` sends in its first message. Nothing if it sends one message or none, or if the
/// steps between would mean something else.
fn join_client_messages(steps: &[Step], client: &str) -> Option<Vec<Step>> {
    let sends = |step: &Step| matches!(step, Step::Send { peer, .. } if peer == client);
    let first = steps.iter().position(sends)?;
    let last = steps.iter().rposition(sends)?;
    let between = &steps[first..=last];
    if first == last || between.iter().any(|step| forbids_joining(step, client)) {
        return None;
    }
    let mut whole = Payload::default();
    for step in between {
        if let Step::Send { peer, payload, .. } = step
            && peer == client
        {
            whole.parts.extend(payload.parts.clone());
        }
    }
    let mut joined = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        if at == first {
            joined.push(Step::Send {
                peer: client.to_owned(),
                payload: whole.clone(),
                cut: Cut::default(),
                to: Default::default(),
            });
        } else if !sends(step) {
            joined.push(step.clone());
        }
    }
    Some(joined)
}

/// Whether a later message of `client` can't be sent before this step without changing what the step means.
fn forbids_joining(step: &Step, client: &str) -> bool {
    match step {
        Step::Send { peer, cut, .. } => peer == client && *cut != Cut::default(),
        Step::StaySilent | Step::Pause { .. } | Step::Start | Step::Stop => true,
        Step::Expect { what: Expectation::Nothing { on }, .. } => on.as_ref().is_none_or(|on| on == client),
        Step::Expect { what: Expectation::Closed { on }, .. } => on == client,
        Step::Expect { what: Expectation::Reply { on, when, .. }, .. } => on == client && *when != When::default(),
        _ => false,
    }
}
