//! How and when a client ends.

use super::escape_bytes;
use crate::case::ExitExpectation;
use crate::judge::docket::Docket;
use crate::judge::finding::Evidence;
use crate::judge::hearing::{Hearing, TOO_LATE};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::Side;
use crate::transcript::{ExitStatus, Stream, WaitEnd};
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
    let Some(status) = hearing.ended_by(Side::Client, at) else {
        if how == ExitExpectation::Any && between.is_none() {
            return docket.pass_clause(clause);
        }
        let waits = hearing.wait_of(at) == Some(WaitEnd::Still);
        let why = if waits { ": it waits, and nothing more is coming" } else { "" };
        return docket.break_clause(clause, Evidence::new(format!("the client does not end{why}")));
    };
    if !status.is_success() && how == ExitExpectation::Success && hearing.replied_too_late() {
        return docket.skip_clause(clause, TOO_LATE);
    }
    let flaw = between
        .and_then(|between| find_untimely_exit(hearing, between))
        .or_else(|| find_wrong_exit(hearing, how, status));
    match flaw {
        Some(evidence) => docket.break_clause(clause, evidence),
        None => docket.pass_clause(clause),
    }
}

fn find_wrong_exit(hearing: &Hearing<'_>, how: ExitExpectation, status: &ExitStatus) -> Option<Evidence> {
    let fate = hearing.exit_suffix(Side::Client);
    let errors = hearing.printed_text(Side::Client, Stream::Err);
    let says_so = !errors.trim().is_empty();
    let signal = matches!(status, ExitStatus::Signal(_));
    match how {
        ExitExpectation::Any => None,
        ExitExpectation::Success if status.is_success() => None,
        ExitExpectation::Success => Some(
            Evidence::new(format!("the client fails{fate}")).with_comparison("exits with code 0", status.to_string()),
        ),
        ExitExpectation::Failure | ExitExpectation::NonZero if status.is_success() => {
            let expected = match how {
                ExitExpectation::NonZero => "exits with another code than 0",
                _ => "exits with another code than 0, and says why on standard error",
            };
            Some(Evidence::new("the client ends as if it had succeeded").with_comparison(expected, status.to_string()))
        }
        ExitExpectation::Orderly if status.is_success() => None,
        ExitExpectation::NonZero | ExitExpectation::Failure | ExitExpectation::Orderly if signal => {
            Some(Evidence::new(format!("a signal ends the client{fate}")))
        }
        ExitExpectation::NonZero => None,
        ExitExpectation::Failure | ExitExpectation::Orderly => (!says_so).then(|| {
            let what = format!("the client fails without a word on standard error{fate}");
            Evidence::new(what).with_comparison("a message on standard error", escape_bytes(errors.as_bytes()))
        }),
    }
}

fn find_untimely_exit(hearing: &Hearing<'_>, (earliest, latest): (Duration, Duration)) -> Option<Evidence> {
    use crate::transcript::Happening;
    let ended = hearing
        .transcript
        .seen
        .iter()
        .find(|seen| matches!(&seen.what, Happening::Exited { program: Side::Client, .. }))?;
    let since = hearing.last_input().map_or(0, |seen| seen.at);
    let took = Duration::from_micros(ended.at.saturating_sub(since));
    let compared = |what: &str| {
        let wanted = format!("between {} s and {} s", earliest.as_secs_f64(), latest.as_secs_f64());
        Some(Evidence::new(what).with_comparison(wanted, format!("{:.1} s after its last input", took.as_secs_f64())))
    };
    match took {
        took if took < earliest => compared("the client ends too early"),
        took if took > latest + GRACE => compared("the client ends too late"),
        _ => None,
    }
}
