//! Judges a client's messages, and a program's output.

use super::ear::{Ear, HeardFrom};
use super::server::find_untimely_message;
use super::{describe_expected, escape_bytes};
use crate::case::{Expectation, Matcher, Step, Subject, When};
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::{Hearing, TOO_LATE};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Side, Transport};
use crate::transcript::{Happening, Stream, quote_bytes};

/// The demands of an expectation on a client's message.
pub(super) struct Sent<'a> {
    pub(super) on: Option<&'a str>,
    pub(super) what: &'a Matcher,
    pub(super) when: When,
    pub(super) optional: bool,
}

/// The client's next message is as expected.
pub(super) fn judge_sends(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, wanted: &Sent<'_>) {
    let Sent { on, what, when, optional } = *wanted;
    let Some(message) = Ear::before_step(hearing, HeardFrom::Client(on), at).take_message(at, what) else {
        if optional {
            return docket.pass_clause(clause);
        }
        let place = on.map_or_else(String::new, |on| format!(" to {on}"));
        let elsewhere = describe_sent_elsewhere(hearing, on, at);
        let nothing = format!("the client sends nothing{place}{elsewhere}{}", hearing.exit_suffix(Side::Client));
        return docket.break_clause(clause, Evidence::new(nothing).expecting(describe_expected(what)));
    };
    if let Some(evidence) = find_untimely_message(hearing, at, when, message.at) {
        return docket.break_clause(clause, evidence);
    }
    if message.is_as_expected(what) {
        docket.pass_clause(clause)
    } else {
        let flaw = if message.is_whole { "the client sends something else" } else { "the message is not whole" };
        let evidence = Evidence::new(format!("{flaw}{}", hearing.exit_suffix(Side::Client)));
        docket.break_clause(clause, evidence.with_comparison(describe_expected(what), escape_bytes(&message.bytes)));
    }
}

/// The bytes that the client sent in this step to another socket of the harness than to this one.
fn describe_sent_elsewhere(hearing: &Hearing<'_>, on: Option<&str>, at: usize) -> String {
    let came = hearing.transcript.seen.iter().filter(|seen| seen.step == Some(at)).find_map(|seen| match &seen.what {
        Happening::DatagramReceived { peer, bytes, .. } if on.is_some_and(|on| on != peer) => Some((peer, bytes)),
        _ => None,
    });
    came.map_or_else(String::new, |(peer, bytes)| format!(", but {} to {peer}", quote_bytes(bytes)))
}

/// Whether the message is there, or can no longer come.
pub(super) fn has_sent(hearing: &Hearing<'_>, at: usize, on: Option<&str>, what: &Matcher) -> bool {
    let mut ear = Ear::before_step(hearing, HeardFrom::Client(on), at);
    let ended = match hearing.transport() {
        Transport::Tcp => ear.is_ended(at),
        Transport::Udp => hearing.client_ended(),
    };
    ended || ear.take_message(at, what).is_some_and(|message| message.is_whole)
}

/// Judges whether the expected text stands on the program's console.
pub(super) fn judge_prints(hearing: &Hearing<'_>, docket: &mut Docket, at: usize, clause: ClauseId, what: &Matcher) {
    let printed = unread_output(hearing, at, None);
    if what.found_in(&printed).is_some() {
        return docket.pass_clause(clause);
    }
    let side = who_prints(hearing);
    let answers = |step: &Step| matches!(step, Step::Reply { .. } | Step::Relay { .. });
    if side == Side::Client && hearing.setting().arguments && !hearing.case.steps[..at].iter().any(answers) {
        return docket.skip_clause(clause, "the client takes its input as arguments, and so asks for none");
    }
    if side == Side::Client && hearing.replied_too_late() {
        return docket.skip_clause(clause, TOO_LATE);
    }
    let fate = hearing.exit_suffix(side);
    let evidence = match (what, printed.is_empty()) {
        (Matcher::Not(_), _) => Evidence::new(format!("the {side} prints what it should not{fate}")),
        (_, true) => Evidence::new(format!("the {side} prints nothing more{fate}")),
        (_, false) => Evidence::new(format!("the {side} does not print what is expected{fate}")),
    };
    docket.break_clause(clause, evidence.with_comparison(describe_expected(what), escape_bytes(&printed)));
}

/// Whether it stands there, or nothing more can come; that something does not stand there is known at the end alone.
pub(super) fn has_printed(hearing: &Hearing<'_>, at: usize, what: &Matcher) -> bool {
    let is_there = || what.found_in(&unread_output(hearing, at, Some(at))).is_some();
    hearing.exit_before_stop(who_prints(hearing)).is_some() || !matches!(what, Matcher::Not(_)) && is_there()
}

/// The side of the console: that of the program under test, and in a pair the client.
pub(super) fn who_prints(hearing: &Hearing<'_>) -> Side {
    match hearing.case.id.subject() {
        Subject::Role(role) => role.side(),
        Subject::Pair(_) => Side::Client,
    }
}

/// The program's output by the end of step `until` (in all, if `None`), without the parts that earlier expectations
/// found.
fn unread_output(hearing: &Hearing<'_>, at: usize, until: Option<usize>) -> Vec<u8> {
    let seen = &hearing.transcript.seen[..hearing.last_of(until)];
    let side = who_prints(hearing);
    let pieces = seen.iter().filter_map(|seen| match &seen.what {
        Happening::Printed { program, stream: Stream::Out, bytes } if *program == side => Some(bytes.as_slice()),
        _ => None,
    });
    let mut printed = pieces.collect::<Vec<_>>().concat();
    for (_, what, _) in hearing.expectations_before(at) {
        if let Expectation::Prints { what } = what
            && !matches!(what, Matcher::Not(_))
            && let Some(end) = what.found_in(&printed)
        {
            printed.drain(..end);
        }
    }
    printed
}
