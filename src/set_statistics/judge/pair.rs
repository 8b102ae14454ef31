//! Judges the traffic through the relay of a pair: the server's answer to what reached it, and the client's output.
//!
//! Each side is judged by the input that it got. If the server got another request than the typed one, it is judged by
//! the one it got. If the client got no response, or none in time, its output is not judged.

use super::client;
use super::client_console;
use super::passage::{self, Exchange};
use super::{info, reply, server};
use crate::case::{Behaviour, PairWire, Payload};
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::Hearing;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::dialect::{self, Serves};
use crate::set_statistics::message::{parse_request, parse_response};
use crate::transcript::{Bytes, Happening};
use std::time::Duration;

/// How long every client waits for a reply (TCP-C-4, UDP-C-3): what comes later may come too late.
const WAITS: Duration = Duration::from_secs(1);

/// The server answers `of` with its statistics, and the client prints the answer, in any spelling. The server is
/// responsible for the values; `clause` is the client's.
pub(super) fn judge_relayed(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, of: &Payload) {
    let exchanges = passage::collect_exchanges(hearing);
    docket.turn_to_side(hearing.side_to_blame(Side::Server));
    sent_unasked(hearing, docket);
    // A server that serves one client has ended before the next request.
    let owed = if dialect::current().serves == Serves::One { 1 } else { exchanges.len() };
    for exchange in exchanges.iter().take(owed) {
        judge_server_answer(hearing, docket, exchange, &of.to_vec());
    }
    docket.turn_to_side(hearing.side_to_blame(Side::Client));
    if exchanges.is_empty() {
        if !client::sent_bytes(hearing, hearing.case.steps.len()).is_empty() {
            return not_reached(hearing, docket, clause);
        }
        let silent = match hearing.transport() {
            Transport::Tcp => Clause::TcpC1,
            Transport::Udp => Clause::UdpC1,
        };
        let what = format!("the client sends no message{}", hearing.exit_suffix(Side::Client));
        return docket.break_clause(silent, Evidence::new(what));
    }
    judge_printed(hearing, docket, at, clause, &exchanges[0]);
}

/// The client has sent something, and it could not be passed on: that is the server's doing.
fn not_reached(hearing: &Hearing<'_>, docket: &mut Docket, clause: ClauseId) {
    let unserved = match hearing.transport() {
        Transport::Tcp => Clause::TcpS1,
        Transport::Udp => Clause::UdpS1,
    };
    docket.turn_to_side(hearing.side_to_blame(Side::Server));
    let reason = hearing.refusal_reason(passage::WIRE).map_or_else(String::new, |reason| format!(" ({reason})"));
    let what = format!("the client's message does not reach the server{reason}{}", hearing.exit_suffix(Side::Server));
    docket.break_clause(unserved, Evidence::new(what));
    docket.turn_to_side(hearing.side_to_blame(Side::Client));
    docket.skip_clause(clause, "the client was given no reply");
}

/// Whether the client has printed what was answered, or can't any more.
pub(super) fn is_over(hearing: &Hearing<'_>) -> bool {
    let given = match hearing.transport() {
        Transport::Tcp => passage::given_payloads(hearing).concat(),
        Transport::Udp => passage::given_payloads(hearing).into_iter().next().unwrap_or_default(),
    };
    client_console::are_printed(hearing, &Payload::from(given)) || hearing.client_ended()
}

/// Whether an answer is right for all that was asked, or for the first piece of it.
pub(super) fn is_answered(exchange: &Exchange) -> bool {
    let first = exchange.pieces.first().map_or(&[][..], |piece| piece.trim_ascii());
    let is_right = |answer: &[u8]| reply::is_right(&exchange.asked_bytes(), answer) || reply::is_right(first, answer);
    exchange.answers.iter().any(|(answer, _)| is_right(answer))
}

/// A datagram that comes before any request answers nothing. The client can't know that, and prints what it got.
fn sent_unasked(hearing: &Hearing<'_>, docket: &mut Docket) {
    let count = passage::count_unasked(hearing);
    if count > 0 {
        let what = format!("the server sends {count} datagrams before it is asked anything");
        docket.break_clause(Clause::UdpS1, Evidence::new(what));
    }
}

/// Judges the server by what reached it.
fn judge_server_answer(hearing: &Hearing<'_>, docket: &mut Docket, exchange: &Exchange, typed: &[u8]) {
    let asked = exchange.asked_bytes();
    match (hearing.transport(), passage::wire_of_case(hearing)) {
        (Transport::Udp, _) => answered_datagram(hearing, docket, exchange, &asked),
        // A server that refuses the first piece may be gone before the second goes out.
        (Transport::Tcp, Some(PairWire::MessageCut { .. })) if exchange.pieces.len() > 1 || asked != typed => {
            docket.note_behaviour(Clause::TcpS9, name_of_pieces(exchange));
        }
        (Transport::Tcp, Some(PairWire::Joined)) if asked != typed && asked.starts_with(typed) => {
            let right = exchange.answers.first().is_some_and(|(answer, _)| reply::is_right(&asked, answer));
            docket.note_behaviour(Clause::TcpS10, if right { "concatenated" } else { "other" }.to_owned());
        }
        (Transport::Tcp, _) => answered_stream(hearing, docket, exchange, &asked, typed),
    }
}

fn answered_stream(hearing: &Hearing<'_>, docket: &mut Docket, exchange: &Exchange, asked: &[u8], typed: &[u8]) {
    if parse_request(asked).is_err() {
        return docket.skip_clause(Clause::TcpS1, "what reached the server is no request");
    }
    let late = exchange.after_the_end || asked != typed && asked.starts_with(typed);
    let Some((answer, _)) = exchange.answers.first() else {
        let what = format!("the server does not answer the client's message{}", hearing.exit_suffix(Side::Server));
        return docket.break_clause(Clause::TcpS1, Evidence::new(what));
    };
    if late {
        let what = "the server answers only when the length, or the end of the stream, has come";
        return docket.break_clause(Clause::TcpS1, Evidence::new(what));
    }
    docket.pass_clause(Clause::TcpS1);
    if !reply::is_right(asked, answer) && reply::begins_rightly(asked, answer) {
        if client_left_first(hearing) {
            return docket.skip_clause(Clause::Rsp2, "the client was gone before the server's reply was whole");
        }
        if let Some(evidence) = server::breaks_off(hearing, hearing.case.steps.len(), asked, answer) {
            return docket.break_clause(Clause::Rsp2, evidence);
        }
    }
    reply::judge_reply(docket, Clause::Rsp2.id(), asked, answer);
    after_the_length(hearing, docket, typed, answer);
}

/// A length that arrives after the reply changes nothing (TCP-S-2).
fn after_the_length(hearing: &Hearing<'_>, docket: &mut Docket, typed: &[u8], answer: &[u8]) {
    let has_sent_more = client::sent_bytes(hearing, hearing.case.steps.len()).len() > typed.len();
    if !has_sent_more || parse_response(answer).is_err() {
        return;
    }
    if let Some(more) = passage::second_reply(hearing) {
        let what = "the server replies once more, although the client sent no other request";
        let evidence = Evidence::new(what).with_comparison("nothing", Bytes::from(more.as_slice()).to_string());
        return docket.break_clause(Clause::TcpS2, evidence);
    }
    if failed_before_the_end(hearing) {
        let what = format!("the server fails{}", hearing.exit_suffix(Side::Server));
        docket.break_clause(Clause::TcpS2, Evidence::new(what));
    } else {
        docket.pass_clause(Clause::TcpS2)
    }
}

/// Whether the server failed while its client was still there: what it does when its client leaves is another matter. The
/// end of its connection may be seen before its own.
fn failed_before_the_end(hearing: &Hearing<'_>) -> bool {
    let failed = hearing.exit_before_stop(Side::Server).is_some_and(|status| !status.is_success());
    let ended_first = hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Exited { program: Side::Server, .. } => Some(true),
        Happening::PeerClosed { peer } | Happening::PeerReset { peer } if peer == passage::WIRE => Some(true),
        Happening::HalfClosed { peer } | Happening::Left { peer } if peer == passage::WIRE => Some(false),
        Happening::StopAsked { program: Side::Server, .. } => Some(false),
        _ => None,
    });
    failed && ended_first == Some(true)
}

/// Whether the client had ended when the server had not yet ended its side of the stream.
fn client_left_first(hearing: &Hearing<'_>) -> bool {
    let ends = hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Exited { program, .. } => Some(*program == Side::Client),
        Happening::PeerClosed { peer } | Happening::PeerReset { peer } if peer == passage::WIRE => Some(false),
        _ => None,
    });
    ends == Some(true)
}

fn answered_datagram(hearing: &Hearing<'_>, docket: &mut Docket, exchange: &Exchange, asked: &[u8]) {
    if parse_request(asked).is_err() {
        return docket.skip_clause(Clause::UdpS1, "what reached the server is no request");
    }
    match exchange.answers.as_slice() {
        [] => {
            let what = format!("the server does not answer a client's datagram{}", hearing.exit_suffix(Side::Server));
            docket.break_clause(Clause::UdpS1, Evidence::new(what));
        }
        [(answer, from)] => {
            docket.pass_clause(Clause::UdpS1);
            reply::judge_reply(docket, Clause::Rsp2.id(), asked, answer);
            judge_origin(hearing, docket, from.map(|from| from.port()));
        }
        [_, ..] => {
            let what = format!("the server answers one datagram {} times", exchange.answers.len());
            docket.break_clause(Clause::UdpS1, Evidence::new(what));
        }
    }
}

/// The reply comes from the port that was asked (UDP-S-2).
fn judge_origin(hearing: &Hearing<'_>, docket: &mut Docket, from: Option<u16>) {
    match (passage::asked_port(hearing), from) {
        (Some(asked), Some(from)) if asked != from => {
            let what = format!("the reply comes from port {from}, but the request went to port {asked}");
            docket.break_clause(Clause::UdpS2, Evidence::new(what));
        }
        (Some(_), Some(_)) => docket.pass_clause(Clause::UdpS2),
        (None, _) | (_, None) => {}
    }
}

/// The server's way with a request in two pieces (TCP-S-9).
fn name_of_pieces(exchange: &Exchange) -> String {
    // A cut between two numbers leaves the space to one of the pieces; it matters only which piece's numbers are
    // answered.
    let piece = |at: usize| Payload::from(exchange.pieces.get(at).map_or(&[][..], |piece| piece.trim_ascii()).to_vec());
    let (first, second) = (piece(0), piece(1));
    let named = |name: &str, shows: Vec<Payload>| Behaviour { name: name.to_owned(), shows };
    let behaviours = [
        named("first-piece", vec![first.clone()]),
        named("joined", vec![Payload::from(exchange.asked_bytes())]),
        named("separate", vec![first, second]),
    ];
    let answers: Vec<Vec<u8>> = exchange.answers.iter().map(|(answer, _)| answer.clone()).collect();
    info::name_of(&answers, &behaviours, "refused")
}

/// Judges the client by what it was given.
fn judge_printed(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, first: &Exchange) {
    let given = passage::given_payloads(hearing);
    if passage::wire_of_case(hearing) == Some(PairWire::Overtaken) {
        let answer = first.answers.first().map(|(answer, _)| answer.as_slice());
        if let [before, after, ..] = given.as_slice()
            && answer == Some(after.as_slice())
            && answer != Some(before.as_slice())
        {
            return note_overtaken_reply(hearing, docket, before, after);
        }
    }
    let printed = given.iter().chain([&given.concat()]).find(|reply| prints_reply(hearing, reply)).cloned();
    match (excuse_if_unserved(hearing), printed) {
        // A right output counts, even if the client had an excuse.
        (Some(_), Some(reply)) => client_console::judge_results(hearing, docket, at, clause, &Payload::from(reply)),
        (Some(reason), None) => docket.skip_clause(clause, reason),
        (None, _) => match (hearing.transport(), given.as_slice()) {
            (Transport::Tcp, [piece, _, ..]) => in_pieces(hearing, docket, at, clause, piece, &given.concat()),
            (_, [answer, ..]) => {
                client_console::judge_results(hearing, docket, at, clause, &Payload::from(answer.clone()))
            }
            (_, []) => {}
        },
    }
}

/// The length's reply came first (UDP-C-6): nothing is right or wrong.
fn note_overtaken_reply(hearing: &Hearing<'_>, docket: &mut Docket, before: &[u8], after: &[u8]) {
    let name = if prints_reply(hearing, before) {
        "prints-first"
    } else if prints_reply(hearing, after) {
        "prints-right"
    } else {
        "neither"
    };
    docket.note_behaviour(Clause::UdpC6, name.to_owned());
}

/// The client reads a reply in pieces whole (TCP-C-5), unless no client can know that more comes (TCP-C-7).
fn in_pieces(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, piece: &[u8], whole: &[u8]) {
    if parse_response(piece).is_err() {
        return if prints_reply(hearing, whole) {
            docket.pass_clause(Clause::TcpC5);
            client_console::judge_results(hearing, docket, at, clause, &Payload::from(whole.to_vec()));
        } else {
            client_console::judge_results(hearing, docket, at, Clause::TcpC5.id(), &Payload::from(whole.to_vec()))
        };
    }
    if prints_reply(hearing, whole) {
        docket.note_behaviour(Clause::TcpC7, "whole".to_owned())
    } else if prints_reply(hearing, piece) {
        docket.note_behaviour(Clause::TcpC7, "short".to_owned())
    } else {
        client_console::judge_results(hearing, docket, at, clause, &Payload::from(whole.to_vec()))
    }
}

fn prints_reply(hearing: &Hearing<'_>, reply: &[u8]) -> bool {
    client_console::are_printed(hearing, &Payload::from(reply.to_vec()))
}

/// The reason that excuses what the client sends after the reply, and its exit code. Either it got no response in time;
/// or it got the reply in pieces and could not read them, which TCP-C-5 reports once.
pub(super) fn find_excuse(hearing: &Hearing<'_>) -> Option<String> {
    excuse_if_unserved(hearing).or_else(|| excuse_if_stumbled(hearing))
}

fn excuse_if_stumbled(hearing: &Hearing<'_>) -> Option<String> {
    passage::wire_of_case(hearing)?;
    let given = passage::given_payloads(hearing);
    let stumbles = hearing.transport() == Transport::Tcp && given.len() > 1 && !prints_reply(hearing, &given.concat());
    stumbles.then(|| "the server's reply reached the client in pieces, and it did not read it whole".to_owned())
}

/// Why what the client prints is not for it to answer for: it was not given one response, in time.
fn excuse_if_unserved(hearing: &Hearing<'_>) -> Option<String> {
    passage::wire_of_case(hearing)?;
    let given = passage::given_payloads(hearing);
    let response = match hearing.transport() {
        Transport::Tcp => given.concat(),
        Transport::Udp => given.first().cloned().unwrap_or_default(),
    };
    let delay = passage::reply_delay(hearing).filter(|delay| *delay >= WAITS);
    match (given.is_empty(), delay) {
        (true, _) => Some("the client was given no reply".to_owned()),
        (false, _) if parse_response(&response).is_err() => {
            Some("what the server replied, and the client was given, is no response".to_owned())
        }
        (false, Some(delay)) => {
            Some(format!("the server's reply was there after {:.1} s, and a client may give up", delay.as_secs_f32()))
        }
        (false, None) if passage::second_reply(hearing).is_some() => {
            Some("the server replied once more, and a client may take both for one".to_owned())
        }
        (false, None) => None,
    }
}
