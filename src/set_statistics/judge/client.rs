//! Judges the bytes that a client under test sends: the message, then the length, and nothing else.

use super::carriage_return;
use super::pair;
use super::passage::WIRE;
use super::served::is_served_beyond;
use crate::case::{Expectation, Payload, Step};
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::{Hearing, TOO_LATE};
use crate::protocol::ReplyTo;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::set_statistics::Clause;
use crate::set_statistics::console::{length_prompt, message_prompt};
use crate::set_statistics::dialect;
use crate::transcript::{Bytes, ExitStatus, Happening, Seen, Stream};
use std::net::SocketAddr;

/// The harness's socket to which a UDP client sends; see the player.
pub(super) const DATAGRAMS: &str = "server";

/// The bytes that the client has sent on its first connection up to the end of step `at`; over UDP all datagrams, one
/// after the other.
pub(super) fn sent_bytes(hearing: &Hearing<'_>, at: usize) -> Vec<u8> {
    match hearing.transport() {
        Transport::Tcp => received_bytes(hearing, at),
        Transport::Udp => received_datagrams(hearing, at).into_iter().flat_map(|(_, bytes)| bytes).collect(),
    }
}

/// The connection on which the client talks: the first on which something came. Others are END-2's.
fn talking_connection<'a>(hearing: &Hearing<'a>) -> &'a str {
    let talks = hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Received { peer, .. } if peer != WIRE => Some(peer.as_str()),
        _ => None,
    });
    talks.unwrap_or("connection")
}

/// The same over TCP, as far as it came before the harness replied.
fn sent_before_reply(hearing: &Hearing<'_>, at: usize) -> Vec<u8> {
    let (seen, connection) = (&hearing.transcript.seen, talking_connection(hearing));
    let is_reply = |seen: &Seen| matches!(&seen.what, Happening::Sent { peer, .. } if peer == connection);
    let replied = seen.iter().position(is_reply);
    join_received(hearing, at, &seen[..replied.unwrap_or(seen.len())])
}

fn received_bytes(hearing: &Hearing<'_>, at: usize) -> Vec<u8> {
    join_received(hearing, at, &hearing.transcript.seen)
}

/// The bytes of the client's connection among what was `seen`, up to the end of step `at`.
fn join_received(hearing: &Hearing<'_>, at: usize, seen: &[Seen]) -> Vec<u8> {
    let connection = talking_connection(hearing);
    let pieces = seen.iter().filter_map(|seen| match &seen.what {
        Happening::Received { peer, bytes } if peer == connection && seen.step.is_none_or(|step| step <= at) => {
            Some(bytes.as_slice())
        }
        _ => None,
    });
    carriage_return::without_typed(hearing.case, pieces.collect::<Vec<_>>().concat())
}

/// The datagrams that came up to the end of step `at`, each with its sender.
fn received_datagrams(hearing: &Hearing<'_>, at: usize) -> Vec<(SocketAddr, Vec<u8>)> {
    let all = hearing.transcript.seen.iter().filter(|seen| seen.step.is_none_or(|step| step <= at));
    let from_client = all.filter_map(|seen| match &seen.what {
        Happening::DatagramReceived { peer, from, bytes } if peer == DATAGRAMS => Some((*from, bytes.as_slice())),
        _ => None,
    });
    let lines = carriage_return::typed_lines(hearing.case);
    let line_of = |index: usize| lines.get(index).cloned().into_iter().collect::<Vec<_>>();
    let told = from_client.enumerate();
    told.map(|(at, (from, bytes))| (from, carriage_return::remove_typed_returns(&line_of(at), bytes.to_vec())))
        .collect()
}

/// The message or the length that the case expects, in order.
fn expected_texts<'a>(
    expectations: impl Iterator<Item = (usize, &'a Expectation, ClauseId)>,
) -> Vec<(&'a Payload, ClauseId)> {
    let all = expectations.filter_map(|(_, what, clause)| match what {
        Expectation::Message { text } | Expectation::Length { text } => Some((text, clause)),
        _ => None,
    });
    all.collect()
}

/// How many bytes of message and length are expected before step `at`.
fn wanted_before(hearing: &Hearing<'_>, at: usize) -> usize {
    expected_texts(hearing.expectations_before(at)).iter().map(|(text, _)| text.to_vec().len()).sum()
}

/// Whether as much has come as steps up to `at` expect: so many bytes (TCP), or one datagram each (UDP).
pub(super) fn has_sent(hearing: &Hearing<'_>, at: usize, bytes: usize) -> bool {
    match hearing.transport() {
        Transport::Udp => received_datagrams(hearing, at).len() > expected_texts(hearing.expectations_before(at)).len(),
        Transport::Tcp => {
            sent_bytes(hearing, at).len() >= wanted_before(hearing, at) + bytes
                || hearing.is_closed(talking_connection(hearing)) && hearing.client_ended()
        }
    }
}

/// The client has sent the message, byte for byte.
pub(super) fn judge_message(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, text: &Payload) {
    match hearing.transport() {
        Transport::Tcp => {
            let sent = received_bytes(hearing, at);
            let text = text.to_vec();
            judge_bytes(hearing, docket, clause, "message", &text, sent.get(..text.len()).unwrap_or(&sent));
        }
        Transport::Udp => judge_datagram(hearing, docket, at, clause, &Part { name: "message", index: 0, text }),
    }
}

/// The client has sent the length after the message, and nothing between or after.
pub(super) fn judge_length(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, text: &Payload) {
    match hearing.transport() {
        Transport::Tcp => {
            let sent = received_bytes(hearing, at);
            let rest = sent.get(wanted_before(hearing, at)..).unwrap_or_default();
            // A client may send the length after the reply. One that gave up before the reply came need not send it.
            let is_missing = rest.is_empty() && hearing.client_failed();
            if let (true, Some(reason)) = (is_missing, was_given_nothing(hearing, at)) {
                return docket
                    .skip_clause(clause, format!("the client never sends the length, and need not: {reason}"));
            }
            judge_bytes(hearing, docket, clause, "length", &text.to_vec(), rest);
        }
        Transport::Udp => judge_datagram(hearing, docket, at, clause, &Part { name: "length", index: 1, text }),
    }
}

fn judge_bytes(hearing: &Hearing<'_>, docket: &mut Docket, clause: ClauseId, name: &str, wanted: &[u8], sent: &[u8]) {
    if wanted == sent {
        return docket.pass_clause(clause);
    }
    if name == "length"
        && sent.is_empty()
        && is_served_beyond(hearing)
        && hearing.exit_before_stop(Side::Client).is_some()
    {
        return docket.skip_clause(
            clause,
            "the client never sends the length, and need not: the reply holds what only NUM-2 calls a number",
        );
    }
    let excuse = || excuse_for_no_length(hearing).or_else(|| gave_up_too_early(hearing, docket));
    if let ("length", true, Some(reason)) = (name, sent.is_empty(), excuse()) {
        return docket.skip_clause(clause, format!("the client never sends the length, and need not: {reason}"));
    }
    let what = if sent.is_empty() {
        format!("the client never sends the {name}{}", hearing.exit_suffix(Side::Client))
    } else {
        format!("the client does not send the {name} as it was typed")
    };
    let evidence = Evidence::new(what).with_comparison(show_bytes(wanted), show_bytes(sent));
    docket.break_clause(clause, evidence.caused_by(cause_of(wanted, sent)));
}

/// Why a client that sends the length only after the reply need not send it: no proper reply has come in time.
fn excuse_for_no_length(hearing: &Hearing<'_>) -> Option<String> {
    let came_too_late = || (hearing.client_failed() && hearing.replied_too_late()).then(|| TOO_LATE.to_owned());
    pair::find_excuse(hearing).or_else(|| gave_up_in_silence(hearing)).or_else(came_too_late)
}

/// Why a client need not send a length of which TCP-C-4 or UDP-C-3 says already that it did not wait for its reply.
fn gave_up_too_early(hearing: &Hearing<'_>, docket: &Docket) -> Option<String> {
    let is_said = [Clause::TcpC4, Clause::UdpC3].iter().any(|clause| docket.evidence_against(*clause).is_some());
    (is_said && hearing.client_failed()).then(|| format!("it gave up before{}", hearing.exit_suffix(Side::Client)))
}

/// What one datagram of a client must hold: the message or the length.
struct Part<'a> {
    name: &'static str,
    /// Which of the client's datagrams it is.
    index: usize,
    text: &'a Payload,
}

fn judge_datagram(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, part: &Part<'_>) {
    let Part { name, index, text } = *part;
    let all = received_datagrams(hearing, at);
    let wanted = text.to_vec();
    let Some((from, bytes)) = all.get(index) else {
        if !wanted.is_empty() || excuse_for_no_length(hearing).is_some() {
            return judge_bytes(hearing, docket, clause, name, &wanted, &[]);
        }
        let fate = hearing.exit_suffix(Side::Client);
        let what = format!("the client never sends the {name}, which is a datagram without bytes{fate}");
        return docket.break_clause(clause, Evidence::new(what));
    };
    let is_bound = matches!(dialect::current().replies_to, ReplyTo::Port(_));
    if is_bound && from.port() != hearing.setting().reply {
        let what =
            format!("the {name}'s datagram comes from port {}, not from {}", from.port(), hearing.setting().reply);
        docket.break_clause(Clause::UdpC1, Evidence::new(what).caused_by(Some("the client's socket is not bound")));
    }
    if bytes.is_empty() && !wanted.is_empty() {
        let evidence =
            Evidence::new(format!("the {name}'s datagram is empty")).with_comparison(show_bytes(&wanted), "");
        return docket.break_clause(clause, evidence);
    }
    judge_bytes(hearing, docket, clause, name, &wanted, bytes);
}

/// Why a client cannot have made anything of the replies of the case before step `at`: none ever went out to it.
pub(super) fn was_given_nothing(hearing: &Hearing<'_>, at: usize) -> Option<String> {
    let steps = &hearing.case.steps[..at];
    // A client that finds its port taken gets no reply by right: the case is about what it does then.
    let is_turned_away = steps.iter().any(|step| matches!(step, Step::Refuse | Step::TakePort { .. }));
    let is_owed = !is_turned_away && steps.iter().any(|step| matches!(step, Step::Reply { .. }));
    let goes_out = |what: &Happening| matches!(what, Happening::Sent { .. } | Happening::DatagramSent { .. });
    let was_given = hearing.transcript.seen.iter().any(|seen| goes_out(&seen.what));
    (is_owed && !was_given).then(|| format!("the client was given no reply{}", hearing.exit_suffix(Side::Client)))
}

/// Why a client need not send a length: the case has no reply for it, and the client has given up, with any exit code.
fn gave_up_in_silence(hearing: &Hearing<'_>) -> Option<String> {
    let is_given = |step: &Step| matches!(step, Step::Reply { .. } | Step::Relay { .. });
    let gave_up = hearing.exit_before_stop(Side::Client).is_some();
    let is_alone = !hearing.case.steps.iter().any(is_given);
    (is_alone && gave_up).then(|| format!("no reply comes{}", hearing.exit_suffix(Side::Client)))
}

/// The length has not been sent before the reply (TCP-C-6).
pub(super) fn held_back(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, message: &Payload) {
    let (sent, message) = (sent_before_reply(hearing, at), message.to_vec());
    match sent.strip_prefix(message.as_slice()) {
        None => docket.skip_clause(clause, "the message did not come as it was typed"),
        Some(rest) if is_an_ending(rest) => docket.pass_clause(clause),
        Some(_) => {
            let what = "the length goes out before the reply has come: a server may read both as one";
            let cause = "send the length only after the reply has been read";
            let evidence =
                Evidence::new(what).with_comparison(show_bytes(&message), show_bytes(&sent)).caused_by(Some(cause));
            docket.break_clause(clause, evidence);
        }
    }
}

/// Whether more than the message has come: something that may be the length.
pub(super) fn goes_on(hearing: &Hearing<'_>, at: usize, message: &Payload) -> bool {
    let (sent, message) = (sent_bytes(hearing, at), message.to_vec());
    sent.get(message.len()..).is_some_and(|rest| !is_an_ending(rest))
}

/// Whether this ends the message (a line end, a NUL, or nothing) and is no length; TCP-C-1 says what it thinks of that.
fn is_an_ending(rest: &[u8]) -> bool {
    rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0)
}

/// Why nothing that the client does in this case breaks a clause: what was typed is nothing that every program can read.
pub(super) fn excuse_for_what_was_typed(hearing: &Hearing<'_>) -> Option<&'static str> {
    if refuses_what_is_no_text(hearing) {
        return Some("the client refuses bytes that are no text, which few languages read as a line");
    }
    takes_control_characters_for_keys(hearing)
        .then_some("the client edits its lines as a terminal does: control characters are keys to it")
}

/// Whether control characters were typed to a line editor. Its echo shows that it is one: a carriage return and a line
/// feed between the prompts.
fn takes_control_characters_for_keys(hearing: &Hearing<'_>) -> bool {
    let is_key = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    if !hearing.case.typed_lines().iter().any(|(line, _)| line.iter().any(is_key)) {
        return false;
    }
    let out = hearing.printed_text(Side::Client, Stream::Out);
    let behind = out.split_once(message_prompt()).and_then(|(_, rest)| rest.split_once(length_prompt()));
    behind.is_some_and(|(echo, _)| echo.len() > 2 && echo.ends_with("\r\n"))
}

/// Whether a typed line is no text (UTF-8), and the client failed at it with a message on standard error. Such a client
/// has sent what came before that line, and nothing of the line.
fn refuses_what_is_no_text(hearing: &Hearing<'_>) -> bool {
    let lines = hearing.case.typed_lines();
    let Some(first) = lines.iter().position(|(line, _)| std::str::from_utf8(line).is_err()) else { return false };
    let before: Vec<u8> = lines[..first].iter().flat_map(|(line, _)| line.clone()).collect();
    let failed = hearing
        .exit_before_stop(Side::Client)
        .is_some_and(|status| matches!(status, ExitStatus::Code(code) if *code != 0));
    let says_so = !hearing.printed_text(Side::Client, Stream::Err).trim().is_empty();
    let sent = sent_bytes(hearing, hearing.case.steps.len());
    // The text that it adds to each line does not matter here.
    failed && says_so && (sent.is_empty() || sent.strip_prefix(before.as_slice()).is_some_and(is_an_ending))
}

/// Judges the bytes beyond those that the case expected.
pub(super) fn judge_leftovers(hearing: &Hearing<'_>, docket: &mut Docket) {
    let wanted = expected_texts(hearing.expectations());
    let parts = SentParts::of_current();
    let Some((_, clause)) = wanted.last().filter(|_| wanted.len() == parts.count) else { return };
    let end = hearing.case.steps.len();
    match hearing.transport() {
        Transport::Tcp => {
            let all: Vec<u8> = wanted.iter().flat_map(|(text, _)| text.to_vec()).collect();
            let sent = sent_bytes(hearing, end);
            if sent.len() > all.len() && sent.starts_with(&all) {
                let evidence = Evidence::new(format!("the client sends more than {}", parts.both));
                docket.break_clause(*clause, evidence.with_comparison(show_bytes(&all), show_bytes(&sent)));
            }
        }
        Transport::Udp => {
            let sent = received_datagrams(hearing, end);
            if sent.len() > parts.count {
                let all: Vec<String> = sent.iter().map(|(_, bytes)| format!("\"{}\"", show_bytes(bytes))).collect();
                let evidence = Evidence::new(format!("the client sends {} datagrams", sent.len()));
                docket.break_clause(*clause, evidence.with_comparison(parts.datagrams, all.join(", ")));
            }
        }
    }
}

/// The parts that a client sends, by the dialect.
struct SentParts {
    count: usize,
    both: &'static str,
    datagrams: &'static str,
}

impl SentParts {
    fn of_current() -> SentParts {
        if dialect::current().length.is_sent() {
            SentParts { count: 2, both: "message and length", datagrams: "two datagrams" }
        } else {
            SentParts { count: 1, both: "the message", datagrams: "one datagram" }
        }
    }
}

fn show_bytes(bytes: &[u8]) -> String {
    Bytes::from(bytes).to_string()
}

fn cause_of(wanted: &[u8], sent: &[u8]) -> Option<&'static str> {
    match sent.strip_prefix(wanted) {
        _ if !dialect::current().request.end.is_empty() => None,
        Some(rest) if rest.trim_ascii().is_empty() => {
            Some("the line end is sent along: strip it from the line that was read")
        }
        Some(_) => Some("something is sent along with it"),
        None if sent.starts_with(b"\n") || sent.starts_with(b"\r\n") => {
            Some("the message's line end is sent along: strip it from the line that was read")
        }
        None => None,
    }
}
