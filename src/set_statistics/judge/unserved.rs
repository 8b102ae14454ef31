//! Finds the clause that is broken if a client gets no answer: the one about its request, or one about the clients
//! before it.
//!
//! If the server never came to a client, that is no evidence about the numbers that the client would have sent. If a
//! server dies of a request, or does not answer it, that is no evidence about the next client. It is, if the server has
//! answered a similar request.

use super::blame;
use super::reply;
use crate::case::{Expectation, Payload};
use crate::judge::called::client_called;
use crate::judge::hearing::Hearing;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::dialect;
use crate::set_statistics::message::pieces_of_request;
use crate::transcript::{Happening, Seen};

/// A request of more bytes is a long one.
const SHORT: usize = 64;
/// Integers of so many digits fit into 32 bits.
const DIGITS: usize = 9;

/// The clause that is broken because nothing came on `on` for the expectation of step `at`, which names `clause`; `Err`:
/// none, and why.
pub(super) fn clause_to_blame(
    hearing: &Hearing<'_>,
    at: usize,
    clause: ClauseId,
    on: &str,
    of: &Payload,
) -> Result<ClauseId, String> {
    let is_about_clients = matches!(Clause::from_id(clause), Clause::TcpS1 | Clause::TcpS3 | Clause::UdpS1);
    // A server that dies of one client keeps the others from being served, and that is not what they are kept by.
    if Clause::from_id(clause) == Clause::TcpS6 && hearing.ended_by(Side::Server, at).is_some() {
        return Ok(Clause::TcpS5.id());
    }
    if !is_about_clients && !reply::is_about_values(clause) {
        return Ok(clause);
    }
    let before: Vec<EarlierRequest> = asked_before(hearing, at).collect();
    let form = RequestFeature::from_request(&of.to_vec());
    if is_turned_away(hearing, at, on) || is_unread(hearing, at, on) && !form.is_longest(&before) {
        let is_told = before.iter().any(|asked| !asked.is_answered) || failed_in_silence(hearing, at);
        return if is_told {
            Err(format!("the server does not serve {}: it failed with an earlier client", client_called(on)))
        } else {
            Ok(about_clients(hearing.transport(), before.is_empty() && !was_another_answered(hearing, at, on)))
        };
    }
    let blamed = blame::of_silence(hearing, at, clause, of);
    let is_open = matches!(Clause::from_id(blamed), Clause::TcpS3 | Clause::Rsp2 | Clause::Num3 | Clause::Num4);
    Ok(if is_open { about_request(hearing.transport(), &form, &before) } else { blamed })
}

/// The clause by which a client is served.
fn about_clients(transport: Transport, is_first: bool) -> ClauseId {
    match transport {
        Transport::Tcp if is_first => Clause::TcpS1.id(),
        Transport::Tcp => Clause::TcpS3.id(),
        Transport::Udp => Clause::UdpS1.id(),
    }
}

/// Whether the server never came to `on`: it refused or did not accept the connection, or was gone before it was asked.
fn is_turned_away(hearing: &Hearing<'_>, at: usize, on: &str) -> bool {
    hearing.refusal_reason(on).is_some() || is_unaccepted(hearing, on) || was_gone(hearing, at, on)
}

/// Whether the server had not accepted the connection of `on` when its answer should have come.
pub(super) fn is_unaccepted(hearing: &Hearing<'_>, on: &str) -> bool {
    let says_so = |what: &Happening| matches!(what, Happening::NotAccepted { peer } if peer == on);
    hearing.transcript.seen.iter().any(|seen| says_so(&seen.what))
}

/// Whether the server has left unread what was sent on `on`: then the system resets the connection that it closes. A long
/// request may be read in part.
fn is_unread(hearing: &Hearing<'_>, at: usize, on: &str) -> bool {
    let is_reset = |what: &Happening| matches!(what, Happening::PeerReset { peer } if peer == on);
    seen_until(hearing, at).any(|seen| is_reset(&seen.what))
}

/// Whether the server, or its connection to `on`, had ended before `on` asked, or nothing could be asked there.
fn was_gone(hearing: &Hearing<'_>, at: usize, on: &str) -> bool {
    let asks = |what: &Happening| match what {
        Happening::Sent { peer, .. } | Happening::DatagramSent { peer, .. } => peer == on,
        _ => false,
    };
    let ends = |what: &Happening| match what {
        Happening::Exited { program, .. } => *program == Side::Server,
        Happening::PeerClosed { peer } | Happening::PeerReset { peer } => peer == on,
        _ => false,
    };
    let seen: Vec<&Seen> = seen_until(hearing, at).collect();
    let asked = seen.iter().rposition(|seen| asks(&seen.what)).unwrap_or(seen.len());
    let is_start = |what: &Happening| matches!(what, Happening::Started { program: Side::Server });
    let start = seen[..asked].iter().rposition(|seen| is_start(&seen.what)).unwrap_or_default();
    seen[start..asked].iter().any(|seen| ends(&seen.what))
}

/// The events by the end of step `at`.
fn seen_until<'a>(hearing: &Hearing<'a>, at: usize) -> impl Iterator<Item = &'a Seen> {
    let begun = |seen: &Seen| seen.step.is_some();
    let last = hearing.transcript.seen.iter().rposition(begun).map_or(0, |last| last + 1);
    hearing.transcript.seen[..last].iter().filter(move |seen| seen.step.is_none_or(|step| step <= at))
}

/// Whether the server has sent something to a client before `on`, whatever was expected of it.
fn was_another_answered(hearing: &Hearing<'_>, at: usize, on: &str) -> bool {
    seen_until(hearing, at).any(|seen| match &seen.what {
        Happening::Received { peer, .. } | Happening::DatagramReceived { peer, .. } => peer != on,
        _ => false,
    })
}

/// Whether the server failed at an earlier step that expects silence: that one says so.
fn failed_in_silence(hearing: &Hearing<'_>, at: usize) -> bool {
    let expects_silence = |step: usize| {
        let what = hearing.expectations_before(at).find(|(other, ..)| *other == step).map(|(_, what, _)| what);
        matches!(what, Some(Expectation::Nothing { .. }))
    };
    hearing.transcript.seen.iter().any(|seen| match &seen.what {
        Happening::Exited { program: Side::Server, status } => {
            !status.is_success() && seen.step.is_some_and(expects_silence)
        }
        _ => false,
    })
}

/// A request that an earlier step expects an answer to.
struct EarlierRequest {
    form: RequestFeature,
    is_answered: bool,
}

fn asked_before(hearing: &Hearing<'_>, at: usize) -> impl Iterator<Item = EarlierRequest> {
    hearing.expectations_before(at).filter_map(|(step, what, _)| match what {
        Expectation::Statistics { on, of } => Some(EarlierRequest {
            form: RequestFeature::from_request(&of.to_vec()),
            is_answered: !hearing.pieces_for_expectation(on, step).is_empty(),
        }),
        _ => None,
    })
}

/// The clause about a request that was read and not answered, if its spelling is not to blame. It is about a feature
/// that none of the answered requests has. Without such a feature, it is the clause about the next client.
fn about_request(transport: Transport, form: &RequestFeature, before: &[EarlierRequest]) -> ClauseId {
    let answered: Vec<&RequestFeature> =
        before.iter().filter(|asked| asked.is_answered).map(|asked| &asked.form).collect();
    let has_most_digits = form.digits > DIGITS && answered.iter().all(|other| form.digits > other.digits);
    if form.is_single && !answered.iter().any(|other| other.is_single) {
        return Clause::Req2.id();
    }
    match transport {
        Transport::Tcp if form.is_longest(before) => Clause::TcpS4.id(),
        Transport::Udp if form.is_longest(before) => Clause::UdpS3.id(),
        Transport::Tcp if has_most_digits || answered.is_empty() => Clause::TcpS1.id(),
        Transport::Tcp => Clause::TcpS3.id(),
        Transport::Udp => Clause::UdpS1.id(),
    }
}

/// Features of a request that a server may stumble over, besides the spelling of its numbers.
struct RequestFeature {
    is_single: bool,
    bytes: usize,
    /// The digits of the longest number.
    digits: usize,
}

impl RequestFeature {
    fn from_request(request: &[u8]) -> RequestFeature {
        let (_, words) = pieces_of_request(request);
        let count = if dialect::current().length.is_joined() { 2 } else { 1 };
        let digits = |word: &[u8]| word.iter().filter(|byte| byte.is_ascii_digit()).count();
        RequestFeature {
            is_single: words.len() == count,
            bytes: request.len(),
            digits: words.iter().map(|word| digits(word)).max().unwrap_or_default(),
        }
    }

    /// Whether it is long, and longer than all of these that were answered.
    fn is_longest(&self, before: &[EarlierRequest]) -> bool {
        let mut answered = before.iter().filter(|asked| asked.is_answered);
        self.bytes > SHORT && answered.all(|asked| self.bytes > asked.form.bytes)
    }
}
