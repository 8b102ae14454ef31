//! Judges the answers of a server, and what it must not send.

use super::blame;
use super::silence::no_answer;
use super::unserved;
use super::{info, reply};
use crate::case::{Behaviour, Expectation, Payload};
use crate::judge::called::client_called;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::judge::life::Life;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::message::{format_response, parse_request, parse_response, read_leniently};
use crate::set_statistics::statistics::Statistics;
use crate::transcript::{Bytes, ExitStatus, Happening};

/// The server answers on `on` with the statistics of `of`.
pub(super) fn judge_statistics(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    on: &str,
    of: &Payload,
) {
    let pieces = hearing.pieces_for_expectation(on, at);
    let reply = match hearing.transport() {
        Transport::Tcp => with_rest(hearing, at, on, &of.to_vec(), pieces.concat()),
        Transport::Udp => pieces.first().cloned().unwrap_or_default(),
    };
    if pieces.is_empty() {
        return match unserved::clause_to_blame(hearing, at, clause, on, of) {
            Ok(blamed) => docket.break_clause(blamed, no_answer(hearing, at, on).of_no_answer(&of.to_vec())),
            Err(reason) => docket.skip_clause(clause, reason),
        };
    }
    if let Some(evidence) = breaks_off(hearing, at, &of.to_vec(), &reply) {
        let blamed = if reply::is_about_values(clause) { clause } else { Clause::Rsp2.id() };
        return docket.break_clause(blamed, evidence);
    }
    let blamed = blame::of_answer(hearing, at, clause, of, &reply);
    reply::judge_reply(docket, blamed, &of.to_vec(), &reply);
    docket.pass_clause(clause);
    if hearing.transport() == Transport::Udp {
        judge_datagrams(hearing, docket, at, on, &pieces);
    }
}

/// The evidence against a server that fails inside its reply. Its last number is cut off, and shows nothing of how the
/// server computes or prints.
pub(super) fn breaks_off(hearing: &Hearing<'_>, at: usize, asked: &[u8], reply: &[u8]) -> Option<Evidence> {
    let failed = hearing.ended_by(Side::Server, at).is_some_and(|status| !status.is_success());
    let is_cut = failed && !reply::is_right(asked, reply) && reply::begins_rightly(asked, reply);
    is_cut.then(|| {
        let what = format!("the reply breaks off{}", Life::at_step(hearing, Side::Server, Some(at)).exit_suffix());
        let wanted =
            parse_request(asked).map(|numbers| format_response(&Statistics::from_values(&numbers))).unwrap_or_default();
        Evidence::new(what).with_comparison(wanted, Bytes::from(reply).to_string())
    })
}

/// Whether a right answer is there, or none can come any more.
pub(super) fn is_answered(hearing: &Hearing<'_>, at: usize, on: &str, of: &Payload) -> bool {
    let heard = hearing.bytes_for_expectation(on, at);
    match hearing.transport() {
        Transport::Udp => !hearing.pieces_for_expectation(on, at).is_empty(),
        Transport::Tcp => hearing.is_closed(on) || (!heard.is_empty() && reply::is_whole(&of.to_vec(), &heard)),
    }
}

/// UDP: one reply to each request, from the port that was asked.
fn judge_datagrams(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, on: &str, pieces: &[Vec<u8>]) {
    if pieces.len() > 1 {
        let what = format!("the server answers one request with {} datagrams", pieces.len());
        let all = pieces.iter().map(|piece| format!("{:?}", Bytes::from(piece.as_slice()))).collect::<Vec<_>>();
        docket.break_clause(Clause::UdpS1, Evidence::new(what).with_comparison("one datagram", all.join(", ")));
    }
    let asked = hearing.transcript.seen.iter().rev().find_map(|seen| match &seen.what {
        Happening::DatagramSent { peer, to, .. } if peer == on && seen.step <= Some(at) => Some(*to),
        _ => None,
    });
    let answered = hearing.seen_for_expectation(on, at).find_map(|seen| match &seen.what {
        Happening::DatagramReceived { peer, from, .. } if peer == on => Some(*from),
        _ => None,
    });
    match (asked, answered) {
        (Some(asked), Some(from)) if from.port() != asked.port() => {
            let what =
                format!("the reply comes from port {}, but the request went to port {}", from.port(), asked.port());
            docket
                .break_clause(Clause::UdpS2, Evidence::new(what).with_comparison(asked.to_string(), from.to_string()));
        }
        (Some(_), Some(_)) => docket.pass_clause(Clause::UdpS2),
        (None, _) | (_, None) => {}
    }
}

/// A request that came in pieces (TCP-S-9) may be answered in several ways. Each must hold the statistics of something
/// that was sent (RSP-2).
pub(super) fn judge_pieces(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    on: &[String],
    behaviours: &[Behaviour],
) {
    let pieces: Vec<Vec<u8>> = on.iter().flat_map(|peer| hearing.pieces_for_expectation(peer, at)).collect();
    let whole = pieces.concat();
    if clause != Clause::TcpS9
        || clause.is_off()
        || parse_response(&whole).is_err()
        || info::is_one_of(&pieces, behaviours)
    {
        return;
    }
    let sent: Vec<String> = behaviours.iter().flat_map(|one| &one.shows).map(|of| show_bytes(&of.to_vec())).collect();
    let evidence = Evidence::new("the reply is not the statistics of anything that was sent");
    docket.break_clause(
        Clause::Rsp2,
        evidence.with_comparison(format!("those of {}", sent.join(" or ")), show_bytes(&whole)),
    );
}

fn show_bytes(bytes: &[u8]) -> String {
    Bytes::from(bytes).to_string()
}

/// The server sends no more on `on`, and does not fail.
pub(super) fn judge_silence(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, on: Option<&str>) {
    let extra = collect_extra_bytes(hearing, at, on);
    let failed = ended_then(hearing, at).filter(|status| !status.is_success());
    match (extra.first(), failed) {
        (Some((peer, bytes)), _) => {
            let what = format!("the server sends more to {}, which sent no other request", client_called(peer));
            docket.break_clause(
                clause,
                Evidence::new(what).with_comparison("nothing", Bytes::from(bytes.as_slice()).to_string()),
            );
        }
        (None, Some(ExitStatus::Code(_) | ExitStatus::Signal(_))) => {
            let fate = Life::at_step(hearing, Side::Server, Some(at)).exit_suffix();
            docket.break_clause(clause, Evidence::new(format!("the server fails{fate}")));
        }
        (None, None) => match excuse_if_unasked(hearing, at, on).or_else(|| excuse_if_unanswered(hearing, at, on)) {
            Some(reason) => docket.skip_clause(clause, reason),
            None => docket.pass_clause(clause),
        },
    }
}

/// How the server ended by itself, up to the step `at`; what it fails at later is another step's, unless there is none.
fn ended_then<'a>(hearing: &Hearing<'a>, at: usize) -> Option<&'a ExitStatus> {
    let is_last = hearing.expectations().all(|(step, ..)| step <= at);
    if is_last { hearing.exit_before_stop(Side::Server) } else { hearing.ended_by(Side::Server, at) }
}

/// The reason why silence on `on` (anywhere, if `None`) is no evidence: nothing was asked there, so nothing was refused
/// either.
fn excuse_if_unasked(hearing: &Hearing<'_>, at: usize, on: Option<&str>) -> Option<String> {
    let peers = on.map_or_else(|| hearing.asked_peers(), |on| vec![on]);
    // A case without any client asks nothing, and means that.
    if peers.is_empty() || peers.iter().any(|peer| hearing.has_asked(peer, at)) {
        return None;
    }
    let fate = Life::at_step(hearing, Side::Server, Some(at)).exit_suffix();
    let refused = peers.iter().find_map(|peer| Some((peer, hearing.refusal_reason(peer)?)));
    Some(match refused {
        Some((peer, reason)) => {
            format!("{} could not connect ({reason}), so it asked nothing{fate}", client_called(peer))
        }
        None => format!("no client could ask anything{fate}"),
    })
}

/// The reason why silence on `on` is no evidence: the request before it was not answered either.
fn excuse_if_unanswered(hearing: &Hearing<'_>, at: usize, on: Option<&str>) -> Option<String> {
    let on = on?;
    let silent = hearing.expectations_before(at).any(|(step, what, _)| {
        matches!(what, Expectation::Statistics { on: peer, .. } if peer == on)
            && hearing.bytes_for_expectation(on, step).is_empty()
    });
    silent.then(|| {
        format!("{} got no answer to its request either, so its later silence shows nothing", client_called(on))
    })
}

/// The bytes that came on `on` (anywhere, if `None`) for the expectation of step `at`, without the rest of the last
/// reply.
pub(super) fn collect_extra_bytes(hearing: &Hearing<'_>, at: usize, on: Option<&str>) -> Vec<(String, Vec<u8>)> {
    let peers = on.map_or_else(|| hearing.asked_peers(), |on| vec![on]);
    let heard = peers.into_iter().map(|peer| (peer.to_owned(), hearing.bytes_for_expectation(peer, at)));
    heard.filter(|(peer, bytes)| !bytes.is_empty() && !continues_reply(hearing, at, peer, bytes)).collect()
}

/// The reply with what came of it later: `3.` says 3 as well as `3.0` does, so that the next step may begin between the two.
fn with_rest(hearing: &Hearing<'_>, at: usize, on: &str, request: &[u8], reply: Vec<u8>) -> Vec<u8> {
    let is_asked_again = |(step, what, _): (usize, &Expectation, ClauseId)| {
        step > at && matches!(what, Expectation::Statistics { on: peer, .. } if peer == on)
    };
    if reply.is_empty() || hearing.expectations().any(is_asked_again) {
        return reply;
    }
    let came_later = |step: Option<usize>| step.is_none_or(|step| step > at);
    let begun = hearing.transcript.seen.iter().skip_while(|seen| seen.step.is_none());
    let later = begun.filter_map(|seen| match &seen.what {
        Happening::Received { peer, bytes } if peer == on && came_later(seen.step) => Some(bytes.as_slice()),
        _ => None,
    });
    let rest = later.collect::<Vec<_>>().concat();
    let whole = [reply.as_slice(), rest.as_slice()].concat();
    let goes_on = rest.first().is_some_and(|byte| !byte.is_ascii_whitespace());
    if goes_on && reply::is_right(request, &whole) { whole } else { reply }
}

/// Whether `bytes` go on with the reply before them: a stream may be cut anywhere, and more digits are right.
fn continues_reply(hearing: &Hearing<'_>, at: usize, peer: &str, bytes: &[u8]) -> bool {
    if hearing.transport() == Transport::Udp {
        return false;
    }
    let before = hearing.expectations_before(at).filter_map(|(step, what, _)| match what {
        Expectation::Statistics { on, of } if on == peer => Some((step, on, of)),
        _ => None,
    });
    before.last().is_some_and(|(step, on, of)| {
        let whole = [hearing.bytes_for_expectation(on, step), bytes.to_vec()].concat();
        bytes.first().is_some_and(|byte| !byte.is_ascii_whitespace()) && reply::is_right(&of.to_vec(), &whole)
    })
}

/// The server sends no statistics on `on`; anything else it may do.
pub(super) fn no_statistics(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, on: &str) {
    let answer = match hearing.transport() {
        Transport::Tcp => vec![hearing.bytes_for_expectation(on, at)],
        Transport::Udp => hearing.pieces_for_expectation(on, at),
    };
    match answer.into_iter().find(|bytes| read_leniently(bytes).is_some()) {
        Some(bytes) => {
            let evidence = Evidence::new(format!(
                "{} sent something that is no request, and the server answers it with statistics",
                client_called(on)
            ));
            docket.break_clause(clause, evidence.with_comparison("no statistics", Bytes::from(bytes).to_string()));
        }
        None => match excuse_if_unasked(hearing, at, Some(on)).or_else(|| excuse_if_dead(hearing, at)) {
            Some(reason) => docket.skip_clause(clause, reason),
            None => docket.pass_clause(clause),
        },
    }
}

/// Why no answer is no refusal: the server was dead by then.
pub(super) fn excuse_if_dead(hearing: &Hearing<'_>, at: usize) -> Option<String> {
    hearing.ended_by(Side::Server, at)?;
    Some(format!("the server had ended by then{}", Life::at_step(hearing, Side::Server, Some(at)).exit_suffix()))
}

/// The server ends the connection.
pub(super) fn judge_closed(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, on: &str) {
    let ended = hearing.transcript.seen.iter().any(|seen| match &seen.what {
        Happening::PeerClosed { peer } | Happening::PeerReset { peer } => peer == on && seen.step <= Some(at),
        _ => false,
    });
    if ended {
        docket.pass_clause(clause);
    } else if let Some(reason) = hearing.refusal_reason(on) {
        docket.skip_clause(
            clause,
            format!("{} could not connect ({reason}), so there was nothing to close", client_called(on)),
        );
    } else {
        let fate = Life::at_step(hearing, Side::Server, Some(at)).exit_suffix();
        let what = format!("{} has closed its connection, and the server keeps it open{fate}", client_called(on));
        docket.break_clause(clause, Evidence::new(what));
    }
}
