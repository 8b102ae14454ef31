//! No answer came: what was seen instead, and why that typically is.

use super::cause;
use super::unserved;
use crate::judge::called::client_called;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::judge::life::Life;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Happening, Seen, WaitEnd};

/// The evidence against a server that has not answered `on` by the end of step `at`.
pub(super) fn no_answer(hearing: &Hearing<'_>, at: usize, on: &str) -> Evidence {
    let life = Life::at_step(hearing, Side::Server, Some(at));
    // That the harness's leaving ends it afterwards is no reason.
    let fate = if life.ended_by(at) { life.exit_suffix() } else { String::new() };
    let who = client_called(on);
    if let Some(reason) = hearing.refusal_reason(on) {
        return if life.came_to_nothing() {
            Evidence::new(format!("the server does not come up when it is started again{fate}"))
                .caused_by(life.reason_from_stderr().and_then(|reason| cause::of_no_start(&reason)))
        } else {
            Evidence::new(format!("{who} cannot connect ({reason}){fate}"))
        };
    }
    if unserved::is_unaccepted(hearing, on) {
        let cause = hearing.guest_before(on, at).map(cause::serves_one_at_a_time);
        let what = format!("{who} connects, and the server does not accept the connection{fate}");
        return Evidence::new(what).caused_by(cause.filter(|_| fate.is_empty()));
    }
    if let Some(trigger) = answered_late(hearing, at, on) {
        let what = format!("{who} sends a request, and the answer comes only after {trigger}");
        return Evidence::new(what).caused_by(Some(cause::of_reading_on()));
    }
    if hearing.is_closed_by(on, at) {
        return Evidence::new(format!("{who} sends a request, and the connection ends without an answer{fate}"));
    }
    let cause = if fate.is_empty() { of_waiting(hearing, at, on) } else { None };
    Evidence::new(format!("{who} sends a request, and no answer comes{fate}")).caused_by(cause)
}

/// After what else of `on` the answer came, if it did: a stream's alone, for a datagram may answer the next one.
fn answered_late(hearing: &Hearing<'_>, at: usize, on: &str) -> Option<String> {
    if hearing.transport() == Transport::Udp {
        return None;
    }
    let is_later = |seen: &&Seen| seen.step.is_none_or(|step| step > at);
    let start = hearing.transcript.seen.iter().position(|seen| seen.step == Some(at))?;
    let mut trigger = None;
    for seen in hearing.transcript.seen[start..].iter().filter(is_later) {
        match &seen.what {
            Happening::Sent { peer, bytes } if peer == on => trigger = Some(format!("it has sent {bytes:?} too")),
            Happening::HalfClosed { peer } if peer == on => trigger = Some("it has closed its sending side".to_owned()),
            Happening::Received { peer, .. } if peer == on => return trigger,
            _ => {}
        }
    }
    None
}

/// Why a server that lives and is at rest may not answer.
fn of_waiting(hearing: &Hearing<'_>, at: usize, on: &str) -> Option<String> {
    if hearing.wait_of(at) != Some(WaitEnd::Still) || hearing.transport() == Transport::Udp {
        return None;
    }
    match hearing.guest_before(on, at) {
        Some(guest) => Some(cause::serves_one_at_a_time(guest)),
        None => Some(cause::of_reading_on().to_owned()),
    }
}
