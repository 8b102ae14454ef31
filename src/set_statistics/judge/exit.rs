//! How and when a client under test ends.

use super::served::is_served_beyond;
use super::{cause, client, client_console, pair};
use crate::case::{ExitExpectation, Expectation};
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::{Hearing, TOO_LATE};
use crate::judge::life::Life;
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::Side;
use crate::set_statistics::Clause;
use crate::transcript::{ExitStatus, Happening, Seen, Stream, WaitEnd};
use std::time::Duration;

/// The time that the machine may add to a time of the protocol: starting, scheduling and ending a process.
const GRACE: Duration = Duration::from_secs(1);

/// The client ends as it should, and in time.
pub(super) fn judge_exit(
    hearing: &Hearing<'_>,
    docket: &mut Docket,
    at: usize,
    clause: ClauseId,
    how: ExitExpectation,
    between: Option<(Duration, Duration)>,
) {
    let ended = hearing.ended_by(Side::Client, at);
    if how == ExitExpectation::Success && hearing.replied_too_late() && ended.is_none_or(|status| !status.is_success())
    {
        return docket.skip_clause(clause, TOO_LATE);
    }
    // In a pair a client may get a reply that no client can print.
    if let (ExitExpectation::Success, Some(reason)) = (how, pair::find_excuse(hearing))
        && ended.is_none_or(|status| !status.is_success())
    {
        return docket.skip_clause(clause, reason);
    }
    let clause = clause_to_blame(hearing, clause, how);
    let Some(status) = ended else {
        if how != ExitExpectation::Any {
            docket.break_clause(clause, describe_missing_end(hearing, at));
        }
        return;
    };
    if let Some(evidence) = between.and_then(|(earliest, latest)| find_untimely_end(hearing, earliest, latest)) {
        return docket.break_clause(clause, evidence);
    }
    let may_be_too_early = how == ExitExpectation::Failure || clause.level() == Level::Should;
    if may_be_too_early && how != ExitExpectation::Any && !was_put_to_the_test(hearing, at) {
        return docket
            .skip_clause(clause, format!("the client had sent nothing yet{}", hearing.exit_suffix(Side::Client)));
    }
    let evidence = match how {
        ExitExpectation::Any => None,
        ExitExpectation::Success if status.is_success() => None,
        ExitExpectation::Success => {
            let what = format!("the client fails{}", hearing.exit_suffix(Side::Client));
            Some(Evidence::new(what).with_comparison("exits with code 0", status.to_string()))
        }
        ExitExpectation::Failure | ExitExpectation::NonZero => unclear_failure(hearing, status.is_success()),
        ExitExpectation::Orderly => find_disorder(hearing, status),
    };
    match evidence {
        Some(evidence) => docket.break_clause(clause, evidence),
        None => docket.pass_clause(clause),
    }
}

/// The evidence against a client that has not ended by the end of step `at`.
fn describe_missing_end(hearing: &Hearing<'_>, at: usize) -> Evidence {
    let has_reply = |seen: &Seen| matches!(seen.what, Happening::Sent { .. } | Happening::DatagramSent { .. });
    let is_served = hearing.transcript.seen.iter().any(has_reply);
    let later = Life::at_step(hearing, Side::Client, None)
        .exit_before_stop()
        .map(|status| format!("; it {status} only later, when the harness has ended the connection"));
    let later = later.unwrap_or_default();
    match (hearing.wait_of(at), is_served) {
        (Some(WaitEnd::Still), false) => {
            let what = format!("the client waits for a reply in a read without a time-out{later}");
            Evidence::new(what).caused_by(Some(cause::NO_TIME_OUT))
        }
        (Some(WaitEnd::Still), true) => Evidence::new(format!("the client does not end: it waits for more{later}")),
        (Some(WaitEnd::Deadline), _) => {
            Evidence::new(format!("the client has not ended when the time allowed is over{later}"))
        }
        _ => Evidence::new(format!("the client does not end{later}")),
    }
}

/// The clause that a client breaks by how it ends. One that should find no reply: UDP-C-4 if it prints what came from
/// elsewhere. One that fails at an infinity or nan: NUM-2.
fn clause_to_blame(hearing: &Hearing<'_>, clause: ClauseId, how: ExitExpectation) -> ClauseId {
    let is_stray = |what: &Happening| matches!(what, Happening::DatagramSent { peer, .. } if peer != client::DATAGRAMS);
    let prints = || !client_console::results_on(&hearing.printed_text(Side::Client, Stream::Out)).is_empty();
    let takes_stray = clause == Clause::UdpC3
        && how == ExitExpectation::Failure
        && hearing.transcript.seen.iter().any(|seen| is_stray(&seen.what))
        && prints();
    let may_fail = hearing.client_failed() && matches!(Clause::from_id(clause), Clause::TcpC3 | Clause::UdpC2);
    match how {
        _ if takes_stray => Clause::UdpC4.id(),
        ExitExpectation::Success if may_fail && is_served_beyond(hearing) => Clause::Num2.id(),
        _ => clause,
    }
}

/// Whether a client that should fail can have reached the point at which it should. If the case expects its message, it
/// must have sent something. Any program that can't even start ends with an error.
fn was_put_to_the_test(hearing: &Hearing<'_>, at: usize) -> bool {
    let sends = hearing.expectations_before(at).any(|(_, what, _)| matches!(what, Expectation::Message { .. }));
    !sends || !client::sent_bytes(hearing, at).is_empty()
}

/// The flaw in a failing client's end. It must have a non-zero status, a message on standard error, and no statistics.
fn unclear_failure(hearing: &Hearing<'_>, exits_with_zero: bool) -> Option<Evidence> {
    let printed = client_console::results_on(&hearing.printed_text(Side::Client, Stream::Out));
    if let Some(line) = printed.first() {
        return Some(
            Evidence::new("the client prints statistics that no server sent")
                .with_comparison("no statistics", line.trim_end()),
        );
    }
    if exits_with_zero {
        return Some(Evidence::new("the client exits with code 0, as if it had a result"));
    }
    let silent = hearing.printed_text(Side::Client, Stream::Err).trim().is_empty();
    silent.then(|| Evidence::new("the client says nothing on standard error"))
}

/// The flaw in an end that may be a success or a failure: a signal, or a failure without a message.
fn find_disorder(hearing: &Hearing<'_>, status: &ExitStatus) -> Option<Evidence> {
    let silent = || hearing.printed_text(Side::Client, Stream::Err).trim().is_empty();
    match status {
        ExitStatus::Signal(_) => {
            let wanted = "exits with code 0, or says what is wrong";
            Some(Evidence::new("a signal ends the client").with_comparison(wanted, status.to_string()))
        }
        ExitStatus::Code(code) if *code != 0 && silent() => {
            Some(Evidence::new("the client fails, and says nothing on standard error"))
        }
        ExitStatus::Code(_) => None,
    }
}

/// Whether the client ended too early or too late after its last input.
fn find_untimely_end(hearing: &Hearing<'_>, earliest: Duration, latest: Duration) -> Option<Evidence> {
    let at = |seen: &Seen| Duration::from_micros(seen.at);
    let input = hearing.last_input().map(at)?;
    let is_end = |seen: &&Seen| matches!(seen.what, Happening::Exited { program: Side::Client, .. });
    let end = hearing.transcript.seen.iter().rev().find(is_end).map(at)?;
    let took = end.saturating_sub(input);
    let bounds = format!("after {} s to {} s", earliest.as_secs_f32(), latest.as_secs_f32());
    let observed = format!("after {:.1} s", took.as_secs_f32());
    if took < earliest {
        Some(Evidence::new("the client gives up too early").with_comparison(bounds, observed))
    } else if took > latest + GRACE {
        Some(Evidence::new("the client gives up too late").with_comparison(bounds, observed))
    } else {
        None
    }
}
