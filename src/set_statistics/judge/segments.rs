//! Judges the real segments (TCP-S-12, TCP-C-8): only if packets were captured, and only in cases that ask for it.

use super::passage;
use crate::case::Step;
use crate::judge::docket::Docket;
use crate::judge::hearing::Hearing;
use crate::protocol::role::Side;
use crate::set_statistics::Clause;
use crate::transcript::{Happening, Segment};

pub(super) fn judge_segments(hearing: &Hearing<'_>, docket: &mut Docket) {
    let promises = |clause: Clause| hearing.case.clauses.contains(&clause.id());
    if promises(Clause::TcpS12) && hearing.is_under_test(Side::Server) {
        docket.turn_to_side(hearing.side_to_blame(Side::Server));
        let named = count_reply_segments(hearing).map(|segments| if segments == 1 { "one-piece" } else { "pieces" });
        note_or_skip(docket, Clause::TcpS12, named);
    }
    if promises(Clause::TcpC8) && hearing.is_under_test(Side::Client) {
        docket.turn_to_side(hearing.side_to_blame(Side::Client));
        let named =
            count_request_segments(hearing).map(|segments| if segments == 1 { "one-segment" } else { "two-segments" });
        note_or_skip(docket, Clause::TcpC8, named);
    }
}

fn note_or_skip(docket: &mut Docket, clause: Clause, named: Option<&str>) {
    match named {
        Some(name) => docket.note_behaviour(clause, name.to_owned()),
        None => docket.skip_clause(clause, "no captured packet shows it"),
    }
}

/// How many segments the server's reply was in, by its own network, if exactly one reply came.
fn count_reply_segments(hearing: &Hearing<'_>) -> Option<usize> {
    let port = hearing.transcript.seen.iter().find_map(|seen| match &seen.what {
        Happening::Ready { program: Side::Server, endpoints } => endpoints.first().map(|endpoint| endpoint.port()),
        _ => None,
    })?;
    let one_reply = passage::collect_exchanges(hearing).first().is_some_and(|exchange| exchange.answers.len() == 1);
    let sent = |segment: &&Segment| segment.from == port;
    let segments = hearing.transcript.capture.as_ref()?.data_segments(&Side::Server.to_string());
    Some(segments.iter().filter(sent).count()).filter(|count| one_reply && *count > 0)
}

/// How many segments the client's message and length were in, by its own network, if both went out.
fn count_request_segments(hearing: &Hearing<'_>) -> Option<usize> {
    let segments = hearing.transcript.capture.as_ref()?.data_segments(&Side::Client.to_string());
    // Nobody answers before the client has spoken: the first segment is its own.
    let port = segments.first()?.to;
    let sent: Vec<&Segment> = segments.iter().filter(|segment| segment.to == port).collect();
    let bytes: usize = sent.iter().map(|segment| segment.size).sum();
    let typed = hearing.case.steps.iter().map(|step| match step {
        Step::Type { line, .. } => line.to_vec().len(),
        _ => 0,
    });
    (bytes == typed.sum::<usize>()).then_some(sent.len())
}
